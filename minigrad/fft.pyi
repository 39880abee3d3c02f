# Stubs, written by `python -m docs.make_tables`.

from collections.abc import Sequence
from minigrad.core.op import Op
from minigrad.ops.fft.several_axes import Axes
from minigrad.ops.fft.several_axes import Lengths
from minigrad.support.annotations import Operand
from minigrad.tensors.frequencies import fftfreq as fftfreq
from minigrad.tensors.frequencies import rfftfreq as rfftfreq
from minigrad.tensors.handle import Tensor
from typing import Any
from typing import overload

class _Fft(Op):
    @overload
    def __call__(self, a: Tensor, n: int | None = None, axis: int = -1, norm: str | None = None) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, n: int | None = None, axis: int = -1, norm: str | None = None) -> Any: ...

fft: _Fft
r"""fft(a, n=None, axis=-1, norm=None)

Discrete Fourier transform along an axis: :math:`\sum_j a_j e^{-2 \pi i jk / n}`.

``n`` is the length along ``axis`` of what is transformed: ``a`` is cropped, or padded
with zeros. ``norm`` says which way is divided by ``n``: "backward" (the default), "forward", or
both by its root, "ortho".

Examples
--------
>>> mg.fft.fft(mg.tensor([1.0, 0.0, 0.0, 0.0])).numpy().real
array([1., 1., 1., 1.])
>>> x = mg.tensor([1.0, 2.0, 3.0, 4.0], requires_grad=True)
>>> (abs(np.fft.fft(x)) ** 2).sum().backward()  # by Parseval, 4 times the sum of squares
>>> np.round(x.grad.numpy(), 12)
array([ 8., 16., 24., 32.])
"""

@overload
def fft2(a: Tensor, s: Lengths = None, axes: Axes = (-2, -1), norm: str | None = None) -> Tensor:
    """Transform along two axes, by default the last ones; see `fftn`.

    Examples
    --------
    >>> mg.fft.fft2(mg.tensor(np.ones((3, 2, 4)))).shape
    (3, 2, 4)
    """
@overload
def fft2(a: Operand, s: Lengths = None, axes: Axes = (-2, -1), norm: str | None = None) -> Any: ...

@overload
def fftn(a: Tensor, s: Lengths = None, axes: Axes = None, norm: str | None = None) -> Tensor:
    """Transform along several axes, by default all; ``s`` has the lengths, as ``n`` of `fft`.

    Examples
    --------
    >>> mg.fft.fftn(mg.tensor([[1.0, 2.0], [3.0, 4.0]])).numpy().real
    array([[10., -2.],
           [-4.,  0.]])
    """
@overload
def fftn(a: Operand, s: Lengths = None, axes: Axes = None, norm: str | None = None) -> Any: ...

@overload
def fftshift(x: Tensor, axes: int | Sequence[int] | None = None) -> Tensor:
    """Spectrum with frequency 0 in the middle, along all axes or some.

    Examples
    --------
    >>> mg.fft.fftshift(mg.tensor([0.0, 1.0, 2.0, -2.0, -1.0])).tolist()
    [-2.0, -1.0, 0.0, 1.0, 2.0]
    """
@overload
def fftshift(x: Operand, axes: int | Sequence[int] | None = None) -> Any: ...

@overload
def hfft(a: Tensor, n: int | None = None, axis: int = -1, norm: str | None = None) -> Tensor:
    """Transform of half a signal that is its own conjugate backwards: a real spectrum.

    Examples
    --------
    >>> mg.fft.hfft(mg.tensor([1.0, 1j, 0.0])).tolist()
    [1.0, 3.0, 1.0, -1.0]
    """
@overload
def hfft(a: Operand, n: int | None = None, axis: int = -1, norm: str | None = None) -> Any: ...

class _Ifft(Op):
    @overload
    def __call__(self, a: Tensor, n: int | None = None, axis: int = -1, norm: str | None = None) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, n: int | None = None, axis: int = -1, norm: str | None = None) -> Any: ...

ifft: _Ifft
r"""ifft(a, n=None, axis=-1, norm=None)

Inverse transform: :math:`\frac{1}{n} \sum_k a_k e^{2 \pi i jk / n}`.

``n`` is the length along ``axis`` of what is transformed: ``a`` is cropped, or padded
with zeros. ``norm`` says which way is divided by ``n``: "backward" (the default), "forward", or
both by its root, "ortho".

Examples
--------
>>> mg.fft.ifft(mg.fft.fft(mg.tensor([1.0, 2.0, 4.0]))).numpy().real
array([1., 2., 4.])
"""

@overload
def ifft2(a: Tensor, s: Lengths = None, axes: Axes = (-2, -1), norm: str | None = None) -> Tensor:
    """Inverse of `fft2`.

    Examples
    --------
    >>> mg.fft.ifft2(mg.tensor(np.ones((3, 2, 4)))).shape
    (3, 2, 4)
    """
@overload
def ifft2(a: Operand, s: Lengths = None, axes: Axes = (-2, -1), norm: str | None = None) -> Any: ...

@overload
def ifftn(a: Tensor, s: Lengths = None, axes: Axes = None, norm: str | None = None) -> Tensor:
    """Inverse of `fftn`.

    Examples
    --------
    >>> mg.fft.ifftn(mg.tensor([[10.0, -2.0], [-4.0, 0.0]])).numpy().real
    array([[1., 2.],
           [3., 4.]])
    """
