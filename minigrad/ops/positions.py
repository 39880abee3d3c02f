"""Values at positions: how every gather takes them, and how every scatter adds them up.

Arrays of NumPy are added up by position. For other kinds of arrays, which have no ``ufunc.at`` and
few kinds of index arrays, positions are compared, so that a lazy one stays lazy.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.deferred import Deferred
from minigrad.core.values import is_duck
from minigrad.ops.shapes import as_array, widened


def zeros(g: Any, shape: tuple[int, ...], order: Any = "C") -> Any:
    """Zeros of the kind and dtype of ``g``."""
    if type(g) is np.ndarray:  # a quarter of zeros_like's time
        return np.zeros(shape, g.dtype, order)
    return np.zeros_like(g, order=order, shape=shape)


def numbers_like(x: Any, n: int) -> Any:
    """The numbers 0 to n - 1, as an array of the kind of ``x``."""
    return np.arange(n, like=x) if is_duck(x) else np.arange(n)


def identity(x: Any) -> Any:
    """The identity matrix that square matrices ``x`` have, of their kind and dtype."""
    numbers = numbers_like(x, x.shape[-1])  # Dask has no eye(like=)
    return (numbers[:, None] == numbers).astype(x.dtype)


def from_start(index: Any, n: int) -> Any:
    """Positions counted from the start of an axis, where negative ones count from its end."""
    if type(index) is np.ndarray and index.size and not -n <= index.min() <= index.max() < n:
        wrong = index.max() if index.max() >= n else index.min()
        raise IndexError(f"index {wrong} is out of bounds for an axis of length {n}")
    index = index if index.dtype == np.intp else index.astype(np.intp)
    return np.where(index < 0, index + n, index)


def in_one_row(indices: list[Any], lengths: tuple[int, ...]) -> Any:
    """Positions along several axes as positions in all of these in one row."""
    flat: Any = 0
    for index, n in zip(indices, lengths, strict=True):
        flat = flat * n + from_start(index, n)
    return flat


def added_rows(g: Any, flat: Any, n: int) -> Any:
    """``n`` rows of zeros, to which those of ``g`` are added at the positions ``flat``."""
    rest = tuple(g.shape[len(flat.shape) :])
    if is_duck(g) or is_duck(flat):
        return _by_comparison(g, flat, n, rest)
    wide = widened(g)
    if isinstance(wide, Deferred) or isinstance(flat, Deferred):
        result = zeros(wide, (n, *rest))
        np.add.at(result, flat, wide)
    else:
        width = math.prod(rest)
        if rest:  # one row of numbers is added up in a third of the time
            flat = flat[..., None] * width + np.arange(width)
        row = np.zeros(n * width, wide.dtype)
        np.add.at(row, flat.ravel(), wide.ravel())
        result = row.reshape(n, *rest)
    return result if wide is g else result.astype(g.dtype)


def _by_comparison(g: Any, flat: Any, n: int, rest: tuple[int, ...]) -> Any:
    count = math.prod(flat.shape)
    hit = np.reshape(flat, (count, 1)) == numbers_like(g, n)
    if not rest:
        return np.sum(np.where(hit, np.reshape(g, (count, 1)), zeros(g, ())), axis=0)
    product = hit.astype(g.dtype).T @ np.reshape(g, (count, math.prod(rest)))
    return np.reshape(product, (n, *rest))


def taken_rows(x: Any, flat: Any) -> Any:
    """The rows of ``x`` at the positions ``flat``."""
    if not is_duck(x):
        return x[flat]
    rows = x[np.reshape(flat, (math.prod(flat.shape),))]  # few kinds of arrays take more axes
    return np.reshape(rows, (*flat.shape, *x.shape[1:]))


def taken_along(x: Any, index: Any, axis: int) -> Any:
    """The elements that an index names along an axis, in each row of its own."""
    if not is_duck(x) and not is_duck(index):
        return np.take_along_axis(x, index, axis)
    n = x.shape[axis]
    x = np.moveaxis(x, axis, -1)[..., None, :]
    index = np.moveaxis(from_start(index, n), axis, -1)[..., None]
    hit = index == numbers_like(x, n)
    if x.dtype.kind == "b":
        return np.moveaxis(np.any(hit & x, axis=-1), -1, axis)
    chosen = np.sum(np.where(hit, x, zeros(x, ())), axis=-1, dtype=x.dtype)
    if x.dtype.kind in "fc":  # nobody has looked whether the index is one
        chosen = np.where(np.any(hit, axis=-1), chosen, np.nan).astype(x.dtype)
    return np.moveaxis(chosen, -1, axis)


def added_along(g: Any, index: Any, axis: int, shape: tuple[int, ...]) -> Any:
    """Zeros of a shape, to which elements are added where an index names them along an axis."""
    n = shape[axis]
    if is_duck(g) or is_duck(index):
        g = np.moveaxis(g, axis, -1)[..., None]
        index = np.moveaxis(from_start(index, n), axis, -1)[..., None]
        hit = index == numbers_like(g, n)
        return np.moveaxis(np.sum(np.where(hit, g, zeros(g, ())), axis=-2), -1, axis)
    if isinstance(g, Deferred) or isinstance(index, Deferred):
        result = zeros(g, shape)
        others = [*np.ogrid[tuple(map(slice, g.shape))]]
        others[axis] = index
        np.add.at(result, tuple(others), g)
        return result
    # Rows of the axis one after the other.
    lines = math.prod(g.shape) // g.shape[axis] if g.size else 0
    moved = np.moveaxis(g, axis, -1).reshape(lines, -1) if g.size else np.zeros((0, 1), g.dtype)
    index = np.moveaxis(np.broadcast_to(index, g.shape), axis, -1).reshape(moved.shape)
    flat = from_start(index, n) + np.arange(lines)[:, None] * n
    outer = tuple(length for i, length in enumerate(shape) if i != axis % len(shape))
    row = added_rows(moved, flat, math.prod(shape))
    return np.moveaxis(row.reshape(*outer, n), -1, axis)


class _Parts(NamedTuple):
    """An index with integer arrays as one without them, and positions in what that takes."""

    plain: tuple[Any, ...]
    axes: list[int]  # along which there are positions
    indices: list[Any]
    place: int  # of the axes of the positions in the result

    @classmethod
    def of(cls, index: tuple[Any, ...], ndim: int) -> _Parts:
        parts = [*index]
        named = [_number_of_axes(part) for part in parts]
        gap = next((i for i, part in enumerate(parts) if part is Ellipsis), len(parts))
        parts[gap : gap + 1] = [slice(None)] * (ndim - sum(named))
        plain: list[Any] = []
        axes: list[int] = []
        indices: list[Any] = []
        for part in parts:
            if part is None or isinstance(part, slice):
                plain.append(part)
                continue
            array = as_array(part)
            for positions in np.nonzero(array) if array.dtype.kind == "b" else (array,):
                axes.append(len(plain))
                indices.append(positions)
                plain.append(slice(None))
        is_one_block = axes[-1] - axes[0] == len(axes) - 1
        return cls(tuple(plain), axes, indices, axes[0] if is_one_block else 0)


def _number_of_axes(part: Any) -> int:
    """The number of axes of which a part of an index says something."""
    if part is None or part is Ellipsis:
        return 0
    is_mask = hasattr(part, "dtype") and part.dtype.kind == "b"
    return len(part.shape) if is_mask else 1


def picked(x: Any, index: tuple[Any, ...]) -> Any:
    """``x[index]`` with integer arrays, by one array of positions in one axis."""
    parts = _Parts.of(index, len(x.shape))
    number = len(parts.axes)
    x = np.moveaxis(x[parts.plain], parts.axes, range(number))
    flat = in_one_row(parts.indices, x.shape[:number])
    rows = taken_rows(np.reshape(x, (math.prod(x.shape[:number]), *x.shape[number:])), flat)
    ndim = len(flat.shape)
    return np.moveaxis(rows, range(ndim), range(parts.place, parts.place + ndim))


def scattered(g: Any, index: tuple[Any, ...], shape: tuple[int, ...]) -> Any:
    """Zeros of a shape, to which values are added where integer arrays name them."""
    parts = _Parts.of(index, len(shape))
    whole = np.broadcast_to(np.zeros(()), shape)[parts.plain].shape
    number = len(parts.axes)
    ndim = len(np.broadcast_shapes(*[i.shape for i in parts.indices]))
    lengths = tuple(whole[i] for i in parts.axes)
    rest = tuple(n for i, n in enumerate(whole) if i not in parts.axes)
    g = np.moveaxis(g, range(parts.place, parts.place + ndim), range(ndim))
    rows = added_rows(g, in_one_row(parts.indices, lengths), math.prod(lengths))
    x = np.moveaxis(np.reshape(rows, (*lengths, *rest)), range(number), parts.axes)
    if all(part == slice(None) for part in parts.plain):
        return x
    result = zeros(x, shape)
    result[parts.plain] = x
    return result
