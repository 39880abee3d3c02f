"""Arguments of a compiled function: what belongs to its program, and what goes into it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from minigrad.core.values import as_value
from minigrad.support.pytree import leaves, map_nest
from minigrad.tensors.creation import asarray
from minigrad.tensors.handle import Tensor

_NUMBERS = frozenset({int, float, complex, bool})
_TEXTS = frozenset({str, bytes, type(None), type(...)})

R = TypeVar("R")


def ordinary(function: Callable[..., R], args: Any, kwargs: Any) -> R:
    """An ordinary call, whose arrays are Tensors as in a program."""
    nest = list(args), kwargs
    if any(isinstance(x, np.ndarray) for x in leaves(nest)):
        args, kwargs = map_nest(lambda x: asarray(x) if isinstance(x, np.ndarray) else x, nest)
    return function(*args, **kwargs)


class Arguments:
    """The arguments of a call: the arrays and Tensors among them, and the key of a program.

    Attributes
    ----------
    arrays
        The inputs of a program: of a Tensor its value, and its gradient if it has one.
    tensors
        The Tensors, with multiplicity.
    flowing
        Whether a gradient flows back through one of them.
    """

    def __init__(self) -> None:
        self.arrays: list[Any] = []
        self.tensors: list[Tensor] = []
        self.flowing = False

    def key_of(self, nest: Any) -> Any:
        """The key of a nest: shapes and dtypes of arrays, and all that is no array."""
        kind = type(nest)
        if kind is np.ndarray:
            if not nest.ndim or not nest.flags.forc or not nest.dtype.isnative:
                nest = as_value(nest)  # as a Tensor has it
            self.arrays.append(nest)
            return nest.shape, nest.dtype, nest.strides
        if kind is tuple or kind is list:
            return (kind, *[self.key_of(branch) for branch in nest])
        if isinstance(nest, Tensor):
            return self._key_of_tensor(nest)
        if isinstance(nest, np.ndarray):
            self.arrays.append(nest)
            return kind, nest.shape, nest.dtype, nest.strides
        if isinstance(nest, dict):
            names = [(type(name), name) for name in nest]
            return (kind, *names, *[self.key_of(branch) for branch in nest.values()])
        if isinstance(nest, (tuple, list)):
            return (kind, *[self.key_of(branch) for branch in nest])
        if kind in _NUMBERS or isinstance(nest, np.generic):
            return kind, repr(nest)  # 0.0 and -0.0 are equal
        return kind, nest if kind in _TEXTS else id(nest)  # which its program keeps alive

    def _key_of_tensor(self, tensor: Tensor) -> Any:
        node = tensor.node
        value, gradient = node.value, getattr(tensor, "_grad", None)
        if not hasattr(value, "strides") or (node.requires_grad and node.op is not None):
            self.flowing = True
            return None
        first = next((i for i, x in enumerate(self.tensors) if x is tensor), None)
        self.tensors.append(tensor)
        self.arrays.append(value)
        if gradient is not None:
            self.arrays.append(gradient.node.value if isinstance(gradient, Tensor) else gradient)
        target = node.target
        hooks = () if target is None else tuple(map(id, target.hooks.values()))
        state = (node.requires_grad, node.op is None, node.name, hooks, gradient is None)
        return type(tensor), value.shape, value.dtype, value.strides, first, state
