"""Inputs at which an operation has a derivative: sampled from its domain, or brought into it.

What an operation's declaration means for its tests is decided here and nowhere else.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.domain import Domain, Interval
from minigrad.core.op import Op
from minigrad.ops import registry

Shapes = tuple[tuple[int, ...], ...]

EDGE = 0.02  # how far from an interval's ends, in its widths
KINK = 0.05  # how far from a kink
TIE = 0.005  # how far from a value that would be a tie, in widths of the interval
_CENTRES = (0.56, 0.3, 0.7, 0.42, 0.64)  # to try in turn; not the middle, which often is 0
_INTEGERS = tuple(map(float, range(-8, 9)))
_ON_MASKS = frozenset(
    registry[name]
    for name in (
        "logical_and",
        "logical_or",
        "logical_xor",
        "logical_not",
        "bitwise_and",
        "bitwise_or",
        "bitwise_xor",
        "invert",
    )
)


def is_elementwise(op: Op) -> bool:
    """True for an operation on inputs of any shapes that broadcast."""
    return op.domain is None or op.domain.shapes is None


def declared_shapes(op: Op) -> tuple[Shapes, ...]:
    """Shapes of inputs that the domain spells out, to choose from."""
    return () if op.domain is None else op.domain.shapes or ()


def takes_masks(op: Op) -> bool:
    """True for an operation on masks, not on numbers."""
    return op in _ON_MASKS


def is_sampled(op: Op) -> bool:
    """True for an operation whose domain gives it inputs to sample, each one by itself."""
    if op.domain is None or (op.results is not None and not op.output_names):
        return False
    return is_elementwise(op) or any(declared_shapes(op))


def is_complex_too(op: Op) -> bool:
    """True of an operation whose domain holds complex numbers: a user's says so."""
    domain = op.domain or Domain()
    return domain.analytic and not op.checked if domain.complex is None else domain.complex


def takes_any_complex(op: Op) -> bool:
    """True of an operation on any complex numbers: others have branch cuts and poles."""
    bilinear = op is registry["multiply"] or op is registry["matmul"]
    return is_complex_too(op) and (op.linear or bilinear) and op.kind != "cast"


def smooth_domain(op: Op) -> Domain:
    """Domain without the integers for a function that has no derivative: it may jump there."""
    domain = op.domain or Domain()
    return domain if op.differentiable else domain._replace(ties=True, kinks=_INTEGERS)


