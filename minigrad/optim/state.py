"""The state of optimisers: declared by their classes, checked, and matched with a saved one."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, count
from numbers import Real
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from minigrad.core.values import as_dtype, as_value
from minigrad.optim.groups import State, plain, working_dtype
from minigrad.tensors.handle import Tensor

Names: TypeAlias = list[list[Any]]  # of parameters, group by group


class Declaration(NamedTuple):
    """The entries of a parameter's state: numbers, arrays of its shape, and optional arrays."""

    numbers: tuple[str, ...]
    arrays: tuple[str, ...]
    optional: tuple[str, ...]

    def check(self, owner: str, state: State, parameter: Tensor) -> None:
        """Refuse a state that a `state_dict` would not bring back.

        Parameters
        ----------
        owner : str
            The name of the optimiser, for the errors.
        state : dict
            As its ``update`` returned it.
        parameter : Tensor
            The parameter that it belongs to.
        """
        numbers, arrays = [*self.numbers], [*self.arrays]
        undeclared = [key for key in state if key not in {*numbers, *arrays, *self.optional}]
        if undeclared:
            for key in undeclared:
                is_number = _is_number(state[key]) and not hasattr(state[key], "shape")
                (numbers if is_number else arrays).append(key)
            lines = {"numbers": numbers, "arrays": arrays, "optional": self.optional}
            declaration = "; ".join(f"{kind} = {tuple(n)}" for kind, n in lines.items() if n)
            raise TypeError(
                f"{owner} remembers {', '.join(map(str, undeclared))}, which its class does not "
                f"declare, so no checkpoint could bring it back; write in the class: {declaration} "
                "(numbers, arrays like the parameter, and arrays that some options need)"
            )
        missing = [key for key in (*numbers, *arrays) if key not in state]
        if missing:
            raise TypeError(
                f"{owner} declares {', '.join(missing)}, which update did not return with the "
                "state; an array that is not always there belongs to optional"
            )
        for key, value in state.items():
            if key in numbers:
                if not _is_scalar(value):
                    raise TypeError(f"{owner} declares {key} as a number, and it is {value!r:.80}")
            elif getattr(value, "shape", None) != parameter.shape:
                kind = getattr(value, "shape", type(value).__name__)
                raise TypeError(
                    f"{owner} remembers {key} as {kind} of a parameter of shape {parameter.shape}; "
                    "a state_dict holds numbers, declared in numbers, and arrays of that shape. "
                    "For anything else write check_state(self, state, parameter, where) too"
                )

    def loaded(self, saved: Any, parameter: Tensor, where: str) -> State:
        """A saved state of a parameter, checked and in its working dtype."""
        if not isinstance(saved, Mapping):
            raise ValueError(f"{where} is a {type(saved).__name__}, not a dict")
        needed = {*self.numbers, *self.arrays}
        check_names(saved, needed, {*needed, *self.optional}, where)
        faults: list[str] = []
        state: State = {}
        dtype = working_dtype(parameter.dtype)
        for name, value in saved.items():
            with gathered(faults):
                state[name] = (
                    number(value, where, name, 0 if name == "step" else -math.inf)  # a count
                    if name in self.numbers
                    else array_like(value, parameter.shape, dtype, where, name)
                )
        refuse(faults)
        return state


@contextmanager
def gathered(faults: list[str]) -> Iterator[None]:
    """Add the error that is raised within to a list of all faults."""
    try:
        yield
    except ValueError as error:
        faults.append(str(error))


def refuse(faults: Sequence[str]) -> None:
    """Raise all faults as one error, if there are any."""
    if faults:
        raise ValueError("; ".join(faults))


def _is_number(value: Any) -> bool:
    """True for one number, as JSON has it."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_scalar(value: Any) -> bool:
    """True for a number, also of NumPy's or of a program that is being written."""
    if hasattr(value, "shape"):
        is_single = value.shape == () and not isinstance(value, np.ndarray)
        return is_single and value.dtype.kind in "iuf"
    return isinstance(value, Real) and not isinstance(value, bool)


def check_names(state: Mapping[str, Any], needed: set[str], possible: set[str], where: str) -> None:
    """Refuse unknown entries, and a state of which a part is missing."""
    unknown, missing = state.keys() - possible, needed - state.keys()
    faults = []
    if unknown:
        faults.append(f"has {', '.join(sorted(map(str, unknown)))}, which is unknown")
    if state and missing:
        faults.append(f"lacks {', '.join(sorted(missing))}")
    if faults:
        raise ValueError(f"{where} {' and '.join(faults)}")


def number(value: Any, where: str, name: str, least: float = -math.inf) -> Any:
    """A saved number."""
    value = plain(value)
    limited = least > -math.inf
    if not _is_number(value) or (limited and not value >= least):
        limit = f" from {least}" if limited else ""
        raise ValueError(f"{where}['{name}'] is {value!r}, not a number{limit}")
    return value


