"""NaN as a missing value: maxima, sums and means that pass over it."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.complex_numbers import is_complex, refuse_complex
from minigrad.ops.families import elementwise, expression
from minigrad.ops.logic import isnan, logical_not, where
from minigrad.ops.reductions import any as any_
from minigrad.ops.reductions import max as max_
from minigrad.ops.reductions import mean, std, var
from minigrad.ops.reductions import min as min_
from minigrad.ops.reductions import sum as sum_
from minigrad.ops.scans import cumprod, cumsum, prod
from minigrad.ops.shapes import Axis, as_array

_ORDERED = Domain(ties=True, analytic=False)


def _present(g: Any, y: Any, mine: Any, other: Any) -> Any:
    """The gradient of the chosen one of two, of which one may be missing; half of it of equals."""
    refuse_complex(y, "fmax or fmin")
    is_mine = mine == y
    return where(is_mine, where(other == y, 0.5 * g, g), 0.0)


fmax: Op = elementwise(
    "fmax",
    np.fmax,
    _present,
    lambda g, y, a, b: _present(g, y, b, a),
    numpy=np.fmax,
    domain=_ORDERED,
    doc="""The larger of two, elementwise; the other one where one is NaN.

    Where both are equal the gradient is shared evenly.

    Examples
    --------
    >>> mg.fmax(mg.tensor([1.0, np.nan]), 2.0)
    tensor([2., 2.])
    """,
)
fmin: Op = elementwise(
    "fmin",
    np.fmin,
    _present,
    lambda g, y, a, b: _present(g, y, b, a),
    numpy=np.fmin,
    domain=_ORDERED,
    doc="""The smaller of two, elementwise; the other one where one is NaN.

    Where both are equal the gradient is shared evenly.

    Examples
    --------
    >>> mg.fmin(mg.tensor([1.0, np.nan]), 2.0)
    tensor([1., 2.])
    """,
)


def _filled(a: Any, filling: float) -> Any:
    a = as_array(a)
    return where(isnan(a), filling, a) if a.dtype.kind in "fc" else a


def _and_present(a: Any, mask: Any) -> Any:
    a = as_array(a)
    there = logical_not(isnan(a))
    return there if mask is True or mask is None else there & mask


@expression(numpy=np.nansum)
def nansum(a: Any, axis: Axis = None, keepdims: bool = False, **options: Any) -> Any:
    """Sum of what is not NaN, over an axis, several, or all; options as of `sum`.

    Examples
    --------
    >>> mg.nansum(mg.tensor([1.0, np.nan, 2.0]))
    tensor(3.)
    """
    return sum_(_filled(a, 0), axis=axis, keepdims=keepdims, **options)


@expression(numpy=np.nanprod)
def nanprod(a: Any, axis: Axis = None, keepdims: bool = False, **options: Any) -> Any:
    """Product of what is not NaN, over an axis, several, or all; options as of `prod`.

    Examples
    --------
    >>> mg.nanprod(mg.tensor([3.0, np.nan, 2.0]))
    tensor(6.)
    """
    return prod(_filled(a, 1), axis=axis, keepdims=keepdims, **options)


@expression(numpy=np.nancumsum)
def nancumsum(a: Any, axis: int | None = None, dtype: Any = None) -> Any:
    """Sums of the elements up to each, NaN as 0, along an axis or of all in a row.

    Examples
    --------
    >>> mg.nancumsum(mg.tensor([1.0, np.nan, 2.0]))
    tensor([1., 1., 3.])
    """
    return cumsum(_filled(a, 0), axis, dtype)


@expression(numpy=np.nancumprod)
def nancumprod(a: Any, axis: int | None = None, dtype: Any = None) -> Any:
    """Products of the elements up to each, NaN as 1, along an axis or of all in a row.

    Examples
    --------
    >>> mg.nancumprod(mg.tensor([3.0, np.nan, 2.0]))
    tensor([3., 3., 6.])
    """
    return cumprod(_filled(a, 1), axis, dtype)


@expression(numpy=np.nanmean)
def nanmean(
    a: Any, axis: Axis = None, dtype: Any = None, keepdims: bool = False, where: Any = True
) -> Any:
    """Mean of what is not NaN, over an axis, several, or all.

    Examples
    --------
    >>> mg.nanmean(mg.tensor([1.0, np.nan, 2.0]))
    tensor(1.5)
    """
    return mean(a, axis=axis, keepdims=keepdims, dtype=dtype, where=_and_present(a, where))


@expression(numpy=np.nanvar)
def nanvar(
    a: Any, axis: Axis = None, ddof: float = 0, keepdims: bool = False, **options: Any
) -> Any:
    """Variance of what is not NaN, over an axis, several, or all; options as of `var`.

    Examples
    --------
    >>> mg.nanvar(mg.tensor([1.0, np.nan, 3.0]))
    tensor(1.)
    """
    options["where"] = _and_present(a, options.get("where"))
    return var(a, axis=axis, ddof=ddof, keepdims=keepdims, **options)


@expression(numpy=np.nanstd)
def nanstd(
    a: Any, axis: Axis = None, ddof: float = 0, keepdims: bool = False, **options: Any
) -> Any:
    """Standard deviation of what is not NaN, over an axis, several, or all; options as of `std`.

    Examples
    --------
    >>> mg.nanstd(mg.tensor([1.0, np.nan, 3.0]))
    tensor(1.)
    """
    options["where"] = _and_present(a, options.get("where"))
    return std(a, axis=axis, ddof=ddof, keepdims=keepdims, **options)


def _extremum(reduce: Any, filling: float, a: Any, axis: Axis, options: dict[str, Any]) -> Any:
    a = as_array(a)
    if a.dtype.kind != "f":
        if is_complex(a):
            refuse_complex(a, "nanmax or nanmin")
        return reduce(a, axis=axis, **options)
    result = reduce(_filled(a, filling), axis=axis, **options)
    keepdims = options.get("keepdims", False)
    some = any_(logical_not(isnan(a)), axis=axis, keepdims=keepdims)
    return where(some, result, np.nan) if "initial" not in options else result


@expression(numpy=np.nanmax)
def nanmax(a: Any, axis: Axis = None, **options: Any) -> Any:
    """The largest element that is not NaN, over an axis, several, or all; options as of `max`.

    Examples
    --------
    >>> mg.nanmax(mg.tensor([1.0, np.nan, 3.0]))
    tensor(3.)
    """
    return _extremum(max_, -np.inf, a, axis, options)


@expression(numpy=np.nanmin)
def nanmin(a: Any, axis: Axis = None, **options: Any) -> Any:
    """The smallest element that is not NaN, over an axis, several, or all; options as of `min`.

    Examples
    --------
    >>> mg.nanmin(mg.tensor([1.0, np.nan, 3.0]))
    tensor(1.)
    """
    return _extremum(min_, np.inf, a, axis, options)
