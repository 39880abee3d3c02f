"""Random programs: they run, print, shrink, and have the gradients that numbers say."""

from __future__ import annotations

import copy
import pickle
import warnings

import numpy as np
import pytest
from budget import examples
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

import minigrad as mg
from minigrad.ops import registry
from minigrad.testing import Program, extreme, graphs, tensors, with_nan_and_infinity
from minigrad.testing.operands import Choice
from minigrad.testing.programs import Use
from minigrad.testing.random_programs import compose, every, operations, random_program
from minigrad.testing.sampling import fit

some = settings(max_examples=examples(80), deadline=None)
SEARCH = settings(
    max_examples=1000,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def along(program, direction, cotangent):
    """The derivative of <cotangent, program> along a direction, by numbers alone.

    Richardson's extrapolation of three central differences, and how far the last two are apart.
    """
    leaves = [np.array(leaf, float) for leaf in program.leaves]

    def at(h):
        moved = [x + h * v for x, v in zip(leaves, direction, strict=True)]
        return float(np.sum(cotangent * program(*moved).numpy()))

    coarse, middle, fine = ((at(h) - at(-h)) / (2 * h) for h in (1e-3, 5e-4, 2.5e-4))
    first, second = (4 * middle - coarse) / 3, (4 * fine - middle) / 3
    return (16 * second - first) / 15, abs(second - first)


def disagreement(program, create_graph=False):
    """How far the gradients along a random direction are from the numbers, relative to them."""
    rng = np.random.default_rng(0)
    xs = program.tensors()
    y = program(*xs)
    cotangent = rng.uniform(-1, 1, y.shape)
    gradients = mg.grad_of(y, list(xs), cotangent.astype(y.dtype), create_graph=create_graph)
    direction = [rng.uniform(-1, 1, x.shape) for x in program.leaves]
    parts = [g.numpy() * v for g, v in zip(gradients, direction, strict=True)]
    numerical, uncertainty = along(program, direction, cotangent)
    size = max(sum(float(np.abs(part).sum()) for part in parts), abs(numerical), 1e-3)
    return max(0.0, abs(sum(float(p.sum()) for p in parts) - numerical) - uncertainty) / size


@some
@given(graphs(max_ops=12))
def test_gradients_are_what_numbers_say(program):
    assert disagreement(program) < 1e-8


@some
@given(graphs(dtype="float32"))
def test_float32_gradients_are_what_numbers_say_in_float64(program):
    assert disagreement(program) < 1e-4


def test_gradients_of_many_programs_are_what_numbers_say():
    rng = np.random.default_rng(0)
    programs = [random_program(rng, max_ops=16) for _ in range(200)]
    assert max(len(program.steps) for program in programs) >= 8
    programs += [random_program(rng, every(), max_ops=8) for _ in range(examples(500))]
    for program in programs:
        assert disagreement(program) < 1e-8, program


def second_order_disagreement(program):
    """The same for the gradient's own derivative: <v, gradient> as a program to differentiate."""
    rng = np.random.default_rng(0)
    direction = [rng.uniform(-1, 1, x.shape) for x in program.leaves]
    cotangent = rng.uniform(-1, 1, program.run().shape)

    def gradients(xs, create_graph):
        return mg.grad_of(program(*xs), list(xs), cotangent, create_graph=create_graph)

    xs = program.tensors()
    first = gradients(xs, create_graph=True)
    slope = sum(((g * v).sum() for g, v in zip(first, direction, strict=True)), mg.tensor(0.0))
    second = [np.zeros(x.shape) for x in program.leaves]
    if slope.requires_grad:
        second = [g.numpy() for g in mg.grad_of(slope, list(xs))]

    def at(h):
        moved = [x + h * v for x, v in zip(program.leaves, direction, strict=True)]
        return [g.numpy() for g in gradients(program.tensors(*moved), create_graph=False)]

    h = 5e-4
    worst = 0.0
    for s, p2, p1, m1, m2 in zip(second, *map(at, (2 * h, h, -h, -2 * h)), strict=True):
        numerical = (8 * (p1 - m1) - (p2 - m2)) / (12 * h)
        if s.size:
            size = max(1.0, np.max(np.abs(numerical)))
            worst = max(worst, np.max(np.abs(s - numerical)) / size)
    return worst


@some
@given(graphs(max_ops=6))
def test_second_derivatives_are_what_numbers_say(program):
    assert second_order_disagreement(program) < 1e-6


def test_the_slope_of_a_power_changes_with_its_exponent_at_zero_too():
    """Found by random programs: the mixed second derivative of a**b at b = 0 is 1/a."""
    a = mg.tensor(2.0, requires_grad=True)
    b = mg.tensor(0.0, requires_grad=True)
    slope = mg.grad_of(a**b, a, create_graph=True)
    assert mg.grad_of(slope, b).item() == 0.5


def paths(y, x, gradient):
    """The sum over all paths from x to y of the products along them, found by walking each."""
    if y is x:
        return gradient
    total = np.zeros(np.shape(x.value))
    if not y.inputs:
        return total
    values = [node.value for node in y.inputs]
    rules = y.op.rules
    if y.op.joint is not None:
        shares = y.op.joint(gradient, y.value, *values, **y.options)
        rules = [lambda *_, share=share, **__: share for share in shares]
    for rule, node in zip(rules, y.inputs, strict=False):
        if rule is not None and node.requires_grad:
            back = rule(gradient, y.value, *values, **y.options)
            total = total + paths(node, x, summed_to(np.asarray(back), np.shape(node.value)))
    return total


def summed_to(gradient, shape):
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    if gradient.ndim < len(shape):
        gradient = np.broadcast_to(gradient, shape)
    axes = tuple(i for i, n in enumerate(shape) if n == 1 != gradient.shape[i])
    return gradient.sum(axis=axes, keepdims=True) if axes else gradient


@some
@given(graphs(max_ops=5))
def test_gradients_are_sums_over_paths(program):
    xs = program.tensors()
    y = program(*xs)
    cotangent = np.random.default_rng(0).uniform(-1, 1, y.shape)
    for x, gradient in zip(xs, mg.grad_of(y, list(xs), cotangent), strict=True):
        expected = paths(y.node, x.node, cotangent)
        assert gradient.shape == expected.shape
        np.testing.assert_allclose(gradient.numpy(), expected, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("numbers", [extreme, with_nan_and_infinity])
def test_programs_anywhere_run_and_have_gradients_of_the_right_shapes(numbers):
    @some
    @given(graphs(leaves=tensors(domain=numbers), in_domain=False))
    def check(program):
        with np.errstate(all="ignore"):
            xs = program.tensors()
            y = program(*xs)
            seed = np.ones(y.shape, y.dtype)
            gradients = mg.grad_of(y, list(xs), seed, create_graph=True)
        for x, gradient in zip(xs, gradients, strict=True):
            assert (gradient.shape, gradient.dtype) == (x.shape, x.dtype)

    check()


@some
@given(graphs(dtype=st.sampled_from(["float64", "float32"]), max_ops=12))
def test_values_stay_finite_and_moderate(program):
    with np.errstate(all="raise", under="ignore"):
        xs = program.tensors()
        y = program(*xs)
        gradients = mg.grad_of(y, list(xs), np.ones(y.shape, y.dtype))
    assert np.all(np.abs(y.numpy()) < 1e3)
    assert all(np.all(np.abs(g.numpy()) < 1e6) for g in gradients)


# What is printed.


@some
@given(graphs(dtype=st.sampled_from(["float64", "float32"])))
def test_the_printed_program_is_the_program(program):
    names = {}
    exec(str(program), names)
    expected = program.run()
    assert names["y"].dtype == expected.dtype
    np.testing.assert_array_equal(names["y"].numpy(), expected.numpy())
    for i, leaf in enumerate(program.leaves):
        x = names[f"x{i}"]
        assert (x.shape, x.dtype, x.requires_grad) == (leaf.shape, leaf.dtype, True)
        np.testing.assert_array_equal(x.numpy(), leaf)


@given(graphs(leaves=tensors(domain=with_nan_and_infinity), in_domain=False))
@settings(max_examples=examples(50), deadline=None)
def test_nan_and_infinity_are_printed_as_python(program):
    names = {}
    with np.errstate(all="ignore"):
        exec(str(program), names)
        np.testing.assert_array_equal(names["y"].numpy(), program.run().numpy())


def test_a_program_is_copied_and_pickled():
    program = random_program(np.random.default_rng(3), ops=[mg.sin, mg.multiply, mg.where])
    for copied in (copy.deepcopy(program), pickle.loads(pickle.dumps(program))):
        assert str(copied) == str(program)
        np.testing.assert_array_equal(copied.run().numpy(), program.run().numpy())


def test_a_program_is_drawn():
    program = random_program(np.random.default_rng(0), ops=[mg.sin, mg.multiply])
    drawing = program.draw().source
    assert "x0" in drawing
    assert "sin" in drawing or "×" in drawing


def test_a_program_takes_as_many_values_as_it_has_leaves():
    program = compose([Choice(mg.add, 10, 0)], [1.0, [2.0, 3.0]])
    assert len(program.leaves) == 2
    assert program(*program.leaves).requires_grad is False
    assert program.run(*program.leaves).requires_grad
    with pytest.raises(TypeError, match="has 2 leaves, 1 values"):
        program(program.leaves[0])


# What is in them.


def names_of(program):
    return [step.op.name for step in program.steps.values()]


@pytest.mark.parametrize("name", [op.name for op in operations(None)])
def test_every_operation_comes_up_where_something_depends_on_it(name):
    rng = np.random.default_rng(0)
    others = ["greater", "where", "add"]
    programs = (random_program(rng, [name, *others], dtype=np.float32) for _ in range(300))
    assert any(name in names_of(p) and p.run().requires_grad for p in programs)


@pytest.fixture(scope="module")
def programs():
    ops = ["add", "matmul", "sum", "getitem", "setitem", "concatenate", "where", "greater", "sin"]
    rng = np.random.default_rng(0)
    return [random_program(rng, ops, max_ops=12) for _ in range(400)]


@pytest.mark.parametrize(
    "text",
    ["[", "] = ", "+= ", "mg.sum(", "mg.where(", "concatenate([", "@", "[[True", "[:"],
)
def test_indexing_assignment_reductions_and_choices_come_up(programs, text):
    assert any(text in line for program in programs for line in program.lines)


def test_comparisons_are_spelled_as_users_write_them():
    rng = np.random.default_rng(0)
    programs = [random_program(rng, ["greater", "where", "add"]) for _ in range(100)]
    assert any(" > " in line for program in programs for line in program.lines)


@pytest.mark.parametrize("name", list(registry))
def test_a_user_s_operation_is_a_user_s_whatever_its_name(name):
    one = mg.Op(name, lambda x: 3 * x, lambda g, y, x: 3 * g)
    two = mg.Op(name, lambda a, b: a + 2 * b, lambda g, y, a, b: g, lambda g, y, a, b: 2 * g)
    leaf = np.array([1.0, 5.0])
    for op, text in ((one, f"y = {name}(x0)"), (two, f"y = {name}(x0, x0)")):
        for seed in (0, 1):
            program = compose([Choice(op, 0, seed)], [leaf], in_domain=False)
            assert program.lines == (text,)
            np.testing.assert_array_equal(program.run().numpy(), 3 * leaf)


def test_a_tensor_comes_up_in_several_slots_and_in_several_steps(programs):
    uses = [[x.name for x in s.inputs if isinstance(x, Use)] for p in programs for s in steps(p)]
    assert any(len(names) > len(set(names)) for names in uses)
    for kind in "xv":
        assert any(
            sum(f"{kind}0" in {x.name for x in s.inputs if isinstance(x, Use)} for s in steps(p))
            > 1
            for p in programs
        )


def steps(program):
    return list(program.steps.values())


# How they shrink.

wrong_sin = mg.Op("wrong_sin", np.sin, lambda g, y, x: 1.001 * g * mg.cos(x), domain=mg.sin.domain)
one_axis = mg.Op(
    "one_axis",
    lambda x, axis=None, keepdims=False: np.max(x, axis=axis, keepdims=keepdims),
    lambda g, y, x, axis, keepdims: (
        mg.max.rules[0](g, y, x, axis, keepdims) * (1.001 if axis == 1 else 1.0)
    ),
    domain=mg.max.domain,
)


@pytest.mark.untraced
@pytest.mark.parametrize(
    ("broken", "ops"),
    [
        (wrong_sin, [op for op in operations(None) if op is not mg.sin]),
        (one_axis, [mg.exp, mg.tanh, mg.add, mg.sum, mg.getitem]),
    ],
    ids=["wrong_sin", "one_axis"],
)
def test_a_planted_error_shrinks_to_its_line(broken, ops):
    found = find(graphs([*ops, broken]), lambda p: disagreement(p) > 1e-5, settings=SEARCH)
    assert names_of(found) == [broken.name]
    assert f"from {__name__} import {broken.name}" in str(found)


def test_an_error_of_two_operations_together_shrinks_to_two_lines():
    def exp_of_tanh(program):
        made_by = {name: step.op for name, step in program.steps.items()}
        return any(
            step.op is mg.exp and made_by.get(step.inputs[0].name) is mg.tanh
            for step in steps(program)
        )

    ops = [mg.sin, mg.exp, mg.tanh, mg.multiply]
    found = find(graphs(ops, max_ops=5), exp_of_tanh, settings=SEARCH)
    assert found.lines == ("v0 = mg.tanh(x0)", "y = mg.exp(v0)")
    assert found.leaves[0].shape == ()


# Mistakes.


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"ops": ["sine"]}, "'sine' is not a registered operation"),
        ({"ops": mg.sin}, "ops is a list"),
        ({"ops": "sin"}, "ops is a list"),
        ({"ops": []}, "at least one operation"),
        ({"ops": [np.sin]}, "made of operations"),
        ({"ops": [mg.Op("a b", np.sin)]}, "cannot be a name"),
        ({"max_ops": 0}, "at least one step"),
    ],
)
def test_mistakes_are_named(arguments, error):
    with pytest.raises((TypeError, ValueError), match=error):
        graphs(**arguments)


