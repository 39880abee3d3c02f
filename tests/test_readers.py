"""One rule, many readings: what other readers of rules and graphs build on."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.lib.mixins import NDArrayOperatorsMixin

import minigrad as mg
from minigrad import nn
from minigrad.core.node import topological_order
from minigrad.draw.symbols import Symbol, local_derivatives
from minigrad.ops import registry
from minigrad.testing.sampling import sample

DIFFERENTIABLE = sorted(name for name, op in registry.items() if op.differentiable)
ACTIVATIONS = [mg.relu, mg.h_swish, mg.tanhexp, mg.mish, mg.swish, mg.sigmoid]


def article_step(net, loss, x, labels, *, create_graph):
    """The loss and the gradients of one training step."""
    net.zero_grad()
    e = loss(net(x), labels)
    e.backward(create_graph=create_graph)
    return e, [p.grad for p in net.parameters()]


def replay(order, inputs):
    """Run recorded nodes as a flat list of operations on new inputs."""
    results = {}
    for node in order:
        if node in inputs:
            results[node] = inputs[node]
        elif node.op is None:
            results[node] = node.value
        else:
            results[node] = node.op.forward(*[results[n] for n in node.inputs], **node.options)
    return results


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("flooded", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_recorded_step_replays_bit_for_bit(activation, flooded, dtype):
    rng = np.random.default_rng(0)
    net = nn.MLP([20, 8, 6, 4], activation, rng=rng, dtype=dtype)
    loss = nn.Flooding(nn.CrossEntropy(), 1.0) if flooded else nn.CrossEntropy()
    x = mg.tensor(rng.normal(size=(5, 20)), dtype)
    labels = mg.tensor(rng.integers(0, 4, 5))
    e, gradients = article_step(net, loss, x, labels, create_graph=True)
    outputs = [t.node for t in (e, *gradients)]
    leaves = [p.node for p in net.parameters()]
    order = topological_order(*outputs)

    new_x = rng.normal(size=(5, 20)).astype(dtype)
    new_labels = rng.integers(0, 4, 5)
    for p in net.parameters():
        p.data = (p.numpy() + 0.1 * rng.normal(size=p.shape)).astype(dtype)
    new = [p.numpy() for p in net.parameters()]
    fed = {x.node: new_x, labels.node: new_labels, **dict(zip(leaves, new, strict=True))}
    results = replay(order, fed)

    for create_graph in (False, True):
        e, gradients = article_step(net, loss, new_x, new_labels, create_graph=create_graph)
        for node, t in zip(outputs, (e, *gradients), strict=True):
            assert results[node].dtype == t.dtype
            np.testing.assert_array_equal(results[node], t.numpy())


class Duck(NDArrayOperatorsMixin):
    """An array that is not NumPy's, and refuses to become one."""

    def __init__(self, array):
        self.array = array

    def __array__(self, *args, **kwargs):
        raise AssertionError("converted to numpy.ndarray")

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return wrap(getattr(ufunc, method)(*map(unwrap, inputs), **unwrap(kwargs)))

    def __array_function__(self, function, types, args, kwargs):
        return wrap(function(*unwrap(args), **unwrap(kwargs)))

    def __getitem__(self, key):
        return wrap(self.array[unwrap(key)])

    def __setitem__(self, key, value):
        self.array[unwrap(key)] = unwrap(value)

    def __int__(self):
        return int(self.array)

    def __getattr__(self, name):
        if name in {"shape", "dtype", "size", "ndim"}:
            return getattr(self.array, name)
        if name in {"T", "real"}:
            return wrap(getattr(self.array, name))
        if name in {"sum", "reshape", "astype", "conj", "copy", "min", "max", "swapaxes"}:
            return lambda *args, **kwargs: wrap(getattr(self.array, name)(*args, **kwargs))
        raise AttributeError(name)


def wrap(value):
    if isinstance(value, tuple):  # several results
        return tuple(map(wrap, value))
    return Duck(np.asarray(value)) if isinstance(value, (np.ndarray, np.generic)) else value


def unwrap(value):
    if isinstance(value, Duck):
        return value.array
    if isinstance(value, (tuple, list)):
        return type(value)(map(unwrap, value))
    return {k: unwrap(v) for k, v in value.items()} if isinstance(value, dict) else value


