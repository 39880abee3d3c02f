"""Making Tensors from data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from minigrad.core.box import Box
from minigrad.core.values import as_value
from minigrad.tensors.handle import Tensor, leaf

if TYPE_CHECKING:
    from numpy.typing import DTypeLike


def tensor(
    data: Any,
    dtype: DTypeLike | None = None,
    *,
    requires_grad: bool = False,
    name: str | None = None,
) -> Tensor:
    """Make a Tensor from a copy of the data.

    Parameters
    ----------
    data : array_like
        Numbers, nested lists, arrays or a Tensor outside any graph.
    dtype
        By default the data's, as NumPy finds it.
    requires_grad
        Whether `Tensor.backward` is to give it a gradient; floating-point data only.
    name
        For drawings and messages.

    Examples
    --------
    >>> mg.tensor([[1, 2], [3, 4]], dtype="float32", name="x")
    tensor([[1., 2.],
            [3., 4.]], dtype=float32, name='x')
    """
    return _from_data(data, dtype, requires_grad, name, copy=True)


def asarray(
    data: Any,
    dtype: DTypeLike | None = None,
    *,
    requires_grad: bool = False,
    name: str | None = None,
) -> Tensor:
    """A Tensor of the data, sharing the memory of a read-only array.

    A writable array is copied, since its owner could change it behind the graph's back. A Tensor
    is returned as it is where nothing else is asked for.

    Parameters
    ----------
    data, dtype, requires_grad, name
        As for `tensor`.

    Examples
    --------
    >>> import numpy as np
    >>> a = np.arange(3.0)
    >>> a.setflags(write=False)
    >>> np.shares_memory(mg.asarray(a).numpy(), a)
    True
    """
    if isinstance(data, Tensor) and not requires_grad and name is None:
        return data if dtype is None or data.dtype == np.dtype(dtype) else data.astype(dtype)
    if isinstance(data, Box) and not isinstance(data, Tensor):
        other: Any = data
        return other  # type: ignore[no-any-return]  # it reads operations in its own way
    return _from_data(data, dtype, requires_grad, name, copy=False)


def _from_data(
    data: Any, dtype: DTypeLike | None, requires_grad: bool, name: str | None, *, copy: bool
) -> Tensor:
    if isinstance(data, Tensor):
        if data.requires_grad:
            raise TypeError(
                "a new Tensor would lose this one's gradient; use +t for a recorded copy, or "
                "t.detach() for its value"
            )
        data = data.node.value
    value = as_value(data, copy=copy)
    if dtype is not None and value.dtype != np.dtype(dtype):
        value = value.astype(dtype)
    return leaf(value, requires_grad, name)


def zeros(
    shape: int | Sequence[int],
    dtype: DTypeLike = float,
    *,
    requires_grad: bool = False,
    name: str | None = None,
) -> Tensor:
    """A Tensor of zeros, as NumPy's ``zeros``.

    Parameters
    ----------
    shape : int or sequence of int
        The lengths of the axes.
    dtype
        Of the elements.
    requires_grad, name
        As for `tensor`.

    Examples
    --------
    >>> mg.zeros((2, 3))
    tensor([[0., 0., 0.],
            [0., 0., 0.]])
    """
    return full(shape, 0, dtype, requires_grad=requires_grad, name=name)


def ones(
    shape: int | Sequence[int],
    dtype: DTypeLike = float,
    *,
    requires_grad: bool = False,
    name: str | None = None,
) -> Tensor:
    """A Tensor of ones, as NumPy's ``ones``.

    Parameters
    ----------
    shape, dtype, requires_grad, name
        As for `zeros`.

    Examples
    --------
    >>> mg.ones(2, requires_grad=True)
    tensor([1., 1.], requires_grad=True)
    """
    return full(shape, 1, dtype, requires_grad=requires_grad, name=name)


def full(
    shape: int | Sequence[int],
    fill_value: complex,
    dtype: DTypeLike | None = None,
    *,
    requires_grad: bool = False,
    name: str | None = None,
) -> Tensor:
    """A Tensor of one number, as NumPy's ``full``.

    Parameters
    ----------
    fill_value : number
        Every element; without ``dtype`` it decides of what kind they are.
    shape, dtype, requires_grad, name
        As for `zeros`.

    Examples
    --------
    >>> mg.full((2,), 0.5)
    tensor([0.5, 0.5])
    """
    _refuse_length(shape, dtype)
    return _new(np.full(shape, fill_value, dtype), requires_grad, name)


def eye(
    n: int,
    m: int | None = None,
    dtype: DTypeLike = float,
    *,
    requires_grad: bool = False,
    name: str | None = None,
) -> Tensor:
    """A Tensor with ones on its diagonal and zeros elsewhere, as NumPy's ``eye``.

    Parameters
    ----------
    n, m : int
        The numbers of rows and columns; by default as many columns as rows.
    dtype, requires_grad, name
        As for `zeros`.

    Examples
    --------
    >>> mg.eye(2)
    tensor([[1., 0.],
            [0., 1.]])
    """
    return _new(np.eye(n, m, dtype=dtype), requires_grad, name)


def arange(
    start: float,
    stop: float | None = None,
    step: float = 1,
    dtype: DTypeLike | None = None,
    *,
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
    dtype, requires_grad, name
        As for `zeros`; by default the numbers' own dtype.

    Examples
    --------
    >>> mg.arange(3)
    tensor([0, 1, 2])
    >>> mg.arange(1.0, 2.0, 0.5, requires_grad=True)
    tensor([1. , 1.5], requires_grad=True)
    """
    ends: Any = (0, start, step) if stop is None else (start, stop, step)
    return _new(np.arange(*ends, dtype=dtype), requires_grad, name)


def linspace(
    start: float,
    stop: float,
    num: int = 50,
    dtype: DTypeLike | None = None,
    *,
    requires_grad: bool = False,
    name: str | None = None,
) -> Tensor:
    """A Tensor of numbers at equal distances, as NumPy's ``linspace``.

    Parameters
    ----------
    start, stop : number
        The first and the last.
    num : int
        How many.
    dtype, requires_grad, name
        As for `zeros`.

    Examples
    --------
    >>> mg.linspace(0.0, 1.0, 5)
    tensor([0.  , 0.25, 0.5 , 0.75, 1.  ])
    """
    return _new(np.linspace(start, stop, num, dtype=dtype), requires_grad, name)


def _refuse_length(shape: object, dtype: object) -> None:
    if isinstance(dtype, int):
        raise TypeError(f"a shape of several axes is a tuple, ({shape}, {dtype}, ...)")


def _new(array: Any, requires_grad: bool, name: str | None) -> Tensor:
    """A Tensor of an array that nobody else holds."""
    array.setflags(write=False)
    return _from_data(array, None, requires_grad, name, copy=False)
