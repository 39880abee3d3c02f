"""The sweep: two laws, and what a gradient may never do."""

from __future__ import annotations

import gc
import sys
import weakref

import numpy as np
import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as mg
from minigrad.core.node import topological_order


def leaf(value, **options):
    return mg.tensor(value, requires_grad=True, **options)


def test_multiply_along_a_path():
    x = leaf(2.0)
    mg.exp(mg.sin(x)).backward()
    assert x.grad.item() == pytest.approx(np.exp(np.sin(2.0)) * np.cos(2.0))


def test_add_at_a_branch():
    x = leaf(3.0)
    (x * x + x).backward()
    assert x.grad.item() == 7.0


def test_broadcasting_is_a_branch():
    b = leaf([1.0, 2.0])
    column = leaf([[1.0], [2.0], [3.0]])
    ((b + np.zeros((3, 2))) * column).sum().backward()
    np.testing.assert_array_equal(b.grad.numpy(), [6.0, 6.0])
    np.testing.assert_array_equal(column.grad.numpy(), [[3.0], [3.0], [3.0]])


def path_sum(y, x):
    """The sum over all paths of the products along them, found by walking every one."""
    if y is x:
        return 1.0
    if y.op is None:
        return 0.0
    values = [n.value for n in y.inputs]
    return sum(
        rule(1.0, y.value, *values, **y.options) * path_sum(n, x)
        for rule, n in zip(y.op.rules, y.inputs, strict=True)
    )


@given(st.data())
@settings(max_examples=examples(60), deadline=None)
def test_the_sweep_is_the_sum_over_paths(data):
    xs = [leaf(data.draw(st.floats(0.5, 1.5))) for _ in range(2)]
    made = list(xs)
    operations = [mg.add, mg.subtract, mg.multiply, mg.sin, mg.tanh, mg.sigmoid, mg.maximum]
    for _ in range(data.draw(st.integers(1, 8))):
        op = data.draw(st.sampled_from(operations))
        made.append(op(*[data.draw(st.sampled_from(made)) for _ in range(op.arity)]))
    y = made[-1]
    y.backward()
    for x in xs:
        actual = 0.0 if x.grad is None else x.grad.item()
        assert actual == pytest.approx(path_sum(y.node, x.node), rel=1e-12, abs=1e-300)


def test_gradients_are_read_only():
    x = leaf([1.0, 2.0])
    (x * x).sum().backward()
    with pytest.raises(ValueError, match="read-only"):
        x.grad.numpy()[0] = 5.0


def test_backward_needs_one_number_or_a_cotangent():
    x = leaf([1.0, 2.0])
    with pytest.raises(RuntimeError, match=r"\(2,\).*y\.sum\(\)\.backward\(\)"):
        (x * x).backward()
    with pytest.raises(ValueError, match="must be equal"):
        (x * x).backward([1.0])
    with pytest.raises(RuntimeError, match="requires_grad=True"):
        mg.tensor(1.0).backward()
    (x * x).backward(mg.tensor([1.0, 10.0]))
    np.testing.assert_array_equal(x.grad.numpy(), [2.0, 40.0])


def test_interior_tensors_have_no_gradient_unless_asked():
    x = leaf(2.0)
    y = x * x
    z = y * y
    z.backward()
    with pytest.raises(RuntimeError, match="retain_grad"):
        _ = y.grad
    y.retain_grad()
    z.backward()
    assert y.grad.item() == 8.0
    with pytest.raises(RuntimeError, match="flows"):
        mg.tensor(1.0).retain_grad()


def test_retained_and_leaf_gradients_are_apart():
    x = leaf([1.0, 2.0])
    y = +x
    y.retain_grad()
    (+y).backward(np.ones(2))
    assert not np.shares_memory(x.grad.numpy(), y.grad.numpy())


def test_releasing_the_graph():
    x = leaf(2.0)
    y = x * x
    z = y * 3.0
    z.backward(retain_graph=False)
    assert x.grad.item() == 12.0
    assert z.item() == 12.0
    with pytest.raises(RuntimeError, match="retain_graph=False"):
        z.backward()
    with pytest.raises(RuntimeError, match="retain_graph=False"):
        (y + 1.0).backward()
    assert x.grad.item() == 12.0


