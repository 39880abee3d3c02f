"""Losses between logits, or logarithms of probabilities, and classes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigrad.nn.class_loss import ClassLoss
from minigrad.ops.elementwise import clip, expm1, maximum
from minigrad.ops.exponentials import log_softmax
from minigrad.ops.logic import where
from minigrad.ops.shapes import as_floating


class NLL(ClassLoss):
    r"""Negative log-likelihood: :math:`-\frac{1}{N} \sum_n \log y_{n, t_n}` of log-probabilities.

    After `LogSoftmax`; `CrossEntropy` is both in one.

    Parameters
    ----------
    weight : array_like, optional
        One number for each class; the mean is then divided by the weights of the labels.
    ignore_index : int, optional
        A label whose examples do not count.
    reduction : {"mean", "sum", "none"}
        The mean, the sum or the terms, in the shape of the labels.

    Notes
    -----
    Source: PyTorch's NLLLoss.

    Examples
    --------
    >>> nn.NLL()(mg.log_softmax(mg.tensor([[2.0, 0.0], [0.0, 2.0]])), [0, 0])
    tensor(1.12692801)
    """

    def __init__(
        self, *, weight: Any = None, ignore_index: int | None = None, reduction: str = "mean"
    ) -> None:
        super().__init__(weight=weight, ignore_index=ignore_index, reduction=reduction)

    def forward(self, log_y: Any, labels: Any) -> Any:
        """The loss of logarithms ``(..., C)`` for class numbers ``(...)`` or one-hot rows."""
        return self.labelled(log_y, labels, as_floating)


class CrossEntropy(ClassLoss):
    r"""Cross entropy of the softmax of logits: :math:`-\frac{1}{N} \sum_k t_k \log y_k`.

    Logits go in as they are, so nothing overflows, and ``0 log 0`` is 0. The gradient by the
    logits is :math:`(y - t) / N`.

    Parameters
    ----------
    floor : float, optional
        The smallest probability that the loss sees. The articles' printed losses have 1e-7; train
        without one, since no gradient flows where it holds.
    label_smoothing : float
        How much of each label is spread evenly over all C classes:
        :math:`t_k (1 - \epsilon) + \epsilon / C`. Source: arXiv:1512.00567.
    weight : array_like, optional
        One number for each class, by which its :math:`t_k` is multiplied. For class numbers the
        mean is then divided by the weights of the labels instead of N, as in PyTorch.
    ignore_index : int, optional
        A label whose examples do not count; for class numbers only.
    reduction : {"mean", "sum", "none"}
        The mean, the sum or the terms, in the shape of the class numbers.

    Notes
    -----
    Source: articles A3 and E1; the options are those of PyTorch's CrossEntropyLoss.

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
    >>> nn.CrossEntropy(ignore_index=-1)(logits, [0, -1])
    tensor(0.12692801, op=negative)
    """

    def __init__(
        self,
        *,
        floor: float | None = None,
        label_smoothing: float = 0.0,
        weight: Any = None,
        ignore_index: int | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(weight=weight, ignore_index=ignore_index, reduction=reduction)
        if floor is not None and not 0 < floor < 1:
            raise ValueError(f"CrossEntropy: floor is a probability between 0 and 1, not {floor!r}")
        if not 0 <= label_smoothing <= 1:
            raise ValueError(
                f"CrossEntropy: label_smoothing is between 0 and 1, not {label_smoothing!r}"
            )
        self.floor = floor
        self.label_smoothing = label_smoothing

    def forward(self, logits: Any, labels: Any) -> Any:
        """The loss of logits ``(..., C)``.

        Labels are class numbers of shape ``(...)``, or one-hot rows (or probabilities) of the
        shape of the logits. A class below 0 or not below C is an IndexError.
        """
        return self.labelled(logits, labels, self._logarithms)

    def _logarithms(self, logits: Any) -> Any:
        log_y = log_softmax(logits, axis=-1)
        return log_y if self.floor is None else maximum(log_y, math.log(self.floor))


class Focal(ClassLoss):
    r"""Focal loss of the softmax of logits: :math:`-\frac{1}{N} \sum_n (1 - p_n)^\gamma \log p_n`.

    :math:`p_n` is the probability of the right class: examples that are easy already count less.
    With :math:`\gamma = 0` it is `CrossEntropy`.

    Parameters
    ----------
    gamma : float
        How much less.
    weight : array_like, optional
        One number for each class (the paper's alpha); the mean is as that of `CrossEntropy`.
    ignore_index : int, optional
        A label whose examples do not count.
    reduction : {"mean", "sum", "none"}
        The mean, the sum or the terms, in the shape of the labels.

    Notes
    -----
    Source: arXiv:1708.02002. For two classes with one logit ``z`` give the logits ``(0, z)``.

    Examples
    --------
    >>> logits = mg.tensor([[2.0, 0.0], [0.0, 2.0]])
    >>> nn.Focal(gamma=2.0, reduction="none")(logits, [0, 0])
    tensor([0.00180356, 1.65007818])
    """

    def __init__(
        self,
        gamma: float = 2.0,
        *,
        weight: Any = None,
        ignore_index: int | None = None,
        reduction: str = "mean",
    ) -> None:
        super().__init__(weight=weight, ignore_index=ignore_index, reduction=reduction)
        if not 0 <= gamma < math.inf:
            raise ValueError(f"Focal: gamma must not be negative, not {gamma!r}")
        self.gamma = gamma

    def forward(self, logits: Any, labels: Any) -> Any:
        """The loss of logits ``(..., C)`` for class numbers ``(...)`` or one-hot rows."""
        return self.labelled(logits, labels, self._damped)

    def _damped(self, logits: Any) -> Any:
        log_y = log_softmax(logits, axis=-1)
        impossible = log_y == -math.inf  # there the damping is 1 and the gradient that of log y
        safe = where(impossible, -1.0, log_y)
        tiny = float(np.finfo(log_y.dtype).tiny)
        damping = clip(-expm1(safe), min=tiny) ** self.gamma  # a power of 0 may have no derivative
        return where(impossible, log_y, damping * safe)
