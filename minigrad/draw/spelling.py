"""Spelling of expressions: a text with brackets where they are needed."""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any

import numpy as np

from minigrad import ops
from minigrad.core.node import NO_OPTIONS
from minigrad.core.op import Op
from minigrad.ops.elementwise import multiply, square
from minigrad.ops.gathering import add_along_axis
from minigrad.ops.indexing import (
    getitem,
    put_along_last_axis,
    scatter,
    setitem,
    take_along_last_axis,
)
from minigrad.ops.logic import zeros_like
from minigrad.ops.reductions import sum as sum_

LONGEST_SPELLING = 100  # symbols
LONGEST_READABLE = 240
LARGEST_ARRAY = 6  # that is written
MOST_ORDERED = 4
_INFIX = {"+": 1, "-": 1, "×": 2, "÷": 2, "@": 2, "∗": 2, "∗ᵀ": 2, "^": 4}
_COMPARISONS = {"=", "≠", "<", "≤", ">", "≥", "∧", "∨"}
_LOOSE, _SUM, _PRODUCT, _NEGATION, _POWER, _ATOM = 0, 1, 2, 3, 4, 5
_NAMED = {
    f"{number:.12g}": (text, binding)
    for number, text, binding in (
        (math.pi, "π", _ATOM),
        (2 * math.pi, "2 × π", _PRODUCT),
        (math.pi / 2, "π ÷ 2", _PRODUCT),
        (math.pi / 8, "π ÷ 8", _PRODUCT),
        (2 / math.pi, "2 ÷ π", _PRODUCT),
        (math.pi**2, "π²", _POWER),
        (180 / math.pi, "180 ÷ π", _PRODUCT),
        (math.pi / 180, "π ÷ 180", _PRODUCT),
        (math.sqrt(math.pi), "√(π)", _ATOM),
        (math.sqrt(math.pi) / 2, "√(π) ÷ 2", _PRODUCT),
        (2 / math.sqrt(math.pi), "2 ÷ √(π)", _PRODUCT),
        (math.sqrt(2 * math.pi), "√(2 × π)", _ATOM),
        (1 / math.sqrt(2 * math.pi), "1 ÷ √(2 × π)", _PRODUCT),
        (math.sqrt(2 / math.pi), "√(2 ÷ π)", _ATOM),
        (math.sqrt(2), "√(2)", _ATOM),
        (math.sqrt(0.5), "1 ÷ √(2)", _PRODUCT),
        (math.log(2), "log(2)", _ATOM),
        (math.log(10), "log(10)", _ATOM),
    )
}
_SUPERSCRIPT = str.maketrans("0123456789.-", "⁰¹²³⁴⁵⁶⁷⁸⁹·⁻")


class Expression:
    """A name, or an operation on expressions and numbers; its text is its formula.

    Attributes
    ----------
    name, value
        What it is called, and what it is.
    op, inputs, options
        The operation that made it, if one did.
    """

    __slots__ = ("inputs", "name", "op", "options", "value")

    def __init__(
        self,
        name: str,
        value: Any,
        op: Op | None = None,
        inputs: tuple[Any, ...] = (),
        options: Mapping[str, Any] = NO_OPTIONS,
    ) -> None:
        self.name = name
        self.value = value
        self.op = op
        self.inputs = inputs
        self.options = options

    def __str__(self) -> str:
        return _text(self)[0]


def text_of(x: Any) -> str:
    """The text of an expression or a number."""
    return _text(x)[0]


def is_readable(x: Any) -> bool:
    """True of a formula that is not too long, of signs and names that a reader can look up.

    Operations that are parts of others have no such name, but for those that state a symbol;
    large arrays have none, and zero times something is there for its shape.
    """
    if not isinstance(x, Expression):
        return np.size(x) <= LARGEST_ARRAY
    for part in _inputs_first(x):
        numbers = [number for number in part.inputs if not isinstance(number, Expression)]
        if (
            not _has_word(part.op)
            or any(np.size(number) > LARGEST_ARRAY for number in numbers)
            or (part.op is multiply and 0 in numbers)
        ):
            return False
    return len(text_of(x)) <= LONGEST_READABLE


def _has_word(op: Op | None) -> bool:
    return op is None or not op.internal or op.symbol != op.name or op.name in _public()


@cache
def _public() -> set[str]:
    return {*ops.public, *(name for names in ops.namespaces.values() for name in names)}


def word(op: Op) -> str:
    """The name of an operation in formulas."""
    return op.symbol if op.internal or op.symbol in {"σ", "√"} or op is sum_ else op.name


