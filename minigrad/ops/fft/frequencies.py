"""The order of the frequencies of a transform."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.ops.families import expression
from minigrad.ops.joining import concatenate
from minigrad.ops.shapes import as_array, normalized_axis, shape_of


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
    for given in range(ndim) if axes is None else np.ravel(axes).tolist():
        axis = normalized_axis(given, ndim)
        before = (slice(None),) * axis
        first = x.shape[axis] - shift(x.shape[axis])
        parts = [x[(*before, slice(first, None))], x[(*before, slice(first))]]
        x = concatenate(parts, axis=axis)
    return x
