"""The HTML page of a picture, used in a real browser."""

from __future__ import annotations

import html
import json
import os
import time
from pathlib import Path

import numpy as np
import pytest
from draw import sample_pictures
from draw.browser import Browser, needs_browser
from draw.sample_pictures import AWKWARD
from draw.test_words import english_sentences

import minigrad as mg
import minigrad.draw.layout
from minigrad import nn
from minigrad.draw.accessible import descriptions
from minigrad.draw.dot_source import digraph
from minigrad.draw.layout import lay_out
from minigrad.draw.page import page
from minigrad.draw.picture import Kind, Picture, Step, Vertex
from minigrad.draw.themes import THEMES
from minigrad.draw.words import Words

pytestmark = needs_browser


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture
def opened(browser, tmp_path):
    """Opens the page of a picture, and sees that it has nothing to complain about in the end."""

    def open_page(picture, hash="", theme="light", title="a picture", lang="en", **size):
        svg = lay_out(digraph(picture, THEMES[theme]).source, "svg").decode()
        file = tmp_path / "page.html"
        file.write_text(page(picture, svg, theme, title, lang), encoding="utf-8")
        browser.open(file, hash, **size)
        return browser

    yield open_page
    assert browser.complaints() == []
    assert all(url.startswith("file:") for url in browser.requests())


@pytest.fixture(params=["dot", "pygraphviz"])
def layout(request, monkeypatch):
    """Both ways to lay out, whichever of them is here."""
    if request.param == "pygraphviz":
        pytest.importorskip("pygraphviz")
        monkeypatch.setattr(minigrad.draw.layout.shutil, "which", lambda name: None)
    elif minigrad.draw.layout.shutil.which("dot") is None:
        pytest.skip("there is no dot program")


def ids(browser, selector):
    """The ids of what a selector finds in the drawing."""
    return set(browser.run(f"[...graph.querySelectorAll({json.dumps(selector)})].map((e) => e.id)"))


def hidden(browser):
    return ids(browser, ":is(.node, .edge, .cluster).hidden")


def text_of(browser, selector):
    return browser.run(f"document.querySelector({json.dumps(selector)}).textContent")


def shown_numbers(browser):
    """The numbers that stand by the vertices."""
    return {
        (vertex, part): text.removeprefix("grad ")
        for vertex, part, text in browser.run(
            "[...graph.querySelectorAll('.note')].map((note) => "
            "[note.dataset.of, note.classList.contains('value') ? 'value' : 'gradient', "
            "note.textContent])"
        )
    }


def numbers_after(steps):
    """The numbers that the steps have computed."""
    numbers = {}
    for step in steps:
        for part in ("value", "gradient"):
            if getattr(step, part) is not None:
                numbers[step.vertices[0], part] = "".join(getattr(step, part))
    return numbers


def swish_page(folder, **options):
    """The page of a network too large to be seen whole in a small window."""
    net = nn.MLP([4, 5, 3], mg.h_swish, rng=0)
    loss = nn.CrossEntropy()(net(mg.tensor(np.ones((6, 4)))), [0, 1, 2, 0, 1, 2])
    loss.draw(folder / "y.html", **options)
    return folder / "y.html"


# The player


def test_each_step_shows_its_words_its_place_and_all_numbers_so_far(opened, layout):
    picture = sample_pictures.expression()
    browser = opened(picture)
    for done, step in enumerate(picture.steps, 1):
        browser.click("[data-do=on]")
        assert browser.run("slider.value") == str(done)
        assert text_of(browser, "#page-lines") == "".join(step.lines)
        assert ids(browser, ".node.now") == set(step.vertices)
        assert ids(browser, ".edge.now") == set(step.edges)
        assert ids(browser, ".receives") == {step.vertices[0]}
        assert shown_numbers(browser) == numbers_after(picture.steps[:done])
        phase = "backward" if step.backward else "forward"
        assert text_of(browser, "#page-count") == f"{phase} {done} of {len(picture.steps)}"


def test_the_panel_tells_a_number_only_once_it_is_computed(opened):
    browser = opened(sample_pictures.expression())
    browser.click("#plus")
    assert "14.0" in text_of(browser, "#page-facts")
    browser.press(".")
    assert "7.0" not in text_of(browser, "#page-facts")
    assert text_of(browser, "#page-facts").count("not computed yet") == 2
    for _ in range(4):
        browser.press(".")
    assert "value at this step7.0" in text_of(browser, "#page-facts")
    assert "gradient at this stepnot computed yet" in text_of(browser, "#page-facts")
    for _ in range(3):
        browser.press(".")
    assert "gradient at this step7.0" in text_of(browser, "#page-facts")
    browser.press(".")
    assert "gradient at this step14.0" in text_of(browser, "#page-facts")


def test_what_is_not_computed_yet_is_dim(opened):
    browser = opened(sample_pictures.expression())
    assert ids(browser, ".waiting") == set()
    browser.press(".")
    assert ids(browser, ".node.waiting") == {"w", "b", "times", "plus", "square"}
    browser.run("goToStep(6)")
    assert ids(browser, ".waiting") == set()
    browser.run("goToStep(7)")
    assert ids(browser, ".node.waiting") == {"w", "b", "times", "plus"}
    assert "x_times" not in ids(browser, ".waiting")


def test_steps_go_back_as_they_came(opened):
    picture = sample_pictures.expression()
    browser = opened(picture)
    for _ in picture.steps:
        browser.press(".")
    browser.press(".")
    assert shown_numbers(browser) == numbers_after(picture.steps)
    for _ in range(3):
        browser.press(",")
    assert shown_numbers(browser) == numbers_after(picture.steps[:-3])
    for _ in picture.steps:
        browser.press(",")
    assert browser.run("slider.value") == "0"
    assert shown_numbers(browser) == {}


