"""Callbacks: when they are called, what they see, and what those that come along do."""

from __future__ import annotations

import io
import math
import signal
import sys
from contextlib import suppress

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn, optim, train


def dataset(seed=0, n=30):
    rng = np.random.default_rng(seed)
    t = rng.integers(0, 3, size=n)
    return rng.normal(size=(n, 4)) + np.eye(3, 4)[t], t


def run(*callbacks, net=None, opt=None, test=None, lr=0.1, **options):
    net = net or nn.MLP([4, 8, 3], mg.tanh, rng=0)
    opt = opt or optim.SGD(net.parameters(), lr=lr)
    settings = {"epochs": 3, "batch_size": 10, "rng": 1} | options
    return train.fit(
        net, nn.CrossEntropy(), opt, dataset(), test, callbacks=list(callbacks), **settings
    )


class Note(train.Callback):
    """Writes down what is called, and where the run is."""

    def __init__(self):
        self.calls = []

    def on_begin(self, run):
        self.calls.append(("begin", run.epoch, len(run.history)))

    def on_gradients(self, run):
        self.calls.append(("gradients", run.epoch, run.batch))

    def on_batch(self, run):
        self.calls.append(("batch", run.epoch, run.batch))

    def on_epoch(self, run):
        self.calls.append(("epoch", run.epoch, len(run.history)))

    def on_end(self, run):
        self.calls.append(("end", run.epoch, len(run.history)))


def test_callbacks_are_called_at_both_ends_gradients_batches_and_epochs():
    note = Note()
    run(note, epochs=2)
    batches = [
        [(what, epoch, batch) for batch in (1, 2, 3) for what in ("gradients", "batch")]
        for epoch in (1, 2)
    ]
    assert note.calls == [
        ("begin", 0, 0),
        *(*batches[0], ("epoch", 1, 2)),
        *(*batches[1], ("epoch", 2, 3), ("end", 2, 3)),
    ]


def test_callbacks_see_the_gradients_before_the_step_and_the_parameters_after_it():
    net = nn.MLP([4, 8, 3], mg.tanh, rng=0)
    opt = optim.SGD(net.parameters(), lr=0.1)
    parameter = net.parameters()[0]
    seen = []

    class Look(train.Callback):
        def on_gradients(self, run):
            assert (run.net, run.opt, run.epochs) == (net, opt, 3)
            assert math.isfinite(run.error)
            seen.append(parameter.numpy() - 0.1 * parameter.grad.numpy())

        def on_batch(self, run):
            np.testing.assert_allclose(parameter.numpy(), seen[-1], rtol=1e-14)

    run(Look(), net=net, opt=opt)
    assert len(seen) == 9


def test_a_callback_stops_training_after_the_epoch():
    class Stop(train.Callback):
        def on_batch(self, run):
            run.stop = run.epoch == 2

    assert [row.epoch for row in run(Stop(), epochs=10)] == [0, 1, 2]


def test_a_callback_that_does_nothing_changes_nothing():
    assert [r[:-2] for r in run(train.Callback())] == [r[:-2] for r in run()]


def test_what_is_no_callback_is_refused_before_anything_runs():
    net = nn.MLP([4, 8, 3])
    schedule = optim.StepLR(optim.SGD(net.parameters(), lr=0.1), step_size=1)
    with pytest.raises(TypeError, match=r"no train.Callback; .* by train.Schedule\(schedule\)"):
        run(schedule, on_epoch=pytest.fail)


class Curve(train.Callback):
    """Puts numbers of its own into the history."""

    def __init__(self, losses):
        self.losses = losses

    def on_epoch(self, run):
        row = run.history[-1]
        run.history[-1] = row._replace(test_loss=self.losses[run.epoch - 1])


