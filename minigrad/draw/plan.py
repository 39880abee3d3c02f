"""What of a graph is drawn, so that a large one stays readable and is laid out in seconds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from minigrad.node import Node, topological_order

# Layout time grows steeply with the columns that arrows cross: 1,000 of them take two seconds in a
# chain of 1,000 operations, 10,000 six minutes; a weight used in each step would cross 500,000.
MOST_CROSSED = 1_000


@dataclass(frozen=True)
class Arrow:
    """An arrow of the drawing.

    Attributes
    ----------
    source
        Where it comes from; None for the nodes that are left out.
    target
        The operation it goes to.
    cut
        Whether it is too long to draw, so that it starts at a small copy of its source.
    """

    source: Node | None
    target: Node
    cut: bool = False


@dataclass(frozen=True)
class Plan:
    """The nodes and arrows of a drawing, in the order of recording.

    Attributes
    ----------
    nodes, arrows
        What is drawn. An operation has an arrow for each of its inputs, but one for all of
        those that are left out.
    omitted
        What is left out, far from the root.
    """

    nodes: list[Node]
    arrows: list[Arrow]
    omitted: list[Node]


def plan(root: Node, max_nodes: int) -> Plan:
    """Choose the nodes nearest to the root, and how to draw the arrows between them."""
    order = topological_order(root)
    drawn = _nearest(order, max_nodes)
    nodes = [node for node in order if node in drawn]
    arrows = []
    for node in nodes:
        if not drawn.issuperset(node.inputs):
            arrows.append(Arrow(None, node))
        arrows += [Arrow(x, node) for x in node.inputs if x in drawn]
    return Plan(nodes, _cut(arrows), [node for node in order if node not in drawn])


def _nearest(order: list[Node], max_nodes: int) -> set[Node]:
    """The root and the operations recorded last, each with the leaves that go into it.

    What uses a node was recorded after it, so what is chosen hangs together.
    """
    drawn = {order[-1]}
    for node in reversed(order):
        if node.op is not None:
            more = {node, *(x for x in node.inputs if x.op is None)} - drawn
            if len(drawn) + len(more) > max_nodes:
                break
            drawn |= more
    return drawn


def _cut(arrows: list[Arrow]) -> list[Arrow]:
    """Cut the longest arrows until the others can be laid out."""
    column: defaultdict[Node | None, int] = defaultdict(int)  # counted from the right
    for arrow in reversed(arrows):
        column[arrow.source] = max(column[arrow.source], column[arrow.target] + 1)

    def crossed(i: int) -> int:
        return column[arrows[i].source] - column[arrows[i].target] - 1

    result = list(arrows)
    total = 0
    for i in sorted(range(len(arrows)), key=crossed):
        total += crossed(i)
        if total > MOST_CROSSED:
            result[i] = replace(arrows[i], cut=True)
    return result
