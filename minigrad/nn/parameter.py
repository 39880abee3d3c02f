"""Parameters made one by one."""

from __future__ import annotations

from typing import Any

from minigrad.tensors.creation import tensor
from minigrad.tensors.handle import Tensor


def Parameter(data: Any, requires_grad: bool = True) -> Tensor:  # noqa: N802 - PyTorch's name
    """Leaf Tensor that a module holds as a parameter: ``tensor(data, requires_grad=True)``.

    Parameters
    ----------
    data : array_like
        The first value, of floating-point numbers. It is copied.
    requires_grad : bool
        Whether it is trained; one that is not is saved and loaded all the same.

    Raises
    ------
    TypeError
        Where numbers are integers, which have no gradient.

    Examples
    --------
    >>> net = nn.Module()
    >>> net.scale = nn.Parameter([1.0, 2.0])
    >>> net.shift = nn.Parameter([0.0], requires_grad=False)
    >>> [name for name, _ in net.named_parameters()], list(net.state_dict())
    (['scale'], ['scale', 'shift'])
    """
    if isinstance(data, Tensor):
        data = data.detach()
    made = tensor(data, requires_grad=True)
    made.requires_grad = requires_grad  # a frozen parameter remains one
    return made
