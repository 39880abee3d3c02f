"""The first NaN or infinity is found, forward and backward."""

from __future__ import annotations

import asyncio
import threading

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn


def parameter(data, name=None):
    return mg.tensor(data, float, requires_grad=True, name=name)


@pytest.fixture(autouse=True)
def _quiet():
    with np.errstate(all="ignore"):
        yield


def caught(function):
    with pytest.raises(FloatingPointError) as info:
        function()
    return str(info.value)


def test_the_operation_the_element_and_the_line_are_named():
    x = parameter([[1.0, 2.0], [0.0, 3.0]], "x")

    def run():
        with mg.detect_anomaly():
            mg.log(x)  # the culprit

    text = caught(run)
    assert text.startswith("log made -inf at element [1, 0] of float64[2, 2]\n")
    assert "its input was 0.0 there" in text
    assert "test_anomaly.py:" in text
    assert "the culprit" in text


def test_it_is_the_first_that_is_named():
    x = parameter(-1.0)

    def run():
        with mg.detect_anomaly():
            return mg.exp(mg.sqrt(x) * 2.0)

    assert caught(run).startswith("sqrt made nan of")


def test_what_was_not_finite_already_is_said():
    x = mg.tensor([1.0, np.inf])

    def run():
        with mg.detect_anomaly():
            return x.sum()

    assert "was not finite already: inf at element [1]" in caught(run)


def test_values_are_watched_where_nothing_is_recorded_too():
    def run():
        with mg.no_grad(), mg.detect_anomaly():
            mg.log(mg.tensor(0.0))

    assert caught(run).startswith("log made -inf")


def test_a_gradient_that_is_not_finite_is_found_backward():
    x = parameter([0.0, 4.0], "x")

    def run():
        with mg.detect_anomaly():
            y = mg.sqrt(x).sum()  # here
            y.backward()

    text = caught(run)
    assert text.startswith("backward through sqrt(float64[2]): the gradient for input 0 'x' is inf")
    assert "the gradient that arrived was 1.0 there" in text
    assert "the input was 0.0 there" in text
    assert "# here" in text
    assert x.grad is None


def test_what_was_recorded_outside_has_no_line():
    y = mg.sqrt(parameter(0.0))

    def run():
        with mg.detect_anomaly():
            y.backward()

    assert "recorded at an unknown line" in caught(run)


def test_a_cotangent_that_is_not_finite_is_found():
    y = mg.sin(parameter([1.0, 2.0]))

    def run():
        with mg.detect_anomaly():
            y.backward([1.0, np.nan])

    assert "starts from is nan at element [1]" in caught(run)


def test_a_recorded_sweep_and_grad_of_are_watched_too():
    x = parameter(0.0)

    def recorded():
        with mg.detect_anomaly():
            mg.sqrt(x).backward(create_graph=True)

    def gradients():
        with mg.detect_anomaly():
            mg.grad_of(mg.sqrt(x), x)

    assert "backward through sqrt" in caught(recorded)
    assert "backward through sqrt" in caught(gradients)


def test_what_is_finite_passes_and_is_the_same():
    def step():
        net = nn.MLP([4, 5, 3], mg.tanhexp, rng=0)
        loss = nn.CrossEntropy()(net(np.ones((2, 4))), [0, 1])
        loss.backward()
        return [p.grad.numpy() for p in net.parameters()]

    with mg.detect_anomaly():
        watched = step()
    assert all(np.array_equal(a, b) for a, b in zip(watched, step(), strict=True))


def test_infinities_that_come_and_go_in_one_operation_are_none():
    logits = mg.tensor([[1.0, 800.0]], requires_grad=True)
    with mg.detect_anomaly():
        nn.CrossEntropy()(logits, [0]).backward()


def test_other_watches_alone_look_for_nothing():
    x = parameter(0.0)
    with mg.record_lines():
        mg.sqrt(x).backward()
    assert x.grad.item() == np.inf


def test_it_decorates_and_ends_with_its_block():
    x = parameter(0.0)
    decorated = mg.detect_anomaly()(lambda: mg.log(x))
    assert caught(decorated).startswith("log made")
    assert mg.log(x).item() == -np.inf


def test_other_modes_inside_keep_watching():
    x = parameter(0.0)

    def run():
        with mg.detect_anomaly(), mg.no_grad(), mg.enable_grad(), mg.detect_anomaly():
            mg.log(x)

    assert caught(run).startswith("log made")


def test_other_threads_and_tasks_are_not_watched():
    x = parameter(0.0)
    seen = []

    async def task():
        await asyncio.sleep(0)
        seen.append(mg.log(x).item())

    async def watched():
        other = asyncio.create_task(task())
        with mg.detect_anomaly():
            await other

    def elsewhere():
        with np.errstate(all="ignore"):
            seen.append(mg.log(x).item())

    asyncio.run(watched())
    with mg.detect_anomaly():
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
    assert seen == [-np.inf, -np.inf]


def test_a_sum_over_arrows_that_overflows_is_found():
    x = mg.tensor(np.ones(2, "float32"), requires_grad=True, name="x")
    large = np.float32(3e38)

    def run(**options):
        with mg.detect_anomaly():
            (x * large + x * large).sum().backward(**options)

    for options in ({}, {"create_graph": True}, {"retain_graph": False}):
        x.zero_grad()
        text = caught(lambda options=options: run(**options))
        assert "add made inf" in text  # forward, which is the first
    x.data = np.full(2, 1e-3, "float32")
    for options in ({}, {"create_graph": True}, {"retain_graph": False}):
        x.zero_grad()
        text = caught(lambda options=options: run(**options))
        assert text.startswith("the gradient of 'x' float32[2] is inf at element [0] of float32[2]")
        assert "was finite, and its sum is not" in text


@pytest.mark.parametrize("create_graph", [False, True])
def test_hooks_are_called_once_and_what_they_return_is_looked_at(create_graph):
    x = parameter([1.0, 2.0], "x")
    calls = []

    def hook(g):
        calls.append(1)
        return g / len(calls) if len(calls) < 3 else g / 0.0

    x.register_hook(hook)
    with mg.detect_anomaly():
        for factor in (1.0, 0.5):
            x.zero_grad()
            (x * x).sum().backward(create_graph=create_graph)
            assert x.grad.tolist() == [2.0 * factor, 4.0 * factor]
        text = caught(lambda: (x * x).sum().backward(create_graph=create_graph))
    assert text.startswith("the gradient of 'x' float64[2] is inf at element [0]")
    assert "was finite, and its hooks made this" in text
    assert len(calls) == 3
    assert x.grad.tolist() == [1.0, 2.0]


def test_what_a_watched_sweep_does_is_what_a_sweep_does():
    x, other = parameter(3.0), parameter(2.0)
    with mg.detect_anomaly():
        h = x * x
        h.retain_grad()
        y = h * other
        other.register_hook(lambda g: pytest.fail("nobody asked for this gradient"))
        assert mg.grad_of(y, x).item() == 12.0
        y = h * 2.0
        y.backward(retain_graph=False)
        assert (h.grad.item(), x.grad.item(), other.grad) == (2.0, 12.0, None)
        with pytest.raises(RuntimeError, match="let go of"):
            y.backward()
