"""A training run in a process of its own, which a test kills; all that can hold a state is in it.

``python interrupted_run.py CHECKPOINT RESULT [PAUSE]``: it says each epoch that is finished, and
writes weights and history to RESULT at the end.
"""

from __future__ import annotations

import sys
import time

import numpy as np

import minigrad as mg
from minigrad import data, nn, optim, train

EPOCHS = 12


class Pause(train.Callback):
    """Time to be killed in."""

    def __init__(self, seconds):
        self.seconds = seconds

    def on_batch(self, run):
        time.sleep(self.seconds)


def noisy(x, rng):
    return x + 0.1 * rng.standard_normal(x.shape)


def run(checkpoint, pause=0.0, on_epoch=None, epochs=EPOCHS, every_batches=2):
    """Train with dropout, augmentation, momentum, a schedule, clipping and early stopping."""
    rng = np.random.default_rng(1)
    t = rng.integers(0, 3, size=48)
    x = rng.normal(size=(48, 5)) + 2 * np.eye(3, 5)[t]
    shared = np.random.RandomState(2)  # shuffles, and drops
    net = nn.Sequential(
        nn.Linear(5, 16, rng=3), nn.BatchNorm(16), mg.tanh, nn.Dropout(0.3, rng=shared),
        nn.Linear(16, 3, rng=4),
    )  # fmt: skip
    opt = optim.Adam(net.parameters(), lr=0.02)
    loader = data.Loader((x, t), 8, shared, augment=noisy)
    history = train.fit(
        *(net, nn.CrossEntropy(), opt, loader, (x, t)),
        epochs=epochs,
        metrics={"largest": lambda y, _: float(y.max())},
        callbacks=[
            train.Schedule(optim.OneCycleLR(opt, 0.05, total_steps=6 * EPOCHS + 1), every="batch"),
            train.Schedule(optim.ReduceLROnPlateau(opt, patience=1), monitor="test_loss"),
            train.ClipGradients(max_norm=1.0),
            train.EarlyStopping(patience=EPOCHS),
            Pause(pause),
        ],
        checkpoint=checkpoint,
        resume=checkpoint is not None,
        every_batches=every_batches if checkpoint is not None else None,
        on_epoch=on_epoch,
    )
    return net, history, opt


def result(net, history):
    """All that must be the same: weights, and the history without the times."""
    rows = np.array([[*row[:-1], *row.metrics.values()] for row in history])
    return {**net.state_dict(), "history": rows}


def assert_same(one, other):
    """Refuse results that differ in a bit."""
    assert one.keys() == other.keys()
    for name, array in other.items():
        np.testing.assert_array_equal(one[name], array, strict=True, err_msg=name)


if __name__ == "__main__":
    checkpoint, file, pause = sys.argv[1], sys.argv[2], float(sys.argv[3])
    net, history, _ = run(checkpoint, pause, lambda rows: print(rows[-1].epoch, flush=True))
    data.write_arrays(file, result(net, history))
