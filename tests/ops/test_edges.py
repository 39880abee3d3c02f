"""Numbers at the edge of their dtype: long sums of float16, squares of 1e200, infinite logits."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg

INF = np.inf
ONES = np.tile(np.float16([-1, 1]), 40_000)  # more than float16 can count
TINY, HUGE = 1e-200, 1e200


def gradient(f, *values):
    xs = [mg.tensor(v, requires_grad=True) for v in values]
    f(*xs).backward()
    return [x.grad.numpy() for x in xs]


class TestSumsOfFloat16:
    def test_variance_and_deviation(self):
        assert mg.var(mg.tensor(ONES)).item() == 1
        assert mg.std(mg.tensor(ONES)).item() == 1
        assert mg.var(mg.tensor(np.float16([-200, 200]))).dtype == np.float16
        assert mg.std(mg.tensor(np.float16([-300, 300]))).item() == 300
        (g,) = gradient(mg.var, ONES)
        np.testing.assert_allclose(g, 2 / 80_000 * ONES.astype(float), atol=6e-8)  # one unit
        (g,) = gradient(mg.std, ONES)
        np.testing.assert_allclose(g, 1 / 80_000 * ONES.astype(float), atol=6e-8)

    @pytest.mark.parametrize("axis", [0, (0, 1)])
    def test_a_sum_does_not_stop_growing(self, axis):
        x = mg.tensor(np.full((60_000, 1), 0.25, np.float16))
        assert mg.sum(x, axis=axis).item() == 15_000
        assert mg.mean(x, axis=axis).item() == 0.25

    def test_nor_does_the_gradient_of_what_was_repeated(self):
        x = mg.tensor(np.full((60_000, 2), 0.25, np.float16))
        (g,) = gradient(lambda b: ((x + b) * np.float16(0.25)).sum(), np.zeros(2, np.float16))
        np.testing.assert_array_equal(g, [15_000, 15_000])
        (g,) = gradient(lambda b: ((x + b) * np.float16(0.25)).mean(), np.zeros((1, 1), np.float16))
        np.testing.assert_allclose(g, 0.25, rtol=1e-2)  # each of its terms was rounded

    def test_nor_does_that_of_an_element_named_often(self):
        index = np.zeros(60_000, int)
        (g,) = gradient(lambda x: (x[index] * np.float16(0.25)).sum(), np.zeros(2, np.float16))
        np.testing.assert_array_equal(g, [15_000, 0])

    def test_softmax_of_many(self):
        x = np.zeros(70_000, np.float16)
        share = np.float16(1 / 70_000)
        np.testing.assert_array_equal(mg.softmax(mg.tensor(x)).numpy(), share)
        np.testing.assert_array_equal(mg.log_softmax(mg.tensor(x)).numpy(), np.float16(-11.16))
        assert mg.logsumexp(mg.tensor(x)).item() == np.float16(11.16)
        np.testing.assert_array_equal(gradient(mg.logsumexp, x)[0], share)
        (g,) = gradient(lambda x: mg.log_softmax(x)[0], x)
        assert g[0] == 1
        np.testing.assert_allclose(g[1:], -share, rtol=1e-2)

    @pytest.mark.parametrize("f", [mg.sum, mg.mean, mg.var, mg.std, mg.softmax, mg.logsumexp])
    def test_a_program_has_the_same_numbers(self, f):
        x = mg.tensor(np.random.default_rng(0).normal(size=(50, 3)), np.float16)
        np.testing.assert_array_equal(mg.compile(f)(x).numpy(), f(x).numpy())
        if f is not mg.softmax:
            both = mg.grad(f)
            np.testing.assert_array_equal(mg.compile(both)(x).numpy(), both(x).numpy())


class TestDeviations:
    @pytest.mark.parametrize("size", [TINY, 1e-320, HUGE, 1.7e308, 1.0])
    def test_have_the_size_of_the_numbers(self, size):
        x = np.array([size / 2, -size / 2])
        np.testing.assert_allclose(mg.std(x), size / 2, rtol=1e-15)
        (g,) = gradient(mg.std, x)
        np.testing.assert_allclose(g, [0.5, -0.5], rtol=1e-15)

    def test_are_numpy_s_where_numpy_can(self):
        x = np.random.default_rng(0).normal(size=(7, 5)) * 10.0 ** np.arange(-2, 3)
        for axis in (None, 0, 1):
            for ddof in (0, 1):
                for dtype in (np.float64, np.float32):
                    ours = mg.std(x.astype(dtype), axis=axis, ddof=ddof)
                    np.testing.assert_array_equal(ours, np.std(x.astype(dtype), axis, ddof=ddof))

    def test_of_infinity_is_nan(self):
        with np.errstate(invalid="ignore"):
            assert np.isnan(mg.std(np.array([INF, 1.0])))
            assert np.isnan(mg.std(np.array([np.nan, 1.0])))


class TestPowers:
    @pytest.mark.parametrize(
        ("a", "b", "first", "second"),
        [
            (-3.0, 2.0, -6.0, 2.0),
            (-3.0, 3.0, 27.0, -18.0),
            (-2.0, -1.0, -0.25, -0.25),
            (-2.0, 1.0, 1.0, 0.0),
            (-2.0, 0.0, 0.0, 0.0),
            (0.0, 2.0, 0.0, 2.0),
            (0.0, 1.0, 1.0, 0.0),
            (0.0, 0.0, 0.0, 0.0),
            (0.0, 3.0, 0.0, 0.0),
        ],
    )
    def test_by_the_base_however_the_exponent_is_written(self, a, b, first, second):
        v = np.array([a, b])
        for f in (lambda v: v[0] ** b, lambda v: v[0] ** np.array(b), lambda v: v[0] ** v[1]):
            assert mg.grad(f)(v)[0].item() == first
            assert mg.hessian(f)(v)[0, 0].item() == second

    def test_by_the_exponent_of_a_negative_base_there_is_none(self):
        h = mg.hessian(lambda v: v[0] ** v[1])(np.array([-3.0, 2.0]))
        assert np.isnan([h[0, 1].item(), h[1, 0].item(), h[1, 1].item()]).all()
        assert np.isnan(mg.grad(lambda b: (-3.0) ** b)(2.0).item())

    def test_both_where_both_exist(self):
        a, b = 1.5, 2.5
        h = mg.hessian(lambda v: v[0] ** v[1])(np.array([a, b])).numpy()
        mixed = a ** (b - 1) * (1 + b * np.log(a))
        expected = [[b * (b - 1) * a ** (b - 2), mixed], [mixed, a**b * np.log(a) ** 2]]
        np.testing.assert_allclose(h, expected, rtol=1e-14)


class TestInfiniteLogits:
    def test_minus_infinity_is_a_probability_of_0(self):
        x = np.array([-INF, 0.0, 0.0])
        assert gradient(mg.logsumexp, x)[0].tolist() == [0.0, 0.5, 0.5]
        assert gradient(lambda x: mg.softmax(x)[1], x)[0].tolist() == [0.0, 0.25, -0.25]
        assert gradient(lambda x: mg.log_softmax(x)[1], x)[0].tolist() == [0.0, 0.5, -0.5]
        for f in (mg.logsumexp, lambda x: mg.softmax(x)[1], lambda x: mg.log_softmax(x)[1]):
            h = mg.hessian(f)(x).numpy()
            np.testing.assert_array_equal(h[0], 0)
            np.testing.assert_array_equal(h[:, 0], 0)
            assert np.isfinite(h).all()

    @pytest.mark.parametrize("x", [[-INF, -INF], [-INF]])
    def test_nothing_flows_to_a_row_of_them(self, x):
        assert gradient(mg.logsumexp, np.array(x))[0].tolist() == [0.0] * len(x)
        assert mg.hessian(mg.logsumexp)(np.array(x)).tolist() == [[0.0] * len(x)] * len(x)

    def test_infinity_takes_all_of_logsumexp(self):
        assert gradient(mg.logsumexp, np.array([INF, 0.0]))[0].tolist() == [1.0, 0.0]
        assert gradient(mg.logsumexp, np.array([INF, 0.0, INF]))[0].tolist() == [0.5, 0.0, 0.5]
        assert mg.hessian(mg.logsumexp)(np.array([INF, 0.0])).tolist() == [[0.0] * 2] * 2

    @pytest.mark.parametrize(("dtype", "size"), [("f2", 1e4), ("f4", 1e9), ("f8", 1e17)])
    def test_large_logits_share_what_flows_back(self, dtype, size):
        x = np.full(4, size, dtype)
        np.testing.assert_array_equal(gradient(mg.logsumexp, x)[0], 0.25)
