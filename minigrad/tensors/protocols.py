"""NumPy's protocols: which function of minigrad a call of ``np.*`` on a Tensor means."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from minigrad.core.box import Box, ForeignOperandError
from minigrad.core.dispatch import answer_of, on_values
from minigrad.core.op import Op
from minigrad.ops.joining import stack
from minigrad.ops.numpy_options import WITHOUT_MEANING, elementwise_call, fold, written
from minigrad.ops.shapes import reshape, shape_of
from minigrad.support.pytree import leaves


def _named(names: str) -> frozenset[Any]:
    return frozenset(getattr(np, name) for name in names.split() if hasattr(np, name))


# Functions through which no gradient flows, beside those that `minigrad.ops` has.
WITHOUT_GRADIENT = _named(
    "shape ndim size result_type can_cast min_scalar_type common_type iscomplexobj isrealobj "
    "allclose isclose array_equal array_equiv array_repr array_str array2string save savez "
    "savez_compressed savetxt may_share_memory shares_memory"
)


def array_ufunc(ufunc: Any, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """``ufunc(*inputs)``, or one of its methods, with a Tensor among the arguments."""
    answer = answer_of(ufunc)
    if answer is None:
        called = ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}"
        return _on_values(ufunc, getattr(ufunc, method), called, inputs, kwargs)
    try:
        if method != "__call__":
            return _method(ufunc, method, answer, inputs, kwargs)
        if not kwargs:
            return answer(*inputs)
        if isinstance(answer, Op):
            return answer(*inputs, **kwargs)
        return elementwise_call(answer, inputs, kwargs)
    except ForeignOperandError:
        return NotImplemented


def _method(
    ufunc: Any,
    method: str,
    answer: Callable[..., Any],
    inputs: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Any:
    """The operation along an axis, once or with all results between, or of all pairs."""
    called = f"np.{ufunc.__name__}.{method}"
    if method == "outer":
        a, b = inputs
        a = reshape(a, (*shape_of(a), *(1 for _ in shape_of(b))))
        return answer(a, b, **kwargs)
    if method not in ("reduce", "accumulate"):
        raise TypeError(
            f"{called} writes into an array, where a gradient would be lost, and values of a graph "
            "do not change; write x[index] = value"
            if method == "at"
            else f"{called} is not an operation of minigrad, so its gradient would be lost; "
            "reduce slices and stack them"
        )
    whole = answer_of(getattr(ufunc, method))
    options = {name: given for name, given in kwargs.items() if given is not None or name == "axis"}
    axis = options.pop("axis", 0)
    if whole is not None:
        out = None if isinstance(whole, Op) else options.pop("out", None)
        return written(whole(*inputs, axis=axis, **options), out)
    refused = options.keys() - {"out", "keepdims"} - WITHOUT_MEANING
    if refused:
        raise TypeError(f"{called}: {', '.join(sorted(refused))} is not supported for a Tensor")
    results = fold(answer, inputs[0], axis)
    if method == "accumulate":
        return written(stack(results, axis), options.get("out"))
    result = results[-1]
    if options.get("keepdims"):
        result = stack([result], axis or 0)
    return written(result, options.get("out"))


def array_function(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """``function(*args, **kwargs)`` with a Tensor somewhere among the arguments."""
    answer = answer_of(function)
    if answer is not None:
        return _call(function, answer, args, kwargs)
    module = function.__module__.removeprefix("numpy").removeprefix(".")
    name = f"{module}.{function.__name__}" if module else function.__name__
    return _on_values(function, function, name, args, kwargs)


def _call(
    function: Any, answer: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> Any:
    """A call by NumPy's signature as one by the signature of what answers it."""
    if isinstance(answer, Op):
        known, arity = answer.defaults.keys(), answer.arity
        if kwargs.keys() <= known and (arity is None or len(args) <= arity):
            return answer(*args, **kwargs)
    elif not kwargs:
        return answer(*args)
    given, named = _by_numpys_names(function, args, kwargs)
    ours = _parameters(answer)
    inputs = []
    for name, argument in given:
        if name in ours:
            named[name] = argument
        elif name == "" or not (named or name == "out" or name in WITHOUT_MEANING):
            inputs.append(argument)
        elif name not in WITHOUT_MEANING:
            named[name] = argument
    out = None if "out" in ours else named.pop("out", None)
    return written(answer(*inputs, **named), out)


def _by_numpys_names(
    function: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> tuple[list[tuple[str, Any]], dict[str, Any]]:
    """Arguments in NumPy's order with NumPy's names, "" where there is none, and the rest."""
    signature = _signature(function)
    if signature is None:
        return [("", argument) for argument in args], dict(kwargs)
    found: list[tuple[str, Any]] = []
    rest: dict[str, Any] = {}
    kinds = {parameter.kind for parameter in signature.parameters.values()}
    takes_any_number = inspect.Parameter.VAR_POSITIONAL in kinds
    for name, argument in signature.bind(*args, **kwargs).arguments.items():
        kind = signature.parameters[name].kind
        if argument is np._NoValue:
            continue
        if kind is inspect.Parameter.VAR_POSITIONAL:
            found += [("", one) for one in argument]
        elif kind is inspect.Parameter.VAR_KEYWORD:
            rest.update(argument)
        else:
            is_first = takes_any_number and kind is not inspect.Parameter.KEYWORD_ONLY
            found.append(("" if is_first else name, argument))
    return found, rest


@functools.cache
def _signature(function: Any) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except ValueError:  # a function in C may tell nothing
        return None


@functools.cache
def _parameters(answer: Any) -> frozenset[str]:
    parameters = inspect.signature(answer).parameters.values()
    return frozenset(p.name for p in parameters if p.kind is not p.POSITIONAL_ONLY)


def _on_values(
    function: Any, call: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """Compute on the values, where that cannot lose a gradient; arrays come back as Tensors."""
    out = kwargs.pop("out", None)
    tensors = [x for x in leaves((args, kwargs)) if isinstance(x, Box)]
    if function not in WITHOUT_GRADIENT and any(map(_requires_grad, tensors)):
        asked = f"np.{name}({', '.join(['...', *(f'{key}=' for key in kwargs)])})"
        raise TypeError(
            f"{asked} is not an operation of minigrad, so its gradient would be lost; "
            "make it with minigrad.Op, or use t.numpy() to compute with the values on purpose"
        )
    return written(on_values(call, *args, **kwargs), out)


def _requires_grad(x: Any) -> bool:
    return isinstance(x, Box) and getattr(x, "requires_grad", True)
