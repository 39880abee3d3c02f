"""Details of a vertex, which the page shows when it is pointed at."""

from __future__ import annotations

from collections.abc import Iterable

from minigrad.core.node import Node
from minigrad.core.outputs import Several
from minigrad.draw.flow import Flow
from minigrad.draw.labels import in_full, operation_lines, readable
from minigrad.draw.picture import Kind, Picture
from minigrad.draw.values import kind_of, memory, received_lines, value_lines
from minigrad.draw.words import Words


def add_details(picture: Picture, flow: Flow | None, words: Words) -> None:
    """Add what is known of its newest node to each vertex; headings are keys of `WORDS`."""
    for vertex in picture.vertices:
        if not vertex.nodes:
            continue
        node = vertex.nodes[-1]
        details = vertex.details
        whole = in_full(node.name or "")
        if whole:
            details["name"] = whole
        if node.op is not None and vertex.kind is not Kind.MODULE:
            symbol, *options = operation_lines(node, words)
            known = "key" not in node.options and not node.op.internal
            details["operation"] = [readable(node.op.name) if known else symbol, *options]
        if flow is not None and vertex.kind is Kind.OPERATION:
            rules = _rules(node, flow, words)
            if rules:
                details["local derivatives"] = rules
        if isinstance(node.value, Several):  # whose values and gradients are at its outputs
            continue
        details["value"] = [kind_of(node.value), *value_lines(node.value, words)]
        if flow is not None and node in flow.gradient:
            details["gradient"] = value_lines(flow.gradient[node], words)
        received = received_lines(node, words)
        if received:
            details["received so far"] = received
        details["memory"] = [memory_of(vertex.nodes)]
        if hasattr(node, "line"):
            details["line"] = [readable(node.line, 200)]


def _rules(node: Node, flow: Flow, words: Words) -> list[str]:
    """The local derivatives of an operation, each spelled in full."""
    arrows = [(x, flow.arrow(node, i)) for i, x in enumerate(node.inputs)]
    return [
        words("along", a=_called(x, flow), derivative=arrow.spelled)
        for x, arrow in arrows
        if arrow is not None
    ]


def _called(x: Node, flow: Flow) -> str:
    """The name of an input; of one that has none, what it is."""
    name = flow.names.get(x, "?")
    if name != "?":
        return name
    return readable(x.op.symbol) if x.op is not None else kind_of(x.value)


def memory_of(nodes: Iterable[Node]) -> str:
    """The memory of all values together."""
    return memory(sum(getattr(node.value, "nbytes", 0) for node in nodes))
