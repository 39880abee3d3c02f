"""What optimisers remember, as plain dicts, and back after everything was checked."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, count
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.deferred import Deferred
from minigrad.core.values import as_dtype, as_value
from minigrad.optim.options import plain
from minigrad.optim.precision import working_dtype
from minigrad.tensors.handle import Tensor


def state_dict(optimizer: Any) -> dict[str, Any]:
    """See `Optimizer.state_dict`."""
    numbers = {id(parameter): i for i, parameter in enumerate(optimizer.parameters)}
    for parameter, state in optimizer.state.items():
        optimizer.check_declared(state, parameter)
    return {
        "optimizer": type(optimizer).__name__,
        "param_groups": [
            {
                **group,
                "params": [numbers[id(parameter)] for parameter in group["params"]],
                "param_names": [optimizer.name_of(parameter) for parameter in group["params"]],
            }
            for group in optimizer.param_groups
        ],
        "state": [
            {name: read_only(value) for name, value in optimizer.state.get(parameter, {}).items()}
            for parameter in optimizer.parameters
        ],
    }


def load_state_dict(optimizer: Any, saved: Any) -> None:
    """See `Optimizer.load_state_dict`."""
    name, parameters = type(optimizer).__name__, optimizer.parameters
    wanted = {"optimizer", "param_groups", "state"}
    if not isinstance(saved, Mapping) or saved.keys() != wanted:
        given = sorted(saved) if isinstance(saved, Mapping) else type(saved).__name__
        raise ValueError(f"{name}: a state_dict has {', '.join(sorted(wanted))}, not {given}")
    if saved["optimizer"] != name:
        raise ValueError(f"{name}: this is the state of {saved['optimizer']}, another optimiser")
    groups, order, faults = matched(optimizer, saved["param_groups"])
    states, number_of_states = saved["state"], sum(len(g["params"]) for g in saved["param_groups"])
    if not isinstance(states, (list, tuple)) or len(states) != number_of_states:
        count = len(states) if isinstance(states, (list, tuple)) else "not a list of them"
        raise ValueError(f"{name}: there are {number_of_states} parameters; saved states: {count}")
    with_options, checked = [], []
    for i, (group, mine) in enumerate(zip(groups, optimizer.param_groups, strict=False)):
        with gathered(faults):
            with_options.append(
                _checked_options(optimizer, group, mine, f"{name}: param_groups[{i}]")
            )
    for i, (parameter, place) in enumerate(zip(parameters, order, strict=True)):
        if place is not None:
            with gathered(faults):
                where = f"{name}: state[{optimizer.name_of(parameter) or i!r}]"
                checked.append(optimizer.check_state(states[place], parameter, where))
    refuse(faults)
    for mine, options in zip(optimizer.param_groups, with_options, strict=True):
        mine.update(options)
    optimizer.state = {p: state for p, state in zip(parameters, checked, strict=True) if state}


@contextmanager
def gathered(faults: list[str]) -> Iterator[None]:
    """Add what is refused within to a list of all faults."""
    try:
        yield
    except ValueError as error:
        faults.append(str(error))


def refuse(faults: Sequence[str]) -> None:
    """Refuse all that was gathered, if there is anything."""
    if faults:
        raise ValueError("; ".join(faults))


def checked_state(optimizer: Any, state: Any, parameter: Tensor, where: str) -> dict[str, Any]:
    """See `Optimizer.check_state`."""
    if not isinstance(state, Mapping):
        raise ValueError(f"{where} is a {type(state).__name__}, not a dict")
    needed = {*optimizer.numbers, *optimizer.arrays}
    check_names(state, needed, {*needed, *optimizer.optional}, where)
    faults: list[str] = []
    checked: dict[str, Any] = {}
    dtype = working_dtype(parameter.dtype)
    for name, value in state.items():
        with gathered(faults):
            checked[name] = (
                number(value, where, name, 0 if name == "step" else -math.inf)  # a count
                if name in optimizer.numbers
                else array_like(value, parameter.shape, dtype, where, name)
            )
    refuse(faults)
    return checked


def check_declared(optimizer: Any, state: Mapping[str, Any], parameter: Tensor) -> None:
    """See `Optimizer.check_declared`."""
    name = type(optimizer).__name__
    numbers, arrays = [*optimizer.numbers], [*optimizer.arrays]
    optional = [*optimizer.optional]
    undeclared = [key for key in state if key not in {*numbers, *arrays, *optional}]
    if undeclared:
        for key in undeclared:
            is_number = _is_number(state[key]) and not hasattr(state[key], "shape")
            (numbers if is_number else arrays).append(key)
        lines = {"numbers": numbers, "arrays": arrays, "optional": optional}
        declaration = "; ".join(f"{kind} = {tuple(n)}" for kind, n in lines.items() if n)
        raise TypeError(
            f"{name} remembers {', '.join(map(str, undeclared))}, which its class does not "
            f"declare, so no checkpoint could bring it back; write in the class: {declaration} "
            "(numbers, arrays like the parameter, and arrays that some options need)"
        )
    missing = [key for key in (*numbers, *arrays) if key not in state]
    if missing:
        raise TypeError(
            f"{name} declares {', '.join(missing)}, which update did not return with the state; "
            "an array that is not always there belongs to optional"
        )
    for key, value in state.items():
        if isinstance(value, Deferred):  # checked when it is there
            continue
        if key in numbers:
            if not _is_number(value.item() if isinstance(value, np.generic) else value):
                raise TypeError(f"{name} declares {key} as a number, and it is {value!r:.80}")
        elif getattr(value, "shape", None) != parameter.shape:
            kind = getattr(value, "shape", type(value).__name__)
            raise TypeError(
                f"{name} remembers {key} as {kind} of a parameter of shape {parameter.shape}; a "
                "state_dict holds numbers, declared in numbers, and arrays of that shape. For "
                "anything else write check_state(self, state, parameter, where) too"
            )


def _is_number(value: Any) -> bool:
    """Whether a value is one number, as JSON has it."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def check_names(state: Mapping[str, Any], needed: set[str], possible: set[str], where: str) -> None:
    """Refuse names that mean nothing, and a part of what belongs together."""
    unknown, missing = state.keys() - possible, needed - state.keys()
    faults = []
    if unknown:
        faults.append(f"has {', '.join(sorted(map(str, unknown)))}, which is unknown")
    if state and missing:
        faults.append(f"lacks {', '.join(sorted(missing))}")
    if faults:
        raise ValueError(f"{where} {' and '.join(faults)}")


