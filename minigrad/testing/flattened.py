"""A function of nests, seen as one from a list of arrays to a list of arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from minigrad.support.pytree import leaves, map_nest
from minigrad.tensors.handle import Tensor

Array = Any  # of NumPy, floating-point or complex
Arrays = list[Array]


class Flat:
    """The floating-point arrays that go in and come out; what else there is stays as it is.

    Attributes
    ----------
    inputs, outputs
        The arrays at the point where the function was given, in the order of the nests.
    names
        How the user would write each input, such as ``args[0]['w']``.
    evaluations
        How often the function was computed.
    """

    def __init__(self, adapter: Any, args: tuple[Any, ...]) -> None:
        self.adapter = adapter
        self.evaluations = 0
        self._args = args
        self.inputs: Arrays = [array_of(x) for x in leaves(args) if is_floating(x)]
        self.names = [name for name, x in _paths("args", args) if is_floating(x)]
        if not self.inputs:
            raise TypeError(
                f"{adapter.name}: no argument is a floating-point array, so there is nothing to "
                "differentiate by; write 2.0 instead of 2"
            )
        self._result = self._call(self.inputs)
        self.outputs: Arrays = [np.array(y) for y in leaves(self._result) if is_floating(y)]

    def value(self, xs: Sequence[Array]) -> Arrays:
        """The outputs, at other inputs."""
        return [np.asarray(y) for y in self._chosen(self._call(xs))]

    def vjp(self, cotangents: Sequence[Array], xs: Sequence[Array]) -> Arrays:
        """The gradient of each input: what the function under test claims."""
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
        """What the gradient, as a function in its turn, is a function of."""
        return (self.cotangent_nest(cotangents), *self._args)

    @staticmethod
    def constants(args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments with arrays of one's own in the place of Tensors and floats."""
        own: tuple[Any, ...] = map_nest(lambda x: array_of(x) if is_floating(x) else x, args)
        return own

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
    """A writable array of one's own with the elements of an array, Tensor or number."""
    return np.array(x.numpy() if isinstance(x, Tensor) else x, copy=True, order="K")


def is_floating(x: Any) -> bool:
    """Whether a leaf of a nest is something to differentiate by."""
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
    """All elements in one row."""
    return np.concatenate([np.ravel(a) for a in arrays]) if arrays else np.zeros(0)


def at(xs: Sequence[Array], k: int, direction: Array) -> Callable[[Any], Arrays]:
    """The inputs, of which one is moved by a step along a direction."""

    def moved(step: Any) -> Arrays:
        everything = [x.astype(np.result_type(x.dtype, step)) for x in xs]
        everything[k] = everything[k] + np.asarray(step * direction, everything[k].dtype)
        return everything

    return moved
