"""Generators are found where the parts of a run hold them."""

import random
from collections import deque
from functools import partial

import numpy as np
import pytest

from minigrad import data, nn
from minigrad.tensors.generators import find_generators, kind_of, set_state, state_of


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


GLOBAL, PYTHONS = rng(), random.Random(0)


def helper():
    return GLOBAL.normal()


def noisy(x):
    return x + sum(helper() for _ in range(2))


def test_in_the_names_of_the_file_that_functions_and_methods_use():
    class Noise(nn.Module):
        def forward(self, x):
            return x + PYTHONS.random()

    class Further(Noise):
        def reset_parameters(self):
            return noisy(0)

    assert names(f=noisy) == ["f.helper.GLOBAL"]
    assert names(net=nn.Sequential(Noise())) == ["net.layers.0.forward.PYTHONS"]
    assert sorted(names(net=Further())) == [
        "net.forward.PYTHONS",
        "net.reset_parameters.noisy.helper.GLOBAL",
    ]
    assert names(f=np.random.default_rng) == []


IN_A_DICT = {"a": np.random.default_rng(0)}


class Holder:
    def __init__(self):
        self.rng = np.random.default_rng(0)


HELD = Holder()


def test_in_containers_and_objects_of_the_file():
    assert names(f=lambda: IN_A_DICT["a"].random()) == ["f.IN_A_DICT.a"]
    assert names(f=lambda: HELD.rng.random()) == ["f.HELD.rng"]
    assert names(d=deque([rng()])) == ["d.0"]


def test_what_they_spawn_belongs_to_their_state():
    one, other = np.random.default_rng(3), np.random.default_rng(3)
    one.spawn(2)
    set_state(other, state_of(one))
    assert other.spawn(1)[0].random() == one.spawn(1)[0].random()


def test_in_classes_and_slots():
    class Base:
        __slots__ = ("__private", "_hidden", "empty")

        def __init__(self):
            self._hidden, self.__private = rng(), {"a": rng()}

    class Noise(Base):
        __slots__ = ()
        common = (rng(),)

        @property
        def level(self):
            return PYTHONS.random()

        @staticmethod
        def draw():
            return GLOBAL.normal()

    assert sorted(names(net=Noise())) == [
        "net._Base__private.a",
        "net._hidden",
        "net.common.0",
        "net.draw.__func__.GLOBAL",
        "net.level.fget.PYTHONS",
    ]


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
        lambda: random.Random(3),
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

    def draw(rng, n):
        if isinstance(rng, random.Random):
            return [rng.gauss(0, 1) for _ in range(n)]
        return rng.normal(size=n)

    draw(one, 3)
    if hasattr(one, "integers"):
        one.integers(9)
    state = state_of(one)
    expected = draw(one, 5)
    draw(other, 100)
    set_state(other, state)
    np.testing.assert_array_equal(draw(other, 5), expected)
    assert kind_of(one) == kind_of(other)
