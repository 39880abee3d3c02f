"""Gathers: elements taken by index, by mask, or by a choice among several arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.core.deferred import Deferred
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.core.values import is_duck
from minigrad.ops.families import expression, indexing
from minigrad.ops.indexing import parse_key, setitem
from minigrad.ops.logic import equal, invert, logical_or, where, zeros_like
from minigrad.ops.positions import added_along, taken_along
from minigrad.ops.shapes import (
    along,
    as_array,
    astype,
    broadcast_to,
    normalized_axis,
    ravel,
    reshape,
    shape_of,
)

_INDICES: tuple[tuple[tuple[int, ...], Any, int], ...] = (
    ((3, 2), np.array([[0, -1], [2, 2], [0, 1], [0, 0]]), 0),
    ((4,), np.array([3, 1, -4]), -1),
    ((1, 3), np.array([[2], [0]]), -1),
    ((0, 2), np.zeros((0, 1), int), 1),
)
_ALONG = tuple((taken_along(np.zeros(s), i, axis).shape, s, i, axis) for s, i, axis in _INDICES)

take_along_axis: Op = indexing(
    "take_along_axis",
    lambda arr, indices, axis=-1: taken_along(arr, indices, axis),
    lambda g, y, arr, indices, axis: add_along_axis(
        g, indices, axis=axis, shape=_with_length(y.shape, axis, arr.shape[axis])
    ),
    None,
    arguments=lambda arr, indices, axis=-1: (
        (arr if axis is not None else ravel(arr), indices),
        {"axis": 0 if axis is None else axis},
    ),
    numpy=np.take_along_axis,
    domain=Domain(
        shapes=tuple((shape,) for shape, _, _ in _INDICES),
        options=lambda shape: [{"axis": axis} for s, _, axis in _INDICES if s == shape],
        constants=lambda options, shape: tuple(i for s, i, _ in _INDICES if s == shape),
    ),
    doc="""The elements that ``indices`` name along an axis, in each row of its own.

    As `argsort` makes them; repeated ones receive the sum of gradients. None ravels ``arr`` first.

    Examples
    --------
    >>> x = mg.tensor([[3.0, 1.0, 2.0]], requires_grad=True)
    >>> mg.take_along_axis(x, mg.argsort(x), axis=-1).numpy()
    array([[1., 2., 3.]])
    """,
)


def _with_length(shape: tuple[int, ...], axis: int, n: int) -> tuple[int, ...]:
    axis = axis % len(shape)
    return (*shape[:axis], n, *shape[axis + 1 :])


add_along_axis: Op = indexing(
    "add_along_axis",
    lambda g, indices, axis=-1, shape=(): added_along(g, indices, axis, shape),
    lambda g, y, x, indices, axis, shape: take_along_axis(g, indices, axis),
    None,
    symbol="[·] +=",
    internal=True,
    domain=Domain(
        shapes=tuple((taken,) for taken, *_ in _ALONG),
        options=lambda taken: [
            {"axis": axis, "shape": _with_length(t, axis, shape[axis])}
            for t, shape, _, axis in _ALONG
            if t == taken
        ],
        constants=lambda options, taken: tuple(i for t, _, i, _ in _ALONG if t == taken),
    ),
    doc="Zeros of a shape, to which values are added where indices name them along an axis.",
)


@expression()
def put_along_axis(arr: Any, indices: Any, values: Any, axis: int | None) -> Any:
    """A copy of ``arr`` with ``values`` where ``indices`` name them along an axis.

    ``np.put_along_axis`` of a Tensor writes into it, as an assignment does.

    Examples
    --------
    >>> mg.put_along_axis(mg.tensor([[3.0, 1.0]]), [[1]], 5.0, axis=1)
    tensor([[3., 5.]])
    """
    if axis is None:
        flat = put_along_axis(ravel(arr), indices, values, 0)
        return reshape(flat, shape_of(arr))
    arr, indices = as_array(arr), as_array(indices)
    ndim = len(arr.shape)
    axis = normalized_axis(axis, ndim)
    if len(indices.shape) != ndim:
        raise ValueError(
            f"put_along_axis: the indices have {len(indices.shape)} axes, and the array {ndim}"
        )
    key = [
        indices if i == axis else np.arange(n).reshape(-1, *[1] * (ndim - i - 1))
        for i, n in enumerate(arr.shape)
    ]
    plain, arrays = parse_key(tuple(key))
    return setitem.apply((arr, values, *arrays), {"key": plain})


def _in_range(indices: Any, n: int = 1, mode: str = "raise") -> Any:
    if mode == "wrap":
        return indices % n
    if mode == "clip":
        return np.clip(indices, 0, n - 1)
    if mode != "raise":
        raise ValueError(f"mode is 'raise', 'wrap' or 'clip', not {mode!r}")
    is_there = not is_duck(indices) and not isinstance(indices, Deferred)
    if is_there and np.size(indices) and not 0 <= np.min(indices) <= np.max(indices) < n:
        raise ValueError(f"a choice is a number from 0 to {n - 1}")
    return indices


in_range: Op = indexing(
    "in_range",
    _in_range,
    linear=False,
    symbol="·",
    internal=True,
    domain=Domain(
        shapes=((),),
        options=({"n": 3, "mode": "wrap"}, {"n": 3, "mode": "clip"}),
        constants=lambda options: (np.array([-4, 0, 5]),),
    ),
    doc="Indices from 0 to n - 1, by the modes of NumPy's take and choose.",
)


@expression(numpy=np.take)
def take(a: Any, indices: Any, axis: int | None = None, *, mode: str = "raise") -> Any:
    """The elements that ``indices`` name, along an axis, or of all in one row.

    Indices that are out of bounds are an error, or by ``mode`` start again ("wrap") or are
    those of the ends ("clip").

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> mg.take(x, [0, 0, 2]).sum().backward()
    >>> x.grad
    tensor([2., 0., 1.])
    """
    x = ravel(a) if axis is None else as_array(a)
    axis = 0 if axis is None else normalized_axis(axis, len(x.shape))
    if mode != "raise" or not isinstance(indices, int):
        indices = as_array(indices)
        if indices.dtype.kind == "b" or indices.size == 0:
            indices = astype(indices, np.intp)
        if mode != "raise":
            indices = in_range(indices, x.shape[axis], mode)
    return x[along(axis, indices)]


@expression(numpy=np.compress)
def compress(condition: Any, a: Any, axis: int | None = None) -> Any:
    """The parts along an axis where a ``condition`` holds; by default, of all in one row.

    Examples
    --------
    >>> mg.compress([True, False, True], mg.tensor([1.0, 2.0, 3.0]))
    tensor([1., 3.])
    """
    x = ravel(a) if axis is None else as_array(a)
    axis = 0 if axis is None else normalized_axis(axis, len(x.shape))
    condition = as_array(condition)
    if len(condition.shape) != 1:
        raise ValueError(f"compress: the condition has one axis, not shape {condition.shape}")
    condition = condition if condition.dtype.kind == "b" else astype(condition, bool)
    return x[along(axis, slice(condition.shape[0]))][along(axis, condition)]


@expression(numpy=np.extract)
def extract(condition: Any, arr: Any) -> Any:
    """The elements where a ``condition`` holds, in one row.

    Examples
    --------
    >>> x = mg.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> mg.extract(x > 1.5, x)
    tensor([2., 3., 4.])
    """
    return compress(ravel(condition), ravel(arr))


@expression(numpy=np.choose)
def choose(a: Any, choices: Sequence[Any], mode: str = "raise") -> Any:
    """The element of that array among several whose number ``a`` says, place by place.

    Examples
    --------
    >>> mg.choose([0, 1], [mg.tensor([1.0, 2.0]), mg.tensor([3.0, 4.0])])
    tensor([1., 4.])
    """
    choices = [as_array(choice) for choice in choices]
    numbers = as_array(a)
    if numbers.dtype.kind == "b":
        numbers = astype(numbers, np.intp)
    numbers = in_range(numbers, len(choices), mode)
    dtype = np.result_type(*[choice.dtype for choice in choices])
    result = choices[0]
    if len(choices) == 1:
        result = broadcast_to(result, np.broadcast_shapes(result.shape, shape_of(numbers)))
    for i, choice in enumerate(choices[1:], 1):
        result = where(equal(numbers, i), choice, result)
    return result if result.dtype == dtype else astype(result, dtype)


@expression(numpy=np.select)
def select(condlist: Sequence[Any], choicelist: Sequence[Any], default: Any = 0) -> Any:
    """The element of the first array whose condition holds, place by place, or the default.

    All arrays are computed; see `where` for what this means for derivatives that are infinite.

    Examples
    --------
    >>> x = mg.tensor([-1.0, 0.5, 2.0])
    >>> mg.select([x < 0, x < 1], [-x, x * x], default=1.0)
    tensor([1.  , 0.25, 1.  ])
    """
    if len(condlist) != len(choicelist):
        raise ValueError(
            f"select: there are {len(condlist)} conditions and {len(choicelist)} choices"
        )
    if not len(condlist):
        raise ValueError("select: there is no condition")
    result = default
    for condition, choice in reversed([*zip(condlist, choicelist, strict=True)]):
        mask = as_array(condition)
        if mask.dtype.kind != "b":
            raise TypeError(f"select: a condition is of booleans, not of {mask.dtype}")
        result = where(mask, choice, result)
    return result


@expression(numpy=np.piecewise)
def piecewise(x: Any, condlist: Any, funclist: Sequence[Any], *args: Any, **kw: Any) -> Any:
    """A function given in pieces: each is called with the elements where its condition holds.

    A number stands for a constant function. One piece more than there are conditions is for the
    elements where none holds; without it they are 0.

    Examples
    --------
    >>> x = mg.tensor([-1.0, 4.0], requires_grad=True)
    >>> mg.piecewise(x, [x < 0], [lambda v: -v, mg.sqrt]).sum().backward()
    >>> x.grad
    tensor([-1.  ,  0.25])
    """
    x = as_array(x)
    conditions = _conditions(x, condlist)
    if len(funclist) == len(conditions) + 1:
        held: Any = np.zeros(x.shape, bool)
        for condition in conditions:
            held = logical_or(held, condition)
        conditions = [*conditions, invert(held)]
    if len(funclist) != len(conditions):
        raise ValueError(
            f"piecewise: with {len(conditions)} conditions there are {len(conditions)} or "
            f"{len(conditions) + 1} functions, not {len(funclist)}"
        )
    result = zeros_like(x)
    for condition, function in zip(conditions, funclist, strict=True):
        plain, arrays = parse_key(condition)
        value = function
        if callable(function):
            chosen = x[condition]
            if not chosen.size:
                continue
            value = function(chosen, *args, **kw)
        result = setitem.apply((result, value, *arrays), {"key": plain})
    return result


def _conditions(x: Any, condlist: Any) -> list[Any]:
    """The conditions as masks of the shape of x."""
    if not shape_of(condlist) or (x.shape and not shape_of(condlist[0])):
        condlist = [condlist]
    conditions = [as_array(condition) for condition in condlist]
    return [
        condition if condition.dtype.kind == "b" else astype(condition, bool)
        for condition in conditions
    ]
