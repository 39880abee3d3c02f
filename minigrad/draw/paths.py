"""Paths from one node to another on which a gradient comes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from minigrad.core.node import Node

Step = tuple[Node, int]  # an operation, and the position of the input by which a path comes in


class Paths(NamedTuple):
    """The paths from one node to another on which a gradient comes back.

    Attributes
    ----------
    start, end
        Where they lead from and to.
    nodes
        Every node on one of them.
    steps
        Every arrow on one of them.
    number
        How many there are.
    """

    start: Node
    end: Node
    nodes: set[Node]
    steps: set[Step]
    number: int

    def listed(self, most: int) -> Iterator[list[Step]]:
        """The first paths, each as its arrows from start to end."""
        users: dict[Node, list[Step]] = {}
        for head, i in sorted(self.steps, key=lambda step: (step[0].number, step[1])):
            users.setdefault(head.inputs[i], []).append((head, i))
        stack: list[list[Step]] = [[]]
        while stack and most > 0:
            path = stack.pop()
            at = path[-1][0] if path else self.start
            if at is self.end:
                most -= 1
                yield path
            else:
                stack += [[*path, step] for step in reversed(users.get(at, []))]


def find_paths(start: Node, end: Node, order: Sequence[Node]) -> Paths:
    """Find the paths between two nodes of a graph.

    Parameters
    ----------
    order
        All its nodes, in the order of recording.
    """
    if start not in order or end not in order:
        raise ValueError(
            "path=(a, b): one of the Tensors is not in this graph; give those that the drawn one "
            "was computed from, or elements of them, such as W[0, 0]"
        )
    ways: dict[Node, int] = {start: 1}
    for node in order:
        if node is not start and node.requires_grad:
            number = sum(ways.get(x, 0) for i, x in enumerate(node.inputs) if _has_rule(node, i))
            if number:
                ways[node] = number
    if not start.requires_grad:
        ways = {}  # as in a constant
    nodes = {end} if end in ways else set()
    steps: set[Step] = set()
    for node in reversed(order):
        if node in nodes and node is not start:
            for i, x in enumerate(node.inputs):
                if x in ways and _has_rule(node, i):
                    nodes.add(x)
                    steps.add((node, i))
    if not nodes:
        raise ValueError(
            "path=(a, b): no path on which a gradient flows leads from the first Tensor to the "
            "second; give an earlier and a later one, the first with requires_grad=True"
        )
    return Paths(start, end, nodes, steps, ways[end])


def _has_rule(node: Node, i: int) -> bool:
    """True if a gradient flows back to an input."""
    op = node.op
    return op is not None and (
        op.joint is not None or (i < len(op.rules) and op.rules[i] is not None)
    )
