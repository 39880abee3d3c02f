"""Messages of errors: the operation, its operands, and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from minigrad.core.node import Node
from minigrad.core.op import Op


def describe(node: Node) -> str:
    """The operation of a node with its shapes and dtypes, for messages."""
    inputs = ", ".join(describe_value(x.value) for x in node.inputs)
    name = node.op.name if node.op is not None else "leaf"
    return f"{name}({inputs})"


def describe_value(value: Any) -> str:
    """The dtype and shape of an array, or a Python number itself."""
    if hasattr(value, "shape"):
        return f"{value.dtype}{list(value.shape)}"
    return repr(value)


def recorded_at(node: Node) -> str:
    """The user's line that recorded a node, or the way to see it."""
    line = getattr(node, "line", None)
    if line is None:
        return "recorded at an unknown line: compute under minigrad.record_lines() to see it"
    return f"recorded at {line}"


def released_message(node: Node) -> str:
    """The message where a graph is needed that was let go of."""
    name = node.op.name if node.op is not None else "leaf"
    return (
        f"this graph was let go of by backward(retain_graph=False), and its {name!r} is needed "
        "again; call the first backward without retain_graph=False, or compute the output anew"
    )


def explain(error: Exception, op: Op, inputs: Sequence[Any]) -> None:
    """Raise NumPy's complaint again with the operation and what went into it."""
    if type(error) not in (TypeError, ValueError, IndexError, np.exceptions.AxisError):
        return
    shown = ", ".join(
        describe_value(x.node.value if hasattr(x, "node") else x)
        if np.isscalar(x) or hasattr(x, "shape")
        else type(x).__name__
        for x in inputs
    )
    complaint = str(error)
    if "broadcast" in complaint:
        complaint += (
            " (shapes are aligned from the right, and lengths must be equal or 1: reshape or "
            "transpose one of them)"
        )
    sizes = re.search(r"core dimension .*size (\d+) is different from (\d+)", complaint)
    if sizes:
        complaint = (
            f"the last axis of the first has length {sizes[2]}, and the last but one of the second "
            f"{sizes[1]}; they must be equal"
        )
    raise type(error)(f"{op.name}({shown}): {complaint}") from None


def layer_name(layer: Any) -> str:
    """The name of a layer, a module or a function."""
    if isinstance(layer, partial):
        options = [*map(repr, layer.args), *(f"{k}={v!r}" for k, v in layer.keywords.items())]
        return f"{layer_name(layer.func)}({', '.join(options)})"
    named = None if hasattr(layer, "named_parameters") else getattr(layer, "__name__", None)
    return named or text_of(layer)


def text_of(x: Any) -> str:
    """The ``repr`` of an object, or its class where the ``__repr__`` of a user fails."""
    try:
        return repr(x)
    except Exception:  # noqa: BLE001 - what is told is not about that
        return type(x).__name__
