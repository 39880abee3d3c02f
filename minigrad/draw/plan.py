"""Plan of a drawing: the part of a graph that is drawn, so that a large one stays readable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from minigrad.core.node import Node, topological_order
from minigrad.core.scopes import scopes
from minigrad.draw.repeats import fold_repeats
from minigrad.draw.units import Unit, units
from minigrad.draw.words import ENGLISH, Words
from minigrad.support.collector import collector_paused

READABLE = 200  # units; more of them fold by themselves
MOST_NODES, MOST_OF_MORE = 800, 500
# Layout time grows steeply with the columns that arrows cross: 1,000 of them take two seconds in a
# chain of 1,000 operations, 10,000 six minutes; a weight used in each step would cross 500,000.
MOST_CROSSED = 500


@dataclass(frozen=True)
class Arrow:
    """An arrow of the drawing.

    Attributes
    ----------
    tail
        Where it comes from; None for what is left out.
    head
        Where it goes to.
    node
        What has the value that goes along it, if that is one node.
    position
        Which input of an operation it is.
    again
        Whether it comes from an earlier repetition of a part that is drawn once.
    cut
        Whether it is too long to draw, so that it starts at a small copy of its tail.
    """

    tail: Unit | None
    head: Unit
    node: Node | None = None
    position: int | None = None
    again: bool = False
    cut: bool = False


@dataclass(frozen=True)
class Plan:
    """The units and arrows of a drawing, in the order of recording.

    Attributes
    ----------
    order
        The nodes of the graph.
    units, arrows
        What is drawn.
    omitted
        What is left out, far from the root.
    notes
        What was folded, in words.
    layers
        Whether it is of layers, not of operations.
    """

    order: list[Node]
    units: list[Unit]
    arrows: list[Arrow]
    omitted: list[Unit]
    notes: list[str] = field(default_factory=list)
    layers: bool = False

    def arrows_into(self, unit: Unit) -> list[Arrow]:
        """Arrows that go into a unit."""
        return self._into.get(id(unit), [])

    @cached_property
    def _into(self) -> dict[int, list[Arrow]]:
        into: dict[int, list[Arrow]] = {}
        for arrow in self.arrows:
            into.setdefault(id(arrow.head), []).append(arrow)
        return into


@collector_paused()
def plan(
    root: Node,
    *,
    layers: bool = False,
    depth: int | None = None,
    fold: bool | None = None,
    max_nodes: int | None = None,
    crowded: bool = False,
    words: Words = ENGLISH,
) -> Plan:
    """Choose what is drawn as one, what is drawn at all, and how the arrows run.

    Parameters
    ----------
    root, layers, depth, fold, max_nodes
        See `minigrad.draw.draw`.
    crowded
        Whether operations have boxes and arrows have texts, which take columns of their own.
    words
        Of the language of the notes.
    """
    order = topological_order(root)
    every = units(order, depth, layers=layers)
    notes: list[str] = []
    if fold is None:
        every, notes = _readable(order, every, depth, words, layers=layers)
    elif fold:
        every, notes = _without_repeats(every, words)
    if max_nodes is None:  # what is left out anyway need not be laid out at great cost
        max_nodes = MOST_NODES if len(every) <= MOST_NODES else MOST_OF_MORE
    drawn = _nearest(every, max_nodes)
    shown = [unit for unit in every if id(unit) in drawn]
    arrows = []
    for unit in shown:
        if any(id(x.unit) not in drawn for x in unit.arrows):
            arrows.append(Arrow(None, unit))
        for again, inputs in ((False, unit.arrows), (True, unit.again)):
            arrows += [
                Arrow(x.unit, unit, x.node, x.position, again=again)
                for x in inputs
                if id(x.unit) in drawn
            ]
    omitted = [unit for unit in every if id(unit) not in drawn]
    most_crossed = MOST_CROSSED // 4 if crowded else MOST_CROSSED
    return Plan(order, shown, _cut(arrows, most_crossed), omitted, notes, layers)


def _readable(
    order: list[Node], every: list[Unit], depth: int | None, words: Words, *, layers: bool
) -> tuple[list[Unit], list[str]]:
    """Fold as little as makes the drawing readable: repeated parts first, then modules."""
    if len(every) <= READABLE:
        return every, []
    folded, notes = _without_repeats(every, words)
    tried: list[int | None] = [None] if not layers else []
    tried += [d for d in (3, 2, 1, 0) if depth is None or d < depth]
    for frames in tried if scopes(order) else []:
        if len(folded) <= READABLE:
            break
        modules = units(order, frames, layers=True)
        fewer, repeats = _without_repeats(modules, words)
        if len(fewer) < len(folded):
            folded, notes = fewer, [*_modules_note(fewer, words), *repeats]
    return folded, notes


def _modules_note(modules: Sequence[Unit], words: Words) -> list[str]:
    number = sum(unit.count for unit in modules if unit.scope is not None)
    return [words("folded calls", n=f"{number:,}")]


def _without_repeats(every: Sequence[Unit], words: Words) -> tuple[list[Unit], list[str]]:
    folded = fold_repeats(every)
    if len(folded) == len(every):
        return folded, []
    return folded, [words("folded parts", n=f"{len(every):,}", fewer=f"{len(folded):,}")]


def _nearest(every: Sequence[Unit], max_nodes: int) -> set[int]:
    """The output and the operations recorded last, each with the leaves that go into it.

    What uses a unit was recorded after it, so what is chosen hangs together.
    """
    drawn = {id(every[-1])}
    for unit in reversed(every):
        if unit.node.op is not None:
            leaves = (tail for tail, *_ in unit.arrows if tail.node.op is None)
            more = {id(unit), *map(id, leaves)} - drawn
            if len(drawn) + len(more) > max_nodes:
                break
            drawn |= more
    return drawn


def _cut(arrows: list[Arrow], most_crossed: int) -> list[Arrow]:
    """Cut the longest arrows until the others can be laid out."""
    column: defaultdict[int, int] = defaultdict(int)  # counted from the right
    for arrow in reversed(arrows):
        if not arrow.again:
            tail = id(arrow.tail)
            column[tail] = max(column[tail], column[id(arrow.head)] + 1)

    def crossed(i: int) -> int:
        return column[id(arrows[i].tail)] - column[id(arrows[i].head)] - 1

    result = list(arrows)
    total = 0
    for i in sorted((i for i, arrow in enumerate(arrows) if not arrow.again), key=crossed):
        total += crossed(i)
        if total > most_crossed:
            result[i] = replace(arrows[i], cut=True)
    return result
