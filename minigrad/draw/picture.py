"""Pictures: what a drawing says, before any format says how.

Builders make pictures from graphs (`recorded`, `neurons`), writers make text from pictures
(`dot`, `mermaid`, `page`). A new level of detail is a builder, a new format a writer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from minigrad.core.node import Node

SCALE = "━━━━━"  # a scale of strengths, from 0 to 1


class Span(NamedTuple):
    """Characters of a line, from one up to another, that have the colour of a hue."""

    line: int
    start: int
    end: int
    hue: int


class Kind(Enum):
    """Kinds of vertices; themes give each its look."""

    OPERATION = "operation"
    PARAMETER = "parameter"  # a leaf that requires a gradient
    CONSTANT = "constant"
    NUMBER = "number"  # a Python number
    VALUE = "value"  # a Tensor that an operation made
    MODULE = "module"  # what a module, or a backward sweep, recorded
    NEURON = "neuron"
    COPY = "copy"  # stands where an arrow from far away would come in
    OMITTED = "omitted"
    TEXT = "text"  # words alone


@dataclass
class Vertex:
    """A thing that is drawn.

    Attributes
    ----------
    id
        A word of ASCII letters, digits and underscores, unique in the picture.
    kind
        What it stands for.
    lines
        What it says, from top to bottom: plain text.
    group
        The id of the group in which it lies, if any.
    root
        Whether it is the output.
    flows
        Whether a gradient comes back through it.
    alarm
        Whether there is a NaN or an infinity in it.
    begins
        Whether it is there that the NaN or the infinity came up.
    marked
        Whether it lies on the chosen path.
    strength
        Where its gradient's size lies between the smallest (0) and the largest (1) drawn.
    heat
        Rows of numbers between 0 and 1, drawn as a small heat map.
    hint
        What pops up: in full what ``lines`` shorten.
    details
        What the page says when the vertex is pointed at: lines by heading.
    nodes
        The recorded nodes that it stands for, the newest last.
    spans
        The parts of ``lines`` that are in the colours of arrows: terms of a sum.
    beside
        In a picture in columns: the id of the vertex at which it stands, above it in the upper
        half of the column and below it in the lower one; it is in no column itself.
    """

    id: str
    kind: Kind
    lines: list[str] = field(default_factory=list)
    group: str | None = None
    root: bool = False
    flows: bool = True
    alarm: bool = False
    begins: bool = False
    marked: bool = False
    strength: float | None = None
    heat: Sequence[Sequence[float]] | None = None
    hint: list[str] = field(default_factory=list)
    details: dict[str, list[str]] = field(default_factory=dict)
    nodes: tuple[Node, ...] = ()
    spans: list[Span] = field(default_factory=list)
    beside: str | None = None


@dataclass
class Edge:
    """An arrow from one vertex to another.

    Attributes
    ----------
    id
        A word like a vertex's, unique among vertices and edges.
    tail, head
        The ids of its ends.
    lines
        What stands beside it.
    flows
        Whether a gradient comes back along it.
    marked
        Whether it lies on the chosen path.
    strength
        Where the size of the gradient that comes back lies between the smallest (0) and the
        largest (1) that is drawn. Between neurons: the weight over its layer's largest, negative
        ones below 0.
    again
        Whether it leads back to an earlier place, since a repeated part is drawn once.
    alarm
        Whether the gradient that comes back has a NaN or an infinity in it.
    hint
        What pops up: in full what ``lines`` shorten.
    hue
        Which colour and dash of a path it has, counted from 0.
    shared
        The hues of the paths that it is on, where they are a few.
    term
        Which colour its text has, counted from 0: that of its term in the sum at its tail.
    """

    id: str
    tail: str
    head: str
    lines: list[str] = field(default_factory=list)
    flows: bool = True
    marked: bool = False
    strength: float | None = None
    again: bool = False
    alarm: bool = False
    hint: list[str] = field(default_factory=list)
    hue: int | None = None
    shared: Sequence[int] = ()
    term: int | None = None


@dataclass
class Group:
    """A frame around vertices and other groups.

    Attributes
    ----------
    id
        A word like a vertex's, unique in the picture.
    lines
        The title.
    parent
        The id of the group around this one, if any; it comes earlier in the picture.
    backward
        Whether it holds what a backward sweep recorded.
    hint
        What pops up: in full what ``lines`` shorten.
    """

    id: str
    lines: list[str] = field(default_factory=list)
    parent: str | None = None
    backward: bool = False
    hint: list[str] = field(default_factory=list)


@dataclass
class Step:
    """One step of a computation that is played: a forward one, or one arrow of a backward one.

    Attributes
    ----------
    lines
        What happens, in words and numbers.
    vertices, edges
        The ids of what it happens to; the first vertex is the one that receives.
    value, gradient
        What the first vertex holds from now on, where it changes.
    backward
        Whether it belongs to the backward sweep.
    """

    lines: list[str]
    vertices: list[str]
    edges: list[str] = field(default_factory=list)
    value: list[str] | None = None
    gradient: list[str] | None = None
    backward: bool = False


@dataclass
class Picture:
    """Vertices in the order of recording, the arrows between them, groups and a caption.

    Attributes
    ----------
    columns
        For pictures in columns, such as those of neurons: the ids that share each column, from
        left to right. Empty where the arrows alone say where things stand.
    steps
        The computation, to be played step by step.
    hues
        The colours of lines of the caption, by their positions; see `Edge`.
    direction
        Where arrows lead: "right" or "down".
    scales
        The positions of those lines of the caption in which a scale of strengths is drawn.
    popping_up
        In pictures in columns: what the caption says besides, if arrows have no room for all texts.
    """

    vertices: list[Vertex] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    caption: list[str] = field(default_factory=list)
    columns: list[list[str]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    hues: dict[int, int] = field(default_factory=dict)
    direction: str = "right"
    scales: list[int] = field(default_factory=list)
    popping_up: list[str] = field(default_factory=list)

    @property
    def ids(self) -> set[str]:
        """The ids of all parts."""
        parts = (self.vertices, self.edges, self.groups)
        return {part.id for of_one_kind in parts for part in of_one_kind}
