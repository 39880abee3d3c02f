"""Parameter groups: options for some of the parameters."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, optim


def leaf(value):
    return mg.tensor(value, requires_grad=True)


def stepped(opt, *parameters):
    sum(parameters).backward()
    opt.step()
    return [p.item() for p in parameters]


def test_each_group_follows_its_own_options():
    a, b, c = leaf(1.0), leaf(1.0), leaf(1.0)
    groups = [{"params": [a, b], "lr": 0.25}, {"params": [c], "momentum": 0.5}]
    opt = optim.SGD(groups, lr=0.5)
    assert stepped(opt, a, b, c) == [0.75, 0.75, 0.5]
    opt.zero_grad()
    assert stepped(opt, a, b, c) == [0.5, 0.5, 0.5 - 0.5 * 1.5]


def test_groups_of_a_network():
    net = nn.MLP([3, 4, 2], rng=np.random.default_rng(0))
    first, last = [layer for layer in net.layers if isinstance(layer, nn.Linear)]
    opt = optim.SGD(
        [{"params": first.parameters(), "lr": 0.01}, {"params": last.parameters()}], 0.1
    )
    before = [p.numpy() for p in net.parameters()]
    nn.CrossEntropy()(net(np.ones((1, 3))), [0]).backward()
    opt.step()
    rates = [0.01, 0.01, 0.1, 0.1]
    for p, value, lr in zip(net.parameters(), before, rates, strict=True):
        np.testing.assert_array_equal(p.numpy(), value - lr * p.grad.numpy())


def test_a_group_may_hold_one_tensor_and_its_dict_is_left_alone():
    a, b = leaf(1.0), leaf(1.0)
    mine = {"params": a, "lr": 0.5}
    opt = optim.SGD([mine, {"params": iter([b])}], lr=0.25)
    assert mine == {"params": a, "lr": 0.5}
    assert stepped(opt, a, b) == [0.5, 0.75]
    assert [*map(id, opt.parameters)] == [id(a), id(b)]


def test_a_group_added_later_moves_too():
    a, b = leaf(1.0), leaf(1.0)
    opt = optim.Adam([a], lr=0.5)
    opt.add_param_group({"params": [b], "lr": 0.25, "eps": 0.0})
    stepped(opt, a, b)
    assert b.item() == 0.75
    assert opt.param_groups[1]["betas"] == (0.9, 0.999)


def test_an_attribute_is_what_all_groups_share():
    opt = optim.SGD([{"params": [leaf(1.0)], "lr": 0.5}, {"params": [leaf(1.0)]}], lr=0.25)
    assert opt.momentum == 0.0
    with pytest.raises(AttributeError, match=r"different lr: 0.5, 0.25; read param_groups\[i\]"):
        _ = opt.lr
    opt.lr = 0.125
    assert [group["lr"] for group in opt.param_groups] == [0.125, 0.125]
    assert repr(opt) == "SGD(lr=0.125; lr=0.125)"


def test_setting_an_attribute_sets_all_groups_or_none():
    groups = [{"params": [leaf(1.0)], "momentum": 0.5}, {"params": [leaf(1.0)], "momentum": 0.9}]
    opt = optim.SGD(groups, lr=0.1, nesterov=True)
    with pytest.raises(ValueError, match="nesterov needs a momentum"):
        opt.momentum = 0.0
    assert [group["momentum"] for group in opt.param_groups] == [0.5, 0.9]


class TestErrors:
    def test_a_parameter_in_two_groups_would_move_twice(self):
        a, b = leaf(1.0), leaf(1.0)
        with pytest.raises(ValueError, match="Adam: a parameter is there twice"):
            optim.Adam([{"params": [a, b]}, {"params": [a]}])
        opt = optim.Adam([a])
        with pytest.raises(ValueError, match="Adam: a parameter is there twice"):
            opt.add_param_group({"params": [b, a]})
        assert len(opt.param_groups) == 1

    def test_an_unknown_option_is_named_with_those_there_are(self):
        with pytest.raises(TypeError, match="SGD: a group has no option rate; it has lr, momentum"):
            optim.SGD([{"params": [leaf(1.0)], "rate": 0.1}], lr=0.1)

    def test_an_option_out_of_range(self):
        with pytest.raises(ValueError, match="SGD: needs lr > 0.*lr=-0.1"):
            optim.SGD([{"params": [leaf(1.0)], "lr": -0.1}], lr=0.1)

    def test_no_parameters(self):
        with pytest.raises(ValueError, match="there are no parameters"):
            optim.SGD([{"params": []}], lr=0.1)

    @pytest.mark.parametrize(
        "group", [{"lr": 0.1}, {"params": [3.0]}, {"params": [mg.tensor(1.0)]}]
    )
    def test_what_is_no_group(self, group):
        with pytest.raises(TypeError, match="SGD: "):
            optim.SGD([group], lr=0.1)

    def test_parameters_beside_groups(self):
        with pytest.raises(TypeError, match="SGD: "):
            optim.SGD([leaf(1.0), {"params": [leaf(1.0)]}], lr=0.1)
        with pytest.raises(TypeError, match="a group is a dict with 'params'"):
            optim.SGD([{"params": [leaf(1.0)]}, leaf(1.0)], lr=0.1)

    @pytest.mark.parametrize("wrong", [leaf([1.0, 2.0]), {leaf(1.0)}, {"params": [leaf(1.0)]}])
    def test_one_tensor_a_set_or_a_single_group(self, wrong):
        with pytest.raises(TypeError, match="give a list of parameters or of groups"):
            optim.SGD(wrong, lr=0.1)
