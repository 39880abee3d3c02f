"""Symbols: the reading of a rule that spells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.op import Op
from minigrad.ops import elementwise as e
from minigrad.ops.logic import logical_or, where
from minigrad.ops.operators import Operators
from minigrad.ops.products import matmul
from minigrad.ops.reductions import sum as sum_

LONGEST_SPELLING = 100  # symbols
_INFIX = {"+": 1, "-": 1, "×": 2, "÷": 2, "@": 2, "^": 4}
_COMPARISONS = {"=", "≠", "<", "≤", ">", "≥", "∧", "∨"}
_NEGATION, _ATOM = 3, 5
_SUPERSCRIPT = str.maketrans("0123456789.-", "⁰¹²³⁴⁵⁶⁷⁸⁹·⁻")


class Symbol(Operators):
    """A name, or an operation on symbols; it carries a value, so shapes are known.

    Examples
    --------
    >>> from minigrad.draw.symbols import Symbol
    >>> x, w = Symbol("x", np.ones((2, 3))), Symbol("w", np.ones((3, 1)))
    >>> print(1 - (x @ w) * (x @ w))
    1 - (x @ w)²
    """

    __slots__ = ("inputs", "name", "op", "value")

    def __init__(
        self, name: str, value: Any, op: Op | None = None, inputs: tuple[Any, ...] = ()
    ) -> None:
        self.name = name
        self.value = value
        self.op = op
        self.inputs = inputs

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
        if op is logical_or:  # nothing is said by "or False", as of a number that is no NaN
            open_ones = [x for x in inputs if isinstance(x, Symbol) or np.any(x)]
            if len(open_ones) == 1:
                return open_ones[0]
        if op.results is not None:
            pairs = zip(_output_names(op, value), value, strict=True)
            return op.results([Symbol(name, part, op, inputs) for name, part in pairs])
        return Symbol(op.name, value, op, inputs)

    def __str__(self) -> str:
        if _spelled_length(self) > LONGEST_SPELLING:
            return f"{self.name}(…)"
        return _spell(self)[0]

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
    return not any(isinstance(part, _Arriving) for part in _all_parts(expression))


def _without(expression: Any, g: Symbol) -> Any:
    """The factor that multiplies ``g``; the expression itself where it is not a product."""
    if expression is g:
        return 1
    if not isinstance(expression, Symbol) or expression.op is None:
        return expression
    op, inputs = expression.op, expression.inputs
    if op is e.negative:
        return -_without(inputs[0], g)
    if op.kind in ("shape", "cast") or op is sum_:  # a factor of 1 for each element
        inner = _without(inputs[0], g)
        return expression if inner is inputs[0] else inner
    if op is where:
        condition, a, b = (_without(x, g) for x in inputs)
        return Symbol("where", expression.value, op, (condition, a, b))
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
    return Symbol(op.name, expression.value, op, (a, b))


def _mentions(expression: Any, g: Symbol) -> bool:
    return any(part is g for part in _all_parts(expression))


def _all_parts(expression: Any) -> list[Symbol]:
    """Every symbol in an expression, each once however often it is used."""
    seen: dict[int, Symbol] = {}
    stack = [expression]
    while stack:
        part = stack.pop()
        if isinstance(part, Symbol) and id(part) not in seen:
            seen[id(part)] = part
            stack += part.inputs
    return list(seen.values())


def _spelled_length(expression: Symbol) -> int:
    """The number of symbols in a spelling; what is shared is spelled again and again."""
    lengths: dict[int, int] = {}
    for part in _inputs_first(expression):
        lengths[id(part)] = 1 + sum(lengths.get(id(x), 1) for x in part.inputs)
    return lengths[id(expression)]


def _inputs_first(expression: Symbol) -> list[Symbol]:
    order: list[Symbol] = []
    seen: set[int] = set()
    stack = [(expression, False)]
    while stack:
        part, done = stack.pop()
        if done:
            order.append(part)
        elif id(part) not in seen:
            seen.add(id(part))
            stack.append((part, True))
            stack += [(x, False) for x in part.inputs if isinstance(x, Symbol)]
    return order


def _spell(x: Any) -> tuple[str, int]:
    """The text of an expression, and how tightly it binds."""
    if not isinstance(x, Symbol):
        return _constant(x), _ATOM
    if x.op is None:
        return x.name, _ATOM
    symbol = x.op.symbol
    if len(x.inputs) == 1:
        inner = x.inputs[0]
        if symbol == "-":
            return f"-{_in_brackets(inner, _NEGATION)}", _NEGATION
        if symbol == "ᵀ":
            return f"{_in_brackets(inner, _ATOM)}ᵀ", _ATOM
        if "·" in symbol:  # which says where the input stands
            return symbol.replace("·", _spell(inner)[0]), _ATOM
    elif len(x.inputs) == 2:
        a, b = x.inputs
        if symbol == "×" and (a is b or str(a) == str(b)):
            return f"{_in_brackets(a, _ATOM)}²", 4
        if symbol == "^" and isinstance(b, (int, float)):
            return (
                f"{_in_brackets(a, _ATOM)}{f'{b:g}'.translate(_SUPERSCRIPT)}" if b != 1 else str(a)
            ), 4
        if symbol in _INFIX:
            level = _INFIX[symbol]
            return f"{_in_brackets(a, level)} {symbol} {_in_brackets(b, level + 1)}", level
        if symbol in _COMPARISONS:
            return f"{_in_brackets(a, 1)} {symbol} {_in_brackets(b, 1)}", 0
    name = symbol if symbol in {"σ", "Σ", "√"} else x.op.name
    output = "" if x.op.results is None else x.name
    return f"{name}({', '.join(_spell(part)[0] for part in x.inputs)}){output}", _ATOM


def _constant(x: Any) -> str:
    """A number, with as many digits as it was written with; an array, if it is a small one."""
    if isinstance(x, np.ndarray) and x.size > 6:
        return f"{x.dtype}{list(x.shape)}"
    if not isinstance(x, (int, float)):
        return " ".join(str(x).split())
    spellings = (f"{x:.{digits}g}" for digits in range(6, 13))
    return next((text for text in spellings if float(text) == x), f"{x:g}")


def _in_brackets(x: Any, level: int) -> str:
    text, binding = _spell(x)
    return text if binding >= level else f"({text})"
