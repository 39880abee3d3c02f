"""Discrete Fourier transforms: the namespace of `minigrad.ops.fft`."""

from minigrad.ops import namespaces as _namespaces

globals().update(_namespaces["fft"])

__all__ = sorted(_namespaces["fft"])  # noqa: PLE0605 - a list
