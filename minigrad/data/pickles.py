"""Pickled arrays, read by an interpreter for the part of the pickle language that they need.

`pickle.Unpickler` with an allow-list of names still lets a file call these names with any
arguments and set any state, for which NumPy's code is not made, and lets it hash keys that take
for ever. Here there are numbers, texts, bytes, tuples, dicts with texts as keys, and two records,
of an array and of its dtype: nothing else can be called or changed.
"""

from __future__ import annotations

import math
import os
import pickletools
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minigrad.data.errors import naming

_BYTES = (1, 2, 4, 8)
_NUMBERS = {"b1", "f2", "f4", "f8", "c8", "c16"} | {f"{k}{n}" for k in "iu" for n in _BYTES}
_MAX_DIMENSIONS = 64  # NumPy's limit
_MAX_OPCODES = 200_000  # an array takes about forty
_MARK = object()


def read_arrays_pickle(path: str | os.PathLike[str]) -> dict[str, NDArray[Any]]:
    """Read a pickled dict of arrays, such as the weights that come with a book.

    The file is not unpickled: the few opcodes that arrays are made of are interpreted one by one,
    and there are no others. No name in the file is ever imported or called.

    Parameters
    ----------
    path : str or path
        The file: any pickle protocol, written with NumPy 1 or 2. What Python 2 wrote with its
        default, protocol 0, is refused.

    Returns
    -------
    dict of str to array
        Read-only arrays in native byte order.

    Raises
    ------
    DataFileError
        With the file's name, if it is damaged, names anything but NumPy's arrays, dtypes and
        scalars, holds anything but booleans and numbers, or promises more than there is.
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> import pickle
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from minigrad import data
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "weights.pkl")
    ...     _ = file.write_bytes(pickle.dumps({"W": np.ones((1, 2)), "b": np.zeros(2)}))
    ...     data.read_arrays_pickle(file)
    {'W': array([[1., 1.]]), 'b': array([0., 0.])}
    """
    with naming(path):
        content = Path(path).read_bytes()
        items = interpret(content)
        if not isinstance(items, dict):
            raise ValueError("this is not a pickled dict of arrays")
        for name, item in items.items():
            if not isinstance(item, PickledArray) or item.data is None:
                raise ValueError(f"{name!r:.80} is not an array")
        # Arrays that all claim the same bytes would let a small file fill the memory.
        if sum(len(item.data) for item in set(items.values())) > len(content):
            raise ValueError("its arrays are larger than the file")
        return {name: item.array for name, item in items.items()}


class Dtype:
    """A dtype, set by two opcodes."""

    def __init__(self, name: object, *_: object) -> None:
        if not isinstance(name, str) or name not in _NUMBERS:
            raise ValueError(f"an array of {_shown(name)} is not an array of numbers")
        self.value = np.dtype(name)

    def build(self, _: object, order: object, *details: object) -> None:
        """Set the byte order, as ``numpy.dtype.__setstate__`` does."""
        if order not in ("<", ">", "|") or any(detail is not None for detail in details[:3]):
            raise ValueError("a dtype has more to it than numbers have")
        self.value = self.value.newbyteorder(order)


class PickledArray:
    """An array: its shape, dtype, order and bytes, as opcodes set them."""

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


# The names that a file may use, and the functions of this module that stand for them.


def _reconstruct(*_: object) -> PickledArray:
    return PickledArray()


def _frombuffer(
    data: object, dtype: object, shape: object, order: object, axes: object = None
) -> PickledArray:
    array = PickledArray()
    array.build(None, shape, dtype, order == "F", data)
    array.axes = None if axes is None else _naturals(axes)
    return array


def _scalar(dtype: object, data: object) -> PickledArray:
    return _frombuffer(data, dtype, (), "C")


def _encode(text: object, _: object) -> object:
    return text  # `PickledArray` takes bytes as text too, as Python 2 wrote them


def _empty_bytes() -> bytes:
    return b""


NAMES: dict[str, Callable[..., Any]] = {
    "numpy.dtype": Dtype,
    "numpy.ndarray": PickledArray,
    "_codecs.encode": _encode,
    "builtins.bytes": _empty_bytes,
    "__builtin__.bytes": _empty_bytes,
}
for _core in ("numpy.core", "numpy._core"):
    NAMES[f"{_core}.multiarray._reconstruct"] = _reconstruct
    NAMES[f"{_core}.multiarray.scalar"] = _scalar
    NAMES[f"{_core}.numeric._frombuffer"] = _frombuffer


