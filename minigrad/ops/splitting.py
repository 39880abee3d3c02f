"""Pieces: arrays cut along an axis, with parts left out or put in."""

from __future__ import annotations

import operator
from itertools import pairwise
from typing import Any

import numpy as np

from minigrad.ops.families import expression
from minigrad.ops.joining import concatenate
from minigrad.ops.rearranging import moveaxis
from minigrad.ops.shapes import (
    along,
    as_array,
    broadcast_to,
    normalized_axis,
    ravel,
    reshape,
    shape_of,
)

_FEW = 16  # pieces, above which one index array is faster


def _cuts(indices_or_sections: Any, n: int, *, evenly: bool) -> list[Any]:
    """The places before which an axis of length n is cut."""
    if shape_of(indices_or_sections):
        return [operator.index(i) for i in indices_or_sections]
    sections = operator.index(indices_or_sections)
    if sections <= 0:
        raise ValueError(f"the number of sections must be larger than 0, not {sections}")
    if evenly and n % sections:
        raise ValueError(
            f"split: an axis of length {n} has no {sections} equal parts; array_split makes "
            "parts whose lengths differ by 1"
        )
    size, longer = divmod(n, sections)
    return [size * i + min(i, longer) for i in range(1, sections)]


@expression(numpy=np.array_split)
def array_split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Pieces along an axis: a number of them, as equal as can be, or cut before given places.

    Examples
    --------
    >>> mg.array_split(mg.tensor([1.0, 2.0, 3.0]), 2)
    [tensor([1., 2.]), tensor([3.])]
    """
    return _pieces(ary, indices_or_sections, axis, evenly=False)


@expression(numpy=np.split)
def split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Pieces along an axis: a number of equal ones, or cut before given places.

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> first, second = mg.split(x, [1])
    >>> (first * second).sum().backward()
    >>> x.grad
    tensor([5., 1., 1.])
    """
    return _pieces(ary, indices_or_sections, axis, evenly=True)


def _pieces(ary: Any, indices_or_sections: Any, axis: int, *, evenly: bool) -> list[Any]:
    x = as_array(ary)
    axis = normalized_axis(axis, len(x.shape))
    n = x.shape[axis]
    ends = [0, *_cuts(indices_or_sections, n, evenly=evenly), n]
    return [x[along(axis, slice(*ends[i : i + 2]))] for i in range(len(ends) - 1)]


@expression(numpy=np.hsplit)
def hsplit(ary: Any, indices_or_sections: Any) -> list[Any]:
    """Columns (of one axis, elements) in pieces: `split` along axis 1.

    Examples
    --------
    >>> [x.shape for x in mg.hsplit(mg.zeros((2, 4)), 2)]
    [(2, 2), (2, 2)]
    """
    x = _with_axes(ary, 1, "hsplit")
    return split(x, indices_or_sections, 1 if len(x.shape) > 1 else 0)


@expression(numpy=np.vsplit)
def vsplit(ary: Any, indices_or_sections: Any) -> list[Any]:
    """Rows in pieces: `split` along axis 0 of two at least.

    Examples
    --------
    >>> [x.shape for x in mg.vsplit(mg.zeros((2, 4)), 2)]
    [(1, 4), (1, 4)]
    """
    return split(_with_axes(ary, 2, "vsplit"), indices_or_sections, 0)


@expression(numpy=np.dsplit)
def dsplit(ary: Any, indices_or_sections: Any) -> list[Any]:
    """Layers in pieces: `split` along axis 2.

    Examples
    --------
    >>> [x.shape for x in mg.dsplit(mg.zeros((2, 3, 2)), 2)]
    [(2, 3, 1), (2, 3, 1)]
    """
    return split(_with_axes(ary, 3, "dsplit"), indices_or_sections, 2)


def _with_axes(ary: Any, ndim: int, name: str) -> Any:
    x = as_array(ary)
    if len(x.shape) < ndim:
        raise ValueError(f"{name}: {ndim} axes are needed, and the shape is {x.shape}")
    return x


@expression(numpy=getattr(np, "unstack", ()))  # since NumPy 2.1
def unstack(x: Any, /, *, axis: int = 0) -> tuple[Any, ...]:
    """The parts along an axis, which goes: the inverse of `stack`.

    Examples
    --------
    >>> mg.unstack(mg.tensor([[1.0, 2.0], [3.0, 4.0]]))
    (tensor([1., 2.]), tensor([3., 4.]))
    """
    x = _with_axes(x, 1, "unstack")
    axis = normalized_axis(axis, len(x.shape))
    return tuple([x[along(axis, i)] for i in range(x.shape[axis])])


@expression(numpy=np.append)
def append(arr: Any, values: Any, axis: int | None = None) -> Any:
    """``arr`` with ``values`` after it along an axis; None ravels both first.

    Examples
    --------
    >>> mg.append(mg.tensor([1.0]), [2.0, 3.0])
    tensor([1., 2., 3.])
    """
    if axis is None:
        return concatenate([ravel(arr), ravel(values)])
    return concatenate([as_array(arr), as_array(values)], axis=axis)


