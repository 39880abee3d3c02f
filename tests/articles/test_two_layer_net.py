"""Article D: a network object with parameters by name, whose gradients come from the engine."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad import data, nn


class TwoLayerNet(nn.Module):
    """D1, with nothing written by hand but the forward pass."""

    def __init__(self, input_size, hidden_size, output_size, rng, weight_init_std=0.01):
        def weights(*shape):
            return mg.tensor(weight_init_std * rng.normal(size=shape), requires_grad=True)

        self.params = {
            "W1": weights(input_size, hidden_size),
            "b1": mg.tensor(np.zeros(hidden_size), requires_grad=True),
            "W2": weights(hidden_size, output_size),
            "b2": mg.tensor(np.zeros(output_size), requires_grad=True),
        }

    def predict(self, x):
        p = self.params
        return mg.relu(x @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]

    def loss(self, x, t):
        return nn.CrossEntropy()(self.predict(x), t)

    def accuracy(self, x, t):
        return data.accuracy(self.predict(x), t)

    def gradient(self, x, t):
        names, parameters = zip(*self.params.items(), strict=True)
        gradients = mg.grad_of(self.loss(x, t), list(parameters))
        return {n: g.numpy() for n, g in zip(names, gradients, strict=True)}


@pytest.fixture
def net():
    return TwoLayerNet(7, 5, 3, np.random.default_rng(0))


X = np.random.default_rng(1).normal(size=(6, 7))
T = np.array([0, 2, 1, 1, 0, 2])


def test_parameters_have_their_names_and_first_values(net):
    assert [name for name, _ in net.named_parameters()] == [
        "params.W1",
        "params.b1",
        "params.W2",
        "params.b2",
    ]
    rng = np.random.default_rng(0)
    np.testing.assert_array_equal(net.params["W1"].numpy(), 0.01 * rng.normal(size=(7, 5)))
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
