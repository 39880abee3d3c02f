"""Early stopping: an end before the last epoch, with the best weights."""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

from minigrad.data.arguments import whole_number
from minigrad.support.overriding import override
from minigrad.train.callbacks import Callback, Run
from minigrad.train.weights import set_weights, weights_of


class EarlyStopping(Callback):
    """Stop when a column has not improved for a while, and go back to the best weights.

    With `minigrad.nn.Flooding` the training loss stays at its level on purpose and says nothing
    about where to stop; the test loss does. The best weights come back at the end of training,
    whether it was stopped, went to its last epoch, or was interrupted by Ctrl-C. What happened is
    told by `message`, at the end of the printed history and, where there is a progress bar, there.

    Parameters
    ----------
    monitor : str
        A column of the history, or a metric: ``"test_loss"``, ``"test_accuracy"``, ...
    patience : int
        The number of epochs without an improvement that are waited for.
    mode : str, optional
        ``"min"`` or ``"max"``: which is better. By default a loss is to be small and an accuracy
        large; for other metrics it must be given.
    min_delta : float
        The change above which a value counts as an improvement.
    restore_best : bool
        Whether to go back to the weights of the best epoch.

    Attributes
    ----------
    best, best_epoch
        The best value and its epoch, counted from 1; 0 before the first.
    stopped_epoch : int
        The epoch after which it stopped training; 0 where it did not.
    restored_epoch : int
        The epoch whose weights are back; 0 where those of the end are kept.
    message : str
        All that in words.

    Raises
    ------
    TypeError
        If ``patience`` is no whole number.
    ValueError
        If an option makes no sense; in training, if the column is not measured.

    Examples
    --------
    >>> from minigrad import data, optim, train
    >>> digits = data.digits(flatten=True)
    >>> train_data, test_data = ((x / 16.0, t) for x, t in digits)
    >>> net = nn.MLP([64, 10], rng=0)
    >>> opt = optim.SGD(net.parameters(), lr=30.0)
    >>> stopping = train.EarlyStopping("test_accuracy", patience=2)
    >>> history = train.fit(
    ...     *(net, nn.CrossEntropy(), opt, train_data, test_data),
    ...     epochs=50,
    ...     rng=0,
    ...     callbacks=[stopping],
    ... )
    >>> stopping.stopped_epoch == stopping.best_epoch + 2
    True
    >>> print(stopping.message)  # doctest: +ELLIPSIS, +NORMALIZE_WHITESPACE
    EarlyStopping: stopped after epoch ... of 50: test_accuracy was not better for 2 epochs; the
    weights of epoch ... are back (test_accuracy ...)
    """

    def __init__(
        self,
        monitor: str = "test_loss",
        patience: int = 5,
        *,
        mode: str | None = None,
        min_delta: float = 0.0,
        restore_best: bool = True,
    ) -> None:
        if mode is None:
            known = {"loss": "min", "accuracy": "max"}
            mode = next((m for end, m in known.items() if monitor.endswith(end)), None)
        if mode not in ("min", "max"):
            raise ValueError(
                f"EarlyStopping: is {monitor} to be small or large? Say mode='min' or 'max'"
            )
        patience = whole_number(patience, "EarlyStopping: patience", least=0)
        if patience < 1 or not min_delta >= 0:
            raise ValueError(
                "EarlyStopping: needs patience >= 1 and min_delta >= 0, not "
                f"patience={patience}, min_delta={min_delta}"
            )
        self.monitor = monitor
        self.patience = patience
        self.mode = mode
        self.min_delta = min_delta
        self.restore_best = restore_best
        self._forget()

    def _forget(self) -> None:
        self.best = math.inf if self.mode == "min" else -math.inf
        self.best_epoch = 0
        self.stopped_epoch = self.restored_epoch = 0
        self.message = ""
        self._weights: dict[str, Any] = {}

    @override
    def on_begin(self, run: Run) -> None:
        """Begin anew: another run says nothing of this one."""
        self._forget()

    def on_epoch(self, run: Run) -> None:
        """Compare, and stop if it was waited long enough."""
        value = run.history[-1].column(self.monitor)
        if math.isnan(value) and not self.best_epoch:
            raise ValueError(
                f"EarlyStopping: {self.monitor} is NaN, not measured; give fit test data, or "
                "monitor a column of the training data"
            )
        gain = self.best - value if self.mode == "min" else value - self.best
        if gain > self.min_delta or (gain > 0 and not self.best_epoch):
            self.best, self.best_epoch = value, run.epoch
            if self.restore_best:
                self._weights = weights_of(run.net, run.loss, run.opt)
        if run.epoch - self.best_epoch >= self.patience:
            run.stop = True
            self.stopped_epoch = run.epoch

    def on_end(self, run: Run) -> None:
        """Go back to the best weights, and say so."""
        said = ""
        if self.stopped_epoch:
            said = (
                f"stopped after epoch {self.stopped_epoch} of {run.epochs}: {self.monitor} was not "
                f"better for {run.epoch - self.best_epoch} epochs"
            )
        self._restore(run, said, at_end=self.best_epoch == run.epoch)

    def on_interrupt(self, run: Run) -> None:
        """Go back to the best weights, and say so."""
        self._restore(run, f"interrupted in epoch {run.epoch}", at_end=False)

    def _restore(self, run: Run, said: str, *, at_end: bool) -> None:
        """Bring the best weights back, unless the end has them."""
        if self._weights and not at_end:
            set_weights(run.net, run.loss, run.opt, self._weights)
            self.restored_epoch = self.best_epoch
            back = (
                f"the weights of epoch {self.best_epoch} are back ({self.monitor} {self.best:.6g})"
            )
            said = f"{said}; {back}" if said else back
        elif said:
            said += "; the weights stay as they are"
        if said:
            self.message = f"EarlyStopping: {said}"
            run.say(self.message)

    def state_dict(self) -> dict[str, Any]:
        """The best value, its epoch and its weights, and of which column."""
        return {
            "monitor": self.monitor,
            "mode": self.mode,
            "best": self.best,
            "best_epoch": self.best_epoch,
            "stopped_epoch": self.stopped_epoch,
            "weights": self._weights,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on where `state_dict` was taken."""
        best, epoch, weights = state["best"], state["best_epoch"], state["weights"]
        stopped = state.get("stopped_epoch", 0)  # older ones do not say
        kinds = zip((best, epoch, weights, stopped), (Real, int, dict, int), strict=True)
        if not all(isinstance(part, kind) for part, kind in kinds):
            raise ValueError("EarlyStopping: this state has no best value, epoch and weights")
        of = state.get("monitor"), state.get("mode")
        if of != (self.monitor, self.mode):
            raise ValueError(
                f"EarlyStopping: this state is of monitor={of[0]!r}, mode={of[1]!r}, not of "
                f"monitor={self.monitor!r}, mode={self.mode!r}"
            )
        self.best, self.best_epoch, self._weights = best, epoch, weights
        self.stopped_epoch = stopped

    def __repr__(self) -> str:
        return f"EarlyStopping(monitor={self.monitor!r}, patience={self.patience})"
