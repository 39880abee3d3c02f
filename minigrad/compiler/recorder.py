"""The recorder: writes calls down, and makes each of them once, on examples."""

from __future__ import annotations

import operator
import os
from collections.abc import Callable
from pathlib import Path
from threading import get_ident
from typing import Any
from weakref import ref

import numpy as np

from minigrad.compiler.outside import Outside
from minigrad.compiler.program import Call, Program, Value, map_tree, values
from minigrad.core.observers import user_frame, user_line
from minigrad.tensors.object_graph import GENERATORS

_NUMBER = np.dtype(object)


class Recorder:
    """Writes a program.

    Attributes
    ----------
    program
        The program that is written.
    outside
        What is read for the inputs that follow the arguments, and what is changed.
    decided
        The questions about numbers whose answers are among the conditions.
    failed
        Whether an operation raised an error, which the function may have caught.
    refused
        The errors of those who looked at values, by the user's instruction that was running; the
        function may have caught them.
    traced
        Weak references to all arrays and numbers that the function was given in place of values.
    folder
        The folder of the process, which is left out of the names of files.
    on_draw
        Called with a generator from which numbers were drawn.
    """

    def __init__(self) -> None:
        self.program = Program()
        self.outside = Outside()
        self.decided: set[str] = set()
        self.failed = False
        self.folder = f"{Path.cwd()}{os.sep}"
        self.refused: dict[Any, Exception] = {}
        self.traced: list[ref[Any]] = []
        self.on_draw: Callable[[Any], None] = lambda generator: None
        self.errors = np.geterr()
        self._thread = get_ident()

    def input(self, example: Any, name: str) -> Value:
        """An input of the program: an array, or a Python number."""
        value = _like(example, None, name)
        self.program.inputs.append(value)
        return value

    def read(self, text: str, example: Any, name: str) -> Value:
        """An input that is read before every run."""
        self.outside.sources.append((text, example))
        return self.input(example, name)

    def call(self, function: Callable[..., Any], args: Any, options: Any) -> Any:
        """The result of a function of values: one value, several, or an object of another kind."""
        example = self._made(function, args, options)
        for generator in args:
            if isinstance(generator, GENERATORS):
                self.on_draw(generator)
        if isinstance(example, (tuple, list)) and all(hasattr(x, "strides") for x in example):
            bases = (
                value
                for value in values((args, options))
                if any(np.may_share_memory(x, value.example) for x in example)
            )
            whole = Value((), _NUMBER, (), next(bases, None), "", example)
            self._add(Call(function, args, options, whole, self._silent()))
            pieces = [
                self._write(operator.getitem, (whole, i), {}, x) for i, x in enumerate(example)
            ]
            for piece in pieces:
                piece.base = whole.base
            kind: Any = type(example)
            return kind(*pieces) if hasattr(example, "_fields") else kind(pieces)
        if not isinstance(example, (np.ndarray, np.generic, int, float, complex)):
            return example
        return self._write(function, args, options, example)

    def number(self, function: Callable[..., Any], args: tuple[Any, ...]) -> Value:
        """The result of Python's arithmetic on numbers."""
        return self._write(function, args, {}, function(*map_tree(_example, args)))

    def look(self, function: Callable[..., Any], args: Any) -> None:
        """Write a call that is made for the errors that it may raise."""
        self._made(function, args, {})
        self._add(Call(function, args, {}, None))

    def _made(self, function: Callable[..., Any], args: Any, options: Any) -> Any:
        try:
            return function(*map_tree(_example, args), **map_tree(_example, options))
        except Exception as error:
            self.failed = True
            if isinstance(error, ValueError) and "read-only" in str(error):
                name = getattr(function, "name", None) or getattr(function, "__name__", function)
                raise TypeError(
                    f"minigrad.compile: {name}() writes into an array that it was given; "
                    "let it return a new one (without overwrite_input, copy=False and the like)"
                ) from error
            raise

    def check_thread(self) -> None:
        """Raise an error in a thread that uses what another one records."""
        if get_ident() != self._thread:
            raise RuntimeError(
                "minigrad.compile: another thread is recording a call that uses this Tensor, at\n"
                f"  {user_line()}\n"
                "call the compiled function once before the threads start, or give each thread "
                "Tensors of its own"
            )

    def is_seen_elsewhere(self, value: Value) -> bool:
        """True where memory belongs to another value as well."""
        owner = value.owner
        results = (call.result for call in self.program.calls)
        return value is not owner or any(
            result is not None and result is not value and result.owner is owner
            for result in results
        )

    @property
    def nbytes(self) -> int:
        """The memory of all arrays that the recorded call has made."""
        results = (call.result for call in self.program.calls)
        return sum(x.nbytes for x in results if x is not None and x.base is None)

    def _write(self, function: Any, args: Any, options: Any, example: Any) -> Value:
        base = None
        for value in values((args, options)):
            if type(value.example) is np.ndarray and np.may_share_memory(example, value.example):
                base = value
        result = _like(example, base, "")
        self._add(Call(function, args, options, result, self._silent()))
        return result

    def _add(self, call: Call) -> None:
        self.check_thread()
        frame = user_frame()
        call.line = f"{frame.f_code.co_filename.removeprefix(self.folder)}:{frame.f_lineno}"
        self.program.calls.append(call)

    def _silent(self) -> tuple[tuple[str, str], ...]:
        pairs: Any = zip(np.geterr().items(), self.errors.values(), strict=True)
        return tuple(pair for pair, usual in pairs if pair[1] != usual)


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
