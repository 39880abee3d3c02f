"""Networks drawn as columns of neurons."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from budget import examples
from draw.geometry import course, laid_out, texts
from draw.pictures import hints

import minigrad as mg
from docs import make_network_pictures
from minigrad import nn
from minigrad.draw.dot_source import digraph
from minigrad.draw.layout import lay_out
from minigrad.draw.neurons.builder import digits
from minigrad.draw.neurons.textbook import neurons
from minigrad.draw.picture import Kind
from minigrad.draw.themes import THEMES

SVG = "{http://www.w3.org/2000/svg}"
X = np.array([[1.0, 0.5]])
JAPANESE = ["入力層", "中間層", "出力層"]


def parameter(data, name=None):
    return mg.tensor(data, float, requires_grad=True, name=name)


def mlp(*sizes, activation=mg.sigmoid):
    return nn.MLP(sizes, activation=activation, rng=0)


def picture(y, **options):
    return neurons(y.node, **options)


def titles(drawn):
    return [v.lines for v in drawn.vertices if v.id.startswith("title")]


def circles(drawn):
    """What the neurons of each column say, from top to bottom."""
    vertices = {v.id: v for v in drawn.vertices}
    columns = [[vertices[i] for i in column] for column in drawn.columns]
    return [[" ".join(v.lines) for v in c if v.kind is Kind.NEURON] for c in columns]


def arrows(drawn):
    """The arrows by what their ends are called, with their texts."""
    name = {v.id: v.lines[0] for v in drawn.vertices}
    return {(name[e.tail], name[e.head]): " ".join(e.lines) for e in drawn.edges}


def svg_of(drawn, theme="light"):
    return lay_out(digraph(drawn, THEMES[theme]).source, "svg").decode()


def centres(drawn):
    """Where the neurons and texts stand in the SVG, by id; y grows downwards."""
    found = {}
    for group in ET.fromstring(svg_of(drawn)).iter(f"{SVG}g"):
        if group.get("class") == "node":
            circle, text = group.find(f"{SVG}ellipse"), group.find(f"{SVG}text")
            at = ("cx", "cy") if circle is not None else ("x", "y")
            shape = circle if circle is not None else text
            found[group.get("id")] = tuple(float(shape.get(name)) for name in at)
    return found


@pytest.fixture(params=["dot", "pygraphviz"])
def engine(request, monkeypatch, tmp_path):
    if request.param == "pygraphviz":
        monkeypatch.setenv("PATH", str(tmp_path))


# The articles' pictures.


def test_a_network_has_a_column_for_each_layer_and_an_arrow_for_each_weight():
    drawn = picture(mlp(2, 3, 2)(X), labels=JAPANESE)
    assert circles(drawn) == [["x1", "x2"], ["z1", "z2", "z3"], ["y1", "y2"]]
    assert titles(drawn) == [["入力層", "2"], ["中間層", "3", "sigmoid"], ["出力層", "2"]]
    assert arrows(drawn).keys() == {
        *((x, z) for x in ("x1", "x2") for z in ("z1", "z2", "z3")),
        *((z, y) for z in ("z1", "z2", "z3") for y in ("y1", "y2")),
    }
    assert drawn.groups == []
    assert drawn.caption == []


def test_a_single_neuron_is_drawn_from_inside():
    w, b = parameter([0.5, -0.25]), parameter(0.1)
    drawn = picture(mg.sigmoid(np.array([1.0, 2.0]) @ w + b))
    assert circles(drawn) == [["1", "x1", "x2"], ["a"], ["y"]]
    assert arrows(drawn) == {
        ("1", "a"): "b",
        ("x1", "a"): "w1",
        ("x2", "a"): "w2",
        ("a", "y"): "h()",
    }
    (frame,) = drawn.groups
    assert [v.lines[0] for v in drawn.vertices if v.group == frame.id] == ["a", "y"]
    assert drawn.caption == ["a = b + w1·x1 + w2·x2", "y = h(a), h = sigmoid"]


def test_a_softmax_goes_from_all_to_all():
    drawn = picture(mg.softmax(parameter([0.3, 2.9, 4.0])), values=True)
    assert circles(drawn) == [
        ["a1 0.3", "a2 2.9", "a3 4"],
        [],
        ["y1 0.0182", "y2 0.245", "y3 0.737"],
    ]
    assert titles(drawn) == [["σ()", "softmax"]]
    assert Counter(e.tail for e in drawn.edges) == {"n0_1": 3, "n0_2": 3, "n0_3": 3}
    assert Counter(e.head for e in drawn.edges) == {"n2_1": 3, "n2_2": 3, "n2_3": 3}


def test_the_three_layer_network_shows_the_articles_numbers():
    w1, b1 = parameter([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]), parameter([0.1, 0.2, 0.3])
    w2, b2 = parameter([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]), parameter([0.1, 0.2])
    w3, b3 = parameter([[0.1, 0.3], [0.2, 0.4]]), parameter([0.1, 0.2])
    z1 = mg.sigmoid(np.array([1.0, 0.5]) @ w1 + b1)
    drawn = picture(mg.sigmoid(z1 @ w2 + b2) @ w3 + b3, values=True, labels=JAPANESE)
    assert circles(drawn)[1] == ["z1 0.574", "z2 0.668", "z3 0.75"]
    assert circles(drawn)[3] == ["y1 0.317", "y2 0.696"]
    assert [t[0] for t in titles(drawn)] == ["入力層", "中間層 1", "中間層 2", "出力層"]


# Which graphs are networks.


@pytest.mark.parametrize(
    ("activation", "name"),
    [
        (mg.relu, "relu"),
        (mg.h_swish, "h_swish"),
        (nn.HSwish(n=4), "h_swish(n=4)"),
        (mg.swish, "swish"),
        (nn.Mish(), "mish"),
        (mg.tanhexp, "tanhexp"),
        (mg.step, "step"),
        (nn.ReLU6(), "relu_n"),
        (lambda a: mg.maximum(a, 0.1 * a), "maximum(a, 0.1 × a)"),
        (lambda a: a * np.array([1.0, 0.0, 2.0]), "a × c"),
        (lambda a: a * mg.tanh(mg.exp(mg.clip(a, max=-9.0))), "a × tanh(exp(clip(a, None, -9)))"),
    ],
)
def test_the_activation_is_named_under_the_title(activation, name):
    assert titles(picture(mlp(2, 3, 2, activation=activation)(X)))[1] == ["hidden layer", "3", name]


def test_a_module_that_records_much_gives_its_name():
    class Wavy(nn.Module):
        def forward(self, x):
            for _ in range(4):
                x = x + mg.sin(x) * mg.cos(x)
            return x * x * x

    class Wild(nn.Module):
        def forward(self, a):
            x = Wavy()(a)
            return mg.sin(x) * a + mg.cos(x) * a

    drawn = picture(mlp(2, 3, 2, activation=Wild())(X))
    assert titles(drawn)[1][2:] == ["Wild"]


def test_what_is_done_step_by_step_is_named_step_by_step():
    drawn = picture(mlp(2, 3, 2, activation=lambda a: mg.tanh(mg.swish(mg.sin(a))))(X))
    assert titles(drawn)[1][2:] == ["sin", "swish", "tanh"]


def test_a_long_activation_is_named_in_short():
    def long(a):
        return mg.sin(mg.cos(mg.tanh(mg.exp(a))))

    def tangled(a):
        y = a
        for _ in range(10):
            y = mg.sin(y) * a
        return y

    assert titles(picture(mlp(2, 3, 2, activation=long)(X)))[1][2:] == ["exp", "tanh", "…"]
    assert titles(picture(mlp(2, 3, 2, activation=tangled)(X)))[1][2:] == ["20 operations"]


def test_an_operation_of_ones_own_is_an_activation():
    own = mg.Op("<b>\n&amp;", lambda x: x * 2, lambda g, y, x: g * 2)
    drawn = picture(mlp(2, 3, 2, activation=own)(X))
    assert titles(drawn)[1][2:] == ["<b>", "&amp;"]
    assert "&lt;b&gt;" in svg_of(drawn)
    assert "&amp;amp;" in svg_of(drawn)


@pytest.mark.parametrize(
    "x", [X, X[0], mg.tensor(X), np.ones((7, 2)), np.ones((4, 7, 2)), np.ones((0, 2))]
)
def test_inputs_are_one_example_or_many(x):
    net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2), nn.Tanh())
    drawn = picture(net(x))
    assert circles(drawn) == [["x1", "x2"], ["z1", "z2", "z3"], ["y1", "y2"]]
    assert titles(drawn)[1:] == [["hidden layer", "3", "relu"], ["output layer", "2", "tanh"]]


@pytest.mark.parametrize("shape", [(2,), (2, 1), (2, 7)])
def test_weights_may_stand_on_the_left(shape):
    b = parameter(np.ones((3, 1) if len(shape) > 1 else 3))
    w1, w2 = parameter([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), parameter([[1.0, 0.0, -1.0]] * 2)
    hidden = mg.tanh(w1 @ np.ones(shape) + b)
    axis = -2 if len(shape) > 1 else -1
    for y in (w2 @ hidden, mg.softmax(w2 @ hidden, axis=axis)):
        drawn = picture(y, weights=True, bias=True)
        assert circles(drawn)[:2] == [["1", "x1", "x2"], ["z1", "z2", "z3"]]
        assert len(circles(drawn)[2]) == 2
        assert arrows(drawn)["x2", "z3"] == "6"
        assert arrows(drawn)["1", "z2"] == "1"


@pytest.mark.parametrize(
    ("make", "sizes"),
    [
        (lambda m, v: v @ m, (2, 3)),
        (lambda m, v: parameter(np.ones((3, 2))) @ (m @ parameter(np.ones(3))), (3, 2, 3)),
        (lambda m, v: parameter(np.ones((1, 2))) @ m, (2, 3)),
        (lambda m, v: v @ m @ parameter(np.ones((3, 4))), (2, 3, 4)),
    ],
)
def test_inputs_may_have_gradients_as_well(make, sizes):
    drawn = picture(make(parameter(np.ones((2, 3))), parameter([1.0, 2.0])))
    assert tuple(map(len, circles(drawn))) == sizes


def test_a_frozen_network_is_drawn_for_its_inputs():
    x = parameter(np.ones((1, 2)))
    hidden = mg.tanh(x @ mg.tensor(np.ones((2, 3))))
    drawn = picture(hidden @ mg.tensor(np.ones((3, 4))))
    assert tuple(map(len, circles(drawn))) == (2, 3, 4)


def test_a_turned_weight_is_a_weight():
    w = parameter([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    drawn = picture(X @ w.T, weights=True)
    assert arrows(drawn)["x2", "y3"] == "6"


@pytest.mark.parametrize(
    "make",
    [
        lambda x, w, b: b + w[0] * x[0] + w[1] * x[1],
        lambda x, w, b: x[0] * w[0] + x[1] * w[1] + b,
        lambda x, w, b: (w[0] * x[0] + b) + w[1] * x[1],
    ],
)
def test_a_neuron_may_be_spelled_with_single_numbers(make):
    w = [parameter(0.5), parameter(-0.25)]
    for x in ([1.0, 2.0], [mg.tensor(1.0), mg.tensor(2.0)]):
        drawn = picture(mg.relu(make(x, w, parameter(0.1))), values=True, weights=True)
        assert circles(drawn) == [["1", "x1 1", "x2 2"], ["a 0.1"], ["y 0.1"]]
        texts = ["b = 0.1", "w1 = 0.5", "w2 = -0.25", "h()"]
        assert list(arrows(drawn).values()) == texts


def test_a_neuron_may_be_a_sum_over_a_product_of_vectors():
    w, b = parameter([0.5, 0.5]), parameter(-0.7)
    drawn = picture(mg.step((w * np.array([1.0, 1.0])).sum() + b), values=True)
    assert circles(drawn) == [["1", "x1 1", "x2 1"], ["a 0.3"], ["y 1"]]


def test_a_neuron_without_an_activation_is_its_sum():
    drawn = picture(X @ parameter([1.0, 2.0]))
    assert circles(drawn) == [["x1", "x2"], ["y"]]
    assert drawn.caption == ["y = w1·x1 + w2·x2"]


# Losses.


@pytest.mark.parametrize("labels", [[0], [[1.0, 0.0]]])
def test_cross_entropy_is_drawn_as_the_softmax_in_it(labels):
    y = mlp(2, 3, 2)(X)
    loss = nn.Flooding(nn.CrossEntropy(), b=0.01)(y, labels)
    drawn = picture(loss, values=True)
    shown = [float(text.split()[1]) for text in circles(drawn)[-1]]
    assert shown == pytest.approx(mg.softmax(y).numpy()[0], rel=5e-3)
    assert circles(drawn)[2][0].startswith("a1")
    assert drawn.caption == ["after the network: CrossEntropy, Flooding"]


def test_what_follows_the_network_is_named_by_the_module_that_began_after_it():
    class Errors(nn.Module):
        def __init__(self):
            self.net, self.loss = mlp(2, 3, 2), nn.CrossEntropy()

        def forward(self, x, t):
            return mg.sin(self.loss(self.net(x), t))

    assert picture(Errors()(X, [0])).caption == ["after the network: CrossEntropy, sin"]


def test_a_mean_squared_error_is_no_part_of_the_network():
    y = mlp(2, 3, 2, activation=mg.tanh)(X)
    for loss in (nn.MSE()(y, np.ones((1, 2))), ((y - 1.0) ** 2).sum(), (y * y).sum()):
        drawn = picture(loss)
        assert circles(drawn)[-1] == ["y1", "y2"]
        assert titles(drawn)[-1] == ["output layer", "2"]
        assert "after the network" in drawn.caption[-1]


def test_an_operation_of_a_user_begins_no_loss_whatever_its_name():
    scaled = mg.Op("square", lambda x: 2 * x, lambda g, y, x: 2 * g)
    y = mlp(2, 3, 2)(X)
    assert titles(picture(scaled(y)))[-1] == ["output layer", "2", "square"]
    assert titles(picture(mg.square(y)))[-1] == ["output layer", "2"]


def test_the_targets_may_be_the_inputs():
    x = mg.tensor(X)
    drawn = picture(nn.MSE()(mlp(2, 1, 2)(x), x))
    assert circles(drawn) == [["x1", "x2"], ["z1"], ["y1", "y2"]]


def test_weight_decay_is_no_part_of_the_network():
    net = mlp(2, 3, 2)
    loss = nn.CrossEntropy()(net(X), [0]) + sum((p * p).sum() for p in net.parameters())
    assert len(picture(loss).columns) == 5


# What is no network.


def attention(x, w):
    h = x @ w
    return h @ h.T


def recurrent(x, w):
    return mg.tanh(x @ w + mg.tanh(x @ w) @ w)


def normalized(x, w):
    h = x @ w
    return mg.reshape(h, (4, 1)) @ parameter([[1.0, 2.0]])


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (lambda x, w: mg.sin(w) + w, "1 x sin, 1 x add"),
        (lambda x, w: w, "nothing was recorded"),
        (lambda x, w: mg.sin(parameter(1.0) * 2.0) + parameter(3.0) * 4.0, "2 x multiply"),
        (lambda x, w: parameter(1.0) * 2.0 + parameter(3.0) + parameter(4.0), "2 x add"),
        (lambda x, w: (w * w).sum(), "1 x multiply"),
        (lambda x, w: (w * x).sum(), "1 x multiply"),
        (lambda x, w: mg.sin(w).sum(), "1 x sin, 1 x sum"),
        (attention, "no given matrix is a weight"),
        (lambda x, w: x @ parameter(np.ones((4, 2, 3))), "no given matrix is a weight"),
        (recurrent, "one chain"),
        (lambda x, w: mg.tanh(x @ w) @ w + x, "way around"),
        (lambda x, w: (x + mg.tanh(x @ w)) @ w, "way around"),
        (normalized, "'reshape' makes"),
        (lambda x, w: w @ mg.tanh(mg.tensor(np.ones((2, 2))) @ w), "left of one product"),
    ],
)
def test_what_is_no_network_is_an_error_that_says_what_was_found(make, found):
    x = mg.tensor(np.ones((2, 2)))
    with pytest.raises(ValueError, match=found) as error:
        picture(make(x, parameter([[1.0, 2.0], [3.0, 4.0]])))
    assert 'level="layers" or level="operations"' in str(error.value)


def test_a_released_graph_is_an_error():
    y = mlp(2, 3, 2)(X).sum()
    y.backward(retain_graph=False)
    with pytest.raises(ValueError, match="let go of"):
        picture(y)


def test_a_gradient_graph_is_no_network():
    w = parameter([[1.0, 2.0], [3.0, 4.0]])
    (mg.tanh(X @ w) @ w).sum().backward(create_graph=True)
    with pytest.raises(ValueError, match="level="):
        picture(w.grad)


# What is shown.


def test_large_layers_show_the_first_and_the_last_neurons_and_their_size():
    drawn = picture(mlp(784, 100, 10, activation=mg.h_swish)(np.zeros((5, 784))), most=8)
    assert circles(drawn)[0] == ["x1", "x2", "x3", "x4", "x783", "x784"]
    assert circles(drawn)[2] == ["y1", "y2", "y3", "y4", "y9", "y10"]
    assert titles(drawn)[:2] == [["input layer", "784"], ["hidden layer", "100", "h_swish"]]
    first = ["title0", "n0_1", "n0_2", "n0_3", "n0_4", "more0", "n0_783", "n0_784"]
    assert drawn.columns[0] == first
    (dots,) = [v for v in drawn.vertices if v.id == "more0"]
    assert (dots.lines, dots.details) == (["⋮"], {"not shown": ["778 neurons"]})
    assert len(drawn.edges) == 6 * 6 * 2


def test_values_are_of_one_example():
    net = mlp(2, 3, 2)
    assert circles(picture(net(X), values=True))[0] == ["x1 1", "x2 0.5"]
    with pytest.raises(ValueError, match=r"holds 7; .* net\(x\[:1\]\)"):
        picture(net(np.ones((7, 2))), values=True)


def test_biases_are_arrows_from_a_neuron_that_is_always_one():
    net = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 2, bias=False))
    drawn = picture(net(X), bias=True)
    assert circles(drawn) == [["1", "x1", "x2"], ["z1", "z2", "z3"], ["y1", "y2"]]
    assert [head for tail, head in arrows(drawn) if tail == "1"] == ["z1", "z2", "z3"]
    assert circles(picture(net(X)))[0] == ["x1", "x2"]


def test_weights_are_signed_shares_of_the_largest_and_few_are_numbers():
    w = parameter([[2.0, -4.0], [0.0, 1.0]])
    drawn = picture(X @ w, weights=True)
    assert [e.strength for e in drawn.edges] == [0.5, -1.0, 0.0, 0.25]
    assert list(arrows(drawn).values()) == ["2", "-4", "0", "1"]
    large = picture(mlp(20, 20)(np.ones((1, 20))), weights=True)
    assert not any(e.lines for e in large.edges)
    assert all(-1 <= e.strength <= 1 for e in large.edges)


def test_the_sign_of_a_weight_is_colour_and_line():
    drawn = picture(X @ parameter([[2.0, -4.0], [1.0, 1.0]]), weights=True)
    for theme in THEMES.values():
        positive, negative = digraph(drawn, theme).source.split(" -> ")[1:3]
        assert ("style=solid" in positive, "style=dashed" in negative) == (True, True)
        assert theme.parameter in positive
        assert theme.mark in negative


def test_weights_that_are_zero_or_no_numbers_are_drawn():
    assert {e.strength for e in picture(X @ parameter(np.zeros((2, 2))), weights=True).edges} == {0}
    w = parameter([[np.nan, 1.0], [np.inf, 2.0]])
    with np.errstate(all="ignore"):
        drawn = picture(X @ w, weights=True)
    assert [e.strength for e in drawn.edges] == [0.0, 0.5, 0.0, 1.0]
    assert [v.alarm for v in drawn.vertices if v.id.startswith("n1")] == [True, False]
    svg_of(drawn)


def test_titles_are_one_for_each_column_or_three():
    y = mlp(2, 3, 3, 2)(X)
    named = picture(y, labels=["a", "b", "c", "d"])
    assert [t[0] for t in titles(named)] == ["a", "b", "c", "d"]
    numbered = ["input layer", "hidden layer 1", "hidden layer 2", "output layer"]
    assert [t[0] for t in titles(picture(y))] == numbered
    assert [t[0] for t in titles(picture(mlp(2, 2)(X)))] == ["input layer", "output layer"]
    with pytest.raises(ValueError, match="2 titles for 4 layers"):
        picture(y, labels=["a", "b"])


def test_a_single_neuron_has_titles_where_they_are_given():
    drawn = picture(X @ parameter([1.0, 2.0]), labels=JAPANESE)
    assert titles(drawn) == [["入力層"]]
    assert drawn.groups[0].lines == ["出力層"]


def test_at_least_two_neurons_are_shown():
    with pytest.raises(ValueError, match="at least 2"):
        picture(mlp(2, 3)(X), most=1)


def test_drawing_changes_nothing():
    x = mg.tensor(X)
    y = mlp(2, 3, 2)(x)
    before = y.numpy().copy(), y.node.inputs, y.node.scopes
    svg_of(picture(y, values=True, weights=True, bias=True))
    assert np.array_equal(y.numpy(), before[0])
    assert (y.node.inputs, y.node.scopes) == before[1:]


# The layout.


def test_neurons_stand_in_columns_in_order_at_equal_distances(engine):
    drawn = picture(mlp(2, 3, 2)(X), labels=JAPANESE)
    at = centres(drawn)
    middles = []
    for i, n in enumerate((2, 3, 2)):
        column = [at[f"n{i}_{j + 1}"] for j in range(n)]
        assert len({x for x, _ in column}) == 1
        heights = [y for _, y in column]
        assert heights == sorted(heights)
        assert np.diff(heights) == pytest.approx(np.diff(heights)[0], abs=0.02)
        middles.append(np.mean(heights))
        title = at[f"title{i}"]
        assert title[0] == pytest.approx(column[0][0], abs=0.02)
        assert title[1] < min(y for _, y in at.values() if y != title[1]) + 40
        assert title[1] < heights[0]
    assert middles == pytest.approx([middles[0]] * 3, abs=0.02)
    across = [at[f"n{i}_1"][0] for i in range(3)]
    # Places are written with two decimals: a difference of differences is off by four half units.
    assert round(across[2] - across[1] - (across[1] - across[0]), 2) == pytest.approx(0, abs=0.02)


def test_arrows_are_straight(engine):
    for curve in re.findall(r'<path fill="none"[^>]* d="M([^"]+)"', svg_of(picture(mlp(2, 3)(X)))):
        points = np.array(re.findall(r"-?[\d.]+", curve), float).reshape(-1, 2)
        along = points[-1] - points[0]
        away = (points - points[0]) @ [-along[1], along[0]] / np.hypot(*along)
        assert abs(away).max() < 0.05


def test_the_frame_of_a_neuron_lies_around_it(engine):
    drawn = picture(mg.relu(X @ parameter([1.0, 2.0])))
    svg = svg_of(drawn)
    (frame,) = [g for g in ET.fromstring(svg).iter(f"{SVG}g") if g.get("class") == "cluster"]
    points = np.array(re.findall(r"-?[\d.]+", frame.find(f"{SVG}path").get("d")), float)
    left, right = points[0::2].min(), points[0::2].max()
    at = centres(drawn)
    assert at["n0_2"][0] < left < at["n1_1"][0] < at["n2_1"][0] < right


def painted(thing):
    """The box that a text of an arrow covers."""
    for operation in thing.get("_ldraw_", ()):
        if operation["op"] == "P":
            points = np.array(operation["points"])
            return *points.min(axis=0), *points.max(axis=0)
    return None


def away(box, other):
    """How far two boxes are from each other, or a box from a point."""
    left, low, right, high = box
    start, floor, end, top = other
    return np.hypot(max(start - right, left - end, 0), max(floor - high, low - top, 0))


SHOWN = ["values", "weights", "bias", "gradients"]
shown_subsets = [
    [word for i, word in enumerate(SHOWN) if number >> i & 1] for number in range(2 ** len(SHOWN))
]


@pytest.mark.parametrize("show", shown_subsets, ids=" ".join)
@pytest.mark.parametrize("seed", range(examples(5)))
def test_each_number_can_be_read_whole(show, seed):
    rng = np.random.default_rng([seed, *map(len, show)])
    sizes = rng.integers(1, 7, size=rng.integers(2, 6)).tolist()
    net = mlp(*sizes)
    loss = nn.CrossEntropy()(net(rng.normal(size=(1, sizes[0]))), [0])
    described = laid_out(loss.draw(level="neurons", show=show))
    boxes = {x["id"]: painted(x) for x in described["edges"] if painted(x)}
    for (a, box), (b, other) in combinations(boxes.items(), 2):
        assert away(box, other) > 0, (a, b)
    struck = [(x["id"], id) for x in described["edges"] for id in boxes if crosses(x, boxes[id])]
    assert all(a == b for a, b in struck)  # its own arrow, beneath it
    for thing in described["objects"]:
        if thing.get("shape") == "circle":
            x, y = map(float, thing["pos"].split(","))
            radius = float(thing["width"]) * 36
            assert all(away(box, (x, y, x, y)) >= radius for box in boxes.values())
            for _, (left, low, right, high) in texts(thing):
                assert (
                    max(np.hypot(a - x, b - y) for a in (left, right) for b in (low, high)) < radius
                )
        elif thing.get("shape") == "plaintext":
            titles = [box for _, box in texts(thing)]
            assert all(away(a, b) > 0 for a in titles for b in boxes.values())


def crosses(edge, box):
    x, y = course(edge).T
    left, low, right, high = box
    return ((left < x) & (x < right) & (low < y) & (y < high)).any()


def test_numbers_without_room_pop_up_and_the_picture_says_so():
    net = mlp(3, 4, 4, 5, 2)
    loss = nn.CrossEntropy()(net(np.ones((1, 3))), [0])
    for lang, word in (("en", "pop up"), ("ja", "書ききれない数値")):
        drawing = loss.draw(level="neurons", show=SHOWN, lang=lang)
        assert word in drawing.source
        shown = {text for edge in laid_out(drawing)["edges"] for text, _ in texts(edge)}
        popping_up = hints(drawing.svg())
        for edge in drawing.picture.edges:
            for line in set(edge.lines) - shown:
                assert line in popping_up[edge.id].split("\n")
        # Layers of many weights have numbers on no arrow.
        (hidden,) = {
            popping_up[e.id] for e in drawing.picture.edges if e.tail == "n2_1" and e.head == "n3_1"
        }
        assert digits(net.parameters()[4].numpy()[0, 0]) == hidden.split("\n")[0]
    small = nn.CrossEntropy()(mlp(2, 3, 2)(X), [0])
    assert "pop up" not in small.draw(level="neurons", show=SHOWN).source


def test_titles_that_are_long_move_columns_apart(engine):
    near, far = (centres(picture(mlp(2, 3, 2)(X), labels=[n * "層"] * 3)) for n in (3, 30))
    assert far["n1_1"][0] - far["n0_1"][0] >= 30 * 12 > near["n1_1"][0] - near["n0_1"][0]


@pytest.mark.parametrize(
    "name", ["<b>", '"', "\\N", "a\nb", "\na", "&lt;", "javascript:alert(1)", "入力"]
)
def test_titles_are_text(name, engine):
    svg = svg_of(picture(mlp(2, 3, 2)(X), labels=[name, "z", "y"]))
    texts = [
        "".join(t.itertext()).replace("\xa0", " ") for t in ET.fromstring(svg).iter(f"{SVG}text")
    ]
    assert set(filter(None, name.split("\n"))) <= set(texts)


def test_a_network_for_mnist_is_drawn(engine):
    net = mlp(784, 100, 50, 10, activation=mg.h_swish)
    loss = nn.CrossEntropy()(net(np.zeros((100, 784))), np.zeros(100, int))
    drawn = picture(loss)
    at = centres(drawn)
    assert len([name for name in at if name.startswith("n")]) == 3 * 9 + 2 * 10
    assert len(drawn.edges) == 9 * 9 * 2 + 9 * 10 + 10 * 10


def test_tensors_draw_themselves_as_neurons(tmp_path):
    mlp(2, 3, 2)(X).draw(tmp_path / "net.svg", level="neurons", labels=JAPANESE, show="values")
    assert "中間層" in (tmp_path / "net.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("make", ["layers", "neuron", "three_layers", "softmax", "mnist"])
def test_the_pictures_of_the_documentation_are_what_the_script_draws(make, tmp_path):
    getattr(make_network_pictures, make)(tmp_path)
    (new,) = tmp_path.iterdir()
    old = make_network_pictures.IMAGES / new.name
    assert list(said(new)) == list(said(old))


def said(file):
    """The ids of a picture, and what each says."""
    for group in ET.parse(file).iter(f"{SVG}g"):
        yield group.get("id"), ["".join(t.itertext()) for t in group.findall(f"{SVG}text")]