def number(value: Any, where: str, name: str, least: float = -math.inf) -> Any:
    """A number that was saved."""
    value = plain(value)
    limited = least > -math.inf
    if not _is_number(value) or (limited and not value >= least):
        limit = f" from {least}" if limited else ""
        raise ValueError(f"{where}['{name}'] is {value!r}, not a number{limit}")
    return value


def array_like(value: Any, shape: tuple[int, ...], dtype: Any, where: str, name: str) -> Any:
    """An array that was saved, with a shape and in a dtype."""
    if np.shape(value) != shape:
        raise ValueError(
            f"{where}['{name}'] has shape {np.shape(value)}, its parameter has {shape}"
        )
    try:
        return as_dtype(as_value(value), dtype)
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


class Match(NamedTuple):
    """Which saved groups and states belong to an optimiser's own, in its order."""

    groups: list[Mapping[str, Any]]
    order: list[int | None]
    faults: list[str]


def matched(optimizer: Any, saved: Any) -> Match:
    """Find the parameters of an optimiser in saved groups.

    Names say which is which, if every parameter has one of its own, here and there. Otherwise
    names, if they were saved, must be the same in the same order.
    """
    name, own = type(optimizer).__name__, optimizer.param_groups
    if not isinstance(saved, (list, tuple)) or len(saved) != len(own):
        count = len(saved) if isinstance(saved, (list, tuple)) else "not a list of them"
        raise ValueError(f"{name}: there are {len(own)} parameter groups; saved groups: {count}")
    there = _saved_names(name, saved)
    here: list[list[Any]] = [[optimizer.name_of(p) for p in group["params"]] for group in own]
    named = all("param_names" in group for group in saved)
    if not named:  # written before there were names
        here = _counted(here)
    mine, theirs = [*chain.from_iterable(here)], [*chain.from_iterable(there)]
    if optimizer.ordered or not (named and _are_distinct(mine) and _are_distinct(theirs)):
        if there != here:
            raise ValueError(
                f"{name}: the parameters are {_shown(here)} here and were {_shown(there)}; the "
                "order may be another only where every parameter has a name of its own, as by "
                f"{name}(net.named_parameters(), ...)"
            )
        return Match(list(saved), list(range(len(mine))), [])
    faults = []
    places = {n: i for i, n in enumerate(theirs)}
    own_names = set(mine)
    for kind, names in (
        ("lacks", [n for n in mine if n not in places]),
        ("has, and the optimiser has not,", [n for n in theirs if n not in own_names]),
    ):
        if names:
            words = [n or "a parameter without a name" for n in names]
            faults.append(f"{name}: the state {kind} {', '.join(words)}")
    by_names = {frozenset(names): g for names, g in zip(there, saved, strict=True)}
    groups = []
    for names in here if not faults else ():
        if (group := by_names.get(frozenset(names))) is not None:
            groups.append(group)
        else:
            together = ", ".join(map(str, names))
            faults.append(f"{name}: the parameters {together} were in no group of their own")
    return Match(groups, [places.get(n) for n in mine], faults)


