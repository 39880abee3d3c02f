"""Convolution: three maps that are one another's transposed ones.

Each is the derivative of the number

    sum of g[n, o, p] * w[o, c, i] * x[n, c, stride * p + dilation * i - padding]

by one of its three arrays, so that to any order nothing else is needed. The positions p and i go
along any number of spatial axes, the channels c of an output o are those of its group.

They are matrix products without a copy of every window. Where the batch is the innermost axis,
windows along the first spatial axis overlap as they lie in memory (for one position their rows are
one matrix), and those along the others are made of slices that are copied whole (Cho, Brand,
"MEC: Memory-efficient Convolution", arXiv:1706.06873). The result has the batch innermost too, seen
as (batch, channels, ...); operations on elements and pooling keep that, for the next layer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.core.deferred import draw
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.families import product
from minigrad.ops.shapes import HALF, along, widened
from minigrad.ops.windows import added, padded, strided, windows_of

Sizes = tuple[int, ...]


def _with_rows(sizes: Sizes, beside: int) -> Sizes:
    """Numbers for two spatial axes at least: a line is a picture of one row."""
    return sizes if len(sizes) > 1 else (beside, *sizes)


def _pictures(x: Any) -> Any:
    return x if len(x.shape) > 3 else np.reshape(x, (*x.shape[:2], 1, *x.shape[2:]))


def _rows_first(x: Any, groups: int) -> Any:
    """(batch, channels, rows, ...) as (group, rows, channels of the group, ..., batch)."""
    n, channels, *spatial = x.shape
    x = np.reshape(x, (n, groups, channels // groups, *spatial))
    return np.transpose(x, (1, 3, 2, *range(4, len(x.shape)), 0))


def _batch_first(x: Any) -> Any:
    """(group, rows, channels of the group, ..., batch) as (batch, channels, rows, ...)."""
    last = len(x.shape) - 1
    x = np.transpose(x, (last, 0, 2, 1, *range(3, last)))
    return np.reshape(x, (x.shape[0], x.shape[1] * x.shape[2], *x.shape[3:]))


def _positions(g: Any, groups: int) -> Any:
    """A matrix for each group and row: channels by positions in the row."""
    g = _rows_first(_pictures(g), groups)
    return np.reshape(g, (*g.shape[:3], math.prod(g.shape[3:])))


def _kernels(w: Any, groups: int) -> Any:
    """A matrix for each group: output channels by places in the kernel."""
    o, channels, *kernel = w.shape
    w = np.reshape(w, (groups, 1, o // groups, channels, *kernel))
    w = np.transpose(w, (0, 1, 2, *range(4, len(w.shape)), 3))
    return np.reshape(w, (groups, 1, o // groups, channels * math.prod(kernel)))


def _places(x: Any, kernel: Sizes, size: Sizes, *numbers: Any) -> Any:
    """A matrix for each group and row: places in the kernel by positions in the row."""
    stride, padding, dilation, groups = numbers
    x = _rows_first(_pictures(x), groups)
    kernel, size = _with_rows(kernel, 1), _with_rows(size, 1)
    stride, padding, dilation = (
        _with_rows(stride, 1),
        _with_rows(padding, 0),
        _with_rows(dilation, 1),
    )
    widths = [(0, 0)] * len(x.shape)
    ndim = len(kernel)
    for i, axis in enumerate((1, *range(3, 2 + ndim))):
        end = stride[i] * (size[i] - 1) + dilation[i] * (kernel[i] - 1) + 1
        widths[axis] = (padding[i], max(0, end - padding[i] - x.shape[axis]))
    x = padded(x, widths)
    for i in reversed(range(1, ndim)):
        starts = range(0, dilation[i] * kernel[i], dilation[i])
        slices = [x[along(ndim + 1, strided(j, stride[i], size[i]))] for j in starts]
        x = np.stack(slices, axis=2)
    x = windows_of(x, 1, kernel[0], step=stride[0], dilation=dilation[0], count=size[0])
    places, positions = math.prod(x.shape[2 : 3 + ndim]), math.prod(x.shape[3 + ndim :])
    return np.reshape(x, (*x.shape[:2], places, positions))


def _convolution(x: Any, w: Any, size: Sizes, *numbers: Any) -> Any:
    groups = numbers[-1]
    dtype = np.result_type(x, w)
    x, w = widened(x), widened(w)
    n, o = x.shape[0], w.shape[0]
    y = _kernels(w, groups) @ _places(x, w.shape[2:], size, *numbers)
    y = np.reshape(y, (groups, y.shape[1], o // groups, *_with_rows(size, 1)[1:], n))
    y = np.reshape(_batch_first(y), (n, o, *size))
    return y.astype(dtype) if dtype == HALF else y


def _of_kernel(g: Any, x: Any, size: Sizes, *numbers: Any) -> Any:
    groups = numbers[-1]
    dtype = np.result_type(g, x)
    g, x = widened(g), widened(x)
    places = _places(x, size, g.shape[2:], *numbers)
    w = (_positions(g, groups) @ np.swapaxes(places, -1, -2)).sum(axis=1)
    o, channels = g.shape[1], x.shape[1] // groups
    w = np.reshape(w, (o, *size, channels))
    w = np.transpose(w, (0, len(size) + 1, *range(1, len(size) + 1)))
    return w.astype(dtype) if dtype == HALF else w


def _transposed(g: Any, w: Any, size: Sizes, *numbers: Any) -> Any:
    stride, padding, dilation, groups = numbers
    dtype = np.result_type(g, w)
    g, w = widened(g), widened(w)
    n, channels = g.shape[0], w.shape[1]
    full, out = _with_rows(size, 1), _with_rows(g.shape[2:], 1)
    kernel, stride = _with_rows(w.shape[2:], 1), _with_rows(stride, 1)
    padding, dilation = _with_rows(padding, 0), _with_rows(dilation, 1)
    x = np.swapaxes(_kernels(w, groups), -1, -2) @ _positions(g, groups)
    x = np.reshape(x, (groups, out[0], *kernel, channels, *out[1:], n))
    kept = [slice(None)] * (len(kernel) + 3)
    for i, k in enumerate(kernel):
        axis = 1 if i == 0 else len(kernel) + 1  # behind the places that are still there
        end = max(stride[i] * (out[i] - 1) + dilation[i] * (k - 1) + 1, padding[i] + full[i])
        starts = range(0, dilation[i] * k, dilation[i])
        x = added([x[:, :, j] for j in range(k)], axis, starts, stride[i], end)
        kept[1 if i == 0 else 2 + i] = slice(padding[i], padding[i] + full[i])
    x = np.reshape(_batch_first(x[tuple(kept)]), (n, channels * groups, *size))
    return x.astype(dtype) if dtype == HALF else x


def _options(*others: Sequence[Any]) -> Any:
    def of_shapes(*shapes: tuple[int, ...]) -> list[dict[str, Any]]:
        names = ("size", "stride", "padding", "dilation", "groups")
        return [dict(zip(names, rest, strict=True)) for s, rest in others if s == shapes]

    return of_shapes


# Shapes of x, w and g, and the numbers. Among them: groups, dilation, rows that no window reaches.
_CASES: tuple[tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], Any], ...] = (
    ((1, 1, 2), (1, 1, 2), (1, 1, 2), ((1,), (1,), (1,), 1)),
    ((1, 2, 4), (2, 1, 2), (1, 2, 2), ((2,), (1,), (2,), 2)),
    ((1, 1, 2, 3), (2, 1, 1, 2), (1, 2, 2, 2), ((2, 1), (1, 0), (1, 1), 1)),
    ((1, 1, 1, 2, 2), (1, 1, 1, 1, 2), (1, 1, 1, 2, 1), ((1,) * 3, (0,) * 3, (1,) * 3, 1)),
    ((0, 1, 2), (1, 1, 2), (0, 1, 1), ((1,), (0,), (1,), 1)),
)


def _domain(a: int, b: int, result: int) -> Domain:
    """Where two of the three arrays go in."""
    return Domain(
        shapes=tuple((case[a], case[b]) for case in _CASES),
        options=_options(*[((case[a], case[b]), (case[result][2:], *case[3])) for case in _CASES]),
    )


_NUMBERS = """
    ``size`` is that of the result along the spatial axes. ``stride``, ``padding`` (before the
    first element) and ``dilation`` have a number for each of them.
    """

convolution: Op = product(
    "convolution",
    lambda x, w, size=(), stride=(), padding=(), dilation=(), groups=1: draw(
        _convolution, x, w, size, stride, padding, dilation, groups
    ),
    lambda g, y, x, w, size, **numbers: convolution_transpose(g, w, size=x.shape[2:], **numbers),
    lambda g, y, x, w, size, **numbers: convolution_of_kernel(g, x, size=w.shape[2:], **numbers),
    internal=True,
    symbol="∗",
    domain=_domain(0, 1, 2),
    doc=f"""Sums of windows of ``x`` (batch, channels, ...) times ``w`` (outputs, channels, ...).
    {_NUMBERS}
    Examples
    --------
    >>> from minigrad.ops.convolution import convolution
    >>> numbers = {{"stride": (1,), "padding": (0,), "dilation": (1,)}}
    >>> convolution(mg.tensor([[[1.0, 2.0, 4.0]]]), [[[1.0, 10.0]]], size=(2,), **numbers)
    tensor([[[21., 42.]]])
    """,
)
convolution_transpose: Op = product(
    "convolution_transpose",
    lambda g, w, size=(), stride=(), padding=(), dilation=(), groups=1: draw(
        _transposed, g, w, size, stride, padding, dilation, groups
    ),
    lambda h, y, g, w, size, **numbers: convolution(h, w, size=g.shape[2:], **numbers),
    lambda h, y, g, w, size, **numbers: convolution_of_kernel(g, h, size=w.shape[2:], **numbers),
    internal=True,
    symbol="∗ᵀ",
    domain=_domain(2, 1, 0),
    doc=f"""Transposed convolution: ``w`` added at the places of a window, times each of ``g``.
    {_NUMBERS}
    Examples
    --------
    >>> from minigrad.ops.convolution import convolution_transpose
    >>> numbers = {{"stride": (1,), "padding": (0,), "dilation": (1,)}}
    >>> convolution_transpose(mg.tensor([[[1.0, 2.0]]]), [[[1.0, 10.0]]], size=(3,), **numbers)
    tensor([[[ 1., 12., 20.]]])
    """,
)
convolution_of_kernel: Op = product(
    "convolution_of_kernel",
    lambda g, x, size=(), stride=(), padding=(), dilation=(), groups=1: draw(
        _of_kernel, g, x, size, stride, padding, dilation, groups
    ),
    lambda h, y, g, x, size, **numbers: convolution(x, h, size=g.shape[2:], **numbers),
    lambda h, y, g, x, size, **numbers: convolution_transpose(g, h, size=x.shape[2:], **numbers),
    internal=True,
    symbol="∗ₖ",
    domain=_domain(2, 0, 1),
    doc=f"""Sums of ``g`` times what each place of the kernel saw of ``x``.
    {_NUMBERS}
    Examples
    --------
    >>> from minigrad.ops.convolution import convolution_of_kernel
    >>> numbers = {{"stride": (1,), "padding": (0,), "dilation": (1,)}}
    >>> convolution_of_kernel(mg.tensor([[[1.0, 1.0]]]), [[[1.0, 2.0, 4.0]]], size=(2,), **numbers)
    tensor([[[3., 6.]]])
    """,
)
