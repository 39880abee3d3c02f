"""Arguments of a compiled function: what belongs to its program, and what goes into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import is_
from typing import Any, TypeVar

import numpy as np

from minigrad.core.values import as_value
from minigrad.support.pytree import leaves, map_nest
from minigrad.tensors.creation import asarray
from minigrad.tensors.handle import Tensor

EXACT = (dict, list, tuple)
_NUMBERS = frozenset({int, float, complex, bool})
_TEXTS = frozenset({str, bytes, type(None), type(...)})

R = TypeVar("R")


class NotRecordedError(TypeError):
    """Raised where no program can be made of a function."""


def ordinary(function: Callable[..., R], args: Any, kwargs: Any) -> R:
    """An ordinary call, whose arrays are Tensors as in a program."""
    named = {name: converted(x, _tensor) for name, x in kwargs.items()}
    return function(*[converted(x, _tensor) for x in args], **named)


def _tensor(x: Any) -> Any:
    return asarray(checked(x)) if isinstance(x, np.ndarray) else x


def checked(array: Any) -> Any:
    """An array, refused if its operations are not those of arrays."""
    if np.ma.isMaskedArray(array) or isinstance(array, np.matrix):
        raise NotRecordedError(
            f"minigrad.compile: an argument is a {type(array).__name__}, whose operations are not "
            "those of arrays; pass an array"
        )
    return array


def converted(nest: Any, convert: Callable[[Any], Any]) -> Any:
    """A nest with other leaves; the same object where all are the same.

    Raises
    ------
    NotRecordedError
        If a container would not be made anew as it was.
    """
    made = with_leaves(nest, convert)
    if made is not nest:
        check_exact(nest)
    return made


def with_leaves(nest: Any, convert: Callable[[Any], Any]) -> Any:
    """The same, whatever the containers."""
    made = map_nest(convert, nest)
    return nest if all(map(is_, leaves(nest), leaves(made))) else made


def check_exact(nest: Any) -> None:
    """Refuse containers that `map_nest` does not make anew as they are."""
    for container in containers(nest):
        if type(container) not in EXACT and not hasattr(container, "_fields"):
            raise NotRecordedError(
                f"minigrad.compile: an argument is a {type(container).__name__}; pass a dict, a "
                "list or a tuple"
            )


def containers(nest: Any) -> Iterator[Any]:
    """The containers of a nest, the outer ones first."""
    if isinstance(nest, EXACT):
        yield nest
        for branch in nest.values() if isinstance(nest, dict) else nest:
            yield from containers(branch)


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
        first = None
        for i, x in enumerate(self.tensors):
            if x is tensor:
                first = i
                break
        self.tensors.append(tensor)
        self.arrays.append(value)
        if gradient is not None:
            self.arrays.append(gradient.node.value if isinstance(gradient, Tensor) else gradient)
        target = node.target
        hooks = tuple(map(id, target.hooks.values())) if target is not None else ()
        state = (node.requires_grad, node.op is None, node.name, hooks, gradient is None)
        return type(tensor), value.shape, value.dtype, value.strides, first, state
