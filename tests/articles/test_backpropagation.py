"""Article A: from numerical gradients to back-propagation, and a network that learns."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad import data, nn, optim, train
from models import numerical_vs_backprop

H = 1e-4  # the article's step


def small_network(activation):
    net = nn.MLP([6, 5, 4, 3], activation, rng=np.random.RandomState(1))
    rng = np.random.default_rng(2)
    for layer in net.layers[::2]:  # biases that are not zero, so that theirs count too
        layer.bias.data = 0.1 * rng.normal(size=layer.bias.shape)
    return net, rng.normal(size=(8, 6)), rng.integers(0, 3, size=8)


def numerical_gradient(f, parameter):
    """A1: (f(w + h) − f(w − h)) / 2h, one weight at a time."""
    start = parameter.numpy()
    gradient = np.zeros(start.shape)
    for place in np.ndindex(start.shape):
        values = []
        for step in (H, -H):
            moved = start.copy()
            moved[place] += step
            parameter.data = moved
            values.append(f())
        gradient[place] = (values[0] - values[1]) / (2 * H)
    parameter.data = start
    return gradient


class TestNumericalGradient:
    """A1 to A3: what the sweep gives is what moving every weight a little gives."""

    @pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh", "h_swish", "tanhexp"])
    @pytest.mark.parametrize(
        "loss", [nn.CrossEntropy(), nn.Flooding(nn.CrossEntropy(), b=5.0)], ids=repr
    )
    def test_equals_back_propagation(self, activation, loss):
        net, x, t = small_network(getattr(mg, activation))
        loss(net(x), t).backward()

        def f():
            with mg.no_grad():
                return loss(net(x), t).item()

        for name, parameter in net.named_parameters():
            expected = numerical_gradient(f, parameter)
            np.testing.assert_allclose(
                parameter.grad.numpy(), expected, rtol=0, atol=1e-6, err_msg=name
            )
            assert np.abs(expected).max() > 1e-3

    def test_equals_back_propagation_for_mean_squared_error(self):
        net, x, t = small_network(mg.sigmoid)
        loss, rows = nn.MSE(half=True), np.eye(3)[t]
        loss(mg.softmax(net(x)), rows).backward()

        def f():
            with mg.no_grad():
                return loss(mg.softmax(net(x)), rows).item()

        for parameter in net.parameters():
            expected = numerical_gradient(f, parameter)
            np.testing.assert_allclose(parameter.grad.numpy(), expected, rtol=0, atol=1e-6)

    def test_costs_two_forward_runs_a_weight(self):
        net, x, t = small_network(mg.relu)
        runs = []

        def f():
            runs.append(1)
            return nn.CrossEntropy()(net(x), t).item()

        for parameter in net.parameters():
            numerical_gradient(f, parameter)
        assert len(runs) == 2 * sum(p.size for p in net.parameters()) == 2 * 74

    def test_counts_for_the_network_of_the_article(self):
        weights = sum(p.size for p in nn.MLP([784, 50, 100, 10]).parameters()) - 160
        assert weights == 45_200
        counted = sum(p.size for p in nn.MLP([768, 50, 100, 10]).parameters()) - 160
        assert (counted, 2 * counted) == (44_400, 88_800)  # it takes 768 inputs
        assert 2 * counted * 60_000 == 5_328_000_000


class TestTwoLaws:
    """A2: multiply along a path, add where a value branches."""

    def test_multiply_along_a_path(self):
        x = mg.tensor(0.5, requires_grad=True)
        mg.exp(mg.sin(x * 3.0)).backward()
        expected = np.exp(np.sin(1.5)) * np.cos(1.5) * 3.0
        assert x.grad.item() == pytest.approx(expected, rel=1e-15)

    def test_add_at_a_branch(self):
        x = mg.tensor(0.5, requires_grad=True)
        (mg.sin(x) + 3.0 * x + x * x).backward()
        assert x.grad.item() == pytest.approx(np.cos(0.5) + 3.0 + 1.0, rel=1e-15)

    def test_a_path_is_the_product_of_its_arrows_and_a_branch_their_sum_on_a_picture(self):
        w = mg.tensor(0.5, requires_grad=True, name="w")
        h = mg.relu(2.0 * w + 0.3)
        error = (h - 1.0) ** 2 + 0.5 * h
        error.name = "error"
        error.backward()
        text = str(error.draw(path=(w, error)))
        assert "2 paths lead from w to error" in text
        assert "= 1.2\n" in text  # 2 · 1 · 2 (1.3 - 1)
        assert "= 1.0\n" in text  # 2 · 1 · 0.5
        assert "1.2 + 1.0 = 2.2" in text
        assert w.grad.item() == pytest.approx(2.2)


class TestDifferencesInsideTheChain:
    """A3: f′(u), and softmax with the loss, by local differences; the chain stays analytic."""

    @staticmethod
    def slope(f, u):
        return (f(u + H) - f(u - H)) / (2 * H)

    @pytest.mark.parametrize(
        "activation", [mg.sigmoid, mg.tanh, mg.swish], ids=lambda f: f.__name__
    )
    def test_give_the_same_gradients(self, activation):
        net, x, t = small_network(activation)
        (w1, b1), (w2, b2), (w3, b3) = (
            (layer.weight.numpy(), layer.bias.numpy()) for layer in net.layers[::2]
        )
        u1 = x @ w1 + b1
        z1 = activation(u1)
        u2 = z1 @ w2 + b2
        z2 = activation(u2)
        u3 = z2 @ w3 + b3

        def loss(u):
            return -mg.log_softmax(u)[range(8), t] / 8

        steps = H * np.eye(3)  # one output after the other, for all rows at once
        du3 = np.stack([(loss(u3 + e) - loss(u3 - e)) / (2 * H) for e in steps], axis=1)
        du2 = du3 @ w3.T * self.slope(activation, u2)
        du1 = du2 @ w2.T * self.slope(activation, u1)
        third = [x.T @ du1, du1.sum(0), z1.T @ du2, du2.sum(0), z2.T @ du3, du3.sum(0)]

        nn.CrossEntropy()(net(x), t).backward()
        for parameter, expected in zip(net.parameters(), third, strict=True):
            np.testing.assert_allclose(parameter.grad.numpy(), expected, rtol=0, atol=1e-8)

    def test_are_what_the_program_compares_with_both_other_ways(self):
        net, x, t = small_network(mg.tanh)
        nn.CrossEntropy()(net(x), t).backward()
        evaluations, seconds, difference = numerical_vs_backprop.local(net, x, t, H)
        assert evaluations == 2 * 2 + 2 * 3  # two hidden layers, three classes
        assert seconds > 0
        assert difference < 1e-8


class TestBackPropagationByHand:
    """A3: the formulas that the article derives for each layer."""

    def test_equals_the_engine(self):
        net, x, t = small_network(mg.relu)
        (w1, b1), (w2, b2), (w3, b3) = (
            (layer.weight.numpy(), layer.bias.numpy()) for layer in net.layers[::2]
        )
        u1 = x @ w1 + b1
        z1 = np.maximum(u1, 0)
        u2 = z1 @ w2 + b2
        z2 = np.maximum(u2, 0)
        u3 = z2 @ w3 + b3
        e = np.exp(u3 - u3.max(axis=1, keepdims=True))
        y = e / e.sum(axis=1, keepdims=True)

        du3 = (y - np.eye(3)[t]) / 8
        du2 = du3 @ w3.T * (u2 > 0)
        du1 = du2 @ w2.T * (u1 > 0)
        by_hand = [x.T @ du1, du1.sum(0), z1.T @ du2, du2.sum(0), z2.T @ du3, du3.sum(0)]

        nn.CrossEntropy()(net(x), t).backward()
        for parameter, expected in zip(net.parameters(), by_hand, strict=True):
            np.testing.assert_allclose(parameter.grad.numpy(), expected, rtol=1e-12, atol=1e-16)


class TestTheNetworkLearns:
    def test_with_the_settings_of_the_article_on_the_small_digits(self):
        """A4: ReLU, He normal, min-max, SGD with learning rate 0.01, shuffled once."""
        digits = data.digits(flatten=True)
        (x, t), test = ((data.min_max(images), labels) for images, labels in digits)
        rng = np.random.default_rng(0)
        order = rng.permutation(len(x))
        net = nn.MLP([64, 50, 100, 10], mg.relu, rng=rng)
        history = train.fit(
            *(net, nn.CrossEntropy(), optim.SGD(net.parameters(), lr=0.01)),
            *((x[order], t[order]), test),
            epochs=12,
            batch_size=10,
            shuffle=False,
        )
        assert history[0].test_accuracy < 0.25
        assert history[5].test_accuracy > 0.7
        assert history[-1].test_accuracy > 0.9
        losses = [row.train_loss for row in history]
        assert losses == sorted(losses, reverse=True)
