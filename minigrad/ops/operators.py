"""Operators and methods of Tensors and symbols, one line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from minigrad.core.op import Op
from minigrad.ops import (
    complex_numbers,
    gathering,
    indexing,
    integers,
    logic,
    products,
    reductions,
    rounding,
    shapes,
)
from minigrad.ops import elementwise as e
from minigrad.ops.methods import Methods
from minigrad.ops.shapes import Axis

if TYPE_CHECKING:
    from numpy.typing import DTypeLike
    from typing_extensions import Self, TypedDict, Unpack

    from minigrad.support.annotations import Operand

    class Named(TypedDict, total=False):
        """Options of reductions by their names in NumPy's functions, and in PyTorch."""

        dtype: DTypeLike | None
        out: Any
        where: Operand | None
        initial: Operand | None
        correction: float | None
        dim: Axis
        keepdim: bool


_NONE: dict[str, Any] = {}


class Operators(Methods):
    """Operators and methods in terms of operations; `_apply` says what they mean."""

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def dtype(self) -> np.dtype[Any]:
            """The type of the elements."""

        def _apply(self, op: Op, inputs: tuple[Any, ...], options: Mapping[str, Any]) -> Self: ...

    def __add__(self, other: Any) -> Self:
        return self._apply(e.add, (self, other), _NONE)

    def __radd__(self, other: Any) -> Self:
        return self._apply(e.add, (other, self), _NONE)

    def __sub__(self, other: Any) -> Self:
        return self._apply(e.subtract, (self, other), _NONE)

    def __rsub__(self, other: Any) -> Self:
        return self._apply(e.subtract, (other, self), _NONE)

    def __mul__(self, other: Any) -> Self:
        return self._apply(e.multiply, (self, other), _NONE)

    def __rmul__(self, other: Any) -> Self:
        return self._apply(e.multiply, (other, self), _NONE)

    def __truediv__(self, other: Any) -> Self:
        return self._apply(e.divide, (self, other), _NONE)

    def __rtruediv__(self, other: Any) -> Self:
        return self._apply(e.divide, (other, self), _NONE)

    def __floordiv__(self, other: Any) -> Self:
        return self._apply(rounding.floor_divide, (self, other), _NONE)

    def __rfloordiv__(self, other: Any) -> Self:
        return self._apply(rounding.floor_divide, (other, self), _NONE)

    def __mod__(self, other: Any) -> Self:
        return self._apply(rounding.remainder, (self, other), _NONE)

    def __rmod__(self, other: Any) -> Self:
        return self._apply(rounding.remainder, (other, self), _NONE)

    def __divmod__(self, other: Any) -> tuple[Self, Self]:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> tuple[Self, Self]:
        return other // self, other % self

    def __lshift__(self, other: Any) -> Self:
        return self._apply(integers.left_shift, (self, other), _NONE)

    def __rlshift__(self, other: Any) -> Self:
        return self._apply(integers.left_shift, (other, self), _NONE)

    def __rshift__(self, other: Any) -> Self:
        return self._apply(integers.right_shift, (self, other), _NONE)

    def __rrshift__(self, other: Any) -> Self:
        return self._apply(integers.right_shift, (other, self), _NONE)

    def __pow__(self, other: Any) -> Self:
        return self._apply(e.power, (self, other), _NONE)

    def __rpow__(self, other: Any) -> Self:
        return self._apply(e.power, (other, self), _NONE)

    def __matmul__(self, other: Any) -> Self:
        return self._apply(products.matmul, (self, other), _NONE)

    def __rmatmul__(self, other: Any) -> Self:
        return self._apply(products.matmul, (other, self), _NONE)

    def __neg__(self) -> Self:
        return self._apply(e.negative, (self,), _NONE)

    def __pos__(self) -> Self:
        return self._apply(e.positive, (self,), _NONE)

    def __abs__(self) -> Self:
        return self._apply(e.absolute, (self,), _NONE)

    def __round__(self, ndigits: int | None = None) -> Self:
        result: Self = self.round(ndigits or 0)
        return result

    def __lt__(self, other: Any) -> Self:
        return self._apply(logic.less, (self, other), _NONE)

    def __le__(self, other: Any) -> Self:
        return self._apply(logic.less_equal, (self, other), _NONE)

    def __gt__(self, other: Any) -> Self:
        return self._apply(logic.greater, (self, other), _NONE)

    def __ge__(self, other: Any) -> Self:
        return self._apply(logic.greater_equal, (self, other), _NONE)

    def __and__(self, other: Any) -> Self:
        return self._apply(logic.bitwise_and, (self, other), _NONE)

    def __rand__(self, other: Any) -> Self:
        return self._apply(logic.bitwise_and, (self, other), _NONE)

    def __or__(self, other: Any) -> Self:
        return self._apply(logic.bitwise_or, (self, other), _NONE)

    def __ror__(self, other: Any) -> Self:
        return self._apply(logic.bitwise_or, (self, other), _NONE)

    def __xor__(self, other: Any) -> Self:
        return self._apply(logic.bitwise_xor, (self, other), _NONE)

    __rxor__ = __xor__

    def __invert__(self) -> Self:
        return self._apply(logic.invert, (self,), _NONE)

    def __eq__(self, other: object) -> Self:  # type: ignore[override]  # elementwise, as arrays
        if other is None or isinstance(other, (str, bytes)):
            return NotImplemented
        return self._apply(logic.equal, (self, other), _NONE)

    def __ne__(self, other: object) -> Self:  # type: ignore[override]  # elementwise, as arrays
        if other is None or isinstance(other, (str, bytes)):
            return NotImplemented
        return self._apply(logic.not_equal, (self, other), _NONE)

    if TYPE_CHECKING:

        def __hash__(self) -> int: ...

    else:
        __hash__ = object.__hash__

    def __getitem__(self, key: Any) -> Self:
        plain, arrays = indexing.parse_key(key)
        if arrays:
            result: Self = indexing.getitem.apply((self, *arrays), {"key": plain})
            return result
        return self._apply(indexing.getitem, (self,), {"key": plain})

    @property
    def real(self) -> Self:
        """The real part; see `minigrad.real`."""
        return self._apply(complex_numbers.real, (self,), _NONE)

    @property
    def imag(self) -> Self:
        """The imaginary part; see `minigrad.imag`."""
        return self._apply(complex_numbers.imag, (self,), _NONE)

    def conj(self) -> Self:
        """The complex conjugate; see `minigrad.conj`."""
        return self._apply(complex_numbers.conj, (self,), _NONE)

    conjugate = conj

    @property
    def T(self) -> Self:  # noqa: N802 - NumPy's name
        """The axes reversed."""
        result: Self = shapes.transpose(self)
        return result

    @property
    def mT(self) -> Self:  # noqa: N802 - NumPy's name
        """The last two axes exchanged."""
        return self._apply(shapes.matrix_transpose, (self,), _NONE)

    def _named(self, op: Op, options: dict[str, Any], named: Named) -> Self:
        """An operation with options by other names, as PyTorch's ``dim``."""
        result: Self = op(self, **{**options, **named})
        return result

    def sum(self, axis: Axis = None, keepdims: bool = False, **named: Unpack[Named]) -> Self:
        """Sum, over an axis, several, or all; see `minigrad.sum`."""
        options = {"axis": axis, "keepdims": keepdims}
        if named:
            return self._named(reductions.sum, options, named)
        return self._apply(reductions.sum, (self,), options)

    def mean(self, axis: Axis = None, keepdims: bool = False, **named: Unpack[Named]) -> Self:
        """Arithmetic mean, over an axis, several, or all; see `minigrad.mean`."""
        options = {"axis": axis, "keepdims": keepdims}
        if named:
            return self._named(reductions.mean, options, named)
        return self._apply(reductions.mean, (self,), options)

    def max(self, axis: Axis = None, keepdims: bool = False, **named: Unpack[Named]) -> Self:
        """Largest element, over an axis, several, or all; see `minigrad.max`."""
        options = {"axis": axis, "keepdims": keepdims}
        if named:
            return self._named(reductions.max, options, named)
        return self._apply(reductions.max, (self,), options)

    def min(self, axis: Axis = None, keepdims: bool = False, **named: Unpack[Named]) -> Self:
        """Smallest element, over an axis, several, or all; see `minigrad.min`."""
        options = {"axis": axis, "keepdims": keepdims}
        if named:
            return self._named(reductions.min, options, named)
        return self._apply(reductions.min, (self,), options)

    def argmax(self, axis: Axis = None, keepdims: bool = False, **named: Unpack[Named]) -> Self:
        """Index of the largest element, over an axis, several, or all; see `minigrad.argmax`."""
        options = {"axis": axis, "keepdims": keepdims}
        if named:
            return self._named(reductions.argmax, options, named)
        return self._apply(reductions.argmax, (self,), options)

    def argmin(self, axis: Axis = None, keepdims: bool = False, **named: Unpack[Named]) -> Self:
        """Index of the smallest element, over an axis, several, or all; see `minigrad.argmin`."""
        options = {"axis": axis, "keepdims": keepdims}
        if named:
            return self._named(reductions.argmin, options, named)
        return self._apply(reductions.argmin, (self,), options)

    def any(self, axis: Axis = None, keepdims: bool = False, **named: Unpack[Named]) -> Self:
        """True where any element is true, over an axis, several, or all; see `minigrad.any`."""
        options = {"axis": axis, "keepdims": keepdims}
        if named:
            return self._named(reductions.any, options, named)
        return self._apply(reductions.any, (self,), options)

    def all(self, axis: Axis = None, keepdims: bool = False, **named: Unpack[Named]) -> Self:
        """True where all elements are true, over an axis, several, or all; see `minigrad.all`."""
        options = {"axis": axis, "keepdims": keepdims}
        if named:
            return self._named(reductions.all, options, named)
        return self._apply(reductions.all, (self,), options)

    def var(
        self, axis: Axis = None, ddof: float = 0, keepdims: bool = False, **named: Unpack[Named]
    ) -> Self:
        """Variance, over an axis, several, or all; see `minigrad.var`."""
        options = {"axis": axis, "ddof": ddof, "keepdims": keepdims}
        if named:
            return self._named(reductions.var, options, named)
        return self._apply(reductions.var, (self,), options)

    def std(
        self, axis: Axis = None, ddof: float = 0, keepdims: bool = False, **named: Unpack[Named]
    ) -> Self:
        """Standard deviation, over an axis, several, or all; see `minigrad.std`."""
        options = {"axis": axis, "ddof": ddof, "keepdims": keepdims}
        if named:
            return self._named(reductions.std, options, named)
        return self._apply(reductions.std, (self,), options)

    def clip(self, min: Any = None, max: Any = None) -> Self:
        """Values limited to ``min`` and ``max``; see `minigrad.clip`."""
        result: Self = e.clip(self, min, max)
        return result

    def reshape(
        self, *shape: int | Sequence[int], order: str = "C", copy: bool | None = None
    ) -> Self:
        """The same elements in another shape, given as numbers or as a tuple."""
        new = shape[0] if len(shape) == 1 else shape
        result: Self = shapes.reshape(self, new, order, copy=copy)
        return result

    def transpose(self, *axes: Any) -> Self:
        """The axes permuted, given as numbers or as a tuple; reversed by default."""
        given = axes[0] if len(axes) == 1 and not isinstance(axes[0], int) else axes or None
        result: Self = shapes.transpose(self, axes=given and tuple(given))
        return result

    def swapaxes(self, axis1: int, axis2: int) -> Self:
        """Two axes exchanged."""
        result: Self = shapes.swapaxes(self, axis1, axis2)
        return result

    def squeeze(self, axis: Axis = None) -> Self:
        """Axes of length 1 removed."""
        result: Self = shapes.squeeze(self, axis)
        return result

    def compress(self, condition: Any, axis: int | None = None) -> Self:
        """The elements, or rows along an axis, where a condition holds; see `minigrad.compress`."""
        result: Self = gathering.compress(condition, self, axis=axis)
        return result

    def ravel(self, order: str = "C") -> Self:
        """All elements along one axis."""
        result: Self = shapes.ravel(self, order)
        return result

    def flatten(self, order: str = "C") -> Self:
        """All elements along one axis, as a value of its own."""
        return self.ravel(order).copy()

    @property
    def flat(self) -> Self:
        """All elements along one axis, to be read."""
        return self.ravel()

    def copy(self, order: str = "C") -> Self:  # noqa: ARG002 - of memory, which nobody sees
        """A value of its own, recorded like any operation: what is written into it stays in it."""
        if getattr(self, "dtype", None) == np.bool_:  # of which NumPy has no positive
            result: Self = shapes.astype(self, self.dtype)
            return result
        return self._apply(e.positive, (self,), _NONE)

    clone = copy  # PyTorch's name

    def astype(self, dtype: DTypeLike, *, copy: bool = True, **_: Any) -> Self:
        """The values in another dtype; see `minigrad.astype`."""
        if not copy and self.dtype == np.dtype(dtype):
            return self
        result: Self = shapes.astype(self, dtype)
        return result
