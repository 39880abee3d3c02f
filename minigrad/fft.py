"""Discrete Fourier transforms: the namespace of `minigrad.ops.fft`, and of frequencies."""

from minigrad.ops import namespaces as _namespaces
from minigrad.tensors.frequencies import fftfreq, rfftfreq  # noqa: F401 - public here

globals().update(_namespaces["fft"])

__all__ = sorted([*_namespaces["fft"], "fftfreq", "rfftfreq"])  # noqa: PLE0605 - a list
__dir__ = __all__.copy  # completion shows what is public
