"""Scopes: which part of a graph was recorded while a module, or a backward sweep, ran.

Nodes are numbered as they are made, so what a call recorded is what has a number from the call's
first to its result's. The result alone is marked: recording an operation costs nothing more.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from weakref import ref

from minigrad.core.node import Node, next_number

BACKWARD = "backward"
start_scope: Callable[[], int] = next_number  # what is recorded from here on has a larger number


class Scope(NamedTuple):
    """A part of a graph.

    Attributes
    ----------
    title
        The name of the class that was called, or `BACKWARD` for a sweep.
    caller
        What was called, if it still lives.
    first, last
        The positions, in the order of recording, of its first and its last node.
    """

    title: str
    caller: Any
    first: int
    last: int


def end_scope(result: Node, start: int, caller: Any) -> None:
    """Say that a node is a result of a call that began with a number; None called a sweep."""
    if result.number > start and result.op is not None:
        title = BACKWARD if caller is None else type(caller).__name__
        # Weak, since a module may keep a result, and the graph would keep the module.
        weak = None if caller is None else ref(caller)
        result.scopes = (start, title, weak, getattr(result, "scopes", None))


def scopes(nodes: Sequence[Node]) -> list[Scope]:
    """The parts in which nodes were recorded, outer ones before those inside them.

    Parameters
    ----------
    nodes
        In the order of their numbers.
    """
    found: dict[int, tuple[str, Any, int]] = {}
    for position, node in enumerate(nodes):
        marks = getattr(node, "scopes", None)
        while marks is not None:
            start, title, caller, marks = marks
            found[start] = (title, caller and caller(), position)
    numbers = [node.number for node in nodes]
    return [
        Scope(title, caller, bisect_right(numbers, start), last)
        for start, (title, caller, last) in sorted(found.items())
    ]
