"""mg.checkpoint: the same values and gradients, in less memory."""

from __future__ import annotations

import copy
import random
import threading
import tracemalloc
from typing import NamedTuple

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn

X = np.random.default_rng(0).normal(size=(6, 3))


def gradients(f, *leaves):
    """The value and the gradients to the second order."""
    y = f()
    first = mg.grad_of(y, leaves, create_graph=True)
    second = mg.grad_of(sum((g * g).sum() for g in first), leaves)
    return [y.numpy(), *[g.numpy() for g in (*first, *second)]]


def same(f, g, *leaves):
    for a, b in zip(gradients(f, *leaves), gradients(g, *leaves), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)


def test_gradients_are_those_of_the_function_to_the_second_order():
    w = mg.tensor(2.0, requires_grad=True)
    x = mg.tensor([0.3, 0.5], requires_grad=True)
    h = mg.tanh(1.5 * x)
    inner = lambda a: mg.sin(w * mg.exp(a)) + h * w  # noqa: E731 - w a leaf, h interior, outside
    same(lambda: (inner(h) ** 2).sum(), lambda: (mg.checkpoint(inner)(h) ** 2).sum(), w, x)


def test_to_the_third_order():
    f = mg.checkpoint(lambda x: mg.exp(2 * x))
    assert mg.grad(mg.grad(mg.grad(f)))(0.0).item() == 8.0


class Pair(NamedTuple):
    left: object
    right: object


def test_nests_of_arguments_and_results():
    w = mg.tensor([1.0, 2.0], requires_grad=True)

    def f(p, flag, *, scale):
        assert flag == "as it is"
        return Pair({"a": p["u"] * p["v"][0] * scale, "n": 7}, [mg.exp(p["u"]) @ p["v"][1], None])

    def call(f):
        out = f({"u": w * 2.0, "v": [w, np.array([3.0, 4.0])]}, "as it is", scale=w[0])
        assert isinstance(out, Pair)
        assert out.left["n"] == 7
        assert out.right[1] is None
        return (out.left["a"] ** 2).sum() + out.right[0]

    same(lambda: call(f), lambda: call(mg.checkpoint(f)), w)


def test_a_result_that_is_not_used_and_one_without_gradient():
    x = mg.tensor([1.0, 3.0], requires_grad=True)
    f = mg.checkpoint(lambda x: (x * x, mg.argmax(x), mg.sin(x)))
    square, index, _ = f(x)
    assert index.item() == 1
    assert not index.requires_grad
    square.sum().backward()
    assert x.grad.tolist() == [2.0, 6.0]


def test_what_comes_out_as_it_went_in():
    x = mg.tensor([1.0, 3.0], requires_grad=True)
    w = mg.tensor(2.0, requires_grad=True)
    a, b, c = mg.checkpoint(lambda x: (x, w, x * w))(x)
    (a.sum() + 3 * b + c.sum()).backward()
    assert x.grad.tolist() == [3.0, 3.0]
    assert w.grad.item() == 7.0


def network():
    return nn.Sequential(
        nn.Linear(3, 4, rng=0),
        nn.BatchNorm(4),
        nn.Dropout(0.5, rng=1),
        nn.ReLU(),
        nn.Linear(4, 1, rng=2),
    )


def test_a_network_with_random_masks_and_running_means():
    a, b = network(), network()
    for _ in range(2):
        (a(X) ** 2).sum().backward()
        (mg.checkpoint(b)(X) ** 2).sum().backward()
    for p, q in zip(a.parameters(), b.parameters(), strict=True):
        np.testing.assert_array_equal(p.grad, q.grad)
    for p, q in zip(a.buffers(), b.buffers(), strict=True):
        np.testing.assert_array_equal(p, q)
    assert a.layers[2].rng.random() == b.layers[2].rng.random()


def test_generators_of_everybody_draw_the_same_again_and_are_put_back():
    w = mg.tensor(np.ones(5), requires_grad=True)
    rng = np.random.default_rng(0)
    numbers = lambda: (  # noqa: E731 - three sources
        np.random.random(5) + random.random() + rng.random(5)  # noqa: NPY002 - users' code
    )
    y = mg.checkpoint(lambda w: w * w * numbers())(w)
    state = numbers.__closure__[0].cell_contents.bit_generator.state
    y.sum().backward()
    assert rng.bit_generator.state == state
    np.testing.assert_allclose(w.grad, 2 * y.numpy())


def test_a_parameter_that_moves_before_backward_is_as_it_was():
    w = mg.tensor(2.0, requires_grad=True)
    y = mg.checkpoint(lambda x: mg.exp(w * x))(mg.tensor(1.5))
    w.data -= 1.0
    y.backward()
    assert w.item() == 1.0
    np.testing.assert_allclose(w.grad.item(), 1.5 * np.exp(3.0))


def test_an_array_that_is_written_into_is_told_never_a_wrong_gradient():
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    outside, given = np.ones(2), np.ones(2)
    y = mg.checkpoint(lambda x, a: x * a * outside)(x, given)
    given[:] = 5.0  # an argument was copied
    y.sum().backward()
    assert x.grad.tolist() == [1.0, 1.0]
    outside[:] = 5.0
    with pytest.raises(RuntimeError, match="gave another value when it ran again"):
        y.sum().backward()
    assert x.grad.tolist() == [1.0, 1.0]


def test_an_argument_is_not_assigned_to():
    def f(x):
        x += 1.0
        return x * x

    with pytest.raises(TypeError, match="assigns to one of its arguments"):
        mg.checkpoint(f)(mg.tensor(1.0, requires_grad=True))


