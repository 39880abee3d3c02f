"""Order: sorting, and the elements that stand at certain places of it.

A sorted element is the element that was chosen, and so is its gradient.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.complex_numbers import refuse_complex
from minigrad.ops.families import expression, other
from minigrad.ops.gathering import add_along_axis, take_along_axis
from minigrad.ops.rearranging import moveaxis
from minigrad.ops.shapes import (
    Axis,
    along,
    as_array,
    normalized_axes,
    normalized_axis,
    ravel,
    reshape,
)

_SORTED = Domain(
    shapes=(((4,),), ((2, 3),), ((0,),)),
    options=lambda shape: [{}, {"axis": 0, "descending": True}, {"axis": None}],
    ties=True,
    analytic=False,
)
_PARTED = _SORTED._replace(
    shapes=(((4,),), ((2, 3),)),
    options=lambda shape: [{"kth": 1}, {"kth": (0, -1), "axis": 0}, {"kth": 2, "axis": None}],
)


def _kinds(stable: bool | None, kind: str | None, usual: str | None = None) -> dict[str, Any]:
    return {"kind": "stable" if stable else kind or (usual if stable is None else None)}


def _argsort(
    a: Any,
    axis: int | None = -1,
    kind: str | None = None,
    stable: bool | None = None,
    descending: bool = False,
) -> Any:
    if not descending:
        return np.argsort(a, axis, **_kinds(stable, kind, "stable"))
    # Backwards before and after, so that equal ones stay in their order.
    a = np.reshape(a, -1) if axis is None else a
    axis = -1 if axis is None else axis
    order = np.argsort(np.flip(a, axis), axis, **_kinds(stable, kind, "stable"))
    return np.flip(a.shape[axis] - 1 - order, axis)


def _sort(
    a: Any,
    axis: int | None = -1,
    kind: str | None = None,
    stable: bool | None = None,
    descending: bool = False,
) -> Any:
    result = np.sort(a, axis, **_kinds(stable, kind))
    return np.flip(result, -1 if axis is None else axis) if descending else result


def _back(g: Any, a: Any, order: Any, axis: int | None) -> Any:
    """Elements of the gradient, each at the place from which the element was taken."""
    if axis is not None:
        return add_along_axis(g, order, axis=axis, shape=a.shape)
    return reshape(add_along_axis(g, order, axis=0, shape=g.shape), a.shape)


def _sort_rule(g: Any, y: Any, a: Any, axis: int | None, **options: Any) -> Any:
    refuse_complex(a, "sort")
    return _back(g, a, argsort(a, axis=axis, **options), axis)


argsort: Op = other(
    "argsort",
    _argsort,
    numpy=np.argsort,
    domain=_SORTED,
    doc="""The indices that sort along an axis; None is all elements in one row.

    With ``descending`` the largest first. Equal ones stay in their order, as the array API says,
    unless ``stable=False`` or another ``kind`` is asked for.

    Examples
    --------
    >>> mg.argsort(mg.tensor([3.0, 1.0, 2.0]))
    tensor([1, 2, 0])
    """,
)
sort: Op = other(
    "sort",
    _sort,
    _sort_rule,
    numpy=np.sort,
    domain=_SORTED,
    doc="""The elements in increasing order along an axis; None is all elements in one row.

    With ``descending`` the largest first. The gradient goes to the element that was chosen; complex
    numbers are sorted as NumPy sorts them, without gradient.

    Examples
    --------
    >>> x = mg.tensor([3.0, 1.0, 2.0], requires_grad=True)
    >>> (mg.sort(x) * [1.0, 10.0, 100.0]).sum().backward()
    >>> x.grad
    tensor([100.,   1.,  10.])
    """,
)


def _argpartition(
    a: Any, kth: int | Sequence[int] = 0, axis: int | None = -1, kind: Any = "introselect"
) -> Any:
    return np.argpartition(a, kth, axis, kind)


def _partition(
    a: Any, kth: int | Sequence[int] = 0, axis: int | None = -1, kind: Any = "introselect"
) -> Any:
    # np.partition may leave the others in another order than argpartition does.
    order = np.argpartition(a, kth, axis, kind)
    return np.reshape(a, -1)[order] if axis is None else np.take_along_axis(a, order, axis)


def _partition_rule(g: Any, y: Any, a: Any, axis: int | None, **options: Any) -> Any:
    refuse_complex(a, "partition")
    return _back(g, a, argpartition(a, axis=axis, **options), axis)


argpartition: Op = other(
    "argpartition",
    _argpartition,
    numpy=np.argpartition,
    domain=_PARTED,
    doc="""The indices that put the ``kth`` element where sorting would put it, smaller ones before.

    Examples
    --------
    >>> mg.argpartition(mg.tensor([3.0, 1.0, 2.0]), 0)[0]
    tensor(1)
    """,
)
partition: Op = other(
    "partition",
    _partition,
    _partition_rule,
    numpy=np.partition,
    domain=_PARTED,
    doc="""The elements with the ``kth`` where sorting would put it, and smaller ones before it.

    Examples
    --------
    >>> mg.partition(mg.tensor([3.0, 1.0, 2.0]), 1)
    tensor([1., 2., 3.])
    """,
)


class TopK(NamedTuple):
    """The largest elements, and where they are."""

    values: Any
    indices: Any


@expression()
def topk(x: Any, k: int, axis: int = -1, largest: bool = True) -> TopK:
    """The ``k`` largest (or smallest) elements along an axis, in order, and their indices.

    Source: PyTorch's ``topk``.

    Examples
    --------
    >>> values, indices = mg.topk(mg.tensor([1.0, 3.0, 2.0]), 2)
    >>> values, indices
    (tensor([3., 2.]), tensor([1, 2]))
    """
    x = as_array(x)
    axis = normalized_axis(axis, len(x.shape))
    if not 0 <= k <= x.shape[axis]:
        raise ValueError(f"topk: an axis of length {x.shape[axis]} has no {k} elements")
    refuse_complex(x, "topk")
    order = argsort(x, axis=axis, stable=True, descending=largest)
    indices = order[along(axis, slice(k))]
    return TopK(take_along_axis(x, indices, axis=axis), indices)


def flattened(a: Any, axis: Axis) -> tuple[Any, tuple[int, ...], tuple[int, ...]]:
    """Axes of an array as its last one; which they are, and the lengths of the others."""
    x = as_array(a)
    axes = normalized_axes(axis, len(x.shape))
    kept = tuple(n for i, n in enumerate(x.shape) if i not in axes)
    if axis is None:
        return ravel(x), axes, kept
    moved = moveaxis(x, axes, tuple(range(-len(axes), 0)))
    return reshape(moved, (*kept, math.prod(x.shape[i] for i in axes))), axes, kept


searchsorted: Op = other(
    "searchsorted",
    lambda a, v, *sorter, side="left": np.searchsorted(a, v, side, *sorter),
    arguments=lambda a, v, side="left", sorter=None: (
        (a, v) if sorter is None else (a, v, sorter),
        {"side": side},
    ),
    numpy=np.searchsorted,
    domain=Domain(shapes=(((3,), ()), ((3,), (2, 2))), options=({}, {"side": "right"})),
    doc="""Where numbers would be put into a sorted row: before equal ones, or after ("right").

    Examples
    --------
    >>> mg.searchsorted(mg.tensor([1.0, 2.0, 3.0]), [2.0, 5.0])
    tensor([1, 3])
    """,
)
