"""Labels beside arrows: moved to where nothing strikes them, once a drawing is laid out.

Graphviz keeps room for a label beside its arrow, but lets other arrows, and frames, run through
it, and the arrow itself where that is bent.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigrad.draw.geometry import Arrow, Box, Geometry
from minigrad.draw.placement import CROSSING, OVERLAP, crossings, overlaps, place

SHARES = np.linspace(0.05, 0.95, 13)  # of the arrow, at which its label may stand
MORE_SHARES = np.linspace(0.03, 0.97, 41)  # where it stands well at none of them
AWAY = 4  # points between an arrow and its label
CLEARANCE, FRAME_CLEARANCE, NEAR = 3, 3, 9  # points
FRAMED = 10.0  # across the line of a frame a label can be read, but badly
TAKEN_FOR_ANOTHERS = 1.0  # near an arrow that is not its own
FROM_THE_MIDDLE, FROM_ITS_ARROW, ASIDE = 1.0, 0.02, 0.2
AMISS = FRAMED
SIDES = ("right", "left", "above", "below")


class Label(NamedTuple):
    """Label of an arrow.

    Attributes
    ----------
    at
        The point that Graphviz calls ``lp``.
    side
        On which side of its arrow it stands.
    box
        Where its rows are.
    """

    at: tuple[float, float]
    side: str
    box: Box


def clear_labels(laid_out: Geometry, *, down: bool) -> tuple[dict[str, Label], float]:
    """Labels by the ids of their arrows, and how much is amiss: 0 if nothing.

    Parameters
    ----------
    laid_out
        Where Graphviz has put everything.
    down
        True if arrows lead down, so that labels stand rather beside than above them.
    """
    arrows = {name: arrow for name, arrow in laid_out.arrows.items() if arrow.label is not None}
    if not arrows:
        return {}, 0.0
    among = _Surroundings(laid_out)
    candidates, sides = {}, {}
    for name, arrow in arrows.items():
        for shares in (SHARES, MORE_SHARES):
            boxes, costs, sides[name] = _candidates(arrow, shares, down=down)
            candidates[name] = boxes, costs + among.cost(boxes, name)
            if candidates[name][1].min() < AMISS:
                break
    placed = place(candidates, good=AMISS)
    labels = {}
    for name, (best, _) in placed.items():
        x, y, width, height = map(float, candidates[name][0][best])
        box = Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        labels[name] = Label((x, y + arrows[name].raised), SIDES[sides[name][best]], box)
    return labels, sum(cost for _, cost in placed.values() if cost >= AMISS)


class _Surroundings:
    """What labels are to stand clear of: arrows, vertices, titles and the lines of frames."""

    def __init__(self, laid_out: Geometry) -> None:
        pieces = [_pieces(arrow.course) for arrow in laid_out.arrows.values()]
        self._lines = np.concatenate(pieces)
        self._of_arrow = np.repeat(np.arange(len(pieces)), [len(x) for x in pieces])
        self._numbers = {name: i for i, name in enumerate(laid_out.arrows)}
        frames = laid_out.frames.values()
        self._frames = np.array([side for frame in frames for side in _sides(frame.box)])
        titles = [frame.title for frame in frames if frame.title is not None]
        self._solid = _rows([*laid_out.vertices.values(), *titles])
        self._box = laid_out.box

    def cost(self, boxes: Any, name: str) -> Any:
        """Cost of each box for the label of an arrow."""
        low, high = boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2
        near = _reach(self._lines, low.min(axis=0) - NEAR, high.max(axis=0) + NEAR)
        costs = CROSSING * self._struck(boxes, near, CLEARANCE)
        near &= self._of_arrow != self._numbers[name]
        costs += TAKEN_FOR_ANOTHERS * self._struck(boxes, near, NEAR)
        if len(self._frames):
            costs += FRAMED * crossings(boxes, self._frames, FRAME_CLEARANCE).any(axis=1)
        costs += OVERLAP * overlaps(boxes, self._solid)
        outside = (low < self._box[:2]) | (high > self._box[2:])
        return costs + outside.any(axis=1)

    def _struck(self, boxes: Any, near: Any, clearance: float) -> Any:
        """The number of arrows that come nearer to each box than the clearance."""
        if not near.any():
            return np.zeros(len(boxes))
        starts = np.flatnonzero(np.diff(self._of_arrow[near], prepend=-1))
        crossed = crossings(boxes, self._lines[near], clearance)
        return np.logical_or.reduceat(crossed, starts, axis=1).sum(axis=1)


def _pieces(course: Any) -> Any:
    """Straight lines along an arrow, as few as follow it closely (Ramer, Douglas and Peucker)."""
    corners, pending = [0], [(0, len(course) - 1)]
    while pending:
        start, end = pending.pop()
        way, off = course[end] - course[start], course[start:end] - course[start]
        across = np.abs(way[0] * off[:, 1] - way[1] * off[:, 0])
        furthest = int(across.argmax())
        if across[furthest] > CLEARANCE / 3 * np.hypot(*way):
            pending += [(start + furthest, end), (start, start + furthest)]
        else:
            corners.append(end)
    return np.hstack([course[corners[:-1]], course[corners[1:]]])


def _sides(box: Box) -> list[tuple[float, float, float, float]]:
    left, low, right, high = box
    return [
        (left, low, left, high),
        (right, low, right, high),
        (left, low, right, low),
        (left, high, right, high),
    ]


def _rows(boxes: list[Box]) -> Any:
    """The rows of boxes, with what is to stay clear around them."""
    more = 2 * CLEARANCE
    rows = [(*box.middle, box.right - box.left + more, box.high - box.low + more) for box in boxes]
    return np.array(rows).reshape(-1, 4)


def _reach(lines: Any, low: Any, high: Any) -> Any:
    """True of lines that may come into a box."""
    least, most = np.minimum(lines[:, :2], lines[:, 2:]), np.maximum(lines[:, :2], lines[:, 2:])
    return ((least <= high) & (most >= low)).all(axis=1)


def _candidates(arrow: Arrow, shares: Any, *, down: bool) -> tuple[Any, Any, Any]:
    """Boxes along an arrow on its four sides, their costs, and the numbers of the sides."""
    assert arrow.label is not None  # noqa: S101 - only these are asked
    width, height = arrow.label.right - arrow.label.left, arrow.label.high - arrow.label.low
    course = arrow.course
    lengths = np.concatenate([[0], np.hypot(*np.diff(course, axis=0).T).cumsum()])
    at = np.searchsorted(lengths, shares * lengths[-1]).clip(0, len(course) - 1)
    boxes, costs, sides = [], [], []
    for i, share in zip(at, shares, strict=True):
        x, y = course[i]
        beside = _around(course[:, 1], i, height / 2 + CLEARANCE)
        over = _around(course[:, 0], i, width / 2 + CLEARANCE)
        middles = (
            (course[beside, 0].max() + AWAY + width / 2, y),
            (course[beside, 0].min() - AWAY - width / 2, y),
            (x, course[over, 1].max() + AWAY + height / 2),
            (x, course[over, 1].min() - AWAY - height / 2),
        )
        for side, (u, v) in enumerate(middles):
            away = max(abs(u - x) - width / 2, abs(v - y) - height / 2) - AWAY
            cost = FROM_ITS_ARROW * away + FROM_THE_MIDDLE * abs(share - 0.5)
            boxes.append((u, v, width, height))
            costs.append(cost + ASIDE * (side % 2 + 2 * (down == (side > 1))))
            sides.append(side)
    return np.array(boxes), np.array(costs), sides


def _around(along: Any, i: int, away: float) -> slice:
    """The part of an arrow around a point of it where it is not further away in one direction."""
    far = np.flatnonzero(np.abs(along - along[i]) > away)
    k = int(np.searchsorted(far, i))
    return slice(far[k - 1] + 1 if k else 0, far[k] if k < len(far) else len(along))
