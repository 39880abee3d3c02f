"""What pickled arrays are made of, and what the names in a pickle of them mean."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BYTES = (1, 2, 4, 8)
_NUMBERS = {"b1", "f2", "f4", "f8", "c8", "c16"} | {f"{k}{n}" for k in "iu" for n in _BYTES}
_MAX_DIMENSIONS = 64  # NumPy's limit


class Dtype:
    """A dtype in the making."""

    def __init__(self, name: object, *_: object) -> None:
        if not isinstance(name, str) or name not in _NUMBERS:
            raise ValueError(f"an array of {_shown(name)} is not an array of numbers")
        self.value = np.dtype(name)

    def build(self, _: object, order: object, *details: object) -> None:
        """Set the byte order, as ``numpy.dtype.__setstate__`` does."""
        if order not in ("<", ">", "|") or any(detail is not None for detail in details[:3]):
            raise ValueError("a dtype has more to it than numbers have")
        self.value = self.value.newbyteorder(order)


class Parts:
    """An array in the making."""

    data: bytes | bytearray | str | None = None
    axes: tuple[int, ...] | None = None

    def build(self, _: object, shape: object, dtype: object, fortran: object, data: object) -> None:
        """Set everything, as ``numpy.ndarray.__setstate__`` does."""
        if not isinstance(dtype, Dtype) or not isinstance(data, (bytes, bytearray, str)):
            raise TypeError("not the state of an array")
        self.shape, self.dtype, self.fortran = _naturals(shape), dtype.value, bool(fortran)
        promised = math.prod(self.shape) * self.dtype.itemsize
        if promised != len(data):
            raise ValueError(f"an array promises {promised} bytes and has {len(data)}")
        self.data = data

    @cached_property
    def array(self) -> NDArray[Any]:
        """The array; it shares the bytes that were read where their order is this machine's."""
        data = self.data.encode("latin-1") if isinstance(self.data, str) else self.data
        array: NDArray[Any] = np.ndarray(
            self.shape, self.dtype, data, order="F" if self.fortran else "C"
        )
        if self.axes is not None:
            array = array.transpose(self.axes)
        array = array.astype(self.dtype.newbyteorder("="), copy=False)
        array.setflags(write=False)
        return array


def _naturals(sizes: object) -> tuple[int, ...]:
    """The numbers of a shape; bounded, since the product of long ones takes for ever."""
    if type(sizes) is not tuple or len(sizes) > _MAX_DIMENSIONS:
        raise ValueError("an array has an impossible shape")
    if not all(type(n) is int and 0 <= n <= sys.maxsize for n in sizes):
        raise ValueError("an array has an impossible shape")
    return sizes


def _shown(name: object) -> str:
    return repr(name[:80]) if isinstance(name, str) else f"a {type(name).__name__}"


# What the names in a file mean: functions of this file, whatever they are called elsewhere.


def _reconstruct(*_: object) -> Parts:
    return Parts()


def _frombuffer(
    data: object, dtype: object, shape: object, order: object, axes: object = None
) -> Parts:
    parts = Parts()
    parts.build(None, shape, dtype, order == "F", data)
    parts.axes = None if axes is None else _naturals(axes)
    return parts


def _scalar(dtype: object, data: object) -> Parts:
    return _frombuffer(data, dtype, (), "C")


def _encode(text: object, _: object) -> object:
    return text  # `Parts` takes bytes as text too, as Python 2 wrote them


def _empty_bytes() -> bytes:
    return b""


NAMES: dict[str, Callable[..., Any]] = {
    "numpy.dtype": Dtype,
    "numpy.ndarray": Parts,
    "_codecs.encode": _encode,
    "builtins.bytes": _empty_bytes,
    "__builtin__.bytes": _empty_bytes,
}
for _core in ("numpy.core", "numpy._core"):
    NAMES[f"{_core}.multiarray._reconstruct"] = _reconstruct
    NAMES[f"{_core}.multiarray.scalar"] = _scalar
    NAMES[f"{_core}.numeric._frombuffer"] = _frombuffer
