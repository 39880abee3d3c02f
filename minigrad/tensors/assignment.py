"""Assignment: the handle gets a new node, and what was recorded before keeps the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from minigrad.ops import indexing, public
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

    def put(self, indices: Any, values: Any) -> None:
        """Assign values to elements, counted in the order of their indices."""
        self._refuse_part()
        flat = self.ravel().copy()
        flat[indices] = values
        self._rebind(flat.reshape(self.shape), "put()")

    def sort(self, axis: int = -1) -> None:
        """Sort the elements along an axis; see `minigrad.sort` for a sorted copy."""
        self._refuse_part()
        self._rebind(public["sort"](self, axis=axis), "sort()")

    def partition(self, kth: int, axis: int = -1) -> None:
        """Bring the elements that a sorted array has up to a place before the others."""
        self._refuse_part()
        self._rebind(public["partition"](self, kth, axis=axis), "partition()")
