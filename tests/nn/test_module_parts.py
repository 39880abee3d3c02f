"""State is what was meant as state: parameters and registered buffers, and none is lost."""

from __future__ import annotations

import copy
import pickle
from collections import OrderedDict, UserDict, UserList, defaultdict, deque
from dataclasses import dataclass
from types import MappingProxyType, SimpleNamespace

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, optim, train

X = np.random.default_rng(0).normal(size=(40, 4))
T = (X.sum(1) > 0).astype(int)


def leaf(value=1.0):
    return mg.tensor(value, requires_grad=True)


def names(module):
    return [name for name, _ in module.named_parameters()]


class Keeps(nn.Module):
    """Keeps what it computes in every way that comes to mind."""

    def __init__(self):
        self.fc = nn.Linear(4, 2, rng=0)
        self.scale = mg.tensor(2.0)
        self.outputs = []
        self.table = {}

    def forward(self, x):
        self.hidden = mg.tanh(self.fc(x))
        self.inputs = x
        self.outputs.append(self.hidden * self.scale)
        self.table["last"] = self.pair = (self.hidden, self.fc.weight.data)
        return self.hidden


class TestWhatForwardKeeps:
    def run(self, how):
        net = Keeps()
        with mg.no_grad() if how == "without gradients" else mg.enable_grad():
            net(mg.tensor(X))
        return net

    @pytest.mark.parametrize("how", ["recorded", "without gradients"])
    def test_is_no_state(self, how):
        net = self.run(how)
        assert list(net.state_dict()) == names(net) == ["fc.weight", "fc.bias"]
        assert net.buffers() == []
        assert net.load_state_dict(Keeps().state_dict()) == ([], [])

    def test_is_not_in_the_files_of_training(self, tmp_path):
        net = Keeps()
        opt = optim.SGD(net.parameters(), lr=0.1)
        train.fit(net, nn.CrossEntropy(), opt, (X, T), (X, T), epochs=1, progress=False)
        train.save_weights(net, tmp_path / "w.npz")
        other = Keeps()
        train.load_weights(other, tmp_path / "w.npz")
        np.testing.assert_array_equal(other(X).numpy(), net(X).numpy())

    @pytest.mark.parametrize("how", ["recorded", "without gradients"])
    @pytest.mark.parametrize(
        "copied", [copy.copy, copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net))]
    )
    def test_is_copied_with_the_model(self, how, copied):
        net = self.run(how)
        other = copied(net)
        assert names(other) == list(other.state_dict()) == ["fc.weight", "fc.bias"]
        np.testing.assert_array_equal(other.hidden.numpy(), net.hidden.numpy())
        other(X).sum().backward()
        assert all(p.grad is not None for p in other.parameters())

    def test_that_retains_its_gradient_is_no_state_either(self):
        net = self.run("recorded")
        net.hidden.retain_grad()
        assert list(copy.deepcopy(net).state_dict()) == ["fc.weight", "fc.bias"]


class Running(nn.Module):
    def __init__(self):
        self.register_buffer("mean", np.zeros(2))
        self.weight = leaf([1.0, 1.0])

    def forward(self, x):
        self.mean = 0.5 * self.mean + 0.5 * x
        return x * self.weight


class TestBuffers:
    def test_are_saved_in_the_order_of_registration(self):
        assert list(Running().state_dict()) == ["mean", "weight"]

    def test_stay_buffers_when_they_are_assigned_to(self):
        module = Running()
        module(np.array([2.0, 4.0]))
        assert module.state_dict()["mean"].tolist() == [1.0, 2.0]
        module.mean = [5, 6]
        assert isinstance(module.mean, mg.Tensor)
        assert module.buffers()[0] is module.mean

    def test_take_no_gradient(self):
        module = Running()
        with pytest.raises(TypeError, match=r"Running.mean is a buffer.*no_grad\(\).*detach\(\)"):
            module(leaf([2.0, 4.0]))
        assert module.mean.tolist() == [0.0, 0.0]
        with pytest.raises(TypeError, match="Module.w is a buffer"):
            nn.Module().register_buffer("w", leaf())

    def test_may_be_left_out_of_files(self):
        module = nn.Sequential(nn.Module())
        module.layers[0].register_buffer("cache", mg.tensor(1.0), persistent=False)
        assert [name for name, _ in module.named_buffers()] == ["layers.0.cache"]
        assert module.state_dict() == {}

    def test_belong_to_one_module(self):
        one, other = nn.Module(), nn.Module()
        one.register_buffer("a", 1.0)
        other.a = mg.tensor(1.0)
        assert (len(one.buffers()), len(other.buffers())) == (1, 0)

    def test_may_be_empty_and_may_go(self):
        module = nn.Module()
        module.register_buffer("a", None)
        assert module.state_dict() == {}
        module.a = np.ones(2)
        assert list(module.state_dict()) == ["a"]
        del module.a
        module.a = mg.tensor(1.0)
        assert module.buffers() == []

    @pytest.mark.parametrize("name", ["", "a.b", "train", "weight"])
    def test_have_names_of_their_own(self, name):
        with pytest.raises(ValueError, match=r"name"):
            Running().register_buffer(name, 1.0)

    def test_and_frozen_parameters_are_copied_as_such(self):
        net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm(2))
        net.layers[0].weight.requires_grad = False
        other = copy.deepcopy(net)
        assert list(other.state_dict()) == list(net.state_dict())
        assert len(other.buffers()) == 4


