"""Looks in DOT: attributes of vertices, arrows and frames."""

from __future__ import annotations

from collections.abc import Sequence

from minigrad.draw.direction import SMALL_LETTER
from minigrad.draw.dot_labels import TABLE
from minigrad.draw.labels import in_markup, label
from minigrad.draw.picture import Edge, Group, Kind, Vertex
from minigrad.draw.themes import FIXED_WIDTH, Theme, between, of_path, path_colour
from minigrad.draw.wrapping import is_fixed_width, letters

Style = dict[str, str]
ROOM = 2  # for a title where arrows lead down, in widths of it


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
    fixed = {"fontname": FIXED_WIDTH} if is_fixed_width(vertex) else {}
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
        style |= {"constraint": "false"}
        style |= {"style": "dotted", "penwidth": "1.5"} if edge.flows else {}
    return style


def group_style(group: Group, theme: Theme, *, down: bool, room: float) -> Style:
    """The attributes of a frame, whose title stands where fewest arrows cross.

    Parameters
    ----------
    group, theme
        The frame, and the colours.
    down
        True if arrows lead down.
    room
        The width that there is for the title, in usual ones; 0 if it need not be kept.
    """
    room *= ROOM if down else 1
    return {
        "label": _in_room(group.lines, room) if room > 1 else label(group.lines),
        "style": "rounded,filled",
        "fillcolor": theme.backward_fill if group.backward else theme.module_fill,
        "color": theme.faint,
        "fontsize": "11",
        "labelloc": "b" if down else "t",
        "labeljust": "l",
    }


def _in_room(lines: Sequence[str], room: float) -> str:
    """A title with room beside it for arrows."""
    text = in_markup(lines, '<BR ALIGN="LEFT"/>')
    width = round(room * letters(lines) * SMALL_LETTER)
    cell = f'<TD WIDTH="{width}" ALIGN="LEFT" BALIGN="LEFT">{text}</TD>'
    return f"<{TABLE}><TR>{cell}</TR></TABLE>>"