def as_factor(x: Any) -> str:
    """The text of an expression as one factor of a product of several.

    Examples
    --------
    >>> from minigrad.draw.spelling import as_factor
    >>> from minigrad.symbol import Symbol
    >>> x = Symbol("x", 3.0)
    >>> as_factor(x * x), as_factor(1 - x), as_factor(-2)
    ('x²', '(1 - x)', '(-2)')
    """
    text, binding = _text(x)
    return text if binding >= _POWER and not text.startswith("-") else f"({text})"


def key_text(key: Any, arrays: tuple[Any, ...] = ()) -> str:
    """An index as it is written, with its arrays; a dot for each that is not given.

    Examples
    --------
    >>> from minigrad.draw.spelling import key_text
    >>> key_text((slice(None), slice(0, 6, 2), None, 3))
    '[:, 0:6:2, None, 3]'
    """
    remaining = iter(arrays)
    parts = key if isinstance(key, tuple) else (key,)
    return f"[{', '.join(_key_part(part, remaining) for part in parts)}]"


def _key_part(part: Any, arrays: Any) -> str:
    if isinstance(part, slice):
        ends = ["" if end is None else repr(end) for end in (part.start, part.stop)]
        return ":".join(ends if part.step is None else [*ends, repr(part.step)])
    if part is Ellipsis:
        return "..."
    if repr(part) != "ARRAY":
        return repr(part)
    array = next(arrays, None)
    return "·" if array is None else _text(array)[0]


def _spelled_length(expression: Expression) -> int:
    """The number of symbols in a spelling; what is shared is spelled again and again."""
    lengths: dict[int, int] = {}
    for part in _inputs_first(expression):
        lengths[id(part)] = 1 + sum(lengths.get(id(x), 1) for x in part.inputs)
    return lengths[id(expression)]


def _inputs_first(expression: Expression) -> list[Expression]:
    order: list[Expression] = []
    seen: set[int] = set()
    stack = [(expression, False)]
    while stack:
        part, done = stack.pop()
        if done:
            order.append(part)
        elif id(part) not in seen:
            seen.add(id(part))
            stack.append((part, True))
            stack += [(x, False) for x in part.inputs if isinstance(x, Expression)]
    return order


def _text(x: Any) -> tuple[str, int]:
    """The text of an expression, and how tightly it binds; a name for one that is too long."""
    if isinstance(x, Expression) and _spelled_length(x) > LONGEST_SPELLING:
        return f"{x.name}(…)", _ATOM
    return _spell(x)


def _spell(x: Any) -> tuple[str, int]:
    if not isinstance(x, Expression):
        return _constant(x)
    if x.op is None:
        return x.name, _ATOM
    if x.op is zeros_like:
        return "0", _ATOM
    if x.op.kind == "cast":
        return _spell(x.inputs[0])
    if x.op in _INDEXED:
        return _INDEXED[x.op](x)
    spelled = _filled_in(x.op.symbol, *x.inputs)
    if spelled is None and len(x.inputs) == 1:
        spelled = _with_one(x.op, *x.inputs)
    elif spelled is None and len(x.inputs) == 2:
        spelled = _between_two(x.op, *x.inputs)
    if spelled is not None:
        return spelled
    output = "" if x.op.results is None else x.name
    inputs = ", ".join(_spell(part)[0] for part in _as_called(x.op, x.inputs))
    return f"{word(x.op)}({inputs}){output}", _ATOM


def _as_called(op: Op, inputs: Sequence[Any]) -> Sequence[Any]:
    """The inputs in the order in which users give them."""
    if op.arguments is None or not 1 < len(inputs) <= MOST_ORDERED:
        return inputs
    for order in itertools.permutations(inputs):
        with suppress(TypeError, ValueError, AttributeError, IndexError):
            taken, _ = op.arguments(*order)
            if len(taken) == len(inputs) and all(map(operator.is_, taken, inputs)):
                return order
    return inputs


def _with_one(op: Op, x: Any) -> tuple[str, int] | None:
    """A sign at its input, before it, after it or around it; None for a function."""
    symbol = op.symbol
    if symbol == "-":
        return f"-{_in_brackets(x, _NEGATION)}", _NEGATION
    if symbol == "ᵀ":
        return f"{_in_brackets(x, _ATOM)}ᵀ", _ATOM
    if op is square:
        return f"{_in_brackets(x, _ATOM)}²", _POWER
    return None


