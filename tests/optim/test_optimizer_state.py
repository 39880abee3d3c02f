"""state_dict and load_state_dict: everything comes back, bit for bit, or nothing changes."""

from __future__ import annotations

import copy
import json

import numpy as np
import optimisers
import pytest

import minigrad as mg
from minigrad import optim

SETS = [
    *optimisers.CASES.values(),
    (optim.LBFGS, {"lr": 0.1, "max_iter": 3}),
    (optim.LBFGS, {"max_iter": 2, "history_size": 3, "line_search_fn": "strong_wolfe"}),
]
every = pytest.mark.parametrize(("kind", "options"), SETS, ids=lambda x: getattr(x, "__name__", x))


def made(kind, options, values=None, dtype="float64"):
    values = [np.linspace(-1, 2, 6).reshape(2, 3), np.array(0.5)] if values is None else values
    parameters = [mg.tensor(v, dtype, requires_grad=True) for v in values]
    grouped = [{"params": [p]} for p in parameters] if kind is not optim.LBFGS else parameters
    return parameters, kind(grouped, **options)


def run(parameters, opt, n):
    a, b = parameters

    def closure():
        opt.zero_grad()
        loss = ((a * a - b) * (a * a - b)).sum() + 0.1 * b * b * b * b
        loss.backward()
        return loss

    for _ in range(n):
        opt.step(closure)
    return [p.numpy().tobytes() for p in parameters]


def plain(tree):
    """What a file gives back: lists and arrays, no tuples, nothing shared."""
    if isinstance(tree, dict):
        return {key: plain(value) for key, value in tree.items()}
    if isinstance(tree, (list, tuple)):
        return [plain(value) for value in tree]
    return np.array(tree) if isinstance(tree, (np.ndarray, np.generic)) else tree


class TestGoingOn:
    @every
    @pytest.mark.parametrize("dtype", ["float32", "float64"])
    def test_is_bit_for_bit_as_if_never_stopped(self, kind, options, dtype):
        whole = run(*made(kind, options, dtype=dtype), 23)
        parameters, opt = made(kind, options, dtype=dtype)
        run(parameters, opt, 9)
        saved = plain(opt.state_dict())
        fresh, other = made(kind, {}, [p.numpy() for p in parameters], dtype)
        other.load_state_dict(saved)
        assert run(fresh, other, 14) == whole

    @every
    def test_from_a_state_before_the_first_step(self, kind, options):
        _, opt = made(kind, options)
        parameters, other = made(kind, {})
        other.load_state_dict(opt.state_dict())
        assert run(parameters, other, 3) == run(*made(kind, options), 3)

    @every
    def test_a_deep_copy_goes_its_own_way(self, kind, options):
        parameters, opt = made(kind, options)
        run(parameters, opt, 3)
        again, other = copy.deepcopy((parameters, opt))
        assert run(again, other, 3) == run(parameters, opt, 3)

    def test_keeps_what_a_schedule_or_a_hand_has_set(self):
        _, opt = made(optim.SGD, {"lr": 0.5})
        opt.param_groups[1]["lr"] = 0.0
        _, other = made(optim.SGD, {"lr": 0.1})
        other.load_state_dict(opt.state_dict())
        assert [group["lr"] for group in other.param_groups] == [0.5, 0.0]


class TestStateDict:
    def test_is_numbers_and_arrays_by_name(self):
        parameters, opt = made(optim.Adam, {"lr": 0.1})
        run(parameters, opt, 2)
        saved = opt.state_dict()
        assert saved["optimizer"] == "Adam"
        assert [group["params"] for group in saved["param_groups"]] == [[0], [1]]
        assert [entry["step"] for entry in saved["state"]] == [2, 2]
        json.dumps(saved["param_groups"])

    def test_is_a_picture_of_its_moment_that_nobody_can_change(self):
        parameters, opt = made(optim.Adam, {"lr": 0.1})
        run(parameters, opt, 2)
        saved = opt.state_dict()
        before = saved["state"][0]["exp_avg"].copy()
        run(parameters, opt, 2)
        np.testing.assert_array_equal(saved["state"][0]["exp_avg"], before)
        with pytest.raises(ValueError, match="read-only"):
            saved["state"][0]["exp_avg"][...] = 0.0

    def test_shares_nothing_with_what_is_loaded(self):
        parameters, opt = made(optim.SGD, {"lr": 0.1, "momentum": 0.9})
        run(parameters, opt, 2)
        saved = plain(opt.state_dict())
        opt.load_state_dict(saved)
        saved["state"][0]["momentum_buffer"][...] = np.nan
        assert np.isfinite(opt.state[parameters[0]]["momentum_buffer"]).all()


def wrong(change):
    def changed(saved):
        change(saved)
        return saved

    return changed


