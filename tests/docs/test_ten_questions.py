"""The ten questions: each picture alone holds the answer, and is the one that the page shows."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from draw.test_doc_pictures import said

from docs import make_answers
from minigrad.draw.dot_styles import edge_style
from minigrad.draw.picture import SCALE, Kind
from minigrad.draw.words import Words

PAGES = {page.parent.name: page for page in make_answers.IMAGES}
READ_AT = 830  # pixels: the width of a README
SMALLEST = 10  # pixels
NUMBER = r"-?[\d.]+(?:e-?\d+)?"


class Page:
    """A page, what its lines draw, and the folder with the pictures that it shows."""

    def __init__(self, file, folder):
        self.text = file.read_text(encoding="utf-8")
        self.file = file
        self.words = Words("ja" if file.parent.name == "ja" else "en")
        self.new, self.shown = folder, make_answers.IMAGES[file]
        self.drawings = make_answers.pictures(file, folder)

    def __getitem__(self, name):
        return self.drawings[f"{name}.svg"].picture


@pytest.fixture(scope="module", params=PAGES)
def page(request, tmp_path_factory):
    return Page(PAGES[request.param], tmp_path_factory.mktemp("pictures"))


def box(picture, name):
    (found,) = [v for v in picture.vertices if v.lines[0] == name]
    return found


def arrows_from(picture, vertex):
    return [edge for edge in picture.edges if edge.tail == vertex.id]


def last_number(line):
    return float(re.findall(NUMBER, line)[-1])


def test_there_are_ten_and_the_page_shows_them(page):
    shown = re.findall(r"!\[.+\]\(\.\./images/(.+)\)", page.text)
    folder = page.shown.relative_to(make_answers.DOCS / "images").as_posix()
    assert shown == [f"{folder}/{name}" for name in page.drawings]
    assert len(shown) == len(re.findall(r"^## \d+\.", page.text, re.MULTILINE)) == 10
    assert {file.name for file in page.shown.glob("*.svg")} == set(page.drawings)


def test_the_pictures_shown_are_those_that_the_lines_draw(page):
    for name in page.drawings:
        assert said(page.shown / name) == said(page.new / name), name


def test_every_letter_can_be_read_at_the_width_of_a_readme(page):
    for name in page.drawings:
        root = ET.parse(page.shown / name).getroot()
        width = float(root.get("width").removesuffix("pt"))
        sizes = [float(x) for x in re.findall(r'font-size="([\d.]+)"', ET.tostring(root).decode())]
        assert min(sizes) * min(96 / 72, READ_AT / width) >= SMALLEST, name


def test_1_a_gradient_comes_back_along_solid_arrows(page):
    picture = page["which-arrow"]
    assert [e.flows for e in arrows_from(picture, box(picture, "x"))] == [True, True]
    (constant,) = arrows_from(picture, box(picture, "c"))
    theme = page.drawings["which-arrow.svg"].theme
    assert edge_style(constant, theme)["style"] == "dashed"


def test_2_what_an_arrow_says_multiplies_to_the_gradient_of_its_box(page):
    picture = page["which-number"]
    boxes = {v.id: v for v in picture.vertices}
    products = [edge for edge in picture.edges if len(edge.lines) == 2]
    assert len(products) == 2
    for edge in products:
        arrives, derivative, result = map(float, re.findall(NUMBER, edge.lines[1]))
        assert arrives * derivative == pytest.approx(result, rel=1e-3)
        assert last_number(edge.lines[0]) == derivative
        assert last_number(boxes[edge.tail].lines[-1]) == result


def test_3_the_terms_of_a_sum_are_those_of_the_arrows_in_their_colours(page):
    picture = page["why-a-sum"]
    u = box(picture, "u")
    terms = {s.hue: float(u.lines[s.line][s.start : s.end]) for s in u.spans}
    brought = {e.term: last_number(e.lines[-1]) for e in arrows_from(picture, u)}
    assert terms == brought
    assert len(terms) == 2
    whole = float(re.search(rf"{NUMBER}(?= =)", u.lines[-1])[0])
    assert sum(terms.values()) == pytest.approx(whole, rel=1e-3)


def test_4_each_path_has_a_line_of_its_colour_and_their_products_add_up(page):
    picture = page["which-path"]
    hues = {hue for e in picture.edges for hue in ([e.hue] if e.hue else e.shared)}
    assert set(picture.hues.values()) == hues == {1, 2, 3}
    products = [last_number(picture.caption[i]) for i in picture.hues]
    assert sum(products) == pytest.approx(last_number(picture.caption[-1]), rel=1e-3)


def test_5_the_boxes_are_paler_towards_the_input(page):
    picture = page["where-it-vanishes"]
    layers = [v for v in picture.vertices if v.strength is not None]
    strengths = [v.strength for v in layers]
    assert len(strengths) == 4
    assert strengths == sorted(strengths)
    sizes = [last_number(v.lines[-1]) for v in layers]
    assert sizes == sorted(sizes)
    assert sizes[-1] > 10 * sizes[0]
    assert [SCALE in picture.caption[i] for i in picture.scales] == [True]


def test_6_what_a_layer_holds_is_in_its_frame(page):
    picture = page["what-a-layer-holds"]
    (frame,) = [g for g in picture.groups if g.lines[0].endswith("BatchNorm(2)")]
    held = {v.lines[0]: v.kind for v in picture.vertices if v.group == frame.id}
    assert {name: kind for name, kind in held.items() if kind is not Kind.OPERATION} == {
        "layers.1.weight": Kind.PARAMETER,
        "layers.1.bias": Kind.PARAMETER,
        "layers.1.running_mean": Kind.CONSTANT,
        "layers.1.running_var": Kind.CONSTANT,
        "eps = 1e-05": Kind.NUMBER,
        page.words["output"]: Kind.VALUE,
    }


def test_7_a_layer_says_its_shapes_its_parameters_and_its_memory(page):
    first, last = (v for v in page["how-big"].vertices if v.kind is Kind.MODULE)
    parameters = 784 * 50 + 50
    assert first.lines[1:] == [
        "(100, 784) → (100, 50)",
        page.words("parameters", n=f"{parameters:,}"),
        f"{8 * (parameters + 2 * 100 * 50) / 1024:.1f} KiB",  # a product and a sum are computed
    ]
    assert last.lines[1] == "(100, 50) → (100, 10)"


def test_8_an_operation_says_the_line_that_recorded_it(page):
    found = {}
    for vertex in page["which-line"].vertices:
        for name, line in re.findall(r"^(.+\.md):(\d+)$", "\n".join(vertex.lines), re.MULTILINE):
            assert name == page.file.name
            found[vertex.lines[0]] = page.text.splitlines()[int(line) - 1].strip()
    assert found == {"×": "v = w * x", "y": "y = mg.sin(v)"}


def test_9_what_changed_says_by_how_much(page):
    picture = page["what-changed"]
    first, last = (v for v in picture.vertices if v.kind is Kind.MODULE)
    assert first.lines[-1] == page.words["unchanged"]
    assert first.strength is None
    said_of_last = page.words("changes", n="(.+)", relative="(.+)")
    assert all(float(x) > 0 for x in re.fullmatch(said_of_last, last.lines[-1]).groups())
    assert last.strength == 1


def test_10_what_the_compiler_left_out_says_why(page):
    names = [v.lines[0] for v in page["what-the-compiler-made"].vertices]
    why = page.words["computed already"]
    assert names.count(page.words("left out since", why=why)) == 2
    assert why in page.text.replace("\n", " ")
    operations = [v for v in page["what-the-compiler-made"].vertices if v.kind is Kind.OPERATION]
    assert [v.lines[0] for v in operations] == ["×", "tanh", "×", "tanh", "×"]
