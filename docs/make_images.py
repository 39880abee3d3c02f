"""Draw the pictures of the documentation: `.venv/bin/python -m docs.make_images`.

The graphs and the activations are made here; the plot of a training run is the one that
`make demo` writes. A test draws the graphs again and compares what they say.
"""

from __future__ import annotations

import contextlib
import io
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from matplotlib.figure import Figure

import minigrad as mg
from minigrad import nn
from models import mnist

IMAGES = Path(__file__).parent / "images"
ACTIVATIONS = {
    mg.relu: "-",
    mg.swish: "--",
    mg.mish: "-.",
    mg.tanhexp: ":",
    mg.h_swish: (0, (5, 1)),
}


def parameter(data: Any, name: str) -> mg.Tensor:
    return mg.tensor(data, float, requires_grad=True, name=name)


def first(folder: Path = IMAGES) -> None:
    x = parameter(2.0, "x")
    (x * mg.sin(x)).draw(folder / "first.svg", show="gradients")


def graph(folder: Path = IMAGES) -> None:
    x = mg.tensor([[1.0, 0.5]], name="x")
    w = parameter([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]], "W")
    b = parameter([0.1, 0.2, 0.3], "b")
    y = (mg.tanh(x @ w + b) ** 2).sum()
    y.draw(folder / "graph.svg")


def two_arrows(folder: Path = IMAGES) -> None:
    x = parameter(3.0, "x")
    y = x * x
    y.backward()
    y.draw(folder / "two-arrows.svg", show=("values", "grad"))


def gradients(folder: Path = IMAGES) -> None:
    x, w, b = mg.tensor(2.0, name="x"), parameter(0.5, "w"), parameter(-0.2, "b")
    y = mg.tanh(w * x + b)
    (y * y + w).draw(folder / "gradients.svg", show="gradients")


def paths(folder: Path = IMAGES) -> None:
    x, w = mg.tensor(2.0, name="x"), parameter(0.5, "w")
    h = mg.tanh(w * x)
    loss = h * w + h
    loss.name = "loss"
    loss.draw(folder / "paths.svg", path=(w, loss))


def layers(folder: Path = IMAGES) -> None:
    net = nn.MLP([784, 100, 50, 10], activation=mg.h_swish, rng=0)
    x = mg.tensor(np.zeros((100, 784)), name="images")
    labels = mg.tensor(np.zeros(100, int), name="labels")
    nn.CrossEntropy()(net(x), labels).draw(folder / "layers.svg", level="layers")


def folded(folder: Path = IMAGES) -> None:
    h, w = mg.tensor([0.5, 0.5], name="h0"), parameter([1.1, 0.9], "w")
    for _ in range(1_000):
        h = mg.tanh(h * w + 0.1)
    h.sum().draw(folder / "folded.svg")


def backward(folder: Path = IMAGES) -> None:
    x = parameter(3.0, "x")
    (gradient,) = mg.grad_of(x * mg.sin(x), [x], create_graph=True)
    gradient.draw(folder / "backward.svg")


def alarm(folder: Path = IMAGES) -> None:
    x = parameter([1.0, 0.0], "x")
    with np.errstate(divide="ignore", invalid="ignore"):
        y = (x * mg.log(x)).sum()
    y.draw(folder / "alarm.svg", show="values", theme="dark")


GRAPHS = (first, graph, two_arrows, gradients, paths, layers, folded, backward, alarm)


def activations() -> None:
    figure = Figure(figsize=(6, 3.5), layout="constrained")
    axes = figure.subplots()
    x = np.linspace(-5, 5, 501)
    for function, style in ACTIVATIONS.items():
        axes.plot(x, function(x), ls=style, label=function.__name__)
    axes.set_ylim(-1, 5)
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(IMAGES / "activations.png", dpi=100)


def history() -> None:
    with TemporaryDirectory() as folder:
        with contextlib.redirect_stdout(io.StringIO()):
            mnist.main(["--out", folder, "--no-progress"])
        shutil.copyfile(Path(folder, "history.png"), IMAGES / "history.png")


if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    for draw in (*GRAPHS, activations, history):
        draw()
