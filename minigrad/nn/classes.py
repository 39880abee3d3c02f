"""Numbers that name a class or a row, checked before they are used as an index."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.core.deferred import look
from minigrad.tensors.handle import Tensor

_UNSIGNED = {4: np.uint32, 8: np.uint64}


def check_range(what: str, many: str, numbers: Any, count: int) -> None:
    """Refuse integers, by what they are, that are below 0 or not below ``count``.

    A negative one would be an index as well, and name the last class.
    """
    look(_check, what, many, numbers.numpy() if isinstance(numbers, Tensor) else numbers, count)


def _check(what: str, many: str, numbers: Any, count: int) -> None:
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
