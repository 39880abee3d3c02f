"""The HTML page of a picture, read without a browser."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import numpy as np
import pytest
from draw import sample_pictures
from draw.sample_pictures import AWKWARD
from hypothesis import given
from hypothesis import strategies as st

import minigrad as mg
import minigrad.draw.layout
from minigrad import nn
from minigrad.draw.dot_source import digraph
from minigrad.draw.labels import readable
from minigrad.draw.layout import lay_out
from minigrad.draw.page import page
from minigrad.draw.picture import SCALE, Group, Kind, Picture, Step, Vertex
from minigrad.draw.themes import THEMES

LOADING = {"src", "href", "xlink:href", "action", "data", "poster", "srcset", "formaction"}


class Reader(HTMLParser):
    """The elements of a page, and the text that each kind of element holds."""

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.texts = {}
        self.inside = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.inside.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if self.inside:
            self.texts.setdefault(self.inside[-1], []).append(data)


def svg_of(picture, theme="light"):
    return lay_out(digraph(picture, THEMES[theme]).source, "svg").decode()


def page_of(picture, theme="light", title="a picture"):
    return page(picture, svg_of(picture, theme), theme, title)


def data_in(text):
    return json.loads(re.search(r'type="application/json">(.*?)</script>', text, re.DOTALL)[1])


def drawing_in(text):
    return re.search(r"<svg.*</svg>", text, re.DOTALL)[0]


@pytest.fixture(scope="module")
def network():
    return page_of(sample_pictures.network())


def test_a_page_holds_the_picture_as_data():
    picture = sample_pictures.expression()
    data = data_in(page_of(picture))
    assert [v["id"] for v in data["vertices"]] == [v.id for v in picture.vertices]
    assert [v["details"] for v in data["vertices"]] == [v.details for v in picture.vertices]
    assert [(e["tail"], e["head"]) for e in data["edges"]] == [
        (e.tail, e.head) for e in picture.edges
    ]
    assert [s.get("gradient") for s in data["steps"]] == [s.gradient for s in picture.steps]
    assert [s.get("backward", False) for s in data["steps"]] == [s.backward for s in picture.steps]


def test_groups_know_the_group_around_them(network):
    parents = {group["id"]: group.get("parent") for group in data_in(network)["groups"]}
    assert parents["net"] is None
    assert parents["block1"] == "net"
    assert parents["affine1"] == "block1"


def test_everything_that_is_drawn_can_be_found_by_its_id(network):
    drawn = {attributes.get("id") for _, attributes in Reader(network).elements}
    data = data_in(network)
    assert {
        thing["id"] for part in ("vertices", "edges", "groups") for thing in data[part]
    } <= drawn


def test_a_page_needs_nothing_but_itself(network):
    elements = Reader(network).elements
    assert not [(tag, set(a) & LOADING) for tag, a in elements if set(a) & LOADING]
    assert {tag for tag, _ in elements} & {"link", "img", "iframe", "object", "base", "a"} == set()
    assert not re.search(
        r"https?:|//[a-z]|url\(|@import", re.sub(r"http://www.w3.org/\S+", "", network)
    )


def test_the_policy_allows_this_script_and_nothing_from_elsewhere(network):
    policy = next(
        a["content"]
        for _, a in Reader(network).elements
        if a.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", rules["script-src"])
    assert rules["style-src"] == "'unsafe-inline'"
    assert rules["img-src"] == "data:"


def test_a_page_says_its_language_its_title_and_its_theme(network):
    elements = Reader(network).elements
    assert ("html", {"lang": "en", "class": "minigrad-document"}) in elements
    assert Reader(network).texts["title"] == ["a picture"]
    assert ("option", {"value": "light", "selected": None}) in elements


def test_every_field_and_button_has_a_name(network):
    for tag, attributes in Reader(network).elements:
        if tag in {"input", "select"}:
            assert attributes["aria-label"]


@pytest.mark.parametrize("text", AWKWARD, ids=lambda text: ascii(text)[:20])
def test_text_stays_text_in_titles_data_and_labels(text):
    short = text[:40]  # builders shorten what is drawn
    vertex = Vertex("v", Kind.VALUE, [short], details={text: [text, "\ud800"]})
    content = page_of(Picture([vertex], caption=[short]), title=text)
    content.encode()
    tags = [tag for tag, _ in Reader(content).elements]
    assert tags.count("script") == 2
    assert not {"img", "b", "a"} & set(tags)
    data = data_in(content)
    assert data["vertices"][0]["details"] == {text: [text, "\ud800"]}
    said = ET.fromstring(re.search('<div id="page-caption">.*?</div>', content, re.DOTALL)[0])
    assert "".join(said.itertext()) == readable(short)
    assert (
        "".join(Reader(content).texts["title"])[:20]
        == text.replace("\u2028\u2029", "\ufffd\ufffd")[:20]
    )


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_comes_out_of_the_data_as_it_went_in(text):
    vertex = Vertex("v", Kind.VALUE, [text], details={text: [text]})
    picture = Picture([vertex], groups=[Group("g", [text])], steps=[Step([text], ["v"])])
    content = page(picture, "<svg/>", "light", text)
    content.encode()
    assert [tag for tag, _ in Reader(content).elements].count("script") == 2
    data = data_in(content)
    assert data["vertices"][0]["details"] == {text: [text]}
    assert data["groups"][0]["lines"] == data["steps"][0]["lines"] == [text]


def test_the_data_holds_no_sign_that_html_or_a_script_would_read_as_its_own():
    content = page_of(sample_pictures.awkward())
    data = re.search(r'type="application/json">(.*?)</script>', content, re.DOTALL)[1]
    assert data.isascii()
    assert not set("<>&") & set(data)


def test_no_link_script_or_picture_comes_through_from_a_drawing():
    svg = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
        onload="alert(1)" width="9pt" viewBox="0 0 9 9"><script>alert(1)</script><g id="graph0"
        class="graph"><g id="v" class="node"><title>v</title><a xlink:href="javascript:alert(1)">
        <text onclick="alert(1)" style="x">word</text></a><image href="http://x"/><style>*{}</style>
        <foreignObject><p/></foreignObject></g></g></svg>"""
    drawing = drawing_in(page(Picture([Vertex("v", Kind.TEXT)]), svg, "light", "t"))
    assert "word" in drawing
    assert not re.search(r"alert|script|image|style|href|foreign|title|width|\son", drawing)


