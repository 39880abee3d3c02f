"""Indexing and assignment of every kind that NumPy has.

Index arrays are inputs of the operation, like any other array; the rest of the key (integers,
slices, ``None``, ``...``) is its option, with `ARRAY` where an index array goes.
"""

from __future__ import annotations

import functools
import operator
from typing import Any

import numpy as np

from minigrad.core.deferred import Deferred
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.core.values import is_duck
from minigrad.ops.families import indexing
from minigrad.ops.logic import where
from minigrad.ops.positions import added_along, picked, scattered, taken_along, zeros
from minigrad.ops.shapes import SHORT, widened


class _Placeholder:
    def __repr__(self) -> str:
        return "ARRAY"

    def __reduce__(self) -> str:
        """There is one only, in what is unpickled too."""
        return "ARRAY"


ARRAY = _Placeholder()
Key = tuple[Any, ...]


def parse_key(key: Any) -> tuple[Key, tuple[Any, ...]]:
    """Split an index into its plain part, as a tuple, and its index arrays."""
    plain: list[Any] = []
    arrays: list[Any] = []
    for part in key if isinstance(key, tuple) else (key,):
        if type(part) is np.ndarray and part.dtype.kind in "biu":
            plain.append(ARRAY)
            arrays.append(part)
        elif part is None or part is Ellipsis:
            plain.append(part)
        elif isinstance(part, slice):
            plain.append(slice(*map(_bound, (part.start, part.stop, part.step))))
        elif isinstance(part, (bool, np.bool_)):
            plain.append(ARRAY)
            arrays.append(np.asarray(part))
        elif isinstance(part, (int, np.integer)):
            plain.append(operator.index(part))
        else:
            array = part
            if isinstance(part, (list, tuple)):
                array = np.asarray(part, dtype=None if len(part) else np.intp)
            dtype = getattr(array, "dtype", None)
            if dtype is None or dtype.kind not in "biu":
                raise IndexError(
                    "an index is an integer, a slice, None, ... or an array of integers or "
                    f"booleans, not {type(part).__name__}"
                    + (f" of {dtype}" if dtype is not None else "")
                )
            plain.append(ARRAY)
            arrays.append(array)
    return tuple(plain), tuple(arrays)


def _bound(value: Any) -> int | None:
    return None if value is None else operator.index(value)


def fill_key(key: Key, arrays: tuple[Any, ...]) -> Key:
    """The whole index again: the plain part with the index arrays in their places."""
    if not arrays:
        return key
    if len(arrays) == len(key):
        return arrays
    remaining = iter(arrays)
    return tuple(next(remaining) if part is ARRAY else part for part in key)


def _repeats(arrays: tuple[Any, ...]) -> bool:
    """True where an element may be named more than once: only integer arrays can."""
    return not all(array.dtype.kind == "b" for array in arrays)


def _picked(x: Any, *arrays: Any, key: Key = ()) -> Any:
    index = fill_key(key, arrays)
    is_split = arrays and is_duck(x) and _repeats(arrays) and not any(map(_is_lazy_mask, arrays))
    if not is_split or (len(arrays) == 1 and arrays[0].ndim == 1):
        return x[index]
    return picked(x, index)


def _is_lazy_mask(array: Any) -> bool:
    """True of a mask of which nobody knows how many elements it names."""
    return array.dtype.kind == "b" and is_duck(array)


def _scatter(g: Any, *arrays: Any, key: Key = (), shape: tuple[int, ...] = ()) -> Any:
    index = fill_key(key, arrays)
    if not _repeats(arrays):
        result = zeros(g, shape)
        if is_duck(g):  # Dask assigns to no new axis
            index = tuple(part for part in index if part is not None)
            g = np.reshape(g, result[index].shape)
        result[index] = g
        return result
    if isinstance(g, Deferred) or any(isinstance(a, Deferred) or a.ndim == 0 for a in arrays):
        wide = widened(g)
        result = zeros(wide, shape)
        np.add.at(result, index, wide)
        return result if wide is g else result.astype(g.dtype)
    return scattered(g, index, shape)


