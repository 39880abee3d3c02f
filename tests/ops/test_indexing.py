"""Indexing and assignment of every NumPy kind."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import minigrad as mg

SHAPE = (3, 4, 2)
A = np.arange(24.0).reshape(SHAPE)
KEYS = [
    1,
    -1,
    np.int64(2),
    slice(None),
    slice(None, None, -1),
    slice(np.int64(0), 2),
    ...,
    None,
    (0, 1, 1),
    (slice(1, 3), ..., 0),
    (None, 0, slice(None, None, 2)),
    [0, 2, 2],
    [],
    ([0, 1], [1, 1]),
    (slice(None), [3, 0, 0]),
    ([0, 1], slice(None), [1, 0]),
    ([[0], [1]], [0, 2]),
    (np.array([0, 0]), 1),
    (np.uint8(1), np.array([2, 2], np.uint8)),
    A > 10,
    A[:, 0, 0] > 5,
    (slice(None), np.array([True, False, True, True])),
    (0, np.zeros(4, dtype=bool)),
    True,
    (A[0, 0, 0] > 5, 0),
    mg.tensor([2, 0]),
    mg.tensor([True, False, True]),
    (..., mg.tensor(1)),
]


@pytest.mark.parametrize("key", KEYS, ids=repr)
def test_the_gradient_of_an_element_is_how_often_it_was_named(key):
    x = mg.tensor(A, requires_grad=True)
    plain = key
    if isinstance(key, mg.Tensor):
        plain = key.numpy()
    elif isinstance(key, tuple):
        plain = tuple(k.numpy() if isinstance(k, mg.Tensor) else k for k in key)
    y = x[key]
    np.testing.assert_array_equal(y.numpy(), A[plain])
    weights = np.random.default_rng(0).normal(size=y.shape)
    y.backward(weights)
    expected = np.zeros(SHAPE)
    np.add.at(expected, plain, weights)
    np.testing.assert_allclose(x.grad.numpy(), expected, atol=1e-15)


@pytest.mark.parametrize("key", KEYS, ids=repr)
def test_assignment_is_numpy_s_and_the_last_one_wins(key):
    plain = key
    if isinstance(key, mg.Tensor):
        plain = key.numpy()
    elif isinstance(key, tuple):
        plain = tuple(k.numpy() if isinstance(k, mg.Tensor) else k for k in key)
    rng = np.random.default_rng(0)
    values = rng.normal(size=A[plain].shape)
    x, v = mg.tensor(A, requires_grad=True), mg.tensor(values, requires_grad=True)
    y = x * 1.0
    y[key] = v
    expected = A.copy()
    expected[plain] = values
    np.testing.assert_array_equal(y.numpy(), expected)

    weights = rng.normal(size=SHAPE)
    dx, dv = mg.grad_of(y, [x, v], weights)
    kept = weights.copy()
    kept[plain] = 0.0
    np.testing.assert_array_equal(dx.numpy(), kept)
    # The derivative by each assigned value, found by assigning it alone.
    for index in np.ndindex(values.shape):
        unit = np.zeros(values.shape)
        unit[index] = 1.0
        base = np.zeros(SHAPE)
        base[plain] = unit
        assert dv.numpy()[index] == pytest.approx((base * weights).sum())


@given(st.data())
@settings(max_examples=examples(100), deadline=None)
def test_any_basic_or_integer_index(data):
    shape = data.draw(hnp.array_shapes(max_dims=3, max_side=4))
    a = np.arange(float(np.prod(shape))).reshape(shape)
    if data.draw(st.booleans()):
        key = data.draw(hnp.basic_indices(shape, allow_newaxis=True, allow_ellipsis=True))
    else:
        key = data.draw(hnp.integer_array_indices(shape))
    x = mg.tensor(a, requires_grad=True)
    y = x[key]
    np.testing.assert_array_equal(y.numpy(), a[key])
    y.backward(np.ones(y.shape))
    expected = np.zeros(shape)
    np.add.at(expected, key, 1.0)
    np.testing.assert_array_equal(x.grad.numpy(), expected)


def test_a_value_that_is_broadcast_receives_the_sum():
    x, v = (
        mg.tensor(np.zeros((3, 2)), requires_grad=True),
        mg.tensor([1.0, 2.0], requires_grad=True),
    )
    y = +x
    y[:2] = v
    y.sum().backward()
    np.testing.assert_array_equal(v.grad.numpy(), [2.0, 2.0])


def test_second_order_through_indexing():
    x = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = (x[[0, 0, 2]] ** 3).sum()
    (g,) = mg.grad_of(y, [x], create_graph=True)
    np.testing.assert_array_equal(mg.grad_of(g.sum(), x).numpy(), [12.0, 0.0, 18.0])


def test_iteration_and_unpacking():
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    a, b = x
    (a * b).backward()
    np.testing.assert_array_equal(x.grad.numpy(), [2.0, 1.0])


def test_wrong_indices_say_what_is_wrong():
    x = mg.tensor(A)
    with pytest.raises(IndexError, match=r"getitem\(float64\[3, 4, 2\]\).*out of bounds"):
        x[3]
    with pytest.raises(IndexError, match="not float"):
        x[1.0]
    with pytest.raises(IndexError, match="not ndarray of float64"):
        x[np.array([0.5])]
    with pytest.raises(ValueError, match=r"setitem\("):
        x[0] = np.ones(3)
    with pytest.raises(TypeError):
        x[0:1.5]


def test_a_pickled_graph_with_an_array_in_its_key_goes_backward():
    x = mg.tensor(np.ones((2, 3)), requires_grad=True)
    x2, y2 = pickle.loads(pickle.dumps((x, x[:, [0, 1]].sum())))
    y2.backward()
    assert x2.grad.tolist() == [[1.0, 1.0, 0.0]] * 2


@pytest.mark.parametrize("dtype", ["int64", "bool"])
def test_a_gradient_is_not_lost_in_what_is_no_float(dtype):
    value = mg.tensor(2.5, requires_grad=True)
    with pytest.raises(TypeError, match=f"a gradient would be lost in {dtype}"):
        mg.setitem(mg.tensor(np.ones(3, dtype)), 0, value)
    with pytest.raises(TypeError, match="a gradient would be lost in int64"):
        mg.setitem([1, 2, 3], 0, value)
    assert mg.setitem([1, 2, 3], 0, 5).tolist() == [5, 2, 3]
