"""The recorder: writes calls down, and makes each of them once, on examples."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from minigrad.compiler.program import Call, Condition, Program, Value, map_tree, values

_GENERATORS = (np.random.Generator, np.random.RandomState)
_NUMBER = np.dtype(object)


class Recorder:
    """Writes a program.

    Attributes
    ----------
    program
        The program that is written.
    sources
        Functions that read the inputs that follow the arguments.
    conditions
        The conditions for the program to fit.
    updates
        Functions that are called after a run, and the nests of results for them.
    decided
        The questions about numbers whose answers are among the conditions.
    undone
        Functions that are called when the program is written, to undo changes.
    drawn
        The generators from which numbers were drawn, and their states before.
    """

    def __init__(self) -> None:
        self.program = Program()
        self.sources: list[Callable[[], Any]] = []
        self.conditions: list[Condition] = []
        self.updates: list[tuple[Callable[[Any], Any], Any]] = []
        self.decided: set[Any] = set()
        self.undone: list[Callable[[], Any]] = []
        self.drawn: dict[int, tuple[Any, Any]] = {}
        self.errors = np.geterr()

    def input(self, example: Any, name: str) -> Value:
        """An input of the program: an array, or a Python number."""
        value = _like(example, None, name)
        self.program.inputs.append(value)
        return value

    def read(self, get: Callable[[], Any], name: str) -> Value:
        """An input that is read before every run."""
        self.sources.append(get)
        return self.input(get(), name)

    def call(self, function: Callable[..., Any], args: Any, options: Any) -> Any:
        """The result of a function of values: one value, several, or an object of another kind."""
        for generator in args:
            if isinstance(generator, _GENERATORS):
                self.drawn.setdefault(id(generator), (generator, _state(generator)))
        try:
            with np.errstate(all="ignore"):
                example = function(*map_tree(_example, args), **map_tree(_example, options))
        except ValueError as error:
            if "read-only" in str(error):
                name = getattr(function, "name", None) or getattr(function, "__name__", function)
                raise TypeError(
                    f"inside minigrad.compile {name}() writes into an array that it was given; "
                    "let it return a new one (without overwrite_input, copy=False and the like)"
                ) from error
            raise
        if isinstance(example, (tuple, list)) and all(hasattr(x, "strides") for x in example):
            bases = (
                value
                for value in values((args, options))
                if any(np.may_share_memory(x, value.example) for x in example)
            )
            whole = Value((), _NUMBER, (), next(bases, None), "", example)
            self.program.calls.append(Call(function, args, options, whole, self._silent()))
            pieces = [
                self._write(operator.getitem, (whole, i), {}, x) for i, x in enumerate(example)
            ]
            for piece in pieces:
                piece.base = whole.base
            kind: Any = type(example)
            return kind(*pieces) if hasattr(example, "_fields") else kind(pieces)
        if not isinstance(example, (np.ndarray, np.generic)):
            return example
        return self._write(function, args, options, example)

    def number(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Value:
        """The result of Python's arithmetic on numbers."""
        return self._write(function, args, {}, function(*map_tree(_example, args)))

    def look(self, function: Callable[..., Any], args: Any) -> None:
        """Write a call that is made for the errors that it may raise."""
        function(*map_tree(_example, args))
        self.program.calls.append(Call(function, args, {}, None))

    def put_back(self) -> None:
        """Let everything be as it was, and generators as before their examples were drawn."""
        for undo in reversed(self.undone):
            undo()
        for generator, state in self.drawn.values():
            if isinstance(generator, np.random.Generator):
                generator.bit_generator.state = state
            else:
                generator.set_state(state)

    def is_seen_elsewhere(self, value: Value) -> bool:
        """True where memory belongs to another value as well."""
        owner = value.owner
        results = (call.result for call in self.program.calls)
        return value is not owner or any(
            result is not None and result is not value and result.owner is owner
            for result in results
        )

    def _write(self, function: Any, args: Any, options: Any, example: Any) -> Value:
        base = None
        for value in values((args, options)):
            if type(value.example) is np.ndarray and np.may_share_memory(example, value.example):
                base = value
        result = _like(example, base, "")
        self.program.calls.append(Call(function, args, options, result, self._silent()))
        return result

    def _silent(self) -> tuple[str, ...]:
        pairs = zip(np.geterr().items(), self.errors.values(), strict=True)
        return tuple(kind for (kind, now), before in pairs if now == "ignore" != before)


def _like(example: Any, base: Value | None, name: str) -> Value:
    if isinstance(example, (np.ndarray, np.generic)):
        return Value(example.shape, example.dtype, example.strides, base, name, example)
    return Value((), _NUMBER, (), None, name, example)


def _example(x: Any) -> Any:
    """The example of a value, which nothing can write into."""
    if not isinstance(x, Value):
        return x
    if type(x.example) is not np.ndarray:
        return x.example
    example = x.example.view()
    example.flags.writeable = False
    return example


def _state(generator: Any) -> Any:
    is_new = isinstance(generator, np.random.Generator)
    return generator.bit_generator.state if is_new else generator.get_state()
