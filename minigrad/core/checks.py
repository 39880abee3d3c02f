"""Checks of an operation whose functions nobody has proved: read-only arrays in, arrays out."""

from __future__ import annotations

import functools
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from minigrad.core.deferred import Deferred
from minigrad.core.outputs import Outputs


def checked_forward(
    name: str,
    forward: Callable[..., Any],
    outputs: Outputs | None,
    declare: Callable[[Outputs], None],
) -> Callable[..., Any]:
    """The forward function, which a program calls as it is: it may do more than call NumPy.

    Parameters
    ----------
    outputs, declare
        What is known of several outputs, and a function that is told what was found.
    """
    check = partial(_one_or_several, declare) if outputs is None else partial(_each, outputs)
    guarded = _guarded(forward, check, f"the forward function of {name}")
    guarded.__name__ = name  # as programs and drawings of them call it

    @functools.wraps(forward)
    def whole(*arrays: Any, **options: Any) -> Any:
        for x in arrays:
            if isinstance(x, Deferred):
                return x._defer(guarded, arrays, options)
        return guarded(*arrays, **options)

    return whole


def checked_rule(name: str, rule: Callable[..., Any] | None) -> Callable[..., Any] | None:
    """A rule that returns an array."""
    return rule and _guarded(rule, _array, f"a rule of {name}")


def checked_joint(name: str, joint: Callable[..., Any] | None) -> Callable[..., Any] | None:
    """A joint rule, which returns an array, or None, for each input."""
    return joint and _guarded(joint, _shares, f"the joint rule of {name}")


def _guarded(
    function: Callable[..., Any], check: Callable[[Any, str], Any], what: str
) -> Callable[..., Any]:
    """The function, handed arrays that it cannot write into, and what it returns, looked at."""

    @functools.wraps(function)
    def guarded(*arrays: Any, **options: Any) -> Any:
        return check(function(*map(_read_only, arrays), **options), what)

    return guarded


def _array(result: Any, what: str) -> Any:
    if isinstance(result, (bool, int, float, complex)):
        return np.asarray(result)
    if not hasattr(result, "shape"):
        raise TypeError(f"{what} returned {type(result).__name__}, not an array")
    return result


def _one_or_several(declare: Callable[[Outputs], None], result: Any, what: str) -> Any:
    """A result of which nothing was said: an array, or several."""
    several = isinstance(result, (tuple, list)) and len(result) > 0
    if several and all(hasattr(part, "shape") for part in result):
        declare(type(result))
        return result
    return _array(result, what)


def _each(outputs: Outputs, results: Any, what: str) -> Any:
    if not isinstance(results, (tuple, list)):
        raise TypeError(f"{what} returned {type(results).__name__}, not a tuple of arrays")
    if not isinstance(outputs, type) and len(results) != len(outputs):
        raise TypeError(f"{what} returned {len(results)} arrays, not {', '.join(outputs)}")
    return tuple(_array(result, what) for result in results)


def _shares(results: Any, what: str) -> Any:
    if not isinstance(results, (tuple, list)):
        raise TypeError(
            f"{what} returned {type(results).__name__}, not a tuple with an array or None for each "
            "input"
        )
    return tuple(None if result is None else _array(result, what) for result in results)


def _read_only(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.flags.writeable:
        value = value.view()
        value.setflags(write=False)
    elif isinstance(value, tuple):  # several outputs, or their cotangents
        parts = map(_read_only, value)
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    return value
