"""Localization of an error: the smallest part of a recorded graph that is wrong by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from minigrad.core.messages import describe
from minigrad.core.node import Node, topological_order
from minigrad.core.op import Op
from minigrad.core.outputs import Several
from minigrad.core.values import as_value
from minigrad.draw.symbols import local_derivatives
from minigrad.support.pytree import leaves
from minigrad.tensors.handle import Tensor, leaf
from minigrad.testing.adapters import Adapter, Minigrad
from minigrad.testing.flattened import Flattened, is_floating

FindError = Callable[[Adapter, tuple[Any, ...], int], Exception | None]
MAX_NODES = 300
_NAMES = "xwbuvz"
_SUSPICIONS = (
    "was a value taken out with numpy(), item() or detach()? Does it draw random numbers, or "
    "change what it reads?"
)


@dataclass(frozen=True)
class Located:
    """Lines to add to a message, and the graph to draw."""

    lines: list[str]
    node: Node | None


def localize(adapter: Minigrad, args: tuple[Any, ...], find_error: FindError) -> Located:
    """Check every recorded operation by itself, at the values it had."""
    recorded = _recorded(adapter, args)
    for order in (1, 2):
        for op, node in recorded[:MAX_NODES]:
            if find_error(*_isolated(op, node), order) is not None:
                return Located(_described(op, node, order), _recorded_alone(op, node))
    if not recorded:
        reason = "no operation was recorded that a gradient could flow through"
    elif len(recorded) > MAX_NODES:
        reason = f"none of the first {MAX_NODES} operations is wrong by itself"
    else:
        reason = (
            "each recorded operation is right by itself, so part of the way was not recorded, or "
            "depends on more than the arguments"
        )
    return Located([f"{reason}: {_SUSPICIONS}"], None)


def _recorded(adapter: Minigrad, args: tuple[Any, ...]) -> list[tuple[Op, Node]]:
    """Operations that were recorded, with their nodes, in topological order."""
    result: Any = None
    with suppress(Exception):  # the error that is being reported says more
        _, result = adapter.record(*Flattened.constants(args))
    order = topological_order(*(y.node for y in leaves(result) if isinstance(y, Tensor)))
    made = [(n.op, n) for n in order if n.op is not None and n.op.differentiable and n.inputs]
    return [(op, node) for op, node in made if op.whole is None]


def _isolated(op: Op, node: Node) -> tuple[Minigrad, tuple[Any, ...]]:
    """Recorded operation as a function of its own inputs, and their values."""

    def apply(*inputs: Any) -> Any:
        return op.apply(inputs, dict(node.options))

    apply.__name__ = op.name
    return Minigrad(apply), tuple(x.value for x in node.inputs)


def _recorded_alone(op: Op, node: Node) -> Node:
    """Operation recorded again, with leaves in the place of its inputs."""
    names = dict(zip(node.inputs, _NAMES, strict=False))
    inputs = [
        leaf(as_value(x.value), is_floating(x.value), names.get(x))
        if hasattr(x.value, "shape")
        else x.value
        for x in node.inputs
    ]
    result = op.apply(tuple(inputs), dict(node.options))
    made: Node = (result if op.results is None else result[0]).node
    return made


def _described(op: Op, node: Node, order: int) -> list[str]:
    """Lines about the operation: its rules as symbols, and the values it had."""
    lines = [
        f"The smallest part that is wrong by itself: {describe(node)}, order {order}",
        f"  {', '.join(_NAMES[: len(node.inputs)])} ──▶ {op.name} ──▶ y",
    ]
    values = [x.value for x in node.inputs]
    spelled: Sequence[Any] = ()
    with suppress(Exception):  # a rule that takes values out cannot be read as symbols
        spelled = local_derivatives(op, *values, **node.options)
    for name, derivative in zip(_NAMES, spelled, strict=False):
        if derivative:
            lines.append(f"  ∂y/∂{name} by its rule:  {derivative}")
    if order > 1 and not any(spelled):
        lines.append("  its rule cannot be spelled: does it take values out, with np.* or numpy()?")
    outputs = node.value if isinstance(node.value, Several) else [node.value]
    shown = [*zip(_NAMES, values, strict=False), *(("y", output) for output in outputs)]
    for name, value in shown:
        if np.size(value) <= 6:
            text = np.array2string(
                np.asarray(value), precision=6, separator=", ", max_line_width=60
            )
            lines.append(f"  {name} = {' '.join(text.split())}")
    return [*lines, "  error.drawing shows it, error.dot is its text"]
