"""Neural networks forward, step by step, with all figures.

Follows the notes on "ゼロから作るDeep Learning", chapter 3:
B1  pictures of networks
B2  step, sigmoid and ReLU
B3  three layers
B4  softmax and its overflow
B5  handwritten digits, seen and read
"""

from __future__ import annotations

import argparse
import functools
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

import minigrad as mg
from minigrad import data, nn, optim, plot, train

from . import arguments, common
from .common import Digits, heading, printed, row, save, save_drawing
from .terminal import picture, prepared

TITLES = ("入力層", "中間層", "出力層")
SHOWN = 6
BATCH = 100


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit status."""
    parser = arguments.parser("forward_by_hand", __doc__)
    add = parser.add_argument
    text = f"{', '.join(PARTS)}; without: all"
    add("parts", nargs="*", type=str.upper, metavar="PART", help=text)
    text = "the book's sample_weight.pkl, for B5"
    add("--weights", type=arguments.file, metavar="FILE", help=text)
    options = parser.parse_args(argv)
    for part in options.parts:
        if part not in PARTS:
            parser.error(f"there is no part {part}; the parts are {', '.join(PARTS)}")
    if options.weights is not None and options.data is None:
        parser.error("--weights read MNIST's images: say where they are with --data FOLDER")
    plots = not options.parts or "B2" in options.parts
    return common.run(parser, program, argv, ends_with_pictures=plots)


def program(options: argparse.Namespace) -> None:
    """Show the parts that were asked for."""
    for name, part in PARTS.items():
        if not options.parts or name in options.parts:
            heading(f"{name}. {(part.__doc__ or '').rstrip('.')}")
            part(options)


def networks(options: argparse.Namespace) -> None:
    """Pictures of networks."""
    net = nn.MLP([2, 3, 2], mg.sigmoid, rng=0)
    x1, x2 = 1.0, 0.5
    b, w1, w2 = (mg.tensor(v, requires_grad=True) for v in (-0.7, 0.5, 0.5))
    a = mg.tensor([0.3, 2.9, 4.0], requires_grad=True)
    pictures = {
        "network.svg": net(np.array([x1, x2])).draw(level="neurons", labels=TITLES),
        "neuron.svg": mg.sigmoid(b + w1 * x1 + w2 * x2).draw(level="neurons"),
        "softmax.svg": mg.softmax(a).draw(level="neurons", show="values"),
    }
    for name, drawing in pictures.items():
        save_drawing(drawing, options.out / name)


def activations(options: argparse.Namespace) -> None:
    """Step, sigmoid and ReLU."""
    for f, x in ((mg.sigmoid, [-1.0, 1, 2]), (mg.step, [-0.1, 0, 1]), (mg.relu, [-1.0, 0, 2])):
        print(f"{f.__name__}({x}) = {printed(f(mg.tensor(x)))}")
    drawn = plot.functions([mg.step, mg.sigmoid, mg.relu], derivatives=False)
    save(drawn, options.out / "activations.png")
    drawn = plot.functions([mg.sigmoid, mg.step], derivatives=False)
    save(drawn, options.out / "sigmoid_over_step.png")


def three_layers(options: argparse.Namespace) -> None:
    """Three layers."""
    x = np.array([1.0, 0.5])
    w1, b1 = parameter([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]), parameter([0.1, 0.2, 0.3])
    w2, b2 = parameter([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]), parameter([0.1, 0.2])
    w3, b3 = parameter([[0.1, 0.3], [0.2, 0.4]]), parameter([0.1, 0.2])
    a1 = x @ w1 + b1
    z1 = mg.sigmoid(a1)
    a2 = z1 @ w2 + b2
    z2 = mg.sigmoid(a2)
    y = z2 @ w3 + b3
    for name, value in {"A1": a1, "Z1": z1, "A2": a2, "Z2": z2, "Y": y}.items():
        print(f"{name:2} = {printed(value)}")
    show = ("values", "weights", "bias")
    drawing = y.draw(level="neurons", show=show, labels=TITLES)
    save_drawing(drawing, options.out / "three_layers.svg")


def parameter(values: Any) -> mg.Tensor:
    """A Tensor that drawings show as weights."""
    return mg.tensor(values, requires_grad=True)


def softmax(options: argparse.Namespace) -> None:  # noqa: ARG001 - a part like the others
    """Softmax and its overflow."""
    a = np.array([0.3, 2.9, 4.0])
    print(f"the sum of exp({printed(a)}) = {np.exp(a).sum():.10f}")
    print(f"softmax({printed(a)})\n  = {printed(mg.softmax(mg.tensor(a)))}")
    a = np.array([1010.0, 1000.0, 990.0])
    with np.errstate(all="ignore"):
        formula = np.exp(a) / np.exp(a).sum()
    print(f"by the formula, softmax({printed(a)})\n  = {printed(formula)}")
    print(f"with the maximum subtracted\n  = {printed(mg.softmax(mg.tensor(a)))}")


def digits(options: argparse.Namespace) -> None:
    """Digits, seen and read."""
    loaded(options)
    training, test = common.load(options.data)
    blocks = [picture(image) for image in prepared(training.pictures[:SHOWN])]
    for i in range(0, SHOWN, 2):
        print(f"labels {training.t[i]} and {training.t[i + 1]}")
        for line in zip(*blocks[i : i + 2], strict=True):
            print("    ".join(line).rstrip())
    net = ready_made(options, training)
    print(f"{len(test.x):,} images, {training.x.shape[1]}-50-100-10 with sigmoid")
    widths = (-16, 9, 9)
    row(("", "accuracy", "seconds"), widths)
    for label, size in (("one by one", None), (f"batches of {BATCH}", BATCH)):
        start = time.perf_counter()
        accuracy = read(net, test, size)
        row((label, f"{accuracy:.4f}", f"{time.perf_counter() - start:.2f}"), widths)


def loaded(options: argparse.Namespace) -> None:
    """Effects of the options of loading."""
    read = data.digits if options.data is None else functools.partial(data.mnist, options.data)
    for how in ({}, {"flatten": True, "normalize": True, "one_hot": True}):
        images, labels = read(**how).train
        print(f"with {', '.join(how)}" if how else "as they are")
        print(f"  images {images.shape} {images.dtype}, {images.min():g} to {images.max():g}")
        print(f"  labels {labels.shape} {labels.dtype}, first {printed(labels[0].astype(int))}")


def ready_made(options: argparse.Namespace, training: Digits) -> nn.Module:
    """The book's network with its weights; without their file, one that is trained here."""
    sizes = [training.x.shape[1], 50, 100, 10]
    net = nn.MLP(sizes, mg.sigmoid, init=nn.init.glorot_normal, rng=0, dtype="float32")
    if options.weights is None:
        print("no --weights: a few epochs of training first", flush=True)
        opt = optim.SGD(net.parameters(), lr=1.0)
        train.fit(
            *(net, nn.CrossEntropy(), opt, (training.x, training.t)),
            epochs=10 if options.data is None else 1,
            batch_size=10 if options.data is None else BATCH,
            rng=0,
            progress=False,
        )
        return net
    train.load_weights(net, options.weights, layout="book")
    return net


@mg.no_grad()
def read(net: nn.Module, test: Digits, size: int | None) -> float:
    """The accuracy, image by image or in batches of a size."""
    step = size or 1
    right = 0
    for i in range(0, len(test.x), step):
        x = test.x[i] if size is None else test.x[i : i + step]
        chosen = mg.softmax(net(x)).numpy().argmax(axis=-1)
        right += int(np.sum(chosen == test.t[i : i + step]))
    return right / len(test.x)


PARTS = {"B1": networks, "B2": activations, "B3": three_layers, "B4": softmax, "B5": digits}

if __name__ == "__main__":
    sys.exit(main())
