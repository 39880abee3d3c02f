"""LBFGS and its line search."""

from __future__ import annotations

import math

import numpy as np
import pytest

import minigrad as mg
from minigrad import optim
from minigrad.optim.lbfgs import quasi_newton
from minigrad.optim.line_search import Point, strong_wolfe


def leaf(value, dtype=None):
    return mg.tensor(value, dtype, requires_grad=True)


def closure_of(opt, loss):
    def closure():
        opt.zero_grad()
        value = loss()
        value.backward()
        return value

    return closure


class TestQuasiNewton:
    def test_is_newtons_step_once_every_direction_was_seen(self):
        rng = np.random.default_rng(0)
        a = rng.normal(size=(4, 4))
        hessian = a @ a.T + np.eye(4)
        _, directions = np.linalg.eigh(hessian)
        steps = [*directions.T]
        changes = [hessian @ s for s in steps]
        g = rng.normal(size=4)
        np.testing.assert_allclose(
            quasi_newton(g, steps, changes, 1.0), -np.linalg.solve(hessian, g), rtol=1e-10
        )

    def test_is_the_bfgs_formula_with_matrices(self):
        rng = np.random.default_rng(1)
        steps = [*rng.normal(size=(3, 5))]
        changes = [s + 0.1 * rng.normal(size=5) for s in steps]
        inverse = 0.7 * np.eye(5)
        for s, y in zip(steps, changes, strict=True):
            left = np.eye(5) - np.outer(s, y) / (y @ s)
            inverse = left @ inverse @ left.T + np.outer(s, s) / (y @ s)
        g = rng.normal(size=5)
        direction = quasi_newton(g, steps, changes, 0.7)
        np.testing.assert_allclose(direction, -inverse @ g, rtol=1e-12)
        traced = quasi_newton(mg.tensor(g), steps, changes, 0.7)
        np.testing.assert_array_equal(traced.numpy(), direction)


FUNCTIONS = {
    "parabola": (lambda t: (t - 3.0) ** 2, lambda t: 2 * (t - 3.0)),
    "steep": (lambda t: math.exp(5 * t) - 20 * t, lambda t: 5 * math.exp(5 * t) - 20),
    "far": (lambda t: -t / (t * t + 2), lambda t: (t * t - 2) / (t * t + 2) ** 2),
}


def bumps(rng):
    """A sum of waves in a bowl."""
    sizes, waves = 10 ** rng.uniform(-1, 1, 4), 10 ** rng.uniform(-1, 1.2, 4)
    phases, width = rng.uniform(0, 6, 4), 10 ** rng.uniform(-2, 1)

    def evaluate(t):
        f = (sizes * np.sin(waves * t + phases)).sum() + width * t * t
        slope = (sizes * waves * np.cos(waves * t + phases)).sum() + 2 * width * t
        return Point(t, float(f), None, float(slope))

    return evaluate


