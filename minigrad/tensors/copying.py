"""Copies of Tensors: leaves, and graphs of their own."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from minigrad.core.copies import copy_graph
from minigrad.core.node import Node
from minigrad.core.targets import GradientTarget
from minigrad.tensors.base import Handle


class Copyable(Handle):
    """Copies for the module ``copy``."""

    __slots__ = ()

    def __copy__(self) -> Any:
        """A leaf of the same value and gradient, or, in the middle of a graph, a recorded copy."""
        if not self.is_leaf:
            return +self
        new = self._handle(Node(self.node.value))
        new._become_leaf(self.node.value, self.requires_grad)
        new.node.name = self.name
        if hasattr(self, "_grad"):
            new.grad = self._grad
        return new

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """A handle of a graph of its own; what is copied with one ``memo`` belongs together."""
        made = copy_graph(self.node, memo)
        new = memo[id(self)] = self._handle(memo[id(self.node)])
        if hasattr(self, "_grad"):  # what takes gradients; a result kept by a module does not
            new._grad = deepcopy(self._grad, memo)
        if self.node.owner is self:
            new.node.target = GradientTarget(new)
        for node in made:
            tensor = node.owner if node.op is None else None
            if tensor is not None:  # a leaf, whose handle may have another value by now
                memo[id(node)].target = GradientTarget(deepcopy(tensor, memo))
        return new
