"""Article E: differences, gradients and gradient descent on x0² + x1²."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad import data, nn


def f(x):
    return (x**2).sum()


def descend(lr, start=(-3.0, 4.0), steps=100):
    x = mg.tensor(start, requires_grad=True)
    path = [x.numpy()]
    for _ in range(steps):
        x.zero_grad()
        f(x).backward()
        x.data -= lr * x.grad
        path.append(x.numpy())
    return np.array(path)


class TestGradient:
    @pytest.mark.parametrize("point", [(3.0, 4.0), (0.0, 2.0), (3.0, 0.0), (0.0, 0.0)])
    def test_is_twice_the_point(self, point):
        np.testing.assert_array_equal(mg.grad(f)(np.array(point)).numpy(), 2 * np.array(point))

    def test_of_a_whole_grid_at_once_is_a_field_of_arrows(self):
        x0, x1 = np.meshgrid(np.arange(-2, 2.5, 0.25), np.arange(-2, 2.5, 0.25))
        arrows = mg.grad(f)(np.stack([x0, x1])).numpy()
        np.testing.assert_array_equal(arrows, np.stack([2 * x0, 2 * x1]))


class TestDescent:
    def test_with_a_good_learning_rate_arrives(self):
        path = descend(0.1)
        factor = 0.8 ** np.arange(101)[:, None]
        np.testing.assert_allclose(path, factor * [-3.0, 4.0], rtol=1e-12)
        assert np.abs(path[-1]).max() < 1e-9

    def test_with_a_learning_rate_that_is_too_large_flies_away(self):
        path = descend(10.0, steps=20)
        np.testing.assert_allclose(path[-1], 19.0**20 * np.array([-3.0, 4.0]), rtol=1e-12)
        assert np.all(np.diff(np.abs(path), axis=0) > 0)

    def test_with_a_learning_rate_that_is_too_small_hardly_moves(self):
        path = descend(1e-10)
        np.testing.assert_allclose(path[-1], [-3.0, 4.0], rtol=1e-7)
        assert not np.any(path[-1] == [-3.0, 4.0])


class TestDifferences:
    """E2: the central difference is better, until rounding takes over."""

    @staticmethod
    def errors(h, at=1.0):
        exact = mg.grad(mg.exp)(at).item()
        forward = (np.exp(at + h) - np.exp(at)) / h
        central = (np.exp(at + h) - np.exp(at - h)) / (2 * h)
        return abs(forward - exact), abs(central - exact)

    def test_forward_differences_have_an_error_of_order_h_and_central_ones_of_h_squared(self):
        for h in (1e-1, 1e-2, 1e-3):
            forward, central = self.errors(h)
            assert forward == pytest.approx(np.e / 2 * h, rel=0.1)
            assert central == pytest.approx(np.e / 6 * h**2, rel=0.1)

    def test_rounding_errors_grow_as_the_step_shrinks(self):
        assert self.errors(1e-5)[1] < 1e-9 < self.errors(1e-10)[1] < self.errors(1e-14)[1]


def test_cross_entropy_takes_a_mini_batch_drawn_at_random():
    """E1: the batch's cross entropy is the mean over its samples."""
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(60, 4)), rng.integers(0, 4, size=60)
    images, labels = data.random_batch(x, t, 10, rng)
    loss = nn.CrossEntropy()
    single = [loss(images[i : i + 1], labels[i : i + 1]) for i in range(10)]
    assert loss(images, labels) == pytest.approx(np.mean(single), rel=1e-14)
