"""`fit`: the arguments of a training run, checked, and the run."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from minigrad.data import Batches
from minigrad.data.arguments import described, whole_number
from minigrad.nn.init import Rng, as_rng
from minigrad.train.callbacks import Callback, Run
from minigrad.train.checkpoints import Checkpoint
from minigrad.train.datasets import FIT, Dataset, as_dataset, refuse_arrays
from minigrad.train.description import description_of_data
from minigrad.train.evaluation import Loss, Measure, Measures, Model, accuracy_of, mode
from minigrad.train.history import History
from minigrad.train.loop import Loop, Optimizer
from minigrad.train.progress import tell
from minigrad.train.weights import moved_by

_BATCH_SIZE = 100


def fit(
    net: Model,
    loss: Loss,
    opt: Optimizer,
    train_data: Dataset,
    test_data: Dataset | None = None,
    *others: Any,
    epochs: int,
    batch_size: int | None = None,
    rng: Rng | int | None = None,
    shuffle: bool | None = None,
    report_loss: Loss | None = None,
    accuracy: Measure | None = accuracy_of,
    metrics: Mapping[str, Measure] | None = None,
    callbacks: Sequence[Callback] = (),
    on_epoch: Callable[[History], None] | None = None,
    progress: bool = True,
    history: History | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    resume: bool = False,
    every_batches: int | None = None,
    compile: bool = False,
) -> History:
    """Train a network and record accuracy and loss of both sets at every epoch.

    Row 0 is an evaluation before training. The training columns of the other rows are gathered
    from the outputs seen during the epoch, each before its update; the test columns are a full
    evaluation after it (article C1). A network with an evaluation mode is in it while it is
    evaluated, and afterwards in the mode in which it was before `fit`.

    Parameters
    ----------
    net, loss, opt
        The network, the loss that is made small, and the optimiser of the network's parameters.
    train_data, test_data : (x, t), or an iterable of batches
        Inputs, and labels as class numbers or one-hot rows: arrays, or what NumPy makes arrays of,
        as lists, DataFrames and tensors of other libraries. Or a `minigrad.data.Loader`, or
        anything that gives batches ``(x, t)`` each time it is gone through.
    *others
        Nothing: inputs and targets that are given one by one, and not as ``(x, t)``, are told.
    epochs : int
        How often to go through the training data; together with those of a run that is resumed.
    batch_size : int, optional
        By default 100. A loader has its own.
    rng
        The generator that shuffles at the start of every epoch; by default an unseeded one. A
        loader has its own.
    shuffle : bool, optional
        Whether to shuffle; by default yes.
    report_loss : callable, optional
        The loss to write down, of all outputs of a column; by default ``loss``.
    accuracy : callable or None
        A function of outputs and labels. None leaves the column open, as for a regression.
    metrics : dict of str to callable, optional
        Further functions of outputs and labels, whose values are columns ``train_<name>`` and
        ``test_<name>``, kept in ``row.metrics``.
    callbacks : sequence of Callback
        Such as `EarlyStopping`, `Schedule` and `ClipGradients`, called in this order. Ctrl-C is
        told to them before it goes on to the caller: `EarlyStopping` brings the best weights back.
    on_epoch : callable, optional
        Called with the history after every row, when the checkpoint has been written.
    progress : bool
        Whether to show a bar where standard error is a terminal and tqdm is installed.
    history : History, optional
        Where to put the rows: they are there even if training is interrupted.
    checkpoint : str or path, optional
        A file ending in ``.npz``, or a folder for it, that holds the whole run: weights,
        optimiser, callbacks, generators, history and position. It is written after every epoch.
        The generators are those that the network, the loss, the loaders and the callbacks hold,
        and that their functions use; not the global ones of NumPy and of Python.
    resume : bool
        Go on from the checkpoint, if it is there; the end is then the same, bit for bit, as
        that of a run without an interruption. Without it an older checkpoint is an error.
    every_batches : int, optional
        Write the checkpoint also within an epoch, after so many batches.
    compile : bool
        Run the step (outputs, loss, gradients, update) as a NumPy program, written by
        `minigrad.compile` at the first batch. The numbers are the same to the bit. No ``grad`` is
        left after a step. The network, the loss and the callbacks' ``on_gradients`` must not
        decide by values, nor `LBFGS` be the optimiser.

    Returns
    -------
    History
        A row for each epoch. A later `fit` of the same network and optimiser goes on where this
        one ended; its history begins with a row 0 of its own.

    Raises
    ------
    TypeError
        If a part is not what belongs in its place, a number of epochs or samples is no whole
        number, the network returns anything but one Tensor with a row for each sample, or the
        loss anything but one number with a gradient.
    FloatingPointError
        When the loss of a batch is not finite; the message says where that came from.
    FileExistsError
        If the checkpoint is there and ``resume`` is not set.
    ValueError
        If the checkpoint is of another network, optimiser or data set, or damaged; nothing has
        changed then.

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
    refuse_arrays(FIT, others)
    callbacks = list(callbacks)
    _check_parts(net, loss, opt, callbacks)
    epochs = whole_number(epochs, "fit: epochs", least=0)
    if every_batches is not None:
        every_batches = whole_number(every_batches, "fit: every_batches", least=0)
        if every_batches < 1 or checkpoint is None:
            raise ValueError(
                "fit: every_batches is a number from 1 on, and needs a checkpoint to write; not "
                f"every_batches={every_batches}, checkpoint={checkpoint}"
            )
    if resume and checkpoint is None:
        raise ValueError("fit: resume=True needs the checkpoint to go on from")
    train_data = as_dataset(train_data, "fit: train_data")
    if test_data is not None:
        test_data = as_dataset(test_data, "fit: test_data")
    batches = _batches(train_data, batch_size, rng, shuffle)
    run = Run(net, loss, opt, epochs, History() if history is None else history)
    measures = Measures(report_loss or loss, accuracy, metrics)
    loop = Loop(run, measures, batches, callbacks)
    loop.train_data, loop.test_data = train_data, test_data
    loop.on_epoch = on_epoch
    loop.progress = progress
    loop.every_batches = every_batches
    if compile:
        loop.step.compile()
    if checkpoint is not None:
        loop.checkpoint = Checkpoint(
            checkpoint,
            run,
            callbacks,
            {
                "data": batches,
                "test": None if isinstance(test_data, tuple) else test_data,
                "measures": vars(measures),
            },
            {
                "training data": description_of_data(batches),
                "test data": description_of_data(test_data),
                "metrics": list(measures.metrics),
            },
        )
        if not resume and loop.checkpoint.file.exists():
            raise FileExistsError(
                f"{loop.checkpoint.file} is there from another run; pass resume=True to go on from "
                "it, or remove it, or write to another file"
            )
    _go(loop, resume=resume)
    return run.history


