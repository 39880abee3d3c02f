"""Guards: what a function refers to beside its arguments."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import CodeType, ModuleType
from typing import Any

from minigrad.tensor import Tensor

_MANY = 10_000  # objects looked at: a function refers to few, and this is for its programs


def referred(function: Callable[..., Any]) -> tuple[list[Tensor], list[Any]]:
    """The Tensors and the modules that a function refers to.

    Found where Python keeps what a function refers to: its closure, its defaults, the object it
    is a method of, and the global names in its code; and in the functions and objects found there.
    """
    tensors: list[Tensor] = []
    modules: list[Any] = []
    seen: dict[int, Any] = {}
    waiting: list[Any] = [function]
    while waiting and len(seen) < _MANY:
        x = waiting.pop()
        if id(x) in seen:
            continue
        seen[id(x)] = x
        if isinstance(x, Tensor):
            tensors.append(x)
            continue
        if hasattr(x, "training") and callable(getattr(x, "modules", None)):
            modules.append(x)
        waiting.extend(reversed([*_inside(x)]))
    return tensors, modules


def _inside(x: Any) -> Iterator[Any]:
    if isinstance(x, (type, ModuleType, str, bytes, int, float, complex, type(None))):
        return
    if isinstance(x, functools.partial):
        yield from (x.func, *x.args, *x.keywords.values())
    elif isinstance(x, (list, tuple, set, frozenset)):
        yield from x
    elif isinstance(x, dict):
        yield from (*x, *x.values())
    elif hasattr(x, "__func__"):
        yield from (x.__func__, x.__self__)
    elif hasattr(x, "__code__"):
        yield from _of_function(x)
    else:
        yield getattr(x, "__wrapped__", None)
        if type(x).__module__.partition(".")[0] not in {"numpy", "builtins"}:
            yield from getattr(x, "__dict__", {}).values()


def _of_function(function: Any) -> Iterator[Any]:
    yield getattr(function, "__wrapped__", None)
    yield from function.__defaults__ or ()
    yield from (function.__kwdefaults__ or {}).values()
    for cell in function.__closure__ or ():
        with suppress(ValueError):  # not bound yet
            yield cell.cell_contents
    space = function.__globals__
    for name in _names(function.__code__):
        if name in space:
            yield space[name]


def _names(code: CodeType) -> Iterator[str]:
    """The names in a function's code, and in that of functions inside it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)
