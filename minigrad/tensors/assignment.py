"""Assignment: the handle gets a new node, and what was recorded before keeps the old one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from minigrad.core.dispatch import implements, on_values
from minigrad.core.node import Node
from minigrad.ops import gathering, indexing, logic, order, repeating, shapes
from minigrad.support.pytree import leaves
from minigrad.tensors.base import Handle

if TYPE_CHECKING:
    from typing_extensions import Self


CUT_OFF = (
    "this Tensor was computed by a recorded operation, and a new value that is not recorded would "
    "cut its gradient off; write x = x.detach() to go on with the value alone"
)
PART = (
    "this Tensor is a part of another one (a slice, a row, a reshape), which writing into it would "
    "not change; write into the whole, x[i, j] = value, or make a value of its own first, "
    "part = part.copy()"
)


class Assignable(Handle):
    """``x[i] = v``, ``x += y`` and their like."""

    __slots__ = ()

    node: Node

    def _refuse_part(self) -> None:
        """Refuse a write that nobody would see."""
        if self._whole is not None and self._whole() is not None:
            raise ValueError(PART)

    def _rebind(self, result: Self, what: str) -> Self:
        if not isinstance(result, Handle):
            raise TypeError(
                f"{what}: a Tensor cannot become {result!r}; make a new value, x = x + y, or begin "
                "with one of that kind, mg.zeros_like(y)"
            )
        if result.shape != self.shape:
            raise ValueError(
                f"{what}: the result has shape {result.shape} and does not fit into a Tensor of "
                f"shape {self.shape}"
            )
        if result.dtype != self.dtype:
            if not np.can_cast(result.dtype, self.dtype, "same_kind"):
                raise TypeError(
                    f"{what}: a result of {result.dtype} does not fit into a Tensor of "
                    f"{self.dtype}; write `x = x + y` to get a new Tensor"
                )
            result = result.astype(self.dtype)
        recorded = result.node.op is not None
        if recorded and result.node.requires_grad and result.dtype.kind not in "fc":
            raise TypeError(
                f"{what}: a gradient would be lost in a Tensor of {self.dtype}; make it of floats"
            )
        if not recorded and self.node.op is None:
            self._become_leaf(result.node.value, self.node.requires_grad)
        elif not recorded and self.node.requires_grad:
            raise RuntimeError(CUT_OFF)
        else:
            if self.node.target is not None:  # this handle no longer stands for the leaf it was
                self.node.target = self.node.target.without_owner()
            result.node.name = self.name
            self.node = result.node
        self._whole = None
        return self

    def __setitem__(self, key: Any, value: Any) -> None:
        self._refuse_part()
        plain, arrays = indexing.parse_key(key)
        assigned = indexing.setitem.apply((self, value, *arrays), {"key": plain})
        self._rebind(assigned, "x[key] = value")

    def __iadd__(self, other: Any) -> Self:
        return self._rebind(self + other, "+=")

    def __isub__(self, other: Any) -> Self:
        return self._rebind(self - other, "-=")

    def __imul__(self, other: Any) -> Self:
        return self._rebind(self * other, "*=")

    def __itruediv__(self, other: Any) -> Self:
        return self._rebind(self / other, "/=")

    def __ipow__(self, other: Any) -> Self:
        return self._rebind(self**other, "**=")

    def __imatmul__(self, other: Any) -> Self:
        return self._rebind(self @ other, "@=")

    def __ifloordiv__(self, other: Any) -> Self:
        return self._rebind(self // other, "//=")

    def __imod__(self, other: Any) -> Self:
        return self._rebind(self % other, "%=")

    def __ilshift__(self, other: Any) -> Self:
        return self._rebind(self << other, "<<=")

    def __irshift__(self, other: Any) -> Self:
        return self._rebind(self >> other, ">>=")

    def __iand__(self, other: Any) -> Self:
        return self._rebind(self & other, "&=")

    def __ior__(self, other: Any) -> Self:
        return self._rebind(self | other, "|=")

    def __ixor__(self, other: Any) -> Self:
        return self._rebind(self ^ other, "^=")

    def fill(self, value: Any) -> None:
        """Assign a value to all elements."""
        self[...] = value

    def put(self, indices: Any, values: Any, mode: str = "raise") -> None:
        """Assign values to elements, counted in the order of their indices."""
        _put(self, indices, values, mode)

    def sort(self, axis: int = -1) -> None:
        """Sort the elements along an axis; see `minigrad.sort` for a sorted copy."""
        self._refuse_part()
        self._rebind(order.sort(self, axis=axis), "sort()")

    def partition(self, kth: int, axis: int = -1) -> None:
        """Bring the elements that a sorted array has up to a place before the others."""
        self._refuse_part()
        self._rebind(order.partition(self, kth, axis=axis), "partition()")


# NumPy's functions that write into their first argument.


def _write(target: Any, result: Any, function: Any) -> None:
    """Give a Tensor the value that a function of NumPy would have written into it."""
    target._refuse_part()
    target._rebind(result, f"np.{function.__name__}")


def _written_into_array(function: Any, *args: Any, **options: Any) -> None:
    """Let NumPy write into an array, where no gradient is lost."""
    if any(getattr(x, "requires_grad", False) for x in leaves(args)):
        raise TypeError(
            f"np.{function.__name__} would write a Tensor into an array, where its gradient would "
            "be lost; make the array a Tensor first, minigrad.tensor(a)"
        )
    on_values(function, *args, **options)


@implements(np.copyto)
def _copyto(dst: Any, src: Any, casting: str = "same_kind", where: Any = True) -> None:
    if not isinstance(dst, Handle):
        _written_into_array(np.copyto, dst, src, casting=casting, where=where)
        return
    _write(dst, logic.where(where, src, dst), np.copyto)


@implements(np.putmask)
def _putmask(a: Any, mask: Any, values: Any) -> None:
    if not isinstance(a, Handle):
        _written_into_array(np.putmask, a, mask, values)
        return
    _write(a, logic.where(mask, repeating.resize(values, a.shape), a), np.putmask)


@implements(np.place)
def _place(arr: Any, mask: Any, vals: Any) -> None:
    if not isinstance(arr, Handle):
        _written_into_array(np.place, arr, mask, vals)
        return
    number = int(on_values(np.count_nonzero, mask))
    mask = shapes.astype(shapes.reshape(mask, arr.shape), bool)
    _write(arr, indexing.setitem(arr, mask, repeating.resize(vals, number)), np.place)


@implements(np.put)
def _put(a: Any, ind: Any, v: Any, mode: str = "raise") -> None:
    if not isinstance(a, Handle):
        _written_into_array(np.put, a, ind, v, mode)
        return
    ind = shapes.ravel(ind)
    if mode != "raise":
        ind = gathering.in_range(ind, a.size, mode)
    flat = indexing.setitem(shapes.ravel(a), ind, repeating.resize(v, ind.shape))
    _write(a, shapes.reshape(flat, a.shape), np.put)


@implements(np.put_along_axis)
def _put_along_axis(arr: Any, indices: Any, values: Any, axis: int | None) -> None:
    if not isinstance(arr, Handle):
        _written_into_array(np.put_along_axis, arr, indices, values, axis)
        return
    _write(arr, gathering.put_along_axis(arr, indices, values, axis), np.put_along_axis)


@implements(np.fill_diagonal)
def _fill_diagonal(a: Any, val: Any, wrap: bool = False) -> None:
    if not isinstance(a, Handle):
        _written_into_array(np.fill_diagonal, a, val, wrap)
        return
    shape = a.shape
    if len(shape) < 2 or (len(shape) > 2 and len(set(shape)) > 1):
        raise ValueError(f"fill_diagonal: an array of shape {shape} has no diagonal")
    step = sum(math.prod(shape[i + 1 :]) for i in range(len(shape)))
    end = None if wrap or len(shape) > 2 else shape[1] ** 2
    key = slice(None, end, step)
    flat = shapes.ravel(a)
    values = repeating.resize(val, len(range(flat.size)[key]))
    _write(a, shapes.reshape(indexing.setitem(flat, key, values), shape), np.fill_diagonal)
