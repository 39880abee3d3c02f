"""Article D: a network object with parameters by name, whose gradients come from the engine."""

from __future__ import annotations

import numpy as np
import pytest

from models.two_layer_net import TwoLayerNet


@pytest.fixture
def net():
    return TwoLayerNet(7, 5, 3, np.random.default_rng(0))


X = np.random.default_rng(1).normal(size=(6, 7))
T = np.array([0, 2, 1, 1, 0, 2])


def test_layers_are_in_order_and_by_name_with_and_without_the_last_relu():
    book, article = (
        TwoLayerNet(7, 5, 3, np.random.default_rng(0), last_relu=last) for last in (False, True)
    )
    assert list(book.layers) == ["Affine1", "Relu1", "Affine2"]
    assert list(article.layers) == ["Affine1", "Relu1", "Affine2", "Relu2"]
    y = book.predict(X).numpy()
    assert (y < 0).any()
    np.testing.assert_array_equal(article.predict(X).numpy(), np.maximum(y, 0))
    assert article.loss(X, T) != book.loss(X, T)
    assert list(article.gradient(X, T)) == ["W1", "b1", "W2", "b2"]


def test_parameters_have_their_names_and_first_values(net):
    assert list(net.params) == ["W1", "b1", "W2", "b2"]
    rng = np.random.default_rng(0)
    np.testing.assert_array_equal(net.params["W1"].numpy(), 0.01 * rng.normal(size=(7, 5)))
    np.testing.assert_array_equal(net.params["W2"].numpy(), 0.01 * rng.normal(size=(5, 3)))
    np.testing.assert_array_equal(net.params["b2"].numpy(), np.zeros(3))


def test_labels_are_classes_or_one_hot(net):
    one_hot = np.eye(3)[T]
    assert net.loss(X, T).item() == pytest.approx(net.loss(X, one_hot).item(), rel=1e-15)
    assert net.accuracy(X, T) == net.accuracy(X, one_hot)
    for name, g in net.gradient(X, T).items():
        np.testing.assert_allclose(g, net.gradient(X, one_hot)[name], rtol=1e-12, atol=1e-18)


def test_gradients_come_by_name_and_are_those_of_the_layers_by_hand(net):
    w1, b1, w2, b2 = (p.numpy() for p in net.params.values())
    a = X @ w1 + b1
    z = np.maximum(a, 0)
    e = np.exp(z @ w2 + b2)
    du = (e / e.sum(axis=1, keepdims=True) - np.eye(3)[T]) / 6
    da = du @ w2.T * (a > 0)
    expected = {"W1": X.T @ da, "b1": da.sum(0), "W2": z.T @ du, "b2": du.sum(0)}
    gradients = net.gradient(X, T)
    assert list(gradients) == list(expected)
    for name, g in gradients.items():
        np.testing.assert_allclose(g, expected[name], rtol=1e-12, atol=1e-18)
        assert np.abs(g).max() > 0
    assert all(p.grad is None for p in net.parameters())


def test_it_learns_by_its_gradients(net):
    before = net.loss(X, T).item()
    for _ in range(300):
        for name, g in net.gradient(X, T).items():
            net.params[name].data -= 1.0 * g
    assert net.loss(X, T).item() < 0.1 * before
    assert net.accuracy(X, T) == 1.0
