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
        made, p₁, … for parameters, c₁, … for constants, in the order of recording. A node has one
        number, whatever is drawn of its graph. What a user called so is passed over. One output of
        several is called as its operation says, what a module holds as the module does.
    """
    result = {node: readable(node.name) for node in plan.order if node.name is not None}
    taken = set(result.values())
    copied = {arrow.tail.node for arrow in plan.arrows if arrow.cut and arrow.tail is not None}
    held = {unit.node: readable(unit.held) for unit in plan.units if unit.held is not None}
    numbers = {letter: _free(letter, taken) for letter in "vpc"}
    for node in plan.order:
        if node in result:
            continue
        if isinstance(node.value, Several):
            result[node] = readable(node.op.name) if node.op is not None else ""
        elif node.op is not None and node.op.whole is not None and output_name(node) not in taken:
            result[node] = output_name(node)
            taken.add(result[node])
        elif node is root and not every:
            free = (name for name in numbered_from_two(words["output"]) if name not in taken)
            result[node] = next(free)
        elif hasattr(node.value, "shape"):
            letter = "v" if node.op else "p" if node.requires_grad else "c"
            number = next(numbers[letter])
            if node in held and held[node] not in taken:
                result[node] = held[node]
                taken.add(result[node])
            elif every or node in copied:
                result[node] = _numbered(letter, number)
    return result


def _free(letter: str, taken: set[str]) -> Iterator[int]:
    """The numbers with which a letter is not taken."""
    used = {name for name in taken if name.startswith(letter)}
    return (i for i in count(1) if not used or _numbered(letter, i) not in used)


def _numbered(letter: str, i: int) -> str:
    return letter + str(i).translate(_SUBSCRIPTS)


def numbered_from_two(word: str) -> Iterator[str]:
    """A word, and the word with each number from 2 on."""
    yield word
    yield from (_numbered(word, i) for i in count(2))


def whole_names(unit: Unit) -> list[str]:
    """The names of the first and the last node of a unit that are shortened in pictures."""
    ends = dict.fromkeys([unit.nodes[0] if unit.count > 1 else unit.node, unit.node])
    return [name for node in ends for name in in_full(node.name or "")]
