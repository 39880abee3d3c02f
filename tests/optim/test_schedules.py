"""Schedules: learning rates by the number of steps; the trajectories test them against PyTorch."""

from __future__ import annotations

import json
import math

import optimisers
import pytest

import minigrad as mg
from minigrad import optim


def leaf():
    return mg.tensor(1.0, requires_grad=True)


def sgd(lr=1.0, groups=1):
    return optim.SGD([{"params": [leaf()], "lr": lr / 2**i} for i in range(groups)])


def rates(opt, schedule, n):
    seen = []
    for _ in range(n):
        seen.append(opt.lr)
        schedule.step()
    return seen


MAKERS = {
    **optimisers.MAKERS,
    "OneCycleLR without momentum": lambda opt: optim.OneCycleLR(opt, 2.0, 20, cycle_momentum=False),
    "nested": lambda opt: optim.SequentialLR(
        opt,
        [
            optim.LinearLR(opt),
            optim.SequentialLR(opt, [optim.StepLR(opt, 2), optim.LinearLR(opt)], [3]),
        ],
        [4],
    ),
}
every = pytest.mark.parametrize("name", MAKERS)


def stepped(schedule, n, start=0):
    seen = []
    for i in range(start, start + n):
        if optimisers.takes_a_measure(schedule):
            schedule.step(abs(5 - i))
        else:
            schedule.step()
        groups = schedule.optimizer.param_groups
        seen.append([(group["lr"], group["momentum"]) for group in groups])
    return seen


class TestGoingOn:
    @every
    @pytest.mark.parametrize("optimizer_first", [True, False, None])
    def test_is_bit_for_bit_as_if_never_stopped(self, name, optimizer_first):
        whole = stepped(MAKERS[name](sgd(groups=2)), 16)
        opt = sgd(groups=2)
        schedule = MAKERS[name](opt)
        stepped(schedule, 7)
        saved = json.loads(json.dumps(schedule.state_dict()))
        saved_opt = opt.state_dict()
        other = sgd(groups=2)
        if optimizer_first:
            other.load_state_dict(saved_opt)
        again = MAKERS[name](other)
        again.load_state_dict(saved)
        if optimizer_first is False:
            other.load_state_dict(saved_opt)
        assert again.get_last_lr() == [lr for lr, _ in whole[6]]
        assert stepped(again, 9, start=7) == whole[7:]

    @every
    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (lambda s: s.update(scheduler="Other"), "the state of Other, another schedule"),
            (lambda s: s.pop("last_epoch"), "too much or too little: last_epoch"),
            (lambda s: s.update(x=1), "too much or too little: x"),
            (lambda s: s.update(last_epoch="seven"), "the saved last_epoch is 'seven', here it is"),
            (lambda s: s["groups"].pop(), "the saved groups is"),
            (lambda s: s["groups"][1].update(lr=-1.0), "needs lr > 0.*lr=-1.0"),
        ],
    )
    def test_from_what_does_not_fit_is_refused_and_changes_nothing(self, name, change, message):
        schedule = MAKERS[name](sgd(groups=2))
        saved = json.loads(json.dumps(schedule.state_dict()))
        change(saved)
        other = MAKERS[name](sgd(groups=2))
        stepped(other, 3)
        before = json.dumps(other.state_dict())
        with pytest.raises(ValueError, match=message):
            other.load_state_dict(saved)
        assert json.dumps(other.state_dict()) == before

    def test_a_fault_deep_inside_is_found_before_anything_changes(self):
        saved = MAKERS["SequentialLR"](sgd()).state_dict()
        saved["schedulers"][2]["gamma"] = "x"
        schedule = MAKERS["SequentialLR"](sgd())
        stepped(schedule, 3)
        before = json.dumps(schedule.state_dict())
        with pytest.raises(ValueError, match="schedulers|gamma"):
            schedule.load_state_dict(saved)
        assert json.dumps(schedule.state_dict()) == before


