"""Article B: neural networks forward, with every figure as it is printed there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import minigrad as mg
from minigrad import data, nn

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"the book's data are not in {DATA}")


def printed(value):
    """An array as NumPy prints it, on one line."""
    return np.array2string(np.asarray(value.numpy()), max_line_width=200)


class TestActivations:
    def test_sigmoid(self):
        assert printed(mg.sigmoid(mg.tensor([-1.0, 1.0, 2.0]))) == (
            "[0.26894142 0.73105858 0.88079708]"
        )

    def test_step(self):
        np.testing.assert_array_equal(mg.step(mg.tensor([-0.1, 0.0, 1.0])).numpy(), [0, 0, 1])

    def test_relu(self):
        np.testing.assert_array_equal(mg.relu(mg.tensor([-2.0, 0.0, 3.5])).numpy(), [0, 0, 3.5])


class TestThreeLayers:
    X = np.array([1.0, 0.5])
    WEIGHTS = (
        [[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]],
        [[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]],
        [[0.1, 0.3], [0.2, 0.4]],
    )
    BIASES = ([0.1, 0.2, 0.3], [0.1, 0.2], [0.1, 0.2])

    def test_step_by_step(self):
        (w1, w2, w3), (b1, b2, b3) = (
            [mg.tensor(value, requires_grad=True) for value in values]
            for values in (self.WEIGHTS, self.BIASES)
        )
        a1 = self.X @ w1 + b1
        assert printed(a1) == "[0.3 0.7 1.1]"
        z1 = mg.sigmoid(a1)
        assert printed(z1) == "[0.57444252 0.66818777 0.75026011]"
        y = mg.sigmoid(z1 @ w2 + b2) @ w3 + b3
        assert printed(y) == "[0.31682708 0.69627909]"

    def test_as_a_network(self):
        net = nn.MLP([2, 3, 2, 2], activation=mg.sigmoid)
        for layer, weight, bias in zip(net.layers[::2], self.WEIGHTS, self.BIASES, strict=True):
            layer.weight.data, layer.bias.data = weight, bias
        assert printed(net(self.X)) == "[0.31682708 0.69627909]"
        np.testing.assert_array_equal(net(np.stack([self.X] * 3)).shape, (3, 2))


class TestSoftmax:
    def test_of_small_numbers(self):
        y = mg.softmax(mg.tensor([0.3, 2.9, 4.0]))
        assert printed(y) == "[0.01821127 0.24519181 0.73659691]"
        assert y.sum().item() == 1.0

    def test_of_large_numbers_does_not_overflow(self):
        y = mg.softmax(mg.tensor([1010.0, 1000.0, 990.0]))
        assert printed(y) == "[9.99954600e-01 4.53978686e-05 2.06106005e-09]"


@pytest.fixture(scope="module")
def ready_made():
    """The network of `sample_weight.pkl`: 784-50-100-10 with sigmoid."""
    weights = data.read_arrays_pickle(DATA / "sample_weight.pkl")
    net = nn.MLP([784, 50, 100, 10], activation=mg.sigmoid, dtype="float32")
    for number, layer in enumerate(net.layers[::2], start=1):
        layer.weight.data, layer.bias.data = weights[f"W{number}"], weights[f"b{number}"]
    return net


@pytest.fixture(scope="module")
def held_out():
    """The test images divided by 255, and their labels."""
    images, labels = data.mnist(DATA / "mnist", flatten=True).test
    return images.astype(np.float32) / 255, labels


@needs_data
class TestReadyMadeWeights:
    def test_all_at_once_get_what_the_book_says(self, ready_made, held_out):
        x, t = held_out
        with mg.no_grad():
            assert data.accuracy(mg.softmax(ready_made(x)), t) == 0.9352

    def test_in_batches_of_100_get_what_the_book_says(self, ready_made, held_out):
        right = 0
        with mg.no_grad():
            for x, t in data.Batches(*held_out, batch_size=100):
                right += np.sum(mg.softmax(ready_made(x)).numpy().argmax(axis=1) == t)
        assert right / 10_000 == 0.9352

    def test_one_image_at_a_time_get_what_the_book_says(self, ready_made, held_out):
        with mg.no_grad():
            right = sum(
                int(mg.softmax(ready_made(x)).numpy().argmax()) == t
                for x, t in zip(*held_out, strict=True)
            )
        assert right / 10_000 == 0.9352
