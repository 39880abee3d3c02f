"""Training: mini-batches, epochs, and what they achieve."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol

import numpy as np

from minigrad.data import Batches, accuracy
from minigrad.history import Epoch, History
from minigrad.mode import no_grad
from minigrad.nn.init import Rng, as_rng

__all__ = ["Epoch", "History", "Optimizer", "evaluate", "fit"]

_EVALUATED_AT_ONCE = 1000
Model = Callable[[Any], Any]
Loss = Callable[[Any, Any], Any]
Dataset = tuple[Any, Any]


class Optimizer(Protocol):
    """What `fit` needs of an optimiser."""

    def zero_grad(self) -> None:
        """Forget the gradients."""

    def step(self) -> None:
        """Move the parameters."""


@no_grad()
def evaluate(net: Model, loss: Loss, dataset: Dataset) -> tuple[float, float]:
    """Accuracy and loss of a network over a whole data set, without recording.

    Parameters
    ----------
    net, loss
        The network, and the loss of all its outputs with all labels.
    dataset : (x, t)
        Inputs of shape ``(N, ...)``, and labels as class numbers or one-hot rows.

    Returns
    -------
    accuracy, loss : float
    """
    x, t = dataset
    if len(x) == 0:
        raise ValueError("evaluate: there are no samples to evaluate")
    parts = range(0, len(x), _EVALUATED_AT_ONCE)
    outputs = np.concatenate([net(x[i : i + _EVALUATED_AT_ONCE]).numpy() for i in parts])
    return accuracy(outputs, t), float(loss(outputs, t))


def fit(
    net: Model,
    loss: Loss,
    opt: Optimizer,
    train_data: Dataset,
    test_data: Dataset | None = None,
    *,
    epochs: int,
    batch_size: int = 100,
    rng: Rng | int | None = None,
    shuffle: bool = True,
    report_loss: Loss | None = None,
    on_epoch: Callable[[History], None] | None = None,
    progress: bool = True,
    history: History | None = None,
) -> History:
    """Train a network and record accuracy and loss of both sets at every epoch.

    Row 0 is an evaluation before training. The training columns of the other rows are gathered
    from the outputs seen during the epoch, each before its update; the test columns are a full
    evaluation after it (article C1).

    Parameters
    ----------
    net, loss, opt
        The network, the loss that is made small, and the optimiser of the network's parameters.
    train_data, test_data : (x, t)
        Inputs, and labels as class numbers or one-hot rows.
    epochs, batch_size : int
        How often to go through the training data, and in pieces of which size.
    rng
        The generator that shuffles at the start of every epoch; by default an unseeded one.
    shuffle : bool
        Whether to shuffle.
    report_loss : callable, optional
        The loss to write down, of all outputs of a column; by default ``loss``.
    on_epoch : callable, optional
        Called with the history after every row.
    progress : bool
        Whether to show a bar where standard error is a terminal and tqdm is installed.
    history : History, optional
        Where to put the rows: they are there even if training is interrupted.

    Raises
    ------
    FloatingPointError
        When the loss of a batch is not finite.

    Examples
    --------
    >>> from minigrad import data, optim, train
    >>> digits = data.digits(flatten=True)
    >>> x, t = digits.train.images / 16.0, digits.train.labels
    >>> net = nn.MLP([64, 10], rng=np.random.default_rng(0))
    >>> opt = optim.SGD(net.parameters(), lr=0.5)
    >>> history = train.fit(net, nn.CrossEntropy(), opt, (x, t), epochs=2, batch_size=50)
    >>> history[-1].train_accuracy > 0.8
    True
    """
    if epochs < 0:
        raise ValueError(f"fit: epochs must not be negative, not {epochs}")
    report_loss = report_loss or loss
    history = History() if history is None else history
    batches = Batches(*train_data, batch_size, as_rng(rng) if shuffle else None)

    def close_epoch(epoch: int, train: tuple[float, float], start: float) -> None:
        nothing = (math.nan, math.nan)
        test = evaluate(net, report_loss, test_data) if test_data is not None else nothing
        history.append(Epoch(epoch, *train, *test, time.perf_counter() - start))
        if on_epoch is not None:
            on_epoch(history)

    start = time.perf_counter()
    close_epoch(0, evaluate(net, report_loss, train_data), start)
    for epoch in range(1, epochs + 1):
        start = time.perf_counter()
        seen: list[Any] = []
        labels: list[Any] = []
        for x, t in _with_bar(batches, f"epoch {epoch}/{epochs}", progress):
            y = net(x)
            e = loss(y, t)
            if not math.isfinite(e):
                raise FloatingPointError(
                    f"the loss became {float(e)} in epoch {epoch}, batch {len(seen) + 1}; "
                    "try a smaller learning rate, and look for inputs that are not finite"
                )
            seen.append(y.numpy())
            labels.append(t)
            opt.zero_grad()
            e.backward(retain_graph=False)
            opt.step()
        outputs, targets = np.concatenate(seen), np.concatenate(labels)
        with no_grad():
            achieved = accuracy(outputs, targets), float(report_loss(outputs, targets))
        close_epoch(epoch, achieved, start)
    return history


def _with_bar(batches: Batches, text: str, progress: bool) -> Iterable[Any]:
    """The batches, with a bar where a person is watching."""
    if not progress or sys.stderr is None or not sys.stderr.isatty():
        return batches
    try:
        from tqdm import tqdm  # noqa: PLC0415 - behind an extra
    except ImportError:
        return batches
    bar: Iterable[Any] = tqdm(batches, desc=text, leave=False, dynamic_ncols=True)
    return bar
