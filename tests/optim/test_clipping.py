"""Gradient clipping."""

from __future__ import annotations

import math

import numpy as np
import pytest

import minigrad as mg
from minigrad import optim


def leaf(gradient, dtype="float64"):
    p = mg.tensor(np.zeros(np.shape(gradient)), dtype, requires_grad=True)
    p.grad = np.asarray(gradient, dtype)
    return p


class TestNorm:
    @pytest.mark.parametrize("norm_type", [0.5, 1.0, 2.0, 3.5, math.inf])
    def test_is_that_of_all_elements_together(self, norm_type):
        rng = np.random.default_rng(0)
        gradients = [rng.normal(size=shape) for shape in ((3, 2), (), (5,))]
        ps = [leaf(g) for g in gradients]
        flat = np.concatenate([g.ravel() for g in gradients])
        expected = np.linalg.norm(flat, norm_type)
        assert optim.clip_grad_norm_(ps, 0.5, norm_type) == pytest.approx(expected, rel=1e-14)
        for p, g in zip(ps, gradients, strict=True):
            np.testing.assert_allclose(p.grad.numpy(), g * 0.5 / (expected + 1e-6), rtol=1e-14)

    def test_that_is_small_leaves_the_gradients_as_they_are(self):
        p = leaf([3.0, 4.0])
        before = p.grad
        assert optim.clip_grad_norm_([p], 6.0) == 5.0
        assert p.grad is before

    def test_takes_one_tensor_any_iterable_and_none_with_a_gradient(self):
        p = leaf([3.0, 4.0])
        assert optim.clip_grad_norm_(p, 1.0) == 5.0
        bare, empty = mg.tensor(1.0, requires_grad=True), leaf(np.zeros((0, 2)))
        assert optim.clip_grad_norm_(iter([bare, empty]), 1.0) == 0.0
        assert bare.grad is None

    def test_does_not_overflow_or_vanish_in_float32(self):
        for size in (1e30, 1e-30):
            p = leaf([3 * size, 4 * size], "float32")
            assert optim.clip_grad_norm_([p], size) == pytest.approx(5 * size, rel=1e-6)
            assert p.grad.dtype == np.float32
        p = leaf([3e30, 4e30], "float32")
        optim.clip_grad_norm_([p], 1.0)
        np.testing.assert_allclose(p.grad.numpy(), [0.6, 0.8], rtol=1e-6)

    def test_of_many_float16_elements(self):
        p = leaf(np.full(100_000, 2.0), "float16")
        assert optim.clip_grad_norm_([p], 1.0) == pytest.approx(2 * math.sqrt(100_000), rel=1e-3)

    # As PyTorch has it.
    def test_that_is_nan_makes_every_gradient_nan(self):
        a, b = leaf([1.0, math.nan]), leaf([2.0])
        assert math.isnan(optim.clip_grad_norm_([a, b], 1.0))
        assert np.isnan(a.grad.numpy()).all()
        assert np.isnan(b.grad.numpy()).all()

    def test_that_is_infinite_makes_the_others_zero(self):
        a, b = leaf([1.0, math.inf]), leaf([2.0])
        assert optim.clip_grad_norm_([a, b], 1.0) == math.inf
        np.testing.assert_array_equal(a.grad.numpy(), [0.0, math.nan])
        np.testing.assert_array_equal(b.grad.numpy(), [0.0])

    @pytest.mark.parametrize("value", [math.nan, math.inf])
    def test_that_is_not_finite_may_be_an_error_that_changes_nothing(self, value):
        p = leaf([1.0, value])
        with pytest.raises(FloatingPointError, match="the norm of the gradients is"):
            optim.clip_grad_norm_([p], 1.0, error_if_nonfinite=True)
        np.testing.assert_array_equal(p.grad.numpy(), [1.0, value])

    @pytest.mark.parametrize("options", [{"max_norm": -1.0}, {"max_norm": 1.0, "norm_type": 0.0}])
    def test_needs_sizes_that_make_sense(self, options):
        with pytest.raises(ValueError, match="clip_grad_norm_: needs max_norm >= 0"):
            optim.clip_grad_norm_([leaf([1.0])], **options)


class TestValue:
    def test_limits_each_element_and_leaves_nan(self):
        p = leaf([-3.0, 0.5, math.nan, math.inf], "float32")
        assert optim.clip_grad_value_([p], 1) is None
        np.testing.assert_array_equal(p.grad.numpy(), [-1.0, 0.5, math.nan, 1.0])
        assert p.grad.dtype == np.float32

    def test_must_not_be_negative(self):
        with pytest.raises(ValueError, match="must not be negative"):
            optim.clip_grad_value_([leaf([1.0])], -1.0)
