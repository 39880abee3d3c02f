"""Flattened functions: from a list of arrays to a list of arrays, where nests went in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from minigrad.support.pytree import leaves, map_nest
from minigrad.tensors.handle import Tensor

Array = Any  # of NumPy, floating-point or complex
Arrays = list[Array]


class Flattened:
    """Function of the floating-point arrays in its arguments; all else stays as it is.

    Attributes
    ----------
    name
        For messages.
    inputs, outputs
        The arrays at the point where the function was given, in the order of the nests.
    names
        How the user would write each input, such as ``args[0]['w']``.
    evaluations
        How often the function was computed.
    """

    def __init__(self, adapter: Any, args: tuple[Any, ...]) -> None:
        self.adapter = adapter
        self.name: str = adapter.name
        self.evaluations = 0
        self._args = args
        self.inputs: Arrays = [array_of(x) for x in leaves(args) if is_floating(x)]
        self.names = [name for name, x in _paths("args", args) if is_floating(x)]
        if not self.inputs:
            raise TypeError(
                f"{self.name}: no argument is a floating-point array, so there is nothing to "
                "differentiate by; write 2.0 instead of 2"
            )
        self._result = self._call(self.inputs)
        self.outputs: Arrays = [np.array(y) for y in leaves(self._result) if is_floating(y)]

    def value(self, xs: Sequence[Array]) -> Arrays:
        """Outputs at other inputs."""
        return [np.asarray(y) for y in self._chosen(self._call(xs))]

    def vjp(self, cotangents: Sequence[Array], xs: Sequence[Array]) -> Arrays:
        """Gradient of each input, as the function under test claims it."""
        gradients = self.adapter.vjp(self.cotangent_nest(cotangents), *self._arguments(xs))
        if not isinstance(gradients, (tuple, list)) or len(gradients) != len(self._args):
            raise TypeError(
                f"the gradient function returned {type(gradients).__name__}; it returns a tuple "
                f"with the gradient of each of the {len(self._args)} arguments"
            )
        found = []
        for argument, gradient in zip(self._args, gradients, strict=True):
            pairs = zip(leaves(argument), leaves(gradient), strict=True)
            found += [g for x, g in pairs if is_floating(x)]
        return found

    def cotangent_nest(self, cotangents: Sequence[Array]) -> Any:
        """Cotangents in the nest of the outputs; None for what is not floating-point."""
        remaining = iter(cotangents)
        return map_nest(lambda y: next(remaining) if is_floating(y) else None, self._result)

    def gradient_arguments(self, cotangents: Sequence[Array]) -> tuple[Any, ...]:
        """Arguments of the gradient, as a function in its turn."""
        return (self.cotangent_nest(cotangents), *self._args)

    @staticmethod
    def constants(args: tuple[Any, ...]) -> tuple[Any, ...]:
        """Arguments with new arrays in the place of Tensors and floats."""
        nest: tuple[Any, ...] = map_nest(lambda x: array_of(x) if is_floating(x) else x, args)
        return nest

    def _arguments(self, xs: Sequence[Array]) -> tuple[Any, ...]:
        remaining = iter(xs)
        nest: tuple[Any, ...] = map_nest(
            lambda x: next(remaining) if is_floating(x) else x, self._args
        )
        return nest

    def _call(self, xs: Sequence[Array]) -> Any:
        self.evaluations += 1
        return self.adapter.value(*self._arguments(xs))

    def _chosen(self, result: Any) -> Iterator[Array]:
        for before, y in zip(leaves(self._result), leaves(result), strict=True):
            if is_floating(before):
                yield y


def array_of(x: Any) -> Array:
    """New, writable array with the elements of an array, Tensor or number."""
    return np.array(x.numpy() if isinstance(x, Tensor) else x, copy=True, order="K")


def is_floating(x: Any) -> bool:
    """True for a leaf of a nest that can be differentiated by."""
    dtype = getattr(x, "dtype", None)
    return isinstance(x, float) if dtype is None else getattr(dtype, "kind", "") == "f"


def _paths(name: str, nest: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(nest, dict):
        for key, branch in nest.items():
            yield from _paths(f"{name}[{key!r}]", branch)
    elif isinstance(nest, (list, tuple)):
        for i, branch in enumerate(nest):
            yield from _paths(f"{name}[{i}]", branch)
    else:
        yield name, nest


def joined(arrays: Sequence[Array]) -> Array:
    """Elements of all arrays in one row."""
    return np.concatenate([np.ravel(a) for a in arrays]) if arrays else np.zeros(0)


def line_through(xs: Sequence[Array], k: int, direction: Array) -> Callable[[Any], Arrays]:
    """Function from a step to the inputs, of which one is moved by it along a direction."""

    def moved(step: Any) -> Arrays:
        everything = [x.astype(np.result_type(x.dtype, step)) for x in xs]
        everything[k] = everything[k] + np.asarray(step * direction, everything[k].dtype)
        return everything

    return moved
