"""The graph of a program, in the nodes that drawings read."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from minigrad.compiler.program import Attribute, Call, Method, Program, Value
from minigrad.core.node import Node, next_number
from minigrad.core.op import Op

if TYPE_CHECKING:
    from minigrad.draw.words import Words

_SYMBOLS: dict[Any, str] = {
    np.add: "+",
    np.subtract: "−",
    np.multiply: "×",
    np.divide: "÷",
    np.matmul: "@",
    np.negative: "−",
}


def graph_of(
    program: Program,
    names: Mapping[Any, str],
    words: Words,
    frames: Mapping[Call, str] | None = None,
) -> Node:
    """The node of what a program returns, over one for each of its calls.

    Parameters
    ----------
    program
        The program; its calls that passes have left out are named by the reason for that.
    names
        The names of values in the source, which show what is written into the same memory.
    words
        Of the language in which it is said.
    frames
        The titles of the frames around calls.
    """
    frames = frames or {}
    nodes = {value: _node(value, names.get(value)) for value in program.inputs}
    for title, calls in groupby(program.calls, key=lambda call: frames.get(call, "")):
        start = next_number()
        for call in calls:
            if call.result is None:
                continue
            inputs = [nodes[x] for x in call.inputs() if x in nodes]
            constants = [Node(x) for x in call.args if isinstance(x, (int, float))]
            if not inputs and not constants:  # made of a shape, of an object
                constants = [_named(Node(0.0), ", ".join(f"{x!r:.40}" for x in call.args))]
            node = _node(call.result, None, _op(call), (*inputs, *constants))
            nodes[call.result] = node
            node.line = call.line
            if call.result in program.left_out:
                node.name = words("left out since", why=words[program.left_out[call.result]])
            elif call.out is not None or call.result in program.outputs:
                node.name = names.get(call.result)
            if title:
                node.scopes = (start, title, None, None)
    end = _together("return", [nodes[x] for x in program.outputs if x in nodes])
    used = {node for made in nodes.values() for node in made.inputs} | {end, *end.inputs}
    loose = [node for node in nodes.values() if node not in used and node.op is not None]
    if not loose:
        return end
    return _together(words["recorded"], [end, _together(words["left out"], loose)])


def _named(node: Node, name: str | None) -> Node:
    node.name = name
    return node


def _together(name: str, nodes: list[Node]) -> Node:
    """A node over several; of one that one."""
    if len(nodes) == 1:
        return nodes[0]
    return Node(np.zeros(len(nodes)), Op(name, lambda *xs: xs, checked=False), tuple(nodes))


def _node(value: Value, name: str | None, op: Op | None = None, inputs: Any = ()) -> Node:
    """A node of a value's shape and dtype; its elements take no memory, and are not drawn."""
    dtype = np.dtype(float) if value.dtype.hasobject else value.dtype
    return _named(Node(np.broadcast_to(np.zeros((), dtype), value.shape), op, inputs), name)


def _op(call: Call) -> Op:
    function = call.function
    owner = getattr(function, "__self__", None)
    name: str = getattr(function, "__name__", "") or getattr(function, "name", "call")
    if isinstance(owner, np.ufunc):
        name = f"{owner.__name__}.{name}"
    elif isinstance(function, (Attribute, Method)):
        name = function.name
    return Op(name, lambda *xs: xs, symbol=_SYMBOLS.get(function, name), checked=False)
