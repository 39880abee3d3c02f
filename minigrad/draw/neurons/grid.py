"""Positions of what stands in columns: vertices, and the texts of arrows."""

from __future__ import annotations

import math
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from minigrad.draw.direction import WIDEST
from minigrad.draw.neurons.label_positions import Arrow, Box, Point, Size, label_positions
from minigrad.draw.picture import Edge, Kind, Picture, Vertex

RADIUS = 20  # all lengths are in points
ROW, ROW_WITH_TEXT = 56, 68
STEP, STEEPEST = 130, 0.45
LINE, LETTER, NOTE, GAP, PADDING = 16, 6.5, 14, 8, 4
SMALL = 0.8  # size of the texts of arrows and beside neurons
SMALLEST, LEADING = 0.75, 10.8  # size of several lines in a neuron, and their distance
MARGIN = 16
OF_NUMBERS = dict.fromkeys("0123456789", 7.6) | dict.fromkeys(".-", 4.3)
# How much is amiss where a text has but its first line, of that but the number, or nothing.
SHORTENED, NUMBER_ALONE, POPPING_UP = 12, 15, 1000
TALLER = (1.0, 1.2, 1.4, 1.7, 2.0)  # where texts find no room
TALLEST = 155  # row that is made taller
UNSEEN, CLEAR = 0.9, 3  # what is amiss by less is not worth a wider gap, or taller rows
FULLEST = 0.45  # share of a gap that texts can fill without lying on each other
SHARES = (0, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1)  # of the room that is left on a page


class Text(NamedTuple):
    """Text of an arrow: its middle, and those of its lines for which there is room."""

    middle: Point
    lines: Sequence[str]


class Gap(NamedTuple):
    """Gap between two columns.

    Attributes
    ----------
    amiss
        How much is wrong with the positions of its texts.
    width
        From the middle of a column to that of the next.
    texts
        Positions of the texts of its arrows, by their ids; across, from the first column on.
    """

    amiss: float
    width: float
    texts: dict[str, Text]


