"""Errors inside modules: the layer and the user's line in the message, no frames of minigrad."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from minigrad.core.deferred import ValuesNeededError
from minigrad.core.messages import layer_name
from minigrad.core.observers import is_of_a_library, user_line

FULL = "MINIGRAD_TRACEBACK"  # set to "full", all frames are shown
_LONGEST = 60
_EXTENDED = (TypeError, ValueError, IndexError, RuntimeError)  # whose message is their argument


def explain_failure(error: Exception, module: Any) -> None:
    """Say in an error which layer failed, and take minigrad's own frames out of its traceback.

    Each module calls it as the error passes. The innermost one has failed; those around it add
    the path to its name.
    """
    if isinstance(error, ValuesNeededError):
        return
    frames = list(_frames(error.__traceback__))
    if type(error) in _EXTENDED and len(error.args) == 1 and frames:
        failure = vars(error).get("_failure")
        if failure is None and is_of_a_library(frames[-1].tb_frame):
            failure = (error.args[0], module, user_line(sys._getframe(2)))
            vars(error)["_failure"] = failure  # goes where the error goes
        if failure is not None:
            message, layer, line = failure
            said = f"{message}"
            if layer is not module or not said.startswith(type(layer).__name__):
                error.args = (f"{said}\n  in {_named(layer, module)}\n  called at {line}",)
    if os.environ.get(FULL) != "full":
        error.__traceback__ = _of_users(frames)


def _frames(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _of_users(frames: list[TracebackType]) -> TracebackType | None:
    """A traceback of the frames outside minigrad and NumPy."""
    made = None
    for one in reversed(frames):
        if not is_of_a_library(one.tb_frame):
            made = TracebackType(made, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return made


def _named(layer: Any, around: Any) -> str:
    """A layer with its path in the module that holds it."""
    what = layer_name(layer)
    what = what if len(what) <= _LONGEST else f"{type(layer).__name__}(...)"
    if layer is around:
        return what
    path = next((path for path, part in around.named_modules() if part is layer), "")
    of = f"{what} of {type(around).__name__}"
    return f"{path} · {of}" if path else of
