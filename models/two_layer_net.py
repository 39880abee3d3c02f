"""A two-layer network with gradients by name.

Follows "[ゼロから作るDeep Learning] 誤差逆伝播法で
ニューラルネットワークに逆伝播処理を実装", D1, and trains
on mini-batches that are drawn at random (E1). Gradients
come from the engine: no layer has a backward method of
its own.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

import minigrad as mg
from minigrad import data, nn, plot
from minigrad.train.history import History

from . import arguments, common
from .common import Digits, row, save

ROWS = 20  # of the table
WIDTHS = (6, 10, 10, 10, 10)


class TwoLayerNet(nn.Module):
    """Affine, ReLU, affine by name and in order; softmax and cross entropy are in the loss.

    Parameters
    ----------
    input_size, hidden_size, output_size : int
    rng
        The generator that draws the weights.
    weight_init_std : float
        Their standard deviation; biases are 0.
    last_relu : bool
        Whether a second ReLU follows, as in the article's code; the book has none.

    Examples
    --------
    >>> net = TwoLayerNet(4, 3, 2, np.random.default_rng(0), last_relu=True)
    >>> list(net.layers)
    ['Affine1', 'Relu1', 'Affine2', 'Relu2']
    >>> {name: p.shape for name, p in net.params.items()}
    {'W1': (4, 3), 'b1': (3,), 'W2': (3, 2), 'b2': (2,)}
    >>> list(net.gradient(np.ones((5, 4)), np.zeros(5, int)))
    ['W1', 'b1', 'W2', 'b2']
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        output_size: int,
        rng: Any,
        weight_init_std: float = 0.01,
        *,
        last_relu: bool = False,
    ) -> None:
        def normal(shape: Any, rng: Any, _: Any) -> Any:
            return weight_init_std * rng.normal(size=shape)

        self.layers = {
            "Affine1": nn.Linear(input_size, hidden_size, init=normal, rng=rng),
            "Relu1": nn.ReLU(),
            "Affine2": nn.Linear(hidden_size, output_size, init=normal, rng=rng),
        }
        if last_relu:
            self.layers["Relu2"] = nn.ReLU()
        self.last_layer = nn.CrossEntropy()

    @property
    def params(self) -> dict[str, mg.Tensor]:
        """W1, b1, W2 and b2 by name: assign to their ``data``."""
        return common.parameter_names(self.parameters())

    def predict(self, x: Any) -> Any:
        """The outputs before softmax, which does not change which one is largest."""
        for layer in self.layers.values():
            x = layer(x)
        return x

    def forward(self, x: Any) -> Any:
        """The same as `predict`."""
        return self.predict(x)

    def loss(self, x: Any, t: Any) -> Any:
        """The cross entropy; labels are classes or one-hot rows."""
        return self.last_layer(self.predict(x), t)

    @mg.no_grad()
    def accuracy(self, x: Any, t: Any) -> float:
        """The share of images that are read right; labels are classes or one-hot rows."""
        return data.accuracy(self.predict(x), t)

    def gradient(self, x: Any, t: Any) -> dict[str, Any]:
        """The gradients of the loss, by the parameters' names."""
        params = self.params
        gradients = mg.grad_of(self.loss(x, t), list(params.values()))
        return {name: g.numpy() for name, g in zip(params, gradients, strict=True)}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit status."""
    parser = arguments.parser("two_layer_net", __doc__)
    add = parser.add_argument
    add("--hidden", type=arguments.positive, default=50, metavar="SIZE", help="hidden layer")
    text = "a second ReLU after the second layer, as in the article's code"
    add("--last-relu", action="store_true", help=text)
    add("--lr", type=arguments.above_zero, default=0.1, help="learning rate")
    add("--steps", type=arguments.positive, default=10_000, help="mini-batches to train on")
    add("--batch-size", type=arguments.positive, default=100, metavar="SIZE", help="images of each")
    add("--seed", type=arguments.seed, default=0, help="of weights and mini-batches")
    return common.run(parser, program, argv)


def program(options: argparse.Namespace) -> None:
    """Train, print some rows on the way, and plot them."""
    digits = common.load(options.data)
    rng = np.random.default_rng(options.seed)
    sizes = digits[0].x.shape[1], options.hidden, 10
    net = TwoLayerNet(*sizes, rng, last_relu=options.last_relu)
    print(" → ".join([*net.layers, "softmax with loss"]))
    print(", ".join(f"{name} {p.shape}" for name, p in net.params.items()))
    row(("batch", "train acc", "train loss", "test acc", "test loss"), WIDTHS)
    history = History()
    try:
        with common.until_ctrl_c(options):
            learn(net, digits, options, rng, history)
    finally:  # also when it was stopped
        if history:
            save(history, options.out / "history.csv")
            drawn = plot.history(history, title="two-layer network")
            for axes in drawn.figure.axes:
                axes.set_xlabel("mini-batches")
            save(drawn, options.out / "history.png")


def learn(
    net: TwoLayerNet,
    digits: tuple[Digits, Digits],
    options: argparse.Namespace,
    rng: Any,
    history: History,
) -> None:
    """Go down the gradient of one mini-batch after the other."""
    params = net.params
    note(history, net, digits, 0)
    for step in range(1, options.steps + 1):
        x, t = data.random_batch(digits[0].x, digits[0].t, options.batch_size, rng)
        for name, g in net.gradient(x, t).items():
            params[name].data -= options.lr * g
        if step % max(options.steps // ROWS, 1) == 0 or step == options.steps:
            note(history, net, digits, step)


def note(history: History, net: TwoLayerNet, digits: tuple[Digits, Digits], step: int) -> None:
    """Evaluate the network on both sets, keep the row and print it."""
    scores, cells = common.score(net, net.last_layer, digits, step)
    history.append(scores)
    row((step, *cells), WIDTHS)


if __name__ == "__main__":
    sys.exit(main())