@dataclass(frozen=True)
class Sample:
    """Operation with inputs to differentiate by, the constants after them, and options.

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
        """Operation as a function of the inputs alone."""
        options = {**self.op.defaults, **self.options}
        return self.op.apply((*inputs, *self.constants), options)


def declared(op: Op) -> list[tuple[Shapes, dict[str, Any]]]:
    """Pairs of shapes and options that the operation's domain spells out.

    There are none for an operation on any shapes that broadcast.

    Examples
    --------
    >>> from minigrad.testing.sampling import declared
    >>> declared(mg.softmax)[:2]
    [(((3,),), {'axis': -1}), (((3,),), {'axis': 0})]
    """
    return [
        (shapes, dict(options))
        for shapes in declared_shapes(op)
        for options in option_sets(op.domain or Domain(), shapes)
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
    domain = op.domain or (Domain() if op.kind == "elementwise" else None)
    if domain is None:
        raise TypeError(
            f"{op.name} has no domain to sample; give it one, Op(..., domain=Domain(...))"
        )
    while True:  # a shape may have no set of options
        chosen = shapes or _shapes(op, rng)
        sets = option_sets(domain, chosen) if options is None else [options]
        if len(sets):
            break
        if shapes is not None:
            raise ValueError(f"{op.name} has no options for the shapes {shapes}")
    taken = {**op.defaults, **sets[int(rng.integers(len(sets)))]}
    constants = () if domain.constants is None else domain.constants(taken, *chosen)
    values = tuple(_values(rng, domain, chosen))
    if domain.prepare is not None:
        values = domain.prepare(*values)
    return Sample(op, values, constants, taken)


def option_sets(domain: Domain, shapes: Sequence[tuple[int, ...]]) -> Sequence[Mapping[str, Any]]:
    """Sets of options to try with inputs of these shapes."""
    return domain.options(*shapes) if callable(domain.options) else domain.options


def _shapes(op: Op, rng: np.random.Generator) -> Shapes:
    if is_elementwise(op):
        return broadcastable_shapes(op.arity or 1, rng)
    choices = declared_shapes(op)
    return choices[int(rng.integers(len(choices)))] if choices else ()


def broadcastable_shapes(n: int, rng: np.random.Generator) -> Shapes:
    """Shapes of n arrays that broadcast: 0-d, length 0 and length 1 among them."""
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
        if all(abs(value - kink) > KINK for kink in kinks) and all(
            abs(value - other) > gap for other in taken
        ):
            return value


class Fit(NamedTuple):
    """Map ``scale * x + shift``, which brings values into a domain; never a filter."""

    scale: float = 1.0
    shift: Any = 0.0

    def __call__(self, x: Any) -> Any:
        """Apply the map."""
        return self.scale * x + self.shift


def fit(domain: Domain, arrays: Sequence[Any], rng: np.random.Generator) -> list[Fit]:
    """Maps, one for each array, that bring them well inside the domain.

    A value that lies there already is left as it is. Otherwise it is shrunk and moved as a whole;
    where that ends on a kink or a tie, its elements are moved apart, each to a place of its own,
    and vary around it. So derivatives exist, and none explodes.
    """
    fits = []
    taken = np.empty(0)
    last = domain.intervals[-1]
    for x, interval in itertools.zip_longest(arrays, domain.intervals[: len(arrays)]):
        array = np.asarray(x)
        chosen = _fit_one(array, interval or last, domain, taken, rng)
        fits.append(chosen)
        if domain.ties:
            taken = np.append(taken, chosen(array))
    if domain.prepare is None:
        return fits
    moved = [f(np.asarray(x, float)) for f, x in zip(fits, arrays, strict=True)]
    return [
        Fit(f.scale, np.round(f.shift + (prepared - x), 4))
        for f, x, prepared in zip(fits, moved, domain.prepare(*moved), strict=True)
    ]


def _fit_one(
    x: Any, interval: Interval, domain: Domain, taken: Any, rng: np.random.Generator
) -> Fit:
    low, high = interval
    width = high - low
    if x.dtype.kind == "c":  # see `takes_any_complex`
        largest = np.max(np.abs(x), initial=high)
        return Fit(_rounded(high / largest) if largest > high else 1.0)
    if x.dtype.kind == "f" and (x.size == 0 or _is_inside(x, interval, domain, taken)):
        return Fit()
    largest = 1.0 if x.dtype.kind == "f" else 0.5  # integers and masks become floats
    if x.size == 0:
        return Fit(largest)
    x = x.astype(np.float64)
    scale = _rounded(min(largest, 0.5 * width / max(np.ptp(x), 1e-300)))
    for centre in _CENTRES:
        shift = round(float(low + centre * width - scale * (x.min() + x.max()) / 2), 2)
        moved = Fit(scale, shift)
        if _is_inside(moved(x), interval, domain, taken):
            return moved
    return _apart(x, interval, domain, taken, rng)


def _is_inside(x: Any, interval: Interval, domain: Domain, taken: Any) -> bool:
    low, high = interval
    width = high - low
    if x.min() < low + EDGE * width or x.max() > high - EDGE * width:
        return False
    if any(np.min(np.abs(x - kink)) < KINK for kink in domain.kinks):
        return False
    return not domain.ties or bool(
        np.min(np.diff(np.sort(np.append(x, taken))), initial=width) > TIE * width
    )


def _apart(x: Any, interval: Interval, domain: Domain, taken: Any, rng: np.random.Generator) -> Fit:
    """Map that gives every element a place of its own, with room to vary around it."""
    low, high = interval
    count = x.size + taken.size + 4
    while True:
        places, gap = np.linspace(low, high, count + 2, retstep=True)
        places = places[1:-1]
        for kink in domain.kinks:
            places = places[np.abs(places - kink) > KINK + gap / 4]
        for other in taken:
            places = places[np.abs(places - other) > gap / 2]
        if places.size >= x.size:
            break
        count *= 2
    places = rng.permutation(places)[: x.size].reshape(x.shape)
    scale = _rounded(0.2 * float(gap) / max(1e-300, np.max(np.abs(x))))
    return Fit(min(1.0, scale), np.round(places, 4) if x.ndim else round(float(places), 4))


def _rounded(scale: float) -> float:
    """Scale with two digits: enough, and read more easily."""
    return float(f"{scale:.1e}")
