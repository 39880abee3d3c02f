"""Lowering: the same numbers, to the bit, by faster calls, and by calls that take ``out=``."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

from minigrad.compiler import helpers
from minigrad.compiler.buffers import kind
from minigrad.compiler.program import Attribute, Call, Method, Program, Value
from minigrad.ops.logic import is_zero

_BITS = {np.dtype(np.float32): np.dtype(np.int32), np.dtype(np.float64): np.dtype(np.int64)}
_REDUCTIONS = {"sum": np.add, "prod": np.multiply, "max": np.maximum, "min": np.minimum}
_FUNCTIONS: dict[Any, str] = {np.sum: "sum", np.prod: "prod", np.max: "max", np.min: "min"}


_bounds: WeakValueDictionary[Any, Any] = WeakValueDictionary()  # many layers have one
_OPERATORS: dict[Any, Callable[..., Any]] = {
    np.add: operator.add,
    np.subtract: operator.sub,
    np.multiply: operator.mul,
    np.divide: operator.truediv,
    np.negative: operator.neg,
}


def lowered(program: Program, *, backend: str = "numpy") -> Program:
    """The program in terms of ufuncs where there is one for the same.

    Loops of their own need none of what is only faster in NumPy.
    """
    calls: list[Call] = []
    for call in program.calls:
        for lower in _LOWERINGS if backend == "numpy" else _OF_EVERY_BACKEND:
            instead = lower(call)
            if instead is not None:
                for one in instead:
                    one.line = call.line
                calls += instead
                break
        else:
            calls.append(call)
    program.calls = calls
    return program


def _transposition(call: Call) -> list[Call] | None:
    """``x.T``, as one would write it."""
    if call.function is not np.transpose or call.args[1:] not in ((), (None,)) or call.options:
        return None
    return [Call(Attribute("T"), call.args[:1], {}, call.result, call.silent)]


def _reduction(call: Call) -> list[Call] | None:
    """A sum by the ufunc that the method calls in the end."""
    function = call.function
    name = function.name if isinstance(function, Method) else _FUNCTIONS.get(function, "")
    if name not in _REDUCTIONS or len(call.args) != 1 or call.options.keys() - {"axis", "keepdims"}:
        return None
    (x,) = call.args
    if not isinstance(x, Value) or not x.shape or call.result is None:
        return None
    if x.dtype.kind not in "fc" or x.dtype.itemsize < 4:  # sums of others widen, or round
        return None
    options = {"axis": None, **{k: v for k, v in call.options.items() if v is not False}}
    return [Call(_REDUCTIONS[name].reduce, (x,), options, call.result, call.silent)]


def _mask(call: Call) -> list[Call] | None:
    """``where(mask, x, 0.0)`` by the bits of x: np.where branches at every element."""
    if call.function is not np.where or len(call.args) != 3 or call.options:
        return None
    condition, x1, x2 = call.args
    calls = []
    inverse = is_zero(x1)
    if inverse:
        x1, x2 = x2, x1
    result = call.result
    if (
        not is_zero(x2)
        or not isinstance(condition, Value)
        or not isinstance(x1, Value)
        or result is None
        or condition.dtype != np.bool_
        or not condition.shape == x1.shape == result.shape
        or x1.dtype != result.dtype
        or x1.dtype not in _BITS
        or not x1.shape
        or x1.strides != result.strides
    ):
        return None
    mask = condition
    if inverse:
        mask = Value(condition.shape, condition.dtype, condition.strides)
        calls.append(Call(np.logical_not, (condition,), {}, mask))
    bits = _BITS[x1.dtype]
    seen = Value(x1.shape, bits, x1.strides, x1)
    kept = Value(x1.shape, bits, result.strides)
    result.base = kept
    calls += [
        Call(Method("view"), (x1, bits), {}, seen),
        Call(np.multiply, (seen, mask), {}, kept),
        Call(Method("view"), (kept, result.dtype), {}, result),
    ]
    return calls


def _replacement(call: Call) -> list[Call] | None:
    """A result written into another array is that result, in the dtype of the array."""
    if call.function is not helpers.replaced:
        return None
    _, new, dtype = call.args
    return [Call(Method("astype"), (new, dtype), {}, call.result, call.silent)]


def _widening(call: Call) -> list[Call] | None:
    """Floating-point numbers in a wider dtype, by a ufunc."""
    if call.function != Method("astype") or len(call.args) != 2 or call.options:
        return None
    x, dtype = call.args
    result = call.result
    if not isinstance(x, Value) or result is None or not x.shape or x.strides == result.strides:
        return None
    if x.dtype.kind != "f" or result.dtype.kind != "f" or x.dtype.itemsize > result.dtype.itemsize:
        return None
    return [Call(np.positive, (x,), {"dtype": np.dtype(dtype)}, result, call.silent)]


def _spread_bound(call: Call) -> list[Call] | None:
    """A bound that is a number as an array of it, with which NumPy is twice as fast."""
    if call.function not in (np.maximum, np.minimum) or len(call.args) != 2 or call.options:
        return None
    x, bound = call.args
    result = call.result
    if not isinstance(x, Value) or type(bound) not in (int, float) or result is None:
        return None
    if x.dtype != result.dtype or x.dtype.kind != "f" or not x.shape or math.isnan(bound):
        return None
    key = (*kind(result), repr(bound))
    bounds = _bounds.get(key)
    if bounds is None:
        bounds = _bounds[key] = np.empty_like(result.example)
        bounds.fill(bound)
        bounds.setflags(write=False)
    return [Call(call.function, (x, bounds), {}, result, call.silent)]


def _scalar(call: Call) -> list[Call] | None:
    """Arithmetic of NumPy's scalars by operators, which take them a tenth of the ufuncs' time."""
    if call.function not in _OPERATORS or call.options or call.result is None:
        return None
    examples = [x.example if isinstance(x, Value) else x for x in call.args]
    if not all(type(x) in (int, float, np.float64, np.float32) for x in examples):
        return None
    if not any(isinstance(x, np.generic) for x in examples):
        return None
    return [Call(_OPERATORS[call.function], call.args, {}, call.result, call.silent)]


_OF_EVERY_BACKEND = (_reduction, _replacement)
_LOWERINGS = (
    *(_transposition, *_OF_EVERY_BACKEND, _mask, _widening, _spread_bound),
    _scalar,
)
