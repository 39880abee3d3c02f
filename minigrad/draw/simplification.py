"""Simplification of expressions: what changes no number and tells a reader nothing is left out."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from minigrad.core.op import Op
from minigrad.draw.spelling import Expression
from minigrad.ops import elementwise as e
from minigrad.ops.complex_numbers import conj
from minigrad.ops.logic import less_equal, logical_and, logical_or, where


def simplified(op: Op, inputs: Sequence[Any], value: Any) -> Any:
    """A shorter expression, or a number, for an operation on inputs; None if there is none."""
    shorter = _SHORTER[op](*inputs) if op in _SHORTER else None
    if isinstance(shorter, Expression) and np.shape(shorter.value) != np.shape(value):
        return None
    return shorter


def is_constant(x: Any, number: float) -> bool:
    """True of a plain number, or an array of it alone."""
    return not isinstance(x, Expression) and np.size(x) > 0 and bool(np.all(np.equal(x, number)))


def _times(a: Any, b: Any) -> Any:
    return b if is_constant(a, 1) else a if is_constant(b, 1) else None


def _over(a: Any, b: Any) -> Any:
    return a if is_constant(b, 1) else None


def _and(a: Any, b: Any) -> Any:
    if is_constant(a, 0) or is_constant(b, 0):
        return False
    return _times(a, b)


def _or(a: Any, b: Any) -> Any:
    return b if is_constant(a, 0) else a if is_constant(b, 0) else None


def _where(condition: Any, a: Any, b: Any) -> Any:
    """One of the two; or both, without what the condition has decided within them."""
    for truth, chosen in ((1, a), (0, b)):
        if is_constant(condition, truth):
            return chosen
    within_a = _replaced(a, lambda x: _decided(x, condition, 1))
    within_b = _replaced(b, lambda x: _decided(x, condition, 2))
    return None if within_a is a and within_b is b else where(condition, within_a, within_b)


def _decided(x: Expression, condition: Any, which: int) -> Any:
    return x.inputs[which] if x.op is where and _is_same(x.inputs[0], condition) else None


def _is_same(a: Any, b: Any) -> bool:
    if not (isinstance(a, Expression) and isinstance(b, Expression)):
        return a is b or (isinstance(a, (int, float)) and bool(np.array_equal(a, b)))
    if a is b or a.op is None or a.op is not b.op or a.options != b.options:
        return a is b
    return all(map(_is_same, a.inputs, b.inputs))


def _at_most(x: Any, bound: Any) -> Any:
    is_all = bound is not None and _is_no_bound(bound, x) and bound > 0
    return True if is_all else None


def _conjugate(x: Any) -> Any:
    if isinstance(x, Expression):
        return x.inputs[0] if x.op is conj else None if np.iscomplexobj(x.value) else x
    return None


def _within(x: Any, *bounds: Any) -> Any:
    """What bounds say nothing of, as no number of its dtype is beyond them."""
    return x if all(_is_no_bound(bound, x) for bound in bounds) else None


def _extreme(a: Any, b: Any) -> Any:
    return a if _is_no_bound(b, a) else b if _is_no_bound(a, b) else None


def _is_no_bound(bound: Any, x: Any) -> bool:
    dtype = np.asarray(getattr(x, "value", x)).dtype
    if bound is None or dtype.kind != "f" or not isinstance(bound, (int, float)):
        return bound is None
    return bool(abs(bound) >= np.finfo(dtype).max / 4)  # where products still fit


def _exponential(x: Any) -> Any:
    """Without the bounds that keep a square from overflowing, beyond which the result is 0."""
    inside = _replaced(x, _unbounded)
    return None if inside is x else e.exp(inside)


def _unbounded(x: Expression) -> Any:
    if x.op is not e.clip or not all(isinstance(bound, (int, float)) for bound in x.inputs[1:]):
        return None
    return x.inputs[0] if math.exp(-(min(map(abs, x.inputs[1:])) ** 2)) == 0 else None


def _replaced(x: Any, choose: Callable[[Expression], Any]) -> Any:
    """An expression with others for some of its parts; itself where there are none."""
    done: dict[int, Any] = {}

    def replaced(part: Any) -> Any:
        if not isinstance(part, Expression) or part.op is None or part.op.results is not None:
            return part
        if id(part) not in done:
            chosen = choose(part)
            done[id(part)] = rebuilt(part) if chosen is None else replaced(chosen)
        return done[id(part)]

    def rebuilt(part: Expression) -> Expression:
        inputs = tuple(map(replaced, part.inputs))
        if all(map(operator.is_, inputs, part.inputs)):
            return part
        return type(part)(part.name, part.value, part.op, inputs, part.options)

    return replaced(x)


_SHORTER: dict[Op, Callable[..., Any]] = {
    e.multiply: _times,
    e.times_log: lambda a, b: a * e.log(b),
    e.divide: _over,
    logical_and: _and,
    logical_or: _or,
    where: _where,
    less_equal: _at_most,
    conj: _conjugate,
    e.clip: _within,
    e.maximum: _extreme,
    e.minimum: _extreme,
    e.exp: _exponential,
}