def test_a_rule_of_the_wrong_shape_is_refused():
    wrong = mg.Op("wrong", lambda x: x * 1.0, lambda g, y, x: g[:1])
    x = leaf([1.0, 2.0])
    with pytest.raises(ValueError, match=r"wrong\(float64\[2\]\).*\(1,\).*\(2,\)"):
        wrong(x).sum().backward()


def test_a_transposed_rule_is_refused():
    product = mg.Op(
        "product", np.matmul, lambda g, y, a, b: (g @ b.T).T, lambda g, y, a, b: a.T @ g
    )
    a = leaf(np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"shape \(3, 2\) for an input of shape \(2, 3\)"):
        product(a, np.ones((3, 4))).sum().backward()


def test_gradients_of_gradients_of_gradients():
    x = leaf(2.0)
    y = x**4
    for expected in (32.0, 48.0, 48.0, 24.0):
        (y,) = mg.grad_of(y, [x], create_graph=True)
        assert y.item() == expected


def test_backward_with_create_graph_accumulates_tensors():
    x = leaf(3.0)
    (x**3).backward(create_graph=True)
    first = x.grad
    assert first.requires_grad
    x.zero_grad()
    first.backward()
    assert x.grad.item() == 18.0
    (x**3).backward(create_graph=True)
    assert x.grad.item() == 18.0 + 27.0


def test_recorded_gradients_hold_no_cycle():
    gc.disable()
    try:
        x = leaf(3.0)
        (x**3).backward(create_graph=True)
        gradient = weakref.ref(x.grad)
        del x
        assert gradient() is None
    finally:
        gc.enable()


def test_no_tensor_is_made_in_a_first_order_sweep(monkeypatch):
    x = leaf(np.ones((4, 3)))
    w = leaf(np.ones((3, 2)))
    y = (mg.tanh(x @ w) * 2.0 + x.sum()).mean()
    made = []
    original = mg.Tensor._apply
    monkeypatch.setattr(mg.Tensor, "_apply", lambda *a: made.append(a) or original(*a))
    monkeypatch.setattr(sys.modules["minigrad.tensors.handle"], "handle", made.append)
    y.backward()
    assert made == []


def test_only_what_is_wanted_is_computed():
    calls = []
    spy = mg.Op("spy", lambda x: x * 1.0, lambda g, y, x: calls.append(1) or g)
    x, w = leaf(2.0), leaf(3.0)
    y = spy(w) * x
    assert mg.grad_of(y, x).item() == 3.0
    assert calls == []
    assert mg.grad_of(y, [x, w])[1].item() == 2.0
    assert x.grad is None


def test_an_input_without_a_rule_is_no_silent_zero():
    product = mg.Op("product", lambda a, b: a * b, lambda g, y, a, b: g * b)
    x, w = leaf(2.0), leaf(3.0)
    assert mg.grad_of(product(x, 3.0), x).item() == 3.0
    with pytest.raises(
        TypeError, match=r"product\(float64\[\], float64\[\]\): there are 1 rules for 2"
    ):
        product(x, w).backward()
    joint = mg.Op("joint", lambda a, b: a * b, joint=lambda g, y, a, b: [g * b])
    with pytest.raises(TypeError, match="1 rules for 2 inputs"):
        joint(x, w).backward()


def test_a_parameter_may_be_given_by_name():
    scale = mg.Op("scale", lambda x, k: x * k, lambda g, y, x, k: g * k)
    x = leaf(2.0)
    y = scale(x, k=3.0)
    y.backward()
    assert (y.item(), x.grad.item()) == (6.0, 3.0)
    both = mg.Op("both", lambda x, k: x * k, lambda g, y, x, k: g * k, lambda g, y, x, k: g * x)
    assert mg.grad_of(both(x, k=3.0), x).item() == 3.0
    with pytest.raises(TypeError, match="takes 2 inputs; 1 were given"):
        scale(x)


def test_a_rule_returns_an_array():
    forgetful = mg.Op("forgetful", lambda x: x * 1.0, lambda g, y, x: None)
    with pytest.raises(TypeError, match="a rule of forgetful returned NoneType, not an array"):
        forgetful(leaf(1.0)).backward()


def test_a_user_s_rule_may_return_a_plain_number():
    flat = mg.Op("flat", np.sign, lambda g, y, x: 0.0)
    x = leaf([1.0, -2.0])
    flat(x).sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), [0.0, 0.0])


