"""The time from a graph to its picture in SVG, by the shape of the graph."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from bench.harness import Contestants
from bench.tables import Table, digits

CONTESTANTS = Contestants()

WAYS = {
    "as it is": {},
    "fold=False": {"fold": False},
    'show="gradients"': {"show": "gradients"},
    "both": {"fold": False, "show": "gradients"},
}
IN_A_CELL = "in a notebook's cell"


class Size(NamedTuple):
    """Ways in which graphs of a size are drawn, the seconds that it should take, and the shapes."""

    ways: tuple[str, ...]
    goal: float | None
    shapes: tuple[str, ...] | None = None


# By the number of operations.
SIZES = {
    1_000: Size((*WAYS, IN_A_CELL), 2),
    10_000: Size(("as it is", IN_A_CELL), 5),
    # A tree of 100,000 parts has half as many operations.
    50_000: Size(("as it is", IN_A_CELL), 5),
    1_000_000: Size(("as it is",), 30, ("chain",)),
}


def tables(rounds: int, sizes: dict[int, Size] = SIZES):
    """A table for each size."""
    for size, (ways, goal, shapes) in sizes.items():
        title = f"about {size:,} operations to SVG: seconds (of which the processor's)"
        times = 1 if size > 1_000 else max(rounds // 4, 1)
        rows = list(_rows(size, ways, times, shapes or tuple(SHAPES)))
        notes = [f"goal: at most {goal} seconds"] if goal else []
        yield Table(title, ["", "operations", *ways], rows, notes)


def _rows(
    size: int, ways: tuple[str, ...], rounds: int, shapes: tuple[str, ...]
) -> Iterator[list[str]]:
    from minigrad.core.node import topological_order

    for name in shapes:
        with np.errstate(over="ignore"):  # sums of sums grow
            y = SHAPES[name](size)
        operations = sum(node.op is not None for node in topological_order(y.node))
        cells = [_drawn(y, way, rounds) for way in ways]
        yield [name, f"{operations:,}", *cells]


def _drawn(y: Any, way: str, rounds: int) -> str:
    """The best of some rounds."""
    taken = []
    for _ in range(rounds):
        start, used = perf_counter(), os.times()
        y._repr_mimebundle_() if way == IN_A_CELL else y.draw(**WAYS[way]).svg()
        # Graphviz may work in a process of its own.
        used = sum(after - before for before, after in zip(used[:4], os.times()[:4], strict=True))
        taken.append((perf_counter() - start, used))
    seconds, used = min(taken)
    return f"{digits(seconds)} ({digits(used)})"


def chain(size: int):
    import minigrad as mg

    y = mg.tensor(1.0, requires_grad=True)
    for _ in range(size):
        y = mg.sin(y)
    return y


def dag(size: int):
    """Operations on any two of the last thirty values."""
    import minigrad as mg

    choose = random.Random(0)
    values = [mg.tensor(float(i), requires_grad=True) for i in range(10)]
    while len(values) < size - 20:
        a, b = choose.choices(values[-30:], k=2)
        values.append(choose.choice([mg.add, mg.maximum, mg.minimum])(a, b))
    return sum(values[-29:], start=values[-30])


def tree(size: int):
    """Leaves that are joined two by two, in any order."""
    import minigrad as mg

    choose = random.Random(0)
    values = [mg.tensor(float(i % 7), requires_grad=True) for i in range(size + 1)]
    while len(values) > 1:
        a, b = (_taken(values, choose.randrange(len(values))) for _ in range(2))
        values.append(choose.choice([mg.add, mg.maximum, mg.minimum])(a, b))
    return values[0]


def _taken(values: list, i: int):
    """Take a value out; the last one fills its place."""
    values[i], values[-1] = values[-1], values[i]
    return values.pop()


def wide_sum(size: int):
    import minigrad as mg

    terms = [mg.sin(mg.tensor(float(i), requires_grad=True)) for i in range(size // 2)]
    return sum(terms[1:], start=terms[0])


def rnn(size: int):
    import minigrad as mg

    def parameter(value):
        return mg.tensor(value, requires_grad=True)

    w, u, b = parameter(np.eye(3)), parameter(np.eye(3)), parameter(np.zeros(3))
    h = mg.tensor(np.ones((1, 3)))
    for _ in range(size // 5):
        h = mg.tanh(h @ w + mg.tensor(np.ones((1, 3))) @ u + b)
    return h.sum()


def mlp_gradient(size: int):
    """The sum of the gradients of a deep network, with all that they depend on."""
    import minigrad as mg
    from minigrad import nn

    net = nn.MLP([4] * (size // 17 + 1), mg.tanh, rng=0)
    loss = (net(mg.tensor(np.ones((2, 4)))) ** 2).sum()
    loss.backward(create_graph=True)
    return sum((p.grad.sum() for p in net.parameters()), start=mg.tensor(0.0))


SHAPES = {
    "chain": chain,
    "random graph": dag,
    "random tree": tree,
    "wide sum": wide_sum,
    "RNN": rnn,
    "MLP's gradients": mlp_gradient,
}


@CONTESTANTS.add("minigrad", needs="minigrad")
def minigrad(shape: str, size: int):
    y = SHAPES[shape](size)

    def step():
        y.draw().svg()
        return []

    return step
