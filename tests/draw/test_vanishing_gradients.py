"""Where gradients vanish: their sizes by layer, relative to the parameters."""

from __future__ import annotations

import re

import numpy as np
import pytest
from draw.test_themes import contrast

import minigrad as mg
from minigrad import nn
from minigrad.draw.dot_styles import vertex_style
from minigrad.draw.picture import Kind
from minigrad.draw.themes import THEMES, between

LIGHT = THEMES["light"]
RATIO = re.compile(r"‖grad‖ / ‖w‖ (\S+)")


@pytest.fixture
def deep():
    return nn.MLP([20] * 6 + [3], activation=mg.sigmoid, rng=0)


def loss_of(net, repeated=1):
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(10, 20)), rng.integers(0, 3, 10)
    return nn.CrossEntropy()(net(np.tile(x, (repeated, 1))), np.tile(t, repeated))


def sized(drawing, kind):
    """The vertices that have a relative size, and what it is."""
    found = {}
    for vertex in drawing.picture.vertices:
        texts = [x[1] for x in map(RATIO.fullmatch, vertex.lines) if x]
        if vertex.kind is kind and texts:
            found[vertex.lines[0]] = (float(texts[0]), vertex.strength)
    return found


def strengths(drawing, kind):
    boxes = [v for v in drawing.picture.vertices if v.kind is kind and v.strength is not None]
    return {vertex.lines[0]: vertex.strength for vertex in boxes}


def test_a_layer_has_the_size_of_its_gradient_relative_to_its_parameters(deep):
    loss = loss_of(deep)
    drawn = sized(loss.draw(level="layers", show="gradients"), Kind.MODULE)
    loss.backward()
    for layer, (ratio, _) in zip(deep.layers[::2], drawn.values(), strict=True):
        gradient, value = (
            np.concatenate([np.ravel(x) for x in which])
            for which in (
                [p.grad.numpy() for p in layer.parameters()],
                [p.numpy() for p in layer.parameters()],
            )
        )
        assert ratio == pytest.approx(np.linalg.norm(gradient) / np.linalg.norm(value), rel=1e-3)


def test_in_a_deep_sigmoid_network_they_fall_towards_the_input(deep):
    drawn = sized(loss_of(deep).draw(level="layers", show="gradients"), Kind.MODULE)
    assert len(drawn) == 6
    ratios, shares = zip(*drawn.values(), strict=True)
    assert list(ratios) == sorted(ratios)
    assert list(shares) == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("level", "kind"), [("layers", Kind.MODULE), ("operations", Kind.PARAMETER)]
)
def test_the_colours_do_not_depend_on_the_size_of_the_batch(deep, level, kind):
    small, large = (
        strengths(loss_of(deep, times).draw(level=level, show="gradients"), kind)
        for times in (1, 100)
    )
    assert len(small) == 6
    assert large == pytest.approx(small, abs=1e-6)


def test_parameters_of_nearly_one_size_stay_as_they_are():
    w, b = (mg.tensor(x, requires_grad=True, name=name) for x, name in ((0.5, "w"), (0.2, "b")))
    drawing = mg.tanh(w * 2.0 + b).draw(show="gradients")
    assert strengths(drawing, Kind.PARAMETER) == {}
    assert not drawing.picture.scales


def test_layers_alone_are_sized_and_nothing_stands_between_them(deep):
    drawing = loss_of(deep).draw(level="layers", show="gradients")
    sized_ones = [v for v in drawing.picture.vertices if v.strength is not None]
    assert {v.kind for v in sized_ones} == {Kind.MODULE}
    assert not [v for v in drawing.picture.vertices if v.kind is Kind.VALUE]
    assert [v.lines[0] for v in drawing.picture.vertices if v.root] == ["CrossEntropy"]


def test_a_box_has_the_colour_and_the_width_of_its_size(deep):
    drawing = loss_of(deep).draw(level="layers", show="gradients")
    boxes = [v for v in drawing.picture.vertices if v.strength is not None]
    for vertex in boxes:
        style = re.search(rf"^\s*{vertex.id} \[.*$", drawing.source, re.MULTILINE)[0]
        assert f'color="{between(LIGHT.cold, LIGHT.hot, vertex.strength)}"' in style
        assert f"penwidth={2 + 2 * vertex.strength:.2f}" in style


