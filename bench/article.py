"""The article's run: `python -m bench article [--data FOLDER] [--epochs N]`; --help has more.

Articles C train 784-100-50-10 on MNIST for 50 epochs: batch 100, learning rate 0.1, float64. Their
own program, layers with backward functions written by hand in NumPy, runs beside `train.fit`, once
as it is and once with ``compile=True``, and PyTorch where it is installed. All start from the same
generator, shuffle by it, gather the training columns during the epoch, and evaluate both sets
before training and the test set after each epoch. They take turns epoch by epoch: a run takes a
minute, and few machines are equally fast for so long. Every epoch is checked: its columns must be
those of the other programs.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import chain, count, pairwise
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from threading import Semaphore, Thread

import numpy as np

from bench.harness import Contestants, Measured, Worker, check_agreement, take_turns
from bench.step import torch_network
from bench.tables import Goal, Table, compared, render

CONTESTANTS = Contestants()
BY_HAND, PYTORCH = "article's NumPy", "PyTorch nn"
HIDDEN = (100, 50)
RATE = 0.1
SEED = 10
FLOOR = 1e-7  # of the probabilities in printed losses
TOLERANCE = 1e-6
PATIENCE = 600.0  # seconds for an epoch


@contextmanager
def prepared(folder: str | None) -> Iterator[str]:
    """A file with images min-max scaled as float32 rows, and their labels.

    So that the article's program imports NumPy alone: minigrad sees to it that freed memory stays
    warm (`minigrad/support/memory.py`), and that would hold for all of the process.
    """
    from minigrad import data

    raw = data.digits(flatten=True) if folder is None else data.mnist(folder, flatten=True)
    with TemporaryDirectory() as place:
        file = Path(place, "digits.npz")
        (x, t), (x_test, t_test) = ((data.min_max(images), labels) for images, labels in raw)
        np.savez(file, x=x, t=t, x_test=x_test, t_test=t_test)
        yield str(file)


def load(file: str):
    """The prepared data: images and labels to train and to test with."""
    with np.load(file) as arrays:
        return (arrays["x"], arrays["t"]), (arrays["x_test"], arrays["t_test"])


def timed(run, clock):
    """A step that does an epoch, of one run after the other: its columns, and its seconds.

    Parameters
    ----------
    run
        Yields the columns of each epoch; with the first epoch's, those before training.
    """
    now = {"wall": time.perf_counter, "processor": time.process_time}[clock]
    epochs = chain.from_iterable(run() for _ in count())

    def step():
        start = now()
        columns = next(epochs)
        return [*columns, now() - start]

    return step


def handed_over(work):
    """Values that a function hands to its argument; it runs only while the next is asked for."""
    handed, asked = SimpleQueue(), Semaphore(0)

    def hand(value):
        handed.put(value)
        asked.acquire()

    def until_done():
        asked.acquire()
        try:
            work(hand)
        finally:
            handed.put(None)

    Thread(target=until_done, daemon=True).start()
    asked.release()
    while (value := handed.get()) is not None:
        yield value
        asked.release()


def affine(z, w, b):
    return z @ w + b


def affine_back(du, z, w, first):
    dz = None if first else du @ w.T
    return dz, z.T @ du, du.sum(axis=0)


def relu(u):
    return np.maximum(u, 0)


def relu_back(dz, u):
    return dz * (u > 0)


def h_swish(u, n=6):
    return np.where(u > n / 2, u, np.where(u > -n / 2, u * (u + n / 2) / n, 0))


def h_swish_back(dz, u, n=6):
    return dz * np.where(u > n / 2, 1, np.where(u > -n / 2, (2 * u + n / 2) / n, 0))


def softmax(u):
    e = np.exp(u - u.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def softmax_cross_entropy_back(y, t):
    return (y - t) / len(y)


def cross_entropy(y, t):
    return -np.sum(t * np.log(np.maximum(y, FLOOR))) / len(y)


def accuracy(y, t):
    return np.mean(y.argmax(axis=1) == t.argmax(axis=1))


ACTIVATIONS = {"h_swish": (h_swish, h_swish_back), "relu": (relu, relu_back)}


@CONTESTANTS.add(BY_HAND, needs="numpy")
def handwritten(activation, file, epochs, batch, clock):
    train, test = ((x, np.eye(10)[labels]) for x, labels in load(file))
    f, f_back = ACTIVATIONS[activation]

    def forward(x, weights, biases):
        us, zs = [], [x]
        for w, b in zip(weights, biases, strict=True):
            us.append(affine(zs[-1], w, b))
            zs.append(f(us[-1]) if len(us) < len(weights) else softmax(us[-1]))
        return us, zs

    def backward(us, zs, t, weights):
        gradients = []
        dz = softmax_cross_entropy_back(zs[-1], t)
        for i in reversed(range(len(weights))):
            du = dz if i == len(weights) - 1 else f_back(dz, us[i])
            dz, dw, db = affine_back(du, zs[i], weights[i], first=i == 0)
            gradients.append((i, dw, db))
        return gradients

    def evaluated(x, t, weights, biases):
        y = forward(x, weights, biases)[1][-1]
        return accuracy(y, t), cross_entropy(y, t)

    def run():
        rng = np.random.RandomState(SEED)
        sizes = (train[0].shape[1], *HIDDEN, 10)
        weights = [rng.normal(0, np.sqrt(2 / m), (m, n)) for m, n in pairwise(sizes)]
        biases = [np.zeros(n) for n in sizes[1:]]
        x, t = train
        columns = [*evaluated(x, t, weights, biases), *evaluated(*test, weights, biases)]
        for _ in range(epochs):
            order = np.arange(len(x))
            rng.shuffle(order)
            y = np.empty((len(x), 10))
            for start in range(0, len(x), batch):
                chosen = order[start : start + batch]
                us, zs = forward(x[chosen], weights, biases)
                y[chosen] = zs[-1]
                for i, dw, db in backward(us, zs, t[chosen], weights):
                    weights[i] -= RATE * dw
                    biases[i] -= RATE * db
            columns += [accuracy(y, t), cross_entropy(y, t), *evaluated(*test, weights, biases)]
            yield columns
            columns = []

    return timed(run, clock)


@CONTESTANTS.add("minigrad", needs="minigrad")
def minigrad(activation, file, epochs, batch, clock, *, compiled=False):
    import minigrad as mg
    from minigrad import nn, optim, train

    train_data, test_data = load(file)

    def run(hand):
        def on_epoch(history):
            if len(history) > 1:
                rows = history if len(history) == 2 else history[-1:]
                hand([column for row in rows for column in row[1:5]])

        rng = np.random.RandomState(SEED)
        net = nn.MLP([train_data[0].shape[1], *HIDDEN, 10], getattr(mg, activation), rng=rng)
        train.fit(
            *(net, nn.CrossEntropy(), optim.SGD(net.parameters(), lr=RATE), train_data, test_data),
            epochs=epochs,
            batch_size=batch,
            rng=rng,
            report_loss=nn.CrossEntropy(floor=FLOOR),
            progress=False,
            on_epoch=on_epoch,
            compile=compiled,
        )

    return timed(partial(handed_over, run), clock)


@CONTESTANTS.add("minigrad, compiled", needs="minigrad")
def minigrad_compiled(**case):
    return minigrad(**case, compiled=True)


@CONTESTANTS.add(PYTORCH, needs="torch")
def pytorch(activation, file, epochs, batch, clock):
    import torch
    from torch import nn

    layer = {"relu": nn.ReLU, "h_swish": nn.Hardswish}[activation]
    train, test = (
        (torch.from_numpy(x.astype(np.float64)), torch.from_numpy(labels.astype(np.int64)))
        for x, labels in load(file)
    )
    loss = nn.CrossEntropyLoss()

    def columns_of(y, t):
        chosen = torch.softmax(y, 1).gather(1, t[:, None]).clamp(min=FLOOR)
        return [(y.argmax(1) == t).double().mean().item(), -chosen.log().mean().item()]

    def run():
        rng = np.random.RandomState(SEED)
        sizes = (train[0].shape[1], *HIDDEN, 10)
        weights = [rng.normal(0, np.sqrt(2 / m), (m, n)) for m, n in pairwise(sizes)]
        net = torch_network(weights, [np.zeros(n) for n in sizes[1:]], layer)
        opt = torch.optim.SGD(net.parameters(), lr=RATE)

        def evaluated(x, t):
            with torch.no_grad():
                return columns_of(net(x), t)

        x, t = train
        columns = [*evaluated(x, t), *evaluated(*test)]
        for _ in range(epochs):
            order = np.arange(len(x))
            rng.shuffle(order)
            y = torch.empty((len(x), 10), dtype=torch.float64)
            for chosen in torch.from_numpy(order).split(batch):
                opt.zero_grad()
                u = net(x[chosen])
                loss(u, t[chosen]).backward()
                opt.step()
                y[chosen] = u.detach()
            columns += [*columns_of(y, t), *evaluated(*test)]
            yield columns
            columns = []

    return timed(run, clock)


def installed() -> list[str]:
    """The programs that this Python can run."""
    return [name for name, contestant in CONTESTANTS.items() if contestant.installed]


def measure(measured: Measured, case: dict, rounds: int) -> None:
    """Let both programs do the epochs of whole runs in turn."""
    expected: list[list[float]] = []
    names = installed()
    done = dict.fromkeys(names, 0)

    def turn(name: str, worker: Worker) -> float:
        [[*columns, seconds]] = worker.ask("check 1", PATIENCE)
        epoch = done[name] % case["epochs"]
        done[name] += 1
        if epoch < len(expected):
            check_agreement([columns], [expected[epoch]], TOLERANCE)
        else:
            expected.append(columns)
        return seconds

    with ExitStack() as stack:
        workers = {name: stack.enter_context(Worker("bench.article", name, case)) for name in names}
        turns = {name: partial(turn, name, worker) for name, worker in workers.items()}
        take_turns(measured, turns, rounds * case["epochs"])
    for name in names:
        if len(times := measured.times(name)) == rounds * case["epochs"]:
            seconds = sum(times) / rounds
            measured.notes.append(f"{name}: {seconds:.1f} s for {case['epochs']} epochs")


def tables(
    rounds: int,
    epochs: int = 3,
    folder: str | None = None,
    batch: int = 10,
    clock: str = "wall",
) -> Iterator[Table]:
    """One table for each activation."""
    with prepared(folder) as file:
        for activation in ACTIVATIONS:
            case = {"activation": activation, "file": file, "epochs": epochs, "batch": batch}
            case["clock"] = clock
            yield from compared(
                partial(measure, case=case, rounds=rounds),
                installed(),
                title=(
                    f"the article's run, {'MNIST' if folder else '8x8 digits'}, batch {batch}, "
                    f"{activation}, float64: s of the {clock} clock per epoch with evaluation"
                ),
                scale=1.0,
                baselines=[BY_HAND],
                goals=[
                    *(Goal(name, BY_HAND, 1.0) for name in ("minigrad", "minigrad, compiled")),
                    *([Goal("minigrad, compiled", PYTORCH, 1.0)] if PYTORCH in installed() else []),
                ],
            )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench article", description=__doc__)
    add = parser.add_argument
    add("--data", type=Path, metavar="FOLDER", help="MNIST's four IDX files; without: 8x8 digits")
    add("--epochs", type=int, default=3, help="of a run; the article has 50")
    add("--rounds", type=int, default=3, help="whole runs of each program")
    add("--processor", action="store_true", help="time the processor: other work disturbs it less")
    add("--markdown", action="store_true", help="tables for a Markdown page")
    options = parser.parse_args(arguments)
    if options.rounds < 1 or options.epochs < 1:
        parser.error("--rounds and --epochs must be at least 1")
    folder, batch = (str(options.data.resolve()), 100) if options.data else (None, 10)
    try:
        clock = "processor" if options.processor else "wall"
        for table in tables(options.rounds, options.epochs, folder, batch, clock):
            print(render(table, markdown=options.markdown) + "\n", flush=True)
    except KeyboardInterrupt:
        print("\ninterrupted; what had been measured is above", flush=True)
        return 130
    return 0
