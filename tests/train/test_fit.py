"""Training: what an epoch records and when, what stops it, and what a person sees of it."""

from __future__ import annotations

import io
import math
import sys

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, optim, train
from minigrad.data import accuracy

SIZES = [5, 8, 3]


def dataset(seed, n=50):
    """Three classes that a network can tell apart, mostly."""
    rng = np.random.default_rng(seed)
    t = rng.integers(0, 3, size=n)
    return rng.normal(size=(n, 5)) + 2 * np.eye(3, 5)[t], t


TRAIN, TEST = dataset(1), dataset(2, n=30)


def network(seed=0, **options):
    return nn.MLP(SIZES, mg.tanh, rng=np.random.default_rng(seed), **options)


def run(*, net=None, loss=None, lr=0.2, test=TEST, rng=3, **options):
    net = net or network()
    rng = np.random.default_rng(rng) if isinstance(rng, int) else rng
    settings = {"epochs": 3, "batch_size": 7, "progress": False} | options
    opt = optim.SGD(net.parameters(), lr=lr)
    return train.fit(net, loss or nn.CrossEntropy(), opt, TRAIN, test, rng=rng, **settings)


def without_time(history):
    return [row[:-1] for row in history]


class TestEvaluate:
    def test_is_accuracy_and_loss_of_the_whole_set(self):
        net, loss = network(), nn.CrossEntropy()
        outputs = net(TRAIN[0])
        expected = accuracy(outputs, TRAIN[1]), loss(outputs, TRAIN[1]).item()
        assert train.evaluate(net, loss, TRAIN) == pytest.approx(expected, rel=1e-14)
        assert 0 < expected[0] < 1

    @pytest.mark.parametrize("n", [1, 999, 1000, 1001, 2500])
    def test_is_right_for_sets_of_every_size(self, n):
        net, loss, (x, t) = network(), nn.CrossEntropy(), dataset(4, n)
        outputs = net(x)
        expected = accuracy(outputs, t), loss(outputs, t).item()
        assert train.evaluate(net, loss, (x, t)) == pytest.approx(expected, rel=1e-13)

    def test_is_the_loss_of_everything_not_the_mean_over_parts(self):
        x, t = dataset(4, 1500)
        net = network()
        e = nn.CrossEntropy()(net(x), t).item()
        flooded = train.evaluate(net, nn.Flooding(nn.CrossEntropy(), b=e), (x, t))[1]
        assert flooded == pytest.approx(e, rel=1e-12)

    def test_takes_one_hot_rows(self):
        x, t = TRAIN
        net, loss = network(), nn.CrossEntropy()
        assert train.evaluate(net, loss, (x, np.eye(3)[t])) == pytest.approx(
            train.evaluate(net, loss, (x, t)), rel=1e-14
        )

    def test_gives_plain_numbers_and_records_nothing(self):
        modes = []

        def net(x):
            modes.append(mg.is_grad_enabled())
            return layers(x)

        layers = network()
        result = train.evaluate(net, nn.CrossEntropy(), TRAIN)
        assert [type(number) for number in result] == [float, float]
        assert modes == [False]
        assert mg.is_grad_enabled()
        assert all(p.grad is None for p in layers.parameters())

    def test_of_no_samples_says_so(self):
        with pytest.raises(ValueError, match="(?i)sample|empty"):
            train.evaluate(network(), nn.CrossEntropy(), (np.ones((0, 5)), np.ones(0, int)))