@overload
def ifftn(a: Operand, s: Lengths = None, axes: Axes = None, norm: str | None = None) -> Any: ...

@overload
def ifftshift(x: Tensor, axes: int | Sequence[int] | None = None) -> Tensor:
    """Inverse of `fftshift`: the middle comes first.

    Examples
    --------
    >>> mg.fft.ifftshift(mg.tensor([-2.0, -1.0, 0.0, 1.0, 2.0])).tolist()
    [0.0, 1.0, 2.0, -2.0, -1.0]
    """
@overload
def ifftshift(x: Operand, axes: int | Sequence[int] | None = None) -> Any: ...

@overload
def ihfft(a: Tensor, n: int | None = None, axis: int = -1, norm: str | None = None) -> Tensor:
    """Half the signal whose spectrum is real: the inverse of `hfft`.

    Examples
    --------
    >>> mg.fft.ihfft(mg.tensor([1.0, 3.0, 1.0, -1.0])).numpy()
    array([1.-0.j, 0.+1.j, 0.-0.j])
    """
@overload
def ihfft(a: Operand, n: int | None = None, axis: int = -1, norm: str | None = None) -> Any: ...

class _Irfft(Op):
    @overload
    def __call__(self, a: Tensor, n: int | None = None, axis: int = -1, norm: str | None = None) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, n: int | None = None, axis: int = -1, norm: str | None = None) -> Any: ...

irfft: _Irfft
"""irfft(a, n=None, axis=-1, norm=None)

The real numbers that `rfft` transforms to ``a``; by default an even number of them.

``n`` is the length along ``axis`` of what is transformed: ``a`` is cropped, or padded
with zeros. ``norm`` says which way is divided by ``n``: "backward" (the default), "forward", or
both by its root, "ortho".

Examples
--------
>>> mg.fft.irfft(mg.fft.rfft(mg.tensor([1.0, 2.0, 4.0])), n=3).numpy().round(12)
array([1., 2., 4.])
"""

@overload
def irfft2(a: Tensor, s: Lengths = None, axes: Axes = (-2, -1), norm: str | None = None) -> Tensor:
    """Inverse of `rfft2`.

    Examples
    --------
    >>> mg.fft.irfft2(mg.tensor(np.ones((3, 2, 3)))).shape
    (3, 2, 4)
    """
@overload
def irfft2(a: Operand, s: Lengths = None, axes: Axes = (-2, -1), norm: str | None = None) -> Any: ...

@overload
def irfftn(a: Tensor, s: Lengths = None, axes: Axes = None, norm: str | None = None) -> Tensor:
    """Inverse of `rfftn`; by default with an even length along the last axis.

    Examples
    --------
    >>> mg.fft.irfftn(mg.fft.rfftn(mg.tensor(np.ones((2, 4))))).shape
    (2, 4)
    """
@overload
def irfftn(a: Operand, s: Lengths = None, axes: Axes = None, norm: str | None = None) -> Any: ...

class _Rfft(Op):
    @overload
    def __call__(self, a: Tensor, n: int | None = None, axis: int = -1, norm: str | None = None) -> Tensor: ...
    @overload
    def __call__(self, a: Operand, n: int | None = None, axis: int = -1, norm: str | None = None) -> Any: ...

rfft: _Rfft
"""rfft(a, n=None, axis=-1, norm=None)

Transform of real numbers: the first half of `fft`, of length ``n // 2 + 1``.

``n`` is the length along ``axis`` of what is transformed: ``a`` is cropped, or padded
with zeros. ``norm`` says which way is divided by ``n``: "backward" (the default), "forward", or
both by its root, "ortho".

Examples
--------
>>> mg.fft.rfft(mg.tensor([1.0, 0.0, 0.0, 0.0])).shape
(3,)
"""

@overload
def rfft2(a: Tensor, s: Lengths = None, axes: Axes = (-2, -1), norm: str | None = None) -> Tensor:
    """Transform of real numbers along two axes, by default the last ones; see `rfftn`.

    Examples
    --------
    >>> mg.fft.rfft2(mg.tensor(np.ones((3, 2, 4)))).shape
    (3, 2, 3)
    """
@overload
def rfft2(a: Operand, s: Lengths = None, axes: Axes = (-2, -1), norm: str | None = None) -> Any: ...

@overload
def rfftn(a: Tensor, s: Lengths = None, axes: Axes = None, norm: str | None = None) -> Tensor:
    """Transform of real numbers along several axes: half of `fftn` along the last of them.

    Examples
    --------
    >>> mg.fft.rfftn(mg.tensor(np.ones((2, 4)))).shape
    (2, 3)
    """
@overload
def rfftn(a: Operand, s: Lengths = None, axes: Axes = None, norm: str | None = None) -> Any: ...

__all__ = [
    "fft",
    "fft2",
    "fftfreq",
    "fftn",
    "fftshift",
    "hfft",
    "ifft",
    "ifft2",
    "ifftn",
    "ifftshift",
    "ihfft",
    "irfft",
    "irfft2",
    "irfftn",
    "rfft",
    "rfft2",
    "rfftfreq",
    "rfftn",
]
