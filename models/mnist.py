"""The articles' network on handwritten digits.

Trains a multilayer perceptron, prints the epochs as article
C does, and writes the history, its plot and a drawing of
the loss's graph. Without --data it uses the 1,797 real
digits of 8x8 pixels that come with scikit-learn, so nothing
is downloaded. What Ctrl-C stopped goes on by the same
command.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import minigrad as mg
from minigrad import nn, optim, plot, train
from minigrad.train.history import History, format_epoch, header

from . import arguments, common
from .trained import ACTIVATIONS, WITH_N, About, extent, save

INITIALIZERS = {
    f"{kind}_{distribution}": getattr(nn.init, f"{kind}_{distribution}")
    for kind in ("he", "glorot", "lecun")
    for distribution in ("normal", "uniform")
}
BY_ARTICLES: dict[
    str, Callable[..., optim.Optimizer]
] = {  # with a learning rate of 0.1; the others have their own
    "sgd": optim.SGD,
    "momentum": partial(optim.SGD, momentum=0.9),
    "nesterov": partial(optim.SGD, momentum=0.9, nesterov=True),
}
OPTIMIZERS = BY_ARTICLES | {
    made.__name__.lower(): made
    for made in (
        *(optim.Adagrad, optim.RMSprop, optim.Adadelta, optim.Adam, optim.AdamW),
        *(optim.NAdam, optim.RAdam, optim.Lion),
    )
}
SCHEDULES: dict[str, Callable[[optim.Optimizer, int], Any]] = {
    "cosine": optim.CosineAnnealingLR,
    "one-cycle": lambda opt, steps: optim.OneCycleLR(
        opt, opt.lr, steps, cycle_momentum=not opt.defaults.keys().isdisjoint(("momentum", "betas"))
    ),
}
Sets = tuple[tuple[Any, Any], tuple[Any, Any]]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit status."""
    parser = _parser()
    options = parser.parse_args(argv)
    if options.n is not None and options.activation not in WITH_N:
        parser.error(f"--n is for {' and '.join(WITH_N)}, not for {options.activation}")
    if options.momentum is not None and options.optimizer not in ("momentum", "nesterov"):
        wrong = f"not for {options.optimizer}"
        parser.error(f"--momentum is for --optimizer momentum and nesterov, {wrong}")
    return common.run(parser, program, argv)


def program(options: argparse.Namespace) -> None:
    """Train with every seed, print and write what the options ask for."""
    if options.batch_size is None:
        options.batch_size = 100 if options.data else 10
    digits = common.load(options.data)
    train_data, test_data = ((part.x.astype(options.dtype), part.t) for part in digits)
    print(f"{len(train_data[0]):,} images to train, {len(test_data[0]):,} held out")
    about = About(
        *(digits[0].shape, extent(digits[0].pictures)),
        *(options.activation, options.n, options.batch_norm, options.dropout, options.dtype),
    )
    keep = partial(save, about=about, scale=digits[0].scale)
    histories: dict[int, History] = {}
    for seed in options.seeds:
        histories[seed] = train_with(seed, options, about, (train_data, test_data), keep)
        if options.stopped is not None:
            return
    if len(histories) > 1:
        common.over_seeds(list(histories.values()))
        drawn = plot.history({f"seed {seed}": rows for seed, rows in histories.items()})
        common.save(drawn, options.out / "histories.png")
    for seed in options.seeds:
        common.unfinished(options, seed).unlink(missing_ok=True)


def train_with(
    seed: int, options: argparse.Namespace, about: About, sets: Sets, keep: Callable[..., None]
) -> History:
    """Train from one seed, and write the results, also when it was stopped."""
    x, labels = sets[0]
    rng = np.random.RandomState(seed)  # the articles' generator: weights, then shuffles
    sizes = [x.shape[1], *options.hidden, 10]
    net = about.network(sizes, rng, init=INITIALIZERS[options.init])
    loss, report_loss = common.losses(options.flooding)
    opt = optimizer(net, options)
    print(nn.summary(net))
    print(f"{loss!r}, {opt!r}")
    print(f"batch {options.batch_size}, {options.dtype}, seed {seed}\n")
    show = Rows()
    start = time.perf_counter()
    history = common.fit(
        *(options, common.unfinished(options, seed)),
        *(net, loss, opt, *sets),
        epochs=options.epochs,
        batch_size=options.batch_size,
        rng=rng,
        report_loss=report_loss,
        callbacks=schedule(opt, options, len(x)),
        on_epoch=show,
        progress=options.progress,
        compile=options.compile,
    )
    show(history)
    print(f"\ntime {time.perf_counter() - start:.1f} s")
    best = max(history, key=lambda row: row.test_accuracy)
    print(f"held-out accuracy {100 * history[-1].test_accuracy:.2f} %", end="")
    print(f", best {100 * best.test_accuracy:.2f} % after epoch {best.epoch}\n")
    end = "" if len(options.seeds) == 1 else f"-{seed}"
    if not isinstance(options.stopped, FloatingPointError):  # of which weights are no numbers
        keep(net, file=options.out / f"weights{end}.npz")
    batch = mg.tensor(x[:5], name="images")  # after that: one more batch moves running means
    write(options, end, history, repr(net), loss(net(batch), labels[:5]))
    return history


