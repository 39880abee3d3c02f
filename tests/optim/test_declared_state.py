"""An optimiser of the user's says what it remembers, so that a checkpoint holds it."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad import optim


def leaf(value=(1.0, -2.0), **options):
    return mg.tensor(value, requires_grad=True, **options)


def stepped(kind, parameter=None, **options):
    w = leaf() if parameter is None else parameter
    opt = kind([w], lr=0.5, **options)
    w.grad = np.ones(w.shape)
    opt.step()
    return w, opt


class Momentum(optim.Optimizer):
    """As a user may write it, with a count and without."""

    arrays = ("v",)
    numbers = ("count",)

    @staticmethod
    def update(w, g, state, options):
        v = 0.5 * state.get("v", 0.0) + g
        return w - options["lr"] * v, {"v": v, "count": state.get("count", 0) + 1}


class Writes(optim.Optimizer):
    """Writes into the dict that it is given."""

    arrays = ("v",)

    @staticmethod
    def update(w, g, state, options):
        state["v"] = 0.5 * state.get("v", 0.0) + g
        return w - options["lr"] * state["v"], state


class TestDeclared:
    def test_is_saved_and_comes_back(self):
        w, opt = stepped(Momentum)
        other = Momentum([w], lr=0.5)
        other.load_state_dict(opt.state_dict())
        np.testing.assert_array_equal(other.state[w]["v"], [1.0, 1.0])
        assert other.state[w]["count"] == 1

    def test_may_be_written_into_the_dict_that_is_handed_over(self):
        w, opt = stepped(Writes)
        unused = Writes([leaf()], lr=0.5)
        assert not unused.state
        opt.step()
        np.testing.assert_array_equal(opt.state[w]["v"], [1.5, 1.5])
        other = Writes([w], lr=0.5)
        other.load_state_dict(opt.state_dict())

    def test_is_written_in_a_program_too(self):
        def trained(compiled):
            w = leaf()
            opt = Writes([w], lr=0.25)

            def step():
                opt.zero_grad()
                (w * w * w).sum().backward()
                opt.step()

            program = mg.compile(step) if compiled else step
            for _ in range(4):
                program()
            return w.numpy().tobytes(), opt.state[w]["v"].tobytes()

        assert trained(compiled=True) == trained(compiled=False)

    def test_numbers_may_be_below_zero(self):
        class Falls(optim.Optimizer):
            numbers = ("level",)

            @staticmethod
            def update(w, g, state, options):
                return w - g, {"level": state.get("level", 0.0) - 1.5}

        w, opt = stepped(Falls)
        opt.load_state_dict(opt.state_dict())
        assert opt.state[w] == {"level": -1.5}

    def test_numbers_may_be_those_of_numpy(self):
        kind = returning(lambda w, g: {"n": np.int64(3), "x": np.float32(0.5)}, numbers=("n", "x"))
        w, opt = stepped(kind)
        opt.load_state_dict(opt.state_dict())
        assert opt.state[w] == {"n": 3, "x": 0.5}

    def test_of_a_parameter_without_axes_is_an_array(self):
        with pytest.raises(TypeError, match=r"arrays = \('v',\)"):
            stepped(returning(lambda w, g: {"v": g}), leaf(1.0))
        w, opt = stepped(returning(lambda w, g: {"v": g}, arrays=("v",)), leaf(1.0))
        opt.load_state_dict(opt.state_dict())
        assert opt.state[w]["v"] == 1.0

    def test_optional_arrays_need_not_be_there(self):
        class Sometimes(optim.Optimizer):
            optional = ("v",)

            @staticmethod
            def update(w, g, state, options):
                return w - g, {"v": g} if options["lr"] > 0.3 else state

        _w, opt = stepped(Sometimes)
        assert [*opt.state_dict()["state"][0]] == ["v"]
        opt.lr = 0.1
        opt.step()
        opt.load_state_dict(opt.state_dict())


def returning(state, **declared):
    """An optimiser whose update remembers something."""

    def update(w, g, _, options):
        return w - g, state(w, g)

    return type("Mine", (optim.Optimizer,), {"update": staticmethod(update), **declared})


REFUSED = {
    "an array": (lambda w, g: {"v": g}, {}, r"Mine remembers v, .* arrays = \('v',\)"),
    "a number": (lambda w, g: {"n": 1}, {}, r"Mine remembers n, .* numbers = \('n',\)"),
    "some of both": (
        lambda w, g: {"m": g, "v": g, "n": 1.0},
        {"arrays": ("m",)},
        r"remembers v, n, .*numbers = \('n',\); arrays = \('m', 'v'\)",
    ),
    "beside optional ones": (
        lambda w, g: {"m": g, "v": g},
        {"optional": ("m",)},
        r"remembers v, .*arrays = \('v',\); optional = \('m',\)",
    ),
    "not what was declared": (
        lambda w, g: {"m": g},
        {"arrays": ("m", "v")},
        "declares v, which update did not return .* belongs to optional",
    ),
    "an array of another shape": (
        lambda w, g: {"v": g.sum(axis=0)},
        {"arrays": ("v",)},
        r"remembers v as \(\) of a parameter of shape \(2,\).*check_state",
    ),
    "a number as an array": (
        lambda w, g: {"v": 0.0},
        {"arrays": ("v",)},
        "remembers v as float of a parameter",
    ),
    "an array as a number": (
        lambda w, g: {"n": g},
        {"numbers": ("n",)},
        "declares n as a number, and it is array",
    ),
    "a list": (lambda w, g: {"v": [g]}, {"arrays": ("v",)}, "remembers v as list"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_a_checkpoint_would_not_hold_is_refused_at_the_first_step(case):
    state, declared, message = REFUSED[case]
    w = leaf()
    opt = returning(state, **declared)([w], lr=0.1)
    w.grad = [1.0, 1.0]
    with pytest.raises(TypeError, match=message):
        opt.step()
    assert not opt.state
    np.testing.assert_array_equal(w.numpy(), [1.0, -2.0])


def test_it_is_refused_when_a_program_is_written_too():
    w = leaf()
    opt = returning(lambda w, g: {"v": g})([w], lr=0.1)

    @mg.compile
    def step():
        opt.zero_grad()
        (w * w).sum().backward()
        opt.step()

    with pytest.raises(TypeError, match="Mine remembers v, which its class does not declare"):
        step()
    np.testing.assert_array_equal(w.numpy(), [1.0, -2.0])


def test_what_a_step_of_its_own_remembers_is_refused_when_it_is_saved():
    class Own(optim.Optimizer):
        def step(self, closure=None):
            for p in self.parameters:
                self.state[p] = {"v": p.grad.numpy()}

    _, opt = stepped(Own)
    with pytest.raises(TypeError, match=r"Own remembers v, .*arrays = \('v',\)"):
        opt.state_dict()


def test_a_subclass_declares_what_it_adds():
    class Counting(optim.SGD):
        numbers = ("n",)

        @staticmethod
        def update(w, g, state, options):
            w, after = optim.SGD.update(w, g, state, options)
            return w, {**after, "n": state.get("n", 0) + 1}

    w, opt = stepped(Counting, momentum=0.9)
    other = Counting([w], lr=0.5, momentum=0.9)
    other.load_state_dict(opt.state_dict())
    assert other.state[w]["n"] == 1


@pytest.mark.parametrize("method", ["check_state", "load_state_dict"])
def test_a_class_with_its_own_way_of_loading_knows_what_it_does(method):
    def loads(self, state, *_):
        return state

    kind = returning(lambda w, g: {"v": [g]}, **{method: loads})
    _w, opt = stepped(kind)
    assert [*opt.state_dict()["state"][0]] == ["v"]
