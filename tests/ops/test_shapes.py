"""Operations on shapes: what the registry's matrix does not say."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg


def test_astype_carries_the_gradient_between_floating_point_dtypes():
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    y = x.astype("float32")
    assert y.dtype == np.float32
    (y * y).sum().backward()
    assert x.grad.dtype == np.float64
    np.testing.assert_array_equal(x.grad.numpy(), [2.0, 4.0])


def test_astype_to_integers_ends_the_gradient():
    y = mg.tensor([1.7], requires_grad=True).astype(int)
    assert not y.requires_grad
    assert y.tolist() == [1]


@pytest.mark.parametrize("number", [2.5, np.float64(2.5), np.full(2, 2.5)])
@pytest.mark.parametrize("dtype", ["int64", "float32"])
def test_astype_takes_numbers_too(number, dtype):
    y = mg.astype(number, dtype)
    assert y.dtype == dtype
    np.testing.assert_array_equal(y, np.asarray(number).astype(dtype))


def test_squeeze_refuses_what_is_not_of_length_1():
    with pytest.raises(ValueError, match=r"axis 0 of shape \(2, 1\)"):
        mg.squeeze(mg.tensor(np.ones((2, 1))), axis=0)
    assert mg.squeeze(mg.tensor(np.ones((2, 1, 1))), axis=-1).shape == (2, 1)
    with pytest.raises(IndexError, match="axis 5"):
        mg.squeeze(mg.tensor(1.0), axis=5)


def test_expand_dims_takes_several_axes():
    assert mg.expand_dims(mg.tensor(np.ones((2, 3))), (0, -1)).shape == (1, 2, 3, 1)
    assert mg.expand_dims(5.0, 0).shape == (1,)


def test_joining_nothing_is_refused():
    for join in (mg.concatenate, mg.stack):
        with pytest.raises(ValueError, match="at least one"):
            join([])


def test_joining_a_tensor_with_itself():
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    y = mg.concatenate([x, x, np.zeros(1)], axis=-1)
    y.backward([1.0, 2.0, 3.0, 4.0, 5.0])
    np.testing.assert_array_equal(x.grad.numpy(), [4.0, 6.0])
    x.zero_grad()
    mg.stack([x, x], axis=-1).backward([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_array_equal(x.grad.numpy(), [3.0, 7.0])


def test_large_broadcasts_take_no_memory():
    x = mg.tensor(1.0, requires_grad=True)
    y = mg.broadcast_to(x, (1000, 1000, 1000))
    assert y.numpy().strides == (0, 0, 0)
    assert mg.broadcast_to(x, 3).shape == (3,)


def test_options_may_be_given_by_position():
    x = mg.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert mg.sum(x, 0).tolist() == [4.0, 6.0]
    assert mg.sum(x, 0, 1).shape == (1, 2)
    assert mg.mean(x, 1, keepdims=True).shape == (2, 1)


def test_an_unknown_option_is_named():
    with pytest.raises(TypeError, match="sum has no option ddof; it has axis, keepdims"):
        mg.sum(mg.tensor([1.0], requires_grad=True), ddof=1)


def test_shapes_of_numpy_s_integers():
    x = mg.tensor([[1.0, 2.0]])
    assert x.reshape(np.prod((1, 2))).shape == (2,)
    assert mg.broadcast_to(mg.tensor(1.0), np.int64(3)).shape == (3,)


def test_an_axis_named_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        mg.expand_dims(mg.tensor([1.0]), (0, 0))


def test_axes_may_be_a_list():
    assert mg.sum(mg.tensor(np.ones((2, 3))), axis=[0, 1]).item() == 6.0


def test_copies_of_masks():
    assert np.copy(mg.tensor([True])).tolist() == [True]


def test_swapaxes_exchanges_the_last_two_by_default():
    assert mg.swapaxes(mg.tensor(np.ones((2, 3, 4)))).shape == (2, 4, 3)


@pytest.mark.parametrize("axis", [None, 0, 1, -1, -2])
def test_concatenate_joins_along_any_axis(axis):
    a, b = np.arange(6.0).reshape(2, 3), np.arange(6.0, 12.0).reshape(2, 3)
    y = mg.concatenate([mg.tensor(a), b], axis=axis)
    np.testing.assert_array_equal(y.numpy(), np.concatenate([a, b], axis=axis))


def test_the_gradient_of_a_transpose_is_turned_back_from_negative_axes():
    x = mg.tensor(np.zeros((2, 3, 4)), requires_grad=True)
    g = np.arange(24.0).reshape(4, 2, 3)
    mg.transpose(x, (-1, 0, -2)).backward(g)
    np.testing.assert_array_equal(x.grad.numpy(), g.transpose(1, 2, 0))
