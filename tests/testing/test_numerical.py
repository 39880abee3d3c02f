"""Numerical gradients: article A1's cost, article E2's errors."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import minigrad as mg
from minigrad.testing import error_against_h, numerical_grad, plot_error_against_h

X = np.array([[0.5, -1.25], [2.0, 0.1]])


@pytest.mark.parametrize(
    ("method", "tolerance"),
    [("forward", 1e-3), ("central", 1e-7), ("richardson", 1e-10), ("complex", 1e-15)],
)
def test_every_method_gives_the_gradient(method, tolerance):
    gradient = numerical_grad(lambda x: np.sum(np.sin(x) * x), X, method=method)
    expected = np.cos(X) * X + np.sin(X)
    np.testing.assert_allclose(gradient, expected, rtol=0, atol=tolerance)


@pytest.mark.parametrize(("weights", "runs"), [(44_400, 88_800), (45_200, 90_400)])
def test_the_article_counts_two_forward_runs_a_weight(weights, runs):
    gradient, evaluations = numerical_grad(
        lambda w: w[0] ** 2, np.ones(weights), return_evaluations=True
    )
    assert evaluations == runs
    assert gradient[0] == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("method", "evaluations"), [("forward", 5), ("complex", 4), ("richardson", 16)]
)
def test_what_the_other_methods_cost(method, evaluations):
    assert numerical_grad(np.sum, X, method=method, return_evaluations=True)[1] == evaluations


def test_the_default_is_the_article_s_formula():
    h = 1e-4
    expected = ((2.0 + h) ** 3 - (2.0 - h) ** 3) / (2 * h)
    assert numerical_grad(lambda x: x**3, 2.0) == expected


def test_gradients_come_in_the_nest_of_the_arguments():
    p = {"w": mg.tensor([1.0, 2.0]), "b": (3.0, "a note", 4)}
    gradient = numerical_grad(lambda p: mg.sum(p["w"] * p["b"][0]), p)
    np.testing.assert_allclose(gradient["w"], [3.0, 3.0])
    np.testing.assert_allclose(gradient["b"][0], 3.0)
    assert gradient["b"][1:] == (None, None)
    by_a, by_b = numerical_grad(lambda a, b: a * b, 2.0, 5.0)
    assert (round(float(by_a), 6), round(float(by_b), 6)) == (5.0, 2.0)


def test_tensors_are_handed_to_a_function_of_tensors():
    seen = set()

    def f(x):
        seen.add(type(x))
        return x.sum()

    numerical_grad(f, mg.tensor([1.0, 2.0], requires_grad=True))
    assert seen == {mg.Tensor}


def test_the_argument_is_left_as_it_was_and_dtypes_stay():
    x = np.array([1.0, 2.0], dtype="float32")
    before = x.copy()
    gradient = numerical_grad(np.sum, x, h=1e-2)
    np.testing.assert_array_equal(x, before)
    assert gradient.dtype == np.float32
    assert numerical_grad(np.sum, np.zeros((0, 2))).shape == (0, 2)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: numerical_grad(lambda x: x, X), TypeError, "shape"),
        (lambda: numerical_grad(np.sum, X, method="backward"), ValueError, "central"),
        (lambda: numerical_grad(np.sum, X, h=0.0), ValueError, "positive"),
        (lambda: numerical_grad(np.sum, X, h=float("nan")), ValueError, "positive"),
    ],
)
def test_errors_say_what_is_meant(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_the_error_falls_with_h_and_rises_again():
    errors = error_against_h(np.exp, 1.0)

    def slope(error, low, high):
        chosen = (errors.h > low) & (errors.h < high) & (error > 0)
        return np.polyfit(np.log(errors.h[chosen]), np.log(error[chosen]), 1)[0]

    assert slope(errors.forward, 1e-6, 1e-1) == pytest.approx(1, abs=0.05)
    assert slope(errors.central, 1e-4, 1e-1) == pytest.approx(2, abs=0.05)
    assert slope(errors.forward, 1e-15, 1e-9) == pytest.approx(-1, abs=0.3)
    assert slope(errors.central, 1e-15, 1e-9) == pytest.approx(-1, abs=0.3)
    assert errors.central.min() < 1e-2 * errors.forward.min()


def test_the_plot_shows_these_numbers():
    pytest.importorskip("matplotlib")
    figure = plot_error_against_h(np.sin, 1.0)
    (axes,) = figure.axes
    errors = error_against_h(np.sin, 1.0)
    for line, error in zip(axes.lines, (errors.forward, errors.central), strict=False):
        np.testing.assert_array_equal(line.get_ydata(), error[error > 0])
    assert [t.get_text() for t in axes.get_legend().get_texts()] == [
        "forward difference",
        "central difference",
    ]
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")


def test_the_plot_says_which_extra_it_needs(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match=r"minigrad-numpy\[train\]"):
        plot_error_against_h(np.sin, 1.0)


def test_a_function_that_writes_into_its_argument_is_told():
    def loss(z):
        z -= z.max()
        return np.log(np.exp(z).sum())

    with pytest.raises(ValueError, match="read-only"):
        numerical_grad(loss, np.array([3.0, 1.0]))


@pytest.mark.parametrize(("x", "dtype"), [(1.0, "float16"), (1e4, "float32"), (1e13, "float64")])
@pytest.mark.parametrize("method", ["central", "forward", "richardson"])
def test_a_step_that_is_rounded_away_is_no_derivative_of_0(x, dtype, method):
    advice = "a larger h" if dtype == "float64" else "a larger h, or numbers of float64"
    with pytest.raises(ValueError, match=rf"0.000\d does not move .* of {dtype}: take {advice}$"):
        numerical_grad(lambda z: (z * z).sum(), np.array([x], dtype), method=method)
    right = numerical_grad(lambda z: (z * z).sum(), np.array([x], dtype), method=method, h=x / 16)
    np.testing.assert_allclose(right, [2 * x], rtol=0.07)
    assert numerical_grad(lambda z: (z * z).sum(), np.array([x], dtype), method="complex") == 2 * x


@pytest.mark.parametrize("x", [np.array([3, 4]), 3, [3, 4], {"x": np.array([True])}, []])
def test_integers_have_no_gradient(x):
    with pytest.raises(TypeError, match="nothing to differentiate by"):
        numerical_grad(lambda x: 1.0, x)


def test_integers_beside_numbers_are_handed_on():
    def f(x, labels):
        return x[labels].sum()

    g, nothing = numerical_grad(f, np.array([3.0, 4.0]), np.array([1, 1]))
    np.testing.assert_allclose(g, [0.0, 2.0])
    assert nothing is None
