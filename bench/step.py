"""The articles' training step: 784-100-50-10, batch 100, softmax cross entropy, SGD.

The articles train h-swish in float64; the other tables show what activation and dtype change.
Every contestant starts from the same weights, and its losses in the first steps must be those
of the NumPy written by hand. The others write TanhExp plainly, x·tanh(exp(x)), which overflows
on large numbers; minigrad's own does not, and pays for that. In return minigrad keeps freed
memory (`minigrad/support/memory.py`), which NumPy by hand gives back and faults in again.

"As expression" has the activation made of other operations, so that it can be seen what the rules
of ReLU and h-swish save; TanhExp is an expression anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from bench.harness import Contestants, race
from bench.tables import Goal, Table, compared

CONTESTANTS = Contestants()
SIZES = (784, 100, 50, 10)
ACTIVATIONS = ("h-swish", "ReLU", "TanhExp")
RATE = 0.01
CHECKED = 5
TOLERANCE = {"float32": 1e-5, "float64": 1e-10}


def tables(
    rounds: int,
    sizes: Sequence[int] = SIZES,
    batch: int = 100,
    activations: Sequence[str] = ACTIVATIONS,
    *,
    dtypes: Sequence[str] = ("float32", "float64"),
    baselines: Sequence[str] = ("JAX jit",),
) -> Iterator[Table]:
    """One table for each activation and dtype."""
    for activation in activations:
        for dtype in dtypes:
            case = {"activation": activation, "dtype": dtype, "sizes": sizes, "batch": batch}
            yield from compared(
                partial(
                    race,
                    module="bench.step",
                    contestants=CONTESTANTS,
                    case=case,
                    expected=expected(**case),
                    tolerance=TOLERANCE[dtype],
                    rounds=rounds,
                ),
                CONTESTANTS,
                title=(
                    f"training step {'-'.join(map(str, sizes))}, batch {batch}, {activation}, "
                    f"{dtype}: ms"
                ),
                scale=1e3,
                baselines=["floor", *baselines],
                goals=[
                    Goal(name, baseline, 1.0)
                    for name in ("minigrad", "minigrad, compiled")
                    for baseline in baselines
                ],
            )


def wide(rounds: int) -> Iterator[Table]:
    """A network whose time is that of its products, against the eager PyTorch too."""
    return tables(
        rounds,
        (1024,) * 4,
        256,
        ("ReLU",),
        dtypes=("float32",),
        baselines=("PyTorch nn", "JAX jit"),
    )


def expected(**case) -> list[list[float]]:
    """The losses of the first steps."""
    step = handwritten(**case)
    return [[float(loss) for loss in step()] for _ in range(CHECKED)]


class Problem(NamedTuple):
    """A batch, and the weights to start from."""

    x: np.ndarray
    labels: np.ndarray
    weights: list[np.ndarray]
    biases: list[np.ndarray]


def make_problem(dtype: str, sizes: Sequence[int], batch: int) -> Problem:
    rng = np.random.default_rng(0)
    return Problem(
        rng.random((batch, sizes[0])).astype(dtype),
        rng.integers(sizes[-1], size=batch),
        [(rng.standard_normal((m, n)) * np.sqrt(2 / m)).astype(dtype) for m, n in pairwise(sizes)],
        [np.zeros(n, dtype) for n in sizes[1:]],
    )


@CONTESTANTS.add("floor", needs="numpy")
def floor(activation, dtype, sizes, batch):  # noqa: ARG001 - a floor under every activation
    """The matrix products of the step alone, into ready buffers."""
    x, _, weights, _ = make_problem(dtype, sizes, batch)
    inputs = [x, *(np.ones((batch, n), dtype) for n in sizes[1:-1])]
    products = []
    for i, (z, w) in enumerate(zip(inputs, weights, strict=True)):
        g = np.ones((batch, w.shape[1]), dtype)
        products += [(z, w, np.empty_like(g)), (z.T, g, np.empty_like(w))]
        if i:  # no gradient flows to the data
            products.append((g, w.T, np.empty_like(z)))

    def step():
        for a, b, out in products:
            np.matmul(a, b, out=out)
        return []

    return step


@CONTESTANTS.add("NumPy by hand", needs="numpy")
def handwritten(activation, dtype, sizes, batch):
    x, labels, weights, biases = make_problem(dtype, sizes, batch)
    rows = np.arange(batch)
    last = len(weights) - 1

    def relu(u):
        return np.maximum(u, 0), lambda g: g * (u > 0)

    def tanhexp(u):
        e = np.exp(u)
        t = np.tanh(e)
        return u * t, lambda g: g * (t + u * (1 - t * t) * e)

    def h_swish(u):
        def back(g):
            return g * np.where(u > 3, 1, np.where(u > -3, (2 * u + 3) / 6, 0))

        return u * np.clip(u + 3, 0, 6) / 6, back

    f = {"h-swish": h_swish, "ReLU": relu, "TanhExp": tanhexp}[activation]

    def step():
        zs, backs = [x], []
        for w, b in zip(weights[:-1], biases[:-1], strict=True):
            z, back = f(zs[-1] @ w + b)
            zs.append(z)
            backs.append(back)
        u = zs[-1] @ weights[-1] + biases[-1]
        u -= u.max(axis=1, keepdims=True)
        e = np.exp(u)
        total = e.sum(axis=1, keepdims=True)
        loss = (np.log(total[:, 0]) - u[rows, labels]).mean()
        g = e / total
        g[rows, labels] -= 1
        g /= batch
        for i in range(last, -1, -1):
            dw, db = zs[i].T @ g, g.sum(axis=0)
            if i:
                g = backs[i - 1](g @ weights[i].T)
            weights[i] -= RATE * dw
            biases[i] -= RATE * db
        return [loss]

    return step


@CONTESTANTS.add("minigrad", needs="minigrad")
def minigrad(activation, dtype, sizes, batch, *, compiled=False, functions=None):
    import minigrad as mg
    from minigrad import nn, optim

    x, labels, weights, biases = make_problem(dtype, sizes, batch)
    for array in (x, labels):
        array.setflags(write=False)  # so that it is shared, not copied
    x = mg.asarray(x)
    rules = {"h-swish": mg.h_swish, "ReLU": mg.relu, "TanhExp": mg.tanhexp}
    f = (functions or rules)[activation]
    net = nn.MLP(sizes, activation=f, dtype=dtype)
    starts = [p for pair in zip(weights, biases, strict=True) for p in pair]
    for parameter, start in zip(net.parameters(), starts, strict=True):
        parameter.data = start
    loss = nn.CrossEntropy()
    opt = optim.SGD(net.parameters(), lr=RATE)

    def eager(x, labels):
        y = loss(net(x), labels)
        opt.zero_grad()
        y.backward(retain_graph=False)
        opt.step()
        return y

    def whole(x, labels):
        y = eager(x, labels)
        opt.zero_grad()  # what is left over would be another result of the program
        return y.detach()

    update = mg.compile(whole) if compiled else eager

    def step():
        return [update(x, labels).item()]

    return step


@CONTESTANTS.add("minigrad, compiled", needs="minigrad")
def minigrad_compiled(**case):
    return minigrad(**case, compiled=True)


def _expressions():
    import minigrad as mg

    return {
        "h-swish": lambda x: x * (mg.relu(mg.clip(x + 3, max=6.0)) / 6),
        "ReLU": lambda x: mg.where(x > 0, x, 0.0),
        "TanhExp": mg.tanhexp,
    }


@CONTESTANTS.add("as expression", needs="minigrad")
def minigrad_expression(**case):
    return minigrad(**case, functions=_expressions())


@CONTESTANTS.add("as expression, compiled", needs="minigrad")
def minigrad_expression_compiled(**case):
    return minigrad(**case, compiled=True, functions=_expressions())


def torch_network(weights, biases, activation):
    """PyTorch's layers with given weights, and an activation between them."""
    import torch
    from torch import nn

    layers = []
    for w, b in zip(weights, biases, strict=True):
        start = torch.from_numpy(w.T)
        linear = nn.Linear(*w.shape, dtype=start.dtype)
        with torch.no_grad():
            linear.weight.copy_(start)
            linear.bias.copy_(torch.from_numpy(b))
        layers += [linear, activation()]
    return nn.Sequential(*layers[:-1])