class TestLineSearch:
    @pytest.mark.parametrize("name", FUNCTIONS)
    @pytest.mark.parametrize("first", [1e-3, 0.1, 1.0, 10.0])
    def test_ends_low_enough_and_flat_enough(self, name, first):
        f, slope = FUNCTIONS[name]
        seen = []

        def evaluate(t):
            seen.append(t)
            return Point(t, f(t), None, slope(t))

        start = Point(0.0, f(0.0), None, slope(0.0))
        found = strong_wolfe(evaluate, start, first, tolerance=1e-9, max_evaluations=25)
        assert found.loss <= start.loss + 1e-4 * found.t * start.slope
        assert abs(found.slope) <= 0.9 * abs(start.slope)
        assert found.t in seen
        assert len(seen) <= 25

    def test_holds_on_functions_with_many_bumps(self):
        rng = np.random.default_rng(0)
        for _ in range(500):
            seen, evaluate = [], bumps(rng)
            start = evaluate(0.0)
            if start.slope >= 0:
                continue
            first = 10 ** rng.uniform(-3, 1)
            found = strong_wolfe(
                lambda t, evaluate=evaluate, seen=seen: seen.append(t) or evaluate(t),
                *(start, first),
                tolerance=1e-9,
                max_evaluations=40,
            )
            assert found.loss <= start.loss + 1e-4 * found.t * start.slope
            assert abs(found.slope) <= 0.9 * abs(start.slope)
            assert len(seen) <= 40

    def test_ends_where_the_interval_is_too_short_to_divide(self):
        def kink(t):
            return Point(t, abs(t - 1.0), None, 1.0 if t > 1 else -1.0)

        found = strong_wolfe(kink, kink(0.0), 1.5, tolerance=0.1, max_evaluations=1000)
        assert abs(found.t - 1.0) < 0.1

    def test_stops_when_there_are_no_evaluations_left(self):
        seen = []

        def endless(t):
            seen.append(t)
            return Point(t, -t, None, -1.0)

        found = strong_wolfe(endless, endless(0.0), 1.0, tolerance=1e-9, max_evaluations=7)
        assert len(seen) == 8
        assert found.loss == min(-t for t in seen)

    def test_comes_back_from_where_the_loss_is_no_number(self):
        def wall(t):
            if t > 1:
                return Point(t, math.nan, None, math.nan)
            return Point(t, (t - 0.5) ** 2, None, 2 * (t - 0.5))

        found = strong_wolfe(wall, wall(0.0), 8.0, tolerance=1e-9, max_evaluations=25)
        assert found.loss < 0.25


class TestSteps:
    @pytest.mark.parametrize("search", [None, "strong_wolfe"])
    @pytest.mark.parametrize("dtype", ["float32", "float64"])
    def test_reach_the_minimum_of_a_quadratic_of_several_parameters(self, search, dtype):
        a, b, c = leaf([1.0, 2.0], dtype), leaf([[3.0], [4.0]], dtype), leaf(5.0, dtype)
        opt = optim.LBFGS([a, b, c], line_search_fn=search)

        def loss():
            return ((a - 1) ** 2).sum() + (2 * (b - c) ** 2).sum() + (c - 0.5) ** 2

        first = opt.step(closure_of(opt, loss))
        assert first.item() == 31.25
        for _ in range(3):
            opt.step(closure_of(opt, loss))
        assert (a.dtype, b.shape, c.shape) == (np.dtype(dtype), (2, 1), ())
        for p, value in ((a, 1.0), (b, 0.5), (c, 0.5)):
            np.testing.assert_allclose(p.numpy(), value, atol=1e-3 if dtype == "float32" else 1e-6)
            assert p.is_leaf
            assert p.requires_grad
            assert p.dtype == dtype

    def test_with_a_line_search_find_the_end_of_rosenbrocks_valley(self):
        w = leaf([-1.2, 1.0])
        opt = optim.LBFGS([w], max_iter=60, tolerance_change=1e-15, line_search_fn="strong_wolfe")
        opt.step(closure_of(opt, lambda: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2))
        np.testing.assert_allclose(w.numpy(), [1.0, 1.0], atol=1e-6)

    def test_leave_frozen_and_unused_parameters_alone(self):
        used, unused, frozen = leaf([3.0]), leaf([1.0, 1.0]), leaf(2.0)
        opt = optim.LBFGS([unused, used, frozen])
        frozen.requires_grad = False
        opt.step(closure_of(opt, lambda: ((used - 1) ** 2).sum() + frozen))
        np.testing.assert_allclose(used.numpy(), [1.0], atol=1e-6)
        np.testing.assert_array_equal(unused.numpy(), [1.0, 1.0])
        assert frozen.item() == 2.0
        assert not frozen.requires_grad

    def test_end_at_once_where_there_is_nothing_to_gain(self):
        w = leaf([1.0])
        opt = optim.LBFGS([w])
        opt.step(closure_of(opt, lambda: ((w - 1) ** 2).sum()))
        assert w.item() == 1.0
        assert opt.state[w]["func_evals"] == 1

    @pytest.mark.parametrize("search", [None, "strong_wolfe"])
    def test_keep_to_the_evaluations_they_may_make(self, search):
        w = leaf([-1.2, 1.0])
        opt = optim.LBFGS([w], lr=0.001, max_iter=50, max_eval=9, line_search_fn=search)
        opt.step(closure_of(opt, lambda: (1 - w[0]) ** 2 + 100 * (w[1] - w[0] ** 2) ** 2))
        assert opt.state[w]["func_evals"] <= 10

    def test_remember_no_more_than_they_may(self):
        w = leaf([-1.2, 1.0])
        opt = optim.LBFGS([w], lr=0.01, max_iter=9, history_size=2)
        opt.step(closure_of(opt, lambda: (1 - w[0]) ** 2 + (w[1] - w[0] ** 2) ** 2))
        assert len(opt.state[w]["steps"]) == len(opt.state[w]["changes"]) == 2

    def test_record_inside_no_grad(self):
        w = leaf([3.0])
        opt = optim.LBFGS([w])
        with mg.no_grad():
            opt.step(closure_of(opt, lambda: ((w - 1) ** 2).sum()))
        np.testing.assert_allclose(w.numpy(), [1.0], atol=1e-6)


