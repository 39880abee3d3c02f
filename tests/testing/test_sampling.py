"""Samples of operations lie where their domains say."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad.ops import registry
from minigrad.testing.sampling import broadcastable_shapes, declared, sample


@pytest.mark.parametrize("name", registry)
def test_samples_lie_in_the_domain(name):
    op = registry[name]
    for i in range(20):
        case = sample(op, np.random.default_rng(i))
        low, high = (f(op.domain.intervals) for f in (np.min, np.max))
        # What is made of sampled inputs lies where its function says.
        for x in case.inputs if op.domain.prepare is None else ():
            assert ((low <= x) & (x <= high)).all()
            assert all((np.abs(x - kink) > 0.05).all() for kink in op.domain.kinks)
        case(*case.inputs)


@pytest.mark.parametrize("name", registry)
def test_shapes_and_options_that_a_domain_spells_out_are_taken(name):
    op = registry[name]
    spelled = declared(op)
    assert bool(spelled) == bool(op.domain.shapes)
    for shapes, options in spelled:
        case = sample(op, np.random.default_rng(0), shapes, options)
        assert tuple(x.shape for x in case.inputs) == shapes
        assert case.options == {**op.defaults, **options}


def test_shapes_broadcast_and_include_the_odd_ones():
    rng = np.random.default_rng(0)
    shapes = [broadcastable_shapes(2, rng) for _ in range(300)]
    assert all(np.broadcast_shapes(*pair) is not None for pair in shapes)
    assert {len(s) for pair in shapes for s in pair} == {0, 1, 2, 3}
    assert {0, 1, 2, 3} == {n for pair in shapes for s in pair for n in s}


def test_what_cannot_be_sampled_is_an_error():
    with pytest.raises(TypeError, match="domain"):
        sample(mg.Op("bare", lambda x: x), np.random.default_rng(0))
    assert declared(mg.Op("bare", lambda x: x)) == []
    with pytest.raises(ValueError, match="options"):
        sample(registry["getitem"], np.random.default_rng(0), ((7, 7, 7),))