class Grid:
    """Columns of a picture.

    The text at the head of a column is its title; a column may hold a title alone, which then
    stands between its neighbours.

    Parameters
    ----------
    picture
        The picture.

    Attributes
    ----------
    radius
        Of all neurons, around the texts in them.
    """

    def __init__(self, picture: Picture) -> None:
        vertices = {vertex.id: vertex for vertex in picture.vertices}
        columns = [[vertices[name] for name in column] for column in picture.columns]
        self.titles = [column[0] if _is_text(column[:1]) else None for column in columns]
        self.bodies = [
            column[1:] if title is not None else column
            for column, title in zip(columns, self.titles, strict=True)
        ]
        self.notes = {v.beside: v for v in picture.vertices if v.beside is not None}
        self.edges = picture.edges
        self.columns = {name: i for i, column in enumerate(picture.columns) for name in column}
        self.text = any(edge.lines for edge in picture.edges)
        self.radius = max([RADIUS, *(_radius(v.lines) for v in vertices.values() if _is_neuron(v))])
        self.note = NOTE * max((len(note.lines) for note in self.notes.values()), default=0)
        self.tallest = max(map(len, self.bodies)) - 1  # in rows
        larger = 2 * (self.radius - RADIUS)
        self.row: float = (ROW_WITH_TEXT if self.text else ROW) + self.note + larger

    def positions(self) -> tuple[dict[str, Point], dict[str, Text]]:
        """Where the vertices stand, and the texts of arrows for which there is room, by ids."""
        if self.text:
            return self._with_room_for_texts()
        step = max(STEP, self.tallest * self.row * STEEPEST)
        return self._stand(_across(self.bodies, self.titles, step)), {}

    def _stand(self, across: Sequence[float]) -> dict[str, Point]:
        """Positions of all vertices, for those of the columns."""
        positions: dict[str, Point] = {}
        top = self.tallest * self.row / 2 + self.radius + MARGIN + self.note
        height = max(len(title.lines) if title else 0 for title in self.titles) * LINE
        for x, title, body in zip(across, self.titles, self.bodies, strict=True):
            for i, vertex in enumerate(body):
                y = (len(body) - 1) / 2 * self.row - i * self.row
                positions[vertex.id] = (x, y)
                note = self.notes.get(vertex.id)
                if note is not None:
                    away = self.radius + len(note.lines) * NOTE / 2 + GAP
                    positions[note.id] = (x, y + away if y >= 0 else y - away)
            if title is not None:
                positions[title.id] = (x, top + height - len(title.lines) * LINE / 2)
        return positions

    def _with_room_for_texts(self) -> tuple[dict[str, Point], dict[str, Text]]:
        """Positions with as much room between columns as the texts of arrows need to be clear."""
        lowest, least = self.row, math.inf
        # Texts of paths have colours, which tell apart those that are near other arrows.
        enough = SHORTENED if any(edge.marked for edge in self.edges) else CLEAR
        for taller in TALLER:
            self.row = lowest * taller
            if taller > 1 and self.row > TALLEST:
                break
            gaps = self._gaps()
            amiss = sum(gap.amiss for gap in gaps)
            if amiss < least:
                least, best, row = amiss, gaps, self.row
            if all(gap.amiss < enough for gap in gaps):
                break
        self.row = row
        across, texts = [0.0], {}
        for gap in best:
            for name, ((x, y), lines) in gap.texts.items():
                texts[name] = Text((across[-1] + x, y), lines)
            across.append(across[-1] + gap.width)
        return self._stand(across), texts

    def _gaps(self) -> list[Gap]:
        """Gaps between columns, which share what a page has to spare by their numbers of texts."""
        pairs = list(pairwise(range(len(self.bodies))))
        inside = [[edge for edge in self.edges if self.columns[edge.tail] == i] for i, _ in pairs]
        texts = [sum(bool(edge.lines) for edge in edges) for edges in inside]
        least = max(STEP, self.tallest * ROW_WITH_TEXT * STEEPEST)
        narrowest = [
            max(least * share, MARGIN + sum(map(self._width, pair)) / 2)
            for pair, share in zip(pairs, _shares(self.bodies), strict=True)
        ]
        ends = (self._width(0) + self._width(len(pairs))) / 2
        spare, waiting = max(WIDEST - ends - sum(narrowest), 0), sum(texts)
        gaps: dict[int, Gap] = {}
        for i in sorted(range(len(pairs)), key=texts.__getitem__):
            share = spare * texts[i] / max(waiting, 1)
            gaps[i] = Gap(0, narrowest[i], {})
            if texts[i]:
                gaps[i] = self._gap(i, inside[i], narrowest[i], share)
            spare -= gaps[i].width - narrowest[i]
            waiting -= texts[i]
        return [gaps[i] for i in range(len(pairs))]

    def _gap(self, i: int, edges: list[Edge], narrowest: float, spare: float) -> Gap:
        """The narrowest gap after a column that has room for its texts, or the best one."""
        gaps = [Gap(POPPING_UP, narrowest, {})]
        for amiss in (0, SHORTENED, NUMBER_ALONE):
            if min(gap.amiss for gap in gaps) < amiss:
                break
            gaps.append(self._trial(i, edges, narrowest + spare, amiss))
            enough = max(amiss, gaps[-1].amiss + UNSEEN)
            if enough > POPPING_UP:
                continue  # nor is there room in a narrower one
            for share in SHARES[: -1 if spare else 0]:
                gaps.append(self._trial(i, edges, narrowest + share * spare, amiss))
                if gaps[-1].amiss <= enough:
                    break
        return min(gaps, key=lambda gap: gap[:2])

    def _trial(self, i: int, edges: list[Edge], width: float, shortened: int) -> Gap:
        """Gap after a column, of a width, with texts so far shortened."""
        at = self._stand([width * (column - i) for column in range(len(self.bodies))])
        lines = [_shortened(edge.lines, shortened) for edge in edges]
        rows = max(len(self.bodies[i]), len(self.bodies[i + 1]))
        room = (width - 2 * self.radius) * rows * self.row
        if sum(math.prod(text_size(text)) for text in lines if text) > FULLEST * room:
            return Gap(math.inf, width, {})
        arrows = [
            Arrow(at[x.tail], at[x.head], text_size(text) if text else None, marked=x.marked)
            for x, text in zip(edges, lines, strict=True)
        ]
        boxes = [Box(at[v.id], self._size(v)) for c in (i, i + 1) for v in self._vertices(c)]
        middles, amiss = label_positions(arrows, boxes, self.radius)
        texts = {edges[k].id: Text(x, lines[k]) for k, x in middles.items()}
        fewer = any(text != edge.lines for text, edge in zip(lines, edges, strict=True))
        return Gap(amiss + shortened * fewer, width, texts)

    def _width(self, column: int) -> float:
        """Width of the widest of a column."""
        return max(self._size(vertex)[0] for vertex in self._vertices(column))

    def _vertices(self, column: int) -> list[Vertex]:
        """All vertices of a column."""
        title, body = self.titles[column], self.bodies[column]
        notes = [self.notes[vertex.id] for vertex in body if vertex.id in self.notes]
        return [*([title] if title is not None else []), *body, *notes]

    def _size(self, vertex: Vertex) -> Size:
        """Approximate width and height of a vertex, with its frame."""
        if vertex.kind is not Kind.NEURON:
            return _size(vertex)
        around = MARGIN if vertex.group is not None else 0
        return 2 * (self.radius + around), 2 * (self.radius + around)


