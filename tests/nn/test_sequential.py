"""Layers one after another, by number and by name."""

from __future__ import annotations

import copy
import pickle
from collections import OrderedDict

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, train


def by_name():
    return nn.Sequential(
        affine1=nn.Linear(4, 3, rng=0), relu1=nn.ReLU(), act=mg.tanh, affine2=nn.Linear(3, 2, rng=1)
    )


def by_number():
    return nn.Sequential(nn.Linear(4, 3, rng=0), nn.ReLU(), mg.tanh, nn.Linear(3, 2, rng=1))


X = np.random.default_rng(0).normal(size=(5, 4))
NAMES = ["affine1.weight", "affine1.bias", "affine2.weight", "affine2.bias"]


class TestNames:
    def test_are_those_of_parameters(self):
        net = by_name()
        assert list(net.state_dict()) == NAMES
        assert [p.name for p in net.parameters()] == NAMES
        outer = nn.Module()
        outer.body = net
        assert next(name for name, _ in outer.named_parameters()) == "body.affine1.weight"

    def test_change_nothing_that_is_computed(self):
        np.testing.assert_array_equal(by_name()(X).numpy(), by_number()(X).numpy())

    def test_are_those_of_drawings_and_summaries(self):
        lines = [v.lines[0] for v in by_name().draw(X).picture.vertices if v.lines]
        assert "affine1 · Linear(4, 3)" in lines
        assert "relu1 · ReLU()" in lines
        assert "act · tanh" in lines
        for text in (mg.summary(by_name()), mg.summary(by_name(), X)):
            assert all(name in text for name in ("affine1 · Linear", "relu1 · ReLU", "act · tanh"))

    def test_are_those_of_files(self, tmp_path):
        one, other = by_name(), by_name()
        one.affine1.weight.data += 1.0
        for layout in ("minigrad", "torch"):
            train.save_weights(one, tmp_path / "w.npz", layout=layout)
            train.load_weights(other, tmp_path / "w.npz", layout=layout)
            np.testing.assert_array_equal(other(X).numpy(), one(X).numpy())

    def test_are_written(self):
        assert repr(by_name()) == (
            "Sequential(affine1=Linear(4, 3), relu1=ReLU(), act=tanh, affine2=Linear(3, 2))"
        )

    @pytest.mark.parametrize("kind", [dict, OrderedDict])
    def test_may_come_in_a_dict(self, kind):
        net = nn.Sequential(kind([("fc", nn.Linear(4, 2)), ("0", nn.Tanh())]))
        assert list(net.state_dict()) == ["fc.weight", "fc.bias"]
        assert net["0"] is net[1]

    @pytest.mark.parametrize("name", ["layers", "forward", "train", "names", "a.b", ""])
    def test_that_are_taken_are_refused(self, name):
        with pytest.raises(ValueError, match="name"):
            nn.Sequential({name: nn.ReLU()})

    def test_for_some_of_the_layers_are_refused(self):
        with pytest.raises(TypeError, match=r"name all layers, or none; .* is Linear\(2, 2\)"):
            nn.Sequential(nn.Linear(2, 2), act=nn.ReLU())

    def test_survive_copies_and_pickles(self):
        net = by_name()
        for other in (copy.copy(net), copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
            assert list(other.state_dict()) == NAMES
            np.testing.assert_array_equal(other(X).numpy(), net(X).numpy())

    def test_compile(self):
        net = by_name()
        compiled = mg.compile(net)
        np.testing.assert_array_equal(compiled(X).numpy(), net(X).numpy())
        net.affine2 = nn.Linear(3, 2, rng=7)
        np.testing.assert_array_equal(compiled(X).numpy(), net(X).numpy())


class TestAccess:
    @pytest.mark.parametrize("make", [by_name, by_number])
    def test_is_as_that_of_a_list(self, make):
        net = make()
        layers = list(net)
        assert len(net) == len(layers) == 4
        assert net[0] is layers[0]
        assert net[-1] is layers[3]
        assert [type(layer) for layer in net.layers] == [type(layer) for layer in layers]
        np.testing.assert_array_equal(net[2:](net[:2](X)).numpy(), net(X).numpy())
        assert list(net[1:3].state_dict()) == []
        with pytest.raises(IndexError):
            net[4]

    def test_by_name(self):
        net = by_name()
        assert net["relu1"] is net.relu1 is net[1]
        assert net[:1].affine1 is net.affine1
        with pytest.raises(KeyError, match="no layer 'relu2' among affine1, relu1, act, affine2"):
            net["relu2"]
        with pytest.raises(AttributeError, match="relu2"):
            net.relu2  # noqa: B018 - it is what is tested

    def test_by_name_where_layers_have_numbers(self):
        net = by_number()
        assert net["1"] is net[1]
        with pytest.raises(KeyError, match="these 4 have numbers"):
            net["affine1"]

    @pytest.mark.parametrize("make", [by_name, by_number])
    def test_layers_can_be_replaced(self, make):
        net = make()
        before = net(X).numpy()
        net[1] = nn.Identity()
        assert not np.array_equal(net(X).numpy(), before)
        net[1] = nn.ReLU
        np.testing.assert_array_equal(net(X).numpy(), before)

    def test_by_name_layers_can_be_replaced_and_removed_as_attributes(self):
        net = by_name()
        net.affine2 = nn.Linear(3, 7)
        assert net(X).shape == (5, 7)
        del net.affine2
        assert net(X).shape == (5, 3)

    def test_an_empty_one_is_true_as_other_modules_are(self):
        assert nn.Sequential()
        assert len(nn.Sequential()) == 0
        assert nn.Sequential()(3.0) == 3.0

    def test_a_part_of_an_mlp_is_a_sequence(self):
        net = nn.MLP([4, 3, 2])
        assert repr(net[:2]) == "Sequential(Linear(4, 3), relu)"


class TestWhatIsNoLayer:
    def test_a_class_without_arguments_is_made_a_layer(self):
        assert repr(nn.Sequential(nn.Linear(2, 2), nn.ReLU)) == "Sequential(Linear(2, 2), ReLU())"
        assert repr(nn.Sequential(act=nn.HSwish)) == "Sequential(act=HSwish(n=6.0))"
        assert repr(nn.Residual(nn.Tanh)) == "Residual(Tanh())"
        assert nn.MLP([2, 3, 3, 2], nn.PReLU).state_dict().keys() >= {
            "layers.1.weight",
            "layers.3.weight",
        }

    def test_a_class_with_arguments_is_an_error_that_names_them(self):
        with pytest.raises(TypeError, match=r"write nn.Linear\(n_in, n_out\)"):
            nn.Sequential(nn.Linear)
        with pytest.raises(TypeError, match=r"write nn.Threshold\(threshold, value\)"):
            nn.Sequential(act=nn.Threshold)

    def test_a_list_is_an_error_that_says_how_to_unpack_it(self):
        with pytest.raises(TypeError, match=r"write nn.Sequential\(\*layers\)"):
            nn.Sequential([nn.ReLU()])

    def test_a_number_is_an_error(self):
        with pytest.raises(TypeError, match="3 is not a layer"):
            nn.Sequential(3)


def test_penalties_take_a_module_for_its_parameters():
    net = by_name()
    assert nn.l2_penalty(net).item() == nn.l2_penalty(net.parameters()).item()
    assert nn.l1_penalty(net).item() == nn.l1_penalty(net.parameters()).item()
