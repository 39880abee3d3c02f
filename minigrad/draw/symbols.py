"""Symbols: the reading of a rule that spells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.op import Op
from minigrad.draw.simplification import is_constant, simplified
from minigrad.draw.spelling import Expression, text_of
from minigrad.ops import elementwise as e
from minigrad.ops.logic import where, zeros_like
from minigrad.ops.operators import Operators
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
        shorter = simplified(op, inputs, value)
        if shorter is not None:
            return shorter
        if op.results is not None:
            pairs = zip(_output_names(op, value), value, strict=True)
            return op.results([Symbol(name, part, op, inputs, options) for name, part in pairs])
        return Symbol(op.name, value, op, inputs, options)

    def __repr__(self) -> str:
        return f"<Symbol {self}>"


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
    ['g @ wᵀ', 'xᵀ @ g']
    """
    options = {**op.defaults, **options}
    xs = [Symbol(name, value) for name, value in zip(names, values, strict=False)]
    y = Symbol("y", op.forward(*values, **options))
    parts = read_rules(op, y, xs, options)
    return ["" if part is None else text_of(part.factor) for part in parts]


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
            # A rule for a number may be one that has no meaning, as of the bound None.
            pairs = zip(op.rules, xs, strict=False)
            parts = [
                rule(g, y, *xs, **options) if rule and isinstance(x, Symbol) else None
                for rule, x in pairs
            ]
    return [None if part is None else _read(part, g) for part in parts]


def _read(whole: Any, g: Any) -> Reading:
    factor = _factor(whole, g)
    return Reading(whole if factor is None else factor, whole)


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


def _factor(expression: Any, g: Any) -> Any:
    """The factor that multiplies ``g``; None where the expression is not a product."""
    if expression is g:
        return 1
    op = getattr(expression, "op", None)
    if is_factor(expression):  # as 0
        return 0 if op is zeros_like else expression
    if op is None:
        return None
    inputs = expression.inputs
    if op is e.negative:
        inner = _factor(inputs[0], g)
        return None if inner is None else -inner
    if op.kind in ("shape", "cast") or op is sum_:  # a factor of 1 for each element
        return _factor(inputs[0], g)
    if op is where and is_factor(inputs[0]):
        a, b = (_factor(x, g) for x in inputs[1:])
        if a is None or b is None:
            return None
        return Symbol("where", expression.value, op, (inputs[0], a, b), expression.options)
    return _factor_of_product(expression, g) if op in (e.multiply, e.divide) else None


def _factor_of_product(product: Symbol, g: Any) -> Any:
    a, b = product.inputs
    if is_factor(b):
        a = _factor(a, g)
    elif is_factor(a) and product.op is e.multiply:
        b = _factor(b, g)
    else:
        return None
    if a is None or b is None:
        return None
    if product.op is e.multiply and isinstance(a, int):
        return b if a == 1 else -b if a == -1 else a * b
    if is_constant(b, 1):
        return a
    return Symbol(product.name, product.value, product.op, (a, b), product.options)


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
