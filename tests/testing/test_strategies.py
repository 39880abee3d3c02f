"""What the strategies draw: Tensors of every shape, dtype, domain and layout, and nests of them."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from budget import examples
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

import minigrad as mg
from minigrad import testing
from minigrad.core.domain import Domain
from minigrad.support import pytree
from minigrad.testing import (
    array_shapes,
    away_from,
    broadcastable,
    dtypes,
    extreme,
    layouts,
    near,
    nests,
    positive,
    real,
    register_profiles,
    tensors,
    with_nan_and_infinity,
)

SEARCH = settings(max_examples=2000, deadline=None, database=None, derandomize=True)
some = settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
FLOATS = st.sampled_from(["float64", "float32", "float16"])


def first(strategy, condition):
    return find(strategy, condition, settings=SEARCH)


@some
@given(tensors())
def test_a_tensor_is_a_leaf_that_wants_a_gradient(x):
    assert isinstance(x, mg.Tensor)
    assert (x.is_leaf, x.requires_grad, x.dtype) == (True, True, np.float64)
    assert np.all(np.abs(x.numpy()) <= 2)


@pytest.mark.parametrize(
    "what",
    [
        lambda shape: shape == (),
        lambda shape: 0 in shape,
        lambda shape: 1 in shape and len(shape) == 3,
        lambda shape: len(shape) == 2 and min(shape) > 1,
    ],
    ids=["0-d", "length 0", "length 1", "whole"],
)
def test_every_shape_comes_up(what):
    assert what(first(tensors(), lambda x: what(x.shape)).shape)
    assert what(first(array_shapes(), what))


def test_a_shape_may_be_given_or_drawn():
    assert first(tensors((2, 3)), lambda x: True).shape == (2, 3)
    assert first(tensors(st.just((4,))), lambda x: True).shape == (4,)


def test_a_tensor_shrinks_to_zeros():
    np.testing.assert_array_equal(first(tensors((2,)), lambda x: True).numpy(), [0, 0])
    np.testing.assert_array_equal(first(tensors((2,)), lambda x: x[0] > 0.5).numpy(), [33 / 64, 0])


@pytest.mark.parametrize(("kind", "count"), [("f", 3), ("i", 3), ("u", 2), ("b", 1), ("c", 2)])
def test_dtypes_are_those_asked_for(kind, count):
    seen = set()

    @settings(max_examples=50, deadline=None, database=None, derandomize=True)
    @given(st.data())
    def check(data):
        dtype = data.draw(dtypes(kind))
        x = data.draw(tensors(dtype=dtype, requires_grad=False))
        assert (x.dtype, dtype.kind) == (dtype, kind)
        seen.add(dtype)

    check()
    assert len(seen) == count


def test_a_kind_that_is_none_is_named():
    with pytest.raises(ValueError, match="kinds are letters"):
        dtypes("q")


def test_a_gradient_of_integers_is_refused_with_its_reason():
    with pytest.raises(TypeError, match="only floating-point"):
        first(tensors((1,), dtype="int64"), lambda x: True)


def distance(x, *kinks):
    return np.min(np.abs(np.subtract.outer(x.astype(float), kinks)), axis=-1)


@pytest.mark.parametrize(
    ("domain", "holds"),
    [
        (real, lambda x: np.abs(x) <= 2),
        (positive, lambda x: x > 0),
        (away_from(0.0, 1.0), lambda x: distance(x, 0.0, 1.0) >= 0.05),
        (near(0.0, 6.0), lambda x: distance(x, 0.0, 6.0) < 0.1),
        ((3, 4), lambda x: (x >= 3) & (x <= 4)),
        (mg.log.domain, lambda x: (x > 0.2) & (x < 3)),
        (Domain(((-1.0, 1.0),), kinks=(0.0,)), lambda x: (np.abs(x) >= 0.05) & (np.abs(x) < 1)),
        (st.just(0.5), lambda x: x == 0.5),
    ],
    ids=["real", "positive", "away_from", "near", "interval", "operation", "kinks", "strategy"],
)
def test_a_domain_holds_what_it_says(domain, holds):
    @some
    @given(tensors(dtype=FLOATS, domain=domain))
    def check(x):
        assert np.all(holds(x.numpy()))

    check()


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16"])
def test_hard_numbers_come_up(dtype):
    info = np.finfo(dtype)

    def comes_up(domain, condition):
        first(tensors((), dtype=dtype, domain=domain), lambda x: condition(x.numpy()))

    comes_up(extreme, lambda x: x == info.max)
    comes_up(extreme, lambda x: x == -info.smallest_subnormal)
    comes_up(with_nan_and_infinity, np.isnan)
    comes_up(with_nan_and_infinity, np.isneginf)
    comes_up(near(0.0), lambda x: x == 0 and np.signbit(x))
    comes_up(near(0.0), lambda x: x == info.smallest_subnormal)
    comes_up(near(1.0), lambda x: x == 1 + info.eps)
    comes_up(near(1.0), lambda x: x < 1)
    comes_up(away_from(6.0), lambda x: x > 6)


def test_a_domain_that_is_none_is_named():
    with pytest.raises(TypeError, match="a domain is one of"):
        first(tensors((1,), domain="positive"), lambda x: True)
    with pytest.raises(ValueError, match="no number from"):
        first(tensors((1,), domain=away_from(0.0, gap=5)), lambda x: True)


@some
@given(st.data(), layouts(), tensors(array_shapes()))
def test_a_layout_keeps_values_shape_and_dtype(data, layout, x):
    array = x.numpy().astype(data.draw(dtypes("fib")))
    laid_out = layout(array)
    assert (laid_out.shape, laid_out.dtype) == (array.shape, array.dtype)
    np.testing.assert_array_equal(laid_out, array)
    assert not np.shares_memory(laid_out, array)


@pytest.mark.parametrize(
    "what",
    [
        lambda a: a.flags.c_contiguous and a.flags.writeable,
        lambda a: a.flags.f_contiguous and not a.flags.c_contiguous,
        lambda a: min(a.strides) < 0,
        lambda a: not a.flags.c_contiguous and not a.flags.f_contiguous and min(a.strides) > 0,
        lambda a: not a.flags.writeable,
    ],
    ids=["C", "Fortran", "negative", "sliced", "read-only"],
)
def test_every_layout_comes_up(what):
    array = np.arange(6.0).reshape(2, 3)
    assert what(first(layouts(), lambda layout: what(layout(array)))(array))


def test_a_tensor_keeps_the_layout_that_was_asked_for():
    x = first(tensors((2, 3), layout=layouts()), lambda x: min(x.numpy().strides) < 0)
    assert x.requires_grad
    y = first(tensors((2, 3), layout=np.asfortranarray), lambda x: True)
    assert y.numpy().flags.f_contiguous


@some
@given(broadcastable(3, dtype=FLOATS, layout=layouts()))
def test_broadcastable_tensors_broadcast_and_have_one_dtype(xs):
    assert (xs[0] + xs[1] + xs[2]).shape == np.broadcast_shapes(*(x.shape for x in xs))
    assert len({x.dtype for x in xs}) == 1


@pytest.mark.parametrize(
    "what",
    [
        lambda a, b: a.ndim != b.ndim,
        lambda a, b: (a + b).shape not in {a.shape, b.shape},
        lambda a, b: a.shape == b.shape and a.ndim > 1,
        lambda a, b: a.shape == () and 0 in b.shape,
    ],
)
def test_ways_to_broadcast_come_up(what):
    assert what(*first(broadcastable(), lambda pair: what(*pair)))


@some
@given(nests(tensors(())))
def test_a_nest_is_dicts_lists_and_tuples_of_leaves(tree):
    assert all(isinstance(leaf, mg.Tensor) for leaf in pytree.leaves(tree))


def test_nests_of_every_kind_come_up():
    found = first(
        nests(st.just(1.0)),
        lambda tree: (
            isinstance(tree, dict) and any(isinstance(x, tuple) and x for x in tree.values())
        ),
    )
    assert found == {"a": (1.0,)}
    assert first(nests(st.just(1.0)), lambda tree: isinstance(tree, list) and tree) == [1.0]
    assert first(nests(st.just(1.0)), lambda tree: True) == 1.0


def test_profiles_are_registered_and_only_ci_is_derandomised():
    register_profiles()
    fast, ci, thorough = (settings.get_profile(name) for name in ("fast", "ci", "thorough"))
    assert fast.max_examples < ci.max_examples < thorough.max_examples
    assert (fast.derandomize, ci.derandomize, thorough.derandomize) == (False, True, False)
    before = settings.get_current_profile_name()
    try:
        register_profiles("ci")
        assert settings.get_current_profile_name() == "ci"
    finally:
        settings.load_profile(before)


def test_completion_lists_them():
    names = dir(testing)
    assert {"check_grads", "tensors", "graphs", "positive", "Program"} <= set(names)
    assert all(hasattr(testing, name) for name in names)


def test_without_hypothesis_completion_lists_the_rest(monkeypatch):
    monkeypatch.setattr(testing, "find_spec", lambda name: None)
    assert "check_grads" in dir(testing)
    assert "tensors" not in dir(testing)


@pytest.mark.parametrize(
    ("before", "deadline"),
    [
        ("", None),
        ("settings.register_profile('own', deadline=77); settings.load_profile('own')", 77),
    ],
    ids=["the default goes", "one's own stays"],
)
def test_importing_them_takes_the_deadline_away_that_nobody_asked_for(before, deadline):
    code = (
        f"from hypothesis import settings; {before}\nfrom minigrad.testing import tensors\n"
        "print(settings.default.deadline and settings.default.deadline.microseconds // 1000)"
    )
    # Hypothesis begins with a profile of its own where it finds itself in CI.
    environment = {k: v for k, v in os.environ.items() if k in {"PATH", "PYTHONPATH", "SYSTEMROOT"}}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert run.stdout == f"{deadline}\n"


def test_an_operation_stands_for_its_domain_and_an_interval_is_the_right_way_round():
    assert find(tensors((2,), domain=mg.log), lambda x: True).numpy().min() > 0
    with pytest.raises(ValueError, match="5.0 is larger than 2.0"):
        find(tensors((2,), domain=(5.0, 2.0)), lambda x: True)
