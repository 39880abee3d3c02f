"""Steps of optimisers in a program that is being written (see `minigrad.compile`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from minigrad.core.deferred import Deferred
from minigrad.optim.groups import Group, State
from minigrad.tensors.handle import Tensor

States: TypeAlias = Callable[[], dict[Tensor, State]]  # what an optimiser remembers now

_NOTHING: State = {}


def deferred_step(
    g: Deferred,
    parameter: Tensor,
    states: States,
    update: Callable[[State], tuple[Any, State]],
) -> Any:
    """The new value of a parameter, whose gradient is not there yet.

    What is remembered is read before every run.
    """
    held = states().get(parameter)
    before = held or {}
    if not _is_deferred(before):  # no earlier step is in it
        before = {
            name: g._read(partial(_remembered, states, parameter, name), name) for name in before
        }
    w, after = update(before)
    if after.keys() != before.keys() or any(after[name] is not before[name] for name in after):
        remember = partial(_remember, states, parameter)
        g._hand_back(remember, after)
        remember(after)  # for another step of the same program
        g._undo(partial(remember, held))
    return w


def deferred_options(
    g: Deferred, group: Group, groups: Callable[[], list[Group]], states: States
) -> Group:
    """Options of a group, whose numbers are read before every run; the rest is relied on.

    So are its parameters, and the names of what is remembered about them.
    """
    g._rely(lambda: [id(p) for one in groups() if one is group for p in one["params"]])
    if not any(_is_deferred(states().get(p, _NOTHING)) for p in group["params"]):
        g._rely(lambda: [[*states().get(p, _NOTHING)] for p in group["params"]])
    options: Group = {}
    for name, option in group.items():
        if type(option) in (int, float):
            options[name] = g._read(partial(group.__getitem__, name), name)
        elif type(option) is tuple:
            options[name] = tuple(
                g._read(partial(_part, group, name, i), f"{name}_{i}") for i in range(len(option))
            )
        elif name != "params":
            g._rely(partial(group.__getitem__, name))
            options[name] = option
    return options


def _is_deferred(state: State) -> bool:
    return any(isinstance(x, Deferred) for x in state.values())


def _part(group: Group, name: str, i: int) -> Any:
    return group[name][i]


def _remembered(states: States, parameter: Tensor, name: str) -> Any:
    return states()[parameter][name]


def _remember(states: States, parameter: Tensor, state: State | None) -> None:
    if state is None:
        states().pop(parameter, None)
    else:
        states()[parameter] = state
