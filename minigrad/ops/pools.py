"""Pooling over one, two and three axes, by PyTorch's names and arguments."""

from __future__ import annotations

from typing import Any

from minigrad.ops.convolutional import PerAxis, in_a_batch, per_axis
from minigrad.ops.families import expression
from minigrad.ops.pooling import largest_of_windows, window_sum
from minigrad.ops.shapes import as_floating, reshape


def _size(n: int, length: int, stride: int, padding: int, *, ceil_mode: bool) -> int:
    """The number of windows; each begins in the array or in the padding before it."""
    size = (n + 2 * padding - length + (stride - 1 if ceil_mode else 0)) // stride + 1
    return size - 1 if ceil_mode and (size - 1) * stride >= n + padding else size


def _sizes(
    name: str,
    x: Any,
    lengths: list[int],
    *,
    stride: tuple[int, ...],
    padding: tuple[int, ...],
    ceil_mode: bool,
) -> tuple[int, ...]:
    if any(2 * p > length for p, length in zip(padding, lengths, strict=True)):
        raise ValueError(f"{name}: padding {padding} is more than half of windows of {lengths}")
    numbers = zip(x.shape[2:], lengths, stride, padding, strict=True)
    size = tuple(_size(*four, ceil_mode=ceil_mode) for four in numbers)
    if min(size) < 1:
        raise ValueError(
            f"{name}: no window of {tuple(lengths)} fits into x of shape {x.shape} with its padding"
        )
    return size


def _max_pool(
    name: str,
    ndim: int,
    x: Any,
    *options: Any,
) -> Any:
    kernel_size, stride, padding, dilation, ceil_mode = options
    x, alone = in_a_batch(name, x, ndim)
    if x.dtype.kind == "c":
        raise TypeError(f"{name}: complex numbers have no largest one; take it of mg.absolute(x)")
    kernel = per_axis(name, "kernel_size", kernel_size, ndim)
    stride = kernel if stride is None else per_axis(name, "stride", stride, ndim)
    padding = per_axis(name, "padding", padding, ndim, least=0)
    dilation = per_axis(name, "dilation", dilation, ndim)
    lengths = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    size = _sizes(name, x, lengths, stride=stride, padding=padding, ceil_mode=ceil_mode)
    y = largest_of_windows(
        x, kernel=kernel, size=size, stride=stride, padding=padding, dilation=dilation
    )
    return reshape(y, y.shape[1:]) if alone else y


def _avg_pool(
    name: str,
    ndim: int,
    x: Any,
    *options: Any,
) -> Any:
    kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override = options
    x, alone = in_a_batch(name, as_floating(x), ndim)
    kernel = per_axis(name, "kernel_size", kernel_size, ndim)
    stride = kernel if stride is None else per_axis(name, "stride", stride, ndim)
    padding = per_axis(name, "padding", padding, ndim, least=0)
    size = _sizes(name, x, list(kernel), stride=stride, padding=padding, ceil_mode=ceil_mode)
    for i in range(ndim):
        numbers = (x.shape[2 + i], kernel[i], size[i], stride[i], padding[i])
        divisors = (
            _counts(*numbers, include_pad=count_include_pad) if divisor_override is None else 1
        )
        x = window_sum(
            x,
            length=kernel[i],
            size=size[i],
            stride=stride[i],
            padding=padding[i],
            divisors=divisors,
            axis=2 + i,
        )
    if divisor_override is not None:
        x = x / divisor_override
    return reshape(x, x.shape[1:]) if alone else x


def _counts(
    n: int, length: int, size: int, stride: int, padding: int, *, include_pad: bool
) -> int | tuple[int, ...]:
    """Numbers of elements that windows along an axis count: one for all, or one for each."""
    before, end = (padding, n + padding) if include_pad else (0, n)
    starts = [stride * i - padding for i in range(size)]
    counts = [min(start + length, end) - max(start, -before) for start in starts]
    return counts[0] if len(set(counts)) == 1 else tuple(counts)


@expression()
def max_pool1d(  # noqa: PLR0917 - PyTorch's arguments
    x: Any,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
    ceil_mode: bool = False,
) -> Any:
    """The largest element of each window along one axis; see `max_pool2d`.

    Examples
    --------
    >>> mg.max_pool1d(mg.tensor([[[1.0, 3.0, 2.0, 0.0]]]), 2)
    tensor([[[3., 2.]]])
    """
    return _max_pool("max_pool1d", 1, x, kernel_size, stride, padding, dilation, ceil_mode)


