"""Arrangement of a drawing: what is chosen once Graphviz has laid it out, and is drawn then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from minigrad.draw.arrow_labels import Label, clear_labels
from minigrad.draw.frame_growth import grown_frames
from minigrad.draw.geometry import Box, Geometry, geometry
from minigrad.draw.layout import measured
from minigrad.draw.placement import CROSSING
from minigrad.draw.titles import clear_titles

ROOMS = (1.0, 1.25, 1.5, 2.0)  # between vertices, in usual distances
ROUNDS, ROOMIER = 3, 1.5  # of titles that find no place
# Beyond these, where arrows cross all over, it would take longer than Graphviz does.
MOST_AGAIN, MOST_ARROWS = 200, 500  # in a drawing with more room, and in one that is arranged
NOTHING: Mapping[str, dict[str, str]] = MappingProxyType({})


class Arrangement(NamedTuple):
    """Where things stand that Graphviz would put elsewhere.

    Attributes
    ----------
    titles
        How much more room than usual there is for titles, by the ids of their frames.
    room
        The distance of vertices, in usual distances.
    positions
        Where everything stands, as attributes for Graphviz by ids, if that is settled.
    sides
        On which side of an arrow its label stands, by ids.
    """

    titles: Mapping[str, float] = MappingProxyType({})
    room: float = 1.0
    positions: Mapping[str, dict[str, str]] = NOTHING
    sides: Mapping[str, str] = MappingProxyType({})


def arrange(describe: Callable[[Arrangement], str], ids: set[str], *, down: bool) -> Arrangement:
    """Arrangement in which arrows cross no titles and no labels, or as few as may be.

    What Graphviz says nothing of, and what has parts that others added, stays as it is.

    Parameters
    ----------
    describe
        The drawing in DOT, arranged.
    ids
        Those of all parts.
    down
        True if arrows lead down.
    """
    best, least = Arrangement(), float("inf")
    for room in ROOMS:
        titles, laid_out = _with_clear_titles(describe, room)
        if laid_out is None or not ids.issuperset(laid_out.ids):
            return Arrangement()
        labels, amiss = clear_labels(laid_out, down=down)
        if amiss < least:
            least = amiss
            sides = {name: label.side for name, label in labels.items()}
            best = Arrangement(titles, room, _positions(laid_out, labels), sides)
        if amiss < CROSSING or len(laid_out.arrows) > MOST_AGAIN:  # frames may run through labels
            break
    return best


def _with_clear_titles(
    describe: Callable[[Arrangement], str], room: float
) -> tuple[dict[str, float], Geometry | None]:
    """The room that titles need, and where everything stands with them; None if nobody knows."""
    titles: dict[str, float] = {}
    for _ in range(ROUNDS):
        described = measured(describe(Arrangement(titles, room)))
        if described is None:
            return {}, None
        laid_out = geometry(described)
        boxes, crossed = clear_titles(laid_out)
        if not crossed:
            break
        titles |= {name: titles.get(name, 1.0) * ROOMIER for name in crossed}
    for name, box in boxes.items():
        laid_out.frames[name] = replace(laid_out.frames[name], title=box)
    return titles, laid_out


def _positions(laid_out: Geometry, labels: Mapping[str, Label]) -> dict[str, dict[str, str]]:
    """Attributes with which Graphviz only paints."""
    style = {name: {"pos": at} for name, at in laid_out.points.items()}
    style |= {name: {"pos": arrow.position} for name, arrow in laid_out.arrows.items()}
    boxes = grown_frames(laid_out, {name: label.box for name, label in labels.items()})
    for name, frame in laid_out.frames.items():
        style[name] = {"bb": ",".join(f"{side:.2f}" for side in boxes[name])}
        style[name] |= {} if frame.title is None else {"lp": _point(frame.title, frame.raised)}
    for name, label in labels.items():
        style[name] |= {"lp": _point(label.box, laid_out.arrows[name].raised)}
    return style


def _point(box: Box, raised: float) -> str:
    """Point of a text, as Graphviz writes it."""
    x, y = box.middle
    return f"{x:.2f},{y + raised:.2f}"