def _flat_or_along(arr: Any, axis: int | None) -> tuple[Any, int]:
    x = ravel(arr) if axis is None else as_array(arr)
    return x, 0 if axis is None else normalized_axis(axis, len(x.shape))


def _value(obj: Any) -> Any:
    """Places as plain numbers: they decide about a shape."""
    return obj.numpy() if hasattr(obj, "numpy") else obj


@expression(numpy=np.delete)
def delete(arr: Any, obj: Any, axis: int | None = None) -> Any:
    """``arr`` without the places that ``obj`` names: a number, a slice, several, or a mask.

    Along ``axis``; by default of all elements in one row.

    Examples
    --------
    >>> mg.delete(mg.tensor([1.0, 2.0, 3.0]), 1)
    tensor([1., 3.])
    """
    x, axis = _flat_or_along(arr, axis)
    kept = np.delete(np.arange(x.shape[axis]), _value(obj))
    return _at(x, kept, axis) if len(kept) else x[along(axis, slice(0, 0))]


def _at(x: Any, places: Any, axis: int) -> Any:
    """The parts of ``x`` at some places: slices, joined, where these are few."""
    starts = [0, *(np.flatnonzero(np.diff(places) != 1) + 1).tolist()]
    if len(starts) > _FEW:
        return x[along(axis, places)]
    ends = [(int(places[i]), int(places[j - 1]) + 1) for i, j in pairwise([*starts, len(places)])]
    parts = [x[along(axis, slice(*pair))] for pair in ends]
    return parts[0] if len(parts) == 1 else concatenate(parts, axis=axis)


@expression(numpy=np.insert)
def insert(arr: Any, obj: Any, values: Any, axis: int | None = None) -> Any:
    """``arr`` with ``values`` put in before the places that ``obj`` names.

    Along ``axis``; by default of all elements in one row.

    Examples
    --------
    >>> mg.insert(mg.tensor([1.0, 3.0]), 1, 2.0)
    tensor([1., 2., 3.])
    """
    x, axis = _flat_or_along(arr, axis)
    n, ndim = x.shape[axis], len(x.shape)
    values = as_array(values)
    if hasattr(values, "astype") and values.dtype != x.dtype:
        values = values.astype(x.dtype)  # as NumPy's, which has the dtype of arr
    obj = _value(obj)
    places = _places_of(obj, n)
    number = len(places)
    if number == 1:
        values = reshape(values, (1,) * (ndim - len(values.shape)) + tuple(values.shape))
        if not isinstance(obj, slice) and not shape_of(obj):
            values = moveaxis(values, 0, axis)
        number = values.shape[axis]
    shape = tuple(number if i == axis else length for i, length in enumerate(x.shape))
    if values.shape != shape:
        values = broadcast_to(values, shape)
    # How NumPy puts numbered rows in says where each row of the result comes from.
    sources = np.insert(np.arange(n), places, n + np.arange(number))
    return _at(concatenate([x, values], axis=axis), sources, axis) if len(sources) else x


def _places_of(obj: Any, n: int) -> Any:
    if isinstance(obj, slice):
        return np.arange(*obj.indices(n))
    places = np.asarray(obj)
    if places.dtype == np.bool_:
        return np.flatnonzero(places)
    places = places.astype(np.intp) if places.size == 0 else places
    if places.dtype.kind not in "iu":
        raise IndexError(f"places are integers, not of {places.dtype}")
    return np.atleast_1d(places)


@expression(numpy=np.trim_zeros)
def trim_zeros(filt: Any, trim: str = "fb", axis: Any = None) -> Any:
    """``filt`` without the zeros at its front ("f"), its back ("b"), or both.

    Along each axis that is named, by default all of them, whole rows of zeros go.

    Examples
    --------
    >>> mg.trim_zeros(mg.tensor([0.0, 1.0, 0.0, 2.0, 0.0]))
    tensor([1., 0., 2.])
    """
    x = as_array(filt)
    value = _value(x)
    ndim = len(x.shape)
    axes = range(ndim) if axis is None else [axis] if isinstance(axis, int) else axis
    chosen = {normalized_axis(i, ndim) for i in axes}
    ends = trim.lower()
    if ends not in ("f", "b", "fb", "bf"):
        raise ValueError(f"trim_zeros: trim is 'f', 'b' or 'fb', not {trim!r}")
    key = []
    places = np.argwhere(np.asarray(value) != 0)
    for i, n in enumerate(x.shape):
        first, last = (int(places[:, i].min()), int(places[:, i].max())) if len(places) else (0, -1)
        is_cut = i in chosen and (n > 0)
        start = first if is_cut and "f" in ends else 0
        key.append(slice(start, last + 1 if is_cut and ("b" in ends or not len(places)) else n))
    return x[tuple(key)]
