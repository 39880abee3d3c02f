"""The history of a training run: a table, a file and a plot."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import NamedTuple

from minigrad import plot
from minigrad.files import write_atomically
from minigrad.plot.figure import check_suffix


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
        """Plot accuracy and loss over the epochs, as ``.png``, ``.svg`` or ``.pdf``.

        `minigrad.plot.history` also compares several runs, and has themes.
        """
        check_suffix(file)
        plot.history(self, title=title).save(file)


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
