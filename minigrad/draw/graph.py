"""The recorded graph as a ``graphviz.Digraph``, from left to right."""

from __future__ import annotations

from typing import Any

from minigrad.draw.labels import (
    gradient_lines,
    kind_of,
    label,
    operation_lines,
    readable,
    shape_of,
    value_lines,
)
from minigrad.draw.plan import Plan, plan
from minigrad.node import Node

# Colours by Okabe and Ito, which stay apart for colour-blind eyes; lines and shapes say the same.
BLUE, VERMILION, GREY, BLACK = "#0072B2", "#D55E00", "#767676", "#333333"
FONT = "Helvetica,Arial,Noto Sans CJK JP,Hiragino Sans,Yu Gothic,sans-serif"
FIXED_WIDTH = "Menlo,Consolas,DejaVu Sans Mono,Noto Sans Mono CJK JP,monospace"

Style = dict[str, str]
# pygraphviz decodes by the first charset="..." that it finds, so this one comes before any text.
# The inputs of an operation are ordered from top to bottom, as a - b is not b - a.
GRAPH: Style = {"charset": "utf-8", "rankdir": "LR", "ordering": "in"}
SPACING: Style = {"nodesep": "0.2", "ranksep": "0.3"}
NODE: Style = {"shape": "box", "fontname": FONT, "fontsize": "12", "height": "0.3"}
ARROW: Style = {"fontname": FONT, "fontsize": "10", "fontcolor": GREY, "arrowsize": "0.7"}
OPERATION: Style = {"shape": "ellipse", "width": "0.4", "height": "0.4", "margin": "0.03"}
PARAMETER: Style = {"style": "filled", "fillcolor": "#DCEBF5", "color": BLUE, "penwidth": "2"}
CONSTANT: Style = {"style": "rounded,filled", "fillcolor": "#F2F2F2", "color": GREY}
NUMBER: Style = {"shape": "plaintext", "width": "0", "height": "0", "margin": "0.05,0.03"}
INTERIOR: Style = {"color": BLACK}
ROOT: Style = {"peripheries": "2", "color": VERMILION}
COPY: Style = {"style": "dashed", "color": GREY, "fontsize": "10", "margin": "0.08,0.03"}
OMITTED: Style = {"style": "dotted", "color": GREY}
GRADIENT_FLOWS: Style = {"color": BLACK}
NO_GRADIENT: Style = {"color": GREY, "style": "dashed"}


def digraph(root: Node, *, values: bool, grads: bool, max_nodes: int) -> Any:
    """Describe the graph that leads to the root; see `minigrad.draw.draw` for the options."""
    import graphviz  # noqa: PLC0415 - needed for drawing only

    graph = graphviz.Digraph(
        "minigrad", graph_attr=GRAPH | SPACING, node_attr=NODE, edge_attr=ARROW
    )
    chosen = plan(root, max_nodes)
    names = _names(root, chosen)
    number = {node: i for i, node in enumerate(chosen.nodes)}
    begins: dict[Node | None, str] = {None: "omitted"}  # where the arrows that leave a node begin
    if chosen.omitted:
        graph.node("omitted", label([names[None]]), _attributes=OMITTED)
    for node, i in number.items():
        asked = values or (grads and node.receiver is not None)
        boxed = asked or node.op is None or node is root or node.name is not None
        begins[node] = f"t{i}" if boxed else f"op{i}"
        if boxed:
            text, style = _box(node, names[node], values=values, grads=grads)
            graph.node(f"t{i}", text, _attributes=style | ROOT if node is root else style)
        if node.op is not None:
            lines = operation_lines(node)
            if names[node] and not boxed:
                lines.append(names[node])
            graph.node(f"op{i}", label(lines), _attributes=OPERATION | _flow(node))
            if boxed:
                graph.edge(f"op{i}", f"t{i}", _attributes=_flow(node))
    for i, arrow in enumerate(chosen.arrows):
        begin, shape = begins[arrow.source], ""
        if arrow.cut:
            begin = f"copy{i}"
            graph.node(begin, label([names[arrow.source]]), _attributes=COPY)
        elif arrow.source is not None and begin.startswith("op"):
            shape = shape_of(arrow.source.value)
        flow = _flow(arrow.target, arrow.source)
        graph.edge(
            begin, f"op{number[arrow.target]}", label([shape]) if shape else None, _attributes=flow
        )
    return graph


def _names(root: Node, chosen: Plan) -> dict[Node | None, str]:
    """What each node is called; a number where only a copy elsewhere has to be recognised."""
    copied = {arrow.source for arrow in chosen.arrows if arrow.cut}
    operations = sum(node.op is not None for node in chosen.omitted)
    rest = f"{operations:,} more operations" if operations else f"{len(chosen.omitted):,} more"
    names: dict[Node | None, str] = {None: f"… {rest}"}
    for i, node in enumerate(chosen.nodes):
        if node.name is not None:
            names[node] = readable(node.name)
        elif node is root:
            names[node] = "output"
        else:
            names[node] = f"#{i}" if node in copied else ""
    return names


def _box(node: Node, name: str, *, values: bool, grads: bool) -> tuple[str, Style]:
    """The label and the style of what is not an operation."""
    lines = [*filter(None, [name]), kind_of(node.value)]
    if not hasattr(node.value, "shape"):
        return label(lines), NUMBER
    leaf = PARAMETER if node.requires_grad else CONSTANT
    style = leaf if node.op is None else INTERIOR
    if values:
        lines += value_lines(node.value)
    if grads:
        lines += gradient_lines(node)
    if values or grads:
        style = style | {"fontname": FIXED_WIDTH}
    return label(lines, aligned=values or grads), style


def _flow(*ends: Node | None) -> Style:
    """Whether a gradient comes back this way."""
    return GRADIENT_FLOWS if all(end is None or end.requires_grad for end in ends) else NO_GRADIENT
