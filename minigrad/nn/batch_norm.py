"""Batch normalisation."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from minigrad.core.mode import no_grad
from minigrad.nn.described import given_options
from minigrad.nn.layer_norm import not_negative
from minigrad.nn.module import Module
from minigrad.ops.elementwise import sqrt
from minigrad.ops.reductions import mean
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
        self.eps = not_negative("BatchNorm", eps)
        self.momentum = momentum
        self.weight = tensor(np.ones(num_features), dtype, requires_grad=True) if affine else None
        self.bias = tensor(np.zeros(num_features), dtype, requires_grad=True) if affine else None
        tracked = track_running_stats
        self.register_buffer(
            "running_mean", tensor(np.zeros(num_features), dtype) if tracked else None
        )
        self.register_buffer(
            "running_var", tensor(np.ones(num_features), dtype) if tracked else None
        )
        self.register_buffer("num_batches_tracked", 0 if tracked else None)

    def forward(self, x: Any) -> Any:
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
