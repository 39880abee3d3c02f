"""Loaders, metrics, modes and bars of `fit`; and what it says of a loss that is not finite."""

from __future__ import annotations

import io
import math
import re
import sys
import time

import numpy as np
import pytest

import minigrad as mg
from minigrad import data, nn, optim, train
from minigrad.train.progress import Bar


def dataset(seed=0, n=30):
    rng = np.random.default_rng(seed)
    t = rng.integers(0, 3, size=n)
    return rng.normal(size=(n, 4)) + np.eye(3, 4)[t], t


def run(train_data=None, test=None, *, net=None, loss=None, lr=0.1, **options):
    net = net or nn.MLP([4, 8, 3], mg.tanh, rng=0)
    opt = optim.SGD(net.parameters(), lr=lr)
    settings = {"epochs": 2, "progress": False} | options
    given = dataset() if train_data is None else train_data
    return train.fit(net, loss or nn.CrossEntropy(), opt, given, test, **settings)


def without_time(history):
    return [row[:5] for row in history]


class TestLoaders:
    def test_train_and_test(self):
        loader = data.Loader(dataset(), 7, np.random.default_rng(3))
        history = run(loader, data.Loader(dataset(1), 4))
        before = run(dataset(), dataset(1), epochs=0)[0]
        assert history[0][:5] == pytest.approx(before[:5], rel=1e-12)
        assert history[-1].train_loss < history[0].train_loss

    def test_may_be_lists_of_batches(self):
        history = run([*data.Batches(*dataset(), 7)])
        expected = run(batch_size=7, shuffle=False)
        assert [row[:3] for row in history][1:] == [row[:3] for row in expected][1:]

    def test_of_batches_give_the_same_numbers_as_arrays(self):
        history = run(data.Batches(*dataset(), 7))
        expected = run(batch_size=7, shuffle=False)
        for row, other in zip(without_time(history), without_time(expected), strict=True):
            assert row == pytest.approx(other, rel=1e-12, nan_ok=True)

    def test_of_a_function_train_without_a_known_length(self):
        def samples(rng):
            t = rng.integers(0, 3, size=40)
            yield from zip(rng.normal(size=(40, 4)) + np.eye(3, 4)[t], t, strict=True)

        history = run(data.Loader(samples, 16, np.random.default_rng(0)), epochs=5, lr=0.5)
        assert history[-1].train_loss < history[0].train_loss

    @pytest.mark.parametrize("option", [{"batch_size": 5}, {"rng": 1}, {"shuffle": False}])
    def test_decide_themselves(self, option):
        (name,) = option
        with pytest.raises(ValueError, match=f"{name} is for data given as arrays"):
            run(data.Batches(*dataset(), 7), **option)

    def test_that_can_be_gone_through_only_once_are_refused(self):
        with pytest.raises(TypeError, match="gone through in every epoch, not list_iterator"):
            run(iter([dataset()]))
        with pytest.raises(TypeError, match="not int"):
            run(3)

    def test_of_nothing_are_told(self):
        with pytest.raises(ValueError, match="no samples to evaluate"):
            run([])