class _Machine:
    """The machine that reads a pickle: a stack, a memo, and the opcodes on them."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}

    def push(self, value: object) -> None:
        self.stack.append(value)

    def pop(self, count: int) -> tuple[Any, ...]:
        return tuple([self.stack.pop() for _ in range(count)])[::-1]

    def pop_to_mark(self) -> tuple[Any, ...]:
        return tuple(iter(self.stack.pop, _MARK))[::-1]

    def remember(self, key: int) -> None:
        self.memo[key] = self.stack[-1]

    def name(self, module: object, name: object) -> None:
        if not isinstance(module, str) or not isinstance(name, str):
            raise TypeError("not a name")
        if f"{module}.{name}" not in NAMES:
            raise ValueError(f"it names {module:.80}.{name:.80}, which no array needs")
        self.push(NAMES[f"{module}.{name}"])

    def call(self) -> None:
        function, arguments = self.pop(2)
        if not isinstance(arguments, tuple):
            raise TypeError("not arguments")
        self.push(function(*arguments))

    def build(self) -> None:
        (state,) = self.pop(1)
        if not isinstance(self.stack[-1], (Dtype, PickledArray)) or not isinstance(state, tuple):
            raise TypeError("not a state")
        self.stack[-1].build(*state)

    def set_items(self, items: tuple[Any, ...]) -> None:
        target = self.stack[-1]
        keys, values = items[::2], items[1::2]
        # Texts only: the hash of nested tuples can take time without end.
        if not isinstance(target, dict) or not all(isinstance(key, str) for key in keys):
            raise TypeError("not a dict with texts as keys")
        target.update(zip(keys, values, strict=True))

    def make_dict(self) -> None:
        items = self.pop_to_mark()
        self.push({})
        self.set_items(items)


_Step = Callable[[_Machine, Any], None]
_STEPS: dict[str, _Step] = {
    "NONE": lambda m, _: m.stack.append(None),
    "NEWTRUE": lambda m, _: m.stack.append(True),
    "NEWFALSE": lambda m, _: m.stack.append(False),
    "EMPTY_DICT": lambda m, _: m.push({}),
    "EMPTY_TUPLE": lambda m, _: m.push(()),
    "MARK": lambda m, _: m.push(_MARK),
    "TUPLE": lambda m, _: m.push(m.pop_to_mark()),
    "TUPLE1": lambda m, _: m.push(m.pop(1)),
    "TUPLE2": lambda m, _: m.push(m.pop(2)),
    "TUPLE3": lambda m, _: m.push(m.pop(3)),
    "DICT": lambda m, _: m.make_dict(),
    "SETITEM": lambda m, _: m.set_items(m.pop(2)),
    "SETITEMS": lambda m, _: m.set_items(m.pop_to_mark()),
    "MEMOIZE": lambda m, _: m.remember(len(m.memo)),
    "GLOBAL": lambda m, names: m.name(*names.split(" ", 1)),
    "STACK_GLOBAL": lambda m, _: m.name(*m.pop(2)),
    "REDUCE": lambda m, _: m.call(),
    "BUILD": lambda m, _: m.build(),
}
_SAME_STEPS: list[tuple[_Step, list[str]]] = [
    (lambda m, _: None, ["PROTO", "FRAME", "STOP"]),
    (_Machine.remember, ["PUT", "BINPUT", "LONG_BINPUT"]),
    (lambda m, key: m.push(m.memo[key]), ["GET", "BINGET", "LONG_BINGET"]),
    (_Machine.push, ["INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4"]),
    (_Machine.push, ["UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8"]),
    (_Machine.push, ["BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8"]),
    (_Machine.push, ["BINSTRING", "SHORT_BINSTRING"]),
]
for _step, _opcodes in _SAME_STEPS:
    _STEPS |= dict.fromkeys(_opcodes, _step)


def interpret(content: bytes) -> object:
    """The object in a pickle, which its last opcode leaves on the stack."""
    machine, position = _Machine(), -1
    for count, (opcode, argument, place) in enumerate(pickletools.genops(content)):
        position = place or 0  # genops knows the place, since it reads from bytes
        if opcode.name not in _STEPS:
            raise ValueError(f"opcode {opcode.name} at byte {position}, which no array needs")
        if count == _MAX_OPCODES:
            raise ValueError(f"more than {_MAX_OPCODES} opcodes are not a few arrays")
        try:
            _STEPS[opcode.name](machine, argument)
        except (IndexError, KeyError, TypeError) as error:
            raise ValueError(
                f"opcode {opcode.name} at byte {position} does not fit what comes before it"
            ) from error
    if position + 1 != len(content) or len(machine.stack) != 1:
        raise ValueError("something is left over at the end")
    return machine.stack[0]
