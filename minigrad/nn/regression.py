"""Losses between numbers and numbers."""

from __future__ import annotations

import math
from typing import Any

from minigrad.nn.loss import Loss
from minigrad.ops.elementwise import absolute, clip


class MSE(Loss):
    r"""Mean squared error: the mean of :math:`(y - t)^2` over all elements.

    Parameters
    ----------
    half : bool
        The articles' form (A8): :math:`\frac{1}{2N} \sum (y - t)^2` with N the number of rows.
    reduction : {"mean", "sum", "none"}
        The mean, the sum or the terms; with ``half`` half of them.

    Examples
    --------
    >>> y = mg.tensor([[1.0, 2.0]])
    >>> nn.MSE()(y, [[0.0, 0.0]]), nn.MSE(half=True)(y, [[0.0, 0.0]])
    (tensor(2.5), tensor(2.5))
    """

    def __init__(self, *, half: bool = False, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.half = half

    def forward(self, y: Any, t: Any) -> Any:
        """The loss of outputs ``y`` for targets ``t`` of the same shape."""
        y, t = self.alike(y, t)
        error = y - t
        squares = error * error
        if not self.half:
            return self.reduce(squares)
        if self.reduction != "mean":
            return self.reduce(0.5 * squares)
        rows = squares.shape[0] if squares.shape else 1
        return squares.sum() / (2 * rows)


class L1(Loss):
    r"""Absolute error: the mean of :math:`|y - t|`; the derivative at 0 is 0.

    Parameters
    ----------
    reduction : {"mean", "sum", "none"}
        The mean, the sum or the terms.

    Notes
    -----
    Source: PyTorch's L1Loss.

    Examples
    --------
    >>> nn.L1()(mg.tensor([1.0, -2.0]), [0.0, 0.0])
    tensor(1.5)
    """

    def __init__(self, *, reduction: str = "mean") -> None:
        super().__init__(reduction)

    def forward(self, y: Any, t: Any) -> Any:
        """The loss of outputs ``y`` for targets ``t`` of the same shape."""
        y, t = self.alike(y, t)
        return self.reduce(absolute(y - t))


class Huber(Loss):
    r"""Huber loss: :math:`e^2 / 2` where :math:`|e| = |y - t|` is at most delta, straight beyond.

    There it is :math:`\delta \, (|e| - \delta / 2)`.

    Parameters
    ----------
    delta : float
        Where the parabola ends.
    reduction : {"mean", "sum", "none"}
        The mean, the sum or the terms.

    Notes
    -----
    Source: Huber (1964); PyTorch's HuberLoss.

    Examples
    --------
    >>> nn.Huber(reduction="none")(mg.tensor([0.5, 3.0]), [0.0, 0.0])
    tensor([0.125, 2.5  ])
    """

    def __init__(self, delta: float = 1.0, *, reduction: str = "mean") -> None:
        super().__init__(reduction)
        if not 0 < delta < math.inf:
            raise ValueError(f"Huber: delta must be a positive number, not {delta!r}")
        self.delta = delta

    def forward(self, y: Any, t: Any) -> Any:
        """The loss of outputs ``y`` for targets ``t`` of the same shape."""
        y, t = self.alike(y, t)
        return self.reduce(_huber(y - t, self.delta))


class SmoothL1(Loss):
    r"""Smooth absolute error: `Huber` with delta ``beta``, divided by ``beta``.

    So its slope is 1 from ``beta`` on: :math:`e^2 / 2\beta` before and :math:`|e| - \beta / 2`
    after, with :math:`e = y - t`.

    Parameters
    ----------
    beta : float
        Where the parabola ends; 0 is `L1`.
    reduction : {"mean", "sum", "none"}
        The mean, the sum or the terms.

    Notes
    -----
    Source: arXiv:1504.08083; PyTorch's SmoothL1Loss.

    Examples
    --------
    >>> nn.SmoothL1(beta=0.5, reduction="none")(mg.tensor([0.5, 3.0]), [0.0, 0.0])
    tensor([0.25, 2.75])
    """

    def __init__(self, beta: float = 1.0, *, reduction: str = "mean") -> None:
        super().__init__(reduction)
        if not 0 <= beta < math.inf:
            raise ValueError(f"SmoothL1: beta must not be negative, not {beta!r}")
        self.beta = beta

    def forward(self, y: Any, t: Any) -> Any:
        """The loss of outputs ``y`` for targets ``t`` of the same shape."""
        y, t = self.alike(y, t)
        error = y - t
        return self.reduce(_huber(error, self.beta) / self.beta if self.beta else absolute(error))


def _huber(error: Any, delta: float) -> Any:
    """``error² / 2`` up to delta, straight beyond: no square overflows, no absolute value at 0."""
    inner = clip(error, -delta, delta)
    return inner * (error - 0.5 * inner)
