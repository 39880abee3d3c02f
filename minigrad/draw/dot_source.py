"""Pictures in DOT, the language of Graphviz."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from minigrad.draw.direction import DIRECTIONS, SMALL_LETTER, letters
from minigrad.draw.labels import hint, in_markup, label
from minigrad.draw.neurons.columns import GRAPH as IN_COLUMNS
from minigrad.draw.neurons.columns import laid_out
from minigrad.draw.picture import SCALE, Edge, Group, Kind, Picture, Vertex
from minigrad.draw.themes import (
    FIXED_WIDTH,
    FONT,
    SAMPLES,
    Theme,
    between,
    of_path,
    path_colour,
    path_dash,
)
from minigrad.draw.titles import Place

Style = dict[str, str]
USUAL: Mapping[str, Place] = MappingProxyType({})
# pygraphviz decodes by the first charset="..." that it finds, so this one comes before any text.
# The inputs of an operation are ordered from top to bottom, as a - b is not b - a.
GRAPH: Style = {"charset": "utf-8", "nodesep": "0.2", "ranksep": "0.3"}
# What stands beside an arrow that leads down takes the room between its neighbours.
DOWN: Style = {"nodesep": "0.5", "ranksep": "0.4"}
ALIGNED = {"l": "LEFT", "c": "CENTER", "r": "RIGHT"}
CLEAR = "\u00a0" * 3  # of the arrow's own line
ROOM = 2  # for a title where arrows lead down, in widths of it
HEAT_CELL = 7  # points
_TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'
# Graphviz looks for the best places, which takes minutes in a large picture, above all with frames;
# these let it stop at good ones (`python -m bench draw`). What stands beside an arrow would take a
# column of its own, and is put where there is room instead.
LARGE = 300  # vertices
HASTY: Style = {"nslimit": "0.01", "mclimit": "0.1", "newrank": "true"}
ROOMY: Style = {"ranksep": "1.2"}


def digraph(picture: Picture, theme: Theme, titles: Mapping[str, Place] = USUAL) -> Any:
    """Describe a picture as a ``graphviz.Digraph``.

    Parameters
    ----------
    picture, theme
        The picture, and its colours.
    titles
        Where titles of frames stand that do not stand in the usual place, by the frames' ids.
    """
    import graphviz  # noqa: PLC0415 - needed for drawing only

    placed = laid_out(picture, theme) if picture.columns else {}
    way = IN_COLUMNS if picture.columns else {"ordering": "in"}
    way = way | {"rankdir": DIRECTIONS[picture.direction]}
    way |= DOWN if picture.direction == "down" else {}
    above = ["\u00a0"] if placed else []  # columns reach down to the caption
    caption = (
        {"label": _caption(above, picture, theme)} | {"labelloc": "b", "labeljust": "l"}
        if picture.caption
        else {}
    )
    font = {"fontname": FONT, "fontcolor": theme.ink}
    # Where the computation is played, numbers appear around what is stacked.
    played = {"nodesep": "0.35", "pad": "0.5,0.2"} if picture.steps else {}
    large = len(picture.vertices) > LARGE and not placed
    hasty = HASTY | (ROOMY if any(edge.lines for edge in picture.edges) else {}) if large else {}
    graph = graphviz.Digraph(
        "minigrad",
        graph_attr=GRAPH | played | way | hasty | {"bgcolor": theme.paper} | font | caption,
        node_attr={"shape": "box", "fontsize": "12", "height": "0.3"} | font,
        edge_attr={"fontname": FONT, "fontsize": "10", "fontcolor": theme.faint}
        | {"arrowsize": "0.7"},
    )
    _Writer(picture, theme, placed, titles).write(graph, None)
    before = CLEAR if picture.direction == "down" else ""
    # In columns the texts of paths cover what is drawn before them.
    order = sorted(picture.edges, key=lambda x: x.marked) if placed else picture.edges
    for edge in order:
        text = label([before + line for line in edge.lines])
        graph.edge(
            edge.tail,
            edge.head,
            text if edge.lines and not placed and not large else None,
            _attributes=({"xlabel": text} if edge.lines and large else {})
            | {"id": edge.id}
            | edge_style(edge, theme)
            | (_hint(edge) | _hint(edge, "labeltooltip"))
            | placed.get(edge.id, {}),
        )
    return graph


def carry_changes(before: Any, after: Any, other: Any) -> None:
    r"""Change a description as another was changed: statements added, attributes of the whole set.

    Examples
    --------
    >>> import graphviz
    >>> before, after, other = (graphviz.Digraph() for _ in range(3))
    >>> after.attr(rankdir="TB")
    >>> carry_changes(before, after, other)
    >>> other.body
    ['\trankdir=TB\n']
    """
    for kind in ("graph_attr", "node_attr", "edge_attr"):
        old = getattr(before, kind).items()
        getattr(other, kind).update(dict(getattr(after, kind).items() - old))
    other.body.extend(after.body[len(before.body) :])


def _caption(above: list[str], picture: Picture, theme: Theme) -> str:
    """Text below the drawing; a path's line has its colour and dash, scales have theirs."""
    if not picture.hues and not picture.scales:
        return label([*above, *picture.caption], aligned=True)
    rows = [in_markup([line], '<BR ALIGN="LEFT"/>') for line in picture.caption]
    for i, hue in picture.hues.items():
        sample = SAMPLES[path_dash(hue)]
        rows[i] = f'<FONT COLOR="{path_colour(hue, theme)}">{sample} {rows[i]}</FONT>'
    for i in picture.scales:
        before, after = (in_markup([x], "") for x in picture.caption[i].split(SCALE))
        rows[i] = before + _scale(theme) + after
    return "<" + "".join(f'{row}<BR ALIGN="LEFT"/>' for row in [*above, *rows]) + ">"


