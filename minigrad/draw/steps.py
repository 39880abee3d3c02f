"""The steps in which a graph is computed and its gradients come back, to be played."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minigrad.core.node import Node, output_name
from minigrad.core.outputs import Several
from minigrad.draw.crossings import Crossing, crossings
from minigrad.draw.crossings import total as total_of
from minigrad.draw.flow import Flow
from minigrad.draw.labels import LONGEST, readable
from minigrad.draw.modules import call_name
from minigrad.draw.picture import Step
from minigrad.draw.recorded import Recorded
from minigrad.draw.spelling import Expression
from minigrad.draw.units import Unit
from minigrad.draw.values import bracketed, shape_of, short, sum_line, value_lines


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
        self.words = drawn.words
        self.flow = flow
        self.unit_of: dict[Node, Unit] = {}
        for unit in drawn.plan.units:
            self.unit_of.update(dict.fromkeys(unit.nodes, unit))
        self.edges: dict[int, str] = {}  # by arrow
        self.into: dict[int, list[str]] = {}
        for edge, arrow in zip(
            (e for e in drawn.picture.edges if not e.id.endswith("t")),
            drawn.plan.arrows,
            strict=True,
        ):
            self.edges[id(arrow)] = edge.id
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
        """Name of a node, or the number that it is."""
        return self.drawn.called.get(node) or readable(node.value)

    def value(self, value: Any) -> str:
        """A small value itself, the shape of a larger one."""
        return short(value) or f"{shape_of(value)}, {value_lines(value, self.words)[0]}"

    def last(self, unit: Unit) -> str:
        """Words that tell which of its repetitions a unit is."""
        return self.words("last one", n=f"{unit.count:,}") if unit.count > 1 else ""

    def forward(self) -> Iterator[Step]:
        """A step for each operation, and one for each leaf that goes in."""
        for unit in self.drawn.plan.units:
            node = unit.node
            if isinstance(node.value, Several):  # its outputs follow
                continue
            text = self.value(node.value)
            vertices = [name for name in self.around(unit) if name]
            if node.op is None:
                if hasattr(node.value, "shape"):
                    yield Step([f"{self.name(node)} = {text}"], vertices, value=[text])
                continue
            whole = node.inputs[0] if node.op.whole is not None else node
            if unit.scope is not None:
                inputs = ", ".join(self.name(x.node) for x in unit.arrows)
                formula = f"{readable(call_name(unit.scope, self.words))}({inputs})"
            else:
                parts = tuple(Expression(self.name(x), x.value) for x in whole.inputs)
                formula = str(Expression("", whole.value, whole.op, parts, whole.options))
            formula += f".{output_name(node)}" if whole is not node else ""
            times = self.last(unit)
            lines = [f"{self.name(node)} = {formula} = {text}{times}"]
            edges = [*self.into.get(id(unit), []), *self.own_edge(unit)]
            yield Step(lines, vertices, edges, value=[text])

    def backward(self, flow: Flow) -> Iterator[Step]:
        """The seed, then each arrow along which a gradient flows, newest operation first."""
        root = self.unit_of[flow.root]
        seed = self.value(flow.seed)
        yield Step(
            [self.words("starts", a=self.name(flow.root), value=seed)],
            [name for name in self.around(root) if name],
            self.own_edge(root),
            gradient=[seed],
            backward=True,
        )
        arrived: dict[Node, list[Any]] = {}
        for unit in reversed(self.drawn.plan.units):
            for crossing in crossings(self.drawn.plan, flow, unit):
                arrived.setdefault(crossing.to, []).extend(crossing.shares(flow))
                yield self._along(flow, unit, crossing, arrived[crossing.to])
        for x, shares in arrived.items():
            rest = len(flow.arriving[x]) - len(shares)
            if rest:
                total = [self.value(flow.gradient[x])]
                more = self.words("more arrows", n=f"{rest:,}", a=self.name(x), value=total[0])
                yield Step([more], [self.vertex(self.unit_of[x])], gradient=total, backward=True)

    def _along(self, flow: Flow, unit: Unit, crossing: Crossing, arrived: list[Any]) -> Step:
        x = crossing.to
        name = self.name(x)
        shares = crossing.shares(flow)
        lines = [self._passed(flow, unit, crossing, self.value(total_of(shares)))]
        total = flow.gradient[x] if len(arrived) == len(flow.arriving[x]) else total_of(arrived)
        if len(arrived) > len(shares):
            # What came by other arrows, and what came by this one.
            parts = [*arrived[: -len(shares)], total_of(shares)]
            written = sum_line(total, parts, self.words) or self.value(total)
            lines.append(self.words("law 2", a=name, sum=written))
        else:
            lines.append(self.words("grad is", a=name, value=self.value(total)))
        around = filter(None, self.around(unit))
        vertices = list(dict.fromkeys([self.vertex(self.unit_of[x]), *around]))
        edges = [self.edges[id(crossing.arrow)], *self.own_edge(unit)]
        return Step(lines, vertices, edges, gradient=[self.value(total)], backward=True)

    def _passed(self, flow: Flow, unit: Unit, crossing: Crossing, result: str) -> str:
        """Words about the gradient that a unit passes on."""
        (head, i), *more = crossing.ways
        if unit.scope is None and not more:
            product, where = self._product(flow, head, i)
            return self.words("law 1", product=product, result=result) + self.last(unit) + where
        to = self.name(crossing.to)
        if unit.scope is None:
            heads = len({head for head, _ in crossing.ways})
            return self.words("repetitions", n=f"{heads:,}", a=to, result=result)
        g = flow.gradient.get(unit.node)
        arrives = (
            "" if g is None else self.words("arrives", a=self.name(unit.node), value=self.value(g))
        )
        return self.words(
            "through",
            what=readable(call_name(unit.scope, self.words)),
            last=self.last(unit),
            arrives=arrives,
            result=result,
            a=to,
        )

    def _product(self, flow: Flow, head: Node, i: int) -> tuple[str, str]:
        """Product along an arrow, in numbers where they are few, and the meaning of g."""
        arrow = flow.arrow(head, i)
        assert arrow is not None  # noqa: S101 - asked for arrows with a gradient only
        g, number = short(flow.gradient[head]), short(arrow.number)
        summed = ", ".join(map(str, arrow.summed))
        axes = self.words("summed", axes=summed) if summed else ""
        if arrow.multiplies and g is not None and number is not None:
            return f"{g} × {bracketed(number)}{axes}", ""
        if arrow.number is not None and (arrow.rule or not arrow.whole):
            whole = f"g × {arrow.derivative}"
        elif not arrow.whole:  # a name, without g
            return f"{arrow.derivative}{axes}", ""
        else:
            whole = readable(arrow.whole, LONGEST)
        return f"{whole}{axes}", self.words("where g", a=self.name(head))
