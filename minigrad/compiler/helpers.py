"""Functions that programs call beside NumPy's; most return a changed copy of an array."""

from __future__ import annotations

from typing import Any

import numpy as np


def assigned(x: Any, key: Any, new: Any) -> Any:
    """A copy with ``x[key] = new``."""
    x = np.array(x)
    x[key] = new
    return x


def added_at(x: Any, ufunc: Any, key: Any, *new: Any) -> Any:
    """A copy with ``ufunc.at(x, key, new)``."""
    x = np.array(x)
    ufunc.at(x, key, *new)
    return x


def copied_to(x: Any, new: Any, where: Any) -> Any:
    """A copy with ``np.copyto(x, new, where=where)``."""
    x = np.array(x)
    np.copyto(x, new, where=where)
    return x


def replaced(_: Any, new: Any, dtype: Any) -> Any:
    """The values of an array after ``out=``: the result, in the dtype of the array."""
    return new.astype(dtype)


def shaped(x: Any, shape: tuple[int, ...]) -> Any:
    """The result of a function that decides by values, if its shape is that of the first run."""
    if np.shape(x) != shape:
        raise TypeError(
            f"inside minigrad.compile a result has shape {np.shape(x)} now, and had {shape} when "
            "the program was written; leave out what makes shapes of values, such as x[mask]"
        )
    return x


IN_PLACE = (assigned, added_at, copied_to)
