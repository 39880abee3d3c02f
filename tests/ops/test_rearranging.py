"""Rearrangements, repetitions and pieces, by plain np.*."""

from __future__ import annotations

import numpy as np
import pytest
from against_numpy import agrees

import minigrad as mg

RNG = np.random.default_rng(0)
A, C = RNG.normal(size=(3, 4)), RNG.normal(size=(2, 3, 4))
V, P = RNG.normal(size=5), RNG.uniform(1.0, 2.0, 3)
NUMBER, EMPTY = np.array(1.5), np.zeros((0, 3))


REARRANGED = [
    (np.fliplr, A),
    (np.flipud, V),
    (np.flip, NUMBER),
    (lambda x: np.flip(x, axis=-1), EMPTY),
    (lambda m: np.flip(m=m, axis=(0, 2)), C),
    (lambda x: np.roll(x, 2), V),
    (lambda x: np.roll(x, (1, -1), axis=(0, 1)), A),
    (lambda x: np.roll(x, (1, 1), axis=(0, 0)), A),
    (lambda x: np.roll(x, np.array([1, 2]), axis=(0, -1)), A),
    (lambda x: np.rollaxis(x, 2), C),
    (lambda x: np.rollaxis(x, 0, 3), C),
    (lambda x: np.rollaxis(x, -1, 1), C),
    (lambda x: np.moveaxis(x, 0, -1), C),
    (lambda x: np.moveaxis(x, [0, 1], [-1, 0]), C),
    *[(lambda x, k=k: np.rot90(x, k), A) for k in (-1, 0, 1, 2, 3)],
    (lambda x: np.rot90(x, axes=(2, 0)), C),
    *[(f, x) for f in (np.atleast_1d, np.atleast_2d, np.atleast_3d) for x in (NUMBER, V, A, C)],
    (lambda x, y: np.atleast_2d(x, y), NUMBER, V),
    *[(lambda x, r=r: np.tile(x, r), A) for r in (2, (2, 1), (2, 1, 3), (0,), ())],
    (lambda x: np.tile(x, (2, 3)), NUMBER),
    (lambda x: np.repeat(x, 2), A),
    (lambda x: np.repeat(x, 3, axis=-1), A),
    (lambda x: np.repeat(x, [1, 0, 2], axis=0), A),
    (lambda x: np.repeat(x, 0, axis=1), A),
    (lambda x: np.repeat(x, 2), NUMBER),
    (lambda x: np.resize(x, (2, 7)), V),
    (lambda x: np.resize(x, (2, 2)), V),
    (lambda x: np.resize(x, 3), NUMBER),
    (lambda x, y: np.broadcast_arrays(x, y), A, A[0]),
    (lambda x: np.split(x, 3), A),
    (lambda x: np.split(x, [1, 3, 7], axis=-1), A),
    (lambda x: np.array_split(x, 3, axis=1), A),
    (lambda x: np.array_split(x, 7), V),
    (lambda x: np.hsplit(x, 2), A),
    (lambda x: np.hsplit(x, [2]), V),
    (lambda x: np.vsplit(x, 3), A),
    (lambda x: np.dsplit(x, 2), C),
    (lambda x: np.unstack(x, axis=1), C),
    (lambda x: np.delete(x, 1), V),
    (lambda x: np.delete(x, [0, 2], axis=1), A),
    (lambda x: np.delete(x, slice(None, None, 2), axis=0), A),
    (lambda x: np.delete(x, -1, axis=-1), A),
    (lambda x: np.delete(x, np.array([True, False, True]), axis=0), A),
    (lambda x: np.delete(x, []), V),
    (lambda x: np.delete(x, [0, 1, 2, 3, 4]), V),
    (lambda x: np.delete(x, np.arange(0, 80, 2)), np.arange(80.0)),
    (lambda x: np.insert(x, 1, 5.0), V),
    (lambda x: np.insert(x, [5, -1], 9.0), V),
    (lambda x: np.insert(x, slice(0, 4, 2), 9.0), V),
    (lambda x, y: np.insert(x, 2, y), V, P),
    (lambda x, y: np.insert(x, [0, 2, 2], y), V, P),
    (lambda x, y: np.insert(x, 1, y, axis=0), A, A[1]),
    (lambda x, y: np.insert(x, 1, y, axis=1), A, P),
    (lambda x, y: np.insert(x, [1], y, axis=1), A, A[:, :1]),
    (lambda x, y: np.insert(x, [0, 3], y, axis=1), A, A[:, :2]),
    (lambda x, y: np.append(x, y), A, V),
    (lambda x, y: np.append(x, y, axis=0), A, A[:1]),
]


@pytest.mark.parametrize(("f", "xs"), [(f, xs) for f, *xs in REARRANGED])
def test_rearranged_as_numpy_does(f, xs):
    agrees(f, *xs)


@pytest.mark.parametrize("trim", ["fb", "f", "b"])
def test_zeros_are_trimmed(trim):
    for x in (np.array([0.0, 0.0, 1.0, 0.0, 2.0, 0.0]), np.diag([0.0, 3.0, 0.0]), np.zeros(3)):
        t = mg.tensor(x, requires_grad=True)
        y = np.trim_zeros(t, trim)
        np.testing.assert_array_equal(y.numpy(), np.trim_zeros(x, trim))
        assert mg.grad_of(y.sum(), t).numpy().sum() == y.size


def test_pieces_are_lists_and_parts_tuples():
    t = mg.tensor(A, requires_grad=True)
    assert isinstance(np.split(t, 3), list)
    assert isinstance(np.unstack(t), tuple)
    first, *_ = np.split(t, 3)
    with pytest.raises(ValueError, match="part of another"):
        first[0] = 1.0


def test_the_parts_of_an_array_add_up_to_its_gradient():
    x = mg.tensor(V, requires_grad=True)
    np.concatenate([*np.split(x, [2]), np.flip(x), np.roll(x, 1)]).sum().backward()
    assert x.grad.tolist() == [3.0] * 5


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda t: np.split(t, 5), "array_split"),
        (lambda t: np.array_split(t, 0), "larger than 0"),
        (lambda t: np.vsplit(t[0], 2), "2 axes are needed"),
        (lambda t: np.tile(t, -1), "negative"),
        (lambda t: np.repeat(t, -1), "negative"),
        (lambda t: np.repeat(t, 1.5), "integers"),
        (lambda t: np.resize(t, -1), "negative"),
        (lambda t: np.moveaxis(t, 0, (0, 1)), "1 axes cannot go to 2"),
        (lambda t: np.moveaxis(t, 5, 0), "axis 5"),
        (lambda t: np.rollaxis(t, 0, 5), "start 5"),
        (lambda t: np.rot90(t, axes=(0,)), "two axes"),
        (lambda t: np.fliplr(t[0]), "two axes"),
        (lambda t: np.flipud(t[0, 0]), "an axis is needed"),
        (lambda t: np.trim_zeros(t, "x"), "trim is"),
        (lambda t: np.insert(t, 9, 1.0, axis=0), "out of bounds"),
    ],
)
def test_what_cannot_be_is_told(f, message):
    with pytest.raises((ValueError, IndexError, TypeError), match=message):
        f(mg.tensor(A))
