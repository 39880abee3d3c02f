"""Optimisers from outside: their numbers and arrays are inputs of a program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from minigrad.compiler.arguments import with_leaves
from minigrad.compiler.recorder import Recorder
from minigrad.compiler.traced import settled, traced


class _Entry(NamedTuple):
    """A number or an array of a group, or of a state: as it was, and as the function sees it."""

    text: str
    place: dict[Any, Any]
    key: Any
    value: Any
    traced: Any


class TracedOptimizer:
    """An optimiser whose numbers and arrays are those of a program while it is recorded.

    Parameters
    ----------
    optimizer
        Has ``param_groups`` and ``state``.
    recorder
        Writes the program.
    visit
        Called with what is no number and no array, and a label.
    """

    def __init__(
        self, optimizer: Any, recorder: Recorder, visit: Callable[[Any, str], object]
    ) -> None:
        self.optimizer = optimizer
        self.recorder = recorder
        self.entries: list[_Entry] = []
        self._visit = visit
        self._groups = [{**group, "params": [*group["params"]]} for group in optimizer.param_groups]
        self._states = {parameter: {*state} for parameter, state in optimizer.state.items()}
        name = recorder.outside.name(optimizer)
        self._trace_groups(f"{name}.param_groups")
        self._trace_states(f"{name}.state")
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                visit(parameter, "a parameter")

    def _trace_groups(self, groups: str) -> None:
        expect = self.recorder.outside.expect
        expect(f"[*map(list, {groups})]", [*map(list, self.optimizer.param_groups)])
        for i, group in enumerate(self.optimizer.param_groups):
            for key, x in [*group.items()]:
                text = f"{groups}[{i}][{self.recorder.outside.name(key)}]"
                if key == "params":
                    expect(f"[*map(id, {text})]", [*map(id, x)])
                elif type(x) in (int, float):
                    self._replace(text, group, key, traced(self.recorder, text, x, key))
                elif type(x) is tuple and all(type(y) in (int, float) for y in x):
                    expect(f"len({text})", len(x))
                    parts = [
                        traced(self.recorder, f"{text}[{j}]", y, f"{key}_{j}")
                        for j, y in enumerate(x)
                    ]
                    self._replace(text, group, key, tuple(parts))
                else:
                    self._fix(text, x)

    def _trace_states(self, states: str) -> None:
        outside, found = self.recorder.outside, self.optimizer.state
        outside.expect(f"[*map(id, {states})]", [*map(id, found)])
        outside.expect(f"[*map(list, {states}.values())]", [*map(list, found.values())])
        for parameter, state in found.items():
            for key, x in [*state.items()]:
                text = f"{states}[{outside.name(parameter)}][{outside.name(key)}]"
                if isinstance(x, (int, float, np.ndarray, np.generic)):
                    self._replace(text, state, key, traced(self.recorder, text, x, key))
                else:
                    self._fix(text, x)

    def _fix(self, text: str, x: Any) -> None:
        """Let the program fit only where this is there, and as it was inside."""
        outside = self.recorder.outside
        if type(x) in (bool, str, type(None)):
            outside.expect(f"(type({text}), {text})", (type(x), x))
        else:
            outside.expect(f"{text} is {outside.name(x)}")
            self._visit(x, f"{type(self.optimizer).__name__}{text.partition('.')[2]}")

    def _replace(self, text: str, place: dict[Any, Any], key: Any, new: Any) -> None:
        self.entries.append(_Entry(text, place, key, place[key], new))
        place[key] = new

    def note(self, change: Callable[[str, Any, str, str], object]) -> None:
        """Take down what the function has changed.

        Parameters
        ----------
        change
            Called with a statement: the text before what is new, that, and the text after it; and
            with its name.
        """
        name = self.recorder.outside.name
        for entry in self.entries:
            now = entry.place.get(entry.key, entry)
            if now is not entry.traced and now is not entry:
                change(f"{entry.text} = ", now, "", entry.key)
        known = {(id(entry.place), entry.key) for entry in self.entries}
        for parameter, state in self.optimizer.state.items():
            new = {key: x for key, x in state.items() if (id(state), key) not in known}
            if new:
                states = f"{name(self.optimizer)}.state"
                change(f"{states}.setdefault({name(parameter)}, {{}}).update(", new, ")", "")

    def changes(self) -> str | None:
        """The name of something that is not as it was, beside numbers and arrays; None if all is.

        A program changes no groups and no switches, and takes nothing out of a state.
        """
        kind = type(self.optimizer).__name__
        numbers = {(id(entry.place), entry.key) for entry in self.entries}
        groups = self.optimizer.param_groups
        if len(groups) != len(self._groups):
            return f"the groups of {kind}"
        for group, before in zip(groups, self._groups, strict=True):
            if [*group] != [*before]:
                return f"the options of {kind}"
            for key, x in before.items():
                is_same = group[key] is x or (id(group), key) in numbers
                if key == "params":
                    is_same = [*map(id, group[key])] == [*map(id, x)]
                if not is_same:
                    return f"{key} of {kind}"
        states = self.optimizer.state
        if any(keys - states.get(p, {}).keys() for p, keys in self._states.items()):
            return f"the entries of the state of {kind}"
        return None

    def settle(self) -> None:
        """Let it hold the values themselves."""
        for _, place, key, value, traced_value in self.entries:
            if place.get(key) is traced_value:
                place[key] = value
        for place in (*self.optimizer.param_groups, *self.optimizer.state.values()):
            for key, x in place.items():
                place[key] = with_leaves(x, settled)
