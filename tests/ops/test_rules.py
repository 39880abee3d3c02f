"""Every registered operation's rules, proved: the matrix comes from the registry."""

from __future__ import annotations

import itertools
import sys

import numpy as np
import pytest
from budget import examples

import minigrad as mg
from minigrad import ops
from minigrad.core.op import Op
from minigrad.ops import registry
from minigrad.testing import check_grads
from minigrad.testing.operations import (
    check_adjoint,
    check_complex,
    check_forward,
    check_single_precision,
    is_complex_too,
    samples,
)
from minigrad.testing.sampling import broadcastable_shapes, sample

DIFFERENTIABLE = sorted(name for name, op in registry.items() if op.differentiable)
EXAMPLES = examples(10)
pytestmark = pytest.mark.untraced  # other tests cover what it computes


def cases(name, shapes=None):
    """Calls of an operation at points inside its domain, and a generator for each."""
    if shapes is None:
        yield from samples(registry[name], EXAMPLES)
        return
    for seed in range(EXAMPLES):
        rng = np.random.default_rng(seed)
        yield sample(registry[name], rng, shapes(rng)), rng


def read_only(array):
    array = np.array(array)
    array.setflags(write=False)
    return array


def test_every_operation_has_a_domain():
    modules = [m for name, m in sys.modules.items() if name.startswith(f"{ops.__name__}.")]
    stated = {op for m in modules for op in vars(m).values() if isinstance(op, Op)}
    assert stated == set(registry.values())  # no two share a name
    assert all(op.domain is not None for op in stated)


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_rule_against_numerical_derivative_to_the_second_order(name):
    for case, rng in cases(name):
        report = check_grads(case, *map(read_only, case.inputs), seed=int(rng.integers(2**32)))
        assert report.orders == (1, 2)
        assert report.kinks == []


SEVERAL_SLOTS = [
    name
    for name in DIFFERENTIABLE
    if (sum(rule is not None for rule in registry[name].rules) > 1 or registry[name].joint)
    and registry[name].results is None
]
SEVERAL_SLOTS.remove("setitem")  # what is assigned has another shape; test_indexing has it


@pytest.mark.parametrize("name", SEVERAL_SLOTS)
def test_same_tensor_in_every_slot(name):
    """What arrives over several arrows from one Tensor is added."""
    for case, rng in cases(name, lambda rng: alike(registry[name], rng)):
        x, n = case.inputs[0], len(case.inputs)
        shared = mg.tensor(x, requires_grad=True)
        apart = [mg.tensor(x, requires_grad=True) for _ in range(n)]
        y = case(*[shared] * n)
        cotangent = rng.uniform(-1, 1, y.shape)
        gradient = mg.grad_of(y, shared, cotangent)
        parts = mg.grad_of(case(*apart), apart, cotangent)
        np.testing.assert_allclose(
            gradient.numpy(), sum(p.numpy() for p in parts), rtol=1e-14, atol=1e-14
        )


def alike(op, rng):
    """Shapes for a call with the same Tensor in every slot."""
    if op.domain.shapes is None:
        return broadcastable_shapes(1, rng) * op.arity
    equal = [shapes for shapes in op.domain.shapes if len(set(shapes)) == 1 < len(shapes)]
    return equal[rng.integers(len(equal))]


@pytest.mark.parametrize("name", sorted(registry))
def test_forward_on_tensors_is_forward_on_arrays(name):
    for case, _ in cases(name):
        check_forward(case)


COMPLEX = [
    name
    for name in DIFFERENTIABLE
    if is_complex_too(registry[name]) and registry[name].kind != "cast"
]


@pytest.mark.parametrize("name", COMPLEX)
def test_rule_of_complex_numbers_to_the_second_order(name):
    for case, rng in itertools.islice(cases(name), 4):
        check_complex(case, rng)


LINEAR = sorted(name for name, op in registry.items() if op.linear)


