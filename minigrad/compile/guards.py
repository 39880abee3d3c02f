"""Guards: what a program relies on beside its arguments, and whether that still holds."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from operator import is_
from types import CellType, FunctionType, MethodType
from typing import Any

import numpy as np

from minigrad.nest import leaves
from minigrad.reach import PLAIN, Reference, is_of_a_user, names_in, reached, references
from minigrad.tensor import Tensor

_Parts = Mapping[str, Any]
_CONTAINERS = (dict, list, tuple, deque)


def surroundings(function: Callable[..., Any], args: Any, kwargs: Any) -> dict[str, Any]:
    """A function and the arguments that are no arrays, such as modules, by name."""
    arrays = (Tensor, np.ndarray, np.generic)
    others = [x for x in leaves((list(args), kwargs)) if not isinstance(x, arrays)]
    return {"": function, **{f"argument {i}": x for i, x in enumerate(others)}}


def referred(parts: _Parts) -> tuple[list[Tensor], list[Any]]:
    """The Tensors, and the modules, that parts refer to."""
    found = [value for _, value in reached(parts)]
    return [x for x in found if isinstance(x, Tensor)], [x for x in found if _is_module(x)]


class Guard:
    """What was found under names, in attributes and in containers when a program was written.

    Guarded are the ways to the Tensors that the program uses, the modes and other plain attributes
    of modules, the plain values that a function names, and those attributes of users' objects.

    Parameters
    ----------
    parts
        The function, and what else may refer to something.
    used
        The Tensors that the program reads or changes.
    """

    def __init__(self, parts: _Parts, used: Collection[Tensor]) -> None:
        found = [r for _, value in reached(parts) for r in references(value)]
        places: dict[int, list[Reference]] = defaultdict(list)
        for r in (*_ways(found, used), *_plain_values(found, parts)):
            places[id(r.place)].append(r)
        self.names = [
            (_getter(rs[0].place), tuple(r.key for r in rs), tuple(r.value for r in rs))
            for rs in places.values()
        ]
        lists = [r.place for rs in places.values() for r in rs[:1] if r.place is r.owner]
        self.lengths = [(place, len(place)) for place in lists]
        self.modes = [(module, module.training) for module in referred(parts)[1]]

    def holds(self) -> bool:
        """Whether everything is still there."""
        for module, training in self.modes:
            if module.training is not training:
                return False
        for place, length in self.lengths:
            if len(place) != length:
                return False
        for get, keys, values in self.names:
            if not all(map(is_, map(get, keys), values)) and not all(
                map(_is_same, map(get, keys), values)
            ):
                return False
        return True


def _ways(found: list[Reference], used: Collection[Tensor]) -> Iterator[Reference]:
    """The references over which one comes to the Tensors that are used."""
    towards: dict[int, list[Reference]] = defaultdict(list)
    for r in found:
        towards[id(r.value)].append(r)
    stack: list[Any] = list(used)
    while stack:
        for r in towards.pop(id(stack.pop()), ()):
            stack.append(r.owner)
            if r.place is not None and not isinstance(r.place, tuple):
                yield r


def _plain_values(found: list[Reference], parts: _Parts) -> Iterator[Reference]:
    """What functions and modules know by name, also in containers: numbers, strings, None."""
    known = {id(value) for _, value in reached(parts) if _is_module(value) or _is_function(value)}
    names = _names_used(found, parts[""])
    for r in found:  # what refers to a container comes before it
        is_attribute = r.key in names and is_of_a_user(type(r.owner))
        if r.place is None or not (id(r.owner) in known or is_attribute):
            continue
        if isinstance(r.value, _CONTAINERS):
            known.add(id(r.value))
        elif isinstance(r.value, (*PLAIN, np.generic)) and not isinstance(r.place, tuple):
            yield r


def _names_used(found: list[Reference], function: Any) -> set[str]:
    """The names in a function, in those that it names, and in methods of these names."""
    while isinstance(function, (partial, MethodType)):
        function = function.func if isinstance(function, partial) else function.__func__
    waiting = [r.value for r in found if _is_function(r.value)]
    ready = [r.value for r in found if _is_function(r.value) and _is_function(r.owner)]
    ready += [function] if _is_function(function) else []
    names = {"forward", "__call__"}
    while ready:
        for one in ready:
            names.update(names_in(one.__code__))
        waiting = [one for one in waiting if one not in ready]
        ready = [one for one in waiting if one.__name__ in names]
    return names


def _getter(place: Any) -> Callable[[Any], Any]:
    if isinstance(place, dict):
        return place.get
    if isinstance(place, CellType):
        return lambda _: place.cell_contents
    return lambda i: place[i] if i < len(place) else None


def _is_same(a: Any, b: Any) -> bool:
    """Whether one thing is in place of another, which for plain values may be an equal one."""
    plain = isinstance(a, (*PLAIN, np.generic))
    return a is b or (plain and type(a) is type(b) and repr(a) == repr(b))  # 0.0 is not -0.0


def _is_function(x: Any) -> bool:
    return isinstance(x, FunctionType)


def _is_module(x: Any) -> bool:
    """Whether something has a mode, and parts that have one."""
    is_object = not isinstance(x, (type, Tensor))
    return is_object and hasattr(x, "training") and callable(getattr(x, "modules", None))
