"""Article B: neural networks forward, with every figure as it is printed there."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

import minigrad as mg
from minigrad import data, nn, plot
from models import common, forward_by_hand, terminal

DATA = Path(__file__).parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"the book's data are not in {DATA}")


def printed(value):
    """An array as NumPy prints it, on one line."""
    return np.array2string(np.asarray(value.numpy()), max_line_width=200)


class TestPictures:
    """B1: networks from left to right, with columns of round neurons."""

    def test_columns_have_their_names_and_neurons_are_round(self):
        net = nn.MLP([2, 3, 2], mg.sigmoid, rng=0)
        titles = ("入力層", "中間層", "出力層")
        source = net(np.array([1.0, 0.5])).draw(level="neurons", labels=titles).source
        assert "rankdir=LR" in source
        assert "circle" in source
        assert all(title in source for title in titles)

    def test_one_neuron_has_its_activation_inside_a_box(self):
        b, w1, w2 = (mg.tensor(v, requires_grad=True) for v in (-0.7, 0.5, 0.5))
        svg = mg.sigmoid(b + w1 * 1.0 + w2 * 0.5).draw(level="neurons").svg()
        assert all(f">{label}" in svg for label in ("b", "w1", "w2", "a", "h()", "y"))

    def test_softmax_is_all_to_all(self):
        y = mg.softmax(mg.tensor([0.3, 2.9, 4.0], requires_grad=True))
        assert y.draw(level="neurons").source.count("->") == 9


class TestActivations:
    """B2."""

    def test_sigmoid(self):
        assert printed(mg.sigmoid(mg.tensor([-1.0, 1.0, 2.0]))) == (
            "[0.26894142 0.73105858 0.88079708]"
        )

    def test_step(self):
        np.testing.assert_array_equal(mg.step(mg.tensor([-0.1, 0.0, 1.0])).numpy(), [0, 0, 1])

    def test_relu(self):
        np.testing.assert_array_equal(mg.relu(mg.tensor([-2.0, 0.0, 3.5])).numpy(), [0, 0, 3.5])

    def test_are_plotted_and_sigmoid_over_step_in_one_plot(self):
        (axes,) = plot.functions([mg.sigmoid, mg.step], derivatives=False).figure.axes
        assert [line.get_label() for line in axes.lines] == ["sigmoid", "step"]
        x, y = axes.lines[1].get_data()
        np.testing.assert_array_equal(y, x > 0)


class TestThreeLayers:
    """B3."""

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
    """B4."""

    def test_has_the_sum_that_is_printed(self):
        assert f"{mg.exp(mg.tensor([0.3, 2.9, 4.0])).sum().item():.10f}" == "74.1221542102"

    def test_by_its_formula_overflows(self):
        a = np.array([1010.0, 1000.0, 990.0])
        with np.errstate(all="ignore"):
            assert np.isnan(np.exp(a) / np.exp(a).sum()).all()

    def test_of_small_numbers(self):
        y = mg.softmax(mg.tensor([0.3, 2.9, 4.0]))
        assert printed(y) == "[0.01821127 0.24519181 0.73659691]"
        assert y.sum().item() == 1.0

    def test_of_large_numbers_does_not_overflow(self):
        y = mg.softmax(mg.tensor([1010.0, 1000.0, 990.0]))
        assert printed(y) == "[9.99954600e-01 4.53978686e-05 2.06106005e-09]"


class TestLoading:
    """B5: MNIST with options, here from four small files in its format."""

    @pytest.fixture
    def folder(self, tmp_path):
        rng = np.random.default_rng(0)
        for part, labels in (("train", [5, 0, 4]), ("t10k", [7, 2])):
            for kind, array in (
                ("images-idx3", rng.integers(0, 256, (len(labels), 28, 28))),
                ("labels-idx1", np.array(labels)),
            ):
                head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
                content = gzip.compress(head + array.astype(np.uint8).tobytes())
                (tmp_path / f"{part}-{kind}-ubyte.gz").write_bytes(content)
        return tmp_path

    def test_normalize_flatten_and_one_hot(self, folder):
        plain = data.mnist(folder)
        assert plain.train.images.shape == (3, 28, 28)
        assert plain.train.labels[0] == 5
        train, test = data.mnist(folder, flatten=True, normalize=True, one_hot=True)
        assert (train.images.shape, test.images.shape) == ((3, 784), (2, 784))
        expected = plain.train.images.reshape(3, 784).astype(np.float32) / 255
        np.testing.assert_array_equal(train.images, expected)
        np.testing.assert_array_equal(train.labels, np.eye(10)[[5, 0, 4]])

    def test_digits_are_shown_as_pictures(self, folder):
        image = data.mnist(folder, normalize=True).train.images[0]
        lines = terminal.picture(image)
        assert [len(line) for line in lines] == [28] * 14
        assert set("".join(lines)) <= set(" ▀▄█")

    def test_one_by_one_and_in_batches_is_the_same(self):
        _, test = common.load(None)
        net = nn.MLP([64, 20, 10], mg.sigmoid, rng=0)
        assert forward_by_hand.read(net, test, None) == forward_by_hand.read(net, test, 100)


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
