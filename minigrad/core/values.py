"""Values: what a node may hold, and how arrays come in without being changed from outside."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.core.box import Box, ForeignOperandError
from minigrad.core.deferred import Deferred, DeferredNumber

DEVICE = "cpu"  # of NumPy's arrays, as the array API standard calls it


def as_value(data: Any, *, copy: bool = False) -> Any:
    """An array that nobody else can change: a writable one is copied, a read-only one shared."""
    if isinstance(data, np.generic):
        value: Any = data
    elif isinstance(data, np.ndarray):
        if type(data) is not np.ndarray and hasattr(data, "mask"):  # np.ma is slow to import
            raise TypeError("a Tensor has no mask; use data.filled(value), or minigrad.where")
        value = np.array(data) if copy or _is_writable(data) else np.asarray(data)
    elif isinstance(data, Box):
        raise TypeError(f"{data!r} has no value that a Tensor could hold; make one by operations")
    elif isinstance(data, Deferred):
        return data.copy("K") if copy else data
    elif hasattr(type(data), "__array_function__"):
        return data.copy() if hasattr(data, "copy") else data
    elif hasattr(type(data), "__dlpack__"):  # PyTorch's and JAX's, which know of their gradients
        value = np.array(np.from_dlpack(data))
    else:
        _refuse_lost_gradients(data)
        value = np.array(data)
    if value.dtype.kind not in "biufc":
        raise TypeError(
            f"a Tensor holds numbers or booleans, not {type(data).__name__} of {value.dtype}"
        )
    if not value.dtype.isnative:
        value = value.astype(value.dtype.newbyteorder("="))
    if value.ndim == 0:
        return value[()]
    value.setflags(write=False)
    return value


def as_operand(x: Any) -> Any:
    """The value of an operand, unless it has operators of its own: units, labels, sparse."""
    if type(x) is np.ndarray or isinstance(x, np.generic):
        return as_value(x)
    if isinstance(x, DeferredNumber):
        return x
    if isinstance(x, Box) or _answers_itself(type(x)):
        raise ForeignOperandError
    try:
        return as_value(x)
    except TypeError:
        if isinstance(x, (np.ndarray, list, tuple, str, bytes)):
            raise
        raise ForeignOperandError from None


def _answers_itself(kind: type) -> bool:
    """True of a class whose objects are more than arrays, or no arrays at all."""
    ufunc = getattr(kind, "__array_ufunc__", np.ndarray.__array_ufunc__)
    if ufunc is np.ndarray.__array_ufunc__ or hasattr(kind, "__pandas_priority__"):
        return False  # pandas gives way to Tensors
    is_duck_array = hasattr(kind, "__array_function__") and not hasattr(kind, "units")
    return ufunc is None or issubclass(kind, np.ndarray) or not is_duck_array


def is_duck(x: Any) -> bool:
    """True of another kind of array than NumPy's, whose values are there."""
    return not isinstance(x, (np.ndarray, np.generic, Deferred, int, float, complex))


def _is_writable(array: Any) -> bool:
    """True where the memory of an array may be written: through it, or through its owner."""
    while isinstance(array, np.ndarray):
        if array.flags.writeable:
            return True
        array = array.base
    return not (array is None or isinstance(array, bytes))  # other owners keep their secrets


def _refuse_lost_gradients(data: Any) -> None:
    for item in data if isinstance(data, (list, tuple)) else ():
        if isinstance(item, Box) and getattr(item, "requires_grad", False):
            raise TypeError(
                "a list of Tensors would lose their gradients as an array; use "
                "minigrad.stack(list), or minigrad.concatenate(list)"
            )
        _refuse_lost_gradients(item)


def as_dtype(value: Any, dtype: np.dtype[Any]) -> Any:
    """The value in a dtype of the same kind."""
    value = value if hasattr(value, "dtype") else np.asarray(value)[()]
    if value.dtype == dtype:
        return value
    if not np.can_cast(value.dtype, dtype, "same_kind"):
        raise TypeError(f"{value.dtype} does not fit into {dtype}; convert it with astype first")
    return value.astype(dtype)


def owned(g: Any, shared: set[int]) -> Any:
    """A gradient as an array of its own: copied if anything else may hold its memory."""
    if type(g) is not np.ndarray:
        return g if isinstance(g, np.generic) else g.copy()
    if g.base is not None or not g.flags.writeable or id(g) in shared:
        return g.copy()
    shared.add(id(g))
    return g


def check_differentiable(dtype: np.dtype[Any]) -> None:
    """Refuse a gradient to integers and booleans."""
    if dtype.kind not in "fc":
        raise TypeError(
            f"only floating-point Tensors can require a gradient, real or complex, not {dtype}; "
            "pass dtype=float, or write 1.0 instead of 1"
        )


def refuse_device(device: object) -> None:
    """Refuse another device than that of NumPy's arrays."""
    if device not in (None, DEVICE):
        raise ValueError(
            f"new Tensors are on the device {DEVICE!r}, not {device!r}; minigrad.asarray takes an "
            "array of CuPy, which stays on its GPU"
        )