class TestLearningRate:
    @every
    def test_is_seen_in_the_optimiser_and_by_its_steps(self, name):
        w = leaf()
        opt = optim.SGD([w], lr=1.0)
        schedule = MAKERS[name](opt)
        stepped(schedule, 5)
        assert schedule.get_last_lr() == [opt.lr] == [opt.param_groups[0]["lr"]]
        opt.momentum = 0.0
        w.grad = 1.0
        opt.step()
        assert w.item() == 1.0 - opt.lr
        assert repr(schedule).endswith(f"(last_epoch=5, lr=[{opt.lr}])")

    def test_set_by_hand_is_where_a_schedule_goes_on(self):
        opt = sgd()
        schedule = optim.ExponentialLR(opt, 0.5)
        schedule.step()
        opt.lr = 8.0
        schedule.step()
        assert opt.lr == 4.0

    def test_of_two_schedules_at_once_is_their_product(self):
        opt = sgd()
        warm_up = optim.LinearLR(opt, 0.25, total_iters=3)
        decay = optim.ExponentialLR(opt, 0.5)
        for _ in range(4):
            warm_up.step()
            decay.step()
        assert opt.lr == pytest.approx(0.5**4, rel=1e-15)

    def test_after_a_warm_up_is_left_to_others(self):
        opt = sgd()
        warm_up = optim.LinearLR(opt, 0.5, total_iters=2)
        plateau = optim.ReduceLROnPlateau(opt, factor=0.1, patience=0)
        for n in range(6):
            warm_up.step()
            plateau.step(0.0 if n == 0 else 1.0)
        assert opt.lr == pytest.approx(1e-5, rel=1e-12)

    def test_of_a_cosine_reaches_its_bottom_and_comes_back(self):
        opt = sgd()
        schedule = optim.CosineAnnealingLR(opt, 4, eta_min=0.5)
        expected = [0.75 + 0.25 * math.cos(math.pi * n / 4) for n in range(20)]
        assert rates(opt, schedule, 20) == pytest.approx(expected, abs=1e-12)

    def test_of_one_cycle_ends_where_it_says_even_one_step_later(self):
        opt = sgd()
        schedule = optim.OneCycleLR(opt, 2.0, 10, anneal_strategy="linear", cycle_momentum=False)
        seen = rates(opt, schedule, 10)
        assert seen[0] == pytest.approx(2 / 25)
        assert max(seen) == seen[2] == 2.0
        assert seen[-1] == opt.lr == pytest.approx(2 / 25 / 1e4)
        with pytest.raises(ValueError, match="this is step 11 of 10"):
            schedule.step()
        assert schedule.last_epoch == 10

    @pytest.mark.parametrize(
        ("steps", "share"), [(1, 0.3), (2, 0.3), (10, 0.1), (5, 0.0), (5, 1.0)]
    )
    def test_of_a_very_short_cycle_is_a_number(self, steps, share):
        opt = sgd()
        seen = rates(opt, optim.OneCycleLR(opt, 1.0, steps, pct_start=share), steps)
        assert all(0 < lr <= 1 for lr in seen)

    def test_of_each_group_on_a_plateau_has_its_own_floor(self):
        opt = sgd(groups=2)
        schedule = optim.ReduceLROnPlateau(opt, patience=0, factor=0.1, min_lr=[0.5, 0.01])
        for _ in range(4):
            schedule.step(math.nan)  # never better
        assert schedule.get_last_lr() == [0.5, 0.01]

    @pytest.mark.parametrize(
        ("mode", "kind", "better", "not_better"),
        [
            ("min", "rel", 0.89, 0.91),
            ("min", "abs", 0.89, 0.91),
            ("max", "rel", 1.11, 1.09),
            ("max", "abs", 1.11, 1.09),
        ],
    )
    def test_on_a_plateau_falls_unless_a_measure_is_better_by_a_threshold(
        self, mode, kind, better, not_better
    ):
        for value, expected in ((better, 1.0), (not_better, 0.5)):
            opt = sgd()
            schedule = optim.ReduceLROnPlateau(
                opt, mode, factor=0.5, patience=0, threshold=0.1, threshold_mode=kind
            )
            schedule.step(1.0)
            schedule.step(mg.tensor(value))
            assert opt.lr == expected


