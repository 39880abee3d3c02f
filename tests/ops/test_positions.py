"""Gathers and their transposes over arrays of another kind, which stay what they are."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.lib.mixins import NDArrayOperatorsMixin

import minigrad as mg
from minigrad import nn
from minigrad.ops.positions import added_along, added_rows

RNG = np.random.default_rng(0)
A, C, V = RNG.normal(size=(3, 4)), RNG.normal(size=(2, 3, 4)), RNG.normal(size=5)


class Lazy(NDArrayOperatorsMixin):
    """An array that refuses what lazy ones do: its values, `at`, two index arrays."""

    def __init__(self, array):
        self.array = array

    def __array__(self, *args, **kwargs):
        raise AssertionError("computed")

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        assert method != "at"
        return wrap(getattr(ufunc, method)(*unwrap(inputs), **unwrap(kwargs)))

    def __array_function__(self, function, types, args, kwargs):
        assert function not in {np.take_along_axis, np.sort, np.argsort, np.searchsorted}
        kwargs.pop("like", None)
        return wrap(function(*unwrap(args), **unwrap(kwargs)))

    def __getitem__(self, key):
        arrays = [part for part in (key if isinstance(key, tuple) else (key,)) if np.ndim(part)]
        assert len(arrays) < 2
        assert all(array.ndim == 1 for array in arrays)
        return wrap(self.array[unwrap(key)])

    def __setitem__(self, key, value):
        self.array = self.array.copy()
        self.array[unwrap(key)] = unwrap(value)

    def __getattr__(self, name):
        if name in {"shape", "dtype", "size", "ndim"}:
            return getattr(self.array, name)
        if name == "T":
            return wrap(self.array.T)
        if name in {"sum", "reshape", "astype", "copy", "min", "max", "mean"}:
            return lambda *args, **kwargs: wrap(getattr(self.array, name)(*args, **kwargs))
        raise AttributeError(name)


def wrap(value):
    return Lazy(np.asarray(value)) if isinstance(value, (np.ndarray, np.generic)) else value


def unwrap(value):
    if isinstance(value, Lazy):
        return value.array
    if isinstance(value, (tuple, list)):
        return type(value)(map(unwrap, value))
    return {k: unwrap(v) for k, v in value.items()} if isinstance(value, dict) else value


TWICE = np.array([[0, -1], [2, 2]])
CALLS = {
    "rows": (lambda x: x[TWICE], A),
    "columns": (lambda x: x[1:, TWICE], A),
    "index and number": (lambda x: x[:, TWICE, 1], C),
    "number and index": (lambda x: x[0, :, [1, 2]], C),
    "mask and index": (lambda x: x[np.array([True, False, True]), [1, 2]], A),
    "take": (lambda x: np.take(x, [1, 0, 1], axis=-1), A),
    "take_along_axis": (lambda x: np.take_along_axis(x, np.array([[0, 0, -1]] * 3), 1), A),
    "repeat": (lambda x: np.repeat(x, [1, 0, 2], axis=0), A),
    "roll": (lambda x: np.roll(x, 1, 0), A),
    "diag": (np.diag, A),
    "diag of a row": (lambda x: np.diag(x, 1), V),
    "tril": (np.tril, A),
    "pad": (lambda x: np.pad(x, 1, "reflect"), A),
    "delete": (lambda x: np.delete(x, 1, axis=0), A),
    "choose": (lambda x: np.choose([0, 1, 1, 0], [x[0], x[1]]), A),
    "bincount": (lambda x: np.bincount([0, 1, 1, 3, 0], x), V),
    "interp": (lambda x: np.interp([0.5, 1.5], [0.0, 1.0, 2.0, 3.0, 4.0], x), V),
    "cross entropy": (lambda x: nn.CrossEntropy()(x, np.array([1, 3, 0])), A),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_lazy_array_stays_lazy_forward_and_backward(name):
    f, array = CALLS[name]
    lazy = mg.asarray(Lazy(array), requires_grad=True)
    plain = mg.tensor(array, requires_grad=True)
    results = []
    for x in (lazy, plain):
        y = f(x)
        results += [y.node.value, mg.grad_of((y * y * y).sum(), x).node.value]
    for ours, theirs in zip(results[:2], results[2:], strict=True):
        assert isinstance(ours, Lazy)
        np.testing.assert_allclose(ours.array, theirs, rtol=1e-12, atol=1e-14)


def test_one_position_too_far_is_an_error():
    with pytest.raises(IndexError, match="index 3 is out of bounds for an axis of length 3"):
        _ = mg.asarray(Lazy(A))[np.array([0, 3]), np.array([0, 0])]


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16, complex])
def test_what_comes_to_one_position_is_added_up(dtype):
    g = np.ones((5000, 2), dtype)
    flat = np.zeros(5000, int)
    rows = added_rows(g, flat, 2)
    assert rows.dtype == dtype
    assert rows.tolist() == [[5000, 5000], [0, 0]]
    along = added_along(g, np.zeros((5000, 1), np.int8), 0, (2, 2))
    assert along.tolist() == [[5000, 5000], [0, 0]]


def test_small_index_dtypes_do_not_wrap_around():
    x = mg.tensor(np.zeros((1000, 2)), requires_grad=True)
    index = np.array([-1, 3], np.int8)
    x[index, np.array([0, 1], np.uint8)].sum().backward()
    assert x.grad.numpy()[999, 0] == x.grad.numpy()[3, 1] == 1.0
