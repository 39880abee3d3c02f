"""Points at which an operation has a derivative, sampled from its domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op

Shapes = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Sample:
    """An operation with inputs to differentiate by, what follows them, and options.

    Examples
    --------
    >>> from minigrad.testing.sampling import sample
    >>> case = sample(mg.matmul, np.random.default_rng(0))
    >>> case(*case.inputs).shape == np.matmul(*case.inputs).shape
    True
    """

    op: Op
    inputs: tuple[Any, ...]
    constants: tuple[Any, ...]
    options: dict[str, Any]

    def __call__(self, *inputs: Any) -> Any:
        """The operation, as a function of the inputs alone."""
        options = {**self.op.defaults, **self.options}
        return self.op.apply((*inputs, *self.constants), options)


def declared(op: Op) -> list[tuple[Shapes, dict[str, Any]]]:
    """Every pair of shapes and options that the operation's domain spells out.

    None for an operation on any shapes that broadcast.

    Examples
    --------
    >>> from minigrad.testing.sampling import declared
    >>> declared(mg.softmax)[:2]
    [(((3,),), {'axis': -1}), (((3,),), {'axis': 0})]
    """
    domain = op.domain
    if domain is None:
        return []
    return [
        (shapes, dict(options))
        for shapes in domain.shapes or ()
        for options in _options(domain, shapes)
    ]


def sample(
    op: Op,
    rng: np.random.Generator,
    shapes: Shapes | None = None,
    options: Mapping[str, Any] | None = None,
) -> Sample:
    """Draw inputs inside the operation's intervals, away from its kinks and ties.

    Shapes and options are drawn too, where they are not given.

    Raises
    ------
    TypeError
        If the operation has no domain.
    """
    domain = op.domain
    if domain is None:
        raise TypeError(
            f"{op.name} has no domain to sample; give it one, Op(..., domain=Domain(...))"
        )
    while True:  # a shape may have no set of options
        chosen = shapes or _shapes(op, domain, rng)
        sets = _options(domain, chosen) if options is None else [options]
        if len(sets):
            break
        if shapes is not None:
            raise ValueError(f"{op.name} has no options for the shapes {shapes}")
    taken = {**op.defaults, **sets[int(rng.integers(len(sets)))]}
    constants = () if domain.constants is None else domain.constants(taken, *chosen)
    return Sample(op, tuple(_values(rng, domain, chosen)), constants, taken)


def _options(domain: Domain, shapes: Shapes) -> Sequence[Mapping[str, Any]]:
    return domain.options(*shapes) if callable(domain.options) else domain.options


def _shapes(op: Op, domain: Domain, rng: np.random.Generator) -> Shapes:
    if domain.shapes is not None:
        return domain.shapes[int(rng.integers(len(domain.shapes)))] if domain.shapes else ()
    return broadcastable_shapes(op.arity or 1, rng)


def broadcastable_shapes(n: int, rng: np.random.Generator) -> Shapes:
    """The shapes of n arrays that broadcast: 0-d, length 0 and length 1 among them."""
    lengths = (0, 1, 1, 2, 2, 3, 3)
    whole = [int(rng.choice(lengths)) for _ in range(rng.integers(4))]
    shapes = []
    for _ in range(n):
        own = [length if rng.random() < 0.7 else 1 for length in whole]
        shapes.append(tuple(own[rng.integers(len(own) + 1) if rng.random() < 0.3 else 0 :]))
    return tuple(shapes)


def _values(rng: np.random.Generator, domain: Domain, shapes: Shapes) -> list[Any]:
    arrays = []
    taken: list[float] = []
    for k, shape in enumerate(shapes):
        low, high = domain.intervals[min(k, len(domain.intervals) - 1)]
        array = np.empty(shape)
        for index in np.ndindex(shape):
            array[index] = _value(rng, low, high, domain.kinks, taken)
            if domain.ties:
                taken.append(float(array[index]))
        arrays.append(array)
    return arrays


def _value(
    rng: np.random.Generator, low: float, high: float, kinks: tuple[float, ...], taken: list[float]
) -> float:
    gap = 0.02 * (high - low) / (1 + len(taken) / 16)
    while True:
        value = float(rng.uniform(low, high))
        if all(abs(value - kink) > 0.05 for kink in kinks) and all(
            abs(value - other) > gap for other in taken
        ):
            return value
