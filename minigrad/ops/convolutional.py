"""Convolutions over one, two and three axes, by PyTorch's names and arguments."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any, TypeAlias

from minigrad.ops.convolution import convolution, convolution_transpose
from minigrad.ops.families import expression
from minigrad.ops.shapes import as_array, reshape, shape_of

PerAxis: TypeAlias = int | Sequence[int]


def per_axis(name: str, what: str, given: PerAxis, ndim: int, *, least: int = 1) -> tuple[int, ...]:
    """A number for each spatial axis: one for all, or as many as there are axes."""
    numbers: Any = tuple(given) if isinstance(given, (tuple, list)) else (given,) * ndim
    if len(numbers) != ndim or any(operator.index(n) < least for n in numbers):
        raise ValueError(
            f"{name}: {what} is an integer of at least {least}, or {ndim} of them, not {given!r}"
        )
    return tuple(map(operator.index, numbers))


def in_a_batch(name: str, x: Any, ndim: int, channels: str = "C") -> tuple[Any, bool]:
    """``x`` with a batch axis, and whether that was added."""
    x = as_array(x)
    if len(x.shape) == ndim + 1:
        return reshape(x, (1, *x.shape)), True
    if len(x.shape) != ndim + 2:
        axes = ", ".join(("length", "height, width", "depth, height, width")[ndim - 1].split(", "))
        raise ValueError(
            f"{name}: x is of shape (batch, {channels}, {axes}), or that without the batch, not "
            f"{x.shape}" + (" (one channel: x[:, None])" if len(x.shape) == ndim else "")
        )
    return x, False


def _conv(
    name: str,
    ndim: int,
    x: Any,
    weight: Any,
    bias: Any,
    *numbers: Any,
) -> Any:
    stride, padding, dilation, groups = numbers
    x, alone = in_a_batch(name, x, ndim)
    weight = _checked_weight(name, weight, ndim, channels=x.shape[1], groups=groups, axis=1)
    stride = per_axis(name, "stride", stride, ndim)
    dilation = per_axis(name, "dilation", dilation, ndim)
    kernel, spatial = weight.shape[2:], x.shape[2:]
    reach = [d * (k - 1) for d, k in zip(dilation, kernel, strict=True)]
    if isinstance(padding, str):
        if padding not in ("same", "valid"):
            raise ValueError(f"{name}: padding is 'same', 'valid' or integers, not {padding!r}")
        if padding == "same" and max(stride) > 1:
            raise ValueError(f"{name}: padding 'same' needs stride 1, not {stride}")
        both = reach if padding == "same" else [0] * ndim
        before = tuple(n // 2 for n in both)
    else:
        before = per_axis(name, "padding", padding, ndim, least=0)
        both = [2 * n for n in before]
    size = tuple(
        (n + p - r - 1) // s + 1 for n, p, r, s in zip(spatial, both, reach, stride, strict=True)
    )
    if min(size) < 1:
        raise ValueError(
            f"{name}: a kernel of {kernel}, with dilation {dilation}, is larger than x of shape "
            f"{x.shape} with its padding"
        )
    y = convolution(
        x, weight, size=size, stride=stride, padding=before, dilation=dilation, groups=groups
    )
    return _with_bias(name, y, bias, alone)


def _conv_transpose(
    name: str,
    ndim: int,
    x: Any,
    weight: Any,
    bias: Any,
    *numbers: Any,
) -> Any:
    stride, padding, output_padding, groups, dilation = numbers
    x, alone = in_a_batch(name, x, ndim)
    weight = _checked_weight(name, weight, ndim, channels=x.shape[1], groups=groups, axis=0)
    stride = per_axis(name, "stride", stride, ndim)
    dilation = per_axis(name, "dilation", dilation, ndim)
    padding = per_axis(name, "padding", padding, ndim, least=0)
    extra = per_axis(name, "output_padding", output_padding, ndim, least=0)
    if any(e >= max(s, d) for e, s, d in zip(extra, stride, dilation, strict=True)):
        raise ValueError(
            f"{name}: output_padding {extra} is less than stride {stride} or dilation {dilation}"
        )
    each = zip(x.shape[2:], stride, padding, dilation, weight.shape[2:], extra, strict=True)
    size = tuple((n - 1) * s - 2 * p + d * (k - 1) + e + 1 for n, s, p, d, k, e in each)
    if min(size) < 1:
        raise ValueError(
            f"{name}: with padding {padding} nothing is left of x of shape {x.shape}: the result "
            f"would have lengths {size}"
        )
    y = convolution_transpose(
        x, weight, size=size, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    return _with_bias(name, y, bias, alone)


def _checked_weight(
    name: str, weight: Any, ndim: int, *, channels: int, groups: int, axis: int
) -> Any:
    """The weight, whose channels of the input are along an axis."""
    weight = as_array(weight)
    shape = weight.shape
    if operator.index(groups) < 1 or channels % groups:
        raise ValueError(f"{name}: {channels} channels do not make {groups} groups of equal size")
    expected = channels // groups if axis else channels
    form = f"(out_channels, {expected}, *kernel)" if axis else f"({expected}, out, *kernel)"
    if len(shape) != ndim + 2 or shape[axis] != expected or 0 in shape:
        raise ValueError(
            f"{name}: for x of {channels} channels in {groups} group{'s'[: groups > 1]} the weight "
            f"is of shape {form} with a kernel of {ndim} lengths, not {shape}"
        )
    if axis and shape[0] % groups:
        raise ValueError(f"{name}: {shape[0]} output channels do not make {groups} groups")
    return weight


def _with_bias(name: str, y: Any, bias: Any, alone: bool) -> Any:
    if bias is not None:
        if shape_of(bias) != (y.shape[1],):
            raise ValueError(
                f"{name}: bias has a number for each of {y.shape[1]} output channels, not shape "
                f"{shape_of(bias)}"
            )
        y = y + reshape(bias, (1, y.shape[1], *(1,) * (len(y.shape) - 2)))
    return reshape(y, y.shape[1:]) if alone else y


@expression()
def conv1d(  # noqa: PLR0917 - PyTorch's arguments
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: PerAxis = 1,
    padding: PerAxis | str = 0,
    dilation: PerAxis = 1,
    groups: int = 1,
) -> Any:
    """Convolution over one axis: of each window the sum of its elements times the kernel's.

    The kernel is not turned round, so that this is what `correlate` computes. See `conv2d`.

    Examples
    --------
    >>> mg.conv1d(mg.tensor([[[1.0, 2.0, 3.0]]]), [[[1.0, 10.0]]])
    tensor([[[21., 32.]]])
    """
    return _conv("conv1d", 1, x, weight, bias, stride, padding, dilation, groups)


@expression()
def conv2d(  # noqa: PLR0917 - PyTorch's arguments
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: PerAxis = 1,
    padding: PerAxis | str = 0,
    dilation: PerAxis = 1,
    groups: int = 1,
) -> Any:
    r"""Convolution over two axes: of each window the sum of its elements times the kernel's.

    Of ``x`` and ``weight``, with :math:`s`, :math:`d`, :math:`p` for stride, dilation, padding:
    :math:`y_{nohw} = b_o + \sum_{cij} w_{ocij}\, x_{n,\,c,\,sh+di-p,\,sw+dj-p}`, where 0 stands for
    what is outside of ``x``.

    Parameters
    ----------
    x : array_like
        Of shape (batch, channels, height, width), or that without the batch.
    weight : array_like
        Of shape (output channels, channels / groups, kernel height, kernel width).
    bias : array_like, optional
        A number for each output channel.
    stride, dilation : int or two of them
        Steps from window to window, and from element to element in a window.
    padding : int, two of them, "same" or "valid"
        Zeros on each side; "same" keeps height and width, "valid" is 0.
    groups : int
        Parts of the channels that see only the same part of the output channels.

    Notes
    -----
    Linear in ``x`` and in ``weight``; for complex numbers too. Source: PyTorch's ``conv2d``.

    Examples
    --------
    >>> x = mg.tensor(np.arange(9.0).reshape(1, 1, 3, 3), requires_grad=True)
    >>> y = mg.conv2d(x, [[[[1.0, 0.0], [0.0, -1.0]]]])
    >>> y
    tensor([[[[-4., -4.],
              [-4., -4.]]]], op=convolution)
    >>> y.sum().backward()
    >>> x.grad
    tensor([[[[ 1.,  1.,  0.],
              [ 1.,  0., -1.],
              [ 0., -1., -1.]]]])
    """
    return _conv("conv2d", 2, x, weight, bias, stride, padding, dilation, groups)


@expression()
def conv3d(  # noqa: PLR0917 - PyTorch's arguments
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: PerAxis = 1,
    padding: PerAxis | str = 0,
    dilation: PerAxis = 1,
    groups: int = 1,
) -> Any:
    """Convolution over three axes (depth, height, width); otherwise as `conv2d`.

    Examples
    --------
    >>> mg.conv3d(np.ones((1, 2, 3, 3, 3)), np.ones((4, 2, 2, 2, 2))).shape
    (1, 4, 2, 2, 2)
    """
    return _conv("conv3d", 3, x, weight, bias, stride, padding, dilation, groups)


@expression()
def conv_transpose1d(  # noqa: PLR0917 - PyTorch's arguments
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: PerAxis = 1,
    padding: PerAxis = 0,
    output_padding: PerAxis = 0,
    groups: int = 1,
    dilation: PerAxis = 1,
) -> Any:
    """Transposed convolution over one axis; see `conv_transpose2d`.

    Examples
    --------
    >>> mg.conv_transpose1d(mg.tensor([[[1.0, 2.0]]]), [[[1.0, 10.0]]])
    tensor([[[ 1., 12., 20.]]])
    """
    arguments = (x, weight, bias, stride, padding, output_padding, groups, dilation)
    return _conv_transpose("conv_transpose1d", 1, *arguments)


@expression()
def conv_transpose2d(  # noqa: PLR0917 - PyTorch's arguments
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: PerAxis = 1,
    padding: PerAxis = 0,
    output_padding: PerAxis = 0,
    groups: int = 1,
    dilation: PerAxis = 1,
) -> Any:
    """Transposed convolution over two axes: each element times the kernel, added up.

    It is what flows back through `conv2d` with the same weight to its input, and so makes large of
    small what that makes small of large.

    Parameters
    ----------
    x : array_like
        Of shape (batch, channels, height, width), or that without the batch.
    weight : array_like
        Of shape (channels, output channels / groups, kernel height, kernel width).
    bias : array_like, optional
        A number for each output channel.
    stride, padding, groups, dilation
        Those of the `conv2d`: padding takes away on each side of the result.
    output_padding : int or two of them
        Lengths that are added to the result at the end: with a stride several lengths lead to one.

    Notes
    -----
    The length along an axis is ``(n - 1) * stride - 2 * padding + dilation * (kernel - 1) +
    output_padding + 1``. Source: PyTorch's ``conv_transpose2d``.

    Examples
    --------
    >>> mg.conv_transpose2d(mg.tensor([[[[1.0, 2.0]]]]), [[[[1.0, 1.0]]]], stride=2)
    tensor([[[[1., 1., 2., 2.]]]])
    """
    arguments = (x, weight, bias, stride, padding, output_padding, groups, dilation)
    return _conv_transpose("conv_transpose2d", 2, *arguments)


@expression()
def conv_transpose3d(  # noqa: PLR0917 - PyTorch's arguments
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: PerAxis = 1,
    padding: PerAxis = 0,
    output_padding: PerAxis = 0,
    groups: int = 1,
    dilation: PerAxis = 1,
) -> Any:
    """Transposed convolution over three axes; otherwise as `conv_transpose2d`.

    Examples
    --------
    >>> mg.conv_transpose3d(np.ones((1, 4, 2, 2, 2)), np.ones((4, 2, 2, 2, 2))).shape
    (1, 2, 3, 3, 3)
    """
    arguments = (x, weight, bias, stride, padding, output_padding, groups, dilation)
    return _conv_transpose("conv_transpose3d", 3, *arguments)
