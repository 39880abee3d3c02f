"""Pooling: the largest element of each window, and windows' sums."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from minigrad.core.deferred import draw
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.families import other, reduction
from minigrad.ops.shapes import HALF, along, widened
from minigrad.ops.windows import added, padded, strided

Sizes = tuple[int, ...]


def _widths(
    shape: Sizes, kernel: Sizes, size: Sizes, numbers: tuple[Sizes, ...]
) -> list[tuple[int, int]]:
    """Numbers of elements before and after those along each axis, which windows reach."""
    stride, padding, dilation = numbers
    widths = [(0, 0)] * len(shape)
    first = len(shape) - len(kernel)
    for i, n in enumerate(shape[first:]):
        end = stride[i] * (size[i] - 1) + dilation[i] * (kernel[i] - 1) + 1
        widths[first + i] = (padding[i], max(0, end - padding[i] - n))
    return widths


def _keys(kernel: Sizes, size: Sizes, stride: Sizes, dilation: Sizes) -> list[tuple[Any, ...]]:
    """For each place in a window, the elements that are there."""
    slices = [
        [strided(d * j, s, n) for j in range(k)]
        for k, n, s, d in zip(kernel, size, stride, dilation, strict=True)
    ]
    return [(..., *key) for key in itertools.product(*slices)]


def _lowest(dtype: np.dtype[Any]) -> Any:
    if dtype.kind in "iu":
        return np.iinfo(dtype).min
    return False if dtype.kind == "b" else -np.inf


def _max_pool(x: Any, kernel: Sizes, size: Sizes, *numbers: Sizes) -> Any:
    stride, _, dilation = numbers
    widths = _widths(x.shape, kernel, size, numbers)
    x = padded(x, widths, _lowest(x.dtype))
    for i, k in enumerate(kernel):  # along one axis after the other
        axis = len(x.shape) - len(kernel) + i
        starts = range(0, dilation[i] * k, dilation[i])
        first, *slices = [x[along(axis, strided(j, stride[i], size[i]))] for j in starts]
        for piece in slices:
            first = np.maximum(first, piece)
        x = first if slices else first.copy()
    return x


def _hits(x: Any, y: Any, widths: list[tuple[int, int]], keys: list[Any]) -> list[Any]:
    """For each place in a window, whether the maximum is there; the NaN are, if any."""
    outside = padded(x, widths, np.nan)  # which no maximum equals
    hits = [outside[key] == y for key in keys]
    if type(y) is np.ndarray and not np.isnan(y).any():
        return hits
    inside = padded(x, widths, 0.0)
    return [np.logical_or(hit, np.isnan(inside[key])) for hit, key in zip(hits, keys, strict=True)]


def _shares(g: Any, hits: list[Any]) -> Any:
    """What each of several equal maxima gets of ``g``."""
    count = hits[0].astype(np.uint8 if len(hits) < 256 else np.intp)
    for hit in hits[1:]:
        count = count + hit
    return g / np.maximum(count, 1).astype(g.dtype)  # where y is no maximum, nothing is hit


def _to_maxima(g: Any, x: Any, y: Any, kernel: Sizes, size: Sizes, *numbers: Sizes) -> Any:
    widths = _widths(x.shape, kernel, size, numbers)
    stride, _, dilation = numbers
    keys = _keys(kernel, size, stride, dilation)
    hits = _hits(x, y, widths, keys)
    if type(g) is np.ndarray and g.strides != y.strides:  # as the elements of x and y lie
        laid_out = np.empty_like(y, dtype=g.dtype)
        laid_out[...] = g
        g = laid_out
    share = _shares(g, hits)
    pieces = [hit * share for hit in hits]
    for i in reversed(range(len(kernel))):
        axis = len(x.shape) - len(kernel) + i
        k, length = kernel[i], x.shape[axis] + sum(widths[axis])
        starts = range(0, dilation[i] * k, dilation[i])
        rows = [pieces[j : j + k] for j in range(0, len(pieces), k)]
        pieces = [added(row, axis, starts, stride[i], length) for row in rows]
    inside = [slice(before, before + n) for (before, _), n in zip(widths, x.shape, strict=True)]
    return pieces[0][tuple(inside)]


def _from_maxima(h: Any, x: Any, y: Any, kernel: Sizes, size: Sizes, *numbers: Sizes) -> Any:
    widths = _widths(x.shape, kernel, size, numbers)
    stride, _, dilation = numbers
    keys = _keys(kernel, size, stride, dilation)
    hits = _hits(x, y, widths, keys)
    h = padded(h, widths)
    total = hits[0] * h[keys[0]]
    for hit, key in zip(hits[1:], keys[1:], strict=True):
        total = total + hit * h[key]
    return _shares(total, hits)


_CASES: tuple[tuple[Sizes, dict[str, Sizes]], ...] = (
    ((1, 4), {"kernel": (2,), "size": (2,), "stride": (2,), "padding": (0,), "dilation": (1,)}),
    ((5,), {"kernel": (2,), "size": (3,), "stride": (2,), "padding": (1,), "dilation": (2,)}),
    (
        (3, 3),
        {"kernel": (2, 2), "size": (2, 3), "stride": (1, 1), "padding": (0, 1), "dilation": (1, 1)},
    ),
)


def _maxima(options: dict[str, Any], *shapes: Sizes) -> tuple[Any, Any]:
    """An array and its largest elements, for a gradient of the shape of either."""
    for shape, numbers in _CASES:
        if numbers.items() <= options.items():
            x = np.random.default_rng(0).uniform(-1, 1, shape)
            return x, _max_pool(x, *numbers.values())
    raise LookupError


def _of_gradient(case: tuple[Sizes, dict[str, Sizes]]) -> Sizes:
    shape, numbers = case
    return (*shape[: len(shape) - len(numbers["size"])], *numbers["size"])


largest_of_windows: Op = reduction(
    "largest_of_windows",
    lambda x, kernel=(), size=(), stride=(), padding=(), dilation=(): draw(
        _max_pool, x, kernel, size, stride, padding, dilation
    ),
    lambda g, y, x, **numbers: share_among_largest(g, x, y, **numbers),
    internal=True,
    symbol="max",
    domain=Domain(
        shapes=tuple((shape,) for shape, _ in _CASES),
        options=lambda s: [numbers for shape, numbers in _CASES if shape == s],
        ties=True,
        analytic=False,
    ),
    doc="""The largest element of every window along the last axes.

    ``size`` is the number of windows, ``padding`` the number of places before the first element.

    Examples
    --------
    >>> from minigrad.ops.pooling import largest_of_windows
    >>> numbers = {"stride": (2,), "padding": (0,), "dilation": (1,)}
    >>> largest_of_windows(mg.tensor([1.0, 3.0, 2.0, 0.0]), kernel=(2,), size=(2,), **numbers)
    tensor([3., 2.])
    """,
)
share_among_largest: Op = other(
    "share_among_largest",
    lambda g, x, y, kernel=(), size=(), stride=(), padding=(), dilation=(): draw(
        _to_maxima, g, x, y, kernel, size, stride, padding, dilation
    ),
    lambda h, _, g, x, y, **numbers: mean_of_largest(h, x, y, **numbers),
    None,
    None,
    internal=True,
    linear=True,
    domain=Domain(
        shapes=tuple((_of_gradient(case),) for case in _CASES),
        options=lambda s: [case[1] for case in _CASES if _of_gradient(case) == s],
        constants=_maxima,
    ),
    doc="A gradient ``g`` of windows' largest elements ``y``, at those elements of ``x``.",
)
mean_of_largest: Op = other(
    "mean_of_largest",
    lambda h, x, y, kernel=(), size=(), stride=(), padding=(), dilation=(): draw(
        _from_maxima, h, x, y, kernel, size, stride, padding, dilation
    ),
    lambda g, _, h, x, y, **numbers: share_among_largest(g, x, y, **numbers),
    None,
    None,
    internal=True,
    linear=True,
    domain=Domain(
        shapes=tuple((shape,) for shape, _ in _CASES),
        options=lambda s: [numbers for shape, numbers in _CASES if shape == s],
        constants=_maxima,
    ),
    doc="Means of ``h`` over the places of each window where ``x`` is its largest element ``y``.",
)


def _divided(x: Any, axis: int, divisors: Any) -> Any:
    """``x`` in parts, one number for all or one for each position along an axis."""
    if not isinstance(divisors, tuple):
        return x if divisors == 1 else x / divisors
    like = {} if type(x) is np.ndarray else {"like": x}
    numbers = np.asarray(divisors, x.dtype, **like)
    return x / numbers.reshape((-1, *(1,) * (len(x.shape) - 1 - axis)))


def _window_sum(x: Any, axis: int, divisors: Any, *numbers: int) -> Any:
    length, size, stride, padding = numbers
    dtype = x.dtype
    x = widened(x)
    axis %= len(x.shape)
    widths = [(0, 0)] * len(x.shape)
    widths[axis] = (padding, max(0, stride * (size - 1) + length - padding - x.shape[axis]))
    x = padded(x, widths)
    total, *slices = [x[along(axis, strided(j, stride, size))] for j in range(length)]
    for piece in slices:
        total = total + piece
    total = _divided(total, axis, divisors)
    return total.astype(dtype) if dtype == HALF else total if slices else total.copy()


def _window_spread(g: Any, axis: int, divisors: Any, *numbers: int) -> Any:
    length, size, stride, padding = numbers
    axis %= len(g.shape)
    g = _divided(g, axis, divisors)
    end = max(stride * (g.shape[axis] - 1) + length, padding + size)
    x = added([g] * length, axis, range(length), stride, end)
    return x[along(axis, slice(padding, padding + size))]


_SUMS: tuple[tuple[Sizes, Sizes, dict[str, Any]], ...] = (
    ((4,), (2,), {"length": 2, "stride": 2, "padding": 0, "divisors": 1, "axis": -1}),
    ((2, 3), (2, 2), {"length": 2, "stride": 2, "padding": 1, "divisors": (1, 2), "axis": 1}),
    ((4, 1), (3, 1), {"length": 3, "stride": 1, "padding": 1, "divisors": 3, "axis": 0}),
)


def _sum_options(given: int) -> Any:
    """Of the sum (0) or its transposed map (1)."""

    def of_shape(s: Sizes) -> list[dict[str, Any]]:
        return [
            case[2] | {"size": case[1 - given][case[2]["axis"]]}
            for case in _SUMS
            if case[given] == s
        ]

    return of_shape


window_sum: Op = reduction(
    "window_sum",
    lambda x, length=1, size=1, stride=1, padding=0, divisors=1, axis=-1: draw(
        _window_sum, x, axis, divisors, length, size, stride, padding
    ),
    lambda g, y, x, size, **numbers: window_spread(g, size=x.shape[numbers["axis"]], **numbers),
    internal=True,
    linear=True,
    symbol="Σ",
    domain=Domain(shapes=tuple((x,) for x, _, _ in _SUMS), options=_sum_options(0)),
    doc="""Sums of windows along one ``axis``, each in parts by one of the ``divisors``.

    Examples
    --------
    >>> from minigrad.ops.pooling import window_sum
    >>> window_sum(mg.tensor([1.0, 3.0, 2.0, 0.0]), length=2, size=2, stride=2)
    tensor([4., 2.])
    """,
)
window_spread: Op = other(
    "window_spread",
    lambda g, length=1, size=1, stride=1, padding=0, divisors=1, axis=-1: draw(
        _window_spread, g, axis, divisors, length, size, stride, padding
    ),
    lambda h, y, g, size, **numbers: window_sum(h, size=g.shape[numbers["axis"]], **numbers),
    symbol="Σᵀ",
    internal=True,
    linear=True,
    domain=Domain(shapes=tuple((y,) for _, y, _ in _SUMS), options=_sum_options(1)),
    doc="Each number at all places of its window, added up: the transposed map of `window_sum`.",
)
