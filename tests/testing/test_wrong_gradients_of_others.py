"""More wrong gradients that other libraries have, found through the adapters.

The first ones are in test_other_libraries.py. Each test is skipped where its library is missing;
when a library mends its gradient, its test fails and is to be removed.
"""

from __future__ import annotations

import numpy as np
import pytest

from minigrad.testing import GradientError, KinkError, adapters, check_grads

X = np.array([0.5, -1.25, 2.0])


@pytest.fixture
def torch():
    return pytest.importorskip("torch")


@pytest.fixture
def anp():
    return pytest.importorskip("autograd.numpy")


@pytest.fixture
def mygrad():
    return pytest.importorskip("mygrad")


def wrong(f, *args, order=1, message="is wrong at"):
    with pytest.raises(GradientError, match=message):
        check_grads(f, *args, order=order)


def test_mygrad_s_right_gradients_pass(mygrad):
    M = np.arange(6.0).reshape(2, 3) / 7
    assert check_grads(adapters.mygrad(lambda a, b: mygrad.sin(a) @ b), M, X).orders == (1,)
    nest = adapters.mygrad(lambda d: {"u": d["a"] * 2, "v": [mygrad.exp(d["a"])]})
    assert check_grads(nest, {"a": X, "i": 3, "unused": X}).orders == (1,)


def test_pytorch_s_slope_of_a_power_does_not_change_with_an_exponent_of_0(torch):
    """Found by `python -m bench programs`: the mixed second derivative of a**b there is 1/a."""
    f = adapters.torch(lambda a, b: a**b)
    a = np.array([0.7, 1.5, 2.0])
    check_grads(f, a, np.array([1.5, -0.5, 2.0]))
    check_grads(f, a, np.array([0.0, -0.5, 2.0]), order=1)
    wrong(f, a, np.array([0.0, -0.5, 2.0]), order=2)


def test_mygrad_s_maximum_of_a_tensor_and_itself_has_gradient_0(mygrad):
    wrong(adapters.mygrad(lambda x: mygrad.maximum(x, x)), X)


def with_an_index_that_changes(x):
    index = np.array([0, 1])
    y = x[index]
    index[:] = 2
    return y


def test_autograd_s_gradient_follows_an_index_that_changes_after_the_forward_pass(anp):
    wrong(adapters.autograd(with_an_index_that_changes), X)


def test_mygrad_s_gradient_follows_an_index_that_changes_after_the_forward_pass(mygrad):
    wrong(adapters.mygrad(with_an_index_that_changes), X)


def test_minigrad_s_does_not():
    check_grads(with_an_index_that_changes, X)


def test_autograd_s_relu_is_one_of_the_kinks_that_are_named(anp):
    """Half is a subgradient like any other, so it is no error: the kink is what is said."""
    with pytest.raises(KinkError):
        check_grads(adapters.autograd(lambda a: anp.maximum(a, 0)), np.array([0.0, 2.0]))