class Rows:
    """Prints the rows that were not printed yet: of a run that goes on, all of them."""

    printed = 0

    def __call__(self, history: History) -> None:
        """Print the new rows."""
        if not self.printed:
            print(header())
        for row in history[self.printed :]:
            self.printed += 1  # before: Ctrl-C may come in between, and no row is to come twice
            print(format_epoch(row), flush=True)


def optimizer(net: nn.Module, options: argparse.Namespace) -> optim.Optimizer:
    """The optimiser with its own options where none are given."""
    lr = 0.1 if options.lr is None and options.optimizer in BY_ARTICLES else options.lr
    given = {"lr": lr, "momentum": options.momentum, "weight_decay": options.weight_decay}
    made = OPTIMIZERS[options.optimizer]
    return made(net.parameters(), **{k: v for k, v in given.items() if v is not None})


def schedule(
    opt: optim.Optimizer, options: argparse.Namespace, images: int
) -> list[train.Callback]:
    """The schedule of the learning rate, batch by batch, if there is one."""
    if options.schedule is None:
        return []
    steps = max(1, options.epochs * -(-images // options.batch_size))
    return [train.Schedule(SCHEDULES[options.schedule](opt, steps), every="batch")]


def write(
    options: argparse.Namespace, end: str, history: History, title: str, error: mg.Tensor
) -> None:
    """The history as files and a plot, and the graph of a small batch's loss."""
    common.save(history, options.out / f"history{end}.json")
    common.save(history, options.out / f"history{end}.csv")
    common.save(plot.history(history, title=title), options.out / f"history{end}.png")
    common.save_drawing(error.draw(), options.out / "graph.svg")


def _parser() -> argparse.ArgumentParser:
    parser = arguments.parser("mnist", __doc__)
    parser.usage = "%(prog)s [options]"  # all of them are wider than a narrow terminal
    parser.set_defaults(out=Path("out"))
    add = parser.add_argument

    def add_choice(name: str, choices: Sequence[str], default: str | None, text: str) -> None:
        names = f"{text}: {', '.join(choices)}"
        add(name, choices=choices, default=default, metavar="NAME", help=names)

    count: dict[str, Any] = {"type": arguments.positive, "metavar": "N"}
    part: dict[str, Any] = {"type": arguments.fraction, "metavar": "P"}
    rate: dict[str, Any] = {"type": arguments.above_zero}
    layers, seeds = arguments.Typed([100, 50]), arguments.Typed([10])
    add("--hidden", nargs="+", default=layers, help="hidden layers", **count)
    add_choice("--activation", ACTIVATIONS, "h_swish", "between the layers")
    add("--n", help="option of h_swish and relu_n; without: 6", **rate)
    add_choice("--init", list(INITIALIZERS), "he_normal", "initial weights")
    add("--batch-norm", action="store_true", help="normalise batches before each activation")
    add("--dropout", help="drop this part after each activation", **part)
    add(
        "--flooding",
        type=arguments.not_negative,
        metavar="B",
        help="flood level; without: no flooding",
    )
    add_choice("--optimizer", list(OPTIMIZERS), "sgd", "how weights follow their gradients")
    text = "learning rate; without: 0.1 for sgd, momentum and nesterov, else the optimiser's own"
    add("--lr", help=text, **rate)
    add_choice("--schedule", list(SCHEDULES), None, "of the learning rate, batch by batch")
    add("--momentum", help="of momentum and nesterov; without: 0.9", **part)
    add("--weight-decay", type=arguments.not_negative, metavar="W", help="pull towards zero")
    text = "how often to go through the images"
    add("--epochs", type=arguments.seed, default=50, metavar="N", help=text)
    add("--batch-size", help="without: 100 for MNIST, 10 for 8x8 digits", **count)
    text = "of weights and shuffles; several: a run for each, and their mean and spread"
    several: dict[str, Any] = {"nargs": "+", "type": arguments.legacy_seed, "metavar": "N"}
    several["action"] = arguments.Distinct
    add("--seeds", "--seed", default=seeds, help=text, **several)
    add("--dtype", choices=("float32", "float64"), default="float64", help="of the numbers")
    text = "each step operation by operation, not as one NumPy program: the same, later"
    add("--no-compile", dest="compile", action="store_false", help=text)
    add("--no-progress", dest="progress", action="store_false", help="no progress bar")
    return parser


if __name__ == "__main__":
    sys.exit(main())
