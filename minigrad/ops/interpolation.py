"""Sums by number, histograms, and interpolation between points."""

from __future__ import annotations

import builtins
import math
from typing import Any

import numpy as np

from minigrad.core.dispatch import on_values
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops import reductions
from minigrad.ops.families import expression, other
from minigrad.ops.gathering import in_range
from minigrad.ops.indexing import ARRAY, scatter
from minigrad.ops.joining import concatenate, stack
from minigrad.ops.logic import isnan, where
from minigrad.ops.order import argsort, searchsorted
from minigrad.ops.rounding import remainder
from minigrad.ops.shapes import as_array, astype, broadcast_to, ravel, reshape, shape_of


def _summed(weights: Any, numbers: Any, n: int) -> Any:
    """The sums of the weights that have the numbers 0 to n - 1."""
    if shape_of(weights) != shape_of(numbers):
        weights = broadcast_to(weights, shape_of(numbers))
    return scatter.apply((weights, numbers), {"key": (ARRAY,), "shape": (n,)})


@expression(numpy=np.bincount)
def bincount(x: Any, weights: Any = None, minlength: int = 0) -> Any:
    """Counts of each number from 0 on in ``x``, or sums of its ``weights``.

    Examples
    --------
    >>> w = mg.tensor([1.0, 2.0, 4.0], requires_grad=True)
    >>> mg.bincount([0, 2, 0], w).numpy()
    array([5., 0., 2.])
    """
    if weights is None:
        return on_values(np.bincount, x, None, minlength)
    counts = on_values(np.bincount, x, None, minlength)  # which says what is wrong with x
    weights = as_array(weights)
    if weights.shape != shape_of(x):
        raise ValueError(f"bincount: {shape_of(x)} numbers have weights of {weights.shape}")
    numbers = as_array(x)
    numbers = numbers if numbers.dtype.kind in "iu" else astype(numbers, np.intp)
    return _summed(astype(weights, float), numbers, counts.shape[0])


def _bin_number(x: Any, edges: Any) -> Any:
    n = edges.shape[0] - 1
    number = np.searchsorted(edges, x, "right") - 1
    number = np.where(x == edges[-1], n - 1, number)
    return np.where((number < 0) | (number >= n), n, number)


bin_number: Op = other(
    "bin_number",
    _bin_number,
    symbol="digitize",
    internal=True,
    domain=Domain(
        shapes=(((3,),), ((2, 2),)), constants=lambda options, shape: (np.array([-1.0, 0.0, 1.0]),)
    ),
    doc="The number of the bin between edges, the last edge included; beyond them that of bins.",
)


@expression(numpy=np.histogram)
def histogram(
    a: Any, bins: Any = 10, range: Any = None, density: bool | None = None, weights: Any = None
) -> tuple[Any, Any]:
    """Counts of the elements in each of several bins, or sums of their ``weights``; the edges.

    A gradient flows to the weights; that of the counts by ``a`` is 0.

    Examples
    --------
    >>> w = mg.tensor([1.0, 2.0, 4.0], requires_grad=True)
    >>> counts, edges = mg.histogram([0.1, 0.7, 0.9], bins=2, range=(0, 1), weights=w)
    >>> counts.numpy()
    array([1., 6.])
    """
    if weights is None:
        return on_values(np.histogram, a, bins, range, density)  # type: ignore[no-any-return]  # a tuple
    edges = on_values(_edges, a, bins, range, weights)
    weights = as_array(weights)
    if weights.shape != shape_of(a):
        raise ValueError(f"histogram: weights of shape {weights.shape} for {shape_of(a)} elements")
    n = edges.shape[0] - 1
    counts = _summed(ravel(weights), bin_number(ravel(a), edges), n + 1)[:n]
    if density:
        counts = counts / (edges[1:] - edges[:-1]) / reductions.sum(counts)
    return counts, edges


def _edges(a: Any, bins: Any, range: Any, _: Any) -> Any:
    return np.histogram_bin_edges(a, bins, range)


