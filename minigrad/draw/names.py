"""Names of nodes in pictures and in formulas."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from minigrad.core.node import Node, output_name
from minigrad.core.outputs import Several
from minigrad.draw.labels import in_full, readable
from minigrad.draw.plan import Plan
from minigrad.draw.units import Unit
from minigrad.draw.words import Words

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def names(plan: Plan, root: Node, words: Words, *, every: bool) -> dict[Node, str]:
    """Names of the nodes that have one.

    Parameters
    ----------
    words
        Those of the language in which an output without a name is named.
    every
        Whether nodes without a name get one, as formulas need it: v₁, v₂, … for what operations
        made, p₁, … for parameters, c₁, … for constants. What a user called so is passed over.
        One output of several is called as its operation says.
    """
    result = {node: readable(node.name) for node in plan.order if node.name is not None}
    taken = set(result.values())
    copied = {id(arrow.tail) for arrow in plan.arrows if arrow.cut}
    free = {letter: _free(letter, taken) for letter in "vpc#"}
    for unit in plan.units:
        node = unit.node
        if node in result:
            continue
        if isinstance(node.value, Several):
            result[node] = readable(node.op.name) if node.op is not None else ""
            continue
        if node.op is not None and node.op.whole is not None and output_name(node) not in taken:
            result[node] = output_name(node)
            taken.add(result[node])
            continue
        if unit.held is not None and hasattr(node.value, "shape") and unit.held not in taken:
            result[node] = readable(unit.held)
            taken.add(unit.held)
            continue
        if node is root and not every:
            result[node] = next(
                name for name in _numbered_from_two(words["output"]) if name not in taken
            )
        elif every and hasattr(node.value, "shape"):
            result[node] = next(free["v" if node.op else "p" if node.requires_grad else "c"])
        elif id(unit) in copied:
            result[node] = next(free["#"])
    return result


def _free(letter: str, taken: set[str]) -> Iterator[str]:
    """The numbered names that are not taken."""
    names = (letter + _numbered(letter, i) for i in count(1))
    return (name for name in names if name not in taken)


def _numbered(letter: str, i: int) -> str:
    return str(i) if letter == "#" else str(i).translate(_SUBSCRIPTS)


def _numbered_from_two(word: str) -> Iterator[str]:
    yield word
    yield from (word + str(i).translate(_SUBSCRIPTS) for i in count(2))


def whole_names(unit: Unit) -> list[str]:
    """The names of the first and the last node of a unit that are shortened in pictures."""
    ends = dict.fromkeys([unit.nodes[0] if unit.count > 1 else unit.node, unit.node])
    return [name for node in ends for name in in_full(node.name or "")]
