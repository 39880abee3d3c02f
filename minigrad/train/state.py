"""The parameters and the weights of a network and its loss, whatever kind of callables they are."""

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


def weights_of(net: Any, loss: Any, opt: Any) -> dict[str, Any]:
    """All parameters and buffers of network and loss by name, as arrays that do not change."""
    if hasattr(net, "state_dict"):
        own = dict(net.state_dict())
    else:
        own = {str(i): np.asarray(p.numpy()) for i, p in enumerate(parameters_of(net, opt))}
    of_loss = loss.state_dict() if hasattr(loss, "state_dict") else {}
    return {f"net.{k}": v for k, v in own.items()} | {f"loss.{k}": v for k, v in of_loss.items()}


def set_weights(net: Any, loss: Any, opt: Any, weights: Mapping[str, Any]) -> None:
    """Go back to what `weights_of` has returned."""
    parts: dict[str, dict[str, Any]] = {"net": {}, "loss": {}}
    for name, value in weights.items():
        part, _, inside = name.partition(".")
        parts[part][inside] = value
    if hasattr(net, "load_state_dict"):
        net.load_state_dict(parts["net"])
    else:
        for parameter, value in zip(parameters_of(net, opt), parts["net"].values(), strict=True):
            parameter.data = value
    if hasattr(loss, "load_state_dict"):
        loss.load_state_dict(parts["loss"])