def _filled_in(symbol: str, *inputs: Any) -> tuple[str, int] | None:
    """A symbol that says by dots where its inputs stand; None for another."""
    if "·" not in symbol:
        return None
    if symbol == "·":
        return _spell(inputs[0])
    level = _LOOSE if "|" in symbol else _ATOM
    for x in inputs[: symbol.count("·")]:
        symbol = symbol.replace("·", _in_brackets(x, level), 1)
    return symbol, _ATOM if symbol[-1] in "|)" else _PRODUCT if "÷" in symbol else _SUM


def _between_two(op: Op, a: Any, b: Any) -> tuple[str, int] | None:
    """A sign between its inputs, or a power; None for a function."""
    symbol = op.symbol
    if symbol == "×" and (a is b or str(a) == str(b)):
        return f"{_in_brackets(a, _ATOM)}²", _POWER
    if symbol == "^" and isinstance(b, (int, float)):
        return _spell(a) if b == 1 else (_in_brackets(a, _ATOM) + _raised(b), _POWER)
    if symbol == "∗ₖ":  # by the kernel: the input, convolved with the gradient
        symbol, a, b = "∗", b, a
    if symbol in _INFIX:
        level = _INFIX[symbol]
        right = _in_brackets(b, level + 1)
        right = f"({right})" if right.startswith("-") else right
        return f"{_in_brackets(a, level)} {symbol} {right}", level
    if symbol in _COMPARISONS:
        return f"{_in_brackets(a, _SUM)} {symbol} {_in_brackets(b, _SUM)}", _LOOSE
    return None


def _raised(power: float) -> str:
    return f"{power:g}".translate(_SUPERSCRIPT)


def _elements(x: Expression) -> tuple[str, int]:
    whole, *arrays = x.inputs
    return f"{_in_brackets(whole, _ATOM)}{key_text(x.options['key'], tuple(arrays))}", _ATOM


def _scattered(x: Expression) -> tuple[str, int]:
    g, *arrays = x.inputs
    return f"zeros{key_text(x.options['key'], tuple(arrays))} += {_spell(g)[0]}", _LOOSE


def _assigned(x: Expression) -> tuple[str, int]:
    whole, value, *arrays = x.inputs
    key = key_text(x.options["key"], tuple(arrays))
    return f"{_in_brackets(whole, _ATOM)}{key} ← {_spell(value)[0]}", _LOOSE


def _added_along(x: Expression) -> tuple[str, int]:
    g, index = x.inputs
    letters = "ijklmn"[: np.ndim(x.value)]
    here = ", ".join(letters)
    key = list(letters)
    key[x.options["axis"]] = f"{_in_brackets(index, _ATOM)}[{here}]"
    return f"zeros[{', '.join(key)}] += {_in_brackets(g, _ATOM)}[{here}]", _LOOSE


def _of_rows(x: Expression) -> tuple[str, int]:
    whole, index = x.inputs
    return f"{_in_brackets(whole, _ATOM)}[i, {_in_brackets(index, _ATOM)}[i]]", _ATOM


def _into_rows(x: Expression) -> tuple[str, int]:
    g, index = x.inputs
    return f"zeros[i, {_in_brackets(index, _ATOM)}[i]] ← {_spell(g)[0]}", _LOOSE


_INDEXED: dict[Op, Callable[[Expression], tuple[str, int]]] = {
    getitem: _elements,
    scatter: _scattered,
    add_along_axis: _added_along,
    setitem: _assigned,
    take_along_last_axis: _of_rows,
    put_along_last_axis: _into_rows,
}


def _constant(x: Any) -> tuple[str, int]:
    """A number, by its name or with the digits it was written with; an array, if it is small."""
    if isinstance(x, np.ndarray) and x.size > LARGEST_ARRAY:
        return f"{x.dtype}{list(x.shape)}", _ATOM
    if isinstance(x, complex):
        return (f"{x.imag:g}j" if not x.real else str(x + 0)), _ATOM
    if not isinstance(x, (int, float)):
        return " ".join(str(x).split()), _ATOM
    text, binding = _NAMED.get(f"{abs(x):.12g}", ("", _ATOM))
    if text:
        return ("-" if x < 0 else "") + text, binding
    spellings = (f"{x + 0:.{digits}g}" for digits in range(6, 13))
    return next((text for text in spellings if float(text) == x), f"{x:g}"), _ATOM


def _in_brackets(x: Any, level: int) -> str:
    text, binding = _spell(x)
    return text if binding >= level else f"({text})"
