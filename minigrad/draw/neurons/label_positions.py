"""Positions of texts on straight arrows, clear of other arrows, of neurons and of each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from minigrad.draw.placement import CROSSING, OVERLAP, crossings, overlaps, place

Point = tuple[float, float]
Size = tuple[float, float]
SHARES = np.linspace(0.08, 0.92, 43)  # of the arrow, at which its text may stand
CLEARANCE = 3  # points between a text and an arrow that is not its own
COVERING = 1.0  # an arrow that is on no path: it says nothing, and the text is only less clear
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
    weights = np.array([CROSSING if arrow.marked else COVERING for arrow in arrows])
    candidates = {}
    for i, arrow in enumerate(arrows):
        if arrow.text is not None:
            places, costs = _candidates(lines[i], arrow.text)
            others = np.where(np.arange(len(arrows)) == i, 0, weights)
            costs += crossings(places, lines, CLEARANCE) @ others
            on_head = crossings(places, lines[i, None, 4:], CLEARANCE)[:, 0]
            costs += OVERLAP * (overlaps(places, fixed) + on_head)
            reach = np.abs(places[:, 0] - (arrow.tail[0] + arrow.head[0]) / 2) + places[:, 2] / 2
            costs += OVERLAP * (reach > (arrow.head[0] - arrow.tail[0]) / 2)  # beyond the gap
            candidates[i] = places, costs
    placed = place(candidates, good=COVERING)
    middles = {i: candidates[i][0][best][:2].tolist() for i, (best, _) in placed.items()}
    amiss = sum(cost for _, cost in placed.values() if cost >= COVERING)
    return {i: (x, y) for i, (x, y) in middles.items()}, amiss


def _visible(arrow: Arrow, radius: float) -> Any:
    """Both ends of what is seen of an arrow, and of its head."""
    tail, head = np.array(arrow.tail), np.array(arrow.head)
    way = (head - tail) / np.hypot(*(head - tail))
    tip = head - way * radius
    return np.concatenate([tail + way * radius, tip, tip - way * radius / 2, tip])


def _candidates(line: Any, size: Size) -> tuple[Any, Any]:
    """Boxes on an arrow and on both sides of it, and how much worse than the best each is."""
    tail, head = line[:2], line[2:4]
    way = (head - tail) / np.hypot(*(head - tail))
    across = np.array([-way[1], way[0]])
    away = (np.abs(across) * size).sum() / 2 + CLEARANCE / 2
    places, costs = [], []
    for side in (0, 1, -1):
        middles = tail + SHARES[:, None] * (head - tail) + side * away * across
        places.append(np.hstack([middles, np.broadcast_to(size, middles.shape)]))
        costs.append(ASIDE * abs(side) + FROM_THE_MIDDLE * np.abs(SHARES - 0.5))
    return np.concatenate(places), np.concatenate(costs)