def test_exceptions_leave_everything_as_it_was():
    w = mg.tensor(2.0, requires_grad=True)
    calls = []

    @mg.checkpoint
    def f(x):
        calls.append(1)
        if len(calls) in (1, 3):
            raise ValueError("no")
        return w * x

    with pytest.raises(ValueError, match="no"):
        f(mg.tensor(1.0))
    y = f(mg.tensor(3.0))
    with pytest.raises(ValueError, match="no"):
        y.backward()
    assert w.grad is None
    y.backward()
    assert w.grad.item() == 3.0


def test_nothing_is_recorded_where_nothing_is_asked():
    w = mg.tensor(2.0, requires_grad=True)
    f = mg.checkpoint(lambda x: w * x)
    with mg.no_grad():
        assert not f(mg.tensor(1.0)).requires_grad
    assert mg.checkpoint(mg.sin)(mg.tensor(0.0)).node.op is None
    assert mg.checkpoint(lambda: 3)() == 3


def test_inside_one_another():
    w = mg.tensor([0.5, 1.5], requires_grad=True)
    block = lambda x: mg.sin(x * w)  # noqa: E731 - a formula
    inner = mg.checkpoint(block)
    outer = mg.checkpoint(lambda x: inner(inner(x)) + w)
    same(lambda: (block(block(w)) + w).sum(), lambda: outer(w).sum(), w)


def test_hooks_see_a_gradient_once():
    w = mg.tensor(2.0, requires_grad=True)
    seen = []
    w.register_hook(lambda g: seen.append(g) or g)
    y = mg.checkpoint(lambda x: w * x)(mg.tensor(3.0)) + w
    y.backward()
    assert [g.item() for g in seen] == [4.0]


def test_jacobians_products_and_batches():
    w = mg.tensor(2.0, requires_grad=True)
    f = lambda x: mg.sin(w * mg.exp(x))  # noqa: E731 - a formula
    c = mg.checkpoint(f)
    x, v = np.array([0.1, 0.2]), np.array([1.0, 10.0])
    for transformed in (
        lambda f: mg.jacobian(f)(x),
        lambda f: mg.jvp(f, x, v)[1],
        lambda f: mg.hvp(lambda x: f(x).sum(), x, v),
        lambda f: mg.vmap(mg.grad(lambda x: f(x).sum()))(np.stack([x, v])),
        lambda f: mg.vmap(f)(np.stack([x, v])),
        lambda f: mg.vmap(lambda x: mg.vmap(f)(x) * x[0])(np.stack([x, v])),
    ):
        a, b = transformed(f), transformed(c)
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-12)
        np.testing.assert_allclose(mg.grad_of(a.sum(), w).numpy(), mg.grad_of(b.sum(), w).numpy())


def test_complex_numbers():
    w = mg.tensor([1 + 1j, 2.0], requires_grad=True)
    z = mg.tensor([0.5j, 1 - 1j], requires_grad=True)
    f = lambda z: mg.exp(w * z) * z[0]  # noqa: E731 - a formula
    alone = mg.grad_of(mg.absolute(f(z)).sum(), [w, z])
    again = mg.grad_of(mg.absolute(mg.checkpoint(f)(z)).sum(), [w, z])
    for a, b in zip(alone, again, strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=1e-12)


def peak(block, deep):
    x = mg.tensor(np.ones(2_000), requires_grad=True)
    tracemalloc.start()
    h = x
    for _ in range(deep):
        h = block(h)
    kept = tracemalloc.get_traced_memory()[0]
    h.sum().backward(retain_graph=False)
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return kept / x.numpy().nbytes, highest / x.numpy().nbytes


def test_what_is_inside_is_let_go_of():
    def block(x):
        for _ in range(10):
            x = mg.sin(x)
        return x

    kept, highest = peak(block, 10)
    assert kept > 99
    assert highest > 99
    kept, highest = peak(mg.checkpoint(block), 10)
    assert kept < 12  # a result for each
    assert highest < 30  # and the inside of one


def test_it_is_drawn_as_one_operation_of_its_arguments_and_parameters():
    net = nn.Linear(3, 2, rng=0)
    y = mg.checkpoint(net)(mg.asarray(X))
    drawn = y.draw().source
    assert "checkpoint" in drawn
    assert "Linear" in drawn
    assert "weight" in drawn
    assert "@" not in drawn


def test_a_program_goes_through_arguments_or_is_refused():
    W = mg.tensor(np.ones((3, 2)), requires_grad=True)
    step = lambda x: mg.grad_of((mg.checkpoint(lambda x: mg.tanh(x @ W))(x) ** 2).sum(), W)  # noqa: E731
    x = mg.asarray(X)
    np.testing.assert_array_equal(mg.compile(step)(x), step(x))
    hidden = lambda n: mg.checkpoint(lambda: mg.tanh(x @ W))().sum()  # noqa: E731 - a formula
    with pytest.raises(TypeError, match=r"mg\.checkpoint\(<lambda>\) inside minigrad\.compile"):
        mg.compile(hidden)(1)


def test_threads_that_share_parameters():
    net = nn.Linear(3, 2, rng=0)
    alone = copy.deepcopy(net)
    (mg.tanh(alone(X)) ** 2).sum().backward()
    block = mg.checkpoint(lambda x: mg.tanh(net(x)))

    def work():
        for _ in range(3):
            (block(X) ** 2).sum().backward()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    np.testing.assert_allclose(net.weight.grad, 9 * alone.weight.grad.numpy())
