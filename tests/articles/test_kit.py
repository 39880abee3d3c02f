"""A8: the kit of article A, each part against the article's formula in NumPy."""

from __future__ import annotations

import gzip
import struct

import numpy as np
import pytest

import minigrad as mg
from minigrad import data, nn

RNG = np.random.default_rng(0)
X = RNG.normal(size=(6, 4))
T = np.array([0, 3, 1, 1, 2, 0])


def idx_file(path, array):
    """An array of bytes in the format of MNIST's files."""
    head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    path.write_bytes(gzip.compress(head + array.astype(np.uint8).tobytes()))
    return path


def test_idx_files_are_read(tmp_path):
    array = RNG.integers(0, 256, (3, 5, 4))
    np.testing.assert_array_equal(data.read_idx(idx_file(tmp_path / "a.gz", array)), array)


class TestScaling:
    @pytest.mark.parametrize("axis", [None, 0, 1])
    def test_min_max(self, axis):
        low, high = X.min(axis, keepdims=True), X.max(axis, keepdims=True)
        np.testing.assert_allclose(data.min_max(X, axis), (X - low) / (high - low), rtol=1e-14)

    @pytest.mark.parametrize("axis", [None, 0, 1])
    def test_z_score(self, axis):
        mean, deviation = X.mean(axis, keepdims=True), X.std(axis, keepdims=True)
        np.testing.assert_allclose(data.z_score(X, axis), (X - mean) / deviation, rtol=1e-12)

    def test_denominators_are_no_smaller_than_1e_7(self):
        x = np.array([[1.0, 5.0], [1.0 + 1e-9, 6.0]])
        np.testing.assert_allclose(data.min_max(x, 0)[:, 0], [0, 1e-2], rtol=1e-6)
        np.testing.assert_allclose(data.z_score(x, 0)[:, 0], [-5e-3, 5e-3], rtol=1e-6)


class TestFunctions:
    @pytest.mark.parametrize(
        ("f", "formula"),
        [
            (mg.sigmoid, lambda x: 1 / (1 + np.exp(-x))),
            (mg.tanh, np.tanh),
            (mg.relu, lambda x: np.maximum(x, 0)),
            (nn.Identity(), lambda x: x),
            (mg.softmax, lambda x: np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)),
        ],
        ids=["sigmoid", "tanh", "relu", "identity", "softmax"],
    )
    def test_are_the_formulas(self, f, formula):
        np.testing.assert_allclose(f(mg.tensor(X)).numpy(), formula(X), rtol=1e-13)

    def test_affine(self):
        layer = nn.Linear(4, 3, rng=0)
        layer.bias.data = [1.0, 2.0, 3.0]
        expected = X @ layer.weight.numpy() + [1, 2, 3]
        np.testing.assert_allclose(layer(X).numpy(), expected, rtol=1e-14)

    def test_softmax_subtracts_the_maximum_of_each_row(self):
        y = mg.softmax(mg.tensor([[1000.0, 1000.0], [-1000.0, 0.0]])).numpy()
        np.testing.assert_array_equal(y, [[0.5, 0.5], [0, 1]])


class TestInitialisers:
    @pytest.mark.parametrize(
        ("name", "variance"),
        [("lecun", 1 / 200), ("glorot", 2 / (200 + 300)), ("he", 2 / 200)],
    )
    def test_have_the_deviation_of_the_article(self, name, variance):
        std, shape = np.sqrt(variance), (200, 300)
        normal = getattr(nn.init, f"{name}_normal")(shape, np.random.default_rng(1), float)
        uniform = getattr(nn.init, f"{name}_uniform")(shape, np.random.default_rng(1), float)
        for drawn in (normal, uniform):
            assert drawn.shape == shape
            assert drawn.mean() == pytest.approx(0, abs=0.02 * std)
            assert drawn.std() == pytest.approx(std, rel=0.02)
        assert np.abs(uniform).max() == pytest.approx(np.sqrt(3) * std, rel=1e-3)
        assert np.abs(uniform).max() <= np.sqrt(3) * std
        assert np.abs(normal).max() > 3 * std


class TestErrors:
    def test_mean_squared_error_has_a_half(self):
        y, t = RNG.normal(size=(6, 4)), np.eye(4)[T]
        loss = nn.MSE(half=True)(mg.tensor(y), t)
        assert loss.item() == pytest.approx(0.5 * np.sum((y - t) ** 2) / 6, rel=1e-14)

    def test_cross_entropy_is_that_of_softmax(self):
        y = np.exp(X) / np.exp(X).sum(axis=1, keepdims=True)
        expected = -np.sum(np.eye(4)[T] * np.log(y)) / 6
        for t in (T, np.eye(4)[T]):
            assert nn.CrossEntropy()(mg.tensor(X), t).item() == pytest.approx(expected, rel=1e-14)

    def test_accuracy_is_by_argmax(self):
        expected = np.mean(X.argmax(axis=1) == T)
        assert 0 < expected < 1
        assert data.accuracy(X, T) == data.accuracy(X, np.eye(4)[T]) == expected
