"""Losses: expressions of outputs and targets."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from minigrad.nn.module import Module
from minigrad.ops.elementwise import maximum
from minigrad.ops.logic import logical_and, where
from minigrad.ops.reductions import log_softmax
from minigrad.ops.shapes import as_floating, reshape, shape_of
from minigrad.tensor import Tensor


class MSE(Module):
    r"""Mean squared error: the mean of :math:`(y - t)^2` over all elements.

    Parameters
    ----------
    half : bool
        The articles' form (A8): :math:`\frac{1}{2N} \sum (y - t)^2` with N the number of rows.

    Examples
    --------
    >>> y = mg.tensor([[1.0, 2.0]])
    >>> nn.MSE()(y, [[0.0, 0.0]]), nn.MSE(half=True)(y, [[0.0, 0.0]])
    (tensor(2.5), tensor(2.5))
    """

    def __init__(self, *, half: bool = False) -> None:
        self.half = half

    def forward(self, y: Any, t: Any) -> Any:
        """The loss of outputs ``y`` for targets ``t`` of the same shape."""
        if shape_of(y) != shape_of(t):
            raise ValueError(
                f"MSE: outputs have shape {shape_of(y)}, targets {shape_of(t)}; they must be equal"
            )
        if 0 in shape_of(y):
            raise ValueError(f"MSE: there is nothing to compare in shape {shape_of(y)}")
        t = t if isinstance(t, Tensor) else np.asarray(t)
        error = as_floating(y) - t
        squares = error * error
        if not self.half:
            return squares.mean()
        rows = squares.shape[0] if squares.shape else 1
        return squares.sum() / (2 * rows)


@functools.lru_cache(maxsize=8)
def _rows(n: int) -> Any:
    """``arange(n)``, read-only: batches of one size share it without a copy."""
    rows = np.arange(n)
    rows.setflags(write=False)
    return rows


class CrossEntropy(Module):
    r"""Cross entropy of the softmax of logits: :math:`-\frac{1}{N} \sum_k t_k \log y_k`.

    Logits go in as they are, so nothing overflows, and ``0 log 0`` is 0. The gradient by the
    logits is :math:`(y - t) / N`.

    Parameters
    ----------
    floor : float, optional
        The smallest probability that the loss sees. The articles' printed losses have 1e-7; train
        without one, since no gradient flows where it holds.

    Examples
    --------
    >>> logits = mg.tensor([[2.0, 0.0], [0.0, 2.0]], requires_grad=True)
    >>> loss = nn.CrossEntropy()(logits, [0, 0])
    >>> loss
    tensor(1.12692801, op=negative)
    >>> loss.backward()
    >>> logits.grad
    tensor([[-0.05960146,  0.05960146],
            [-0.44039854,  0.44039854]])
    """

    def __init__(self, *, floor: float | None = None) -> None:
        if floor is not None and not 0 < floor < 1:
            raise ValueError(f"CrossEntropy: floor is a probability between 0 and 1, not {floor!r}")
        self.floor = floor

    def forward(self, logits: Any, labels: Any) -> Any:
        """The mean loss of logits ``(..., C)``.

        Labels are class numbers of shape ``(...)``, or one-hot rows (or probabilities) of the
        shape of the logits. A class below 0 or not below C is an IndexError.
        """
        shape = shape_of(logits)
        labels = labels if isinstance(labels, Tensor) else np.asarray(labels)
        if not shape or 0 in shape:
            raise ValueError(f"CrossEntropy: no logits to choose from in shape {shape}")
        log_y = log_softmax(logits, axis=-1)
        if self.floor is not None:
            log_y = maximum(log_y, math.log(self.floor))
        if labels.shape == shape:
            nothing = logical_and(labels == 0, log_y == -math.inf)  # 0 log 0 = 0
            terms = labels * where(nothing, 0.0, log_y)
            return -(terms.sum() / math.prod(shape[:-1]))
        if labels.shape != shape[:-1]:
            raise ValueError(
                f"CrossEntropy: labels of shape {labels.shape} fit logits of shape {shape} neither "
                f"as class numbers (shape {shape[:-1]}) nor as one-hot rows (shape {shape})"
            )
        self._check_classes(labels, shape[-1])
        if len(shape) != 2:
            log_y = reshape(log_y, (-1, shape[-1]))
            labels = reshape(labels, -1)
        return -log_y[_rows(len(labels)), labels].mean()

    @staticmethod
    def _check_classes(labels: Any, classes: int) -> None:
        if labels.dtype.kind not in "iu":
            raise TypeError(
                f"CrossEntropy: class numbers are integers, not {labels.dtype}; for one-hot rows "
                "pass them in the shape of the logits"
            )
        values = labels.numpy() if isinstance(labels, Tensor) else labels
        # Seen as unsigned, a negative number is larger than any class: one pass for both ends.
        if values.view(f"u{values.itemsize}").max() >= classes:
            wrong = values[(values < 0) | (values >= classes)][0]
            raise IndexError(
                f"CrossEntropy: class {wrong} is out of range for {classes} classes "
                f"(0 to {classes - 1})"
            )


class Flooding(Module):
    r"""Flooding: :math:`\tilde E = |E - b| + b` around any loss.

    Below the flood level ``b`` the gradient changes its sign, so that training does not drive the
    loss to zero; at ``E = b`` it keeps its sign. Source: article C5, after arXiv:2002.08709.

    Parameters
    ----------
    loss : callable
        The loss to wrap.
    b : float
        The flood level.

    Examples
    --------
    >>> y = mg.tensor([1.0], requires_grad=True)
    >>> loss = nn.Flooding(nn.MSE(), b=1.5)(y, [0.0])
    >>> loss.backward()
    >>> loss, y.grad
    (tensor(2., op=add), tensor([-2.]))
    """

    def __init__(self, loss: Callable[..., Any], b: float) -> None:
        if not b >= 0:
            raise ValueError(f"Flooding: the flood level must not be negative, not {b!r}")
        self.loss = loss
        self.b = b

    def forward(self, *inputs: Any) -> Any:
        """The flooded loss."""
        e = self.loss(*inputs)
        return where(e >= self.b, e - self.b, self.b - e) + self.b

    def __repr__(self) -> str:
        return f"Flooding({self.loss!r}, b={self.b})"
