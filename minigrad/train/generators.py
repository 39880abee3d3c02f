"""The random generators that the parts of a run hold, by name."""

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
from typing import Any, TypeAlias

import numpy as np

from minigrad.op import Op
from minigrad.tensor import Tensor

Rng: TypeAlias = np.random.Generator | np.random.RandomState | random.Random
_GENERATORS = (np.random.Generator, np.random.RandomState, random.Random)
_LEAVES = (Tensor, Op, np.ndarray, np.generic, str, bytes, int, float, complex, type, ModuleType)

_WITHOUT = ("minigrad", "numpy", "builtins")  # there are no generators among their names
_CHILDREN = "children"
_MOST = 1000  # a longer list is data


def find_generators(parts: Mapping[str, Any]) -> dict[str, Rng]:
    """All generators in modules, loaders, containers, and what functions and methods use.

    Each comes once, under the first of its names, such as ``net.layers.1.rng``. An object holds
    what is in its attributes, its slots and its class. A function uses what it has closed over, and
    names of its file: generators, and functions of its package.
    """
    return dict(_walk(parts))


def _walk(parts: Mapping[str, Any]) -> Iterator[tuple[str, Rng]]:
    seen: set[int] = set()
    stack = list(parts.items())[::-1]
    while stack:
        name, value = stack.pop()
        if id(value) in seen or isinstance(value, _LEAVES):
            continue
        seen.add(id(value))
        if isinstance(value, _GENERATORS):
            yield name, value
        else:
            stack += [(f"{name}.{key}", part) for key, part in reversed(_inside(value))]


def _inside(value: Any) -> list[tuple[Any, Any]]:
    """What may hold a generator in a container, a function or an object."""
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
    """What may hold a generator among the global names that a function uses.

    Containers, and functions and objects of its own package.
    """
    if _package(function) in _WITHOUT:
        return []
    known = function.__globals__
    used = [(n, known[n]) for n in dict.fromkeys(_names(function.__code__)) if n in known]
    return [
        (name, value)
        for name, value in used
        if isinstance(value, (*_GENERATORS, dict, list, tuple, deque))
        or (isinstance(value, FunctionType) and _package(value) == _package(function))
        or _package(type(value)) == _package(function)
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


def state_of(rng: Rng) -> dict[str, Any]:
    """All of a generator's state, as numbers, texts and arrays."""
    if isinstance(rng, np.random.RandomState):
        return dict(rng.get_state(legacy=False))
    if isinstance(rng, random.Random):
        return {"state": rng.getstate()}
    children = _children(rng)
    return dict(rng.bit_generator.state) | ({_CHILDREN: children} if children else {})


def set_state(rng: Rng, state: dict[str, Any]) -> None:
    """Put a generator where another one of its kind was."""
    if isinstance(rng, np.random.RandomState):
        rng.set_state(state)
    elif isinstance(rng, random.Random):
        rng.setstate(state["state"])
    else:
        children = state.get(_CHILDREN, 0)
        rng.bit_generator.state = {k: v for k, v in state.items() if k != _CHILDREN}
        missing = children - _children(rng)
        if missing > 0:  # the next one that is spawned is then the same
            rng.spawn(missing)


def _children(rng: np.random.Generator) -> int:
    """How many generators were spawned, which is no part of NumPy's state."""
    return int(getattr(rng.bit_generator.seed_seq, "n_children_spawned", 0))


def same_state(one: Any, other: Any) -> bool:
    """Whether two states, or parts of them, are the same."""
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same_state(one[k], other[k]) for k in one)
    return np.array_equal(one, other) if isinstance(one, np.ndarray) else bool(one == other)


def states_of(generators: Mapping[str, Rng]) -> dict[str, Any]:
    """The states of several, by their names."""
    return {name: state_of(rng) for name, rng in generators.items()}


def set_states(generators: Mapping[str, Rng], states: Mapping[str, Any]) -> None:
    """Put those generators that are named where others were."""
    for name, state in states.items():
        set_state(generators[name], state)


def kind_of(rng: Rng) -> str:
    """The classes of a generator, which a saved state must be of."""
    if isinstance(rng, random.Random):
        return type(rng).__name__
    bits = (
        rng.get_state(legacy=False)["bit_generator"]
        if isinstance(rng, np.random.RandomState)
        else rng.bit_generator.state["bit_generator"]
    )
    return f"{type(rng).__name__}({bits})"