def _scale(theme: Theme) -> str:
    """A line that goes from one end of the theme's scale to the other."""
    last = len(SCALE) - 1
    colours = (between(theme.cold, theme.hot, i / last) for i in range(len(SCALE)))
    return "".join(
        f'<FONT COLOR="{colour}">{in_markup([sign], "")}</FONT>'
        for sign, colour in zip(SCALE, colours, strict=True)
    )


class _Writer:
    """Writes groups into each other, each with its vertices."""

    def __init__(
        self,
        picture: Picture,
        theme: Theme,
        placed: dict[str, Style],
        titles: Mapping[str, Place],
    ) -> None:
        self.theme = theme
        self.titles = titles
        self.down = picture.direction == "down"
        self.placed = placed  # what pictures in columns add, by id
        self.inside: defaultdict[str | None, list[Vertex]] = defaultdict(list)
        self.groups: defaultdict[str | None, list[Group]] = defaultdict(list)
        for vertex in picture.vertices:
            self.inside[vertex.group].append(vertex)
        for group in picture.groups:
            self.groups[group.parent].append(group)

    def write(self, graph: Any, outer: str | None) -> None:
        pending = [(graph, outer)]  # no recursion: groups may lie in each other deeply
        closing = []
        while pending:
            within, name = pending.pop()
            for vertex in self.inside[name]:
                attributes = {"id": vertex.id} | vertex_style(vertex, self.theme)
                attributes |= _hint(vertex)
                attributes |= self.placed.get(vertex.id, {})
                within.node(vertex.id, _label(vertex, self.theme), _attributes=attributes)
            for group in self.groups[name]:
                part = within.__class__(f"cluster_{group.id}")
                place = self.titles.get(group.id, usual_place(down=self.down))
                style = group_style(group, self.theme, place) | _hint(group)
                style |= self.placed.get(group.id, {})
                part.attr("graph", **{"id": group.id} | style)
                pending.append((part, group.id))
                closing.append((within, part))
        for within, part in reversed(closing):
            within.subgraph(part)


def _hint(thing: Vertex | Edge | Group, name: str = "tooltip") -> Style:
    """Text that pops up over an element."""
    return {name: hint(thing.hint)} if thing.hint else {}


def _label(vertex: Vertex, theme: Theme) -> str:
    aligned = vertex.kind in {Kind.PARAMETER, Kind.CONSTANT, Kind.VALUE} and len(vertex.lines) > 2
    if vertex.heat is None and not vertex.spans:
        return label(vertex.lines, aligned=aligned)
    rows = _rows(vertex, theme, "LEFT" if aligned or vertex.heat else "CENTER")
    return f"<{_TABLE}>{rows}{_heat(vertex.heat, theme) if vertex.heat else ''}</TABLE>>"


def _heat(heat: Sequence[Sequence[float]], theme: Theme) -> str:
    """A row of a table, with a heat map."""
    side = f'WIDTH="{HEAT_CELL}" HEIGHT="{HEAT_CELL}" FIXEDSIZE="TRUE"'
    rows = "".join(
        f"<TR>{''.join(_cell(side, share, theme) for share in row)}</TR>" for row in heat
    )
    width, height = HEAT_CELL * len(heat[0]), HEAT_CELL * len(heat)
    size = f'FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{height}"'
    return f'<TR><TD ALIGN="LEFT">{_TABLE} {size}>{rows}</TABLE></TD></TR>'


def _rows(vertex: Vertex, theme: Theme, align: str) -> str:
    """The lines of a vertex as rows of a table, with its spans in their colours.

    In one text of several colours Graphviz sets lines closer to each other than elsewhere.
    """
    new_line = f'<BR ALIGN="{align}"/>'
    rows = []
    for i, line in enumerate(vertex.lines):
        row, at = "", 0
        for span in (span for span in vertex.spans if span.line == i):
            term = in_markup([line[span.start : span.end]], new_line)
            row += in_markup([line[at : span.start]], new_line)
            row += f'<FONT COLOR="{path_colour(span.hue, theme)}">{term}</FONT>'
            at = span.end
        row += in_markup([line[at:]], new_line)
        rows.append(f'<TR><TD ALIGN="{align}" BALIGN="{align}">{row}</TD></TR>')
    return "".join(rows)


