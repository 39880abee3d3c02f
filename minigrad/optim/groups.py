"""Parameter groups: parameters as users give them, with options that may differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import signature
from typing import Any, TypeAlias

import numpy as np

from minigrad.nn.module import Module
from minigrad.tensors.handle import Tensor

Group: TypeAlias = dict[str, Any]
State: TypeAlias = dict[str, Any]
Parameters: TypeAlias = Module | Iterable[Tensor | tuple[str, Tensor]] | Iterable[Group]


class Option:
    """A hyperparameter of an optimiser, kept in its parameter groups.

    As an attribute it is the value that all groups share, and setting it sets it in every group.

    Parameters
    ----------
    condition : str
        The range of its values in words, with ``{}`` for its name; empty for a switch.
    holds : callable
        The same condition as a function of a value.
    """

    def __init__(
        self, condition: str = "", holds: Callable[[Any], bool] = lambda value: True
    ) -> None:
        self.condition = condition
        self.holds = holds

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, optimizer: ParameterGroups | None, owner: type) -> Any:
        if optimizer is None:
            return self
        first, *others = [group[self.name] for group in optimizer.param_groups]
        if any(value != first for value in others):
            raise AttributeError(
                f"{owner.__name__}: the parameter groups have different {self.name}: "
                f"{', '.join(map(str, [first, *others]))}; read param_groups[i]['{self.name}']"
            )
        return first

    def __set__(self, optimizer: ParameterGroups, value: Any) -> None:
        groups = [{**group, self.name: plain(value)} for group in optimizer.param_groups]
        for group in groups:
            optimizer.check_options(group)
        for old, new in zip(optimizer.param_groups, groups, strict=True):
            old.update(new)

    def refuses(self, value: Any) -> bool:
        """True for a value outside the range."""
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
    """A number from 0 to below 1."""
    return Option("0 <= {} < 1", lambda value: 0 <= value < 1)


def two_fractions() -> Any:
    """A pair of numbers from 0 to below 1."""

    def holds(value: Any) -> bool:
        first, second = value
        return bool(0 <= first < 1 and 0 <= second < 1)

    return Option("{} as two numbers from 0 to below 1", holds)


def whole(lowest: int) -> Any:
    """A whole number with a lower bound."""
    return Option(
        f"a whole number {{}} >= {lowest}", lambda value: value == int(value) and value >= lowest
    )


def switch() -> Any:
    """True or False."""
    return Option()


def declared(owner: type) -> dict[str, Option]:
    """The hyperparameters that a class and its bases declare."""
    classes = reversed(owner.__mro__)
    return {
        name: option
        for class_ in classes
        for name, option in vars(class_).items()
        if isinstance(option, Option)
    }


def check(name: str, options: Mapping[str, Any], declarations: Mapping[str, Option]) -> None:
    """Refuse values out of range; the message lists all conditions and all values."""
    asked = {key: declarations[key] for key in options if key in declarations}
    if any(option.refuses(options[key]) for key, option in asked.items()):
        limited = {key: option for key, option in asked.items() if option.condition}
        conditions = listed(option.condition.format(key) for key, option in limited.items())
        given = ", ".join(f"{key}={options[key]}" for key in limited)
        raise ValueError(f"{name}: needs {conditions}, not {given}")


def listed(words: Iterable[str]) -> str:
    """Words as a list in a sentence: ``a, b and c``."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def plain(value: Any) -> Any:
    """A hyperparameter as a Python number, which does not widen the dtype of arrays."""
    if isinstance(value, (tuple, list)):
        return tuple(map(plain, value))
    return value.item() if hasattr(value, "item") else value


