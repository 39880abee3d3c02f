"""Guards: what a program relies on beside its arguments, and whether that still holds."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from operator import is_
from types import CellType, FunctionType, MethodType, ModuleType
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

    Guarded are the ways to the Tensors that the program uses, the modes and attributes of modules,
    what stands under the names that a function uses, and such attributes of users' objects.

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
        for r in (*_ways(found, used), *_named_values(found, parts)):
            if not isinstance(r.place, tuple):
                places[id(r.place)].append(r)
        self.names = [
            (_getter(rs[0].place), tuple(r.key for r in rs), tuple(r.value for r in rs))
            for rs in places.values()
        ]
        lists = [r.place for rs in places.values() for r in rs[:1] if r.place is r.owner]
        self.lengths = [(place, len(place)) for place in lists]
        guarded = [r.value for rs in places.values() for r in rs]
        self.sets = [(x, frozenset(x)) for x in guarded if isinstance(x, set)]
        self.modes = [(module, module.training) for module in referred(parts)[1]]

    def holds(self) -> bool:
        """Whether everything is still there."""
        for module, training in self.modes:
            if module.training is not training:
                return False
        for place, length in self.lengths:
            if len(place) != length:
                return False
        for one, members in self.sets:
            if one != members:
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
            if r.place is not None:
                yield r


def _named_values(found: list[Reference], parts: _Parts) -> Iterator[Reference]:
    """What stands under the names that the function uses, in modules, and in their containers.

    Tensors are left to `_ways`: an attribute that keeps the last result may change at every call.
    """
    names, functions = _used(found, parts[""])
    known = {id(value) for value in functions}
    known.update(
        id(value) for _, value in reached(parts) if _is_module(value) or isinstance(value, partial)
    )
    for r in (*found, *_of_classes(found, names)):  # what refers to a container comes before it
        is_attribute = r.key in names and is_of_a_user(_class_of(r.owner))
        if not (id(r.owner) in known or is_attribute):
            continue
        if isinstance(r.value, _CONTAINERS):
            known.add(id(r.value))
        if r.place is not None and not isinstance(r.value, (Tensor, ModuleType)):
            yield r


def _used(found: list[Reference], function: Any) -> tuple[set[str], list[FunctionType]]:
    """The names in a function, in those that it names, and in methods of these names; and these."""
    while isinstance(function, (partial, MethodType)):
        function = function.func if isinstance(function, partial) else function.__func__
    waiting = [r.value for r in found if isinstance(r.value, FunctionType)]
    named = {id(r.value) for r in found if isinstance(r.owner, FunctionType)}
    ready = [one for one in waiting if id(one) in named]
    ready += [function] if isinstance(function, FunctionType) else []
    names = {"forward", "__call__"}
    used = []
    while ready:
        used += ready
        for one in ready:
            names.update(names_in(one.__code__))
        waiting = [one for one in waiting if one not in used]
        ready = [one for one in waiting if one.__name__ in names]
    return names, used


def _of_classes(found: list[Reference], names: set[str]) -> Iterator[Reference]:
    """Attributes of users' classes that are used, and the empty places for them in objects."""
    seen: set[int] = set()
    for owner in [x for r in found for x in (r.owner, r.value)]:
        kind = _class_of(owner)
        if id(owner) in seen or not is_of_a_user(kind):
            continue
        seen.add(id(owner))
        own = getattr(owner, "__dict__", {})
        for one in kind.__mro__:
            for name in names & vars(one).keys():
                yield Reference(one, vars(one), name, vars(one)[name])
                if owner is not kind and isinstance(own, dict) and name not in own:
                    yield Reference(one, own, name, None)


def _class_of(x: Any) -> type:
    return x if isinstance(x, type) else type(x)


def _getter(place: Any) -> Callable[[Any], Any]:
    if hasattr(place, "get"):
        found: Callable[[Any], Any] = place.get
        return found
    if isinstance(place, CellType):
        return lambda _: place.cell_contents
    return lambda i: place[i] if i < len(place) else None


def _is_same(a: Any, b: Any) -> bool:
    """Whether one thing is in place of another, which for plain values may be an equal one."""
    plain = isinstance(a, (*PLAIN, np.generic))
    return a is b or (plain and type(a) is type(b) and repr(a) == repr(b))  # 0.0 is not -0.0


def _is_module(x: Any) -> bool:
    """Whether something has a mode, and parts that have one."""
    is_object = not isinstance(x, (type, Tensor))
    return is_object and hasattr(x, "training") and callable(getattr(x, "modules", None))
