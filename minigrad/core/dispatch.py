"""NumPy's functions, and what answers each of them for Tensors."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from minigrad.core.box import Box
from minigrad.support.pytree import leaves, map_nest

F = TypeVar("F", bound=Callable[..., Any])
ANSWERS: dict[Any, Callable[..., Any]] = {}
"""From a function of NumPy, or of a library that follows its protocols, to one of minigrad."""
NAMED: dict[str, tuple[str, Callable[..., Any]]] = {}
"""The same by name, with the module, of libraries that are not imported for it."""


def implements(*functions: Any) -> Callable[[F], F]:
    """A decorator: NumPy's functions, called with Tensors, become calls of the function below.

    A function of a library that is not to be imported is a text, "scipy.special.expit".

    Raises
    ------
    ValueError
        If another one answers already. A definition of the same name in the same module, as a
        notebook makes it again and again, takes the place of the earlier one.
    """

    def registered(answer: F) -> F:
        if functions and not answer.__module__.startswith("minigrad."):
            _import_operations()
        for function in functions:
            if isinstance(function, str) and "." in function:
                continue
            if not callable(function):
                raise TypeError(f"{function!r} is no function that could be answered")
            before = ANSWERS.get(function)
            if before is not None and _name(before) != _name(answer):
                raise ValueError(
                    f"numpy.{function.__name__} is answered by {'.'.join(_name(before))} already"
                )
        for function in functions:
            if isinstance(function, str):
                module, _, name = function.rpartition(".")
                NAMED[name] = (module, answer)
            else:
                ANSWERS[function] = answer
        return answer

    return registered


def on_values(function: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """A function of the values of Tensors, anywhere among its arguments.

    Arrays that come back are Tensors too, through which no gradient flows.
    """
    boxes = [x for x in leaves((args, options)) if isinstance(x, Box)]
    for x in boxes:
        on_each = getattr(type(x), "_on_values", None)
        if on_each is not None:  # it has several values
            return on_each(x, function, args, options)
    result = function(*map_nest(_value, args), **map_nest(_value, options))
    return map_nest(getattr(boxes[0], "_constant_of", _same), result) if boxes else result


def _same(value: Any) -> Any:
    return value


def _value(x: Any) -> Any:
    return x.numpy() if isinstance(x, Box) and hasattr(x, "numpy") else x


def answer_of(function: Any) -> Callable[..., Any] | None:
    """What answers a function, or None."""
    answer = ANSWERS.get(function)
    if answer is None:
        _import_operations()
        answer = ANSWERS.get(function)
    if answer is not None:
        return answer
    name = getattr(function, "__name__", "")
    module, named = NAMED.get(name, ("", None))
    return named if getattr(sys.modules.get(module), name, None) is function else None


def _import_operations() -> None:
    """Import those of minigrad that nothing has needed so far: each says what it answers."""
    _ = import_module("minigrad.ops").registry


def _name(answer: Any) -> tuple[str, str]:
    return answer.__module__, answer.__name__
