"""The graph of a program, in the nodes that drawings read."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.compiler.program import Attribute, Call, Method, Program, Value
from minigrad.core.node import Node
from minigrad.core.op import Op

_SYMBOLS: dict[Any, str] = {
    np.add: "+",
    np.subtract: "−",
    np.multiply: "×",
    np.divide: "÷",
    np.matmul: "@",
    np.negative: "−",
}


def graph_of(program: Program, names: dict[Any, str]) -> Node:
    """The node of what a program returns, over one for each of its calls.

    Parameters
    ----------
    program
        The program.
    names
        The names of values in the source, which show what is written into the same memory.
    """
    nodes: dict[Value, Node] = {}
    for value in program.inputs:
        nodes[value] = _node(value, names)
    for call in program.calls:
        if call.result is None:
            continue
        inputs = [nodes[x] for x in call.inputs() if x in nodes]
        constants = [Node(x) for x in call.args if isinstance(x, (int, float))]
        node = nodes[call.result] = _node(call.result, {}, _op(call), (*inputs, *constants))
        node.line = call.line
        name = names.get(call.result, "")
        if call.out is not None or call.result in program.outputs:
            node.name = name
    ends = [nodes[x] for x in program.outputs if isinstance(x, Value) and x in nodes]
    if len(ends) == 1:
        return ends[0]
    return Node(np.zeros(len(ends)), Op("return", lambda *xs: xs, checked=False), tuple(ends))


def _node(value: Value, names: dict[Any, str], op: Op | None = None, inputs: Any = ()) -> Node:
    """A node of a value's shape and dtype; its elements take no memory, and are not drawn."""
    dtype = np.dtype(float) if value.dtype.hasobject else value.dtype
    node = Node(np.broadcast_to(np.zeros((), dtype), value.shape), op, inputs)
    node.name = names.get(value)
    return node


def _op(call: Call) -> Op:
    function = call.function
    owner = getattr(function, "__self__", None)
    name: str = getattr(function, "__name__", "") or getattr(function, "name", "call")
    if isinstance(owner, np.ufunc):
        name = f"{owner.__name__}.{name}"
    elif isinstance(function, (Attribute, Method)):
        name = function.name
    return Op(name, lambda *xs: xs, symbol=_SYMBOLS.get(function, name), checked=False)
