"""Frames that grow around the labels of what they hold, which Graphviz leaves half outside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from minigrad.draw.geometry import Box, Geometry

MARGIN = 6  # points between a label and the line of its frame, and between two such lines


def grown_frames(laid_out: Geometry, labels: Mapping[str, Box]) -> dict[str, Box]:
    """Boxes of frames, with the labels of arrows inside in them where nothing else is in the way.

    Parameters
    ----------
    laid_out
        Where everything stands.
    labels
        Where labels stand, by the ids of their arrows.

    Examples
    --------
    >>> from minigrad.draw.geometry import Arrow, Frame
    >>> arrow = Arrow("", np.array([[5.0, 5.0], [5.0, 95.0]]))
    >>> frame = Frame(Box(0, 0, 40, 100))
    >>> of_both = Geometry(frame.box, frames={"g": frame}, arrows={"e": arrow})
    >>> grown_frames(of_both, {"e": Box(10, 40, 60, 50)})
    {'g': Box(left=0, low=0, right=66, high=100)}
    """
    frames = {name: frame.box for name, frame in laid_out.frames.items()}
    held = {
        name: {x for x, arrow in laid_out.arrows.items() if _ends_in(arrow.course, box)}
        for name, box in frames.items()
    }
    for arrow, label in labels.items():
        grown, needed = {}, label
        around = sorted(
            (box.width * box.height, x) for x, box in frames.items() if arrow in held[x]
        )
        for _, name in around:  # from the innermost
            grown[name] = needed = _enclosing(frames[name], needed)
        solid = [*laid_out.vertices.values(), *(frames[x] for x in frames if x not in grown)]
        if not any(
            _overlaps(box, (x for x in solid if not _overlaps(frames[name], [x])))
            or _overlaps(box, (labels[x] for x in labels if x not in held[name]))
            for name, box in grown.items()
            if box != frames[name]
        ):
            frames |= grown
    return frames


def _ends_in(course: Any, box: Box) -> bool:
    """True of an arrow with both ends in a box."""
    left, low, right, high = box
    return all(left < x < right and low < y < high for x, y in (course[0], course[-1]))


def _enclosing(box: Box, inner: Box) -> Box:
    """The box and what is to be within it, with a margin."""
    return Box(
        min(box.left, inner.left - MARGIN),
        min(box.low, inner.low - MARGIN),
        max(box.right, inner.right + MARGIN),
        max(box.high, inner.high + MARGIN),
    )


def _overlaps(box: Box, others: Iterable[Box]) -> bool:
    return any(
        min(box.right, x.right) > max(box.left, x.left)
        and min(box.high, x.high) > max(box.low, x.low)
        for x in others
    )
