"""Scans: results along an axis in which each element goes on from the one before."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigrad.core.dispatch import implements
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.elementwise import multiply
from minigrad.ops.families import expression, other, reduction
from minigrad.ops.joining import concatenate
from minigrad.ops.logic import where, zeros_like
from minigrad.ops.numpy_options import as_integers, reduced
from minigrad.ops.rearranging import flip
from minigrad.ops.reductions import WITH_EMPTY
from minigrad.ops.reductions import sum as sum_
from minigrad.ops.rounding import remainder
from minigrad.ops.shapes import (
    HALF,
    Axis,
    along,
    as_array,
    astype,
    broadcast_to,
    normalized_axes,
    normalized_axis,
    ravel,
    reshape,
    shape_of,
    transpose,
    widened,
)


def _along(ndim: int, axis: int, part: Any) -> tuple[Any, ...]:
    """The index that takes a part along an axis."""
    return along(normalized_axis(axis, ndim), part)


def _shifted(x: Any, axis: int, filling: float) -> Any:
    """The elements one place on, and a filling in the first."""
    first = x[_along(len(x.shape), axis, slice(0, 1))] * 0 + filling
    return concatenate([first, x[_along(len(x.shape), axis, slice(0, -1))]], axis)


_AXES = Domain(
    shapes=(((3,),), ((2, 3),), ((0, 2),)),
    options=lambda shape: [{"axis": axis} for axis in range(len(shape))],
)


def _cumsum(x: Any, axis: int = 0) -> Any:
    if getattr(x, "dtype", None) == HALF:
        return np.cumsum(widened(x), axis=axis).astype(HALF)
    return np.cumsum(x, axis=axis)


_cumsum_along: Op = other(
    "cumsum",
    _cumsum,
    lambda g, y, x, axis: flip(_cumsum_along(flip(g, axis), axis=axis), axis),
    linear=True,
    internal=True,
    domain=_AXES,
    doc="Sums of the elements up to each, along an axis.",
)


def _recurrence(a: Any, b: Any, axis: int = 0) -> Any:
    result = b * np.ones_like(a)
    for k in range(1, result.shape[axis]):
        here = _along(len(result.shape), axis, k)
        result[here] += a[here] * result[_along(len(result.shape), axis, k - 1)]
    return result


def _recurrence_rule(g: Any, y: Any, a: Any, b: Any, axis: int) -> tuple[Any, Any]:
    following = flip(_shifted(flip(a, axis), axis, 0.0), axis)
    s = flip(_linear_recurrence(flip(following, axis), flip(g, axis), axis=axis), axis)
    return s * _shifted(y, axis, 0.0), s


_linear_recurrence: Op = other(
    "linear_recurrence",
    _recurrence,
    joint=_recurrence_rule,
    internal=True,
    domain=Domain(
        shapes=(((3,), (3,)), ((2, 3), (2, 3))),
        options=lambda *shapes: [{"axis": axis} for axis in range(len(shapes[0]))],
    ),
    doc=r"""Linear recurrence: :math:`y_t = a_t y_{t-1} + b_t` along an axis, from 0.""",
)


def _cumprod_rule(g: Any, y: Any, x: Any, axis: int) -> Any:
    """Products of the elements before, times what comes after: zeros need no division."""
    if not math.prod(x.shape):
        return g
    before = _shifted(y, axis, 1.0)
    following = _shifted(flip(x, axis), axis, 0.0)
    after = flip(_linear_recurrence(following, flip(g, axis), axis=axis), axis)
    return before * after


_cumprod_along: Op = other(
    "cumprod",
    lambda x, axis=0: np.cumprod(x, axis=axis),
    _cumprod_rule,
    internal=True,
    domain=_AXES,
    doc="Products of the elements up to each, along an axis.",
)


def _flat_or(x: Any, axis: int | None, dtype: Any) -> tuple[Any, int]:
    """What is scanned, and along which axis: all elements in a row where none is named."""
    x = as_array(x)
    if dtype is not None:
        x = astype(x, dtype)
    if axis is None:
        return ravel(x), 0
    if not x.shape:
        x = ravel(x)
    (axis,) = normalized_axes(axis, len(x.shape))
    return x, axis


@expression(numpy=np.cumsum)
def cumsum(a: Any, axis: int | None = None, dtype: Any = None) -> Any:
    """Sums of the elements up to each, along an axis or of all in a row.

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> mg.cumsum(x).sum().backward()
    >>> x.grad
    tensor([3., 2., 1.])
    """
    x, axis = _flat_or(a, axis, dtype)
    return as_integers(_cumsum_along(x, axis=axis), dtype)


@expression(numpy=np.cumprod)
def cumprod(a: Any, axis: int | None = None, dtype: Any = None) -> Any:
    """Products of the elements up to each, along an axis or of all in a row.

    Its gradient is right where elements are 0 too.

    Examples
    --------
    >>> x = mg.tensor([2.0, 0.0, 3.0], requires_grad=True)
    >>> mg.cumprod(x).sum().backward()
    >>> x.grad
    tensor([1., 8., 0.])
    """
    x, axis = _flat_or(a, axis, dtype)
    return as_integers(_cumprod_along(x, axis=axis), dtype)


@implements(np.add.accumulate)
def _accumulated_sum(x: Any, axis: int = 0, dtype: Any = None) -> Any:
    return cumsum(x, axis, dtype)


@implements(np.multiply.accumulate)
def _accumulated_product(x: Any, axis: int = 0, dtype: Any = None) -> Any:
    return cumprod(x, axis, dtype)


def _cumulative(scan: Any, x: Any, axis: int | None, dtype: Any, initial: float | None) -> Any:
    x = as_array(x)
    if axis is None:
        if len(x.shape) != 1:
            raise ValueError(f"name an axis: there are {len(x.shape)}")
        axis = 0
    kind = x.dtype.kind
    if dtype is None and kind in "biu":
        dtype = np.cumsum(np.zeros(1, x.dtype)).dtype
    result = scan(x, axis, dtype)
    if initial is None:
        return result
    shape = list(result.shape)
    shape[axis] = 1
    return concatenate([np.full(shape, initial, result.dtype), result], axis)


@expression(numpy=getattr(np, "cumulative_sum", ()))
def cumulative_sum(
    x: Any, *, axis: int | None = None, dtype: Any = None, include_initial: bool = False
) -> Any:
    """Sums of the elements up to each, along an axis; from 0 on with ``include_initial``.

    Examples
    --------
    >>> mg.cumulative_sum(mg.tensor([1.0, 2.0]), include_initial=True)
    tensor([0., 1., 3.])
    """
    return _cumulative(cumsum, x, axis, dtype, 0 if include_initial else None)


@expression(numpy=getattr(np, "cumulative_prod", ()))
def cumulative_prod(
    x: Any, *, axis: int | None = None, dtype: Any = None, include_initial: bool = False
) -> Any:
    """Products of the elements up to each, along an axis; from 1 on with ``include_initial``.

    Examples
    --------
    >>> mg.cumulative_prod(mg.tensor([2.0, 3.0]), include_initial=True)
    tensor([1., 2., 6.])
    """
    return _cumulative(cumprod, x, axis, dtype, 1 if include_initial else None)


def _prod_rule(g: Any, y: Any, x: Any, axis: Axis, keepdims: bool) -> Any:
    """Of each element the product of those before and those after it: zeros need no division."""
    shape = x.shape
    axes = normalized_axes(axis, len(shape)) if shape else ()  # NumPy takes axis 0 of a number
    free = tuple(i for i in range(len(shape)) if i not in axes)
    order = (*free, *axes)
    kept = tuple(shape[i] for i in free)
    rows = reshape(transpose(x, order), (*kept, math.prod(shape[i] for i in axes)))
    if not math.prod(rows.shape):
        return zeros_like(x)
    before = _shifted(_cumprod_along(rows, axis=len(kept)), -1, 1.0)
    after = _shifted(_cumprod_along(flip(rows, -1), axis=len(kept)), -1, 1.0)
    others = before * flip(after, -1) * reshape(g, (*kept, 1))
    moved = reshape(others, tuple(shape[i] for i in order))
    return transpose(moved, tuple(order.index(i) for i in range(len(shape))))


prod: Op = reduction(
    "prod",
    lambda x, axis=None, keepdims=False: np.prod(x, axis=axis, keepdims=keepdims),
    _prod_rule,
    further=reduced(multiply, 1),
    numpy=(np.prod, np.multiply.reduce),
    domain=WITH_EMPTY,
    symbol="Π",
    doc="""Product over an axis, several, or all; its gradient is right where elements are 0 too.

    ``axis`` is None for all elements, a number, or several; with ``keepdims`` the reduced axes
    stay, with length 1.

    Examples
    --------
    >>> x = mg.tensor([2.0, 0.0, 3.0], requires_grad=True)
    >>> mg.prod(x).backward()
    >>> x.grad
    tensor([0., 6., 0.])
    """,
)


@expression(numpy=np.diff)
def diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Any:
    """Differences of neighbours along an axis, ``n`` times.

    Examples
    --------
    >>> mg.diff(mg.tensor([1.0, 4.0, 9.0]))
    tensor([3., 5.])
    """
    a = as_array(a)
    if n < 0:
        raise ValueError(f"diff: n is the number of times, not {n}")
    if n == 0:
        return a
    if not a.shape:
        raise ValueError("diff: an axis is needed, and a number has none")
    (axis,) = normalized_axes(axis, len(a.shape))
    ends = [_end(x, a.shape, axis) for x in (prepend, append)]
    if any(end is not None for end in ends):
        a = concatenate([part for part in (ends[0], a, ends[1]) if part is not None], axis)
    later = _along(len(a.shape), axis, slice(1, None))
    earlier = _along(len(a.shape), axis, slice(None, -1))
    for _ in range(n):
        a = a[later] != a[earlier] if a.dtype == np.bool_ else a[later] - a[earlier]
    return a


def _end(x: Any, shape: tuple[int, ...], axis: int) -> Any:
    if x is None:
        return None
    x = as_array(x)
    return x if x.shape else broadcast_to(x, (*shape[:axis], 1, *shape[axis + 1 :]))


@expression(numpy=np.ediff1d)
def ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    """Differences of all elements in a row, with further ones at the ends.

    Examples
    --------
    >>> mg.ediff1d(mg.tensor([1.0, 4.0, 9.0]), to_end=0.0)
    tensor([3., 5., 0.])
    """
    differences = diff(ravel(ary))
    if to_end is None and to_begin is None:
        return differences
    parts = [to_begin, differences, to_end]
    return concatenate([reshape(part, -1) for part in parts if part is not None])


@expression(numpy=np.gradient)
def gradient(
    f: Any, *varargs: Any, axis: Axis = None, edge_order: int = 1
) -> Any | tuple[Any, ...]:
    """Derivatives of samples by differences, of the second order inside: a tuple over axes.

    Parameters
    ----------
    f
        Samples on a grid.
    *varargs
        The distance of samples, or their coordinates: one for all axes, or one each.
    axis
        One or several; all by default. Of one the result is an array.
    edge_order
        1 or 2: the order at both ends.

    Examples
    --------
    >>> mg.gradient(mg.tensor([1.0, 4.0, 9.0, 16.0]))
    tensor([3., 4., 6., 7.])
    """
    f = as_array(f)
    f = f if f.dtype.kind in "fc" else astype(f, np.float64)
    axes = normalized_axes(axis, len(f.shape)) if axis is None else _in_order(axis, len(f.shape))
    spacings = varargs or (1.0,)
    spacings = spacings * len(axes) if len(spacings) == 1 else spacings
    if len(spacings) != len(axes):
        raise TypeError(f"gradient: {len(spacings)} spacings for {len(axes)} axes")
    results = [_gradient_along(f, i, h, edge_order) for i, h in zip(axes, spacings, strict=True)]
    return results[0] if len(results) == 1 else tuple(results)


def _in_order(axis: Any, ndim: int) -> tuple[int, ...]:
    normalized_axes(axis, ndim)
    return tuple(int(i) % ndim for i in (axis if isinstance(axis, (tuple, list)) else (axis,)))


def _gradient_along(f: Any, axis: int, spacing: Any, edge_order: int) -> Any:
    n = f.shape[axis]
    if edge_order not in (1, 2):
        raise ValueError(f"gradient: edge_order is 1 or 2, not {edge_order}")
    if n < edge_order + 1:
        raise ValueError(f"gradient: {n} samples are too few for edge_order={edge_order}")

    def at(x: Any, part: Any) -> Any:
        return x[_along(len(x.shape), axis if len(x.shape) > 1 else 0, part)]

    form = [1] * len(f.shape)
    form[axis] = -1
    h = spacing if not len(shape_of(spacing)) else reshape(diff(spacing), tuple(form))
    steps = h if shape_of(h) else None
    one = [slice(0, 1), slice(1, 2), slice(2, 3), slice(-1, None), slice(-2, -1), slice(-3, -2)]
    first, second, third, last, before, earlier = (at(f, part) for part in one)
    h0, h1 = (h, h) if steps is None else (at(steps, one[0]), at(steps, one[3]))
    parts = []
    if n > 2:
        left, right = (h, h)
        if steps is not None:
            left, right = at(steps, slice(None, -1)), at(steps, slice(1, None))
        a, b, c = at(f, slice(None, -2)), at(f, slice(1, -1)), at(f, slice(2, None))
        parts.append(
            (c - a) / (2.0 * h)
            if steps is None
            else (left * left * (c - b) + right * right * (b - a)) / (left * right * (left + right))
        )
    if edge_order == 1:
        low, high = (second - first) / h0, (last - before) / h1
    else:
        p, q = (h, h) if steps is None else (at(steps, one[1]), at(steps, one[4]))
        low = _edge(first, second, third, h0, p)
        high = -_edge(last, before, earlier, h1, q)
    return concatenate([low, *parts, high], axis)


def _edge(f0: Any, f1: Any, f2: Any, h: Any, k: Any) -> Any:
    """The derivative at the first of three points with distances ``h`` and ``k``."""
    return -(2 * h + k) / (h * (h + k)) * f0 + (h + k) / (h * k) * f1 - h / (k * (h + k)) * f2


@expression(numpy=getattr(np, "trapezoid", ()))
def trapezoid(y: Any, x: Any = None, dx: float = 1.0, axis: int = -1) -> Any:
    """Integral of samples along an axis by the trapezoidal rule.

    Examples
    --------
    >>> mg.trapezoid(mg.tensor([1.0, 2.0, 3.0]))
    tensor(4.)
    """
    y = as_array(y)
    (axis,) = normalized_axes(axis, len(y.shape))
    widths: Any = dx
    if x is not None:
        widths = diff(x, axis=axis if len(shape_of(x)) > 1 else -1)
        if len(widths.shape) == 1:
            form = [1] * len(y.shape)
            form[axis] = -1
            widths = reshape(widths, tuple(form))
    later = y[_along(len(y.shape), axis, slice(1, None))]
    earlier = y[_along(len(y.shape), axis, slice(None, -1))]
    return sum_(widths * (later + earlier) / 2.0, axis=axis)


@expression(numpy=np.unwrap)
def unwrap(
    p: Any, discont: float | None = None, axis: int = -1, *, period: float = 2 * np.pi
) -> Any:
    """Angles without jumps: multiples of the period are added where neighbours differ by more.

    Examples
    --------
    >>> mg.unwrap(mg.tensor([3.0, -3.0]))
    tensor([3.        , 3.28318531])
    """
    p = as_array(p)
    (axis,) = normalized_axes(axis, len(p.shape))
    jumps = diff(p, axis=axis)
    half = period / 2
    wrapped = remainder(jumps + half, period) - half
    wrapped = where((wrapped == -half) & (jumps > 0), half, wrapped)
    small = abs(jumps) < (half if discont is None else discont)
    correction = where(small, 0.0, wrapped - jumps)
    rest = p[_along(len(p.shape), axis, slice(1, None))] + cumsum(correction, axis)
    return concatenate([p[_along(len(p.shape), axis, slice(0, 1))], rest], axis)
