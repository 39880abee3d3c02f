"""Other libraries through their adapters: what is right in them, and wrong gradients they have.

Each library's tests are skipped where it is not installed.
"""

from __future__ import annotations

import sys

import numpy as np
import pytest

from minigrad.testing import GradientError, adapters, check_grads

X = np.array([0.5, -1.25, 2.0])
M = np.arange(6.0).reshape(2, 3) / 7
SINGULAR = np.array([[1.0, 2.0], [2.0, 4.0]])


@pytest.fixture
def torch():
    return pytest.importorskip("torch")


@pytest.fixture
def jnp():
    return pytest.importorskip("jax.numpy")


@pytest.fixture
def anp():
    return pytest.importorskip("autograd.numpy")


def wrong(f, *args, message="is wrong at"):
    with pytest.raises(GradientError, match=message):
        check_grads(f, *args, order=1)


def test_pytorch_s_right_gradients_pass(torch):
    assert check_grads(adapters.torch(lambda a, b: torch.sin(a) @ b), M, X).orders == (1, 2)
    assert check_grads(adapters.torch(torch.tanh), X.astype("float32")).orders == (1, 2)
    nest = adapters.torch(lambda d: {"u": d["a"] * 2, "v": [torch.exp(d["a"]), d["a"].argmax()]})
    assert check_grads(nest, {"a": X, "i": 3}).orders == (1, 2)


def test_jax_s_right_gradients_pass(jnp):
    assert check_grads(adapters.jax(lambda a, b: jnp.sin(a) @ b), M, X).orders == (1, 2)
    assert check_grads(adapters.jax(jnp.tanh), X.astype("float32")).orders == (1, 2)
    nest = adapters.jax(lambda d: {"u": d["a"] * 2, "v": [jnp.exp(d["a"]), d["a"].argmax()]})
    assert check_grads(nest, {"a": X, "i": 3}).orders == (1, 2)


def test_autograd_s_right_gradients_pass(anp):
    from autograd.builtins import tuple as boxed

    f = adapters.autograd(lambda a, b: anp.dot(anp.sin(a), b))
    assert check_grads(f, M, X).orders == (1, 2)
    nest = adapters.autograd(lambda d: boxed((d["a"] * 2, anp.exp(d["a"]))))
    assert check_grads(nest, {"a": X}).orders == (1, 2)


def test_pytorch_s_gradients_of_a_stack_share_memory(torch):
    wrong(adapters.torch(lambda a, b: torch.stack([a, b]).sum()), X, X, message="shares memory")


def test_pytorch_s_determinant_of_a_singular_matrix_has_gradient_0(torch):
    wrong(adapters.torch(torch.linalg.det), SINGULAR)


def test_jax_s_zero_to_the_power_of_zero_has_gradient_nan(jnp):
    wrong(adapters.jax(lambda x: x ** jnp.zeros(2)), np.array([0.0, 2.0]))


def test_jax_s_usual_binary_cross_entropy_is_wrong_at_logit_0(jnp):
    """It is smooth there, log(1 + exp(x)); the derivatives chosen for its two kinks do not fit."""
    f = adapters.jax(lambda x: jnp.maximum(x, 0) + jnp.log1p(jnp.exp(-jnp.abs(x))))
    check_grads(f, np.array([0.1, 2.0]))
    wrong(f, np.array([0.0, 2.0]))


def test_autograd_s_where_fails_on_shapes_that_broadcast(anp):
    mask = np.array([[True, False, True], [False, True, True]])
    wrong(adapters.autograd(lambda a, b: anp.where(mask, a, b)), X, M, message=r"could not|shape")


def test_autograd_s_product_with_a_zero_has_gradient_nan(anp):
    wrong(adapters.autograd(anp.prod), np.array([0.0, 2.0, 3.0]))


@pytest.mark.parametrize("name", ["torch", "jax", "autograd"])
def test_a_missing_library_is_named(name, monkeypatch):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=f"pip install {name}"):
        check_grads(getattr(adapters, name)(lambda x: x), X)
