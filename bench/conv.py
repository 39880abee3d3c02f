"""Convolution and pooling at LeNet-5's shapes, forward and backward, in float32."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from bench.harness import Contestants, race
from bench.tables import Goal, Table, compared

CONTESTANTS = Contestants()
BATCHES = (64, 128)
Arrays = tuple[np.ndarray, list[np.ndarray]]


def tables(rounds: int, batches: tuple[int, ...] = BATCHES) -> Iterator[Table]:
    """One table for each size of a batch."""
    for batch in batches:
        yield from compared(
            partial(
                race,
                module="bench.conv",
                contestants=CONTESTANTS,
                case={"batch": batch},
                expected=[[]],  # the libraries' agreement is what tests are for
                tolerance=1e-4,
                rounds=rounds,
            ),
            CONTESTANTS,
            title=f"LeNet-5's two convolutions and poolings, batch {batch}, float32: ms",
            scale=1e3,
            baselines=["PyTorch"],
            goals=[Goal("minigrad", "PyTorch", 2.0)],
        )


def arrays(batch: int) -> Arrays:
    """Pictures, and weights and biases of two layers."""
    rng = np.random.default_rng(0)
    shapes = [(batch, 1, 28, 28), (6, 1, 5, 5), (6,), (16, 6, 5, 5), (16,)]
    x, *parameters = [rng.normal(size=s, scale=0.1).astype(np.float32) for s in shapes]
    return x, parameters


def layers(x, parameters, conv2d, relu, max_pool2d):
    """What both libraries do, by the same names."""
    w1, b1, w2, b2 = parameters
    x = max_pool2d(relu(conv2d(x, w1, b1, padding=2)), 2)
    return max_pool2d(relu(conv2d(x, w2, b2)), 2)


@CONTESTANTS.add("minigrad", needs="minigrad")
def minigrad(batch):
    import minigrad as mg

    x, parameters = arrays(batch)
    x, ps = mg.tensor(x), [mg.tensor(p, requires_grad=True) for p in parameters]

    def step():
        y = layers(x, ps, mg.conv2d, mg.relu, mg.max_pool2d).sum()
        mg.grad_of(y, ps)
        return [y.item()]

    return step


@CONTESTANTS.add("PyTorch", needs="torch")
def pytorch(batch):
    import torch
    from torch.nn import functional

    x, parameters = arrays(batch)
    x, ps = torch.from_numpy(x), [torch.from_numpy(p).requires_grad_() for p in parameters]

    def step():
        y = layers(x, ps, functional.conv2d, torch.relu, functional.max_pool2d).sum()
        torch.autograd.grad(y, ps)
        return [y.item()]

    return step
