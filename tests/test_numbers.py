"""A gradient is never lost where a Tensor becomes a number unasked."""

from __future__ import annotations

import array
import math
import struct

import numpy as np
import pytest

import minigrad as mg


@pytest.fixture
def t():
    return mg.tensor([2.0, 3.0], requires_grad=True)


UNASKED = {
    "float": lambda t: float(t[0]),
    "int": lambda t: int(t[0] * t[1]),
    "complex": lambda t: complex(t.sum()),
    "math": lambda t: math.log(t[0]),
    "math of several": lambda t: math.hypot(t[0], t[1]),
    "math.floor": lambda t: math.floor(t[0]),
    "math.fsum": lambda t: math.fsum(t),
    "percent format": lambda t: "%.3f" % t[0],  # noqa: UP031 - as it is tried
    "array.array": lambda t: array.array("d", [0.0]).__setitem__(0, t[0]),
    "array.append": lambda t: array.array("d").append(t[0]),
    "NumPy element": lambda t: np.empty(2).__setitem__(0, t[0]),
    "NumPy fill": lambda t: np.empty(2).fill(t[0]),
    "a parameter itself": lambda _: float(mg.tensor(2.0, requires_grad=True)),
}
NAMING_NUMPY = {
    "NumPy slice": lambda t: np.empty((2, 2)).__setitem__(0, t),
    "NumPy scalar": lambda t: np.float64(t[0]),
    "NumPy list": lambda t: np.array([t[0].sum(), 1.0]),
    "NumPy full": lambda t: np.full(3, t[0]),
    "NumPy arange": lambda t: np.arange(t[0]),
    "NumPy random": lambda t: np.random.default_rng(0).normal(t[0]),
}


def causes(error):
    while error is not None:
        yield str(error)
        error = error.__cause__


@pytest.mark.parametrize("name", UNASKED)
def test_a_tensor_with_a_gradient_becomes_no_number_unasked(name, t):
    with pytest.raises((TypeError, ValueError)) as info:
        UNASKED[name](t)
    assert any("t.item()" in text for text in causes(info.value))


@pytest.mark.parametrize("name", NAMING_NUMPY)
def test_nor_an_array(name, t):
    with pytest.raises(TypeError, match=r"t\.numpy\(\) \(t\.item\(\)"):
        NAMING_NUMPY[name](t)


def test_struct_refuses_too(t):
    with pytest.raises(struct.error):
        struct.pack("d", t[0])


def test_the_functions_of_a_gradient_do_not_lose_it_either():
    def filled(t):
        a = np.empty(2)
        a[0], a[1] = t[0] * t[0], t[1]
        return (a * t).sum()

    def gram(p):
        k = np.eye(2)
        k[0, 1] = k[1, 0] = p[0] * p[1]
        return p @ k @ p

    for f in (filled, gram):
        with pytest.raises(ValueError, match="setting an array element") as info:
            mg.grad(f)(np.array([2.0, 3.0]))
        assert "t.item()" in str(info.value.__cause__)
    for f in (lambda x: x * math.log(x), lambda x: x / float(x) ** 2):
        with pytest.raises(TypeError, match=r"t\.item\(\)"):
            mg.grad(f)(2.0)


def test_constants_bool_and_formatting_go_on_working(t):
    c = mg.tensor([2.0, 3.0])
    assert (float(c[0]), int(c[1]), math.sqrt(c[0])) == (2.0, 3, math.sqrt(2.0))
    a = np.zeros(2)
    a[0] = c[1]
    assert a[0] == 3.0
    assert bool(t[0])
    assert t[0] < t[1]
    assert f"{t[0]:.2f} {t[1]:>6.1f} {t.sum():e}" == "2.00    3.0 5.000000e+00"
    assert t[0].item() == 2.0
    with mg.no_grad():
        assert float(t[0] * 2) == 4.0
    assert float(t.detach()[1]) == 3.0


def test_a_0_d_tensor_is_not_iterable():
    assert not np.iterable(mg.tensor(2.0))
    assert np.iterable(mg.tensor([2.0]))
    for use in (iter, list, tuple, sum, set):
        with pytest.raises(TypeError, match="0-d"):
            use(mg.tensor(2.0))


def test_lines_are_drawn_at_0_d_tensors():
    mpl = pytest.importorskip("matplotlib")
    mpl.use("agg")
    figure = pytest.importorskip("matplotlib.figure").Figure()
    axes, s = figure.subplots(), mg.tensor(2.0)
    for draw in (axes.axhline, axes.axvline):
        draw(s)
    axes.axhspan(0, s)
    axes.set_xlim(0, s)
    axes.plot(s, s, "o")
    assert axes.get_xlim() == (0.0, 2.0)


def test_complex_numbers_of_python_and_0_d_tensors():
    s = mg.tensor(2.0)
    for result in (1j * s, s * 1j, 1j + s, 1j - s, 1j / s, s - 1j, s**1j, np.multiply(1j, s)):
        assert (result.shape, result.dtype) == ((), np.complex128)
    assert (1j * mg.tensor(2.0, dtype="float32")).dtype == np.complex64
    assert (1j * mg.tensor([2])).dtype == np.complex128
    assert (1j - s).item() == 1j - 2.0
    assert not bool(s == 1j)
