"""Reductions: one number of many, over an axis, several, or all."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.complex_numbers import conjugated, refuse_complex
from minigrad.ops.elementwise import absolute, add, maximum, minimum, sqrt, square
from minigrad.ops.families import reduction
from minigrad.ops.logic import isnan, logical_or, where
from minigrad.ops.numpy_options import reduced
from minigrad.ops.shapes import (
    HALF,
    Axis,
    astype,
    broadcast_to,
    expand_reduced,
    normalized_axes,
    shape_of,
    widened,
    with_reduced_axes,
)


def _axes_of(shape: tuple[int, ...]) -> list[dict[str, Any]]:
    axes: list[Axis] = [None, *range(len(shape)), *([(0, -1)] if len(shape) > 1 else [])]
    return [{"axis": axis, "keepdims": keep} for axis in axes for keep in (False, True)]


_LARGEST_HALF = 65504
_sum_of_array: Any = np.add.reduce
_ADDED_AS_THEY_ARE = (np.dtype(np.float64), np.dtype(np.float32))
_SHAPES = (((),), ((3,),), ((1,),), ((2, 3),), ((2, 1, 3),))
WITH_EMPTY = Domain(shapes=(*_SHAPES, ((0,),), ((2, 0),)), options=_axes_of)
NOT_EMPTY = Domain(shapes=_SHAPES, options=_axes_of)


def _array(x: Any) -> Any:
    """Something with an array's methods, which cost half of NumPy's functions."""
    return x if hasattr(x, "sum") else np.asarray(x)


def sum_of(x: Any, axis: Axis, keepdims: bool) -> Any:
    """The sum; of an array, without its method's detour through Python."""
    if type(x) is np.ndarray and x.dtype != HALF:
        return _sum_of_array(x, axis=axis, keepdims=keepdims)
    x = _array(x)
    if x.dtype == HALF:  # NumPy would stop growing where the next number is half a digit
        return widened(x).sum(axis=axis, keepdims=keepdims).astype(HALF)
    return x.sum(axis=axis, keepdims=keepdims)


def _count(x: Any, axis: Axis) -> int:
    """The number of elements of ``x`` that go into one of the result."""
    if axis is None:
        return int(x.size)
    return math.prod(x.shape[i] for i in normalized_axes(axis, len(x.shape)))


sum: Op = reduction(
    "sum",
    lambda x, axis=None, keepdims=False: sum_of(x, axis, keepdims),
    lambda g, y, x, axis, keepdims: expand_reduced(g, x.shape, axis),
    linear=True,
    further=reduced(add, 0),
    numpy=(np.sum, np.add.reduce),
    domain=WITH_EMPTY,
    symbol="Σ",
    doc=r"""Sum over an axis, several, or all.

    ``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
    stay, with length 1.

    Examples
    --------
    >>> mg.sum(mg.tensor([[1.0, 2.0], [3.0, 4.0]]), axis=0)
    tensor([4., 6.])
    """,
)


