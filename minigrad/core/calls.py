"""Calls of an operation: which arguments are inputs and which are options, and what is missing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from types import MethodType
from typing import Any, NoReturn, TypeAlias

import numpy as np

from minigrad.core.box import Box, ForeignOperandError

Further: TypeAlias = Callable[[Any, tuple[Any, ...], dict[str, Any]], Any]
FURTHER: dict[str, Further] = {}
"""By kind of operation: what answers a call with options of NumPy that it lacks."""

_PYTORCH_OPTIONS = {"dim": "axis", "keepdim": "keepdims"}  # and NumPy's names for them


def parameters_of(
    forward: Callable[..., Any], rules: tuple[Any, ...]
) -> tuple[int | None, dict[str, Any], tuple[str, ...]]:
    """The number of inputs (None: any), the options with their defaults, the inputs' names."""
    if isinstance(forward, np.ufunc):
        return forward.nin, {}, ()
    call: Any = type(forward).__call__
    if not hasattr(forward, "__code__") and hasattr(call, "__code__"):
        forward = MethodType(call, forward)
    code = getattr(forward, "__code__", None)
    if code is None:
        return len(rules) or None, {}, ()
    bound = getattr(forward, "__self__", None) is not None
    positional = code.co_varnames[bound : code.co_argcount]
    defaults: tuple[Any, ...] = getattr(forward, "__defaults__", None) or ()
    keyword_only: dict[str, Any] = getattr(forward, "__kwdefaults__", None) or {}
    arity = len(positional) - len(defaults)
    options = dict(zip(positional[arity:], defaults, strict=True)) | keyword_only
    takes_any_number = bool(code.co_flags & 0x04)  # inspect.CO_VARARGS
    return (None if takes_any_number else arity), options, positional[:arity]


def completed(
    op: Any, inputs: tuple[Any, ...], options: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """All inputs in their places, and all options by name."""
    if op.defaults:
        if op.arity is not None and len(inputs) > op.arity:
            if len(inputs) > op.arity + len(op.defaults):
                _refuse_inputs(op, len(inputs))
            given = zip(op.defaults, inputs[op.arity :], strict=False)
            options = {**dict(given), **options}
            inputs = inputs[: op.arity]
        options = {**op.defaults, **options}
    if len(options) > len(op.defaults):
        inputs, options = _in_their_places(op, inputs, options)
    if op.arity is not None and len(inputs) != op.arity:
        _refuse_inputs(op, len(inputs))
    return inputs, options


def _in_their_places(
    op: Any, inputs: tuple[Any, ...], options: Mapping[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Inputs and options where some inputs were given by name, options by PyTorch's."""
    options = dict(options)
    for theirs, name in _PYTORCH_OPTIONS.items():
        if theirs in options and name in op.defaults:
            options[name] = options.pop(theirs)
    missing = op.names[len(inputs) :]
    inputs = (*inputs, *[options.pop(name) for name in missing if name in options])
    return inputs, options


def _refuse_inputs(op: Any, number: int) -> None:
    options = f", and options {', '.join(op.defaults)}" if op.defaults else ""
    raise TypeError(f"{op.name} takes {op.arity} inputs{options}; {number} were given")


def refuse_foreign(op: Any, inputs: tuple[Any, ...]) -> NoReturn:
    """Refuse an operand that is no array of numbers."""
    given = ", ".join(type(x).__name__ for x in inputs)
    raise ForeignOperandError(
        f"{op.name}({given}): an input is no array of numbers; minigrad.asarray makes one "
        "where it can"
    )


def refuse_options(op: Any, _: tuple[Any, ...], options: Mapping[str, Any]) -> NoReturn:
    """Refuse options that an operation does not have."""
    unknown = ", ".join(sorted(options.keys() - op.defaults.keys()))
    known = ", ".join(op.defaults) or "none"
    raise TypeError(f"{op.name} has no option {unknown}; it has {known}")


def signature_of(op: Any) -> inspect.Signature:
    """The inputs of an operation, then its options with their defaults."""
    if op.arguments is not None:
        return inspect.signature(op.arguments)
    kinds = inspect.Parameter
    if op.arity is None:
        inputs = [kinds("arrays", kinds.VAR_POSITIONAL)]
    elif op.names:
        inputs = [kinds(name, kinds.POSITIONAL_OR_KEYWORD) for name in op.names]
    else:
        names = ["x"] if op.arity == 1 else [f"x{i + 1}" for i in range(op.arity)]
        inputs = [kinds(name, kinds.POSITIONAL_ONLY) for name in names]
    way: Any = kinds.KEYWORD_ONLY if op.arity is None else kinds.POSITIONAL_OR_KEYWORD
    options = [kinds(name, way, default=value) for name, value in op.defaults.items()]
    further = [
        kinds(name, kinds.KEYWORD_ONLY, default=None)
        for name in getattr(op.further or FURTHER.get(op.kind), "options", ())
        if name not in op.defaults
    ]
    return inspect.Signature([*inputs, *options, *further])


def unchangeable(option: Any) -> Any:
    """An option that its owner cannot change behind the graph's back."""
    if isinstance(option, Box):
        raise TypeError(
            "an option is a plain value, and no gradient flows to it; a Tensor goes to an input, "
            "which is a parameter of the forward function without a default"
        )
    if isinstance(option, list):
        return tuple(map(unchangeable, option))
    if isinstance(option, dict):
        return {key: unchangeable(value) for key, value in option.items()}
    if isinstance(option, np.ndarray):
        option = option.copy()
        option.setflags(write=False)
    return option
