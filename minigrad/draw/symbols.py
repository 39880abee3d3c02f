"""Symbols: the reading of a rule that spells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.op import Op
from minigrad.draw.spelling import Expression
from minigrad.ops import elementwise as e
from minigrad.ops.logic import logical_or, where, zeros_like
from minigrad.ops.operators import Operators
from minigrad.ops.products import matmul
from minigrad.ops.reductions import sum as sum_


class Symbol(Operators, Expression):
    """A name, or an operation on symbols; it carries a value, so shapes are known.

    Examples
    --------
    >>> from minigrad.draw.symbols import Symbol
    >>> x, w = Symbol("x", np.ones((2, 3))), Symbol("w", np.ones((3, 1)))
    >>> print(1 - (x @ w) * (x @ w))
    1 - (x @ w)²
    """

    __slots__ = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value."""
        return np.shape(self.value)

    @property
    def size(self) -> int:
        """The number of elements of the value."""
        return int(np.size(self.value))

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of the value."""
        return np.asarray(self.value).dtype

    def _apply(self, op: Op, inputs: tuple[Any, ...], options: Mapping[str, Any]) -> Any:
        values = [x.value if isinstance(x, Symbol) else x for x in inputs]
        with np.errstate(all="ignore"):
            value = op.forward(*values, **options)
        bounded = _bounded(op, inputs, value)
        if bounded is not None:
            return bounded
        if op is logical_or:  # nothing is said by "or False", as of a number that is no NaN
            open_ones = [x for x in inputs if isinstance(x, Symbol) or np.any(x)]
            if len(open_ones) == 1:
                return open_ones[0]
        if op.results is not None:
            pairs = zip(_output_names(op, value), value, strict=True)
            return op.results([Symbol(name, part, op, inputs, options) for name, part in pairs])
        return Symbol(op.name, value, op, inputs, options)

    def __repr__(self) -> str:
        return f"<Symbol {self}>"


def _bounded(op: Op, inputs: Sequence[Any], of: Any) -> Any:
    """The input of which bounds say nothing, as no number of its dtype is beyond them; or None."""
    if op not in (e.clip, e.maximum, e.minimum) or np.asarray(of).dtype.kind != "f":
        return None
    largest = float(np.finfo(np.asarray(of).dtype).max)
    within = [x for x in inputs if isinstance(x, Symbol) or not _is_beyond(x, largest)]
    return within[0] if len(within) == 1 else None


def _is_beyond(bound: Any, largest: float) -> bool:
    return bound is None or (isinstance(bound, (int, float)) and abs(bound) >= largest)


class _Arriving(Symbol):
    """The gradient that arrives; a user's Tensor may be called g as well."""

    __slots__ = ()


def local_derivatives(op: Op, *values: Any, names: str = "xwbuvz", **options: Any) -> list[str]:
    """The factors by which an operation's rules multiply the gradient, spelled from the rules.

    ``y`` is the output. Where a rule is more than a factor, it is spelled whole, with ``g`` for
    the gradient that arrives.

    Examples
    --------
    >>> from minigrad.draw.symbols import local_derivatives
    >>> local_derivatives(mg.tanh, 0.5)
    ['sech(x)²']
    >>> local_derivatives(mg.multiply, 2.0, 3.0)
    ['w', 'x']
    >>> local_derivatives(mg.matmul, np.ones((2, 3)), np.ones((3, 1)))
    ['wᵀ', 'xᵀ']
    """
    options = {**op.defaults, **options}
    xs = [Symbol(name, value) for name, value in zip(names, values, strict=False)]
    y = Symbol("y", op.forward(*values, **options))
    parts = read_rules(op, y, xs, options)
    return ["" if part is None else str(part.factor) for part in parts]


class Reading(NamedTuple):
    """A rule, read with symbols.

    Attributes
    ----------
    factor
        What the gradient is multiplied by, a symbol or a number; the whole rule, which mentions
        the symbol ``g``, where it is more than a factor.
    whole
        The whole rule.
    """

    factor: Any
    whole: Any


def read_rules(
    op: Op, y: Symbol, xs: Sequence[Any], options: Mapping[str, Any]
) -> list[Reading | None]:
    """Each rule of an operation, read with symbols; None for an input without a gradient.

    Parameters
    ----------
    op, y, xs, options
        An operation, its output, its inputs (symbols or plain numbers) and its options.
    """
    with np.errstate(all="ignore"):
        g: Any
        if op.results is None:
            g = _Arriving("g", np.ones_like(y.value))
        else:  # zero, of which no rule says that it depends on what is not determined
            g = _Arriving("g", [np.zeros_like(value) for value in y.value])
            y, g = _outputs(op, y, Symbol), _outputs(op, g, _Arriving)
        if op.joint is not None:
            parts = op.joint(g, y, *xs, **options)
        else:
            parts = [rule and rule(g, y, *xs, **options) for rule in op.rules]
    return [None if part is None else Reading(_without(part, g), part) for part in parts]


def _outputs(op: Op, all_of_them: Symbol, kind: type[Symbol]) -> Any:
    """A symbol for each output of an operation that has several: ``y.name``, or ``y[0]``."""
    assert op.results is not None  # noqa: S101 - as the caller says
    letter = "g" if kind is _Arriving else "y"
    pairs = zip(_output_names(op, all_of_them.value), all_of_them.value, strict=True)
    return op.results([kind(f"{letter}{name}", value) for name, value in pairs])


def _output_names(op: Op, values: Sequence[Any]) -> list[str]:
    """The way from all outputs to each: an attribute, or a place."""
    return [f".{name}" for name in op.output_names] or [f"[{i}]" for i in range(len(values))]


def is_factor(expression: Any) -> bool:
    """True of a factor of the gradient that arrives, which does not stand in it."""
    if not isinstance(expression, Symbol):
        return True
    return not any(isinstance(part, _Arriving) for part in all_parts(expression))


def _without(expression: Any, g: Symbol) -> Any:
    """The factor that multiplies ``g``; the expression itself where it is not a product."""
    if expression is g:
        return 1
    if not isinstance(expression, Symbol) or expression.op is None:
        return expression
    op, inputs = expression.op, expression.inputs
    if op is zeros_like:
        return 0
    if op is e.negative:
        return -_without(inputs[0], g)
    if op.kind in ("shape", "cast") or op is sum_:  # a factor of 1 for each element
        inner = _without(inputs[0], g)
        return expression if inner is inputs[0] else inner
    if op is where:
        condition, a, b = (_without(x, g) for x in inputs)
        return Symbol("where", expression.value, op, (condition, a, b), expression.options)
    if op not in (e.multiply, e.divide, matmul):
        return expression
    a, b = inputs
    if _mentions(a, g):
        a = _without(a, g)
    elif op is not e.divide:
        b = _without(b, g)
    if isinstance(a, int) and op is not e.divide:
        return b if a == 1 else -b if a == -1 else a * b
    if isinstance(b, int) and b == 1:
        return a
    return Symbol(op.name, expression.value, op, (a, b), expression.options)


def _mentions(expression: Any, g: Symbol) -> bool:
    return any(part is g for part in all_parts(expression))


def all_parts(expression: Any) -> list[Symbol]:
    """Every symbol in an expression, each once however often it is used."""
    seen: dict[int, Symbol] = {}
    stack = [expression]
    while stack:
        part = stack.pop()
        if isinstance(part, Symbol) and id(part) not in seen:
            seen[id(part)] = part
            stack += part.inputs
    return list(seen.values())
