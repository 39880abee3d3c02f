"""Paths from one node to another on which a gradient comes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

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


def find_paths(start: Node, end: Node, order: Sequence[Node], key: tuple[int, ...] = ()) -> Paths:
    """Find the paths between two nodes of a graph.

    Parameters
    ----------
    order
        All its nodes, in the order of recording.
    key
        That of an element of the start; paths through other elements are none of its.
    """
    if start not in order or end not in order:
        raise ValueError(
            "path=(a, b): one of the Tensors is not in this graph; give those that the drawn one "
            "was computed from, or parts that whole numbers take, such as W[0, 0] and W[0]; of a "
            "slice, as W[:, 0], give all, W"
        )
    ways: dict[Node, int] = {start: 1}
    reached = {start: _only(key, start)}
    open_steps: set[Step] = set()
    for node in order:
        if node is start or not node.requires_grad:
            continue
        for i, x in enumerate(node.inputs):
            if x in ways and _has_rule(node, i):
                part = _through(node, i, reached[x])
                if part is None or part.any():
                    open_steps.add((node, i))
                    ways[node] = ways.get(node, 0) + ways[x]
                    before = reached.get(node, False)
                    reached[node] = None if part is None or before is None else part | before
    if not start.requires_grad:
        ways = {}  # as in a constant
    nodes = {end} if end in ways else set()
    steps: set[Step] = set()
    for node in reversed(order):
        if node in nodes and node is not start:
            for i, x in enumerate(node.inputs):
                if x in ways and (node, i) in open_steps:
                    nodes.add(x)
                    steps.add((node, i))
    if not nodes:
        raise ValueError(
            "path=(a, b): no path on which a gradient flows leads from the first Tensor to the "
            "second; give an earlier and a later one, the first with requires_grad=True"
        )
    return Paths(start, end, nodes, steps, ways[end])


def _only(key: tuple[int, ...], node: Node) -> Any:
    """A mask of one element; None for all."""
    if not key:
        return None
    mask = np.zeros(np.shape(node.value), bool)
    mask[key] = True
    return mask


def _through(node: Node, i: int, mask: Any) -> Any:
    """The elements of a node that depend on some of its input's; None for all."""
    op = node.op
    if mask is None or op is None or op.results is not None or op.whole is not None:
        return None
    if op.kind == "elementwise":
        return np.broadcast_to(mask, np.shape(node.value))
    if op.kind not in ("shape", "indexing", "joining"):
        return None
    values = [
        mask * 1.0 if j == i else np.zeros_like(x.value) if _has_rule(node, j) else x.value
        for j, x in enumerate(node.inputs)
    ]
    return np.asarray(op.forward(*values, **node.options)) != 0


def _has_rule(node: Node, i: int) -> bool:
    """True if a gradient flows back to an input."""
    op = node.op
    return op is not None and (
        op.joint is not None or (i < len(op.rules) and op.rules[i] is not None)
    )