def _cell(side: str, share: float, theme: Theme) -> str:
    colour = theme.alarm if math.isnan(share) else between(theme.cold, theme.hot, share)
    return f'<TD {side} BGCOLOR="{colour}"></TD>'


def vertex_style(vertex: Vertex, theme: Theme) -> Style:
    """The attributes of a vertex."""
    style = _of_kind(vertex, theme)
    if vertex.strength is not None:
        style |= {"color": between(theme.cold, theme.hot, vertex.strength)}
        style |= {"penwidth": f"{2 + 2 * vertex.strength:.2f}"}
    if vertex.root:
        style |= {"peripheries": "2"} | ({"color": theme.output} if vertex.strength is None else {})
    if vertex.marked:
        style |= {"color": theme.mark, "penwidth": "2", "style": "filled"}
        style |= {"fillcolor": theme.mark_fill}
    if vertex.alarm:
        style |= {"color": theme.alarm, "fontcolor": theme.alarm, "penwidth": "1"}
        style |= {"style": "filled", "fillcolor": theme.paper}
    if vertex.begins:  # what follows from it is paler
        style |= {"style": "filled,bold", "fillcolor": theme.alarm_fill, "penwidth": "2"}
    return style


def _of_kind(vertex: Vertex, theme: Theme) -> Style:
    line = theme.ink if vertex.flows else theme.faint
    fixed = {"fontname": FIXED_WIDTH} if len(vertex.lines) > 2 else {}
    match vertex.kind:
        case Kind.OPERATION:
            round_ = {"shape": "ellipse", "width": "0.4", "height": "0.4", "margin": "0.03"}
            return round_ | {"color": line} | ({} if vertex.flows else {"style": "dashed"})
        case Kind.PARAMETER:
            fill = {"style": "filled", "fillcolor": theme.parameter_fill}
            return fill | {"color": theme.parameter, "penwidth": "2"} | fixed
        case Kind.CONSTANT:
            fill = {"style": "rounded,filled", "fillcolor": theme.constant_fill}
            return fill | {"color": theme.faint} | fixed
        case Kind.NUMBER | Kind.TEXT:
            return {"shape": "plaintext", "width": "0", "height": "0", "margin": "0.05,0.03"}
        case Kind.MODULE:
            fill = {"style": "rounded,filled", "fillcolor": theme.module_fill}
            return fill | {"color": line, "penwidth": "1.5", "margin": "0.15,0.08"}
        case Kind.NEURON:
            return {"shape": "circle", "width": "0.5", "margin": "0.02", "color": line}
        case Kind.COPY:
            small = {"fontsize": "10", "margin": "0.08,0.03"}
            return small | {"style": "dashed", "color": theme.faint}
        case Kind.OMITTED:
            return {"style": "dotted", "color": theme.faint}
        case Kind.VALUE:
            return {"color": line} | fixed


def edge_style(edge: Edge, theme: Theme) -> Style:
    """The attributes of an arrow."""
    style = {"color": theme.ink} if edge.flows else {"color": theme.faint, "style": "dashed"}
    if edge.strength is not None:
        width = f"{0.5 + 3.5 * edge.strength:.2f}"
        style |= {"penwidth": width, "color": between(theme.cold, theme.hot, edge.strength)}
    if edge.term is not None:
        style |= {"fontcolor": path_colour(edge.term, theme)}
    if edge.marked:
        style |= {"color": theme.mark, "fontcolor": theme.path1, "penwidth": "2.5"}
        style |= of_path(edge.hue, theme) if edge.hue is not None else {}
        if edge.shared:  # a line for each, side by side
            style["color"] = ":".join(path_colour(hue, theme) for hue in edge.shared)
    if edge.alarm:
        style |= {"color": theme.alarm, "fontcolor": theme.alarm, "penwidth": "2.5"}
    if edge.again:
        style |= {"style": "dashed", "constraint": "false"}
    return style


def usual_place(*, down: bool) -> Place:
    """Where titles of frames stand: where fewest arrows cross."""
    return Place("b", "l", ROOM) if down else Place("t", "l")


def group_style(group: Group, theme: Theme, place: Place) -> Style:
    """The attributes of a frame, with its title in a place."""
    return {
        "label": _in_room(group.lines, place) if place.room > 1 else label(group.lines),
        "style": "rounded,filled",
        "fillcolor": theme.backward_fill if group.backward else theme.module_fill,
        "color": theme.faint,
        "fontsize": "11",
        "labelloc": place.loc,
        "labeljust": place.just,
    }


def _in_room(lines: Sequence[str], place: Place) -> str:
    """A title with room beside it for arrows."""
    align = ALIGNED[place.just]
    text = in_markup(lines, f'<BR ALIGN="{align}"/>')
    width = round(place.room * letters(lines) * SMALL_LETTER)
    cell = f'<TD WIDTH="{width}" ALIGN="{align}" BALIGN="{align}">{text}</TD>'
    return f"<{_TABLE}><TR>{cell}</TR></TABLE>>"
