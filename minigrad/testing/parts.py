"""Complex numbers as pairs of real ones: a real function for the checker of a complex one."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigrad.ops.complex_numbers import imag, real
from minigrad.support.pytree import leaves, map_nest
from minigrad.testing.adapters.base import Adapter
from minigrad.testing.adapters.engine import Minigrad
from minigrad.testing.flattened import Flattened, is_floating


class Parts(NamedTuple):
    """Real and imaginary part of what was one complex array."""

    real: Any
    imag: Any


def by_parts(adapter: Minigrad, args: tuple[Any, ...]) -> tuple[Adapter, tuple[Any, ...]]:
    """The function and its arguments with `Parts` where complex arrays went in and come out.

    What is real throughout stays as it is.
    """
    has_complex_argument = any(map(_is_complex, leaves(args)))
    if not has_complex_argument and not any(map(is_floating, leaves(args))):
        return adapter, args  # with nothing to differentiate by
    has_complex_result = any(map(_is_complex, leaves(adapter.value(*Flattened.constants(args)))))
    if not has_complex_result and not has_complex_argument:
        return adapter, args

    def function(*parts: Any) -> Any:
        result = adapter.f(*map_nest(_joined, parts, leaf=Parts))
        return map_nest(_split, result) if has_complex_result else result

    function.__name__ = adapter.name
    return Minigrad(function), map_nest(_split, args)


def _joined(x: Any) -> Any:
    return x.real + 1j * x.imag if isinstance(x, Parts) else x


def _is_complex(x: Any) -> bool:
    return isinstance(x, complex) or getattr(getattr(x, "dtype", None), "kind", "") == "c"


def _split(x: Any) -> Any:
    if not _is_complex(x):
        return x
    return (
        Parts(np.float64(x.real), np.float64(x.imag))
        if type(x) is complex
        else Parts(real(x), imag(x))
    )
