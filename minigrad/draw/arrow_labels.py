"""Labels beside arrows: moved to where nothing strikes them, once a drawing is laid out.

Graphviz keeps room for a label beside its arrow, but lets other arrows, and frames, run through
it, and the arrow itself where that is bent.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigrad.draw.geometry import Arrow, Box, Geometry
from minigrad.draw.placement import place
from minigrad.draw.surroundings import CLEARANCE, FRAMED, Surroundings

SHARES = np.linspace(0.05, 0.95, 13)  # of the arrow, at which its label may stand
MORE_SHARES = np.linspace(0.03, 0.97, 41)  # where it stands well at none of them
AWAY = 4  # points between an arrow and its label
FROM_THE_MIDDLE, FROM_ITS_ARROW, ASIDE = 1.0, 0.02, 0.2
AMISS = FRAMED
SIDES = ("right", "left", "above", "below")


class Label(NamedTuple):
    """Label of an arrow.

    Attributes
    ----------
    box
        Where its rows are.
    side
        On which side of its arrow it stands.
    """

    box: Box
    side: str


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
    titles = [frame.title for frame in laid_out.frames.values() if frame.title is not None]
    among = Surroundings(laid_out, titles)
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
        box = Box.at(*candidates[name][0][best])
        labels[name] = Label(box, SIDES[sides[name][best]])
    return labels, sum(cost for _, cost in placed.values() if cost >= AMISS)


def _candidates(arrow: Arrow, shares: Any, *, down: bool) -> tuple[Any, Any, Any]:
    """Boxes along an arrow on its four sides, their costs, and the numbers of the sides."""
    assert arrow.label is not None  # noqa: S101 - only these are asked
    width, height = arrow.label.width, arrow.label.height
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
