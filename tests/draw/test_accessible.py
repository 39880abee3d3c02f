"""SVG that says what it is: titles, descriptions, a role, and a size that fits its place."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from draw.pictures import SVG
from draw.test_themes import everything

import minigrad as mg
from minigrad import nn
from minigrad.draw import Drawing
from minigrad.draw.accessible import descriptions
from minigrad.draw.words import Words

GRAPHVIZ = re.compile(r"^\w+(->|--)\w+$|^(t|op|m|e|g|n|copy)\d+$|^cluster|^%")


@pytest.fixture
def loss():
    x = mg.tensor(2.0, name="x")
    w = mg.tensor(0.5, requires_grad=True, name="w <&> w")
    y = mg.tanh(w * x)
    y.name = "y"
    return y


def parts(svg):
    """The elements of a drawing by id, with what their titles say."""
    return {
        g.get("id"): g.find(f"{SVG}title").text
        for g in ET.fromstring(svg).iter(f"{SVG}g")
        if g.get("class") in {"node", "edge", "cluster"}
    }


def test_the_whole_is_an_image_with_a_title_and_a_description(loss):
    root = ET.fromstring(loss.draw(path=(loss.node.inputs[0].inputs[0], loss)).svg())
    assert root.get("role") == "img"
    title, description = list(root)[:2]
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert title.text == "y: the graph of a computation"
    counts, *caption = description.text.split("\n")
    assert set(counts.split(", ")) == {
        *("constant × 1", "parameter × 1", "operation × 2", "value × 1", "arrow × 4")
    }
    assert caption[-1].startswith("Gradient of w <&> w = ")


def test_each_part_says_what_it_is_in_words(loss):
    assert set(parts(loss.draw(show="gradients").svg()).values()) >= {
        "parameter, w <&> w, () float64, 0.5, grad 0.8399",
        "operation, tanh",
        "value, output, y, () float64, 0.7616, grad 1.0",
        "arrow from w <&> w to ×, x = 2.0, 0.42 × 2.0 = 0.8399",
        "arrow from tanh to y",
    }


def test_and_in_japanese(loss):
    svg = loss.draw(lang="ja").svg()
    assert "<title>y：計算グラフ</title>" in svg
    assert "x から × への矢印" in parts(svg).values()


def test_no_part_has_a_name_of_graphviz_for_a_title():
    net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
    for options in ({}, {"level": "layers", "show": "gradients"}, {"level": "operations"}):
        drawing = net.draw(np.ones((4, 2)), **options)
        titles = parts(drawing.svg())
        assert titles == descriptions(drawing.picture, Words("en"))
        assert not [text for text in titles.values() if GRAPHVIZ.match(text)]


def test_every_kind_of_thing_has_words():
    drawing = Drawing(everything())
    titles = parts(drawing.svg())
    assert len(titles) == sum(
        map(len, (drawing.picture.vertices, drawing.picture.edges, drawing.picture.groups))
    )
    assert all(titles.values())


def test_a_drawing_is_no_wider_than_what_it_stands_in_and_keeps_its_shape(loss):
    svg = loss.draw().svg()
    root = ET.fromstring(svg)
    assert root.get("style") == "max-width: 100%; height: auto"
    width, height = (float(root.get(side).removesuffix("pt")) for side in ("width", "height"))
    *_, w, h = map(float, root.get("viewBox").split())
    assert width / height == pytest.approx(w / h, rel=0.01)


def test_a_file_says_the_same(loss, tmp_path):
    loss.draw(tmp_path / "y.svg")
    assert (tmp_path / "y.svg").read_text(encoding="utf-8") == loss.draw().svg()