# Fitting, on which all of it rests.


@pytest.mark.parametrize("name", [op.name for op in operations(None) if op.differentiable])
@given(data=st.data())
@settings(max_examples=examples(20), deadline=None)
def test_fitted_values_are_inside_the_domain(name, data):
    domain = registry[name].domain
    count = registry[name].arity or 2
    shape = data.draw(st.sampled_from([(), (3,), (2, 3), (1,)]))
    numbers = st.floats(-1e6, 1e6)
    size = int(np.prod(shape))
    arrays = [
        np.array(data.draw(st.lists(numbers, min_size=size, max_size=size))).reshape(shape)
        for _ in range(count)
    ]
    fits = fit(domain, arrays, np.random.default_rng(0))
    moved = [f(x) for f, x in zip(fits, arrays, strict=True)]
    for i, x in enumerate(moved):
        low, high = domain.intervals[min(i, len(domain.intervals) - 1)]
        assert np.all((low < x) & (x < high))
        assert all(np.all(np.abs(x - kink) > 0.01) for kink in domain.kinks)
    if domain.ties:
        values = np.sort(np.concatenate([np.ravel(x) for x in moved]))
        assert np.all(np.diff(values) > 1e-3)


def test_a_value_that_fits_is_left_alone():
    program = compose([Choice(mg.log, 0, 0)], [np.array([0.5, 2.0])])
    assert program.lines == ("y = mg.log(x0)",)
    program = compose([Choice(mg.log, 0, 0)], [np.array([-0.5, 2.0])])
    assert program.lines != ("y = mg.log(x0)",)


def test_composing_gives_no_warning_and_changes_no_leaf():
    leaf = np.array([1e300, -1e300, 0.0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        program = compose([Choice(mg.exp, 0, 0), Choice(mg.multiply, 0, 0)], [leaf])
    assert isinstance(program, Program)
    np.testing.assert_array_equal(leaf, [1e300, -1e300, 0.0])
