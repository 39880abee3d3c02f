"""Deep and flat: nothing recurses, and nothing waits for the cyclic collector."""

from __future__ import annotations

import copy
import gc
import pickle
import resource
import sys
import threading
import tracemalloc

import numpy as np
import pytest
from budget import examples

import minigrad as mg
from minigrad import nn, optim
from minigrad.core.node import topological_order

pytestmark = pytest.mark.untraced

# CPython 3.13 lets nested deallocations go 10,000 deep before it defers them, for which 512 KB are
# too few; other versions defer them after 50.
SMALL_STACK = (1024 if sys.version_info[:2] == (3, 13) else 256) * 1024


def chain(n):
    x = mg.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(n):
        y = y + 1.0
    return x, y


def in_a_small_stack(work):
    """Do the work in a thread of its own, and raise what it raises."""
    failures = []

    def guarded():
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test shows it
            failures.append(error)

    size = threading.stack_size(SMALL_STACK)
    try:
        thread = threading.Thread(target=guarded)
        thread.start()
    finally:
        threading.stack_size(size)
    thread.join()
    if failures:
        raise failures[0]


def test_a_chain_of_a_million_operations_in_a_thread_with_a_small_stack():
    count = examples(1_000_000)  # a hundred thousand are far beyond the stack too

    def work():
        x, y = chain(count)
        assert y.item() == count + 1.0
        assert len(topological_order(y.node)) > count
        y.backward()
        assert x.grad.item() == 1.0
        del y
        x, y = chain(count // 10)
        y.backward(retain_graph=False)
        assert x.grad.item() == 1.0

    in_a_small_stack(work)


@pytest.mark.parametrize(
    "make", [copy.deepcopy, lambda parts: pickle.loads(pickle.dumps(parts))], ids=["copy", "pickle"]
)
def test_a_deep_graph_is_copied_and_pickled_in_a_thread_with_a_small_stack(make):
    result = []

    def work():
        x, y = make(chain(examples(200_000)))
        y.backward()
        result.append(x.grad.item())

    in_a_small_stack(work)
    assert result == [1.0]


def test_a_deep_second_order_graph_is_released():
    x = mg.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(20_000):
        y = y * 1.0001
    (g,) = mg.grad_of(y, [x], create_graph=True)
    assert g.item() == pytest.approx(1.0001**20_000)


@pytest.mark.parametrize("create_graph", [False, True])
def test_a_graph_dies_by_reference_counting(create_graph):
    while gc.collect():  # what other tests left behind
        pass
    gc.disable()
    try:
        for _ in range(3):
            x = mg.tensor(np.ones(4), requires_grad=True)
            ((x * x).sum() * mg.exp(x).sum()).backward(create_graph=create_graph)
            del x
        assert gc.collect() == 0
    finally:
        gc.enable()


@pytest.mark.parametrize("retain_graph", [False, True])
def test_memory_stays_flat_over_thousands_of_steps_without_the_collector(retain_graph):
    rng = np.random.default_rng(0)
    net = nn.MLP([8, 8, 4], mg.h_swish, rng=rng)
    loss = nn.Flooding(nn.CrossEntropy(), 0.01)
    opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    x, labels = rng.normal(size=(10, 8)), rng.integers(0, 4, 10)

    def steps(n):
        for _ in range(n):
            opt.zero_grad()
            loss(net(x), labels).backward(retain_graph=retain_graph)
            opt.step()

    gc.collect()
    gc.disable()
    try:
        steps(2_200)  # until the interpreter's free lists, of 2,000 tuples each, are full
        tracemalloc.start()
        steps(100)  # until all that a step replaces is traced
        before = tracemalloc.get_traced_memory()[0]
        steps(200)
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        assert grown < 2_000  # one leaked node a step would be more
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        steps(examples(6_500))
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak < 1024  # KB
    finally:
        gc.enable()
