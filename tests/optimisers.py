"""All optimisers and schedules that `minigrad.optim` exports, with arguments for their tests.

A new one is found by its class; its arguments are looked up here by their names.
"""

from __future__ import annotations

import inspect
from functools import partial

from minigrad import optim
from minigrad.optim.scheduler import Scheduler

# Options beside their defaults; switches are turned on.
OPTIONS = {"lr": 0.05, "momentum": 0.9, "weight_decay": 0.1, "lr_decay": 0.1}
# What schedules have no default for.
ARGUMENTS = {
    "step_size": 3,
    "milestones": (4, 2),
    "gamma": 0.9,
    "T_max": 6,
    "lr_lambda": lambda n: 0.9**n,
    "max_lr": 2.0,
    "total_steps": 20,
}


def exported(base):
    """The classes that `minigrad.optim` exports below a base class, without bases of others."""
    values = [getattr(optim, name) for name in optim.__all__]
    classes = [value for value in values if inspect.isclass(value) and issubclass(value, base)]
    return [kind for kind in classes if kind not in (optim.Optimizer, optim.LRScheduler)]


def arguments(kind):
    """The arguments of a class by name."""
    return dict(inspect.signature(kind).parameters)


def has(kind, name):
    """True if a class takes an argument."""
    return name in arguments(kind)


def turned_on(kind):
    """Options of an optimiser with which all that it can do is done."""
    switches = {
        name: True
        for name, argument in arguments(kind).items()
        if argument.default is False and name != "maximize"
    }
    return {name: value for name, value in OPTIONS.items() if has(kind, name)} | switches


OPTIMISERS = exported(optim.Optimizer)
SCHEDULES = exported(Scheduler)
# Those with a rule for each parameter; LBFGS has its own way of stepping.
BY_RULE = [kind for kind in OPTIMISERS if kind.update is not optim.Optimizer.update]
# Pairs of a class and options, by name: as usual, and with everything turned on.
TURNED_ON = {f"{kind.__name__} turned on": (kind, turned_on(kind)) for kind in BY_RULE}
CASES = {kind.__name__: (kind, {"lr": 0.05}) for kind in BY_RULE} | TURNED_ON


def schedule(kind, opt, **options):
    """A schedule of a class, with arguments for what has no default."""
    needed = [
        name
        for name, argument in arguments(kind).items()
        if argument.default is argument.empty and name not in ("optimizer", *options)
    ]
    unknown = [name for name in needed if name not in ARGUMENTS]
    assert not unknown, f"give ARGUMENTS a value for {unknown}, which {kind.__name__} needs"
    return kind(opt, **{name: ARGUMENTS[name] for name in needed}, **options)


def one_after_another(opt):
    """Three schedules in a sequence."""
    parts = [optim.LinearLR(opt), optim.CosineAnnealingLR(opt, 5), optim.ExponentialLR(opt, 0.5)]
    return optim.SequentialLR(opt, parts, [3, 9])


# Functions of an optimiser that make a schedule, by name.
MAKERS = {
    **{kind.__name__: partial(schedule, kind) for kind in SCHEDULES},
    "OneCycleLR": partial(schedule, optim.OneCycleLR, total_steps=20),
    "ReduceLROnPlateau": partial(schedule, optim.ReduceLROnPlateau, factor=0.5, patience=1),
    "SequentialLR": one_after_another,
}


def takes_a_measure(scheduler):
    """True for a schedule whose steps follow a measure."""
    return "metrics" in inspect.signature(scheduler.step).parameters
