"""The graph of a program, in the nodes that drawings read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from minigrad.compiler.operations import operation_of, plain
from minigrad.compiler.program import Call, Program, Value
from minigrad.core.node import Node, next_number
from minigrad.core.op import Op
from minigrad.core.outputs import Several
from minigrad.draw.names import numbered_from_two
from minigrad.draw.values import number, short
from minigrad.draw.words import Words

_LARGEST = {float(np.finfo(name).max): name for name in ("float16", "float32", "float64")}


def graph_of(
    program: Program,
    names: Mapping[Any, str],
    words: Words,
    *,
    results: Mapping[int, str] | None = None,
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
    results
        What some results are new values of, by their numbers.
    frames
        The titles of the frames around calls.
    """
    return _Graph(program, names, words).made(results or {}, frames or {})


class _Graph:
    """The nodes of a program's values, and of the constant arrays, each of which is there once."""

    def __init__(self, program: Program, names: Mapping[Any, str], words: Words) -> None:
        self.program = program
        self.names = names
        self.words = words
        self.nodes = {value: _node(value, names.get(value)) for value in program.inputs}
        self.returned = {x for x in program.outputs if isinstance(x, Value)}
        self.constants: dict[int, Node] = {}

    def made(self, results: Mapping[int, str], frames: Mapping[Call, str]) -> Node:
        """The node over all."""
        for title, calls in groupby(self.program.calls, key=lambda call: frames.get(call, "")):
            start = next_number()
            for call in calls:
                if call.result is not None:
                    node = self.nodes[call.result] = self._call(call, call.result)
                    if title:
                        node.scopes = (start, title, None, None)
        outputs = [self._operand(x) for x in self.program.outputs]
        used = {x for node in self.nodes.values() for x in node.inputs}.union(outputs)
        loose = [x for x in self.nodes.values() if x not in used and x.op is not None]
        if len(outputs) > 1 or loose:  # each has a box of its own
            self._name(outputs, results)
        end = _together("return", outputs)
        if not loose:
            return end
        return _together(self.words["recorded"], [end, _together(self.words["left out"], loose)])

    def _call(self, call: Call, result: Value) -> Node:
        op, operands, options = operation_of(call)
        node = _node(result, None, op, [self._operand(x) for x in operands], options)
        node.line = call.line
        if result in self.program.left_out:
            why = self.words[self.program.left_out[result]]
            node.name = self.words("left out since", why=why)
        elif call.out is not None or result in self.returned:
            node.name = self.names.get(result)
        return node

    def _operand(self, x: Any) -> Node:
        """The node of a value, of a constant array, or of a number."""
        if isinstance(x, Value):
            return self.nodes[x]
        if not isinstance(x, (np.ndarray, np.generic)):
            limit = self._limit(x)
            return Node(x if limit is None else _Said(limit))
        if id(x) not in self.constants:
            self.constants[id(x)] = _named(Node(x), self._elements(x))
        return self.constants[id(x)]

    def _elements(self, x: Any) -> str | None:
        """The elements of a small array, or the one that is everywhere in an array."""
        if not x.size or (x != x.flat[0]).any():
            return short(x)
        return self._limit(x.flat[0]) or short(x) or number(x.flat[0])

    def _limit(self, x: Any) -> str | None:
        """What a number is called that is the largest of a dtype, or the lowest."""
        dtype = _LARGEST.get(abs(float(x))) if isinstance(x, (float, np.floating)) else None
        return dtype and self.words("largest" if x > 0 else "lowest", dtype=dtype)

    def _name(self, outputs: Sequence[Node], results: Mapping[int, str]) -> None:
        """Name the results, by what they are new values of where they are."""
        others = numbered_from_two(self.words["output"])
        for i, node in enumerate(outputs):
            if node.op is None or (node.name is not None and i not in results):
                continue
            name = results.get(i) or next(others)
            if self.program.outputs[i] in self.program.left_out:
                node.name = f"{name}\n{node.name}"
            else:
                node.name = name if node.name is None else f"{name} = {node.name}"


class _Said:
    """A number that is said in words."""

    def __init__(self, words: str) -> None:
        self.words = words

    def __repr__(self) -> str:
        return self.words


def _named(node: Node, name: str | None) -> Node:
    node.name = name
    return node


def _together(name: str, nodes: Sequence[Node]) -> Node:
    """A node over several; of one that one."""
    if len(nodes) == 1:
        return nodes[0]
    return Node(Several(), plain(name, len(nodes)), tuple(nodes))


def _node(
    value: Value,
    name: str | None,
    op: Op | None = None,
    inputs: Sequence[Node] = (),
    options: Mapping[str, Any] | None = None,
) -> Node:
    """A node of a value's shape and dtype; its elements take no memory, and are not drawn."""
    dtype = np.dtype(float) if value.dtype.hasobject else value.dtype
    zeros = np.broadcast_to(np.zeros((), dtype), value.shape)
    return _named(Node(zeros, op, tuple(inputs), options or {}), name)