def _mean(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    if getattr(x, "dtype", None) in _ADDED_AS_THEY_ARE:  # what np.mean does, in half the time
        return sum_of(x, axis, keepdims) / _count(x, axis)
    return np.mean(x, axis=axis, keepdims=keepdims)


def _shared(g: Any, count: float) -> Any:
    """``g / count``; a count that float16 cannot hold has an inverse that it can."""
    return g / count if count <= _LARGEST_HALF else g * (1 / count)


def _mean_rule(g: Any, y: Any, x: Any, axis: Axis, keepdims: bool) -> Any:
    return expand_reduced(_shared(g, _count(x, axis) or 1), x.shape, axis)


def _mean_of_some(op: Any, x: Any, mask: Any, options: dict[str, Any]) -> Any:
    chosen = broadcast_to(mask, shape_of(x))
    return _quotient(sum(where(chosen, x, 0), **options), sum(chosen, **options))


def _quotient(total: Any, count: Any) -> Any:
    """A sum by a number of elements, in the precision of the sum."""
    return astype(total / count, total.dtype) if total.dtype.kind in "fc" else total / count


mean: Op = reduction(
    "mean",
    _mean,
    _mean_rule,
    linear=True,
    further=reduced(masked=_mean_of_some),
    numpy=np.mean,
    domain=NOT_EMPTY,
    doc="""Arithmetic mean over an axis, several, or all.

    ``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
    stay, with length 1.

    Examples
    --------
    >>> mg.mean(mg.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor(2.5)
    """,
)


def _deviation(x: Any, axis: Axis) -> Any:
    return x - mean(x, axis=axis, keepdims=True)


def _var(x: Any, axis: Axis = None, ddof: float = 0, keepdims: bool = False) -> Any:
    x = _array(x)
    result = np.var(widened(x), axis=axis, ddof=ddof, keepdims=keepdims)
    return result.astype(HALF) if x.dtype == HALF else result


def _std(x: Any, axis: Axis = None, ddof: float = 0, keepdims: bool = False) -> Any:
    x = _array(x)
    if x.dtype.kind != "f" or not x.size:
        return np.std(x, axis=axis, ddof=ddof, keepdims=keepdims)
    wide = widened(x)
    deviation = wide - np.mean(wide, axis=axis, keepdims=True)
    scale = _power_of_two(deviation, axis)
    count = _count(x, axis)
    total = sum_of(np.square(deviation / scale), axis, keepdims=True)
    result = np.sqrt(total / (count - ddof if count > ddof else 0)) * scale
    if not keepdims:
        axes = normalized_axes(axis, len(x.shape))
        result = np.reshape(result, tuple(n for i, n in enumerate(x.shape) if i not in axes))
    return result.astype(HALF) if x.dtype == HALF else result


def _power_of_two(x: Any, axis: Axis) -> Any:
    """A scale for numbers so that no square overflows or vanishes, and no digit changes."""
    top = np.max(np.abs(x), axis=axis, keepdims=True)
    return np.spacing(top) * (1 / float(np.finfo(x.dtype).eps))


def _root_mean_square(x: Any, axis: Axis = None, eps: float = 0.0) -> Any:
    wide = widened(x)
    scale = _power_of_two(wide, axis)
    if eps:
        scale = np.maximum(scale, 1)  # beside eps, small squares may vanish
    total = sum_of(np.square(wide / scale), axis, keepdims=True)
    result = np.sqrt(total / _count(x, axis) + eps / scale / scale) * scale
    return result.astype(HALF) if x.dtype == HALF else result


root_mean_square: Op = reduction(
    "root_mean_square",
    _root_mean_square,
    # Of a row of zeros the least-norm subgradient is 0.
    lambda g, y, x, axis, eps: _shared(g, _count(x, axis)) * (x / where(y == 0, 1.0, y)),
    domain=Domain(
        shapes=(((3,),), ((2, 3),), ((3, 1, 2),)),
        options=lambda shape: [{"axis": -1}, {"axis": None, "eps": 0.1}],
        analytic=False,
    ),
    symbol="rms",
    internal=True,
    doc=r"""Root mean square: :math:`\sqrt{\overline{x^2} + \epsilon}` over ``axis``, which is kept.

    Neither squares overflow nor, without ``eps``, vanish. Layers that normalise rows divide by it.

    Examples
    --------
    >>> from minigrad.ops.reductions import root_mean_square
    >>> root_mean_square(mg.tensor([[1.0, 7.0], [1e200, 1e200]]), axis=-1)
    tensor([[5.e+000],
            [1.e+200]])
    """,
)


def _std_rule(g: Any, y: Any, x: Any, *, axis: Axis, ddof: float, keepdims: bool) -> Any:
    flat = y == 0  # all values equal: the least-norm subgradient is 0
    share = _shared(where(flat, 0.0, g), _count(x, axis) - ddof)
    direction = conjugated(_deviation(x, axis)) / with_reduced_axes(
        where(flat, 1.0, y), x.shape, axis
    )
    return with_reduced_axes(share, x.shape, axis) * direction


def _spread_of_some(op: Any, x: Any, mask: Any, options: dict[str, Any]) -> Any:
    kept = {"axis": options["axis"], "keepdims": options["keepdims"]}
    center = _mean_of_some(mean, x, mask, {**kept, "keepdims": True})
    chosen = broadcast_to(mask, shape_of(x))
    squares = square(absolute(where(chosen, x - center, 0)))
    result = _quotient(sum(squares, **kept), sum(chosen, **kept) - options["ddof"])
    return sqrt(result) if op is std else result


_OF_SOME = reduced(masked=_spread_of_some)


def _corrected(op: Any, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """``correction`` is the array API's name for ``ddof``."""
    correction = options.pop("correction", None)
    if correction is not None:
        options["ddof"] = correction
    if options.keys() == op.defaults.keys():
        return op.apply(inputs, options)
    return _OF_SOME(op, inputs, options)


_corrected.options = ("dtype", "out", "where", "correction")  # type: ignore[attr-defined]  # read by signature_of

var: Op = reduction(
    "var",
    _var,
    lambda g, y, x, axis, ddof, keepdims: (
        with_reduced_axes(_shared(2.0 * g, _count(x, axis) - ddof), x.shape, axis)
        * conjugated(_deviation(x, axis))
    ),
    further=_corrected,
    numpy=np.var,
    domain=NOT_EMPTY._replace(analytic=False, complex=True),
    doc=r"""Variance: :math:`\sum (x - \bar x)^2 / (N - \mathrm{ddof})`, with ``ddof=0``.

    ``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
    stay, with length 1.
    Numbers of float16 are added up in float32.

    Examples
    --------
    >>> mg.var(mg.tensor([1.0, 3.0]))
    tensor(1.)
    """,
)
std: Op = reduction(
    "std",
    _std,
    _std_rule,
    further=_corrected,
    numpy=np.std,
    domain=Domain(
        shapes=(((3,),), ((2, 3),), ((3, 1, 2),)),
        options=lambda shape: [{"axis": 0}, {"axis": None, "ddof": 1}],
        ties=True,
        analytic=False,
    ),
    doc="""Standard deviation: the square root of the variance; derivative 0 for equal values.

    As for `var`: ``axis``, ``ddof`` and ``keepdims``. No square overflows or vanishes on the way,
    whatever the size of the numbers.

    Examples
    --------
    >>> x = mg.tensor([2.0, 2.0], requires_grad=True)
    >>> mg.std(x).backward()
    >>> x.grad
    tensor([0., 0.])
    """,
)


def _extremum_rule(g: Any, y: Any, x: Any, axis: Axis, keepdims: bool) -> Any:
    """The gradient on the largest (or smallest) elements, shared evenly; on the NaN if any."""
    refuse_complex(x, "max or min")
    hit = logical_or(x == with_reduced_axes(y, x.shape, axis), isnan(x))
    # Of float16, where 65,504 is the largest number, there may be more.
    share = g / astype(sum(hit, axis=axis, keepdims=keepdims), np.promote_types(g.dtype, "f4"))
    return where(hit, with_reduced_axes(share, x.shape, axis), 0.0)


_NO_TIES = NOT_EMPTY._replace(ties=True, analytic=False)

max: Op = reduction(
    "max",
    lambda x, axis=None, keepdims=False: np.max(x, axis=axis, keepdims=keepdims),
    _extremum_rule,
    further=reduced(maximum, dtype=False),
    numpy=(np.max, np.amax, np.maximum.reduce),
    domain=_NO_TIES,
    doc="""The largest element over an axis, several, or all.

    ``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
    stay, with length 1.

    Equal ones share the gradient evenly; a maximum that is NaN puts its gradient on the NaN.

    Examples
    --------
    >>> x = mg.tensor([1.0, 3.0, 3.0], requires_grad=True)
    >>> mg.max(x).backward()
    >>> x.grad
    tensor([0. , 0.5, 0.5])
    """,
)
min: Op = reduction(
    "min",
    lambda x, axis=None, keepdims=False: np.min(x, axis=axis, keepdims=keepdims),
    _extremum_rule,
    further=reduced(minimum, dtype=False),
    numpy=(np.min, np.amin, np.minimum.reduce),
    domain=_NO_TIES,
    doc="""The smallest element over an axis, several, or all.

    ``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
    stay, with length 1.

    Equal ones share the gradient evenly; a minimum that is NaN puts its gradient on the NaN.

    Examples
    --------
    >>> x = mg.tensor([1.0, 1.0, 3.0], requires_grad=True)
    >>> mg.min(x).sum().backward()
    >>> x.grad
    tensor([0.5, 0.5, 0. ])
    """,
)
_INDEX = Domain(shapes=(((3,),), ((2, 3),)), options=lambda shape: [{"axis": None}, {"axis": 0}])
argmax: Op = reduction(
    "argmax",
    lambda x, axis=None, keepdims=False: np.argmax(x, axis=axis, keepdims=keepdims),
    further=reduced(dtype=False),
    numpy=np.argmax,
    domain=_INDEX,
    doc="""The index of the (first) largest element, over an axis or over all.

    ``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
    stay, with length 1.

    Examples
    --------
    >>> mg.argmax(mg.tensor([[1.0, 3.0], [2.0, 0.0]]), axis=1)
    tensor([1, 0])
    """,
)
argmin: Op = reduction(
    "argmin",
    lambda x, axis=None, keepdims=False: np.argmin(x, axis=axis, keepdims=keepdims),
    further=reduced(dtype=False),
    numpy=np.argmin,
    domain=_INDEX,
    doc="""The index of the (first) smallest element, over an axis or over all.

    ``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
    stay, with length 1.

    Examples
    --------
    >>> mg.argmin(mg.tensor([[1.0, 3.0], [2.0, 0.0]]), axis=1)
    tensor([0, 1])
    """,
)
any: Op = reduction(
    "any",
    lambda x, axis=None, keepdims=False: np.any(x, axis=axis, keepdims=keepdims),
    further=reduced(identity=False, dtype=False),
    numpy=(np.any, np.logical_or.reduce),
    domain=_INDEX,
    doc="""Test whether any element is true, over an axis, several, or all.

    ``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
    stay, with length 1.

    Examples
    --------
    >>> mg.any(mg.tensor([[True, False], [False, False]]), axis=1)
    tensor([ True, False])
    """,
)
all: Op = reduction(
    "all",
    lambda x, axis=None, keepdims=False: np.all(x, axis=axis, keepdims=keepdims),
    further=reduced(identity=True, dtype=False),
    numpy=(np.all, np.logical_and.reduce),
    domain=_INDEX,
    doc="""Test whether every element is true, over an axis, several, or all.

    ``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
    stay, with length 1.

    Examples
    --------
    >>> mg.all(mg.tensor([[True, True], [True, False]]), axis=1)
    tensor([ True, False])
    """,
)
