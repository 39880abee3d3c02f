"""Calls as operations: with the signs, the operands and the options of an eager drawing."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from minigrad.compiler import helpers
from minigrad.compiler.program import Attribute, Call, Method, Value
from minigrad.core.dispatch import ANSWERS
from minigrad.core.op import Op
from minigrad.ops import registry
from minigrad.ops.indexing import ARRAY, getitem, setitem

_ATTRIBUTES = {"T": "transpose", "mT": "matrix_transpose"}
_NUMBERS = (bool, int, float, complex)


class Operation(NamedTuple):
    """A call as it is drawn.

    Attributes
    ----------
    op
        minigrad's operation where there is one for the function.
    operands
        Values, arrays and numbers.
    options
        Those of the operation; what only NumPy is told, as an order, is none.
    """

    op: Op
    operands: list[Any]
    options: dict[str, Any]


def operation_of(call: Call) -> Operation:
    """The operation that a call is.

    Examples
    --------
    >>> from minigrad.compiler.program import Call, Method, Value
    >>> x = Value((3,), np.dtype(float))
    >>> operation_of(Call(Method("sum"), (x, 0), {}, x)).op.symbol
    'Σ'
    >>> operation_of(Call(np.add.reduce, (x,), {"axis": 0}, x)).options
    {'axis': 0}
    """
    function, args = call.function, call.args
    if function is helpers.assigned:
        x, key, new = args
        return _at(setitem, x, key, new)
    if function is helpers.replaced:
        return _at(setitem, args[0], ..., args[1])
    if function is helpers.copied_to:
        x, new, where = args
        return _at(setitem, x, ... if where is True else where, new)
    if function is helpers.added_at:
        x, ufunc, key, *new = args
        return _at(plain(f"[ ] {_symbol(ufunc)}="), x, key, *new)
    if function is operator.getitem:
        return _at(getitem, *args)
    op = _op(function)
    if function is np.positive and "dtype" in call.options:
        op = registry["astype"]
    return _elsewhere(call) if op is None else _bound(op, call)


def _at(op: Op, x: Any, key: Any, *new: Any) -> Operation:
    """An operation on what an index names; a dot stands for each array in it."""
    parts = key if isinstance(key, tuple) else (key,)
    arrays = [part for part in parts if isinstance(part, (Value, np.ndarray, list))]
    plain = tuple(ARRAY if any(part is x for x in arrays) else part for part in parts)
    operands = [x, *new, *(np.asarray(x) if isinstance(x, list) else x for x in arrays)]
    return Operation(op, operands, {"key": plain})


def _bound(op: Op, call: Call) -> Operation:
    """A call's inputs, then its options by the operation's names for them."""
    inputs = call.args if op.arity is None else call.args[: op.arity]
    rest = [] if op.arity is None else call.args[op.arity :]
    operands = [x for x in _leaves(inputs) if _is_array(x) or op.arity is not None]
    operands += filter(_is_array, _leaves((rest, call.options)))
    if op.arity is None:
        rest = [x for x in inputs if not any(map(_is_array, _leaves(x)))]
    options = {**dict(zip(op.defaults, rest, strict=False)), **call.options}
    known = op.defaults.keys() - {"optimize"}  # which says how, not what
    own = {k: x for k, x in options.items() if k in known and not _is_array(x)}
    return Operation(op, operands, own)


def _elsewhere(call: Call) -> Operation:
    """A call of a function that is no operation, by its name."""
    is_ufunc = isinstance(call.function, np.ufunc)
    leaves = [x for x in _leaves((call.args, call.options)) if is_ufunc or _is_array(x)]
    options = {}
    if call.function == Method("view"):
        options = {"dtype": call.args[1]}
    symbol = _inside_operations().get(call.function) or _name(call.function)
    return Operation(plain(symbol, len(leaves)), leaves, options)


def _is_array(x: Any) -> bool:
    return isinstance(x, (Value, np.ndarray))


def _leaves(tree: Any) -> Iterator[Any]:
    """The values, the arrays and the numbers among arguments."""
    if isinstance(tree, (tuple, list)):
        for branch in tree:
            yield from _leaves(branch)
    elif isinstance(tree, dict):
        yield from _leaves(list(tree.values()))
    elif isinstance(tree, (Value, np.ndarray, np.generic, *_NUMBERS)):
        yield tree


@cache
def plain(symbol: str, arity: int = 1) -> Op:
    """An operation of this symbol alone; one that takes nothing has not let go of anything."""
    return Op(symbol, (lambda *xs: xs) if arity else lambda: (), checked=False)


@cache
def _by_forward() -> dict[Any, Op]:
    return {op.forward: op for op in reversed(registry.values())}


@cache
def _inside_operations() -> dict[Any, str]:
    """The symbols of operations, by the functions that they hand to `draw`."""
    codes = [(op, op.forward) for op in registry.values() if hasattr(op.forward, "__code__")]
    return {
        forward.__globals__.get(name): op.symbol
        for op, forward in codes
        if "draw" in forward.__code__.co_names
        for name in forward.__code__.co_names
    }


def _op(function: Callable[..., Any]) -> Op | None:
    """The operation of minigrad that a function is, whoever calls it."""
    if function is np.copy:  # which leaves Tensors as they are, and makes arrays anew
        return None
    answer = ANSWERS.get(function, _by_forward().get(function))
    if isinstance(answer, Op):
        return answer
    module = getattr(function, "__module__", None) or ""
    named = isinstance(function, (np.ufunc, Method, Attribute)) or module.startswith("numpy")
    return registry.get(_name(function)) if named else None


def _name(function: Callable[..., Any]) -> str:
    if isinstance(function, (Attribute, Method)):
        return _ATTRIBUTES.get(function.name, function.name)
    owner = getattr(function, "__self__", None)
    name: str = getattr(function, "__name__", "function").strip("_<>")
    return f"{owner.__name__}.{name}" if isinstance(owner, np.ufunc) else name


def _symbol(function: Callable[..., Any]) -> str:
    op = _op(function)
    return _name(function) if op is None else op.symbol