class TestFit:
    def test_is_the_loop_written_by_hand(self):
        net, rng, loss = network(), np.random.default_rng(3), nn.CrossEntropy()
        opt = optim.SGD(net.parameters(), lr=0.2, momentum=0.9)
        expected = [(0, *train.evaluate(net, loss, TRAIN), *train.evaluate(net, loss, TEST))]
        for epoch in (1, 2):
            order = np.arange(50)
            rng.shuffle(order)
            outputs = []
            for rows in np.split(order, range(7, 50, 7)):
                y = net(TRAIN[0][rows])
                outputs.append(y.numpy())  # seen before the update
                opt.zero_grad()
                loss(y, TRAIN[1][rows]).backward()
                opt.step()
            seen, labels = np.concatenate(outputs), TRAIN[1][order]
            column = accuracy(seen, labels), float(loss(seen, labels))
            expected.append((epoch, *column, *train.evaluate(net, loss, TEST)))

        other = network()
        opt = optim.SGD(other.parameters(), lr=0.2, momentum=0.9)
        history = train.fit(
            *(other, loss, opt, TRAIN, TEST),
            epochs=2,
            batch_size=7,
            rng=np.random.default_rng(3),
        )
        assert without_time(history) == expected
        for p, q in zip(net.parameters(), other.parameters(), strict=True):
            np.testing.assert_array_equal(p.numpy(), q.numpy())
        after = train.evaluate(other, loss, TRAIN)
        assert history[-1].train_loss > after[1]  # gathered before updates, not after

    def test_row_0_is_before_training(self):
        untouched = network()
        history = run()
        expected = (
            *train.evaluate(untouched, nn.CrossEntropy(), TRAIN),
            *train.evaluate(untouched, nn.CrossEntropy(), TEST),
        )
        assert history[0][:-1] == (0, *expected)
        assert [row.epoch for row in history] == [0, 1, 2, 3]

    def test_learns(self):
        history = run(epochs=20)
        assert history[-1].train_loss < 0.7 * history[0].train_loss
        assert history[-1].test_accuracy > max(0.7, history[0].test_accuracy)

    @pytest.mark.parametrize("generator", [np.random.default_rng, np.random.RandomState])
    def test_comes_out_again_from_the_same_seed(self, generator):
        first, again, other = (run(rng=generator(seed)) for seed in (5, 5, 6))
        assert without_time(first) == without_time(again)
        assert without_time(first)[1:] != without_time(other)[1:]

    def test_goes_through_every_sample_once_in_an_epoch_in_another_order(self):
        seen = []

        def net(x):
            if mg.is_grad_enabled():
                seen.append(np.asarray(x)[:, 0])
            return layers(x)

        layers = network()
        opt = optim.SGD(layers.parameters(), lr=0.1)
        train.fit(
            net, nn.CrossEntropy(), opt, TRAIN, epochs=2, batch_size=7, rng=np.random.default_rng(0)
        )
        assert [len(x) for x in seen] == 2 * [7, 7, 7, 7, 7, 7, 7, 1]
        first, second = np.concatenate(seen[:8]), np.concatenate(seen[8:])
        np.testing.assert_array_equal(np.sort(first), np.sort(TRAIN[0][:, 0]))
        np.testing.assert_array_equal(np.sort(second), np.sort(TRAIN[0][:, 0]))
        assert not np.array_equal(first, second)
        assert not np.array_equal(first, TRAIN[0][:, 0])

    def test_without_shuffling_keeps_the_order_and_leaves_the_generator_alone(self):
        rng = np.random.default_rng(3)
        state = rng.bit_generator.state
        first = run(shuffle=False, rng=rng)
        assert rng.bit_generator.state == state
        assert without_time(first) == without_time(run(shuffle=False, rng=8))
        assert without_time(first) != without_time(run(shuffle=True))

    def test_draws_from_the_generator_for_shuffling_only(self):
        rng, expected = np.random.default_rng(3), np.random.default_rng(3)
        run(rng=rng, epochs=2)
        for _ in range(2):
            expected.shuffle(np.arange(50))
        assert rng.bit_generator.state == expected.bit_generator.state

    def test_without_a_generator_shuffles_anew_each_time(self):
        assert without_time(run(rng=None)) != without_time(run(rng=None))

    def test_without_test_data_leaves_its_columns_open(self):
        history = run(test=None)
        assert all(math.isnan(row.test_accuracy) and math.isnan(row.test_loss) for row in history)
        trained = [row[:3] for row in history]
        assert trained == [row[:3] for row in run()]

    def test_of_no_epochs_is_the_evaluation_before_training(self):
        net = network()
        before = [p.numpy() for p in net.parameters()]
        history = run(net=net, epochs=0)
        assert [row.epoch for row in history] == [0]
        for p, value in zip(net.parameters(), before, strict=True):
            np.testing.assert_array_equal(p.numpy(), value)

    def test_of_a_negative_number_of_epochs_is_refused_before_anything_runs(self):
        rows = []
        with pytest.raises(ValueError, match="fit: epochs must not be negative, not -1"):
            run(epochs=-1, on_epoch=rows.append)
        assert rows == []

    @pytest.mark.parametrize("batch_size", [0, -3])
    def test_needs_a_batch_size(self, batch_size):
        with pytest.raises(ValueError, match=f"batch_size must be at least 1, not {batch_size}"):
            run(batch_size=batch_size)

    def test_reports_another_loss_and_trains_with_its_own(self):
        plain = run(loss=nn.CrossEntropy())
        doubled = run(loss=nn.CrossEntropy(), report_loss=lambda y, t: 2 * nn.CrossEntropy()(y, t))
        for a, b in zip(plain, doubled, strict=True):
            assert b.train_loss == pytest.approx(2 * a.train_loss, rel=1e-15)
            assert b.test_loss == pytest.approx(2 * a.test_loss, rel=1e-15)
            assert (b.train_accuracy, b.test_accuracy) == (a.train_accuracy, a.test_accuracy)

    def test_reports_the_loss_of_the_whole_column(self):
        """Flooding is taken of the column's loss, not batch by batch."""
        plain = run()
        level = plain[2].train_loss
        flooded = run(report_loss=nn.Flooding(nn.CrossEntropy(), b=level))
        for a, b in zip(plain, flooded, strict=True):
            assert b.train_loss == pytest.approx(abs(a.train_loss - level) + level, rel=1e-14)

    def test_calls_after_every_row_with_the_rows_so_far(self):
        seen = []
        history = run(on_epoch=lambda rows: seen.append((rows, len(rows), rows[-1].epoch)))
        assert [(n, epoch) for _, n, epoch in seen] == [(1, 0), (2, 1), (3, 2), (4, 3)]
        assert all(rows is history for rows, _, _ in seen)

    def test_measures_the_time_of_every_epoch(self, monkeypatch):
        ticks = iter(range(100))
        monkeypatch.setattr("time.perf_counter", lambda: float(next(ticks)))
        assert [row.seconds for row in run()] == [1.0] * 4

    def test_puts_rows_where_it_is_told(self):
        history = train.History()
        assert run(history=history) is history
        assert len(history) == 4

    def test_keeps_float32(self):
        x, t = TRAIN
        net = network(dtype="float32")
        opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=0.01)
        train.fit(net, nn.CrossEntropy(), opt, (x.astype("float32"), t), epochs=1)
        assert {p.dtype for p in net.parameters()} == {np.dtype("float32")}

    def test_takes_one_hot_rows_and_any_loss(self):
        x, t = TRAIN
        net = network()
        opt = optim.SGD(net.parameters(), lr=0.2)
        history = train.fit(
            *(net, nn.MSE(half=True), opt, (x, np.eye(3)[t])),
            epochs=20,
            batch_size=10,
            rng=np.random.default_rng(0),
        )
        assert history[-1].train_loss < 0.5 * history[0].train_loss
        assert history[-1].train_accuracy > 0.8

    def test_takes_any_function_and_any_optimiser(self):
        w = mg.tensor(np.zeros((5, 3)), requires_grad=True)

        class SignDescent:
            def zero_grad(self):
                w.zero_grad()

            def step(self):
                w.data = w.numpy() - 0.01 * np.sign(w.grad.numpy())

        history = train.fit(
            *(lambda x: x @ w, nn.CrossEntropy(), SignDescent(), TRAIN),
            epochs=10,
            rng=np.random.default_rng(0),
        )
        assert history[-1].train_loss < history[0].train_loss

    @pytest.mark.parametrize(("x", "t"), [(5, 4), (0, 0)])
    def test_refuses_data_that_does_not_fit(self, x, t):
        net = network()
        opt = optim.SGD(net.parameters(), lr=0.1)
        with pytest.raises(ValueError, match="sample"):
            train.fit(net, nn.CrossEntropy(), opt, (np.ones((x, 5)), np.zeros(t, int)), epochs=1)


