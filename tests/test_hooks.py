"""Hooks see a gradient once a sweep, and may replace it."""

from __future__ import annotations

import copy
import gc
import pickle

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, optim


def parameter(data, name=None):
    return mg.tensor(data, float, requires_grad=True, name=name)


def test_a_hook_sees_all_of_the_gradient_once():
    x = parameter([1.0, 2.0])
    seen = []
    x.register_hook(lambda g: seen.append(g.tolist()))
    (x * x + x).sum().backward()
    assert seen == [[3.0, 5.0]]
    assert x.grad.tolist() == [3.0, 5.0]


def test_what_it_returns_takes_the_gradients_place():
    x = parameter([1.0, 2.0])
    x.register_hook(lambda g: g * 10)
    x.register_hook(lambda g: np.minimum(g.numpy(), 30.0))
    (x * x).sum().backward()
    assert x.grad.tolist() == [20.0, 30.0]


def test_in_between_it_changes_what_flows_on():
    x = parameter(3.0)
    h = x * x
    h.register_hook(lambda g: -g)
    mg.sin(h).backward()
    assert x.grad.item() == pytest.approx(-6 * np.cos(9.0), rel=1e-15)
    with pytest.raises(RuntimeError, match="retain_grad"):
        _ = h.grad


def test_with_retain_grad_the_hooked_gradient_is_kept():
    for hook_first in (True, False):
        x = parameter(3.0)
        h = x * x
        if hook_first:
            h.register_hook(lambda g: 2 * g)
            h.retain_grad()
        else:
            h.retain_grad()
            h.register_hook(lambda g: 2 * g)
        (h * 1.0).backward()
        assert h.grad.item() == 2.0
        assert x.grad.item() == 12.0


def test_gradients_as_values_pass_hooks_too():
    x = parameter(3.0)
    x.register_hook(lambda g: g + 1)
    assert mg.grad_of(x * x, x).item() == 7.0
    assert x.grad is None


def test_a_recorded_gradient_stays_differentiable():
    x = parameter(3.0)
    with x.register_hook(lambda g: g * g):
        (x * x).backward(create_graph=True)
    assert x.grad.item() == 36.0
    assert mg.grad_of(x.grad, x).item() == 24.0  # of (2x)²


def test_a_removed_hook_is_not_called():
    x = parameter(3.0)
    handle = x.register_hook(lambda g: g * 10)
    with x.register_hook(lambda g: g * 100):
        pass
    (x * x).backward()
    handle.remove()
    handle.remove()
    (x * x).backward()
    assert x.grad.item() == 66.0


def test_hooks_stay_when_a_parameter_gets_a_new_value():
    net = nn.Linear(2, 1, rng=0)
    calls = []
    net.weight.register_hook(lambda g: calls.append(1))
    opt = optim.SGD(net.parameters(), lr=0.1)
    for _ in range(3):
        opt.zero_grad()
        net(np.ones((1, 2))).sum().backward()
        opt.step()
    net.weight.data = np.zeros((2, 1))
    net(np.ones((1, 2))).sum().backward()
    assert len(calls) == 4


def test_a_wrong_shape_is_refused_and_no_gradient_changes():
    x, z = parameter([1.0, 2.0]), parameter(1.0)
    x.register_hook(lambda g: g.sum())
    with pytest.raises(ValueError, match="a hook returned a gradient of shape \\(\\)"):
        (x * z).sum().backward()
    assert x.grad is None
    assert z.grad is None


def test_an_exception_in_a_hook_changes_no_gradient():
    x, z = parameter(1.0), parameter(1.0)

    def fail(_):
        raise LookupError("mine")

    z.register_hook(fail)
    with pytest.raises(LookupError, match="mine"):
        (x * z).backward()
    assert x.grad is None


@pytest.mark.parametrize("create_graph", [False, True])
@pytest.mark.parametrize("hook", [lambda g: g.numpy().astype(float) * 2, lambda g: g.astype(float)])
def test_dtypes_stay(hook, create_graph):
    x = mg.tensor([1.0], dtype="float32", requires_grad=True)
    x.register_hook(hook)
    (x * 1.0).sum().backward(create_graph=create_graph)
    assert x.grad.dtype == np.float32


def test_a_constant_has_no_gradient_to_hook():
    with pytest.raises(RuntimeError, match="register_hook"):
        mg.tensor(1.0).register_hook(print)


def test_hooks_are_not_copied_and_keep_nothing_alive():
    x = parameter(1.0)
    x.register_hook(lambda g: g * 2)
    copy = pickle.loads(pickle.dumps(x))
    (copy * 1.0).backward()
    assert copy.grad.item() == 1.0
    gc.disable()
    try:
        h = x * x
        h.register_hook(lambda g: g)
        node = h.node
        del h
        assert node.owner is None
    finally:
        gc.enable()


def test_removing_a_hook_twice_leaves_the_others():
    x = mg.tensor(1.0, requires_grad=True)
    first = x.register_hook(lambda g: g * 10)
    first.remove()
    x.register_hook(lambda g: g * 100)
    first.remove()
    (x * 1).backward()
    assert x.grad.tolist() == 100.0


@pytest.mark.parametrize("leaf", [True, False])
def test_a_hook_stays_with_the_value_before_an_assignment(leaf):
    x = parameter([1.0, 2.0])
    u = x if leaf else x * 1.0
    seen = []
    handle = u.register_hook(lambda g: seen.append(g.tolist()))
    u[0] = 0.0
    (u * 3.0).sum().backward()
    assert seen == [[0.0, 3.0]]
    with pytest.raises(RuntimeError, match="retain_grad"):
        _ = u.grad
    handle.remove()
    (u * 3.0).sum().backward()
    assert len(seen) == 1


def test_a_leaf_that_was_assigned_to_is_copied_with_its_graph_and_without_its_hooks():
    x = parameter([1.0, 2.0])
    x.register_hook(lambda g: pytest.fail("a copy has no hooks"))
    y = (x * 2.0).sum()
    x[0] = 5.0
    again = copy.deepcopy(y)
    again.backward()
    assert pickle.loads(pickle.dumps(y)).item() == y.item() == 6.0


def test_hooks_stay_while_a_parameter_is_frozen():
    p = parameter([1.0, 2.0])
    calls = []
    handle = p.register_hook(lambda g: calls.append(1))
    p.requires_grad = False
    assert not (p * 2.0).requires_grad
    p.requires_grad = True
    (p * 2.0).sum().backward()
    assert (len(calls), p.grad.tolist()) == (1, [2.0, 2.0])
    handle.remove()
    (p * 2.0).sum().backward()
    assert len(calls) == 1
