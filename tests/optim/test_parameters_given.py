"""What may be given as parameters, and what is answered otherwise."""

from __future__ import annotations

import copy

import numpy as np
import optimisers
import pytest

import minigrad as mg
from minigrad import nn, optim


def leaf(value=1.0, **options):
    p = mg.tensor(value, requires_grad=True, **options)
    p.grad = np.full(np.shape(value), 4.0)
    return p


CALLS = {
    "clip_grad_norm_": lambda parameters: optim.clip_grad_norm_(parameters, 1.0),
    "clip_grad_value_": lambda parameters: optim.clip_grad_value_(parameters, 1.0),
    **{kind.__name__: kind for kind in optimisers.OPTIMISERS},
    "add_param_group": lambda parameters: optim.SGD([leaf()]).add_param_group(
        {"params": parameters}
    ),
}
every = pytest.mark.parametrize("name", CALLS)


def used_up():
    parameters = iter([leaf()])
    list(parameters)
    return parameters


def used_pairs():
    pairs = nn.Linear(2, 2).named_parameters()
    dict(pairs)
    return pairs


@every
class TestNothingToDo:
    @pytest.mark.parametrize(
        "make", [used_up, used_pairs, lambda: map(str, ()), lambda: (p for p in ())]
    )
    def test_an_iterator_that_was_gone_through_is_told(self, name, make):
        with pytest.raises(ValueError, match="no parameters to .*once, so give a list"):
            CALLS[name](make())

    @pytest.mark.parametrize("empty", [[], (), nn.ReLU(), {}.values(), {}.items()])
    def test_so_is_an_empty_list_or_module(self, name, empty):
        with pytest.raises(ValueError, match="there are no parameters to"):
            CALLS[name](empty)


@every
class TestWhatIsTaken:
    @pytest.mark.parametrize(
        "form",
        [
            lambda net: net,
            lambda net: net.parameters(),
            lambda net: tuple(net.parameters()),
            lambda net: iter(net.parameters()),
            lambda net: net.named_parameters(),
            lambda net: dict(net.named_parameters()).items(),
            lambda net: dict(net.named_parameters()).values(),
        ],
        ids=["module", "list", "tuple", "iterator", "pairs", "items", "values"],
    )
    def test_is_a_module_or_any_way_to_list_its_parameters(self, name, form):
        net = nn.Linear(2, 3, rng=0)
        for p in net.parameters():
            p.grad = np.full(p.shape, 4.0)
        result = CALLS[name](form(net))
        if isinstance(result, optim.Optimizer):
            assert [*map(id, result.parameters)] == [*map(id, net.parameters())]
            assert [*map(result.name_of, result.parameters)] == ["weight", "bias"]
        elif "clip" in name:
            assert all((p.grad.numpy() <= 1.0).all() for p in net.parameters())


@every
class TestWhatIsNot:
    def test_modules_in_a_list(self, name):
        with pytest.raises(TypeError, match=r"Linear\(2, 2\) is not .*write \.parameters\(\)"):
            CALLS[name]([nn.Linear(2, 2)])

    def test_a_method_that_was_not_called(self, name):
        with pytest.raises(TypeError, match=r"is a function; call it: net\.parameters\(\)"):
            CALLS[name](nn.Linear(2, 2).parameters)

    @pytest.mark.parametrize("wrong", [[np.ones(2)], np.ones(2), [3.0], "ab", [("w", 3.0)]])
    def test_what_is_no_tensor(self, name, wrong):
        with pytest.raises(TypeError, match="is not a leaf Tensor that requires a gradient"):
            CALLS[name](wrong)

    @pytest.mark.parametrize("wrong", [3, None])
    def test_what_is_no_list(self, name, wrong):
        with pytest.raises(TypeError, match=r"give a list of Tensors, or a nn\.Module, not"):
            CALLS[name](wrong)

    def test_a_dict(self, name):
        with pytest.raises(TypeError, match=r"d\.items\(\)|give a list of parameters"):
            CALLS[name]({"w": leaf()})


def test_two_parameters_of_one_given_name():
    with pytest.raises(ValueError, match="SGD: two parameters are named 'w'"):
        optim.SGD([("w", leaf()), ("w", leaf())])
    opt = optim.SGD([("w", leaf())])
    with pytest.raises(ValueError, match="SGD: two parameters are named 'w'"):
        opt.add_param_group({"params": [("w", leaf())]})
    assert len(opt.param_groups) == 1


def test_groups_of_modules_and_of_pairs():
    net = nn.MLP([2, 3, 2], rng=0)
    first, last = (layer for layer in net.layers if isinstance(layer, nn.Linear))
    opt = optim.SGD([{"params": first, "lr": 0.5}, {"params": last.named_parameters()}][:1], 0.1)
    opt.add_param_group({"params": [("last.w", last.weight), ("last.b", last.bias)]})
    assert [opt.name_of(p) for p in opt.parameters] == ["weight", "bias", "last.w", "last.b"]


def test_constants_have_no_gradient_to_clip():
    assert optim.clip_grad_norm_([mg.tensor(1.0), leaf(3.0)], 10.0) == 4.0
    optim.clip_grad_value_(mg.tensor([1.0]), 10.0)


def test_a_name_given_stands_in_messages():
    p = leaf()
    opt = optim.SGD([("first.weight", p)], lr=0.1)
    p -= 1.0
    with pytest.raises(RuntimeError, match=r"the parameter first\.weight was assigned to"):
        opt.step()


def test_copies_keep_given_names():

    opt = copy.deepcopy(optim.SGD([("w", leaf()), ("b", leaf())]))
    assert [opt.name_of(p) for p in opt.parameters] == ["w", "b"]
