"""A table of a network's layers and sizes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigrad.nn.layers import Sequential, layer_name
from minigrad.nn.module import Module


def summary(net: Module) -> str:
    """The layers of a network with the shapes and numbers of their parameters, as text.

    Examples
    --------
    >>> print(nn.summary(nn.MLP([64, 100, 10])))
    layer            parameters        count
    ----------------------------------------
    Linear(64, 100)  (64, 100) (100,)  6,500
    relu
    Linear(100, 10)  (100, 10) (10,)   1,010
    ----------------------------------------
    total                              7,510
    """
    layers: list[Callable[[Any], Any]] = list(net.layers) if isinstance(net, Sequential) else [net]
    rows = []
    for layer in layers:
        parameters = layer.parameters() if isinstance(layer, Module) else []
        shapes = " ".join(str(p.shape) for p in parameters)
        count = sum(p.size for p in parameters)
        rows.append((layer_name(layer), shapes, f"{count:,}" if parameters else ""))
    total = f"{sum(p.size for p in net.parameters()):,}"
    table = [("layer", "parameters", "count"), *rows, ("total", "", total)]
    first, second, third = (max(len(row[i]) for row in table) for i in range(3))
    lines = [f"{a:{first}}  {b:{second}}  {c:>{third}}".rstrip() for a, b, c in table]
    rule = "-" * (first + second + third + 4)
    return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]])
