"""Positions of what stands in columns: vertices, and the texts of arrows."""

from __future__ import annotations

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
STEP, STEP_WITH_TEXT, STEEPEST = 130, 190, 0.45
LINE, LETTER, NOTE, GAP, PADDING = 16, 6.5, 14, 8, 4
SMALL = 0.8  # size of the texts of arrows and beside neurons
MARGIN = 16
# How much is amiss where a text has but its first line, and of that but the number.
SHORTENED, NUMBER_ALONE = 12, 15
TALLER = (1.0, 1.2, 1.4)  # where texts find no room
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
        self.note = NOTE * max((len(note.lines) for note in self.notes.values()), default=0)
        self.tallest = max(map(len, self.bodies)) - 1  # in rows
        self.row: float = (ROW_WITH_TEXT if self.text else ROW) + self.note

    def positions(self) -> tuple[dict[str, Point], dict[str, Text]]:
        """Where the vertices stand, and the texts of arrows, by their ids."""
        if any(edge.hue is not None for edge in self.edges):
            return self._with_room_for_texts()
        step = max(STEP_WITH_TEXT if self.text else STEP, self.tallest * self.row * STEEPEST)
        positions = self._stand(_across(self.bodies, self.titles, step))
        with_text = sides([edge for edge in self.edges if edge.lines], self.columns)
        texts = {
            edge.id: Text(_middle(positions[edge.tail], positions[edge.head], *ends), edge.lines)
            for edge in self.edges
            if edge.lines
            for ends in [with_text[self.columns[edge.tail], self.columns[edge.head]]]
        }
        return positions, texts

    def _stand(self, across: Sequence[float]) -> dict[str, Point]:
        """Positions of all vertices, for those of the columns."""
        positions: dict[str, Point] = {}
        top = self.tallest * self.row / 2 + RADIUS + MARGIN + self.note
        height = max(len(title.lines) if title else 0 for title in self.titles) * LINE
        for x, title, body in zip(across, self.titles, self.bodies, strict=True):
            for i, vertex in enumerate(body):
                y = (len(body) - 1) / 2 * self.row - i * self.row
                positions[vertex.id] = (x, y)
                note = self.notes.get(vertex.id)
                if note is not None:
                    away = RADIUS + len(note.lines) * NOTE / 2 + GAP
                    positions[note.id] = (x, y + away if y >= 0 else y - away)
            if title is not None:
                positions[title.id] = (x, top + height - len(title.lines) * LINE / 2)
        return positions

    def _with_room_for_texts(self) -> tuple[dict[str, Point], dict[str, Text]]:
        """Positions with as much room between columns as the texts of arrows need to be clear."""
        lowest, least = self.row, float("inf")
        for taller in TALLER:
            self.row = lowest * taller
            gaps = self._gaps()
            amiss = sum(gap.amiss for gap in gaps)
            if amiss < least:
                least, best, row = amiss, gaps, self.row
            if amiss < SHORTENED:
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
        narrowest = [max(least, MARGIN + sum(map(self._width, pair)) / 2) for pair in pairs]
        ends = (self._width(0) + self._width(len(pairs))) / 2
        spare, waiting = max(WIDEST - ends - sum(narrowest), 0), sum(texts)
        gaps: dict[int, Gap] = {}
        for i in sorted(range(len(pairs)), key=texts.__getitem__):
            share = spare * texts[i] / max(waiting, 1)
            gaps[i] = self._gap(i, inside[i], narrowest[i], share)
            spare -= gaps[i].width - narrowest[i]
            waiting -= texts[i]
        return [gaps[i] for i in range(len(pairs))]

    def _gap(self, i: int, edges: list[Edge], narrowest: float, spare: float) -> Gap:
        """The narrowest gap after a column that has room for its texts, or the best one."""
        gaps: list[Gap] = []
        for amiss in (0, SHORTENED, NUMBER_ALONE):
            if gaps and min(gap.amiss for gap in gaps) < amiss:
                break
            for share in SHARES[: None if spare else 1]:
                gaps.append(self._trial(i, edges, narrowest + share * spare, amiss))
                if gaps[-1].amiss == amiss:
                    break
        return min(gaps, key=lambda gap: gap[:2])

    def _trial(self, i: int, edges: list[Edge], width: float, shortened: int) -> Gap:
        """Gap after a column, of a width, with texts so far shortened."""
        at = self._stand([width * (column - i) for column in range(len(self.bodies))])
        lines = [_shortened(edge.lines, shortened) for edge in edges]
        arrows = [
            Arrow(at[x.tail], at[x.head], _text_size(text), marked=x.marked)
            for x, text in zip(edges, lines, strict=True)
        ]
        boxes = [Box(at[v.id], _size(v)) for c in (i, i + 1) for v in self._vertices(c)]
        middles, amiss = label_positions(arrows, boxes, RADIUS)
        texts = {edges[k].id: Text(x, lines[k]) for k, x in middles.items()}
        fewer = any(text != edge.lines for text, edge in zip(lines, edges, strict=True))
        return Gap(amiss + shortened * fewer, width, texts)

    def _width(self, column: int) -> float:
        """Width of the widest of a column."""
        return max(_size(vertex)[0] for vertex in self._vertices(column))

    def _vertices(self, column: int) -> list[Vertex]:
        """All vertices of a column."""
        title, body = self.titles[column], self.bodies[column]
        notes = [self.notes[vertex.id] for vertex in body if vertex.id in self.notes]
        return [*([title] if title is not None else []), *body, *notes]


