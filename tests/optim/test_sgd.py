"""Optimisers: the formulas of article C6, and parameters that keep what they are."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, optim

A = np.array([[3.0, 1.0], [1.0, 2.0]])
B = np.array([1.0, -1.0])
START = np.array([1.0, -2.0])
STEPS = 20


def leaf(value, dtype=None):
    return mg.tensor(value, dtype, requires_grad=True)


def energy(w):
    """A quadratic whose gradient is A w − b."""
    return 0.5 * (w @ A @ w) - B @ w


def trajectory(**options):
    w = leaf(START)
    opt = optim.SGD([w], **options)
    path = []
    for _ in range(STEPS):
        opt.zero_grad()
        energy(w).backward()
        opt.step()
        path.append(w.numpy())
    return np.array(path)


def article_trajectory(lr, momentum=0.0, nesterov=False, weight_decay=0.0):
    """Article C6, as it is written there."""
    w, v = START, np.zeros(2)
    path = []
    for _ in range(STEPS):
        g = A @ w - B + weight_decay * w
        before, v = v, momentum * v - lr * g
        w = w - momentum * before + momentum * v + v if nesterov else w + v
        path.append(w)
    return np.array(path)


OPTIONS = [
    {"lr": lr, "momentum": momentum, "nesterov": nesterov, "weight_decay": decay}
    for lr, momentum, nesterov, decay in itertools.product(
        (0.1, 0.01), (0.0, 0.5, 0.9), (False, True), (0.0, 0.05)
    )
    if momentum or not nesterov
]


class TestFormulas:
    @pytest.mark.parametrize("options", OPTIONS, ids=str)
    def test_are_those_of_the_articles(self, options):
        path = trajectory(**options)
        np.testing.assert_allclose(path, article_trajectory(**options), rtol=0, atol=1e-15)
        assert np.abs(path[-1] - START).max() > 0.1

    def test_are_all_different(self):
        paths = [trajectory(**options) for options in OPTIONS]
        for a, b in itertools.combinations(paths, 2):
            assert np.abs(a - b).max() > 1e-3

    def test_all_reach_the_minimum(self):
        solution = np.linalg.solve(A, B)
        for options in ({}, {"momentum": 0.5}, {"momentum": 0.5, "nesterov": True}):
            np.testing.assert_allclose(trajectory(lr=0.3, **options)[-1], solution, atol=1e-2)

    # Computed once, outside the tests, by PyTorch 2.13 in float64: torch.optim.SGD([w], lr=0.1,
    # **options), 20 steps on 0.5 * w @ A @ w - b @ w from [1, -2].
    @pytest.mark.parametrize(
        ("options", "end"),
        [
            ({}, (0.6330220036582422, -0.8535001702725781)),
            ({"momentum": 0.9}, (0.5562874308270592, -0.9243051079959551)),
            (
                {"momentum": 0.9, "nesterov": True},
                (0.6024368639901326, -0.8055859794388756),
            ),
            ({"weight_decay": 0.05}, (0.6109025044509659, -0.8200282109506086)),
            (
                {"momentum": 0.9, "nesterov": True, "weight_decay": 0.05},
                (0.575248003447975, -0.763586775636307),
            ),
        ],
        ids=str,
    )
    def test_agree_with_pytorch(self, options, end):
        np.testing.assert_allclose(trajectory(lr=0.1, **options)[-1], end, rtol=0, atol=1e-14)

    def test_hold_for_gradients_that_accumulate(self):
        """The velocity is not the gradient's memory."""
        w = leaf(START)
        opt = optim.SGD([w], lr=0.1, momentum=0.9)
        expected, v, g = START, np.zeros(2), np.zeros(2)
        for _ in range(5):
            energy(w).backward()
            opt.step()
            g = g + A @ expected - B
            v = 0.9 * v - 0.1 * g
            expected = expected + v
        np.testing.assert_allclose(w.numpy(), expected, rtol=0, atol=1e-14)

    def test_follow_a_learning_rate_that_is_set_anew(self):
        w = leaf(1.0)
        opt = optim.SGD([w], lr=0.25)
        path = []
        for lr in (0.25, 0.125):
            opt.lr = lr
            opt.zero_grad()
            (w * w).backward()
            opt.step()
            path.append(w.item())
        assert path == [0.5, 0.375]


