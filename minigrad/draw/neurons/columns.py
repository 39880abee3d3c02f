"""Layout of pictures in columns, and the look of neurons and arrows.

Graphviz places what arrows connect, which neither centres columns nor keeps their rows apart
evenly. In a picture of columns each position is known from the start, so Graphviz only paints.
"""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from minigrad.draw.labels import in_markup
from minigrad.draw.picture import Edge, Kind, Picture, Vertex
from minigrad.draw.themes import Theme, of_path

Style = dict[str, str]
Point = tuple[float, float]
GRAPH: Style = {"layout": "nop2", "outputorder": "edgesfirst", "pad": "0.15", "fontsize": "12"}
RADIUS = 20  # all lengths are in points
ROW, ROW_WITH_TEXT = 56, 68
STEP, STEP_WITH_TEXT, STEEPEST = 130, 190, 0.45
LINE, LETTER, NOTE, GAP = 16, 6.5, 14, 8
FACTOR = 80  # from a neuron to the middle of a factor
SMALL = 0.8  # size of the texts of arrows and beside neurons
MARGIN = 16
ARROW, SMALL_ARROW = 0.7, 0.5
ARROWHEAD = 10  # the length of one of size 1
MANY_ARROWS = 40


def laid_out(picture: Picture, theme: Theme) -> dict[str, Style]:
    """Attributes that position vertices, arrows and frames, by their ids.

    The text at the head of a column is its title; a column may hold a title alone, which then
    stands between its neighbours.
    """
    vertices = {vertex.id: vertex for vertex in picture.vertices}
    columns = [[vertices[name] for name in column] for column in picture.columns]
    titles = [column[0] if _is_text(column[:1]) else None for column in columns]
    bodies = [
        column[1:] if title is not None else column
        for column, title in zip(columns, titles, strict=True)
    ]
    text = any(edge.lines for edge in picture.edges)
    followed = any(edge.hue is not None for edge in picture.edges)
    row = ROW_WITH_TEXT if text else ROW
    notes = NOTE * max((len(v.lines) for v in picture.vertices if v.beside is not None), default=0)
    row += notes
    tallest = (max(map(len, bodies)) - 1) * row
    top = tallest / 2 + RADIUS + MARGIN + notes
    height = max(len(title.lines) if title else 0 for title in titles) * LINE
    positions: dict[str, Point] = {}
    step = max(STEP_WITH_TEXT if text else STEP, tallest * STEEPEST)
    if followed:  # factors of arrows that leave side by side stand clear of the neurons
        columns_of = {name: i for i, column in enumerate(picture.columns) for name in column}
        sides = _sides([edge for edge in picture.edges if edge.lines], columns_of).values()
        texts = [edge.lines for edge in picture.edges if edge.lines]
        notes_beside = [vertex.lines for vertex in picture.vertices if vertex.beside is not None]
        room = max(FACTOR, (_widest(texts) + _widest(notes_beside)) / 2)
        step = max(step + MARGIN * 2, room * (1 + max(map(min, sides), default=0)))
    across = _across(bodies, titles, step)
    for x, title, body in zip(across, titles, bodies, strict=True):
        for i, vertex in enumerate(body):
            positions[vertex.id] = (x, (len(body) - 1) / 2 * row - i * row)
        if title is not None:
            positions[title.id] = (x, top + height - len(title.lines) * LINE / 2)
    for vertex in picture.vertices:
        if vertex.beside is not None:
            x, y = positions[vertex.beside]
            away = RADIUS + len(vertex.lines) * NOTE / 2 + GAP
            positions[vertex.id] = (x, y + away if y >= 0 else y - away)
    style = {name: {"pos": _point(at)} for name, at in positions.items()}
    for vertex in picture.vertices:
        if vertex.kind is Kind.NEURON:
            style[vertex.id] |= _neuron(vertex, theme)
        if vertex.beside is not None:
            style[vertex.id] |= {"fontsize": "10", "style": "filled", "fillcolor": theme.paper}
            style[vertex.id] |= {"color": theme.paper}
    style |= _arrows(picture, positions, theme)
    return style | _frames(picture, positions)


def _is_text(part: Sequence[Vertex]) -> bool:
    return all(vertex.kind is Kind.TEXT for vertex in part) and len(part) > 0


def _across(
    bodies: Sequence[Sequence[Vertex]], titles: Sequence[Vertex | None], step: float
) -> list[float]:
    """Positions of the columns: at equal steps, of which a title alone takes half of one."""
    widths = [max(map(_width, title.lines), default=0.0) if title else 0.0 for title in titles]
    shares = [0.5 if not a or not b else 1.0 for a, b in pairwise(bodies)]
    for i, share in enumerate(shares):
        step = max(step, ((widths[i] + widths[i + 1]) / 2 + MARGIN) / share)
    return [sum(shares[:i]) * step for i in range(len(bodies))]


def _width(line: str) -> float:
    """Approximate width of a text; Chinese characters and kana are twice as wide."""
    return sum(LETTER * (2 if unicodedata.east_asian_width(c) in "WF" else 1) for c in line)


