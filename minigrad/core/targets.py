"""Hooks: functions that a backward sweep calls with a gradient, and that may replace it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import ref

from minigrad.core.node import Node

if TYPE_CHECKING:
    from typing_extensions import Self

Hook = Callable[[Any], Any]
_keys = count()


class HookedReceiver(ref[Any]):
    """Who receives a node's gradient, and what is done to the gradient first.

    Attributes
    ----------
    hooks
        From a gradient to the one that flows on.
    keeps
        Whether the Tensor is given the gradient, or hooks alone were asked for.
    """

    __slots__ = ("hooks", "keeps")

    hooks: dict[int, Hook]
    keeps: bool

    def apply(self, gradient: Any) -> Any:
        """What the hooks make of a gradient."""
        for hook in list(self.hooks.values()):
            gradient = hook(gradient)
        return gradient


def stop_keeping(node: Node) -> None:
    """Give a node's gradient to no Tensor any more; hooks go on seeing it."""
    if isinstance(node.receiver, HookedReceiver):
        node.receiver.keeps = False
    else:
        node.receiver = None


class HookHandle:
    """What `Tensor.register_hook` returns: removes the hook, also at the end of a ``with``."""

    def __init__(self, receiver: HookedReceiver, hook: Hook) -> None:
        self._hooks = receiver.hooks
        self._key = next(_keys)  # never one that was another hook's
        self._hooks[self._key] = hook

    def remove(self) -> None:
        """Call the hook no more; removing it twice does no harm."""
        self._hooks.pop(self._key, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.remove()
