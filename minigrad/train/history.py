"""The history of a training run: a table, a file and a plot."""

from __future__ import annotations

import csv
import io
import json
import math
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from minigrad import plot
from minigrad.plot.figure import check_suffix
from minigrad.support.files import write_atomically

if TYPE_CHECKING:
    from typing_extensions import Self


class _Columns(NamedTuple):
    epoch: int
    train_accuracy: float
    train_loss: float
    test_accuracy: float
    test_loss: float
    seconds: float


class Epoch(_Columns):
    """One row: accuracies are fractions, seconds are those of the epoch and its evaluation.

    Attributes
    ----------
    metrics
        Other measurements, by name: further columns, ``**named`` by keywords.

    Examples
    --------
    >>> from minigrad.train.history import Epoch
    >>> row = Epoch(1, 0.9, 0.4, 0.88, 0.5, 2.0, test_top3=0.99)
    >>> row.test_loss, row.metrics["test_top3"], row.column("test_top3")
    (0.5, 0.99, 0.99)
    """

    metrics: Mapping[str, float] = MappingProxyType({})

    def __new__(cls, *columns: Any, **named: Any) -> Self:
        """A row from its six columns, by place or by name, and its metrics by name."""
        own = {name: named.pop(name) for name in cls._fields if name in named}
        row = super().__new__(cls, *columns, **own)
        if named:
            row.metrics = MappingProxyType(named)
        return row

    def __reduce__(self) -> tuple[Any, ...]:
        return _row, (tuple(self), dict(self.metrics))

    def __repr__(self) -> str:
        text = super().__repr__().removesuffix(")")
        return f"{text}{''.join(f', {k}={v!r}' for k, v in self.metrics.items())})"

    def column(self, name: str) -> float:
        """A column or a metric by its name; another name is a KeyError with all that there are."""
        if name in self._fields:
            value: float = getattr(self, name)
            return value
        if name not in self.metrics:
            known = ", ".join((*self._fields, *self.metrics))
            raise KeyError(f"the history has no column {name!r}; it has {known}")
        return self.metrics[name]

    def plain(self) -> dict[str, float]:
        """The row by name, in Python's numbers."""
        own = {name: float(x) for name, x in zip(self._fields, self, strict=True)}
        return {**own, "epoch": int(self.epoch), **{k: float(v) for k, v in self.metrics.items()}}


def _row(columns: tuple[Any, ...], metrics: dict[str, float]) -> Epoch:
    return Epoch(*columns, **metrics)


_NO_ROWS = (ValueError, TypeError, AttributeError, KeyError, OverflowError)
_HEADER = "epoch  train acc  train loss   test acc   test loss  seconds"


