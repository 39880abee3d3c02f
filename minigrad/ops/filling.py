"""Arrays of values at equal distances or ratios between two, which may be Tensors."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from minigrad.ops.elementwise import power
from minigrad.ops.families import expression
from minigrad.ops.logic import where
from minigrad.ops.rearranging import moveaxis
from minigrad.ops.rounding import floor
from minigrad.ops.shapes import as_array, astype


def spaced(  # noqa: PLR0917 - NumPy's arguments
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """Numbers at equal distances between two: NumPy's ``linspace``."""
    start, stop, t = _ends(start, stop, num, endpoint)
    # The last is what it was given as, without rounding.
    result = where(t == 1, stop, start + (stop - start) * t)
    result = _finished(result, dtype, axis)
    count = num - 1 if endpoint else num
    return (result, (stop - start) / count if count else np.nan) if retstep else result


def _ends(start: Any, stop: Any, num: int, endpoint: bool) -> tuple[Any, Any, Any]:
    """The ends in floating point, and how far each number is on the way, along a new first axis."""
    num = operator.index(num)
    if num < 0:
        raise ValueError(f"the number of samples must not be negative, and is {num}")
    # Python's numbers leave the dtype of an array as it is.
    kinds = [
        x if isinstance(x, (int, float, complex)) else as_array(x).dtype for x in (start, stop)
    ]
    dtype = np.result_type(*kinds, 1.0)
    start, stop = as_array(start), as_array(stop)
    shape = np.broadcast_shapes(start.shape, stop.shape)
    t = np.arange(num) / max(num - 1 if endpoint else num, 1)
    t = t.astype(np.empty(0, dtype).real.dtype).reshape(-1, *[1] * len(shape))
    start, stop = (x if x.dtype == dtype else astype(x, dtype) for x in (start, stop))
    return start, stop, t


def _finished(result: Any, dtype: Any, axis: int) -> Any:
    if dtype is not None and result.dtype != dtype:
        result = astype(floor(result) if np.dtype(dtype).kind in "iu" else result, dtype)
    return moveaxis(result, 0, axis) if axis else result


@expression(numpy=np.geomspace)
def geomspace(  # noqa: PLR0917 - NumPy's arguments
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None, axis: int = 0
) -> Any:
    """Numbers at equal ratios between two, neither of which is 0.

    Examples
    --------
    >>> mg.geomspace(mg.tensor(1.0), 100.0, 3)
    tensor([  1.,  10., 100.])
    """
    start, stop, t = _ends(start, stop, num, endpoint)
    result = where(t == 1, stop, start * power(stop / start, t))
    return _finished(result, dtype, axis)


@expression(numpy=np.logspace)
def logspace(  # noqa: PLR0917 - NumPy's arguments
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    base: Any = 10.0,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """Powers of a base, whose exponents are at equal distances between two.

    Examples
    --------
    >>> mg.logspace(mg.tensor(0.0), 2.0, 3)
    tensor([  1.,  10., 100.])
    """
    return _finished(power(base, spaced(start, stop, num, endpoint)), dtype, axis)