class TestEarlyStopping:
    def stopped(self, losses, **options):
        stopping = train.EarlyStopping(**({"patience": 2} | options))
        history = run(Curve(losses), stopping, epochs=len(losses))
        return history[-1].epoch, stopping.best_epoch, stopping.best

    def test_waits_for_an_improvement(self):
        assert self.stopped([5, 4, 4.5, 3, 3.5, 3.2, 1, 1]) == (6, 4, 3)
        assert self.stopped([5, 4, 3, 2]) == (4, 4, 2)

    def test_of_a_larger_patience_waits_longer(self):
        assert self.stopped([5, 4, 4.5, 4.2, 3, 3, 3], patience=4) == (7, 5, 3)

    def test_an_equal_value_is_no_improvement(self):
        assert self.stopped([5, 5, 5, 5]) == (3, 1, 5)

    def test_a_small_improvement_does_not_count(self):
        assert self.stopped([5, 4.95, 4.93, 1], min_delta=0.1) == (3, 1, 5)

    def test_a_value_that_is_no_number_is_no_improvement(self):
        assert self.stopped([5, math.nan, math.inf, 1]) == (3, 1, 5)
        assert self.stopped([5, -math.inf, 4, 3]) == (4, 2, -math.inf)

    def test_a_measure_may_be_large(self):
        assert self.stopped([0.5, 0.6, 0.55, 0.5], mode="max") == (4, 2, 0.6)

    def test_goes_back_to_the_best_weights(self):
        seen = []

        class Keep(train.Callback):
            def on_epoch(self, run):
                seen.append([p.numpy() for p in run.net.parameters()])

        net = nn.MLP([4, 8, 3], mg.tanh, rng=0)
        stopping = train.EarlyStopping(patience=2)
        run(Keep(), Curve([3, 1, 2, 2]), stopping, net=net, epochs=4)
        for p, best in zip(net.parameters(), seen[1], strict=True):
            np.testing.assert_array_equal(p.numpy(), best)
        assert not np.array_equal(seen[1][0], seen[3][0])

    def test_another_run_begins_anew(self):
        stopping = train.EarlyStopping(patience=9)
        first, second = (nn.MLP([4, 8, 3], mg.tanh, rng=seed) for seed in (0, 1))
        run(Curve([0.1, 0.2, 0.3]), stopping, net=first)
        last = nn.MLP([4, 8, 3], mg.tanh, rng=1)
        run(net=last)
        run(Curve([3, 2, 1]), stopping, net=second)
        assert (stopping.best, stopping.best_epoch) == (1, 3)
        for p, q in zip(second.parameters(), last.parameters(), strict=True):
            np.testing.assert_array_equal(p.numpy(), q.numpy())

    def test_goes_back_with_the_parameters_of_the_loss(self):
        class Scaled(nn.Module):
            def __init__(self):
                self.scale = mg.tensor(0.5, requires_grad=True)

            def forward(self, y, t):
                return nn.CrossEntropy()(y * self.scale, t)

        seen = []

        class Keep(train.Callback):
            def on_epoch(self, run):
                seen.append(run.loss.scale.item())

        net, loss = nn.MLP([4, 8, 3], mg.tanh, rng=0), Scaled()
        opt = optim.SGD([*net.parameters(), *loss.parameters()], lr=0.5)
        callbacks = [Keep(), Curve([3, 1, 2, 2]), train.EarlyStopping(patience=2)]
        train.fit(net, loss, opt, dataset(), epochs=4, rng=1, callbacks=callbacks)
        assert loss.scale.item() == seen[1] != seen[3]

    def test_goes_back_also_where_it_did_not_stop(self):
        net, last = nn.MLP([4, 8, 3], mg.tanh, rng=0), nn.MLP([4, 8, 3], mg.tanh, rng=0)
        run(Curve([1, 2, 3]), train.EarlyStopping(patience=9), net=net)
        run(net=last, epochs=1)
        np.testing.assert_array_equal(net.parameters()[0].numpy(), last.parameters()[0].numpy())

    def test_stays_where_it_is_if_asked(self):
        net, last = nn.MLP([4, 8, 3], mg.tanh, rng=0), nn.MLP([4, 8, 3], mg.tanh, rng=0)
        stopping = train.EarlyStopping(patience=9, restore_best=False)
        run(Curve([1, 2, 3]), stopping, net=net)
        run(net=last)
        np.testing.assert_array_equal(net.parameters()[0].numpy(), last.parameters()[0].numpy())

    def test_goes_back_with_the_buffers_too(self):
        net = nn.Sequential(nn.Linear(4, 3, rng=0), nn.BatchNorm(3))
        run(Curve([1, 2, 3]), train.EarlyStopping(), net=net)
        assert net.state_dict()["layers.1.num_batches_tracked"] == 3

    def test_goes_back_for_a_function_by_the_optimisers_parameters(self):
        w = mg.tensor(np.zeros((4, 3)), requires_grad=True)
        seen = []

        class Keep(train.Callback):
            def on_epoch(self, run):
                seen.append(w.numpy())

        opt = optim.SGD([w], lr=0.1)
        run(Keep(), Curve([1, 2, 3]), train.EarlyStopping(), net=lambda x: x @ w, opt=opt)
        np.testing.assert_array_equal(w.numpy(), seen[0])

    def test_finds_the_end_of_a_run_with_flooding(self):
        """Where the training loss stays at its level, the test loss still says where to stop."""
        net = nn.MLP([4, 32, 3], mg.tanh, rng=0)
        loss = nn.Flooding(nn.CrossEntropy(), b=0.3)
        opt = optim.SGD(net.parameters(), lr=1.0)
        stopping = train.EarlyStopping("test_loss", patience=10)
        test = dataset(1)
        history = train.fit(
            *(net, loss, opt, dataset(), test),
            epochs=200,
            batch_size=10,
            rng=1,
            callbacks=[stopping],
            report_loss=nn.CrossEntropy(),
        )
        assert len(history) < 200
        reported = history[stopping.best_epoch].test_loss
        assert reported == min(row.test_loss for row in history[1:])
        assert train.evaluate(net, nn.CrossEntropy(), test)[1] == reported

    def test_of_a_column_that_is_not_measured_says_so(self):
        with pytest.raises(ValueError, match="test_loss is NaN, not measured; give fit test data"):
            run(train.EarlyStopping())
        with pytest.raises(KeyError, match="no column 'f1_loss'; it has epoch, "):
            run(train.EarlyStopping("f1_loss"))

    @pytest.mark.parametrize(
        ("options", "complaint"),
        [
            ({"monitor": "test_f1"}, "is test_f1 to be small or large"),
            ({"mode": "best"}, "Say mode='min' or 'max'"),
            ({"patience": 0}, "patience=0"),
            ({"min_delta": -1.0}, "min_delta=-1.0"),
            ({"min_delta": math.nan}, "min_delta=nan"),
        ],
    )
    def test_options_that_make_no_sense_are_refused(self, options, complaint):
        with pytest.raises(ValueError, match=complaint):
            train.EarlyStopping(**options)

    def test_takes_metrics(self):
        stopping = train.EarlyStopping("test_m", patience=1, mode="max")
        history = run(stopping, test=dataset(1), metrics={"m": lambda y, t: 1.0}, epochs=9)
        assert len(history) == 3


