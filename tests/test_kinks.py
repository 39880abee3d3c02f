"""Which gradient where there is none, and where numbers become extreme."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn

NAN, INF = np.nan, np.inf


def gradient(f, values):
    x = mg.tensor(values, requires_grad=True)
    f(x).sum().backward()
    return x.grad.numpy()


@pytest.mark.parametrize(
    ("f", "at", "expected"),
    [
        (abs, [0.0], [0.0]),
        (mg.relu, [0.0, -0.0, -INF, INF], [0.0, 0.0, 0.0, 1.0]),
        (mg.relu, [NAN], [1.0]),
        (mg.sign, [0.0, 2.0], [0.0, 0.0]),
        (mg.step, [0.0, 2.0], [0.0, 0.0]),
        (mg.relu6, [0.0, 6.0, 3.0], [0.0, 0.0, 1.0]),
        (mg.h_swish, [-3.0, 3.0, 0.0], [0.0, 1.5, 0.5]),
        (lambda x: mg.h_swish(x, n=2), [-1.0, 1.0, 0.5], [0.0, 1.5, 1.0]),
        (lambda x: mg.h_swish(x, n=0.5), [-0.25, 0.25, 0.0, 0.5], [0.0, 1.5, 0.5, 1.0]),
        (lambda x: mg.relu_n(x, n=0.5), [0.0, 0.25, 0.5, 1.0], [0.0, 1.0, 0.0, 0.0]),
        (lambda x: mg.maximum(x, x), [1.0, 0.0], [1.0, 1.0]),
        (lambda x: mg.minimum(x, x), [1.0, 0.0], [1.0, 1.0]),
        (lambda x: mg.maximum(x, 1.0), [1.0, 2.0, 0.0], [0.5, 1.0, 0.0]),
        (lambda x: np.maximum(1.0, x), [1.0], [0.5]),
        (lambda x: mg.max(x), [1.0, 3.0, 3.0], [0.0, 0.5, 0.5]),
        (lambda x: x.min(), [1.0, 1.0, 3.0, 1.0], [1 / 3, 1 / 3, 0.0, 1 / 3]),
        (lambda x: mg.max(x), [1.0, NAN, 3.0], [0.0, 1.0, 0.0]),
        (lambda x: mg.maximum(x, 1.0), [NAN], [1.0]),
        (lambda x: mg.maximum(x, NAN), [1.0], [0.0]),
        (lambda x: mg.clip(x, 0.0, 1.0), [0.0, 1.0, 0.5, 2.0, -1.0], [1.0, 1.0, 1.0, 0.0, 0.0]),
        (lambda x: mg.clip(x, 0.0, 1.0), [NAN], [0.0]),
        (lambda x: x.clip(min=0.0), [0.0, -1.0], [1.0, 0.0]),
        (lambda x: x.clip(max=0.0), [0.0, 1.0], [1.0, 0.0]),
        (lambda x: x.clip(), [5.0], [1.0]),
        (lambda x: mg.std(x), [2.0, 2.0], [0.0, 0.0]),
        (lambda x: mg.std(x.reshape(2, 2), axis=1), [2.0, 2.0, 1.0, 3.0], [0.0, 0.0, -0.5, 0.5]),
        (lambda x: x**0.0, [0.0, 2.0], [0.0, 0.0]),
        (lambda x: x ** np.array([0.0, 2.0]), [0.0, 0.0], [0.0, 0.0]),
        (lambda x: x**2, [0.0, -3.0], [0.0, -6.0]),
        (lambda x: mg.power(0.0, x), [0.0, 2.0], [0.0, 0.0]),
        (lambda x: mg.where(x > 0, mg.log(mg.where(x > 0, x, 1.0)), 0.0), [0.0, 2.0], [0.0, 0.5]),
        (lambda x: mg.sqrt(mg.relu(x) + (x <= 0)), [-1.0, 4.0], [0.0, 0.25]),
        (lambda x: mg.logsumexp(x), [-INF, 0.0], [0.0, 1.0]),
        (lambda x: mg.logsumexp(x), [-INF, -INF], [0.0, 0.0]),
    ],
)
def test_the_gradient_where_there_is_none(f, at, expected):
    np.testing.assert_array_equal(gradient(f, at), expected)


@pytest.mark.filterwarnings("ignore:divide by zero")
def test_an_infinite_gradient_is_stopped_by_a_mask():
    np.testing.assert_array_equal(gradient(lambda x: mg.sqrt(mg.relu(x)), [-1.0]), [0.0])


@pytest.mark.parametrize("level", [0.5, 0.25])
def test_flooding_at_its_level_keeps_the_sign(level):
    e = mg.tensor(0.5, requires_grad=True)
    nn.Flooding(lambda e: e, level)(e).backward()
    assert e.grad.item() == 1.0


ACTIVATIONS = [
    mg.relu,
    mg.relu6,
    mg.h_swish,
    mg.swish,
    mg.sigmoid,
    mg.softplus,
    mg.mish,
    mg.tanhexp,
    mg.tanh,
    mg.step,
]


@pytest.mark.parametrize("f", ACTIVATIONS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_no_activation_overflows(f, dtype):
    big = float(np.finfo(dtype).max)
    at = np.array([-big, -1e4, -1000.0, -90.0, 0.0, 90.0, 1000.0, 1e4, big], dtype)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        x = mg.tensor(at, requires_grad=True)
        y = f(x)
        (g,) = mg.grad_of(y, [x], np.ones_like(at))
        x = mg.tensor(at / 4, requires_grad=True)  # twice the largest number is too large
        (first,) = mg.grad_of(f(x), [x], np.ones_like(at), create_graph=True)
        if first.requires_grad:
            (second,) = mg.grad_of(first, [x], np.ones_like(at))
            assert np.isfinite(second.numpy()).all()
    assert y.dtype == g.dtype == dtype
    assert np.isfinite(y.numpy()).all()
    assert np.isfinite(g.numpy()).all()


def test_softmax_of_minus_infinity():
    x = mg.tensor([[-INF, 0.0, 0.0]], requires_grad=True)
    y = mg.softmax(x)
    np.testing.assert_array_equal(y.numpy(), [[0.0, 0.5, 0.5]])
    y[0, 1].backward()
    np.testing.assert_array_equal(x.grad.numpy(), [[0.0, 0.25, -0.25]])


def test_relu_n_and_h_swish_refuse_an_n_that_is_not_positive():
    for f in (mg.relu_n, mg.h_swish):
        for n in (0, -1, NAN, INF):
            with pytest.raises(ValueError, match="positive"):
                f(1.0, n=n)


def test_activations_of_bare_arrays_are_bare_arrays():
    x = np.array([-1.0, 0.5])
    for f in ACTIVATIONS:
        assert isinstance(f(x), np.ndarray)
        np.testing.assert_array_equal(f(x), f(mg.tensor(x)).numpy())


@pytest.mark.parametrize("f", [mg.sigmoid, mg.swish, mg.mish, mg.softplus, mg.tanhexp, mg.softmax])
@pytest.mark.parametrize("dtype", ["uint8", "int8", "int64", "bool"])
def test_integers_do_not_wrap_around(f, dtype):
    x = np.array([0, 1, 100], dtype) if dtype != "bool" else np.array([False, True])
    np.testing.assert_allclose(f(x), f(x.astype(float)), rtol=1e-3)
    np.testing.assert_allclose(f(mg.tensor(x)).numpy(), f(x.astype(float)), rtol=1e-3)


def test_softmax_of_numbers_as_far_apart_as_can_be():
    x = mg.tensor([3e38, -3e38], "float32", requires_grad=True)
    y = mg.softmax(x)
    assert y.tolist() == [1.0, 0.0]
    nn.CrossEntropy()(x.reshape(1, 2), [0]).backward()
    assert x.grad.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("x", [[INF, 0.0], [INF, INF], [INF, -INF], [[1.0, INF]]])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_logsumexp_of_infinity_is_infinity(x, dtype):
    assert mg.logsumexp(mg.tensor(x, dtype)).item() == INF


def test_logsumexp_of_nan_is_nan():
    assert np.isnan(mg.logsumexp(mg.tensor([INF, np.nan])).item())


def test_logsumexp_of_numbers_as_far_apart_as_can_be():
    np.testing.assert_array_equal(gradient(mg.logsumexp, [1e308, -1e308]), [1.0, 0.0])


def test_where_keeps_a_negative_zero():
    y = mg.where(np.array([True, False]), np.ones(2), -0.0)
    assert np.signbit(y).tolist() == [False, True]


@pytest.mark.parametrize("condition", [True, False, np.True_, np.False_])
def test_where_takes_one_condition_for_all_elements(condition):
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    y = mg.where(condition, x, 0.0)
    y.sum().backward()
    assert y.tolist() == ([1.0, 2.0] if condition else [0.0, 0.0])
    assert x.grad.tolist() == [float(condition)] * 2


def test_lists_are_arrays():
    assert mg.sigmoid([0.0, 0.0]).tolist() == [0.5, 0.5]
    assert mg.mean([1.0, 3.0]) == 2.0
    assert mg.maximum([1.0, 2.0], 1.5).tolist() == [1.5, 2.0]


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_tanhexp_is_the_identity_from_4_on(dtype):
    x = mg.tensor([4.0, 4.5, 100.0, np.finfo(dtype).max], dtype, requires_grad=True)
    y = mg.tanhexp(x)
    y.backward(np.ones(4))
    np.testing.assert_array_equal(y.numpy(), x.numpy())
    np.testing.assert_array_equal(x.grad.numpy(), 1.0)


@pytest.mark.parametrize("a", [0.25, 4.0])
def test_the_mixed_derivative_of_a_power_at_exponent_0(a):
    by_base = mg.grad(lambda a, b: a**b)
    assert mg.grad(by_base, 1)(a, 0.0).item() == 1 / a


def test_at_a_bound_the_gradient_is_the_value_s_and_not_the_bound_s():
    x, low, high = (mg.tensor(v, requires_grad=True) for v in ([0.0, 1.0], [0.0, 0.0], [1.0, 1.0]))
    mg.clip(x, low, high).sum().backward()
    assert [t.grad.tolist() for t in (x, low, high)] == [[1.0, 1.0], [0.0, 0.0], [0.0, 0.0]]


def test_equal_values_have_no_second_derivative_of_their_deviation_either():
    x = mg.tensor([2.0, 2.0], requires_grad=True)
    (g,) = mg.grad_of(mg.std(x), [x], create_graph=True)
    (second,) = mg.grad_of(g, [x], np.array([1.0, 3.0]))
    assert second.tolist() == [0.0, 0.0]


@pytest.mark.parametrize(("at", "expected"), [(0.0, [0, 1, 0]), (2.0, [0, 0, 1]), (1.0, [1, 0, 0])])
def test_between_equal_bounds_the_gradient_goes_one_way_only(at, expected):
    x, low, high = (mg.tensor(v, requires_grad=True) for v in (at, 1.0, 1.0))
    mg.clip(x, low, high).backward()
    assert [t.grad.tolist() for t in (x, low, high)] == expected


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("n", [6.0, 1.0, 5.5, 1e-30])
def test_the_slope_of_h_swish_is_finite_and_the_same_on_arrays_and_on_tensors(dtype, n):
    large = float(np.finfo(dtype).max)
    at = [0.0, -0.0, n / 2, -n / 2, n, 1.7, -1.3, large, -large, INF, -INF, np.nan]
    x, g = (np.asarray(a, dtype).ravel() for a in np.meshgrid(at, [1.0, -0.3, 0.0, 1e3]))

    def slope(*, create_graph):
        leaf = mg.tensor(x, requires_grad=True)
        mg.h_swish(leaf, n).backward(g, create_graph=create_graph)
        return leaf.grad.numpy()

    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(slope(create_graph=False), slope(create_graph=True))
        assert np.isfinite(slope(create_graph=False)).all()
