"""The steps in which a graph is computed and its gradients come back, to be played."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minigrad.draw.flow import Flow
from minigrad.draw.labels import LONGEST, readable
from minigrad.draw.picture import Step
from minigrad.draw.recorded import Recorded
from minigrad.draw.units import Unit
from minigrad.draw.values import shape_of, short, sum_line, value_lines
from minigrad.node import Node


def steps(drawn: Recorded, flow: Flow | None) -> list[Step]:
    """Play a picture: each operation forward, then each arrow backward.

    Parameters
    ----------
    drawn
        What made the picture, with formulas' names for all nodes.
    flow
        The gradients, if any come back.
    """
    player = _Player(drawn, flow)
    return [*player.forward(), *(player.backward(flow) if flow is not None else ())]


class _Player:
    def __init__(self, drawn: Recorded, flow: Flow | None) -> None:
        self.drawn = drawn
        self.flow = flow
        self.unit_of: dict[Node, Unit] = {}
        for unit in drawn.plan.units:
            self.unit_of.update(dict.fromkeys(unit.nodes, unit))
        self.edges: dict[tuple[int, int | None], str] = {}
        self.into: dict[int, list[str]] = {}
        for edge, arrow in zip(
            (e for e in drawn.picture.edges if not e.id.endswith("t")),
            drawn.plan.arrows,
            strict=True,
        ):
            self.edges[id(arrow.head), arrow.position] = edge.id
            self.into.setdefault(id(arrow.head), []).append(edge.id)

    def vertex(self, unit: Unit) -> str:
        """The vertex that holds a unit's value."""
        return self.drawn.begins[id(unit)]

    def around(self, unit: Unit) -> list[str]:
        """A unit's vertex, and its operation's where that is another one."""
        return list(dict.fromkeys([self.vertex(unit), self.drawn.ends.get(id(unit), "")]))[:2]

    def own_edge(self, unit: Unit) -> list[str]:
        """The arrow from an operation to its box."""
        held = self.vertex(unit)
        return [f"e{held[1:]}t"] if held.startswith("t") and unit.node.op is not None else []

    def name(self, node: Node) -> str:
        """What a node is called, or the number that it is."""
        return self.drawn.called.get(node) or readable(node.value)

    def forward(self) -> Iterator[Step]:
        """A step for each operation, and one for each leaf that goes in."""
        for unit in self.drawn.plan.units:
            node = unit.node
            text = _value(node.value)
            vertices = [name for name in self.around(unit) if name]
            if node.op is None:
                if hasattr(node.value, "shape"):
                    yield Step([f"{self.name(node)} = {text}"], vertices, value=[text])
                continue
            inputs = [self.name(x.node) for x in unit.arrows]
            what = unit.span.title if unit.span is not None else node.op.symbol
            formula = _formula(readable(what), inputs)
            times = f" (the last of {unit.count:,})" if unit.count > 1 else ""
            lines = [f"{self.name(node)} = {formula} = {text}{times}"]
            edges = [*self.into.get(id(unit), []), *self.own_edge(unit)]
            yield Step(lines, vertices, edges, value=[text])

    def backward(self, flow: Flow) -> Iterator[Step]:
        """The seed, then each arrow along which a gradient flows, newest operation first."""
        root = self.unit_of[flow.root]
        seed = _value(flow.seed)
        yield Step(
            [f"grad {self.name(flow.root)} = {seed}: the sweep starts here"],
            [name for name in self.around(root) if name],
            self.own_edge(root),
            gradient=[seed],
            backward=True,
        )
        arrived: dict[Node, list[Any]] = {}
        for head in reversed(flow.order):
            unit = self.unit_of.get(head)
            if head.op is None or unit is None or unit.span is not None or unit.count > 1:
                continue
            for i, x in enumerate(head.inputs):
                arrow = flow.arrow(head, i)
                if arrow is None or x not in self.unit_of:
                    continue
                arrived.setdefault(x, []).append(arrow.contribution)
                yield self._along(flow, head, i, arrived[x])

    def _along(self, flow: Flow, head: Node, i: int, arrived: list[Any]) -> Step:
        arrow = flow.arrow(head, i)
        assert arrow is not None  # noqa: S101 - asked for arrows with a gradient only
        x = head.inputs[i]
        tail, unit = self.unit_of[x], self.unit_of[head]
        name = self.name(x)
        product = _value(arrow.contribution)
        lines = [f"law 1: along this arrow {self._product(flow, head, i)} = {product}"]
        total = arrived[0]
        for share in arrived[1:]:
            total = total + share
        if len(arrived) > 1:
            written = sum_line(total, arrived)
            lines.append(f"law 2: grad {name} = {written or _value(total)}")
        else:
            lines.append(f"grad {name} = {product}")
        vertices = [self.vertex(tail), *filter(None, self.around(unit))]
        edges = [*filter(None, [self.edges.get((id(unit), i))]), *self.own_edge(unit)]
        return Step(lines, vertices, edges, gradient=[_value(total)], backward=True)

    def _product(self, flow: Flow, head: Node, i: int) -> str:
        arrow = flow.arrow(head, i)
        assert arrow is not None  # noqa: S101 - as above
        g, number = short(flow.gradient[head]), short(arrow.number)
        axes = f", summed over axis {', '.join(map(str, arrow.summed))}" if arrow.summed else ""
        if arrow.multiplies and g is not None and number is not None:
            return f"{g} × {_bracketed(number)}{axes}"
        return f"{readable(arrow.whole, LONGEST)}{axes}, where g = grad {self.name(head)},"


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("-") else text


def _value(value: Any) -> str:
    """A small value itself, the shape of a larger one."""
    return short(value) or f"{shape_of(value)}, {value_lines(value)[0]}"


def _formula(symbol: str, inputs: list[str]) -> str:
    if len(inputs) == 2 and not symbol.isalpha():
        return f"{inputs[0]} {symbol} {inputs[1]}"
    return f"{symbol}({', '.join(inputs)})"