class TestMetrics:
    def test_are_columns_of_both_sets(self):
        metrics = {"mean": lambda y, t: y.mean(), "n": lambda y, t: len(t)}
        history = run(None, dataset(1, n=12), metrics=metrics)
        assert list(history[0].metrics) == ["train_mean", "test_mean", "train_n", "test_n"]
        assert [row.metrics["train_n"] for row in history] == [30, 30, 30]
        assert [row.metrics["test_n"] for row in history] == [12, 12, 12]
        assert history[1].metrics["train_mean"] != history[2].metrics["train_mean"]
        assert type(history[1].metrics["train_mean"]) is float
        rng = np.random.default_rng
        assert without_time(run(None, dataset(1), metrics=metrics, rng=rng(0))) == without_time(
            run(None, dataset(1), rng=rng(0))
        )
        assert "test_mean" in str(history)

    @pytest.mark.parametrize("name", ["loss", "accuracy"])
    def test_have_names_of_their_own(self, name):
        with pytest.raises(ValueError, match=f"a metric cannot be named '{name}'"):
            run(metrics={name: lambda y, t: 0.0})

    def test_without_test_data_are_open(self):
        history = run(metrics={"n": lambda y, t: len(t)})
        assert math.isnan(history[-1].metrics["test_n"])

    def test_accuracy_may_be_left_out_as_for_a_regression(self):
        x = np.linspace(-1, 1, 40)[:, None]
        net = nn.MLP([1, 8, 1], mg.tanh, rng=0)
        history = run((x, x**2), (x, x**2), net=net, loss=nn.MSE(), accuracy=None)
        assert all(math.isnan(row.train_accuracy) for row in history)
        assert history[-1].train_loss < history[0].train_loss
        assert " - " in str(history)

    def test_accuracy_may_be_another_function(self):
        history = run(accuracy=lambda y, t: 0.25)
        assert {row.train_accuracy for row in history} == {0.25}


class Modes(nn.Module):
    """Notes in which mode it is called."""

    def __init__(self):
        self.inner = nn.Linear(4, 3, rng=0)
        self.frozen = nn.Linear(3, 3, rng=0)
        self.seen = []

    def forward(self, x):
        self.seen.append((mg.is_grad_enabled(), self.inner.training, self.frozen.training))
        return self.frozen(self.inner(x))


class TestModes:
    def test_are_training_for_batches_and_evaluation_otherwise(self):
        net = Modes()
        run(None, dataset(1), net=net)
        assert set(net.seen) == {(True, True, True), (False, False, False)}
        assert net.training

    def test_are_afterwards_as_they_were(self):
        net = Modes()
        net.eval()
        run(net=net)
        assert (True, True, True) in net.seen
        assert not net.training
        assert not net.inner.training

    def test_of_a_part_that_was_frozen_stay(self):
        net = Modes()
        net.frozen.eval()
        run(None, dataset(1), net=net)
        assert {seen for seen in net.seen if seen[0]} == {(True, True, False)}
        assert net.inner.training
        assert not net.frozen.training

    def test_are_as_they_were_after_an_error_too(self):
        net = Modes()
        net.eval()
        with pytest.raises(IndexError):
            run((dataset()[0], dataset()[1] + 9), net=net)
        assert not net.training

    def test_of_evaluate_are_evaluation(self):
        net = nn.Sequential(nn.Linear(4, 3, rng=0), nn.Dropout(0.9, rng=0))
        first = train.evaluate(net, nn.CrossEntropy(), dataset())
        assert train.evaluate(net, nn.CrossEntropy(), dataset()) == first
        assert net.training


