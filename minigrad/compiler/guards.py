"""Guards: all that a program relies on beside its arguments, compared before every run."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from itertools import chain
from operator import is_
from types import CellType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from minigrad.support.pytree import leaves
from minigrad.tensors.handle import Tensor
from minigrad.tensors.object_graph import (
    PLAIN,
    Reference,
    is_of_a_user,
    names_in,
    reachable,
    references,
)

_Parts = Mapping[str, Any]
_CONTAINERS = (dict, list, tuple, deque)


def surroundings(function: Callable[..., Any], args: Any, kwargs: Any) -> dict[str, Any]:
    """A function and the arguments that are no arrays, such as modules, by name."""
    arrays = (Tensor, np.ndarray, np.generic)
    others = [x for x in leaves((list(args), kwargs)) if not isinstance(x, arrays)]
    return {"": function, **{f"argument {i}": x for i, x in enumerate(others)}}


def referred(parts: _Parts) -> tuple[list[Tensor], list[Any]]:
    """The Tensors, and the modules, that parts refer to."""
    found = [value for _, value in reachable(parts)]
    return [x for x in found if isinstance(x, Tensor)], [x for x in found if _is_module(x)]


class Guard:
    """The contents of names, attributes and containers when a program was written.

    Guarded are the ways to the Tensors that the program uses, the modes of modules, and
    the values of the names in the code that may run: in closures, files, objects, classes.

    Parameters
    ----------
    parts
        The function and the arguments that are no arrays, by name, as from `surroundings`.
    used
        The Tensors that the program reads or changes.
    """

    def __init__(self, parts: _Parts, used: Collection[Tensor]) -> None:
        found = [r for _, value in reachable(parts) for r in references(value)]
        places: dict[int, list[Reference]] = defaultdict(list)
        for r in (*_ways(found, used), *_named_values(found, parts)):
            if not isinstance(r.place, tuple):
                places[id(r.place)].append(r)
        self.names = [
            (_getter(rs[0].place), tuple(r.key for r in rs), tuple(r.value for r in rs))
            for rs in places.values()
        ]
        guarded = [x for rs in places.values() for r in rs for x in (r.value, r.owner)]
        containers = {id(x): x for x in guarded if isinstance(x, (dict, list, deque))}
        self.members = [(x, [*x] if isinstance(x, dict) else len(x)) for x in containers.values()]
        self.sets = [(x, frozenset(x)) for x in guarded if isinstance(x, set)]
        self.modes = [(module, module.training) for module in referred(parts)[1]]

    def holds(self) -> bool:
        """True where everything is as it was."""
        for module, training in self.modes:
            if module.training is not training:
                return False
        for place, members in self.members:
            if ([*place] if isinstance(place, dict) else len(place)) != members:
                return False
        for one, elements in self.sets:
            if one != elements:
                return False
        try:
            for get, keys, values in self.names:
                if not all(map(is_, map(get, keys), values)) and not all(
                    map(_is_same, map(get, keys), values)
                ):
                    return False
        except IndexError:  # another thread has made a list shorter meanwhile
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
    """References by the names in code that may run, and from containers among their values.

    Tensors in attributes are left to `_ways`: one that keeps the last result may change each time.
    """
    names, functions = _used(found, parts[""])
    known = {id(value) for value in functions}
    known.update(id(value) for _, value in reachable(parts) if _is_ours(value))
    for r in (*found, *_of_spaces(found, names)):  # a container comes after its owners
        is_object = not isinstance(r.owner, _CONTAINERS) and not _is_optimizer(r.owner)
        if not (id(r.owner) in known or (is_object and r.key in names)):
            continue
        if isinstance(r.value, _CONTAINERS):
            known.add(id(r.value))
        is_kept = isinstance(r.value, Tensor) and not isinstance(r.owner, (ModuleType, type))
        if r.place is not None and not is_kept:
            yield r


def _is_optimizer(x: Any) -> bool:
    """True for an optimiser: its options and states change at every step, and are read then."""
    return "param_groups" in getattr(x, "__dict__", ())


def _is_ours(x: Any) -> bool:
    """True for parts of minigrad: all attributes count, as no code of a user has their names."""
    ours = _is_module(x) or hasattr(type(x), "on_gradients")
    return isinstance(x, partial) or (ours and not is_of_a_user(type(x)))


def _used(found: list[Reference], function: Any) -> tuple[set[str], list[FunctionType]]:
    """The names in code that may run, and its functions.

    It may run if something refers to it, or if it is a method whose name is in such code.
    """
    while isinstance(function, (partial, MethodType)):
        function = function.func if isinstance(function, partial) else function.__func__
    direct = {id(r.value) for r in found if r.place is not None or isinstance(r.owner, partial)}
    direct.update(id(r.value.__func__) for r in found if isinstance(r.value, MethodType))
    direct.add(id(function))
    waiting = [x for x in (function, *[r.value for r in found]) if isinstance(x, FunctionType)]
    names = {"forward", "update", "on_gradients"}
    used: list[FunctionType] = []
    while True:
        ready = [
            one for one in waiting if id(one) in direct or one.__name__ in names or _is_special(one)
        ]
        if not ready:
            return names, used
        used += ready
        for one in ready:
            names.update(names_in(one.__code__))
        waiting = [one for one in waiting if one not in used]


def _is_special(function: FunctionType) -> bool:
    """True for a method that Python itself calls: for ``[]``, ``with``, an operator."""
    return function.__name__.startswith("__") and function.__name__ != "__init__"


def _of_spaces(found: list[Reference], names: set[str]) -> Iterator[Reference]:
    """References by these names from users' classes, files and objects, also where one is unset."""
    seen: set[int] = set()
    for owner in [x for r in found for x in (r.owner, r.value)]:
        if id(owner) in seen or not is_of_a_user(owner if _is_space(owner) else type(owner)):
            continue
        seen.add(id(owner))
        own = getattr(owner, "__dict__", {})
        spaces = (owner,) if isinstance(owner, ModuleType) else _class_of(owner).__mro__
        places: list[Any] = [vars(space) for space in spaces if space is not object]
        if isinstance(own, dict) and not _is_space(owner):
            places.insert(0, own)
        for name in names.intersection(chain(*places)):
            for place in places:
                yield Reference(spaces[0], place, name, place.get(name))
                if name in place:
                    break


def _is_space(x: Any) -> bool:
    return isinstance(x, (type, ModuleType))


def _class_of(x: Any) -> type:
    return x if isinstance(x, type) else type(x)


def _getter(place: Any) -> Callable[[Any], Any]:
    if hasattr(place, "get"):
        found: Callable[[Any], Any] = place.get
        return found
    if isinstance(place, CellType):
        return lambda _: place.cell_contents
    getitem: Callable[[Any], Any] = place.__getitem__
    return getitem


def _is_same(a: Any, b: Any) -> bool:
    """True for the same object, or plain values that are equal, to the sign of zero."""
    plain = isinstance(a, (*PLAIN, np.generic))
    return a is b or (plain and type(a) is type(b) and repr(a) == repr(b))  # 0.0 is not -0.0


def _is_module(x: Any) -> bool:
    """True for a module: it has a mode, and parts that have one."""
    if isinstance(x, (type, ModuleType, Tensor)):
        return False
    try:
        return hasattr(x, "training") and callable(getattr(x, "modules", None))
    except Exception:  # noqa: BLE001 - an object of a user may answer with any error
        return False