class TestAssigningOver:
    def test_a_result_is_an_error_in_forward(self):
        class Renorm(nn.Module):
            def __init__(self):
                self.scale = leaf([1.0, 2.0])

            def forward(self, x):
                self.scale = self.scale / self.scale.sum()
                return x * self.scale

        net = Renorm()
        with pytest.raises(TypeError, match=r"Renorm.scale is a parameter.*scale.data = "):
            net(np.ones(2))
        assert names(net) == ["scale"]

    @pytest.mark.parametrize(
        "value", [np.zeros((2, 2)), [[0.0, 0.0]], 1.0, mg.tensor([0.0]), "zeros", np.float64(1)]
    )
    def test_a_value_that_is_no_parameter_is_an_error(self, value):
        fc = nn.Linear(2, 2)
        before = fc.weight
        with pytest.raises(TypeError, match=r"Linear.weight is a parameter.*requires_grad=True"):
            fc.weight = value
        assert fc.weight is before

    def test_in_place_while_recording_is_an_error(self):
        module = nn.Module()
        module.w = leaf()
        with pytest.raises(RuntimeError, match="w was assigned to while recording"):
            module.w *= 2.0

    def test_in_place_without_recording_is_allowed(self):
        module = nn.Module()
        module.w = leaf()
        with mg.no_grad():
            module.w *= 2.0
        assert (names(module), module.w.item()) == (["w"], 2.0)

    def test_a_frozen_parameter_keeps_its_place(self):
        fc = nn.Linear(2, 2)
        fc.weight.requires_grad = False
        with pytest.raises(TypeError, match="Linear.weight is a parameter"):
            fc.weight = mg.tensor(np.zeros((2, 2)))
        fc.weight = leaf(np.zeros((2, 2)))
        assert names(fc) == ["weight", "bias"]

    def test_a_frozen_tensor_in_place_of_a_trained_one_is_an_error(self):
        frozen = leaf([[1.0]])
        frozen.requires_grad = False
        with pytest.raises(TypeError, match="Linear.weight is a parameter"):
            nn.Linear(1, 1).weight = frozen

    def test_none_removes_and_a_leaf_or_a_module_replaces(self):
        fc = nn.Linear(2, 2)
        fc.bias = None
        assert names(fc) == ["weight"]
        fc.weight = leaf(np.zeros((2, 2)))
        assert fc(np.ones((1, 2))).tolist() == [[0.0, 0.0]]
        fc.weight = nn.PReLU()
        assert names(fc) == ["weight.weight"]

    def test_a_layer_by_its_output_is_an_error(self):
        class Over(nn.Module):
            def __init__(self):
                self.fc = nn.Linear(2, 2)

            def forward(self, x):
                self.fc = self.fc(x)
                return self.fc

        with pytest.raises(TypeError, match=r"Over.fc.weight is a parameter, and a Tensor"):
            Over()(np.ones((1, 2)))

    @pytest.mark.parametrize("make", [list, tuple, lambda pair: dict(enumerate(pair))])
    def test_values_in_a_container_in_place_of_parameters_are_an_error(self, make):
        module = nn.Module()
        module.ws = make([leaf(), leaf()])
        with pytest.raises(TypeError, match=r"Module.ws.1 is a parameter"):
            module.ws = make([module.ws[0], module.ws[1] / 2.0])
        module.ws = make([leaf()])
        assert names(module) == ["ws.0"]

    def test_another_layer_or_none_in_place_of_a_layer_is_allowed(self):
        module = nn.Module()
        module.fc = nn.Linear(1, 1)
        module.fc = mg.relu
        module.fc = nn.Linear(1, 1)
        module.fc = None
        assert names(module) == []


@dataclass
class Pair:
    a: object
    b: object = None


