# Stubs, written by `python -m docs.make_tables`.

from typing import Any

from minigrad.core.op import Op as Op
from minigrad.ops.fft.frequencies import fftshift as fftshift
from minigrad.ops.fft.frequencies import ifftshift as ifftshift
from minigrad.ops.fft.one_axis import hfft as hfft
from minigrad.ops.fft.one_axis import ihfft as ihfft
from minigrad.ops.fft.several_axes import fft2 as fft2
from minigrad.ops.fft.several_axes import fftn as fftn
from minigrad.ops.fft.several_axes import ifft2 as ifft2
from minigrad.ops.fft.several_axes import ifftn as ifftn
from minigrad.ops.fft.several_axes import irfft2 as irfft2
from minigrad.ops.fft.several_axes import irfftn as irfftn
from minigrad.ops.fft.several_axes import rfft2 as rfft2
from minigrad.ops.fft.several_axes import rfftn as rfftn
from minigrad.tensors.frequencies import fftfreq as fftfreq
from minigrad.tensors.frequencies import rfftfreq as rfftfreq

class _Fft(Op):
    def __call__(self, a: Any, n: Any = ..., axis: float = ..., norm: Any = ...) -> Any: ...

class _Ifft(Op):
    def __call__(self, a: Any, n: Any = ..., axis: float = ..., norm: Any = ...) -> Any: ...

class _Irfft(Op):
    def __call__(self, a: Any, n: Any = ..., axis: float = ..., norm: Any = ...) -> Any: ...

class _Rfft(Op):
    def __call__(self, a: Any, n: Any = ..., axis: float = ..., norm: Any = ...) -> Any: ...

fft: _Fft
ifft: _Ifft
irfft: _Irfft
rfft: _Rfft
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