class Interrupt(train.Callback):
    """Ctrl-C at a moment of an epoch."""

    def __init__(self, moment, epoch):
        self.moment, self.epoch = moment, epoch

    def now(self, moment, run):
        if (moment, run.epoch) == (self.moment, self.epoch):
            signal.raise_signal(signal.SIGINT)

    def on_gradients(self, run):
        self.now("gradients", run)

    def on_batch(self, run):
        self.now("batch", run)

    def on_epoch(self, run):
        self.now("epoch", run)


class TestWhatEarlyStoppingSays:
    def ended(self, losses, *others, epochs=None, **options):
        stopping = train.EarlyStopping(**({"patience": 2} | options))
        history = train.History()
        callbacks = [Curve(losses), stopping, *others]
        with suppress(KeyboardInterrupt):
            run(*callbacks, epochs=epochs or len(losses), history=history)
        said = [stopping.message] if stopping.message else []
        assert history.notes == said
        assert str(history).splitlines()[len(history) + 1 :] == said
        return stopping

    def test_is_that_it_stopped_and_what_came_back(self):
        stopping = self.ended([3, 1, 2, 2, 2])
        assert (stopping.stopped_epoch, stopping.restored_epoch) == (4, 2)
        assert stopping.message == (
            "EarlyStopping: stopped after epoch 4 of 5: test_loss was not better for 2 epochs; "
            "the weights of epoch 2 are back (test_loss 1)"
        )

    def test_is_that_the_weights_stay_if_asked(self):
        stopping = self.ended([3, 1, 2, 2, 2], restore_best=False)
        assert (stopping.stopped_epoch, stopping.restored_epoch) == (4, 0)
        assert stopping.message.endswith("for 2 epochs; the weights stay as they are")

    def test_is_what_came_back_where_it_did_not_stop(self):
        stopping = self.ended([3, 1.25, 2])
        assert (stopping.stopped_epoch, stopping.restored_epoch) == (0, 2)
        assert stopping.message == (
            "EarlyStopping: the weights of epoch 2 are back (test_loss 1.25)"
        )

    @pytest.mark.parametrize("options", [{}, {"restore_best": False}])
    def test_is_nothing_where_the_last_epoch_is_the_best(self, options):
        stopping = self.ended([3, 2, 1], **options)
        assert (stopping.message, stopping.stopped_epoch, stopping.restored_epoch) == ("", 0, 0)

    def test_is_of_one_run(self):
        stopping = self.ended([3, 1, 2, 2, 2])
        run(Curve([3, 2, 1]), stopping)
        assert (stopping.message, stopping.stopped_epoch, stopping.restored_epoch) == ("", 0, 0)

    def test_needs_no_history_of_a_kind(self):
        rows, stopping = [], train.EarlyStopping(patience=2)
        assert run(Curve([3, 1, 2, 2]), stopping, epochs=4, history=rows) is rows
        assert stopping.message.startswith("EarlyStopping: stopped after epoch 4")

    def test_is_said_by_callbacks_of_one_s_own_too(self):
        class Say(train.Callback):
            def on_epoch(self, run):
                run.say(f"epoch {run.epoch} is over")

        assert run(Say(), epochs=2).notes == ["epoch 1 is over", "epoch 2 is over"]

    def test_is_shown_where_a_person_is_watching(self, monkeypatch):
        shown = io.StringIO()
        shown.isatty = lambda: True
        monkeypatch.setattr(sys, "stderr", shown)
        stopping = self.ended([3, 1, 2, 2, 2])
        assert shown.getvalue().splitlines()[-1] == stopping.message
        before = shown.getvalue()
        run(Curve([3, 1, 2, 2, 2]), stopping, epochs=5, progress=False)
        assert shown.getvalue() == before

    def test_comes_with_a_run_that_goes_on(self, tmp_path):
        file, losses = tmp_path / "c.npz", [3, 1, 2, 2, 2, 2]
        run(Curve(losses), train.EarlyStopping(patience=2), epochs=3, checkpoint=file)
        for _ in range(2):  # once to its end, and once after it
            stopping = train.EarlyStopping(patience=2)
            run(Curve(losses), stopping, epochs=6, checkpoint=file, resume=True)
            assert (stopping.stopped_epoch, stopping.restored_epoch) == (4, 2)
            assert "stopped after epoch 4 of 6" in stopping.message


