"""Making Tensors from data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from minigrad.tensor import Tensor, leaf
from minigrad.values import as_value

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
    """Make a Tensor of the data, sharing the memory of a read-only array.

    A writable array is copied, since its owner could change it behind the graph's back. A Tensor
    is returned as it is where nothing else is asked for. The parameters are those of `tensor`.

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
