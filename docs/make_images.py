"""Draw the pictures of the documentation: `.venv/bin/python -m docs.make_images`.

The loss's graph, the two arrows and the activations are made here; the plot of a training run is
the one that `make demo` writes.
"""

from __future__ import annotations

import contextlib
import io
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from matplotlib.figure import Figure

import minigrad as mg
from models import mnist

IMAGES = Path(__file__).parent / "images"
ACTIVATIONS = {
    mg.relu: "-",
    mg.swish: "--",
    mg.mish: "-.",
    mg.tanhexp: ":",
    mg.h_swish: (0, (5, 1)),
}


def graph() -> None:
    x = mg.tensor([[1.0, 0.5]], name="x")
    w = mg.tensor([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]], requires_grad=True, name="W")
    b = mg.tensor([0.1, 0.2, 0.3], requires_grad=True, name="b")
    y = (mg.tanh(x @ w + b) ** 2).sum()
    y.draw(IMAGES / "graph.svg")


def two_arrows() -> None:
    x = mg.tensor(3.0, requires_grad=True, name="x")
    y = x * x
    y.backward()
    y.draw(IMAGES / "two-arrows.svg", values=True, grads=True)


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
    for draw in (graph, two_arrows, activations, history):
        draw()
