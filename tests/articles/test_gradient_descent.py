"""Article E: differences, gradients and gradient descent on x0² + x1²."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad import data, nn, plot
from minigrad.testing import numerical_grad


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

    def test_of_a_grid_that_is_passed_transposed_is_the_same_by_symmetry(self):
        """E3: a row for each axis instead of one for each point."""
        points = np.stack(np.meshgrid(*2 * [np.linspace(-2, 2, 5)]), axis=-1).reshape(-1, 2)

        def field(of_point, points):
            return mg.grad(lambda x: of_point(x).sum())(points).numpy()

        def bowl(x):
            return (x**2).sum(-1)

        np.testing.assert_array_equal(field(bowl, points.T).T, field(bowl, points))

        def skew(x):  # x0² + x0 x1 + x1², which mixes the numbers of a point
            return ((x**2).sum(-1) + x.sum(-1) ** 2) / 2

        np.testing.assert_allclose(field(skew, points), points @ [[2, 1], [1, 2]])
        assert np.abs(field(skew, points.T).T - field(skew, points)).max() > 1

    def test_of_one_variable_is_the_slope_of_a_tangent(self):
        def curve(x):
            return 0.01 * x**2 + 0.1 * x

        x0, slope = 5.0, mg.grad(curve)(5.0).item()
        assert numerical_grad(curve, x0) == 0.1999999999990898  # as printed
        assert slope == pytest.approx(0.2, rel=1e-15)
        lines = {"f": curve, "tangent": lambda x: curve(x0) + slope * (x - x0)}
        (axes,) = plot.functions(lines, (0, 20), derivatives=False).figure.axes
        f, tangent = (line.get_ydata() for line in axes.lines)
        apart = f - tangent
        assert apart.min() >= -1e-15
        assert axes.lines[0].get_xdata()[apart.argmin()] == pytest.approx(x0)


class TestDescent:
    def test_with_a_good_learning_rate_arrives(self):
        path = descend(0.1)
        factor = 0.8 ** np.arange(101)[:, None]
        np.testing.assert_allclose(path, factor * [-3.0, 4.0], rtol=1e-12)
        assert np.abs(path[-1]).max() < 1e-9

    def test_with_a_rate_that_jumps_over_the_middle_still_arrives(self):
        path = descend(0.9)
        assert np.all(path[1:] * path[:-1] < 0)
        assert np.abs(path[-1]).max() < 1e-9

    def test_is_drawn_as_paths_over_contour_lines(self):
        def bowl(x0, x1):
            return x0**2 + x1**2

        rates = (0.1, 0.9, 10.0, 1e-10)
        paths = {f"{lr:g}": plot.descent(bowl, (-3.0, 4.0), lr, 20) for lr in rates}
        for lr, path in zip(rates, paths.values(), strict=True):
            np.testing.assert_array_equal(path, descend(lr, steps=20))
        (axes,) = plot.contour(bowl, (-5, 5), (-5, 5), paths=paths).figure.axes
        assert len(axes.lines) == 4

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