class TestWhatStopsIt:
    @pytest.mark.parametrize(("bad", "name"), [(np.nan, "nan"), (np.inf, "inf")])
    def test_a_loss_that_is_not_finite_names_epoch_and_batch(self, bad, name):
        net, calls = network(), []

        def loss(y, t):
            if mg.is_grad_enabled():
                calls.append(len(t))
            return nn.CrossEntropy()(y, t) + (bad if len(calls) == 8 + 3 else 0.0)

        history = train.History()
        message = f"the loss became {name} in epoch 2, batch 3"
        with pytest.raises(FloatingPointError, match=message):
            run(net=net, loss=loss, history=history, report_loss=nn.CrossEntropy())
        assert len(calls) == 11
        assert [row.epoch for row in history] == [0, 1]
        assert all(np.isfinite(p.numpy()).all() for p in net.parameters())

    def test_a_learning_rate_that_is_too_large_is_found_out(self):
        net = nn.MLP(SIZES, mg.relu, rng=np.random.default_rng(0))
        loss = nn.MSE()
        opt = optim.SGD(net.parameters(), lr=1e3)
        x, t = TRAIN
        with (
            np.errstate(all="ignore"),
            pytest.raises(FloatingPointError, match="try a smaller learning rate"),
        ):
            train.fit(net, loss, opt, (x, np.eye(3)[t]), epochs=50)

    def test_an_interruption_keeps_the_rows(self):
        history = train.History()

        def interrupt(rows):
            if len(rows) == 3:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run(epochs=100, history=history, on_epoch=interrupt)
        assert without_time(history) == without_time(run(epochs=2))

    def test_an_interruption_in_the_middle_of_an_epoch_keeps_the_rows_before(self):
        history, calls = train.History(), []

        def loss(y, t):
            if mg.is_grad_enabled():
                calls.append(len(t))
                if len(calls) == 8 + 3:
                    raise KeyboardInterrupt
            return nn.CrossEntropy()(y, t)

        with pytest.raises(KeyboardInterrupt):
            run(loss=loss, history=history)
        assert without_time(history) == without_time(run(epochs=1))
        assert mg.is_grad_enabled()

    def test_a_label_out_of_range_is_an_index_error_before_anything_is_learned(self):
        net = network()
        before = [p.numpy() for p in net.parameters()]
        opt = optim.SGD(net.parameters(), lr=0.1)
        with pytest.raises(IndexError, match="-1"):
            train.fit(net, nn.CrossEntropy(), opt, (TRAIN[0], TRAIN[1] - 1), epochs=1)
        for p, value in zip(net.parameters(), before, strict=True):
            np.testing.assert_array_equal(p.numpy(), value)


