"""Tensors of given numbers: zeros, ones, ranges, the identity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from minigrad.core.dispatch import implements
from minigrad.core.values import refuse_device
from minigrad.ops.filling import spaced
from minigrad.ops.shapes import broadcast_to
from minigrad.tensors.creation import asarray, from_data
from minigrad.tensors.handle import Tensor

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


@implements(np.zeros, np.empty)
def zeros(
    shape: int | Sequence[int],
    dtype: DTypeLike | None = None,
    *,
    device: str | None = None,
    requires_grad: bool = False,
    name: str | None = None,
) -> Tensor:
    """A Tensor of zeros, as NumPy's ``zeros``.

    Parameters
    ----------
    shape : int or sequence of int
        The lengths of the axes.
    dtype
        Of the elements; by default float64.
    device
        ``"cpu"``, where it is by default.
    requires_grad, name
        As for `tensor`.

    Examples
    --------
    >>> mg.zeros((2, 3))
    tensor([[0., 0., 0.],
            [0., 0., 0.]])
    """
    dtype = float if dtype is None else dtype
    return full(shape, 0, dtype, device=device, requires_grad=requires_grad, name=name)


empty = zeros  # memory that nobody has written would be read as values


@implements(np.ones)
def ones(
    shape: int | Sequence[int],
    dtype: DTypeLike | None = None,
    *,
    device: str | None = None,
    requires_grad: bool = False,
    name: str | None = None,
) -> Tensor:
    """A Tensor of ones, as NumPy's ``ones``.

    Parameters
    ----------
    shape, dtype, device, requires_grad, name
        As for `zeros`.

    Examples
    --------
    >>> mg.ones(2, requires_grad=True)
    tensor([1., 1.], requires_grad=True)
    """
    dtype = float if dtype is None else dtype
    return full(shape, 1, dtype, device=device, requires_grad=requires_grad, name=name)


@implements(np.full)
def full(
    shape: int | Sequence[int],
    fill_value: Any,
    dtype: DTypeLike | None = None,
    *,
    device: str | None = None,
    requires_grad: bool = False,
    name: str | None = None,
) -> Tensor:
    """A Tensor of one number, as NumPy's ``full``.

    Parameters
    ----------
    fill_value : number or Tensor
        Every element; without ``dtype`` it decides of what kind they are. A gradient flows to a
        Tensor.
    shape, dtype, device, requires_grad, name
        As for `zeros`.

    Examples
    --------
    >>> mg.full((2,), 0.5)
    tensor([0.5, 0.5])
    """
    if isinstance(dtype, int):
        raise TypeError(f"a shape of several axes is a tuple, ({shape}, {dtype}, ...)")
    refuse_device(device)
    if isinstance(fill_value, Tensor) and not requires_grad:
        filled: Tensor = broadcast_to(asarray(fill_value, dtype), shape).copy()
        filled.name = name
        return filled
    return _new(np.full(shape, fill_value, dtype), requires_grad, name)


@implements(np.full_like)
def full_like(
    x: Any, /, fill_value: Any, dtype: DTypeLike | None = None, *, device: str | None = None
) -> Tensor:
    """A Tensor of one number in the shape and dtype of ``x``.

    Parameters
    ----------
    x : array_like
        Of any shape.
    fill_value : number or Tensor
        Every element; a gradient flows to a Tensor.
    dtype, device
        By default those of ``x``.

    Examples
    --------
    >>> mg.full_like(mg.tensor([1.0, 2.0]), 7)
    tensor([7., 7.])
    """
    x = asarray(x)
    return full(x.shape, fill_value, x.dtype if dtype is None else dtype, device=device)


@implements(np.empty_like)
def empty_like(x: Any, /, dtype: DTypeLike | None = None, *, device: str | None = None) -> Tensor:
    """A Tensor of zeros in the shape and dtype of ``x``, to be filled by assignments.

    Parameters
    ----------
    x, dtype, device
        As for `full_like`.

    Examples
    --------
    >>> mg.empty_like(mg.tensor([1.0, 2.0])).shape
    (2,)
    """
    return full_like(x, 0, dtype, device=device)


@implements(np.eye, np.identity)
def eye(
    n: int,
    m: int | None = None,
    /,
    k: int = 0,
    dtype: DTypeLike | None = None,
    *,
    device: str | None = None,
    requires_grad: bool = False,
    name: str | None = None,
) -> Tensor:
    """A Tensor with ones on a diagonal and zeros elsewhere, as NumPy's ``eye``.

    Parameters
    ----------
    n, m : int
        The numbers of rows and columns; by default as many columns as rows.
    k : int
        Which diagonal: above the main one, or with a negative number below.
    dtype, device, requires_grad, name
        As for `zeros`.

    Examples
    --------
    >>> mg.eye(2)
    tensor([[1., 0.],
            [0., 1.]])
    """
    refuse_device(device)
    return _new(np.eye(n, m, k, dtype=float if dtype is None else dtype), requires_grad, name)


@implements(np.arange)
def arange(
    start: float,
    stop: float | None = None,
    step: float = 1,
    dtype: DTypeLike | None = None,
    *,
    device: str | None = None,
    requires_grad: bool = False,
    name: str | None = None,
) -> Tensor:
    """A Tensor of numbers with equal steps between them, as NumPy's ``arange``.

    Parameters
    ----------
    start, stop : number
        The first number, and where they end: it is not among them. One alone is the end, from 0.
    step : number
        From one to the next.
    dtype, device, requires_grad, name
        As for `zeros`; by default the numbers' own dtype.

    Examples
    --------
    >>> mg.arange(3)
    tensor([0, 1, 2])
    >>> mg.arange(1.0, 2.0, 0.5, requires_grad=True)
    tensor([1. , 1.5], requires_grad=True)
    """
    refuse_device(device)
    ends: Any = (0, start, step) if stop is None else (start, stop, step)
    return _new(np.arange(*ends, dtype=dtype), requires_grad, name)


@implements(np.linspace)
def linspace(  # noqa: PLR0917 - as NumPy has them
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: DTypeLike | None = None,
    axis: int = 0,
    *,
    device: str | None = None,
    requires_grad: bool = False,
    name: str | None = None,
) -> Tensor | Any:
    r"""A Tensor of numbers at equal distances, as NumPy's ``linspace``.

    Of Tensors it is recorded: :math:`a (1 - s) + b s` with ``num`` numbers :math:`s` from 0 to 1.

    Parameters
    ----------
    start, stop : number or array_like
        The first and the last.
    num : int
        How many.
    endpoint : bool
        Whether ``stop`` is among them.
    retstep : bool
        Whether to return the distance too.
    axis : int
        Of the result, along which they lie; of several starts and stops.
    dtype, device, requires_grad, name
        As for `zeros`.

    Examples
    --------
    >>> mg.linspace(0.0, 1.0, 5)
    tensor([0.  , 0.25, 0.5 , 0.75, 1.  ])
    """
    refuse_device(device)
    if not isinstance(start, Tensor) and not isinstance(stop, Tensor):
        made, step = np.linspace(start, stop, num, endpoint, retstep=True, dtype=dtype, axis=axis)
        new = _new(np.asarray(made), requires_grad, name)
        return (new, asarray(step)) if retstep else new
    return spaced(start, stop, num, endpoint, retstep, dtype, axis)


def _new(array: Any, requires_grad: bool, name: str | None) -> Tensor:
    """A Tensor of an array that nobody else holds."""
    array.setflags(write=False)
    return from_data(array, None, requires_grad, name, copy=False)
