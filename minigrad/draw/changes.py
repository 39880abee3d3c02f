"""What changed: parameters beside what they were before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from minigrad.core.node import Node, topological_order
from minigrad.core.scopes import scopes
from minigrad.draw.held import Holdings
from minigrad.draw.relative_sizes import RelativeSizes
from minigrad.draw.words import Words

MOST_NAMED = 8


def changes(order: Sequence[Node], before: Any, words: Words) -> RelativeSizes:
    """The changes of a graph's parameters and buffers, relative to what they were before.

    Parameters
    ----------
    order
        The nodes of the graph.
    before
        A mapping of names to arrays such as a ``state_dict``, what has one, or a Tensor that was
        computed before. Names are those of Tensors, or those by which the outermost module holds
        them.
    words
        Of the language in which the changes are written.

    Raises
    ------
    TypeError
        If ``before`` is none of these.
    ValueError
        If no parameter of the graph was there before, or one had another shape.
    """
    names = _names(order)
    values = _values(names, before)
    pairs = {}
    for node, old in values.items():
        if np.shape(old) != np.shape(node.value):
            name = " or ".join(names[node]) or "a parameter"
            raise ValueError(
                f"compare=: {name} was {np.shape(old)} and is {np.shape(node.value)}, so there is "
                "no difference to draw"
            )
        pairs[node] = np.subtract(node.value, old, dtype=np.result_type(old, float)), old
    return RelativeSizes(
        "changes",
        pairs,
        words,
        nothing="unchanged",
        missing="new",
        from_nothing="changed from 0",
    )


def _values(names: Mapping[Node, list[str]], before: Any) -> dict[Node, Any]:
    """What parameters were before: by their Tensors where a graph has them, or by their names."""
    if hasattr(before, "state_dict"):
        before = before.state_dict()
    if isinstance(before, Mapping):
        by_owner: dict[int, Any] = {}
        by_name = {str(name): np.asarray(getattr(x, "data", x)) for name, x in before.items()}
    elif isinstance(getattr(before, "node", None), Node):
        old = _names(topological_order(before.node))
        by_owner = {id(x.owner): x.value for x in old if x.owner is not None}
        by_name = {name: x.value for x, called in old.items() for name in called}
    else:
        raise TypeError(
            "compare= takes what there was before: a state_dict, or another mapping of names to "
            f"arrays, a copy of the network, or a Tensor computed before; not "
            f"{type(before).__name__}"
        )
    found = {}
    for node, called in names.items():
        known = [by_owner[id(node.owner)]] if id(node.owner) in by_owner else []
        known += [by_name[name] for name in called if name in by_name]
        if known:
            found[node] = known[0]
    if not found:
        here = [called[0] if called else "one without a name" for called in names.values()]
        raise ValueError(
            f"compare=: nothing of what was before is here: it has {_listed(by_name)}, and the "
            f"parameters here are {_listed(here)}"
        )
    return found


def _names(order: Sequence[Node]) -> dict[Node, list[str]]:
    """The parameters and buffers of a graph, each with its name and those modules have for it."""
    holdings = Holdings()
    calls = [call for call in scopes(order) if holdings.knows(call)]
    outermost = [
        call for i, call in enumerate(calls) if all(call.last > other.last for other in calls[:i])
    ]
    result = {}
    for node in order:
        if node.op is None and hasattr(node.value, "shape"):
            held = list(filter(None, (holdings.name(call, node) for call in outermost)))
            if node.requires_grad or held:
                result[node] = list(dict.fromkeys(filter(None, [node.name, *held])))
    return result


def _listed(names: Any) -> str:
    names = [str(name) for name in names]
    more = ["…"] if len(names) > MOST_NAMED else []
    return ", ".join([*names[:MOST_NAMED], *more]) or "no names"
