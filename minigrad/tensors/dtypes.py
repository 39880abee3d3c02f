"""Data types as the array API standard asks for them: their limits, kinds and promotion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from minigrad.core.values import DEVICE, refuse_device

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

VERSIONS = ("2021.12", "2022.12", "2023.12", "2024.12", "2025.12")
_KINDS = {
    "bool": ("bool",),
    "signed integer": ("int8", "int16", "int32", "int64"),
    "unsigned integer": ("uint8", "uint16", "uint32", "uint64"),
    "real floating": ("float32", "float64"),
    "complex floating": ("complex64", "complex128"),
}


class FloatingLimits(NamedTuple):
    """Limits of a floating-point data type, of a complex one those of its parts."""

    bits: int
    eps: float
    max: float
    min: float
    smallest_normal: float
    dtype: np.dtype[Any]


class IntegerLimits(NamedTuple):
    """Limits of an integer data type."""

    bits: int
    max: int
    min: int
    dtype: np.dtype[Any]


def _dtype_of(x: Any) -> Any:
    return x.dtype if hasattr(x, "node") or isinstance(x, np.ndarray) else x


def finfo(type: DTypeLike, /) -> FloatingLimits:
    """The limits of a floating-point data type, as Python numbers.

    Parameters
    ----------
    type
        A data type, or an array or Tensor for its own; of a complex one, that of its parts.

    Examples
    --------
    >>> mg.finfo(mg.float32).eps
    1.1920928955078125e-07
    """
    limits = np.finfo(_dtype_of(type))
    names = ("eps", "max", "min", "smallest_normal")
    numbers = {name: float(getattr(limits, name)) for name in names}
    return FloatingLimits(bits=int(limits.bits), dtype=np.dtype(limits.dtype), **numbers)


def iinfo(type: DTypeLike, /) -> IntegerLimits:
    """The limits of an integer data type.

    Parameters
    ----------
    type
        A data type, or an array or Tensor for its own.

    Examples
    --------
    >>> mg.iinfo(mg.int8).max
    127
    """
    dtype = np.dtype(_dtype_of(type))
    limits = np.iinfo(dtype)
    return IntegerLimits(int(limits.bits), int(limits.max), int(limits.min), dtype)


def isdtype(dtype: DTypeLike, kind: Any) -> bool:
    """Test whether a data type is of a kind.

    Parameters
    ----------
    dtype
        A data type.
    kind
        Another data type, ``"bool"``, ``"signed integer"``, ``"unsigned integer"``,
        ``"integral"``, ``"real floating"``, ``"complex floating"``, ``"numeric"``, or a tuple
        of these, one of which is enough.

    Examples
    --------
    >>> mg.isdtype(mg.float32, ("integral", "real floating"))
    True
    """
    return bool(np.isdtype(np.dtype(dtype), kind))


def result_type(*arrays_and_dtypes: Any) -> np.dtype[Any]:
    """The data type to which Tensors, arrays, data types and Python numbers promote.

    Parameters
    ----------
    *arrays_and_dtypes
        At least one that is no Python number; those give way to it.

    Examples
    --------
    >>> mg.result_type(mg.tensor([1.0], dtype="float32"), 2.0)
    dtype('float32')
    """
    return np.result_type(*map(_dtype_of, arrays_and_dtypes))


def can_cast(from_: Any, to: DTypeLike, /) -> bool:
    """Test whether a data type, or that of a Tensor, fits into another one without loss.

    Parameters
    ----------
    from_
        A data type, a Tensor or an array.
    to
        A data type.

    Examples
    --------
    >>> mg.can_cast(mg.int32, mg.float32)
    False
    """
    return bool(np.can_cast(_dtype_of(from_), to))


class NamespaceInfo:
    """What the array API standard asks of a namespace: devices, data types, capabilities."""

    def capabilities(self) -> dict[str, Any]:
        """Boolean masks as indices, shapes that depend on values, the most axes."""
        return {"boolean indexing": True, "data-dependent shapes": True, "max dimensions": 64}

    def default_device(self) -> str:
        """Where new Tensors are."""
        return DEVICE

    def devices(self) -> tuple[str, ...]:
        """Where Tensors can be made."""
        return (DEVICE,)

    def default_dtypes(self, *, device: str | None = None) -> dict[str, np.dtype[Any]]:
        """The data types of Tensors where none is asked for."""
        refuse_device(device)
        numbers = {"real floating": float, "complex floating": complex, "integral": int}
        return {kind: np.dtype(t) for kind, t in numbers.items()} | {"indexing": np.dtype(np.intp)}

    def dtypes(self, *, device: str | None = None, kind: Any = None) -> dict[str, np.dtype[Any]]:
        """The data types of the standard, all or of a kind as `isdtype` takes it."""
        refuse_device(device)
        every = {name: np.dtype(name) for names in _KINDS.values() for name in names}
        return {n: dtype for n, dtype in every.items() if kind is None or isdtype(dtype, kind)}


def __array_namespace_info__() -> NamespaceInfo:  # noqa: N807 - the standard's name
    """Devices, data types and capabilities, as the array API standard asks for them.

    Examples
    --------
    >>> mg.__array_namespace_info__().default_dtypes()["real floating"]
    dtype('float64')
    """
    return NamespaceInfo()
