"""Titles of frames, where no arrow crosses them: known once a drawing is laid out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from minigrad.draw.geometry import Box, Geometry, geometry
from minigrad.draw.layout import LONGEST_IN_PROCESS, measured

ROUNDS = 6
ROOMIER = 1.5
CLEARANCE = 2  # points between a title and an arrow
INSET = 8  # points between a frame and its title


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


def clear_titles(
    describe: Callable[[Mapping[str, Place]], str], usual: Place
) -> tuple[dict[str, Place], Geometry | None]:
    """Places of those titles that arrows would cross in the usual one, and where all then stands.

    Nothing is known of a drawing that takes too long to be laid out more than once.

    Parameters
    ----------
    describe
        The drawing in DOT, with titles in the places that are given, by the ids of their frames.
    usual
        The place of the others.

    Examples
    --------
    >>> frame = "subgraph cluster_g {id=g label=title labelloc=%s labeljust=%s b [id=b]}"
    >>> usual = Place("t", "l")
    >>> def describe(places):
    ...     return "digraph {%s; a [id=a]; a -> b [id=e]}" % (frame % places.get("g", usual)[:2])
    >>> clear_titles(describe, usual)[0]
    {'g': Place(loc='b', just='l', room=1.0)}
    """
    places: dict[str, Place] = {}
    best, where, least = places, None, float("inf")
    tried: dict[str, set[Place]] = {}
    for _ in range(ROUNDS):
        source = describe(places)
        described = measured(source) if len(source) <= LONGEST_IN_PROCESS else None
        if described is None:
            break
        laid_out = geometry(described)
        crossed = list(_crossed(laid_out))
        if len(crossed) < least:
            best, where, least = places, laid_out, len(crossed)
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
    return best, where


def _crossed(laid_out: Geometry) -> Iterator[tuple[str, dict[tuple[str, str], int]]]:
    """The frames whose titles are crossed, with the number of crossings in each place."""
    courses = [arrow.course for arrow in laid_out.arrows.values()]
    for name, frame in laid_out.frames.items():
        if frame.title is None or not _crossings(courses, frame.title):
            continue
        width, height = frame.title.right - frame.title.left, frame.title.high - frame.title.low
        x, y, end, top = frame.box
        across = {"l": x + INSET, "c": (x + end - width) / 2, "r": end - INSET - width}
        up = {"b": y + INSET, "t": top - INSET - height}
        yield (
            name,
            {
                (loc, just): _crossings(courses, Box(x, y, x + width, y + height))
                for (loc, y), (just, x) in product(up.items(), across.items())
            },
        )


def _crossings(courses: Sequence[Any], box: Box) -> int:
    """The number of arrows that go through a box, or close by."""
    low, high = np.array(box[:2]) - CLEARANCE, np.array(box[2:]) + CLEARANCE
    return sum(bool(((low < course) & (course < high)).all(axis=1).any()) for course in courses)
