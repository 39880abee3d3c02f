"""Pictures in Mermaid: what is there, and in which frame."""

from __future__ import annotations

import re

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn
from minigrad.draw.themes import between, path_colour


def test_operations_boxes_and_arrows():
    x = mg.tensor(3.0, requires_grad=True, name="x")
    lines = (x * x).draw().mermaid().splitlines()
    assert lines[0] == "flowchart LR"
    assert lines[1:7] == [
        '    t0["x<br>() float64"]',
        '    op1(["×"])',
        '    t1["output<br>() float64"]',
        "    op1 --> t1",
        "    t0 --> op1",
        "    t0 --> op1",
    ]
    assert "    class t0 parameter" in lines
    assert "    class t1 root" in lines


def test_frames_are_subgraphs_in_each_other():
    net = nn.MLP([4, 5, 3], mg.relu, rng=0)
    text = net(mg.tensor(np.ones((1, 4)), name="x")).draw().mermaid()
    depth, seen = 0, []
    for line in text.splitlines():
        if line.startswith("    subgraph"):
            depth += 1
            seen.append((depth, re.search(r'\["(.*)"\]', line)[1]))
        depth -= line == "    end"
    assert depth == 0
    assert seen == [(1, "MLP"), (2, "layers.0 · Linear(4, 5)"), (2, "layers.2 · Linear(5, 3)")]


def test_paths_are_thick_and_the_caption_is_there():
    w = mg.tensor(2.0, requires_grad=True, name="w")
    y = w * 3.0
    text = y.draw(path=(w, y)).mermaid()
    assert 't0 ==>|"3.0"| op2' in text
    assert "t1 -.-> op2" in text
    assert "caption[" in text
    assert "One path leads from w" in text


def test_the_text_of_an_arrow_has_the_colour_of_its_term():
    x = mg.tensor(3.0, requires_grad=True, name="x")
    drawing = (x * mg.sin(x)).draw(show="gradients")
    looks = dict(re.findall(r"linkStyle (\d+) (.+)", drawing.mermaid()))
    terms = {str(i): e.term for i, e in enumerate(drawing.picture.edges) if e.term is not None}
    assert len(terms) == 2
    for i, term in terms.items():
        assert f"color:{path_colour(term, drawing.theme)}" in looks[i].split(",")


def in_colour(text, hue, theme):
    numbers = ",".join(map(str, bytes.fromhex(path_colour(hue, theme)[1:])))
    return f"<span style='color:rgb({numbers}) !important'>{text}</span>"


def test_the_terms_of_a_sum_have_the_colours_of_their_arrows():
    x = mg.tensor(3.0, requires_grad=True, name="x")
    drawing = (x * mg.sin(x)).draw(show="gradients")
    (box,) = [v for v in drawing.picture.vertices if v.spans]
    assert len(box.spans) == 2
    terms = [in_colour(box.lines[s.line][s.start : s.end], s.hue, drawing.theme) for s in box.spans]
    assert f"= {' + '.join(terms)}" in drawing.mermaid()


def test_the_line_of_a_path_has_its_colour():
    x = mg.tensor(3.0, requires_grad=True, name="x")
    y = x * mg.sin(x)
    y.name = "y"
    drawing = y.draw(path=(x, y))
    text = drawing.mermaid()
    assert len(drawing.picture.hues) == 2
    for i, hue in drawing.picture.hues.items():
        assert in_colour(drawing.picture.caption[i], hue, drawing.theme) in text


def test_no_colour_in_a_label_takes_the_semicolon_of_a_sign():
    # Mermaid takes away what it reads as the end of a style: "style", a colon, a "#", the last ";".
    net = nn.MLP([2, 3, 2], activation=mg.sigmoid, rng=0)
    loss = nn.CrossEntropy()(net(np.ones((1, 2))), [0])
    drawing = loss.draw(level="neurons", path=(net.parameters()[0][0, 0], loss))
    (line,) = [x for x in drawing.mermaid().splitlines() if "h#8242;(u1)" in x]
    assert "<span style=" in line
    assert not re.search(r"style.*:\S*#.*;", line)
    named = mg.tensor(1.0, requires_grad=True, name="style:[x]")
    assert "style#58;#91;x#93;" in (named * 2.0).draw().mermaid()


def test_sizes_are_colours_and_widths():
    net = nn.MLP([8] * 6, activation=mg.sigmoid, rng=0)
    drawing = (net(np.ones((2, 8))) ** 2).mean().draw(level="layers", show="gradients")
    sized = [v for v in drawing.picture.vertices if v.strength is not None]
    looks = dict(re.findall(r"^    style (\w+) (.+)$", drawing.mermaid(), re.MULTILINE))
    assert len(sized) == 5
    for vertex in sized:
        colour = between(drawing.theme.cold, drawing.theme.hot, vertex.strength)
        assert looks[vertex.id] == f"stroke:{colour},stroke-width:{2 + 2 * vertex.strength:.2f}px"


def test_weights_of_neurons_have_no_sizes():
    net = nn.MLP([2, 3, 2], activation=mg.sigmoid, rng=0)
    drawing = net.draw(np.ones((1, 2)), level="neurons", show="weights")
    assert min(edge.strength for edge in drawing.picture.edges) < 0
    assert "linkStyle" not in drawing.mermaid()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("fa:fa-car", "fa#58;#8288;fa-car"),  # not an icon
        ("$$x$$", "#36;#8288;#36;x#36;#8288;#36;"),  # not a formula
        (r"a\nb", "a#92;#8288;nb"),  # not two lines
        (r"c:\temp $x", "c#58;#92;temp #36;x"),  # is read as nothing else
    ],
)
def test_a_name_is_shown_as_it_is(name, shown):
    # Of the invisible U+2060 Mermaid makes nothing; what is an entity alone it reads once more.
    x = mg.tensor(1.0, requires_grad=True, name=name)
    assert f'["{shown}<br>() float64"]' in (x * 2.0).draw().mermaid()


def one_of_many(arrows):
    """A picture of so many arrows."""
    leaves = [mg.tensor(1.0, requires_grad=True) for _ in range(arrows - 1)]
    return mg.stack(leaves).draw(fold=False, max_nodes=None)


class TestWhatMermaidDoesNotShow:
    """Mermaid takes 500 arrows and 50,000 characters, and shows an error for more."""

    def test_is_warned_of_at_the_line_of_the_user(self, tmp_path):
        drawing = one_of_many(501)
        told = r'501 arrows \(at most 500\).*fold=True, max_nodes= or level="layers"'
        for write in (drawing.mermaid, lambda: drawing.save(tmp_path / "graph.md")):
            with pytest.warns(UserWarning, match=told) as caught:
                write()
            assert caught[0].filename == __file__

    def test_is_warned_of_where_it_is_the_text(self, monkeypatch):
        drawing = one_of_many(3)
        length = len(drawing.mermaid())
        monkeypatch.setattr("minigrad.draw.mermaid.MOST_CHARACTERS", length - 1)
        with pytest.warns(UserWarning, match=f"{length:,} characters") as caught:
            drawing.mermaid()
        assert "arrows" not in str(caught[0].message)

    def test_is_more_than_that(self):
        drawing = one_of_many(500)
        assert len(drawing.picture.edges) == 500
        assert len(drawing.mermaid()) < 50_000
