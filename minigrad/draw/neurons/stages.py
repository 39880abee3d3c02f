"""Stages of a path: operations that are applied one after another, and their names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from minigrad.core.node import Node
from minigrad.core.scopes import scopes
from minigrad.draw.labels import readable
from minigrad.draw.symbols import Symbol
from minigrad.ops.activation import mish, swish, tanhexp

LONGEST_FORMULA = 32
MOST_SPELLED = 8  # operations: a formula of more says nothing, and spelling repeats what is shared
_EXPRESSIONS = (swish, mish, tanhexp)  # functions that record several operations


def stages(start: Node, path: Sequence[Node]) -> list[list[Node]]:
    """Cut a path where all ways through it meet.

    Parameters
    ----------
    start
        Where the path begins; not part of any stage.
    path
        The nodes on all ways from there to its end, in order.
    """
    position = {node: i for i, node in enumerate([start, *path])}
    last_use = [0] * len(position)
    for i, node in enumerate(path, 1):
        for x in node.inputs:
            if x in position:
                last_use[position[x]] = i
    found: list[list[Node]] = [[]]
    reach = last_use[0]
    for i, node in enumerate(path, 1):
        found[-1].append(node)
        if reach <= i:
            found.append([])
        reach = max(reach, last_use[i])
    return found[:-1]


def named(start: Node, stage: Sequence[Node]) -> str:
    """Name of a stage: an operation, a known function, a module or a formula of ``a``.

    Examples
    --------
    >>> from minigrad.draw.neurons.stages import named
    >>> a = mg.tensor([1.0], requires_grad=True)
    >>> y = mg.h_swish(a, n=4)
    >>> named(a.node, [y.node])
    'h_swish(n=4)'
    """
    end = stage[-1]
    if len(stage) == 1 and end.op is not None and len(end.inputs) == 1:
        options = [
            f"{name}={value!r}"
            for name, value in end.options.items()
            if repr(value) != repr(end.op.defaults.get(name, ...))
        ]
        return readable(end.op.name + (f"({', '.join(options)})" if options else ""))
    formula = _spelled(start, stage)
    for function in _EXPRESSIONS:
        # The formula leaves out options and who made an operation, so the values say it too.
        if str(function(Symbol("a", np.zeros(1)))) == formula and np.array_equal(
            function(start.value), end.value, equal_nan=True
        ):
            return function.__name__
    return _module(start, stage) or readable(formula, LONGEST_FORMULA)


def _spelled(start: Node, stage: Sequence[Node]) -> str:
    if len(stage) > MOST_SPELLED:
        return f"{len(stage)} operations"
    symbols = {start: Symbol("a", start.value)}

    def symbol(node: Node) -> object:
        if node in symbols or not hasattr(node.value, "shape"):
            return symbols.get(node, node.value)
        return Symbol(node.name or "c", node.value)

    for node in stage:
        name = node.op.name if node.op else ""
        symbols[node] = Symbol(
            name, node.value, node.op, tuple(map(symbol, node.inputs)), node.options
        )
    return str(symbols[stage[-1]])


def _module(start: Node, stage: Sequence[Node]) -> str:
    """The name of the module that recorded this stage and nothing else."""
    for scope in scopes([start, *stage]):
        if (scope.first, scope.last) == (1, len(stage)):
            return readable(scope.title)
    return ""
