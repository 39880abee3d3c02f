"""Repeated parts: found in the order of recording, and drawn once with a count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from minigrad.core.node import Node
from minigrad.draw.held import shared
from minigrad.draw.units import Input, Unit

FEWEST = 4  # repetitions that are worth folding
LONGEST = 256  # units in a repetition
MOST_LOOKED_AT = 10  # times the length of a graph, where runs look alike and are not


class Run(NamedTuple):
    """Repetitions of a part, one after another: ``times`` parts of ``size`` units."""

    first: int
    size: int
    times: int


class Place(NamedTuple):
    """Position of a unit in a run."""

    run: Run
    repetition: int
    offset: int
    slot: int = -1  # of a leaf: the arrow it goes in by


def fold_repeats(units: Sequence[Unit]) -> list[Unit]:
    """Draw each repeated part as its last repetition.

    What went into the first repetition from outside goes into the one that is drawn; what went
    from one repetition into the next comes back to it as an arrow again.
    """
    steps = [unit for unit in units if unit.node.op is not None]
    places: dict[int, Place] = {}
    for run in _runs(steps, _users(units)):
        for i in range(run.size * run.times):
            unit = steps[run.first + i]
            place = places[id(unit)] = Place(run, *divmod(i, run.size))
            for slot, (tail, *_) in enumerate(unit.arrows):
                if tail.node.op is None and id(tail) not in places:
                    places[id(tail)] = place._replace(slot=slot)
    if not places:
        return list(units)
    for leaf in _shared_leaves(units, places):
        del places[leaf]
    return _quotient(units, places)


def _quotient(units: Sequence[Unit], places: dict[int, Place]) -> list[Unit]:
    """The units that are left, with the arrows of all that they stand for."""
    alike: dict[object, list[Unit]] = {}
    for unit in units:
        place = places.get(id(unit))
        key = id(unit) if place is None else place._replace(repetition=0)
        alike.setdefault(key, []).append(unit)
    drawn: dict[int, Unit] = {}
    for same in alike.values():
        last = same[-1]
        nodes = [node for unit in same for node in unit.nodes]
        first = same[0] if len(same) > 1 else None
        one = Unit(nodes, last.scope, last.frames, count=len(same), first=first, held=last.held)
        for unit in same:
            drawn[id(unit)] = one
    for same in alike.values():
        one, first = drawn[id(same[0])], same[0]
        kept: dict[int, Node] = {}
        for slot, arrow in enumerate(same[-1].arrows):
            tail, node, i = arrow
            if _from_before(places, tail, same[-1]):
                one.again.append(Input(drawn[id(tail)], node, i))
                tail, node, i = first.arrows[slot]  # as the first one began
            source = drawn[id(tail)]
            if source.count == 1 or kept.setdefault(id(source), node) is node:
                one.arrows.append(Input(source, node, i))
        if len(same) > 2:
            _add_from_outside(one, same, drawn, places)
    # In the order of the repetitions that are drawn.
    latest = {id(drawn[id(unit)]): drawn[id(unit)] for unit in reversed(units)}
    return list(reversed(latest.values()))


def _add_from_outside(
    one: Unit, same: Sequence[Unit], drawn: dict[int, Unit], places: dict[int, Place]
) -> None:
    """Add what went into earlier repetitions from other places than into the last one."""
    here = places.get(id(same[0]))
    seen = {id(x.unit) for x in (*one.arrows, *one.again)}
    for unit in same[1:-1]:
        for tail, node, i in unit.arrows:
            place, source = places.get(id(tail)), drawn[id(tail)]
            outside = place is None or here is None or place.run != here.run
            if outside and id(source) not in seen:
                seen.add(id(source))
                one.arrows.append(Input(source, node, i))


def _from_before(places: dict[int, Place], tail: Unit, head: Unit) -> bool:
    """True if an arrow comes from the repetition before."""
    a, b = places.get(id(tail)), places.get(id(head))
    return a is not None and b is not None and a.run == b.run and a.repetition < b.repetition


def _may_use(user: Place | None, leaf: Place) -> bool:
    """True if this use leaves a leaf to its repetition: a backward sweep's does, too."""
    return user is None or user.run != leaf.run or user.repetition == leaf.repetition


def _users(units: Sequence[Unit]) -> dict[int, list[Unit]]:
    users: dict[int, list[Unit]] = {}
    for unit in units:
        for tail, *_ in unit.arrows:
            users.setdefault(id(tail), []).append(unit)
    return users


def _shared_leaves(units: Sequence[Unit], places: dict[int, Place]) -> set[int]:
    """The leaves that more than one repetition of a run uses."""
    return {
        id(tail)
        for unit in units
        for tail, *_ in unit.arrows
        if tail.node.op is None
        and id(tail) in places
        and not _may_use(places.get(id(unit)), places[id(tail)])
    }


