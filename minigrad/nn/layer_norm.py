"""Layers that normalise each row by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from minigrad.nn.described import given_options
from minigrad.nn.module import Module
from minigrad.ops.reductions import mean, root_mean_square
from minigrad.ops.shapes import as_floating
from minigrad.tensors.creation import tensor


class LayerNorm(Module):
    r"""Layer normalisation: :math:`\frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} w + b` by row.

    :math:`\mu` and :math:`\sigma^2` are the mean and the variance (divided by n) over the last
    axes of each row itself, in training and after.

    Parameters
    ----------
    normalized_shape : int or sequence of int
        The lengths of the last axes, over which the mean is taken.
    eps : float
        Keeps the root away from 0.
    elementwise_affine : bool
        Whether there is a ``weight`` of this shape, beginning at 1.
    bias : bool
        Whether there is a ``bias`` as well, beginning at 0.
    dtype
        Of the parameters.

    Notes
    -----
    Source: arXiv:1607.06450; PyTorch's LayerNorm.

    Examples
    --------
    >>> nn.LayerNorm(2)(mg.tensor([[1.0, 3.0], [10.0, 30.0]])).numpy().round(3)
    array([[-1.,  1.],
           [-1.,  1.]])
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        *,
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        dtype: DTypeLike = float,
    ) -> None:
        shape = self.normalized_shape = _shape("LayerNorm", normalized_shape)
        self.eps = not_negative("LayerNorm", eps)
        affine = elementwise_affine
        self.weight = tensor(np.ones(shape), dtype, requires_grad=True) if affine else None
        self.bias = tensor(np.zeros(shape), dtype, requires_grad=True) if affine and bias else None

    def forward(self, x: Any) -> Any:
        """``x`` normalised, in its shape."""
        x = as_floating(x)
        axes = _last_axes("LayerNorm", x.shape, self.normalized_shape)
        deviation = x - mean(x, axis=axes, keepdims=True)
        y = deviation / root_mean_square(deviation, axis=axes, eps=self.eps)
        if self.weight is not None:
            y = y * self.weight
        return y if self.bias is None else y + self.bias

    def __repr__(self) -> str:
        sizes = f"{_written(self.normalized_shape)}"
        return f"LayerNorm({', '.join([sizes, *given_options(self)])})"


class RMSNorm(Module):
    r"""Root mean square normalisation: :math:`\frac{x}{\sqrt{\overline{x^2} + \epsilon}} w` by row.

    The mean is over the last axes of each row, in training and after.

    Parameters
    ----------
    normalized_shape : int or sequence of int
        The lengths of the last axes, over which the mean is taken.
    eps : float, optional
        Keeps the root away from 0; by default the resolution of the input's dtype.
    elementwise_affine : bool
        Whether there is a ``weight`` of this shape, beginning at 1.
    dtype
        Of the weight.

    Notes
    -----
    Source: arXiv:1910.07467; PyTorch's RMSNorm.

    Examples
    --------
    >>> nn.RMSNorm(2)(mg.tensor([[1.0, 7.0]])).numpy().round(3)
    array([[0.2, 1.4]])
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        *,
        eps: float | None = None,
        elementwise_affine: bool = True,
        dtype: DTypeLike = float,
    ) -> None:
        shape = self.normalized_shape = _shape("RMSNorm", normalized_shape)
        self.eps = None if eps is None else not_negative("RMSNorm", eps)
        affine = elementwise_affine
        self.weight = tensor(np.ones(shape), dtype, requires_grad=True) if affine else None

    def forward(self, x: Any) -> Any:
        """``x`` normalised, in its shape."""
        x = as_floating(x)
        axes = _last_axes("RMSNorm", x.shape, self.normalized_shape)
        eps = float(np.finfo(x.dtype).eps) if self.eps is None else self.eps
        y = x / root_mean_square(x, axis=axes, eps=eps)
        return y if self.weight is None else y * self.weight

    def __repr__(self) -> str:
        sizes = f"{_written(self.normalized_shape)}"
        return f"RMSNorm({', '.join([sizes, *given_options(self)])})"


def not_negative(name: str, eps: float) -> float:
    """An eps that may stand under a root."""
    if not eps >= 0:
        raise ValueError(f"{name}: eps must not be negative, not {eps!r}")
    return eps


def _shape(name: str, lengths: int | Sequence[int]) -> tuple[int, ...]:
    shape = tuple(lengths) if isinstance(lengths, Sequence) else (lengths,)
    if not shape or min(shape) < 1:
        raise ValueError(f"{name}: lengths must be positive, not {lengths!r}")
    return shape


def _last_axes(name: str, shape: tuple[int, ...], last: tuple[int, ...]) -> tuple[int, ...]:
    """The numbers of the last axes, which have the given lengths."""
    first = len(shape) - len(last)
    if first < 0 or shape[first:] != last:
        raise ValueError(f"{name}: the input's last axes must be {last}, and its shape is {shape}")
    return tuple(range(first, len(shape)))


def _written(shape: tuple[int, ...]) -> str:
    return str(shape[0] if len(shape) == 1 else shape)
