"""Long lines of drawings in rows."""

from __future__ import annotations

import numpy as np
import pytest
from draw.geometry import laid_out, texts

import minigrad as mg
from minigrad.draw.direction import WIDEST
from minigrad.draw.picture import Kind, Span, Vertex
from minigrad.draw.wrapping import in_rows, letters, sentence_rows, vertex_in_rows

ROWS = "grad [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]"


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("[[1.0, 2.0], [3.0, 4.0]]", ["[[1.0, 2.0], [3.0, 4.0]]"]),  # short
        (ROWS, ["grad [[1.0, 2.0, 3.0],", " " * 6 + "[4.0, 5.0, 6.0]]"]),
        ("勾配 " + ROWS[5:], ["勾配 [[1.0, 2.0, 3.0],", " " * 6 + "[4.0, 5.0, 6.0]]"]),
        (
            "[[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]",
            ["[[[1.0, 2.0],", "  [3.0, 4.0]],", " [[5.0, 6.0],", "  [7.0, 8.0]]]"],
        ),
        ("a name with ], [ in it, and ]] and [[ besides", None),
        ("[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]", None),
    ],
)
def test_a_long_array_is_written_row_by_row(line, rows):
    found = [row.replace("\u00a0", " ") for row in in_rows([line])]
    assert found == (rows or [line])


def test_rows_in_other_type_are_indented_by_more_spaces():
    assert list(in_rows([ROWS], wide=2))[1].startswith("\u00a0" * 12 + "[")


def test_the_terms_of_a_sum_keep_their_colours_in_all_their_rows():
    start = ROWS.index("[[")
    vertex = Vertex("t", Kind.VALUE, ["x", ROWS], spans=[Span(1, start, len(ROWS), 3)])
    lines, spans = vertex_in_rows(vertex)
    coloured = [lines[span.line][span.start : span.end] for span in spans]
    assert coloured == ["[[1.0, 2.0, 3.0],", "[4.0, 5.0, 6.0]]"]
    assert {span.hue for span in spans} == {3}


def test_the_terms_of_a_sum_of_matrices_stand_below_each_other():
    x = mg.tensor(np.arange(6.0).reshape(2, 3), requires_grad=True, name="x")
    picture = (mg.sin(x) + x * x).draw(show="gradients").picture
    (box,) = (vertex for vertex in picture.vertices if vertex.lines[0] == "x")
    at = next(i for i, line in enumerate(box.lines) if line.startswith("grad"))
    assert [line.replace("\u00a0", " ")[:7] for line in box.lines[at:]] == [
        "grad [[",
        "   = [[",
        "   + [[",
        "   + [[",
    ]
    for span in box.spans:
        assert box.lines[span.line][span.start :].startswith("[[")


@pytest.mark.parametrize("line", ["a · b " * 60, "法則" * 200, "x" * 500, "short", ""])
def test_a_sentence_is_broken_at_spaces_and_nothing_of_it_is_lost(line):
    rows = sentence_rows(line, 40)
    assert max(map(letters, ([row] for row in rows))) <= 40 + 4
    joined = "".join(row.replace("\u00a0", "") for row in rows)
    assert joined.replace(" ", "") == line.replace(" ", "")
    assert not any(row.startswith(" ") for row in rows)


def test_a_long_caption_is_no_wider_than_a_page():
    x = mg.tensor(np.ones(3), requires_grad=True, name="a name of a parameter")
    y = x
    for _ in range(10):
        y = mg.tanh(y * 1.5)
    drawing = y.draw(path=(x, y), direction="down")
    assert letters(drawing.picture.caption) > 150
    widths = [right - left for _, (left, _, right, _) in texts(laid_out(drawing))]
    assert max(widths) < WIDEST
    assert str(drawing) == "\n".join(drawing.picture.caption)
