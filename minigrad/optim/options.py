"""Hyper-parameters: what each may be, and what all parameter groups have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeAlias

Group: TypeAlias = dict[str, Any]
State: TypeAlias = dict[str, Any]


class HasGroups(Protocol):
    """An optimiser or its like, with hyper-parameters in groups."""

    param_groups: list[Group]

    def check_options(self, group: Group) -> None:
        """Refuse options that cannot be."""


class Option:
    """A hyper-parameter of an optimiser, kept in its parameter groups.

    As an attribute it is what all groups have in common, and setting it sets it in every group.

    Parameters
    ----------
    condition : str
        What holds for a value, with ``{}`` for its name; nothing for a switch.
    holds : callable
        Whether it does.
    """

    def __init__(
        self, condition: str = "", holds: Callable[[Any], bool] = lambda value: True
    ) -> None:
        self.condition = condition
        self.holds = holds

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, optimizer: HasGroups | None, owner: type) -> Any:
        if optimizer is None:
            return self
        first, *others = [group[self.name] for group in optimizer.param_groups]
        if any(value != first for value in others):
            raise AttributeError(
                f"{owner.__name__}: the parameter groups have different {self.name}: "
                f"{', '.join(map(str, [first, *others]))}; read param_groups[i]['{self.name}']"
            )
        return first

    def __set__(self, optimizer: HasGroups, value: Any) -> None:
        groups = [{**group, self.name: plain(value)} for group in optimizer.param_groups]
        for group in groups:
            optimizer.check_options(group)
        for old, new in zip(optimizer.param_groups, groups, strict=True):
            old.update(new)

    def refuses(self, value: Any) -> bool:
        """Whether a value is none that this hyper-parameter may have."""
        try:
            return not self.holds(value)
        except (TypeError, ValueError):  # no number, or no pair
            return True


def positive() -> Any:
    """A number above 0."""
    return Option("{} > 0", lambda value: value > 0)


def not_negative() -> Any:
    """A number from 0."""
    return Option("{} >= 0", lambda value: value >= 0)


def fraction() -> Any:
    """A number from 0 to below 1: how much of the past is kept."""
    return Option("0 <= {} < 1", lambda value: 0 <= value < 1)


def two_fractions() -> Any:
    """A pair of them."""

    def holds(value: Any) -> bool:
        first, second = value
        return bool(0 <= first < 1 and 0 <= second < 1)

    return Option("{} as two numbers from 0 to below 1", holds)


def whole(lowest: int) -> Any:
    """A whole number that is not below another."""
    return Option(
        f"a whole number {{}} >= {lowest}", lambda value: value == int(value) and value >= lowest
    )


def switch() -> Any:
    """A yes or no."""
    return Option()


def declared(owner: type) -> dict[str, Option]:
    """The hyper-parameters that a class and its bases declare."""
    classes = reversed(owner.__mro__)
    return {
        name: option
        for class_ in classes
        for name, option in vars(class_).items()
        if isinstance(option, Option)
    }


def check(name: str, options: Mapping[str, Any], declarations: Mapping[str, Option]) -> None:
    """Refuse values out of range, with all that is asked and all that was given."""
    asked = {key: declarations[key] for key in options if key in declarations}
    if any(option.refuses(options[key]) for key, option in asked.items()):
        limited = {key: option for key, option in asked.items() if option.condition}
        conditions = listed(option.condition.format(key) for key, option in limited.items())
        given = ", ".join(f"{key}={options[key]}" for key in limited)
        raise ValueError(f"{name}: needs {conditions}, not {given}")


def listed(words: Iterable[str]) -> str:
    """``a, b and c``."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def plain(value: Any) -> Any:
    """A hyper-parameter as a Python number, which leaves the dtype of arrays as it is."""
    if isinstance(value, (tuple, list)):
        return tuple(map(plain, value))
    return value.item() if hasattr(value, "item") else value
