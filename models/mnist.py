"""The articles' network on handwritten digits.

Trains a multilayer perceptron, prints the epochs as article C does, and writes the history, its
plot and a drawing of the loss's graph. Without ``--data`` it uses the 1,797 real digits of 8×8
pixels that come with scikit-learn, so nothing is downloaded.
"""

from __future__ import annotations

import argparse
import functools
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import minigrad as mg
from minigrad import data, nn, optim, train
from minigrad.history import format_epoch, header

ACTIVATIONS: dict[str, Callable[..., Any]] = {
    f.__name__: f
    for f in (
        *(mg.relu, mg.relu6, mg.relu_n, mg.h_swish, mg.swish, mg.mish, mg.tanhexp),
        *(mg.sigmoid, mg.tanh, mg.softplus),
    )
}
WITH_N = ("h_swish", "relu_n")
INITIALIZERS = {
    f"{kind}_{distribution}": getattr(nn.init, f"{kind}_{distribution}")
    for kind in ("he", "glorot", "lecun")
    for distribution in ("normal", "uniform")
}
FLOOR = 1e-7  # of the probabilities in printed losses, as in the articles


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit status."""
    parser = _parser()
    options = parser.parse_args(argv)
    if options.batch_size is None:
        options.batch_size = 100 if options.data else 10
    if options.n is not None and options.activation not in WITH_N:
        parser.error(f"--n is for {' and '.join(WITH_N)}, not for {options.activation}")
    if options.momentum is not None and options.optimizer == "sgd":
        parser.error("--momentum is for --optimizer momentum and nesterov, not for sgd")
    try:
        return run(options)
    except KeyboardInterrupt:
        return 130
    except (OSError, ValueError, ImportError, FloatingPointError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 1


def run(options: argparse.Namespace) -> int:
    """Train, print and write what the options ask for."""
    train_data, test_data = load(options.data, options.dtype)
    rng = np.random.RandomState(options.seed)  # the articles' generator: weights, then shuffles
    net = nn.MLP(
        [train_data[0].shape[1], *options.hidden, 10],
        activation(options),
        init=INITIALIZERS[options.init],
        rng=rng,
        dtype=options.dtype,
    )
    loss: nn.Module = nn.CrossEntropy()
    report_loss: nn.Module = nn.CrossEntropy(floor=FLOOR)
    if options.flooding is not None:
        loss = nn.Flooding(loss, options.flooding)
        report_loss = nn.Flooding(report_loss, options.flooding)
    opt = optimizer(net, options)
    print(f"{len(train_data[0]):,} images to train, {len(test_data[0]):,} held out")
    print(nn.summary(net))
    print(f"{loss!r}, {opt!r}, batch {options.batch_size}, {options.dtype}, seed {options.seed}\n")
    print(header())

    options.out.mkdir(parents=True, exist_ok=True)
    history = train.History()
    start = time.perf_counter()
    stopped: BaseException | None = None
    try:
        train.fit(
            net,
            loss,
            opt,
            train_data,
            test_data,
            epochs=options.epochs,
            batch_size=options.batch_size,
            rng=rng,
            report_loss=report_loss,
            on_epoch=lambda rows: print(format_epoch(rows[-1]), flush=True),
            progress=options.progress,
            history=history,
        )
    except (KeyboardInterrupt, FloatingPointError) as error:
        stopped = error
        if not history:
            raise
        print(f"interrupted after epoch {len(history) - 1}; writing what there is", flush=True)
    print(f"\ntime {time.perf_counter() - start:.1f} s")
    best = max(history, key=lambda row: row.test_accuracy)
    print(f"held-out accuracy {100 * history[-1].test_accuracy:.2f} %", end="")
    print(f", best {100 * best.test_accuracy:.2f} % after epoch {best.epoch}\n")
    write(options.out, history, net, loss, train_data)
    if stopped is not None:
        raise stopped
    return 0


def load(folder: Path | None, dtype: str) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Images min-max scaled over each split, as rows, and labels."""
    digits = data.digits() if folder is None else data.mnist(folder)
    train_split, test_split = (
        (data.min_max(images).reshape(len(images), -1).astype(dtype), labels)
        for images, labels in digits
    )
    return train_split, test_split


def activation(options: argparse.Namespace) -> Callable[..., Any]:
    """The activation function with its option."""
    function = ACTIVATIONS[options.activation]
    return function if options.n is None else functools.partial(function, n=options.n)


def optimizer(net: nn.Module, options: argparse.Namespace) -> optim.SGD:
    """SGD, momentum or Nesterov (article C6)."""
    given = 0.9 if options.momentum is None else options.momentum
    momentum = 0.0 if options.optimizer == "sgd" else given
    return optim.SGD(
        net.parameters(),
        lr=options.lr,
        momentum=momentum,
        nesterov=options.optimizer == "nesterov",
        weight_decay=options.weight_decay,
    )


def write(
    out: Path, history: train.History, net: nn.Module, loss: nn.Module, dataset: tuple[Any, Any]
) -> None:
    """The history as files and a plot, and the graph of one small batch's loss."""
    history.save(out / "history.json")
    history.save(out / "history.csv")
    history.plot(out / "history.png", repr(net))
    x, labels = dataset
    loss(net(mg.tensor(x[:5], name="images")), labels[:5]).draw(out / "graph.svg")
    names = ("history.json", "history.csv", "history.png", "graph.svg")
    print("wrote", ", ".join(str(out / name) for name in names))


class _Formatter(argparse.ArgumentDefaultsHelpFormatter):
    """Says a default only where there is one to say."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        if action.default is None or action.nargs == 0:
            return action.help
        return super()._get_help_string(action)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m models.mnist",
        description=(__doc__ or "").partition("\n\n")[0],
        formatter_class=_Formatter,
    )
    add = parser.add_argument
    add("--data", type=Path, metavar="FOLDER", help="MNIST's four IDX files; without: 8x8 digits")
    add("--hidden", type=int, nargs="+", default=[100, 50], metavar="SIZE", help="hidden layers")
    add(
        "--activation",
        choices=ACTIVATIONS,
        default="h_swish",
        metavar="NAME",
        help=f"between the layers: {', '.join(ACTIVATIONS)}",
    )
    add("--n", type=float, help="option of h_swish and relu_n; without: 6")
    add(
        "--init",
        choices=INITIALIZERS,
        default="he_normal",
        metavar="NAME",
        help=f"initial weights: {', '.join(INITIALIZERS)}",
    )
    add("--flooding", type=float, metavar="B", help="flood level; without: no flooding")
    optimizers = ("sgd", "momentum", "nesterov")
    add(
        "--optimizer",
        choices=optimizers,
        default="sgd",
        metavar="NAME",
        help=f"how weights follow their gradients: {', '.join(optimizers)}",
    )
    add("--lr", type=float, default=0.1, help="learning rate")
    add("--momentum", type=float, help="of momentum and nesterov; without: 0.9")
    add("--weight-decay", type=float, default=0.0, metavar="W", help="pull towards zero")
    add("--epochs", type=int, default=50, help="how often to go through the images")
    add("--batch-size", type=int, metavar="SIZE", help="without: 100 for MNIST, 10 for 8x8 digits")
    add("--seed", type=int, default=10, help="of weights and shuffles")
    add("--dtype", choices=("float32", "float64"), default="float64", help="of the numbers")
    add("--out", type=Path, default=Path("out"), metavar="FOLDER", help="where to write")
    add("--no-progress", dest="progress", action="store_false", help="no progress bar")
    return parser


if __name__ == "__main__":
    sys.exit(main())
