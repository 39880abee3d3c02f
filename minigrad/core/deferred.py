"""Arrays whose values are not there yet, since a program is being written that will make them.

What looks at values, or draws them, is called through `look` and `draw`, and so becomes a part of
the program; `minigrad.compile` has the arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from numbers import Real
from typing import Any


class Deferred:
    """An array of a program that is being written: its values are not there yet."""

    __slots__ = ()

    def _defer(self, function: Callable[..., Any], args: tuple[Any, ...], options: Any) -> Any:
        """Write a call of a function into the program, without looking into the function."""
        raise NotImplementedError

    def _look(self, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
        """Write a call into the program that is made for the errors that it may raise."""
        raise NotImplementedError

    def copy(self, order: str = "C") -> Any:
        """A copy, as an array's method makes it."""
        raise NotImplementedError


class DeferredNumber(Deferred):
    """A Python number of a program that is being written, which promotes weakly."""

    __slots__ = ()


Real.register(DeferredNumber)


class ValuesNeededError(TypeError):
    """Raised where values are needed, and not there yet."""

    def __init__(self, message: str, array: Deferred) -> None:
        super().__init__(message)
        self.array = array


def look(function: Callable[..., Any], *args: Any) -> None:
    """Call a function that looks at values and may raise an error: now, or in a program.

    While a program is written, the call becomes a part of it, and is made in every run.
    """
    for x in args:
        if isinstance(x, Deferred):
            x._look(function, args)
            return
    function(*args)


def draw(function: Callable[..., Any], *args: Any) -> Any:
    """Call a function that draws numbers, or decides by values: now, or in a program, as `look`."""
    for x in args:
        if isinstance(x, Deferred):
            return x._defer(function, args, {})
    return function(*args)
