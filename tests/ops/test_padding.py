"""Padding in every mode, by plain np.pad."""

from __future__ import annotations

import numpy as np
import pytest
from against_numpy import agrees

import minigrad as mg

RNG = np.random.default_rng(0)
A, C = RNG.normal(size=(3, 4)), RNG.normal(size=(2, 3, 4))
V, P = RNG.normal(size=5), RNG.uniform(1.0, 2.0, 3)
NUMBER, EMPTY = np.array(1.5), np.zeros((0, 3))

MODES = [
    "constant",
    "edge",
    "linear_ramp",
    "maximum",
    "mean",
    "median",
    "minimum",
    "reflect",
    "symmetric",
    "wrap",
]


@pytest.mark.parametrize("mode", MODES)
def test_padded_as_numpy_does(mode):
    agrees(lambda x: np.pad(x, ((1, 0), (0, 3)), mode), A)
    agrees(lambda x: np.pad(x, (7, 12), mode), V)  # longer than the array
    agrees(lambda x: np.pad(x, (2, 1), mode), V[:1])


OTHERS = [
    (lambda x: np.pad(x, (7, 12), "reflect", reflect_type="odd"), V),
    (lambda x: np.pad(x, (2, 3), "symmetric", reflect_type="odd"), A),
    (lambda x: np.pad(x, 1, constant_values=2.0), A),
    (lambda x: np.pad(x, ((1, 2), (2, 0)), constant_values=((1, 2), (3, 4))), A),
    (lambda x, y: np.pad(x, 1, constant_values=y), A, NUMBER),
    (lambda x, y: np.pad(x, (2, 3), "linear_ramp", end_values=y), V, NUMBER),
    (lambda x: np.pad(x, 2, "mean", stat_length=2), A),
    (lambda x: np.pad(x, ((3, 3), (1, 1)), "maximum", stat_length=((1, 2), (3, 9))), A),
    (lambda x: np.pad(x, 1), EMPTY),
    (lambda array: np.pad(array=array, pad_width=1, mode="edge"), V),
]
if np.lib.NumpyVersion(np.__version__) >= "2.3.0":
    OTHERS.append((lambda x: np.pad(x, {-1: (1, 2)}), A))


@pytest.mark.parametrize(("f", "xs"), [(f, xs) for f, *xs in OTHERS])
def test_options_of_padding(f, xs):
    agrees(f, *xs)


def test_integers_are_rounded_as_numpy_rounds_them():
    x = np.array([1, 2, 5])
    for mode in MODES:
        y = np.pad(mg.tensor(x), 2, mode)
        np.testing.assert_array_equal(y.numpy(), np.pad(x, 2, mode))
        assert y.dtype == x.dtype


def test_padding_of_what_is_in_memory_has_no_gradient():
    assert not np.pad(mg.tensor(V, requires_grad=True), 1, "empty").requires_grad


@pytest.mark.parametrize(
    ("width", "mode", "options", "message"),
    [
        (1, "bogus", {}, "mode is one of"),
        (1, lambda *args: None, {}, "concatenate"),
        (-1, "edge", {}, "negative"),
        (1.5, "edge", {}, "integers"),
        (1, "edge", {"constant_values": 1}, "no option constant_values"),
        (1, "mean", {"stat_length": 0}, "at least 1"),
    ],
)
def test_wrong_padding_is_told(width, mode, options, message):
    with pytest.raises((ValueError, TypeError), match=message):
        np.pad(mg.tensor(V), width, mode, **options)
    with pytest.raises(ValueError, match="empty"):
        np.pad(mg.tensor(EMPTY), 1, "edge")
