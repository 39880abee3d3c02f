"""NumPy's options that mean the same everywhere: ``out``, ``dtype``, ``where``, ``initial``.

An operation knows nothing of them: a call that has them is answered here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from minigrad.core.box import Box
from minigrad.core.calls import FURTHER, Further, refuse_options
from minigrad.ops.indexing import getitem, setitem
from minigrad.ops.logic import where as choose
from minigrad.ops.shapes import Axis, along, astype, broadcast_to, normalized_axes, shape_of

WITHOUT_MEANING = frozenset({"order", "subok", "casting", "like", "signature", "extobj"})
"""Options that say how NumPy works, not what comes out."""


def written(result: Any, out: Any) -> Any:
    """The result, written into ``out`` where there is one: an array, a Tensor, a tuple of one.

    A Tensor is given a new value as by assignment. Nothing is written into an array where a
    gradient would be lost.
    """
    if isinstance(out, tuple):
        if len(out) != 1:
            parts = zip(result, out, strict=True)
            return tuple(written(part, place) for part, place in parts)
        (out,) = out
    if out is None:
        return result
    if shape_of(result) != shape_of(out):
        raise ValueError(f"a result of shape {shape_of(result)} and out= of shape {shape_of(out)}")
    if isinstance(out, Box):
        target: Any = out
        target[...] = result
    elif getattr(result, "requires_grad", False):
        raise TypeError(
            "the result of an operation on a Tensor cannot be written into an array, where its "
            "gradient would be lost; write `a = a + t` instead of `a += t`, without out="
        )
    else:
        value = result.numpy() if isinstance(result, Box) else result  # type: ignore[attr-defined]  # of Tensors
        np.copyto(out, value, casting="same_kind")
    return out


def elementwise_call(
    function: Callable[..., Any], inputs: tuple[Any, ...], options: dict[str, Any]
) -> Any:
    """An elementwise function with a ufunc's options; those that are left go to the function.

    Parameters
    ----------
    function, inputs
        Of operations, and what it is called with.
    options
        ``dtype``: what the inputs are converted to. ``where``: a mask of the elements that are
        computed; others are those of ``out``, or 0. ``out``: see `written`.
    """
    options = {name: given for name, given in options.items() if name not in WITHOUT_MEANING}
    dtype, out = options.pop("dtype", None), options.pop("out", None)
    mask = options.pop("where", True)
    if dtype is not None:
        inputs = tuple(astype(x, dtype) for x in inputs)
    if mask is True:
        return written(function(*inputs, **options), out)
    # Elements that are left out are not even computed: there may be no derivative.
    shape = np.broadcast_shapes(*map(shape_of, (*inputs, mask)))
    mask = broadcast_to(mask, shape)
    computed = function(*[getitem(broadcast_to(x, shape), mask) for x in inputs], **options)
    base = out[0] if isinstance(out, tuple) else out
    base = np.zeros(shape, computed.dtype) if base is None else base
    return written(setitem(base, mask, computed), out)


def _elementwise(op: Any, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
    known = {name: options.pop(name) for name in op.defaults}
    if options.keys() - WITHOUT_MEANING - {"dtype", "where", "out"}:
        refuse_options(op, inputs, {**options, **known})
    return elementwise_call(op, inputs, {**options, **known})


FURTHER["elementwise"] = _elementwise


def reduced(
    combine: Callable[[Any, Any], Any] | None = None,
    identity: Any = None,
    masked: Callable[..., Any] | None = None,
    dtype: bool = True,
) -> Further:
    """What answers a call of a reduction with ``dtype``, ``where``, ``initial``, ``out``.

    Parameters
    ----------
    combine
        The operation of two that the reduction repeats, with which ``initial`` goes in.
    identity
        What elements are replaced by that ``where`` leaves out; None where ``initial`` is needed.
    masked
        Instead: a function of the operation, the input, the mask and the options.
    dtype
        Whether the input can be converted on the way.
    """
    names = (*(["dtype"] if dtype else []), "out", "where", *(["initial"] if combine else []))

    def answer(op: Any, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
        if options.keys() - op.defaults.keys() - WITHOUT_MEANING - set(names):
            refuse_options(op, inputs, options)
        given = {name: options.get(name) for name in names}
        known = {name: options[name] for name in op.defaults}
        mask = True if given["where"] is None else given["where"]
        (x,) = inputs
        if given.get("dtype") is not None:
            x = astype(x, given["dtype"])
        initial = given.get("initial")
        if mask is True:
            is_empty = initial is not None and identity is None and _is_empty(x, known["axis"])
            result = _full_like(x, known, initial) if is_empty else op(x, **known)
        elif masked is not None:
            result = masked(op, x, mask, known)
        else:
            fill = initial if identity is None else identity
            if fill is None:
                raise ValueError(f"{op.name}: with where=, initial= is needed")
            result = op(choose(mask, x, fill), **known)
        if initial is not None and combine is not None:
            result = combine(result, initial)
        return written(as_integers(result, given.get("dtype")), given["out"])

    answer.options = names  # type: ignore[attr-defined]  # read by signature_of
    return answer


def as_integers(result: Any, dtype: Any) -> Any:
    """A result in the integers that were asked for: NumPy adds up small ones in wider ones."""
    asked = dtype is not None and np.dtype(dtype).kind in "biu"
    return astype(result, dtype) if asked else result


def _is_empty(x: Any, axis: Axis) -> bool:
    shape = shape_of(x)
    return math.prod(shape[i] for i in normalized_axes(axis, len(shape))) == 0


def _full_like(x: Any, options: dict[str, Any], initial: Any) -> Any:
    """What a reduction of no elements is: its initial value."""
    shape = np.sum(np.zeros(shape_of(x)), axis=options["axis"], keepdims=options["keepdims"]).shape
    return np.full(shape, initial, x.dtype)


def fold(function: Callable[[Any, Any], Any], x: Any, axis: int | None = 0) -> list[Any]:
    """The results of a function of two, repeated along an axis: the last is the reduction."""
    if axis is None:
        if len(shape_of(x)) != 1:
            raise ValueError("only one axis can be reduced by a ufunc that is not commutative")
        axis = 0
    (i,) = normalized_axes(axis, len(shape_of(x)))
    results = [x[along(i, 0)]]
    for k in range(1, shape_of(x)[i]):
        results.append(function(results[-1], x[along(i, k)]))
    return results