@CONTESTANTS.add("PyTorch nn", needs="torch")
def pytorch(activation, dtype, sizes, batch):
    import torch
    from torch import nn

    class TanhExp(nn.Module):
        def forward(self, x):
            return x * torch.tanh(torch.exp(x))

    f = {"h-swish": nn.Hardswish, "ReLU": nn.ReLU, "TanhExp": TanhExp}[activation]
    problem = make_problem(dtype, sizes, batch)
    x, labels = torch.from_numpy(problem.x), torch.from_numpy(problem.labels)
    net = torch_network(problem.weights, problem.biases, f)
    loss = nn.CrossEntropyLoss()
    opt = torch.optim.SGD(net.parameters(), lr=RATE)

    def step():
        y = loss(net(x), labels)
        opt.zero_grad()
        y.backward()
        opt.step()
        return [y.item()]

    return step


@CONTESTANTS.add("JAX jit", needs="jax")
def jax_jit(activation, dtype, sizes, batch):
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", dtype == "float64")
    f = {
        "h-swish": jax.nn.hard_swish,
        "ReLU": jax.nn.relu,
        "TanhExp": lambda x: x * jnp.tanh(jnp.exp(x)),
    }[activation]
    problem = make_problem(dtype, sizes, batch)
    x, labels = jnp.asarray(problem.x), jnp.asarray(problem.labels)
    parameters = jax.tree.map(jnp.asarray, [*zip(problem.weights, problem.biases, strict=True)])

    def loss(parameters, x, labels):
        *hidden, (w, b) = parameters
        z = x
        for v, a in hidden:
            z = f(z @ v + a)
        chosen = jnp.take_along_axis(jax.nn.log_softmax(z @ w + b), labels[:, None], axis=1)
        return -chosen.mean()

    @jax.jit
    def update(parameters, x, labels):
        y, gradients = jax.value_and_grad(loss)(parameters, x, labels)
        return y, jax.tree.map(lambda p, g: p - RATE * g, parameters, gradients)

    def step():
        nonlocal parameters
        y, parameters = update(parameters, x, labels)
        return [y.item()]

    return step


