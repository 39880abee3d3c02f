"""The history of a training run: a table, a file and a plot."""

from __future__ import annotations

import io
import json
import math
import os
from pathlib import Path
from typing import Any, NamedTuple

from minigrad.files import write_atomically


class Epoch(NamedTuple):
    """One row: accuracies are fractions, seconds are those of the epoch and its evaluation."""

    epoch: int
    train_accuracy: float
    train_loss: float
    test_accuracy: float
    test_loss: float
    seconds: float


_HEADER = "epoch   train acc  train loss    test acc   test loss  seconds"


class History(list[Epoch]):
    """The rows of a run, epoch 0 being the state before training.

    Examples
    --------
    >>> from minigrad.history import Epoch, History
    >>> print(History([Epoch(0, 0.1, 2.3, 0.12, 2.25, 0.5)]))
    epoch   train acc  train loss    test acc   test loss  seconds
        0     10.00 %    2.300000     12.00 %    2.250000      0.5
    """

    def __str__(self) -> str:
        return "\n".join([_HEADER, *map(format_epoch, self)])

    def save(self, file: str | os.PathLike[str]) -> None:
        """Write the rows with all their digits, as ``.json`` or ``.csv`` by the file's name."""
        suffix = Path(file).suffix
        if suffix == ".json":
            text = json.dumps(
                [dict(zip(Epoch._fields, _plain(row), strict=True)) for row in self], indent=1
            )
        elif suffix == ".csv":
            rows = [Epoch._fields, *(map(repr, _plain(row)) for row in self)]
            text = "\n".join(",".join(row) for row in rows)
        else:
            raise ValueError(f"{file}: a history is saved as .json or .csv")
        write_atomically(file, (text + "\n").encode())

    def plot(self, file: str | os.PathLike[str], title: str = "") -> None:
        """Plot accuracy and loss over the epochs, as ``.png``, ``.svg`` or ``.pdf``."""
        if Path(file).suffix not in {".png", ".svg", ".pdf"}:
            raise ValueError(f"{file}: a history is plotted as .png, .svg or .pdf")
        content = io.BytesIO()
        self._figure(title).savefig(content, format=Path(file).suffix[1:], dpi=120)
        write_atomically(file, content.getvalue())

    def _figure(self, title: str) -> Any:
        try:
            from matplotlib.figure import Figure  # noqa: PLC0415 - behind an extra
        except ImportError:
            raise ImportError('plots need matplotlib: pip install "minigrad[train]"') from None
        figure = Figure(figsize=(10, 4), layout="constrained")
        figure.suptitle(title)
        accuracy, loss = figure.subplots(1, 2)
        epochs = [row.epoch for row in self]
        # Blue and orange, solid and dashed: told apart without colour too.
        for name, style in (
            ("train", {"color": "#0072b2"}),
            ("test", {"color": "#d55e00", "ls": "--"}),
        ):
            accuracy.plot(
                epochs, [100 * getattr(r, f"{name}_accuracy") for r in self], label=name, **style
            )
            loss.plot(epochs, [getattr(r, f"{name}_loss") for r in self], label=name, **style)
        accuracy.set(xlabel="epoch", ylabel="accuracy [%]")
        positive = any(row.train_loss > 0 or row.test_loss > 0 for row in self)
        loss.set(xlabel="epoch", ylabel="loss", yscale="log" if positive else "linear")
        for axes in (accuracy, loss):
            axes.grid(alpha=0.3)
            axes.legend()
        return figure


def format_epoch(row: Epoch) -> str:
    """One line of the table."""
    test = (
        f"{'-':>10}  {'-':>10}"
        if math.isnan(row.test_loss) and math.isnan(row.test_accuracy)
        else f"{100 * row.test_accuracy:8.2f} %  {row.test_loss:10.6f}"
    )
    return (
        f"{row.epoch:5}  {100 * row.train_accuracy:8.2f} %  {row.train_loss:10.6f}  {test}"
        f"  {row.seconds:7.1f}"
    )


def _plain(row: Epoch) -> list[float]:
    """The row in Python's numbers, whatever numbers came in."""
    return [int(row.epoch), *map(float, row[1:])]


def header() -> str:
    """The names of the columns of `format_epoch`."""
    return _HEADER
