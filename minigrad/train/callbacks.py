"""Callbacks: work beside training, at each batch or each epoch; schedules and clipping."""

from __future__ import annotations

import inspect
import math
from dataclasses import dataclass, field
from typing import Any

from minigrad.optim import clip_grad_norm_, clip_grad_value_
from minigrad.optim.scheduler import Scheduler
from minigrad.support.overriding import override
from minigrad.train.history import History
from minigrad.train.weights import moved_by, parameters_of


@dataclass
class Run:
    """A training run as callbacks see it.

    Attributes
    ----------
    net, loss, opt
        The arguments of `fit`.
    epochs : int
        The number of epochs in the whole run.
    history : History
        The rows so far.
    epoch, batch : int
        Counted from 1: where the run is.
    error : float
        The loss of the latest batch.
    stop : bool
        Set it to end training after this epoch.
    said : list of str
        The texts of `say`.

    Examples
    --------
    >>> from minigrad import train
    >>> class Enough(train.Callback):
    ...     def on_epoch(self, run):
    ...         run.stop = run.history[-1].train_loss < 0.01
    """

    net: Any
    loss: Any
    opt: Any
    epochs: int
    history: History = field(default_factory=History)
    epoch: int = 0
    batch: int = 0
    error: float = math.nan
    stop: bool = False
    said: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Tell the user: below the printed history, and at the end where the progress is shown."""
        self.said.append(text)
        if isinstance(self.history, History):  # and no list that takes the rows
            self.history.notes.append(text)


class Callback:
    """Base of callbacks: override the methods you need; all do nothing here.

    A callback that remembers something has a ``state_dict()`` of numbers, texts and arrays, and a
    ``load_state_dict(state)``: checkpoints keep it.

    Examples
    --------
    >>> from minigrad import train
    >>> class Print(train.Callback):
    ...     def on_epoch(self, run):
    ...         print(run.epoch, run.history[-1].train_loss)
    """

    def on_begin(self, run: Run) -> None:
        """Called before a run begins or, with a checkpoint, goes on; its state is loaded after."""

    def on_gradients(self, run: Run) -> None:
        """Called when the gradients of a batch are there, before the parameters move."""

    def on_batch(self, run: Run) -> None:
        """Called after the parameters have moved."""

    def on_epoch(self, run: Run) -> None:
        """Called after an epoch, when its row is in the history; not for row 0."""

    def on_end(self, run: Run) -> None:
        """Called when training is over, all epochs being done or `Run.stop` being set."""

    def on_interrupt(self, run: Run) -> None:
        """Called instead of `on_end` when Ctrl-C ends training, within an epoch or between two."""

    def state_dict(self) -> dict[str, Any]:
        """State that a checkpoint must keep."""
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on where `state_dict` was taken."""


class Schedule(Callback):
    """Step a schedule of the learning rate after every epoch or every batch.

    Parameters
    ----------
    schedule
        One of `minigrad.optim`, or anything with ``step()``.
    every : str
        ``"epoch"`` or ``"batch"``.
    monitor : str, optional
        The column of the history that is handed to ``schedule.step``; `ReduceLROnPlateau` needs
        one, for example ``"test_loss"``.

    Raises
    ------
    TypeError
        If the schedule has no ``step()``.
    ValueError
        If ``every`` is neither, or a column is needed, or not to be had; in training, if the
        column is not measured.

    Examples
    --------
    >>> from minigrad import optim, train
    >>> w = mg.tensor(1.0, requires_grad=True)
    >>> opt = optim.SGD([w], lr=0.1)
    >>> callback = train.Schedule(optim.StepLR(opt, step_size=10))
    """

    def __init__(self, schedule: Any, every: str = "epoch", *, monitor: str | None = None) -> None:
        if every not in ("epoch", "batch"):
            raise ValueError(f"Schedule: every is 'epoch' or 'batch', not {every!r}")
        if not callable(getattr(schedule, "step", None)):
            raise TypeError(f"Schedule: {schedule!r} has no step()")
        if monitor is None and _needs_argument(schedule.step):
            raise ValueError(
                f"Schedule: {type(schedule).__name__}.step needs a value; say which column, for "
                "example monitor='test_loss'"
            )
        if monitor is not None and every == "batch":
            raise ValueError("Schedule: a column is known after an epoch only; use every='epoch'")
        self.schedule = schedule
        self.every = every
        self.monitor = monitor

    @override
    def on_batch(self, run: Run) -> None:
        """Step, if after every batch."""
        if self.every == "batch":
            self.schedule.step()

    def on_epoch(self, run: Run) -> None:
        """Step, if after every epoch."""
        if self.monitor is not None:
            value = run.history[-1].column(self.monitor)
            if math.isnan(value):
                raise ValueError(
                    f"Schedule: {self.monitor} is NaN, not measured; give fit test data, or "
                    "monitor a column of the training data"
                )
            self.schedule.step(value)
        elif self.every == "epoch":
            self.schedule.step()

    def state_dict(self) -> dict[str, Any]:
        """The schedule's state."""
        if not hasattr(self.schedule, "state_dict"):
            raise TypeError(f"a checkpoint needs {type(self.schedule).__name__}.state_dict()")
        state: dict[str, Any] = self.schedule.state_dict()
        return state

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on where `state_dict` was taken, by a schedule with the same options."""
        if isinstance(self.schedule, Scheduler):
            self.schedule.check_state(state)
            others = self.schedule.other_options(state)
            if others:
                raise ValueError(
                    f"{type(self.schedule).__name__}: {' and '.join(others)}. Make it as it was to "
                    "go on; to change it, set it on the schedule in a callback, or begin another "
                    "checkpoint"
                )
        self.schedule.load_state_dict(state)


class ClipGradients(Callback):
    """Shrink gradients before the step: `optim.clip_grad_norm_` or `optim.clip_grad_value_`.

    Parameters
    ----------
    max_norm : float, optional
        Of all gradients together.
    max_value : float, optional
        Of each element.

    Raises
    ------
    ValueError
        If not one of the two is given, or it is not positive.

    Examples
    --------
    >>> from minigrad import train
    >>> callback = train.ClipGradients(max_norm=1.0)
    """

    def __init__(self, max_norm: float | None = None, *, max_value: float | None = None) -> None:
        if (max_norm is None) == (max_value is None):
            raise ValueError("ClipGradients: give max_norm or max_value, one of the two")
        limit = max_value if max_norm is None else max_norm
        if limit is None or not limit > 0:
            raise ValueError(f"ClipGradients: the limit must be positive, not {limit}")
        self.max_norm = max_norm
        self.max_value = max_value

    def on_gradients(self, run: Run) -> None:
        """Clip."""
        parameters = moved_by(run.opt) or parameters_of(run.net, run.opt)
        if self.max_norm is not None:
            clip_grad_norm_(parameters, self.max_norm)
        elif self.max_value is not None:
            clip_grad_value_(parameters, self.max_value)


def _needs_argument(step: Any) -> bool:
    try:
        parameters = inspect.signature(step).parameters.values()
    except ValueError:
        return False
    return any(p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD for p in parameters)