def test_user_functions_cannot_write_into_the_graph():
    def greedy(x):
        x *= 2
        return x

    x = leaf([1.0, 2.0])
    y = x * 1.0
    with pytest.raises(ValueError, match="read-only"):
        mg.Op("greedy", greedy, lambda g, y, x: g)(y)
    spoil = mg.Op("spoil", lambda x: x + 0.0, lambda g, y, x: g.__imul__(2.0))
    with pytest.raises(ValueError, match="read-only"):
        spoil(y).sum().backward()
    np.testing.assert_array_equal(y.numpy(), [1.0, 2.0])


def test_nodes_are_recorded_in_topological_order():
    x = leaf(1.0)
    y = (x * 2.0 + x) * x
    order = topological_order(y.node)
    place = {node: i for i, node in enumerate(order)}
    assert order[-1] is y.node
    assert all(place[i] < place[node] for node in order for i in node.inputs)
    assert len((x * x).node.inputs) == 2


class TestOneTensorBehindSeveralNodes:
    def test_a_new_value_in_the_middle_of_a_graph_loses_nothing(self):
        p = leaf(2.0)
        a = p * 3.0
        p.data = 5.0
        y = a + p * 7.0
        y.backward()
        assert p.grad.item() == 10.0
        assert mg.grad_of(y, p).item() == 10.0

    def test_grad_of_after_a_new_value(self):
        p = leaf(2.0)
        y = p * p
        p.data = 5.0
        assert mg.grad_of(y, p).item() == 4.0
        assert mg.grad_of(y, p, create_graph=True).item() == 4.0

    def test_a_handle_that_was_assigned_to_receives_only_its_own_gradient(self):
        x = leaf([1.0, 2.0])
        x *= 3
        x.retain_grad()
        (x * x).sum().backward()
        assert x.grad.tolist() == [6.0, 12.0]


def test_a_released_part_is_never_a_silent_zero():
    x = leaf(3.0)
    y = x * x
    y.backward(retain_graph=False)
    with pytest.raises(RuntimeError, match="retain_graph=False"):
        mg.grad_of(y + x, x)
    with pytest.raises(RuntimeError, match="retain_graph=False"):
        mg.grad(lambda v: v * y)(2.0).backward()


def test_recorded_gradients_have_handles_of_their_own():
    x, y = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    (x + y).sum().backward(create_graph=True)
    x.grad *= 2.0
    assert y.grad.tolist() == [1.0, 1.0]
    gx, gy = mg.grad_of((x + y).sum(), [x, y], create_graph=True)
    assert gx is not gy
    seed = mg.tensor([1.0, 1.0])
    x.zero_grad()
    (+x).backward(seed, create_graph=True)
    x.grad[0] = 9.0
    assert seed.tolist() == [1.0, 1.0]


def test_a_value_with_more_axes_than_its_place():
    x, v = leaf([0.0, 0.0, 0.0]), leaf([[2.0]])
    y = +x
    y[0:3] = v
    y.sum().backward()
    assert v.grad.tolist() == [[3.0]]


def test_grad_of_needs_a_tensor():
    with pytest.raises(TypeError, match="3.0 is not a Tensor"):
        mg.grad_of(3.0, [leaf(1.0)])


def test_a_gradient_is_let_go_of_as_soon_as_it_was_used():
    arrived = []

    def rule(g, y, x):
        assert all(reference() is None for reference in arrived[:-1])
        g = g * 2.0
        arrived.append(weakref.ref(g))
        return g

    twice = mg.Op("twice", lambda x: x * 2.0, rule)
    x = leaf([1.0, 2.0])
    y = x
    for _ in range(5):
        y = twice(y)
    y.sum().backward()
    assert len(arrived) == 5
    assert x.grad.tolist() == [32.0, 32.0]


@pytest.mark.skipif(sys.version_info < (3, 11), reason="notes came with Python 3.11")
def test_an_exception_in_a_rule_says_in_which_operation():
    def refuses(g, y, x):
        raise KeyError("no")

    broken = mg.Op("broken", np.sin, refuses)
    with pytest.raises(KeyError) as caught:
        mg.exp(broken(leaf([1.0, 2.0]))).sum().backward()
    (note,) = caught.value.__notes__
    assert "in the backward rule of broken(float64[2]), recorded at an unknown line" in note
    with mg.record_lines():
        y = broken(leaf(1.0))
    with pytest.raises(KeyError) as caught:
        y.backward()
    assert "y = broken(leaf(1.0))" in caught.value.__notes__[0]
    x = leaf(3.0)
    y = x * x
    y.backward(retain_graph=False)
    with pytest.raises(RuntimeError) as caught:
        y.backward()
    assert not hasattr(caught.value, "__notes__")  # no rule was to blame