@expression(numpy=np.histogramdd)
def histogramdd(
    sample: Any,
    bins: Any = 10,
    range: Any = None,
    density: bool | None = None,
    weights: Any = None,
) -> tuple[Any, list[Any]]:
    """Counts of the points in each box of a grid, or sums of their ``weights``; the edges.

    Examples
    --------
    >>> w = mg.tensor([1.0, 2.0], requires_grad=True)
    >>> counts, edges = mg.histogramdd([[0.0, 1.0], [0.0, 1.0]], bins=2, weights=w)
    >>> counts.numpy()
    array([[1., 0.],
           [0., 2.]])
    """
    if weights is None:
        return on_values(np.histogramdd, sample, bins, range, density)  # type: ignore[no-any-return]  # a tuple
    _, edges = on_values(np.histogramdd, sample, bins, range)
    if isinstance(sample, (list, tuple)):  # one coordinate of all points after the other
        sample = stack([*map(as_array, sample)], axis=1)
    columns = [sample[:, i] for i in builtins.range(len(edges))]
    lengths = tuple(edge.shape[0] for edge in edges)
    flat: Any = 0
    for x, edge in zip(columns, edges, strict=True):
        flat = flat * edge.shape[0] + bin_number(x, edge)
    counts = reshape(_summed(as_array(weights), flat, math.prod(lengths)), lengths)
    counts = counts[tuple(slice(length - 1) for length in lengths)]
    if density:
        total = reductions.sum(counts)
        for i, edge in enumerate(edges):
            width = edge[1:] - edge[:-1]
            counts = counts / reshape(width, (-1, *[1] * (len(edges) - i - 1)))
        counts = counts / total
    return counts, edges


@expression(numpy=np.histogram2d)
def histogram2d(  # noqa: PLR0917 - NumPy's arguments
    x: Any,
    y: Any,
    bins: Any = 10,
    range: Any = None,
    density: bool | None = None,
    weights: Any = None,
) -> tuple[Any, Any, Any]:
    """Counts of the points in each box of a plane, or sums of their ``weights``; the edges.

    Examples
    --------
    >>> counts, rows, columns = mg.histogram2d(mg.tensor([0.0, 1.0]), [0.0, 1.0], bins=2)
    >>> counts
    tensor([[1., 0.],
            [0., 1.]])
    """
    if weights is None:
        return on_values(np.histogram2d, x, y, bins, range, density)  # type: ignore[no-any-return]  # a tuple
    if len(shape_of(bins)) == 1 and len(bins) not in (1, 2):
        bins = [bins, bins]  # the edges, for both
    points = stack([as_array(x), as_array(y)], axis=1)
    counts, (rows, columns) = histogramdd(points, bins, range, density, weights)
    return counts, rows, columns


@expression(numpy=np.interp)
def interp(  # noqa: PLR0917 - NumPy's arguments
    x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: float | None = None
) -> Any:
    """Values between points ``(xp, fp)``, joined by straight lines; ``xp`` increases.

    Beyond the ends they are ``left`` and ``right``, by default those of the end points; with a
    ``period`` there are no ends. Gradients flow to ``x``, ``xp``, ``fp``, ``left`` and ``right``;
    at a point the slope is that to its right.

    Examples
    --------
    >>> x = mg.tensor([0.5, 1.5], requires_grad=True)
    >>> mg.interp(x, [0.0, 1.0, 2.0], [0.0, 1.0, 4.0]).sum().backward()
    >>> x.grad
    tensor([1., 3.])
    """
    x, xp, fp = map(as_array, (x, xp, fp))
    if len(xp.shape) != 1 or xp.shape != fp.shape or not xp.shape[0]:
        raise ValueError(
            f"interp: xp and fp are rows of one length, not of shapes {xp.shape} and {fp.shape}"
        )
    if period is not None:
        if period == 0:
            raise ValueError("interp: period must not be 0")
        period = abs(period)
        x, xp = remainder(x, period), remainder(xp, period)
        order = argsort(xp)
        xp, fp = xp[order], fp[order]
        xp = concatenate([xp[-1:] - period, xp, xp[:1] + period])
        fp = concatenate([fp[-1:], fp, fp[:1]])
        left = right = None
    left, right = (fp[0] if left is None else left), (fp[-1] if right is None else right)
    n = xp.shape[0]
    if n == 1:
        y = where(isnan(x), x, fp[0])
    else:
        below = in_range(searchsorted(xp, x, "right") - 1, n - 1, "clip")
        start, value = xp[below], fp[below]
        width = xp[below + 1] - start
        slope = (fp[below + 1] - value) / where(width == 0, 1.0, width)
        y = value + slope * (x - start)
    return where(x < xp[0], left, where(x > xp[-1], right, y))
