"""Comparison tables (articles C4 to C6): the results of the runs of a setting."""

from __future__ import annotations

import statistics
import textwrap
from collections.abc import Mapping, Sequence

import numpy as np

from minigrad.train.history import Epoch, History

from . import common
from .report import Table
from .runs import Run

Results = Mapping[str, Sequence[Run]]  # by label, one run for each seed
COLUMNS = ("train", "test", "best", "TS95", "TS97", "TS98", "time")
WIDTHS = (7, 7, 7, 5, 5, 5, 7)
LABEL = common.WIDTH - sum(WIDTHS)  # columns; more where a table has fewer numbers
MEANING = (
    "Accuracies are in percent: of the training set in the last epoch, of the test set after it, "
    "and the best of the test set. TS95, TS97 and TS98 are the first epochs at which the test "
    "accuracy reaches 95, 97 and 98 %. Time is in seconds of one process, evaluation included; "
    "processes side by side slow each other down."
)


def score(history: History) -> tuple[float | None, ...]:
    """The columns of one run; None for an accuracy that was never reached."""
    test = [row.test_accuracy for row in history]
    reached = (
        next((row.epoch for row in history if row.test_accuracy >= goal), None)
        for goal in (0.95, 0.97, 0.98)
    )
    seconds = sum(row.seconds for row in history)
    last = history[-1]
    return (100 * last.train_accuracy, 100 * test[-1], 100 * max(test), *reached, seconds)


def cells(runs: Sequence[Run]) -> list[tuple[str, str]]:
    """For each column the mean over the runs, and their standard deviation.

    Where only some runs reached an accuracy, how many did stands in place of the deviation.
    """
    if any(run.failure for run in runs):
        return [("-", "")] * len(COLUMNS)
    columns = zip(*(score(run.history) for run in runs), strict=True)
    return [_cell(name, list(column)) for name, column in zip(COLUMNS, columns, strict=True)]


def _cell(name: str, column: list[float | None]) -> tuple[str, str]:
    numbers = [x for x in column if x is not None]
    digits = {"train": 2, "test": 2, "best": 2}.get(name, 1 if len(column) > 1 else 0)
    digits = 1 if name == "time" else digits
    if not numbers:
        return "-", ""
    mean = f"{statistics.fmean(numbers):.{digits}f}"
    if len(numbers) < len(column):
        return mean, f"{len(numbers)}/{len(column)}"
    return mean, f"±{statistics.stdev(numbers):.{digits}f}" if len(numbers) > 1 else ""


def table(title: str, results: Results) -> Table:
    """The comparison of some settings."""
    rows: list[tuple[str, ...]] = []
    notes = []
    for label, runs in results.items():
        means, spreads = zip(*cells(runs), strict=True)
        rows.append((label, *means))
        if any(spreads):
            rows.append(("", *spreads))
        notes += [f"{label}: {run.failure}." for run in runs if run.failure]
    return Table(title, ("", *COLUMNS), rows, " ".join(notes))


def mean_history(runs: Sequence[Run]) -> History:
    """The epochs that all the runs have, each column a mean over them."""
    rows = zip(*(run.history for run in runs), strict=False)
    return History(
        Epoch(same[0].epoch, *np.mean([row[1:] for row in same], axis=0)) for same in rows
    )


def as_text(table: Table) -> str:
    """A table that fits a narrow terminal."""
    widths = WIDTHS[: len(table.header) - 1]
    longest = max(LABEL, *(len(row[0]) for row in table.rows))
    width = min(longest, common.WIDTH - sum(widths))
    lines = [table.title]
    for label, *cells in (table.header, *table.rows):
        numbers = (f"{cell:>{n}}" for cell, n in zip(cells, widths, strict=True))
        lines.append(f"{label:<{width}.{width}}{''.join(numbers)}".rstrip())
    return "\n".join([*lines, *textwrap.wrap(table.note, common.WIDTH)])