def _saved_names(name: str, saved: Sequence[Any]) -> list[list[Any]]:
    """The names of parameters, group by group; their numbers where there are none."""
    names, first = [], 0
    for i, group in enumerate(saved):
        where = f"{name}: param_groups[{i}]"
        if not isinstance(group, Mapping):
            raise ValueError(f"{where} is a {type(group).__name__}, not a dict")
        numbers = group.get("params")
        numbers = list(numbers) if isinstance(numbers, (list, tuple)) else []
        following = list(range(first, first + max(len(numbers), 1)))
        if numbers != following:
            raise ValueError(f"{where} has the parameters {numbers}, not {following}")
        of = group.get("param_names", following)
        if (
            not isinstance(of, (list, tuple))
            or len(of) != len(following)
            or not all(n is None or isinstance(n, (str, int)) for n in of)
        ):
            raise ValueError(f"{where} has {len(following)} parameters with the names {of}")
        names.append(list(of))
        first += len(following)
    return names


def _counted(names: list[list[Any]]) -> list[list[Any]]:
    """Numbers through all groups, in the place of names."""
    numbers = count()
    return [[next(numbers) for _ in group] for group in names]


def _are_distinct(names: list[Any]) -> bool:
    return len({*map(str, names)}) == len(names)


def _shown(names: list[list[Any]]) -> str:
    """Names of groups, those of one without their brackets; at most a line of them."""
    return f"{names[0] if len(names) == 1 else names!r:.200}"


def _checked_options(
    optimizer: Any, group: Mapping[str, Any], mine: Mapping[str, Any], where: str
) -> dict[str, Any]:
    """The options of a saved group, if they fit this optimiser's."""
    options = {
        key: plain(value) for key, value in group.items() if key not in ("params", "param_names")
    }
    needed = mine.keys() - {"initial_lr", "params"}
    check_names(options, set(needed), {*needed, "initial_lr"}, where)
    optimizer.check_options({**options, "params": mine["params"]})
    number(options.get("initial_lr", 0.0), where, "initial_lr", least=0)
    return options
