"""Titles of frames, where no arrow crosses them: known once a drawing is laid out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from minigrad.draw.layout import LONGEST_IN_PROCESS, lay_out

Box = tuple[float, float, float, float]
ROUNDS = 6
ROOMIER = 1.5
CLEARANCE = 2  # points between a title and an arrow
INSET = 8  # points between a frame and its title
POINTS = np.linspace(0, 1, 40)[:, None]  # of each piece of an arrow


class Place(NamedTuple):
    """Place of a title in its frame.

    Attributes
    ----------
    loc, just
        What Graphviz calls labelloc and labeljust.
    room
        How much room there is across, in widths of the title.
    """

    loc: str
    just: str
    room: float = 1.0


def clear_places(describe: Callable[[Mapping[str, Place]], str], usual: Place) -> dict[str, Place]:
    """Places of those titles that arrows would cross in the usual one, by the ids of their frames.

    Parameters
    ----------
    describe
        The drawing in DOT, with titles in the places that are given.
    usual
        The place of the others.

    Examples
    --------
    >>> frame = "subgraph cluster_g {id=g label=title labelloc=%s labeljust=%s b}"
    >>> usual = Place("t", "l")
    >>> def describe(places):
    ...     return "digraph {%s; a -> b}" % (frame % places.get("g", usual)[:2])
    >>> clear_places(describe, usual)
    {'g': Place(loc='b', just='l', room=1.0)}
    """
    places: dict[str, Place] = {}
    best, least = places, float("inf")
    tried: dict[str, set[Place]] = {}
    for _ in range(ROUNDS):
        source = describe(places)
        if len(source) > LONGEST_IN_PROCESS:  # laying it out again would take too long
            break
        crossed = list(_crossed(json.loads(lay_out(source, "json"))))
        if len(crossed) < least:
            best, least = places, len(crossed)
        if not crossed:
            break
        places = dict(places)
        for name, crossings in crossed:
            now = places.get(name, usual)
            tried.setdefault(name, set()).add(now)
            clear = [
                now._replace(loc=loc, just=just) for (loc, just), n in crossings.items() if not n
            ]
            clear = [place for place in clear if place not in tried[name]]
            wider = usual._replace(room=now.room * ROOMIER)
            places[name] = min(clear, key=lambda place: place.loc != usual.loc, default=wider)
    return best


def _crossed(described: Any) -> Iterator[tuple[str, dict[tuple[str, str], int]]]:
    """The frames whose titles are crossed, with the number of crossings in each place."""
    courses = [_course(edge) for edge in described.get("edges", ())]
    for frame in described.get("objects", ()):
        title = _title(frame) if frame["name"].startswith("cluster") else None
        if title is None or not _crossings(courses, title):
            continue
        left, low, right, high = title
        width, height = right - left, high - low
        x, y, end, top = map(float, frame["bb"].split(","))
        across = {"l": x + INSET, "c": (x + end - width) / 2, "r": end - INSET - width}
        up = {"b": y + INSET, "t": top - INSET - height}
        yield (
            frame["id"],
            {
                (loc, just): _crossings(courses, (x, y, x + width, y + height))
                for (loc, y), (just, x) in product(up.items(), across.items())
            },
        )


def _title(frame: Any) -> Box | None:
    """The box of a frame's title."""
    size, boxes = 0.0, []
    for operation in frame.get("_ldraw_", ()):
        if operation["op"] == "F":
            size = operation["size"]
        if operation["op"] == "T":
            width, (x, y) = operation["width"], operation["pt"]
            left = x - {"l": 0.0, "c": 0.5, "r": 1.0}[operation["align"]] * width
            boxes.append((left, y - size / 4, left + width, y + size * 3 / 4))
    if not boxes:
        return None
    left, low, right, high = zip(*boxes, strict=True)
    return min(left), min(low), max(right), max(high)


def _course(edge: Any) -> Any:
    """Points along an arrow."""
    pieces = []
    for operation in edge["_draw_"]:
        if operation["op"] == "b":
            corners = np.array(operation["points"])
            a, b, c, d = (corners[i : len(corners) - 3 + i : 3][:, None] for i in range(4))
            t, rest = POINTS, 1 - POINTS
            curve = rest**3 * a + 3 * t * rest**2 * b + 3 * t**2 * rest * c + t**3 * d
            pieces.append(curve.reshape(-1, 2))
    return np.concatenate(pieces)


def _crossings(courses: Sequence[Any], box: Box) -> int:
    """The number of arrows that go through a box, or close by."""
    low, high = np.array(box[:2]) - CLEARANCE, np.array(box[2:]) + CLEARANCE
    return sum(bool(((low < course) & (course < high)).all(axis=1).any()) for course in courses)