def array_like(value: Any, shape: tuple[int, ...], dtype: Any, where: str, name: str) -> Any:
    """A saved array, of a shape, in a dtype."""
    if np.shape(value) != shape:
        raise ValueError(
            f"{where}['{name}'] has shape {np.shape(value)}, its parameter has {shape}"
        )
    try:
        return as_dtype(as_value(value), dtype)
    except TypeError as error:
        raise ValueError(f"{where}['{name}']: {error}") from error


def read_only(value: Any) -> Any:
    """A read-only view of an array, or of each in a list."""
    if isinstance(value, list):
        return [read_only(item) for item in value]
    if isinstance(value, np.ndarray):
        value = value.view()
        value.setflags(write=False)
    return value


def parts(owner: str, saved: Any) -> tuple[Any, Any]:
    """The groups and the states in a saved ``state_dict`` of an optimiser."""
    keys = {"optimizer", "param_groups", "state"}
    if not isinstance(saved, Mapping) or saved.keys() != keys:
        given = sorted(saved) if isinstance(saved, Mapping) else type(saved).__name__
        raise ValueError(f"{owner}: a state_dict has {', '.join(sorted(keys))}, not {given}")
    if saved["optimizer"] != owner:
        raise ValueError(f"{owner}: this is the state of {saved['optimizer']}, another optimiser")
    return saved["param_groups"], saved["state"]


def check_count(owner: str, states: Any, groups: Sequence[Mapping[str, Any]]) -> None:
    """Refuse anything but a list of one saved state for each parameter of the saved groups."""
    number_of_states = sum(len(group["params"]) for group in groups)
    if not isinstance(states, (list, tuple)) or len(states) != number_of_states:
        count = len(states) if isinstance(states, (list, tuple)) else "not a list of them"
        raise ValueError(f"{owner}: there are {number_of_states} parameters; saved states: {count}")


class Match(NamedTuple):
    """The saved groups, and for each parameter the index of its saved state, or None."""

    groups: list[Mapping[str, Any]]
    order: list[int | None]
    faults: list[str]


def matched(owner: str, names: Names, saved: Any, *, ordered: bool) -> Match:
    """Find the parameters of an optimiser in saved groups.

    By their names, if each has one of its own, in the optimiser and in the saved groups. Otherwise
    names, if they were saved, must be the same in the same order.

    Parameters
    ----------
    owner : str
        The name of the optimiser, for the errors.
    names : list of list of str or None
        The names of its parameters, group by group.
    saved : list of dict
        The saved groups.
    ordered : bool
        True if the order of the parameters is a part of the state.
    """
    if not isinstance(saved, (list, tuple)) or len(saved) != len(names):
        count = len(saved) if isinstance(saved, (list, tuple)) else "not a list of them"
        raise ValueError(f"{owner}: there are {len(names)} parameter groups; saved groups: {count}")
    saved_names = _saved_names(owner, saved)
    has_names = all("param_names" in group for group in saved)
    if not has_names:  # written before there were names
        names = _counted(names)
    flat, saved_flat = [*chain.from_iterable(names)], [*chain.from_iterable(saved_names)]
    if ordered or not (has_names and _are_distinct(flat) and _are_distinct(saved_flat)):
        if saved_names != names:
            raise ValueError(
                f"{owner}: the parameters are {_shown(names)} here and were "
                f"{_shown(saved_names)}; the order may be another only where every parameter has "
                f"a name of its own, as by {owner}(net.named_parameters(), ...)"
            )
        return Match(list(saved), list(range(len(flat))), [])
    faults = []
    indices = {name: i for i, name in enumerate(saved_flat)}
    known = set(flat)
    for kind, missing in (
        ("lacks", [name for name in flat if name not in indices]),
        ("has, and the optimiser has not,", [name for name in saved_flat if name not in known]),
    ):
        if missing:
            words = [name or "a parameter without a name" for name in missing]
            faults.append(f"{owner}: the state {kind} {', '.join(words)}")
    by_names = {frozenset(g): group for g, group in zip(saved_names, saved, strict=True)}
    groups = []
    for group_names in names if not faults else ():
        if (group := by_names.get(frozenset(group_names))) is not None:
            groups.append(group)
        else:
            together = ", ".join(map(str, group_names))
            faults.append(f"{owner}: the parameters {together} were in no group of their own")
    return Match(groups, [indices.get(name) for name in flat], faults)


def _saved_names(owner: str, saved: Sequence[Any]) -> Names:
    """The saved names of parameters, group by group; their numbers where there are none."""
    names, first = [], 0
    for i, group in enumerate(saved):
        where = f"{owner}: param_groups[{i}]"
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


def _counted(names: Names) -> Names:
    """Numbers through all groups, in the place of names."""
    numbers = count()
    return [[next(numbers) for _ in group] for group in names]


def _are_distinct(names: list[Any]) -> bool:
    return len({*map(str, names)}) == len(names)


def _shown(names: Names) -> str:
    """The names of groups in a message, without outer brackets if there is one group."""
    return f"{names[0] if len(names) == 1 else names!r:.200}"
