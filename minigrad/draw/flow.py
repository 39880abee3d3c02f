"""What back-propagation does on a graph: the numbers that a drawing of it shows.

The gradients are the engine's own: one sweep for what arrives at the nodes, and the engine's
rules once more for what flows along each arrow. The graph and its Tensors stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from minigrad.backward import contributions, sweep
from minigrad.node import Node
from minigrad.symbol import Symbol, factors, is_factor


class Arrow(NamedTuple):
    """What a gradient meets on its way back along an arrow.

    Attributes
    ----------
    contribution
        What arrives: the gradient of the head, times the local derivative.
    derivative
        The local derivative, spelled from the operation's rule.
    number
        Its value, where the rule is a factor.
    summed
        The axes over which broadcasting is undone.
    plain
        Whether the derivative is a number already.
    """

    contribution: Any
    derivative: str
    number: Any
    summed: tuple[int, ...]
    plain: bool


class Flow:
    """A backward sweep from a root, looked at.

    Parameters
    ----------
    root
        Where it starts, with a gradient of ones.
    order
        The nodes of the graph.
    names
        What nodes are called in formulas.
    """

    def __init__(self, root: Node, order: Sequence[Node], names: Mapping[Node, str]) -> None:
        if not root.requires_grad:
            raise ValueError(
                "no gradient flows to this Tensor, so there are none to show: it was not computed "
                "from one with requires_grad=True while recording"
            )
        self.root = root
        self.order = order
        self.names = names
        self.seed = np.ones_like(root.value)[()]
        self._arrows: dict[Node, dict[int, Arrow]] = {}

    @cached_property
    def gradient(self) -> dict[Node, Any]:
        """The gradient that arrives at each node."""
        wanted = {node for node in self.order if node.requires_grad}
        with np.errstate(all="ignore"):
            return sweep(self.root, self.seed, wanted=wanted)

    @cached_property
    def arriving(self) -> dict[Node, list[tuple[Node, int]]]:
        """For each node its arrows, as heads and positions, in the order of the engine's sum."""
        result: dict[Node, list[tuple[Node, int]]] = {}
        for head in reversed(self.order):
            if head.op is not None and head in self.gradient:
                for i, x in enumerate(head.inputs):
                    if x in self.gradient:
                        result.setdefault(x, []).append((head, i))
        return result

    def arrow(self, head: Node, i: int) -> Arrow | None:
        """What flows back along the arrow to a node's input; None where nothing does."""
        if head not in self.gradient:
            return None
        if head not in self._arrows:
            self._arrows[head] = self._look(head)
        return self._arrows[head].get(i)

    def shares(self, node: Node) -> list[Any]:
        """What arrives at a node from each of its branches, in the order of the engine's sum."""
        arrows = [self.arrow(head, i) for head, i in self.arriving.get(node, [])]
        return [arrow.contribution for arrow in arrows if arrow is not None]

    def along(self, path: Sequence[tuple[Node, int]]) -> Any:
        """What flows back to the start of one path that leads to the root, by that path alone."""
        g = self.seed
        with np.errstate(all="ignore"):
            for head, i in reversed(path):
                g = dict(contributions(head, g))[i]
        return g

    def _look(self, head: Node) -> dict[int, Arrow]:
        op = head.op
        assert op is not None  # noqa: S101 - only operations have arrows that come in
        symbols = [
            Symbol(self.names[x], x.value) if hasattr(x.value, "shape") else x.value
            for x in head.inputs
        ]
        y = Symbol(self.names[head], head.value)
        with np.errstate(all="ignore"):
            arrived = contributions(head, self.gradient[head])
        spelled = factors(op, y, symbols, head.options)
        result = {}
        for i, contribution in arrived:
            factor = spelled[i]
            shape = np.shape(head.inputs[i].value)
            number = getattr(factor, "value", factor) if is_factor(factor) else None
            plain = not isinstance(factor, Symbol)
            result[i] = Arrow(contribution, str(factor), number, _summed(head, shape), plain)
        return result


def _summed(head: Node, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The axes of the output along which an elementwise operation repeated an input."""
    out = np.shape(head.value)
    shapes = [np.shape(x.value) for x in head.inputs]
    if not _elementwise(shapes, out):
        return ()
    padded = (1,) * (len(out) - len(shape)) + shape
    return tuple(i for i, (a, b) in enumerate(zip(padded, out, strict=True)) if a != b)


def _elementwise(shapes: Sequence[tuple[int, ...]], out: tuple[int, ...]) -> bool:
    try:
        return np.broadcast_shapes(*shapes) == out
    except ValueError:
        return False
