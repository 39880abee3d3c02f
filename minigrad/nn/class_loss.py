"""What losses have in common whose labels are class numbers or one-hot rows."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from minigrad.core.deferred import Deferred, look
from minigrad.nn.classes import check_classes
from minigrad.nn.loss import Loss, as_targets, check_probabilities, check_weights, times
from minigrad.ops.indexing import getitem, take_along_last_axis
from minigrad.ops.logic import logical_and, where
from minigrad.ops.reductions import any as any_of
from minigrad.ops.shapes import astype, expand_dims, reshape, shape_of
from minigrad.tensors.handle import Tensor


def _check_total(name: str, total: Any) -> None:
    if not total > 0:
        raise ValueError(
            f"{name}: every example of this batch is ignored or has weight 0, so there is no mean; "
            'leave such batches out, or use reduction="sum"'
        )


class ClassLoss(Loss):
    """A loss that weighs logarithms of probabilities by labels, class numbers or rows."""

    label_smoothing = 0.0

    def __init__(self, *, weight: Any, ignore_index: int | None, reduction: str) -> None:
        super().__init__(reduction)
        self.weight = check_weights(type(self).__name__, weight)
        self.ignore_index = ignore_index

    def labelled(self, logits: Any, labels: Any, logarithms: Callable[[Any], Any]) -> Any:
        """The loss of what ``logarithms`` makes of logits ``(..., C)``, for labels of any kind."""
        shape = shape_of(logits)
        labels = labels if isinstance(labels, (Tensor, Deferred)) else np.asarray(labels)
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
            terms = times(share, terms)
        if self.label_smoothing:
            even = (log_y if weights is None else times(weights, log_y)).mean(axis=-1)
            even = even if kept is None else times(kept, even)
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
        some_do_not = isinstance(kept, Deferred) or not bool(kept.all())
        log_y = logarithms(where(kept, logits, 0.0) if some_do_not else logits)
        t = as_targets(labels, log_y)
        check_probabilities(f"{type(self).__name__}: rows of targets", t)
        if self.label_smoothing:
            t = t * (1 - self.label_smoothing) + self.label_smoothing / classes
            t = where(kept, t, 0.0) if some_do_not else t
        terms = times(t if weights is None else t * weights.astype(log_y.dtype), log_y)
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
