"""Callbacks: what is done beside training, at each batch or each epoch."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from minigrad.train.history import History


@dataclass
class Run:
    """A training run as callbacks see it.

    Attributes
    ----------
    net, loss, opt
        What `fit` was given.
    epochs : int
        How many there are to be.
    history : History
        The rows so far.
    epoch, batch : int
        Counted from 1: where the run is.
    error : float
        The loss of the latest batch.
    stop : bool
        Set it to end training after this epoch.
    said : list of str
        What was said by `say`.

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
    """Something done beside training. Say what in the methods you need; all do nothing here.

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
        """What a checkpoint must keep."""
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on where `state_dict` was taken."""
