"""The state of a module: what it holds, by dotted names; out as arrays and in again."""

from __future__ import annotations

import itertools
from collections import UserDict, UserList, deque
from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, Sequence, ValuesView
from gc import get_referents
from types import GeneratorType, MappingProxyType, SimpleNamespace
from typing import Any, NamedTuple, TypeGuard

import numpy as np
from numpy.typing import NDArray

from minigrad.core.values import as_value
from minigrad.tensors.handle import Tensor

SHOWN = 5  # names of one kind in a message
_PLAIN = (bool, int, float, complex, str, bytes, type(None))
_DICTS = (dict, UserDict, MappingProxyType)
_LISTS = (list, tuple, deque, UserList)
# Without an order, or gone once they are looked at: a name by number would mean nothing.
_UNORDERED = (set, frozenset)
_VIEWS = (KeysView, ValuesView, ItemsView)
_ITERATORS: tuple[type, ...] = tuple(
    type(iter(x)) for x in ([0], (0,), {0}, {0: 0}, {0: 0}.values(), {0: 0}.items(), reversed([0]))
)
_USED_UP: tuple[type, ...] = (filter, zip, enumerate, reversed, itertools.chain, *_ITERATORS)


class Holder:
    """Base of `Module`: an object whose parameters, buffers and modules are attributes."""

    registered_buffers: Mapping[str, bool] = MappingProxyType({})  # by name: is it saved?


def is_state(x: Any) -> TypeGuard[Tensor]:
    """True of a parameter: a leaf with ``requires_grad``, or one that is frozen."""
    return isinstance(x, Tensor) and x.is_leaf and (x.requires_grad or hasattr(x, "_grad"))


def walk(
    name: str, value: Any, *, deep: bool = True, strict: bool = True, saved: bool = False
) -> Iterator[tuple[str, Any]]:
    """The parameters, buffers and modules in a value with their paths, each once.

    Parameters
    ----------
    name, value
        Where to begin. A Tensor that is given itself is yielded if it is a parameter.
    deep : bool
        Go into modules that are found.
    strict : bool
        Refuse a parameter that is no leaf any more: it would be missing without a word.
    saved : bool
        Leave out buffers that are not saved.
    """
    seen: set[int] = set()
    stack = [(name, value, False)]
    while stack:
        name, value, registered = stack.pop()
        if isinstance(value, _PLAIN) or id(value) in seen:
            continue
        if isinstance(value, Tensor):
            if registered or is_state(value):
                seen.add(id(value))
                yield name, value
            elif strict:
                check_leaf(name, value)
            continue
        parts = _parts(name, value)
        if parts is None:
            continue
        seen.add(id(value))
        buffers: Mapping[str, bool] = {}
        if isinstance(value, Holder):
            yield name, value
            if not deep:
                continue
            buffers = value.registered_buffers
        for key, part in reversed(parts):
            path = f"{name}.{key}" if name else str(key)
            if buffers.get(key) is False and saved:
                continue
            stack.append((path, part, key in buffers))


def check_leaf(name: str, tensor: Tensor) -> None:
    """Refuse a parameter that was given a recorded value in place."""
    if not tensor.is_leaf and hasattr(tensor, "_grad") and tensor.node.owner is not tensor:
        raise RuntimeError(
            f"the parameter {name} was assigned to while recording, and is no leaf any "
            "more; change parameters under no_grad(), or write p.data = ..."
        )


def check_replaced(owner: str, name: str, old: Any, new: Any) -> None:
    """Refuse an assignment by which parameters would vanish, or freeze, without a word."""
    if old is new and isinstance(new, Tensor):
        check_leaf(name, new)
    if old is new or new is None or isinstance(old, _PLAIN):
        return
    held = dict(walk(name, old, strict=False))
    parameters = {path: x for path, x in held.items() if isinstance(x, Tensor)}
    if not parameters:
        return
    is_value = isinstance(new, (Tensor, np.ndarray, int, float, complex))
    values = dict(_arrays_in(name, new))
    for path, parameter in parameters.items():
        there = new if is_value else values.get(path)
        if there is None and (path != name or isinstance(new, Holder)):
            continue
        if is_state(there) and (there.requires_grad or not parameter.requires_grad):
            continue
        what = "a Tensor" if isinstance(there, Tensor) else type(new).__name__
        raise TypeError(
            f"{owner}.{path} is a parameter, and {what} in its place would be none. Write "
            f"{path}.data = ... under no_grad() for a new value; to replace it, assign a Tensor "
            "with requires_grad=True, and to remove it None; what forward computes goes under "
            "another name"
        )


