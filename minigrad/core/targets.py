"""Targets of gradients: the Tensor that keeps one, and the hooks that see it first."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import ref

if TYPE_CHECKING:
    from typing_extensions import Self

Hook = Callable[[Any], Any]
_keys = count()


class GradientTarget:
    """Target of a node's gradient.

    The Tensor is held weakly, since its gradient may have a graph that holds the node.

    Parameters
    ----------
    tensor
        A leaf, or an interior Tensor with ``retain_grad()`` or hooks.
    keeps
        Whether the Tensor keeps the gradient, or hooks alone see it.
    """

    __slots__ = ("_tensor", "hooks", "keeps")

    def __init__(self, tensor: Any, *, keeps: bool = True) -> None:
        self._tensor = ref(tensor)
        self.keeps: bool = keeps
        self.hooks: dict[int, Hook] = {}

    @property
    def owner(self) -> Any:
        """The Tensor that keeps the gradient, while it lives."""
        return self._tensor() if self.keeps else None

    def without_owner(self) -> GradientTarget | None:
        """The target of a node that its Tensor no longer stands for: hooks alone, if any."""
        if not self.hooks:
            return None
        target = GradientTarget(self._tensor(), keeps=False)
        target.hooks = self.hooks
        return target

    def apply_hooks(self, gradient: Any) -> Any:
        """The gradient that flows on when all hooks have seen it."""
        for hook in list(self.hooks.values()):
            gradient = hook(gradient)
        return gradient


class HookHandle:
    """Handle of a hook: removes it, also at the end of a ``with``; see `Tensor.register_hook`."""

    def __init__(self, target: GradientTarget, hook: Hook) -> None:
        self._hooks = target.hooks
        self._key = next(_keys)  # never one that was another hook's
        self._hooks[self._key] = hook

    def remove(self) -> None:
        """Call the hook no more; removing it twice does no harm."""
        self._hooks.pop(self._key, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.remove()