def case(name):
    op = registry[name]
    shapes = (op.domain.shapes * 2)[1] if op.domain.shapes else ((2, 3),) * op.arity
    return sample(op, np.random.default_rng(1), shapes)


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_rules_run_on_duck_arrays(name):
    call = case(name)

    def gradients(make):
        tensors = [mg.asarray(make(x.copy()), requires_grad=True) for x in call.inputs]
        result = call(*tensors)
        for y in result if isinstance(result, tuple) else (result,):
            if y.requires_grad:
                y.backward(make(np.ones(y.shape)))
        return [t._grad for t in tensors if t._grad is not None]

    for duck, plain in zip(gradients(Duck), gradients(np.asarray), strict=True):
        assert isinstance(duck, Duck)
        np.testing.assert_array_equal(duck.array, plain)


def test_a_network_trains_on_duck_arrays():
    from minigrad import optim

    def trained(make):
        net = nn.MLP([4, 3, 2], mg.relu, rng=np.random.default_rng(0))
        for p in net.parameters():
            p.data = make(p.numpy().copy())
        opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
        x = make(np.random.default_rng(1).normal(size=(5, 4)))
        for _ in range(3):
            opt.zero_grad()
            nn.CrossEntropy()(net(mg.asarray(x)), [0, 1, 0, 1, 1]).backward()
            opt.step()
        return [p.node.value for p in net.parameters()]

    for duck, plain in zip(trained(Duck), trained(np.asarray), strict=True):
        assert isinstance(duck, Duck)
        np.testing.assert_array_equal(duck.array, plain)


@pytest.mark.parametrize(
    ("op", "values", "expected"),
    [
        (mg.add, (2.0, 3.0), ["1", "1"]),
        (mg.subtract, (2.0, 3.0), ["1", "-1"]),
        (mg.multiply, (2.0, 3.0), ["w", "x"]),
        (mg.divide, (2.0, 3.0), ["1 ÷ w", "-y ÷ w"]),
        (mg.negative, (2.0,), ["-1"]),
        (mg.exp, (2.0,), ["y"]),
        (mg.log, (2.0,), ["1 ÷ x"]),
        (mg.tanh, (2.0,), ["sech(x)²"]),
        (mg.sigmoid, (2.0,), ["y × σ(-x)"]),
        (mg.sin, (2.0,), ["cos(x)"]),
        (mg.cos, (2.0,), ["-sin(x)"]),
        (mg.sqrt, (2.0,), ["1 ÷ (2 × y)"]),
        (mg.softplus, (2.0,), ["σ(x)"]),
        (mg.relu, (2.0,), ["where(y ≠ 0, 1, 0)"]),
        (mg.matmul, (np.ones((2, 3)), np.ones((3, 2))), ["g @ wᵀ", "xᵀ @ g"]),
        (mg.sum, (np.ones(3),), ["1"]),
        (mg.mean, (np.ones(3),), ["1 ÷ 3"]),
        (mg.softmax, (np.ones(3),), ["y × (g - Σ(g × y))"]),
        (mg.where, (True, 1.0, 2.0), ["", "where(x, 1, 0)", "where(x, 0, 1)"]),
    ],
)
def test_a_rule_spells_its_local_derivative(op, values, expected):
    assert local_derivatives(op, *values) == expected


def test_a_rule_of_a_plain_number_spells_no_or_false():
    (derivative, _) = local_derivatives(mg.maximum, 2.0, 1.5)
    x = Symbol("x", 2.0)
    assert str(mg.logical_or(x > 1.5, mg.isnan(np.float64(1.5)))) == str(x > 1.5)
    assert "False" not in derivative


def test_symbols_spell_expressions():
    x = Symbol("x", 2.0)
    assert str(x**3 + 1) == "x³ + 1"
    assert str((x + 1) * (x - 1)) == "(x + 1) × (x - 1)"
    assert str(-(x + 1)) == "-(x + 1)"
    assert str(2.5 - (x - 1)) == "2.5 - (x - 1)"
    assert str(abs(x)) == "|x|"
    assert str(mg.sqrt(x)) == "√(x)"
    assert str((x > 0) & (x < 2)) == "(x > 0) ∧ (x < 2)"
    assert str(mg.maximum(x, 0)) == "maximum(x, 0)"
    assert (x.shape, x.size, x.dtype) == ((), 1, np.float64)
    assert repr(x) == "<Symbol x>"


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_every_rule_can_be_spelled(name):
    call = case(name)
    for text in local_derivatives(call.op, *call.inputs, *call.constants, **call.options):
        assert "object at" not in text