@pytest.mark.parametrize("name", LINEAR)
def test_a_linear_operation_is_linear_and_its_rules_are_the_transposed_map(name):
    for case, rng in cases(name):
        check_adjoint(case, rng)


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_float32_stays_float32(name):
    if registry[name].kind == "cast":
        return  # its purpose is another dtype; tests/ops/test_shapes.py has it
    for case, _ in cases(name):
        check_single_precision(case)


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_rules_leave_nothing_changed_and_share_only_the_cotangent(name):
    """A first-order rule returns new memory, or (a view of) the cotangent, never of the inputs."""
    for case, rng in cases(name):
        op, inputs = case.op, (*map(read_only, case.inputs), *case.constants)
        y = op.forward(*inputs, **case.options)
        if op.results is None:
            y = read_only(y)
            g = read_only(rng.uniform(-1, 1, y.shape))
        else:
            y = op.results(map(read_only, y))
            g = op.results(read_only(rng.uniform(-1, 1, part.shape)) for part in y)
        rules = op.rules if op.joint is None else [op.joint]
        results = [rule(g, y, *inputs, **case.options) for rule in rules if rule is not None]
        for result in results if op.joint is None else results[0]:
            if isinstance(result, np.ndarray):
                arrays = [*inputs, *(y if op.results else [y])]
                assert not any(np.shares_memory(result, array) for array in arrays)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("layout", [lambda a: a, lambda a: a.T, lambda a: a[::-1, ::2]])
def test_where_with_zero_is_numpy_s_to_the_bit(dtype, layout):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(4, 6)).astype(dtype)
    x[0] = [np.inf, -np.inf, np.nan, -0.0, 0.0, 1.0]
    x, mask = layout(x), layout(rng.random((4, 6)) < 0.5)
    for ours, numpys in (
        (mg.where(mask, x, 0.0), np.where(mask, x, 0.0)),
        (mg.where(mask, 0.0, x), np.where(mask, 0.0, x)),
    ):
        assert ours.dtype == numpys.dtype
        np.testing.assert_array_equal(ours, numpys)
        np.testing.assert_array_equal(np.signbit(ours), np.signbit(numpys))


@pytest.mark.parametrize("name", ["sum", "mean", "var", "std", "max", "min", "logsumexp"])
@pytest.mark.parametrize("given", [{}, {"axis": 0}, {"axis": 1}])
def test_a_reduction_drops_its_axes_unless_asked(name, given):
    check_axes(name, given)


@pytest.mark.parametrize("name", ["argmax", "argmin", "any", "all"])
@pytest.mark.parametrize("given", [{}, {"axis": 0}, {"axis": 1}])
def test_so_does_one_without_a_gradient(name, given):
    check_axes(name, given)
    x = np.array([[1.0, 0.0, 3.0], [2.0, 5.0, 0.0]])
    np.testing.assert_array_equal(registry[name](x, **given), getattr(np, name)(x, **given))


def check_axes(name, given):
    x = mg.tensor([[1.0, 0.0, 3.0], [2.0, 5.0, 0.0]])
    kept = {(): (1, 1), (0,): (1, 3), (1,): (2, 1)}[tuple(given.values())]
    dropped = {(): (), (0,): (3,), (1,): (2,)}[tuple(given.values())]
    assert registry[name](x, **given).shape == dropped
    assert registry[name](x, **given, keepdims=True).shape == kept


def test_where_the_bounds_of_clip_cross_the_upper_one_wins():
    bounds = np.array([2.0, 2.0, 2.0]), np.array([1.0, 1.0, 1.0])
    x, low, high = (mg.tensor(v, requires_grad=True) for v in ([0.5, 1.5, 2.5], *bounds))
    y = mg.clip(x, low, high)
    assert y.tolist() == [1.0, 1.0, 1.0]
    _, by_low, by_high = mg.grad_of(y.sum(), [x, low, high])
    assert by_low.tolist() == [0.0, 0.0, 0.0]
    assert by_high.tolist() == [1.0, 1.0, 1.0]


def test_an_upper_bound_alone_has_a_gradient():
    high = mg.tensor([1.0, 1.0], requires_grad=True)
    mg.clip(mg.tensor([0.5, 2.0]), max=high).sum().backward()
    assert high.grad.tolist() == [0.0, 1.0]
