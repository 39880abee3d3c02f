"""A Tensor as an array to its surroundings: conversions, NumPy's protocols."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from minigrad.core.node import Node
from minigrad.core.values import DEVICE, as_value
from minigrad.support.instead import no_attribute
from minigrad.tensors.base import Handle
from minigrad.tensors.dtypes import VERSIONS
from minigrad.tensors.protocols import array_function, array_ufunc

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray
    from typing_extensions import Self


class ArrayLike(Handle):
    """The array that a handle's node holds, seen from outside."""

    __slots__ = ()

    __pandas_priority__ = 5000  # above a DataFrame's: its operators leave the operation to Tensors

    if not TYPE_CHECKING:  # a type checker knows the attributes, and should miss the others

        def __getattr__(self, name: str) -> Any:
            """Reached only where there is no such attribute."""
            # NumPy asks every array for some protocols with underscores.
            is_known = name.startswith("_") or hasattr(type(self), name)  # and is not set yet
            message = name if is_known else no_attribute(name)
            raise AttributeError(message, name=name, obj=self)

    def __repr__(self) -> str:
        value = np.asarray(self.node.value)
        parts = [np.array2string(value, separator=", ", prefix="tensor(")]
        if value.dtype not in (np.float64, np.int64, np.bool_) or value.size == 0:
            parts.append(f"dtype={value.dtype}")
        if value.size == 0:
            parts.append(f"shape={value.shape}")
        if self.name is not None:
            parts.append(f"name={self.name!r}")
        if self.node.op is not None and self.node.requires_grad:
            parts.append(f"op={self.node.op.name}")
        elif self.node.requires_grad:
            parts.append("requires_grad=True")
        return f"tensor({', '.join(parts)})"

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if spec and self.size == 1 else format(str(self), spec)

    def numpy(self) -> NDArray[Any]:
        """The value as a read-only array, on purpose out of the graph.

        Examples
        --------
        >>> mg.tensor([1.0, 2.0], requires_grad=True).numpy()
        array([1., 2.])
        """
        value: Any = self.node.value
        if isinstance(value, np.generic):
            value = np.asarray(value)
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
        array: NDArray[Any] = value
        return array

    def __array__(
        self, dtype: DTypeLike | None = None, copy: bool | None = None
    ) -> NDArray[np.generic]:
        if self.node.requires_grad:
            raise TypeError(
                "this Tensor is part of a recorded graph, and as a NumPy array its gradient would "
                "be lost; use t.numpy() (t.item() for one number) to take the value on purpose, "
                "mg.array([...]) for np.array([...]) of Tensors, or mg.asarray(other) where "
                "another object, such as a DataFrame, asked for it"
            )
        return np.array(self.numpy(), dtype, copy=copy)

    def __dlpack__(
        self,
        *,
        stream: Any = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any:
        """The value for another library: a copy, which may be written, but for ``copy=False``."""
        if self.node.requires_grad:
            raise BufferError(
                "another library would lose the gradient of this Tensor; use t.detach() to hand "
                "over the value on purpose"
            )
        value = self.node.value
        if isinstance(value, (np.ndarray, np.generic)):
            value = np.array(value, copy=None if copy is False else True)
        options = {"stream": stream, "max_version": max_version, "dl_device": dl_device}
        given = {name: option for name, option in options.items() if option is not None}
        return value.__dlpack__(**given)

    def __dlpack_device__(self) -> tuple[int, int]:
        value = self.node.value
        kind, number = (
            np.asarray(value).__dlpack_device__()
            if isinstance(value, np.generic)
            else (value.__dlpack_device__())
        )
        return kind, number

    def __array_namespace__(self, /, *, api_version: str | None = None) -> Any:
        if api_version not in (None, *VERSIONS):
            raise ValueError(
                f"minigrad follows the array API standard of {', '.join(VERSIONS)}, not "
                f"{api_version!r}"
            )
        return sys.modules["minigrad"]

    @property
    def device(self) -> Any:
        """Where the value is: ``"cpu"``, or what its own array says."""
        return getattr(self.node.value, "device", DEVICE)

    def to_device(self, device: Any, /, *, stream: Any = None) -> Self:
        """The Tensor on another device; on its own, the Tensor itself."""
        if device == self.device:
            return self
        value = self.node.value
        if isinstance(value, (np.ndarray, np.generic)) or self.node.requires_grad:
            raise ValueError(f"this Tensor is on the device {self.device!r} and stays there")
        moved: Self = self._handle(Node(value.to_device(device, stream=stream)))
        return moved

    @property
    def itemsize(self) -> int:
        """The number of bytes of an element."""
        return self.dtype.itemsize

    @property
    def nbytes(self) -> int:
        """The number of bytes of all elements."""
        return self.size * self.itemsize

    @property
    def strides(self) -> tuple[int, ...]:
        """The bytes from one element to the next along each axis."""
        strides: tuple[int, ...] = self.node.value.strides
        return strides

    def view(self, dtype: DTypeLike | None = None) -> Self:
        """The same values; with a dtype their bytes read as it, which has no gradient."""
        if dtype is None:
            return self.reshape(self.shape)
        return self._of_bytes("view", np.ndarray.view, dtype)

    def byteswap(self) -> Self:
        """The bytes of every element reversed, which has no gradient."""
        return self._of_bytes("byteswap", np.ndarray.byteswap)

    def _of_bytes(self, name: str, method: Any, *arguments: Any) -> Self:
        if self.node.requires_grad:
            raise TypeError(f"{name}() reads bytes, and has no gradient; write t.detach().{name}()")
        made: Self = self._handle(Node(as_value(method(np.asarray(self.node.value), *arguments))))
        return made

    def tobytes(self) -> bytes:
        """The value as bytes, in the order of its indices."""
        return bytes(self.node.value.tobytes())

    def item(self) -> Any:
        """The only element, as a Python number."""
        if self.size != 1:
            raise ValueError(f"item() needs a Tensor with one element, not shape {self.shape}")
        return self.node.value.item()

    def tolist(self) -> Any:
        """The value as nested lists of Python numbers."""
        return self.node.value.tolist()

    def __bool__(self) -> bool:
        return bool(self.node.value)

    def __float__(self) -> float:
        return float(self._number("float"))

    def __int__(self) -> int:
        return int(self._number("int"))

    def __complex__(self) -> complex:
        return complex(self._number("complex"))

    def _number(self, function: str) -> Any:
        """The only element, of a Tensor through which no gradient flows."""
        if self.node.requires_grad:
            raise TypeError(
                f"{function}() of this Tensor would lose its gradient (math.* and arrays that are "
                "filled ask for it too); use t.item() to take the number on purpose, or stay with "
                "Tensors: mg.log(t) for math.log(t), mg.stack for an array that is filled"
            )
        return self.item()

    def __index__(self) -> int:
        if self.dtype.kind not in "iu":
            raise TypeError(f"only an integer Tensor can be an index, not {self.dtype}")
        return int(self.item())

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of a 0-d Tensor")
        return self.shape[0]

    def __iter__(self) -> Iterator[Self]:
        if not self.shape:
            raise TypeError("iteration over a 0-d Tensor")
        return (self[i] for i in range(len(self)))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return array_ufunc(ufunc, method, inputs, kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return array_function(function, args, kwargs)
