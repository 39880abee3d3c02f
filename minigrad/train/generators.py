"""The random generators that the parts of a run hold, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from minigrad.nn.init import Rng
from minigrad.op import Op
from minigrad.tensor import Tensor

_GENERATORS = (np.random.Generator, np.random.RandomState)
_LEAVES = (Tensor, Op, np.ndarray, np.generic, str, bytes, int, float, complex, type, ModuleType)

_MOST = 1000  # a longer list is data


def find_generators(parts: Mapping[str, Any]) -> dict[str, Rng]:
    """All generators in modules, loaders, containers, and what functions have closed over.

    Each comes once, under the first of its names, such as ``net.layers.1.rng``. A generator that a
    function takes from the names of its file is not found.
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
    if isinstance(value, (dict, list, tuple)) and len(value) > _MOST:
        return []
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, (list, tuple)):
        return list(enumerate(value))
    if isinstance(value, partial):
        return [("func", value.func), ("args", value.args), ("keywords", value.keywords)]
    if isinstance(value, (MethodType, BuiltinFunctionType)):
        return [("self", value.__self__)]
    if isinstance(value, FunctionType):
        names = value.__code__.co_freevars
        cells = zip(names, value.__closure__ or (), strict=True)
        closed = [(name, cell.cell_contents) for name, cell in cells if _is_filled(cell)]
        return [*closed, ("defaults", value.__defaults__), ("keywords", value.__kwdefaults__)]
    return list(getattr(value, "__dict__", {}).items())


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
    return dict(rng.bit_generator.state)


def set_state(rng: Rng, state: dict[str, Any]) -> None:
    """Put a generator where another one of its kind was."""
    if isinstance(rng, np.random.RandomState):
        rng.set_state(state)
    else:
        rng.bit_generator.state = state


def kind_of(rng: Rng) -> str:
    """The classes of a generator, which a saved state must be of."""
    bits = (
        rng.get_state(legacy=False)["bit_generator"]
        if isinstance(rng, np.random.RandomState)
        else rng.bit_generator.state["bit_generator"]
    )
    return f"{type(rng).__name__}({bits})"
