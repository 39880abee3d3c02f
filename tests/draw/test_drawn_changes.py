"""What changed: parameters beside what they were before a step of training."""

from __future__ import annotations

import copy

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, optim
from minigrad.draw.picture import Kind

X = np.random.default_rng(0).normal(size=(8, 4))
T = np.arange(8) % 3


def network():
    return nn.MLP([4, 5, 3], activation=mg.tanh, rng=0)


def step(net):
    """One step of training, but for the first layer's bias."""
    loss = nn.CrossEntropy()(net(X), T)
    loss.backward()
    parameters = [p for name, p in net.named_parameters() if name != "layers.0.bias"]
    optim.SGD(parameters, lr=0.1).step()
    net.zero_grad()
    return loss


def lines(drawing, kind=Kind.PARAMETER):
    return {v.lines[0]: v.lines[-1] for v in drawing.picture.vertices if v.kind is kind}


def strengths(drawing, kind=Kind.PARAMETER):
    return {v.lines[0]: v.strength for v in drawing.picture.vertices if v.kind is kind}


@pytest.mark.parametrize(
    "remember",
    [lambda net: net.state_dict(), copy.deepcopy, lambda net: nn.CrossEntropy()(net(X), T)],
    ids=["a state_dict", "a copy of the network", "a loss computed before"],
)
def test_a_step_of_training_is_marked_where_it_changed_something(remember):
    net = network()
    before, old = remember(net), net.state_dict()
    step(net)
    drawing = nn.CrossEntropy()(net(X), T).draw(compare=before)
    for name, p in net.named_parameters():
        if name == "layers.0.bias":
            assert lines(drawing)[name] == "unchanged"
            assert strengths(drawing)[name] is None
            continue
        said = lines(drawing)[name]
        assert said.startswith("changed by rms ")
        if not old[name].any():  # as biases begin
            assert said.endswith(", from 0")
            assert strengths(drawing)[name] is None
            continue
        change = np.linalg.norm(p.numpy() - old[name]) / np.linalg.norm(old[name])
        assert float(said.split()[-1]) == pytest.approx(change, rel=1e-3)
        assert 0 <= strengths(drawing)[name] <= 1
    assert max(filter(None, strengths(drawing).values())) == 1
    assert any("━━━━━" in line for line in drawing.picture.caption)


def test_layers_have_the_change_of_all_their_parameters():
    net = network()
    before = net.state_dict()
    step(net)
    drawing = net.draw(X, compare=before)
    assert set(strengths(drawing, Kind.MODULE).values()) > {1.0}
    (first,) = [x for x in lines(drawing, Kind.MODULE).items() if x[0].startswith("layers.0")]
    difference = np.linalg.norm(net.state_dict()["layers.0.weight"] - before["layers.0.weight"])
    whole = np.hypot(*(np.linalg.norm(before[f"layers.0.{x}"]) for x in ("weight", "bias")))
    assert float(first[1].split()[-1]) == pytest.approx(difference / whole, rel=1e-3)


def test_nothing_changed_is_said():
    net = network()
    drawing = net.draw(X, compare=net.state_dict())
    assert {x for n, x in lines(drawing, Kind.MODULE).items() if "Linear" in n} == {"unchanged"}
    assert {v.strength for v in drawing.picture.vertices} == {None}


def test_parameters_by_hand_are_known_by_their_names():
    w = mg.tensor([1.0, 2.0], requires_grad=True, name="w")
    w.data = [1.5, 2.0]
    said = lines((w * w).draw(compare={"w": [1.0, 2.0]}))
    assert said["w"] == "changed by rms 0.3536, relative 0.2236"


def test_what_was_nothing_has_no_relative_change():
    w = mg.tensor([0.5, 0.5], requires_grad=True, name="w")
    v = mg.tensor([0.5, 0.5], requires_grad=True, name="v")
    drawing = (w * v).draw(compare={"w": np.zeros(2), "v": [0.5, 0.25]})
    assert lines(drawing)["w"] == "changed by rms 0.5, from 0"
    assert strengths(drawing)["w"] is None
    assert lines(drawing)["v"].endswith("relative 0.4472")


@pytest.mark.parametrize("before", [True, False])
def test_a_nan_is_no_infinity(before):
    now, old = np.array([1.0, 2.0]), np.array([1.0, 1.0])
    (old if before else now)[0] = np.nan
    w = mg.tensor(now, requires_grad=True, name="w")
    (box, *_) = (w * 1.0).draw(compare={"w": old}).picture.vertices
    assert "changed by rms nan, relative nan" in box.lines


def test_buffers_are_compared_too():
    norm = nn.BatchNorm(3)
    net = nn.Sequential(norm, nn.Linear(3, 2, rng=0))
    before = net.state_dict()
    net(X[:, :3])
    net.eval()
    drawing = net.draw(X[:, :3], level="operations", compare=before)
    said = {v.lines[0]: v.lines[-1] for v in drawing.picture.vertices}
    assert said["layers.0.running_mean"].startswith("changed by rms ")
    assert said["layers.0.running_mean"].endswith(", from 0")
    assert "relative" in said["layers.0.running_var"]
    assert said["layers.0.weight"] == said["layers.1.bias"] == "unchanged"
    (layer,) = (
        v.lines
        for v in net.draw(X[:, :3], compare=before).picture.vertices
        if "BatchNorm" in v.lines[0]
    )
    assert layer[-1].startswith("changed by rms ")


def test_a_parameter_that_was_not_there_is_new():
    w, v = (mg.tensor(2.0, requires_grad=True, name=name) for name in "wv")
    drawing = (w * v).draw(compare={"w": 1.0})
    assert lines(drawing)["v"] == "new"
    assert strengths(drawing)["v"] is None


def test_names_that_fit_nothing_are_an_error_that_has_both():
    w = mg.tensor(2.0, requires_grad=True, name="w")
    with pytest.raises(ValueError, match=r"compare=.*it has u, and the parameters here are w"):
        (w * w).draw(compare={"u": 1.0})


def test_a_graph_of_other_parameters_is_an_error():
    w, u = (mg.tensor(2.0, requires_grad=True, name=name) for name in "wu")
    with pytest.raises(ValueError, match="compare="):
        (w * w).draw(compare=u * u)


def test_another_shape_is_an_error():
    w = mg.tensor([1.0, 2.0], requires_grad=True, name="w")
    with pytest.raises(ValueError, match=r"compare=.*w was \(3,\) and is \(2,\)"):
        (w * w).draw(compare={"w": np.ones(3)})


def test_what_cannot_be_compared_with_is_an_error():
    w = mg.tensor(2.0, requires_grad=True, name="w")
    with pytest.raises(TypeError, match="state_dict"):
        (w * w).draw(compare=3)


def test_neurons_and_gradients_are_drawn_without_a_comparison():
    net = network()
    loss = step(net)
    with pytest.raises(ValueError, match='level="operations" or "layers"'):
        loss.draw(level="neurons", compare=net.state_dict())
    with pytest.raises(ValueError, match="two pictures"):
        loss.draw(show="gradients", compare=net.state_dict())


def test_japanese():
    w = mg.tensor([1.5, 2.0], requires_grad=True, name="w")
    drawing = (w * w).draw(compare={"w": [1.0, 2.0]}, lang="ja")
    assert lines(drawing)["w"] == "変化 二乗平均 0.3536、相対値 0.2236"
