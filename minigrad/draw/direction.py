"""Direction of a drawing: to the right, or down where that would be wider than a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from minigrad.draw.picture import Edge, Kind, Picture
from minigrad.draw.wrapping import beside_arrow, in_rows, is_fixed_width, letters

DIRECTIONS = {"right": "LR", "down": "TB"}  # as Graphviz and Mermaid call them
# All lengths are in points. At this width the smallest letters, of 10, are as large as 10 pixels in
# a README of 830 pixels, and smaller ones are hard to read.
WIDEST = 830
LETTER, FIXED_LETTER, SMALL_LETTER, MARGIN, BETWEEN = 6.5, 7.25, 6.0, 18, 19
ERROR = 1.1  # of the estimate, in most drawings
ROUND = 1.4  # an ellipse is so much wider than what it holds


def suited(picture: Picture) -> str:
    """The direction that suits a picture, by an estimate of its width before it is laid out.

    Examples
    --------
    >>> x = mg.tensor(3.0, requires_grad=True, name="x")
    >>> suited((x * x).draw().picture)
    'right'
    """
    wide = not picture.columns and estimated_width(picture) > WIDEST / ERROR
    return "down" if wide else "right"


def estimated_width(picture: Picture) -> float:
    """The width of a picture that is drawn to the right, column by column from the output."""
    column = columns([vertex.id for vertex in picture.vertices], picture.edges)
    widest: defaultdict[int, float] = defaultdict(float)
    beside: defaultdict[int, float] = defaultdict(float)  # what stands on arrows out of a column
    for vertex in picture.vertices:
        letter = FIXED_LETTER if is_fixed_width(vertex) else LETTER
        letter *= ROUND if vertex.kind is Kind.OPERATION else 1
        size = letters(in_rows(vertex.lines)) * letter
        widest[column[vertex.id]] = max(widest[column[vertex.id]], size + MARGIN)
    for edge in picture.edges:
        if not edge.again:
            size = letters(beside_arrow(edge.lines)) * SMALL_LETTER
            beside[column[edge.tail]] = max(beside[column[edge.tail]], size + BETWEEN)
    return sum(widest.values()) + sum(beside.values())


def columns(vertices: Iterable[str], edges: Sequence[Edge]) -> dict[str, int]:
    """How far each vertex is from the end: the number of arrows of the longest way."""
    into: defaultdict[str, list[str]] = defaultdict(list)
    waiting: defaultdict[str, int] = defaultdict(int)
    for edge in edges:
        if not edge.again:
            into[edge.head].append(edge.tail)
            waiting[edge.tail] += 1
    column = dict.fromkeys(vertices, 0)
    pending = [name for name in column if not waiting[name]]
    while pending:
        head = pending.pop()
        for tail in into[head]:
            column[tail] = max(column[tail], column[head] + 1)
            waiting[tail] -= 1
            if not waiting[tail]:
                pending.append(tail)
    return column
