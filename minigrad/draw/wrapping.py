"""Long lines in several rows: arrays row by row, sentences at their spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from minigrad.draw.picture import Kind, Span, Vertex

LONGEST_ARRAY = 30  # letters of a line that is drawn as it is
LONGEST_SENTENCE = 110
INDENT = "\u00a0" * 4


def letters(lines: Iterable[str]) -> int:
    """The letters of the longest line; Chinese characters and kana count twice."""
    rows = (row for line in lines for row in line.split("\n"))
    return max((sum(map(_letters_of, row)) for row in rows), default=0)


def _letters_of(sign: str) -> int:
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1


class Row(NamedTuple):
    """Part of a line that is drawn in a row of its own.

    Attributes
    ----------
    start, end
        The characters of the line, from one up to another.
    indent
        How many letters it stands away from the left.
    """

    start: int
    end: int
    indent: int


def array_rows(line: str, longest: int = LONGEST_ARRAY) -> list[Row]:
    """The rows of the arrays that are written in a line, if it is a long one.

    Examples
    --------
    >>> array_rows("grad [[1, 2], [3, 4]]", longest=10)
    [Row(start=0, end=13, indent=0), Row(start=14, end=21, indent=6)]
    """
    if letters([line]) <= longest or "], [" not in line:
        return [Row(0, len(line), 0)]
    rows, start, indent = [], 0, 0
    brackets: list[int] = []  # where each that is open stands
    for i, sign in enumerate(line):
        if sign == "[":
            brackets.append(indent + letters([line[start:i]]))
        elif sign == "]" and brackets:
            brackets.pop()
        elif sign == " " and brackets and line[i - 2 : i] == "]," and line[i + 1 : i + 2] == "[":
            rows.append(Row(start, i, indent))
            start, indent = i + 1, brackets[-1] + 1
    return [*rows, Row(start, len(line), indent)]


def in_rows(lines: Sequence[str], wide: int = 1) -> Iterator[str]:
    """Lines whose long arrays are written row by row.

    Parameters
    ----------
    lines
        Lines of text.
    wide
        The width of a letter in spaces: 1 where all are equally wide, about 2 in other type.

    Examples
    --------
    >>> list(in_rows(["y = [[1, 2], [3, 4]]" + 20 * " "]))[0]
    'y = [[1, 2],'
    """
    for line in lines:
        for row in array_rows(line):
            yield "\u00a0" * (row.indent * wide) + line[row.start : row.end]


def beside_arrow(lines: Sequence[str]) -> Iterator[str]:
    """Rows of the lines beside an arrow: in long ones an array stands below what it is.

    Examples
    --------
    >>> list(beside_arrow(["-1.0 × 0.25 = [-0.25, -0.25, -0.25]"]))
    ['-1.0 × 0.25', '= [-0.25, -0.25, -0.25]']
    """
    for line in lines:
        before, equals, array = line.partition(" = [")
        if equals and letters([line]) > LONGEST_ARRAY:
            yield before
            line = f"= [{array}"  # noqa: PLW2901 - what is left of it
        yield from in_rows([line], wide=2)


def is_fixed_width(vertex: Vertex) -> bool:
    """True of a box whose letters are equally wide, in rows that are flush left."""
    boxes = {Kind.PARAMETER, Kind.CONSTANT, Kind.VALUE}
    return vertex.kind in boxes and len(list(in_rows(vertex.lines))) > 2


def vertex_in_rows(vertex: Vertex) -> tuple[list[str], list[Span]]:
    """The lines of a vertex with long arrays row by row, and where its spans are in them."""
    lines: list[str] = []
    spans = []
    for i, line in enumerate(vertex.lines):
        inside = [span for span in vertex.spans if span.line == i]
        for row in array_rows(line):
            away = row.indent - row.start
            spans += [
                Span(len(lines), max(start, row.start) + away, min(end, row.end) + away, hue)
                for _, start, end, hue in inside
                if start < row.end and end > row.start
            ]
            lines.append("\u00a0" * row.indent + line[row.start : row.end])
    return lines, spans


def sentence_rows(line: str, longest: int = LONGEST_SENTENCE) -> list[str]:
    r"""A sentence in rows, each but the first indented; a long word is broken.

    Examples
    --------
    >>> sentence_rows("one two three", longest=8)
    ['one two', '\xa0\xa0\xa0\xa0three']
    """
    rows, row = [], ""
    for word in re.findall(r"[^ ]+ *| +", line):
        size = longest // 2 if letters([word.rstrip(" ")]) > longest else len(word)
        for part in (word[i : i + size] for i in range(0, len(word), size)):
            if row and letters([row + part.rstrip(" ")]) > longest:
                rows.append(row.rstrip(" "))
                row = INDENT
            row += part
    return [*rows, row]
