"""Pictures in Mermaid, which many places that show Markdown draw by themselves."""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence

from minigrad.draw.direction import DIRECTIONS
from minigrad.draw.picture import Edge, Kind, Picture, Vertex
from minigrad.draw.themes import Theme, between, path_colour

# Mermaid's own limits, which GitHub keeps: it shows an error in place of what is larger.
MOST_ARROWS, MOST_CHARACTERS = 500, 50_000
_SHAPES = {
    Kind.OPERATION: ("([", "])"),
    Kind.NEURON: ("((", "))"),
    Kind.CONSTANT: ("(", ")"),
    Kind.MODULE: ("(", ")"),
}
# What Mermaid, Markdown in it or HTML would read as more than a character; after "style", a colon
# and a "#" Mermaid loses a semicolon.
_SPECIAL = re.compile(r"""[^\w .,:·×→…=²ᵀ√Σσ()+/-]|:(?! )""")
# What Mermaid reads as an icon, a formula and the end of a line even in entities, until something
# invisible parts it.
_PARTED = re.compile(r":(?=fa-)|\$(?=\$)|\\(?=n)")
_WORD_JOINER = "\u2060"


def mermaid(picture: Picture, theme: Theme) -> str:
    """Describe a picture as a Mermaid flowchart; warn where Mermaid will not draw it."""
    lines = [f"flowchart {DIRECTIONS[picture.direction]}", *_vertices(picture, theme)]
    lines += [f"    {_arrow(edge)}" for edge in picture.edges]
    for i, edge in enumerate(picture.edges):
        look = _edge_look(edge, theme, sized=not picture.columns)
        lines += [f"    linkStyle {i} {','.join(look)}"] if look else []
    if picture.caption:
        lines.append(f'    caption["{_caption(picture, theme)}"]')
        lines.append(f"    style caption fill:none,stroke:none,color:{theme.faint}")
    text = "\n".join([*lines, *_classes(picture, theme)]) + "\n"
    _check_limits(len(picture.edges), len(text.encode("utf-16-le")) // 2)  # as JavaScript counts
    return text


def _check_limits(arrows: int, characters: int) -> None:
    exceeded = [f"{arrows:,} arrows (at most {MOST_ARROWS})"] if arrows > MOST_ARROWS else []
    if characters > MOST_CHARACTERS:
        exceeded.append(f"{characters:,} characters (at most {MOST_CHARACTERS:,})")
    if exceeded:
        warnings.warn(
            f"Mermaid, as on GitHub, does not show a drawing of {' and '.join(exceeded)}; draw "
            'less of it with fold=True, max_nodes= or level="layers"',
            UserWarning,
            stacklevel=1,
        )


def _caption(picture: Picture, theme: Theme) -> str:
    """The caption; a path's line has its colour."""
    hues = picture.hues
    return "<br>".join(
        _in_colour(line, path_colour(hues[i], theme)) if i in hues else _escaped(line)
        for i, line in enumerate(picture.caption)
    )


def _vertices(picture: Picture, theme: Theme) -> Iterator[str]:
    inside: defaultdict[str | None, list[Vertex]] = defaultdict(list)
    groups: defaultdict[str | None, list[str]] = defaultdict(list)
    title = {group.id: group.lines for group in picture.groups}
    notes = {vertex.beside: vertex for vertex in picture.vertices}
    for vertex in picture.vertices:
        if vertex.beside is None:  # others are written into what they stand beside
            inside[vertex.group].append(vertex)
    for group in picture.groups:
        groups[group.parent].append(group.id)
    pending: list[tuple[str | None, bool]] = [(None, True)]  # a group, and whether it begins
    while pending:
        group_id, begins = pending.pop()
        if not begins:
            yield "    end"
            continue
        if group_id is not None:
            yield f"    subgraph {group_id}[{_quoted(title[group_id])}]"
            pending.append((group_id, False))
        for vertex in inside[group_id]:
            left, right = _SHAPES.get(vertex.kind, ("[", "]"))
            texts = [_coloured(x, theme) for x in (vertex, notes.get(vertex.id)) if x is not None]
            yield f'    {vertex.id}{left}"{"<br>".join(texts)}"{right}'
        pending += [(inner, True) for inner in reversed(groups[group_id])]


def _coloured(vertex: Vertex, theme: Theme) -> str:
    """The lines of a vertex, with its spans in their colours."""
    rows = []
    for i, line in enumerate(vertex.lines):
        row, at = "", 0
        for span in (span for span in vertex.spans if span.line == i):
            row += _escaped(line[at : span.start])
            row += _in_colour(line[span.start : span.end], path_colour(span.hue, theme))
            at = span.end
        rows.append(row + _escaped(line[at:]))
    return "<br>".join(rows) or " "


def _in_colour(text: str, colour: str) -> str:
    """Text in a colour of its own, which is stronger than that of the vertex's class."""
    numbers = ",".join(map(str, bytes.fromhex(colour[1:])))
    return f"<span style='color:rgb({numbers}) !important'>{_escaped(text)}</span>"


def _quoted(lines: Sequence[str]) -> str:
    return f'"{_escaped(chr(10).join(lines) or " ")}"'


def _escaped(text: str) -> str:
    return _SPECIAL.sub(_entity, _PARTED.sub(rf"\g<0>{_WORD_JOINER}", text))


def _entity(match: re.Match[str]) -> str:
    return "<br>" if match[0] == "\n" else f"#{ord(match[0])};"


def _arrow(edge: Edge) -> str:
    line = "==>" if edge.marked else "-->" if edge.flows else "-.->"
    text = f"|{_quoted(edge.lines)}|" if edge.lines else ""
    return f"{edge.tail} {line}{text} {edge.head}"


def _edge_look(edge: Edge, theme: Theme, *, sized: bool) -> list[str]:
    """What an arrow has of its own: its size or the colour of its path, and that of its text.

    Between neurons there are weights, which have signs and no sizes on a scale.
    """
    look = _size_look(edge, theme, 0.5, 3.5) if sized else []
    look += [] if edge.hue is None else [f"stroke:{path_colour(edge.hue, theme)}"]
    hue = edge.term if edge.hue is None else edge.hue
    return look + ([] if hue is None else [f"color:{path_colour(hue, theme)}"])


def _size_look(drawn: Edge | Vertex, theme: Theme, least: float, more: float) -> list[str]:
    if drawn.strength is None:
        return []
    colour = between(theme.cold, theme.hot, drawn.strength)
    return [f"stroke:{colour}", f"stroke-width:{least + more * drawn.strength:.2f}px"]


def _classes(picture: Picture, theme: Theme) -> Iterator[str]:
    """The looks, and which vertices have them."""
    looks = {
        "parameter": f"fill:{theme.parameter_fill},stroke:{theme.parameter},stroke-width:2px",
        "constant": f"fill:{theme.constant_fill},stroke:{theme.faint}",
        "operation": f"fill:{theme.paper},stroke:{theme.ink}",
        "value": f"fill:{theme.paper},stroke:{theme.ink}",
        "module": f"fill:{theme.module_fill},stroke:{theme.ink}",
        "neuron": f"fill:{theme.paper},stroke:{theme.ink}",
        "number": "fill:none,stroke:none",
        "text": "fill:none,stroke:none",
        "copy": f"fill:none,stroke:{theme.faint},stroke-dasharray:4",
        "omitted": f"fill:none,stroke:{theme.faint},stroke-dasharray:2",
        "root": f"stroke:{theme.output},stroke-width:3px",
        "marked": f"fill:{theme.mark_fill},stroke:{theme.mark},stroke-width:3px",
        "alarm": f"fill:{theme.paper},stroke:{theme.alarm}",
        "begins": f"fill:{theme.alarm_fill},stroke:{theme.alarm},stroke-width:3px",
    }
    members: defaultdict[str, list[str]] = defaultdict(list)
    for vertex in (vertex for vertex in picture.vertices if vertex.beside is None):
        members[vertex.kind.value].append(vertex.id)
        for name in ("root", "marked", "alarm", "begins"):
            if getattr(vertex, name):
                members[name].append(vertex.id)
    for name, look in looks.items():
        if members[name]:
            yield f"    classDef {name} {look},color:{theme.ink}"
            yield f"    class {','.join(members[name])} {name}"
    for vertex in picture.vertices:
        size = [] if vertex.marked or vertex.alarm else _size_look(vertex, theme, 2, 2)
        if size:
            yield f"    style {vertex.id} {','.join(size)}"
