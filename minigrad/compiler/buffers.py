"""Memory: which results are written into arrays that are there from the beginning."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any, NamedTuple

import numpy as np

from minigrad.compiler.program import Call, Program, Value, is_known, values

Kind = tuple[tuple[int, ...], Any, tuple[int, ...]]
_LARGE = 1 << 16
_WITH_OUT = frozenset({np.clip, np.concatenate, np.stack})


class Memory(NamedTuple):
    """Buffers of the results that have one.

    Attributes
    ----------
    buffers
        The number of a result's buffer, for those that have one.
    given
        The buffers that are returned in the end, and so are new in every run.
    """

    buffers: dict[Value, int]
    given: set[int]


def plan(program: Program) -> Memory:
    """Give results a buffer that may serve again when nobody needs them any more.

    Returned arrays are new in every run. A large one of them is written over an array that it is
    computed from, so that there is one array less to go through the processor's caches.
    """
    kept = _never_written_over(program)
    returned = {x for x in program.outputs if isinstance(x, Value)}
    ends = _ends(program)
    buffers: dict[Value, int] = {}
    given: set[int] = set()
    free: dict[Kind, list[int]] = {}
    numbers = count()

    def let_go(owners: Iterable[Value]) -> None:
        for owner in owners:
            free.setdefault(kind(owner), []).append(buffers[owner])

    for i, call in enumerate(program.calls):
        ending = [owner for owner in ends[i] if owner in buffers and owner not in kept]
        # The result may be written over an input that is read element by element.
        over = set(ending) & set(call.inputs()) if _is_elementwise(call) else set()
        result = call.result
        if result in returned and result.nbytes >= _LARGE and takes_out(call):
            alike = [owner for owner in ending if owner in over and kind(owner) == kind(result)]
            if alike:
                buffers[result] = buffers[alike[0]]
                given.add(buffers[result])
                call.out = result
                ending.remove(alike[0])
        let_go(owner for owner in ending if owner in over)
        if result is not None and result not in kept and takes_out(call):
            places = free.get(kind(result))
            buffers[result] = places.pop() if places else next(numbers)
            call.out = result
        let_go(owner for owner in ending if owner not in over)
    new = set(given)
    for call in program.calls:
        if call.out is not None and buffers[call.out] in new:  # the first one makes the array
            new.discard(buffers[call.out])
            call.out = None
    return Memory(buffers, given)


def _never_written_over(program: Program) -> set[Value]:
    """Values that are returned, and arguments of functions that may return them again."""
    kept = {value.owner for value in values(program.outputs)}
    for call in program.calls:
        if not is_known(call.function):
            kept.update(value.owner for value in call.inputs())
    return kept


def _ends(program: Program) -> list[list[Value]]:
    """Whose memory is used by a call for the last time."""
    last: dict[Value, int] = {}
    for i, call in enumerate(program.calls):
        for value in call.inputs():
            last[value.owner] = i
    ends: list[list[Value]] = [[] for _ in program.calls]
    for owner, i in last.items():
        ends[i].append(owner)
    return ends


def kind(value: Value) -> Kind:
    """Shape, dtype and strides, which results in the same buffer have in common."""
    return value.shape, value.dtype, value.strides


def order(value: Value) -> str | None:
    """The order of the elements in memory, "C" or "F"; None for another."""
    empty = np.empty(value.shape, value.dtype)
    if value.strides == empty.strides:
        return "C"
    return "F" if value.strides == np.asfortranarray(empty).strides else None


def takes_out(call: Call) -> bool:
    """True for a call that can write its result into a given array, its ``out=``."""
    result, function = call.result, call.function
    if result is None or not result.shape or result.base is not None or 0 in result.shape:
        return False
    if "where" in call.options or order(result) is None:
        return False
    if isinstance(function, np.ufunc):
        return function.nout == 1
    owner = getattr(function, "__self__", None)
    if isinstance(owner, np.ufunc):
        return function.__name__ in {"reduce", "accumulate", "outer"}
    return function in _WITH_OUT


def _is_elementwise(call: Call) -> bool:
    return isinstance(call.function, np.ufunc) and call.function.signature is None