class Terminal(io.StringIO):
    """A standard error that a person watches."""

    def isatty(self):
        return True


class TestBar:
    def test_is_shown_where_a_person_is_watching(self, monkeypatch):
        pytest.importorskip("tqdm")
        monkeypatch.setattr(sys, "stderr", Terminal())
        run(progress=True)
        shown = sys.stderr.getvalue()
        assert "epoch 1/3" in shown
        assert "epoch 3/3" in shown
        assert "/8" in shown  # batches

    def test_leaves_nothing_behind(self, monkeypatch):
        pytest.importorskip("tqdm")
        monkeypatch.setattr(sys, "stderr", Terminal())
        at_rows = []
        run(progress=True, on_epoch=lambda _: at_rows.append(sys.stderr.getvalue()))
        assert at_rows[0] == ""
        for shown in at_rows[1:]:
            last_line = shown.rstrip("\r").rsplit("\r", 1)[-1]
            assert last_line.strip() == ""
            assert shown.endswith("\r")

    def test_is_gone_when_an_exception_is_handled(self, monkeypatch):
        pytest.importorskip("tqdm")
        monkeypatch.setattr(sys, "stderr", Terminal())

        def loss(y, t):
            if mg.is_grad_enabled():
                raise KeyboardInterrupt
            return nn.CrossEntropy()(y, t)

        try:
            run(loss=loss, progress=True)
        except KeyboardInterrupt:  # as a program does that then prints what has happened
            shown = sys.stderr.getvalue()
        assert "epoch 1/3" in shown
        assert shown.endswith("\r")
        assert shown.rstrip("\r").rsplit("\r", 1)[-1].strip() == ""

    def test_is_not_shown_where_it_is_not_wanted(self, monkeypatch):
        monkeypatch.setattr(sys, "stderr", Terminal())
        run(progress=False)
        assert sys.stderr.getvalue() == ""

    def test_is_not_shown_where_nobody_is_watching(self, monkeypatch):
        monkeypatch.setattr(sys, "stderr", io.StringIO())
        run(progress=True)
        assert sys.stderr.getvalue() == ""

    def test_is_not_missed_where_tqdm_is_missing(self, monkeypatch):
        monkeypatch.setattr(sys, "stderr", Terminal())
        monkeypatch.setitem(sys.modules, "tqdm", None)
        history = run(progress=True)
        assert sys.stderr.getvalue() == ""
        assert without_time(history) == without_time(run())

    def test_is_not_missed_where_there_is_no_standard_error(self, monkeypatch):
        monkeypatch.setattr(sys, "stderr", None)  # as under pythonw
        assert len(run(progress=True)) == 4


