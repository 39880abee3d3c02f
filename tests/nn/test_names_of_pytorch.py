"""PyTorch's names in nn: accepted where they mean the same, otherwise answered."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn
from minigrad.support.instead import INITIALIZERS, LAYERS, SAME_LAYERS

X = np.random.default_rng(0).normal(size=(4, 3))
NUMBERS = {"MSELoss", "L1Loss", "HuberLoss", "SmoothL1Loss", "BCEWithLogitsLoss"}


@pytest.mark.parametrize("name", SAME_LAYERS)
def test_losses_have_both_names(name):
    assert getattr(nn, name) is getattr(nn, SAME_LAYERS[name])
    assert getattr(nn, name)(reduction="sum").reduction == "sum"


@pytest.mark.parametrize("name", sorted(NUMBERS))
def test_a_loss_by_its_other_name_computes(name):
    assert getattr(nn, name)()(mg.tensor(X), np.ones_like(X)).shape == ()


def test_class_weights_and_smoothing_are_pytorchs():
    loss = nn.CrossEntropyLoss(weight=[1.0, 2.0, 3.0], label_smoothing=0.1, ignore_index=-100)
    assert loss(mg.tensor(X), [0, 1, -100, 2]).shape == ()


def test_features_of_batch_norm_are_at_axis_1():
    x = np.random.default_rng(1).normal(size=(5, 3, 2, 2))
    for kind, example in ((nn.BatchNorm1d, x[..., 0, 0]), (nn.BatchNorm1d, x[..., 0])):
        result = kind(3)(example).numpy()
        axes = tuple(i for i in range(result.ndim) if i != 1)
        np.testing.assert_allclose(result.mean(axis=axes), 0, atol=1e-12)
    result = nn.BatchNorm2d(3, momentum=0.2)(x).numpy()
    np.testing.assert_allclose(result.mean(axis=(0, 2, 3)), 0, atol=1e-12)


def test_lists_and_dicts_of_modules_are_found():
    class Net(nn.Module):
        def __init__(self):
            self.layers = nn.ModuleList([nn.Linear(3, 2)])
            self.layers.append(nn.Linear(2, 2))
            self.heads = nn.ModuleDict({"a": nn.Linear(2, 1)})

    assert [name for name, _ in Net().named_modules()] == ["", "layers.0", "layers.1", "heads.a"]
    assert list(nn.ModuleList()) == []


class TestParameter:
    def test_is_a_leaf_that_a_module_holds(self):
        net = nn.Module()
        net.w = nn.Parameter(X)
        assert net.w.is_leaf
        assert net.w.requires_grad
        assert [name for name, _ in net.named_parameters()] == ["w"]
        net.w.data[0] = 9.0
        assert X[0, 0] != 9.0

    def test_that_is_not_trained_is_saved(self):
        net = nn.Module()
        net.w = nn.Parameter(mg.tensor([1.0]), requires_grad=False)
        assert net.parameters() == []
        assert list(net.state_dict()) == ["w"]

    def test_of_a_recorded_value_is_a_leaf(self):
        w = mg.tensor([1.0, 2.0], requires_grad=True)
        p = nn.Parameter(w * 2)
        assert p.is_leaf
        assert p.tolist() == [2.0, 4.0]

    def test_of_integers_says_why_not(self):
        with pytest.raises(TypeError, match="floating-point"):
            nn.Parameter([1, 2])


@pytest.mark.parametrize("name", LAYERS)
def test_other_names_say_what_to_write(name):
    assert name not in nn.__all__
    with pytest.raises(AttributeError, match=f"'minigrad.nn' has no attribute '{name}'; write "):
        getattr(nn, name)


def test_what_they_say_computes():
    """The expressions, on outputs and targets of 1 and -1."""
    names = {"mg": mg, "nn": nn, "y": mg.tensor([0.5, 1.0, -2.0]), "t": np.array([1, -1, -1])}
    names |= {"margin": 1.0, "y1": names["y"], "y2": mg.tensor([0.0, 0.0, 0.0]), "var": np.ones(3)}
    found = {
        name: eval(LAYERS[name].split(";")[0], names).item()
        for name in ("HingeEmbeddingLoss", "SoftMarginLoss", "PoissonNLLLoss", "MarginRankingLoss")
    }
    y, t = names["y"].numpy(), names["t"]
    expected = {
        "HingeEmbeddingLoss": np.where(t == 1, y, np.maximum(0, 1 - y)).mean(),
        "SoftMarginLoss": np.log1p(np.exp(-t * y)).mean(),
        "PoissonNLLLoss": (np.exp(y) - t * y).mean(),
        "MarginRankingLoss": np.maximum(0, 1 - t * y).mean(),
    }
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_what_initialises_in_place_says_what_layers_take(name):
    with pytest.raises(AttributeError, match="; write init=.* where the layer is made") as caught:
        getattr(nn.init, name)
    said = str(caught.value).partition("init=")[2].partition(" where")[0]
    values = {"nn": nn, "numpy": np, "value": 3.0, "std": 0.5, "a": -1.0, "b": 1.0}
    layer = nn.Linear(3, 2, init=eval(said, values), rng=np.random.default_rng(0))
    assert layer.weight.shape == (3, 2)


def test_a_name_that_nobody_knows_is_missing():
    assert not hasattr(nn, "Frobnicate")
    with pytest.raises(ImportError):
        from minigrad.nn import Frobnicate  # noqa: F401 - it is not there


class TestOptions:
    @pytest.mark.parametrize("layer", [nn.Softmax, nn.LogSoftmax, nn.Softmin])
    def test_dim_is_axis(self, layer):
        np.testing.assert_array_equal(layer(dim=0)(X), layer(axis=0)(X))
        assert repr(layer(dim=0)) == f"{layer.__name__}(axis=0)"
        with pytest.raises(TypeError, match="one option"):
            layer(axis=0, dim=1)

    def test_of_glu_and_flatten(self):
        x = np.ones((2, 4, 3))
        assert nn.GLU(dim=1)(x).shape == (2, 2, 3)
        assert nn.Flatten(start_dim=0, end_dim=1)(x).shape == (8, 3)

    @pytest.mark.parametrize("layer", [nn.ReLU, nn.SiLU, nn.Hardswish, nn.Mish])
    def test_that_a_layer_has_not_are_refused_where_it_is_made(self, layer):
        with pytest.raises(TypeError, match=rf"no option 'inplace'; write nn.{layer.__name__}\(\)"):
            layer(inplace=True)
        with pytest.raises(TypeError, match="no option 'bogus'"):
            layer(bogus=1)


def test_a_penalty_takes_a_module():
    net = nn.MLP([3, 2, 2])
    assert nn.l2_penalty(net).item() == nn.l2_penalty(net.parameters()).item()
    assert nn.l1_penalty(net).item() == nn.l1_penalty(net.parameters()).item()


def test_a_dict_is_drawn_where_forward_takes_one():
    class Net(nn.Module):
        def __init__(self):
            self.layer = nn.Linear(3, 2)

        def forward(self, batch):
            return self.layer(batch["image"]) * batch["scale"]

    picture = Net().draw({"image": X, "scale": np.ones(2)}).picture
    lines = [line for vertex in picture.vertices for line in vertex.lines]
    assert any(line.startswith("image") for line in lines)
    assert any(line.startswith("scale") for line in lines)
    with pytest.raises(TypeError, match=r"in Linear\(3, 2\)"):
        nn.Linear(3, 2).draw({"x": X})