FOUND = [
    (list, ["p.0"]),
    (tuple, ["p.0"]),
    (deque, ["p.0"]),
    (UserList, ["p.0"]),
    (lambda xs: {"a": xs[0]}, ["p.a"]),
    (lambda xs: OrderedDict(a=xs[0]), ["p.a"]),
    (lambda xs: defaultdict(list, a=xs[0]), ["p.a"]),
    (lambda xs: UserDict(a=xs[0]), ["p.a"]),
    (lambda xs: MappingProxyType({"a": xs[0]}), ["p.a"]),
    (lambda xs: Pair(*xs), ["p.a"]),
    (lambda xs: SimpleNamespace(a=xs[0]), ["p.a"]),
    (lambda xs: [deque([Pair({"k": xs[0]})])], ["p.0.0.a.k"]),
]


def objects(elements):
    array = np.empty((2, 1), object)
    array[1, 0] = elements[0]
    return array


REFUSED = {
    "set": set,
    "frozenset": frozenset,
    "array": objects,
    "keys": lambda xs: dict.fromkeys(xs, 0),
    "view of keys": lambda xs: dict.fromkeys(xs, 0).keys(),
    "view of values": lambda xs: dict(enumerate(xs)).values(),
    "view of items": lambda xs: dict(enumerate(xs)).items(),
    "generator": lambda xs: (x for x in xs),
    "map": lambda xs: map(abs, xs),
    "iterator": iter,
    "reversed": reversed,
    "zip": lambda xs: zip(xs, [0], strict=True),
    "enumerate": enumerate,
    "filter": lambda xs: filter(None, xs),
    "deep": lambda xs: {"a": [frozenset(xs)]},
    "pairs as keys": lambda xs: {(1, xs[0]): 0},
}


class TestContainers:
    @pytest.mark.parametrize(("make", "expected"), FOUND)
    def test_that_are_searched(self, make, expected):
        module = nn.Module()
        module.p = make([leaf()])
        assert names(module) == expected
        module = nn.Module()
        module.p = make([nn.PReLU()])
        assert names(module) == [f"{path}.weight" for path in expected]

    @pytest.mark.parametrize("what", ["module", "parameter"])
    @pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED)
    def test_that_are_not_searched_are_refused(self, make, what):
        module = nn.Module()
        with pytest.raises(TypeError, match=r"^parts.*(list|dict)"):
            module.parts = make([leaf() if what == "parameter" else nn.Linear(1, 1)])
        assert not hasattr(module, "parts")

    def test_without_modules_are_left_alone(self):
        module = nn.Module()
        given = (
            {1, 2},
            iter([1]),
            np.array([None]),
            {"a": 1}.values(),
            {(1, 2): 3},
            zip([1], strict=True),
        )
        for i, value in enumerate(given):
            setattr(module, f"a{i}", value)
        assert list(module.a1) == [1]
        assert module.parameters() == []

    def test_a_set_put_into_a_list_later_is_told_of(self):
        module = nn.Module()
        module.parts = []
        module.parts.append({nn.Linear(1, 1)})
        with pytest.raises(TypeError, match=r"parts.0: .* in a set"):
            module.parameters()


def test_modules_answer_other_libraries_habits():
    net = nn.Linear(1, 1)
    with pytest.raises(AttributeError, match=r"'Linear' object has no attribute 'to'; write dtype"):
        net.to("cpu")
    with pytest.raises(AttributeError, match="computes where NumPy does"):
        net.cuda()
    with pytest.raises(AttributeError, match=r"'Linear' object has no attribute 'no_such'$"):
        net.no_such  # noqa: B018 - it is what is tested
    assert not hasattr(net, "layers")


class TestCopiesOfNetworks:
    COPIES = (copy.copy, copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net)))

    @pytest.mark.parametrize("copied", COPIES[1:])
    def test_keep_gradients_and_what_is_frozen(self, copied):
        net = nn.MLP([2, 3, 1], rng=0)
        net(np.ones((1, 2))).sum().backward()
        net.layers[0].weight.requires_grad = False
        other = copied(net)
        assert list(other.state_dict()) == list(net.state_dict())
        for one, two in zip(net.parameters(), other.parameters(), strict=True):
            np.testing.assert_array_equal(one.grad.numpy(), two.grad.numpy())
            assert not np.shares_memory(one.grad.numpy(), two.grad.numpy())

    @pytest.mark.parametrize("copied", COPIES)
    def test_a_copied_constant_is_no_frozen_parameter(self, copied):
        layer = nn.Identity()
        layer.constant = copied(mg.tensor([1.0]))
        assert list(layer.state_dict()) == []
