"""Labels beside arrows: moved to where nothing strikes them, once a drawing is laid out.

Graphviz keeps room for a label beside its arrow, but lets other arrows, and frames, run through
it, and the arrow itself where that is bent.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigrad.draw.geometry import Arrow, Box, Geometry
from minigrad.draw.placement import CROSSING, OVERLAP, crossings, overlaps, place

SHARES = np.linspace(0.05, 0.95, 31)  # of the arrow, at which its label may stand
PIECES = 24  # of which an arrow is made when it is crossed
AWAY = 4  # points between an arrow and its label
CLEARANCE, FRAME_CLEARANCE, NEAR = 3, 3, 9  # points
FRAMED = 10.0  # across the line of a frame a label can be read, but badly
TAKEN_FOR_ANOTHERS = 1.0  # near an arrow that is not its own
FROM_THE_MIDDLE, FROM_ITS_ARROW, ASIDE = 1.0, 0.02, 0.2
AMISS = FRAMED
SIDES = ("right", "left", "above", "below")


class Label(NamedTuple):
    """Point of a label, that Graphviz calls ``lp``, and to which side its rows are flush."""

    at: tuple[float, float]
    aligned: str


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
    pieces = {name: _pieces(arrow.course) for name, arrow in laid_out.arrows.items()}
    of_arrow = np.repeat(list(pieces), [len(x) for x in pieces.values()])
    lines = np.concatenate(list(pieces.values()))
    frames = np.array([side for frame in laid_out.frames.values() for side in _sides(frame.box)])
    titles = [frame.title for frame in laid_out.frames.values() if frame.title is not None]
    solid = _rows([*laid_out.vertices.values(), *titles])
    candidates, sides = {}, {}
    for name, arrow in arrows.items():
        boxes, costs, sides[name] = _candidates(arrow, down=down)
        low, high = boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2
        near = _reach(lines, low.min(axis=0) - NEAR, high.max(axis=0) + NEAR)
        mine = of_arrow[near] == name
        costs += CROSSING * _struck(boxes, lines[near], of_arrow[near], CLEARANCE)
        costs += TAKEN_FOR_ANOTHERS * _struck(
            boxes, lines[near][~mine], of_arrow[near][~mine], NEAR
        )
        if len(frames):
            costs += FRAMED * crossings(boxes, frames, FRAME_CLEARANCE).any(axis=1)
        costs += OVERLAP * overlaps(boxes, solid)
        outside = (low < laid_out.box[:2]) | (high > laid_out.box[2:])
        candidates[name] = boxes, costs + outside.any(axis=1)
    placed = place(candidates, good=AMISS)
    labels = {}
    for name, (best, _) in placed.items():
        x, y = map(float, candidates[name][0][best, :2])
        labels[name] = Label((x, y + arrows[name].raised), SIDES[sides[name][best]])
    return labels, sum(cost for _, cost in placed.values() if cost >= AMISS)


def _pieces(course: Any) -> Any:
    """Straight lines along an arrow."""
    at = np.unique(np.linspace(0, len(course) - 1, PIECES + 1).astype(int))
    return np.hstack([course[at[:-1]], course[at[1:]]])


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


def _struck(boxes: Any, lines: Any, names: Any, clearance: float) -> Any:
    """The number of arrows that come nearer to each box than the clearance."""
    crossed = crossings(boxes, lines, clearance)
    return sum((crossed[:, names == name].any(axis=1) for name in set(names)), np.zeros(len(boxes)))


def _candidates(arrow: Arrow, *, down: bool) -> tuple[Any, Any, Any]:
    """Boxes along an arrow on its four sides, their costs, and the numbers of the sides."""
    assert arrow.label is not None  # noqa: S101 - only these are asked
    width, height = arrow.label.right - arrow.label.left, arrow.label.high - arrow.label.low
    course = arrow.course
    lengths = np.concatenate([[0], np.hypot(*np.diff(course, axis=0).T).cumsum()])
    at = np.searchsorted(lengths, SHARES * lengths[-1]).clip(0, len(course) - 1)
    boxes, costs, sides = [], [], []
    for i, share in zip(at, SHARES, strict=True):
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
