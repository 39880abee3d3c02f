"""Paths from one node to another on which a gradient comes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.backward import contributions
from minigrad.core.node import Node
from minigrad.core.op import Op

Key = tuple[int, ...]
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


def find_paths(
    start: Node, end: Node, order: Sequence[Node], keys: tuple[Key, Key] = ((), ())
) -> Paths:
    """Find the paths between two nodes of a graph.

    Parameters
    ----------
    order
        All its nodes, in the order of recording.
    keys
        Those of elements of the start and of the end; paths through other elements are none of
        theirs.
    """
    if start not in order or end not in order:
        raise ValueError(
            "path=(a, b): one of the Tensors is not in this graph; give those that the drawn one "
            "was computed from, or parts that whole numbers take, such as W[0, 0] and W[0]; of a "
            "slice, as W[:, 0], give all, W"
        )
    forward = _forward(start, keys[0], order)
    steps = _backward(start, end, keys[1], order, forward)
    ways = {start: 1} if start.requires_grad else {}  # of a constant there are none
    for node in order:
        number = sum(ways.get(x, 0) for i, x in enumerate(node.inputs) if (node, i) in steps)
        if number:
            ways[node] = number
    if end not in ways:
        raise ValueError(
            "path=(a, b): no path on which a gradient flows leads from the first Tensor to the "
            "second; give an earlier and a later one, the first with requires_grad=True"
        )
    return Paths(start, end, {start, *(node for node, _ in steps)}, steps, ways[end])


def _forward(start: Node, key: Key, order: Sequence[Node]) -> set[Step]:
    """The arrows to which there is a way from the start."""
    reached, steps = {start: _only(key, start)}, set()
    for node in order:
        if node is start or not node.requires_grad:
            continue
        for i, x in enumerate(node.inputs):
            if x in reached and _has_rule(node, i):
                part = _through(node, i, reached[x])
                if part is None or part.any():
                    steps.add((node, i))
                    reached[node] = _either(part, reached.get(node, part))
    return steps


def _backward(
    start: Node, end: Node, key: Key, order: Sequence[Node], forward: set[Step]
) -> set[Step]:
    """Those of the arrows from which there is a way to the end."""
    wanted, steps = {end: _only(key, end)}, set()
    for node in reversed(order):
        if node not in wanted or node is start:
            continue
        for i, x in enumerate(node.inputs):
            if (node, i) in forward:
                part = _back(node, i, wanted[node])
                if part is None or part.any():
                    steps.add((node, i))
                    wanted[x] = _either(part, wanted.get(x, part))
    return steps


def _only(key: Key, node: Node) -> Any:
    """A mask of one element; None for all."""
    if not key:
        return None
    mask = np.zeros(np.shape(node.value), bool)
    mask[key] = True
    return mask


def _either(a: Any, b: Any) -> Any:
    return None if a is None or b is None else a | b


def _through(node: Node, i: int, mask: Any) -> Any:
    """The elements of a node that depend on some of its input's; None for all."""
    op = node.op
    if op is None or mask is None:
        return None
    if op.kind == "elementwise":
        return np.broadcast_to(mask, np.shape(node.value))
    if not _moves(op):
        return None
    values = [
        mask * 1.0 if j == i else np.zeros_like(x.value) if _has_rule(node, j) else x.value
        for j, x in enumerate(node.inputs)
    ]
    return np.asarray(op.forward(*values, **node.options)) != 0


def _back(node: Node, i: int, mask: Any) -> Any:
    """The elements of an input that some of its node's depend on; None for all."""
    op = node.op
    if op is None or mask is None:
        return None
    if op.kind == "elementwise":
        return mask if np.shape(node.inputs[i].value) == mask.shape else None
    return np.asarray(dict(contributions(node, mask * 1.0))[i]) != 0 if _moves(op) else None


def _moves(op: Op) -> bool:
    """True of an operation that moves elements, and changes none."""
    return op.kind in ("shape", "indexing", "joining") and op.results is None and op.whole is None


def _has_rule(node: Node, i: int) -> bool:
    """True if a gradient flows back to an input."""
    op = node.op
    return op is not None and (
        op.joint is not None or (i < len(op.rules) and op.rules[i] is not None)
    )
