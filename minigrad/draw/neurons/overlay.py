"""Overlay of a picture of neurons: the paths of a weight, with factors, sums and steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from minigrad.draw.neurons.builder import digits
from minigrad.draw.neurons.weight_paths import Link, Neuron, WeightPaths
from minigrad.draw.picture import Edge, Kind, Picture, Span, Step, Vertex
from minigrad.draw.values import bracketed, sum_of
from minigrad.draw.words import Words

MOST_PATHS = 8
MOST_TERMS_BESIDE = 3
MOST_FACTORS = 8  # between two layers; those of more pop up
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def follow(picture: Picture, paths: WeightPaths, ids: Mapping[Neuron, str], words: Words) -> None:
    """Colour the paths of a weight, write factors and sums, list the paths, and play them backward.

    Parameters
    ----------
    ids
        The vertices of the neurons that are shown; of the error too.
    """
    _Overlay(picture, paths, ids, words).follow()


class _Overlay:
    def __init__(
        self, picture: Picture, paths: WeightPaths, ids: Mapping[Neuron, str], words: Words
    ) -> None:
        self.picture, self.paths, self.ids, self.words = picture, paths, ids, words
        self.edges = {(edge.tail, edge.head): edge for edge in picture.edges}
        self.vertices = {vertex.id: vertex for vertex in picture.vertices}
        self.links: list[Link] = [paths.first]  # those that are drawn, in the order of the network

    def follow(self) -> None:
        first = self.paths.first
        if any(end not in self.ids for end in first):
            raise ValueError(
                "path=(a, b): the weight is between neurons that are left out of so large a layer"
            )
        for neuron, name in self.ids.items():
            if neuron[1] >= 0:  # not the ones of the biases
                self.vertices[name].lines[0] += self.layer_sign(neuron)
        reached: dict[Neuron, None] = {first.head: None}
        for neuron in _reached_from(reached, self.paths, self.ids):
            self.links += [x for x in self.paths.links(neuron) if x.head in self.ids]
        for hue, link in enumerate(self.links):
            edge = self.edge(link)
            edge.marked, edge.hue = True, hue
            said = [f"{self.factor_name(link)} = {digits(self.paths.factor(link))}"]
            side_by_side = [x for x in self.links if x.head[0] == link.head[0]]
            if len(side_by_side) > MOST_FACTORS:
                edge.hint = said
                continue
            if link.head[0] < self.paths.last and self.is_written(link.tail):
                said.append(self.product(link))
            edge.lines, edge.hint = said, []
        self.vertex(first.tail).marked = True
        for neuron in [first.head, *dict.fromkeys(x.head for x in self.links)]:
            self.vertex(neuron).marked = True
        for neuron in dict.fromkeys(x.head for x in self.links):
            name = self.ids[neuron]
            lines, spans = self.beside(neuron)
            if lines:
                text = Vertex(f"{name}sum", Kind.TEXT, lines, spans=spans, beside=name)
                self.picture.vertices.append(text)
        self.caption()
        self.picture.steps = list(self.steps())

    def vertex(self, neuron: Neuron) -> Vertex:
        return self.vertices[self.ids[neuron]]

    def edge(self, link: Link) -> Edge:
        return self.edges[self.ids[link.tail], self.ids[link.head]]

    def name(self, neuron: Neuron) -> str:
        return self.vertex(neuron).lines[0]

    def sum_name(self, neuron: Neuron) -> str:
        """Name of the sum of a neuron: u where an activation follows it."""
        if not self.paths.activated(neuron[0]):
            return self.name(neuron)
        return f"u{neuron[1] + 1}{self.layer_sign(neuron)}"

    def layer_sign(self, neuron: Neuron) -> str:
        """Number of a hidden layer where there are several, as in z1⁽²⁾."""
        hidden = range(1, self.paths.last - 1)
        if neuron[0] not in hidden or len(hidden) < 2:
            return ""
        return f"⁽{str(neuron[0]).translate(SUPERSCRIPTS)}⁾"

    def factor_name(self, link: Link) -> str:
        if link.head[0] == self.paths.last:
            return f"∂E/∂{self.name(link.tail)}"
        if link == self.paths.first:
            return self.name(link.tail)
        return f"w{link.tail[1] + 1}{link.head[1] + 1}"

    def is_written(self, neuron: Neuron) -> bool:
        """True if there is room for the terms of the sum at a neuron."""
        column = {x.head for x in self.links if x.head[0] == neuron[0]}
        return max(len(self.paths.links(neuron)), len(column)) <= MOST_TERMS_BESIDE

    def product(self, link: Link) -> str:
        """What flows back along an arrow: the gradient that arrives, times the factor."""
        g, factor = self.paths.arriving(link.head), self.paths.factor(link)
        return f"{digits(g)} × {bracketed(digits(factor))} = {digits(g * factor)}"

    def beside(self, neuron: Neuron) -> tuple[list[str], list[Span]]:
        """Slope of the activation, and the sum where paths part, its terms in their colours."""
        if neuron[0] == self.paths.last:
            return [], []
        lines: list[str] = []
        spans: list[Span] = []
        shares = self.paths.shares(neuron)
        if len(shares) > 1:
            terms, _, total = sum_text(shares, self.words).rpartition(" = ")
            if self.is_written(neuron):
                lines += [f"Σ {terms}", f"= {total}"]
                spans = self.spans(neuron, lines[0])
            else:
                lines.append(f"Σ = {total}")
        if self.paths.activated(neuron[0]):
            lines.append(f"h′({self.sum_name(neuron)}) = {digits(self.paths.slope(neuron))}")
        return lines, spans

    def spans(self, neuron: Neuron, line: str) -> list[Span]:
        """Where the terms of a sum stand in its line, if all their arrows are drawn."""
        links = self.paths.links(neuron)
        if not all(link in self.links for link in links):
            return []
        spans, at = [], len("Σ ")
        for link, term in zip(links, line[at:].split(" + "), strict=True):
            spans.append(Span(0, at, at + len(term), self.links.index(link)))
            at += len(term) + len(" + ")
        return spans

    def caption(self) -> None:
        paths, caption = self.paths, self.picture.caption
        start, end = self.words["weight"], "E"
        start = paths.start.called(paths.start.node.name or start)
        number = paths.number
        caption.append(
            self.words("one path" if number == 1 else "paths", n=f"{number:,}", a=start, b=end)
        )
        caption[-1] += self.words["colon" if number <= MOST_PATHS else "full stop"]
        if number > MOST_PATHS:
            caption.append(self.words("total of paths", a=start, value=digits(paths.gradient)))
            return
        products = []
        own = [set(path) for path in paths.listed(MOST_PATHS)]
        for i, path in enumerate(paths.listed(MOST_PATHS)):
            others: set[Link] = (
                set().union(*(x for j, x in enumerate(own) if j != i)) if number > 1 else set()
            )
            value = 1.0
            for factor in paths.factors(path):
                value *= factor
            products.append(value)
            names = " → ".join([start, *(self.name(x.head) for x in path if x.head in self.ids)])
            factors = " · ".join(bracketed(digits(x)) for x in paths.factors(path))
            mine = [x for x in path if x not in others and x in self.links]
            if mine:
                self.picture.hues[len(caption)] = self.links.index(mine[0])
            caption.append(f"{names}:  {factors} = {digits(value)}")
        caption.append(
            self.words("law 2 in all", a=start, sum=sum_text(products, self.words))
            if number > 1
            else self.words("total", a=start, value=digits(paths.gradient))
        )

    def steps(self) -> Iterator[Step]:
        paths, words = self.paths, self.words
        end = (paths.last, 0)
        yield Step(
            [words("starts", a="E", value=1)], [self.ids[end]], gradient=["1"], backward=True
        )
        links = sorted(self.links, key=lambda x: -x.head[0])
        arrived: dict[Neuron, list[float]] = {}
        for link in links:
            g, factor = paths.arriving(link.head), paths.factor(link)
            share = g * factor
            lines = [
                words(
                    "law 1",
                    product=f"{digits(g)} × {bracketed(digits(factor))}",
                    result=digits(share),
                )
            ]
            if link == paths.first:
                name = paths.start.called(paths.start.node.name or words["weight"])
                lines.append(words("grad is", a=name, value=digits(share)))
                yield Step(
                    lines,
                    [self.ids[link.tail], self.ids[link.head]],
                    [self.edge(link).id],
                    backward=True,
                )
                continue
            shares = arrived.setdefault(link.tail, [])
            shares.append(share)
            if len(shares) > 1:
                lines.append(words("law 2", a=self.name(link.tail), sum=sum_text(shares, words)))
            if len(shares) == len(paths.shares(link.tail)) and paths.activated(link.tail[0]):
                slope = digits(paths.slope(link.tail))
                at = self.sum_name(link.tail)
                product = f"{digits(sum(shares))} × {bracketed(slope)}"
                value = f"{product} = {digits(paths.arriving(link.tail))}"
                lines.append(words("grad is", a=at, value=value))
            yield Step(
                lines,
                [self.ids[link.tail], self.ids[link.head]],
                [self.edge(link).id],
                gradient=[digits(sum(shares))],
                backward=True,
            )


def _reached_from(
    reached: dict[Neuron, None], paths: WeightPaths, ids: Mapping[Neuron, str]
) -> Iterator[Neuron]:
    """Neurons that are shown on the paths, each before those that follow it."""
    waiting = list(reached)
    while waiting:
        neuron = waiting.pop(0)
        yield neuron
        for link in paths.links(neuron):
            if link.head in ids and link.head not in reached:
                reached[link.head] = None
                waiting.append(link.head)


def sum_text(terms: list[float], words: Words) -> str:
    """A sum of as many terms as there are paths in a list, or of the first ones, and what it is."""
    shown = [digits(x) for x in terms[:MOST_PATHS]]
    rest = f" + {words('terms', n=len(terms))}" if len(terms) > MOST_PATHS else ""
    return f"{sum_of(shown)}{rest} = {digits(sum(terms))}"
