"""Windows that slide along axes, and their transposed map: values added where windows overlap.

What slides is made of slices, one for each place in a window, so that it stays lazy where an array
is; the windows of a NumPy array are a view.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.families import expression, shape
from minigrad.ops.families import other as linear_map
from minigrad.ops.shapes import along, normalized_axes, shape_of

_view: Any = np.lib.stride_tricks.sliding_window_view


def strided(start: int, step: int, count: int) -> slice:
    """``count`` places from ``start`` on, ``step`` apart."""
    return slice(start, start + step * (count - 1) + 1 if count else start, step)


def padded(x: Any, widths: Sequence[tuple[int, int]], value: Any = 0) -> Any:
    """``x`` with a value before and after it along each axis, in the order of its axes."""
    if not any(map(any, widths)):
        return x
    if type(x) is not np.ndarray:
        return np.pad(x, widths, constant_values=value)
    sizes = [before + n + after for (before, after), n in zip(widths, x.shape, strict=True)]
    result = np.full(sizes, value, x.dtype) if value else np.zeros(sizes, x.dtype)
    pairs = zip(widths, x.shape, strict=True)
    result[tuple(slice(before, before + n) for (before, _), n in pairs)] = x
    return result


def windows_of(x: Any, axis: int, length: int, *, step: int, dilation: int, count: int) -> Any:
    """Windows along an axis: ``count`` of them along it, their ``length`` elements after it."""
    view = _view(x, dilation * (length - 1) + 1, axis=axis)
    view = view[(*along(axis, strided(0, step, count)), ..., slice(None, None, dilation))]
    return np.moveaxis(view, -1, axis + 1)


def added(pieces: Sequence[Any], axis: int, starts: Sequence[int], step: int, size: int) -> Any:
    """Zeros of ``size`` along an axis, with each piece added from its start on, ``step`` apart."""
    first = pieces[0]
    count = first.shape[axis]
    if type(first) is not np.ndarray:
        result = _spread(first, axis, starts[0], step, size)
        for piece, start in zip(pieces[1:], starts[1:], strict=True):
            result = result + _spread(piece, axis, start, step, size)
        return result
    sizes = (*first.shape[:axis], size, *first.shape[axis + 1 :])
    result = np.zeros_like(first, shape=sizes)
    for piece, start in zip(pieces, starts, strict=True):
        result[along(axis, strided(start, step, count))] += piece
    return result


def _spread(x: Any, axis: int, start: int, step: int, size: int) -> Any:
    """Zeros of ``size`` along an axis, with ``x`` from a start on, without writing into any."""
    if step > 1:
        beside = [np.zeros_like(x)] * (step - 1)
        spread = np.stack([x, *beside], axis=axis + 1)
        x = spread.reshape((*x.shape[:axis], x.shape[axis] * step, *x.shape[axis + 1 :]))
        x = x[along(axis, slice(0, max(x.shape[axis] - step + 1, 0)))]
    widths = [(0, 0)] * len(x.shape)
    widths[axis] = (start, size - start - x.shape[axis])
    return padded(x, widths)


def _windows(x: Any, length: int = 1, axis: int = 0) -> Any:
    return _view(x, length, axis=axis)


def _overlap_add(g: Any, axis: int = 0) -> Any:
    count, length = g.shape[axis], g.shape[-1]
    if length <= count:
        pieces = [g[..., j] for j in range(length)]
    else:
        pieces = [np.moveaxis(g[along(axis, i)][..., None], -2, axis)[..., 0] for i in range(count)]
    return added(pieces, axis, range(len(pieces)), 1, count + length - 1)


_SHAPES = (((5,),), ((3, 2),), ((2, 1, 4),))

windows: Op = shape(
    "windows",
    _windows,
    lambda g, y, x, length, axis: overlap_add(g, axis=axis),
    symbol="sliding_window_view",
    internal=True,
    domain=Domain(
        shapes=_SHAPES,
        options=lambda s: [{"length": min(2, s[-1]), "axis": len(s) - 1}, {"length": s[0]}],
    ),
    doc="""Windows of a ``length`` along an ``axis``: the last axis of the result goes through one.

    Examples
    --------
    >>> from minigrad.ops.windows import windows
    >>> windows(mg.tensor([1.0, 2.0, 3.0]), length=2, axis=0)
    tensor([[1., 2.],
            [2., 3.]])
    """,
)
overlap_add: Op = linear_map(
    "overlap_add",
    _overlap_add,
    lambda g, y, x, axis: windows(g, length=x.shape[-1], axis=axis),
    linear=True,
    internal=True,
    domain=Domain(
        shapes=(((4, 2),), ((2, 4),), ((2, 3, 2),), ((1, 1),)),
        options=lambda s: [{"axis": i} for i in range(len(s) - 1)],
    ),
    doc="""Sum of windows where they overlap: the transposed map of `windows`.

    Examples
    --------
    >>> from minigrad.ops.windows import overlap_add
    >>> overlap_add(mg.tensor([[1.0, 2.0], [2.0, 3.0]]), axis=0)
    tensor([1., 4., 3.])
    """,
)


@expression(numpy=_view)
def sliding_window_view(
    x: Any, window_shape: int | Sequence[int], axis: int | Sequence[int] | None = None
) -> Any:
    """Windows that slide along axes; the last axes of the result go through a window.

    Parameters
    ----------
    x : array_like
        Of any shape.
    window_shape : int or sequence of int
        The length of a window along each of the axes.
    axis : int or sequence of int, optional
        The axes; by default all of them.

    Notes
    -----
    An element receives the sum of the gradients of the windows that it is in.

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
    >>> moving = mg.sliding_window_view(x, 3).mean(axis=-1)
    >>> moving
    tensor([2., 3.], op=mean)
    >>> moving.sum().backward()
    >>> x.grad
    tensor([0.33333333, 0.66666667, 0.66666667, 0.33333333])
    """
    s = shape_of(x)
    many = isinstance(window_shape, (tuple, list))
    given_lengths: Any = window_shape if many else (window_shape,)
    lengths = tuple(map(operator.index, given_lengths))
    given = range(len(s)) if axis is None else axis if isinstance(axis, (tuple, list)) else (axis,)
    axes = [normalized_axes(operator.index(i), len(s))[0] for i in given]
    if len(axes) != len(lengths):
        raise ValueError(
            f"sliding_window_view: a window of shape {lengths} has a length for each of the axes, "
            f"and they are {tuple(axes)} of an array of shape {s}"
        )
    left = list(s)
    for i, length in zip(axes, lengths, strict=True):
        if not 1 <= length <= left[i]:
            raise ValueError(
                f"sliding_window_view: no window of length {length} fits along axis {i} of an "
                f"array of shape {s}"
            )
        left[i] -= length - 1
        x = windows(x, length=length, axis=i)
    return x
