"""State goes to the parameter of the same name, in whatever order parameters are given."""

from __future__ import annotations

import itertools
import json

import numpy as np
import optimisers
import pytest

import minigrad as mg
from minigrad import nn, optim

every = pytest.mark.parametrize(
    ("kind", "options"), optimisers.TURNED_ON.values(), ids=list(optimisers.TURNED_ON)
)


def leaf(name=None, value=(0.0, 1.0), dtype="float64"):
    return mg.tensor(value, dtype, requires_grad=True, name=name)


def step(opt, *gradients):
    for p, g in zip(opt.parameters, gradients, strict=True):
        p.grad = np.full(p.shape, g)
    opt.step()


def stepped(kind, parameters, **options):
    opt = kind(parameters, **options)
    step(opt, *range(1, len(opt.parameters) + 1))
    return opt


def same(one, other):
    assert one.keys() == other.keys()
    for name, value in one.items():
        np.testing.assert_array_equal(other[name], value, strict=True)


class TestByName:
    @every
    def test_in_every_order(self, kind, options):
        parameters = [leaf(name) for name in "abc"]
        saved = stepped(kind, parameters, **options).state_dict()
        expected = {p.name: s for p, s in zip(parameters, saved["state"], strict=True)}
        for order in itertools.permutations("abc"):
            fresh = [leaf(name) for name in order]
            opt = kind(fresh, **options)
            opt.load_state_dict(saved)
            for p in fresh:
                same(opt.state[p], expected[p.name])

    def test_also_through_json_and_numpy(self):
        a, b = leaf("a"), leaf("b")
        saved = stepped(optim.SGD, [a, b], lr=0.1, momentum=0.9).state_dict()
        saved["param_groups"] = json.loads(json.dumps(saved["param_groups"]))
        other = optim.SGD([b, a], lr=0.1, momentum=0.9)
        other.load_state_dict(saved)
        np.testing.assert_array_equal(other.state[a]["momentum_buffer"], [1.0, 1.0])

    def test_goes_on_bit_for_bit_with_the_parameters_of_a_network_turned_round(self):
        def trained(order):
            net = nn.MLP([3, 4, 2], rng=0)
            opt = optim.Adam(net.parameters(), lr=0.1)
            for i in range(6):
                if i == 3:
                    saved = opt.state_dict()
                    opt = optim.Adam(net.parameters()[::order], lr=0.5)
                    opt.load_state_dict(saved)
                opt.zero_grad()
                nn.CrossEntropy()(net(np.ones((2, 3))), [0, 1]).backward()
                opt.step()
            return [p.numpy().tobytes() for p in net.parameters()]

        assert trained(order=-1) == trained(order=1)

    def test_groups_are_found_by_their_parameters(self):
        def opt(*groups):
            return optim.SGD([{"params": g} for g in groups], lr=0.5, momentum=0.9)

        a, b, c = map(leaf, "abc")
        first = opt([a], [b, c])
        step(first, 1.0, 2.0, 3.0)
        first.param_groups[0]["lr"] = 0.25
        other = opt([c, b], [a])
        other.load_state_dict(first.state_dict())
        assert [group["lr"] for group in other.param_groups] == [0.5, 0.25]
        values = [other.state[p]["momentum_buffer"][0] for p in (a, b, c)]
        assert values == [1.0, 2.0, 3.0]

    def test_names_given_with_parameters_come_before_their_own(self):
        a, b = leaf("w"), leaf("w")
        opt = stepped(optim.SGD, [("one", a), ("two", b)], lr=0.1, momentum=0.9)
        other = optim.SGD({"two": b, "one": a}.items(), lr=0.1, momentum=0.9)
        other.load_state_dict(opt.state_dict())
        assert [other.state[p]["momentum_buffer"][0] for p in (a, b)] == [1.0, 2.0]
        assert (a.name, b.name) == ("w", "w")

    def test_two_networks_with_the_same_names_are_told_apart_by_given_ones(self):
        nets = {"generator": nn.Linear(2, 2, rng=0), "critic": nn.Linear(2, 2, rng=1)}

        def pairs(names):
            return [
                (f"{name}.{inside}", p)
                for name in names
                for inside, p in nets[name].named_parameters()
            ]

        opt = stepped(optim.SGD, pairs(["generator", "critic"]), lr=0.1, momentum=0.9)
        other = optim.SGD(pairs(["critic", "generator"]), lr=0.1, momentum=0.9)
        other.load_state_dict(opt.state_dict())
        for p in opt.parameters:
            same(other.state[p], opt.state[p])

    def test_a_parameter_without_a_state_has_none_afterwards(self):
        a, b = leaf("a"), leaf("b")
        opt = optim.Adam([a, b])
        a.grad = [1.0, 1.0]
        opt.step()
        other = stepped(optim.Adam, [b, a])
        other.load_state_dict(opt.state_dict())
        assert {*other.state} == {a}


