"""Crossings: the ways by which gradients flow back over the arrows that are drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.node import Node
from minigrad.core.outputs import Several
from minigrad.draw.flow import Flow
from minigrad.draw.plan import Arrow, Plan
from minigrad.draw.units import Unit


class Crossing(NamedTuple):
    """A way by which gradients leave a unit.

    Attributes
    ----------
    arrow
        The arrow that is drawn for it.
    to
        The node that receives them.
    ways
        The inputs of the unit's operations by which they leave.
    """

    arrow: Arrow
    to: Node
    ways: list[tuple[Node, int]]

    def shares(self, flow: Flow) -> list[Any]:
        """What flows back by each way."""
        return [flow.share(head, i) for head, i in self.ways]


def crossings(plan: Plan, flow: Flow, unit: Unit) -> Iterator[Crossing]:
    """The ways by which gradients leave a unit, each by its own arrow where it is one node."""
    alone = unit.count == 1 and unit.scope is None
    inside = set(unit.nodes)
    seen: set[object] = set()
    for arrow in plan.arrows_into(unit):
        tail = arrow.tail
        if tail is None or arrow.again:
            continue
        x = tail.node if tail.count > 1 or arrow.node is None else arrow.node
        ways = [
            (head, i)
            for head, i in flow.arriving.get(x, ())
            if head in inside and (not alone or i == arrow.position)
        ]
        key = (x, arrow.position if alone else None)
        if ways and key not in seen and not isinstance(x.value, Several):
            seen.add(key)
            yield Crossing(arrow, x, ways)


def total(shares: Sequence[Any]) -> Any:
    """A sum in the order of the sweep."""
    result = shares[0]
    with np.errstate(all="ignore"):
        for share in shares[1:]:
            result = result + share
    return result
