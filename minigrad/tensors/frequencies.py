"""Frequencies of Fourier transforms, as Tensors."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import numpy as np

from minigrad.core.values import refuse_device
from minigrad.tensors.creation import asarray
from minigrad.tensors.handle import Tensor

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


def fftfreq(
    n: int, d: Any = 1.0, dtype: DTypeLike | None = None, device: str | None = None
) -> Tensor:
    """Frequencies of `fft` of ``n`` numbers that are ``d`` apart: first those from 0, in order.

    Parameters
    ----------
    n : int
        How many numbers are transformed.
    d : number or Tensor
        The distance between them; of a Tensor the frequencies are a function like any other.
    dtype
        Of the frequencies; by default that of ``d``.
    device
        ``"cpu"``, where they are by default.

    Examples
    --------
    >>> mg.fft.fftfreq(4)
    tensor([ 0.  ,  0.25, -0.5 , -0.25])
    >>> d = mg.tensor(0.5, requires_grad=True)
    >>> mg.fft.fftfreq(4, d).tolist()
    [0.0, 0.5, -1.0, -0.5]
    """
    n = operator.index(n)
    return _frequencies(np.fft.ifftshift(np.arange(-(n // 2), (n + 1) // 2)), n, d, dtype, device)


def rfftfreq(
    n: int, d: Any = 1.0, dtype: DTypeLike | None = None, device: str | None = None
) -> Tensor:
    """Frequencies of `rfft` of ``n`` numbers that are ``d`` apart, a number or a Tensor.

    Parameters
    ----------
    n, d, dtype, device
        As for `fftfreq`.

    Examples
    --------
    >>> mg.fft.rfftfreq(4)
    tensor([0.  , 0.25, 0.5 ])
    """
    n = operator.index(n)
    return _frequencies(np.arange(n // 2 + 1), n, d, dtype, device)


def _frequencies(counts: Any, n: int, d: Any, dtype: Any, device: str | None) -> Tensor:
    refuse_device(device)
    counts = counts.astype(dtype or getattr(d, "dtype", np.float64))
    return asarray(counts * (1.0 / (n * d)))  # in NumPy's order
