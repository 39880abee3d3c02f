"""Plain np.* functions, arrays and scalars on the left: they record too."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.lib import recfunctions

import minigrad as mg
from minigrad.core.dispatch import ANSWERS
from minigrad.tensors.protocols import WITHOUT_GRADIENT


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
    with pytest.raises(TypeError, match=r"structured.*minigrad\.Op.*t\.numpy\(\)"):
        recfunctions.structured_to_unstructured(x)
    with pytest.raises(TypeError, match=r"np\.add\.at"):
        np.add.at(x, [0], 1.0)
    with pytest.raises(TypeError, match=r"np\.add\.reduceat"):
        np.add.reduceat(x, [0, 1])


WITHOUT = [
    lambda x: np.argsort(x, axis=1),
    lambda x: np.isinf(x),
    lambda x: np.signbit(x),
    lambda x: np.searchsorted(x[0], x),
    lambda x: np.isclose(x, 1.0),
    lambda x: np.count_nonzero(x, axis=0),
    lambda x: np.unique(x),
]


@pytest.mark.parametrize("f", WITHOUT)
def test_functions_without_gradient_compute_and_give_tensors(f, x):
    result = f(x)
    assert isinstance(result, mg.Tensor)
    assert not result.requires_grad
    np.testing.assert_array_equal(result.numpy(), f(x.numpy()))


def test_several_results_come_in_their_nest(x):
    values, counts = np.unique(x, return_counts=True)
    assert values.tolist() == [1.0, 2.0, 3.0, 4.0]
    assert isinstance(counts, mg.Tensor)
    assert np.unique_all(x).values.tolist() == [1.0, 2.0, 3.0, 4.0]


def test_where_of_a_condition_alone_gives_indices(x):
    rows, columns = np.where(x > 2)
    assert (rows.tolist(), columns.tolist()) == ([1, 1], [0, 1])
    np.testing.assert_array_equal(np.arange(4.0).reshape(2, 2)[np.where(x > 2)], [2.0, 3.0])


def test_a_parameter_is_saved(x, tmp_path):
    np.save(tmp_path / "x.npy", x)
    np.testing.assert_array_equal(np.load(tmp_path / "x.npy"), x.numpy())


def test_arrays_are_not_written_into(x):
    a = np.ones((2, 2))
    with pytest.raises(TypeError, match="`a = a \\+ t`"):
        a += x
    with pytest.raises(TypeError, match="out="):
        np.add(a, x, out=a)
    np.testing.assert_array_equal(a, np.ones((2, 2)))


def test_arrays_are_written_into_where_nothing_is_recorded():
    a, t = np.ones(2), mg.tensor([1.0, 2.0])
    a += t
    np.add(a, t, out=a)
    np.testing.assert_array_equal(a, [3.0, 5.0])
    assert np.add(a, a, out=t) is t
    assert t.tolist() == [6.0, 10.0]


def test_constants_work_in_every_function_and_give_tensors():
    t = mg.tensor([3.0, 1.0, 2.0])
    for result, expected in (
        (np.median(t), 2.0),
        (np.sort(t), [1.0, 2.0, 3.0]),
        (np.cosh(t), np.cosh(t.numpy())),
        (np.add.reduce(t), 6.0),
        (np.vstack([t, t]), [[3.0, 1.0, 2.0]] * 2),
    ):
        assert isinstance(result, mg.Tensor)
        np.testing.assert_array_equal(result.numpy(), expected)


def test_questions_about_values_need_no_gradient(x):
    assert np.shape(x) == (2, 2)
    assert np.ndim(x) == 2
    assert np.allclose(x, x.numpy())
    assert np.array_equal(x, x)
    assert not np.iscomplexobj(x)
    assert np.result_type(x, np.float32(1)) == np.float64


def test_every_listed_function_is_one_of_ours():
    for function, ours in ANSWERS.items():
        assert callable(function)
        assert callable(ours)
    assert len(ANSWERS) > 60
    assert set() == WITHOUT_GRADIENT & {*ANSWERS}
