"""Generators are found where the parts of a run hold them."""

from functools import partial

import numpy as np
import pytest

from minigrad import data, nn
from minigrad.train.generators import find_generators, kind_of, set_state, state_of


def rng(seed=0):
    return np.random.default_rng(seed)


def names(**parts):
    return list(find_generators(parts))


def test_in_modules_loaders_containers_and_objects():
    class Thing:
        def __init__(self):
            self.inner = {"a": [rng(), 3]}

    net = nn.Sequential(nn.Linear(4, 3), nn.Dropout(0.5, rng=0))
    loader = data.Loader((np.ones((4, 2)), np.arange(4)), 2, rng())
    assert names(net=net) == ["net.layers.1.rng"]
    assert names(data=loader) == ["data.rng"]
    assert names(thing=Thing()) == ["thing.inner.a.0"]


def test_in_what_functions_have_closed_over():
    own, default = rng(), rng()

    def noisy(x, given=default):
        return x + own.normal() + given.normal()

    assert names(f=noisy) == ["f.own", "f.defaults.0"]
    assert names(f=partial(noisy, given=rng())) == [
        "f.func.own",
        "f.func.defaults.0",
        "f.keywords.given",
    ]
    assert names(f=own.normal) == ["f.self"]


def test_once_under_the_first_name():
    shared = rng()
    assert names(a=[shared], b=shared) == ["a.0"]


def test_where_parts_hold_each_other():
    ring = [rng()]
    ring.append(ring)
    assert names(ring=ring) == ["ring.0"]


def test_not_in_data():
    assert names(data=[rng()] * 2000, x=np.ones(3), t=np.array([rng()], object)) == []


def test_not_in_what_a_function_has_not_filled_yet():
    def outer():
        def inner():
            return late

        found = names(f=inner)
        late = rng()
        return found, late

    assert outer()[0] == []


@pytest.mark.parametrize(
    "make",
    [
        lambda: np.random.RandomState(3),
        *(
            lambda bits=bits: np.random.Generator(bits(3))
            for bits in (
                *(np.random.PCG64, np.random.PCG64DXSM, np.random.MT19937),
                *(np.random.Philox, np.random.SFC64),
            )
        ),
    ],
)
def test_go_on_where_their_state_was_taken(make):
    one, other = make(), make()
    one.normal(size=3)
    one.integers(9) if hasattr(one, "integers") else one.standard_normal()
    state = state_of(one)
    expected = one.normal(size=5)
    other.normal(size=100)
    set_state(other, state)
    np.testing.assert_array_equal(other.normal(size=5), expected)
    assert kind_of(one) == kind_of(other)
