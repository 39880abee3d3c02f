"""The parameters and the weights of a network, whatever kind of callable it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from minigrad.tensor import Tensor


def parameters_of(net: Any, opt: Any) -> list[Tensor]:
    """The parameters of a module, or else those that the optimiser moves."""
    if hasattr(net, "parameters"):
        return list(net.parameters())
    parameters = getattr(opt, "parameters", None)
    if parameters is None:
        raise TypeError(
            f"neither {type(net).__name__} nor {type(opt).__name__} says what the parameters are: "
            "make the network a minigrad.nn.Module, or give the optimiser a list 'parameters'"
        )
    return list(parameters() if callable(parameters) else parameters)


def weights_of(net: Any, opt: Any) -> dict[str, Any]:
    """All parameters and buffers by name, as arrays that training does not change."""
    if hasattr(net, "state_dict"):
        return dict(net.state_dict())
    return {str(i): np.asarray(p.numpy()) for i, p in enumerate(parameters_of(net, opt))}


def set_weights(net: Any, opt: Any, weights: Mapping[str, Any]) -> None:
    """Go back to what `weights_of` has returned."""
    if hasattr(net, "load_state_dict"):
        net.load_state_dict(weights)
        return
    for parameter, value in zip(parameters_of(net, opt), weights.values(), strict=True):
        parameter.data = value