def test_a_step_that_computes_nothing_new_leaves_the_numbers_standing(opened):
    steps = [
        Step(["forward"], ["v"], value=["1.0"]),
        Step(["backward"], ["v"], gradient=["2.0"], backward=True),
        Step(["done"], ["v"], backward=True),
    ]
    browser = opened(Picture([Vertex("v", Kind.VALUE, ["v"])], steps=steps))
    browser.run("goToStep(3)")
    assert shown_numbers(browser) == {("v", "value"): "1.0", ("v", "gradient"): "2.0"}


def test_the_slider_goes_to_any_step(opened):
    picture = sample_pictures.expression()
    browser = opened(picture)
    x, y = browser.centre("#page-slider")
    browser.mouse("Pressed", x, y, button="left", clickCount=1)
    browser.mouse("Released", x, y, button="left", clickCount=1)
    assert shown_numbers(browser) == numbers_after(picture.steps[:6])
    browser.press("ArrowRight")
    assert shown_numbers(browser) == numbers_after(picture.steps[:7])


def test_playing_goes_on_by_itself_to_the_end_and_can_be_paused(opened):
    picture = sample_pictures.expression()
    browser = opened(picture)
    browser.run(
        "document.getElementById('page-speed').append(new Option('fast', '100', true, true))"
    )
    browser.press(" ")
    assert text_of(browser, "#page-play") == "Pause"
    browser.wait_until("now === steps.length")
    assert shown_numbers(browser) == numbers_after(picture.steps)
    assert text_of(browser, "#page-play") == "Play"
    browser.click("#page-play")  # from the start again
    browser.wait_until("now >= 3")
    browser.press(".")
    assert text_of(browser, "#page-play") == "Play"


def test_a_picture_without_steps_has_no_player(opened):
    browser = opened(sample_pictures.network())
    assert browser.run("document.getElementById('page-player').offsetParent === null")
    browser.press(" ")


def test_numbers_at_the_end_are_the_engines_own(browser, tmp_path):
    x = mg.tensor(2.0, name="x")
    w = mg.tensor(3.0, requires_grad=True, name="w")
    b = mg.tensor(1.0, requires_grad=True, name="b")
    y = (w * x + b) ** 2
    y.backward()
    y.draw(tmp_path / "y.html")
    browser.open(tmp_path / "y.html")
    browser.run("goToStep(steps.length)")
    numbers = shown_numbers(browser)
    named = browser.run("[...vertices.values()].map((v) => [v.lines[0], v.id])")
    for name, tensor in {"w": w, "b": b}.items():
        vertex = dict(named)[name]
        assert float(numbers[vertex, "value"]) == tensor.item()
        assert float(numbers[vertex, "gradient"]) == tensor.grad.item()
    assert browser.complaints() == []


def test_the_slider_plays_back_through_a_folded_loop_to_the_engines_numbers(browser, tmp_path):
    h = mg.tensor(0.5, requires_grad=True, name="h")
    w = mg.tensor(0.75, requires_grad=True, name="w")
    y = h
    for _ in range(300):
        y = mg.sin(y * w) + y
    y.backward()
    y.draw(tmp_path / "y.html")
    browser.open(tmp_path / "y.html")
    named = dict(browser.run("[...vertices.values()].map((v) => [v.lines[0], v.id])"))
    phases = []
    for _ in range(browser.run("steps.length")):
        browser.press(".")
        phases.append(browser.run("drawing.dataset.phase"))
    assert phases == sorted(phases, key=["forward", "backward"].index)
    assert phases.count("backward") >= 5
    numbers = shown_numbers(browser)
    for name, tensor in {"w": w, "h": h}.items():
        shown = numbers[named[name], "gradient"].replace(",", "")
        digits = sum(c.isdigit() for c in shown.partition("e")[0])
        assert float(shown) == float(f"{tensor.grad.item():.{digits - 1}e}")
    assert browser.complaints() == []


def test_a_number_with_too_little_room_loses_digits_and_is_never_cut(opened):
    browser = opened(sample_pictures.expression())
    for text, longest, shown in [
        ("3.183e-178", 10, "3.183e-178"),
        ("3.183e-178", 9, "3.18e-178"),
        ("-3.183e-178", 9, "-3.2e-178"),
        ("3.183e-178", 5, "3e-178"),
        ("1.5e+09", 5, "2e+9"),
        ("123456", 5, "1e+5"),
        ("-0.0367", 6, "-0.037"),
        ("-0.0367", 2, "-0.04"),  # the shortest that is still this number
        ("[0.0, -inf, 2.5]", 11, "[0, -inf, …"),
        ("[0.125, 0.25]", 5, "[0.1, …"),
        ("a long name", 6, "a lon…"),
    ]:
        assert browser.run(f"shortened({text!r}, {longest})") == shown


def test_the_slider_plays_back_through_layers(browser, tmp_path):
    net = nn.MLP([2, 3, 1], mg.tanh, rng=0)
    x = mg.tensor([[0.5, -1.0]], requires_grad=True, name="x")
    y = (net(x) ** 2).sum()
    y.backward()
    y.draw(tmp_path / "y.html", level="layers")
    browser.open(tmp_path / "y.html")
    browser.run("goToStep(steps.length)")
    named = dict(browser.run("[...vertices.values()].map((v) => [v.lines[0], v.id])"))
    (row,) = x.grad.numpy()
    shown = shown_numbers(browser)[named["x"], "gradient"]
    assert [float(part) for part in shown.strip("[]").split(", ")] == pytest.approx(row, rel=1e-3)
    assert browser.complaints() == []


