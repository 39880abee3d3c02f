"""The grad mode: whether operations are recorded here and now.

The mode is a context variable, so it is private to a thread and to an asyncio task. Its value
is a linked stack ``(recording, what was before)``: entering pushes and leaving pops, and the
context managers themselves hold nothing, so one object may be entered again and shared.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_mode: ContextVar[tuple[bool, Any]] = ContextVar("minigrad.mode", default=(True, None))
current_mode = _mode.get


def is_grad_enabled() -> bool:
    """Whether operations are being recorded.

    Examples
    --------
    >>> import minigrad as mg
    >>> mg.is_grad_enabled()
    True
    """
    return current_mode()[0]


class _GradMode:
    recording: bool

    def __enter__(self) -> None:
        _mode.set((self.recording, current_mode()))

    def __exit__(self, *exception: object) -> None:
        _mode.set(current_mode()[1])

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
            with self:
                return function(*args, **kwargs)

        return wrapped


class no_grad(_GradMode):  # noqa: N801 - PyTorch's name, used like a function
    """Compute without recording: a context manager and a decorator.

    Examples
    --------
    >>> import minigrad as mg
    >>> x = mg.tensor(2.0, requires_grad=True)
    >>> with mg.no_grad():
    ...     y = x * x
    >>> y.requires_grad
    False
    """

    recording = False


class enable_grad(_GradMode):  # noqa: N801 - PyTorch's name, used like a function
    """Record again inside `no_grad`: a context manager and a decorator.

    Examples
    --------
    >>> import minigrad as mg
    >>> x = mg.tensor(2.0, requires_grad=True)
    >>> with mg.no_grad(), mg.enable_grad():
    ...     y = x * x
    >>> y.requires_grad
    True
    """

    recording = True
