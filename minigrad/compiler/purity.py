"""Purity: a program is written of a function that does the same every time."""

from __future__ import annotations

import math
import pickle
import random
from collections import deque
from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

import numpy as np

from minigrad.compiler.program import Call, Value
from minigrad.compiler.tracing import Trace, is_without_values, name_of
from minigrad.tensors.object_graph import GENERATORS, PLAIN, reachable, references

_LENGTH = "."  # after the name of a container, for its length


def check_same(
    function: Callable[..., Any], parts: Mapping[str, Any], first: Trace, second: Trace
) -> None:
    """Refuse a function that did something else when it was run again on the same arguments.

    And one that uses a writable array from outside: what is in it later would go unseen.
    """
    name = name_of(function)
    pairs: list[tuple[Any, Any]] = [(first.program.inputs, second.program.inputs)]
    calls = (first.program.calls, second.program.calls)
    for a, b in zip(*calls, strict=False):
        pairs.append(((a.args, a.options), (b.args, b.options)))
    pairs.append((first.program.outputs, second.program.outputs))
    changed = len(calls[0]) != len(calls[1]) or any(
        a.function != b.function for a, b in zip(*calls, strict=False)
    )
    counted = {id(value): i for trace in (first, second) for i, value in enumerate(_made(trace))}
    if changed or not all(_same(a, b, counted) for a, b in pairs):
        raise TypeError(
            f"minigrad.compile: {name} did something else when it was run again on the same "
            "arguments; does it draw random numbers, or count its calls? Pass what changes as an "
            "argument, and keep what is remembered in Tensors"
        )
    seen = {id(_root(array)) for array in first.arrays}
    used = [array for array in second.arrays if id(_root(array)) in seen]
    used += _named(parts)
    for one, other in [*pairs, (used, used)]:
        for array in _shared_arrays(one, other):
            raise TypeError(
                f"minigrad.compile: {name} uses an array of shape {array.shape} that is not among "
                "its arguments and may be written into later, which the program would not see; "
                "pass it as an argument, or make it a Tensor with minigrad.tensor(array)"
            )


def states(parts: Mapping[str, Any]) -> bytes:
    """The states of the generators that parts refer to, and of the global ones."""
    found = [x for _, x in reachable(parts) if isinstance(x, GENERATORS)]
    return pickle.dumps((random.getstate(), np.random.get_state(), found))  # noqa: NPY002 - users' code may draw from it


def check_draws(function: Callable[..., Any], parts: Mapping[str, Any], before: bytes) -> None:
    """Refuse a function that has drawn numbers: a program would have the same ones in every run."""
    if states(parts) != before:
        raise TypeError(
            f"minigrad.compile: {name_of(function)} draws random numbers, which would be the same "
            "ones in every run; pass them as an argument, or use nn.Dropout and its like"
        )


def outside(parts: Mapping[str, Any]) -> dict[str, Any]:
    """The plain values that parts refer to, and the lengths of containers, by name."""
    found: dict[str, Any] = {}
    for name, value in reachable(parts):
        if isinstance(value, (dict, list, deque)):
            found[name + _LENGTH] = len(value)
        for r in references(value):
            if isinstance(r.value, PLAIN):  # an object's own comes before that of its class
                found.setdefault(f"{name}.{r.key}", r.value)
    return found


def check_changes(function: Callable[..., Any], *stages: dict[str, Any]) -> None:
    """Refuse a function that changes more than Tensors: a program would not do it again.

    Plain values that are kept when it runs for the first time, and then are there, do no harm.
    """
    before, between, after = stages
    changed = [
        name
        for name, value in between.items()
        if not name.endswith(_LENGTH) and _differ(before.get(name, value), value)
    ]
    changed += [name for name, value in after.items() if _differ(between.get(name), value)]
    for name in changed:
        raise TypeError(
            f"minigrad.compile: {name_of(function)} changes {name.strip('.')}, which its program "
            "would not do again; do that outside, or keep what changes in a Tensor"
        )


def _differ(a: Any, b: Any) -> bool:
    return a is not b and bool(a != b)  # the same NaN differs from itself


def check_kept(function: Callable[..., Any], parts: Mapping[str, Any]) -> None:
    """Refuse a function that keeps a result outside: it would not be a new one in every run."""
    for name, value in reachable(parts):
        if is_without_values(value):
            raise TypeError(
                f"minigrad.compile: {name_of(function)} keeps a result in {name.lstrip('.')}, "
                "which its program would not do; return it, and keep it outside"
            )


def contents(parts: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """The dicts (those of attributes too) and lists that parts refer to, with their contents."""
    places = [r.place for _, value in reachable(parts) for r in references(value)]
    places += [getattr(value, "__dict__", value) for _, value in reachable(parts)]
    found = {id(place): place for place in places if type(place) in (dict, list)}
    return [(place, place.copy()) for place in found.values()]


def put_back(held: list[tuple[Any, Any]]) -> None:
    """Leave no array without values behind, where a function has kept one before it was refused."""
    for place, before in held:
        if isinstance(place, list):
            place[:] = [x for x in place if not is_without_values(x)]
            continue
        for key in [key for key, x in place.items() if is_without_values(x)]:
            if key in before:
                place[key] = before[key]
            else:
                del place[key]


def _named(parts: Mapping[str, Any]) -> list[Any]:
    """The arrays that a function, or one that it calls, has closed over or names."""
    arrays, functions = [], {""}
    for label, value in reachable(parts):
        if label.rpartition(".")[0] in functions:
            if isinstance(value, FunctionType):
                functions.add(label)
            elif type(value) is np.ndarray:
                arrays.append(value)
    return arrays


def _made(trace: Trace) -> list[Value]:
    calls: list[Call] = trace.program.calls
    return [*trace.program.inputs, *[call.result for call in calls if call.result is not None]]


def _same(a: Any, b: Any, counted: dict[int, int]) -> bool:
    if isinstance(a, Value):
        return isinstance(b, Value) and counted[id(a)] == counted[id(b)]
    if type(a) is not type(b):
        return False
    if isinstance(a, (tuple, list)):
        return len(a) == len(b) and all(map(_same, a, b, [counted] * len(a)))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_same(a[k], b[k], counted) for k in a)
    if isinstance(a, slice):
        ends = zip((a.start, a.stop, a.step), (b.start, b.stop, b.step), strict=True)
        return all(_same(x, y, counted) for x, y in ends)
    if isinstance(a, (np.ndarray, np.generic)):
        return bool(a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes())
    if isinstance(a, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    return bool(a == b)


def _shared_arrays(a: Any, b: Any) -> list[Any]:
    """Writable arrays that both runs used, and did not make."""
    if isinstance(a, (tuple, list)):
        return [x for pair in zip(a, b, strict=True) for x in _shared_arrays(*pair)]
    if isinstance(a, dict):
        return [x for k in a for x in _shared_arrays(a[k], b[k])]
    if type(a) is np.ndarray and _root(a) is _root(b) and _root(a).flags.writeable:
        return [a]
    return []


def _root(array: Any) -> Any:
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array