@expression()
def max_pool2d(  # noqa: PLR0917 - PyTorch's arguments
    x: Any,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
    ceil_mode: bool = False,
) -> Any:
    """The largest element of each window along two axes.

    Parameters
    ----------
    x : array_like
        Of shape (batch, channels, height, width), or that without the batch.
    kernel_size : int or two of them
        The lengths of a window.
    stride : int or two of them, optional
        Steps from window to window; by default the lengths of one, so that none overlap.
    padding : int or two of them
        Places on each side that windows may reach into; no element there is the largest.
    dilation : int or two of them
        Steps from element to element in a window.
    ceil_mode : bool
        Whether a last window may reach beyond the end.

    Notes
    -----
    Equal ones share the gradient evenly, as everywhere in minigrad (in PyTorch the first one has
    it); a maximum that is NaN puts its gradient on the NaN.

    Examples
    --------
    >>> x = mg.tensor([[[[1.0, 2.0], [2.0, 0.0]]]], requires_grad=True)
    >>> y = mg.max_pool2d(x, 2)
    >>> y
    tensor([[[[2.]]]], op=largest_of_windows)
    >>> y.sum().backward()
    >>> x.grad
    tensor([[[[0. , 0.5],
              [0.5, 0. ]]]])
    """
    return _max_pool("max_pool2d", 2, x, kernel_size, stride, padding, dilation, ceil_mode)


@expression()
def max_pool3d(  # noqa: PLR0917 - PyTorch's arguments
    x: Any,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    dilation: PerAxis = 1,
    ceil_mode: bool = False,
) -> Any:
    """The largest element of each window along three axes; see `max_pool2d`.

    Examples
    --------
    >>> mg.max_pool3d(np.ones((1, 2, 4, 4, 4)), 2).shape
    (1, 2, 2, 2, 2)
    """
    return _max_pool("max_pool3d", 3, x, kernel_size, stride, padding, dilation, ceil_mode)


@expression()
def avg_pool1d(  # noqa: PLR0917 - PyTorch's arguments
    x: Any,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Any:
    """Means of windows along one axis; see `avg_pool2d`.

    Examples
    --------
    >>> mg.avg_pool1d(mg.tensor([[[1.0, 3.0, 2.0, 0.0]]]), 2)
    tensor([[[2., 1.]]])
    """
    options = (kernel_size, stride, padding, ceil_mode, count_include_pad, None)
    return _avg_pool("avg_pool1d", 1, x, *options)


@expression()
def avg_pool2d(  # noqa: PLR0917 - PyTorch's arguments
    x: Any,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Any:
    """Means of windows along two axes.

    Parameters
    ----------
    x : array_like
        Of shape (batch, channels, height, width), or that without the batch.
    kernel_size : int or two of them
        The lengths of a window.
    stride : int or two of them, optional
        Steps from window to window; by default the lengths of one, so that none overlap.
    padding : int or two of them
        Zeros on each side.
    ceil_mode : bool
        Whether a last window may reach beyond the end.
    count_include_pad : bool
        Whether the zeros of the padding count.
    divisor_override : int, optional
        A number to divide by instead of that of the elements.

    Notes
    -----
    Source: PyTorch's ``avg_pool2d``.

    Examples
    --------
    >>> mg.avg_pool2d(mg.tensor([[[[1.0, 2.0], [3.0, 4.0]]]]), 2)
    tensor([[[[2.5]]]])
    """
    options = (kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)
    return _avg_pool("avg_pool2d", 2, x, *options)


@expression()
def avg_pool3d(  # noqa: PLR0917 - PyTorch's arguments
    x: Any,
    kernel_size: PerAxis,
    stride: PerAxis | None = None,
    padding: PerAxis = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Any:
    """Means of windows along three axes; see `avg_pool2d`.

    Examples
    --------
    >>> mg.avg_pool3d(np.ones((1, 2, 4, 4, 4)), 2).shape
    (1, 2, 2, 2, 2)
    """
    options = (kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)
    return _avg_pool("avg_pool3d", 3, x, *options)
