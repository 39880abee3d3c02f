"""Positions of texts on straight arrows, clear of other arrows, of neurons and of each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

Point = tuple[float, float]
Size = tuple[float, float]
SHARES = np.linspace(0.08, 0.92, 43)  # of the arrow, at which its text may stand
CLEARANCE = 3  # points between a text and an arrow that is not its own
ROUNDS = 3
# A text over another or over a neuron cannot be read, one over an arrow of a path is taken for that
# arrow's; one that covers an arrow that says nothing is only less clear.
OVERLAP, CROSSING, COVERING = 100.0, 20.0, 1.0
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
            costs += _crossings(places, lines) @ np.where(np.arange(len(arrows)) == i, 0, weights)
            costs += OVERLAP * (
                _overlaps(places, fixed) + _crossings(places, lines[i, None, 4:])[:, 0]
            )
            reach = np.abs(places[:, 0] - (arrow.tail[0] + arrow.head[0]) / 2) + places[:, 2] / 2
            costs += OVERLAP * (reach > (arrow.head[0] - arrow.tail[0]) / 2)  # beyond the gap
            candidates[i] = places, costs
    chosen: dict[int, Any] = {}
    amiss: dict[int, float] = {}
    for _ in range(ROUNDS):
        for i, (places, costs) in sorted(candidates.items(), key=_choice):
            others = np.array([chosen[j] for j in chosen if j != i]).reshape(-1, 4)
            whole = costs + OVERLAP * _overlaps(places, others)
            best = int(whole.argmin())
            chosen[i], amiss[i] = places[best], float(whole[best])
    middles = {i: (float(box[0]), float(box[1])) for i, box in chosen.items()}
    return middles, sum(cost for cost in amiss.values() if cost >= COVERING)


def _choice(candidate: tuple[int, tuple[Any, Any]]) -> int:
    """Number of the places that are good: a text that has few chooses first."""
    _, (_, costs) = candidate
    return int((costs < COVERING).sum())


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


def _crossings(boxes: Any, lines: Any) -> Any:
    """True where a line crosses a box, or comes too near: a row for each box."""
    start, way = lines[:, :2], lines[:, 2:4] - lines[:, :2]
    way = np.where(way == 0, 1e-9, way)
    half = boxes[:, None, 2:] / 2 + CLEARANCE
    offset = boxes[:, None, :2] - start
    one, other = (offset - half) / way, (offset + half) / way
    entered = np.minimum(one, other).max(axis=2)
    left = np.maximum(one, other).min(axis=2)
    return (entered < left) & (left > 0) & (entered < 1)


def _overlaps(boxes: Any, others: Any) -> Any:
    """Number of the other boxes on which each box lies."""
    apart = np.abs(boxes[:, None, :2] - others[:, :2])
    return (apart < (boxes[:, None, 2:] + others[:, 2:]) / 2).all(axis=2).sum(axis=1)
