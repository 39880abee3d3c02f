"""Gathers, choices, functions in pieces and writing at positions, by plain np.*."""

from __future__ import annotations

import numpy as np
import pytest
from against_numpy import agrees

import minigrad as mg

RNG = np.random.default_rng(0)
A, C = RNG.normal(size=(3, 4)), RNG.normal(size=(2, 3, 4))
V, P = RNG.normal(size=5), RNG.uniform(1.0, 2.0, 3)
NUMBER, EMPTY = np.array(1.5), np.zeros((0, 3))
TWICE = np.array([[0, -1], [2, 2]])

CALLS = [
    (lambda x: np.take(x, TWICE), V),
    (lambda x: np.take(x, [1, 0, 1], axis=-1), A),
    (lambda x: np.take(x, 2, axis=1), A),
    (lambda x: np.take(x, [5, -7], mode="wrap"), V),
    (lambda x: np.take(x, [9, -7], axis=0, mode="clip"), A),
    (lambda x: np.take(x, [0, 0]), NUMBER),
    (lambda x: np.take(x, np.zeros(0, int), 0), A),
    (lambda a: np.take(a=a, indices=TWICE, axis=1), C),
    (lambda x: np.take_along_axis(x, np.argsort(A, axis=0), 0), A),
    (lambda x: np.take_along_axis(x, np.array([[0, 0, -1]]), 1), A),
    (lambda x: np.take_along_axis(x, np.array([3, 1]), None), A),
    (lambda x: np.take_along_axis(x, np.array([[[1], [2]]]), -2), C),
    (lambda x: np.compress([1, 0, 1], x, axis=0), A),
    (lambda x: np.compress([False, True], x), A),
    (lambda x: np.extract(A > 0, x), A),
    (lambda x, y: np.choose([0, 1, 1], [x, y]), P, 2 * P),
    (lambda x: np.choose(np.array([[0], [2]]), x), A),
    (lambda x, y: np.choose([0, 3, -1], [x, y], mode="wrap"), P, 2 * P),
    (lambda x, y: np.choose([0, 3, -1], [x, y], mode="clip"), P, 2 * P),
    (lambda x: np.select([A < 0, A < 1], [x * x, x], 7.0), A),
    (lambda x, y: np.select([A > 0], [x], y), A, NUMBER),
    (lambda x: np.piecewise(x, [A < 0, A > 0.5], [lambda v: v * v, lambda v: v**3, 2.0]), A),
    (lambda x: np.piecewise(x, x < 0, [lambda v: -v, lambda v: v]), V),
    (lambda x: np.piecewise(x, [x < 0, x >= 0], [lambda v: -v, lambda v: v * v]), NUMBER),
    (lambda x: np.apply_along_axis(lambda row: row * row[0], 0, x), A),
    (lambda x: np.apply_along_axis(lambda row: row.sum(), -1, x), C),
    (lambda x: np.apply_along_axis(np.diag, 1, x), A),
    (lambda x: np.apply_over_axes(np.sum, x, [0, 2]), C),
    *[
        (lambda x, key=key: x[key], C)
        for key in (
            TWICE % 2,
            (slice(1), TWICE),
            (slice(None), TWICE, 1),
            (0, slice(None), [1, 2]),
            ([0, 1], slice(None), [1, 2]),
            (0, np.array([True, False, True]), [1, 2]),
            (..., [0, 0, 1], None),
            (slice(None, None, -1), None, np.array([1, 1], np.uint8)),
        )
    ],
]


@pytest.mark.parametrize(("f", "xs"), [(f, xs) for f, *xs in CALLS])
def test_values_and_gradients_are_numpys(f, xs):
    agrees(f, *xs)


def test_a_piece_is_called_with_its_elements_alone():
    x = mg.tensor([-1.0, 4.0], requires_grad=True)
    np.piecewise(x, [x < 0], [0.0, np.sqrt]).sum().backward()
    assert x.grad.tolist() == [0.0, 0.25]


