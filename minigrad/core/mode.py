"""The grad mode: whether operations are recorded here and now.

The mode is a context variable, so it is private to a thread and to an asyncio task. Its value
is a linked stack ``(what is recorded, what was before, the observers)``: entering pushes and
leaving pops, and the context managers themselves hold nothing, so one object may be entered
again and shared. Observers are called with every result of an operation; see
`minigrad.core.observers`.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from minigrad.support.overriding import override

P = ParamSpec("P")
R = TypeVar("R")

Observers = tuple[Callable[..., None], ...]
NOTHING, WHAT_REQUIRES_GRAD, EVERYTHING = range(3)
_mode: ContextVar[tuple[int, Any, Observers]] = ContextVar(
    "minigrad.core.mode", default=(WHAT_REQUIRES_GRAD, None, ())
)
current_mode: Callable[[], tuple[int, Any, Observers]] = _mode.get


def is_grad_enabled() -> bool:
    """Recording or not: True where operations are being recorded.

    Examples
    --------
    >>> import minigrad as mg
    >>> mg.is_grad_enabled()
    True
    """
    return current_mode()[0] != NOTHING


class Mode:
    """A context manager and a decorator that changes what is done beside computing."""

    takes_functions = False  # whether the class is made with functions, which it does not decorate

    if not TYPE_CHECKING:  # a type checker is to know the class alone, as brackets make it

        def __new__(cls, function: Any = None, *_: Any) -> Any:
            """Decorate a function at once where brackets were left out: ``@no_grad``."""
            mode = super().__new__(cls)
            if cls.takes_functions or not callable(function):
                return mode
            mode.__init__()  # what comes back is no mode, so that the class does not call it
            return mode(function)

    def __enter__(self) -> None:
        """Push."""
        before = current_mode()
        recording, observers = self.change(before[0], before[2])
        _mode.set((recording, before, observers))

    def change(self, recording: int, observers: Observers) -> tuple[int, Observers]:
        """The recording and the observers inside, from those before."""
        raise NotImplementedError

    def __exit__(self, *exception: object) -> None:
        """Pop."""
        before = current_mode()[1]
        if before is not None:  # None: a generator was closed in another context than begun in
            _mode.set(before)

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Decorate a function."""
        if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
            raise TypeError(
                f"{type(self).__name__} cannot decorate a generator, which runs piece by piece; "
                "use it in a with statement inside"
            )
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def awaited(*args: Any, **kwargs: Any) -> Any:
                with self:
                    return await function(*args, **kwargs)

            return awaited  # type: ignore[return-value]  # a coroutine function for one

        @functools.wraps(function)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
            with self:
                return function(*args, **kwargs)

        return wrapped


class _GradMode(Mode):
    recording: int

    @override
    def change(self, recording: int, observers: Observers) -> tuple[int, Observers]:
        return self.recording, observers


class no_grad(_GradMode):  # noqa: N801 - PyTorch's name, used like a function
    """Computing without recording: a context manager, and a decorator of a ``function``.

    Examples
    --------
    >>> import minigrad as mg
    >>> x = mg.tensor(2.0, requires_grad=True)
    >>> with mg.no_grad():
    ...     y = x * x
    >>> y.requires_grad
    False
    """

    recording = NOTHING


class enable_grad(_GradMode):  # noqa: N801 - PyTorch's name, used like a function
    """Recording again inside `no_grad`: a context manager, and a decorator of a ``function``.

    Examples
    --------
    >>> import minigrad as mg
    >>> x = mg.tensor(2.0, requires_grad=True)
    >>> with mg.no_grad(), mg.enable_grad():
    ...     y = x * x
    >>> y.requires_grad
    True
    """

    recording = WHAT_REQUIRES_GRAD


class RecordEverything(_GradMode):
    """Record operations on constants too, for readers that replay a graph on new inputs."""

    recording = EVERYTHING
