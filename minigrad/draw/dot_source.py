"""Pictures in DOT, the language of Graphviz."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from minigrad.draw.arrangement import Arrangement
from minigrad.draw.direction import DIRECTIONS
from minigrad.draw.dot_labels import caption_label, edge_label, vertex_label
from minigrad.draw.dot_styles import Style, edge_style, group_style, vertex_style
from minigrad.draw.labels import hint
from minigrad.draw.neurons.columns import GRAPH as IN_COLUMNS
from minigrad.draw.neurons.columns import laid_out
from minigrad.draw.picture import Edge, Group, Picture, Vertex
from minigrad.draw.ranks import rank_attributes
from minigrad.draw.themes import FONT, Theme

USUAL = Arrangement()
# pygraphviz decodes by the first charset="..." that it finds, so this one comes before any text.
# The inputs of an operation are ordered from top to bottom, as a - b is not b - a.
GRAPH: Style = {"charset": "utf-8"}
ACROSS: Style = {"nodesep": "0.2", "ranksep": "0.22"}
# What stands beside an arrow that leads down takes the room between its neighbours.
DOWN: Style = {"nodesep": "0.5", "ranksep": "0.4"}
# Where the computation is played, numbers appear around what is stacked.
PLAYED: Style = {"nodesep": "0.35"}
AROUND: Style = {"pad": "0.5,0.2"}
# Letters of a reader may be wider than those that Graphviz has measured.
PAINTED: Style = {"layout": "nop2", "pad": "0.12,0.06"}
CLEAR = "\u00a0" * 3  # of the arrow's own line
# Graphviz looks for the best places, which takes minutes in a large picture, above all with frames;
# these let it stop at good ones (`python -m bench draw`). What stands beside an arrow would take a
# column of its own, and is put where there is room instead.
LARGE = 300  # vertices
HASTY: Style = {"nslimit": "0.01", "mclimit": "0.1", "newrank": "true"}
ROOMY: Style = {"ranksep": "1.2"}


def digraph(picture: Picture, theme: Theme, arrangement: Arrangement = USUAL) -> Any:
    """Describe a picture as a ``graphviz.Digraph``.

    Parameters
    ----------
    picture, theme
        The picture, and its colours.
    arrangement
        What stands elsewhere than Graphviz would put it.
    """
    import graphviz  # noqa: PLC0415 - needed for drawing only

    columns, down = bool(picture.columns), picture.direction == "down"
    placed: Mapping[str, Style] = arrangement.positions
    if columns:
        picture, placed = laid_out(picture, theme)
    large = len(picture.vertices) > LARGE and not columns
    font = {"fontname": FONT, "fontcolor": theme.ink}
    graph = graphviz.Digraph(
        "minigrad",
        graph_attr=GRAPH
        | (PAINTED if placed else {})
        | (AROUND if picture.steps else {})
        | (IN_COLUMNS if columns else {} if placed else _distances(picture, arrangement.room))
        | {"rankdir": DIRECTIONS[picture.direction], "bgcolor": theme.paper}
        | font
        # What is placed reaches down to the caption.
        | (_caption(picture, theme, ["\u00a0"] if placed else []) if picture.caption else {}),
        node_attr={"shape": "box", "fontsize": "12", "height": "0.3"} | font,
        edge_attr={"fontname": FONT, "fontsize": "10", "fontcolor": theme.faint}
        | {"arrowsize": "0.7"},
    )
    _Writer(picture, theme, placed, arrangement.titles).write(graph, None)
    before = CLEAR if down and not placed else ""
    ranks = {} if placed else rank_attributes(picture)
    for edge in picture.edges:
        text = edge_label(edge.lines, arrangement.sides.get(edge.id, ""), before)
        graph.edge(
            edge.tail,
            edge.head,
            text if edge.lines and not columns and not large else None,
            _attributes=({"xlabel": text} if edge.lines and large else {})
            | {"id": edge.id}
            | ranks.get(edge.id, {})
            | edge_style(edge, theme)
            | _hint(edge)
            | (_hint(edge, "labeltooltip") if edge.lines else {})
            | placed.get(edge.id, {}),
        )
    return graph


def _distances(picture: Picture, room: float) -> Style:
    """What says how far apart Graphviz puts vertices."""
    style = {"ordering": "in"} | (DOWN if picture.direction == "down" else ACROSS)
    if picture.steps:
        style |= PLAYED
    if len(picture.vertices) > LARGE:
        style |= HASTY | (ROOMY if any(edge.lines for edge in picture.edges) else {})
    distances = {name: f"{float(style[name]) * room:.3g}" for name in ("nodesep", "ranksep")}
    return style | (distances if room > 1 else {})


def _caption(picture: Picture, theme: Theme, above: list[str]) -> Style:
    text = caption_label(picture, theme, above)
    return {"label": text, "labelloc": "b", "labeljust": "l"}


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


class _Writer:
    """Writes groups into each other, each with its vertices."""

    def __init__(
        self,
        picture: Picture,
        theme: Theme,
        placed: Mapping[str, Style],
        titles: Mapping[str, float],
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
                within.node(vertex.id, vertex_label(vertex, self.theme), _attributes=attributes)
            for group in self.groups[name]:
                part = within.__class__(f"cluster_{group.id}")
                # A title that is placed needs no room.
                room = 0 if self.placed else self.titles.get(group.id, 1)
                style = group_style(group, self.theme, down=self.down, room=room) | _hint(group)
                style |= self.placed.get(group.id, {})
                part.attr("graph", **{"id": group.id} | style)
                pending.append((part, group.id))
                closing.append((within, part))
        for within, part in reversed(closing):
            within.subgraph(part)


def _hint(thing: Vertex | Edge | Group, name: str = "tooltip") -> Style:
    """Text that pops up over an element."""
    return {name: hint(thing.hint)} if thing.hint else {}