class TestCtrlC:
    @pytest.mark.parametrize(
        ("moment", "compiled"),
        [("gradients", False), ("batch", False), ("epoch", False), ("batch", True)],
    )
    def test_leaves_the_best_weights_where_they_are_asked_for(self, moment, compiled):
        net, best = nn.MLP([4, 8, 3], mg.tanh, rng=0), nn.MLP([4, 8, 3], mg.tanh, rng=0)
        stopping = train.EarlyStopping(patience=9)
        callbacks = [Curve([3, 1, 2, 2]), stopping, Interrupt(moment, 4)]
        history = train.History()
        with pytest.raises(KeyboardInterrupt):
            run(*callbacks, net=net, epochs=9, history=history, compile=compiled)
        run(net=best, epochs=2)
        for p, q in zip(net.parameters(), best.parameters(), strict=True):
            np.testing.assert_array_equal(p.numpy(), q.numpy())
        assert stopping.restored_epoch == 2
        assert history.notes == [
            "EarlyStopping: interrupted in epoch 4; the weights of epoch 2 are back (test_loss 1)"
        ]
        assert net.training

    def test_leaves_the_last_weights_otherwise(self):
        for callbacks in ([], [train.EarlyStopping("train_loss", restore_best=False)]):
            net, last = nn.MLP([4, 8, 3], mg.tanh, rng=0), nn.MLP([4, 8, 3], mg.tanh, rng=0)
            with pytest.raises(KeyboardInterrupt):
                run(*callbacks, Interrupt("epoch", 2), net=net, epochs=9)
            run(net=last, epochs=2)
            np.testing.assert_array_equal(net.parameters()[0].numpy(), last.parameters()[0].numpy())

    def test_before_the_first_epoch_is_over_changes_nothing_more(self):
        stopping = train.EarlyStopping("train_loss")
        with pytest.raises(KeyboardInterrupt):
            run(stopping, Interrupt("batch", 1))
        assert stopping.message == (
            "EarlyStopping: interrupted in epoch 1; the weights stay as they are"
        )

    def test_is_told_to_callbacks_instead_of_the_end(self):
        told = []

        class Note(train.Callback):
            def on_interrupt(self, run):
                told.append(("interrupt", run.epoch))

            def on_end(self, run):
                told.append("end")

        with pytest.raises(KeyboardInterrupt):
            run(Note(), Interrupt("batch", 2))
        run(Note())
        assert told == [("interrupt", 2), "end"]

    def test_does_not_spoil_the_checkpoint(self, tmp_path):
        """What goes on goes on from the last epoch, as without an interruption."""
        file, losses = tmp_path / "c.npz", [3, 1, 2, 2, 0.5, 1]
        nets = [nn.MLP([4, 8, 3], mg.tanh, rng=0) for _ in range(3)]
        run(Curve(losses), train.EarlyStopping(patience=9), net=nets[0], epochs=6)
        with pytest.raises(KeyboardInterrupt):
            run(
                *(Curve(losses), train.EarlyStopping(patience=9), Interrupt("batch", 4)),
                net=nets[1],
                epochs=6,
                checkpoint=file,
            )
        run(
            *(Curve(losses), train.EarlyStopping(patience=9), Interrupt("never", 0)),
            net=nets[2],
            epochs=6,
            checkpoint=file,
            resume=True,
        )
        for p, q in zip(nets[0].parameters(), nets[2].parameters(), strict=True):
            np.testing.assert_array_equal(p.numpy(), q.numpy())


