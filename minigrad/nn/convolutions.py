"""Layers of convolution and pooling: parameters, and one expression of Tensors each."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import DTypeLike

from minigrad.nn.init import Initializer, Rng, as_rng
from minigrad.nn.module import Module
from minigrad.ops import convolutional, pools
from minigrad.ops.convolutional import per_axis
from minigrad.tensors.creation import tensor
from minigrad.tensors.handle import Tensor

PerAxis: TypeAlias = int | Sequence[int]


def uniform_by_fan_in(shape: tuple[int, int], rng: Rng | int | None, dtype: DTypeLike) -> Any:
    r"""Uniform up to :math:`\sqrt{1/n_{in}}`, with which PyTorch's convolutions begin."""
    limit = math.sqrt(1 / shape[0])
    return as_rng(rng).uniform(-limit, limit, shape).astype(dtype)


class _Convolution(Module):
    """What convolutions have in common; a subclass says over how many axes it goes."""

    ndim: ClassVar[int]
    function: ClassVar[Callable[..., Any]]
    transposed: ClassVar[bool] = False
    in_channels: int
    out_channels: int
    groups: int
    kernel_size: tuple[int, ...]
    weight: Tensor
    bias: Tensor | None

    def _begin(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: PerAxis,
        *,
        groups: int,
        bias: bool,
        init: Initializer,
        rng: Rng | int | None,
        dtype: DTypeLike,
    ) -> None:
        name = type(self).__name__
        if min(in_channels, out_channels, groups) < 1 or in_channels % groups + (
            out_channels % groups
        ):
            raise ValueError(
                f"{name}: {in_channels} and {out_channels} channels do not make {groups} groups"
            )
        self.in_channels, self.out_channels, self.groups = in_channels, out_channels, groups
        self.kernel_size = per_axis(name, "kernel_size", kernel_size, self.ndim)
        rng = as_rng(rng)
        first, second = in_channels, out_channels
        if not self.transposed:
            first, second = second, first
        places = math.prod(self.kernel_size)
        n_in = second // groups * places  # as PyTorch counts, for transposed ones too
        made = np.asarray(init((n_in, first), rng, dtype))
        if made.shape != (n_in, first):
            raise ValueError(f"{name}: init made {made.shape} instead of {(n_in, first)}")
        shape = (first, second // groups, *self.kernel_size)
        self.weight = tensor(made.T.reshape(shape), requires_grad=True)
        self.bias = None
        if bias:
            limit = math.sqrt(1 / n_in)
            self.bias = tensor(rng.uniform(-limit, limit, out_channels), dtype, requires_grad=True)

    def forward(self, x: Any) -> Tensor | Any:
        """The result for ``x`` of shape (batch, channels, ...), or of that without the batch."""
        if type(x) is not Tensor:
            x = x if hasattr(x, "dtype") else np.asarray(x)
            dtype = self.weight.dtype
            if x.dtype != dtype and np.promote_types(x.dtype, dtype) == dtype:
                x = x.astype(dtype)  # a product would widen the data each time
        try:
            return type(self).function(x, self.weight, self.bias, **self._numbers())
        except ValueError as error:
            if len(error.args) == 1:
                error.args = (f"{error}; the layer is {self!r}",)
            raise

    def _numbers(self) -> dict[str, Any]:
        names = ("stride", "padding", "output_padding", "dilation", "groups")
        return {name: getattr(self, name) for name in names if hasattr(self, name)}

    def __repr__(self) -> str:
        default = {"stride": 1, "padding": 0, "output_padding": 0, "dilation": 1, "groups": 1}
        numbers = [
            f"{name}={value}"
            for name, value in self._numbers().items()
            if value not in (default[name], (default[name],) * self.ndim)
        ]
        kernel = self.kernel_size
        size = kernel[0] if len(set(kernel)) == 1 else kernel
        sizes = f"{self.in_channels}, {self.out_channels}, kernel_size={size}"
        without = [] if self.bias is not None else ["bias=False"]
        return f"{type(self).__name__}({', '.join([sizes, *numbers, *without])})"


class _Conv(_Convolution):
    stride: PerAxis
    padding: PerAxis | str
    dilation: PerAxis

    def __init__(  # noqa: PLR0917 - PyTorch's arguments
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: PerAxis,
        stride: PerAxis = 1,
        padding: PerAxis | str = 0,
        dilation: PerAxis = 1,
        groups: int = 1,
        bias: bool = True,
        *,
        init: Initializer = uniform_by_fan_in,
        rng: Rng | int | None = None,
        dtype: DTypeLike = float,
    ) -> None:
        self.stride, self.padding, self.dilation = stride, padding, dilation
        options: dict[str, Any] = {"init": init, "rng": rng, "dtype": dtype}
        self._begin(in_channels, out_channels, kernel_size, groups=groups, bias=bias, **options)


class _ConvTranspose(_Convolution):
    transposed: ClassVar[bool] = True
    stride: PerAxis
    padding: PerAxis
    dilation: PerAxis

    def __init__(  # noqa: PLR0917 - PyTorch's arguments
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: PerAxis,
        stride: PerAxis = 1,
        padding: PerAxis = 0,
        output_padding: PerAxis = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: PerAxis = 1,
        *,
        init: Initializer = uniform_by_fan_in,
        rng: Rng | int | None = None,
        dtype: DTypeLike = float,
    ) -> None:
        self.stride, self.padding, self.dilation = stride, padding, dilation
        self.output_padding = output_padding
        options: dict[str, Any] = {"init": init, "rng": rng, "dtype": dtype}
        self._begin(in_channels, out_channels, kernel_size, groups=groups, bias=bias, **options)


class Conv1d(_Conv):
    """Convolution over one axis; otherwise as `Conv2d`.

    Examples
    --------
    >>> nn.Conv1d(2, 4, 3, rng=0)(np.ones((5, 2, 10))).shape
    (5, 4, 8)
    """

    ndim: ClassVar[int] = 1
    function: ClassVar[Callable[..., Any]] = convolutional.conv1d


class Conv2d(_Conv):
    """Convolution over two axes: `minigrad.conv2d` with a weight and a bias.

    Parameters
    ----------
    in_channels, out_channels : int
        Numbers of channels; the weight has shape ``(out_channels, in_channels // groups,
        *kernel_size)``, as in PyTorch.
    kernel_size, stride, padding, dilation : int or two of them
        As of `minigrad.conv2d`; the padding may be ``"same"`` or ``"valid"``.
    groups : int
        Parts of the channels that see only the same part of the output channels.
    bias : bool
        Whether there is a bias.
    init : callable
        One of `minigrad.nn.init`, or any function of ``(shape, rng, dtype)`` with the shape
        ``(n_in, out_channels)``, where ``n_in`` numbers go into one; by default uniform up to
        ``n_in ** -0.5``, as the bias is.
    rng
        A NumPy generator, new or legacy, or a seed.
    dtype
        Of the parameters.

    Notes
    -----
    Source: PyTorch's Conv2d.

    Examples
    --------
    >>> layer = nn.Conv2d(1, 6, 5, padding=2, rng=0)
    >>> layer
    Conv2d(1, 6, kernel_size=5, padding=2)
    >>> layer(np.ones((32, 1, 28, 28))).shape
    (32, 6, 28, 28)
    """

    ndim: ClassVar[int] = 2
    function: ClassVar[Callable[..., Any]] = convolutional.conv2d


class Conv3d(_Conv):
    """Convolution over three axes; otherwise as `Conv2d`.

    Examples
    --------
    >>> nn.Conv3d(1, 2, 3, rng=0)(np.ones((5, 1, 4, 4, 4))).shape
    (5, 2, 2, 2, 2)
    """

    ndim: ClassVar[int] = 3
    function: ClassVar[Callable[..., Any]] = convolutional.conv3d


class ConvTranspose1d(_ConvTranspose):
    """Transposed convolution over one axis; otherwise as `ConvTranspose2d`.

    Examples
    --------
    >>> nn.ConvTranspose1d(4, 2, 3, rng=0)(np.ones((5, 4, 8))).shape
    (5, 2, 10)
    """

    ndim: ClassVar[int] = 1
    function: ClassVar[Callable[..., Any]] = convolutional.conv_transpose1d


class ConvTranspose2d(_ConvTranspose):
    """Transposed convolution over two axes: `minigrad.conv_transpose2d` with weight and bias.

    Parameters
    ----------
    in_channels, out_channels : int
        Numbers of channels; the weight has shape ``(in_channels, out_channels // groups,
        *kernel_size)``, as in PyTorch.
    kernel_size, stride, padding, output_padding, dilation : int or two of them
        As of `minigrad.conv_transpose2d`.
    groups, bias, init, rng, dtype
        As of `Conv2d`.

    Notes
    -----
    Source: PyTorch's ConvTranspose2d.

    Examples
    --------
    >>> nn.ConvTranspose2d(6, 1, 2, stride=2, rng=0)(np.ones((32, 6, 14, 14))).shape
    (32, 1, 28, 28)
    """

    ndim: ClassVar[int] = 2
    function: ClassVar[Callable[..., Any]] = convolutional.conv_transpose2d


class ConvTranspose3d(_ConvTranspose):
    """Transposed convolution over three axes; otherwise as `ConvTranspose2d`.

    Examples
    --------
    >>> nn.ConvTranspose3d(2, 1, 3, rng=0)(np.ones((5, 2, 2, 2, 2))).shape
    (5, 1, 4, 4, 4)
    """

    ndim: ClassVar[int] = 3
    function: ClassVar[Callable[..., Any]] = convolutional.conv_transpose3d


class _Pool(Module):
    function: ClassVar[Callable[..., Any]]
    names: ClassVar[tuple[str, ...]]
    kernel_size: PerAxis

    def forward(self, x: Any) -> Tensor | Any:
        """The pooled ``x`` of shape (batch, channels, ...), or of that without the batch."""
        options = {name: getattr(self, name) for name in self.names}
        return type(self).function(x, self.kernel_size, **options)

    def __repr__(self) -> str:
        default = {"stride": None, "padding": 0, "dilation": 1, "ceil_mode": False}
        default |= {"count_include_pad": True}
        options = [f"{n}={getattr(self, n)}" for n in self.names if getattr(self, n) != default[n]]
        return f"{type(self).__name__}({', '.join([str(self.kernel_size), *options])})"


class _MaxPool(_Pool):
    names: ClassVar[tuple[str, ...]] = ("stride", "padding", "dilation", "ceil_mode")
    stride: PerAxis | None
    padding: PerAxis
    dilation: PerAxis

    def __init__(
        self,
        kernel_size: PerAxis,
        stride: PerAxis | None = None,
        padding: PerAxis = 0,
        dilation: PerAxis = 1,
        *,
        ceil_mode: bool = False,
    ) -> None:
        self.kernel_size = kernel_size
        self.stride, self.padding, self.dilation = stride, padding, dilation
        self.ceil_mode = ceil_mode


class _AvgPool(_Pool):
    names: ClassVar[tuple[str, ...]] = ("stride", "padding", "ceil_mode", "count_include_pad")
    stride: PerAxis | None
    padding: PerAxis
    ceil_mode: bool
    count_include_pad: bool

    def __init__(
        self,
        kernel_size: PerAxis,
        stride: PerAxis | None = None,
        padding: PerAxis = 0,
        *,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        self.kernel_size = kernel_size
        self.stride, self.padding = stride, padding
        self.ceil_mode, self.count_include_pad = ceil_mode, count_include_pad


class MaxPool1d(_MaxPool):
    """The largest element of each window along one axis; see `MaxPool2d`.

    Examples
    --------
    >>> nn.MaxPool1d(2)(mg.tensor([[[1.0, 3.0, 2.0, 0.0]]]))
    tensor([[[3., 2.]]])
    """

    function: ClassVar[Callable[..., Any]] = pools.max_pool1d


class MaxPool2d(_MaxPool):
    """The largest element of each window along two axes: `minigrad.max_pool2d`.

    Parameters
    ----------
    kernel_size, stride, padding, dilation, ceil_mode
        As of the function.

    Examples
    --------
    >>> nn.MaxPool2d(2)(np.ones((5, 6, 28, 28))).shape
    (5, 6, 14, 14)
    """

    function: ClassVar[Callable[..., Any]] = pools.max_pool2d


class MaxPool3d(_MaxPool):
    """The largest element of each window along three axes; see `MaxPool2d`.

    Examples
    --------
    >>> nn.MaxPool3d(2)(np.ones((1, 2, 4, 4, 4))).shape
    (1, 2, 2, 2, 2)
    """

    function: ClassVar[Callable[..., Any]] = pools.max_pool3d


class AvgPool1d(_AvgPool):
    """Means of windows along one axis; see `AvgPool2d`.

    Examples
    --------
    >>> nn.AvgPool1d(2)(mg.tensor([[[1.0, 3.0, 2.0, 0.0]]]))
    tensor([[[2., 1.]]])
    """

    function: ClassVar[Callable[..., Any]] = pools.avg_pool1d


class AvgPool2d(_AvgPool):
    """Means of windows along two axes: `minigrad.avg_pool2d`.

    Parameters
    ----------
    kernel_size, stride, padding, ceil_mode, count_include_pad
        As of the function.

    Examples
    --------
    >>> nn.AvgPool2d(2)(np.ones((5, 6, 28, 28))).shape
    (5, 6, 14, 14)
    """

    function: ClassVar[Callable[..., Any]] = pools.avg_pool2d


class AvgPool3d(_AvgPool):
    """Means of windows along three axes; see `AvgPool2d`.

    Examples
    --------
    >>> nn.AvgPool3d(2)(np.ones((1, 2, 4, 4, 4))).shape
    (1, 2, 2, 2, 2)
    """

    function: ClassVar[Callable[..., Any]] = pools.avg_pool3d
