"""What objects and functions refer to: containers, attributes, closures, names of their file."""

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
from typing import Any

import numpy as np

from minigrad.op import Op
from minigrad.tensor import Tensor

GENERATORS = (np.random.Generator, np.random.RandomState, random.Random)
# Nothing is looked for inside.
_ENDS = (Tensor, Op, np.ndarray, np.generic, type, ModuleType, *GENERATORS)
_PLAIN = (str, bytes, int, float, complex, type(None))
_WITHOUT = ("minigrad", "numpy", "builtins")  # nobody's state is among their names
_MOST = 1000  # a longer list is data


def reached(parts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Everything that parts refer to, each once under the first of its names.

    A name is a path, such as ``net.layers.1.rng``. An object refers to what is in its attributes,
    its slots and its class. A function refers to what it has closed over, and to names of its file:
    objects, and functions of its package.
    """
    seen: dict[int, Any] = {}
    stack = list(parts.items())[::-1]
    while stack:
        name, value = stack.pop()
        if id(value) in seen or isinstance(value, _PLAIN):
            continue
        seen[id(value)] = value  # and so alive: no other object has its identity
        yield name, value
        if not isinstance(value, _ENDS):
            stack += [(f"{name}.{key}", part) for key, part in reversed(_inside(value))]


def _inside(value: Any) -> list[tuple[Any, Any]]:
    """What a container, a function or an object holds, by name."""
    if isinstance(value, (dict, list, tuple, deque)) and len(value) > _MOST:
        return []
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, (list, tuple, deque)):
        return list(enumerate(value))
    if isinstance(value, partial):
        return [("func", value.func), ("args", value.args), ("keywords", value.keywords)]
    if isinstance(value, (MethodType, BuiltinFunctionType)):
        return [("self", value.__self__)]
    if isinstance(value, FunctionType):
        names = value.__code__.co_freevars
        cells = zip(names, value.__closure__ or (), strict=True)
        closed = [(name, cell.cell_contents) for name, cell in cells if _is_filled(cell)]
        own = [("defaults", value.__defaults__), ("keywords", value.__kwdefaults__)]
        return [*closed, *own, *_of_the_file(value)]
    return [*getattr(value, "__dict__", {}).items(), *_slots(value), *_class_members(type(value))]


def _of_the_file(function: FunctionType) -> list[tuple[str, Any]]:
    """Objects, and functions of its own package, among the global names that a function uses."""
    if _package(function) in _WITHOUT:
        return []
    known = function.__globals__
    used = [(n, known[n]) for n in dict.fromkeys(_names(function.__code__)) if n in known]
    return [
        (name, value)
        for name, value in used
        if not isinstance(value, (FunctionType, BuiltinFunctionType, type, ModuleType))
        or (isinstance(value, FunctionType) and _package(value) == _package(function))
    ]


def _names(code: CodeType) -> Iterable[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):  # of a function, or a comprehension, within it
            yield from _names(constant)


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


def _package(part: Any) -> str:
    return str(part.__module__).partition(".")[0]


def _is_filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018 - it is the question
    except ValueError:
        return False
    return True
