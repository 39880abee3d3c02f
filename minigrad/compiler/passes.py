"""Passes, which make a program shorter and keep its results."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.compiler.program import (
    Call,
    Method,
    Program,
    Value,
    is_known,
    map_tree,
    values,
)

_COPIES = ((Method("copy"), 1), (np.copy, 1), (Method("astype"), 2))  # with their arguments


def simplified(program: Program) -> Program:
    """The program without calls that it does not need."""
    _take_constants(program)
    _take_copies(program)
    _share(program)
    drop(program)
    return program


def _replace(program: Program, new: dict[Value, Any], why: str) -> None:
    """Put other values, or constants, in the places of some."""
    if not new:
        return
    program.left_out.update(dict.fromkeys(new, why))

    def find(x: Any) -> Any:
        while isinstance(x, Value) and x in new:
            x = new[x]
        return x

    for call in program.calls:
        call.args = map_tree(find, call.args)
        call.options = map_tree(find, call.options)
        if call.result is not None and call.result.base is not None:
            base = find(call.result.base)
            call.result.base = base if isinstance(base, Value) else None
    program.outputs = [find(x) for x in program.outputs]


def _take_constants(program: Program) -> None:
    """Compute constants now: the results of calls without an input."""
    constants: dict[Value, Any] = {}
    kept = []
    for call in program.calls:
        inputs = list(call.inputs())
        if call.result is not None and is_known(call.function) and constants.keys() >= set(inputs):
            constants[call.result] = call.result.example
            if isinstance(call.result.example, np.ndarray):
                call.result.example.setflags(write=False)
        else:
            kept.append(call)
    program.calls = kept
    _replace(program, constants, "a constant")


def _take_copies(program: Program) -> None:
    """Replace copies, and products with ones, by their originals: nobody writes into either."""
    same: dict[Value, Any] = {}
    products: list[Value] = []
    kept = []
    for call in program.calls:
        original = _original(call)
        if original is not None and call.result is not None:
            same[call.result] = original
            products += [call.result] if call.function is np.multiply else []
        else:
            kept.append(call)
    program.calls = kept
    _replace(program, same, "a copy")
    program.left_out.update(dict.fromkeys(products, "times 1"))


def _original(call: Call) -> Value | None:
    """The value of which a call makes a copy, in the same layout."""
    if call.options or call.result is None:
        return None
    copied: list[Any] = []
    if (call.function, len(call.args)) in _COPIES:
        copied = [call.args[0]]
    elif call.function is np.multiply and call.result.dtype.kind == "f":
        copied = [x for x, factor in (call.args, call.args[::-1]) if _is_one(factor)]
    same = [x for x in copied if isinstance(x, Value) and _is_like(x, call.result)]
    return same[0] if same else None


def _is_one(x: Any) -> bool:
    return isinstance(x, (int, float, np.ndarray, np.generic)) and bool(np.all(x == 1))


def _is_like(x: Value, y: Value) -> bool:
    return (x.shape, x.dtype, x.strides) == (y.shape, y.dtype, y.strides)


def _share(program: Program) -> None:
    """Compute common subexpressions once."""
    found: dict[Any, Value] = {}
    same: dict[Value, Any] = {}
    kept = []
    for call in program.calls:
        call.args = map_tree(lambda x: same.get(x, x) if isinstance(x, Value) else x, call.args)
        key = _key((call.function, call.args, call.options))
        if call.result is None or not is_known(call.function):
            kept.append(call)
        elif key in found:
            same[call.result] = found[key]
        else:
            found[key] = call.result
            kept.append(call)
    program.calls = kept
    _replace(program, same, "computed already")


def _key(tree: Any) -> Any:
    """Something hashable that is equal for calls that make the same."""
    if isinstance(tree, (tuple, list)):
        return (type(tree), *map(_key, tree))
    if isinstance(tree, dict):
        return tuple((name, _key(branch)) for name, branch in sorted(tree.items()))
    if isinstance(tree, slice):
        return slice, _key(tree.start), _key(tree.stop), _key(tree.step)
    if isinstance(tree, (float, int, complex, bool)):
        return type(tree), repr(tree)
    if isinstance(tree, np.generic):
        return type(tree), tree.tobytes()
    if isinstance(tree, np.ndarray):
        return id(tree)
    return tree


def drop(program: Program) -> None:
    """Leave out calls whose results nobody needs."""
    needed = set(values(program.outputs))
    kept = []
    for call in reversed(program.calls):
        module = getattr(call.function, "__module__", None) or ""
        may_go = is_known(call.function) or module.startswith("minigrad.ops.")
        if call.result is None or call.result in needed or not may_go:
            needed.update(call.inputs())
            kept.append(call)
        else:
            program.left_out[call.result] = "not needed"
    program.calls = kept[::-1]
