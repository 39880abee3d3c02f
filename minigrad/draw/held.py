"""Leaves that a called module holds: its parameters, its buffers, and its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile

from minigrad.core.node import Node
from minigrad.core.scopes import Scope

Frames = tuple[Scope, ...]


class Holdings:
    """What the callers of calls hold, by name; each is looked through once."""

    def __init__(self) -> None:
        self._of: dict[int, dict[int, str]] = {}

    def knows(self, call: Scope) -> bool:
        """True of a call whose module still lives."""
        return hasattr(call.caller, "named_buffers")

    def name(self, call: Scope, leaf: Node) -> str | None:
        """The attribute, with dots, by which a call's module holds a leaf; None where it does not.

        A parameter is known by its Tensor, which has newer nodes after a step of training, a
        buffer by its node, a number by being the very same object.
        """
        if not self.knows(call):
            return None
        if id(call.caller) not in self._of:
            self._of[id(call.caller)] = _held(call)
        key = leaf.owner if leaf.requires_grad else leaf if _is_array(leaf) else leaf.value
        return self._of[id(call.caller)].get(id(key))


def _held(call: Scope) -> dict[int, str]:
    module = call.caller
    numbers = {id(x): name for name, x in vars(module).items() if isinstance(x, float)}
    buffers = {id(buffer.node): name for name, buffer in module.named_buffers()}
    return numbers | buffers | {id(x): name for name, x in module.named_parameters()}


def _is_array(leaf: Node) -> bool:
    return hasattr(leaf.value, "shape")


def frames_of_leaves(
    order: Sequence[Node], frames: Mapping[int, Frames], holdings: Holdings
) -> dict[Node, Frames]:
    """The frames in which leaves are drawn: those of all that uses them, if it is theirs.

    A number is its formula's, a Tensor that of a module which holds it; an input of the network
    is nobody's.
    """
    common: dict[Node, Frames] = {}
    for position, node in enumerate(order):
        around = frames.get(position, ())
        for x in node.inputs:
            if x.op is None:
                common[x] = shared(common.get(x, around), around)
    return {leaf: _theirs(leaf, around, holdings) for leaf, around in common.items() if around}


def shared(a: Frames, b: Frames) -> Frames:
    """The frames that two things have in common, from the outermost."""
    pairs = zip(a, b, strict=False)
    return tuple(x for x, _ in takewhile(lambda pair: pair[0] is pair[1], pairs))


def _theirs(leaf: Node, around: Frames, holdings: Holdings) -> Frames:
    if not _is_array(leaf):
        return around
    while around and holdings.name(around[-1], leaf) is None:
        around = around[:-1]
    return around
