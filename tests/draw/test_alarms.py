"""NaN and infinity: where they came up, and what follows from them."""

import numpy as np
import pytest
from draw.pictures import attributes

import minigrad as mg
from minigrad import nn
from minigrad.draw.themes import THEMES

LIGHT = THEMES["light"]


@pytest.fixture(autouse=True)
def quiet():
    with np.errstate(all="ignore"):
        yield


def alarmed(picture):
    """The vertices in alarm, by name or symbol: whether it begins there."""
    return {v.lines[0]: v.begins for v in picture.vertices if v.alarm}


def test_the_first_nan_is_marked_and_what_follows_is_paler():
    x = mg.tensor([1.0, 0.0], requires_grad=True, name="x")
    drawing = (x * mg.log(x)).sum().draw()
    assert alarmed(drawing.picture) == {"log": True, "×": False, "output": False}
    (log,) = (v for v in drawing.picture.vertices if v.begins)
    assert log.lines == ["log", "begins here"]
    fills = {v.id: attributes(drawing, v.id) for v in drawing.picture.vertices if v.alarm}
    assert [name for name, style in fills.items() if LIGHT.alarm_fill in style] == [log.id]
    assert all(LIGHT.alarm in style for style in fills.values())
    assert "class" in drawing.mermaid()
    assert f"class {log.id} begins" in drawing.mermaid()


def test_an_input_that_holds_it_is_where_it_begins():
    x = mg.tensor([1.0, np.nan], requires_grad=True, name="x")
    assert alarmed(mg.sin(x).draw().picture) == {"x": True, "output": False}


def test_a_layer_in_which_it_came_up_is_marked():
    net = nn.Sequential(nn.Linear(2, 2, rng=0), nn.ReLU(), nn.Linear(2, 1, rng=1))
    net.layers[0].weight.data = np.array([[np.inf, 1.0], [1.0, 1.0]])
    picture = net.draw(np.zeros((1, 2)), level="layers").picture
    begins = [v.lines[0] for v in picture.vertices if v.begins]
    assert begins == ["layers.0 · Linear(2, 2)"]


def test_a_gradient_that_comes_up_on_the_way_back_begins_where_it_arrives():
    x = mg.tensor(0.0, requires_grad=True, name="x")
    y = x * 1.0
    picture = mg.sqrt(y).draw(show="gradients").picture
    assert alarmed(picture) == {"v₁": True, "x": False}


def test_in_japanese_it_is_said_in_japanese():
    x = mg.tensor(0.0, requires_grad=True)
    picture = mg.log(x).draw(lang="ja").picture
    assert picture.vertices[-1].lines[-1] == "ここから発生"


def test_on_neurons_the_first_layer_with_one_is_where_it_begins():
    net = nn.MLP([2, 3, 2], activation=mg.sigmoid, rng=0)
    net.layers[0].weight.data = [[1.0, np.nan, 1.0], [1.0, 1.0, 1.0]]
    drawing = net.draw(np.ones((1, 2)), level="neurons", show="values")
    assert {v.id: v.begins for v in drawing.picture.vertices if v.alarm} == {
        "n1_2": True,
        "n2_1": False,
        "n2_2": False,
    }
    fills = {v: LIGHT.alarm_fill in attributes(drawing, v) for v in ("n1_2", "n2_1", "n2_2")}
    assert fills == {"n1_2": True, "n2_1": False, "n2_2": False}
    assert drawing.picture.caption[0] == "A NaN or an infinity begins here: hidden layer, z2."


def test_a_neuron_that_is_not_shown_is_named_all_the_same():
    net = nn.MLP([2, 40, 2], activation=mg.sigmoid, rng=0)
    weight = net.layers[0].weight.numpy().copy()
    weight[:, 20] = np.nan
    net.layers[0].weight.data = weight
    picture = net.draw(np.ones((1, 2)), level="neurons").picture
    assert not any(v.begins for v in picture.vertices)
    assert picture.caption[0] == "A NaN or an infinity begins here: hidden layer, z21."


def test_a_nan_that_begins_in_what_is_left_out_is_said_there():
    y = mg.log(mg.tensor([-1.0, 2.0], requires_grad=True, name="a"))
    for _ in range(30):
        y = mg.tanh(y + 1)
    (rest,) = (v for v in y.draw(max_nodes=10, fold=False).picture.vertices if v.id == "omitted")
    assert rest.begins
    assert rest.lines[-1] == "begins here"
    assert not any(
        v.begins for v in (y * 1).draw(max_nodes=1_000).picture.vertices if v.id == "omitted"
    )
