"""Copies of recorded graphs, and graphs as flat lists for pickles: neither recurses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from minigrad.core.node import Node, topological_order
from minigrad.core.op import Op
from minigrad.core.targets import GradientTarget


def copy_graph(root: Node, memo: dict[int, Any]) -> list[Node]:
    """Copy the graph below a node, without its targets; values never change, so they are shared.

    Parameters
    ----------
    memo
        From the identity of a node to its copy: what is there already is not copied again.

    Returns
    -------
    list
        The nodes that were copied.
    """
    if id(root) in memo:
        return []
    new = [node for node in topological_order(root) if id(node) not in memo]
    for node in new:
        inputs = tuple([memo[id(x)] for x in node.inputs])
        twin = Node(node.value, node.op, inputs, node.options, node.requires_grad)
        twin.name = node.name
        for slot in ("line", "scopes"):  # which most nodes leave empty
            if hasattr(node, slot):
                setattr(twin, slot, getattr(node, slot))
        memo[id(node)] = twin
    return new


class Record(NamedTuple):
    """All of a node, with its inputs as places in the list.

    ``leaf`` is the Tensor that receives the gradient of a leaf. Hooks and `retain_grad` of Tensors
    in the middle of the graph are not kept.
    """

    value: Any
    op: Op | None
    inputs: tuple[int, ...]
    options: dict[str, Any]
    requires_grad: bool
    name: str | None
    leaf: Any


def to_records(root: Node) -> list[Record]:
    """The graph below a node, which comes last."""
    order = topological_order(root)
    place = {node: i for i, node in enumerate(order)}
    records = []
    for node in order:
        leaf = node.owner if node.op is None else None
        inputs = tuple([place[x] for x in node.inputs])
        options = dict(node.options)
        records.append(
            Record(node.value, node.op, inputs, options, node.requires_grad, node.name, leaf)
        )
    return records


def from_records(records: Sequence[Record]) -> Node:
    """The last node of a graph that was taken apart by `to_records`."""
    nodes: list[Node] = []
    for value, op, inputs, options, requires_grad, name, leaf in records:
        if leaf is not None and leaf.node.value is value:
            nodes.append(leaf.node)
            continue
        if hasattr(value, "setflags"):
            value.setflags(write=False)  # a pickle does not keep that
        node = Node(value, op, tuple([nodes[i] for i in inputs]), options, requires_grad)
        node.name = name
        if leaf is not None:
            node.target = GradientTarget(leaf)
        nodes.append(node)
    return nodes[-1]
