"""Arguments of users: arrays of any library, and whole numbers."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from numpy.typing import NDArray


def as_array(x: Any, what: str) -> NDArray[Any]:
    """A NumPy array with the same numbers as ``x``, which may be of any library."""
    if isinstance(x, np.ndarray):
        return np.asarray(x)  # a memory map as a plain one
    try:
        array = np.asarray(x)
    # Each library refuses in its own way: PyTorch where there is a gradient or a GPU, lists where
    # their lengths differ.
    except (TypeError, ValueError, RuntimeError) as error:
        kind = ValueError if isinstance(error, ValueError) else TypeError
        raise kind(
            f"{what} are {described(x)}, of which NumPy makes no array ({error}); {_REMEDY}"
        ) from error
    if array.dtype == object:
        raise TypeError(f"{what} are {described(x)} of objects, which are no numbers; {_REMEDY}")
    return array


_REMEDY = (
    "hand over numbers: np.asarray(x, float) of nested lists, frame[columns].to_numpy(float) of a "
    "DataFrame, tensor.detach().cpu().numpy() of another library's tensor"
)


def is_array(x: Any) -> bool:
    """True for an array of any library, or a DataFrame."""
    return hasattr(x, "__array__") or (hasattr(x, "shape") and hasattr(x, "dtype"))


def as_pair(x: Any, t: Any) -> tuple[NDArray[Any], NDArray[Any]]:
    """Inputs and targets as arrays, with one of each for every sample."""
    x, t = as_array(x, "inputs"), as_array(t, "targets")
    if x.ndim == 0 or t.ndim == 0 or len(x) != len(t):
        raise ValueError(
            f"inputs of shape {x.shape} and targets of shape {t.shape} are not one of each for "
            "every sample: the first axes must be of the same length"
        )
    if len(x) == 0:
        raise ValueError(f"inputs of shape {x.shape} have no sample to make a batch of")
    return x, t


def whole_number(given: Any, name: str, *, least: int) -> int:
    """A whole number of any type, 100 or 1e2; neither True nor a string."""
    value = given.item() if isinstance(given, np.generic) else given
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{name} is a whole number, not {given!r:.80}")
    number = operator.index(value)
    if number < least:
        bound = "must not be negative" if least == 0 else f"must be at least {least}"
        raise ValueError(f"{name} {bound}, not {given}")
    return number


def described(x: Any) -> str:
    """The type of an object, and its shape, for a message."""
    kind = type(x)
    module = kind.__module__.partition(".")[0]
    name = kind.__name__ if module == "builtins" else f"{module}.{kind.__name__}"
    shape = getattr(x, "shape", None)
    return f"a {name} of shape {tuple(shape)}" if isinstance(shape, tuple) else f"a {name}"
