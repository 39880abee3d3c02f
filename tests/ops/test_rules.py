"""Every registered operation's rules, proved: the matrix comes from the registry."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from sampling import DIFFERENTIABLE, alike, calls, read_only

import minigrad as mg
from minigrad import ops
from minigrad.ops import registry

STEP = 1e-30  # of the complex step, which has no rounding error
EXAMPLES = settings(max_examples=25, deadline=None)


def numerical(f, xs, cotangent, i, analytic):
    """The derivative of sum(cotangent * f(*xs)) by xs[i]: complex step or Richardson's."""
    result = np.zeros(np.shape(xs[i]))
    for index in np.ndindex(result.shape):

        def at(h, index=index):
            moved = [np.array(x, dtype=type(h)) for x in xs]
            moved[i][index] += h
            return np.sum(cotangent * f(*moved))

        if analytic:
            result[index] = at(STEP * 1j).imag / STEP
        else:
            h = 1e-3
            coarse, fine = ((at(k * h) - at(-k * h)) / (2 * k * h) for k in (2, 1))
            result[index] = (4 * fine - coarse) / 3
    return result


def gradients(f, xs, cotangent, *, create_graph=False):
    tensors = [mg.tensor(x, requires_grad=True) for x in xs]
    y = f(*tensors)
    return mg.grad_of(y, tensors, cotangent, create_graph=create_graph)


def close(actual, expected, analytic):
    scale = max(1.0, np.max(np.abs(expected), initial=0.0))
    tolerance = 1e-11 if analytic else 1e-7
    np.testing.assert_allclose(actual, expected, rtol=0, atol=tolerance * scale)


def test_every_operation_has_a_domain():
    from minigrad.op import Op

    modules = [getattr(ops, m) for m in dir(ops) if hasattr(getattr(ops, m), "__name__")]
    stated = {op for m in modules for op in vars(m).values() if isinstance(op, Op)}
    assert stated == set(registry.values())  # no two share a name
    assert all(op.domain is not None for op in stated)


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_rule_against_numerical_derivative(name):
    @EXAMPLES
    @given(calls(name))
    def check(call):
        op, xs, constants, options, rng = call

        def f(*arrays):
            return op(*arrays, *constants, **options)

        y = f(*xs)
        cotangent = read_only(np.asarray(rng.uniform(-1, 1, np.shape(y))))
        results = gradients(f, xs, cotangent)
        for i, (x, gradient) in enumerate(zip(xs, results, strict=True)):
            assert gradient.shape == x.shape
            assert gradient.dtype == x.dtype
            analytic = op.domain.analytic
            close(gradient.numpy(), numerical(f, xs, cotangent, i, analytic), analytic)

    check()


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_second_order(name):
    """The gradient of <v, gradient> is the derivative of the gradient along v."""

    @EXAMPLES
    @given(calls(name))
    def check(call):
        op, xs, constants, options, rng = call

        def f(*arrays):
            return op(*arrays, *constants, **options)

        y = np.asarray(f(*xs))
        cotangent = rng.uniform(-1, 1, y.shape)
        direction = [rng.uniform(-1, 1, x.shape) for x in xs]

        tensors = [mg.tensor(x, requires_grad=True) for x in xs]
        first = mg.grad_of(f(*tensors), tensors, cotangent, create_graph=True)
        along = sum(((g * v).sum() for g, v in zip(first, direction, strict=True)), mg.tensor(0.0))
        if not along.requires_grad:  # the first derivative is constant
            second = [np.zeros(x.shape) for x in xs]
        else:
            second = [g.numpy() for g in mg.grad_of(along, tensors)]

        h = 1e-4

        def first_at(k):
            moved = [x + k * h * v for x, v in zip(xs, direction, strict=True)]
            return [g.numpy() for g in gradients(f, moved, cotangent)]

        for s, p2, p1, m1, m2 in zip(second, *map(first_at, (2, 1, -1, -2)), strict=True):
            expected = (8 * (p1 - m1) - (p2 - m2)) / (12 * h)
            scale = max(1.0, np.max(np.abs(expected), initial=0.0))
            np.testing.assert_allclose(s, expected, rtol=0, atol=3e-8 * scale)

    check()


SEVERAL_SLOTS = [
    name
    for name in DIFFERENTIABLE
    if sum(rule is not None for rule in registry[name].rules) > 1 or registry[name].joint
]
SEVERAL_SLOTS.remove("setitem")  # what is assigned has another shape; test_indexing has it


@pytest.mark.parametrize("name", SEVERAL_SLOTS)
def test_same_tensor_in_every_slot(name):
    """What arrives over several arrows from one Tensor is added."""

    @EXAMPLES
    @given(calls(name, alike(registry[name])))
    def check(call):
        op, xs, constants, options, rng = call
        x = xs[0]
        shared = mg.tensor(x, requires_grad=True)
        apart = [mg.tensor(x, requires_grad=True) for _ in xs]
        y = op(*[shared] * len(xs), *constants, **options)
        cotangent = rng.uniform(-1, 1, y.shape)
        gradient = mg.grad_of(y, shared, cotangent)
        parts = mg.grad_of(op(*apart, *constants, **options), apart, cotangent)
        np.testing.assert_allclose(
            gradient.numpy(), sum(p.numpy() for p in parts), rtol=1e-14, atol=1e-14
        )

    check()


@pytest.mark.parametrize("name", sorted(registry))
def test_forward_on_tensors_is_forward_on_arrays(name):
    @EXAMPLES
    @given(calls(name))
    def check(call):
        op, xs, constants, options, _ = call
        expected = op(*xs, *constants, **options)
        result = op(*map(mg.asarray, (*xs, *constants)), **options)
        assert isinstance(result, mg.Tensor)
        # NumPy's power of 0-d numbers and of arrays may differ in the last digit.
        np.testing.assert_allclose(result.numpy(), expected, rtol=5e-16)
        assert result.dtype == np.asarray(expected).dtype

    check()


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_float32_stays_float32(name):
    if name == "astype":
        return  # its purpose is another dtype; tests/ops/test_shapes.py has it

    @EXAMPLES
    @given(calls(name))
    def check(call):
        op, xs, constants, options, _ = call
        tensors = [mg.tensor(x, "float32", requires_grad=True) for x in xs]
        y = op(*tensors, *constants, **options)
        assert y.dtype == np.float32
        for g in mg.grad_of(y, tensors, np.ones(y.shape), create_graph=True):
            assert g.dtype == np.float32

    check()


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_rules_leave_nothing_changed_and_share_only_the_cotangent(name):
    """A first-order rule returns new memory, or (a view of) the cotangent, never of the inputs."""

    @EXAMPLES
    @given(calls(name))
    def check(call):
        op, xs, constants, options, rng = call
        y = op.forward(*xs, *constants, **options)
        g = read_only(np.array(rng.uniform(-1, 1, np.shape(y))))
        y = read_only(np.array(y))
        if op.joint is not None:
            results = op.joint(g, y, *xs, *constants, **options)
        else:
            results = [
                rule(g, y, *xs, *constants, **options) for rule in op.rules if rule is not None
            ]
        for result in results:
            if isinstance(result, np.ndarray):
                for array in (y, *xs, *constants):
                    assert not np.shares_memory(result, array)

    check()


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