class ParameterGroups:
    """The parameters of an optimiser in groups, each with its options."""

    lr: float = positive()

    def __init__(self, parameters: Parameters, **options: Any) -> None:
        self.defaults: Group = {name: plain(value) for name, value in options.items()}
        self.param_groups: list[Group] = []
        self.given_names: dict[Tensor, str] = {}
        if isinstance(parameters, (Tensor, set, frozenset, Mapping)):
            raise TypeError(
                f"{self._name}: give a list of parameters or of groups, whose order says which "
                f"is which, not one {type(parameters).__name__}"
            )
        if not isinstance(parameters, Module) and isinstance(parameters, Iterable):
            items: list[Any] = list(parameters)
            if items and isinstance(items[0], Mapping):
                for group in items:
                    self.add_param_group(group)
                return
            parameters = items or parameters  # the message of an empty one says its type
        self.add_param_group({"params": parameters})

    @property
    def parameters(self) -> list[Tensor]:
        """The parameters of all groups, in order."""
        return [parameter for group in self.param_groups for parameter in group["params"]]

    def add_param_group(self, group: Mapping[str, Any]) -> None:
        """Optimise more parameters, with options of their own.

        Parameters
        ----------
        group : dict
            ``"params"``, a Tensor, a module, or an iterable of Tensors or of pairs ``(name,
            Tensor)``; and the options that differ.

        Examples
        --------
        >>> from minigrad import optim
        >>> a, b = mg.tensor(1.0, requires_grad=True), mg.tensor(2.0, requires_grad=True)
        >>> opt = optim.SGD([a], lr=0.1)
        >>> opt.add_param_group({"params": b, "lr": 0.01})
        >>> [group["lr"] for group in opt.param_groups]
        [0.1, 0.01]
        """
        pairs = named_parameters(self._name, _checked_group(self._name, group)["params"])
        for _, p in pairs:
            if not (p.requires_grad and p.is_leaf):
                raise TypeError(
                    f"{self._name}: {p!r} is not a leaf Tensor that requires a gradient"
                )
        parameters = [p for _, p in pairs]
        together = [*self.parameters, *parameters]
        if len(set(map(id, together))) < len(together):
            raise ValueError(f"{self._name}: a parameter is there twice, and would move twice")
        names = {p: name for name, p in pairs if name is not None}
        taken = [*self.given_names.values(), *names.values()]
        if len(set(taken)) < len(taken):
            twice = next(name for name in taken if taken.count(name) > 1)
            raise ValueError(f"{self._name}: two parameters are named {twice!r}")
        given = {name: plain(value) for name, value in group.items() if name != "params"}
        unknown = given.keys() - self.defaults.keys() - {"initial_lr"}
        if unknown:
            raise TypeError(
                f"{self._name}: a group has no option {', '.join(sorted(unknown))}; it has "
                f"{', '.join(self.defaults)}"
            )
        options = {**self.defaults, **given}
        check(self._name, options, declared(type(self)))
        self.check_options({"params": parameters, **options})
        self.param_groups.append({"params": parameters, **options})
        self.given_names |= names

    def check_options(self, options: Mapping[str, Any]) -> None:
        """Refuse options out of range, or that do not go together.

        A learning rate of 0 passes, since a schedule may end there; no new group begins with it.
        """
        rate = options.get("lr", 1.0)
        checked = (
            {**options, "lr": 1.0} if isinstance(rate, (int, float)) and rate == 0 else options
        )
        check(self._name, checked, declared(type(self)))
        eps = options.get("eps")
        for dtype in {working_dtype(p.dtype) for p in options.get("params", ())}:
            if isinstance(eps, float) and 0 < eps < float(np.finfo(dtype).smallest_subnormal):
                raise ValueError(f"{self._name}: eps={eps} is 0 in {dtype}; make it larger")

    def name_of(self, parameter: Tensor) -> str | None:
        """The name of a parameter: the one given with it, or its own."""
        return self.given_names.get(parameter, parameter.name)

    def param_names(self) -> list[list[str | None]]:
        """The names of all parameters, group by group."""
        return [[self.name_of(p) for p in group["params"]] for group in self.param_groups]

    @property
    def _name(self) -> str:
        return type(self).__name__

    def __repr__(self) -> str:
        usual = {p.name: p.default for p in signature(type(self)).parameters.values()}
        groups = [
            ", ".join(
                f"{name}={group[name]}"
                for name in self.defaults
                if name == "lr" or (name in usual and group[name] != usual[name])
            )
            for group in self.param_groups
        ]
        return f"{self._name}({'; '.join(groups)})"


def _checked_group(name: str, group: Any) -> Mapping[str, Any]:
    if isinstance(group, Mapping) and "params" in group:
        return group
    raise TypeError(f"{name}: a group is a dict with 'params', not {group!r}")


def named_parameters(
    where: str, given: Any, to: str = "optimise"
) -> list[tuple[str | None, Tensor]]:
    """Tensors with the names that were given for them, or None; none at all is an error.

    Parameters
    ----------
    where : str
        The optimiser or function, for the errors.
    given : Tensor, Module, or iterable of Tensor or of (str, Tensor)
        An iterator that is used up already is an error, since nothing would happen.
    to : str
        The purpose, for the errors.

    Examples
    --------
    >>> from minigrad.optim.groups import named_parameters
    >>> w = mg.tensor([1.0], requires_grad=True)
    >>> named_parameters("SGD", {"w": w}.items())
    [('w', tensor([1.], requires_grad=True))]
    """
    if isinstance(given, Tensor):
        return [(None, given)]
    if isinstance(given, Module):
        items: list[Any] = list(given.named_parameters())
    elif isinstance(given, Mapping):
        raise TypeError(
            f"{where}: give the parameters of a dict as d.items(), which keeps their names, or as "
            "list(d.values())"
        )
    elif callable(given):
        raise TypeError(f"{where}: {given!r:.80} is a function; call it: net.parameters()")
    elif not hasattr(given, "__iter__"):
        raise TypeError(
            f"{where}: give a list of Tensors, or a nn.Module, not {type(given).__name__}"
        )
    else:
        items = list(given)
    if not items:
        used = ": an iterator can be gone through once, so give a list"
        raise ValueError(
            f"{where}: there are no parameters to {to} in this {type(given).__name__}"
            + (used if isinstance(given, Iterator) else "")
        )
    return [_named(where, item) for item in items]


def _named(where: str, item: Any) -> tuple[str | None, Tensor]:
    name, parameter = item if _is_pair(item) else (None, item)
    if isinstance(parameter, Tensor):
        return name, parameter
    hint = ""
    if callable(getattr(parameter, "parameters", None)):
        hint = "; write .parameters() behind it, and * before it to join lists"
    raise TypeError(
        f"{where}: {parameter!r:.80} is not a leaf Tensor that requires a gradient{hint}"
    )


def _is_pair(item: Any) -> bool:
    return isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], str)


def working_dtype(dtype: Any) -> Any:
    """The dtype of the state of a parameter: float32 for float16, otherwise its own.

    In float16 1e-8 is 0, and the square of 300 infinite.
    """
    return np.dtype(np.float32) if dtype.itemsize < 4 else dtype


def widened(x: Any) -> Any:
    """An array in its working dtype; float32 and float64 are not copied."""
    return x.astype(np.float32) if x.dtype.itemsize < 4 else x
