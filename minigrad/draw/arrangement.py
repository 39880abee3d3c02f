"""Arrangement of a drawing: what is chosen once Graphviz has laid it out, and is drawn then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from minigrad.draw.arrow_labels import Label, clear_labels
from minigrad.draw.frame_growth import grown_frames
from minigrad.draw.geometry import Geometry
from minigrad.draw.placement import CROSSING
from minigrad.draw.titles import Place, clear_titles

ROOMS = (1.0, 1.25, 1.5, 2.0)  # between vertices, in usual distances
# Beyond these, where arrows cross all over, it would take longer than Graphviz does.
MOST_AGAIN, MOST_ARROWS = 200, 500  # in a drawing with more room, and with labels moved
NOTHING: Mapping[str, dict[str, str]] = MappingProxyType({})


class Arrangement(NamedTuple):
    """Where things stand that Graphviz would put elsewhere.

    Attributes
    ----------
    titles
        Places of titles that do not stand in the usual one, by the ids of their frames.
    room
        The distance of vertices, in usual distances.
    positions
        Where everything stands, as attributes for Graphviz by ids, if that is settled.
    aligned
        To which side of its box the label of an arrow is flush, by ids.
    """

    titles: Mapping[str, Place] = MappingProxyType({})
    room: float = 1.0
    positions: Mapping[str, dict[str, str]] = NOTHING
    aligned: Mapping[str, str] = MappingProxyType({})


def arrange(
    describe: Callable[[Arrangement], str], usual: Place, *, down: bool, labels: bool
) -> Arrangement:
    """Arrangement in which arrows cross no titles and no labels, or as few as may be.

    Parameters
    ----------
    describe
        The drawing in DOT, arranged.
    usual
        The place of titles.
    down
        True if arrows lead down.
    labels
        True if there are labels that may be moved.
    """
    best, least = Arrangement(), float("inf")
    for room in ROOMS:
        titles, laid_out = clear_titles(lambda titles: describe(Arrangement(titles, room)), usual)  # noqa: B023 - called at once
        if not labels or laid_out is None:
            return Arrangement(titles)
        moved, amiss = clear_labels(laid_out, down=down)
        if amiss < least:
            least = amiss
            sides = {name: label.side for name, label in moved.items()}
            best = Arrangement(titles, room, _positions(laid_out, moved), sides)
        if amiss < CROSSING or len(laid_out.arrows) > MOST_AGAIN:  # frames may run through labels
            break
    return best


def _positions(laid_out: Geometry, labels: Mapping[str, Label]) -> dict[str, dict[str, str]]:
    """Attributes with which Graphviz only paints."""
    style = {name: {"pos": at} for name, at in laid_out.points.items()}
    style |= {name: {"pos": arrow.position} for name, arrow in laid_out.arrows.items()}
    frames = grown_frames(laid_out, {name: label.box for name, label in labels.items()})
    for name, frame in laid_out.frames.items():
        style[name] = {"bb": ",".join(f"{side:.2f}" for side in frames[name])}
        style[name] |= {} if frame.title_at is None else {"lp": frame.title_at}
    for name, label in labels.items():
        style[name] |= {"lp": f"{label.at[0]:.2f},{label.at[1]:.2f}"}
    return style
