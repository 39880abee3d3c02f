"""A network's outputs for images, and its weights.

Follows "ディープラーニングを実装から学ぶ(4)", A4 to A7.
Trains a network, or reads weights. A table shows for the
first of the shuffled training images, and for the first
wrong ones after them, the probability of every class, in
percent: the right class is bold (* before it without a
terminal), the chosen one in italics (_ behind it). Then
come minimum, maximum (each with its place), mean and
standard deviation of every W and b, and pictures of the
accuracy in the first epoch and of how the weights changed.
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
from minigrad import data, nn, optim, plot, train
from minigrad.support.files import write_atomically
from minigrad.train.history import Epoch, History

from . import arguments, common, terminal, weight_statistics
from .common import Digits, heading, row, save
from .pictures import KEY, sheet, write_digit
from .trained import About, extent
from .trained import save as save_trained

ACTIVATIONS = ("relu", "sigmoid", "tanh", "h_swish")
POINTS = 60  # of the plot of the first epoch
OF_TRAINING = ("seeds", "lr", "epochs", "batch_size", "every")  # options
MOST_SHOWN = 1000  # images: more make a picture that hardly anything opens
ROW = (5, 8, 9, 9, 9, 9)
Sets = tuple[Digits, Digits]


@dataclass
class Record:
    """Histories, of the epochs and within the first one, and the parameters after each epoch."""

    history: History = field(default_factory=History)
    first: History = field(default_factory=History)  # by images seen
    drawn: bool = True  # or looked at after each epoch only
    snapshots: dict[int, dict[str, Any]] = field(default_factory=dict)

    def keep(self, epoch: int, net: nn.Module) -> None:
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
    text = "which images: the shuffled training images, or the test images"
    add("--of", choices=("train", "test"), default="train", help=text)
    options = parser.parse_args(argv)
    given = parser.parse_args(argv, argparse.Namespace(**dict.fromkeys(OF_TRAINING)))
    for name in OF_TRAINING if options.weights is not None else ():
        if getattr(given, name) is not None:
            parser.error(f"--{name.replace('_', '-')} is of training; --weights does without")
    if options.show > MOST_SHOWN:
        parser.error(f"--show takes up to {MOST_SHOWN} images, not {options.show}")
    return common.run(parser, program, argv)


def program(options: argparse.Namespace) -> None:
    """Train with every seed or read the weights, and show the results of the first."""
    sets = common.load(options.data)
    sizes = [sets[0].x.shape[1], *options.hidden, 10]
    print(f"{'-'.join(map(str, sizes))}, {options.activation}, {len(sets[0].x):,} images")
    images = sets[0]
    how = images.shape, extent(images.pictures)
    about = About(*how, options.activation, layout="book")
    trained: list[tuple[nn.Module, Record, Any]] = []
    with common.until_ctrl_c(options):
        for seed in options.seeds:
            rng, record = np.random.default_rng(seed), Record(drawn=not trained)
            net = about.network(sizes, rng)
            order = rng.permutation(len(sets[0].x))
            trained.append((net, record, order))
            if options.weights is not None:
                is_ours = options.weights.with_suffix(".json").is_file()
                scale = data.MinMax() if is_ours else None  # the images' own is the same
                train.load_weights(net, options.weights, layout="book", normalization=scale)
                record.keep(0, net)
                break
            if len(options.seeds) > 1:
                heading(f"Seed {seed}")
            images = in_order(sets[0], order)
            learn(net, (images, sets[1]), options, record)
    if not (trained and trained[0][1].snapshots):
        return
    weight_statistics.beside(options, [one[1].snapshots for one in trained])
    if len(trained) > 1:
        common.over_seeds([record.history for _, record, _ in trained])
    net, record, order = trained[0]
    images, kind = sets[1], "test"
    if options.of == "train":
        images, kind = in_order(sets[0], order), "shuffled training"
    results(net, images, kind, options.show, options.out)
    weights(record, options.out)
    save_trained(net, about, images.scale, options.out / "weights.npz")
    if record.history:
        drawn = plot.history(record.first, title="accuracy and loss in the first epoch")
        for axes in drawn.figure.axes:
            axes.set_xlabel("images seen")
        save(drawn, options.out / "first_epoch.png")
        save(plot.history(record.history, title="accuracy and loss"), options.out / "history.png")


def in_order(digits: Digits, order: Any) -> Digits:
    """The same images in another order."""
    return digits._replace(x=digits.x[order], t=digits.t[order])


def learn(net: nn.Module, sets: Sets, options: argparse.Namespace, record: Record) -> None:
    """A4 and A5: SGD on mini-batches of images that were shuffled once."""
    x, t = sets[0][:2]
    size = options.batch_size or (100 if options.data else 10)
    every = options.every or max(size, len(x) // POINTS)
    loss, opt = nn.CrossEntropy(), optim.SGD(net.parameters(), lr=options.lr)

    def note(epoch: int, seen: int, *, printed: bool = True) -> Epoch:
        scores, cells = common.score(net, loss, sets, epoch)
        if printed:
            row((epoch, f"{seen:,}", *cells), ROW)
        if epoch <= 1:
            record.first.append(scores._replace(epoch=seen))
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
            is_due = seen < len(x) and seen // every > start // every
            if is_due and (options.every or (record.drawn and epoch == 1)):
                note(epoch, seen, printed=options.every is not None)
        record.history.append(note(epoch, len(x)))
        record.keep(epoch, net)


@mg.no_grad()
def results(net: nn.Module, digits: Digits, kind: str, count: int, out: Path) -> None:
    """A6: the first images, and the first wrong ones after them, as tables in three forms."""
    x = digits.x
    probabilities = np.concatenate(
        [mg.softmax(net(x[i : i + 1000])).numpy() for i in range(0, len(x), 1000)]
    )
    wrong = np.flatnonzero(probabilities.argmax(axis=1) != digits.t)
    wrong, first = wrong[wrong >= count], np.arange(len(x))[:count]
    (out / "digits").mkdir(exist_ok=True)
    text = ""
    for name, numbers, all_of_them in (
        ("first", first, f"{len(x):,} {kind} images"),
        ("wrong", wrong[:count], f"{len(wrong):,} wrong ones, from index {count} on"),
    ):
        title = f"The first {len(numbers)} of {all_of_them}"
        shown = digits.pictures[numbers], probabilities[numbers], digits.t[numbers], list(numbers)
        heading(title)
        if len(numbers):
            table(*shown)
            save(sheet(*shown, title), out / f"{name}.png")
        text += f"## {title}\n\n{markdown(*shown, out / 'digits' / name)}\n"
    text += f"Percent; {KEY}.\n"
    write_atomically(out / "results.md", text.encode())
    print(f"wrote {out / 'results.md'}", flush=True)


def table(pictures: Any, probabilities: Any, labels: Any, numbers: Sequence[int]) -> None:
    """A row for each image: the image, its number, and the probability of every class."""
    ready = terminal.thumbnails(pictures)
    width, classes = ready.shape[2], range(probabilities.shape[1])
    print(f"{'':{width}} index" + "".join(f"{c:4}  " for c in classes).rstrip())
    for image, values, label, number in zip(ready, probabilities, labels, numbers, strict=True):
        lines = terminal.picture(image)
        middle = (len(lines) - 1) // 2
        cells = f"{number:5}{terminal.cells(100 * values, int(label))}"
        right = ["" if k != middle else cells for k in range(len(lines))]
        print("\n".join(terminal.beside(lines, right, width)), end="\n\n")
    print(terminal.key(), flush=True)


def markdown(
    pictures: Any, probabilities: Any, labels: Any, numbers: Sequence[int], files: Path
) -> str:
    """The same table as Markdown, beside files with the images."""
    classes = range(probabilities.shape[1])
    rows: list[list[Any]] = [["", "index", *classes], ["---:"] * (2 + len(classes))]
    for k, (percent, right) in enumerate(zip(100 * probabilities, labels, strict=True)):
        file = files.with_name(f"{files.name}-{k}.png")
        write_digit(pictures[k], file)
        marks = ["*" * (2 * int(c == right) + int(c == percent.argmax())) for c in classes]
        numbers_of = [f"{m}{value:.1f}{m}" for m, value in zip(marks, percent, strict=True)]
        rows.append([f"![{right}]({file.parent.name}/{file.name})", numbers[k], *numbers_of])
    return "".join(f"| {' | '.join(map(str, cells))} |\n" for cells in rows)


def weights(record: Record, out: Path) -> None:
    """A7: the parameters after training, and their course."""
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


if __name__ == "__main__":
    sys.exit(main())
