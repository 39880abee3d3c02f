"""Tables of measurements, to be read at 80 columns or pasted into a Markdown page."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from bench.harness import Measured

WIDTH = 80
UNSTEADY = 1.5  # a median so many times the best is not to be trusted


@dataclass
class Table:
    """A title, a row of headings, rows of cells, and lines that follow."""

    title: str
    headings: list[str]
    rows: list[list[str]]
    notes: list[str] = field(default_factory=list)


class Goal(NamedTuple):
    """The largest share of a baseline's time that a contestant may take."""

    name: str
    baseline: str
    at_most: float

    def verdict(self, measured: Measured) -> str:
        """The goal, and whether it was met."""
        goal = f"goal: {self.name} at most {digits(self.at_most)} × {self.baseline}"
        ratio = measured.ratio(self.name, self.baseline)
        if ratio is None:
            return f"{goal}; not measured"
        return f"{goal}; {digits(ratio)}, {'met' if ratio <= self.at_most else 'missed'}"


def digits(number: float | None) -> str:
    """Three digits that count, without an exponent."""
    if number is None:
        return "–"
    size = math.floor(math.log10(abs(number))) if number else 0
    return f"{number:.{max(0, 2 - size)}f}"


def compared(
    measure: Callable[[Measured], None],
    names: Iterable[str],
    *,
    title: str,
    scale: float,
    baselines: Iterable[str],
    goals: Iterable[Goal] = (),
) -> Iterator[Table]:
    """Measure, and make the table of it, also where Ctrl-C cuts it short.

    Parameters
    ----------
    measure
        Adds rounds, with times in seconds, to what it is given.
    names
        The order of the rows.
    scale
        From seconds to the unit that the title names.
    baselines
        The contestants in whose time the others' is told.
    """
    measured = Measured()
    interrupted = False
    try:
        measure(measured)
    except KeyboardInterrupt:
        interrupted = True
    baselines = [name for name in baselines if measured.times(name)]
    rows = []
    unsteady = []
    for name in names:
        times = measured.times(name)
        if times:
            numbers = [scale * median(times), scale * min(times)]
            numbers += [measured.ratio(name, baseline) for baseline in baselines]
            rows.append([name, *map(digits, numbers)])
            if median(times) > UNSTEADY * min(times):
                unsteady.append(name)
    headings = ["", "median", "best", *(f"× {name}" for name in baselines)]
    notes = [*measured.notes, *(goal.verdict(measured) for goal in goals)]
    if unsteady:
        notes.append(f"unsteady, was the machine busy with other work? {'; '.join(unsteady)}")
    yield Table(title, headings, rows, notes)
    if interrupted:
        raise KeyboardInterrupt


def render(table: Table, *, markdown: bool = False) -> str:
    """The table as text."""
    if markdown:
        rules = ["---"] + ["---:"] * (len(table.headings) - 1)
        lines = ["| " + " | ".join(row) + " |" for row in (table.headings, rules, *table.rows)]
        notes = ["", *(f"- {note}" for note in table.notes)] if table.notes else []
        return "\n".join([f"**{table.title}**", "", *lines, *notes])
    grid = [table.headings, *table.rows]
    widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip()
        for row in grid
    ]
    notes = [textwrap.fill(note, WIDTH, subsequent_indent="  ") for note in table.notes]
    return "\n".join([textwrap.fill(table.title, WIDTH), *lines, *notes])
