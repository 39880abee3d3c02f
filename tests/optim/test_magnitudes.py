"""Steps are right for gradients of every size, in every dtype."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import optimisers
import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as mg
from minigrad import nn, optim, train

pytestmark = pytest.mark.untraced  # other tests cover what it computes

SETS = {
    **{name: partial(kind, **options) for name, (kind, options) in optimisers.CASES.items()},
    "amsgrad": partial(optim.Adam, amsgrad=True),
}
every = pytest.mark.parametrize("name", SETS)


def leaf(value, dtype):
    return mg.tensor(value, dtype, requires_grad=True)


def after_steps(make, gradients, dtype, lr, start=0.0):
    """The path of an optimiser whose gradients are rounded to a dtype, computed in another."""
    w = leaf(np.full(gradients[0].shape, start), dtype)
    opt = make([w], lr=lr)
    for g in gradients:
        w.grad = g.astype(dtype)
        opt.step()
    return w.numpy(), opt.state.get(w, {})


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Adam", -0.1), ("AdamW", -0.1), ("amsgrad", -0.1), ("NAdam", -0.10565), ("RAdam", -1e-4)],
)
def test_eps_below_float16_is_not_0(name, expected):
    w = leaf([0.0, 0.0], "float16")
    opt = SETS[name]([w], lr=0.1)
    w.grad = np.float16([0, 1e-3])
    opt.step()
    np.testing.assert_allclose(w.numpy(), [0.0, expected], rtol=1e-3)
    assert w.dtype == np.float16


@every
@settings(max_examples=examples(25))
@given(
    exponents=st.lists(st.floats(-7.0, 4.8), min_size=3, max_size=3),
    signs=st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=3, max_size=3),
)
def test_of_float16_are_those_of_float64_rounded_once(name, exponents, signs):
    """To the last bit but one: each step is rounded, and no square leaves the dtype."""
    g = np.float16(signs) * np.float16(np.power(10.0, exponents))
    gradients = [g.astype("float64") * share for share in (1.0, 0.5, 1.0)]
    ours, state = after_steps(SETS[name], gradients, "float16", 1e-3, start=0.5)
    expected, _ = after_steps(SETS[name], gradients, "float64", 1e-3, start=0.5)
    np.testing.assert_allclose(ours, expected, rtol=3e-3, atol=3e-3 * np.abs(g).max() * 1e-3)
    for value in state.values():
        assert isinstance(value, (int, float)) or value.dtype == np.float32


@every
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_of_float32_and_float64_are_in_their_own_dtype(name, dtype):
    _, state = after_steps(SETS[name], [np.ones(2)], dtype, 0.1)
    for value in state.values():
        assert isinstance(value, (int, float)) or value.dtype == dtype


@every
@pytest.mark.parametrize("size", [1e-30, 1e-12, 1e-3, 1.0, 1e3, 1e12, 1e18])
def test_of_float32_follow_float64_where_squares_fit_or_vanish(name, size):
    gradients = [np.array([share, -share, 0.0]) * size for share in (1.0, 0.5, 1.0)]
    ours, _ = after_steps(SETS[name], gradients, "float32", 0.1)
    expected, _ = after_steps(SETS[name], gradients, "float64", 0.1)
    assert np.isfinite(ours).all()
    np.testing.assert_allclose(ours, expected, rtol=3e-5, atol=1e-35)


@every
def test_sums_of_many_steps_stay_in_reach(name):
    """A thousand gradients whose squares add up beyond float16."""
    gradients = [np.array([200.0, -200.0])] * 1000
    ours, _ = after_steps(SETS[name], gradients, "float16", 1e-5)
    assert np.isfinite(ours).all()
    assert ours[0] < 0 < ours[1]


@every
def test_programs_compute_them_likewise(name):
    def trained(compiled):
        w = leaf([1.0, -0.5, 0.0], "float16")
        opt = SETS[name]([w], lr=0.01)

        def step():
            opt.zero_grad()
            (w * w * w).sum().backward()
            opt.step()

        program = mg.compile(step) if compiled else step
        for _ in range(5):
            program()
        state = {k: np.asarray(v).tobytes() for k, v in opt.state.get(w, {}).items()}
        return w.numpy().tobytes(), state

    assert trained(compiled=True) == trained(compiled=False)


@every
def test_a_state_of_float16_comes_back_to_the_bit(name):
    w = leaf([1.0, -0.5], "float16")
    opt = SETS[name]([w], lr=0.01)
    w.grad = [1e-3, 3.0]
    opt.step()
    saved = opt.state_dict()
    copied = leaf(w.numpy(), "float16")
    other = SETS[name]([copied], lr=0.5)
    other.load_state_dict(saved)
    for p, o in ((w, opt), (copied, other)):
        p.grad = [1e-3, 2.0]
        o.step()
    np.testing.assert_array_equal(copied.numpy(), w.numpy())


def test_a_network_of_float16_learns_compiled_or_not():
    x = np.random.default_rng(0).normal(size=(40, 4)).astype("float16")
    t = (x.sum(axis=1) > 0).astype(int)
    results = []
    for compiled in (False, True):
        net = nn.MLP([4, 8, 2], rng=0, dtype="float16")
        opt = optim.Adam(net.parameters(), lr=0.05)
        history = train.fit(
            *(net, nn.CrossEntropy(), opt, (x, t)),
            epochs=6,
            batch_size=10,
            rng=0,
            compile=compiled,
            progress=False,
        )
        assert history[-1].train_accuracy > 0.85
        results.append([p.numpy().tobytes() for p in net.parameters()])
    assert results[0] == results[1]


def test_centered_rmsprop_stays_finite_where_the_gradient_does_not_change():
    """The mean square less the squared mean is 0, and by rounding below it."""
    w = leaf([0.0], "float32")
    opt = optim.RMSprop([w], lr=1e-6, alpha=0.5, centered=True)
    for _ in range(50):
        w.grad = np.float32([0.3])
        opt.step()
    assert np.isfinite(w.numpy()).all()


@pytest.mark.parametrize("kind", [optim.Adam, optim.RMSprop, optim.Adadelta, optim.Adagrad])
def test_an_eps_that_is_0_in_the_dtype_is_refused(kind):
    for dtype in ("float16", "float32"):
        with pytest.raises(ValueError, match=f"{kind.__name__}: eps=1e-60 is 0 in float32"):
            kind([leaf([0.0], dtype)], eps=1e-60)
    opt = kind([leaf([0.0], "float64")], eps=1e-60)
    kind([leaf([0.0], "float32")], eps=0.0)
    other = kind([leaf([0.0], "float32")])
    with pytest.raises(ValueError, match="eps=1e-60 is 0 in float32"):
        other.eps = 1e-60
    with pytest.raises(ValueError, match="eps=1e-60 is 0 in float32"):
        other.load_state_dict(opt.state_dict())


def test_an_eps_of_a_class_of_ones_own_may_be_anything():
    class Mine(optim.Optimizer):
        pass

    for eps in (None, "small", (1e-60, 1.0)):
        Mine([leaf([0.0], "float32")], lr=0.1, eps=eps)


class TestLBFGS:
    @pytest.mark.parametrize("search", [None, "strong_wolfe"])
    @pytest.mark.parametrize(
        ("dtype", "size"),
        [
            *[("float16", size) for size in (1e-2, 1.0, 1e3)],
            *[("float32", size) for size in (1e-3, 1.0, 1e3, 1e15)],
            *[("float64", size) for size in (1e-3, 1.0, 1e15, 1e30, 1e100)],
        ],
    )
    def test_finds_the_minimum(self, dtype, size, search):
        w = leaf([2.0, -3.0], dtype)
        c = mg.tensor(np.array([1.0, 0.25]) * size, dtype)
        opt = optim.LBFGS([w], line_search_fn=search, tolerance_grad=0.0, tolerance_change=0.0)

        def closure():
            opt.zero_grad()
            loss = (c * (w - 1) * (w - 1)).sum()
            loss.backward()
            return loss

        for _ in range(6):
            opt.step(closure)
        np.testing.assert_allclose(w.numpy(), [1.0, 1.0], rtol=10 * np.finfo(dtype).eps)
        assert w.dtype == dtype

    @pytest.mark.parametrize("size", [1e-30, 1e-20, 1e-10])
    def test_ends_where_no_step_is_left_to_divide(self, size):
        w = leaf([2.0, -3.0], "float64")
        opt = optim.LBFGS(
            [w], line_search_fn="strong_wolfe", tolerance_grad=0.0, tolerance_change=0.0
        )

        def closure():
            opt.zero_grad()
            loss = (size * (w - 1) * (w - 1)).sum()
            loss.backward()
            return loss

        for _ in range(6):
            opt.step(closure)
        assert np.isfinite(w.numpy()).all()


class TestClipping:
    @pytest.mark.parametrize("norm_type", [0.5, 1.0, 2.0, math.inf])
    @pytest.mark.parametrize("max_norm", [1e-3, 1.0, 1e3])
    @pytest.mark.parametrize(
        ("dtype", "sizes"),
        [
            ("float16", (1e-7, 1e-4, 1.0, 1e3, 6e4)),
            ("float32", (1e-44, 1e-30, 1.0, 1e30, 3e38)),
            ("float64", (1e-320, 1e-200, 1.0, 1e200, 1e307)),
        ],
    )
    def test_keeps_directions_at_every_size(self, dtype, sizes, max_norm, norm_type):
        info = np.finfo(dtype)
        for size in sizes:
            a, b = leaf(np.zeros(3), dtype), leaf([0.0], dtype)
            a.grad, b.grad = np.array([size, -size / 2, 0.0], dtype), np.array([size], dtype)
            flat = [g.astype(np.longdouble) for g in (a.grad.numpy(), b.grad.numpy())]
            sizes_ = np.abs(np.concatenate(flat))
            expected = (
                sizes_.max()
                if norm_type == math.inf
                else (sizes_**norm_type).sum() ** (1 / np.longdouble(norm_type))
            )
            norm = optim.clip_grad_norm_([a, b], max_norm, norm_type)
            assert norm == pytest.approx(float(expected), rel=1e-6)
            factor = min(1, max_norm / (expected + 1e-6))
            for p, g in zip((a, b), flat, strict=True):
                np.testing.assert_allclose(
                    p.grad.numpy().astype(np.longdouble),
                    g * factor,
                    rtol=4 * float(info.eps),
                    atol=float(info.smallest_subnormal),
                )

    def test_a_norm_larger_than_float16_is_known(self):
        p = leaf(np.zeros(10_000), "float16")
        p.grad = np.full(10_000, 60_000, "float16")
        assert optim.clip_grad_norm_(p, 1.0) == pytest.approx(6e6, rel=1e-3)
        np.testing.assert_allclose(p.grad.numpy(), 0.01, rtol=1e-2)

    @pytest.mark.parametrize("dtype", ["float16", "float32"])
    def test_a_value_beyond_the_dtype_limits_nothing(self, dtype):
        p = leaf(np.zeros(3), dtype)
        p.grad = np.array([5.0, -60_000.0, math.inf], dtype)
        optim.clip_grad_value_(p, 1e39)
        np.testing.assert_array_equal(p.grad.numpy(), np.array([5.0, -60_000.0, math.inf], dtype))
