"""The training loop: epochs, batches, steps, and rows in the history."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Protocol

import numpy as np

from minigrad.compiler.compiled import compile as as_program
from minigrad.core.deferred import look
from minigrad.optim import LBFGS
from minigrad.tensors.handle import Tensor
from minigrad.train.callbacks import Callback, Run
from minigrad.train.checkpoints import Checkpoint, Position
from minigrad.train.datasets import Dataset, batches_of, length
from minigrad.train.evaluation import Measures, accuracy_of, outputs_of
from minigrad.train.history import Epoch, History
from minigrad.train.nonfinite import first_nonfinite
from minigrad.train.progress import progress_bar
from minigrad.train.results import check_step
from minigrad.train.weights import moved_by


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


class Step:
    """A step of a run: called with a batch, it returns the outputs that were before the update.

    Parameters
    ----------
    run, callbacks
        The network with its loss and optimiser, and callbacks that see the gradients.
    """

    def __init__(self, run: Run, callbacks: Sequence[Callback]) -> None:
        self.run = run
        self.callbacks = callbacks
        self._compiled: Callable[[Any, Any], tuple[Any, Any]] | None = None

    def compile(self) -> None:
        """Run as a NumPy program from now on."""
        if isinstance(self.run.opt, LBFGS):
            raise TypeError(
                "fit: LBFGS decides by values how often it computes the loss, so its step is no "
                "program; leave compile=True out, or take another optimiser"
            )
        self._compiled = as_program(self._whole)

    def __call__(self, x: Any, t: Any) -> Any:
        """Move the parameters; `Run.error` is the loss before."""
        run = self.run
        if self._compiled is not None:
            try:
                y, e = self._compiled(x, t)
            except _NotFiniteError:
                pass  # below it is computed again, and the error says where
            else:
                run.error = e.item()
                return y.numpy()
        y, e = self._forward(x, t)
        run.error = e.item()
        if not math.isfinite(run.error):
            raise FloatingPointError(
                f"the loss became {run.error} in epoch {run.epoch}, batch {run.batch}: "
                f"{first_nonfinite(e, x, t)}; try a smaller learning rate, and look for "
                "inputs that are not finite"
            )
        if isinstance(run.opt, LBFGS):
            run.opt.step(partial(self._gradients, x, t))
        else:
            self._gradients(x, t, e)
            run.opt.step()
        return y.numpy()

    def _forward(self, x: Any, t: Any) -> tuple[Any, Any]:
        """The outputs and the loss of a batch."""
        y = self.run.net(x)
        # Outputs that are none come first: the loss would fail at them in words of its own.
        e = self.run.loss(y, t) if isinstance(y, Tensor) else None
        check_step(y, e, self.run.net, self.run.loss)
        return y, e

    def _gradients(self, x: Any, t: Any, e: Any = None) -> Any:
        """Make the gradients of a batch, from its loss or, for a closure, from the beginning."""
        run = self.run
        if e is None:
            _, e = self._forward(x, t)
        run.opt.zero_grad()
        e.backward(retain_graph=False)
        for callback in self.callbacks:
            callback.on_gradients(run)
        return e

    def _whole(self, x: Any, t: Any) -> tuple[Any, Any]:
        """The step as a function that can be compiled; no gradient is left over."""
        run = self.run
        y, e = self._forward(x, t)
        look(_check_finite, e.node.value)
        self._gradients(x, t, e)
        run.opt.step()
        run.opt.zero_grad()
        return y.detach(), e.detach()


class _NotFiniteError(FloatingPointError):
    """Raised within a program before anything has changed."""


def _check_finite(error: Any) -> None:
    if not math.isfinite(error.item()):
        raise _NotFiniteError


class Loop:
    """A run on its way through the epochs.

    Parameters
    ----------
    run
        The run as callbacks see it.
    measures
        The columns of the history.
    batches
        An iterable that each epoch goes through.
    callbacks
        In the order of their calls.
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
        self.step: Step = Step(run, callbacks)

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
        """Refuse parameters that are not finite, which no later loss may show."""
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