class TestTheCulprit:
    def message(self, **options):
        with np.errstate(all="ignore"), pytest.raises(FloatingPointError) as error:
            run(batch_size=10, rng=0, report_loss=nn.MSE(), accuracy=None, **options)
        return str(error.value)

    def options(self, **options):
        x, t = dataset()
        return {"train_data": (x, np.eye(3)[t]), "loss": nn.MSE()} | options

    def test_is_an_input(self):
        x, t = dataset()
        x[[3, 17]] = np.nan
        with pytest.raises(FloatingPointError) as error:
            run((x, t), batch_size=30, shuffle=False)
        assert str(error.value).startswith(
            "the loss became nan in epoch 1, batch 1: the inputs of this batch are not finite, in "
            "sample 3, 17 of it; try a smaller learning rate"
        )

    def test_is_a_target(self):
        x, t = dataset()
        targets = np.eye(3)[t]
        targets[4, 1] = np.inf
        options = {"batch_size": 30, "shuffle": False, "accuracy": None}
        with pytest.raises(FloatingPointError, match="the targets .*not finite, in sample 4 of it"):
            run((x, targets), loss=nn.MSE(), **options)

    def test_is_a_parameter(self):
        net = nn.MLP([4, 8, 3], mg.tanh, rng=0)

        def ruin(rows):
            weight = net.layers[2].weight
            value = weight.numpy().copy()
            value[1, 2] = np.inf
            weight.data = value

        message = self.message(**self.options(net=net, on_epoch=ruin))
        assert "the first value that is not finite is the parameter layers.2.weight" in message
        assert "with an infinity in 1 of its 24 elements" in message

    def test_is_an_operation_with_its_module(self):
        class Bad(nn.Module):
            def forward(self, x):
                return mg.log(x - 100.0 if mg.is_grad_enabled() else x * 0 + 1)

        net = nn.Sequential(nn.Linear(4, 3, rng=0), Bad())
        message = self.message(**self.options(net=net))
        assert re.search(
            r"not finite is the result of log\(float64\[10, 3\]\) in Bad\(\), with NaN in 30 of "
            r"its 30 elements",
            message,
        )

    def test_that_overflows_and_what_became_nan_of_it_are_both_named(self):
        class Bad(nn.Module):
            def forward(self, x):
                y = mg.exp(x * 1e6 if mg.is_grad_enabled() else x * 0)
                return y - y

        net = nn.Sequential(nn.Linear(4, 3, rng=0), Bad())
        message = self.message(**self.options(net=net))
        assert re.search(r"is the result of exp\(.*with an infinity in", message)
        assert re.search(r"and the first NaN is the result of subtract\(", message)

    def test_of_a_loss_that_is_infinite_alone_is_the_loss(self):
        message = self.message(**self.options(loss=lambda y, t: y.sum() * 0 + math.inf))
        assert "the loss became inf" in message
        assert "the constant" in message or "the result of add" in message


class Terminal(io.StringIO):
    """A standard error that a person watches."""

    def isatty(self):
        return True


class Rest(train.Callback):
    """A pause that is long enough for a bar to be drawn again."""

    def on_batch(self, run):
        time.sleep(0.12)


class TestBars:
    def test_show_loss_accuracy_and_the_time_left_in_the_width_there_is(self, monkeypatch):
        pytest.importorskip("tqdm")
        monkeypatch.setattr(sys, "stderr", Terminal())
        run(progress=True, batch_size=10, epochs=1, callbacks=[Rest()])
        shown = sys.stderr.getvalue()
        lines = [line for line in shown.split("\r") if line.strip()]
        assert re.search(
            r"epoch 1/1 \|.*\| 2/3 \d\d:\d\d left, loss \d\.\d{4}, acc \d\d\.\d %", lines[2]
        )
        assert max(map(len, lines)) - 10 < 60  # the bar itself takes what is left

    def test_of_an_unknown_number_of_batches_show_how_many_are_done(self, monkeypatch):
        pytest.importorskip("tqdm")
        monkeypatch.setattr(sys, "stderr", Terminal())
        samples = list(zip(*dataset(), strict=True))
        loader = data.Loader(lambda rng: samples, 10)
        run(loader, progress=True, epochs=1, callbacks=[Rest()])
        assert re.search(r"epoch 1/1 2 \d\d:\d\d, loss", sys.stderr.getvalue())

    def test_have_means_over_the_epoch(self):
        bar = Bar(Line(), data.accuracy)
        bar.update(1.0, np.eye(3), np.array([0, 1, 1]))
        bar.update(2.0, np.eye(3), np.array([0, 1, 2]))
        assert bar.bar.text == "loss 1.5000, acc 83.3 %"
        bar.update(3.0, np.eye(3)[:1], np.eye(3)[:1])
        assert bar.bar.text == "loss 1.7143, acc 85.7 %"

    def test_without_an_accuracy_have_none(self):
        bar = Bar(Line(), None)
        bar.update(1.0, np.ones((3, 1)), np.ones((3, 1)))
        assert bar.bar.text == "loss 1.0000"


class Line:
    """The part of a bar that is written to."""

    def set_postfix_str(self, text, refresh):
        self.text = text

    def update(self):
        pass
