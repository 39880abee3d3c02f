"""Texts of the two laws: what flows back along each arrow, and the sum at each Tensor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.core.node import Node
from minigrad.draw.crossings import Crossing, crossings, total
from minigrad.draw.flow import Flow
from minigrad.draw.picture import Edge, Span, Vertex
from minigrad.draw.plan import Arrow, Plan
from minigrad.draw.sizes import root_mean_square
from minigrad.draw.values import (
    bracketed,
    headed,
    more_terms,
    number,
    short,
    shown_terms,
    sum_texts,
    value_lines,
)
from minigrad.draw.words import Words
from minigrad.draw.wrapping import letters

LONGEST_LINE = 56  # of a sum


class Gradients:
    """Writer of gradients into a picture.

    The terms of a sum are written as their arrows are drawn, the earliest recorded first, and each
    in the colour of its arrow's text.

    Parameters
    ----------
    plan
        What is drawn.
    flow
        The gradients.
    coloured
        Whether terms have colours; where paths are drawn, colours are those of paths.
    words
        Those of the picture's language.
    """

    def __init__(self, plan: Plan, flow: Flow, words: Words, *, coloured: bool) -> None:
        self.flow, self.words, self.coloured = flow, words, coloured
        self._into: dict[Node, list[Crossing]] = {}
        self._by: dict[int, Crossing] = {}
        self._term: dict[int, tuple[int, str]] = {}  # the position and the text of an arrow's
        for unit in plan.units:
            for crossing in crossings(plan, flow, unit):
                self._into.setdefault(crossing.to, []).append(crossing)
                self._by[id(crossing.arrow)] = crossing

    def add_at(self, vertex: Vertex, node: Node) -> None:
        """Write the gradient that arrives at a node, as a sum where several arrows bring it."""
        if node not in self.flow.gradient:
            vertex.lines += [self.words["no gradient"]] if node.requires_grad else []
            return
        gradient, terms = self.flow.gradient[node], self._terms(node)
        texts = sum_texts(gradient, terms) if len(terms) > 1 else None
        if texts is None:
            more = [self.words("a sum", n=f"{len(terms):,}")] if len(terms) > 1 else []
            vertex.lines += headed(self.words["grad"], [*value_lines(gradient, self.words), *more])
            return
        lines, spans = _written(self.words["grad"], texts, len(vertex.lines), self.words)
        vertex.lines += lines
        arrows = [crossing.arrow for crossing in self._into.get(node, [])]
        if self.coloured:
            vertex.spans = [span for span in spans if span.hue < len(arrows)]
        for i, (arrow, text) in enumerate(zip(arrows, texts[1:], strict=False)):
            self._term[id(arrow)] = i, text

    def _terms(self, node: Node) -> list[Any]:
        """What each arrow brings; last, what arrives over arrows that are not drawn."""
        drawn = self._into.get(node, [])
        terms = [total(crossing.shares(self.flow)) for crossing in drawn]
        ways = {way for crossing in drawn for way in crossing.ways}
        rest = [way for way in self.flow.arriving.get(node, ()) if way not in ways]
        if rest:
            terms.append(total([self.flow.share(head, i) for head, i in rest]))
        return terms

    def add_along(self, edge: Edge, arrow: Arrow) -> Any:
        """Write what flows back along an arrow, and return it; where numbers are few, as a product.

        None where nothing flows.
        """
        crossing = self._by.get(id(arrow))
        if crossing is None:
            return None
        share = total(crossing.shares(self.flow))
        term, text = self._term.get(id(arrow), (None, short(share)))
        if self.coloured:
            edge.term = term
        factors = self._factors(crossing)
        if text is None:
            edge.lines.append(f"← {self.words('rms', n=number(root_mean_square(share)))}")
        elif factors is None:
            edge.lines.append(f"← {text}")
        else:
            g, derivative, plain = factors
            kept = [] if plain else edge.lines
            g = bracketed(g) if g.endswith("j") else g  # a complex number is a sum itself
            edge.lines = [*kept, f"{g} × {bracketed(derivative)} = {text}"]
        return share

    def _factors(self, crossing: Crossing) -> tuple[str, str, bool] | None:
        """What arrives, the local derivative, and whether that is spelled as a number."""
        (head, i), *more = crossing.ways
        unit = crossing.arrow.head
        if more or unit.scope is not None or unit.count > 1:
            return None
        arrow, g = self.flow.arrow(head, i), self.flow.gradient[head]
        if arrow is None or not arrow.multiplies or np.size(g) != 1 or np.size(arrow.number) != 1:
            return None
        return str(short(g)), str(short(arrow.number)), arrow.plain


def _written(
    word: str, texts: Sequence[str], first: int, words: Words
) -> tuple[list[str], list[Span]]:
    """A sum in lines, the first of a given number, and where its terms stand in them."""
    whole, *terms = texts
    lines, spans = [f"{word} {whole}"], []
    width, matrices = letters([word]), whole.startswith("[[")
    for i, term in enumerate(shown_terms(terms)):
        sign, text = ("+ ", bracketed(term)) if i else ("= ", term)
        if matrices:  # each below the whole
            lines.append("\u00a0" * (width - len(sign)))
        elif i and len(lines[-1]) + len(sign + text) >= LONGEST_LINE:
            lines.append("\u00a0" * width)
        lines[-1] += f" {sign}{text}"
        spans.append(Span(first + len(lines) - 1, len(lines[-1]) - len(text), len(lines[-1]), i))
    lines[-1] += more_terms(terms, words)
    return lines, spans
