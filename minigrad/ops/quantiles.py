"""Medians, quantiles and percentiles: between which elements a share of all of them lies.

The gradient goes to the elements between which a quantile lies, and by ``q`` it is their distance.
Source of the methods: Hyndman and Fan, "Sample quantiles in statistical packages" (1996).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.core.deferred import Deferred
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.core.values import is_duck
from minigrad.ops import reductions
from minigrad.ops.complex_numbers import refuse_complex
from minigrad.ops.elementwise import clip
from minigrad.ops.families import expression, other
from minigrad.ops.gathering import take_along_axis
from minigrad.ops.logic import isnan, logical_not, where
from minigrad.ops.missing import nanmean
from minigrad.ops.order import flattened, sort
from minigrad.ops.rearranging import moveaxis
from minigrad.ops.shapes import (
    Axis,
    as_array,
    as_floating,
    astype,
    broadcast_to,
    expand_dims,
    ravel,
    reshape,
    shape_of,
)

_CONTINUOUS = {  # the places of the first and the last element, of which all others follow
    "linear": (1.0, 1.0),
    "interpolated_inverted_cdf": (0.0, 1.0),
    "hazen": (0.5, 0.5),
    "weibull": (0.0, 0.0),
    "median_unbiased": (1 / 3, 1 / 3),
    "normal_unbiased": (3 / 8, 3 / 8),
}
_AVERAGED = ("averaged_inverted_cdf", "midpoint")
_DISCRETE = ("inverted_cdf", "closest_observation", "lower", "higher", "nearest")


def _between(q: Any, n: Any, method: str) -> Any:
    """A place among n elements, between two of them where it is not a whole number."""
    if method == "linear":
        return (n - 1) * q
    alpha, beta = _CONTINUOUS[method]
    return n * q + (alpha + q * (1 - alpha - beta)) - 1


def _place(q: Any, n: Any, method: str = "linear", upper: bool = False) -> Any:
    if not is_duck(q) and not isinstance(q, Deferred) and not np.all((q >= 0) & (q <= 1)):
        raise ValueError("quantiles are in the range from 0 to 1, percentiles to 100")
    if method in _CONTINUOUS:
        place = np.floor(_between(q, n, method)) + upper
    elif method in ("lower", "higher", "midpoint"):
        ceils = method == "higher" or (method == "midpoint" and upper)
        place = (np.ceil if ceils else np.floor)((n - 1) * q)
    elif method == "nearest":
        place = np.around((n - 1) * q)
    elif method == "closest_observation":
        place = n * q - 1.5
        below = np.floor(place)
        place = np.where((place == below) & (below % 2 == 1), below, below + 1)
    else:
        place = n * q - 1
        below = np.floor(place)
        place = below + 1 if upper else np.where(place == below, below, below + 1)
    return np.maximum(np.minimum(place, n - 1), 0).astype(np.intp)


place_of_quantile: Op = other(
    "place_of_quantile",
    _place,
    symbol="quantile",
    internal=True,
    domain=Domain(
        intervals=((0.0, 1.0),),
        shapes=(((),), ((3,),)),
        options=({}, {"method": "hazen", "upper": True}),
        constants=lambda options, shape: (np.array(5),),
    ),
    doc="The element below a share of n sorted ones, or the one above it.",
)


def _place_by_weight(x: Any, weights: Any, q: Any) -> Any:
    if np.any(weights < 0) or not np.all(weights.sum(axis=-1) > 0):
        raise ValueError("quantile: weights must not be negative, and not all of them 0")
    order = np.argsort(x, axis=-1)
    shares = np.cumsum(np.take_along_axis(weights, order, -1), axis=-1, dtype=float)
    shares = shares / shares[..., -1:]
    shares = np.where(shares == 0, -1, shares).astype(q.dtype)
    number = np.sum(shares[..., None, :] < q[:, None], axis=-1)
    return np.take_along_axis(order, np.minimum(number, x.shape[-1] - 1), -1)


place_by_weight: Op = other(
    "place_by_weight",
    _place_by_weight,
    symbol="quantile",
    internal=True,
    domain=Domain(
        intervals=((-2.0, 2.0), (0.0, 1.0)),
        shapes=(((4,), (4,)), ((2, 3), (2, 3))),
        constants=lambda options, *shapes: (np.array([0.2, 0.8]),),
    ),
    doc="The element below a share of the weights of all, along the last axis.",
)


@expression(numpy=np.quantile)
def quantile(  # noqa: PLR0917 - NumPy's arguments
    a: Any,
    q: Any,
    axis: Axis = None,
    overwrite_input: bool = False,
    method: str = "linear",
    keepdims: bool = False,
    *,
    weights: Any = None,
) -> Any:
    """The numbers below which shares ``q`` of the elements lie, along an axis, several, or all.

    The axes of ``q`` are the first ones of the result. ``method`` is one of NumPy's; with
    ``weights`` it is "inverted_cdf", and the result is one of the elements.

    Examples
    --------
    >>> x = mg.tensor([3.0, 1.0, 2.0], requires_grad=True)
    >>> mg.quantile(x, 0.25).backward()
    >>> x.grad
    tensor([0. , 0.5, 0.5])
    """
    return _quantile(
        a, q, axis, method=method, keepdims=keepdims, weights=weights, ignores_nan=False
    )


@expression(numpy=np.percentile)
def percentile(  # noqa: PLR0917 - NumPy's arguments
    a: Any,
    q: Any,
    axis: Axis = None,
    overwrite_input: bool = False,
    method: str = "linear",
    keepdims: bool = False,
    *,
    weights: Any = None,
) -> Any:
    """The numbers below which ``q`` percent of the elements lie; see `quantile`.

    Examples
    --------
    >>> mg.percentile(mg.tensor([3.0, 1.0, 2.0]), 50)
    tensor(2.)
    """
    return _quantile(
        a, _percent(q), axis, method=method, keepdims=keepdims, weights=weights, ignores_nan=False
    )


@expression(numpy=np.nanquantile)
def nanquantile(  # noqa: PLR0917 - NumPy's arguments
    a: Any,
    q: Any,
    axis: Axis = None,
    overwrite_input: bool = False,
    method: str = "linear",
    keepdims: bool = False,
    *,
    weights: Any = None,
) -> Any:
    """The `quantile` of the elements that are not NaN.

    Examples
    --------
    >>> mg.nanquantile(mg.tensor([3.0, np.nan, 2.0]), 0.5)
    tensor(2.5)
    """
    return _quantile(
        a, q, axis, method=method, keepdims=keepdims, weights=weights, ignores_nan=True
    )


@expression(numpy=np.nanpercentile)
def nanpercentile(  # noqa: PLR0917 - NumPy's arguments
    a: Any,
    q: Any,
    axis: Axis = None,
    overwrite_input: bool = False,
    method: str = "linear",
    keepdims: bool = False,
    *,
    weights: Any = None,
) -> Any:
    """The `percentile` of the elements that are not NaN.

    Examples
    --------
    >>> mg.nanpercentile(mg.tensor([3.0, np.nan, 2.0]), 50)
    tensor(2.5)
    """
    return _quantile(
        a, _percent(q), axis, method=method, keepdims=keepdims, weights=weights, ignores_nan=True
    )


@expression(numpy=np.median)
def median(a: Any, axis: Axis = None, overwrite_input: bool = False, keepdims: bool = False) -> Any:
    """The middle of the sorted elements, or the mean of the two in the middle.

    Examples
    --------
    >>> x = mg.tensor([3.0, 1.0, 2.0, 9.0], requires_grad=True)
    >>> mg.median(x).backward()
    >>> x.grad
    tensor([0.5, 0. , 0.5, 0. ])
    """
    x, axes, kept = flattened(a, axis)
    refuse_complex(x, "median")
    n = x.shape[-1]
    ordered = sort(x)
    result = reductions.mean(ordered[..., max((n - 1) // 2, 0) : n // 2 + 1], axis=-1)
    if n and x.dtype.kind == "f":
        last = ordered[..., -1]
        result = where(isnan(last), last, result)
    return _with_axes(result, a, axes, kept, keepdims=keepdims)


@expression(numpy=np.nanmedian)
def nanmedian(
    a: Any, axis: Axis = None, overwrite_input: bool = False, keepdims: bool = False
) -> Any:
    """The `median` of the elements that are not NaN.

    Examples
    --------
    >>> mg.nanmedian(mg.tensor([3.0, np.nan, 1.0]))
    tensor(2.)
    """
    return nanquantile(a, 0.5, axis, method="midpoint", keepdims=keepdims)


def _percent(q: Any) -> Any:
    return (q if hasattr(q, "shape") or isinstance(q, (int, float)) else np.asarray(q)) / 100


def _quantile(
    a: Any, q: Any, axis: Axis, *, method: str, keepdims: bool, weights: Any, ignores_nan: bool
) -> Any:
    if method not in (*_CONTINUOUS, *_AVERAGED, *_DISCRETE):
        known = ", ".join((*_CONTINUOUS, *_AVERAGED, *_DISCRETE))
        raise ValueError(f"quantile: method is one of {known}, not {method!r}")
    if ignores_nan and 0 in shape_of(a):
        return nanmean(a, axis=axis, keepdims=keepdims)  # NaN, whatever the share
    x, axes, kept = flattened(a, axis)
    refuse_complex(x, "quantile")
    is_number = isinstance(q, (int, float))
    shares = as_array(q)
    shape = tuple(shares.shape)
    shares = ravel(shares)
    can_be_nan = x.dtype.kind == "f" and x.shape[-1] > 0
    if weights is not None:
        if method != "inverted_cdf" or ignores_nan:
            raise ValueError("quantile: weights are for method 'inverted_cdf', and without NaN")
        places = place_by_weight(x, _weights(weights, a, axis), shares)
        result, last = take_along_axis(x, places, axis=-1), sort(x)[..., -1:]
    else:
        ordered = sort(x)
        last = ordered[..., -1:] if can_be_nan else None
        n: Any = x.shape[-1]
        if ignores_nan and can_be_nan:
            n = reductions.sum(logical_not(isnan(ordered)), axis=-1, keepdims=True)
        result = _at(ordered, shares, n, method, is_number)
    if can_be_nan and not ignores_nan:
        result = where(isnan(last), last, result)
    return _with_axes(result, a, axes, kept, keepdims=keepdims, q_shape=shape)


def _at(ordered: Any, q: Any, n: Any, method: str, is_number: bool) -> Any:
    """The quantiles of sorted rows, of which the first n elements count."""

    def taken(places: Any) -> Any:
        one_for_all = len(places.shape) == 1
        return ordered[..., places] if one_for_all else take_along_axis(ordered, places, axis=-1)

    places = place_of_quantile(q, n, method)
    is_end = method == "linear" and q.dtype.kind in "iu"  # the smallest or the largest
    if method in _DISCRETE or is_end:
        return taken(places)
    ordered = as_floating(ordered)  # the difference of small integers may be none of them
    below, above = taken(places), taken(place_of_quantile(q, n, method, upper=True))
    if method in _AVERAGED:
        return below * 0.5 + above * 0.5  # of two infinities too
    share = clip(_between(q, n, method), 0, n - 1) - places
    dtype = ordered.dtype if is_number else q.dtype
    if dtype.kind == "f":
        share = astype(share, dtype)
    return below + (above - below) * share


def _weights(weights: Any, a: Any, axis: Axis) -> Any:
    """Weights of all elements, in rows as these are."""
    weights = as_array(weights)
    shape = shape_of(a)
    if weights.shape != shape:
        if not isinstance(axis, int) or weights.shape != (shape[axis],):
            raise ValueError(
                f"quantile: weights of shape {weights.shape} are for one axis or for all of {shape}"
            )
        places = tuple(i for i in range(len(shape)) if i != axis % len(shape))
        weights = broadcast_to(expand_dims(weights, places) if places else weights, shape)
    return flattened(weights, axis)[0]


def _with_axes(
    result: Any,
    a: Any,
    axes: tuple[int, ...],
    kept: tuple[int, ...],
    *,
    keepdims: bool,
    q_shape: tuple[int, ...] = (),
) -> Any:
    """Quantiles in the last axis as NumPy has them: the axes of q first, reduced ones kept."""
    result = reshape(result, (*kept, *q_shape))
    if q_shape and kept:
        number = len(q_shape)
        result = moveaxis(result, tuple(range(-number, 0)), tuple(range(number)))
    if keepdims:
        shape = tuple(1 if i in axes else n for i, n in enumerate(shape_of(a)))
        result = reshape(result, (*q_shape, *shape))
    return result