_KEYS: tuple[tuple[tuple[int, ...], Key, tuple[Any, ...]], ...] = (
    ((4,), (1,), ()),
    ((4,), (slice(None, None, -2),), ()),
    ((2, 3), (Ellipsis, None, 1), ()),
    ((0, 3), (slice(None), 0), ()),
    ((4,), (ARRAY,), (np.array([0, 2, 2, -1]),)),
    ((3, 2), (ARRAY, ARRAY), (np.array([0, 2, 0]), np.array([1, 1, 1]))),
    ((3, 2), (ARRAY,), (np.array([[True, False], [False, True], [True, True]]),)),
    ((3, 4), (slice(0, 2), ARRAY), (np.array([[3, 3], [0, 1]]),)),
    ((), (), ()),
)


def _picked_shape(shape: tuple[int, ...], key: Key, arrays: tuple[Any, ...]) -> tuple[int, ...]:
    return np.zeros(shape)[fill_key(key, arrays)].shape


def _options_for(shape: tuple[int, ...], *assigned: tuple[int, ...]) -> list[dict[str, Any]]:
    return [
        {"key": key}
        for s, key, arrays in _KEYS
        if s == shape and assigned in ((), (_picked_shape(s, key, arrays),))
    ]


def _arrays_for(options: dict[str, Any], shape: tuple[int, ...], *_: Any) -> tuple[Any, ...]:
    shape = options.get("shape", shape)
    return next(arrays for s, key, arrays in _KEYS if s == shape and key == options["key"])