def _arrays_in(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The Tensors and arrays in lists and dicts, by path."""
    stack = [(name, value)]
    seen: set[int] = set()
    while stack:
        path, x = stack.pop()
        if isinstance(x, (Tensor, np.ndarray)):
            yield path, x
        elif isinstance(x, (_DICTS, _LISTS)):
            if id(x) in seen:
                continue
            seen.add(id(x))
            pairs = x.items() if isinstance(x, _DICTS) else enumerate(x)
            stack += [(f"{path}.{key}", part) for key, part in pairs]


def _parts(name: str, value: Any) -> Sequence[tuple[Any, Any]] | None:
    """The contents of a module or a container, by name or number; None for anything else."""
    if isinstance(value, Holder):
        return list(vars(value).items())
    if isinstance(value, _DICTS):
        _refuse_inside(name, value.keys(), "the keys of a dict")
        return list(value.items())
    if isinstance(value, _LISTS):
        return list(enumerate(value))
    if isinstance(value, SimpleNamespace):
        return list(vars(value).items())
    fields = getattr(type(value), "__dataclass_fields__", None)
    if fields is not None:
        return [(field, getattr(value, field)) for field in fields if hasattr(value, field)]
    kind = type(value).__name__
    if isinstance(value, (*_UNORDERED, *_VIEWS)):
        _refuse_inside(name, value, f"a {kind}")
    elif isinstance(value, np.ndarray) and value.dtype == object:
        _refuse_inside(name, value.flat, "an array of objects")
    elif isinstance(value, map) or (
        isinstance(value, GeneratorType) and value.gi_code.co_name == "<genexpr>"
    ):
        raise TypeError(
            f"{name}: a {kind} is empty once it has been gone through, so modules and parameters "
            "in it would be lost; write list(...) around it"
        )
    elif isinstance(value, _USED_UP):
        _refuse_inside(name, get_referents(value), f"a {kind}")
    return None


def _refuse_inside(name: str, elements: Iterable[Any], what: str) -> None:
    """Refuse modules and parameters where they would have no names."""
    # A string is no key of a module: most dicts end here.
    objects = [x for x in elements if not isinstance(x, _PLAIN)]
    for _, found in walk(name, objects, strict=False) if objects else ():
        kind = "parameter" if isinstance(found, Tensor) else type(found).__name__
        raise TypeError(
            f"{name}: a module does not look for its {kind} in {what}; keep modules and parameters "
            "in a list or as the values of a dict"
        )


class Differences(NamedTuple):
    """The names that a state and a module do not share.

    Attributes
    ----------
    missing_keys
        Names of the module that the state lacks.
    unexpected_keys
        Names in the state that the module lacks.
    """

    missing_keys: list[str]
    unexpected_keys: list[str]


def to_arrays(tensors: Mapping[str, Tensor]) -> dict[str, NDArray[Any]]:
    """The values as arrays: read-only, and never changed by training that goes on."""
    state = {name: np.asarray(tensor.numpy()) for name, tensor in tensors.items()}
    for array in state.values():
        array.setflags(write=False)
    return state


def load_arrays(
    tensors: Mapping[str, Tensor], state: Mapping[str, Any], *, strict: bool
) -> Differences:
    """Give Tensors the values of the same names, all of them or, after an error, none."""
    missing = [name for name in tensors if name not in state]
    unexpected = [str(name) for name in state if name not in tensors]
    problems = []
    if strict and missing:
        problems.append(f"missing: {_shown(missing)}")
    if strict and unexpected:
        problems.append(f"unexpected: {_shown(unexpected)}")
    values: dict[str, Any] = {}
    wrong = []
    for name, tensor in tensors.items():
        if name in state:
            try:
                values[name] = _fitting(state[name], tensor)
            except (TypeError, ValueError, FloatingPointError) as error:
                wrong.append(f"{name} {error}")
    if wrong:
        problems.append(f"wrong: {_shown(wrong)}")
    if problems:
        raise ValueError(
            "load_state_dict: this state does not fit, and nothing was changed; "
            + "; ".join(problems)
        )
    for name, value in values.items():
        tensors[name].data = value
    return Differences(missing, unexpected)


def _fitting(given: Any, tensor: Tensor) -> Any:
    """A value for a Tensor, of its shape and dtype and in memory of its own."""
    array = given.numpy() if isinstance(given, Tensor) else np.asarray(given)
    if array.shape != tensor.shape:
        raise ValueError(f"has shape {array.shape} instead of {tensor.shape}")
    if array.dtype.kind not in "biufc" or not np.can_cast(array.dtype, tensor.dtype, "same_kind"):
        raise TypeError(f"is of {array.dtype}, which does not fit into {tensor.dtype}")
    with np.errstate(over="raise"):
        try:
            return as_value(np.array(array, tensor.dtype))
        except FloatingPointError:
            raise FloatingPointError(f"has numbers too large for {tensor.dtype}") from None


def _shown(items: list[str]) -> str:
    more = f" and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
    return ", ".join(items[:SHOWN]) + more
