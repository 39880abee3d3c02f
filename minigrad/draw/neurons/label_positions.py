"""Positions of texts on straight arrows, clear of other arrows, of neurons and of each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from minigrad.draw.placement import (
    CROSSING,
    OVERLAP,
    between_sides,
    crossings,
    overlaps,
    place,
)

Point = tuple[float, float]
Size = tuple[float, float]
SHARES = np.linspace(0.08, 0.92, 43)  # of the arrow, at which its text may stand
# How far beside its arrow; on a path the colour says whose it is.
SIDES = (0, 1, -1)
OF_PATHS = (*SIDES, 0.5, -0.5, 1.3, -1.3)
CLEARANCE = 3  # points between a text and an arrow that is not its own
# An arrow that is on no path says nothing, so a text on it is only less clear. Where other arrows
# have texts too, there is rarely room beside all of them, and less is lost than without the texts.
COVERING, CROWDING = 1.0, 0.25
ASIDE, FROM_THE_MIDDLE = 0.05, 0.1  # on its own arrow, and halfway, it is best


class Arrow(NamedTuple):
    """Straight arrow between the centres of two neurons.

    Attributes
    ----------
    tail, head
        Its ends.
    text
        Width and height of its text; None if it has none.
    marked
        True if it is on a path.
    """

    tail: Point
    head: Point
    text: Size | None
    marked: bool = False


class Box(NamedTuple):
    """Rectangle: its middle, and its width and height."""

    middle: Point
    size: Size


def label_positions(
    arrows: Sequence[Arrow], boxes: Sequence[Box], radius: float
) -> tuple[dict[int, Point], float]:
    """Middles of the texts by the numbers of their arrows, and what is amiss: 0 if nothing.

    Where a text lies on another or on a box, infinitely much is.

    Parameters
    ----------
    arrows
        The arrows of one gap between columns; others do not come near.
    boxes
        What texts may not lie on.
    radius
        That of a neuron, at whose edge arrows begin and end.

    Examples
    --------
    >>> crossed = [Arrow((0, 0), (100, 0), (30, 10)), Arrow((50, -50), (50, 50), None)]
    >>> positions, amiss = label_positions(crossed, [], radius=10)
    >>> abs(positions[0][0] - 50) > 15, amiss
    (True, 0)
    """
    lines = np.array([_visible(arrow, radius) for arrow in arrows])
    fixed = np.array([(*box.middle, *box.size) for box in boxes]).reshape(-1, 4)
    weights = np.array(
        [CROSSING if x.marked else COVERING if x.text is None else CROWDING for x in arrows]
    )
    own = np.eye(len(arrows), dtype=bool)
    candidates = {}
    for i, arrow in enumerate(arrows):
        if arrow.text is not None:
            places, costs = _candidates(lines[i], arrow.text, OF_PATHS if arrow.marked else SIDES)
            inside = np.abs(places[:, 0] - (arrow.tail[0] + arrow.head[0]) / 2) + places[:, 2] / 2
            free = (inside <= (arrow.head[0] - arrow.tail[0]) / 2) & (overlaps(places, fixed) == 0)
            free &= ~crossings(places, lines[i, None, 4:], CLEARANCE)[:, 0]  # not on its own head
            if not free.any():
                return {}, math.inf
            places, costs = places[free], costs[free]
            costs += crossings(places, lines, CLEARANCE) @ np.where(own[i], 0, weights)
            candidates[i] = places, costs
    placed = place(candidates, good=CROWDING)
    middles = {i: candidates[i][0][best][:2].tolist() for i, (best, _) in placed.items()}
    costs = [cost for _, cost in placed.values() if cost >= CROWDING]
    amiss = math.inf if max(costs, default=0) >= OVERLAP else sum(costs)
    return {i: (x, y) for i, (x, y) in middles.items()}, amiss


def uncovered(line: Sequence[Point], boxes: Sequence[Box]) -> list[tuple[float, float]]:
    """Shares of a straight line, from one to another, that are not behind boxes.

    Examples
    --------
    >>> uncovered([(0, 0), (100, 0)], [Box((50, 0), (20, 10)), Box((50, 50), (20, 10))])
    [(0.0, 0.4), (0.6, 1.0)]
    """
    start, way = np.array(line[0]), np.subtract(line[1], line[0])
    fixed = np.array([(*box.middle, *box.size) for box in boxes]).reshape(-1, 4)
    entered, left = between_sides(fixed, np.array([[*start, *(start + way)]]), clearance=0)
    result, at = [], 0.0
    for a, b in sorted(zip(entered[:, 0].tolist(), left[:, 0].tolist(), strict=True)):
        if a < b and b > 0 and a < 1:
            result.append((at, max(a, at)))
            at = max(b, at)
    return [(a, b) for a, b in [*result, (at, 1.0)] if a < b]


def _visible(arrow: Arrow, radius: float) -> Any:
    """Both ends of what is seen of an arrow, and of its head."""
    tail, head = np.array(arrow.tail), np.array(arrow.head)
    way = (head - tail) / np.hypot(*(head - tail))
    tip = head - way * radius
    return np.concatenate([tail + way * radius, tip, tip - way * radius / 2, tip])


def _candidates(line: Any, size: Size, sides: Sequence[float]) -> tuple[Any, Any]:
    """Boxes on an arrow and on both sides of it, and how much worse than the best each is."""
    tail, head = line[:2], line[2:4]
    way = (head - tail) / np.hypot(*(head - tail))
    across = np.array([-way[1], way[0]])
    away = (np.abs(across) * size).sum() / 2 + CLEARANCE / 2
    places, costs = [], []
    for side in sides:
        middles = tail + SHARES[:, None] * (head - tail) + side * away * across
        places.append(np.hstack([middles, np.broadcast_to(size, middles.shape)]))
        costs.append(ASIDE * abs(side) + FROM_THE_MIDDLE * np.abs(SHARES - 0.5))
    return np.concatenate(places), np.concatenate(costs)
