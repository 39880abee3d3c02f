"""Draw the plots of the documentation again: `.venv/bin/python -m docs.make_plots`."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np

import minigrad as mg
from minigrad import data, nn, optim, plot, train

IMAGES = Path(__file__).parent / "images"


def bowl(x0, x1):
    """The function of article E3."""
    return x0**2 + x1**2


def activations() -> dict[str, plot.Plot]:
    """Articles B2, C2 and C3."""
    steps = [functools.partial(mg.h_swish, n=n) for n in range(1, 11)]
    smooth = [mg.tanhexp, mg.relu, mg.swish, mg.mish]
    return {
        "basic": plot.functions([mg.step, mg.sigmoid, mg.relu]),
        "sigmoid-over-step": plot.functions([mg.sigmoid, mg.step], derivatives=False),
        "h-swish": plot.functions([mg.h_swish, mg.relu, mg.swish]),
        "h-swish-n": plot.functions(steps, title="h-swish, n = 1 … 10"),
        "tanhexp": plot.functions(smooth),
        "tanhexp-near-0": plot.functions(smooth, (-2, 2)),
        "dark": plot.functions(smooth, theme="dark"),
        "print": plot.functions(smooth, theme="print"),
    }


def surfaces() -> dict[str, plot.Plot]:
    """Articles E3 and E4."""
    paths = {
        f"learning rate {lr}": plot.descent(bowl, (-3.0, 4.0), lr) for lr in (0.1, 10.0, 1e-10)
    }
    return {
        "gradient": plot.contour(bowl, (-2, 2), (-2, 2), title="x0² + x1²"),
        "descent": plot.contour(bowl, (-5, 5), (-5, 5), arrows=None, paths=paths),
    }


def training() -> dict[str, plot.Plot]:
    """Articles A7 and C5: weights over training, and two runs beside each other."""
    digits = data.digits(flatten=True)
    sets = [(data.min_max(images), labels) for images, labels in digits]
    runs, snapshots = {}, []
    for label, loss in {
        "plain": nn.CrossEntropy(),
        "flooding, b = 0.05": nn.Flooding(nn.CrossEntropy(), b=0.05),
    }.items():
        net = nn.MLP([64, 50, 20, 10], activation=mg.h_swish, rng=np.random.default_rng(0))

        def keep(_, net=net, label=label):
            if label == "plain":
                snapshots.append({name: p.numpy() for name, p in net.named_parameters()})

        opt = optim.SGD(net.parameters(), lr=0.1)
        runs[label] = train.fit(
            net, loss, opt, *sets, epochs=30, batch_size=20, rng=0, on_epoch=keep, progress=False
        )
    title = "64-50-20-10 with h-swish on handwritten digits"
    return {
        "history": plot.history(runs["plain"], title=title),
        "runs": plot.history(runs, title=title),
        "weights": plot.weights(snapshots, title=title),
        "weights-statistics": plot.weights(snapshots, style="statistics", title=title),
    }


if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    for made in (activations, surfaces, training):
        for name, drawn in made().items():
            drawn.save(IMAGES / f"plot-{name}.png", dpi=90)
