"""Fourier transforms along several axes: one after another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from minigrad.ops.families import expression
from minigrad.ops.fft.one_axis import fft, ifft, irfft, rfft
from minigrad.ops.shapes import shape_of

Lengths = Sequence[int] | None
Axes = Sequence[int] | None
_LAST_TWO = (-2, -1)


def _sizes(a: Any, s: Lengths, axes: Axes, *, halved: bool = False) -> list[tuple[int, int]]:
    """Lengths and axes, in NumPy's meaning of ``s`` and ``axes``.

    A length of -1 is that of ``a``. By default the last one of half a spectrum is even.
    """
    lengths = shape_of(a)
    if axes is None:
        axes = range(len(lengths)) if s is None else range(-len(s), 0)
    if s is None:
        found = [lengths[axis] for axis in axes]
        if halved and found:
            found[-1] = 2 * (found[-1] - 1)
    elif len(s) != len(axes):
        raise ValueError(f"s={s} has {len(s)} lengths, and there are {len(axes)} axes")
    else:
        found = [lengths[axis] if n == -1 else n for n, axis in zip(s, axes, strict=True)]
    return [*zip(found, axes, strict=True)]


def _some(sizes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if not sizes:
        raise IndexError("a transform of or to real numbers is along one axis at least, not none")
    return sizes


def _each(transform: Callable[..., Any], a: Any, sizes: Any, norm: str | None) -> Any:
    for n, axis in sizes:
        a = transform(a, n, axis, norm)
    return a


@expression(numpy=np.fft.fftn)
def fftn(a: Any, s: Lengths = None, axes: Axes = None, norm: str | None = None) -> Any:
    """Transform along several axes, by default all; ``s`` has the lengths, as ``n`` of `fft`.

    Examples
    --------
    >>> mg.fft.fftn(mg.tensor([[1.0, 2.0], [3.0, 4.0]])).numpy().real
    array([[10., -2.],
           [-4.,  0.]])
    """
    return _each(fft, a, reversed(_sizes(a, s, axes)), norm)


@expression(numpy=np.fft.ifftn)
def ifftn(a: Any, s: Lengths = None, axes: Axes = None, norm: str | None = None) -> Any:
    """Inverse of `fftn`.

    Examples
    --------
    >>> mg.fft.ifftn(mg.tensor([[10.0, -2.0], [-4.0, 0.0]])).numpy().real
    array([[1., 2.],
           [3., 4.]])
    """
    return _each(ifft, a, reversed(_sizes(a, s, axes)), norm)


@expression(numpy=np.fft.rfftn)
def rfftn(a: Any, s: Lengths = None, axes: Axes = None, norm: str | None = None) -> Any:
    """Transform of real numbers along several axes: half of `fftn` along the last of them.

    Examples
    --------
    >>> mg.fft.rfftn(mg.tensor(np.ones((2, 4)))).shape
    (2, 3)
    """
    *others, last = _some(_sizes(a, s, axes))
    return _each(fft, _each(rfft, a, [last], norm), reversed(others), norm)


@expression(numpy=np.fft.irfftn)
def irfftn(a: Any, s: Lengths = None, axes: Axes = None, norm: str | None = None) -> Any:
    """Inverse of `rfftn`; by default with an even length along the last axis.

    Examples
    --------
    >>> mg.fft.irfftn(mg.fft.rfftn(mg.tensor(np.ones((2, 4))))).shape
    (2, 4)
    """
    *others, last = _some(_sizes(a, s, axes, halved=True))
    return _each(irfft, _each(ifft, a, others, norm), [last], norm)


@expression(numpy=np.fft.fft2)
def fft2(a: Any, s: Lengths = None, axes: Axes = _LAST_TWO, norm: str | None = None) -> Any:
    """Transform along two axes, by default the last ones; see `fftn`.

    Examples
    --------
    >>> mg.fft.fft2(mg.tensor(np.ones((3, 2, 4)))).shape
    (3, 2, 4)
    """
    return fftn(a, s, axes, norm)


@expression(numpy=np.fft.ifft2)
def ifft2(a: Any, s: Lengths = None, axes: Axes = _LAST_TWO, norm: str | None = None) -> Any:
    """Inverse of `fft2`.

    Examples
    --------
    >>> mg.fft.ifft2(mg.tensor(np.ones((3, 2, 4)))).shape
    (3, 2, 4)
    """
    return ifftn(a, s, axes, norm)


@expression(numpy=np.fft.rfft2)
def rfft2(a: Any, s: Lengths = None, axes: Axes = _LAST_TWO, norm: str | None = None) -> Any:
    """Transform of real numbers along two axes, by default the last ones; see `rfftn`.

    Examples
    --------
    >>> mg.fft.rfft2(mg.tensor(np.ones((3, 2, 4)))).shape
    (3, 2, 3)
    """
    return rfftn(a, s, axes, norm)


@expression(numpy=np.fft.irfft2)
def irfft2(a: Any, s: Lengths = None, axes: Axes = _LAST_TWO, norm: str | None = None) -> Any:
    """Inverse of `rfft2`.

    Examples
    --------
    >>> mg.fft.irfft2(mg.tensor(np.ones((3, 2, 3)))).shape
    (3, 2, 4)
    """
    return irfftn(a, s, axes, norm)
