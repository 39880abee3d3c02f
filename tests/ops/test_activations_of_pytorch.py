"""PyTorch's activation functions: kinks, extremes, dtypes, and options that are wrong.

Their values and gradients elsewhere are compared in tests/nn/test_reference.py.
"""

from __future__ import annotations

import functools

import numpy as np
import pytest

import minigrad as mg
from minigrad.ops import activation, kinked, smooth

INF, NAN = np.inf, np.nan


def gradient(f, values, dtype=float):
    x = mg.tensor(values, dtype, requires_grad=True)
    y = f(x)
    y.backward(np.ones(y.shape))
    assert x.grad.dtype == x.dtype
    return x.grad.numpy()


def with_options(f, **options):
    return functools.partial(f, **options)


SELU_SLOPE = 1.0507009873554805 * 1.6732632423543772


@pytest.mark.parametrize(
    ("f", "at", "expected"),
    [
        (with_options(smooth.elu, alpha=2.0), [0.0, -0.0], [2.0, 2.0]),
        (smooth.selu, [0.0], [SELU_SLOPE]),
        (with_options(smooth.celu, alpha=2.0), [0.0], [1.0]),
        (kinked.leaky_relu, [0.0, -0.0], [0.01, 0.01]),
        (with_options(kinked.rrelu, lower=0.25, upper=0.75), [0.0], [0.5]),
        (kinked.hardtanh, [-1.0, 1.0, 0.5], [0.0, 0.0, 1.0]),
        (kinked.hardsigmoid, [-3.0, 3.0, 0.0], [0.0, 0.0, 1 / 6]),
        (kinked.hardswish, [-3.0, 3.0, 0.0], [0.0, 1.0, 0.5]),
        (kinked.hardshrink, [-0.5, 0.5, 0.0, 0.6], [0.0, 0.0, 0.0, 1.0]),
        (kinked.softshrink, [-0.5, 0.5, 0.0, 0.6], [0.0, 0.0, 0.0, 1.0]),
        (with_options(kinked.threshold, threshold=1.0, value=5.0), [1.0, 1.5], [0.0, 1.0]),
        (activation.softsign, [0.0], [1.0]),
        (smooth.gelu, [0.0], [0.5]),
    ],
)
def test_the_gradient_at_a_kink_is_pytorch_s(f, at, expected):
    np.testing.assert_allclose(gradient(f, at), expected, rtol=1e-15)


ALL = [
    smooth.elu,
    with_options(smooth.elu, alpha=3.0),
    smooth.selu,
    smooth.celu,
    with_options(smooth.celu, alpha=0.1),
    with_options(smooth.celu, alpha=10.0),
    smooth.gelu,
    with_options(smooth.gelu, approximate="tanh"),
    smooth.silu,
    smooth.logsigmoid,
    smooth.tanhshrink,
    activation.softplus,
    with_options(activation.softplus, beta=10.0),
    with_options(activation.softplus, beta=0.1),
    activation.softsign,
    kinked.hardtanh,
    kinked.hardsigmoid,
    kinked.hardswish,
    kinked.leaky_relu,
    with_options(kinked.leaky_relu, negative_slope=0.0),
    kinked.rrelu,
    with_options(kinked.prelu, weight=-0.5),
    kinked.hardshrink,
    kinked.softshrink,
    with_options(kinked.threshold, threshold=0.0, value=-1.0),
]


def name_of(f):
    return f"{f.func.__name__}{f.keywords}" if isinstance(f, functools.partial) else f.__name__


@pytest.mark.parametrize("f", ALL, ids=name_of)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
class TestEveryFiniteNumber:
    def sizes(self, dtype):
        tiny, largest = float(np.finfo(dtype).tiny), float(np.finfo(dtype).max)
        sizes = [tiny, 1e-3, 1.0, 88.0, 100.0, 745.0, 800.0, 1e4, 1e30, largest]
        sizes = [size for size in sizes if size <= largest]
        return np.array([0.0, *sizes, *np.negative(sizes)], dtype)

    def test_has_a_finite_value_and_gradient(self, f, dtype):
        x = self.sizes(dtype)
        y = f(mg.tensor(x))
        g = gradient(f, x, dtype)
        assert y.dtype == dtype
        assert np.isfinite(y.numpy()).all()
        assert np.isfinite(g).all()

    def test_has_the_value_of_float64(self, f, dtype):
        x = self.sizes(dtype)
        info = np.finfo(dtype)
        expected = f(x.astype(float))
        fits = np.abs(expected) <= float(info.max)
        actual = np.asarray(f(x), float)
        np.testing.assert_allclose(
            actual[fits], expected[fits], rtol=8 * float(info.eps), atol=8 * float(info.eps)
        )

    def test_has_a_finite_second_derivative(self, f, dtype):
        x = mg.tensor(self.sizes(dtype), requires_grad=True)
        ones = np.ones(x.shape)
        (g,) = mg.grad_of(f(x), [x], ones, create_graph=True)
        if g.requires_grad:
            (second,) = mg.grad_of(g, [x], ones)
            assert np.isfinite(second.numpy()).all()


