"""Whatever a Tensor is called, the picture shows it as text."""

from __future__ import annotations

import graphviz
import numpy as np
import pytest
from draw.pictures import shown
from hypothesis import example, given
from hypothesis import strategies as st

import minigrad as mg
from minigrad.draw.labels import LONGEST, label, readable, value_lines
from minigrad.draw.layout import lay_out

AWKWARD = [
    "<b>bold</b>",
    "<",
    '"quoted"',
    '\\"',
    "ends with \\",
    r"\N \G \l \n \\",
    "&lt; &amp; &#38; &",
    "two\nlines",
    "\n",
    "入力 → 中間層",
    "👩‍🔬",
    'charset="utf-16"',
    "charset=",
    "];} digraph evil {",
    "javascript:alert(1)",
    "a:b:c",
    "node",
    "-1.5",
    "%s %n {0}",
    "\x00\x01\x1b\x7f\x85\r\t",
    "\ud800 \uffff \u2028",
    "x" * 20_000,
]


@pytest.mark.parametrize("name", AWKWARD, ids=lambda name: ascii(name)[:20])
def test_an_awkward_name_is_shown_as_text(name):
    assert_shown(name)


@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=60))
@example("\\\n")
def test_any_name_is_shown_as_text(name):
    assert_shown(name)


@given(st.text(alphabet='<>\\"&;nNlr\n #0amp', min_size=1, max_size=30))
def test_no_spelling_of_an_escape_an_entity_or_markup_is_obeyed(name):
    assert_shown(name)


def assert_shown(name):
    x = mg.tensor(1.0, name=name)
    text = shown(x.draw().svg())["t0"]
    assert len("\n".join(text[:-1])) <= LONGEST
    lines = readable(name).replace("\xa0", " ").split("\n")
    assert text == [*filter(None, lines), "() float64"]  # an empty line has no text in SVG


def test_the_symbol_of_an_own_operation_is_text_too():
    own = mg.Op("own", lambda x: x + 0, lambda g, y, x: g, symbol="<i>\\N&amp;</i>")
    y = own(mg.tensor(1.0, requires_grad=True))
    assert shown(y.draw().svg())["op1"] == ["<i>\\N&amp;</i>"]


def test_text_that_can_be_shown_is_left_as_it_is():
    assert readable("入力 x′ — “α”\nβ") == "入力 x′ — “α”\nβ"


def test_what_no_picture_can_hold_is_shown_by_a_sign():
    assert readable("\x00\x1b\x7f") == "␀␛␡"
    assert readable("\ud800\ufffe\u2028\x85") == "\N{REPLACEMENT CHARACTER}" * 4


def test_a_long_text_ends_in_an_ellipsis():
    assert readable("ab" * 10_000) == "ab" * 19 + "a…"
    assert readable("x" * LONGEST) == "x" * LONGEST


def test_labels_stay_as_they_are_when_they_are_quoted():
    assert graphviz.quoting.quote(label(["<b>"])) == '"<b>"'


def test_lines_flush_left_are_shown_in_order():
    source = f"digraph {{ a [label={graphviz.quoting.quote(label(['1', '22'], aligned=True))}] }}"
    assert shown(lay_out(source, "svg"))["a"] == ["1", "22"]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (np.float32(1.5), ["1.5"]),
        (np.array([[1, 2], [3, 4]]), ["[[1, 2],", " [3, 4]]"]),
        (np.zeros((0, 3)), ["[]"]),
        (np.array([np.nan] * 20), ["min nan, mean nan, max nan"]),
        (np.arange(20) > 4, ["min 0, mean 0.75, max 1"]),
        (np.full(20, 60_000, np.float16), ["min 6e+04, mean 6e+04, max 6e+04"]),
        (np.array([0.0] * 19 + [np.inf]), ["min 0, mean inf, max inf"]),
        (np.array([-np.inf, np.inf] * 10), ["min -inf, mean nan, max inf"]),
        (np.full(20, 1 + 2j), ["mean 1+2j"]),
        (3, ["3"]),
    ],
)
def test_small_arrays_are_shown_in_full_and_large_ones_by_their_range(value, lines):
    assert value_lines(value) == lines


def test_the_users_print_options_do_not_write_labels():
    with np.printoptions(precision=1):
        assert value_lines(np.array([1.2345])) == ["[1.2345]"]