def _runs(steps: Sequence[Unit], users: dict[int, list[Unit]]) -> list[Run]:
    """Runs that do not overlap; those that spare most come first."""
    tokens = _tokens(steps)
    going_on = _shared_frames(steps)
    found = []
    for size in range(1, min(LONGEST, len(steps) // FEWEST) + 1):
        same = np.concatenate(([False], tokens[size:] == tokens[:-size], [False]))
        edges = np.flatnonzero(same[1:] != same[:-1])
        for first, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            if end - first >= size * (FEWEST - 1):
                # A repetition begins where fewest frames go on, so that it cuts none in two.
                begin = first + np.argmin(going_on[first + size : first + 2 * size]).item()
                found.append(Run(begin, size, (end + size - begin) // size))
    found.sort(key=lambda run: (-run.size * (run.times - 1), run.size))
    taken = np.zeros(len(steps), bool)
    position = {id(unit): i for i, unit in enumerate(steps)}
    result = []
    budget = MOST_LOOKED_AT * len(steps)
    for candidate in found:
        if budget < 0:
            break
        if taken[candidate.first : candidate.first + candidate.size * candidate.times].any():
            continue
        budget -= candidate.size * candidate.times
        for run in _really_alike(candidate, steps, position, users, going_on):
            taken[run.first : run.first + run.size * run.times] = True
            result.append(run)
    return result


def _tokens(steps: Sequence[Unit]) -> np.ndarray:
    """A number for each unit; those that may be alike have the same one."""
    known: dict[object, int] = {}
    return np.array([known.setdefault(_token(unit), len(known)) for unit in steps])


def _token(unit: Unit) -> object:
    node = unit.node
    what = node.op if unit.scope is None else unit.scope.title
    parts = tuple([_shape(x) for x in unit.nodes if x.op is None])
    frames = tuple([frame.title for frame in unit.frames])
    return what, node.name, _shape(node), len(unit.arrows), parts, frames


def _shape(node: Node) -> object:
    """The shape of a value; None of what has none."""
    return getattr(node.value, "shape", None)


def _shared_frames(steps: Sequence[Unit]) -> list[int]:
    """For each unit the number of frames that it has in common with the one before it."""
    pairs = pairwise(steps)
    return [0, *(len(shared(a.frames, b.frames)) if a.frames else 0 for a, b in pairs)]


def _really_alike(
    run: Run,
    steps: Sequence[Unit],
    position: dict[int, int],
    users: dict[int, list[Unit]],
    going_on: Sequence[int],
) -> Iterator[Run]:
    """The parts of a run in which each repetition is framed and connected as the one before it."""
    own: dict[int, bool] = {}

    def connections(repetition: int) -> list[list[object]]:
        first = run.first + repetition * run.size
        part = steps[first : first + run.size]
        result = [_connections(unit, first, run, position, users, own=own) for unit in part]
        frames = going_on[first : first + run.size]
        # Of the first unit the frames that go on from the repetition before.
        return [[frames[0]], [("frames", *frames[1:])], *result]

    before = connections(1)
    # The first repetition has other inputs, but leaves of its own are like those of the others.
    alike = all(
        a == b
        for first, second in zip(connections(0), before, strict=True)
        for a, b in zip(first, second, strict=True)
        if isinstance(b, tuple)
    )
    start = 0 if alike else 1
    for repetition in range(2, run.times + 1):
        now = connections(repetition) if repetition < run.times else None
        if now != before:
            if repetition - start >= FEWEST:
                yield Run(run.first + start * run.size, run.size, repetition - start)
            start, before = repetition, now or before


def _connections(
    unit: Unit,
    first: int,
    run: Run,
    position: dict[int, int],
    users: dict[int, list[Unit]],
    *,
    own: dict[int, bool],
) -> list[object]:
    """Sources of the arrows, seen from the repetition that begins at ``first``.

    ``own`` keeps which leaves belong to one repetition, since many may use a leaf.
    """
    result: list[object] = []
    for tail, *_ in unit.arrows:
        i = position.get(id(tail))
        if i is not None and i < run.first:
            # From before the run: as what goes backward takes from what went forward.
            result.append(("before", _token(tail)))
        elif i is not None:
            result.append(first - i if i >= first - run.size else id(tail))
        else:
            if id(tail) not in own:
                own[id(tail)] = _is_own(users[id(tail)], run, position)
            result.append(("leaf", _shape(tail.node)) if own[id(tail)] else id(tail))
    return result


def _is_own(users: Sequence[Unit], run: Run, position: dict[int, int]) -> bool:
    """True if a leaf goes into one repetition of a run only."""
    inside = [position[id(user)] - run.first for user in users]
    return len({i // run.size for i in inside if 0 <= i < run.size * run.times}) == 1
