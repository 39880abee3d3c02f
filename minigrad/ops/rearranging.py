"""Rearrangements: the same elements in another order, repeated, or with other axes."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.families import expression, shape
from minigrad.ops.shapes import (
    Axis,
    as_array,
    broadcast_to,
    normalized_axes,
    normalized_axis,
    reshape,
    shape_of,
    transpose,
)

flip: Op = shape(
    "flip",
    lambda m, axis=None: np.flip(m, axis),
    lambda g, y, m, axis: flip(g, axis),
    numpy=np.flip,
    domain=Domain(
        shapes=(((3,),), ((2, 3),), ((),), ((0, 2),)),
        options=lambda s: [{"axis": axis} for axis in ((None, -1, (0,)) if s else (None,))],
    ),
    doc="""The elements in reverse order, along an axis, several, or all.

    Examples
    --------
    >>> mg.flip(mg.tensor([[1.0, 2.0], [3.0, 4.0]]), axis=1)
    tensor([[2., 1.],
            [4., 3.]])
    """,
)


def _opposite(shift: Any) -> Any:
    return tuple(-n for n in shift) if isinstance(shift, (tuple, list)) else -shift


def _shifted(a: Any, shift: Any, axis: Axis = None) -> tuple[tuple[Any, ...], dict[str, Any]]:
    if hasattr(shift, "tolist"):
        shift = shift.tolist()
    return (a,), {"shift": tuple(shift) if isinstance(shift, list) else shift, "axis": axis}


roll: Op = shape(
    "roll",
    lambda a, shift=0, axis=None: np.roll(a, shift, axis),
    lambda g, y, a, shift, axis: roll(g, _opposite(shift), axis),
    arguments=_shifted,
    numpy=np.roll,
    view=False,
    domain=Domain(
        shapes=(((4,),), ((2, 3),), ((),), ((0, 2),)),
        options=lambda s: [
            {"shift": 2},
            *([{"shift": -1, "axis": -1}] if s else []),
            *([{"shift": (1, -2), "axis": (0, 1)}] if len(s) == 2 else []),
        ],
    ),
    doc="""The elements moved on by ``shift`` places; those beyond the end come in at the start.

    Along ``axis``, or several with a shift each; None is all elements in one row.

    Examples
    --------
    >>> mg.roll(mg.tensor([1.0, 2.0, 3.0]), 1)
    tensor([3., 1., 2.])
    """,
)


@expression(numpy=np.moveaxis)
def moveaxis(a: Any, source: int | Sequence[int], destination: int | Sequence[int]) -> Any:
    """Axes moved to other places; the others stay in their order.

    Examples
    --------
    >>> mg.moveaxis(mg.zeros((2, 3, 4)), 0, -1).shape
    (3, 4, 2)
    """
    ndim = len(shape_of(a))
    sources = _places(source, ndim)
    destinations = _places(destination, ndim)
    if len(sources) != len(destinations):
        raise ValueError(f"moveaxis: {len(sources)} axes cannot go to {len(destinations)} places")
    order = [i for i in range(ndim) if i not in sources]
    for to, axis in sorted(zip(destinations, sources, strict=True)):
        order.insert(to, axis)
    return transpose(a, axes=tuple(order))


def _places(axes: int | Sequence[int], ndim: int) -> list[int]:
    """Axes counted from 0, in the order in which they are given."""
    given = axes if isinstance(axes, (tuple, list)) else (axes,)
    normalized_axes(tuple(given), ndim)
    return [operator.index(i) % ndim for i in given]


@expression(numpy=np.rollaxis)
def rollaxis(a: Any, axis: int, start: int = 0) -> Any:
    """An axis moved to stand before the one that is at ``start``; see `moveaxis`.

    Examples
    --------
    >>> mg.rollaxis(mg.zeros((2, 3, 4)), 2).shape
    (4, 2, 3)
    """
    ndim = len(shape_of(a))
    axis = normalized_axis(axis, ndim)
    if not -ndim <= start <= ndim:
        raise IndexError(f"rollaxis: start {start} is out of bounds for {ndim} dimensions")
    start += ndim if start < 0 else 0
    return moveaxis(a, axis, start - 1 if axis < start else start)


@expression(numpy=np.rot90)
def rot90(m: Any, k: int = 1, axes: Sequence[int] = (0, 1)) -> Any:
    """Rotation by ``k`` right angles in the plane of two axes, from the first to the second.

    Examples
    --------
    >>> mg.rot90(mg.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([[2., 4.],
            [1., 3.]])
    """
    ndim = len(shape_of(m))
    if len(axes) != 2:
        raise ValueError(f"rot90: two axes make a plane, not {axes}")
    first, second = _places(axes, ndim)
    order = [*range(ndim)]
    order[first], order[second] = second, first
    quarter = k % 4
    if quarter == 0:
        return as_array(m)
    if quarter == 2:
        return flip(m, (first, second))
    if quarter == 1:
        return transpose(flip(m, second), axes=tuple(order))
    return flip(transpose(m, axes=tuple(order)), second)


@expression(numpy=np.fliplr)
def fliplr(m: Any) -> Any:
    """The columns in reverse order: `flip` along axis 1.

    Examples
    --------
    >>> mg.fliplr(mg.tensor([[1.0, 2.0]]))
    tensor([[2., 1.]])
    """
    if len(shape_of(m)) < 2:
        raise ValueError(f"fliplr: two axes are needed, and the shape is {shape_of(m)}")
    return flip(m, 1)


@expression(numpy=np.flipud)
def flipud(m: Any) -> Any:
    """The rows in reverse order: `flip` along axis 0.

    Examples
    --------
    >>> mg.flipud(mg.tensor([1.0, 2.0]))
    tensor([2., 1.])
    """
    if not shape_of(m):
        raise ValueError("flipud: an axis is needed, and a number has none")
    return flip(m, 0)


@expression(numpy=np.atleast_1d)
def atleast_1d(*arys: Any) -> Any | tuple[Any, ...]:
    """Numbers as arrays of one element; of several arguments a tuple.

    Examples
    --------
    >>> mg.atleast_1d(mg.tensor(1.0))
    tensor([1.])
    """
    return _each(arys, lambda shape: shape or (1,))


@expression(numpy=np.atleast_2d)
def atleast_2d(*arys: Any) -> Any | tuple[Any, ...]:
    """Rows of arrays that have fewer than two axes; of several arguments a tuple.

    Examples
    --------
    >>> mg.atleast_2d(mg.tensor([1.0, 2.0])).shape
    (1, 2)
    """
    return _each(arys, lambda shape: (1,) * (2 - len(shape)) + shape)


@expression(numpy=np.atleast_3d)
def atleast_3d(*arys: Any) -> Any | tuple[Any, ...]:
    """Three axes at least, as NumPy adds them: a row (n,) becomes (1, n, 1), a matrix (m, n, 1).

    Examples
    --------
    >>> mg.atleast_3d(mg.tensor([1.0, 2.0])).shape
    (1, 2, 1)
    """
    ones = {0: (1, 1, 1), 1: (1, -1, 1)}
    return _each(
        arys, lambda shape: ones.get(len(shape), (*shape, 1) if len(shape) == 2 else shape)
    )


def _each(arrays: Sequence[Any], reshaped: Any) -> Any:
    results = []
    for x in map(as_array, arrays):
        new = reshaped(tuple(x.shape))
        results.append(x if new == x.shape else reshape(x, new))
    return results[0] if len(results) == 1 else tuple(results)


@expression(numpy=np.broadcast_arrays)
def broadcast_arrays(*args: Any) -> tuple[Any, ...]:
    """The arrays, each broadcast to the shape that all of them broadcast to.

    Examples
    --------
    >>> a, b = mg.broadcast_arrays(mg.tensor([1.0, 2.0]), mg.tensor([[3.0]]))
    >>> b
    tensor([[3., 3.]])
    """
    shape = np.broadcast_shapes(*map(shape_of, args))
    return tuple(x if shape_of(x) == shape else broadcast_to(x, shape) for x in args)