@pytest.mark.parametrize("theme", THEMES)
def test_the_palest_box_stands_out_from_the_paper_and_its_frame(deep, theme):
    drawing = loss_of(deep).draw(level="layers", show="gradients", theme=theme)
    (palest,) = [v for v in drawing.picture.vertices if v.strength == 0]
    colour = vertex_style(palest, drawing.theme)["color"]
    assert contrast(colour, drawing.theme.paper) >= 3
    assert contrast(colour, drawing.theme.module_fill) >= 3


def test_the_scale_is_drawn_from_pale_to_dark(deep):
    drawing = loss_of(deep).draw(level="layers", show="gradients")
    (line,) = [line for line in drawing.picture.caption if "━━━━━" in line]
    ratios = [ratio for ratio, _ in sized(drawing, Kind.MODULE).values()]
    low, high = re.search(r"(\S+)\s+━━━━━\s+(\S+?),", line).groups()
    assert [float(low), float(high)] == pytest.approx([min(ratios), max(ratios)], rel=1e-3)
    colours = re.findall('<FONT COLOR="(#.{6})">&#9473;</FONT>', drawing.source)
    assert colours == [between(LIGHT.cold, LIGHT.hot, i / 4) for i in range(5)]


def test_layers_of_nearly_one_size_are_dark():
    net = nn.Sequential(nn.Linear(20, 3, rng=0))
    drawing = loss_of(net).draw(level="layers", show="gradients")
    assert [strength for _, strength in sized(drawing, Kind.MODULE).values()] == [1.0]


def test_a_parameter_of_zeros_has_no_relative_size():
    w = mg.tensor(np.zeros(3), requires_grad=True, name="w")
    (box, *_) = (w * 2.0).sum().draw(show="gradients").picture.vertices
    assert box.strength is None
    assert not any(map(RATIO.fullmatch, box.lines))


def test_arrows_from_operations_to_boxes_are_sized_too(deep):
    drawing = loss_of(deep).draw(show="gradients")
    made = [e for e in drawing.picture.edges if re.fullmatch(r"e\d+t", e.id)]
    assert sum(e.strength is not None for e in made) == len(made) - 1  # but for the output's


def test_the_outputs_own_gradient_of_one_does_not_stretch_the_scale():
    x = mg.tensor([1.0, 2.0], requires_grad=True, name="x")
    (line, *_) = ((x * 1e-3) * 1e-3).sum().draw(show="gradients").picture.caption
    assert " 1.0," in line  # the arrow into the sum, before the factors
    drawing = (x * 1e-3).draw(show="gradients")
    assert all(v.strength is None for v in drawing.picture.vertices if v.root)


def test_what_repeats_says_the_first_and_the_last():
    net = nn.Sequential(*[nn.Sequential(nn.Linear(4, 4, rng=i), nn.Sigmoid()) for i in range(6)])
    loss = (net(np.ones((2, 4))) ** 2).mean()

    def said(**options):
        drawing = loss.draw(level="layers", show="gradients", **options)
        lines = [line for v in drawing.picture.vertices for line in v.lines]
        return [x.removeprefix("‖grad‖ / ‖w‖ ") for x in lines if x.startswith("‖grad‖")]

    every = said()
    assert len(every) == 6
    assert said(fold=True) == [f"{every[0]} … {every[-1]}"]
    folded = loss.draw(level="layers", show="gradients", fold=True)
    assert not [x for v in folded.picture.vertices for x in v.lines if x.startswith("the last of")]


def test_japanese(deep):
    drawing = loss_of(deep).draw(level="layers", show="gradients", lang="ja")
    assert any("‖勾配‖ / ‖重み‖" in line for v in drawing.picture.vertices for line in v.lines)
    assert any("━━━━━" in line for line in drawing.picture.caption)
