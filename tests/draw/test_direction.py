"""Direction, width and what stands beside arrows, measured on drawings that are laid out."""

from __future__ import annotations

import numpy as np
import pytest
from draw.geometry import size_of, struck_through

import minigrad as mg
from minigrad import nn
from minigrad.draw.direction import WIDEST, estimated_width


def expression():
    x, w = mg.tensor(2.0, name="x"), mg.tensor(0.5, requires_grad=True, name="w")
    h = mg.tanh(w * x)
    loss = h * w + h
    loss.name = "loss"
    return loss, w


def paths(**options):
    loss, w = expression()
    return loss.draw(path=(w, loss), **options)


def network():
    net = nn.MLP([2, 3, 2], activation=mg.sigmoid, rng=0)
    return nn.CrossEntropy()(net(mg.tensor(np.ones((1, 2)), name="x")), [0])


def residual():
    layers = [nn.Linear(4, 8), nn.BatchNorm(8), nn.ReLU(), nn.Residual(nn.Linear(8, 8))]
    x = mg.tensor(np.random.default_rng(0).normal(size=(5, 4)), name="x")
    return (nn.Sequential(*layers, nn.Linear(8, 2))(x) ** 2).sum()


DRAWINGS = {
    "expression": lambda **options: expression()[0].draw(**options),
    "its gradients": lambda **options: expression()[0].draw(show="gradients", **options),
    "its paths": paths,
    "network": lambda **options: network().draw(**options),
    "its layers": lambda **options: network().draw(level="layers", **options),
    "its layers' gradients": lambda **options: network().draw(
        level="layers", show="gradients", **options
    ),
    "residual": lambda **options: residual().draw(**options),
    "its layers too": lambda **options: residual().draw(level="layers", **options),
}
every_drawing = pytest.mark.parametrize("name", DRAWINGS)


@every_drawing
def test_a_drawing_can_be_read_on_a_page(name):
    drawing = DRAWINGS[name]()
    width, _ = size_of(drawing)
    assert width <= WIDEST


@every_drawing
def test_the_width_is_known_well_enough_before_it_is_laid_out(name):
    drawing = DRAWINGS[name](direction="right")
    width, _ = size_of(drawing)
    assert estimated_width(drawing.picture) == pytest.approx(width, rel=0.35)


@every_drawing
def test_no_arrow_strikes_a_label_or_a_title_through(name):
    assert not struck_through(DRAWINGS[name]())


def normalized():
    part = nn.Sequential(nn.LayerNorm(8), nn.Linear(8, 8), nn.Tanh())
    return nn.Sequential(nn.Linear(4, 8), nn.LayerNorm(8), nn.Residual(part), nn.Linear(8, 2))


def skipping():
    part = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 8))
    parts = [nn.Linear(4, 8), nn.Residual(part), nn.Dropout(0.5), nn.Residual(nn.Linear(8, 8))]
    return nn.Sequential(*parts, nn.Linear(8, 2))


@pytest.mark.parametrize("make", [normalized, skipping])
@pytest.mark.parametrize("level", ["operations", "layers"])
@pytest.mark.parametrize("direction", ["right", "down"])
def test_no_arrow_strikes_the_title_of_a_nested_frame_through(make, level, direction):
    loss = nn.Flooding(nn.CrossEntropy(), b=0.01)
    y = loss(make()(mg.tensor(np.ones((5, 4)), name="x")), [0] * 5)
    assert not struck_through(y.draw(level=level, direction=direction))


def test_a_title_that_was_moved_keeps_what_was_set_on_the_description():
    drawing = residual().draw()
    drawing.digraph.attr(bgcolor="#123456")
    assert "#123456" in drawing.svg()
    assert not struck_through(drawing)


def test_the_direction_suits_the_drawing_unless_one_is_chosen():
    small, large = DRAWINGS["expression"], DRAWINGS["its gradients"]
    assert (small().picture.direction, large().picture.direction) == ("right", "down")
    for make in (small, large):
        for direction, name in (("right", "LR"), ("down", "TB")):
            drawing = make(direction=direction)
            assert f"rankdir={name}" in drawing.source
            assert drawing.mermaid().startswith(f"flowchart {name}\n")
            assert drawing._played().direction == direction


def test_neurons_stand_from_left_to_right():
    assert network().draw(level="neurons", direction="right").picture.direction == "right"
    with pytest.raises(ValueError, match="direction is None, 'right' with level='neurons', not 'd"):
        network().draw(level="neurons", direction="down")


@pytest.mark.parametrize("direction", ["left", "TB", 1])
def test_another_direction_is_refused(direction):
    with pytest.raises(ValueError, match="direction is None, 'right', 'down' with level='op.*not"):
        network().draw(direction=direction)


def test_a_long_chain_is_measured_without_recursion():
    y = mg.tensor(1.0, requires_grad=True)
    for _ in range(3_000):
        y = mg.sin(y)
    assert y.draw(fold=False, max_nodes=3_001).picture.direction == "down"
