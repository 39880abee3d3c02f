"""Numbers that name a class or a row, checked before they are used as an index."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.deferred import look
from minigrad.tensor import Tensor


def first_out_of_range(numbers: Any, count: int) -> Any:
    """The first of some integers that is below 0 or not below ``count``, or None.

    A negative one would be an index as well, and name the last class.
    """
    if numbers.itemsize < 4 or not numbers.dtype.isnative:
        numbers = numbers.astype(np.intp)  # -1 in one byte is 255, which may be a class
    # Seen as unsigned, a negative number is larger than any other: one pass for both ends.
    unsigned = numbers.view(f"u{numbers.itemsize}")
    if np.maximum.reduce(unsigned, axis=None) >= count:  # half of max()'s time
        return numbers[(numbers < 0) | (numbers >= count)][0]
    return None


def check_classes(loss: object, labels: Any, classes: int) -> None:
    """Refuse labels that are not integers from 0 to the number of classes."""
    if labels.dtype.kind not in "iu":
        raise TypeError(
            f"{type(loss).__name__}: class numbers are integers, not {labels.dtype}; for one-hot "
            "rows pass them in the shape of the logits"
        )
    values = labels.numpy() if isinstance(labels, Tensor) else labels
    look(_check_range, type(loss).__name__, values, classes)


def _check_range(name: str, labels: Any, classes: int) -> None:
    wrong = first_out_of_range(labels, classes)
    if wrong is not None:
        raise IndexError(
            f"{name}: class {wrong} is out of range for {classes} classes (0 to {classes - 1})"
        )
