"""What is done at every step: schedules, and limits for gradients."""

from __future__ import annotations

import inspect
import math
from typing import Any

from minigrad.optim import clip_grad_norm_, clip_grad_value_
from minigrad.optim.scheduler import Scheduler
from minigrad.train.callbacks import Callback, Run
from minigrad.train.state import moved_by, parameters_of


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

    def on_batch(self, run: Run) -> None:  # noqa: ARG002 - the protocol
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
