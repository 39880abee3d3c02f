"""What optimisers remember, as plain dicts, and back after everything was checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from minigrad.optim.options import plain
from minigrad.values import as_dtype, as_value

if TYPE_CHECKING:
    from minigrad.optim.optimizer import Optimizer
    from minigrad.tensor import Tensor


def state_dict(optimizer: Optimizer) -> dict[str, Any]:
    """See `Optimizer.state_dict`."""
    numbers = {id(parameter): i for i, parameter in enumerate(optimizer.parameters)}
    return {
        "optimizer": type(optimizer).__name__,
        "param_groups": [
            {**group, "params": [numbers[id(parameter)] for parameter in group["params"]]}
            for group in optimizer.param_groups
        ],
        "state": [
            {name: read_only(value) for name, value in optimizer.state.get(parameter, {}).items()}
            for parameter in optimizer.parameters
        ],
    }


def load_state_dict(optimizer: Optimizer, saved: Any) -> None:
    """See `Optimizer.load_state_dict`."""
    name, parameters = type(optimizer).__name__, optimizer.parameters
    wanted = {"optimizer", "param_groups", "state"}
    if not isinstance(saved, Mapping) or saved.keys() != wanted:
        given = sorted(saved) if isinstance(saved, Mapping) else type(saved).__name__
        raise ValueError(f"{name}: a state_dict has {', '.join(sorted(wanted))}, not {given}")
    if saved["optimizer"] != name:
        raise ValueError(f"{name}: this is the state of {saved['optimizer']}, another optimiser")
    groups = _checked_groups(optimizer, saved["param_groups"])
    states = saved["state"]
    if not isinstance(states, (list, tuple)) or len(states) != len(parameters):
        count = len(states) if isinstance(states, (list, tuple)) else "not a list of them"
        raise ValueError(f"{name}: there are {len(parameters)} parameters; saved states: {count}")
    checked = [
        optimizer.check_state(state, parameter, f"{name}: state[{i}]")
        for i, (state, parameter) in enumerate(zip(states, parameters, strict=True))
    ]
    for group, options in zip(optimizer.param_groups, groups, strict=True):
        group.update(options)
    optimizer.state = {p: state for p, state in zip(parameters, checked, strict=True) if state}


def checked_state(
    optimizer: Optimizer, state: Any, parameter: Tensor, where: str
) -> dict[str, Any]:
    """See `Optimizer.check_state`."""
    if not isinstance(state, Mapping):
        raise ValueError(f"{where} is a {type(state).__name__}, not a dict")
    needed = {*optimizer.numbers, *optimizer.arrays}
    check_names(state, needed, {*needed, *optimizer.optional}, where)
    return {
        name: number(value, where, name)
        if name in optimizer.numbers
        else array_like(value, parameter, where, name)
        for name, value in state.items()
    }


def check_names(state: Mapping[str, Any], needed: set[str], possible: set[str], where: str) -> None:
    """Refuse names that mean nothing, and a part of what belongs together."""
    unknown, missing = state.keys() - possible, needed - state.keys()
    if unknown:
        raise ValueError(f"{where} has {', '.join(sorted(map(str, unknown)))}, which is unknown")
    if state and missing:
        raise ValueError(f"{where} lacks {', '.join(sorted(missing))}")


def number(value: Any, where: str, name: str) -> Any:
    """A number that was saved: a count, or a product of fractions."""
    value = plain(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
        raise ValueError(f"{where}['{name}'] is {value!r}, not a number from 0")
    return value


def array_like(value: Any, like: Any, where: str, name: str) -> Any:
    """An array that was saved, with the shape and in the dtype of another."""
    if np.shape(value) != like.shape:
        raise ValueError(
            f"{where}['{name}'] has shape {np.shape(value)}, its parameter has {like.shape}"
        )
    try:
        return as_dtype(as_value(value), like.dtype)
    except TypeError as error:
        raise ValueError(f"{where}['{name}']: {error}") from error


def read_only(value: Any) -> Any:
    """The same array, through which nobody can change it."""
    if isinstance(value, list):
        return [read_only(item) for item in value]
    if isinstance(value, np.ndarray):
        value = value.view()
        value.setflags(write=False)
    return value


def _checked_groups(optimizer: Optimizer, groups: Any) -> list[dict[str, Any]]:
    """The options of the saved groups, if they fit this optimiser's groups."""
    name, own = type(optimizer).__name__, optimizer.param_groups
    if not isinstance(groups, (list, tuple)) or len(groups) != len(own):
        count = len(groups) if isinstance(groups, (list, tuple)) else "not a list of them"
        raise ValueError(f"{name}: there are {len(own)} parameter groups; saved groups: {count}")
    checked, first = [], 0
    for i, (group, mine) in enumerate(zip(groups, own, strict=True)):
        where = f"{name}: param_groups[{i}]"
        if not isinstance(group, Mapping):
            raise ValueError(f"{where} is a {type(group).__name__}, not a dict")
        needed = mine.keys() - {"initial_lr"}
        check_names({**group, "params": ...}, set(needed), {*needed, "initial_lr"}, where)
        following = list(range(first, first + len(mine["params"])))
        if list(group.get("params", ())) != following:
            raise ValueError(
                f"{where} has the parameters {group.get('params')}, not {following}, as here"
            )
        first += len(following)
        options = {key: plain(value) for key, value in group.items() if key != "params"}
        optimizer.check_options(options)
        number(options.get("initial_lr", 0.0), where, "initial_lr")
        checked.append(options)
    return checked