def test_a_function_of_numbers_becomes_one_of_arrays():
    larger = mg.vectorize(lambda a, b: a if a > b else b)
    x = mg.tensor(A, requires_grad=True)
    y = larger(x, 0.0)
    np.testing.assert_array_equal(y.numpy(), np.maximum(A, 0.0))
    y.sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), A > 0)
    total, product = mg.vectorize(lambda a, b: (a + b, a * b))(x, 2.0)
    np.testing.assert_array_equal(total.numpy(), A + 2)
    np.testing.assert_array_equal(product.numpy(), A * 2)


WRITES = [
    lambda a, v: np.put_along_axis(a, np.array([[0, 2, 1, 1], [2, 0, 0, 2]]), v, 0),
    lambda a, v: np.put_along_axis(a, np.array([3, 3]), v[:, 0], None),
    lambda a, v: np.copyto(a, v[0, 0]),
    lambda a, v: np.copyto(a, v[0], where=np.array([True, False, True, True])),
    lambda a, v: np.place(a, np.arange(12).reshape(3, 4) % 3 > 0, v[0]),
    lambda a, v: np.putmask(a, np.arange(12).reshape(3, 4) % 3 > 0, v),
    lambda a, v: np.put(a, [0, -1, 5], v[1]),
    lambda a, v: np.put(a, [13, 5], v[1, 0], mode="wrap"),
    lambda a, v: np.fill_diagonal(a, v[0]),
]


@pytest.mark.parametrize("write", WRITES)
def test_what_numpy_writes_a_tensor_is_given(write):
    def written(a, v):
        target = a * 1.0
        assert write(target, v) is None
        return target

    agrees(written, A, A[:2] + 1)


def test_a_diagonal_is_filled_on_as_numpy_does():
    for shape, wrap in (((7, 3), True), ((7, 3), False), ((3, 3, 3), False)):
        a, t = np.zeros(shape), mg.tensor(np.zeros(shape))
        np.fill_diagonal(a, 5, wrap)
        np.fill_diagonal(t, 5, wrap)
        np.testing.assert_array_equal(t.numpy(), a)
    with pytest.raises(ValueError, match="no diagonal"):
        np.fill_diagonal(mg.tensor(V), 1.0)


def test_nothing_is_written_into_an_array_where_a_gradient_would_be_lost():
    a, t = np.zeros((3, 4)), mg.tensor(A)
    np.copyto(a, t)
    np.testing.assert_array_equal(a, A)
    t = mg.tensor(A, requires_grad=True)
    for write in WRITES:
        with pytest.raises(TypeError, match="gradient would be lost"):
            write(a, t)
    np.testing.assert_array_equal(a, A)


def test_put_along_axis_of_minigrad_makes_a_new_value():
    t = mg.tensor(A)
    assert mg.put_along_axis(t, [[0]], 9.0, 1).numpy()[0, 0] == 9.0
    assert t.numpy()[0, 0] == A[0, 0]


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda t: np.take(t, [99]), "99 is out of bounds"),
        (lambda t: np.take(t, [0], mode="bogus"), "mode is"),
        (lambda t: np.choose([0, 7], [t[0, :2], t[1, :2]]), "from 0 to 1"),
        (lambda t: np.take_along_axis(t, np.array([[9]]), 0), "9 is out of bounds"),
        (lambda t: np.compress([[True]], t), "one axis"),
        (lambda t: np.select([t > 0], []), "1 conditions and 0 choices"),
        (lambda t: np.select([t], [t]), "of booleans"),
        (lambda t: np.piecewise(t, [t > 0], []), "not 0"),
        (lambda t: mg.put_along_axis(t, [0], 1.0, 0), "1 axes"),
    ],
)
def test_what_cannot_be_is_told(f, message):
    with pytest.raises((ValueError, IndexError, TypeError), match=message):
        f(mg.tensor(A))