class TestWhatIsEasilyWrong:
    def fitted(self, net, loss=None, opt=None, data=None, **options):
        loss = nn.CrossEntropy() if loss is None else loss
        opt = optim.SGD(net.parameters(), lr=0.1) if opt is None else opt
        x = np.random.default_rng(1).standard_normal((12, 3))
        data = (x, np.arange(12) % 2) if data is None else data
        return train.fit(net, loss, opt, data, epochs=1, progress=False, **options)

    def test_classes_in_the_places_of_objects(self):
        net = nn.MLP([3, 2], rng=0)
        with pytest.raises(TypeError, match="loss is the class CrossEntropy; make one"):
            self.fitted(net, loss=nn.CrossEntropy)
        with pytest.raises(TypeError, match="opt is the class SGD; make one"):
            self.fitted(net, opt=optim.SGD)

    def test_an_optimiser_of_another_network(self):
        other = optim.SGD(nn.MLP([3, 2]).parameters(), lr=0.1)
        with pytest.raises(ValueError, match="moves no parameter of the network"):
            self.fitted(nn.MLP([3, 2]), opt=other)

    def test_data_in_a_list_or_with_a_third_part(self):
        x, t = np.ones((4, 3)), np.arange(4) % 2
        for given in ([x, t], (x, t, t)):
            with pytest.raises(TypeError, match=r"train_data is a tuple \(x, t\)"):
                self.fitted(nn.MLP([3, 2], rng=0), data=given)
        self.fitted(nn.MLP([3, 2], rng=0), data=[(x, t), (x, t)])

    def test_one_output_for_each_sample_has_no_accuracy_of_classes(self):
        net = nn.MLP([3, 1], rng=0)
        opt = optim.SGD(net.parameters(), lr=0.1)
        with pytest.raises(ValueError, match="one number for each sample, which chooses no class"):
            self.fitted(lambda x: net(x).reshape(-1), nn.BCEWithLogits(), opt)
        history = self.fitted(lambda x: net(x).reshape(-1), nn.BCEWithLogits(), opt, accuracy=None)
        assert history[-1].train_loss > 0

    def test_callbacks_may_come_from_a_generator(self):
        seen = []

        class Note(train.Callback):
            def on_epoch(self, run):
                seen.append(run.epoch)

        self.fitted(nn.MLP([3, 2], rng=0), callbacks=(Note() for _ in range(2)))
        assert seen == [1, 1]

    def test_a_parameter_that_is_no_leaf_any_more_is_named(self):
        net = nn.MLP([3, 2], rng=0)
        weight = net.layers[0].weight
        weight *= 0.5  # without no_grad, where no module sees it
        for ask in (net.parameters, net.state_dict, lambda: train.save_weights(net, "w.npz")):
            with pytest.raises(RuntimeError, match=r"parameter layers\.0\.weight was assigned to"):
                ask()

    def test_weights_that_are_not_finite_at_the_end(self):
        class Root(nn.Module):
            def __init__(self):
                self.w = mg.tensor([0.0, 0.0, 0.0], requires_grad=True)

            def forward(self, x):
                return mg.sqrt(mg.abs(x @ self.w)).reshape(-1, 1)

        x = np.random.default_rng(1).standard_normal((12, 3))
        with (
            np.errstate(all="ignore"),
            pytest.raises(FloatingPointError, match=r"after epoch 1 the parameter w is not finite"),
        ):
            self.fitted(Root(), nn.MSE(), data=(x, np.ones((12, 1))), accuracy=None)

    def test_a_schedule_by_a_column_that_is_not_measured(self):
        net = nn.MLP([3, 2], rng=0)
        opt = optim.SGD(net.parameters(), lr=0.1)
        schedule = train.Schedule(optim.ReduceLROnPlateau(opt), monitor="test_loss")
        with pytest.raises(ValueError, match="test_loss is NaN, not measured"):
            self.fitted(net, opt=opt, callbacks=[schedule])

    def test_a_function_around_a_network_is_evaluated_in_its_mode(self):
        rng = np.random.default_rng(0)
        net = nn.Sequential(
            nn.Linear(3, 4, rng=rng), nn.BatchNorm(4), nn.Dropout(0.9, rng=0), nn.Linear(4, 2)
        )
        x, t = rng.standard_normal((12, 3)), np.arange(12) % 2
        found = {train.evaluate(f, nn.CrossEntropy(), (x, t)) for f in (net, lambda x: net(x))}
        assert len(found) == 1
        assert net.layers[1].num_batches_tracked.item() == 0
        assert net.training

    def test_gradients_of_a_loss_s_parameters_are_clipped_too(self):
        class Scaled(nn.Module):
            def __init__(self):
                self.s = mg.tensor(100.0, requires_grad=True)

            def forward(self, y, t):
                return (self.s * (y - t[:, None])).sum() ** 2

        net, loss, norms = nn.MLP([3, 1], rng=0), Scaled(), []

        class Note(train.Callback):
            def on_gradients(self, run):
                norms.append(abs(loss.s.grad.item()))

        opt = optim.SGD([*net.parameters(), loss.s], lr=1e-9)
        clip = train.ClipGradients(max_norm=0.1)
        self.fitted(net, loss, opt, callbacks=[clip, Note()], accuracy=None)
        assert max(norms) <= 0.1

    def test_an_accuracy_is_not_called_for_one_batch(self, monkeypatch):
        calls = []

        def of_all(y, t):
            calls.append(len(t))
            return 0.5

        monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
        net = nn.MLP([3, 2], rng=0)
        opt = optim.SGD(net.parameters(), lr=0.1)
        x = np.random.default_rng(1).standard_normal((12, 3))
        train.fit(
            *(net, nn.CrossEntropy(), opt, (x, np.arange(12) % 2)),
            epochs=1,
            batch_size=5,
            accuracy=of_all,
        )
        assert set(calls) == {12}
