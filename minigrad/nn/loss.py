"""What losses have in common."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.core.deferred import look
from minigrad.nn.described import given_options
from minigrad.nn.module import Module
from minigrad.ops.logic import isfinite, logical_and, logical_not, where
from minigrad.ops.shapes import as_floating, astype, shape_of
from minigrad.tensors.handle import Tensor

REDUCTIONS = ("mean", "sum", "none")


class Loss(Module):
    """Base of losses: terms, and how they become one number.

    Define ``forward``: `alike` looks at the shapes of outputs and targets, `reduce` makes the
    number. A function of outputs and targets is as good a loss.

    Parameters
    ----------
    reduction : {"mean", "sum", "none"}
        Whether the terms are averaged, added or returned as they are.

    Examples
    --------
    >>> class Cubic(nn.Loss):
    ...     def forward(self, y, t):
    ...         y, t = self.alike(y, t)
    ...         return self.reduce(mg.absolute(y - t) ** 3)
    >>> Cubic()(mg.tensor([1.0, 2.0]), [0.0, 0.0])
    tensor(4.5)
    """

    reductions: tuple[str, ...] = REDUCTIONS

    def __init__(self, reduction: str = "mean") -> None:
        if reduction not in self.reductions:
            allowed = ", ".join(map(repr, self.reductions))
            raise ValueError(
                f"{type(self).__name__}: reduction is one of {allowed}, not {reduction!r}"
            )
        self.reduction = reduction

    def reduce(self, terms: Any) -> Any:
        """The terms averaged, added, or as they are."""
        if self.reduction == "mean":
            return terms.mean()
        return terms.sum() if self.reduction == "sum" else terms

    def alike(self, y: Any, t: Any) -> tuple[Any, Any]:
        """Outputs and targets as arrays or Tensors of numbers, after a look at their shapes."""
        name = type(self).__name__
        if shape_of(y) != shape_of(t):
            raise ValueError(
                f"{name}: outputs have shape {shape_of(y)}, targets {shape_of(t)}; "
                "they must be equal"
            )
        if 0 in shape_of(y):
            raise ValueError(f"{name}: there is nothing to compare in shape {shape_of(y)}")
        y = as_floating(y)
        return y, as_targets(t, y)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(given_options(self))})"


def as_targets(t: Any, y: Any) -> Any:
    """Lists, integers and booleans in the dtype of the outputs, which so is that of the loss."""
    if not hasattr(t, "dtype"):
        return np.asarray(t, y.dtype)
    return astype(t, y.dtype) if t.dtype.kind in "biu" else t


def times(t: Any, log: Any) -> Any:
    """``t * log``, and 0 where ``t`` is 0 and the logarithm infinite or NaN: 0 log 0 = 0."""
    nothing = logical_and(t == 0, logical_not(isfinite(log)))
    return t * where(nothing, 0.0, log)


def check_probabilities(what: str, values: Any, hint: str = "") -> None:
    """Refuse numbers that are no probabilities, in an error that says what they are."""
    look(_check_range, what, values.numpy() if isinstance(values, Tensor) else values, hint)


def _check_range(what: str, values: Any, hint: str) -> None:
    # A sum of probabilities may be 1 but for rounding. NaN is in no range.
    slack = 8 * float(np.finfo(values.dtype).eps) if values.dtype.kind == "f" else 0
    if values.size and not (values.min() >= -slack and values.max() <= 1 + slack):
        wrong = values[~((values >= -slack) & (values <= 1 + slack))].flat[0]
        raise ValueError(f"{what} are probabilities from 0 to 1, and one of them is {wrong}{hint}")


def check_weights(name: str, weight: Any) -> Any:
    """Class weights as an array of its own that stays as it is, or None."""
    if weight is None:
        return None
    array = np.array(weight, dtype=float)
    if array.ndim != 1 or not np.all(array >= 0) or not np.all(np.isfinite(array)):
        raise ValueError(
            f"{name}: weight is one number for each class, none of them negative, not {weight!r}"
        )
    array.setflags(write=False)
    return array
