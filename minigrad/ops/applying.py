"""Functions of rows, of axes and of elements, applied to a whole array."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import numpy as np

from minigrad.ops.families import expression
from minigrad.ops.joining import stack
from minigrad.ops.rearranging import moveaxis
from minigrad.ops.shapes import (
    as_array,
    broadcast_to,
    expand_dims,
    normalized_axis,
    reshape,
    shape_of,
)


@expression(numpy=np.apply_along_axis)
def apply_along_axis(
    func1d: Callable[..., Any], axis: int, arr: Any, *args: Any, **kwargs: Any
) -> Any:
    """The results of a function of one row, for all rows along an axis: a loop in Python.

    Examples
    --------
    >>> x = mg.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    >>> mg.apply_along_axis(lambda row: row[0] * row[1], 1, x).sum().backward()
    >>> x.grad
    tensor([[2., 1.],
            [4., 3.]])
    """
    x = as_array(arr)
    axis = normalized_axis(axis, len(x.shape))
    rows = moveaxis(x, axis, -1)
    others = tuple(rows.shape[:-1])
    results = [as_array(func1d(rows[i], *args, **kwargs)) for i in np.ndindex(others)]
    if not results:
        raise ValueError(f"apply_along_axis: there is no row in an array of shape {x.shape}")
    made = tuple(results[0].shape)
    result = reshape(stack(results), (*others, *made))
    ends = tuple(range(len(others), len(others) + len(made)))
    return moveaxis(result, ends, tuple(range(axis, axis + len(made)))) if made else result


@expression(numpy=np.apply_over_axes)
def apply_over_axes(func: Callable[..., Any], a: Any, axes: int | Sequence[int]) -> Any:
    """A reduction, ``func(x, axis)``, over one axis after the other; they stay, with length 1.

    Examples
    --------
    >>> mg.apply_over_axes(mg.sum, mg.ones((2, 3)), (0, 1))
    tensor([[6.]])
    """
    x = as_array(a)
    ndim = len(x.shape)
    for i in (axes,) if isinstance(axes, int) else axes:
        axis = normalized_axis(int(i), ndim)
        reduced = func(x, axis)
        if len(shape_of(reduced)) != ndim:
            reduced = expand_dims(reduced, axis)
        if len(shape_of(reduced)) != ndim:
            raise ValueError("apply_over_axes: the function makes no array of the same axes")
        x = reduced
    return x


@expression()
def vectorize(pyfunc: Callable[..., Any]) -> Callable[..., Any]:
    """A function of numbers, ``pyfunc``, as one of arrays: a loop over elements that broadcast.

    Several results, in a tuple, are several arrays.

    Examples
    --------
    >>> larger = mg.vectorize(lambda a, b: a if a > b else b)
    >>> larger(mg.tensor([1.0, 5.0]), 3.0)
    tensor([3., 5.])
    """

    @wraps(pyfunc)
    def vectorized(*args: Any, **kwargs: Any) -> Any:
        arrays = [*map(as_array, args)]
        shape = np.broadcast_shapes(*[tuple(x.shape) for x in arrays])
        arrays = [x if x.shape == shape else broadcast_to(x, shape) for x in arrays]
        results = [pyfunc(*[x[i] for x in arrays], **kwargs) for i in np.ndindex(shape)]
        if not results:
            raise ValueError(f"vectorize: there is no element in arrays of shape {shape}")
        if isinstance(results[0], tuple):
            return tuple(reshape(stack(parts), shape) for parts in zip(*results, strict=True))
        return reshape(stack(results), shape)

    return vectorized