@CONTESTANTS.add("autograd", needs="autograd")
def autograd(activation, dtype, sizes, batch):
    import autograd.numpy as anp
    from autograd import value_and_grad

    f = {
        "h-swish": lambda x: x * anp.minimum(anp.maximum(x + 3, 0), 6) / 6,
        "ReLU": lambda x: anp.maximum(x, 0),
        "TanhExp": lambda x: x * anp.tanh(anp.exp(x)),
    }[activation]
    x, labels, weights, biases = make_problem(dtype, sizes, batch)
    one_hot = np.eye(sizes[-1], dtype=dtype)[labels]
    parameters = [*zip(weights, biases, strict=True)]

    def loss(parameters):
        *hidden, (w, b) = parameters
        z = x
        for v, a in hidden:
            z = f(anp.dot(z, v) + a)
        u = anp.dot(z, w) + b
        u = u - anp.max(u, axis=1, keepdims=True)
        log_softmax = u - anp.log(anp.sum(anp.exp(u), axis=1, keepdims=True))
        return -anp.sum(one_hot * log_softmax) / batch

    value_and_gradient = value_and_grad(loss)

    def step():
        y, gradients = value_and_gradient(parameters)
        for pair, slopes in zip(parameters, gradients, strict=True):
            for parameter, slope in zip(pair, slopes, strict=True):
                parameter -= RATE * slope  # noqa: PLW2901 - in place
        return [y]

    return step


@CONTESTANTS.add("MyGrad", needs="mygrad")
def mygrad(activation, dtype, sizes, batch):
    import mygrad
    from mygrad.nnet.activations import relu
    from mygrad.nnet.losses import softmax_crossentropy

    f = {
        "h-swish": lambda x: x * mygrad.clip(x + 3, 0, 6) / 6,
        "ReLU": relu,
        "TanhExp": lambda x: x * mygrad.tanh(mygrad.exp(x)),
    }[activation]
    x, labels, weights, biases = make_problem(dtype, sizes, batch)
    layers = [(mygrad.tensor(w), mygrad.tensor(b)) for w, b in zip(weights, biases, strict=True)]

    def step():
        *hidden, (w, b) = layers
        z = x
        for v, a in hidden:
            z = f(z @ v + a)
        y = softmax_crossentropy(z @ w + b, labels)
        y.backward()
        for layer in layers:
            for parameter in layer:
                parameter.data -= RATE * parameter.grad
                parameter.null_grad()
        return [y.item()]

    return step
