"""The cost of an operation: a chain of multiplications and additions, forward and backward."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from bench.harness import Contestants, race
from bench.tables import Goal, Table, compared

CONTESTANTS = Contestants()
SHAPES = ((), (10,), (100, 100))
START = 0.5
FACTOR = 0.9  # the chain comes to rest at 0.9 / (1 - 0.9)


def tables(
    rounds: int, operations: int = 1000, shapes: Sequence[tuple[int, ...]] = SHAPES
) -> Iterator[Table]:
    """One table for each shape."""
    for shape in shapes:
        case = {"shape": shape, "operations": operations}
        small = np.prod(shape) <= 10
        yield from compared(
            partial(
                race,
                module="bench.chain",
                contestants=CONTESTANTS,
                case=case,
                expected=[expected(**case)],
                tolerance=1e-9,
                rounds=rounds,
            ),
            CONTESTANTS,
            title=(
                f"chain of {operations:,} operations, {'0-d' if shape == () else shape}, "
                "float64: µs per operation"
            ),
            scale=1e6 / operations,
            baselines=["PyTorch"],
            goals=[Goal("minigrad", "PyTorch", 3 / 4.5)] if small else [],
        )


def expected(shape: tuple[int, ...], operations: int) -> list[float]:
    """The sums of the chain's end and of its derivative, carried along as dual numbers."""
    y, slope = START, 0.0
    for _ in range(operations // 2):
        y, slope = y * FACTOR, slope * FACTOR + y
        y, slope = y + FACTOR, slope + 1
    return [y * float(np.prod(shape)), slope * float(np.prod(shape))]


def follow(y, w, operations: int):
    """The chain itself, the same for every contestant."""
    for _ in range(operations // 2):
        y = y * w
        y = y + w
    return y


def start_and_factor(shape: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    return np.full(shape, START), np.full(shape, FACTOR)


def _minigrad(shape, operations, **options):
    import minigrad as mg

    start, factor = start_and_factor(shape)
    x, w = mg.tensor(start), mg.tensor(factor, requires_grad=True)

    def step():
        w.zero_grad()
        y = follow(x, w, operations).sum()
        y.backward(**options)
        return y.item(), w.grad.numpy()

    return step


@CONTESTANTS.add("minigrad", needs="minigrad")
def minigrad(shape, operations):
    return _minigrad(shape, operations)


@CONTESTANTS.add("minigrad, retain_graph=False", needs="minigrad")
def minigrad_releasing(shape, operations):
    return _minigrad(shape, operations, retain_graph=False)


@CONTESTANTS.add("NumPy, forward only", needs="numpy")
def numpy(shape, operations):
    start, factor = start_and_factor(shape)
    x, w = start[()], factor[()]  # as NumPy's own results are: scalars where 0-d
    return lambda: [follow(x, w, operations).sum()]


@CONTESTANTS.add("PyTorch", needs="torch")
def pytorch(shape, operations):
    import torch

    x, w = map(torch.from_numpy, start_and_factor(shape))
    w.requires_grad_()

    def step():
        w.grad = None
        y = follow(x, w, operations).sum()
        y.backward()
        return y.item(), w.grad

    return step


@CONTESTANTS.add("autograd", needs="autograd")
def autograd(shape, operations):
    import autograd.numpy as anp
    from autograd import value_and_grad

    x, w = start_and_factor(shape)
    run = value_and_grad(lambda w: anp.sum(follow(x, w, operations)))
    return lambda: run(w)


@CONTESTANTS.add("MyGrad", needs="mygrad")
def mygrad(shape, operations):
    import mygrad

    start, factor = start_and_factor(shape)
    x, w = mygrad.tensor(start, constant=True), mygrad.tensor(factor)

    def step():
        w.null_grad()
        y = follow(x, w, operations).sum()
        y.backward()
        return y.item(), w.grad

    return step
