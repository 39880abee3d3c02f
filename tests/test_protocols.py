"""Plain np.* functions, arrays and scalars on the left: they record too."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad.protocols import FUNCTIONS, UFUNCS


@pytest.fixture
def x():
    return mg.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)


CALLS = [
    lambda x: np.sin(x),
    lambda x: np.multiply(2.0, x),
    lambda x: np.power(x, 2),
    lambda x: np.maximum(x, 2.5),
    lambda x: np.matmul(x, x),
    lambda x: np.sum(x, axis=0),
    lambda x: np.sum(x, 1, keepdims=True),
    lambda x: np.mean(x),
    lambda x: np.var(x, axis=0),
    lambda x: np.std(x, ddof=1),
    lambda x: np.max(x, axis=1),
    lambda x: np.amin(x),
    lambda x: np.reshape(x, (4,)),
    lambda x: np.transpose(x),
    lambda x: np.swapaxes(x, 0, 1),
    lambda x: np.broadcast_to(x, (3, 2, 2)),
    lambda x: np.expand_dims(x, 0),
    lambda x: np.squeeze(np.expand_dims(x, 0)),
    lambda x: np.ravel(x),
    lambda x: np.concatenate([x, np.ones((1, 2))]),
    lambda x: np.concatenate([x, x], axis=None),
    lambda x: np.stack([x, x], axis=1),
    lambda x: np.where(x > 2.0, x, 0.0),
    lambda x: np.clip(x, 1.5, 3.5),
    lambda x: np.clip(x, None, 3.5),
    lambda x: np.clip(x, a_min=1.5, a_max=None),
    lambda x: np.copy(x),
    lambda x: np.float64(2.0) * x,
    lambda x: np.ones((2, 2)) - x,
    lambda x: np.ones((2, 2)) @ x,
    lambda x: np.float64(2.0) ** x,
]


@pytest.mark.parametrize("f", CALLS)
def test_numpy_s_functions_record(f, x):
    y = f(x)
    assert isinstance(y, mg.Tensor)
    assert y.requires_grad
    np.testing.assert_array_equal(y.numpy(), f(x.numpy()))


def test_no_gradient_is_lost_in_silence(x):
    with pytest.raises(TypeError, match=r"np\.cosh.*np\.cos.*t\.numpy\(\).*minigrad\.Op"):
        np.cosh(x)
    with pytest.raises(TypeError, match=r"np\.median"):
        np.median(x)
    with pytest.raises(TypeError, match=r"np\.vstack"):
        np.vstack([x, x])
    with pytest.raises(TypeError, match=r"np\.add"):
        np.add.reduce(x)
    with pytest.raises(TypeError, match=r"np\.sin"):
        np.sin(x, where=np.ones((2, 2), bool))


def test_arrays_are_not_written_into(x):
    a = np.ones((2, 2))
    with pytest.raises(TypeError, match="`a = a \\+ t`"):
        a += x
    with pytest.raises(TypeError, match="out="):
        np.add(a, x, out=a)
    np.testing.assert_array_equal(a, np.ones((2, 2)))


def test_constants_work_in_every_function():
    t = mg.tensor([3.0, 1.0, 2.0])
    assert np.median(t) == 2.0
    np.testing.assert_array_equal(np.sort(t), [1.0, 2.0, 3.0])
    np.testing.assert_array_equal(np.cosh(t), np.cosh(t.numpy()))
    np.testing.assert_array_equal(np.add.reduce(t), 6.0)
    np.testing.assert_array_equal(np.vstack([t, t]).shape, (2, 3))


def test_questions_about_values_need_no_gradient(x):
    assert np.shape(x) == (2, 2)
    assert np.ndim(x) == 2
    assert np.allclose(x, x.numpy())
    assert np.array_equal(x, x)
    assert not np.iscomplexobj(x)
    assert np.result_type(x, np.float32(1)) == np.float64


def test_every_listed_function_is_one_of_ours():
    for function, ours in {**UFUNCS, **FUNCTIONS}.items():
        assert callable(function)
        assert callable(ours)
    assert len(UFUNCS) > 30
