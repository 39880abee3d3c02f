"""Tiny networks with Adam: where the time is what every call costs, not the arithmetic.

Tanh between the layers, the mean square error, and Adam in float64, whose state and options are
read in every step. Every contestant starts from the same weights, and its losses in the first
steps must be those of the NumPy written by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from bench.harness import Contestants, race
from bench.step import CHECKED, make_problem, torch_network
from bench.tables import Goal, Table, compared

CONTESTANTS = Contestants()
CASES = (((2, 16, 1), 32), ((64, 64, 64, 10), 64))
RATE, BETAS, EPS = 0.001, (0.9, 0.999), 1e-8
NUMBA = "minigrad, compiled by numba"


def tables(rounds: int, cases: Sequence[tuple[Sequence[int], int]] = CASES) -> Iterator[Table]:
    """One table for each network."""
    for sizes, batch in cases:
        case = {"sizes": sizes, "batch": batch}
        step = handwritten(**case)
        yield from compared(
            partial(
                race,
                module="bench.tiny",
                contestants=CONTESTANTS,
                case=case,
                expected=[[float(loss) for loss in step()] for _ in range(CHECKED)],
                tolerance=1e-9,
                rounds=rounds,
            ),
            CONTESTANTS,
            title=f"step of {'-'.join(map(str, sizes))} with Adam, batch {batch}, float64: µs",
            scale=1e6,
            baselines=["JAX jit"],
            goals=[Goal(NUMBA, "JAX jit", 0.5)],
        )


def targets(sizes: Sequence[int], batch: int) -> np.ndarray:
    return np.random.default_rng(1).random((batch, sizes[-1]))


@CONTESTANTS.add("NumPy by hand", needs="numpy")
def handwritten(sizes, batch):
    x, _, weights, biases = make_problem("float64", sizes, batch)
    t = targets(sizes, batch)
    parameters = [p for pair in zip(weights, biases, strict=True) for p in pair]
    means, squares = ([np.zeros_like(p) for p in parameters] for _ in BETAS)
    count = 0

    def step():
        nonlocal count
        zs = [x]
        for w, b in zip(weights[:-1], biases[:-1], strict=True):
            zs.append(np.tanh(zs[-1] @ w + b))
        difference = zs[-1] @ weights[-1] + biases[-1] - t
        g = difference * (2 / difference.size)
        gradients = []
        for i in range(len(weights) - 1, -1, -1):
            gradients += [g.sum(axis=0), zs[i].T @ g]
            if i:
                g = (g @ weights[i].T) * (1 - zs[i] * zs[i])
        count += 1
        first, second = (1 - beta**count for beta in BETAS)
        for p, g, m, v in zip(parameters, gradients[::-1], means, squares, strict=True):
            np.add(m, (1 - BETAS[0]) * (g - m), out=m)
            np.add(v, (1 - BETAS[1]) * (g * g - v), out=v)
            np.subtract(p, RATE / first * m / (np.sqrt(v / second) + EPS), out=p)
        return [np.mean(difference * difference)]

    return step


@CONTESTANTS.add("minigrad", needs="minigrad")
def minigrad(sizes, batch, *, backend=None):
    import minigrad as mg
    from minigrad import nn, optim

    x, _, weights, biases = make_problem("float64", sizes, batch)
    x, t = mg.asarray(x), mg.asarray(targets(sizes, batch))
    net = nn.MLP(sizes, activation=mg.tanh)
    starts = [p for pair in zip(weights, biases, strict=True) for p in pair]
    for parameter, start in zip(net.parameters(), starts, strict=True):
        parameter.data = start
    loss = nn.MSE()
    opt = optim.Adam(net.parameters(), lr=RATE, betas=BETAS, eps=EPS)

    def update(x, t):
        y = loss(net(x), t)
        opt.zero_grad()
        y.backward(retain_graph=False)
        opt.step()
        opt.zero_grad()
        return y.detach()

    if backend is not None:
        update = mg.compile(update, backend=backend)
    return lambda: [update(x, t).item()]


@CONTESTANTS.add("minigrad, compiled", needs="minigrad")
def minigrad_compiled(**case):
    return minigrad(**case, backend="numpy")


@CONTESTANTS.add(NUMBA, needs="numba")
def minigrad_numba(**case):
    return minigrad(**case, backend="numba")


@CONTESTANTS.add("PyTorch nn", needs="torch")
def pytorch(sizes, batch):
    import torch
    from torch import nn

    x, _, weights, biases = make_problem("float64", sizes, batch)
    x, t = torch.from_numpy(x), torch.from_numpy(targets(sizes, batch))
    net = torch_network(weights, biases, nn.Tanh)
    loss = nn.MSELoss()
    opt = torch.optim.Adam(net.parameters(), lr=RATE, betas=BETAS, eps=EPS)

    def step():
        y = loss(net(x), t)
        opt.zero_grad()
        y.backward()
        opt.step()
        return [y.item()]

    return step


@CONTESTANTS.add("JAX jit", needs="jax")
def jax_jit(sizes, batch):
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)  # noqa: FBT003 - JAX's own way
    x, _, weights, biases = make_problem("float64", sizes, batch)
    x, t = jnp.asarray(x), jnp.asarray(targets(sizes, batch))
    parameters = jax.tree.map(jnp.asarray, [*zip(weights, biases, strict=True)])
    state = [jax.tree.map(jnp.zeros_like, parameters) for _ in BETAS]
    count = jnp.zeros(())

    def loss(parameters):
        *hidden, (w, b) = parameters
        z = x
        for v, a in hidden:
            z = jnp.tanh(z @ v + a)
        return jnp.mean((z @ w + b - t) ** 2)

    @jax.jit
    def update(parameters, state, count):
        y, gradients = jax.value_and_grad(loss)(parameters)
        count = count + 1
        first, second = (1 - beta**count for beta in BETAS)
        m, v = state
        m = jax.tree.map(lambda m, g: m + (1 - BETAS[0]) * (g - m), m, gradients)
        v = jax.tree.map(lambda v, g: v + (1 - BETAS[1]) * (g * g - v), v, gradients)
        parameters = jax.tree.map(
            lambda p, m, v: p - RATE / first * m / (jnp.sqrt(v / second) + EPS), parameters, m, v
        )
        return y, parameters, [m, v], count

    def step():
        nonlocal parameters, state, count
        y, parameters, state, count = update(parameters, state, count)
        return [y.item()]

    return step
