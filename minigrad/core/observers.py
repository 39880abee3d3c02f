"""Observers of operations as they are recorded, and the user's lines that record them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

import numpy as np

from minigrad.core.mode import Mode, Observers
from minigrad.core.node import Node
from minigrad.core.op import Op

Observer = Callable[[Node, Op, tuple[Node, ...], tuple[Any, ...], Mapping[str, Any]], None]
"""Takes a result, its operation, its inputs as nodes and as they were given, its options."""
# Whose lines are no user's. (pathlib would cost an import.)
FOLDER = __file__.rpartition(os.sep)[0].rpartition(os.sep)[0] + os.sep
_NUMPY = np.__file__.rpartition(os.sep)[0] + os.sep


def is_of_a_library(frame: FrameType) -> bool:
    """True of a running line of minigrad or NumPy."""
    return frame.f_code.co_filename.startswith((FOLDER, _NUMPY))


def user_frame(frame: FrameType | None = None) -> FrameType:
    """The innermost frame that is running outside minigrad and NumPy, from one outwards."""
    frame = frame or sys._getframe(1)
    while frame.f_back is not None and is_of_a_library(frame):
        frame = frame.f_back
    return frame


def user_line(frame: FrameType | None = None) -> str:
    """The innermost line outside minigrad that is running: its file, number and text."""
    import linecache  # noqa: PLC0415 - lines are noted where somebody asks for them
    from pathlib import Path  # noqa: PLC0415 - as above

    frame = user_frame(frame)
    file = frame.f_code.co_filename
    text = linecache.getline(file, frame.f_lineno, frame.f_globals).strip()
    here = file.removeprefix(f"{Path.cwd()}{os.sep}")
    return f"{here}:{frame.f_lineno}" + (f"  {text}" if text else "")


def note_line(node: Node, *_: Any) -> None:
    """Note where the user's code made a node."""
    node.line = user_line()


class Observing(Mode):
    """Call functions with every result of an operation; see `Observer`."""

    takes_functions = True

    def __init__(self, *observers: Observer) -> None:
        self.observers = observers

    def change(self, recording: int, observers: Observers) -> tuple[int, Observers]:
        """Observe as well; the same function is called once."""
        return recording, (*observers, *(new for new in self.observers if new not in observers))


class record_lines(Observing):  # noqa: N801 - used like no_grad
    """Note beside each recorded operation where the user's code made it, for drawings.

    A context manager and a decorator. It costs some microseconds for each operation, so it is
    not done by default; ``module.draw(example)`` does it.

    Examples
    --------
    >>> x = mg.tensor(2.0, requires_grad=True)
    >>> with mg.record_lines():
    ...     y = x * x
    >>> y.draw("graph.html")  # doctest: +SKIP
    """

    takes_functions = False

    def __init__(self) -> None:
        super().__init__(note_line)
