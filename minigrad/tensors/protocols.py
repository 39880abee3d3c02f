"""NumPy's protocols: which function of minigrad a call of ``np.*`` on a Tensor means."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.core.box import Box, ForeignOperandError
from minigrad.core.dispatch import ANSWERS
from minigrad.support.instead import NUMPY
from minigrad.support.pytree import leaves, map_nest


def _named(names: str) -> frozenset[Any]:
    return frozenset(getattr(np, name) for name in names.split() if hasattr(np, name))


# Functions through which no gradient flows: those of values, which are computed always.
WITHOUT_GRADIENT = _named(
    "shape ndim size result_type can_cast min_scalar_type common_type iscomplexobj isrealobj "
    "allclose isclose array_equal array_equiv array_repr array_str array2string save savez "
    "savez_compressed savetxt may_share_memory shares_memory empty_like "
    "argsort argpartition lexsort searchsorted digitize nonzero flatnonzero argwhere "
    "count_nonzero nanargmax nanargmin diag_indices_from tril_indices_from triu_indices_from "
    "ravel_multi_index unravel_index histogram histogram2d histogramdd histogram_bin_edges "
    "bincount unique unique_all unique_counts unique_inverse unique_values intersect1d setdiff1d "
    "setxor1d union1d isin iscomplex isreal isneginf isposinf isinf signbit spacing nextafter "
    "floor ceil rint trunc fix round around floor_divide left_shift right_shift bitwise_count "
    "gcd lcm logical_xor"
)


def array_ufunc(ufunc: Any, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """``ufunc(*inputs)`` with a Tensor among them."""
    if method == "__call__" and not kwargs and ufunc in ANSWERS:
        try:
            return ANSWERS[ufunc](*inputs)
        except ForeignOperandError:
            return NotImplemented
    out = kwargs.get("out", ())
    if any(isinstance(x, Box) for x in out) or (out and any(map(_requires_grad, inputs))):
        raise TypeError(
            f"np.{ufunc.__name__}: the result of an operation on a Tensor cannot be written into "
            "an array, where its gradient would be lost; write `a = a + t` instead of `a += t`, "
            "without out="
        )
    called = "" if method == "__call__" else f".{method}"
    return _on_values(ufunc, getattr(ufunc, method), f"{ufunc.__name__}{called}", inputs, kwargs)


def array_function(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """``function(*args, **kwargs)`` with a Tensor somewhere among the arguments."""
    if function in ANSWERS:
        return ANSWERS[function](*args, **kwargs)
    module = function.__module__.removeprefix("numpy").removeprefix(".")
    name = f"{module}.{function.__name__}" if module else function.__name__
    return _on_values(function, function, name, args, kwargs)


def _on_values(
    function: Any, call: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """Compute on the values, where that cannot lose a gradient; arrays come back as Tensors."""
    tensors = [x for x in leaves((args, kwargs)) if isinstance(x, Box)]
    if function not in WITHOUT_GRADIENT and any(map(_requires_grad, tensors)):
        asked = f"np.{name}({', '.join(['...', *(f'{key}=' for key in kwargs)])})"
        instead = NUMPY.get(name)
        raise TypeError(
            f"{asked} is not an operation of minigrad, so its gradient would be lost; "
            + (f"write {instead}, " if instead else "make it with minigrad.Op, ")
            + "or use t.numpy() to compute with the values on purpose"
        )
    result = call(*map_nest(_value, args), **map_nest(_value, kwargs))
    if kwargs.get("out") is not None:
        return result
    return map_nest(getattr(tensors[0], "_constant_of", lambda value: value), result)


def _requires_grad(x: Any) -> bool:
    return isinstance(x, Box) and getattr(x, "requires_grad", True)


def _value(x: Any) -> Any:
    return x.numpy() if isinstance(x, Box) and hasattr(x, "numpy") else x
