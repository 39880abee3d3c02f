"""The training loop: epochs, batches, and their rows in the history."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np

from minigrad.train.callbacks import Callback, Run
from minigrad.train.checkpoint import Checkpoint, Position
from minigrad.train.evaluation import Dataset, Measures, accuracy_of, outputs_of
from minigrad.train.given import batches_of
from minigrad.train.history import Epoch, History
from minigrad.train.progress import progress_bar
from minigrad.train.state import moved_by
from minigrad.train.stepping import Step


class Optimizer(Protocol):
    """The part of an optimiser that `fit` needs.

    With ``parameters``, a list or a method, `fit` also knows what it moves; a checkpoint needs its
    ``state_dict`` and ``load_state_dict``.

    Examples
    --------
    >>> from minigrad import train
    >>> w = mg.tensor([0.0, 1.0], requires_grad=True)
    >>> class SignDescent:
    ...     parameters = [w]
    ...     def zero_grad(self):
    ...         w.zero_grad()
    ...     def step(self):
    ...         w.data = w.numpy() - 0.01 * np.sign(w.grad.numpy())
    >>> opt: train.Optimizer = SignDescent()
    """

    def zero_grad(self) -> None:
        """Forget the gradients."""

    def step(self) -> Any:
        """Move the parameters."""


class Loop:
    """A run on its way through the epochs.

    Parameters
    ----------
    run
        What callbacks see of it.
    measures
        What is written into the history.
    batches
        Gone through in every epoch.
    callbacks
        Called in this order.
    """

    train_data: Dataset
    test_data: Dataset | None
    on_epoch: Callable[[History], None] | None = None
    progress = True
    every_batches: int | None = None
    checkpoint: Checkpoint | None = None

    def __init__(
        self, run: Run, measures: Measures, batches: Any, callbacks: Sequence[Callback]
    ) -> None:
        self.run = run
        self.measures = measures
        self.batches = batches
        self.callbacks = callbacks
        self.step = Step(run, callbacks)

    def go(self, position: Position | None) -> None:
        """All epochs, or those that are left."""
        run = self.run
        if position is None:
            start = time.perf_counter()
            before = self.measures.of(*outputs_of(run.net, self.train_data))
            self._close_epoch(0, before, start)
            position = Position()
        run.epoch = position.done
        while position.done < run.epochs and not run.stop:
            self._train_epoch(position)
            position = Position(position.done + 1)

    def _train_epoch(self, position: Position) -> None:
        run, callbacks = self.run, self.callbacks
        start = time.perf_counter() - position.seconds
        run.epoch, run.batch = position.done + 1, position.batch
        seen, labels = list(position.seen), list(position.labels)
        batches = self._batches_after(position)
        text = f"epoch {run.epoch}/{run.epochs}"
        with progress_bar(
            text,
            length(self.batches),
            done=run.batch,
            wanted=self.progress,
            # A user's own may not be meant for one batch, nor its mean for the whole.
            accuracy=accuracy_of if self.measures.accuracy is accuracy_of else None,
        ) as bar:
            for x, t in batches_of(batches):
                run.batch += 1
                outputs = self.step(x, t)
                if self.checkpoint is not None and run.batch == 1:
                    self.checkpoint.refuse_lost_state()  # before an epoch is lost
                seen.append(outputs)
                labels.append(t)
                for callback in callbacks:
                    callback.on_batch(run)
                if bar is not None:
                    bar.update(run.error, outputs, t)
                if self.every_batches and run.batch % self.every_batches == 0 and self.checkpoint:
                    spent = time.perf_counter() - start
                    self.checkpoint.save(Position(position.done, run.batch, spent, seen, labels))
        self.check_weights(f"after epoch {run.epoch}")
        achieved = self.measures.of(np.concatenate(seen), np.concatenate(labels))
        self._close_epoch(run.epoch, achieved, start)

    def check_weights(self, when: str) -> None:
        """Refuse what the last batch has left, or a file held, which no later loss may show."""
        for i, parameter in enumerate(moved_by(self.run.opt)):
            if not np.isfinite(parameter.numpy()).all():
                raise FloatingPointError(
                    f"{when} the parameter {parameter.name or i} is not finite: its gradient was "
                    "not; run a step under minigrad.detect_anomaly() to see where that came from"
                )

    def _batches_after(self, position: Position) -> Iterator[Any]:
        if self.checkpoint and position.batch:
            return self.checkpoint.replay.go_on(self.batches, position.batch)
        if self.checkpoint and self.every_batches:
            return self.checkpoint.replay.begin(self.batches)
        return iter(self.batches)

    def _close_epoch(self, epoch: int, train: tuple[float, ...], start: float) -> None:
        measures, run = self.measures, self.run
        test = measures.nothing()
        if self.test_data is not None:
            test = measures.of(*outputs_of(run.net, self.test_data))
        named = {
            f"{part}_{name}": value
            for i, name in enumerate(measures.metrics, 2)
            for part, value in (("train", train[i]), ("test", test[i]))
        }
        seconds = time.perf_counter() - start
        run.history.append(Epoch(epoch, *train[:2], *test[:2], seconds, **named))
        if epoch:
            for callback in self.callbacks:
                callback.on_epoch(run)
        if self.checkpoint is not None:
            self.checkpoint.save(Position(epoch))
        if self.on_epoch is not None:
            self.on_epoch(run.history)


def length(batches: Any) -> int | None:
    """The number of batches, if it is known before."""
    try:
        return len(batches)
    except TypeError:
        return None