def _elements(x: Any, key: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    plain, arrays = parse_key(key)
    return (x, *arrays), {"key": plain}


getitem: Op = indexing(
    "getitem",
    _picked,
    lambda g, y, x, *arrays, key: scatter(g, *arrays, key=key, shape=x.shape),
    arguments=_elements,
    domain=Domain(
        shapes=tuple((shape,) for shape, _, _ in dict.fromkeys((s, 0, 0) for s, _, _ in _KEYS)),
        options=_options_for,
        constants=_arrays_for,
    ),
    symbol="[ ]",
    view=True,
    doc="""The elements that ``x[key]`` names, by every kind of NumPy index.

    Repeated ones receive the sum of gradients.

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> mg.getitem(x, [0, 0, 2]).sum().backward()  # x[[0, 0, 2]]
    >>> x.grad
    tensor([2., 0., 1.])
    """,
)
scatter: Op = indexing(
    "scatter",
    _scatter,
    lambda g, y, x, *arrays, key, shape: getitem.apply((g, *arrays), {"key": key}),
    symbol="[ ] +=",
    internal=True,
    domain=Domain(
        shapes=tuple((_picked_shape(*k),) for k in _KEYS),
        options=lambda shape: [
            {"key": key, "shape": s} for s, key, a in _KEYS if _picked_shape(s, key, a) == shape
        ],
        constants=_arrays_for,
    ),
    doc="Zeros of a shape, with values added at the elements named by ``key``.",
)


@functools.lru_cache(maxsize=64)
def _rows(shape: tuple[int, ...]) -> tuple[Any, ...]:
    """The position of each row along each axis but the last, so that they broadcast."""
    positions = [position.copy() for position in np.ogrid[tuple(map(slice, shape))]]
    for position in positions:
        position.setflags(write=False)
    return tuple(positions)


def _take(x: Any, index: Any) -> Any:
    if is_duck(x):
        return taken_along(x, index[..., None], len(x.shape) - 1)[..., 0]
    if len(x.shape) == 2:  # as batches of logits have
        return x[_rows(x.shape[:1])[0], index]
    return x[(*_rows(x.shape[:-1]), index)]


def _put(g: Any, index: Any, shape: tuple[int, ...] = ()) -> Any:
    if is_duck(g):
        return added_along(g[..., None], index[..., None], len(shape) - 1, shape)
    key = (*_rows(shape[:-1]), index)
    # In columns, as the operations on softmax have short rows.
    result = zeros(g, shape, "F" if len(shape) == 2 and shape[1] <= SHORT else "C")
    result[key] = g  # no element is named twice
    return result


_PICKED: tuple[tuple[tuple[int, ...], Any], ...] = (
    ((3, 4), np.array([1, 3, -4])),
    ((4,), np.array(2)),
    ((2, 1, 3), np.array([[0], [2]])),
    ((0, 2), np.zeros(0, int)),
)

take_along_last_axis: Op = indexing(
    "take_along_last_axis",
    _take,
    lambda g, y, x, index: put_along_last_axis(g, index, shape=x.shape),
    None,
    symbol="[i, ·]",
    internal=True,
    domain=Domain(
        shapes=tuple((shape,) for shape, _ in _PICKED),
        constants=lambda options, shape: tuple(i for s, i in _PICKED if s == shape),
    ),
    doc="""The element of each row that an index names, ``x[i, index[i]]``: the last axis goes.

    Examples
    --------
    >>> from minigrad.ops.indexing import take_along_last_axis
    >>> take_along_last_axis(mg.tensor([[1.0, 2.0], [3.0, 4.0]]), np.array([1, 0]))
    tensor([2., 3.])
    """,
)
put_along_last_axis: Op = indexing(
    "put_along_last_axis",
    _put,
    lambda g, y, x, index, shape: take_along_last_axis(g, index),
    None,
    symbol="[i, ·] =",
    internal=True,
    domain=Domain(
        shapes=tuple((index.shape,) for _, index in _PICKED),
        options=lambda shape: [{"shape": s} for s, index in _PICKED if index.shape == shape],
        constants=lambda options, _: tuple(i for s, i in _PICKED if s == options["shape"]),
    ),
    doc="Zeros of a shape, with one value in each row where an index names it.",
)


def _assign(x: Any, value: Any, *arrays: Any, key: Key = ()) -> Any:
    result = np.array(x) if np.isscalar(x) else x.copy()
    result[fill_key(key, arrays)] = value
    return result


def _assigned_rule(g: Any, y: Any, x: Any, value: Any, *arrays: Any, key: Key) -> Any:
    """The gradient of what was assigned; where an element was named twice, the last one won."""
    picked = getitem.apply((g, *arrays), {"key": key})
    if not arrays or not _repeats(arrays):
        return picked
    order = np.arange(picked.size).reshape(picked.shape)
    places = setitem.apply((np.zeros(x.shape, int), order, *arrays), {"key": key})
    winner = getitem.apply((places, *arrays), {"key": key})
    return where(winner == order, picked, 0.0)


def _assignment(x: Any, key: Any, value: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    plain, arrays = parse_key(key)
    dtype = getattr(x, "dtype", None) or np.asarray(x).dtype
    if getattr(value, "requires_grad", False) and dtype.kind not in "fc":
        raise TypeError(f"setitem: a gradient would be lost in {dtype}; make x of floats")
    return (x, value, *arrays), {"key": plain}


setitem: Op = indexing(
    "setitem",
    _assign,
    lambda g, y, x, value, *arrays, key: setitem.apply((g, 0.0, *arrays), {"key": key}),
    _assigned_rule,
    domain=Domain(
        shapes=tuple((s, _picked_shape(s, k, a)) for s, k, a in _KEYS),
        options=_options_for,
        constants=_arrays_for,
    ),
    arguments=_assignment,
    symbol="[ ] =",
    doc="""A copy of ``x`` with ``x[key] = value``; Tensors do this in their own assignment.

    Examples
    --------
    >>> mg.setitem(mg.tensor([1.0, 2.0, 3.0]), slice(0, 2), 0.0)
    tensor([0., 0., 3.])
    """,
)
