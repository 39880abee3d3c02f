"""Results of networks, losses and measures: refused where training cannot use them."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.data.arguments import described, is_array
from minigrad.tensors.handle import Tensor


def outputs_array(outputs: Any, net: Any) -> Any:
    """Outputs of a network as an array."""
    if isinstance(outputs, Tensor):
        outputs = outputs.numpy()
    if not is_array(outputs):
        raise TypeError(
            f"the network {_name(net)} returned {described(outputs)}; outputs are one Tensor, a "
            "row for each sample: return that alone, or hand over a function such as "
            "lambda x: net(x)[0]; a loss of several outputs is trained by a loop of your own"
        )
    if np.ndim(outputs) == 0:
        raise TypeError(
            f"the network {_name(net)} returned one number; outputs have a row for each sample"
        )
    return outputs


def check_step(outputs: Any, error: Any, net: Any, loss: Any) -> None:
    """Refuse outputs and losses that are no Tensors, since no gradient flows through them."""
    if not isinstance(outputs, Tensor):
        outputs_array(outputs, net)
        raise TypeError(
            f"the network {_name(net)} returned {described(outputs)}, which has no gradient; "
            "compute the outputs with Tensors, without .numpy()"
        )
    _check_single(error, "the loss", loss)
    if not isinstance(error, Tensor):
        raise TypeError(
            f"the loss {_name(loss)} returned {described(error)}, which has no gradient; it must "
            "return one Tensor, computed from the outputs without .item(), .numpy() or float()"
        )
    if not error.requires_grad:
        raise RuntimeError(
            f"the loss {_name(loss)} returned a Tensor through which no gradient flows: it was not "
            "computed from the outputs, or under no_grad(), or after .detach() or .item(), or "
            "every parameter is frozen"
        )


def number(value: Any, what: str, measure: Any) -> float:
    """The value of a loss or a measure as a Python number."""
    _check_single(value, what, measure)
    return float(value.item() if hasattr(value, "item") else value)


def _check_single(value: Any, what: str, measure: Any) -> None:
    if isinstance(value, (bool, int, float)) or (hasattr(value, "item") and value.size == 1):
        return
    returned = "nothing" if value is None else described(value)
    hint = ": take .mean() or .sum() of them" if hasattr(value, "item") else ""
    raise TypeError(f"{what} {_name(measure)} returned {returned}; it must return one number{hint}")


def _name(part: Any) -> str:
    return str(getattr(part, "__name__", None) or type(part).__name__)
