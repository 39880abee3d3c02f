"""Checks of options and of numbers that go into layers and losses."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.core.deferred import look
from minigrad.core.values import is_duck
from minigrad.tensors.handle import Tensor

_UNSIGNED = {4: np.uint32, 8: np.uint64}


def check_range(what: str, many: str, numbers: Any, count: int) -> None:
    """Refuse integers that are no index of ``count`` rows: below 0, or too large.

    A negative one would count from the end, and so name the last class.
    """
    numbers = numbers.numpy() if isinstance(numbers, Tensor) else numbers
    if not is_duck(numbers):  # to look at a lazy one would compute it; what is outside is NaN
        look(_check_indices, what, many, numbers, count)


def _check_indices(what: str, many: str, numbers: Any, count: int) -> None:
    if not numbers.size:
        return
    if numbers.itemsize < 4 or not numbers.dtype.isnative:
        numbers = numbers.astype(np.intp)  # -1 in one byte is 255, which may be a class
    # Seen as unsigned, a negative number is larger than any other: one pass for both ends.
    unsigned = numbers.view(_UNSIGNED[numbers.itemsize])
    if np.maximum.reduce(unsigned, axis=None) >= count:  # half of max()'s time
        wrong = numbers[(numbers < 0) | (numbers >= count)][0]
        raise IndexError(f"{what} {wrong} is out of range for {count} {many} (0 to {count - 1})")


def check_classes(loss: object, labels: Any, classes: int) -> None:
    """Refuse labels that are not integers from 0 to the number of classes."""
    name = type(loss).__name__
    if labels.dtype.kind not in "iu":
        raise TypeError(
            f"{name}: class numbers are integers, not {labels.dtype}; for one-hot rows pass them "
            "in the shape of the logits"
        )
    check_range(f"{name}: class", "classes", labels, classes)


def check_probabilities(what: str, values: Any, hint: str = "") -> None:
    """Refuse numbers that are no probabilities, in an error that says what they are."""
    values = values.numpy() if isinstance(values, Tensor) else values
    if not is_duck(values):
        look(_check_shares, what, values, hint)


def _check_shares(what: str, values: Any, hint: str) -> None:
    # A sum of probabilities may be 1 but for rounding. NaN is in no range.
    slack = 8 * float(np.finfo(values.dtype).eps) if values.dtype.kind == "f" else 0
    if values.size and not (values.min() >= -slack and values.max() <= 1 + slack):
        wrong = values[~((values >= -slack) & (values <= 1 + slack))].flat[0]
        raise ValueError(f"{what} are probabilities from 0 to 1, and one of them is {wrong}{hint}")


def check_weights(name: str, weight: Any) -> Any:
    """Class weights as a read-only copy, or None."""
    if weight is None:
        return None
    array = np.array(weight, dtype=float)
    if array.ndim != 1 or not np.all(array >= 0) or not np.all(np.isfinite(array)):
        raise ValueError(
            f"{name}: weight is one number for each class, none of them negative, not {weight!r}"
        )
    array.setflags(write=False)
    return array


def not_negative(name: str, eps: float) -> float:
    """An eps that may stand under a root."""
    if not eps >= 0:
        raise ValueError(f"{name}: eps must not be negative, not {eps!r}")
    return eps
