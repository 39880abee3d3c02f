"""Whatever a Tensor is called, the picture shows it as text."""

from __future__ import annotations

import contextlib
import html
import re
import shutil

import graphviz
import numpy as np
import pytest
from draw.pictures import hints, shown
from hypothesis import example, given
from hypothesis import strategies as st

import minigrad as mg
from minigrad import nn
from minigrad.core.node import topological_order
from minigrad.draw.labels import LONGEST, LONGEST_HINT, label, readable
from minigrad.draw.layout import lay_out
from minigrad.draw.values import value_lines

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
    '重み\\N<b>&amp;"\n' * 2_000,
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


@pytest.mark.parametrize("name", ["\n", "\nx", "\n\n"])
def test_an_empty_first_line_does_not_end_the_process(name, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))  # laid out in process
    for _ in range(20):
        assert "float64" in mg.tensor(1.0, name=name).draw().svg()


def assert_shown(name):
    x = mg.tensor(1.0, name=name)
    text = [line for line in shown(x.draw().svg())["t0"] if line != " "]
    assert len("\n".join(text[:-1])) <= LONGEST
    lines = readable(name).replace("\xa0", " ").split("\n")
    # An empty line has no text in SVG, but for a first one.
    assert text == [*(line for line in lines if line not in {"", " "}), "() float64"]


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
    source = f"digraph {{ a [id=a, label={graphviz.quoting.quote(label(['1', '22'], 'l'))}] }}"
    assert shown(lay_out(source, "svg"))["a"] == ["1", "22"]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (np.float32(1.5), ["1.5"]),
        (np.array([[1, 2], [3, 4]]), ["[[1, 2], [3, 4]]"]),
        (np.zeros((0, 3)), ["[]"]),
        (np.array([np.nan] * 20), ["min nan, mean nan, max nan", "20 not finite"]),
        (np.arange(20) > 4, ["min 0.0, mean 0.75, max 1.0"]),
        (np.full(20, 60_000, np.float16), ["min 60000.0, mean 60000.0, max 60000.0"]),
        (np.array([0.0] * 19 + [np.inf]), ["min 0.0, mean inf, max inf", "1 not finite"]),
        (np.array([-np.inf, np.inf] * 10), ["min -inf, mean nan, max inf", "20 not finite"]),
        (np.full(20, 1 + 2j), ["mean 1+2j"]),
        (3, ["3"]),
    ],
)
def test_small_arrays_are_shown_in_full_and_large_ones_by_their_range(value, lines):
    assert value_lines(value) == lines


def test_the_users_print_options_do_not_write_labels():
    with np.printoptions(precision=1):
        assert value_lines(np.array([1.2345] * 9)[:, None].T) == value_lines(
            np.full((1, 9), 1.2345)
        )
        assert "1.234" in value_lines(np.full(9, 1.2345))[0]


# Everywhere else that a name stands.

NAMES = st.text(st.characters(exclude_categories=()), min_size=1, max_size=40)


def visible(text):
    """The lines of a text that leave a trace, with spaces as spaces."""
    lines = readable(text).replace("\xa0", " ").split("\n")
    return [line for line in lines if line.strip(" ")]


@given(NAMES)
@example("</TABLE>\\N&nbsp;<IMG SRC='x'/>")
def test_a_name_above_a_heat_map_is_text(name):
    x = mg.tensor(np.arange(36.0).reshape(6, 6), name=name)
    text = shown(x.draw(show="values").svg())["t0"]
    assert [line for line in text if line.strip(" ")][: len(visible(name))] == visible(name)


@given(NAMES)
@example("g")
@example("] [label=x")
def test_a_name_in_formulas_and_captions_is_text(name):
    w = mg.tensor(2.0, requires_grad=True, name=name)
    x = mg.tensor(3.0, requires_grad=True, name="x")
    y = w * x
    drawing = y.draw(path=(x, y), show="gradients")
    (formula,) = (e.lines[0] for e in drawing.picture.edges if (e.tail, e.head) == ("t1", "op2"))
    assert formula == f"{readable(name)} = 2.0"
    assert shown(drawing.svg())["t0"][-2:] == ["2.0", "grad 3.0"]


