"""Operations on shapes: the same values in another arrangement."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from minigrad.core.deferred import Deferred
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.families import cast, expression, shape

Axis: TypeAlias = int | tuple[int, ...] | None
SHORT = 32  # Rows up to this are reduced faster where they lie in columns.


def normalized_axes(axis: Axis, ndim: int) -> tuple[int, ...]:
    """The axes as a sorted tuple of numbers from 0; None means all of them."""
    if axis is None:
        return tuple(range(ndim))
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    for i in axes:
        if not -ndim <= operator.index(i) < ndim:
            raise IndexError(f"axis {i} is out of bounds for an array of {ndim} dimensions")
    result = tuple(sorted(operator.index(i) % ndim for i in axes))
    if len(set(result)) < len(result):
        raise ValueError(f"axis {axis} names an axis twice")
    return result


def normalized_axis(axis: int, ndim: int) -> int:
    """One axis, counted from 0."""
    return normalized_axes((axis,), ndim)[0]


def along(axis: int, part: Any) -> tuple[Any, ...]:
    """The key that takes a part of an axis, counted from 0, and all of those before it."""
    return (*[slice(None)] * axis, part)


def as_array(x: Any) -> Any:
    """Anything that has a shape as it is; numbers and nested lists as an array."""
    return x if hasattr(x, "shape") else np.asarray(x)


def _as_shape(shape: int | Sequence[int]) -> tuple[int, ...]:
    lengths = shape if isinstance(shape, (tuple, list)) else (shape,)
    return tuple(map(operator.index, lengths))


def shape_of(x: Any) -> tuple[int, ...]:
    """The shape of anything that has one, or of nested lists and numbers."""
    return x.shape if hasattr(x, "shape") else np.shape(x)


def as_floating(x: Any) -> Any:
    """Integers and booleans as float64: the difference of two unsigned ones would wrap around."""
    x = x if hasattr(x, "dtype") else np.asarray(x)
    return x.astype(np.float64) if x.dtype.kind in "biu" else x


HALF, SINGLE = np.dtype(np.float16), np.dtype(np.float32)


def widened(x: Any) -> Any:
    """Numbers of float16 as float32, in which they are added up; others as they are."""
    return x.astype(SINGLE) if x.dtype == HALF else x


def kept_shape(shape: tuple[int, ...], axis: Axis) -> tuple[int, ...]:
    """The shape after a reduction that keeps its axes with length 1."""
    axes = normalized_axes(axis, len(shape))
    return tuple(1 if i in axes else n for i, n in enumerate(shape))


def with_reduced_axes(g: Any, shape: tuple[int, ...], axis: Axis) -> Any:
    """A reduction's gradient with the reduced axes, so that it broadcasts to the input."""
    if not g.shape:
        return g
    kept = kept_shape(shape, axis)
    return g if g.shape == kept else reshape(g, kept)


def _reshaped(
    x: Any, shape: int | Sequence[int], order: str = "C", *, copy: bool | None = None
) -> tuple[tuple[Any], dict[str, Any]]:
    if order not in ("C", "A", "F"):
        raise ValueError(f"reshape: order is 'C', 'F' or 'A', not {order!r}")
    options: dict[str, Any] = {"shape": _as_shape(shape)}
    return (x.copy() if copy else x,), options | ({"order": "F"} if order == "F" else {})


