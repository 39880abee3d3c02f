"""Alarms: where there is a NaN or an infinity, and where it came up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.core.node import Node
from minigrad.draw.flow import Flow


def is_alarming(value: Any) -> bool:
    """True where there is a NaN or an infinity among the elements."""
    if type(value) is np.float64:
        return not math.isfinite(value)
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    return (
        isinstance(value, (np.ndarray, np.generic))
        and kind in "fc"
        and not np.isfinite(value).all()
    )


def begins(nodes: Sequence[Node], flow: Flow | None) -> bool:
    """True of nodes in which a NaN or an infinity came up, in a value or in a gradient."""
    return any(
        _value_begins(node) or (flow is not None and _gradient_begins(node, flow)) for node in nodes
    )


def _value_begins(node: Node) -> bool:
    return is_alarming(node.value) and not any(is_alarming(x.value) for x in node.inputs)


def _gradient_begins(node: Node, flow: Flow) -> bool:
    """True where what arrived at the operations that a node goes into was finite, and they too."""
    if not is_alarming(flow.gradient.get(node)):
        return False
    heads = {head for head, _ in flow.arriving.get(node, ())}
    around = [flow.gradient[head] for head in heads]
    around += [x.value for head in heads for x in (head, *head.inputs)]
    return not any(map(is_alarming, around))
