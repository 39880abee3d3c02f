"""Nests: dicts, lists and tuples of Tensors, to any depth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


def leaves(nest: Any) -> Iterator[Any]:
    """What the nest holds, in order."""
    if isinstance(nest, dict):
        nest = nest.values()
    elif not isinstance(nest, (list, tuple)):
        yield nest
        return
    for branch in nest:
        yield from leaves(branch)


def map_nest(f: Callable[[Any], Any], nest: Any) -> Any:
    """The same nest of what the function makes of each leaf."""
    if isinstance(nest, dict):
        return {key: map_nest(f, branch) for key, branch in nest.items()}
    if isinstance(nest, (list, tuple)):
        branches = [map_nest(f, branch) for branch in nest]
        return type(nest)(*branches) if hasattr(nest, "_fields") else type(nest)(branches)
    return f(nest)
