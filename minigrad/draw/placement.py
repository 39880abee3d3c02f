"""Placement of labels: of the places that each may have, those in which least is amiss.

Boxes are rows of an array, with the middle, the width and the height of each; lines are rows with
their two ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np

ROUNDS = 3
# A label over another or over a vertex cannot be read, one over an arrow is taken for that arrow's.
OVERLAP, CROSSING = 100.0, 20.0
Name = TypeVar("Name")


def place(candidates: Mapping[Name, tuple[Any, Any]], good: float) -> dict[Name, tuple[int, float]]:
    """Choice for each label and what it costs, so that no two labels are at one place.

    Parameters
    ----------
    candidates
        For each label its possible boxes, and the cost of each.
    good
        What costs less is good. A label that has few good places chooses first.

    Examples
    --------
    >>> boxes = np.array([[0.0, 0.0, 10.0, 10.0], [50.0, 0.0, 10.0, 10.0]])
    >>> place({"a": (boxes, np.array([0.0, 1.0])), "b": (boxes[:1], np.array([0.0]))}, good=2)
    {'b': (0, 0.0), 'a': (1, 1.0)}
    """
    chosen: dict[Name, Any] = {}
    result: dict[Name, tuple[int, float]] = {}
    order = sorted(candidates, key=lambda name: int((candidates[name][1] < good).sum()))
    for _ in range(ROUNDS):
        before = dict(result)
        for name in order:
            boxes, costs = candidates[name]
            others = np.array([chosen[x] for x in chosen if x != name]).reshape(-1, 4)
            whole = costs + OVERLAP * overlaps(boxes, others)
            best = int(whole.argmin())
            chosen[name], result[name] = boxes[best], (best, float(whole[best]))
        if result == before:
            break
    return result


def crossings(boxes: Any, lines: Any, clearance: float) -> Any:
    """True where a line crosses a box, or comes nearer than the clearance: a row for each box."""
    entered, left = between_sides(boxes, lines, clearance)
    return (entered < left) & (left > 0) & (entered < 1)


def between_sides(boxes: Any, lines: Any, clearance: float) -> tuple[Any, Any]:
    """Shares of lines at which they enter and leave boxes; a line that misses one leaves first."""
    start, way = lines[:, :2], lines[:, 2:4] - lines[:, :2]
    way = np.where(way == 0, 1e-9, way)
    half = boxes[:, None, 2:] / 2 + clearance
    offset = boxes[:, None, :2] - start
    one, other = (offset - half) / way, (offset + half) / way
    return np.minimum(one, other).max(axis=2), np.maximum(one, other).min(axis=2)


def overlaps(boxes: Any, others: Any) -> Any:
    """Number of the other boxes on which each box lies."""
    apart = np.abs(boxes[:, None, :2] - others[:, :2])
    return (apart < (boxes[:, None, 2:] + others[:, 2:]) / 2).all(axis=2).sum(axis=1)
