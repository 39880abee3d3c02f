"""Hooks of Tensors: functions that a backward sweep calls with a gradient."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from minigrad.core.node import Node
from minigrad.core.targets import GradientTarget, HookHandle
from minigrad.core.values import as_dtype, as_value
from minigrad.tensors.base import Handle


class Hooked(Handle):
    """Hooks on the gradient of a Tensor."""

    __slots__ = ()

    def register_hook(self, hook: Callable[[Any], Any]) -> HookHandle:
        """Call a function with this Tensor's gradient in every later backward sweep.

        It is called once a sweep, when all of the gradient has arrived, before it flows on or is
        added to ``grad``. What it returns, or writes into it, takes the gradient's place. It stays
        with the value there is now: after ``x[i] = v`` it sees the gradient of what ``x`` was.

        Parameters
        ----------
        hook : callable
            Takes a Tensor; returns None, or a gradient of the same shape.

        Returns
        -------
        HookHandle
            Its ``remove()`` takes the hook away; so does the end of a ``with`` statement.

        Examples
        --------
        >>> x = mg.tensor([3.0, 4.0], requires_grad=True)
        >>> handle = x.register_hook(lambda g: g.clip(-1.0, 1.0))
        >>> (x * x).sum().backward()
        >>> x.grad
        tensor([1., 1.])
        """
        if not self.requires_grad:
            raise RuntimeError("register_hook() needs a Tensor through which a gradient flows")
        target = self.node.target
        if target is None or not target.hooks:  # nodes of earlier values may share it
            keeps = target is not None and target.keeps
            target = self.node.target = GradientTarget(self, keeps=keeps)
        arguments = (hook, self._handle, self.shape, self.dtype)
        return HookHandle(target, partial(_call_hook, *arguments))


def _call_hook(
    hook: Callable[[Any], Any],
    handle: Callable[[Node], Any],
    shape: Any,
    dtype: Any,
    gradient: Any,
) -> Any:
    """Hand a gradient, bare or recorded, to a user's function, and take what it returns."""
    bare = not isinstance(gradient, Handle)
    node = Node(gradient) if bare else gradient.node
    given = handle(node)
    returned = hook(given)
    if returned is None:
        if given.node is node:
            return gradient
        returned = given  # the hook has written into it
    if np.shape(returned) != shape:
        raise ValueError(
            f"a hook returned a gradient of shape {np.shape(returned)} for a Tensor of shape "
            f"{shape}; return None to leave the gradient as it is"
        )
    if not bare:
        is_recorded = isinstance(returned, Handle)
        recorded: Any = returned if is_recorded else handle(Node(as_value(returned)))
        return recorded if recorded.dtype == dtype else recorded.astype(dtype)
    is_tensor = isinstance(returned, Handle)
    return as_dtype(returned.node.value if is_tensor else as_value(returned), dtype)
