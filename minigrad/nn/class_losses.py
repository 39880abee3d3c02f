"""Losses between logits, or logarithms of probabilities, and class numbers or one-hot rows."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from minigrad.core.deferred import Deferred, look
from minigrad.nn.checks import check_classes, check_probabilities, check_weights
from minigrad.nn.losses import Loss, as_targets, weighted_log
from minigrad.ops.elementwise import clip, expm1, maximum
from minigrad.ops.exponentials import log_softmax
from minigrad.ops.indexing import getitem, take_along_last_axis
from minigrad.ops.logic import logical_and, where
from minigrad.ops.reductions import any as any_of
from minigrad.ops.shapes import as_array, as_floating, astype, expand_dims, reshape, shape_of
from minigrad.tensors.handle import Tensor


def _check_total(name: str, total: Any) -> None:
    if not total > 0:
        raise ValueError(
            f"{name}: every example of this batch is ignored or has weight 0, so there is no mean; "
            'leave such batches out, or use reduction="sum"'
        )


class ClassLoss(Loss):
    """Base of losses with labels: logarithms of probabilities, weighted by classes or rows."""

    label_smoothing: float = 0.0
    output_function: str | None = "softmax"  # of logarithms of probabilities softmax is exp

    def __init__(self, *, weight: Any, ignore_index: int | None, reduction: str) -> None:
        super().__init__(reduction)
        self.weight: Any = check_weights(type(self).__name__, weight)
        self.ignore_index = ignore_index

    def labelled(self, logits: Any, labels: Any, logarithms: Callable[[Any], Any]) -> Any:
        """The loss of ``logarithms(logits)``, of shape ``(..., C)``, for labels of either kind."""
        shape = shape_of(logits)
        labels = as_array(labels)
        if not shape or 0 in shape:
            name = type(self).__name__
            raise ValueError(f"{name}: no logits to choose from in shape {shape}")
        if labels.shape == shape:
            return self._of_rows(logits, labels, logarithms)
        if labels.shape != shape[:-1]:
            name = type(self).__name__
            raise ValueError(
                f"{name}: labels of shape {labels.shape} fit logits of shape {shape} neither "
                f"as class numbers (shape {shape[:-1]}) nor as one-hot rows (shape {shape})"
            )
        return self._of_classes(logits, labels, logarithms)

    def _of_classes(self, logits: Any, labels: Any, logarithms: Callable[[Any], Any]) -> Any:
        shape = shape_of(logits)
        classes = shape[-1]
        kept = None
        if self.ignore_index is not None and labels.dtype.kind in "iu":
            kept = labels != self.ignore_index
            labels = where(kept, labels, 0)
        check_classes(self, labels, classes)
        counts = kept
        if self.weight is not None and not self.label_smoothing:
            weighs = getitem(self._weights(classes), labels) > 0
            counts = weighs if kept is None else logical_and(kept, weighs)
        if counts is not None:  # what does not count may hold anything
            logits = where(expand_dims(counts, -1), logits, 0.0)
        log_y = logarithms(logits)
        if kept is not None:
            kept = reshape(astype(kept, log_y.dtype), -1)
        if len(shape) != 2:
            log_y = reshape(log_y, (-1, classes))
            labels = reshape(labels, -1)
        terms = take_along_last_axis(log_y, labels)
        if kept is None and self.weight is None and not self.label_smoothing:
            if self.reduction == "mean":  # the case that is to be fast
                return -terms.mean()
            return -(terms.sum() if self.reduction == "sum" else reshape(terms, shape[:-1]))
        weights = self._weights(classes)
        share = kept
        if weights is not None:
            weights = weights.astype(log_y.dtype)
            share = getitem(weights, labels)
            share = share if kept is None else share * kept
        if share is not None:
            terms = weighted_log(share, terms)
        if self.label_smoothing:
            even = (log_y if weights is None else weighted_log(weights, log_y)).mean(axis=-1)
            even = even if kept is None else weighted_log(kept, even)
            terms = (1 - self.label_smoothing) * terms + self.label_smoothing * even
        if self.reduction == "none":
            return reshape(-terms, shape[:-1])
        return -(self.reduce(terms) if share is None else self._by_weight(terms, share))

    def _by_weight(self, terms: Any, share: Any) -> Any:
        if self.reduction == "sum":
            return terms.sum()
        total = share.sum()
        look(
            _check_total, type(self).__name__, total.numpy() if isinstance(total, Tensor) else total
        )
        return terms.sum() / total

    def _of_rows(self, logits: Any, labels: Any, logarithms: Callable[[Any], Any]) -> Any:
        shape = shape_of(logits)
        classes = shape[-1]
        if self.ignore_index is not None:
            raise ValueError(
                f"{type(self).__name__}: ignore_index is for class numbers, and these labels are "
                "rows; give rows of zeros to what does not count"
            )
        weights = self._weights(classes)
        counted = labels if weights is None or self.label_smoothing else labels * weights
        kept = any_of(counted != 0, axis=-1, keepdims=True)
        # A row of zeros does not count, and may hold anything. A program does not know the rows.
        known = kept.node.value if isinstance(kept, Tensor) else kept
        some_do_not = isinstance(known, Deferred) or not bool(known.all())
        log_y = logarithms(where(kept, logits, 0.0) if some_do_not else logits)
        t = as_targets(labels, log_y)
        check_probabilities(f"{type(self).__name__}: rows of targets", t)
        if self.label_smoothing:
            t = t * (1 - self.label_smoothing) + self.label_smoothing / classes
            t = where(kept, t, 0.0) if some_do_not else t
        terms = weighted_log(t if weights is None else t * weights.astype(log_y.dtype), log_y)
        if self.reduction == "mean":
            return -(terms.sum() / math.prod(shape[:-1]))
        return -self.reduce(terms.sum(axis=-1))

    def _weights(self, classes: int) -> Any:
        """The class weights, or None."""
        if self.weight is not None and len(self.weight) != classes:
            raise ValueError(
                f"{type(self).__name__}: there are {len(self.weight)} class weights for "
                f"{classes} classes"
            )
        return self.weight


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

    def forward(self, log_y: Any, labels: Any) -> Tensor | Any:
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
        The share of each label that is spread evenly over all C classes:
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

    def forward(self, logits: Any, labels: Any) -> Tensor | Any:
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
        The exponent; the larger, the less.
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

    def forward(self, logits: Any, labels: Any) -> Tensor | Any:
        """The loss of logits ``(..., C)`` for class numbers ``(...)`` or one-hot rows."""
        return self.labelled(logits, labels, self._damped)

    def _damped(self, logits: Any) -> Any:
        log_y = log_softmax(logits, axis=-1)
        impossible = log_y == -math.inf  # there the damping is 1 and the gradient that of log y
        safe = where(impossible, -1.0, log_y)
        tiny = float(np.finfo(log_y.dtype).tiny)
        damping = clip(-expm1(safe), min=tiny) ** self.gamma  # a power of 0 may have no derivative
        return where(impossible, log_y, damping * safe)
