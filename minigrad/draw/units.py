"""Units: what is drawn as one thing, an operation, a leaf, or all that a module recorded.

A drawing is a quotient of the graph: nodes that are drawn as one are one unit, and the arrows
between units are the arrows between their nodes. Levels of detail, folding and leaving out are
choices of what is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from minigrad.core.node import Node
from minigrad.core.scopes import BACKWARD, Scope, scopes
from minigrad.draw.held import Frames, Holdings, frames_of_leaves


class Input(NamedTuple):
    """Something that goes into a unit.

    Attributes
    ----------
    unit
        Where it comes from.
    node
        What has the value.
    position
        Which input of a single operation it is; None for a call.
    """

    unit: Unit
    node: Node
    position: int | None


@dataclass(eq=False, slots=True)
class Unit:
    """Nodes that are drawn as one.

    Attributes
    ----------
    nodes
        In the order of recording; the operation, if there is one alone, is the last.
    scope
        The call that recorded them, where a whole call is drawn as one.
    frames
        The calls whose frames it is drawn in, from the outermost to the innermost.
    arrows
        What goes in.
    count
        How many repetitions are drawn as this one.
    first
        The first of them, where there are several.
    again
        What comes from an earlier repetition, which is drawn as the same one.
    held
        The attribute by which a module holds it, of a leaf that is drawn in the module's frame.
    """

    nodes: list[Node]
    scope: Scope | None = None
    frames: Frames = ()
    arrows: list[Input] = field(default_factory=list)
    count: int = 1
    first: Unit | None = None
    again: list[Input] = field(default_factory=list)
    held: str | None = None

    @property
    def node(self) -> Node:
        """The newest node."""
        return self.nodes[-1]

    @property
    def operations(self) -> int:
        """The number of operations recorded in it."""
        return sum(node.op is not None and node.op.whole is None for node in self.nodes)


def units(order: Sequence[Node], depth: int | None, *, layers: bool) -> list[Unit]:
    """The units of a drawing.

    Parameters
    ----------
    order
        All nodes, in the order of recording.
    depth
        How many calls deep frames are drawn; None for all.
    layers
        Whether calls that hold no other call, and calls deeper than the frames, are one unit.

    Returns
    -------
    list
        In the order of recording. A leaf that goes into one folded call only is part of it, and
        a number that a module holds is one, however often its formula has it.
    """
    found = scopes(order)
    frames, folded = _frames_and_folded(found, depth, layers=layers)
    holdings = Holdings()
    result: list[Unit] = []
    unit_of: dict[Node, Unit] = {}
    of_scope: dict[int, Unit] = {}
    numbers: dict[tuple[int, int], Unit] = {}
    owners = _owners(order, folded, holdings)
    around_leaves = frames_of_leaves(order, frames, holdings) if found else {}
    for position, node in enumerate(order):
        call = folded.get(position) if node.op is not None else owners.get(node)
        if call is None:
            if node.op is None:
                unit = _leaf_unit(node, around_leaves.get(node, ()), holdings, numbers)
            else:
                unit = Unit([node], frames=frames.get(position, ()))
            unit_of[node] = unit
            if unit.nodes == [node]:
                result.append(unit)
        elif id(call) in of_scope:
            unit = unit_of[node] = of_scope[id(call)]
            unit.nodes.append(node)
        else:
            unit = unit_of[node] = of_scope[id(call)] = Unit(
                [node], scope=call, frames=frames.get(call.last, ())
            )
        if call is not None and position == call.last:
            result.append(unit)
    _connect(result, unit_of, owners)
    return result


def _frames_and_folded(
    found: list[Scope], depth: int | None, *, layers: bool
) -> tuple[dict[int, tuple[Scope, ...]], dict[int, Scope]]:
    """For each position the calls that are frames there, and the call that is folded."""
    frames: dict[int, tuple[Scope, ...]] = {}
    folded: dict[int, Scope] = {}
    open_calls: list[Scope] = []
    for scope, following in zip(found, [*found[1:], None], strict=False):
        while open_calls and open_calls[-1].last < scope.first:
            open_calls.pop()
        holds_another = following is not None and following.first <= scope.last
        within = range(scope.first, scope.last + 1)
        if open_calls and folded.get(scope.first) is open_calls[-1]:
            continue
        too_deep = depth is not None and len(open_calls) >= depth
        if layers and (too_deep or not holds_another):
            folded.update(dict.fromkeys(within, scope))
        elif not too_deep and (scope.last > scope.first or scope.title == BACKWARD):
            frames.update(dict.fromkeys(within, (*frames.get(scope.first, ()), scope)))
        open_calls.append(scope)
    return frames, folded


def _leaf_unit(
    leaf: Node, around: Frames, holdings: Holdings, numbers: dict[tuple[int, int], Unit]
) -> Unit:
    """The unit of a leaf; of a number that a module holds the one that its frame has already.

    A Tensor is called as the outermost module does, a number as its own. A module that lives no
    more held what its frame has as one object.
    """
    is_array = hasattr(leaf.value, "shape")
    found = (holdings.name(call, leaf) for call in (around if is_array else around[-1:]))
    unit = Unit([], frames=around, held=next(filter(None, found), None))
    dead = bool(around) and around[-1].title != BACKWARD and not holdings.knows(around[-1])
    if not is_array and (unit.held is not None or (dead and isinstance(leaf.value, float))):
        unit = numbers.setdefault((id(around[-1]), id(leaf.value)), unit)
    unit.nodes.append(leaf)
    return unit


def _owners(
    order: Sequence[Node], folded: dict[int, Scope], holdings: Holdings
) -> dict[Node, Scope | None]:
    """The folded call that a leaf is part of: the only one that uses it, and that brought it."""
    owners: dict[Node, Scope | None] = {}
    for position, node in enumerate(order):
        for x in node.inputs:
            if x.op is None:
                call = folded.get(position)
                owners[x] = call if _is_same(owners.get(x, call), call) else None
    # A module that is called twice has its parameters in each of its calls.
    return {
        leaf: call
        for leaf, call in owners.items()
        if call is not None and _is_part(leaf, call, holdings)
    }


def _is_same(a: Scope | None, b: Scope | None) -> bool:
    """True of two calls that are one, or calls of one module."""
    return a is b or (a is not None and b is not None and a.caller is b.caller is not None)


def _is_part(leaf: Node, call: Scope, holdings: Holdings) -> bool:
    """True of a leaf that is a call's parameter or buffer, or a number in its formula."""
    if holdings.name(call, leaf) is not None:
        return True
    if not leaf.requires_grad:
        return not getattr(leaf.value, "shape", ())
    return leaf.target is None or not holdings.knows(call)


def parameters_of(unit: Unit) -> list[Node]:
    """The parameters of what was called; they may be those of other units too."""
    return [node for node in leaves_of(unit) if node.requires_grad]


def leaves_of(unit: Unit) -> list[Node]:
    """The leaves of what was called: parameters, buffers and numbers."""
    own = [node for node in unit.nodes if node.op is None]
    if unit.scope is None:
        return own
    holdings = Holdings()
    outside = [x.node for x in unit.arrows if x.node.op is None]
    return own + [x for x in outside if holdings.name(unit.scope, x) is not None]


def _connect(
    result: list[Unit], unit_of: dict[Node, Unit], owners: dict[Node, Scope | None]
) -> None:
    for unit in result:
        if unit.scope is None:
            unit.arrows = [Input(unit_of[x], x, i) for i, x in enumerate(unit.node.inputs)]
            continue
        goes_in = dict.fromkeys(
            x for node in unit.nodes for x in node.inputs if unit_of[x] is not unit
        )
        own = [x for x in goes_in if x in owners and _is_same(owners[x], unit.scope)]
        unit.nodes[:0] = own
        unit.arrows = [Input(unit_of[x], x, None) for x in goes_in if x not in own]
