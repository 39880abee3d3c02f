"""Nests (pytrees): dicts, lists and tuples of Tensors, to any depth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


def leaves(nest: Any) -> Iterator[Any]:
    """The leaves of the nest, in order."""
    if isinstance(nest, dict):
        nest = nest.values()
    elif not isinstance(nest, (list, tuple)):
        yield nest
        return
    for branch in nest:
        yield from leaves(branch)


def map_nest(f: Callable[[Any], Any], nest: Any, leaf: type | tuple[type, ...] = ()) -> Any:
    """The same nest with the function applied to each leaf; an object of ``leaf`` is one too."""
    if isinstance(nest, leaf):
        return f(nest)
    if isinstance(nest, dict):
        return {key: map_nest(f, branch, leaf) for key, branch in nest.items()}
    if isinstance(nest, (list, tuple)):
        branches = [map_nest(f, branch, leaf) for branch in nest]
        return type(nest)(*branches) if hasattr(nest, "_fields") else type(nest)(branches)
    return f(nest)


def aligned(like: Any, nest: Any, what: str, place: str = "") -> list[tuple[str, Any, Any]]:
    """The leaves of a nest beside those of another of its form, each with its place.

    The object at a leaf of ``like`` is one leaf, also a list of numbers. None holds nothing.

    Raises
    ------
    ValueError
        Naming the first place where the forms differ.
    """
    if isinstance(like, dict):
        if not isinstance(nest, dict) or nest.keys() != like.keys():
            raise ValueError(f"{what}: {_kind(nest)} stands{_at(place)} where {_kind(like)} is")
        branches = [(f"{place}[{key!r}]", like[key], nest[key]) for key in like]
    elif isinstance(like, (list, tuple)):
        if not isinstance(nest, (list, tuple)) or len(nest) != len(like):
            raise ValueError(f"{what}: {_kind(nest)} stands{_at(place)} where {_kind(like)} is")
        pairs = zip(like, nest, strict=True)
        branches = [(f"{place}[{i}]", a, b) for i, (a, b) in enumerate(pairs)]
    elif like is None:
        if nest is not None:
            raise ValueError(f"{what}: {_kind(nest)} stands{_at(place)} where None is")
        return []
    else:
        return [(place, like, nest)]
    return [leaf for place, a, b in branches for leaf in aligned(a, b, what, place)]


def _at(place: str) -> str:
    return f" at {place}" if place else ""


def _kind(nest: Any) -> str:
    if isinstance(nest, dict):
        return f"a dict of {', '.join(map(repr, nest)) or 'nothing'}"
    if isinstance(nest, (list, tuple)):
        return f"a {type(nest).__name__} of {len(nest)}"
    return "None" if nest is None else f"one {type(nest).__name__}"
