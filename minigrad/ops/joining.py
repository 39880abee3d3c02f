"""Operations that join arrays."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.core.dispatch import on_values
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.families import expression, joining
from minigrad.ops.shapes import as_array, broadcast_to, ravel, reshape, shape_of
from minigrad.support.pytree import leaves


def _split(g: Any, y: Any, *xs: Any, axis: int) -> list[Any]:
    """The pieces of ``g`` that belong to each of the arrays joined along the axis."""
    before = (slice(None),) * (axis % len(y.shape))
    pieces = []
    start = 0
    for x in xs:
        stop = start + x.shape[axis]
        pieces.append(g[(*before, slice(start, stop))])
        start = stop
    return pieces


def _axes(*shapes: tuple[int, ...]) -> list[dict[str, Any]]:
    """Along which arrays of these shapes can be joined."""
    ndim = len(shapes[0])
    others = [{shape[:i] + shape[i + 1 :] for shape in shapes} for i in range(ndim)]
    return [{"axis": axis} for axis in range(-ndim, ndim) if len(others[axis]) == 1]


def _joined(arrays: Sequence[Any], axis: int | None = 0) -> tuple[tuple[Any, ...], dict[str, Any]]:
    if axis is None:
        return tuple([ravel(x) for x in arrays]), {"axis": 0}
    return tuple(arrays), {"axis": operator.index(axis)}


concatenate: Op = joining(
    "concatenate",
    lambda *arrays, axis=0: np.concatenate(arrays, axis=axis),
    joint=_split,
    arguments=_joined,
    numpy=np.concatenate,
    aliases=("concat",),
    domain=Domain(
        shapes=(((3,), (2,), (0,)), ((2, 3), (1, 3)), ((1, 2), (1, 2), (1, 2)), ((2, 1), (2, 3))),
        options=_axes,
    ),
    doc="""Join ``arrays`` along an ``axis`` they have; None ravels them first.

    Examples
    --------
    >>> mg.concatenate([mg.tensor([1.0]), [2.0, 3.0]])
    tensor([1., 2., 3.])
    """,
)


@expression()
def cat(tensors: Sequence[Any], dim: int = 0) -> Any:
    """Concatenation of ``tensors`` along ``dim``: `concatenate` by PyTorch's names.

    Examples
    --------
    >>> mg.cat([mg.tensor([[1.0]]), mg.tensor([[2.0]])], dim=1)
    tensor([[1., 2.]])
    """
    return concatenate(tensors, axis=dim)


stack: Op = joining(
    "stack",
    lambda *arrays, axis=0: np.stack(arrays, axis=axis),
    joint=lambda g, y, *xs, axis: [
        g[(*(slice(None),) * (axis % len(y.shape)), i)] for i in range(len(xs))
    ],
    arguments=lambda arrays, axis=0: (tuple(arrays), {"axis": operator.index(axis)}),
    numpy=np.stack,
    domain=Domain(
        shapes=(((), ()), ((3,), (3,)), ((2, 1), (2, 1), (2, 1)), ((0,), (0,))),
        options=({"axis": 0}, {"axis": -1}),
    ),
    doc="""Join ``arrays`` of one shape along a new ``axis``.

    Examples
    --------
    >>> mg.stack([mg.tensor([1.0, 2.0]), mg.tensor([3.0, 4.0])], axis=1)
    tensor([[1., 3.],
            [2., 4.]])
    """,
)


def _with_shapes(arrays: Sequence[Any], shaped: Any) -> list[Any]:
    """Arrays, each reshaped to what a function of its shape says."""
    made = [*map(as_array, arrays)]
    return [reshape(x, shaped(tuple(x.shape))) for x in made]


def _column(shape: tuple[int, ...]) -> tuple[int, ...]:
    return shape if len(shape) > 1 else (*(shape or (1,)), 1)


def _row(shape: tuple[int, ...]) -> tuple[int, ...]:
    return (1,) * (2 - len(shape)) + shape


def _layer(shape: tuple[int, ...]) -> tuple[int, ...]:
    return shape if len(shape) > 2 else (*_row(shape), 1)


@expression(numpy=np.hstack)
def hstack(tup: Sequence[Any]) -> Any:
    """Join arrays along axis 1, those of one axis along it.

    Examples
    --------
    >>> mg.hstack([mg.tensor([1.0]), [2.0, 3.0]])
    tensor([1., 2., 3.])
    """
    arrays = _with_shapes(tup, lambda shape: shape or (1,))
    return concatenate(arrays, axis=0 if arrays and len(arrays[0].shape) == 1 else 1)


@expression(numpy=np.vstack)
def vstack(tup: Sequence[Any]) -> Any:
    """Join arrays along axis 0, those of one axis as rows.

    Examples
    --------
    >>> mg.vstack([mg.tensor([1.0, 2.0]), [3.0, 4.0]])
    tensor([[1., 2.],
            [3., 4.]])
    """
    return concatenate(_with_shapes(tup, _row), axis=0)


@expression(numpy=np.dstack)
def dstack(tup: Sequence[Any]) -> Any:
    """Join arrays along axis 2, after giving rows and matrices three axes.

    Examples
    --------
    >>> mg.dstack([mg.tensor([1.0, 2.0]), [3.0, 4.0]]).shape
    (1, 2, 2)
    """
    return concatenate(_with_shapes(tup, _layer), axis=2)


@expression(numpy=np.column_stack)
def column_stack(tup: Sequence[Any]) -> Any:
    """Join arrays along axis 1, those of one axis as columns.

    Examples
    --------
    >>> mg.column_stack([mg.tensor([1.0, 2.0]), [3.0, 4.0]])
    tensor([[1., 3.],
            [2., 4.]])
    """
    return concatenate(_with_shapes(tup, _column), axis=1)


@expression(numpy=np.block)
def block(arrays: Any) -> Any:
    """Join blocks in nested lists: the innermost along the last axis, and so on outwards.

    Examples
    --------
    >>> mg.block([[mg.tensor(1.0), 2.0], [3.0, 4.0]])
    tensor([[1., 2.],
            [3., 4.]])
    """
    depth = _depth(arrays)
    ndim = max(depth, *[len(shape_of(x)) for x in leaves(arrays)])
    return _joined_blocks(arrays, depth, ndim)


def _depth(arrays: Any) -> int:
    """The number of lists around each block, which must be the same for all."""
    if isinstance(arrays, tuple):
        raise TypeError("block: arrays are in nested lists, not in a tuple")
    if not isinstance(arrays, list):
        return 0
    depths = {*map(_depth, arrays)}
    if not depths:
        raise ValueError("block: a list is empty")
    if len(depths) > 1:
        raise ValueError("block: the lists are of different depths")
    return 1 + depths.pop()


def _joined_blocks(arrays: Any, depth: int, ndim: int) -> Any:
    if depth == 0:
        return _with_shapes([arrays], lambda shape: (1,) * (ndim - len(shape)) + shape)[0]
    return concatenate([_joined_blocks(x, depth - 1, ndim) for x in arrays], axis=-depth)


@expression(numpy=np.meshgrid)
def meshgrid(
    *xi: Any, copy: bool = True, sparse: bool = False, indexing: str = "xy"
) -> tuple[Any, ...]:
    """Coordinates of the points of a grid: each row, repeated along the axes of the others.

    With ``sparse`` they are not repeated, and broadcast; ``indexing="ij"`` has the first along
    the first axis, ``"xy"`` along the second.

    Examples
    --------
    >>> x, y = mg.meshgrid(mg.tensor([1.0, 2.0]), [3.0, 4.0, 5.0])
    >>> x
    tensor([[1., 2.],
            [1., 2.],
            [1., 2.]])
    """
    if indexing not in ("xy", "ij"):
        raise ValueError(f"meshgrid: indexing is 'xy' or 'ij', not {indexing!r}")
    ndim = len(xi)
    places = [*range(ndim)]
    if indexing == "xy" and ndim > 1:
        places[:2] = 1, 0
    grids = [
        _with_shapes([x], lambda shape, i=i: _on_axis(shape, i, ndim))[0]
        for i, x in zip(places, xi, strict=True)
    ]
    if sparse:
        return tuple(grids)
    whole = np.broadcast_shapes(*[x.shape for x in grids])
    return tuple(x if x.shape == whole else broadcast_to(x, whole) for x in grids)


def _on_axis(shape: tuple[int, ...], axis: int, ndim: int) -> tuple[int, ...]:
    """The shape of a row along one of several axes."""
    return tuple(math.prod(shape) if i == axis else 1 for i in range(ndim))


@expression(numpy=np.ix_)
def ix_(*args: Any) -> tuple[Any, ...]:
    """An open grid of indices: each sequence along an axis of its own; masks are their places.

    Examples
    --------
    >>> rows, columns = mg.ix_(mg.tensor([0, 2]), [1])
    >>> rows.shape, columns.shape
    ((2, 1), (1, 1))
    """
    grids = []
    for i, sequence in enumerate(args):
        x = as_array(sequence)
        if len(x.shape) != 1:
            raise ValueError(f"ix_: a sequence has one axis, and {i} has {len(x.shape)}")
        if x.dtype == np.bool_:
            (x,) = on_values(np.nonzero, x)
        elif x.shape[0] == 0:
            x = on_values(np.zeros_like, x, dtype=np.intp)
        grids.append(reshape(x, tuple(-1 if k == i else 1 for k in range(len(args)))))
    return tuple(grids)
