"""Compress digits to a few numbers, and draw them again.

A network with a narrow middle learns to put out what goes
in; beside it stand the principal components, the best that
can be done with as many numbers without an activation.
"""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

import minigrad as mg
from minigrad import nn, optim, plot, train
from minigrad.plot.figure import Plot, new_figure, set_labels
from minigrad.plot.styles import styled

from . import arguments, common


def network(pixels: int, hidden: int, code: int, seed: int) -> nn.Sequential:
    """Down to the code and up again; what comes out is between 0 and 1, as pixels are."""
    rng = np.random.default_rng(seed)
    down = nn.MLP([pixels, hidden, code], mg.relu, rng=rng)
    up = nn.MLP([code, hidden, pixels], mg.relu, rng=rng)
    return nn.Sequential(down, up, nn.Sigmoid())


def principal_components(x: Any, test: Any, code: int) -> Any:
    """The test images as the mean and the first components of the training images show them."""
    mean = x.mean(axis=0)
    _, _, rows = np.linalg.svd((x - mean)[:10_000], full_matrices=False)
    return mean + (test - mean) @ rows[:code].T @ rows[:code]


def program(options: argparse.Namespace) -> None:
    """Train, compare and draw."""
    images, held_out = common.load(options.data)
    x, test = images.x, held_out.x
    net = network(x.shape[1], options.hidden, options.code, options.seed)
    print(f"{len(x):,} images of {x.shape[1]} pixels, {options.code} numbers each\n")
    print("epoch   train loss    test loss  seconds")
    kept = common.unfinished(options)
    history = common.fit(
        *(options, kept),
        *(net, nn.MSE(), optim.Adam(net.parameters(), lr=options.lr), (x, x), (test, test)),
        epochs=options.epochs,
        batch_size=options.batch_size,
        rng=np.random.default_rng(options.seed),
        accuracy=None,
        on_epoch=functools.partial(print_last, options.epochs),
        compile=True,
    )
    shown = principal_components(x, test, options.code)
    print(f"\nmean squared error of {len(test):,} other images")
    print(f"  autoencoder           {history[-1].test_loss:.6f}")
    print(f"  principal components  {np.mean((shown - test) ** 2):.6f}\n")
    with mg.no_grad():
        rows = {"image": test[:10], "autoencoder": net(test[:10]).numpy(), "components": shown[:10]}
    common.save(sheet(rows, images.shape), options.out / "reconstructions.png")
    common.save(plot.history(history), options.out / "loss.png")
    if options.stopped is None:
        kept.unlink(missing_ok=True)


def print_last(epochs: int, history: train.History) -> None:
    """Print the losses of some epochs, and of the last."""
    row = history[-1]
    if row.epoch < 5 or row.epoch % 5 == 0 or row.epoch == epochs:
        numbers = f"{row.train_loss:12.6f} {row.test_loss:12.6f} {row.seconds:8.1f}"
        print(f"{row.epoch:5} {numbers}", flush=True)


def sheet(rows: dict[str, Any], shape: tuple[int, ...]) -> Plot:
    """Images above each other by name, to compare."""
    columns = len(next(iter(rows.values())))
    with styled():
        title = "Digits drawn again from a few numbers"
        figure = new_figure(columns + 1, len(rows) + 0.5, title)
        panels = figure.subplots(len(rows), columns, squeeze=False)
        for line, (name, pictures) in zip(panels, rows.items(), strict=True):
            for axes, picture in zip(line, pictures, strict=True):
                axes.imshow(picture.reshape(shape), cmap="gray_r", vmin=0, vmax=1)
                axes.set(xticks=[], yticks=[])
            set_labels(line[0], "", name)
    return Plot(figure)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit status."""
    parser = arguments.parser("autoencoder", __doc__)
    add = parser.add_argument
    add("--code", type=arguments.positive, default=8, metavar="N", help="numbers in the middle")
    add("--hidden", type=arguments.positive, default=64, metavar="SIZE", help="of the other layers")
    add("--epochs", type=arguments.positive, default=50, metavar="N", help="through all images")
    add("--batch-size", type=arguments.positive, default=20, metavar="N", help="images at a time")
    add("--lr", type=arguments.above_zero, default=0.003, help="learning rate of Adam")
    add("--seed", type=arguments.seed, default=0, metavar="N", help="of weights and shuffles")
    return common.run(parser, program, argv)


if __name__ == "__main__":
    sys.exit(main())