def _go(loop: Loop, *, resume: bool) -> None:
    """From the beginning or a checkpoint to the end, whatever ends it."""
    run, callbacks = loop.run, loop.callbacks
    for callback in callbacks:
        callback.on_begin(run)
    try:
        with mode(run.net, training=True), mode(run.loss, training=True):
            position = loop.checkpoint.load() if loop.checkpoint and resume else None
            if position is not None:
                loop.check_weights("in the checkpoint")
            loop.go(position)
            for callback in callbacks:
                callback.on_end(run)
    except KeyboardInterrupt:
        for callback in callbacks:
            callback.on_interrupt(run)
        raise
    finally:
        tell(run.said, wanted=loop.progress)


def _check_parts(net: Any, loss: Any, opt: Any, callbacks: Sequence[Any]) -> None:
    """Refuse classes and others in the places of objects, and an optimiser of something else."""
    for callback in callbacks:
        if not isinstance(callback, Callback):
            raise TypeError(
                f"fit: {callback!r} is no train.Callback; a schedule becomes one by "
                "train.Schedule(schedule), and a function goes to on_epoch"
            )
    for name, part in ("net", net), ("loss", loss), ("opt", opt):
        if isinstance(part, type):
            raise TypeError(f"fit: {name} is the class {part.__name__}; make one of it first")
    for name, part in ("net", net), ("loss", loss):
        if not callable(part):
            raise TypeError(
                f"fit: {name} is {described(part)}, which cannot be called; the order is "
                "fit(net, loss, opt, (x, t))"
            )
    if not hasattr(opt, "step") or not hasattr(opt, "zero_grad"):
        raise TypeError(
            f"fit: opt is {described(opt)}, which has no step() and zero_grad(); the order is "
            "fit(net, loss, opt, (x, t))"
        )
    own = [p for part in (net, loss) if hasattr(part, "parameters") for p in part.parameters()]
    moved = {id(p) for p in moved_by(opt)}
    if hasattr(net, "parameters") and moved and not any(id(p) in moved for p in own):
        raise ValueError(
            "fit: the optimiser moves no parameter of the network or the loss; make it of "
            "net.parameters() of the network that is trained"
        )


def _batches(
    train_data: Dataset, batch_size: int | None, rng: Rng | int | None, shuffle: bool | None
) -> Any:
    """Arrays in mini-batches, or the batches that a loader makes itself."""
    if isinstance(train_data, tuple):
        generator = as_rng(rng) if shuffle or shuffle is None else None
        x, t = train_data
        size = _BATCH_SIZE if batch_size is None else batch_size
        return Batches(x, t, whole_number(size, "fit: batch_size", least=1), generator)
    given = {"batch_size": batch_size, "rng": rng, "shuffle": shuffle}
    own = [name for name, value in given.items() if value is not None]
    if own:
        raise ValueError(
            f"fit: {', '.join(own)} is for data given as arrays (x, t); a loader decides itself"
        )
    return train_data
