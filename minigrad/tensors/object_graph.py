"""The object graph: what objects and functions refer to, from container to container."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from types import (
    BuiltinFunctionType,
    CodeType,
    FunctionType,
    MemberDescriptorType,
    MethodType,
    ModuleType,
)
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.op import Op
from minigrad.tensors.handle import Tensor


class Opaque:
    """A mark of objects whose references do not count."""

    __slots__ = ()


GENERATORS = (np.random.Generator, np.random.RandomState, random.Random)
_ENDS = (Tensor, Op, np.ndarray, np.generic, type, ModuleType, Opaque, *GENERATORS)
PLAIN = (str, bytes, int, float, complex, type(None))
_WITHOUT = ("minigrad", "numpy", "builtins")  # nobody's state is among their names
_MOST = 1000  # a longer list is data


class Reference(NamedTuple):
    """A reference from one object to another.

    Attributes
    ----------
    owner
        What refers.
    place, key
        A dict, a list, a tuple, slots or a cell of a closure, and where in it the other is; no
        place where that cannot change.
    value
        The other.
    """

    owner: Any
    place: Any
    key: Any
    value: Any


class Slots:
    """The slots of an object, as a place."""

    def __init__(self, owner: Any) -> None:
        self.owner = owner

    def get(self, name: str, default: Any = None) -> Any:
        """The value in a slot, or the default."""
        return getattr(self.owner, name, default)


def reachable(parts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Everything that parts refer to, each once under the first of its names.

    A name is a path, such as ``net.layers.1.rng``. An object refers to what is in its attributes,
    its slots and its class. A function refers to what it has closed over, and to names of its file:
    objects, and functions of its package.
    """
    seen: dict[int, Any] = {}
    stack = list(parts.items())[::-1]
    while stack:
        name, value = stack.pop()
        if id(value) in seen or isinstance(value, PLAIN):
            continue
        seen[id(value)] = value  # and so alive: no other object has its identity
        yield name, value
        inside = [
            (f"{name}.{i if isinstance(r.key, Tensor) else r.key}", r.value)
            for i, r in enumerate(references(value))
        ]
        stack += reversed(inside)


def references(value: Any) -> list[Reference]:
    """The direct references of a container, a function or an object."""
    if isinstance(value, _ENDS):
        return []
    return [Reference(value, *found) for found in _inside(value)]


def _inside(value: Any) -> Iterable[tuple[Any, Any, Any]]:
    if isinstance(value, (dict, list, tuple, deque)) and len(value) > _MOST:
        return []
    if isinstance(value, dict):
        return [(value, *item) for item in value.items()]
    if isinstance(value, (list, tuple, deque)):
        return [(value, *item) for item in enumerate(value)]
    if isinstance(value, partial):
        parts = {"func": value.func, "args": value.args, "keywords": value.keywords}
        return [(None, *item) for item in parts.items()]
    if isinstance(value, (MethodType, BuiltinFunctionType)):
        return [(None, "self", value.__self__)]
    if isinstance(value, FunctionType):
        names = value.__code__.co_freevars
        cells = zip(names, value.__closure__ or (), strict=True)
        closed = [(cell, name, cell.cell_contents) for name, cell in cells if _is_filled(cell)]
        own = [(None, "defaults", value.__defaults__), (None, "keywords", value.__kwdefaults__)]
        return [*closed, *own, *_of_the_file(value)]
    attributes, slots = getattr(value, "__dict__", {}), Slots(value)
    return [
        *[(attributes, *item) for item in attributes.items()],
        *[(slots, *item) for item in _slots(value)],
        *[(None, *item) for item in _class_members(type(value))],
    ]


def _of_the_file(function: FunctionType) -> list[tuple[Any, str, Any]]:
    """Objects, classes, files, and functions of its own package, among the global names in use."""
    if _package(function) in _WITHOUT:
        return []
    known = function.__globals__
    used = [(n, known[n]) for n in dict.fromkeys(names_in(function.__code__)) if n in known]
    return [
        (known, name, value)
        for name, value in used
        if not isinstance(value, (FunctionType, BuiltinFunctionType, type, ModuleType))
        or (isinstance(value, FunctionType) and _package(value) == _package(function))
        or (isinstance(value, (type, ModuleType)) and is_of_a_user(value))
    ]


def names_in(code: CodeType) -> Iterable[str]:
    """The names of attributes, and of a file, that code uses."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, str) and constant.isidentifier():  # as getattr takes them
            yield constant
        elif isinstance(constant, CodeType):  # of a function, or a comprehension, within it
            yield from names_in(constant)


def _slots(value: Any) -> list[tuple[str, Any]]:
    """The attributes for which an object's classes have slots."""
    members = [pair for one in type(value).__mro__ for pair in vars(one).items()]
    slots = [(name, slot) for name, slot in members if isinstance(slot, MemberDescriptorType)]
    filled = []
    for name, slot in slots:
        with suppress(AttributeError):  # nothing is in it yet
            filled.append((name, slot.__get__(value)))
    return filled


def _class_members(kind: type) -> list[tuple[str, Any]]:
    """Methods, and what all objects of a class have in common."""
    classes = [one for one in kind.__mro__ if _package(one) not in _WITHOUT]
    return [pair for one in classes for pair in vars(one).items()]


def is_of_a_user(part: Any) -> bool:
    """True of a function, a class or a file from elsewhere than minigrad and NumPy."""
    return _package(part) not in _WITHOUT


def _package(part: Any) -> str:
    name = part.__name__ if isinstance(part, ModuleType) else part.__module__
    return str(name).partition(".")[0]


def _is_filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018 - it is the question
    except ValueError:
        return False
    return True
