"""Softmax and its logarithms, along an axis, without overflow."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from minigrad.core.deferred import Deferred
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.elementwise import clip, exp
from minigrad.ops.families import other, reduction
from minigrad.ops.logic import where
from minigrad.ops.reductions import NOT_EMPTY, sum_of
from minigrad.ops.reductions import sum as sum_
from minigrad.ops.shapes import (
    HALF,
    SHORT,
    Axis,
    as_floating,
    normalized_axes,
    widened,
    with_reduced_axes,
)

_ONE_AXIS = Domain(
    shapes=(((3,),), ((1,),), ((2, 3),), ((2, 0, 3),)),
    options=lambda shape: [{"axis": axis} for axis in (-1, 0)],
)


@functools.cache
def _lowest(dtype: np.dtype[Any]) -> float:
    return float(np.finfo(dtype).min)


def _in_columns(x: Any, axis: Axis) -> Any:
    """The same numbers, laid out so that NumPy reduces them along short rows.

    That takes it several times as long along rows that lie one after another.
    """
    if axis != -1 or len(x.shape) != 2 or x.shape[1] > SHORT:
        return x
    if type(x) is np.ndarray:
        return np.asfortranarray(x)
    return x.copy(order="F") if isinstance(x, Deferred) else x


def _top(x: Any, axis: Axis) -> Any:
    """The maximum, and the lowest number of rows that are all -inf."""
    if type(x) is np.ndarray and x.dtype.kind == "f" and x.size:
        return np.maximum.reduce(x, axis=axis, keepdims=True, initial=_lowest(x.dtype))
    top = x.max(axis=axis, keepdims=True)
    if top.dtype.kind == "f":
        top = np.maximum(top, _lowest(top.dtype))
    return top


def _shifted(x: Any, top: Any) -> Any:
    """``x`` less its maximum (article B4); rows that are all -inf stay so."""
    with np.errstate(over="ignore"):  # less than the smallest number has exponential 0 all the same
        return x - top


def _logsumexp(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    x = as_floating(x)
    if x.dtype == HALF:
        return _logsumexp(widened(x), axis, keepdims).astype(HALF)
    x = _in_columns(x, axis)
    top = _top(x, axis)
    if top.dtype.kind == "f":
        top = np.minimum(top, -_lowest(top.dtype))  # inf less the largest number stays inf
    total = sum_of(np.exp(_shifted(x, top)), axis, keepdims=True)
    with np.errstate(divide="ignore"):  # log(0) is meant where every element is -inf
        result = np.log(total) + top
    if keepdims:
        return result
    axes = normalized_axes(axis, np.ndim(x))
    return np.reshape(result, tuple(n for i, n in enumerate(np.shape(x)) if i not in axes))


def _logsumexp_rule(g: Any, y: Any, x: Any, axis: Axis, keepdims: bool) -> Any:
    """Softmax, not exp(x - y): y has lost the digits that matter where x is large."""
    largest = -_lowest(x.dtype)
    shares = softmax(clip(x, -largest, largest), axis=axis)  # infinite ones share evenly
    some = with_reduced_axes(y, x.shape, axis) > -math.inf
    return with_reduced_axes(g, x.shape, axis) * where(some, shares, 0.0)


logsumexp: Op = reduction(
    "logsumexp",
    _logsumexp,
    _logsumexp_rule,
    domain=NOT_EMPTY._replace(complex=False),
    doc=r""":math:`\log \sum e^x` over an axis, several, or all, without overflow.

    ``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
    stay, with length 1.
    Where all are -inf, the gradient is 0.

    Examples
    --------
    >>> mg.logsumexp(mg.tensor([1000.0, 1000.0]))
    tensor(1000.69314718)
    """,
)


def _softmax(x: Any, axis: Axis = -1) -> Any:
    x = as_floating(x)
    if x.dtype == HALF:
        return _softmax(widened(x), axis).astype(HALF)
    x = _in_columns(x, axis)
    e = np.exp(_shifted(x, _top(x, axis)))
    return e / sum_of(e, axis, keepdims=True)


softmax: Op = other(
    "softmax",
    _softmax,
    lambda g, y, x, axis: y * (g - sum_(g * y, axis=axis, keepdims=True)),
    domain=_ONE_AXIS,
    doc=r"""Softmax: :math:`e^{x_k} / \sum_i e^{x_i}` along ``axis``, without overflow.

    The maximum is subtracted first, which changes nothing but the size of the numbers
    (article B4).

    Examples
    --------
    >>> mg.softmax(mg.tensor([0.3, 2.9, 4.0]))
    tensor([0.01821127, 0.24519181, 0.73659691])
    """,
)


def _log_softmax(x: Any, axis: Axis = -1) -> Any:
    x = as_floating(x)
    if x.dtype == HALF:
        return _log_softmax(widened(x), axis).astype(HALF)
    x = _in_columns(x, axis)
    shifted = _shifted(x, _top(x, axis))
    return shifted - np.log(sum_of(np.exp(shifted), axis, keepdims=True))


log_softmax: Op = other(
    "log_softmax",
    _log_softmax,
    lambda g, y, x, axis: g - exp(y) * sum_(g, axis=axis, keepdims=True),
    domain=_ONE_AXIS,
    doc=r"""Logarithm of softmax along ``axis``: :math:`x_k - \log \sum_i e^{x_i}`.

    Examples
    --------
    >>> mg.log_softmax(mg.tensor([0.0, 0.0]))
    tensor([-0.69314718, -0.69314718])
    """,
)
