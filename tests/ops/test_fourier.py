"""Fourier transforms: NumPy's functions, called on Tensors."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad.testing import check_grads

CALLS = [
    ("fft", (5,), {}),
    ("fft", (2, 3), {"n": 2, "axis": 0, "norm": "ortho"}),
    ("ifft", (4,), {"n": 5}),
    ("rfft", (5,), {}),
    ("rfft", (2, 4), {"n": 3, "axis": -2, "norm": "forward"}),
    ("irfft", (3,), {}),
    ("irfft", (3,), {"n": 3}),
    ("irfft", (3,), {"n": 1}),
    ("hfft", (3,), {"n": 5, "norm": "ortho"}),
    ("ihfft", (4,), {"norm": "forward"}),
    ("fftn", (2, 1, 3), {}),
    ("fftn", (2, 3), {"s": (3, -1), "axes": (0, 1)}),
    ("ifftn", (2, 3), {"axes": (1,)}),
    ("rfftn", (2, 3), {"axes": (1, 0)}),
    ("irfftn", (2, 3), {"s": (2, 5), "axes": (0, 1)}),
    ("fft2", (2, 3), {}),
    ("ifft2", (1, 2, 2), {"norm": "ortho"}),
    ("rfft2", (2, 4), {}),
    ("irfft2", (2, 3), {"norm": "forward"}),
    ("fftshift", (2, 3), {}),
    ("ifftshift", (2, 5), {"axes": 1}),
]
OF_REAL_NUMBERS = {"rfft", "rfftn", "rfft2", "ihfft"}


@pytest.mark.parametrize(("name", "shape", "options"), CALLS)
def test_values_and_gradients(name, shape, options):
    rng = np.random.default_rng(0)
    x = rng.normal(size=shape)
    z = x + 1j * rng.normal(size=shape)
    function = getattr(np.fft, name)
    for a in [x] if name in OF_REAL_NUMBERS else [x, z]:
        single = a.astype("complex64" if a.dtype.kind == "c" else "float32")
        for array in (a, single):
            t = mg.tensor(array, requires_grad=True)
            made, expected = function(t, **options), function(array, **options)
            np.testing.assert_array_equal(made.numpy(), expected)
            assert made.dtype == expected.dtype
            assert made.requires_grad
            (abs(made) ** 2).sum().backward()
            assert t.grad.dtype == t.dtype
            np.testing.assert_array_equal(getattr(mg.fft, name)(array, **options), expected)
        check_grads(lambda t: function(t, **options), a, order=1)


def test_every_function_of_numpys_is_there():
    names = [name for name in np.fft.__all__ if callable(getattr(np.fft, name))]
    assert [name for name in names if not hasattr(mg.fft, name)] == []


def test_an_unknown_norm_and_lengths_for_other_axes_are_refused():
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(ValueError, match="norm"):
        np.fft.fft(x, norm="both")
    with pytest.raises(ValueError, match='norm is "backward", "ortho" or "forward", not \'both\''):
        np.fft.hfft(x, norm="both")
    with pytest.raises(ValueError, match="s=\\(2, 2\\) has 2 lengths, and there are 1 axes"):
        np.fft.fftn(x, s=(2, 2), axes=(0,))


@pytest.mark.parametrize("name", ["fftfreq", "rfftfreq"])
def test_frequencies_are_functions_of_the_spacing(name):
    expected = getattr(np.fft, name)(5, 0.1)
    assert isinstance(getattr(mg.fft, name)(5, 0.1), mg.Tensor)
    np.testing.assert_array_equal(getattr(mg.fft, name)(5, 0.1), expected)
    assert getattr(mg.fft, name)(5, dtype="float32").dtype == np.float32
    for function in (getattr(mg.fft, name), getattr(np.fft, name)):
        d = mg.tensor(0.1, requires_grad=True)
        f = function(5, d)
        np.testing.assert_array_equal(f.numpy(), expected)
        f[1].backward()
        np.testing.assert_allclose(d.grad.numpy(), -2 / 0.1)


def test_a_number_has_no_axis_to_transform():
    with pytest.raises(IndexError, match="one axis at least"):
        np.fft.rfftn(mg.tensor(2.0))
    with pytest.raises(IndexError, match="one axis at least"):
        np.fft.irfftn(mg.tensor([2.0]), axes=())
    with pytest.raises(IndexError, match="axis 0 is out of bounds"):
        np.fft.fftshift(mg.tensor(2.0), 0)


def test_a_filter_in_frequencies_is_the_circular_convolution():
    rng = np.random.default_rng(1)
    x = mg.tensor(rng.normal(size=6), requires_grad=True)
    w = rng.normal(size=6)
    c = rng.normal(size=6)
    y = np.fft.irfft(np.fft.rfft(x) * np.fft.rfft(w), n=6)
    (y * c).sum().backward()
    circulant = np.array([np.roll(w[::-1], k + 1) for k in range(6)])
    np.testing.assert_allclose(y.numpy(), circulant @ x.numpy(), atol=1e-14)
    np.testing.assert_allclose(x.grad.numpy(), circulant.T @ c, atol=1e-14)


class WithoutNorm:
    """A duck array whose transforms take no norm, as Dask's."""

    def __init__(self, array):
        self.array = array

    def __array_function__(self, function, types, args, kwargs):
        return self.transformed(function, *args)

    def transformed(self, function, a, n, axis):
        return function(a.array, n, axis)

    @property
    def shape(self):
        return self.array.shape


@pytest.mark.parametrize("name", ["fft", "ifft", "rfft", "irfft"])
@pytest.mark.parametrize("norm", [None, "backward", "ortho", "forward"])
def test_norms_are_there_for_transforms_that_take_none(name, norm):
    a = np.arange(1.0, 6.0)
    expected = getattr(np.fft, name)(a, 4, norm=norm)
    made = getattr(mg.fft, name).forward(WithoutNorm(a), 4, -1, norm)
    np.testing.assert_allclose(made, expected, rtol=1e-14, atol=1e-14)