def _in_fortran_order(op: Any, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """The first index runs fastest: the same of the axes reversed."""
    return transpose(op(transpose(*inputs), options["shape"][::-1]))


reshape: Op = shape(
    "reshape",
    lambda x, shape=(): np.reshape(x, shape),
    lambda g, y, x, shape: reshape(g, x.shape),
    linear=True,
    arguments=_reshaped,
    further=_in_fortran_order,
    numpy=np.reshape,
    domain=Domain(
        shapes=(((2, 3),), ((1,),), ((0, 3),), ((6,),)),
        options=lambda s: [{"shape": (-1, *s[1:][:1])} if s[0] else {"shape": (0,)}],
    ),
    doc="""The same elements in another ``shape``; one length may be -1.

    With ``order="F"`` the first index runs fastest, as in Fortran.

    Examples
    --------
    >>> mg.reshape(mg.tensor([[1.0, 2.0], [3.0, 4.0]]), -1)
    tensor([1., 2., 3., 4.])
    """,
)


def _inverse(axes: tuple[int, ...] | None) -> tuple[int, ...] | None:
    return (
        None if axes is None else tuple(int(i) for i in np.argsort([a % len(axes) for a in axes]))
    )


transpose: Op = shape(
    "transpose",
    lambda x, axes=None: np.transpose(x, axes),
    lambda g, y, x, axes: transpose(g, axes=_inverse(axes)),
    numpy=np.transpose,
    aliases=("permute_dims",),
    domain=Domain(
        shapes=(((2, 3),), ((2, 1, 3),), ((),), ((0, 2),), ((4,),)),
        options=lambda s: [{"axes": None}, {"axes": tuple(np.roll(range(len(s)), 1).tolist())}],
    ),
    symbol="ᵀ",
    doc="""Permute the axes; by default reverse them.

    Examples
    --------
    >>> mg.transpose(mg.tensor([[1.0, 2.0]]))
    tensor([[1.],
            [2.]])
    """,
)

swapaxes: Op = shape(
    "swapaxes",
    lambda x, axis1=-1, axis2=-2: np.swapaxes(x, axis1, axis2),
    lambda g, y, x, axis1, axis2: swapaxes(g, axis1, axis2),
    numpy=np.swapaxes,
    domain=Domain(shapes=(((2, 3),), ((2, 1, 3),), ((0, 2),))),
    symbol="ᵀ",
    doc="""Exchange of two axes, ``axis1`` and ``axis2``, by default the last two.

    Examples
    --------
    >>> mg.swapaxes(mg.tensor([[1.0, 2.0]]), 0, 1).shape
    (2, 1)
    """,
)

matrix_transpose: Op = shape(
    "matrix_transpose",
    lambda x: x.swapaxes(-1, -2),
    lambda g, y, x: matrix_transpose(g),
    numpy=np.matrix_transpose,
    domain=Domain(shapes=(((2, 3),), ((2, 1, 3),), ((0, 2),))),
    symbol="ᵀ",
    doc="""Exchange the last two axes: every matrix of a stack transposed.

    Examples
    --------
    >>> mg.matrix_transpose(mg.tensor([[1.0, 2.0]])).shape
    (2, 1)
    """,
)


def _broadcast_to(x: Any, shape: tuple[int, ...] = ()) -> Any:
    if isinstance(x, np.generic) and math.prod(shape) < 1000:  # a quarter of broadcast_to's time
        filled = np.empty(shape, x.dtype)
        filled.fill(x)
        return filled
    number: Any = x
    if isinstance(x, Deferred) and not number.shape and math.prod(shape) < 1000:
        return np.tile(number, shape)  # which has that layout too
    return np.broadcast_to(x, shape)


broadcast_to: Op = shape(
    "broadcast_to",
    _broadcast_to,
    lambda g, y, x, shape: g,  # the engine undoes broadcasting
    linear=True,
    arguments=lambda x, shape: ((x,), {"shape": _as_shape(shape)}),
    numpy=np.broadcast_to,
    domain=Domain(
        shapes=(((3,),), ((),), ((2, 1),), ((0,),)),
        options=lambda s: [{"shape": (2, *s)}, {"shape": tuple(4 if n == 1 else n for n in s)}],
    ),
    doc="""Repetition to ``shape`` along axes of length 1 and new leading axes, as NumPy broadcasts.

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0], requires_grad=True)
    >>> mg.broadcast_to(x, (3, 2)).sum().backward()
    >>> x.grad
    tensor([3., 3.])
    """,
)


def expand_reduced(g: Any, shape: tuple[int, ...], axis: Axis) -> Any:
    """A reduction's gradient for every element of the input."""
    if isinstance(g, np.generic):  # of all elements, where rules run on bare arrays
        return _broadcast_to(g, shape)
    return broadcast_to(with_reduced_axes(g, shape, axis), shape)


@expression(numpy=np.expand_dims)
def expand_dims(x: Any, axis: int | tuple[int, ...]) -> Any:
    """Insertion of axes of length 1, at the places in the result that ``axis`` names.

    Examples
    --------
    >>> mg.expand_dims(mg.tensor([1.0, 2.0]), 0).shape
    (1, 2)
    """
    added = axis if isinstance(axis, tuple) else (axis,)
    shape = shape_of(x)
    ndim = len(shape) + len(added)
    lengths = iter(shape)
    places = normalized_axes(added, ndim)
    return reshape(x, tuple(1 if i in places else next(lengths) for i in range(ndim)))


@expression(numpy=np.squeeze)
def squeeze(x: Any, axis: Axis = None) -> Any:
    """Removal of axes of length 1: all of them, or those that ``axis`` names.

    Examples
    --------
    >>> mg.squeeze(mg.tensor([[1.0], [2.0]])).shape
    (2,)
    """
    shape = shape_of(x)
    axes = normalized_axes(axis, len(shape))
    if axis is not None and any(shape[i] != 1 for i in axes):
        raise ValueError(f"squeeze: axis {axis} of shape {shape} has a length other than 1")
    return reshape(x, tuple(n for i, n in enumerate(shape) if n != 1 or i not in axes))


@expression(numpy=np.ravel)
def ravel(x: Any, order: str = "C") -> Any:
    """All elements along one axis; with ``order="F"`` the first index runs fastest.

    Examples
    --------
    >>> mg.ravel(mg.tensor([[1.0], [2.0]]))
    tensor([1., 2.])
    """
    return reshape(transpose(x) if order == "F" else x, -1)


astype: Op = cast(
    "astype",
    lambda x, dtype=None: np.asarray(x).astype(dtype) if np.isscalar(x) else x.astype(dtype),
    lambda g, y, x, dtype: g,  # the engine gives it the input's dtype
    arguments=lambda x, dtype, *, copy=True, device=None: ((x,), {"dtype": np.dtype(dtype)}),
    numpy=getattr(np, "astype", ()),  # since NumPy 2.1
    domain=Domain(options=({"dtype": np.dtype(float)},), analytic=False),
    doc="""The values in another ``dtype``; a gradient flows back between floating-point dtypes.

    Examples
    --------
    >>> mg.astype(mg.tensor([1.0, 2.0]), "float32").dtype
    dtype('float32')
    """,
)