def _is_text(part: Sequence[Vertex]) -> bool:
    return all(vertex.kind is Kind.TEXT for vertex in part) and len(part) > 0


def _across(
    bodies: Sequence[Sequence[Vertex]], titles: Sequence[Vertex | None], step: float
) -> list[float]:
    """Positions of the columns: at equal steps, of which a title alone takes half of one."""
    widths = [_size(title)[0] if title else 0.0 for title in titles]
    shares = [0.5 if not a or not b else 1.0 for a, b in pairwise(bodies)]
    for i, share in enumerate(shares):
        step = max(step, ((widths[i] + widths[i + 1]) / 2 + MARGIN) / share)
    return [sum(shares[:i]) * step for i in range(len(bodies))]


def _size(vertex: Vertex) -> Size:
    """Approximate width and height of a vertex."""
    if vertex.kind is Kind.NEURON:
        return 2 * RADIUS, 2 * RADIUS
    if vertex.beside is not None:
        return _text_size(vertex.lines) or (0, 0)
    return max(map(_width, vertex.lines), default=0.0), len(vertex.lines) * LINE


def _text_size(lines: Sequence[str]) -> Size | None:
    """Approximate width and height of a small text, of an arrow or beside a neuron."""
    return (max(map(_width, lines)) * SMALL + PADDING, len(lines) * NOTE) if lines else None


def _shortened(lines: list[str], amiss: int) -> list[str]:
    """As much of a text as stands on its arrow: all, the first line, or the number at its end."""
    if amiss == NUMBER_ALONE:
        return [line.rpartition(" = ")[2] for line in lines[:1]]
    return lines[:1] if amiss else lines


def _width(line: str) -> float:
    """Approximate width of a text; Chinese characters and kana are twice as wide."""
    return sum(LETTER * (2 if unicodedata.east_asian_width(c) in "WF" else 1) for c in line)


def sides(edges: Sequence[Edge], columns: Mapping[str, int]) -> dict[tuple[int, int], list[int]]:
    """Numbers of tails and heads of arrows, by the pair of columns between which they are."""
    ends: defaultdict[tuple[int, int], tuple[set[str], set[str]]]
    ends = defaultdict(lambda: (set(), set()))
    for edge in edges:
        tails, heads = ends[columns[edge.tail], columns[edge.head]]
        tails.add(edge.tail)
        heads.add(edge.head)
    return {pair: [len(tails), len(heads)] for pair, (tails, heads) in ends.items()}


def _middle(tail: Point, head: Point, tails: int, heads: int) -> Point:
    """Middle of an arrow's text.

    Halfway, the arrows between two columns cross; so near the column of which there are fewer
    to the other side that all texts stand evenly one above the other.
    """
    if tails == heads == 1:
        x, y = between(tail, head, 0.45)
        return x, y + LINE / 2 + 1
    return between(tail, head, 1 / (heads + 1) if heads <= tails else 1 - 1 / (tails + 1))


def between(a: Point, b: Point, share: float) -> Point:
    """Point at a share of the way from one to another."""
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