class TestWithoutNames:
    @every
    def test_the_same_order_is_needed_and_enough(self, kind, options):
        opt = stepped(kind, [leaf(), leaf()], **options)
        other = kind([leaf(), leaf()], **options)
        other.load_state_dict(opt.state_dict())
        for p, q in zip(opt.parameters, other.parameters, strict=True):
            same(other.state[q], opt.state[p])

    def test_two_of_one_name_or_some_without_need_the_same_order(self):
        for one, other in (("aab", "aba"), ("aba", "baa"), ([None, None, "a"], ["a", None, None])):
            saved = stepped(optim.SGD, list(map(leaf, one)), lr=0.1, momentum=0.9).state_dict()
            again = optim.SGD(list(map(leaf, one)), lr=0.1, momentum=0.9)
            again.load_state_dict(saved)
            opt = stepped(optim.SGD, list(map(leaf, other)), lr=0.1, momentum=0.9)
            before = opt.state_dict()
            with pytest.raises(ValueError, match=r"SGD: the parameters are .*named_parameters"):
                opt.load_state_dict(saved)
            np.testing.assert_equal(opt.state_dict(), before)

    def test_other_shapes_tell_that_the_order_changed(self):
        saved = stepped(optim.Adam, [leaf(), leaf(value=[1.0])]).state_dict()
        with pytest.raises(ValueError, match=r"state\[0\]\['exp_avg'\].*state\[1\]\['exp_avg'\]"):
            optim.Adam([leaf(value=[1.0]), leaf()]).load_state_dict(saved)

    @every
    def test_a_state_from_before_there_were_names_goes_by_its_order(self, kind, options):
        opt = stepped(kind, [leaf("a"), leaf("b")], **options)
        saved = opt.state_dict()
        for group in saved["param_groups"]:
            del group["param_names"]
        other = kind([leaf("a"), leaf("b")], **options)
        other.load_state_dict(saved)
        for p, q in zip(opt.parameters, other.parameters, strict=True):
            same(other.state[q], opt.state[p])
        with pytest.raises(ValueError, match="parameter groups|the parameters are"):
            kind([{"params": leaf("a")}, {"params": leaf("b")}], **options).load_state_dict(saved)

    def test_an_older_state_with_groups_of_other_sizes_is_refused(self):
        a, b, c = (leaf() for _ in range(3))
        saved = optim.SGD([{"params": [a, b]}, {"params": c}]).state_dict()
        for group in saved["param_groups"]:
            del group["param_names"]
        with pytest.raises(ValueError, match=r"are \[\[0\], \[1, 2\]\] here and were \[\[0, 1\]"):
            optim.SGD([{"params": a}, {"params": [b, c]}]).load_state_dict(saved)