class TestErrors:
    def test_without_a_closure(self):
        with pytest.raises(TypeError, match=r"step needs a function .* opt.step\(closure\)"):
            optim.LBFGS([leaf(1.0)]).step()

    def test_with_groups(self):
        with pytest.raises(ValueError, match="LBFGS: all parameters form one vector"):
            optim.LBFGS([{"params": [leaf(1.0)]}, {"params": [leaf(1.0)]}])

    @pytest.mark.parametrize(
        "options",
        [
            {"lr": 0.0},
            {"max_iter": 0},
            {"max_iter": 1.5},
            {"max_eval": 0},
            {"tolerance_grad": -1.0},
            {"tolerance_change": math.nan},
            {"history_size": 0},
            {"line_search_fn": "wolfe"},
        ],
    )
    def test_with_options_out_of_range(self, options):
        with pytest.raises(ValueError, match="LBFGS: needs lr > 0") as error:
            optim.LBFGS([leaf(1.0)], **options)
        ((name, value),) = options.items()
        assert f"{name}={value}" in str(error.value)

    def test_with_a_parameter_that_was_assigned_to_while_recording(self):
        w = leaf(1.0)
        opt = optim.LBFGS([w])
        w -= 0.1
        with pytest.raises(RuntimeError, match=r"no_grad\(\)"):
            opt.step(lambda: w * w)


class TestWhatAClosureReturns:
    @staticmethod
    def step(returned):
        w = leaf([3.0, -1.0])
        opt = optim.LBFGS([w], max_iter=3)

        def closure():
            opt.zero_grad()
            loss = (w * w).sum()
            loss.backward()
            return returned(loss)

        result = opt.step(closure)
        return w.numpy(), result

    @pytest.mark.parametrize("search", [None, "strong_wolfe"])
    def test_nothing_is_told_and_moves_nothing(self, search):
        w = leaf([3.0, -1.0])
        opt = optim.LBFGS([w], line_search_fn=search)
        with pytest.raises(TypeError, match="the closure returned nothing; let it return the loss"):
            opt.step(lambda: (w * w).sum().backward())
        np.testing.assert_array_equal(w.numpy(), [3.0, -1.0])
        assert not opt.state

    @pytest.mark.parametrize(
        "returned",
        [
            lambda loss: loss,
            lambda loss: loss.item(),
            lambda loss: loss.detach(),
            lambda loss: loss.numpy(),
            lambda loss: loss.reshape(1),
        ],
        ids=["loss", "item", "detached", "array", "shape (1,)"],
    )
    def test_the_loss_in_any_form_is_the_same(self, returned):
        w, result = self.step(returned)
        np.testing.assert_array_equal(w, self.step(lambda loss: loss)[0])
        assert getattr(result, "size", 1) == 1

    @pytest.mark.parametrize(
        ("returned", "kind"),
        [
            (lambda loss: loss * np.ones(2), r"shape \(2,\)"),
            (lambda loss: (loss, 1), "tuple"),
            (lambda loss: "loss", "str"),
            (lambda loss: {"loss": loss}, "dict"),
        ],
    )
    def test_what_is_no_number_is_told(self, returned, kind):
        with pytest.raises(TypeError, match=f"the loss, which is one number, not {kind}"):
            self.step(returned)
