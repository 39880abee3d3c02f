"""Modules hold parameters by name, in the order in which they were assigned."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, optim
from minigrad.ops import activation


def leaf(value=1.0):
    return mg.tensor(value, requires_grad=True)


def names(module):
    return [name for name, _ in module.named_parameters()]


class Scale(nn.Module):
    def __init__(self):
        self.factor = leaf(2.0)

    def forward(self, x):
        return self.factor * x


def test_options_of_forward_are_given_by_name():
    class Power(nn.Module):
        def forward(self, x, *, exponent=1.0):
            return x**exponent

    assert Power()(mg.tensor(3.0), exponent=2.0).item() == 9.0


class TestParameters:
    def test_come_in_the_order_of_assignment_not_of_the_alphabet(self):
        module = nn.Module()
        expected = ["z", "b", "a", "y", "c"]
        for name in expected:
            setattr(module, name, leaf())
        assert names(module) == expected
        assert [id(p) for p in module.parameters()] == [id(getattr(module, n)) for n in expected]

    def test_keep_their_place_when_they_are_assigned_anew(self):
        module = nn.Module()
        module.first, module.second = leaf(), leaf()
        module.first = replacement = leaf(5.0)
        assert names(module) == ["first", "second"]
        assert module.parameters()[0] is replacement

    def test_have_dotted_names_through_modules_lists_tuples_and_dicts(self):
        module = nn.Module()
        module.head = leaf()
        module.part = Scale()
        module.parts = [Scale(), {"deep": (leaf(), Scale())}]
        module.table = {"q": leaf(), 3: leaf()}
        assert names(module) == [
            "head",
            "part.factor",
            "parts.0.factor",
            "parts.1.deep.0",
            "parts.1.deep.1.factor",
            "table.q",
            "table.3",
        ]

    def test_of_a_network_are_named_by_place(self):
        net = nn.Sequential(nn.Linear(2, 3), mg.relu, nn.MLP([3, 2, 2]))
        assert names(net) == [
            "layers.0.weight",
            "layers.0.bias",
            "layers.2.layers.0.weight",
            "layers.2.layers.0.bias",
            "layers.2.layers.2.weight",
            "layers.2.layers.2.bias",
        ]

    def test_that_are_shared_come_once_under_their_first_name(self):
        layer, tied = nn.Linear(2, 2), leaf()
        module = nn.Module()
        module.net = nn.Sequential(layer, layer)
        module.again, module.tied, module.once_more = layer, tied, [tied]
        assert names(module) == ["net.layers.0.weight", "net.layers.0.bias", "tied"]
        assert len(module.parameters()) == 3

    def test_of_a_shared_module_collect_the_gradients_of_every_use(self):
        scale = Scale()
        nn.Sequential(scale, scale, scale)(3.0).backward()
        assert scale.factor.grad.item() == 3 * 2.0**2 * 3.0

    def test_of_modules_that_hold_each_other_come_once(self):
        parent, child = Scale(), Scale()
        parent.child, child.parent = child, parent
        assert names(parent) == ["factor", "child.factor"]

    def test_added_to_a_list_later_count(self):
        net = nn.Sequential(nn.Linear(2, 2))
        net.layers.append(nn.Linear(2, 1))
        assert names(net)[2:] == ["layers.1.weight", "layers.1.bias"]

    def test_are_no_longer_there_once_the_attribute_is_gone(self):
        module = nn.Module()
        module.a, module.b = leaf(), leaf()
        del module.a
        assert names(module) == ["b"]

    def test_are_only_leaves_that_require_a_gradient(self):
        module = nn.Module()
        module.kept = leaf()
        module.frozen = mg.tensor(1.0)
        module.computed = module.kept * 2.0
        module.array = np.ones(2)
        module.number, module.text, module.nothing = 1.5, "text", None
        assert names(module) == ["kept"]

    def test_can_be_frozen_and_thawed(self):
        net = nn.MLP([2, 3, 2])
        net.layers[0].weight.requires_grad = False
        assert "layers.0.weight" not in names(net)
        assert len(names(net)) == 3
        net.layers[0].weight.requires_grad = True
        assert names(net)[0] == "layers.0.weight"

    def test_that_are_frozen_receive_nothing_while_the_others_do(self):
        net = nn.MLP([2, 3, 2], rng=np.random.default_rng(0))
        net.layers[0].weight.requires_grad = False
        nn.CrossEntropy()(net(np.ones((1, 2))), [0]).backward()
        net.layers[0].weight.requires_grad = True
        assert net.layers[0].weight.grad is None
        assert [p.grad is None for p in net.parameters()] == [True, False, False, False]

    def test_lose_their_gradients_by_zero_grad(self):
        net = nn.MLP([2, 3, 2], rng=np.random.default_rng(0))
        nn.CrossEntropy()(net(np.ones((1, 2))), [0]).backward()
        assert all(p.grad is not None for p in net.parameters())
        net.zero_grad()
        assert all(p.grad is None for p in net.parameters())


class TestNamesForDrawings:
    def test_a_parameter_takes_the_name_of_its_attribute(self):
        assert Scale().factor.name == "factor"

    def test_a_parameter_inside_a_network_takes_its_path(self):
        net = nn.MLP([2, 3, 2])
        assert [p.name for p in net.parameters()] == names(net)

    def test_the_outermost_module_decides(self):
        module = nn.Module()
        module.net = nn.MLP([2, 2])
        assert module.net.layers[0].weight.name == "net.layers.0.weight"

    def test_a_name_of_ones_own_stays(self):
        module = nn.Module()
        module.w = mg.tensor(1.0, requires_grad=True, name="W1")
        assert module.w.name == "W1"

    def test_a_frozen_tensor_is_not_renamed(self):
        module = nn.Module()
        module.w = mg.tensor(1.0)
        assert module.w.name is None

    def test_names_survive_a_step(self):
        net = nn.MLP([2, 2], rng=np.random.default_rng(0))
        nn.MSE()(net(np.ones((1, 2))), [[0.0, 0.0]]).backward()
        optim.SGD(net.parameters(), lr=0.1).step()
        assert [p.name for p in net.parameters()] == ["layers.0.weight", "layers.0.bias"]


class TestCalling:
    def test_a_module_computes_its_forward(self):
        np.testing.assert_array_equal(Scale()(np.array([1.0, 2.0])).numpy(), [2.0, 4.0])

    def test_without_forward_the_error_names_the_class(self):
        class Empty(nn.Module):
            pass

        with pytest.raises(NotImplementedError, match=r"Empty needs a method forward\(self, x\)"):
            Empty()(1.0)

    def test_a_module_is_written_as_its_class(self):
        assert repr(Scale()) == "Scale()"


def modules_of_nn():
    return [nn] + [
        importlib.import_module(f"minigrad.nn.{found.name}")
        for found in pkgutil.iter_modules(nn.__path__)
    ]


def makes_operations(module):
    """Whether a file calls or imports what operations and rules are made with."""
    tree = ast.parse(inspect.getsource(module))
    called = {
        getattr(node.func, "id", getattr(node.func, "attr", ""))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }
    imported = {
        f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return "Op" in called or any(
        name.startswith(("minigrad.core.op.", "minigrad.core.backward", "minigrad.core.node.Node"))
        for name in imported
    )


class TestNothingInNnKnowsCalculus:
    def test_no_class_has_a_backward_method(self):
        classes = {
            value
            for module in modules_of_nn()
            for value in vars(module).values()
            if inspect.isclass(value) and value.__module__.startswith("minigrad.nn")
        }
        assert {nn.Linear, nn.CrossEntropy, nn.Flooding, nn.HSwish, nn.Sequential} <= classes
        assert [c for c in classes if any("backward" in name for name in dir(c))] == []

    def test_no_rule_is_written_there(self):
        assert makes_operations(activation)  # the test would see one
        assert [m.__name__ for m in modules_of_nn() if makes_operations(m)] == []


def test_every_layer_and_loss_is_exported():
    bases = {"AlongAxis", "ClassLoss", "Function"}  # inside minigrad
    found = {
        name
        for module in modules_of_nn()
        for name, value in vars(module).items()
        if inspect.isclass(value) and issubclass(value, nn.Module) and name not in bases
        if not name.startswith("_")
    }
    missing = sorted(found - set(nn.__all__))
    assert not missing, f"import {missing} in minigrad/nn/__init__.py, and name it in __all__"


def test_every_loss_says_which_function_makes_results_of_outputs():
    found = [value for name, value in vars(nn).items() if name in nn.__all__]
    losses = [c for c in found if inspect.isclass(c) and issubclass(c, nn.Loss)]
    silent = [c.__name__ for c in losses if c.output_function is None]
    assert silent == ["Loss"]


class Pair(nn.Module):
    def __init__(self):
        self.first = nn.Linear(2, 3)
        self.rest = [nn.ReLU(), nn.MLP([3, 1])]
        self.scale = mg.tensor(1.0, requires_grad=True)


def test_a_module_of_one_s_own_shows_its_layers_by_name():
    assert repr(Pair()) == "Pair(first=Linear(2, 3), rest.0=ReLU(), rest.1=MLP(Linear(3, 1)))"
    assert repr(nn.Module()) == "Module()"


def test_a_module_that_holds_itself_is_shown_too():
    net = Pair()
    net.rest[0].whole = net
    assert repr(net).startswith("Pair(first=Linear(2, 3), rest.0=")
    pair = nn.Module()
    pair.inside = nn.Module()
    pair.inside.outside = pair
    assert repr(pair) == "Module(inside=Module(outside=...))"


def test_a_network_can_be_copied_and_pickled():
    import copy
    import pickle

    net = nn.MLP([3, 2, 1], mg.h_swish, rng=0)
    x = np.ones((1, 3))
    for other in (copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        np.testing.assert_array_equal(other(x).numpy(), net(x).numpy())
        assert not any(p is q for p in other.parameters() for q in net.parameters())