class TestSchedule:
    def rates(self, make, epochs=4, **options):
        net = nn.MLP([4, 8, 3], mg.tanh, rng=0)
        opt = optim.SGD(net.parameters(), lr=0.1)
        seen = []

        class Look(train.Callback):
            def on_gradients(self, run):
                seen.append(opt.lr)

        run(Look(), train.Schedule(make(opt), **options), net=net, opt=opt, epochs=epochs)
        return seen

    def test_steps_after_every_epoch(self):
        rates = self.rates(lambda opt: optim.StepLR(opt, step_size=2, gamma=0.1))
        assert rates == pytest.approx(6 * [0.1] + 6 * [0.01])

    def test_steps_after_every_batch(self):
        rates = self.rates(lambda opt: optim.ExponentialLR(opt, 0.5), epochs=2, every="batch")
        assert rates == pytest.approx([0.1 * 0.5**k for k in range(6)])

    def test_hands_a_column_on(self):
        given = []

        class Plateau:
            def step(self, value):
                given.append(value)

        history = run(train.Schedule(Plateau(), monitor="train_loss"))
        assert given == [row.train_loss for row in history[1:]]

    def test_takes_anything_with_a_step(self):
        class Count:
            steps = 0

            def step(self):
                self.steps += 1

        count = Count()
        run(train.Schedule(count, "batch"))
        assert count.steps == 9

    @pytest.mark.parametrize(
        ("make", "error", "complaint"),
        [
            (lambda s: train.Schedule(s, "step"), ValueError, "every is 'epoch' or 'batch'"),
            (lambda s: train.Schedule(0.1), TypeError, r"0\.1 has no step\(\)"),
            (
                lambda s: train.Schedule(s, "batch", monitor="train_loss"),
                ValueError,
                "an epoch only",
            ),
        ],
    )
    def test_options_that_make_no_sense_are_refused(self, make, error, complaint):
        net = nn.MLP([4, 3])
        with pytest.raises(error, match=complaint):
            make(optim.StepLR(optim.SGD(net.parameters(), lr=0.1), 1))

    def test_of_a_plateau_needs_a_column(self):
        opt = optim.SGD(nn.MLP([4, 3]).parameters(), lr=0.1)
        with pytest.raises(ValueError, match="say which column, for example monitor='test_loss'"):
            train.Schedule(optim.ReduceLROnPlateau(opt))


class TestClipGradients:
    def largest(self, callback, measure):
        seen = []

        class Look(train.Callback):
            def on_gradients(self, run):
                seen.append(measure([p.grad.numpy() for p in run.net.parameters()]))

        before, after = Look(), Look()
        run(before, callback, after, lr=2.0)
        return max(seen[::2]), max(seen[1::2])

    def test_shrinks_all_gradients_together(self):
        def norm(gradients):
            return math.sqrt(sum((g**2).sum() for g in gradients))

        before, after = self.largest(train.ClipGradients(max_norm=0.1), norm)
        assert before > 0.2
        assert after == pytest.approx(0.1, rel=1e-4)

    def test_limits_each_element(self):
        def peak(gradients):
            return max(abs(g).max() for g in gradients)

        before, after = self.largest(train.ClipGradients(max_value=0.01), peak)
        assert before > 0.02
        assert after == 0.01

    @pytest.mark.parametrize(
        "options",
        [{}, {"max_norm": 1.0, "max_value": 1.0}, {"max_norm": 0.0}, {"max_value": math.nan}],
    )
    def test_options_that_make_no_sense_are_refused(self, options):
        with pytest.raises(ValueError, match="ClipGradients"):
            train.ClipGradients(**options)


def test_an_optimiser_that_needs_a_closure_is_given_one():
    net = nn.MLP([4, 8, 3], mg.tanh, rng=0)
    opt = optim.LBFGS(net.parameters(), max_iter=5)
    history = run(net=net, opt=opt, batch_size=30)
    assert history[-1].train_loss < 0.5 * history[0].train_loss


def test_early_stopping_refuses_the_state_of_another_column():
    state = train.EarlyStopping("test_loss").state_dict()
    with pytest.raises(ValueError, match="this state is of monitor='test_loss'"):
        train.EarlyStopping("test_accuracy").load_state_dict(state)
