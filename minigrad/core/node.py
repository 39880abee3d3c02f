"""Nodes: what a graph has recorded, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from minigrad.core.mode import EVERYTHING, NOTHING
from minigrad.core.op import Op
from minigrad.core.targets import GradientTarget

NO_OPTIONS: Mapping[str, Any] = MappingProxyType({})
VALUE = attrgetter("value")
_NUMBER = attrgetter("number")
next_number: Callable[[], int] = count().__next__
_new = object.__new__


class Node:
    """One recorded value: the operation that made it, and from what.

    A node never changes, except that `release` cuts it from its inputs.

    Attributes
    ----------
    value
        An array, a NumPy scalar for 0-d results, or a Python number (which promotes weakly). Of
        an operation with several outputs the tuple of them; a node for each follows.
    op
        None for a leaf or a constant.
    inputs
        In the order of the operation's inputs and with multiplicity: ``x * x`` has two.
    options
        The operation's options.
    requires_grad
        Whether a gradient flows back through this node.
    target
        Where the gradient goes, if anywhere; see `minigrad.core.targets.GradientTarget`.
    name
        For drawings and messages.
    number
        Grows with every node made, so an input's number is always smaller than its output's.
    line
        Where the user's code made it; set only under `minigrad.record_lines`.
    scopes
        Set only on the result of a module or a recorded sweep; see `minigrad.core.scopes`.
    """

    __slots__ = (
        "inputs",
        "line",
        "name",
        "number",
        "op",
        "options",
        "requires_grad",
        "scopes",
        "target",
        "value",
    )

    scopes: tuple[Any, ...]
    line: str

    def __init__(
        self,
        value: Any,
        op: Op | None = None,
        inputs: tuple[Node, ...] = (),
        options: Mapping[str, Any] = NO_OPTIONS,
        requires_grad: bool = False,
    ) -> None:
        self.value: Any = value
        self.op: Op | None = op
        self.inputs: tuple[Node, ...] = inputs
        self.options: Mapping[str, Any] = options
        self.requires_grad: bool = requires_grad
        self.target: GradientTarget | None = None
        self.name: str | None = None
        self.number: int = next_number()

    def release(self) -> None:
        """Let go of the inputs; a later sweep that needs them says so."""
        self.inputs = ()

    @property
    def owner(self) -> Any:
        """The Tensor that keeps the gradient, while it lives."""
        return None if self.target is None else self.target.owner

    @property
    def released(self) -> bool:
        """True where the inputs were let go of."""
        return self.op is not None and not self.inputs and self.op.arity != 0


def recorded(
    value: Any, op: Op, inputs: tuple[Node, ...], options: Mapping[str, Any], mode: int
) -> Node:
    """The node of a result, linked to its inputs where a graph goes in and the mode says so."""
    if mode != NOTHING:
        for x in inputs:
            if x.requires_grad:
                node = _new(Node)  # as `Node` does, without a call: `python -m bench chain`
                node.value = value
                node.op = op
                node.inputs = inputs
                node.options = options
                node.requires_grad = op.differentiable
                node.target = None
                node.name = None
                node.number = next_number()
                return node
        for x in inputs:
            if x.op is not None or mode == EVERYTHING:
                return Node(value, op, inputs, options)
    return Node(value)


def outputs_of(whole: Node) -> list[Node]:
    """A node for each output of an operation that has several, from the node of all of them."""
    made = []
    for i, value in enumerate(whole.value):
        if whole.op is None:
            made.append(Node(value))
        else:
            flows = whole.requires_grad and value.dtype.kind in "fc"
            made.append(Node(value, whole.op.part, (whole,), {"index": i}, flows))
    return made


def output_name(node: Node) -> str:
    """The name of one output of an operation that has several, or its number."""
    index: int = node.options["index"]
    names = node.op.whole.output_names if node.op is not None and node.op.whole is not None else ()
    return names[index] if names else str(index)


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
