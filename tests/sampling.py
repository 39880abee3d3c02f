"""Samples for the test matrix: inputs and options for every registered operation."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import strategies as st

from minigrad.op import Domain, Op
from minigrad.ops import registry

DIFFERENTIABLE = sorted(name for name, op in registry.items() if op.differentiable)

LENGTHS = st.sampled_from([0, 1, 2, 3])


@st.composite
def broadcastable(draw, n):
    """The shapes of n arrays that broadcast: 0-d, length 0 and length 1 among them."""
    whole = draw(st.lists(LENGTHS, max_size=3))
    shapes = []
    for _ in range(n):
        own = [draw(st.sampled_from([length, 1])) for length in whole]
        shapes.append(tuple(own[draw(st.integers(0, len(own))) :]))
    return tuple(shapes)


@st.composite
def shapes_for(draw, op: Op):
    if op.domain.shapes is not None:
        return draw(st.sampled_from(op.domain.shapes))
    return draw(broadcastable(op.arity))


def options_for(op: Op, shapes):
    options = op.domain.options
    return list(options(*shapes) if callable(options) else options)


def values(rng: np.random.Generator, domain: Domain, shapes):
    """Arrays inside the domain's intervals, away from its kinks and, if asked, from ties."""
    arrays = []
    taken: list[float] = []
    for shape, interval in itertools.zip_longest(
        shapes, domain.intervals[: len(shapes)], fillvalue=domain.intervals[-1]
    ):
        low, high = interval
        array = np.empty(shape)
        for index in np.ndindex(shape):
            array[index] = _value(rng, low, high, domain, taken)
            if domain.ties:
                taken.append(array[index])
        arrays.append(read_only(array))
    return arrays


def _value(rng, low, high, domain, taken):
    gap = 0.02 * (high - low) / (1 + len(taken) / 16)
    while True:
        value = rng.uniform(low, high)
        if all(abs(value - kink) > 0.05 for kink in domain.kinks) and all(
            abs(value - other) > gap for other in taken
        ):
            return value


def read_only(array):
    array.setflags(write=False)
    return array


def constants_for(op: Op, shapes, options):
    make = op.domain.constants
    return () if make is None else make(options, *shapes)


def alike(op: Op):
    """Shapes for a call with the same Tensor in every slot, if the operation allows one."""
    if op.domain.shapes is None:
        return broadcastable(1).map(lambda shapes: shapes * op.arity)
    equal = [shapes for shapes in op.domain.shapes if len(set(shapes)) == 1 < len(shapes)]
    return st.sampled_from(equal)


@st.composite
def calls(draw, name: str, shapes=None):
    """The operation of a name with sampled inputs, constants and options."""
    op = registry[name]
    shapes = draw(shapes_for(op) if shapes is None else shapes)
    choices = options_for(op, shapes)
    options = dict(draw(st.sampled_from(choices))) if choices else {}
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    xs = values(rng, op.domain, shapes)
    return op, xs, constants_for(op, shapes, options), {**op.defaults, **options}, rng
