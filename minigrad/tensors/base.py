"""The base of Tensors: a handle on a node, and what the node says of itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.core.node import Node
from minigrad.core.targets import GradientTarget
from minigrad.core.values import check_differentiable
from minigrad.ops.operators import Operators


class Handle(Operators):
    """Handle on a node. What Tensors can do beside that is in classes side by side."""

    __slots__ = ("__weakref__", "_grad", "_whole", "node")

    node: Node
    _grad: Any
    _whole: Any  # of a part a weak reference to the Tensor that it was taken from, or None

    @staticmethod
    def _handle(node: Node) -> Any:
        """A Tensor for a node."""
        raise NotImplementedError

    @property
    def name(self) -> str | None:
        """A name for drawings and messages."""
        return self.node.name

    @name.setter
    def name(self, name: str | None) -> None:
        if not (name is None or isinstance(name, str)):
            raise TypeError(f"a name is a text or None, not {type(name).__name__} {name!r}")
        self.node.name = name

    @property
    def shape(self) -> tuple[int, ...]:
        """The lengths of the axes."""
        shape: tuple[int, ...] = self.node.value.shape
        return shape

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of the elements."""
        dtype: np.dtype[Any] = self.node.value.dtype
        return dtype

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of elements."""
        size: int = self.node.value.size
        return size

    @property
    def is_leaf(self) -> bool:
        """True of a Tensor that was made by the user, not by a recorded operation."""
        return self.node.op is None

    @property
    def requires_grad(self) -> bool:
        """True where a gradient flows back to or through this Tensor."""
        return self.node.requires_grad

    @requires_grad.setter
    def requires_grad(self, requires_grad: bool) -> None:
        if self.node.op is not None:
            raise RuntimeError(
                "requires_grad can be set on leaves only, and this Tensor was computed by "
                f"{self.node.op.name!r}; use detach() for one that needs no gradient"
            )
        if requires_grad != self.requires_grad:
            self._become_leaf(self.node.value, requires_grad)

    def _become_leaf(self, value: Any, requires_grad: bool) -> None:
        """Give the handle a new leaf node; graphs recorded before keep the old one."""
        if requires_grad:
            check_differentiable(value.dtype)
        node = Node(value, requires_grad=requires_grad)
        old = getattr(self, "node", None)
        if old is not None:
            node.name = old.name
        # Hooks stay when a parameter is given a new value, or is frozen for a while.
        if old is not None and old.op is None:
            node.target = old.target
        if requires_grad:
            node.target = node.target or GradientTarget(self)
            if not hasattr(self, "_grad"):
                self._grad = None
        self.node = node
