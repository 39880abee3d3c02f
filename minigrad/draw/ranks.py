"""Ranks of vertices: what Graphviz is told of arrows, so that frames follow each other."""

from __future__ import annotations

from collections import defaultdict

from minigrad.draw.direction import columns
from minigrad.draw.picture import Edge, Kind, Picture

LEAVES = {Kind.PARAMETER, Kind.CONSTANT, Kind.NUMBER}
# What is computed leads on straight, and to what is computed next; parameters and constants stand
# aside, however far away they are used.
STRAIGHT = {"weight": "3"}


def rank_attributes(picture: Picture) -> dict[str, dict[str, str]]:
    """The attributes of arrows that say where their ends stand, by the ids of the arrows.

    What a frame holds besides, such as parameters, may stand before the vertex that an arrow leads
    to. The arrow is made so long that it leads past all of it: where two frames share ranks,
    Graphviz puts them side by side.

    Examples
    --------
    >>> net = mg.nn.Sequential(mg.nn.Linear(2, 2), mg.nn.Linear(2, 2))
    >>> of_arrows = rank_attributes(net.draw(np.ones((1, 2)), level="operations").picture)
    >>> [attributes["minlen"] for attributes in of_arrows.values() if "minlen" in attributes]
    ['2']
    """
    around = _frames(picture)
    kinds = {vertex.id: vertex.kind for vertex in picture.vertices}
    within: defaultdict[str, list[str]] = defaultdict(list)
    for name, frames in around.items():
        for frame in frames:
            within[frame].append(name)
    arrows: defaultdict[str, list[Edge]] = defaultdict(list)
    entered: dict[str, str] = {}  # the outermost frame that an arrow leads into
    for edge in picture.edges:
        inside = set(around[edge.tail])
        for frame in around[edge.head]:
            if frame in inside:
                arrows[frame].append(edge)
            elif kinds[edge.tail] not in LEAVES and not edge.again:
                entered.setdefault(edge.id, frame)
    before = {}  # how many ranks of a frame there are before each vertex in it
    for frame in set(entered.values()):
        column = columns(within[frame], arrows[frame])
        first = max(column.values())
        before[frame] = {name: first - at for name, at in column.items()}
    result = {edge.id: dict(STRAIGHT) for edge in picture.edges if kinds[edge.tail] not in LEAVES}
    for edge in picture.edges:
        if edge.id in entered and before[entered[edge.id]][edge.head]:
            result[edge.id]["minlen"] = str(before[entered[edge.id]][edge.head] + 1)
    return result


def _frames(picture: Picture) -> dict[str, tuple[str, ...]]:
    """The frames around each vertex, from the outermost."""
    around: dict[str | None, tuple[str, ...]] = {None: ()}
    for group in picture.groups:
        around[group.id] = (*around[group.parent], group.id)
    return {vertex.id: around[vertex.group] for vertex in picture.vertices}
