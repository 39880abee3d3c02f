"""Draw the articles' pictures of networks: `.venv/bin/python -m docs.make_network_pictures`.

They are made from networks that compute: what is drawn is what was recorded (article B1; the
three-layer network is that of B3).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

import minigrad as mg
from minigrad import nn

IMAGES = Path(__file__).parent / "images"
TITLES = ["入力層", "中間層", "出力層"]
X = np.array([1.0, 0.5])


def parameter(data: Any) -> mg.Tensor:
    return mg.tensor(data, float, requires_grad=True)


def layers(folder: Path = IMAGES) -> Any:
    net = nn.MLP([2, 3, 2], activation=mg.sigmoid, rng=0)
    return net(X).draw(folder / "network-layers.svg", level="neurons", labels=TITLES)


def neuron(folder: Path = IMAGES) -> Any:
    w1, w2, b = parameter(0.5), parameter(0.5), parameter(-0.7)
    x1, x2 = X
    a = b + w1 * x1 + w2 * x2
    return mg.sigmoid(a).draw(folder / "network-neuron.svg", level="neurons")


def three_layers(folder: Path = IMAGES) -> Any:
    w1, b1 = parameter([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]), parameter([0.1, 0.2, 0.3])
    w2, b2 = parameter([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]), parameter([0.1, 0.2])
    w3, b3 = parameter([[0.1, 0.3], [0.2, 0.4]]), parameter([0.1, 0.2])
    z1 = mg.sigmoid(X @ w1 + b1)
    z2 = mg.sigmoid(z1 @ w2 + b2)
    return (z2 @ w3 + b3).draw(
        folder / "network-three-layers.svg",
        level="neurons",
        show=("values", "weights", "bias"),
        labels=TITLES,
    )


def softmax(folder: Path = IMAGES) -> Any:
    y = mg.softmax(parameter([0.3, 2.9, 4.0]))
    return y.draw(folder / "network-softmax.svg", level="neurons", show="values")


def mnist(folder: Path = IMAGES) -> Any:
    net = nn.MLP([784, 100, 50, 10], activation=mg.h_swish, rng=0)
    loss = nn.CrossEntropy()(net(np.zeros((100, 784))), np.zeros(100, int))
    return loss.draw(folder / "network-mnist.svg", level="neurons")


def weight(folder: Path = IMAGES) -> Any:
    net = nn.MLP([2, 3, 2], activation=mg.sigmoid, rng=0)
    w = net.parameters()[0]
    x = X[None]
    loss = nn.CrossEntropy()(net(x), [0])
    file = folder / "network-weight.svg"
    return net.draw(x, file=file, level="neurons", path=(w[0, 0], loss))


if __name__ == "__main__":
    IMAGES.mkdir(exist_ok=True)
    for draw in (layers, neuron, three_layers, softmax, mnist, weight):
        draw()
