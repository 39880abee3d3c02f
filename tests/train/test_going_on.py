"""A trained model goes on: its optimiser kept or new, shuffled or not, with test data or not."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

import minigrad as mg
from minigrad import data, nn, optim, train

OPTIMISERS = {
    "sgd": lambda p: optim.SGD(p, lr=0.1),
    "momentum": lambda p: optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "adam": lambda p: optim.Adam(p, lr=0.01),
}


def dataset(seed=0, n=30):
    rng = np.random.default_rng(seed)
    t = rng.integers(0, 3, size=n)
    return rng.normal(size=(n, 4)) + np.eye(3, 4)[t], t


def network():
    return nn.Sequential(
        nn.Linear(4, 8, rng=0),
        nn.BatchNorm(8),
        nn.Tanh(),
        nn.Dropout(0.2, rng=1),
        nn.Linear(8, 3, rng=2),
    )


def fit(net, opt, epochs, rng, *, shuffle=True, test=True, compiled=False):
    return train.fit(
        *(net, nn.CrossEntropy(), opt, dataset(), dataset(1) if test else None),
        epochs=epochs,
        batch_size=7,
        rng=rng,
        shuffle=shuffle,
        progress=False,
        compile=compiled,
    )


def assert_same(net, other):
    for name, array in net.state_dict().items():
        np.testing.assert_array_equal(array, other.state_dict()[name])


@pytest.mark.parametrize("name", OPTIMISERS)
@pytest.mark.parametrize(
    ("shuffle", "test", "compiled"),
    [*itertools.product([True, False], [True, False], [False]), (True, True, True)],
)
def test_with_its_optimiser_as_without_a_pause(name, shuffle, test, compiled):
    """Two epochs and three more are five, to the bit, if the optimiser is kept."""
    whole, parts = network(), network()
    options = {"shuffle": shuffle, "test": test, "compiled": compiled}
    opt = OPTIMISERS[name](whole.parameters())
    expected = fit(whole, opt, 5, np.random.default_rng(3), **options)
    opt, rng = OPTIMISERS[name](parts.parameters()), np.random.default_rng(3)
    first = fit(parts, opt, 2, rng, **options)
    second = fit(parts, opt, 3, rng, **options)
    assert_same(parts, whole)
    rows = [row[1:5] for row in (*first[1:], *second[1:])]
    np.testing.assert_array_equal(rows, [row[1:5] for row in expected[1:]])
    assert [row.epoch for row in second] == [0, 1, 2, 3]
    assert second[0].test_loss == first[-1].test_loss or not test
    assert all(math.isnan(row.test_loss) for row in second) != test


@pytest.mark.parametrize("name", OPTIMISERS)
def test_with_a_new_optimiser_as_from_weights_that_were_loaded(tmp_path, name):
    net, loaded = network(), network()
    fit(net, OPTIMISERS[name](net.parameters()), 2, 3)
    train.save_weights(net, tmp_path / "w.npz")
    train.load_weights(loaded, tmp_path / "w.npz")
    net.layers[3].rng, loaded.layers[3].rng = (np.random.default_rng(7) for _ in range(2))
    histories = [fit(n, OPTIMISERS[name](n.parameters()), 2, 4) for n in (net, loaded)]
    assert_same(net, loaded)
    assert [row[:5] for row in histories[0]] == [row[:5] for row in histories[1]]


@pytest.mark.parametrize("name", ["momentum", "adam"])
def test_with_a_new_optimiser_otherwise_than_with_the_old_one(name):
    ends = []
    for kept in (True, False):
        net, rng = network(), np.random.default_rng(3)
        opt = OPTIMISERS[name](net.parameters())
        fit(net, opt, 2, rng)
        fit(net, opt if kept else OPTIMISERS[name](net.parameters()), 2, rng)
        ends.append(net.state_dict()["layers.0.weight"])
    assert not np.array_equal(*ends)


WAYS = [*itertools.product([True, False], repeat=2)]


@pytest.mark.parametrize(("first", "second"), [*itertools.permutations(WAYS, 2)])
@pytest.mark.parametrize("kept", [True, False])
def test_otherwise_than_it_began(first, second, kept):
    """Shuffled first and in order then, test data first and none then, and so on."""
    net, opts = network(), []
    for shuffle, test in (first, second):
        if not kept or not opts:
            opts.append(optim.Adam(net.parameters(), lr=0.01))
        history = fit(net, opts[-1], 2, 3, shuffle=shuffle, test=test)
        assert math.isnan(history[-1].test_loss) != test
    loss = train.evaluate(net, nn.CrossEntropy(), dataset())[1]
    assert loss < train.evaluate(network(), nn.CrossEntropy(), dataset())[1]


def test_with_a_loader_and_a_schedule_that_are_kept():
    ends = []
    for parts in ([4], [1, 3]):
        net = network()
        opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
        schedule = train.Schedule(optim.StepLR(opt, step_size=2, gamma=0.5))
        loader = data.Loader(dataset(), 7)  # in order: row 0 goes through it too, and would draw
        for epochs in parts:
            train.fit(
                *(net, nn.CrossEntropy(), opt, loader),
                epochs=epochs,
                callbacks=[schedule],
                progress=False,
            )
        assert opt.lr == 0.025
        ends.append(net)
    assert_same(*ends)


def test_in_the_history_it_has():
    """The rows of what comes later follow, each run with its row 0."""
    net, history = network(), train.History()
    opt = optim.SGD(net.parameters(), lr=0.1)
    for _ in range(2):
        train.fit(net, nn.CrossEntropy(), opt, dataset(), epochs=2, progress=False, history=history)
    assert [row.epoch for row in history] == [0, 1, 2, 0, 1, 2]


def test_after_ctrl_c_with_what_it_has():
    net = nn.MLP([4, 8, 3], mg.tanh, rng=0)
    opt = optim.Adam(net.parameters(), lr=0.01)

    def interrupt(rows):
        if len(rows) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train.fit(net, nn.CrossEntropy(), opt, dataset(), epochs=9, rng=3, on_epoch=interrupt)
    before = train.evaluate(net, nn.CrossEntropy(), dataset())[1]
    assert fit(net, opt, 3, 3)[-1].train_loss < before
