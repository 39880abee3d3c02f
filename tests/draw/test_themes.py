"""Themes: each in the table is readable and drawn whole; one of a user's is as good."""

from __future__ import annotations

import re
from dataclasses import asdict, fields, replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import sample_pictures
from matplotlib.colors import to_hex

import minigrad as mg
import minigrad.draw
from minigrad import plot
from minigrad.draw.dot_source import digraph
from minigrad.draw.mermaid import mermaid
from minigrad.draw.page import page
from minigrad.draw.picture import Edge, Group, Kind, Picture, Vertex
from minigrad.draw.themes import THEMES, Theme, as_theme, path_colour, path_dash
from minigrad.draw.words import Words
from minigrad.plot.styles import shades, sheet, styled

NAMES = [field.name for field in fields(Theme)]
SEPIA = Theme(paper="#FBF3E4", ink="#40301C")
NIGHT = replace(THEMES["dark"], paper="#000010")
every_theme = pytest.mark.parametrize(
    "theme", [*THEMES.values(), SEPIA, NIGHT], ids=[*THEMES, "sepia", "night"]
)


GROUNDS = ("paper", "module_fill", "backward_fill", "constant_fill")
LINES = ("faint", "parameter", "output", "mark", "alarm", "cold", "hot")
PATHS = [name for name in NAMES if name.startswith("path")]
# How eyes without one kind of cones see colours, in linear light (Machado, Oliveira and Fernandes,
# 2009, table 1, severity 1).
EYES = {
    "all": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = TO_XYZ.sum(1)


def linear(colour):
    channels = np.array([*bytes.fromhex(colour[1:])]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(a, b):
    """The contrast of WCAG 2.2."""
    light, dark = sorted([linear(a) @ TO_XYZ[1], linear(b) @ TO_XYZ[1]], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(colour, eyes):
    """A colour in CIE L*a*b*."""
    share = TO_XYZ @ np.clip(EYES[eyes] @ linear(colour), 0, 1) / WHITE
    x, y, z = np.where(share > (6 / 29) ** 3, np.cbrt(share), share * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(a, b, eyes="all"):
    """The distance of two colours, ΔE of 1976: 2.3 can just be seen side by side."""
    return np.linalg.norm(lab(a, eyes) - lab(b, eyes))


def test_the_measures_are_those_of_the_standards():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
    assert difference("#000000", "#FFFFFF") == pytest.approx(100, abs=0.1)
    assert difference("#0072B2", "#00517F") == pytest.approx(16.3, abs=0.1)
    assert difference("#FF0000", "#A37000", "protanopia") < difference("#FF0000", "#A37000") / 3


def variables(content):
    """The theme that a page opens in, and its variables."""
    chosen = re.search('id="page-root" lang="en" data-theme="([a-z ]+)">', content)[1]
    said = re.search(f'.minigrad-page\\[data-theme="{chosen}"\\] {{([^}}]*)}}', content)[1]
    return chosen, dict(re.findall(r"--([a-z0-9-]+): (#\w{6});", said))


@every_theme
class TestATheme:
    def test_has_text_that_can_be_read_on_all_that_it_stands_on(self, theme):
        for name in NAMES:
            if name == "paper" or name.endswith("_fill"):
                assert contrast(theme.ink, getattr(theme, name)) >= 7, name
        assert contrast(theme.alarm, theme.alarm_fill) >= 4.5
        for ground in GROUNDS:
            for name in ("faint", "alarm", *PATHS):
                assert contrast(getattr(theme, name), getattr(theme, ground)) >= 4.5, (name, ground)
        for name in PATHS:
            for ground in ("parameter_fill", "mark_fill", "alarm_fill"):
                assert contrast(getattr(theme, name), getattr(theme, ground)) >= 4.5, (name, ground)

    def test_has_lines_that_stand_out_from_paper_and_frames(self, theme):
        for ground in (*GROUNDS, "parameter_fill"):
            for name in LINES:
                assert contrast(getattr(theme, name), getattr(theme, ground)) >= 3, (name, ground)

    def test_has_a_scale_whose_ends_can_be_told_apart(self, theme):
        assert contrast(theme.cold, theme.hot) >= 3

    def test_is_that_of_its_page_where_the_others_can_be_chosen(self, theme):
        content = page(sample_pictures.network(), "<svg/>", theme, "t")
        chosen, said = variables(content)
        own = {name.replace("_", "-"): colour for name, colour in asdict(theme).items()}
        assert own.items() <= said.items()
        options = re.findall('<option value="([a-z ]+)"', content)
        assert options == list(dict.fromkeys([*THEMES, chosen]))

    def test_colours_plots_that_can_be_read(self, theme):
        style = sheet(theme)
        lines = style["axes.prop_cycle"].by_key()["color"]
        assert len(set(lines)) == len(lines) >= 2
        assert min(contrast(line, theme.paper) for line in lines) > 2
        assert contrast(style["grid.color"], theme.paper) > 1.1
        with styled(theme):
            low, high = map(to_hex, shades([0, 1]))
        assert contrast(high, theme.paper) > contrast(low, theme.paper) > 1.2


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("name", [name for name in THEMES if name != "print"])  # which has greys
def test_lines_of_different_meaning_stay_apart_for_colour_blind_eyes(name, eyes):
    least = 24 if eyes == "all" else 16
    for a, b in combinations(("ink", "parameter", "output", "mark", "alarm", "cold", "hot"), 2):
        theme = THEMES[name]
        assert difference(getattr(theme, a), getattr(theme, b), eyes) >= least, (a, b)


@pytest.mark.parametrize("name", THEMES)
def test_every_theme_has_a_name_in_every_language(name):
    for lang in ("en", "ja"):
        assert Words(lang)[name]


def everything():
    """A picture with every kind of vertex, arrow and group."""
    vertices = [Vertex(kind.value, kind, [kind.value]) for kind in Kind]
    vertices += [
        Vertex("output", Kind.VALUE, root=True),
        Vertex("on_the_path", Kind.VALUE, marked=True),
        Vertex("nan", Kind.VALUE, alarm=True, begins=True),
        Vertex("smallest", Kind.VALUE, strength=0.0, heat=[[0.0, 1.0]]),
    ]
    groups = [Group("forward", ["forward"]), Group("back", ["back"], backward=True)]
    for vertex, group in zip(vertices, groups, strict=False):
        vertex.group = group.id
    edges = [Edge(f"e{hue}", "output", "nan", marked=True, hue=hue) for hue in range(6)]
    return Picture(vertices, edges, groups)


@pytest.mark.parametrize("name", NAMES)
def test_every_colour_of_a_theme_is_seen(name):
    colours = {field: f"#{i:06X}" for i, field in enumerate(NAMES, 0xABC000)}
    theme = Theme(**colours)
    assert colours[name] in digraph(everything(), theme).source + mermaid(everything(), theme)


def test_a_theme_of_a_users_is_used():
    y = mg.tensor(3.0, requires_grad=True, name="x") ** 2
    assert SEPIA.paper in y.draw(theme=SEPIA).source
    assert minigrad.draw.draw(y.node, theme=SEPIA).theme is SEPIA
    assert plot.functions(mg.tanh, theme=SEPIA).figure.get_facecolor() == pytest.approx(
        (*(c / 255 for c in bytes.fromhex(SEPIA.paper[1:])), 1.0)
    )


def test_a_theme_of_a_users_gives_a_page(tmp_path: Path):
    y = mg.tensor(3.0, requires_grad=True, name="x") ** 2
    y.draw(tmp_path / "y.html", theme=NIGHT)
    text = (tmp_path / "y.html").read_text(encoding="utf-8")
    assert '<option value="custom dark" selected>custom</option>' in text


@pytest.mark.parametrize(
    "theme",
    [*THEMES.values(), SEPIA, NIGHT, Theme(paper="#D8C090", module_fill="#CCB080", ink="#100800")],
)
def test_what_goes_on_in_a_page_can_be_read_in_every_theme(theme):
    _, said = variables(page(sample_pictures.network(), "<svg/>", theme, "t"))
    for state in ("before", "after", "forward", "backward", "hit"):
        for ground in ("paper", "panel", "module-fill"):
            assert contrast(said[state], said[ground]) >= 4.5, (state, ground)


def test_a_page_needs_no_scale_of_colours():
    theme = replace(SEPIA, cold="#777777", hot="#777777")
    x = mg.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True, name="x")
    assert "var(--scale-" not in (x * x).draw(theme=theme, show="values").html()


def test_what_is_not_given_is_that_of_the_light_theme():
    assert Theme() == THEMES["light"]
    assert asdict(SEPIA) == {**asdict(Theme()), "paper": "#FBF3E4", "ink": "#40301C"}


@pytest.mark.parametrize("name", THEMES)
def test_no_two_of_nine_paths_look_alike(name):
    looks = {(path_colour(hue, THEMES[name]), path_dash(hue)) for hue in range(9)}
    assert len(looks) == 9
    for first in (1, 4, 7):
        assert len({path_dash(hue) for hue in range(first, first + 3)}) == 3


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_output_is_not_in_the_colour_of_a_chosen_path(name):
    theme = THEMES[name]
    paths = {path_colour(hue, theme) for hue in range(6)}
    assert theme.output not in {theme.mark, theme.alarm, *paths}


@pytest.mark.parametrize("colour", ["red", "#12345", "#1234567", "#GGGGGG", 3, None, "#123456;}"])
def test_a_colour_that_is_none_is_refused(colour):
    with pytest.raises(ValueError, match="Theme: mark is a colour such as '#0072B2', not "):
        Theme(mark=colour)


@pytest.mark.parametrize("theme", ["pink", None, 3, {"paper": "#FFFFFF"}, ["light"], Theme])
def test_what_is_no_theme_is_refused(theme):
    message = "no theme is called .*; there are light, dark, print; .*minigrad.draw.Theme"
    with pytest.raises(ValueError, match=message):
        as_theme(theme)
