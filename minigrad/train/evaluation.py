"""Evaluation: accuracy, loss and metrics of a network on a data set."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from minigrad import data
from minigrad.core.mode import no_grad
from minigrad.tensors.handle import Tensor
from minigrad.train.datasets import EVALUATE, Dataset, as_dataset, batches_of, refuse_arrays
from minigrad.train.results import number, outputs_array
from minigrad.train.weights import modules_of

_EVALUATED_AT_ONCE = 500  # so that intermediate results stay in the cache
Model = Callable[[Any], Any]
Loss = Callable[[Any, Any], Any]
Measure = Callable[[Any, Any], float]


def evaluate(net: Model, loss: Loss, dataset: Dataset, *others: Any) -> tuple[float, float]:
    """Accuracy and loss of a network over a whole data set, without recording.

    A network that has an evaluation mode is in it meanwhile.

    Parameters
    ----------
    net, loss
        The network, and the loss of all its outputs with all labels.
    dataset : (x, t), or an iterable of batches
        Inputs of shape ``(N, ...)``, and labels as class numbers or one-hot rows: arrays, or what
        NumPy makes arrays of, as a DataFrame.
    *others
        Nothing: inputs and targets that are given one by one, and not as ``(x, t)``, are told.

    Returns
    -------
    accuracy, loss : float

    Raises
    ------
    TypeError
        If the data set is none, the network returns anything but one Tensor or array, or the loss
        anything but one number.
    ValueError
        If there are no samples, or not as many targets as inputs.

    Examples
    --------
    >>> from minigrad import train
    >>> net = nn.Linear(2, 2, rng=0)
    >>> accuracy, loss = train.evaluate(net, nn.CrossEntropy(), (np.eye(2), [0, 1]))
    """
    refuse_arrays(EVALUATE, others)
    outputs, t = outputs_of(net, dataset)
    with no_grad(), mode(loss, training=False):
        return accuracy_of(outputs, t), number(loss(outputs, t), "the loss", loss)


def accuracy_of(outputs: Any, t: Any) -> float:
    """`data.accuracy` of many samples: one number for each is no choice between classes."""
    if np.ndim(outputs) == 1:
        raise ValueError(
            f"outputs of shape {np.shape(outputs)} are one number for each sample, which chooses "
            "no class; for two classes compare them with a threshold, and give fit accuracy=that "
            "function, or accuracy=None"
        )
    return data.accuracy(outputs, t)


def outputs_of(net: Model, dataset: Dataset) -> tuple[Any, Any]:
    """The outputs of a network in its evaluation mode, and the labels, of a whole data set."""
    with no_grad(), mode(net, training=False):
        given: Any = dataset
        if isinstance(dataset, tuple):  # of which no gradient is wanted
            given = tuple(a.detach() if isinstance(a, Tensor) else a for a in dataset)
        dataset = as_dataset(given, "evaluate: the data set", EVALUATE)
        if isinstance(dataset, tuple):
            x, t = dataset
            parts = range(0, len(x), _EVALUATED_AT_ONCE)
            outputs = [outputs_array(net(x[i : i + _EVALUATED_AT_ONCE]), net) for i in parts]
        else:
            batches = [(outputs_array(net(x), net), t) for x, t in batches_of(dataset)]
            outputs = [y for y, _ in batches]
            t = np.concatenate([t for _, t in batches]) if batches else []
    if not outputs:
        raise ValueError("evaluate: there are no samples to evaluate")
    return np.concatenate(outputs), t


class Measures:
    """Accuracy, loss and metrics, of all outputs of a column with all its labels."""

    def __init__(
        self, loss: Loss, accuracy: Measure | None, metrics: Mapping[str, Measure] | None
    ) -> None:
        self.loss = loss
        self.accuracy = accuracy
        self.metrics = dict(metrics or {})
        for name in self.metrics:
            if name in ("accuracy", "loss"):
                raise ValueError(
                    f"a metric cannot be named {name!r}, which is a column of its own; give it "
                    f"another name, or give fit {'report_loss' if name == 'loss' else 'accuracy'}"
                )

    def of(self, outputs: Any, labels: Any) -> tuple[float, ...]:
        """Accuracy (NaN where there is none), loss, and each metric."""
        with no_grad(), mode(self.loss, training=False):
            named = {"the accuracy": self.accuracy, "the loss": self.loss} | {
                f"the metric {name}:": metric for name, metric in self.metrics.items()
            }
            return tuple(
                math.nan if measure is None else number(measure(outputs, labels), name, measure)
                for name, measure in named.items()
            )

    def nothing(self) -> tuple[float, ...]:
        """NaN for each column, where there is no data."""
        return (math.nan,) * (2 + len(self.metrics))


@contextmanager
def mode(net: Any, *, training: bool) -> Iterator[None]:
    """Train or evaluate meanwhile, where the network knows the difference.

    Of a function, the modules that it uses. Afterwards every module is as it was: one that was
    frozen by hand stays frozen.
    """
    tops = modules_of(net)
    modules = [
        part for top in tops for part in (top.modules() if hasattr(top, "modules") else [top])
    ]
    before = [(module, module.training) for module in modules if hasattr(module, "training")]
    for top in tops:
        if not training:
            top.eval()
        elif not getattr(top, "training", True):
            top.train()
    try:
        yield
    finally:
        for module, was in before:
            module.training = was
