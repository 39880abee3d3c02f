"""Titles of frames, moved to where no arrow crosses them."""

from __future__ import annotations

import numpy as np

from minigrad.draw.geometry import Box, Geometry
from minigrad.draw.placement import CROSSING, place
from minigrad.draw.surroundings import Surroundings

INSET = 8  # points between a frame and its title
ACROSS = 25  # places along a frame
FROM_ITS_PLACE, OTHER_SIDE = 0.01, 2.0


def clear_titles(laid_out: Geometry) -> tuple[dict[str, Box], list[str]]:
    """Boxes of titles by the ids of frames, and the frames in which there is no clear place.

    Examples
    --------
    >>> from minigrad.draw.geometry import Arrow, Frame
    >>> arrow = Arrow("", np.array([[20.0, 50.0], [20.0, -50.0]]))
    >>> frame = Frame(Box(0, 0, 90, 100), Box(8, 8, 38, 18))
    >>> boxes, crossed = clear_titles(Geometry(frame.box, frames={"g": frame}, arrows={"e": arrow}))
    >>> boxes["g"].left > 20, crossed
    (True, [])
    """
    among = Surroundings(laid_out)
    candidates = {}
    for name, frame in laid_out.frames.items():
        if frame.title is None:
            continue
        (x, y), width, height = frame.title.middle, frame.title.width, frame.title.height
        left, low, right, high = frame.box
        inset = INSET + width / 2
        columns = np.append(x, np.linspace(left + inset, right - inset, ACROSS))
        rows = (y, low + INSET + height / 2, high - INSET - height / 2)
        boxes = np.array([(u, v, width, height) for v in rows for u in columns])
        costs = FROM_ITS_PLACE * np.abs(boxes[:, 0] - x)
        costs += OTHER_SIDE * (np.abs(boxes[:, 1] - y) > height)
        candidates[name] = boxes, costs + among.cost(boxes)
    placed = place(candidates, good=CROSSING)
    titles = {name: Box.at(*candidates[name][0][best]) for name, (best, _) in placed.items()}
    return titles, [name for name, (_, cost) in placed.items() if cost >= CROSSING]