class TestWhatDoesNotFit:
    def test_is_listed_whole_and_changes_nothing(self):
        saved = stepped(optim.Adam, [leaf("a"), leaf("b"), leaf("c"), leaf("d")]).state_dict()
        saved["state"][3]["exp_avg_sq"] = np.array([1j, 1j])
        names = [leaf("d"), leaf("b", [1.0, 2.0, 3.0]), leaf("e"), leaf("f")]
        opt = stepped(optim.Adam, names, lr=0.5)
        before = opt.state_dict()
        with pytest.raises(ValueError, match="the state lacks e, f; ") as error:
            opt.load_state_dict(saved)
        for part in (
            "and the optimiser has not, a, c",
            r"state['b']['exp_avg'] has shape (2,), its parameter has (3,)",
            r"state['b']['exp_avg_sq'] has shape (2,)",
            r"state['d']['exp_avg_sq']: complex128 does not fit into float64",
        ):
            assert part in str(error.value)
        np.testing.assert_equal(opt.state_dict(), before)

    def test_a_parameter_that_has_no_name_any_more(self):
        saved = optim.SGD([leaf("a")]).state_dict()
        with pytest.raises(ValueError, match="lacks a parameter without a name; .* has not, a"):
            optim.SGD([leaf()]).load_state_dict(saved)

    def test_a_parameter_in_another_group(self):
        a, b, c = map(leaf, "abc")
        saved = optim.SGD([{"params": [a, b]}, {"params": [c]}]).state_dict()
        with pytest.raises(ValueError, match="the parameters b, c were in no group of their own"):
            optim.SGD([{"params": [a]}, {"params": [b, c]}]).load_state_dict(saved)

    @pytest.mark.parametrize("names", [3, ["a"], None, [["a"], ["b"]], ["a", 1.5]])
    def test_names_that_are_none(self, names):
        opt = optim.SGD([leaf("a"), leaf("b")])
        saved = opt.state_dict()
        saved["param_groups"][0]["param_names"] = names
        with pytest.raises(ValueError, match="2 parameters with the names"):
            opt.load_state_dict(saved)

    @pytest.mark.parametrize("numbers", [3, None, [], [1, 0]])
    def test_numbers_that_are_none(self, numbers):
        opt = optim.SGD([leaf("a"), leaf("b")])
        saved = opt.state_dict()
        saved["param_groups"][0]["params"] = numbers
        with pytest.raises(ValueError, match=r"param_groups\[0\] has the parameters"):
            opt.load_state_dict(saved)


class TestLBFGS:
    """Its vectors hold all parameters in their order."""

    @staticmethod
    def stepped(*parameters):
        opt = optim.LBFGS(parameters, max_iter=3, lr=0.1)

        def closure():
            opt.zero_grad()
            loss = sum((p * p * p * p).sum() for p in parameters)
            loss.backward()
            return loss

        opt.step(closure)
        return opt

    def test_another_order_is_refused(self):
        saved = self.stepped(leaf("a"), leaf("b")).state_dict()
        opt = self.stepped(leaf("b"), leaf("a"))
        before = opt.state_dict()
        with pytest.raises(ValueError, match=r"are \['b', 'a'\] here and were \['a', 'b'\]"):
            opt.load_state_dict(saved)
        np.testing.assert_equal(opt.state_dict(), before)

    def test_other_shapes_without_names_are_refused(self):
        saved = self.stepped(leaf(value=[1.0]), leaf()).state_dict()
        with pytest.raises(ValueError, match=r"shapes \[\[1\], \[2\]\], not \[\[2\], \[1\]\]"):
            self.stepped(leaf(), leaf(value=[1.0])).load_state_dict(saved)

    def test_an_older_state_has_no_shapes(self):
        opt = self.stepped(leaf())
        saved = opt.state_dict()
        del saved["state"][0]["shapes"]
        other = self.stepped(leaf(value=[3.0, 4.0]))
        other.load_state_dict(saved)
        (p,), (q,) = opt.parameters, other.parameters
        assert other.state[q]["n_iter"] == opt.state[p]["n_iter"]


class TestSchedules:
    def test_groups_of_other_parameters_are_refused(self):
        def made(*names):
            opt = optim.SGD([{"params": leaf(name)} for name in names], lr=0.1)
            return optim.StepLR(opt, 2)

        saved = made("a", "b").state_dict()
        made("a", "b").load_state_dict(saved)
        with pytest.raises(ValueError, match="StepLR: the saved groups have the parameters"):
            made("b", "a").load_state_dict(saved)

    @pytest.mark.parametrize("names", [3, None, [3], [["a"], ["b"], ["c"]]])
    def test_names_that_are_none(self, names):
        schedule = optim.StepLR(optim.SGD([leaf("a")], lr=0.1), 2)
        with pytest.raises(ValueError, match="StepLR: the saved groups have the parameters"):
            schedule.load_state_dict({**schedule.state_dict(), "param_names": names})

    def test_the_order_within_a_group_does_not_matter(self):
        def made(*names):
            return optim.StepLR(optim.SGD(list(map(leaf, names)), lr=0.1), 2)

        schedule = made("b", "a")
        schedule.load_state_dict(made("a", "b").state_dict())

    def test_an_older_state_has_no_names(self):
        schedule = optim.StepLR(optim.SGD([leaf("a")], lr=0.1), 2)
        saved = schedule.state_dict()
        del saved["param_names"]
        schedule.load_state_dict(saved)
