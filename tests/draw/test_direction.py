"""Direction, width and what stands beside arrows, measured on drawings that are laid out."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from draw.geometry import covered, laid_out, size_of, struck_through

import minigrad as mg
from minigrad import nn
from minigrad.draw import arrangement, layout
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


def batch():
    net = nn.MLP([2, 3, 2], activation=mg.tanh, rng=0)
    x = mg.tensor(np.random.default_rng(0).normal(size=(4, 2)), name="x")
    return nn.Flooding(nn.CrossEntropy(), b=0.01)(net(x), [0, 1, 1, 0])


def normalization():
    x = mg.tensor(np.random.default_rng(0).normal(size=(2, 3)), requires_grad=True, name="x")
    m = x.mean(axis=-1, keepdims=True)
    s = ((x - m) ** 2).mean(axis=-1, keepdims=True)
    return (((x - m) / mg.sqrt(s + 1e-5)) ** 2).sum()


def recurrent(steps=3):
    rng = np.random.default_rng(0)
    into, again = nn.Linear(3, 4, rng=0), nn.Linear(4, 4, rng=0)
    h = mg.tensor(np.zeros((2, 4)), name="h0")
    for i in range(steps):
        h = mg.tanh(into(mg.tensor(rng.normal(size=(2, 3)), name=f"x{i}")) + again(h))
    return h


def attention():
    rng = np.random.default_rng(0)
    x = mg.tensor(rng.normal(size=(3, 4)), name="x")
    weights = [mg.tensor(rng.normal(size=(4, 4)), requires_grad=True, name=c) for c in "qkv"]
    q, k, v = (x @ w for w in weights)
    return (mg.softmax(q @ mg.matrix_transpose(k) / 2.0, axis=-1) @ v).sum()


def gates(steps=2):
    rng = np.random.default_rng(0)

    def made(size, name):
        return mg.tensor(rng.normal(size=size), requires_grad=True, name=name)

    x = mg.tensor(rng.normal(size=(1, 2)), name="x")
    h = c = mg.tensor(np.zeros((1, 2)), name="h")
    weights = [(made((2, 2), f"W{g}"), made((2, 2), f"U{g}")) for g in "ifog"]
    for _ in range(steps):
        i, f, o, g = (x @ w + h @ u for w, u in weights)
        c = mg.sigmoid(f) * c + mg.sigmoid(i) * mg.tanh(g)
        h = mg.sigmoid(o) * mg.tanh(c)
    return h.sum()


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
    "normalization": lambda **options: normalization().draw(show="gradients", **options),
}
CROWDED = {  # and far too wide where they lead to the right
    "recurrent": lambda **options: recurrent().draw(show="gradients", **options),
    "attention": lambda **options: attention().draw(show="gradients", **options),
    "matrices in a network": lambda **options: batch().draw(show="gradients", **options),
    "gates": lambda **options: gates().draw(show="gradients", **options),
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
    assert estimated_width(drawing.picture) == pytest.approx(width, rel=0.25)


@pytest.mark.parametrize("direction", ["right", "down"])
@every_drawing
def test_labels_and_titles_are_clear_of_arrows_vertices_and_each_other(name, direction):
    drawing = DRAWINGS[name](direction=direction)
    assert struck_through(drawing) == covered(drawing) == []


@pytest.mark.parametrize("name", CROWDED)
def test_labels_are_clear_where_many_arrows_run(name):
    drawing = CROWDED[name]()
    assert drawing.picture.direction == "down"
    assert struck_through(drawing) == covered(drawing) == []


def random_expression(seed, operations):
    rng = np.random.default_rng(seed)
    shape = [(), (2,), (2, 3), (3, 4)][seed % 4]
    xs = [
        mg.tensor(rng.normal(size=shape) + 2, requires_grad=i != 1, name=f"x{i}") for i in range(3)
    ]
    made = [
        lambda a, b: a + b,
        lambda a, b: a * b,
        lambda a, b: a - b,
        lambda a, b: mg.sin(a),
        lambda a, b: mg.tanh(a),
        lambda a, b: a / (b * b + 1),
        lambda a, b: a * 2.0 + b,
    ]
    for _ in range(operations):
        a, b = (xs[int(len(xs) * rng.uniform() ** 0.5)] for _ in range(2))
        xs.append(made[rng.integers(len(made))](a, b))
    return sum(xs[-4:], xs[0])


@pytest.mark.parametrize("direction", [None, "right"])
@pytest.mark.parametrize("seed", range(8))
def test_labels_are_clear_in_drawings_of_any_expression(seed, direction):
    drawing = random_expression(seed, 5 + seed).draw(show="gradients", direction=direction)
    assert struck_through(drawing) == covered(drawing) == []


@pytest.mark.parametrize("make", [batch, residual])
def test_the_frames_of_layers_follow_each_other(make):
    described = laid_out(make().draw(direction="down"))
    layers = [
        list(map(float, x["bb"].split(",")))
        for x in described["objects"]
        if x["name"].startswith("cluster") and x["_ldraw_"][-1]["text"].startswith("Linear")
    ]
    layers.sort(key=lambda box: -box[3])
    assert len(layers) > 1
    for (_, bottom, _, _), (_, _, _, top) in pairwise(layers):
        assert top < bottom


def test_what_is_set_on_the_description_is_arranged_too():
    drawing = attention().draw(show="gradients")
    drawing.digraph.attr(nodesep="2")
    assert size_of(drawing)[0] > size_of(attention().draw(show="gradients"))[0] + 100
    assert struck_through(drawing) == covered(drawing) == []


def test_what_is_added_to_the_description_is_drawn_too():
    drawing = residual().draw()
    drawing.digraph.node("mine", "my own")
    drawing.digraph.edge("mine", "t0")
    drawing.digraph.edge("mine", "t1", style="invis")
    with drawing.digraph.subgraph(name="cluster_mine") as frame:
        frame.node("within")
    described = laid_out(drawing)
    assert {"mine", "within"} <= {x["name"] for x in described["objects"]}
    assert "layout" not in described  # by dot, where it puts everything


def test_a_graphviz_that_says_not_where_things_stand_draws_all_the_same(monkeypatch):
    drawing = attention().draw(show="gradients")
    monkeypatch.setattr(arrangement, "measured", lambda source: None)
    assert layout.lay_out(drawing.source, "svg") == drawing._laid_out(drawing.picture, "svg")


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