def _is_neuron(vertex: Vertex) -> bool:
    return vertex.kind is Kind.NEURON


def _radius(lines: Sequence[str]) -> float:
    """Radius of a circle around lines of text in small letters."""
    last = len(lines) - 1
    return 1 + max(
        math.hypot(_width(line) * SMALLEST / 2, (abs(i - last / 2) + 0.5) * LEADING)
        for i, line in enumerate(lines)
    )


def _is_text(part: Sequence[Vertex]) -> bool:
    return all(vertex.kind is Kind.TEXT for vertex in part) and len(part) > 0


def _across(
    bodies: Sequence[Sequence[Vertex]], titles: Sequence[Vertex | None], step: float
) -> list[float]:
    """Positions of the columns: at equal steps, of which a title alone takes half of one."""
    widths = [_size(title)[0] if title else 0.0 for title in titles]
    shares = _shares(bodies)
    for i, share in enumerate(shares):
        step = max(step, ((widths[i] + widths[i + 1]) / 2 + MARGIN) / share)
    return [sum(shares[:i]) * step for i in range(len(bodies))]


def _shares(bodies: Sequence[Sequence[Vertex]]) -> list[float]:
    """Shares of a step between columns: half of one from and to a title alone."""
    return [0.5 if not a or not b else 1.0 for a, b in pairwise(bodies)]


def _size(vertex: Vertex) -> Size:
    """Approximate width and height of a text."""
    if vertex.beside is not None:
        return text_size(vertex.lines)
    return max(map(_width, vertex.lines), default=0.0), len(vertex.lines) * LINE


def text_size(lines: Sequence[str]) -> Size:
    """Approximate width and height of a small text, of an arrow or beside a neuron."""
    return max(map(_width, lines)) * SMALL + PADDING, len(lines) * NOTE + PADDING / 2


def _shortened(lines: list[str], amiss: int) -> list[str]:
    """As much of a text as stands on its arrow: all, the first line, or the number at its end."""
    if amiss == NUMBER_ALONE:
        return [line.rpartition(" = ")[2] for line in lines[:1]]
    return lines[:1] if amiss else lines


def _width(line: str) -> float:
    """Approximate width of a text; Chinese characters and kana are twice as wide as letters."""
    wide = {"W": 2 * LETTER, "F": 2 * LETTER}
    return sum(OF_NUMBERS.get(c) or wide.get(unicodedata.east_asian_width(c), LETTER) for c in line)


def sides(edges: Sequence[Edge], columns: Mapping[str, int]) -> dict[tuple[int, int], list[int]]:
    """Numbers of tails and heads of arrows, by the pair of columns between which they are."""
    ends: defaultdict[tuple[int, int], tuple[set[str], set[str]]]
    ends = defaultdict(lambda: (set(), set()))
    for edge in edges:
        tails, heads = ends[columns[edge.tail], columns[edge.head]]
        tails.add(edge.tail)
        heads.add(edge.head)
    return {pair: [len(tails), len(heads)] for pair, (tails, heads) in ends.items()}


def between(a: Point, b: Point, share: float) -> Point:
    """Point at a share of the way from one to another."""
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
