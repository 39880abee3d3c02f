"""Making Tensors from data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from minigrad.core.box import Box
from minigrad.core.dispatch import implements
from minigrad.core.values import as_value, refuse_device
from minigrad.ops.joining import stack
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
    return from_data(data, dtype, requires_grad, name, copy=True)


@implements(np.asarray, np.asanyarray, np.ascontiguousarray, np.asfortranarray)
def asarray(
    data: Any,
    dtype: DTypeLike | None = None,
    *,
    device: str | None = None,
    copy: bool | None = None,
    requires_grad: bool = False,
    name: str | None = None,
) -> Tensor:
    """A Tensor of the data, sharing the memory of a read-only array.

    A writable array is copied, since its owner could change it behind the graph's back. A Tensor
    is returned as it is where nothing else is asked for. Nested lists with Tensors among them are
    stacked, and gradients flow to those.

    Parameters
    ----------
    data : array_like
        Numbers, nested lists, arrays, also of PyTorch and JAX (by DLPack), or a Tensor.
    dtype, requires_grad, name
        As for `tensor`.
    device : str, optional
        ``"cpu"``, or that of the data.
    copy : bool, optional
        True for a value of its own; False for an error where the data must be copied.

    Examples
    --------
    >>> import numpy as np
    >>> a = np.arange(3.0)
    >>> a.setflags(write=False)
    >>> np.shares_memory(mg.asarray(a).numpy(), a)
    True
    """
    if isinstance(data, (list, tuple)) and _holds_tensors(data):
        data = _stacked(data)
    if device is not None and device != getattr(data, "device", None):
        refuse_device(device)
    if isinstance(data, Box) and not isinstance(data, Tensor):
        other: Any = data
        return other  # type: ignore[no-any-return]  # it reads operations in its own way
    if isinstance(data, Tensor) and not requires_grad and name is None:
        made = data if dtype is None or data.dtype == np.dtype(dtype) else data.astype(dtype)
        made = made.copy() if copy and made is data else made
    else:
        made = from_data(data, dtype, requires_grad, name, copy=bool(copy))
    if copy is False and made is not data and not _shares_memory(data, made):
        raise ValueError(
            "asarray(copy=False): this data must be copied, since only the memory of a read-only "
            "array of the same dtype can be shared; leave copy out"
        )
    return made


@implements(np.array)
def array(
    data: Any, dtype: DTypeLike | None = None, *, copy: bool | None = True, ndmin: int = 0
) -> Tensor:
    """A Tensor of the data as a value of its own: NumPy's ``array``.

    Nested lists with Tensors among them are stacked, and gradients flow to those.

    Parameters
    ----------
    data, dtype, copy
        As for `asarray`.
    ndmin : int
        The least number of axes; missing ones are put in front.

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0], requires_grad=True)
    >>> mg.array([x[0] * x[1], 3.0]).sum().backward()
    >>> x.grad
    tensor([2., 1.])
    """
    made = asarray(data, dtype, copy=copy)
    return made if made.ndim >= ndmin else made.reshape((1,) * (ndmin - made.ndim) + made.shape)


def from_dlpack(x: Any, /, *, device: str | None = None, copy: bool | None = None) -> Tensor:
    """A Tensor of an array of another library, by DLPack.

    Parameters
    ----------
    x
        An array with ``__dlpack__``: of PyTorch, JAX, NumPy, or a Tensor through which no
        gradient flows.
    device, copy
        As for `asarray`. Memory that may be written is copied.

    Examples
    --------
    >>> mg.from_dlpack(np.array([1.0, 2.0]))
    tensor([1., 2.])
    """
    refuse_device(device)
    options: Any = {} if copy is None else {"copy": copy}
    return leaf(as_value(np.from_dlpack(x, **options)), requires_grad=False, name=None)


def _shares_memory(data: Any, made: Tensor) -> bool:
    source = data.node.value if isinstance(data, Tensor) else data
    return isinstance(source, np.ndarray) and np.may_share_memory(source, made.node.value)


def _holds_tensors(data: Any) -> bool:
    """True of nested lists with a Tensor among them."""
    if isinstance(data, (list, tuple)):
        return any(map(_holds_tensors, data))
    return isinstance(data, Tensor)


def _stacked(data: Any) -> Any:
    """Nested lists as one Tensor, recorded."""
    if not isinstance(data, (list, tuple)) or not _holds_tensors(data):
        return data if isinstance(data, Tensor) else np.asarray(data)
    return stack([_stacked(part) for part in data])


def from_data(
    data: Any, dtype: DTypeLike | None, requires_grad: bool, name: str | None, *, copy: bool
) -> Tensor:
    """A leaf, of a copy of the data or of what it shares with a read-only array."""
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
