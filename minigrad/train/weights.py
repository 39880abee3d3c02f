"""The parameters and buffers of a network and its loss, modules or functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from minigrad.nn import Module
from minigrad.tensors.handle import Tensor
from minigrad.tensors.object_graph import reachable


def moved_by(opt: Any) -> list[Tensor]:
    """The parameters that an optimiser says it moves; empty if it does not say."""
    parameters = getattr(opt, "parameters", ())
    return list(parameters() if callable(parameters) else parameters)


def modules_of(net: Any) -> list[Any]:
    """The modules that have a mode: the network itself, or those that a function uses."""
    if hasattr(net, "train") and hasattr(net, "eval"):
        return [net]
    found = [part for _, part in reachable({"": net}) if isinstance(part, Module)]
    inside = {id(part) for module in found for part in module.modules() if part is not module}
    return [module for module in found if id(module) not in inside]


def _buffers_of(net: Any) -> list[Tensor]:
    """The buffers of the modules that a function uses."""
    return [buffer for module in modules_of(net) for buffer in module.buffers()]


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


def _tensors_of(net: Any, opt: Any) -> dict[str, Tensor]:
    """The parameters and buffers of a function: by name, where every parameter has its own."""
    parameters, buffers = parameters_of(net, opt), _buffers_of(net)
    name_of = getattr(opt, "name_of", lambda parameter: parameter.name)
    counted = [str(i) for i in range(len(parameters) + len(buffers))]
    names = [*map(name_of, parameters), *counted[len(parameters) :]]
    if None in names or len(set(names)) < len(names):
        names = counted
    return dict(zip(names, [*parameters, *buffers], strict=True))


def by_name(weights: Mapping[str, Any], like: Mapping[str, Any]) -> dict[str, Any]:
    """The weights of a function from an older file, which has numbers, by the names in another."""
    own = [name for name in like if name.startswith("net.")]
    counted = {f"net.{i}": name for i, name in enumerate(own)}
    if {name for name in weights if str(name).startswith("net.")} != counted.keys():
        return dict(weights)
    return {counted.get(name, name): value for name, value in weights.items()}


def weights_of(net: Any, loss: Any, opt: Any) -> dict[str, Any]:
    """All parameters and buffers of network and loss by name, as arrays that do not change."""
    if hasattr(net, "state_dict"):
        own = dict(net.state_dict())
    else:
        own = {name: np.asarray(t.numpy()) for name, t in _tensors_of(net, opt).items()}
    of_loss = loss.state_dict() if hasattr(loss, "state_dict") else {}
    return {f"net.{k}": v for k, v in own.items()} | {f"loss.{k}": v for k, v in of_loss.items()}


def set_weights(net: Any, loss: Any, opt: Any, weights: Mapping[str, Any]) -> None:
    """Go back to weights that `weights_of` has returned."""
    tensors = {} if hasattr(net, "load_state_dict") else _tensors_of(net, opt)
    if tensors:
        weights = by_name(weights, {f"net.{name}": t for name, t in tensors.items()})
    parts: dict[str, dict[str, Any]] = {"net": {}, "loss": {}}
    for name, value in weights.items():
        part, _, inside = name.partition(".")
        parts[part][inside] = value
    if hasattr(net, "load_state_dict"):
        net.load_state_dict(parts["net"])
    elif parts["net"].keys() != tensors.keys():
        raise ValueError(f"the weights are of {[*parts['net']]}, here they are {[*tensors]}")
    else:
        for name, tensor in tensors.items():
            tensor.data = parts["net"][name]
    if hasattr(loss, "load_state_dict"):
        loss.load_state_dict(parts["loss"])