class History(list[Epoch]):
    """The rows of a run, epoch 0 being the state before training.

    Parameters
    ----------
    rows : iterable of Epoch, optional
        The rows to begin with.

    Attributes
    ----------
    notes : list of str
        Notes of callbacks, such as that training was stopped: printed below the rows. Files do
        not have them.

    Raises
    ------
    ValueError
        From `save`, `load` and `plot`: if the suffix is not theirs, or a file is no history.

    Examples
    --------
    >>> from minigrad.train.history import Epoch, History
    >>> print(History([Epoch(0, 0.1, 2.3, 0.12, 2.25, 0.5)]))
    epoch  train acc  train loss   test acc   test loss  seconds
        0    10.00 %    2.300000    12.00 %    2.250000      0.5
    """

    def __init__(self, rows: Iterable[Epoch] = ()) -> None:
        super().__init__(rows)
        self.notes: list[str] = []

    def __str__(self) -> str:
        names = self._metric_names()
        return "\n".join([header(names), *(format_epoch(row, names) for row in self), *self.notes])

    def _metric_names(self) -> list[str]:
        return list(dict.fromkeys(name for row in self for name in row.metrics))

    def save(self, file: str | os.PathLike[str]) -> None:
        """Write the rows with all their digits, as ``.json`` or ``.csv`` by the file's name.

        JSON has no NaN: it is written as null. An infinity is 1e999, which readers take for one.
        The file is written whole or not at all.

        Parameters
        ----------
        file : str or path
            A name ending in ``.json`` or ``.csv``.

        Raises
        ------
        ValueError
            If it ends otherwise.
        """
        columns = [*Epoch._fields, *self._metric_names()]
        rows = [[row.plain().get(name, math.nan) for name in columns] for row in self]
        suffix = _suffix(file)
        if suffix == ".json":
            objects = [
                ",\n".join(
                    f"  {json.dumps(k)}: {_json_number(v)}"
                    for k, v in zip(columns, row, strict=True)
                )
                for row in rows
            ]
            text = "[\n" + ",\n".join(f" {{\n{one}\n }}" for one in objects) + "\n]"
        else:
            table = io.StringIO()
            csv.writer(table, lineterminator="\n").writerows([columns, *rows])
            text = table.getvalue().removesuffix("\n")
        write_atomically(file, (text + "\n").encode())

    @classmethod
    def load(cls, file: str | os.PathLike[str]) -> History:
        """Read a file of `save`.

        Parameters
        ----------
        file : str or path
            A name ending in ``.json`` or ``.csv``.

        Raises
        ------
        ValueError
            With the file's name, if it is damaged or no history.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from minigrad.train.history import Epoch, History
        >>> with TemporaryDirectory() as folder:
        ...     History([Epoch(0, 0.1, 2.3, 0.12, 2.25, 0.5)]).save(f"{folder}/h.csv")
        ...     History.load(f"{folder}/h.csv")  # doctest: +NORMALIZE_WHITESPACE
        [Epoch(epoch=0, train_accuracy=0.1, train_loss=2.3, test_accuracy=0.12, test_loss=2.25,
        seconds=0.5)]
        """
        suffix = _suffix(file)
        content = Path(file).read_bytes()
        try:
            text = content.decode()
            if suffix == ".json":
                rows = json.loads(text)
                if not isinstance(rows, list):
                    raise TypeError(f"a list of rows is wanted, not {type(rows).__name__}")
                return cls(map(row_of, rows))
            return cls(map(row_of, csv.DictReader(io.StringIO(text, newline=""), restval="")))
        except (*_NO_ROWS, RecursionError, csv.Error) as error:
            raise ValueError(f"{os.fspath(file)}: this is not a history: {error}") from error

    def plot(self, file: str | os.PathLike[str], title: str = "") -> None:
        """Plot accuracy and loss over the epochs, as ``.png``, ``.svg`` or ``.pdf``.

        `minigrad.plot.history` also compares several runs, and has themes.

        Parameters
        ----------
        file : str or path
            Its suffix says the format.
        title : str
            Stands above the plot.

        Raises
        ------
        ValueError
            If the suffix is another one.
        ImportError
            If matplotlib is not installed.
        """
        check_suffix(file)
        plot.history(self, title=title).save(file)


def _suffix(file: str | os.PathLike[str]) -> str:
    suffix = Path(file).suffix
    if suffix not in (".json", ".csv"):
        raise ValueError(f"{file}: a history is saved as .json or .csv")
    return suffix


def _json_number(x: float) -> str:
    if math.isinf(x):
        return "1e999" if x > 0 else "-1e999"
    return "null" if math.isnan(x) else repr(x)


def row_of(row: Mapping[str, Any]) -> Epoch:
    """A row from a file, which may have NaN as None and numbers as texts."""
    numbers = {name: math.nan if x is None else float(x) for name, x in row.items()}
    missing = [name for name in Epoch._fields if name not in numbers]
    if missing:
        raise ValueError(f"a row has no {', '.join(missing)}")
    return Epoch(**{**numbers, "epoch": int(row["epoch"])})


def format_epoch(row: Epoch, metrics: Iterable[str] | None = None) -> str:
    """One line of the table, with the columns of these metrics (by default, of the row's)."""
    names = row.metrics if metrics is None else metrics
    measured = (
        f"{_score(row.train_accuracy, row.train_loss)}  {_score(row.test_accuracy, row.test_loss)}"
    )
    further = "".join(f"  {row.metrics.get(name, math.nan):{_width(name)}.6f}" for name in names)
    return f"{row.epoch:5}  {measured}  {row.seconds:7.1f}{further}"


def _score(accuracy: float, loss: float) -> str:
    """Accuracy and loss, with a dash where nothing was measured."""
    first = "-" if math.isnan(accuracy) else f"{100 * accuracy:7.2f} %"
    second = "-" if math.isnan(accuracy) and math.isnan(loss) else f"{loss:10.6f}"
    return f"{first:>9}  {second:>10}"


def _width(name: str) -> int:
    return max(10, len(name))


def header(metrics: Iterable[str] = ()) -> str:
    """The names of the columns of `format_epoch`."""
    return _HEADER + "".join(f"  {name:>{_width(name)}}" for name in metrics)