def _widest(texts: Sequence[Sequence[str]]) -> float:
    """Width of the widest of small texts."""
    return max((_width(line) * SMALL for lines in texts for line in lines), default=0.0)


def _neuron(vertex: Vertex, theme: Theme) -> Style:
    """Circle of one size, whatever its text is."""
    fill = theme.paper if vertex.flows else theme.constant_fill
    fill = theme.mark_fill if vertex.marked else fill
    look = {} if vertex.alarm else {"style": "filled", "fillcolor": fill}
    size = f"{RADIUS / 36:.4f}"
    text = {"fontsize": "12" if len(vertex.lines) < 2 else "9"}
    return look | text | {"width": size, "height": size, "fixedsize": "shape", "margin": "0"}


def _arrows(picture: Picture, positions: dict[str, Point], theme: Theme) -> dict[str, Style]:
    group = {vertex.id: vertex.group for vertex in picture.vertices}
    columns = {name: i for i, column in enumerate(picture.columns) for name in column}
    between = _sides(picture.edges, columns)
    with_text = _sides([edge for edge in picture.edges if edge.lines], columns)
    followed = any(edge.hue is not None for edge in picture.edges)
    style = {}
    for edge in picture.edges:
        pair = columns[edge.tail], columns[edge.head]
        inside = group[edge.tail] is not None and group[edge.tail] == group[edge.head]
        many = math.prod(between[pair]) > MANY_ARROWS
        size = SMALL_ARROW if many else ARROW
        tail, head = positions[edge.tail], positions[edge.head]
        style[edge.id] = _straight(tail, head, size) | _look(edge, theme)
        if edge.marked and edge.hue is not None:
            style[edge.id] |= of_path(edge.hue, theme)
        elif (many or followed) and edge.strength is None:
            style[edge.id] |= {"penwidth": "0.5", "color": theme.faint}
        if edge.lines:
            at = _text_position(tail, head, *with_text[pair])
            style[edge.id]["lp"] = _point(at)
            style[edge.id]["label"] = _on(theme.module_fill if inside else theme.paper, edge.lines)
            if edge.hue is None:
                style[edge.id]["fontcolor"] = theme.ink
    return style


def _sides(edges: Sequence[Edge], columns: Mapping[str, int]) -> dict[tuple[int, int], list[int]]:
    """Numbers of tails and heads of arrows, by the pair of columns between which they are."""
    ends: defaultdict[tuple[int, int], tuple[set[str], set[str]]]
    ends = defaultdict(lambda: (set(), set()))
    for edge in edges:
        tails, heads = ends[columns[edge.tail], columns[edge.head]]
        tails.add(edge.tail)
        heads.add(edge.head)
    return {pair: [len(tails), len(heads)] for pair, (tails, heads) in ends.items()}


def _straight(tail: Point, head: Point, size: float) -> Style:
    """Straight arrow from circle to circle."""
    length = math.dist(tail, head)
    begin, tip = RADIUS / length, 1 - RADIUS / length
    end = tip - size * ARROWHEAD / length
    along = [begin, begin + (end - begin) / 3, begin + (end - begin) * 2 / 3, end]
    path = " ".join(_point(_between(tail, head, share)) for share in along)
    return {"pos": f"e,{_point(_between(tail, head, tip))} {path}", "arrowsize": f"{size}"}


def _look(edge: Edge, theme: Theme) -> Style:
    """Look of a weight: colour and line show the sign, the width shows the size."""
    if edge.strength is None:
        return {}
    negative = edge.strength < 0
    return {
        "color": theme.mark if negative else theme.parameter,
        "style": "dashed" if negative else "solid",
        "penwidth": f"{0.4 + 2.6 * abs(edge.strength):.2f}",
    }


def _text_position(tail: Point, head: Point, tails: int, heads: int) -> Point:
    """Position of the arrow's text.

    Halfway, the arrows between two columns cross; so near the column of which there are fewer
    to the other side that all texts stand evenly one above the other.
    """
    if tails == heads == 1:
        x, y = _between(tail, head, 0.45)
        return x, y + LINE / 2 + 1
    return _between(tail, head, 1 / (heads + 1) if heads <= tails else 1 - 1 / (tails + 1))


def _on(paper: str, lines: Sequence[str]) -> str:
    """Label that covers the lines behind it."""
    rows = in_markup(lines, "<BR/>")
    return (
        '<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">'
        f'<TR><TD BGCOLOR="{paper}">{rows}</TD></TR></TABLE>>'
    )


def _frames(picture: Picture, positions: dict[str, Point]) -> dict[str, Style]:
    style = {}
    for group in picture.groups:
        inside = [positions[vertex.id] for vertex in picture.vertices if vertex.group == group.id]
        away = RADIUS + MARGIN
        left, right = min(x for x, _ in inside) - away, max(x for x, _ in inside) + away
        low, high = min(y for _, y in inside) - away, max(y for _, y in inside) + away
        top = high + len(group.lines) * LINE
        style[group.id] = {
            "bb": f"{_point((left, low))},{_point((right, top))}",
            "lp": _point(((left + right) / 2, (high + top) / 2)),
        }
    return style


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _point(at: Point) -> str:
    return f"{at[0]:.2f},{at[1]:.2f}"
