"""Geometry of a drawing that is laid out, read from what Graphviz writes as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

POINTS = np.linspace(0, 1, 40)[:, None]  # of each piece of an arrow
POINTS_PER_INCH = 72
SPACE = 0.27  # the least width of one, in sizes of letters
ALIGNED = {"l": 0.0, "c": 0.5, "r": 1.0}  # the share of a text that is left of its point


class Box(NamedTuple):
    """Rectangle with its sides; all lengths are in points, upwards and to the right."""

    left: float
    low: float
    right: float
    high: float

    @classmethod
    def at(cls, x: float, y: float, width: float, height: float) -> Box:
        """Box around its middle."""
        return cls(*map(float, (x - width / 2, y - height / 2, x + width / 2, y + height / 2)))

    @property
    def width(self) -> float:
        """Length across."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Length upwards."""
        return self.high - self.low

    @property
    def middle(self) -> tuple[float, float]:
        """Point halfway between the sides."""
        return (self.left + self.right) / 2, (self.low + self.high) / 2


@dataclass
class Arrow:
    """Arrow as it is drawn.

    Attributes
    ----------
    position
        Its curve, as Graphviz writes it.
    course
        Points along it, a row for each, from its tail to the tip of its head.
    label
        The box of its text; None without one.
    raised
        How far the point of the label, that Graphviz calls ``lp``, is above the middle of the box.
    """

    position: str
    course: Any
    label: Box | None = None
    raised: float = 0.0


@dataclass
class Frame:
    """Frame with its box and that of its title; `raised` is that of an `Arrow`."""

    box: Box
    title: Box | None = None
    raised: float = 0.0


@dataclass
class Geometry:
    """Vertices, frames and arrows by their ids, and the box around all of them.

    Attributes
    ----------
    points
        The middles of vertices, as Graphviz writes them.
    """

    box: Box
    vertices: dict[str, Box] = field(default_factory=dict)
    points: dict[str, str] = field(default_factory=dict)
    frames: dict[str, Frame] = field(default_factory=dict)
    arrows: dict[str, Arrow] = field(default_factory=dict)

    @property
    def ids(self) -> set[str]:
        """All that is there."""
        return {*self.vertices, *self.frames, *self.arrows}


def geometry(measured: Any) -> Geometry:
    """Geometry of a drawing, from Graphviz's JSON."""
    result = Geometry(_box(measured["bb"]))
    for thing in measured.get("objects", ()):
        name = thing.get("id", thing["name"])  # what users add may have no id
        if "bb" in thing:
            frame = result.frames[name] = Frame(_box(thing["bb"]), text_box(thing))
            frame.raised = _raised(thing, frame.title)
        elif "pos" in thing:
            x, y = map(float, thing["pos"].split(","))
            width, height = (float(thing[k]) * POINTS_PER_INCH / 2 for k in ("width", "height"))
            result.points[name] = thing["pos"]
            result.vertices[name] = Box(x - width, y - height, x + width, y + height)
    for edge in measured.get("edges", ()):
        course = _course(edge)
        if len(course):  # others are not seen
            label = text_box(edge)
            arrow = Arrow(edge["pos"], course, label, _raised(edge, label))
            result.arrows[edge.get("id", str(edge["_gvid"]))] = arrow
    return result


def _box(sides: str) -> Box:
    return Box(*map(float, sides.split(",")))


def _raised(thing: Any, text: Box | None) -> float:
    return 0.0 if text is None else float(thing["lp"].split(",")[1]) - text.middle[1]


def text_box(thing: Any) -> Box | None:
    """Box of a title or a label, without the spaces that keep all its rows away from an arrow."""
    size, rows = 0.0, []
    for operation in thing.get("_ldraw_", ()):
        if operation["op"] == "F":
            size = operation["size"]
        if operation["op"] == "T":
            width, (x, y) = operation["width"], operation["pt"]
            left, text = x - ALIGNED[operation["align"]] * width, operation["text"]
            before = len(text) - len(text.lstrip("\u00a0"))
            rows.append((left, y - size / 4, left + width, y + size * 3 / 4, before))
    if not rows:
        return None
    lefts, lows, rights, highs, spaces = zip(*rows, strict=True)
    return Box(min(lefts) + min(spaces) * SPACE * size, min(lows), max(rights), max(highs))


def _course(edge: Any) -> Any:
    pieces = [np.empty((0, 2))]
    for operation in (*edge.get("_draw_", ()), *edge.get("_hdraw_", ())):
        corners = np.array(operation.get("points", ()))
        if operation["op"] == "b":
            a, b, c, d = (corners[i : len(corners) - 3 + i : 3][:, None] for i in range(4))
            t, rest = POINTS, 1 - POINTS
            curve = rest**3 * a + 3 * t * rest**2 * b + 3 * t**2 * rest * c + t**3 * d
            pieces.append(curve.reshape(-1, 2))
        elif operation["op"] == "P":  # the head, of which the second corner is the tip
            pieces.append(corners[1:2])
    return np.concatenate(pieces)