@pytest.mark.parametrize("level", ["operations", "layers"])
def test_what_stands_beside_vertices_does_not_cover_its_neighbours(browser, tmp_path, level):
    net = nn.MLP([4, 5, 3], mg.h_swish, rng=0)
    rng = np.random.default_rng(0)
    loss = nn.CrossEntropy()(net(mg.tensor(rng.normal(size=(6, 4)))), [0, 1, 2, 0, 1, 2])
    loss.draw(tmp_path / "y.html", level=level)
    browser.open(tmp_path / "y.html")
    browser.run("goToStep(steps.length)")
    boxes = browser.run(
        "[...document.querySelectorAll('.note:not(.fresh)')].map((e) => e.getBoundingClientRect())"
        ".map((box) => [box.left, box.top, box.right, box.bottom])"
    )
    assert len(boxes) > 5
    covering = [
        (a, b)
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert covering == []


@pytest.mark.parametrize(("width", "height"), [(400, 700), (1200, 800), (700, 450), (640, 400)])
@pytest.mark.parametrize("level", ["operations", "layers"])
def test_what_happens_at_a_step_is_said_in_full(browser, tmp_path, level, width, height):
    browser.open(swish_page(tmp_path, level=level), width=width, height=height)
    stage = browser.run("[stage.clientWidth, stage.clientHeight]")
    for _ in range(browser.run("steps.length")):
        browser.press(".")
        step = "document.getElementById('page-step')"
        assert browser.run(f"{step}.scrollHeight <= {step}.clientHeight + 1")
        assert browser.run("[stage.clientWidth, stage.clientHeight]") == stage


# Pointing


def test_pointing_shows_details_and_lights_up_both_directions(opened, layout):
    browser = opened(sample_pictures.expression())
    browser.point_at("#plus")
    assert ids(browser, ".node.before") == {"x", "w", "b", "times"}
    assert ids(browser, ".node.after") == {"square"}
    assert ids(browser, ".edge.before") == {"x_times", "w_times", "times_plus", "b_plus"}
    assert ids(browser, ".edge.after") == {"left", "right"}
    assert ids(browser, ".chosen") == {"plus"}
    assert "It depends on 4 nodes; on it depends 1 node." in text_of(browser, "#page-facts")
    assert "gradient14.0" in text_of(browser, "#page-facts")
    browser.mouse("Moved", 20, 500)
    assert ids(browser, ".before, .after, .chosen") == set()
    assert browser.run("document.getElementById('page-facts').hidden")


def test_the_two_directions_differ_in_more_than_colour(opened):
    browser = opened(sample_pictures.expression())
    browser.point_at("#plus")
    lines = [
        browser.run(f"getComputedStyle(document.querySelector('#{edge} .line')).strokeDasharray")
        for edge in ("times_plus", "left")
    ]
    assert lines[0] == "none"
    assert lines[1] != "none"
    opacity = "Number(getComputedStyle(document.getElementById('b')).opacity)"
    assert browser.run(opacity) == 1
    browser.point_at("#times")
    browser.wait_until(f"{opacity} < 0.3")


def test_a_click_keeps_what_it_meets_until_escape(opened):
    browser = opened(sample_pictures.expression())
    browser.click("#square")
    browser.mouse("Moved", 20, 500)
    assert ids(browser, ".pinned") == {"square"}
    assert "model.py:7" in text_of(browser, "#page-facts")
    browser.point_at("#w")
    assert ids(browser, ".chosen") == {"w"}
    browser.mouse("Moved", 20, 500)
    assert ids(browser, ".chosen") == {"square"}
    browser.press("Escape")
    assert ids(browser, ".pinned, .chosen") == set()


def test_tab_goes_to_each_vertex_and_each_arrow_and_says_what_it_is(opened):
    picture = sample_pictures.expression()
    browser = opened(picture)
    browser.run("document.getElementById('page-search').focus()")
    reached = []
    for _ in range(30):
        browser.press("Tab")
        reached.append(browser.run("document.activeElement.id"))
        if reached[-1] == "plus":
            assert ids(browser, ".chosen") == {"plus"}
            browser.press("Enter")
            assert ids(browser, ".pinned") == {"plus"}
        if reached[-1] == "x_times":
            assert text_of(browser, "#page-facts h2") == "x → ×"
            assert ids(browser, ".before") == {"x"}
            assert ids(browser, ".node.after") == {"times", "plus", "square"}
    assert {part.id for part in (*picture.vertices, *picture.edges)} <= set(reached)
    names = browser.run(
        "[...vertices.values(), ...edges.values()].map((v) => [v.id, v.svg.ariaLabel])"
    )
    assert dict(names) == descriptions(picture, Words("en"))


@pytest.mark.parametrize("theme", THEMES)
def test_a_ring_of_ink_on_paper_is_around_the_arrow_that_has_the_focus(opened, theme):
    browser = opened(sample_pictures.expression(), theme=theme)
    ring = (
        "[...document.querySelectorAll('#x_times :is(.reach, .inner)')]"
        ".map((line) => getComputedStyle(line).stroke)"
    )
    assert browser.run(ring) == ["rgba(0, 0, 0, 0)"] * 2
    browser.press("Tab")  # so that the focus is the keyboard's
    browser.run("edges.get('x_times').svg.focus()")
    assert browser.run(ring) == [colour(browser, "ink"), colour(browser, "paper")]


def test_whatever_gets_the_focus_comes_into_view_and_the_drawing_as_a_whole_gets_none(
    browser, tmp_path
):
    browser.open(swish_page(tmp_path), width=700, height=450)
    browser.run("camera.style.transition = 'none'; find('search').focus()")
    for _ in range(9):
        browser.press("+")
    handles = browser.run("groups.size")
    while browser.run("document.activeElement.id") != "page-panel":
        browser.press("Tab")
        assert browser.run("document.activeElement.id") != "page-drawing"
        if not browser.run("document.activeElement.matches('.handle')"):
            continue
        handles -= 1
        assert browser.run(f"{WHERE}({{ svg: document.activeElement }})")
    assert handles == 0


def test_an_arrow_can_be_pointed_at_and_says_in_full_what_it_shortens(opened):
    picture = sample_pictures.expression()
    edge = next(edge for edge in picture.edges if edge.id == "x_times")
    edge.hint = ["the whole of a long rule"]
    browser = opened(picture)
    middle = browser.run(
        "(() => { const { path } = edges.get('x_times'); const matrix = path.getScreenCTM();"
        " const { x, y } = path.getPointAtLength(path.getTotalLength() / 2)"
        ".matrixTransform(matrix); return [x, y + 3]; })()"  # beside the thin line
    )
    browser.mouse("Moved", *middle)
    assert ids(browser, ".chosen") == {"x_times"}
    assert "the whole of a long rule" in text_of(browser, "#page-facts")


def test_arrow_keys_scroll_the_panel_where_it_has_the_focus(opened):
    browser = opened(sample_pictures.network(), height=400)
    browser.run("find('panel').focus()")
    before = browser.run("view.x")
    browser.press("ArrowDown")
    browser.press("ArrowRight")
    assert browser.run("view.x") == before
    assert browser.run("find('panel').scrollHeight > find('panel').clientHeight")


# What axe finds, where a copy of it is named: `npm pack axe-core`, MINIGRAD_AXE=package/axe.min.js


@pytest.mark.skipif("MINIGRAD_AXE" not in os.environ, reason="MINIGRAD_AXE names no axe.min.js")
@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing(browser, tmp_path, theme):
    net = nn.MLP([4, 8, 8, 3], mg.relu, rng=0)
    loss = nn.CrossEntropy()(net(mg.tensor(np.ones((5, 4)), name="x")), [0, 1, 2, 0, 1])
    loss.draw(tmp_path / "page.html", theme=theme, show="gradients")
    browser.open(tmp_path / "page.html")
    browser.run(Path(os.environ["MINIGRAD_AXE"]).read_text(encoding="utf-8") + "; 0")
    for act in ("0", "keep([...vertices.values()][1])", "keep([...edges.values()][1])", "move(20)"):
        browser.run(f"{act}; 0")
        found = "axe.run().then(({ violations }) => violations.map(({ id }) => id))"
        assert browser.run(found) == []


# Folding


def test_a_folded_group_hides_what_is_inside_and_says_how_much_that_is(opened, layout):
    browser = opened(sample_pictures.network())
    assert hidden(browser) == set()
    browser.click("#block1 .handle")
    inside = {"w1", "b1", "dot1", "plus1", "act1"}
    edges = {"w1_dot1", "dot1_plus1", "b1_plus1", "plus1_act1"}
    assert hidden(browser) == inside | edges | {"affine1"}
    assert text_of(browser, "#block1 .summary") == "Block hidden5 nodes, 2 parameters"
    assert browser.run("location.hash") == "#fold=block1"
    browser.click("#block1 .handle")
    assert hidden(browser) == set()
    assert browser.run("location.hash") == ""


def test_a_double_click_folds_and_unfolds(opened):
    browser = opened(sample_pictures.network())
    frame = (
        "(() => { const box = document.querySelector('#affine0 path').getBoundingClientRect();"
        "return [box.right - 8, box.y + 8]; })()"  # where nothing else is
    )
    for folded in ({"affine0"}, set()):
        for count in (1, 2):
            for kind in ("Pressed", "Released"):
                browser.mouse(kind, *browser.run(frame), button="left", clickCount=count)
        assert ids(browser, ".cluster.folded") == folded


def test_arrows_into_a_folded_group_end_at_its_frame(opened, layout):
    browser = opened(sample_pictures.network(), "#fold=block1")
    on_frame = """(({ x, y }) => {
        const box = groups.get("block1").box;
        const across = Math.min(Math.abs(x - box.x), Math.abs(x - box.x - box.width));
        const along = Math.min(Math.abs(y - box.y), Math.abs(y - box.y - box.height));
        return within({ ...box, x: box.x - 1, y: box.y - 1, width: box.width + 2,
            height: box.height + 2 }, { x, y }) && Math.min(across, along) < 1;
    })"""
    tips = """[...edges.get("in_dot1").arrow.points].map((point) =>
        point.matrixTransform(edges.get("in_dot1").arrow.transform.baseVal.consolidate().matrix))"""
    assert browser.run(f"{on_frame}(edges.get('in_dot2').path.getPointAtLength(0))")
    assert browser.run(f"{tips}.some({on_frame})")
    before = "edges.get('in_dot1').path.getAttribute('d') === edges.get('in_dot1').course"
    assert not browser.run(before)
    browser.click("[data-do=unfold]")
    assert browser.run(before)
    assert browser.run("!edges.get('in_dot1').arrow.hasAttribute('transform')")


def test_all_is_folded_and_unfolded_at_once(opened):
    browser = opened(sample_pictures.network())
    browser.click("[data-do=fold]")
    assert ids(browser, ".cluster:not(.hidden)") == {"net"}
    assert ids(browser, ".node:not(.hidden)") == {"x", "t", "loss"}
    browser.click("[data-do=unfold]")
    assert hidden(browser) == set()


def test_what_is_left_after_folding_moves_together_and_comes_back(opened):
    browser = opened(sample_pictures.network())
    sizes = "JSON.stringify([...elements.values()].map(({ box }) => box))"
    view = "drawing.getAttribute('viewBox').split(' ').map(Number)"
    before, whole = browser.run(sizes), browser.run(view)
    browser.click("[data-do=fold]")
    assert browser.run(view)[2] < whole[2] / 2
    boxes = browser.run(
        "[...elements.values()].filter(({ cover }) => !cover)"
        ".map(({ box }) => [box.x, box.y, box.x + box.width, box.y + box.height])"
    )
    for i, (left, top, right, bottom) in enumerate(boxes):
        for x, y, to_x, to_y in boxes[:i]:
            assert right <= x or to_x <= left or bottom <= y or to_y <= top
    browser.click("[data-do=unfold]")
    assert browser.run(sizes) == before
    assert browser.run(view) == whole


WHERE = """(({ svg }) => { const a = svg.querySelector("path, polygon, ellipse, circle");
    const [box, room] = [a.getBoundingClientRect(), stage.getBoundingClientRect()];
    return box.left >= room.left - 1 && box.right <= room.right + 1
        && box.top >= room.top - 1 && box.bottom <= room.bottom + 1; })"""
LETTERS = "view.scale * lens.scale"
look_around = {
    "at first": lambda browser: None,
    "at a step": lambda browser: browser.press("."),
    "at a hit": lambda browser: (browser.press("/"), browser.type("w"), browser.press("Enter")),
    "enlarged": lambda browser: [browser.press("+") for _ in range(4)],
}


@pytest.mark.parametrize("moved", look_around)
@pytest.mark.parametrize(("width", "height"), [(700, 450), (1280, 800)])
def test_all_that_is_left_is_seen_after_all_is_folded(browser, tmp_path, moved, width, height):
    browser.open(swish_page(tmp_path, show="gradients"), width=width, height=height)
    browser.run("camera.style.transition = 'none'")
    first = browser.run("[view, drawing.getAttribute('viewBox')]")
    look_around[moved](browser)
    browser.click("[data-do=fold]")
    seen = "[...elements.values()].filter(({ cover }) => !cover)"
    assert browser.run(f"{seen}.length") >= 2
    assert browser.run(f"{seen}.every({WHERE})")
    assert browser.run(LETTERS) < 2.5
    browser.click("[data-do=unfold]")
    assert browser.run("[view, drawing.getAttribute('viewBox')]") == first


@pytest.mark.parametrize("key", ["+", "."])
def test_a_module_stays_where_it_is_as_it_folds_and_unfolds(browser, tmp_path, key):
    browser.open(swish_page(tmp_path, show="gradients"), width=900, height=700)
    browser.run("camera.style.transition = 'none'")
    for _ in range(4):
        browser.press(key)
    group = browser.run("[...groups.values()].find(({ title }) => title.startsWith('Cross')).id")
    handle = f"#{group} > .handle"
    browser.run(
        f"bring({{ box: ((b) => ({{ x: b.x + b.width, y: b.y, width: 1, height: 1 }}))"
        f"(groups.get('{group}').box) }})"
    )
    size = browser.run(LETTERS)
    browser.click(handle)
    assert browser.run(f"{WHERE}(groups.get('{group}'))")
    place = browser.centre(handle)
    for folded in (set(), {group}):
        browser.click(handle)
        assert ids(browser, ".folded") == folded
        assert browser.run(LETTERS) == pytest.approx(size)
        assert browser.centre(handle) == pytest.approx(place, abs=1)


def test_the_title_of_a_folded_module_stays_inside_its_frame(opened):
    picture = sample_pictures.network()
    picture.groups[0].lines = ["CrossEntropy"]
    for group, lines in zip(picture.groups[1:], AWKWARD, strict=False):
        group.lines = [lines[:40]]
    browser = opened(picture)
    outside = (
        "[...groups.values()].filter(({ folded, cover }) => folded && !cover).flatMap((group) =>"
        " [...group.summary.children].filter((row) =>"
        " row.getComputedTextLength() > group.box.width - 4).map((row) => row.textContent))"
    )
    for outer in range(3):
        depth = "((g) => { let n = 0; while ((g = groups.get(g.parent))) n++; return n; })"
        browser.run(f"foldWhere((group) => {depth}(group) >= {outer}); 0")
        assert browser.run(outside) == []


def test_the_address_keeps_what_is_folded(opened):
    browser = opened(sample_pictures.network(), "#fold=affine0,block2")
    assert ids(browser, ".folded") == {"affine0", "block2"}
    assert "affine2" in hidden(browser)


def test_a_folded_group_can_be_pointed_at_like_a_vertex(opened):
    browser = opened(sample_pictures.network(), "#fold=block1")
    browser.point_at("#block1 .summary")
    assert ids(browser, ".chosen") == {"block1"}
    assert "act0" in ids(browser, ".before")
    assert "loss" in ids(browser, ".after")
    browser.point_at("#act0")
    assert "block1" in ids(browser, ".after")


def test_a_group_folds_from_the_keyboard(opened):
    browser = opened(sample_pictures.network())
    browser.run("document.querySelector('#affine2 .handle').focus()")
    browser.press("Enter")
    assert ids(browser, ".folded") == {"affine2"}
    assert browser.run("document.activeElement.getAttribute('aria-expanded')") == "false"
    assert browser.run("document.activeElement.ariaLabel").startswith("Unfold ")
    browser.press(" ")
    assert ids(browser, ".folded") == set()


# Search


def test_search_finds_names_operations_and_shapes(opened):
    browser = opened(sample_pictures.network())
    for text, hits in {
        "w1": {"w1"},
        "RELU": {"act0", "act1", "act2"},
        "(50,)": {"b1"},
        "入力層": {"block0"},
        "mg.relu(z1)": {"act1"},
    }.items():
        browser.press("Escape")
        browser.press("/")
        browser.type(text)
        assert ids(browser, ".hit") == hits
        assert text_of(browser, "#page-hits") == f"{len(hits)} hit{'s' if len(hits) > 1 else ''}"
    browser.type("nothing like this")
    assert text_of(browser, "#page-hits") == "0 hits"
    browser.press("Escape")
    assert ids(browser, ".hit") == set()


def test_enter_goes_to_the_next_hit_and_unfolds_what_hides_it(opened):
    browser = opened(sample_pictures.network(), "#fold=net,block1")
    browser.press("/")
    browser.type("relu")
    assert ids(browser, ".hit") == {"net"}
    for at, hit in [(1, "act0"), (2, "act1"), (3, "act2"), (1, "act0")]:
        browser.press("Enter")
        assert ids(browser, ".pinned") == {hit}
        assert text_of(browser, "#page-hits") == f"{at} of 3"
    assert ids(browser, ".folded") == set()
    browser.press("Enter", modifiers=8)
    assert ids(browser, ".pinned") == {"act2"}


# Zoom and pan

SCALE = "Math.round(1000 * document.getElementById('dot1').getScreenCTM().a)"


def test_wheel_keys_and_buttons_zoom(opened):
    browser = opened(sample_pictures.network())
    browser.run("camera.style.transition = 'none'")
    first = browser.run(SCALE)
    x, y = browser.centre("#dot1")
    browser("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=-300)
    browser.wait_until(f"{SCALE} > {first}")
    assert browser.centre("#dot1") == pytest.approx([x, y], abs=1)  # what is pointed at stays
    browser.press("0")
    assert browser.run(SCALE) == first
    browser.press("+")
    assert browser.run(SCALE) == pytest.approx(first * 1.3, abs=2)
    browser.press("-")
    browser.click("[data-do=smaller]")
    assert browser.run(SCALE) < first
    browser.click("[data-do=fit]")
    assert browser.run(SCALE) == first


def test_dragging_and_arrow_keys_move_the_drawing_and_keep_nothing(opened):
    browser = opened(sample_pictures.network())
    browser.run("camera.style.transition = 'none'")
    x, y = browser.centre("#dot1")
    browser.mouse("Pressed", x, y, button="left", clickCount=1)
    for i in range(1, 6):
        browser.mouse("Moved", x + 10 * i, y + 4 * i, button="left", buttons=1)
    browser.mouse("Released", x + 50, y + 20, button="left", clickCount=1)
    assert browser.centre("#dot1") == pytest.approx([x + 50, y + 20], abs=1)
    assert ids(browser, ".pinned") == set()
    browser.press("ArrowLeft")
    assert browser.centre("#dot1") == pytest.approx([x + 110, y + 20], abs=1)


def test_two_fingers_zoom(opened):
    browser = opened(sample_pictures.network(), width=400)
    first = browser.run(SCALE)
    for kind, apart in [("touchStart", 40), *(("touchMove", 40 + 10 * i) for i in range(1, 6))]:
        points = [{"x": 200 - apart, "y": 300, "id": 0}, {"x": 200 + apart, "y": 300, "id": 1}]
        browser("Input.dispatchTouchEvent", type=kind, touchPoints=points)
    browser("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
    assert browser.run(SCALE) == pytest.approx(first * 90 / 40, rel=0.15)


# Text, themes, sizes


def test_awkward_text_is_shown_and_never_run(opened):
    picture = sample_pictures.awkward()
    browser = opened(picture)
    for i, text in enumerate(AWKWARD):
        browser.press(".")
        assert text_of(browser, "#page-lines") == text
        browser.run(f"attend({{ pinned: vertices.get('v{i}') }})")
        assert browser.run("document.querySelector('#page-facts dl pre').textContent") in {
            text,
            text[:40].split("\n")[-1],
        }
        assert text in text_of(browser, "#page-facts")
        browser.press("/")
        browser.type(text[:30])
        browser.press("Enter")
        browser.press("Escape")
    assert browser.run("document.title") == "a picture"
    assert browser.run("document.querySelectorAll('img, script').length") == 2


@pytest.mark.parametrize("title", AWKWARD[:2])
def test_a_title_is_text(opened, title):
    browser = opened(sample_pictures.expression(), title=title)
    assert browser.run("document.title") == title
    assert text_of(browser, "h1") == title


def test_a_page_stops_scripts_that_are_not_its_own(browser, tmp_path):
    picture = sample_pictures.expression()
    svg = lay_out(digraph(picture, THEMES["light"]).source, "svg").decode()
    text = page(picture, svg, "light", "t")
    hostile = "<script>document.title = 'owned'</script><img src='http://127.0.0.1:9/x'>"
    (tmp_path / "page.html").write_text(text.replace("<header", hostile + "<header"))
    browser.open(tmp_path / "page.html")
    assert browser.run("document.title") == "t"
    complaints = [params["entry"]["text"] for params in browser.complaints()]
    assert len(complaints) == 2
    assert all("Content Security Policy" in text for text in complaints)


def test_another_theme_can_be_chosen(opened):
    browser = opened(sample_pictures.network(), theme="dark")
    fill = "getComputedStyle(document.querySelector('#w1 polygon')).fill"
    paper = "getComputedStyle(root.firstElementChild).backgroundColor"
    assert (browser.run(fill), browser.run(paper)) == ("rgb(18, 51, 74)", "rgb(27, 29, 31)")
    browser.run(
        "(() => { const theme = document.getElementById('page-theme'); theme.value = 'light';"
        "theme.dispatchEvent(new Event('change', { bubbles: true })); })()"
    )
    assert (browser.run(fill), browser.run(paper)) == ("rgb(220, 235, 245)", "rgb(255, 255, 255)")


def test_paper_gets_the_drawing_alone_whole_and_in_the_theme_for_print(opened):
    browser = opened(sample_pictures.expression(), theme="dark")
    browser.press("+")
    browser.press("+")
    browser("Emulation.setEmulatedMedia", media="print")
    shown = "(name) => document.getElementById(`page-${name}`).getClientRects().length"
    assert [browser.run(f"({shown})('{name}')") for name in ("panel", "player", "search")] == [
        0
    ] * 3
    assert browser.run("getComputedStyle(camera).transform") == "none"
    assert (
        browser.run("getComputedStyle(root.firstElementChild).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    for state, path in {"before": "path2", "after": "path5", "forward": "path3"}.items():
        grey = bytes.fromhex(getattr(THEMES["print"], path)[1:])
        assert colour(browser, state) == f"rgb({', '.join(map(str, grey))})"
    browser("Emulation.setEmulatedMedia", media="")


def test_fields_have_borders_that_stand_out_as_much_as_text(opened):
    browser = opened(sample_pictures.network())
    fields = "[...document.querySelectorAll('button, select, input[type=search]')]"
    borders = browser.run(f"{fields}.map((field) => getComputedStyle(field).borderTopColor)")
    assert set(borders) == {colour(browser, "faint")}


def test_those_who_want_no_motion_get_none(opened):
    browser = opened(sample_pictures.network())
    moves = "parseFloat(getComputedStyle(document.getElementById('w1')).transitionDuration) > 0"
    assert browser.run(moves)
    reduced = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    browser("Emulation.setEmulatedMedia", features=reduced)
    assert not browser.run(moves)
    browser("Emulation.setEmulatedMedia", features=[])


WINDOWS = [(1280, 800), (3840, 2160), (640, 400), (390, 844), (780, 450), (700, 450)]


@pytest.mark.parametrize(("width", "height"), WINDOWS)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_everything_has_its_place_in_windows_of_all_sizes(opened, width, height, lang):
    browser = opened(sample_pictures.network(), width=width, height=height, lang=lang)
    boxes = browser.run(
        "[...document.querySelectorAll('button, input, select, #page-stage, #page-panel, .node')]"
        ".filter((e) => e.getClientRects().length).map((e) => e.getBoundingClientRect())"
        ".map((box) => [box.left, box.top, box.right, box.bottom])"
    )
    assert len(boxes) > 20
    for left, top, right, bottom in boxes:
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
    assert browser.run("document.documentElement.scrollWidth") <= width
    stage = browser.run("[stage.clientWidth, stage.clientHeight]")
    assert stage[0] >= min(0.6 * width, 380)
    assert stage[1] >= 0.4 * height


def test_without_scripts_the_drawing_and_its_texts_are_there(browser, tmp_path):
    picture = followed()
    svg = lay_out(digraph(picture, THEMES["light"]).source, "svg").decode()
    (tmp_path / "page.html").write_text(page(picture, svg, "light", "t"), encoding="utf-8")
    browser.resize(1200, 800)
    browser.events.clear()
    browser("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser("Page.navigate", url=(tmp_path / "page.html").as_uri())
        browser.wait_for("Page.loadEventFired")
        shown = browser.run("document.body.innerText")
    finally:
        browser("Emulation.setScriptExecutionDisabled", value=False)
    for line in picture.caption:
        assert line.split("  ")[0] in shown
    for label in ("How to read it", *picture.vertices[0].lines):
        assert label in shown
    for nothing in ("Fold all", "Space", "Point at"):  # which would do nothing
        assert nothing not in shown


OTHER_PAGE = """<!DOCTYPE html><meta charset="utf-8"><title>other</title>
<style>body { margin: 8px; font: 20px serif } p { color: green }</style>
<p id="before">a cell <button id="b">Run</button> <a id="a" href="#x">link</a></p>
<div id="cell"></div>"""
LOOK = """JSON.stringify(['html', 'body', '#before', '#b', '#a'].map((s) => {
    const style = getComputedStyle(document.querySelector(s));
    return [...style].map((name) => style.getPropertyValue(name)).join(); }))"""


def test_inside_another_page_nothing_of_its_style_leaves_it(browser, tmp_path):
    picture = sample_pictures.network()
    svg = lay_out(digraph(picture, THEMES["light"]).source, "svg").decode()
    (tmp_path / "other.html").write_text(OTHER_PAGE, encoding="utf-8")
    browser.open(tmp_path / "other.html", height=2000)
    browser.run("document.getElementById('cell').style.height = '450px'")
    before = browser.run(LOOK)
    content = json.dumps(page(picture, svg, "dark", "t"))
    browser.run(f"document.getElementById('cell').innerHTML = {content}; 0")  # as notebooks do
    assert browser.run(LOOK) == before
    assert browser.run("document.getElementById('page-root').clientHeight") == 450


# What notebooks put around the output of a cell.
CELLS = {
    "Jupyter": "{}",
    # VS Code's own policy for its notebooks, where it is enabled.
    "VS Code": (
        '<meta http-equiv="Content-Security-Policy" content="'
        "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' https: http: data:; "
        "font-src 'self' https:; connect-src https:; child-src https: data:;\">{}"
    ),
    # Colab shows outputs in frames of another origin.
    "Colab": (
        '<iframe sandbox="allow-scripts allow-forms allow-popups" '
        'style="border: 0; width: 100%; height: 100vh" srcdoc="{}"></iframe>'
    ),
}


@pytest.mark.parametrize("notebook", CELLS)
def test_a_frame_plays_in_a_cell(browser, tmp_path, notebook):
    x = mg.tensor(3.0, requires_grad=True, name="x")
    frame = (x * mg.sin(x)).draw().page()
    (tmp_path / "page.html").write_text(frame.page, encoding="utf-8")
    browser.open(tmp_path / "page.html", width=700, height=frame.height)
    button = browser.centre("[data-do=on]")
    start = "<!DOCTYPE html><title>t</title><style>body { margin: 0 }</style>"
    output = start + frame._repr_html_()
    around = CELLS[notebook].format(html.escape(output) if "srcdoc" in CELLS[notebook] else output)
    (tmp_path / "cell.html").write_text(start + around, encoding="utf-8")
    browser.open(tmp_path / "cell.html", width=700, height=frame.height)
    before = browser.picture()
    for _ in range(100):  # the frame may have a process of its own, which takes its time
        for kind in ("Pressed", "Released"):
            browser.mouse(kind, *button, button="left", clickCount=1)
        time.sleep(0.05)
        if browser.picture() != before:
            break
    else:
        pytest.fail("the frame does not play")
    assert browser.complaints() == []


def test_two_thousand_vertices_can_be_explored(opened):
    picture = sample_pictures.large()
    browser = opened(picture)
    browser.press("/")
    browser.type("op 1000")
    browser.press("Enter")
    assert ids(browser, ".pinned") == {"v1000"}
    assert len(ids(browser, ".node.before")) == 1000
    assert len(ids(browser, ".node.after")) == 999
    browser.click("[data-do=fold]")
    assert len(ids(browser, ".node.hidden")) == 2000
    assert ids(browser, ".pinned") == {"g100"}


def test_a_picture_too_large_to_be_seen_whole_opens_at_its_output(opened):
    picture = sample_pictures.large()
    picture.vertices[-1].root = True
    browser = opened(picture)
    assert browser.run("view.scale * lens.scale") > 0.5
    box = browser.run("JSON.stringify(document.querySelector('#v1999').getBoundingClientRect())")
    place = json.loads(box)
    assert 0 <= place["x"] <= 1200
    assert 0 <= place["y"] <= 800


# The ways of one weight


def followed(lang="en", sizes=(2, 3, 2)):
    """The picture of the first weight's ways to the error."""
    net = nn.MLP(list(sizes), activation=mg.sigmoid, rng=0)
    loss = nn.CrossEntropy()(net(np.array([[1.0, 0.5]])), [0])
    w = net.parameters()[0]
    return loss.draw(level="neurons", path=(w[0, 0], loss), lang=lang).picture


def look_of(browser, edge):
    """The colours of an arrow: its line, its head, its text and what is behind the text."""
    return browser.run(
        f"(() => {{ const all = (s) => [...document.querySelectorAll('#{edge} ' + s)];"
        " const style = (e) => getComputedStyle(e);"
        " return { line: style(all('.line')[0]).stroke, head: style(all('polygon')[0]).fill,"
        " text: style(all('text')[0]).fill, behind: style(all('polygon')[1]).fill }; })()"
    )


def colour(browser, name):
    """A colour of the theme, as the browser writes it."""
    return browser.run(
        "(() => { const e = document.createElement('i'); root.append(e);"
        f" e.style.color = 'var(--{name})'; const c = getComputedStyle(e).color;"
        " e.remove(); return c; })()"
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_ways_of_a_weight_keep_their_colours_as_they_are_played(opened, theme):
    picture = followed()
    browser = opened(picture, theme=theme)
    arrows = {edge.id: edge for edge in picture.edges if edge.marked}
    paper = colour(browser, "paper")
    for step in picture.steps:
        browser.press(".")
        assert ids(browser, ".edge.now") == set(step.edges)
        assert text_of(browser, "#page-lines") == "".join(step.lines)
        for id, edge in arrows.items():
            own = colour(browser, f"path{edge.hue % 6 + 1}")
            assert look_of(browser, id) == dict.fromkeys(["line", "head", "text"], own) | {
                "behind": paper
            }
            assert text_of(browser, f"#{id}").strip() == "\n".join(edge.lines)
    assert shown_numbers(browser) == numbers_after(picture.steps)
    (note,) = (vertex for vertex in picture.vertices if vertex.beside)
    texts = f"[...document.querySelectorAll('#{note.id} text')]"
    said = browser.run(f"{texts}.map(text => text.textContent).join('')")
    assert said.replace("\xa0", " ") == "".join(note.lines)
    for line, hue in picture.hues.items():
        row = f"getComputedStyle(document.querySelectorAll('#page-caption p')[{line}]).color"
        browser.press("Escape")
        assert browser.run(row) == colour(browser, f"path{hue % 6 + 1}")


def test_what_the_steps_compute_covers_no_sum_beside_a_neuron(opened):
    picture = followed(sizes=(2, 3, 3, 2))
    browser = opened(picture)
    for _ in picture.steps:
        browser.press(".")
    covered = browser.run(
        "(() => { const box = (e) => e.getBoundingClientRect();"
        " const apart = (a, b) => a.right <= b.left || b.right <= a.left"
        " || a.bottom <= b.top || b.bottom <= a.top;"
        " const sums = [...graph.querySelectorAll('[id$=sum] text')].map(box);"
        " const notes = [...graph.querySelectorAll('.note')];"
        " return notes.filter((n) => sums.some((s) => !apart(box(n), s)))"
        ".map((n) => n.dataset.of); })()"
    )
    assert covered == []


def test_a_japanese_page_is_japanese_wherever_it_is_touched(opened):
    picture = sample_pictures.expression()
    browser = opened(picture, lang="ja")
    browser.run(
        "window.everyWord = () => document.querySelector('#page-bar').innerText"
        " + find('panel').innerText + find('player').innerText"
        " + [...document.querySelectorAll('[aria-label], [title], [placeholder]')].map((e) =>"
        " e.closest('svg') ? '' : e.ariaLabel + e.title + (e.placeholder ?? '')).join()"
    )
    english = english_sentences()

    def said_in_english():
        said = browser.run("everyWord()")
        return [text for text in english if text in said]

    assert said_in_english() == []
    assert "図の見方" in text_of(browser, "#page-panel")
    browser.press(".")
    assert text_of(browser, "#page-count") == f"順伝播 1 / {len(picture.steps)}"
    browser.click("#plus")
    assert "まだ計算されていません" in text_of(browser, "#page-facts")
    assert said_in_english() == []
    browser.press("/")
    browser.type("w")
    browser.press("Enter")
    assert text_of(browser, "#page-hits").endswith("件")
    browser.press("Escape")
    browser.click("[data-do=play]")
    assert text_of(browser, "#page-play") == "一時停止"
    browser.click("[data-do=play]")
    assert text_of(browser, "#page-play") == "再生"
    assert said_in_english() == []
    browser = opened(sample_pictures.network(), lang="ja")
    browser.click("[data-do=fold]")
    assert "個のノード" in text_of(browser, ".cluster.folded .summary")
