"""Surroundings of texts in a drawing: arrows, vertices, frames and other texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.draw.geometry import Box, Geometry
from minigrad.draw.placement import CROSSING, OVERLAP, crossings, overlaps

CLEARANCE, FRAME_CLEARANCE, NEAR = 3, 3, 9  # points
FRAMED = 10.0  # across the line of a frame a text can be read, but badly
TAKEN_FOR_ANOTHERS = 1.0  # near an arrow that is not its own


class Surroundings:
    """What a text is to stand clear of.

    Parameters
    ----------
    laid_out
        Where arrows, vertices and frames stand.
    texts
        Where other texts stand.
    """

    def __init__(self, laid_out: Geometry, texts: Sequence[Box] = ()) -> None:
        pieces = [_pieces(arrow.course) for arrow in laid_out.arrows.values()]
        self._lines = np.concatenate([np.empty((0, 4)), *pieces])
        self._of_arrow = np.repeat(np.arange(len(pieces)), [len(x) for x in pieces])
        self._numbers = {name: i for i, name in enumerate(laid_out.arrows)}
        frames = laid_out.frames.values()
        self._frames = np.array([side for frame in frames for side in _sides(frame.box)])
        self._solid = _rows([*laid_out.vertices.values(), *texts])
        self._box = laid_out.box

    def cost(self, boxes: Any, arrow: str | None = None) -> Any:
        """Cost of each box, for a text of an arrow or of none."""
        low, high = boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2
        near = _reach(self._lines, low.min(axis=0) - NEAR, high.max(axis=0) + NEAR)
        costs = CROSSING * self._struck(boxes, near, CLEARANCE)
        if arrow is not None:
            near &= self._of_arrow != self._numbers[arrow]
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
    rows = [(*box.middle, box.width + more, box.height + more) for box in boxes]
    return np.array(rows).reshape(-1, 4)


def _reach(lines: Any, low: Any, high: Any) -> Any:
    """True of lines that may come into a box."""
    least, most = np.minimum(lines[:, :2], lines[:, 2:]), np.maximum(lines[:, :2], lines[:, 2:])
    return ((least <= high) & (most >= low)).all(axis=1)