class TestErrors:
    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda o: optim.StepLR(o, 0), "StepLR: needs step_size >= 1.*step_size=0"),
            (lambda o: optim.MultiStepLR(o, [0, 3]), "MultiStepLR: needs milestones >= 1"),
            (lambda o: optim.ExponentialLR(o, 0.0), "ExponentialLR: needs gamma > 0"),
            (lambda o: optim.LinearLR(o, 0.0), "LinearLR: needs 0 < start_factor"),
            (lambda o: optim.CosineAnnealingLR(o, 0), "CosineAnnealingLR: needs T_max >= 1"),
            (lambda o: optim.LambdaLR(o, [abs, abs]), "LambdaLR: lr_lambda has 2 values for 1"),
            (lambda o: optim.OneCycleLR(o, 1.0), "needs total_steps, or epochs and"),
            (lambda o: optim.OneCycleLR(o, 1.0, 0), "whole number total_steps >= 1"),
            (lambda o: optim.OneCycleLR(o, -1.0, 5), "max_lr > 0"),
            (lambda o: optim.OneCycleLR(o, 1.0, 5, pct_start=2.0), "0 <= pct_start <= 1"),
            (lambda o: optim.OneCycleLR(o, 1.0, 5, anneal_strategy="x"), "'cos' or 'linear'"),
            (lambda o: optim.OneCycleLR(o, 1.0, 5, div_factor=0.0), "div_factor > 0"),
            (lambda o: optim.OneCycleLR(o, 1.0, 5, max_momentum=1.0), "max_momentum < 1"),
            (lambda o: optim.ReduceLROnPlateau(o, "low"), "mode 'min' or 'max', not mode=low"),
            (lambda o: optim.ReduceLROnPlateau(o, factor=1.0), "0 < factor < 1"),
            (lambda o: optim.ReduceLROnPlateau(o, threshold=1.0), "below 1 where it is a share"),
            (lambda o: optim.ReduceLROnPlateau(o, threshold_mode="x"), "'rel' or 'abs'"),
            (lambda o: optim.ReduceLROnPlateau(o, min_lr=[0.0, 0.0]), "2 values for 1 groups"),
            (lambda o: optim.SequentialLR(o, [], []), "at least one"),
            (lambda o: optim.SequentialLR(o, [optim.LinearLR(o)], [2]), "one schedule more"),
            (
                lambda o: optim.SequentialLR(o, [optim.LinearLR(o) for _ in range(3)], [4, 4]),
                "milestones that rise",
            ),
            (lambda o: optim.SequentialLR(o, [optim.LinearLR(sgd())], []), "this one optimiser"),
        ],
    )
    def test_options_that_make_no_schedule(self, make, message):
        with pytest.raises(ValueError, match=message):
            make(sgd())

    def test_what_is_no_optimiser_or_no_schedule(self):
        with pytest.raises(TypeError, match="StepLR: list is not an optimiser of minigrad"):
            optim.StepLR([], 1)
        opt = sgd()
        with pytest.raises(TypeError, match="ReduceLROnPlateau does not follow"):
            optim.SequentialLR(opt, [optim.ReduceLROnPlateau(opt)], [])

    def test_a_momentum_that_is_not_there_cannot_cycle(self):
        with pytest.raises(ValueError, match="Adagrad has no momentum; pass cycle_momentum=False"):
            optim.OneCycleLR(optim.Adagrad([leaf()]), 1.0, 5)

    def test_a_group_added_after_the_schedule_was_made(self):
        opt = sgd()
        schedule = optim.ExponentialLR(opt, 0.5)
        opt.add_param_group({"params": [leaf()]})
        with pytest.raises(RuntimeError, match="has 2 groups, and had 1 when"):
            schedule.step()
        assert schedule.last_epoch == 0


class TestTheMeasureOfAPlateau:
    def test_may_be_a_loss_with_its_graph(self):
        w = mg.tensor(2.0, requires_grad=True)
        schedule = optim.ReduceLROnPlateau(optim.SGD([w], lr=1.0), factor=0.5, patience=0)
        for _ in range(2):
            schedule.step(w * w)
        assert schedule.best == 4.0
        assert schedule.optimizer.lr == 0.5

    @pytest.mark.parametrize("measure", [None, "low", [1.0], True])
    def test_is_one_number(self, measure):
        schedule = optim.ReduceLROnPlateau(sgd())
        with pytest.raises(TypeError, match="step takes the measure, one number, not"):
            schedule.step(measure)
        assert schedule.last_epoch == 0


class TestOtherOptions:
    def test_are_taken_over_by_loading_and_told_before(self):
        saved = optim.StepLR(sgd(), step_size=3, gamma=0.5).state_dict()
        schedule = optim.StepLR(sgd(), step_size=4)
        assert schedule.other_options(saved) == [
            "step_size was 3 and is 4 here",
            "gamma was 0.5 and is 0.1 here",
        ]
        schedule.load_state_dict(saved)
        assert (schedule.step_size, schedule.gamma) == (3, 0.5)
        assert schedule.other_options(saved) == []

    def test_of_a_class_of_ones_own_are_its_arguments(self):
        class Falls(optim.LRScheduler):
            def __init__(self, optimizer, share):
                self.share = share
                self.seen = 0
                super().__init__(optimizer)

            def next_lr(self, lr, i):
                self.seen += 1
                return lr * self.share

        schedule = Falls(sgd(), 0.5)
        schedule.step()
        assert Falls(sgd(), 0.5).other_options(schedule.state_dict()) == []
        other = Falls(sgd(), 0.25).other_options(schedule.state_dict())
        assert other == ["share was 0.5 and is 0.25 here"]
