"""What a network says about images, and its weights.

Follows "ディープラーニングを実装から学ぶ(4)", A4 to A7.
Trains a network, or reads weights, and shows for the first
images and the first wrong ones the probability of every
class, in percent: the right class is bold (*...* without a
terminal), the chosen one in italics (_..._). Then come
minimum, maximum (each with its place), mean and standard
deviation of every W and b, and pictures of how they
changed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import minigrad as mg
from minigrad import nn, optim, plot, train
from minigrad.history import Epoch, History
from models import arguments, common, terminal
from models.common import Digits, heading, row, save
from models.pictures import sheet

ACTIVATIONS = {f.__name__: f for f in (mg.relu, mg.sigmoid, mg.tanh, mg.h_swish)}
OF_TRAINING = ("seeds", "lr", "epochs", "batch_size", "every")  # options
MOST_SHOWN = 1000  # images: more make a picture that hardly anything opens
ROW = (5, 8, 9, 9, 9, 9)
Sets = tuple[Digits, Digits]


@dataclass
class Record:
    """What was achieved, and the parameters, after each epoch."""

    history: History = field(default_factory=History)
    snapshots: dict[int, dict[str, Any]] = field(default_factory=dict)

    def keep(self, epoch: int, net: nn.MLP) -> None:
        """The parameters of now: their arrays never change, so there is nothing to copy."""
        named = common.parameter_names(net.parameters())
        self.snapshots[epoch] = {name: p.numpy() for name, p in named.items()}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit status."""
    parser = arguments.parser("inspect_results", __doc__)
    add = parser.add_argument
    count: dict[str, Any] = {"type": arguments.positive, "metavar": "N"}
    text = "W1, b1, W2, ... as .npz, .safetensors or, with sigmoid, the book's .pkl; without: train"
    add("--weights", type=arguments.file, metavar="FILE", help=text)
    add("--hidden", nargs="+", default=arguments.Typed([50, 100]), help="hidden layers", **count)
    add("--activation", choices=ACTIVATIONS, default="relu", **arguments.choice(ACTIVATIONS))
    add("--epochs", default=10, help="how often to go through the images", **count)
    add("--batch-size", help="without: 100 for MNIST, 10 for 8x8 digits", **count)
    text = "print a row after so many images, as article A4 does after 100; without: each epoch"
    add("--every", help=text, **count)
    add("--lr", type=arguments.above_zero, default=0.01, help="learning rate")
    text = "of weights and order; several: a run for each, and their mean and spread"
    several: dict[str, Any] = {"nargs": "+", "type": arguments.seed, "metavar": "N"}
    several["action"] = arguments.Distinct
    add("--seeds", "--seed", default=arguments.Typed([0]), help=text, **several)
    add("--show", default=10, help="how many images of each kind", **count)
    options = parser.parse_args(argv)
    given = parser.parse_args(argv, argparse.Namespace(**dict.fromkeys(OF_TRAINING)))
    for name in OF_TRAINING if options.weights is not None else ():
        if getattr(given, name) is not None:
            parser.error(f"--{name.replace('_', '-')} is of training; --weights does without")
    if options.show > MOST_SHOWN:
        parser.error(f"--show takes up to {MOST_SHOWN} images, not {options.show}")
    return common.run(parser, program, argv)


def program(options: argparse.Namespace) -> None:
    """Train with every seed or read the weights, and show what came out of the first."""
    sets = common.load(options.data)
    sizes = [sets[0].x.shape[1], *options.hidden, 10]
    print(f"{'-'.join(map(str, sizes))}, {options.activation}, {len(sets[0].x):,} images")
    trained: list[tuple[nn.MLP, Record]] = []
    with common.until_ctrl_c(options):
        for seed in options.seeds:
            rng, record = np.random.default_rng(seed), Record()
            net = nn.MLP(sizes, ACTIVATIONS[options.activation], rng=rng)
            trained.append((net, record))
            if options.weights is not None:
                train.load_weights(net, options.weights, layout="book")
                record.keep(0, net)
                break
            if len(options.seeds) > 1:
                heading(f"Seed {seed}")
            learn(net, sets, options, rng, record)
    if not (trained and trained[0][1].snapshots):
        return
    if len(trained) > 1:
        common.over_seeds([record.history for _, record in trained])
    net, record = trained[0]
    results(net, sets[1], options.show, options.out)
    weights(net, record, options.out)
    if record.history:
        save(plot.history(record.history, title="accuracy and loss"), options.out / "history.png")