@pytest.mark.parametrize(
    ("f", "low", "high"),
    [
        (smooth.elu, -1.0, INF),
        (smooth.celu, -1.0, INF),
        (smooth.logsigmoid, -INF, 0.0),
        (activation.softplus, 0.0, INF),
        (with_options(activation.softplus, beta=3.0), 0.0, INF),
        (kinked.hardtanh, -1.0, 1.0),
        (kinked.hardsigmoid, 0.0, 1.0),
        (kinked.leaky_relu, -INF, INF),
        (kinked.softshrink, -INF, INF),
        (kinked.hardshrink, -INF, INF),
        (smooth.tanhshrink, -INF, INF),
    ],
)
def test_infinity_goes_where_the_function_goes(f, low, high):
    np.testing.assert_array_equal(f(np.array([-INF, INF])), [low, high])
    assert np.isfinite(gradient(f, [-INF, INF])).all()


@pytest.mark.parametrize("f", ALL, ids=name_of)
def test_nan_stays_nan(f):
    with np.errstate(invalid="ignore"):
        assert np.isnan(f(np.array([NAN]))).all()


@pytest.mark.parametrize("f", ALL, ids=name_of)
def test_integers_lists_and_numbers_are_taken(f):
    expected = f(np.array([-2.0, 3.0]))
    np.testing.assert_array_equal(f(np.array([-2, 3])), expected)
    np.testing.assert_array_equal(f([-2.0, 3.0]), expected)
    np.testing.assert_allclose(f(3.0), expected[1], rtol=1e-15)
    assert f(mg.tensor(3.0)).shape == ()


def test_the_tails_of_gelu_keep_their_digits():
    # Φ(-10) to sixteen digits, which 1 + erf would round to 0.
    np.testing.assert_allclose(smooth.gelu(-10.0), -10 * 7.619853024160527e-24, rtol=1e-14)
    assert smooth.gelu(np.array(-12.0), approximate="tanh") < 0


def test_softsign_of_the_largest_number_of_a_small_integer_dtype():
    x = np.array([-128, 127, 0], np.int8)
    np.testing.assert_array_equal(
        activation.softsign(mg.tensor(x)).numpy(), activation.softsign(mg.tensor(x, float)).numpy()
    )


def test_softsign_has_the_digits_of_its_gradient():
    np.testing.assert_allclose(gradient(activation.softsign, [1e8]), [1 / (1 + 1e8) ** 2])


class TestGLU:
    def test_halves_the_axis(self):
        x = np.arange(24.0).reshape(2, 4, 3)
        y = smooth.glu(x, axis=1)
        np.testing.assert_allclose(y, x[:, :2] / (1 + np.exp(-x[:, 2:])), rtol=1e-15)

    def test_of_an_odd_length_is_refused(self):
        with pytest.raises(ValueError, match=r"glu: axis -1 of shape \(2, 3\) has no two halves"):
            smooth.glu(np.ones((2, 3)))

    def test_of_a_number_is_refused(self):
        with pytest.raises(IndexError, match="axis -1 is out of bounds"):
            smooth.glu(1.0)


@pytest.mark.parametrize(
    ("f", "options", "message"),
    [
        (smooth.celu, {"alpha": 0.0}, "celu: alpha must be a positive number, not 0.0"),
        (smooth.gelu, {"approximate": "erf"}, 'gelu: approximate is "none" or "tanh", not \'erf\''),
        (activation.softplus, {"beta": -1.0}, "softplus: beta must be a positive number, not -1.0"),
        (kinked.softshrink, {"lambd": -1.0}, "softshrink: lambd must not be negative, not -1.0"),
        (kinked.hardtanh, {"min_val": 1.0}, "hardtanh: min_val must be less than max_val"),
    ],
)
def test_options_that_make_no_sense_are_refused(f, options, message):
    with pytest.raises(ValueError, match=message):
        f(np.ones(2), **options)


def test_infinity_above_0_teaches_prelu_no_slope():
    weight = mg.tensor(0.25, requires_grad=True)
    kinked.prelu(mg.tensor([np.inf, -2.0]), weight).sum().backward()
    assert weight.grad.item() == -2.0


def test_softshrink_by_nothing_changes_nothing():
    assert kinked.softshrink(mg.tensor([-1.0, 0.0, 2.0]), 0).tolist() == [-1.0, 0.0, 2.0]


def test_rrelu_has_pytorch_s_bounds():
    assert kinked.rrelu(mg.tensor(-1.0)).item() == -(1 / 8 + 1 / 3) / 2


def test_prelu_learns_its_weight():
    x = mg.tensor([[-2.0, -3.0], [4.0, -1.0]], requires_grad=True)
    weight = mg.tensor([0.1, 0.2], requires_grad=True)
    kinked.prelu(x, weight).sum().backward()
    np.testing.assert_array_equal(weight.grad.numpy(), [-2.0, -4.0])
    np.testing.assert_array_equal(x.grad.numpy(), [[0.1, 0.2], [1.0, 0.2]])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_selu_is_no_constant_below_nine_tenths_of_the_largest_number(dtype):
    x = np.asarray([0.9 * float(np.finfo(dtype).max)], dtype)
    np.testing.assert_allclose(smooth.selu(x) / x, 1.0507009873554805, rtol=1e-6)
