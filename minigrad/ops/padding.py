"""Padding: arrays with more elements at the ends of their axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops import reductions
from minigrad.ops.families import expression, indexing
from minigrad.ops.indexing import scatter
from minigrad.ops.joining import concatenate, stack
from minigrad.ops.quantiles import median
from minigrad.ops.rearranging import flip
from minigrad.ops.shapes import (
    along,
    as_array,
    astype,
    broadcast_to,
    expand_dims,
    normalized_axis,
    shape_of,
)

_STATISTICS: dict[str, Any] = {
    "maximum": reductions.max,
    "minimum": reductions.min,
    "mean": reductions.mean,
    "median": median,
}
_OPTIONS: dict[str, dict[str, Any]] = {
    "constant": {"constant_values": 0},
    "edge": {},
    "empty": {},
    "linear_ramp": {"end_values": 0},
    "reflect": {"reflect_type": "even"},
    "symmetric": {"reflect_type": "even"},
    "wrap": {},
    **{mode: {"stat_length": None} for mode in _STATISTICS},
}

pad_values: Op = indexing(
    "pad_values",
    lambda array, pad_width=(), mode="empty", options=(): np.pad(
        array, pad_width, mode, **dict(options)
    ),
    linear=False,
    symbol="pad",
    internal=True,
    domain=Domain(shapes=(((3,),), ((2, 3),)), options=({"pad_width": 1, "mode": "edge"},)),
    doc="Padding through which no gradient flows: of integers, or with whatever is in memory.",
)


@expression(numpy=np.pad)
def pad(array: Any, pad_width: Any, mode: Any = "constant", **kwargs: Any) -> Any:
    """More elements before and after those of each axis.

    Parameters
    ----------
    array
        What is padded.
    pad_width
        The numbers of elements before and after, for each axis: ``((1, 2), (0, 0))``; one pair is
        for all axes, one number for all ends, a dict is for some of them.
    mode : str
        ``"constant"`` (with ``constant_values``), ``"edge"``, ``"linear_ramp"`` (to
        ``end_values``), ``"maximum"``, ``"mean"``, ``"median"`` and ``"minimum"`` (of the
        ``stat_length`` elements next to the end), ``"reflect"`` and ``"symmetric"`` (with
        ``reflect_type``, "even" or "odd"), ``"wrap"``; ``"empty"`` has no gradient.

    **kwargs
        The options of the mode, as above.

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    >>> mg.pad(x, 1, "reflect").sum().backward()
    >>> x.grad
    tensor([1., 3., 1.])
    """
    if mode not in _OPTIONS:
        raise ValueError(
            f"pad: mode is one of {', '.join(_OPTIONS)}, not {mode!r}; a function that writes into "
            "the padded array has no gradient: join the parts by concatenate"
        )
    if kwargs.keys() - _OPTIONS[mode].keys():
        raise ValueError(f"pad: mode {mode!r} has no option {', '.join(kwargs)}")
    options: Any = {**_OPTIONS[mode], **kwargs}
    x = as_array(array)
    shape = tuple(x.shape)
    widths = _widths(pad_width, len(shape))
    is_rounded = x.dtype.kind in "biu" and mode in ("linear_ramp", "mean", "median")
    if mode == "empty" or is_rounded:
        return pad_values(x, pad_width=widths, mode=mode, options=tuple(options.items()))
    if mode != "constant":
        for axis, (n, pair) in enumerate(zip(shape, widths, strict=True)):
            if n == 0 and pair != (0, 0):
                raise ValueError(f"pad: axis {axis} is empty, and mode {mode!r} needs its elements")
    if mode == "constant" and _is_zero(options["constant_values"]):
        key = tuple(slice(before, before + n) for n, (before, _) in zip(shape, widths, strict=True))
        whole = tuple(n + sum(pair) for n, pair in zip(shape, widths, strict=True))
        return scatter.apply((x,), {"key": key, "shape": whole}) if shape else +x
    ends: Any = [None] * len(shape)
    if mode in ("constant", "linear_ramp"):
        ends = _pairs(options.popitem()[1], len(shape))
    elif mode in _STATISTICS:
        ends = _lengths(options["stat_length"], shape)
    is_odd = options.get("reflect_type") == "odd"
    for axis, (widths_here, end) in enumerate(zip(widths, ends, strict=True)):
        if widths_here != (0, 0):
            x = _padded(x, axis, widths_here, mode, end, is_odd=is_odd)
    return x


def _is_zero(values: Any) -> bool:
    return isinstance(values, (int, float)) and values == 0


def _widths(pad_width: Any, ndim: int) -> tuple[tuple[int, int], ...]:
    if isinstance(pad_width, dict):
        pairs: list[Any] = [(0, 0)] * ndim
        for axis, pair in pad_width.items():
            pairs[normalized_axis(axis, ndim)] = pair if shape_of(pair) else (pair, pair)
        pad_width = pairs
    widths = np.asarray(pad_width)
    if widths.dtype.kind not in "iu" and widths.size:
        raise TypeError(f"pad: pad_width is of integers, not {pad_width!r}")
    if widths.size and widths.min() < 0:
        raise ValueError(f"pad: pad_width must not be negative, and is {pad_width!r}")
    widths = np.broadcast_to(widths, (ndim, 2))
    return tuple((int(before), int(after)) for before, after in widths)


def _pairs(values: Any, ndim: int) -> list[Any]:
    """A value for each end of each axis."""
    table = broadcast_to(_joined(values), (ndim, 2))
    return [(table[i, 0], table[i, 1]) for i in range(ndim)]


def _joined(values: Any) -> Any:
    """Nested lists of numbers and Tensors as one array."""
    if not isinstance(values, (list, tuple)):
        return as_array(values)
    return stack([_joined(value) for value in values])


def _lengths(stat_length: Any, shape: tuple[int, ...]) -> list[tuple[int, int]]:
    """The numbers of elements of each axis of which there is a statistic, at its two ends."""
    if stat_length is None:
        return [(n, n) for n in shape]
    pairs = np.broadcast_to(np.asarray(stat_length, int), (len(shape), 2)).tolist()
    if any(n < 1 for pair in pairs for n in pair):
        raise ValueError(f"pad: stat_length is at least 1, and is {stat_length!r}")
    return [(n if n < a else a, n if n < b else b) for n, (a, b) in zip(shape, pairs, strict=True)]


def _padded(
    x: Any, axis: int, widths: tuple[int, int], mode: str, ends: Any, *, is_odd: bool
) -> Any:
    """``x`` with more elements before and after those of one axis."""
    n = x.shape[axis]
    first, last = x[along(axis, slice(0, 1))], x[along(axis, slice(n - 1, n))]
    if mode == "wrap":
        return _wrapped(x, axis, widths)
    if mode in ("reflect", "symmetric") and n > 1:
        return _reflected(x, axis, widths, mode == "symmetric", is_odd)
    if mode == "constant":
        edges = [astype(end, x.dtype) for end in ends]
    elif mode in _STATISTICS:
        before, after = ends
        of = _STATISTICS[mode]
        parts = (x[along(axis, slice(0, before))], x[along(axis, slice(n - after, n))])
        edges = [of(part, axis=axis, keepdims=True) for part in parts]
    elif mode == "linear_ramp":
        ramps = [
            _ramp(end, edge, axis, width)
            for end, edge, width in zip(ends, (first, last), widths, strict=True)
        ]
        return concatenate([ramps[0], x, flip(ramps[1], axis)], axis=axis)
    else:
        edges = [first, last]
    shape = tuple(x.shape)
    filled = [
        broadcast_to(edge, (*shape[:axis], width, *shape[axis + 1 :]))
        for edge, width in zip(edges, widths, strict=True)
    ]
    return concatenate([filled[0], x, filled[1]], axis=axis)


def _ramp(end: Any, edge: Any, axis: int, width: int) -> Any:
    """Numbers at equal distances, from the end on and without the edge."""
    dtype = edge.dtype
    steps = np.arange(width, dtype=dtype) / (width or 1)
    steps = expand_dims(steps, tuple(range(1, len(edge.shape) - axis)))
    end = astype(end, dtype)
    return end + (edge - end) * steps.astype(dtype)


def _wrapped(x: Any, axis: int, widths: tuple[int, int]) -> Any:
    """The elements again and again."""
    n = x.shape[axis]
    before, after = widths
    parts = [x[along(axis, slice(n - before % n, n))], *[x] * (before // n)]
    parts += [*[x] * (after // n + 1), x[along(axis, slice(0, after % n))]]
    return concatenate(parts, axis=axis)


def _reflected(x: Any, axis: int, widths: tuple[int, int], with_edge: bool, is_odd: bool) -> Any:
    """The elements backwards, and forwards again where there are not enough, step by step."""
    before, after = widths
    period = x.shape[axis] if with_edge else x.shape[axis] - 1
    skipped = 0 if with_edge else 1
    while before or after:
        n = x.shape[axis]
        most = (n - skipped) // period * period
        left, right = (most if most < width else width for width in (before, after))
        parts = [
            flip(x[along(axis, slice(skipped, skipped + left))], axis),
            flip(x[along(axis, slice(n - skipped - right, n - skipped))], axis),
        ]
        if is_odd:
            edges = (x[along(axis, slice(0, 1))], x[along(axis, slice(n - 1, n))])
            parts = [2 * edge - part for edge, part in zip(edges, parts, strict=True)]
        x = concatenate([parts[0], x, parts[1]], axis=axis)
        before, after = before - left, after - right
    return x
