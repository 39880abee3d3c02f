"""Frequencies of a transform, and their order."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.ops.families import expression
from minigrad.ops.joining import concatenate
from minigrad.ops.shapes import as_array, shape_of


@expression()
def fftfreq(n: int, d: Any = 1.0, dtype: Any = None, device: Any = None) -> Any:
    """Frequencies of `fft` of ``n`` numbers that are ``d`` apart: first those from 0, in order.

    ``d`` may be a Tensor, of which they are a function like any other.

    Examples
    --------
    >>> mg.fft.fftfreq(4)
    array([ 0.  ,  0.25, -0.5 , -0.25])
    >>> d = mg.tensor(0.5, requires_grad=True)
    >>> mg.fft.fftfreq(4, d).tolist()
    [0.0, 0.5, -1.0, -0.5]
    """
    n = operator.index(n)
    return _frequencies(np.fft.ifftshift(np.arange(-(n // 2), (n + 1) // 2)), n, d, dtype)


@expression()
def rfftfreq(n: int, d: Any = 1.0, dtype: Any = None, device: Any = None) -> Any:
    """Frequencies of `rfft` of ``n`` numbers that are ``d`` apart, a number or a Tensor.

    Examples
    --------
    >>> mg.fft.rfftfreq(4)
    array([0.  , 0.25, 0.5 ])
    """
    n = operator.index(n)
    return _frequencies(np.arange(n // 2 + 1), n, d, dtype)


def _frequencies(counts: Any, n: int, d: Any, dtype: Any) -> Any:
    counts = counts.astype(dtype or getattr(d, "dtype", np.float64))
    return counts * (1.0 / (n * d))  # in NumPy's order


@expression(numpy=np.fft.fftshift)
def fftshift(x: Any, axes: int | Sequence[int] | None = None) -> Any:
    """Spectrum with frequency 0 in the middle, along all axes or some.

    Examples
    --------
    >>> mg.fft.fftshift(mg.tensor([0.0, 1.0, 2.0, -2.0, -1.0])).tolist()
    [-2.0, -1.0, 0.0, 1.0, 2.0]
    """
    return _shifted(x, axes, lambda n: n // 2)


@expression(numpy=np.fft.ifftshift)
def ifftshift(x: Any, axes: int | Sequence[int] | None = None) -> Any:
    """Inverse of `fftshift`: the middle comes first.

    Examples
    --------
    >>> mg.fft.ifftshift(mg.tensor([-2.0, -1.0, 0.0, 1.0, 2.0])).tolist()
    [0.0, 1.0, 2.0, -2.0, -1.0]
    """
    return _shifted(x, axes, lambda n: n - n // 2)


def _shifted(x: Any, axes: Any, shift: Any) -> Any:
    x = as_array(x)
    ndim = len(shape_of(x))
    for axis in range(ndim) if axes is None else np.ravel(axes).tolist():
        before = (slice(None),) * (axis % ndim)
        first = x.shape[axis] - shift(x.shape[axis])
        parts = [x[(*before, slice(first, None))], x[(*before, slice(first))]]
        x = concatenate(parts, axis=axis)
    return x