@pytest.mark.parametrize("theme", THEMES)
def test_colours_of_the_theme_stand_by_name_so_that_another_can_be_chosen(theme):
    drawing = drawing_in(page_of(sample_pictures.network(), theme))
    assert "#" not in drawing.replace("&#", "")
    assert 'fill="var(--parameter-fill)"' in drawing
    assert 'fill="var(--scale-40)"' in drawing


def rectangles(path):
    """The left upper corners of the squares of a path, and their sides."""
    x = y = 0.0
    for right, down, width, height in re.findall(r"m(\S+?),(\S+?)h(\S+?)v(\S+?)h-\S+?z", path):
        x, y = x + float(right), y + float(down)
        yield round(x, 1), round(y, 1), float(width), float(height)


def test_the_cells_of_a_heat_map_stay_where_they_are_as_one_path_for_each_colour():
    heat = np.random.default_rng(0).random((12, 12))
    heat[0] = [0.0, 1.0, np.nan, 1e-9] * 3
    picture = Picture([Vertex("v", Kind.VALUE, ["v"], heat=heat.tolist())])
    svg = svg_of(picture)
    cells = set()
    for points in re.findall('<polygon fill="#[0-9a-f]{6}" stroke="none" points="(.*?)"', svg):
        corners = [tuple(map(float, point.split(","))) for point in points.split()]
        (left, top), (right, bottom) = min(corners), max(corners)
        if right - left < 10:  # the others are behind all
            cells.add((round(left, 1), round(top, 1), right - left, bottom - top))
    assert len(cells) == 144
    drawing = drawing_in(page(picture, svg, "light", "t"))
    paths = dict(re.findall('<path fill="(.*?)" d="(.*?)"', drawing))
    assert len(paths) == drawing.count("<path ") <= 22
    drawn = {cell: fill for fill, path in paths.items() for cell in rectangles(path)}
    assert drawn.keys() == cells
    first_row = [drawn[cell] for cell in sorted(cells, key=lambda cell: (cell[1], cell[0]))[:4]]
    assert first_row == [f"var(--{name})" for name in ("cold", "hot", "alarm", "cold")]


def test_a_page_of_a_deep_network_with_all_its_numbers_is_small():
    net = nn.MLP([64, *[100] * 10, 10], mg.tanh, rng=0)
    x = np.random.default_rng(0).normal(size=(32, 64))
    content = nn.CrossEntropy()(net(x), np.zeros(32, int)).draw(show=["values", "gradients"]).html()
    assert len(content.encode()) < 600_000


def test_a_colour_of_ones_own_is_left_as_it_is():
    picture = Picture([Vertex("v", Kind.VALUE, ["v"])])
    graph = digraph(picture, THEMES["light"])
    graph.node("v", color="#123456", fontcolor="red")
    drawing = drawing_in(page(picture, lay_out(graph.source, "svg").decode(), "light", "t"))
    assert 'stroke="#123456"' in drawing
    assert 'fill="red"' in drawing


def test_a_theme_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no theme is called 'neon'"):
        page(Picture(), "<svg/>", "neon", "t")


def test_the_guide_explains_what_is_in_the_picture_and_no_more(network):
    common = {"parameter", "constant", "operation", "root", "still"}
    for content, kinds in {
        network: common | {"alarm", "marked"},
        page_of(sample_pictures.expression()): common,
        page_of(Picture([Vertex("v", Kind.NEURON)])): {"neuron"},
    }.items():
        legend = {a["data-kind"] for _, a in Reader(content).elements if "data-kind" in a}
        assert legend == kinds


def test_the_sample_of_a_scale_goes_from_cold_to_hot_in_the_panel_too():
    x = mg.tensor([1.0, 2.0], requires_grad=True, name="x")
    picture = mg.sum(x * [1.0, 1e5] * [1.0, 1e5]).draw(show="gradients").picture
    assert picture.scales
    caption = re.search('<div id="page-caption">.*?</div>', page_of(picture), re.DOTALL)[0]
    assert caption.count(f'<span class="scale">{SCALE}</span>') == len(picture.scales)


def test_a_page_is_the_same_when_it_is_made_again(network):
    assert page_of(sample_pictures.network()) == network


def test_both_ways_to_lay_out_make_a_page(monkeypatch):
    monkeypatch.setattr(minigrad.draw.layout.shutil, "which", lambda name: None)
    picture = sample_pictures.network()
    drawn = {a.get("id") for _, a in Reader(page_of(picture)).elements}
    assert {vertex.id for vertex in picture.vertices} <= drawn


@pytest.mark.parametrize("show", [(), "gradients"])
def test_there_is_room_for_numbers_around_a_drawing_that_is_played(show):
    x = mg.tensor(3.0, requires_grad=True, name="x")
    drawing = (x * mg.sin(x)).draw(show=show)
    described = json.loads(drawing._laid_out(drawing._played(), "json"))
    assert described["pad"] == "0.5,0.2"
