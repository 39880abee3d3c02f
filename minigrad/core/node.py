"""Nodes: what a graph has recorded, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from minigrad.core.op import Op

NO_OPTIONS: Mapping[str, Any] = MappingProxyType({})
VALUE = attrgetter("value")
_NUMBER = attrgetter("number")
next_number = count().__next__


class Node:
    """One recorded value: the operation that made it, and from what.

    A node never changes, except that `release` cuts it from its inputs.

    Attributes
    ----------
    value
        An array, a NumPy scalar for 0-d results, or a Python number (which promotes weakly).
    op
        None for a leaf or a constant.
    inputs
        In the order of the operation's inputs and with multiplicity: ``x * x`` has two.
    options
        The operation's options.
    requires_grad
        Whether a gradient flows back through this node.
    receiver
        A weak reference to the Tensor that is to receive the gradient, if there is one: a leaf,
        or an interior Tensor with ``retain_grad()``. Weak, since the gradient may itself have a
        graph that holds this node. With hooks, a `minigrad.core.targets.HookedReceiver`.
    name
        For drawings and messages.
    number
        Grows with every node made, so an input's number is always smaller than its output's.
    line
        Where the user's code made it; set only under `minigrad.record_lines`.
    spans
        Set only on the result of a module or a recorded sweep; see `minigrad.core.scopes`.
    """

    __slots__ = (
        "inputs",
        "line",
        "name",
        "number",
        "op",
        "options",
        "receiver",
        "requires_grad",
        "spans",
        "value",
    )

    spans: tuple[Any, ...]
    line: str

    def __init__(
        self,
        value: Any,
        op: Op | None = None,
        inputs: tuple[Node, ...] = (),
        options: Mapping[str, Any] = NO_OPTIONS,
        requires_grad: bool = False,
    ) -> None:
        self.value = value
        self.op = op
        self.inputs = inputs
        self.options = options
        self.requires_grad = requires_grad
        self.receiver: Any = None
        self.name: str | None = None
        self.number = next_number()

    def release(self) -> None:
        """Let go of the inputs; a later sweep that needs them says so."""
        self.inputs = ()

    @property
    def kept_by(self) -> Any:
        """The Tensor that receives the gradient, while it lives; hooks alone are none."""
        receiver = self.receiver
        keeps = receiver is not None and getattr(receiver, "keeps", True)
        return receiver() if keeps else None

    @property
    def released(self) -> bool:
        """Whether the inputs were let go of."""
        return self.op is not None and not self.inputs


def topological_order(*roots: Node) -> list[Node]:
    """Every node that the roots depend on, and the roots, inputs before outputs.

    Nodes are numbered as they are made, so the order in which they were recorded already is a
    topological order.
    """
    seen = set(roots)
    found = seen.add
    stack = list(roots)
    take = stack.pop
    put = stack.append
    while stack:
        for node in take().inputs:
            if node not in seen:
                found(node)
                put(node)
    return sorted(seen, key=_NUMBER)
