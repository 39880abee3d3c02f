"""Functions of ``np.emath``: complex results where real numbers have none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from minigrad.core.dispatch import implements
from minigrad.ops.complex_numbers import is_complex
from minigrad.ops.elementwise import absolute, divide, log, power, sqrt
from minigrad.ops.logarithms import log2, log10
from minigrad.ops.reductions import any as any_
from minigrad.ops.shapes import astype
from minigrad.ops.trigonometric import arccos, arcsin, arctanh

# Which numbers are converted depends on the values, so the operation that follows does too.


def _extended(x: Any, leaves: Callable[[Any], Any]) -> Any:
    x = x if hasattr(x, "dtype") else np.asarray(x)
    if is_complex(x) or not bool(any_(leaves(x))):
        return x
    return astype(x, np.result_type(x.dtype, np.complex64))


def _if_negative(x: Any) -> Any:
    return _extended(x, lambda x: x < 0)


def _if_large(x: Any) -> Any:
    return _extended(x, lambda x: absolute(x) > 1)


@implements(np.emath.sqrt)
def _sqrt(x: Any) -> Any:
    return sqrt(_if_negative(x))


@implements(np.emath.log)
def _log(x: Any) -> Any:
    return log(_if_negative(x))


@implements(np.emath.log2)
def _log2(x: Any) -> Any:
    return log2(_if_negative(x))


@implements(np.emath.log10)
def _log10(x: Any) -> Any:
    return log10(_if_negative(x))


@implements(np.emath.logn)
def _logn(n: Any, x: Any) -> Any:
    return divide(log(_if_negative(x)), log(_if_negative(n)))


@implements(np.emath.power)
def _power(x: Any, p: Any) -> Any:
    return power(_if_negative(x), p)


@implements(np.emath.arccos)
def _arccos(x: Any) -> Any:
    return arccos(_if_large(x))


@implements(np.emath.arcsin)
def _arcsin(x: Any) -> Any:
    return arcsin(_if_large(x))


@implements(np.emath.arctanh)
def _arctanh(x: Any) -> Any:
    return arctanh(_if_large(x))