def test_an_operation_may_have_fewer_rules_than_inputs():
    fused = mg.Op("fused", lambda a, b, c: a * b + c, lambda g, y, a, b, c: g * b, None)
    x = leaf(2.0)
    fused(x, 3.0, 4.0).backward()
    assert x.grad.item() == 3.0


def test_below_what_is_wanted_no_rule_is_called():
    def never(g, y, x):
        raise AssertionError("nobody asked for this gradient")

    h = mg.Op("h", np.sin, never)(leaf([1.0, 2.0]))
    gradient = mg.grad_of((h * h).sum(), h)
    np.testing.assert_array_equal(gradient.numpy(), 2 * np.sin([1.0, 2.0]))


def test_a_joint_rule_may_return_numbers_and_nothing_but_a_tuple():
    x = mg.tensor(np.ones(2), requires_grad=True)

    def both(joint):
        x.zero_grad()
        mg.Op("both", lambda a, b: a * b, joint=joint)(x, x * 1).sum().backward()
        return x.grad.tolist()

    assert both(lambda g, y, a, b: (2.0, None)) == [2.0, 2.0]
    with pytest.raises(TypeError, match="joint rule of both returned ndarray, not a tuple"):
        both(lambda g, y, a, b: np.stack([g * b, g * a]))
    with pytest.raises(TypeError, match="joint rule of both returned str, not an array"):
        both(lambda g, y, a, b: ("text", None))


@pytest.mark.parametrize("inputs", [1, 2, 3])
def test_a_rule_of_an_unchecked_operation_that_returns_no_array_is_named(inputs):
    rules = [lambda g, y, *xs: 2.0] * inputs
    op = mg.Op("odd", lambda *xs: sum(xs), *rules, checked=False)
    y = op(*[leaf([1.0, 2.0]) for _ in range(inputs)])
    with pytest.raises(
        TypeError, match=r"odd\(float64\[2\].*: a rule returned float, not an array"
    ):
        y.sum().backward()


@pytest.mark.parametrize("domain", [None, mg.Domain()])
def test_a_domain_changes_nothing(domain):
    """It is for the tests; the engine treats the operation as any other."""

    def writes(x):
        x *= 2
        return x

    op = mg.Op("odd", lambda x: 2 * x, lambda g, y, x: 2.0, domain=domain)
    x = leaf([1.0, 2.0])
    op(x).sum().backward()
    assert x.grad.tolist() == [2.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        mg.Op("writes", writes, lambda g, y, x: 2 * g, domain=domain)(x)


@pytest.mark.parametrize("ways", ["one input", "three inputs"])
def test_a_node_waits_for_what_comes_the_long_way(ways):
    """Over operations with as many inputs; the short way has reached it long before.

    Were it visited twice, the sum would be the same, and the time could double at every branch.
    """
    one = ways == "one input"
    x = leaf([0.3, 0.5])
    a = mg.exp(x)
    b = mg.sin(a) if one else mg.where(a > 0, a, 1.0)
    c = mg.cos(b) if one else mg.where(b > 0, b, 1.0)
    visits = []
    a.register_hook(lambda g: visits.append(g.tolist()))
    (c * a).sum().backward()
    v = np.exp([0.3, 0.5])
    by_a = np.cos(np.sin(v)) - v * np.sin(np.sin(v)) * np.cos(v) if one else 2 * v
    np.testing.assert_allclose(visits, [by_a], rtol=1e-14)
    np.testing.assert_allclose(x.grad.numpy(), by_a * v, rtol=1e-14)


def test_of_a_complex_gradient_a_real_input_receives_the_real_part():
    turned = mg.Op("turned", lambda x: x * 1.0, lambda g, y, x: g * (3 + 1j))
    for value in ([1.0, 2.0], 3.0):
        x = leaf(value)
        turned(x).sum().backward()
        assert x.grad.dtype == np.float64
        np.testing.assert_array_equal(x.grad.numpy(), np.full(x.shape, 3.0))