FAULTS = {
    "no dict": (lambda saved: [saved], "a state_dict has optimizer, param_groups, state"),
    "a key too few": (wrong(lambda s: s.pop("state")), "a state_dict has"),
    "another class": (wrong(lambda s: s.update(optimizer="SGD")), "the state of SGD"),
    "a group too few": (wrong(lambda s: s["param_groups"].pop()), "2 parameter groups.*: 1"),
    "groups that are none": (wrong(lambda s: s.update(param_groups=3)), "not a list"),
    "a group that is none": (wrong(lambda s: s["param_groups"].__setitem__(1, 3)), "not a dict"),
    "parameters elsewhere": (
        wrong(lambda s: s["param_groups"][1].update(params=[0])),
        r"param_groups\[1\] has the parameters \[0\], not \[1\]",
    ),
    "an option too few": (wrong(lambda s: s["param_groups"][1].pop("eps")), "lacks eps"),
    "an option too many": (wrong(lambda s: s["param_groups"][1].update(x=1)), "has x, which"),
    "an option out of range": (wrong(lambda s: s["param_groups"][1].update(lr=-1.0)), "lr=-1.0"),
    "an option of another kind": (wrong(lambda s: s["param_groups"][1].update(lr="x")), "lr=x"),
    "no first learning rate": (
        wrong(lambda s: s["param_groups"][1].update(initial_lr="x")),
        "'initial_lr'.* is 'x', not a number",
    ),
    "a state too few": (wrong(lambda s: s["state"].pop()), "2 parameters; saved states: 1"),
    "states that are none": (wrong(lambda s: s.update(state=3)), "not a list"),
    "a state that is none": (wrong(lambda s: s["state"].__setitem__(1, 3)), "not a dict"),
    "half a state": (wrong(lambda s: s["state"][1].pop("exp_avg")), r"state\[1\] lacks exp_avg"),
    "a name too many": (wrong(lambda s: s["state"][1].update(x=1)), "has x, which is unknown"),
    "another shape": (
        wrong(lambda s: s["state"][0].update(exp_avg=np.zeros(3))),
        r"state\[0\]\['exp_avg'\] has shape \(3,\), its parameter has \(2, 3\)",
    ),
    "a count below 0": (
        wrong(lambda s: s["state"][1].update(step=-1)),
        "is -1, not a number from 0",
    ),
    "no first learning rate at all": (
        wrong(lambda s: s["param_groups"][1].update(initial_lr=float("nan"))),
        "is nan, not a number from 0",
    ),
    "a broken count": (wrong(lambda s: s["state"][1].update(step="two")), "not a number"),
    "complex numbers": (
        wrong(lambda s: s["state"][1].update(exp_avg=np.array(1j))),
        "complex128 does not fit into float64",
    ),
    "text": (
        wrong(lambda s: s["state"][1].update(exp_avg=np.array("x"))),
        "a Tensor holds numbers",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_does_not_fit_is_named_and_changes_nothing(fault):
    change, message = FAULTS[fault]
    parameters, opt = made(optim.Adam, {"lr": 0.1})
    run(parameters, opt, 2)
    saved = change(plain(opt.state_dict()))
    other_parameters, other = made(optim.Adam, {"lr": 0.25})
    run(other_parameters, other, 3)
    before = plain(other.state_dict())
    with pytest.raises(ValueError, match=message):
        other.load_state_dict(saved)
    np.testing.assert_equal(plain(other.state_dict()), before)


LBFGS_FAULTS = {
    "a count below 0": (
        lambda first: first.update(n_iter=-1),
        "n_iter'] is -1, not a number from 0",
    ),
    "no list": (lambda first: first.update(steps=3), "not a list"),
    "too few changes": (lambda first: first["changes"].pop(), "not as many steps as changes"),
    "another shape": (lambda first: first["steps"].append(np.zeros(2)), "has shape"),
    "half a state": (lambda first: first.pop("direction"), "lacks direction"),
}


def test_the_state_of_lbfgs_is_a_dict():
    _, opt = made(optim.LBFGS, {})
    with pytest.raises(ValueError, match=r"state\[0\] is a int, not a dict"):
        opt.load_state_dict({**opt.state_dict(), "state": [1, {}]})


@pytest.mark.parametrize("fault", LBFGS_FAULTS)
def test_what_does_not_fit_lbfgs_is_named(fault):
    change, message = LBFGS_FAULTS[fault]
    parameters, opt = made(optim.LBFGS, {"max_iter": 4, "lr": 0.1})
    run(parameters, opt, 2)
    saved = plain(opt.state_dict())
    change(saved["state"][0])
    before = plain(opt.state_dict())
    with pytest.raises(ValueError, match=message):
        opt.load_state_dict(saved)
    np.testing.assert_equal(plain(opt.state_dict()), before)
    saved = plain(opt.state_dict())
    saved["state"][1] = {"step": 1}
    with pytest.raises(ValueError, match="has step, which is unknown"):
        opt.load_state_dict(saved)
