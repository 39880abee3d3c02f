"""Labels in DOT: of vertices, of arrows and of whole pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence

from minigrad.draw.labels import in_markup, label
from minigrad.draw.picture import SCALE, Picture, Span, Vertex
from minigrad.draw.themes import SAMPLES, Theme, between, path_colour, path_dash
from minigrad.draw.wrapping import beside_arrow, is_fixed_width, sentence_rows, vertex_in_rows

TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'
HEAT_CELL = 7  # points


def caption_label(picture: Picture, theme: Theme, above: Sequence[str] = ()) -> str:
    """Text below the drawing; a path's line has its colour and dash, scales have theirs."""
    if not picture.hues and not picture.scales:
        rows = [row for line in picture.caption for row in sentence_rows(line)]
        return label([*above, *rows], "l")
    new_line = '<BR ALIGN="LEFT"/>'
    lines = [in_markup(sentence_rows(line), new_line) for line in picture.caption]
    for i, hue in picture.hues.items():
        sample = SAMPLES[path_dash(hue)]
        lines[i] = f'<FONT COLOR="{path_colour(hue, theme)}">{sample} {lines[i]}</FONT>'
    for i in picture.scales:
        before, after = (in_markup([x], "") for x in picture.caption[i].split(SCALE))
        lines[i] = before + _scale(theme) + after
    return "<" + "".join(line + new_line for line in [*above, *lines]) + ">"


def _scale(theme: Theme) -> str:
    """A line that goes from one end of the theme's scale to the other."""
    last = len(SCALE) - 1
    colours = (between(theme.cold, theme.hot, i / last) for i in range(len(SCALE)))
    return "".join(
        f'<FONT COLOR="{colour}">{in_markup([sign], "")}</FONT>'
        for sign, colour in zip(SCALE, colours, strict=True)
    )


def vertex_label(vertex: Vertex, theme: Theme) -> str:
    """Lines of a vertex with long arrays row by row, terms in their colours, and a heat map."""
    lines, spans = vertex_in_rows(vertex)
    aligned = is_fixed_width(vertex)
    if vertex.heat is None and not spans:
        return label(lines, "l" if aligned else "")
    rows = _rows(lines, spans, theme, "LEFT" if aligned or vertex.heat else "CENTER")
    return f"<{TABLE}>{rows}{_heat(vertex.heat, theme) if vertex.heat else ''}</TABLE>>"


def edge_label(lines: Sequence[str], side: str, before: str) -> str:
    """Lines beside an arrow, long arrays row by row.

    Parameters
    ----------
    lines
        The lines.
    side
        Where they stand, such as "right" or "left" of the arrow, which they face.
    before
        What keeps them away from it.
    """
    rows = list(beside_arrow(lines))
    flush = "l" if side == "right" or len(rows) > len(lines) else "r" if side == "left" else ""
    return label([before + row for row in rows], flush)


def _heat(heat: Sequence[Sequence[float]], theme: Theme) -> str:
    """A row of a table, with a heat map."""
    side = f'WIDTH="{HEAT_CELL}" HEIGHT="{HEAT_CELL}" FIXEDSIZE="TRUE"'
    rows = "".join(
        f"<TR>{''.join(_cell(side, share, theme) for share in row)}</TR>" for row in heat
    )
    width, height = HEAT_CELL * len(heat[0]), HEAT_CELL * len(heat)
    size = f'FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{height}"'
    return f'<TR><TD ALIGN="LEFT">{TABLE} {size}>{rows}</TABLE></TD></TR>'


def _rows(lines: Sequence[str], spans: Sequence[Span], theme: Theme, align: str) -> str:
    """Lines as rows of a table, with spans in their colours.

    In one text of several colours Graphviz sets lines closer to each other than elsewhere.
    """
    new_line = f'<BR ALIGN="{align}"/>'
    rows = []
    for i, line in enumerate(lines):
        row, at = "", 0
        for span in (span for span in spans if span.line == i):
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
