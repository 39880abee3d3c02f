"""Elements of a Tensor, such as ``W[0, 0]``: a recorded getitem with whole numbers as its key."""

from __future__ import annotations

import operator
from collections.abc import Collection
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.node import Node
from minigrad.ops import registry


class Element(NamedTuple):
    """Element of a node by its key; ``()`` is all of it."""

    node: Node
    key: tuple[int, ...] = ()

    def of(self, value: Any) -> Any:
        """The element of a value of the node's shape."""
        return np.asarray(value)[self.key] if self.key else value

    def called(self, name: str) -> str:
        """Name such as ``W[0, 0]``."""
        return f"{name}[{', '.join(map(str, self.key))}]" if self.key else name


def element(node: Node, graph: Collection[Node]) -> Element:
    """Element of a graph's node that a getitem beside the graph takes.

    ``W[0, 0]``, ``W[-1, 2]`` and ``W[0][0]`` are read so; what is in the graph is itself.

    Examples
    --------
    >>> from minigrad.draw.elements import element
    >>> w = mg.tensor([[1.0, 2.0]], requires_grad=True, name="w")
    >>> element(w[0][-1].node, {w.node}).key
    (0, 1)
    """
    at, index = node, ()
    while at not in graph:
        key = at.options.get("key") if at.op is registry["getitem"] else None
        if key is None or len(at.inputs) != 1:
            return Element(node)
        try:
            here = tuple(map(operator.index, key if isinstance(key, tuple) else (key,)))
        except TypeError:
            return Element(node)
        at = at.inputs[0]
        shape = np.shape(at.value)
        index = (*(i % n for i, n in zip(here, shape, strict=False)), *index)
    return Element(at, index)