def learn(net: nn.MLP, sets: Sets, options: argparse.Namespace, rng: Any, record: Record) -> None:
    """A4 and A5: SGD on mini-batches of images that were shuffled once."""
    x, t, _ = sets[0]
    order = rng.permutation(len(x))
    x, t = x[order], t[order]
    size = options.batch_size or (100 if options.data else 10)
    loss, opt = nn.CrossEntropy(), optim.SGD(net.parameters(), lr=options.lr)

    def note(epoch: int, seen: int) -> Epoch:
        scores, cells = common.score(net, loss, sets, epoch)
        row((epoch, f"{seen:,}", *cells), ROW)
        return scores

    row(("epoch", "images", "train", "loss", "test", "loss"), ROW)
    record.keep(0, net)
    record.history.append(note(0, 0))
    for epoch in range(1, options.epochs + 1):
        for start in range(0, len(x), size):
            opt.zero_grad()
            e = loss(net(x[start : start + size]), t[start : start + size])
            e.backward(retain_graph=False)
            opt.step()
            seen = start + size
            if options.every and seen < len(x) and seen // options.every > start // options.every:
                note(epoch, seen)
        record.history.append(note(epoch, len(x)))
        record.keep(epoch, net)


@mg.no_grad()
def results(net: nn.MLP, test: Digits, count: int, out: Path) -> None:
    """A6: the first images, and the first wrong ones."""
    probabilities = np.concatenate(
        [mg.softmax(net(test.x[i : i + 1000])).numpy() for i in range(0, len(test.x), 1000)]
    )
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != test.t)
    for kind, numbers in (
        (f"of {len(test.x):,} test images", np.arange(len(test.x))[:count]),
        (f"of {len(wrong):,} wrong ones", wrong[:count]),
    ):
        title = f"The first {len(numbers)} {kind}"
        heading(title)
        if not len(numbers):
            continue
        pictures, shown, labels = test.pictures[numbers], probabilities[numbers], test.t[numbers]
        ready = terminal.prepared(pictures)
        for k, number in enumerate(numbers):
            print(f"image {number}: is {labels[k]}, seen as {shown[k].argmax()}")
            width = common.WIDTH - ready.shape[2] - 2
            lines = terminal.probabilities(100 * shown[k], int(labels[k]), width)
            picture = terminal.picture(ready[k])
            print(
                "\n".join(terminal.beside(picture, lines, ready.shape[2])), end="\n\n", flush=True
            )
        name = "wrong.png" if "wrong" in title else "first.png"
        save(sheet(pictures, shown, labels, list(numbers), title), out / name)


def weights(net: nn.MLP, record: Record, out: Path) -> None:
    """A7: what the parameters are like after training, and how they came there."""
    heading("Weights after training")
    widths = (-2, 7, -8, 7, -8, 7, 7)
    row(("", "min", "at", "max", "at", "mean", "std"), widths)
    for name, w in record.snapshots[max(record.snapshots)].items():
        ends = (w.argmin(), w.argmax())
        low, high = (",".join(map(str, np.unravel_index(k, w.shape))) for k in ends)
        cells = (w.min(), low, w.max(), high, w.mean(), w.std())
        row((name, *(c if isinstance(c, str) else f"{c:.4f}" for c in cells)), widths)
    if len(record.snapshots) > 1:
        save(plot.weights(record.snapshots, title="weights by epoch"), out / "weights.png")
        drawn = plot.weights(record.snapshots, style="statistics", title="weights over training")
        save(drawn, out / "weights_statistics.png")
    else:
        drawn = plot.weights(record.snapshots, title="weights")
        for axes in drawn.figure.axes:  # one histogram, of no epoch
            axes.set(ylabel="", yticks=[])
        save(drawn, out / "weights.png")
    train.save_weights(net, out / "weights.npz", layout="book")
    print(f"wrote {out / 'weights.npz'}")


if __name__ == "__main__":
    sys.exit(main())
