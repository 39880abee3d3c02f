"""Sizes of what concerns parameters, relative to the parameters themselves."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.node import Node
from minigrad.draw.flow import Flow
from minigrad.draw.picture import Kind, Picture, Vertex
from minigrad.draw.sizes import Sizes, root_mean_square
from minigrad.draw.units import Unit, leaves_of
from minigrad.draw.values import number
from minigrad.draw.words import Words

DECADES = 2  # of a scale, at least: what is of nearly one size is all dark


class Relative(NamedTuple):
    """The size of some arrays and that of others, both as root mean squares."""

    size: float
    other: float

    @property
    def ratio(self) -> float | None:
        """The one relative to the other; None where that is nothing."""
        return self.size / self.other if self.other else None


class RelativeSizes:
    """Writer of relative sizes into the boxes of parameters, and of layers that hold some.

    Parameters
    ----------
    word
        What a box says of its size, and after ``"scale of "`` the caption.
    pairs
        For each parameter an array, and the one to which it is relative.
    words
        Those of the picture's language.
    decades
        The least length of the scale; see `Sizes`.
    kinds
        The kinds of vertices that say it; all have the colour.
    nothing, missing, from_nothing
        What a box says instead where the size is 0, where none of its parameters has a pair, and
        where there is nothing to which the size could be relative.
    """

    def __init__(
        self,
        word: str,
        pairs: Mapping[Node, tuple[Any, Any]],
        words: Words,
        *,
        decades: float = DECADES,
        kinds: Collection[Kind] = tuple(Kind),
        nothing: str | None = None,
        missing: str | None = None,
        from_nothing: str | None = None,
    ) -> None:
        self._word, self._nothing, self._missing = word, nothing, missing
        self._from_nothing = from_nothing
        self._pairs = pairs
        self._words = words
        self._kinds = kinds
        self._sizes = Sizes(f"scale of {word}", decades)

    def add_at(self, vertex: Vertex, unit: Unit) -> None:
        """Write what a unit's parameters have; of repetitions the first and the last."""
        parameters = [x for x in leaves_of(unit) if x.requires_grad or x in self._pairs]
        measured = self._relative(parameters)
        if measured is None:
            vertex.lines += [self._words[self._missing]] if parameters and self._missing else []
        elif measured.size == 0 and self._nothing:
            vertex.lines.append(self._words[self._nothing])
        elif measured.ratio is not None:
            self._sizes.add(vertex, measured.ratio)
            if vertex.kind in self._kinds:
                vertex.lines.append(self._text(unit, parameters))
        elif self._from_nothing:
            vertex.lines.append(self._words(self._from_nothing, n=number(measured.size)))

    def _text(self, unit: Unit, parameters: list[Node]) -> str:
        ends = filter(None, map(self._relative, _ends(unit, parameters)))
        texts = [
            {"n": number(end.size), "relative": number(end.ratio)}
            for end in ends
            if end.ratio is not None
        ]
        parts = {key: " … ".join(dict.fromkeys(x[key] for x in texts)) for key in texts[0]}
        return self._words(self._word, **parts)

    def add_scale(self, picture: Picture) -> None:
        """Colour the boxes, and draw the scale below the picture."""
        self._sizes.add_scale(picture, self._words)

    def _relative(self, parameters: Iterable[Node]) -> Relative | None:
        pairs = [self._pairs[x] for x in dict.fromkeys(parameters) if x in self._pairs]
        return Relative(*(_size(arrays) for arrays in zip(*pairs, strict=True))) if pairs else None


def relative_gradients(flow: Flow, words: Words, *, layers: bool) -> RelativeSizes:
    """The gradients of parameters relative to their values, which no size of a batch changes.

    Parameters
    ----------
    flow
        The gradients.
    words
        Of the language in which they are written.
    layers
        Whether the picture is of layers, whose sizes are shown however little they differ. The box
        of one parameter has the gradient itself, and says no more.
    """
    pairs = {
        node: (gradient, node.value) for node, gradient in flow.gradient.items() if node.op is None
    }
    return RelativeSizes(
        "relative gradients",
        pairs,
        words,
        decades=DECADES if layers else 0,
        kinds={Kind.MODULE},
    )


def _ends(unit: Unit, parameters: list[Node]) -> list[list[Node]]:
    """The parameters of the first and of the last repetition of what is drawn once."""
    each, left = divmod(len(parameters), unit.count)
    return [parameters] if left or not each else [parameters[:each], parameters[-each:]]


def _size(arrays: Iterable[Any]) -> float:
    """The root mean square of the elements of several arrays."""
    sizes = [(root_mean_square(x), np.size(x)) for x in arrays]
    number = sum(n for _, n in sizes)
    return math.hypot(*(size * math.sqrt(n) for size, n in sizes)) / math.sqrt(number or 1)
