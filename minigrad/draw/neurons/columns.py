"""Layout of pictures in columns, and the look of neurons and arrows.

Graphviz places what arrows connect, which neither centres columns nor keeps their rows apart
evenly. In a picture of columns each position is known from the start, so Graphviz only paints.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from minigrad.draw.labels import hint, in_markup
from minigrad.draw.neurons.grid import LINE, MARGIN, Grid, Text, between, sides, text_size
from minigrad.draw.neurons.label_positions import Box, Point, uncovered
from minigrad.draw.picture import Edge, Kind, Picture, Vertex
from minigrad.draw.themes import Theme, of_path

Style = dict[str, str]
GRAPH: Style = {"layout": "nop2", "outputorder": "edgesfirst", "pad": "0.15", "fontsize": "12"}
ARROW, SMALL_ARROW = 0.7, 0.5
ARROWHEAD = 10  # the length of one of size 1
MANY_ARROWS = 40
NO_TEXT = Text((0, 0), [])


def laid_out(picture: Picture, theme: Theme) -> tuple[Picture, dict[str, Style]]:
    """The picture as it is painted, and attributes that position all in it, by their ids.

    Its paths come last, over other arrows, and its caption says if there are numbers without room.
    """
    grid = Grid(picture)
    positions, texts = grid.positions()
    style = {name: {"pos": _point(at)} for name, at in positions.items()}
    for vertex in picture.vertices:
        if vertex.kind is Kind.NEURON:
            style[vertex.id] |= _neuron(vertex, grid.radius, theme)
        if vertex.beside is not None:
            style[vertex.id] |= {"fontsize": "10", "style": "filled", "fillcolor": theme.paper}
            style[vertex.id] |= {"color": theme.paper}
    style |= _arrows(picture, positions, texts, grid.radius, theme)
    style |= _frames(picture, positions, grid.radius)
    hidden = any(texts.get(x.id, NO_TEXT).lines != x.lines or _is_hidden(x) for x in picture.edges)
    caption = [*picture.caption, *(picture.popping_up if hidden else [])]
    edges = sorted(picture.edges, key=lambda x: x.marked)
    return replace(picture, edges=edges, caption=caption), style


def _is_hidden(edge: Edge) -> bool:
    """True if all that an arrow says pops up."""
    return bool(edge.hint) and not edge.lines


def _neuron(vertex: Vertex, radius: float, theme: Theme) -> Style:
    """Circle of one size, whatever its text is."""
    fill = theme.paper if vertex.flows else theme.constant_fill
    fill = theme.mark_fill if vertex.marked else fill
    look = {} if vertex.alarm else {"style": "filled", "fillcolor": fill}
    size = f"{radius / 36:.4f}"
    text = {"fontsize": "12" if len(vertex.lines) < 2 else "9"}
    return look | text | {"width": size, "height": size, "fixedsize": "shape", "margin": "0"}


def _arrows(
    picture: Picture,
    positions: dict[str, Point],
    texts: dict[str, Text],
    radius: float,
    theme: Theme,
) -> dict[str, Style]:
    group = {vertex.id: vertex.group for vertex in picture.vertices}
    columns = {name: i for i, column in enumerate(picture.columns) for name in column}
    ends = sides(picture.edges, columns)
    followed = any(edge.hue is not None for edge in picture.edges)
    boxes = {name: Box(text.middle, text_size(text.lines)) for name, text in texts.items()}
    style = {}
    for edge in picture.edges:
        inside = group[edge.tail] is not None and group[edge.tail] == group[edge.head]
        many = math.prod(ends[columns[edge.tail], columns[edge.head]]) > MANY_ARROWS
        size = SMALL_ARROW if many else ARROW
        tail, head = positions[edge.tail], positions[edge.head]
        others = [boxes[name] for name in boxes if name != edge.id]
        style[edge.id] = _straight(tail, head, radius, size, others) | _look(edge, theme)
        if edge.marked and edge.hue is not None:
            style[edge.id] |= of_path(edge.hue, theme)
        elif (many or followed) and edge.strength is None:
            style[edge.id] |= {"penwidth": "0.5", "color": theme.faint}
        middle, lines = texts.get(edge.id, NO_TEXT)
        if lines:
            style[edge.id]["lp"] = _point(middle)
            style[edge.id]["label"] = _on(theme.module_fill if inside else theme.paper, lines)
            if edge.hue is None:
                style[edge.id]["fontcolor"] = theme.ink
        if lines != edge.lines:  # the rest pops up
            whole = hint([*edge.lines, *edge.hint])
            style[edge.id] |= {"tooltip": whole, "labeltooltip": whole}
    return style


def _straight(tail: Point, head: Point, radius: float, size: float, texts: Sequence[Box]) -> Style:
    """Straight arrow from circle to circle, with gaps at the texts of others."""
    length = math.dist(tail, head)
    begin, tip = radius / length, 1 - radius / length
    end = tip - size * ARROWHEAD / length
    line = between(tail, head, begin), between(tail, head, end)
    pieces = []
    for start, stop in (uncovered(line, texts) if texts else []) or [(0, 1)]:
        along = [start, start + (stop - start) / 3, stop - (stop - start) / 3, stop]
        path = " ".join(_point(between(*line, share)) for share in along)
        pieces.append(f"e,{_point(between(tail, head, tip))} {path}" if stop == 1 else path)
    return {"pos": ";".join(pieces), "arrowsize": f"{size}"}


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


def _on(paper: str, lines: Sequence[str]) -> str:
    """Label that covers the lines behind it."""
    rows = in_markup(lines, "<BR/>")
    return (
        '<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">'
        f'<TR><TD BGCOLOR="{paper}">{rows}</TD></TR></TABLE>>'
    )


def _frames(picture: Picture, positions: dict[str, Point], radius: float) -> dict[str, Style]:
    style = {}
    for group in picture.groups:
        inside = [positions[vertex.id] for vertex in picture.vertices if vertex.group == group.id]
        away = radius + MARGIN
        left, right = min(x for x, _ in inside) - away, max(x for x, _ in inside) + away
        low, high = min(y for _, y in inside) - away, max(y for _, y in inside) + away
        top = high + len(group.lines) * LINE
        style[group.id] = {
            "bb": f"{_point((left, low))},{_point((right, top))}",
            "lp": _point(((left + right) / 2, (high + top) / 2)),
        }
    return style


def _point(at: Point) -> str:
    return f"{at[0]:.2f},{at[1]:.2f}"