@given(NAMES)
def test_dot_is_parsed_with_the_name_intact(name):
    from pygraphviz import AGraph

    source = mg.tensor(1.0, name=name).draw().source
    with contextlib.closing(AGraph(string=source)) as graph:
        (node,) = graph.nodes()
        label = node.attr["label"]
    decoded = html.unescape(re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nl" else m[1], label))
    lines = decoded.replace("\xa0", " ").split("\n")
    assert [line for line in lines if line.strip(" ")] == [*visible(name), "() float64"]


@given(NAMES)
@example("#quot;")
def test_mermaid_holds_the_name_and_nothing_that_it_would_obey(name):
    text = mg.tensor(1.0, name=name).draw().mermaid()
    label = re.search(r'^    t0\("(.*)"\)$', text, re.MULTILINE)[1]
    assert not set(label.replace("<br>", "")) & set("\"'`<>&{}[]|\\*_$%@~^") - {"_"}
    decoded = re.sub(r"#(\d+);", lambda m: chr(int(m[1])), label.replace("<br>", "\n"))
    assert decoded.split("\n")[:-1] == readable(name).split("\n")


# What is shortened pops up whole, in each engine.


@pytest.fixture(params=["in process", "by the dot program"])
def engine(request, monkeypatch, tmp_path):
    if request.param == "in process":
        monkeypatch.setenv("PATH", str(tmp_path))
    elif shutil.which("dot") is None:
        pytest.skip("there is no dot program")


@pytest.mark.parametrize("name", AWKWARD, ids=lambda name: ascii(name)[:20])
def test_a_long_name_pops_up_whole(name, engine):
    whole = name * (LONGEST // len(name) + 1)
    svg = mg.tensor(1.0, name=whole).draw().svg()
    # Graphviz writes a line break in the one way that keeps it in an attribute of XML.
    assert hints(svg)["t0"] == readable(whole, LONGEST_HINT)


@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=60))
@example("\\")
@example("\\N")
@example("&amp;quot;")
def test_any_long_name_pops_up_whole(name):
    whole = "x" * LONGEST + name
    assert hints(mg.tensor(1.0, name=whole).draw().svg())["t0"] == readable(whole, LONGEST_HINT)


@given(st.text(alphabet='<>\\"&;nNlr\n #0amp', min_size=1, max_size=30))
def test_dot_holds_a_long_name_whole(name):
    from pygraphviz import AGraph

    whole = "x" * LONGEST + name
    with contextlib.closing(AGraph(string=mg.tensor(1.0, name=whole).draw().source)) as graph:
        (node,) = graph.nodes()
        hint = node.attr["tooltip"]
    # Graphviz reads escapes twice in what pops up, then entities.
    once = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], hint)
    assert html.unescape(once.replace("\\\\", "\\")) == whole


def test_a_short_name_needs_no_hint():
    assert hints(mg.tensor(1.0, name="x" * LONGEST).draw().svg()) == {}


def test_the_copy_of_a_far_tensor_says_its_name_whole_too():
    w = mg.tensor(0.9, requires_grad=True, name="w" * 100)
    y = w
    for _ in range(600):
        y = mg.sin(y) * w
    copies = [v for v in y.draw(fold=False).picture.vertices if v.id.startswith("copy")]
    assert copies
    assert {tuple(v.hint) for v in copies} == {("w" * 100,)}


def test_a_long_title_of_a_module_pops_up_whole():
    class Block(nn.Module):
        def __repr__(self):
            return "Block<" + "幅" * 20_000 + ">"

        def forward(self, x):
            return mg.tanh(x) * 2.0

    block = Block()
    y = block(mg.tensor([1.0], requires_grad=True))
    for level in ("operations", "layers"):
        (hint,) = hints(y.draw(level=level).svg()).values()
        assert hint == repr(block)


