"""The first value of a batch that is not finite."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.core.messages import describe, describe_value, layer_name
from minigrad.core.node import Node, topological_order
from minigrad.core.scopes import scopes


def first_nonfinite(error: Any, x: Any, t: Any) -> str:
    """The first value that is not finite, in words, where a loss is not.

    The recorded graph is gone through in the order of its operations. An infinity may be meant,
    as in a mask; so if the loss is NaN, the first NaN is named as well.

    Parameters
    ----------
    error
        The loss of a batch, with its graph.
    x, t
        The inputs and targets of the batch.
    """
    for what, array in ("the inputs", x), ("the targets", t):
        rows = _rows_not_finite(array)
        if rows:
            return f"{what} of this batch are not finite, in sample {_listed(rows)} of it"
    order = topological_order(error.node)
    first = next((node for node in order if not np.isfinite(node.value).all()), None)
    if first is None:
        return "every recorded value is finite"
    text = f"the first value that is not finite is {_described(first, order)}"
    if math.isnan(error.item()) and not np.isnan(first.value).any():
        nan = next(node for node in order if np.isnan(node.value).any())
        text += f", and the first NaN is {_described(nan, order)}"
    return text


def _rows_not_finite(array: Any) -> list[int]:
    value = np.asarray(array.numpy() if hasattr(array, "numpy") else array)
    if value.dtype.kind not in "fc" or value.ndim == 0:
        return []
    finite = np.isfinite(value).reshape(len(value), -1).all(axis=1)
    return [int(row) for row in np.flatnonzero(~finite)]


def _listed(rows: list[int], longest: int = 5) -> str:
    more = f" and {len(rows) - longest} more" if len(rows) > longest else ""
    return ", ".join(map(str, rows[:longest])) + more


def _described(node: Node, order: Sequence[Node]) -> str:
    value = np.asarray(node.value)
    kinds = [
        kind for kind, there in (("NaN", np.isnan), ("an infinity", np.isinf)) if there(value).any()
    ]
    has = f"with {' and '.join(kinds)} in {np.size(value) - int(np.isfinite(value).sum())} of its "
    has += f"{np.size(value)} elements"
    if node.op is None:
        what = "the parameter" if node.requires_grad else "the constant"
        return f"{what} {node.name or describe_value(node.value)} {has}"
    position = order.index(node)
    inside = [scope.caller for scope in scopes(order) if scope.first <= position <= scope.last]
    modules = [caller for caller in inside if caller is not None]
    where = f" in {layer_name(modules[-1])}" if modules else ""
    return f"the result of {describe(node)}{where}, {has}"
