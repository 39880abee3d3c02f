"""Functions of Tensors, and modules with their parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from minigrad.core.mode import enable_grad, no_grad
from minigrad.core.node import Node, topological_order
from minigrad.core.values import as_value
from minigrad.nn import Module
from minigrad.support.pytree import leaves, map_nest
from minigrad.tensors.handle import Tensor, handle, leaf
from minigrad.testing.adapters.base import Adapter
from minigrad.testing.flattened import is_floating
from minigrad.transforms.derivatives import grad_of


class Minigrad(Adapter):
    """Function of Tensors."""

    def value(self, *args: Any) -> Any:
        """Compute without recording."""
        with no_grad():
            result = self.f(*map_nest(_constant, args))
        return map_nest(_checked, result)

    def vjp(self, cotangent: Any, *args: Any) -> Sequence[Any]:
        """Record, and sweep back over arrays that are read-only."""
        inputs, result = self.record(*args)
        for y in leaves(result):
            _freeze(y)
        gradients = _pull_back(result, cotangent, inputs, create_graph=False)
        return tuple(map_nest(_bare, gradients))

    def record(self, *args: Any) -> tuple[Any, Any]:
        """Handles on the inputs, and the result."""
        entered = map_nest(_leaf, args)
        inside = map_nest(_same, entered)  # f may assign to what it was given
        with enable_grad():
            return inside, self.f(*entered)

    def gradient(self) -> Adapter:
        """Recorded sweep, a function of Tensors like any other."""
        f = self.f

        def pullback(cotangent: Any, *args: Any) -> Any:
            recording = any(isinstance(x, Tensor) and x.requires_grad for x in leaves(args)) or any(
                isinstance(c, Tensor) and c.requires_grad for c in leaves(cotangent)
            )
            entered = map_nest(_enter, args)
            inside = map_nest(_same, entered)
            with enable_grad():
                result = f(*entered)
            return tuple(_pull_back(result, cotangent, inside, create_graph=recording))

        pullback.__name__ = f"the gradient of {self.name}"
        return Minigrad(pullback)


def with_parameters(net: Module) -> tuple[Minigrad, dict[str, Tensor]]:
    """Module as a function of its parameters and its inputs."""
    parameters = dict(net.named_parameters())
    buffers = dict(net.named_buffers())

    def function(values: Mapping[str, Tensor], *args: Any) -> Any:
        # Buffers that a layer changes as it trains come back as well.
        with _standing_in({**parameters, **buffers}, values):
            return net(*args)

    function.__name__ = type(net).__name__
    return Minigrad(function), parameters


@contextmanager
def _standing_in(parameters: Mapping[str, Tensor], values: Mapping[str, Any]) -> Iterator[None]:
    nodes = {name: parameter.node for name, parameter in parameters.items()}
    try:
        for name, value in values.items():
            parameters[name].node = value.node
        yield
    finally:
        for name, parameter in parameters.items():
            parameter.node = nodes[name]


def _constant(x: Any) -> Any:
    """Array as a Tensor without a gradient; a complex one takes a complex step."""
    return handle(Node(as_value(x))) if isinstance(x, (np.ndarray, np.generic)) else x


def _leaf(x: Any) -> Any:
    return leaf(as_value(x), requires_grad=True, name=None) if is_floating(x) else _constant(x)


def _enter(x: Any) -> Any:
    """Tensor to differentiate by, linked to an outer graph if there is one."""
    if not isinstance(x, Tensor) or x.dtype.kind not in "fc":
        return x
    return +x if x.requires_grad else handle(Node(x.node.value, requires_grad=True))


def _same(x: Any) -> Any:
    return handle(x.node) if isinstance(x, Tensor) else x


def _bare(x: Any) -> Any:
    return x.node.value if isinstance(x, Tensor) else x


def _checked(y: Any) -> Any:
    if is_floating(y) and not isinstance(y, Tensor):
        raise TypeError(
            f"the function returned {type(y).__name__}, not a Tensor, so there is no graph to "
            "check; did math.*, float() or .numpy() take the value out of it? For a function with "
            "a gradient written by hand use adapters.by_hand(f, gradient)"
        )
    return _bare(y)


def _freeze(y: Any) -> None:
    """Make what a graph has recorded read-only, so that a rule that writes into it fails."""
    if isinstance(y, Tensor):
        for node in topological_order(y.node):
            if isinstance(node.value, np.ndarray):
                node.value.setflags(write=False)


def _pull_back(result: Any, cotangent: Any, inputs: Any, *, create_graph: bool) -> list[Any]:
    """Gradients of a nest of inputs, added over the outputs."""
    wanted = [x for x in leaves(inputs) if isinstance(x, Tensor) and x.requires_grad]
    total: list[Any] | None = None
    for y, c in zip(leaves(result), leaves(cotangent), strict=True):
        if isinstance(y, Tensor) and y.requires_grad and c is not None:
            gradients = grad_of(y, wanted, c, create_graph=create_graph)
            total = (
                gradients
                if total is None
                else [a + b for a, b in zip(total, gradients, strict=True)]
            )
    if total is None:
        total = [handle(Node(np.zeros_like(x.node.value))) for x in wanted]
    remaining = iter(total)
    return list(
        map_nest(
            lambda x: next(remaining) if isinstance(x, Tensor) and x.requires_grad else None, inputs
        )
    )
