"""Ranks of vertices: what Graphviz is told of arrows, so that frames follow each other."""

from __future__ import annotations

from collections import Counter

from minigrad.draw.picture import Kind, Picture

LEAVES = {Kind.PARAMETER, Kind.CONSTANT, Kind.NUMBER}
# What is computed leads on straight, and to what is computed next; parameters and constants stand
# aside, however far away they are used.
STRAIGHT = {"weight": "3"}
# A parameter stands one rank before what uses it. Where that is at the rank of what came before
# its layer, the frames of both share ranks, and Graphviz puts them side by side.
PAST_PARAMETERS = {"minlen": "2"}


def rank_attributes(picture: Picture) -> dict[str, dict[str, str]]:
    """The attributes of arrows that say where their ends stand, by the ids of the arrows.

    Examples
    --------
    >>> net = mg.nn.Sequential(mg.nn.Linear(2, 2), mg.nn.Linear(2, 2))
    >>> of_arrows = rank_attributes(net.draw(np.ones((1, 2)), level="operations").picture)
    >>> sum("minlen" in attributes for attributes in of_arrows.values())
    1
    """
    vertices = {vertex.id: vertex for vertex in picture.vertices}
    around: dict[str | None, set[str | None]] = {None: {None}}  # each group with those around it
    for group in picture.groups:
        around[group.id] = around[group.parent] | {group.id}
    uses = Counter(edge.tail for edge in picture.edges)
    frame_before = {  # what stands one rank before a vertex in a frame, for its sake alone
        edge.head: vertices[edge.tail].group
        for edge in picture.edges
        if vertices[edge.tail].kind in LEAVES and uses[edge.tail] == 1
    }
    result: dict[str, dict[str, str]] = {}
    for edge in picture.edges:
        tail = vertices[edge.tail]
        if tail.kind not in LEAVES:
            result[edge.id] = dict(STRAIGHT)
            if frame_before.get(edge.head) not in around[tail.group]:
                result[edge.id] |= PAST_PARAMETERS
    return result
