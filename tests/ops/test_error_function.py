"""The error function, to double precision."""

from __future__ import annotations

import math

import numpy as np
import pytest

import minigrad as mg
from minigrad.ops.error_function import erf, erfc

RNG = np.random.default_rng(0)
X = np.concatenate(
    [
        RNG.uniform(-6, 6, 2000),
        RNG.uniform(-0.6, 0.6, 2000),
        10.0 ** RNG.uniform(-300, 300, 500),
        [0.0, 0.46875, -0.46875, np.nextafter(0.46875, 1), 4.0, -4.0, np.nextafter(4.0, 5)],
        [26.5, 28.0, 5e-324, np.inf, -np.inf],
    ]
)


@pytest.mark.parametrize(("ours", "exact"), [(erf, math.erf), (erfc, math.erfc)])
def test_is_right_to_a_few_units_in_the_last_place(ours, exact):
    x = np.concatenate([X, RNG.uniform(0, 26, 2000)])
    expected = np.array([exact(v) for v in x])
    error = np.abs(ours(x) - expected)
    assert np.all(error <= 10 * np.spacing(np.abs(expected)))


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_of_few_digits_is_rounded_from_many(dtype):
    x = RNG.uniform(-5, 5, 1000).astype(dtype)
    for f in (erf, erfc):
        assert f(x).dtype == dtype
        np.testing.assert_array_equal(f(x), f(x.astype(float)).astype(dtype))


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_has_a_gradient_everywhere(dtype):
    largest = np.finfo(dtype).max
    for f in (erf, erfc):
        x = mg.tensor([-largest, -100.0, 0.0, 100.0, largest], dtype, requires_grad=True)
        f(x).sum().backward()
        slope = 2 / math.sqrt(math.pi) * (1 if f is erf else -1)
        np.testing.assert_array_equal(x.grad.numpy(), np.array([0, 0, slope, 0, 0], dtype))


def test_keeps_the_sign_of_zero_and_nan():
    assert np.signbit(erf(np.array(-0.0)))
    assert np.isnan(erf(np.array([np.nan]))).all()
    assert np.isnan(erfc(np.array([np.nan]))).all()


def test_takes_integers_and_lists():
    np.testing.assert_allclose(erf([0, 1]), [0.0, math.erf(1)], rtol=1e-15)
    assert erfc(0) == 1.0


def test_refuses_complex_numbers():
    with pytest.raises(TypeError, match="for real numbers only"):
        erf(np.array([1j]))
