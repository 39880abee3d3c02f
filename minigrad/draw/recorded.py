"""Pictures of recorded graphs, at the level of operations or of layers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from minigrad.core.node import Node, output_name
from minigrad.core.outputs import Several
from minigrad.core.scopes import BACKWARD
from minigrad.draw.alarms import begins, is_alarming
from minigrad.draw.captions import path_hues, path_lines, rule_lines
from minigrad.draw.details import memory_of
from minigrad.draw.elements import Element
from minigrad.draw.flow import LONGEST_FORMULA, Flow
from minigrad.draw.gradients import Gradients
from minigrad.draw.labels import (
    LONGEST_HINT,
    in_full,
    operation_in_full,
    operation_lines,
    readable,
)
from minigrad.draw.modules import LONGEST_TITLE, frame_title, module_hint, module_lines
from minigrad.draw.names import whole_names
from minigrad.draw.paths import Paths
from minigrad.draw.picture import Edge, Group, Kind, Picture, Vertex
from minigrad.draw.plan import Arrow, Plan
from minigrad.draw.relative_sizes import RelativeSizes, relative_gradients
from minigrad.draw.sizes import Sizes, root_mean_square
from minigrad.draw.units import Unit
from minigrad.draw.values import (
    heat_map,
    kind_of,
    received_lines,
    shape_of,
    short,
    value_lines,
)
from minigrad.draw.words import ENGLISH, Words


class Recorded:
    """Makes the picture of a graph.

    Parameters
    ----------
    root
        The output.
    plan
        What is drawn.
    called
        What nodes are called.
    show
        Any of "values", "grad", "gradients", "memory", "lines".
    flow
        The gradients, where they are shown.
    paths, path_flow
        The paths that are marked and listed, with the gradients of their end.
    ends
        The Tensors, or elements of them, between which they lead.
    changes
        What parameters have changed by, where that is shown.
    words
        Of the language in which it speaks.
    """

    def __init__(
        self,
        root: Node,
        plan: Plan,
        called: dict[Node, str],
        *,
        show: Collection[str] = (),
        flow: Flow | None = None,
        paths: Paths | None = None,
        path_flow: Flow | None = None,
        ends: tuple[Element, Element] | None = None,
        changes: RelativeSizes | None = None,
        words: Words = ENGLISH,
    ) -> None:
        self.root = root
        self.plan = plan
        self.called = called
        self.show = show
        self.flow = flow
        self.paths = paths
        self.path_flow = path_flow
        self.path_ends = ends
        self.words = words
        self.hues = {} if paths is None else path_hues(paths)
        self.picture = Picture()
        self.begins: dict[int | None, str] = {None: "omitted"}  # where a unit's arrows begin
        self.ends: dict[int, str] = {}
        self.frames: dict[int, str] = {}
        self.sizes = Sizes("sizes")
        self.relative = changes
        if flow is not None:
            self.relative = relative_gradients(flow, words, layers=plan.layers)
        self.rules: dict[str, None] = {}  # those that arrows only name
        self.on_path = set() if paths is None else paths.nodes
        self.gradients = (
            None if flow is None else Gradients(plan, flow, words, coloured=paths is None)
        )

    def build(self) -> Picture:
        """Make the picture."""
        if self.plan.omitted:
            self._add_omitted()
        for i, unit in enumerate(self.plan.units):
            self._add(i, unit)
        for i, arrow in enumerate(self.plan.arrows):
            self._connect(i, arrow)
        self._add_caption()
        return self.picture

    # Vertices.

    def _add_omitted(self) -> None:
        operations = sum(unit.operations for unit in self.plan.omitted)
        word = "more operations" if operations else "more"
        rest = self.words(word, n=f"{operations or len(self.plan.omitted):,}")
        vertex = Vertex("omitted", Kind.OMITTED, [rest])
        if begins([node for unit in self.plan.omitted for node in unit.nodes], self.flow):
            vertex.alarm = vertex.begins = True
            vertex.lines.append(self.words["begins"])
        self.picture.vertices.append(vertex)

    def _add(self, i: int, unit: Unit) -> None:
        node = unit.node
        times = [f"× {unit.count:,}"] if unit.count > 1 else []
        if unit.scope is not None:
            vertex = self._vertex(
                f"m{i}", Kind.MODULE, [*module_lines(unit, self.words), *times], unit
            )
            vertex.hint = module_hint(unit)
            self.begins[id(unit)] = self.ends[id(unit)] = f"m{i}"
            return
        boxes = {"values"} if self.plan.layers else {"values", "gradients"}
        asked = not boxes.isdisjoint(self.show)
        asked = asked or ("grad" in self.show and node.target is not None)
        boxed = asked or node.op is None or node is self.root or node.name is not None
        if node.op is not None and node.op.whole is not None:
            self._add_output(i, unit)
            return
        boxed = boxed and not isinstance(node.value, Several)  # each output has a box of its own
        name = self.called.get(node, "")
        if node.op is not None:
            extra = not boxed and not isinstance(node.value, Several)
            lines = [*_common(unit, lambda x: operation_lines(x, self.words)), *times]
            if name and extra:
                lines.append(name)
            vertex = self._vertex(f"op{i}", Kind.OPERATION, lines, unit, extra=extra)
            vertex.hint = operation_in_full(node)
            self.begins[id(unit)] = self.ends[id(unit)] = vertex.id
        if boxed:
            self._box(f"t{i}", name, unit, times if node.op is None else [])
            if node.op is not None:
                edge = Edge(f"e{i}t", f"op{i}", f"t{i}", flows=node.requires_grad)
                edge.marked = node in self.on_path and node is not self._path_start()
                self._add_size(edge, node)
                self.picture.edges.append(edge)
            self.begins[id(unit)] = f"t{i}"

    def _add_output(self, i: int, unit: Unit) -> None:
        """The box of one output of an operation that has several."""
        node = unit.node
        times = [f"× {unit.count:,}"] if unit.count > 1 else []
        self._box(f"t{i}", self.called.get(node, ""), unit, times)
        self.begins[id(unit)] = self.ends[id(unit)] = f"t{i}"

    def _path_start(self) -> Node | None:
        return None if self.paths is None else self.paths.start

    def _box(self, name_of_vertex: str, name: str, unit: Unit, times: list[str]) -> None:
        node = unit.node
        if unit.count > 1 and node.op is None:
            name = "".join(_common(unit, lambda x: [readable(x.name or "")])) or name
            if unit.first is not None and unit.first.held and name == unit.held != unit.first.held:
                name = f"{readable(unit.first.held)} … {name}"
        lines = [*filter(None, [name]), *_common(unit, lambda x: [kind_of(x.value)]), *times]
        if not hasattr(node.value, "shape"):
            kind = Kind.NUMBER
            if unit.held is not None:
                lines[0] = f"{readable(unit.held)} = {lines[0]}"
        elif node.op is not None:
            kind = Kind.VALUE
        else:
            kind = Kind.PARAMETER if node.requires_grad else Kind.CONSTANT
        vertex = self._vertex(name_of_vertex, kind, lines, unit)
        vertex.root = node is self.root
        vertex.hint = whole_names(unit)
        if "values" in self.show and kind is not Kind.NUMBER:
            vertex.heat = heat_map(node.value)

    def _vertex(
        self, name: str, kind: Kind, lines: list[str], unit: Unit, *, extra: bool = True
    ) -> Vertex:
        node = unit.node
        vertex = Vertex(name, kind, lines, group=self._group(unit), flows=node.requires_grad)
        vertex.nodes = tuple(unit.nodes)
        vertex.root = node is self.root and kind is Kind.MODULE
        vertex.marked = not self.on_path.isdisjoint(unit.nodes)
        gradient = None if self.flow is None else self.flow.gradient.get(node)
        vertex.alarm = extra and any(is_alarming(x) for x in [gradient, *_values(unit.nodes)])
        if extra and kind is not Kind.NUMBER:
            self._add_asked(vertex, unit)
            if kind in {Kind.OPERATION, Kind.VALUE}:
                self._add_size(vertex, node)
        if vertex.alarm and begins(unit.nodes, self.flow):
            vertex.begins = True
            vertex.lines.append(self.words["begins"])
        self.picture.vertices.append(vertex)
        return vertex

    def _add_size(self, drawn: Vertex | Edge, node: Node) -> None:
        """Note the size of a gradient; that of the output is 1 and says nothing."""
        if self.flow is not None and node in self.flow.gradient and node is not self.root:
            self._note_size(drawn, self.flow.gradient[node])

    def _note_size(self, drawn: Vertex | Edge, gradient: Any) -> None:
        if not self.plan.layers:  # which have sizes of their own
            self.sizes.add(drawn, root_mean_square(gradient))

    def _add_asked(self, vertex: Vertex, unit: Unit) -> None:
        node, lines = unit.node, vertex.lines
        if self.relative is not None:
            self.relative.add_at(vertex, unit)
        if "memory" in self.show:
            lines.append(self._memory(unit))
        if unit.count > 1 and self.show:
            lines.append(self.words("last", n=f"{unit.count:,}"))
        before = len(lines)
        if "values" in self.show or ("gradients" in self.show and short(node.value)):
            lines += value_lines(node.value, self.words)
        if self.gradients is not None:
            if not self.plan.layers or vertex.kind not in {Kind.MODULE, Kind.OPERATION}:
                self.gradients.add_at(vertex, node)
        elif "grad" in self.show:
            lines += received_lines(node, self.words)
        if "lines" in self.show and hasattr(node, "line"):
            lines.append(readable(node.line.split("  ")[0]))
        if unit.count > 1 and self.show and len(lines) == before:  # nothing of the last is said
            lines.pop()

    def _memory(self, unit: Unit) -> str:
        total = memory_of(unit.nodes)
        if unit.count == 1:
            return total
        each = memory_of(unit.nodes[-(len(unit.nodes) // unit.count) :])
        return self.words("memory each", n=each, total=total)

    def _group(self, unit: Unit) -> str | None:
        """The frame of a unit, made with those around it when it is first needed."""
        parent: str | None = None
        for depth, frame in enumerate(unit.frames):
            if id(frame) not in self.frames:
                self.frames[id(frame)] = f"g{len(self.frames)}"
                whole = frame_title(unit, depth, LONGEST_HINT)
                self.picture.groups.append(
                    Group(
                        self.frames[id(frame)],
                        [frame_title(unit, depth, words=self.words)],
                        parent,
                        backward=frame.title == BACKWARD,
                        hint=in_full(whole, LONGEST_TITLE),
                    )
                )
            parent = self.frames[id(frame)]
        return parent

    # Arrows.

    def _connect(self, i: int, arrow: Arrow) -> None:
        tail, head, node = arrow.tail, arrow.head, arrow.node
        begin = self.begins[None if tail is None else id(tail)]
        flows = head.node.requires_grad and (node is None or node.requires_grad)
        edge = Edge(f"e{i}", begin, self.ends[id(head)], flows=flows, again=arrow.again)
        if arrow.cut:
            edge.tail = f"copy{i}"
            lines = [self.called.get(tail.node, "")] if tail is not None else ["…"]
            copy = Vertex(edge.tail, Kind.COPY, lines, group=self._group(head))
            copy.hint = [] if tail is None else whole_names(tail)
            self.picture.vertices.append(copy)
        elif node is not None and not begin.startswith("t") and shape_of(node.value):
            edge.lines = [shape_of(node.value)]
        if head.scope is None and head.node.op is not None and head.node.op.whole is not None:
            edge.lines = [output_name(head.node)]
        elif head.scope is None and head.count == 1 and arrow.position is not None:
            self._add_derivative(edge, head.node, arrow.position)
        elif self.paths is not None and tail is not None:
            nodes = set(tail.nodes)
            edge.marked = any(
                step in nodes
                for x, i in self.paths.steps
                if x in set(head.nodes)
                for step in (x.inputs[i],)
            )
        share = None if self.gradients is None else self.gradients.add_along(edge, arrow)
        if share is not None and not edge.marked:
            self._note_size(edge, share)
        self.picture.edges.append(edge)

    def _add_derivative(self, edge: Edge, head: Node, position: int) -> None:
        edge.marked = self.paths is not None and (head, position) in self.paths.steps
        on = self.hues.get((head, position), [])
        edge.hue, edge.shared = (on[0], ()) if len(on) == 1 else (None, on)
        flow = self.path_flow if edge.marked else self.flow
        arrow = None if flow is None else flow.arrow(head, position)
        if arrow is None:
            return
        text = readable(arrow.derivative, LONGEST_FORMULA + 8)
        value = None if arrow.number is None else short(arrow.number)
        edge.lines = [text if value is None or arrow.plain else f"{text} = {value}"]
        if arrow.rule:
            self.rules.setdefault(arrow.rule)
        if arrow.mentions_g:
            self.rules.setdefault(self.words["g"])
        edge.hint = in_full(arrow.spelled, len(arrow.derivative))
        if arrow.summed:
            axes = ", ".join(map(str, arrow.summed))
            edge.lines.append(self.words("sum over", axes=axes))
        edge.alarm = is_alarming(arrow.contribution)

    # Caption.

    def _add_caption(self) -> None:
        caption = self.picture.caption
        if self.paths is not None and self.path_flow is not None and self.path_ends is not None:
            self.picture.hues = {i: i for on in self.hues.values() for i in on}
            caption += path_lines(
                self.paths, self.path_flow, self.called, self.words, self.path_ends
            )
        if "gradients" in self.show:
            if self.root.value.size > 1:
                caption.append(self.words["ones"])
            self.sizes.add_scale(self.picture, self.words)
        if self.relative is not None:
            self.relative.add_scale(self.picture)
        if "lines" in self.show:
            caption += self._without_lines()
        caption += rule_lines(list(self.rules), self.words)
        caption += self.plan.notes
        if any(edge.again and edge.flows for edge in self.picture.edges):
            caption.append(self.words["again"])

    def _without_lines(self) -> list[str]:
        """How lines can be had, where operations have none."""
        operations = [node for node in self.plan.order if node.op is not None]
        missing = sum(not hasattr(node, "line") for node in operations)
        if not missing:
            return []
        word = "no lines" if missing == len(operations) else "some lines"
        return [self.words(word, n=f"{missing:,}")]


def _common(unit: Unit, lines_of: Callable[[Node], list[str]]) -> list[str]:
    """The lines about a unit; of the first and the last one where they differ."""
    last = lines_of(unit.node)
    if unit.count == 1 or unit.scope is not None:
        return last
    first = lines_of(unit.nodes[0])
    if len(first) != len(last):
        return last
    return [a if a == b else f"{a} … {b}" for a, b in zip(first, last, strict=True)]


def _values(nodes: Iterable[Node]) -> list[Any]:
    return [node.value for node in nodes]