class TestParameters:
    def test_without_a_gradient_stay(self):
        used, unused = leaf([1.0, 2.0]), leaf([3.0, 4.0])
        opt = optim.SGD([unused, used], lr=0.1, momentum=0.9, weight_decay=0.1)
        (used * used).sum().backward()
        opt.step()
        np.testing.assert_array_equal(unused.numpy(), [3.0, 4.0])
        assert not np.any(used.numpy() == [1.0, 2.0])

    def test_keep_their_own_velocities(self):
        a, b = leaf(1.0), leaf(1.0)
        opt = optim.SGD([a, b], lr=0.1, momentum=0.5)
        a.backward()
        opt.step()
        (a + b).backward(retain_graph=False)  # a has 2 now, b has 1
        opt.step()
        assert a.item() == pytest.approx(1 - 0.1 - 0.1 * (0.5 * 1 + 2), rel=1e-15)
        assert b.item() == pytest.approx(1 - 0.1, rel=1e-15)

    @pytest.mark.parametrize(
        "options",
        [{}, {"momentum": 0.9}, {"momentum": 0.9, "nesterov": True}, {"weight_decay": 0.1}],
        ids=str,
    )
    @pytest.mark.parametrize("shape", [(), (3,), (2, 2), (0,)])
    def test_keep_shape_dtype_name_and_handle(self, shape, options):
        p = mg.tensor(np.ones(shape), "float32", requires_grad=True, name="p")
        opt = optim.SGD([p], lr=0.1, **options)
        for _ in range(2):
            (p * p).sum().backward()
            opt.step()
        assert p.dtype == np.float32
        assert p.shape == shape
        assert (p.name, p.is_leaf, p.requires_grad) == ("p", True, True)
        assert np.all(p.numpy() < 1)

    @pytest.mark.parametrize("number", [np.float64, np.float32, np.asarray])
    def test_of_float32_stay_float32_with_options_that_are_numpy_numbers(self, number):
        p = leaf([1.0, 2.0], "float32")
        opt = optim.SGD(
            [p], lr=number(0.5), momentum=number(0.5), nesterov=True, weight_decay=number(0.5)
        )
        for _ in range(2):
            (p * p).sum().backward()
            opt.step()
        assert p.dtype == np.float32

    def test_older_graphs_keep_the_values_they_saw(self):
        w = leaf([1.0, 2.0])
        opt = optim.SGD([w], lr=0.25)
        older = (w * w * w).sum()
        older.backward()
        opt.step()
        np.testing.assert_array_equal(w.numpy(), [0.25, -1.0])
        assert older.item() == 9.0
        opt.zero_grad()
        older.backward()
        np.testing.assert_array_equal(w.grad.numpy(), [3.0, 12.0])  # 3 w² of the older values

    def test_have_values_that_nobody_can_change(self):
        w = leaf([1.0, 2.0])
        (w * w).sum().backward()
        optim.SGD([w], lr=0.25).step()
        with pytest.raises(ValueError, match="read-only"):
            w.numpy()[...] = 0.0

    def test_lose_their_gradients_by_zero_grad(self):
        a, b = leaf(1.0), leaf(2.0)
        opt = optim.SGD([a, b], lr=0.1)
        (a * b).backward()
        opt.zero_grad()
        assert a.grad is None
        assert b.grad is None

    def test_come_from_any_iterable(self):
        net = nn.MLP([2, 3, 2], rng=np.random.default_rng(0))
        opt = optim.SGD((p for p in net.parameters()), lr=0.1)
        before = [p.numpy() for p in net.parameters()]
        nn.CrossEntropy()(net(np.ones((1, 2))), [0]).backward()
        opt.step()
        for p, value in zip(net.parameters(), before, strict=True):
            np.testing.assert_array_equal(p.numpy(), value - 0.1 * p.grad.numpy())

    def test_are_not_recorded_while_they_move(self):
        w = leaf(1.0)
        opt = optim.SGD([w], lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.1)
        for _ in range(3):
            (w * w).backward()
            opt.step()
        assert w.node.inputs == ()


class TestErrors:
    def test_without_parameters(self):
        with pytest.raises(ValueError, match="SGD: there are no parameters to optimise"):
            optim.SGD([], lr=0.1)

    @pytest.mark.parametrize(
        "wrong",
        [mg.tensor(1.0), np.ones(2), 3.0, leaf(1.0) * 2.0],
        ids=["frozen", "array", "number", "computed"],
    )
    def test_what_is_no_leaf_with_a_gradient(self, wrong):
        with pytest.raises(
            TypeError, match="SGD: .* is not a leaf Tensor that requires a gradient"
        ):
            optim.SGD([leaf(1.0), wrong], lr=0.1)

    def test_a_parameter_given_twice_would_move_twice(self):
        w = leaf(1.0)
        with pytest.raises(ValueError, match="(?i)SGD.*(twice|more than once|once)"):
            optim.SGD([w, w], lr=0.1)

    @pytest.mark.parametrize(
        "options",
        [
            {"lr": 0.0},
            {"lr": -0.1},
            {"lr": float("nan")},
            {"lr": 0.1, "momentum": 1.0},
            {"lr": 0.1, "momentum": -0.1},
            {"lr": 0.1, "momentum": float("nan")},
            {"lr": 0.1, "weight_decay": -1.0},
            {"lr": 0.1, "weight_decay": float("nan")},
        ],
        ids=str,
    )
    def test_options_out_of_range(self, options):
        with pytest.raises(ValueError, match="SGD: needs lr > 0, 0 <= momentum < 1") as error:
            optim.SGD([leaf(1.0)], **options)
        for name, value in options.items():
            assert f"{name}={value}" in str(error.value)

    def test_nesterov_without_momentum(self):
        with pytest.raises(ValueError, match="nesterov needs a momentum"):
            optim.SGD([leaf(1.0)], lr=0.1, nesterov=True)


def test_an_optimiser_is_written_with_what_it_does():
    w = leaf(1.0)
    options = {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01}
    assert repr(optim.SGD([w], lr=0.1)) == "SGD(lr=0.1)"
    assert repr(optim.SGD([w], lr=0.1, momentum=0.9)) == "SGD(lr=0.1, momentum=0.9)"
    expected = "SGD(lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01)"
    assert repr(optim.SGD([w], lr=0.1, **options)) == expected


class TestParametersThatChanged:
    def test_one_assigned_to_while_recording_is_refused(self):
        w = leaf(2.0)
        opt = optim.SGD([w], lr=0.1)
        (w * w).backward()
        w -= 0.1
        with pytest.raises(RuntimeError, match=r"no_grad\(\)"):
            opt.step()

    def test_a_frozen_one_stays_and_can_be_thawed(self):
        w = leaf(2.0)
        opt = optim.SGD([w], lr=0.1)
        (w * w).backward()
        w.requires_grad = False
        opt.step()
        assert w.item() == 2.0
        assert not w.requires_grad
        w.requires_grad = True
        opt.zero_grad()
        (w * w).backward()
        opt.step()
        (w * w).backward()
        assert w.item() == 1.6
