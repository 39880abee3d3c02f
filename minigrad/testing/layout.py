"""Layouts: the same values, laid out in memory in another way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Layout = Callable[[Any], Any]


def c_order(array: Any) -> Any:
    """Rows one after the other."""
    return np.array(array, order="C")


def fortran_order(array: Any) -> Any:
    """Columns one after the other."""
    return np.array(array, order="F")


def negative_strides(array: Any) -> Any:
    """Backwards along every axis."""
    return np.flip(np.array(np.flip(array)))


def sliced(array: Any) -> Any:
    """Every other element of a larger array, which has NaN in between where it can."""
    array = np.asarray(array)
    between = np.nan if array.dtype.kind in "fc" else 1
    larger = np.full(tuple(2 * n + 1 for n in array.shape), between, array.dtype)
    every_other = (slice(1, None, 2),) * array.ndim
    part = larger[(*every_other, ...)]  # with ... a 0-d array stays one
    part[...] = array
    return part


def read_only(array: Any) -> Any:
    """An array that cannot be written, also not through what it is a view of."""
    array = np.array(array)
    array.setflags(write=False)
    return array


LAYOUTS: tuple[Layout, ...] = (c_order, fortran_order, negative_strides, sliced, read_only)


def without_writing(array: Any) -> Any:
    """The array, made read-only with all that it is a view of."""
    owner = array
    while isinstance(owner, np.ndarray):
        owner.setflags(write=False)
        owner = owner.base
    return array