def test_a_long_symbol_pops_up_whole():
    own = mg.Op("own", lambda x: x + 0, lambda g, y, x: g, symbol="<i>" * 20)
    y = own(mg.tensor(1.0, requires_grad=True))
    assert hints(y.draw().svg()) == {"op1": "<i>" * 20}


def test_a_long_title_of_a_column_pops_up_whole():
    net = nn.Linear(2, 2, rng=0)
    y = net(mg.tensor(np.ones((1, 2))))
    svg = y.draw(level="neurons", labels=["入力層" * 20, "b"]).svg()
    assert list(hints(svg).values()) == ["入力層" * 20]


def test_a_caption_longer_than_graphviz_reads_at_once_is_drawn():
    x = mg.tensor(1.0, requires_grad=True, name="x" * 40)
    y = x
    for i in range(3):
        y = y + mg.sin(y)
        y.name = str(i) * 40
    drawing = y.draw(path=(x, y))
    drawing.picture.caption *= 40
    assert shown(drawing.svg())["t0"][0] == "x" * 40


def test_the_page_holds_a_long_name_whole():
    name = "重み<b>" * 4_000
    drawing = mg.tensor(1.0, name=name).draw()
    (vertex,) = drawing._played().vertices
    assert vertex.details["name"] == [name]
    assert drawing.html().count("\\u91cd") >= 4_000


# Names that Tensors get by themselves.


def names_in(drawing):
    return [v.lines[0] for v in drawing.picture.vertices if v.id.startswith("t")]


def test_a_name_that_was_given_is_not_given_again():
    x = mg.tensor(3.0, requires_grad=True, name="v₁")
    p = mg.tensor(3.0, requires_grad=True, name="p₂")
    drawing = (mg.sin(x) * p * mg.tensor(1.0, requires_grad=True)).draw(show="gradients")
    assert names_in(drawing) == ["v₁", "p₂", "v₂", "v₃", "p₁", "v₄"]


def test_a_tensor_has_one_number_in_every_view():
    net = nn.Sequential(nn.Linear(3, 3, rng=0), nn.Tanh())
    x = mg.tensor(np.ones((2, 3)))
    y = mg.sin(mg.cos(net(net(x))))
    drawings = [
        y.draw(show="gradients"),
        y.draw(show="gradients", level="layers"),
        y.draw(show="gradients", level="layers", depth=0),
        y.draw(show="gradients", max_nodes=3),
    ]
    order = topological_order(y.node)
    numbers = {}
    for drawing in drawings:
        for vertex in drawing.picture.vertices:
            if vertex.id.startswith("t"):
                numbers.setdefault(order.index(vertex.nodes[-1]), set()).add(vertex.lines[0])
    assert all(len(names) == 1 for names in numbers.values())
    assert numbers[len(order) - 1] == {"v₈"}


def test_an_output_without_a_name_is_not_called_as_a_tensor_is():
    x = mg.tensor(3.0, requires_grad=True, name="output")
    assert names_in((x * x).draw()) == ["output", "output₂"]


@given(st.lists(st.sampled_from(["v₁", "v₂", "v₃", "p₁", "c₁", "output", "#1", "x", None])))
def test_no_two_tensors_share_a_name_unless_their_user_wants_it(given_names):
    y = mg.tensor(1.0, requires_grad=True)
    for name in given_names:
        y = mg.sin(y)
        y.name = name
    y = y * 2.0
    drawing = y.draw(show="gradients", fold=False)
    shown_names = names_in(drawing)
    given_names = [name for name in given_names if name is not None]
    for name in given_names:
        shown_names.remove(name)
    shown_names.remove("2.0")
    assert len({*shown_names, *given_names}) == len(shown_names) + len(set(given_names))
