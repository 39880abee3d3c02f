"""Article C: the printed logs of h-swish and Flooding come out again, digit for digit."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import minigrad as mg
from minigrad import data, nn, optim, train

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"the published logs and MNIST are not in {DATA}"
)
FLOOR = 1e-7  # of the probabilities in printed losses


@pytest.fixture(scope="module")
def published():
    logs = json.loads((DATA / "published_logs.json").read_text())["logs"]
    return {log["name"]: log for log in logs}


@pytest.fixture(scope="module")
def mnist():
    """Images as float32, min-max scaled over each split."""
    return [
        (data.min_max(images), labels)
        for images, labels in data.mnist(DATA / "mnist", flatten=True)
    ]


def train_as_published(log, mnist, epochs):
    """The recipe: one legacy generator draws the weights and then shuffles every epoch."""
    rng = np.random.RandomState(10)
    net = nn.MLP([784, 100, 50, 10], getattr(mg, log["activation"]), rng=rng)
    loss, report_loss = nn.CrossEntropy(), nn.CrossEntropy(floor=FLOOR)
    if "flooding_b" in log:
        loss, report_loss = (nn.Flooding(e, b=log["flooding_b"]) for e in (loss, report_loss))
    return train.fit(
        net,
        loss,
        optim.SGD(net.parameters(), lr=log["lr"]),
        *mnist,
        epochs=epochs,
        batch_size=100,
        rng=rng,
        report_loss=report_loss,
    )


def largest_difference(history, log):
    columns = np.array([row[1:5] for row in history])
    expected = np.array(log["epochs"][: len(history)])
    assert columns.shape == expected.shape
    return np.abs(columns - expected).max()


@pytest.mark.parametrize("name", ["h_swish", "flooding"])
def test_the_first_epoch_is_the_published_one(published, mnist, name):
    history = train_as_published(published[name], mnist, epochs=1)
    assert len(history) == 2
    assert largest_difference(history, published[name]) < 1e-9


@pytest.mark.slow
def test_all_epochs_of_h_swish_are_the_published_ones(published, mnist):
    history = train_as_published(published["h_swish"], mnist, epochs=50)
    assert len(history) == 51
    assert largest_difference(history, published["h_swish"]) < 1e-9


@pytest.mark.slow
def test_thirty_epochs_of_flooding_are_the_published_ones(published, mnist):
    history = train_as_published(published["flooding"], mnist, epochs=30)
    assert len(history) == 31
    assert largest_difference(history, published["flooding"]) < 1e-6
