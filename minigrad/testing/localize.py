"""The smallest part of a recorded graph that is wrong by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from minigrad.core.messages import describe
from minigrad.core.node import Node, topological_order
from minigrad.core.values import as_value
from minigrad.draw.symbols import local_derivatives
from minigrad.support.pytree import leaves
from minigrad.tensors.handle import Tensor, leaf
from minigrad.testing.adapters import Adapter, Minigrad
from minigrad.testing.flattened import Flat, is_floating

Judge = Callable[[Adapter, tuple[Any, ...], int], Exception | None]
MOST_NODES = 300
_NAMES = "xwbuvz"
_SUSPICIONS = (
    "was a value taken out with numpy(), item() or detach()? Does it draw random numbers, or "
    "change what it reads?"
)


@dataclass(frozen=True)
class Blamed:
    """What to add to a message, and the graph to draw."""

    lines: list[str]
    node: Node | None


def blame(adapter: Minigrad, args: tuple[Any, ...], judge: Judge) -> Blamed:
    """Check every recorded operation by itself, at the values it had."""
    nodes = _recorded(adapter, args)
    for order in (1, 2):
        for node in nodes[:MOST_NODES]:
            alone, values = _alone(node)
            if judge(alone, values, order) is not None:
                return Blamed(_spelled(node, order), _smallest(node))
    if not nodes:
        reason = "no operation was recorded that a gradient could flow through"
    elif len(nodes) > MOST_NODES:
        reason = f"none of the first {MOST_NODES} operations is wrong by itself"
    else:
        reason = (
            "each recorded operation is right by itself, so part of the way was not recorded, or "
            "depends on more than the arguments"
        )
    return Blamed([f"{reason}: {_SUSPICIONS}"], None)


def _recorded(adapter: Minigrad, args: tuple[Any, ...]) -> list[Node]:
    try:
        _, result = adapter.record(*Flat.constants(args))
    except Exception:  # noqa: BLE001 - the error that is being reported says more
        return []
    roots = [y.node for y in leaves(result) if isinstance(y, Tensor)]
    order = topological_order(*roots)
    return [n for n in order if n.op is not None and n.op.differentiable and n.inputs]


def _alone(node: Node) -> tuple[Minigrad, tuple[Any, ...]]:
    """A recorded operation as a function of its own inputs."""
    op, options = node.op, node.options
    assert op is not None  # noqa: S101 - only operations are asked

    def apply(*inputs: Any) -> Any:
        return op(*inputs, **options)

    apply.__name__ = op.name
    return Minigrad(apply), tuple(x.value for x in node.inputs)


def _smallest(node: Node) -> Node:
    """The operation, with leaves for what went in."""
    assert node.op is not None  # noqa: S101 - only operations are asked
    names = dict(zip(node.inputs, _NAMES, strict=False))
    inputs = [
        leaf(as_value(x.value), is_floating(x.value), names.get(x))
        if hasattr(x.value, "shape")
        else x.value
        for x in node.inputs
    ]
    result: Node = node.op(*inputs, **node.options).node
    return result


def _spelled(node: Node, order: int) -> list[str]:
    op = node.op
    assert op is not None  # noqa: S101 - only operations are asked
    lines = [
        f"The smallest part that is wrong by itself: {describe(node)}, order {order}",
        f"  {', '.join(_NAMES[: len(node.inputs)])} ──▶ {op.name} ──▶ y",
    ]
    values = [x.value for x in node.inputs]
    try:
        spelled = local_derivatives(op, *values, **node.options)
    except Exception:  # noqa: BLE001 - a rule that cannot be read as symbols is not spelled
        spelled = []
    for name, derivative in zip(_NAMES, spelled, strict=False):
        if derivative:
            lines.append(f"  ∂y/∂{name} by its rule:  {derivative}")
    if order > 1 and not any(spelled):
        lines.append("  its rule cannot be spelled: does it take values out, with np.* or numpy()?")
    shown = [*zip(_NAMES, values, strict=False), ("y", node.value)]
    for name, value in shown:
        if np.size(value) <= 6:
            text = np.array2string(
                np.asarray(value), precision=6, separator=", ", max_line_width=60
            )
            lines.append(f"  {name} = {' '.join(text.split())}")
    return [*lines, "  error.drawing shows it, error.dot is its text"]
