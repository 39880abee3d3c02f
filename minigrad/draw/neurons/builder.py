"""Builder of pictures: columns of neurons, and the arrows between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from minigrad.core.node import Node
from minigrad.draw.labels import in_full, readable
from minigrad.draw.neurons.network import Layer
from minigrad.draw.picture import Edge, Kind, Picture, Vertex
from minigrad.draw.words import Words

MOST_WEIGHTS_IN_NUMBERS = 16
MOST_NAMED = 4  # neurons
LONGEST_NUMBER = 7  # characters, so that it fits into a neuron
NO_NAMES: Mapping[tuple[int, int], str] = MappingProxyType({})
Shown = list[tuple[int, str]]  # the positions of neurons in their layer, and their ids


class Builder:
    """Builder of a picture of columns and arrows.

    Parameters
    ----------
    most
        The largest number of neurons of a layer that are shown.
    words
        Those of the picture's language.
    values, weights
        True if neurons and arrows show their numbers.
    """

    def __init__(self, most: int, words: Words, *, values: bool, weights: bool) -> None:
        self.most = most
        self.words = words
        self.values = values
        self.weights = weights
        self.picture = Picture(popping_up=[words["popping up"]])
        self.origin: int | None = None  # the first column in which there is a NaN or an infinity

    def column(
        self,
        letter: str,
        title: list[str],
        rows: Any = None,
        node: Node | None = None,
        *,
        group: str | None = None,
        numbered: bool = True,
    ) -> Shown:
        """Add a title and neurons, some of them left out where there are many."""
        number = len(self.picture.columns)
        self.picture.columns.append([])
        if title:
            lines, hint = title_lines(title), title_hint(title)
            self.add(Vertex(f"title{number}", Kind.TEXT, lines, hint=hint))
        size = 0 if rows is None else rows.shape[1]
        if self.origin is None and rows is not None and not np.isfinite(rows).all():
            self.origin = number
            which = np.flatnonzero(~np.isfinite(rows).all(axis=0))
            names = [f"{letter}{i + 1}" if numbered else letter for i in which[:MOST_NAMED]]
            more = ["…"] if len(which) > MOST_NAMED else []
            place = ", ".join([*title_lines(title[:1]), *names, *more])
            self.picture.caption.append(self.words("begins in", place=place))
        first, last = (size, 0) if size <= self.most else (self.most // 2, max(self.most // 4, 1))
        shown = [(i, f"n{number}_{i + 1}") for i in [*range(first), *range(size - last, size)]]
        for i, name in shown:
            if last and i == size - last:
                rest = self.words("neurons", n=f"{size - first - last:,}")
                omitted = {"not shown": [rest]}
                self.add(Vertex(f"more{number}", Kind.TEXT, ["⋮"], group, details=omitted))
            vertex = Vertex(name, Kind.NEURON, [f"{letter}{i + 1}" if numbered else letter], group)
            vertex.nodes = () if node is None else (node,)
            vertex.alarm = not np.isfinite(rows[:, i]).all()
            vertex.begins = vertex.alarm and self.origin == number
            if len(rows) == 1:
                vertex.details["value"] = [f"{rows[0, i]:.8g}"]
            if self.values:
                vertex.lines.append(digits(rows[0, i]))
            self.add(vertex)
        return shown

    def add(self, vertex: Vertex) -> None:
        """Put a vertex at the lower end of the newest column."""
        self.picture.vertices.append(vertex)
        self.picture.columns[-1].append(vertex.id)

    def one(self, layer: Layer) -> str | None:
        """Add the neuron that is always 1 on top of the newest column, if the layer has a bias."""
        if layer.bias is None:
            return None
        number = len(self.picture.columns) - 1
        column = self.picture.columns[number]
        vertex = Vertex(f"one{number}", Kind.NEURON, ["1"], flows=False)
        self.picture.vertices.append(vertex)
        column.insert(1 if column[0].startswith("title") else 0, vertex.id)
        return vertex.id

    def connect(
        self,
        layer: Layer,
        tails: Shown,
        heads: Shown,
        one: str | None,
        names: Mapping[tuple[int, int], str] = NO_NAMES,
    ) -> None:
        """Add an arrow for each weight between neurons that are shown, and for each bias."""
        table = layer.weights
        if one is not None:
            table = np.vstack([table, layer.bias])  # the last row has index -1 too
            tails = [(-1, one), *tails]
        sizes = np.abs(table)
        largest = sizes[np.isfinite(sizes)].max(initial=0.0)
        few = in_numbers(layer)
        for i, tail in tails:
            for j, head in heads:
                weight = table[i, j]
                parts = [names[i, j]] if names else []
                parts += [digits(weight)] if self.weights else []
                text = [" = ".join(parts)] if parts else []
                arrow = self.arrow(tail, head, text if few else [])
                arrow.hint = [] if few else text
                if self.weights:
                    whole = np.isfinite(weight) and largest > 0
                    arrow.strength = float(np.real(weight) / largest) if whole else 0.0

    def arrow(self, tail: str, head: str, lines: Sequence[str] = ()) -> Edge:
        """Add an arrow between two neurons."""
        edge = Edge(f"e{len(self.picture.edges)}", tail, head, list(lines))
        self.picture.edges.append(edge)
        return edge


def in_numbers(layer: Layer) -> bool:
    """True if a layer has so few weights that numbers stand on their arrows; else these pop up."""
    return bool(layer.weights.size <= MOST_WEIGHTS_IN_NUMBERS)


def title_lines(texts: Sequence[str]) -> list[str]:
    """Lines that can be shown; an empty one is a space, since it counts in the title's height."""
    return [line or "\u00a0" for text in texts for line in readable(text).split("\n")]


def title_hint(texts: Sequence[str]) -> list[str]:
    """The titles in full, where lines shorten them."""
    return [line for text in texts for line in in_full(text)]


def digits(value: Any) -> str:
    """A number in few digits.

    Examples
    --------
    >>> digits(0.57444252), digits(-0.00043219)
    ('0.574', '-0.0004')
    """
    number = value if np.iscomplexobj(value) else float(value)
    texts = (f"{number:.{digits}g}" for digits in (3, 2))
    return next((text for text in texts if len(text) <= LONGEST_NUMBER), f"{number:.1g}")
