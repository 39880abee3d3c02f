"""Normalisation layers: over a batch by feature, or over each row by itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from minigrad.core.mode import no_grad
from minigrad.nn.checks import not_negative
from minigrad.nn.module import Module, given_options
from minigrad.ops.elementwise import sqrt
from minigrad.ops.reductions import mean, root_mean_square
from minigrad.ops.shapes import as_floating, normalized_axes, reshape
from minigrad.tensors.creation import tensor
from minigrad.tensors.handle import Tensor


class BatchNorm(Module):
    r"""Batch normalisation: :math:`\frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} w + b` by feature.

    While training, :math:`\mu` and :math:`\sigma^2` are the mean and the variance of the batch
    (divided by its size n), and the running ones move towards them,
    ``running = (1 - momentum) * running + momentum * batch``, the variance there divided by n - 1.
    After `eval` the running ones are used, so that an example's result depends on it alone.

    Parameters
    ----------
    num_features : int
        The length of the features' axis.
    axis : int
        Which axis holds the features; the statistics are over all others. PyTorch's BatchNorm1d has
        it at 1.
    eps : float
        Keeps the root away from 0.
    momentum : float or None
        The weight of a new batch; None takes the average of all batches.
    affine : bool
        Whether there are a ``weight``, beginning at 1, and a ``bias``, beginning at 0.
    track_running_stats : bool
        Without, the batch's own statistics are used after training too.
    dtype
        Of the parameters and running statistics.

    Notes
    -----
    Source: arXiv:1502.03167; PyTorch's BatchNorm1d, whose names the state has too.

    Examples
    --------
    >>> layer = nn.BatchNorm(2)
    >>> layer(mg.tensor([[1.0, 10.0], [3.0, 30.0]])).numpy().round(3)
    array([[-1., -1.],
           [ 1.,  1.]])
    >>> layer.running_mean, layer.running_var
    (tensor([0.2, 2. ]), tensor([ 1.1, 20.9]))
    """

    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None

    def __init__(
        self,
        num_features: int,
        *,
        axis: int = -1,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        dtype: DTypeLike = float,
    ) -> None:
        if num_features < 1:
            raise ValueError(f"BatchNorm: num_features must be positive, not {num_features}")
        if momentum is not None and not 0 <= momentum <= 1:
            raise ValueError(f"BatchNorm: momentum is between 0 and 1, or None, not {momentum!r}")
        self.num_features = num_features
        self.axis = axis
        self.eps: float = not_negative("BatchNorm", eps)
        self.momentum = momentum
        self.weight: Tensor | None = (
            tensor(np.ones(num_features), dtype, requires_grad=True) if affine else None
        )
        self.bias: Tensor | None = (
            tensor(np.zeros(num_features), dtype, requires_grad=True) if affine else None
        )
        tracked = track_running_stats
        self.register_buffer(
            "running_mean", tensor(np.zeros(num_features), dtype) if tracked else None
        )
        self.register_buffer(
            "running_var", tensor(np.ones(num_features), dtype) if tracked else None
        )
        self.register_buffer("num_batches_tracked", 0 if tracked else None)

    def forward(self, x: Any) -> Tensor | Any:
        """``x`` normalised, in its shape."""
        x = as_floating(x)
        shape = x.shape
        if not shape or shape[normalized_axes(self.axis, len(shape))[0]] != self.num_features:
            raise ValueError(
                f"BatchNorm: axis {self.axis} of the input must have length {self.num_features}, "
                f"and its shape is {shape}"
            )
        (place,) = normalized_axes(self.axis, len(shape))
        axes = tuple(i for i in range(len(shape)) if i != place)
        along = tuple(-1 if i == place else 1 for i in range(len(shape)))
        if self.training or self.running_mean is None or self.running_var is None:
            count = math.prod(shape[i] for i in axes)
            if count < 2:
                raise ValueError(
                    f"BatchNorm: a batch of shape {shape} has {count} values of each feature, and "
                    "its own variance needs 2; take a larger batch, or call eval() first"
                )
            centre = mean(x, axis=axes, keepdims=True)
            deviation = x - centre
            variance = mean(deviation * deviation, axis=axes, keepdims=True)
            if self.training:
                self._track(centre, variance, count)
        else:
            deviation = x - reshape(self.running_mean, along)
            variance = reshape(self.running_var, along)
        y = deviation / sqrt(variance + self.eps)
        if self.weight is None or self.bias is None:
            return y
        return y * reshape(self.weight, along) + reshape(self.bias, along)

    def _track(self, centre: Any, variance: Any, count: int) -> None:
        """Move the running statistics towards those of a batch."""
        count_so_far = self.num_batches_tracked
        if self.running_mean is None or self.running_var is None or count_so_far is None:
            return
        with no_grad():
            count_so_far.data += 1
            share = self.momentum
            if share is None:
                share = 1 / count_so_far.item()
            for running, batch in (
                (self.running_mean, centre),
                (self.running_var, variance * (count / (count - 1))),
            ):
                running.data = (1 - share) * running + share * reshape(batch, -1)

    def __repr__(self) -> str:
        sizes = f"{self.num_features}"
        return f"BatchNorm({', '.join([sizes, *given_options(self)])})"


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
        self.normalized_shape: tuple[int, ...] = _shape("LayerNorm", normalized_shape)
        shape = self.normalized_shape
        self.eps: float = not_negative("LayerNorm", eps)
        affine = elementwise_affine
        self.weight: Tensor | None = (
            tensor(np.ones(shape), dtype, requires_grad=True) if affine else None
        )
        self.bias: Tensor | None = (
            tensor(np.zeros(shape), dtype, requires_grad=True) if affine and bias else None
        )

    def forward(self, x: Any) -> Tensor | Any:
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
        self.normalized_shape: tuple[int, ...] = _shape("RMSNorm", normalized_shape)
        shape = self.normalized_shape
        self.eps: float | None = None if eps is None else not_negative("RMSNorm", eps)
        affine = elementwise_affine
        self.weight: Tensor | None = (
            tensor(np.ones(shape), dtype, requires_grad=True) if affine else None
        )

    def forward(self, x: Any) -> Tensor | Any:
        """``x`` normalised, in its shape."""
        x = as_floating(x)
        axes = _last_axes("RMSNorm", x.shape, self.normalized_shape)
        eps = float(np.finfo(x.dtype).eps) if self.eps is None else self.eps
        y = x / root_mean_square(x, axis=axes, eps=eps)
        return y if self.weight is None else y * self.weight

    def __repr__(self) -> str:
        sizes = f"{_written(self.normalized_shape)}"
        return f"RMSNorm({', '.join([sizes, *given_options(self)])})"


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
