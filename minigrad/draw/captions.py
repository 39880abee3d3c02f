"""What stands below a drawing: paths with their products, and the sum that they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from minigrad.draw.flow import Flow
from minigrad.draw.labels import readable
from minigrad.draw.paths import Paths
from minigrad.draw.values import short, value_lines
from minigrad.node import Node

MOST_PATHS = 8
LONGEST_PATH = 24
LONGEST_FORMULA = 32


def path_lines(paths: Paths, flow: Flow, called: Mapping[Node, str]) -> list[str]:
    """The paths, what the gradient is multiplied by along each, and their sum."""
    start, end = (called.get(node, "?") for node in (paths.start, paths.end))
    total = flow.gradient[paths.start]
    listed = paths.number <= MOST_PATHS and len(paths.nodes) <= LONGEST_PATH
    many = f"{paths.number:,} paths lead" if paths.number > 1 else "One path leads"
    lines = [f"{many} from {start} to {end}{':' if listed else '.'}"]
    products = []
    if listed:
        for path in paths.listed(MOST_PATHS):
            products.append(short(flow.along(path)))
            arrows = [flow.arrow(head, i) for head, i in path]
            factors = [
                short(arrow.number) or readable(arrow.derivative, LONGEST_FORMULA)
                for arrow in arrows
                if arrow is not None
            ]
            way = " → ".join([start, *(_step_name(head, called) for head, _ in path)])
            product = "" if products[-1] is None else f" = {products[-1]}"
            lines.append(f"{way}:  {' · '.join(reversed(factors))}{product}")
    text = ", ".join(value_lines(total)[:1])
    if len(products) > 1 and None not in products:
        lines.append(f"Law 2: gradient of {start} = {sum_of(products)} = {text}")
    else:
        lines.append(f"Gradient of {start}{', the sum,' if paths.number > 1 else ''} = {text}")
    return lines


def _step_name(head: Node, called: Mapping[Node, str]) -> str:
    symbol = readable(head.op.symbol) if head.op is not None else ""
    name = called.get(head, "")
    return f"{symbol} {name}" if name else symbol


def sum_of(parts: Sequence[str | None]) -> str:
    """A sum written out.

    Examples
    --------
    >>> sum_of(["1.0", "-2.0"])
    '1.0 + (-2.0)'
    """
    first, *others = map(str, parts)
    return " + ".join([first, *(f"({part})" if part.startswith("-") else part for part in others)])
