"""Means of every dtype are NumPy's, to the bit."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad.ops.reductions import root_mean_square


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int64", "float16", "float32", "float64"])
@pytest.mark.parametrize("axis", [None, 0, 1, (0, 1)])
@pytest.mark.parametrize("keepdims", [False, True])
def test_a_mean_is_numpy_s(dtype, axis, keepdims):
    x = (np.random.default_rng(0).normal(size=(3, 40)) * 100).astype(dtype)
    expected = np.mean(x, axis=axis, keepdims=keepdims)
    mean = mg.mean(mg.tensor(x), axis=axis, keepdims=keepdims)
    assert mean.dtype == expected.dtype
    assert mean.shape == expected.shape
    np.testing.assert_array_equal(mean.numpy(), expected)


def test_a_mean_of_half_precision_is_added_up_in_a_wider_one():
    assert mg.mean(mg.tensor(np.full(4, 60000, "float16"))) == 60000


def test_a_gradient_of_more_numbers_than_float16_can_count():
    x = mg.tensor(np.ones(70_000), "float16", requires_grad=True)
    mg.mean(x).backward()
    np.testing.assert_array_equal(x.grad.numpy(), np.full(70_000, 1 / 70_000, "float16"))


@pytest.mark.parametrize("extremum", [mg.max, mg.min])
def test_more_equal_numbers_than_float16_can_count_share_a_gradient(extremum):
    x = mg.tensor(np.ones(70_000), "float16", requires_grad=True)
    extremum(x).backward()
    np.testing.assert_array_equal(x.grad.numpy(), np.full(70_000, 1 / 70_000, "float16"))


def test_the_root_mean_square_of_zeros_has_the_gradient_zero():
    x = mg.tensor([[0.0, 0.0], [3.0, 4.0]], requires_grad=True)
    root_mean_square(x, axis=-1).sum().backward()
    np.testing.assert_allclose(x.grad.numpy(), [[0.0, 0.0], [0.3, 0.4]] / np.sqrt([[1], [0.5]]))


def test_the_sum_of_weights_of_infinities_is_their_number():
    x = np.array([1.0, np.inf])
    mean, total = np.average(mg.tensor(x), returned=True)
    assert (mean.item(), total.item()) == (np.inf, 2.0)


def test_the_product_of_a_number_along_its_first_axis_is_itself():
    x = mg.tensor(3.0, requires_grad=True)
    np.prod(x, axis=0).backward()
    assert x.grad.item() == 1
