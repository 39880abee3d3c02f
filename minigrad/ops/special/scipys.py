"""SciPy's functions as forward functions; SciPy is imported when the first one is called."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from minigrad.core.domain import Domain, Interval
from minigrad.core.mode import is_grad_enabled
from minigrad.support.optional import import_optional


@functools.cache
def scipys(name: str) -> Any:
    """A function of ``scipy.special``."""
    return getattr(import_optional("scipy.special", "special functions need SciPy"), name)


def call(name: str, *xs: Any) -> Any:
    """A function of ``scipy.special``, in the dtype of its inputs where SciPy computes in another.

    Of several inputs in float32 some of its functions give float64.
    """
    return in_dtype_of(scipys(name)(*xs), *xs)


def in_dtype_of(y: Any, *xs: Any) -> Any:
    """A result in the precision of the inputs."""
    dtype = np.result_type(*xs)
    if dtype.kind not in "fc" or y.dtype == dtype:
        return y
    if y.dtype.kind == "c" and dtype.kind == "f":
        dtype = np.result_type(dtype, np.complex64)
    return y.astype(dtype)


def held(x: Any, function: str, name: str) -> Any:
    """An input by which a function has no derivative here: an order, a shape."""
    if getattr(x, "requires_grad", False) and is_grad_enabled():
        raise TypeError(
            f"{function} has no derivative by {name} here, so a gradient would be lost; "
            f"take a number, or {name}.detach()"
        )
    return x


def on(*intervals: Interval, held: tuple[float, ...] = (), **more: Any) -> Domain:
    """The domain of a special function: two points in each interval, and the inputs held."""
    return Domain(
        intervals,
        shapes=(((2,),) * len(intervals),),
        constants=(lambda options, *shapes: held) if held else None,
        **{"analytic": False, **more},
    )
