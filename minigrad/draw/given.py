"""A loss that was recorded from a module and examples, to be drawn with a path to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.core.node import topological_order


def loss_of(module: Any, examples: Sequence[Any], loss: Any) -> Any:
    """A loss, if it was computed by this module from these examples."""
    if not hasattr(loss, "node"):
        raise TypeError(f"path=(a, b) takes two Tensors, not {type(loss).__name__}")
    leaves = {node for node in topological_order(loss.node) if node.op is None}
    mine = {parameter.node for parameter in module.parameters()}
    values = [np.asarray(node.value) for node in leaves - mine if hasattr(node.value, "shape")]
    given = [np.asarray(getattr(x, "data", x)) for x in examples]
    if leaves.isdisjoint(mine) or not all(
        any(x.size == v.size and np.array_equal(x.ravel(), v.ravel()) for v in values)
        for x in given
    ):
        raise ValueError(
            f"path=(W[0, 0], loss): this loss was not computed by this {type(module).__name__} "
            "from this example; write loss = error(net(x), t), then "
            'net.draw(x, level="neurons", path=(W[0, 0], loss))'
        )
    return loss
