"""One step of training: the outputs and the loss of a batch, its gradients, the update."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from minigrad.compiler.compiled import compile as as_program
from minigrad.core.deferred import look
from minigrad.optim import LBFGS
from minigrad.tensors.handle import Tensor
from minigrad.train.callbacks import Callback, Run
from minigrad.train.culprit import find_culprit
from minigrad.train.given import check_step


class Step:
    """A step of a run: called with a batch, it returns the outputs that were before the update.

    Parameters
    ----------
    run, callbacks
        What is trained, and who sees the gradients.
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
                pass  # below it is computed again, and the culprit is found
            else:
                run.error = e.item()
                return y.numpy()
        y, e = self._forward(x, t)
        run.error = e.item()
        if not math.isfinite(run.error):
            raise FloatingPointError(
                f"the loss became {run.error} in epoch {run.epoch}, batch {run.batch}: "
                f"{find_culprit(e, x, t)}; try a smaller learning rate, and look for "
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
