"""A run that was stopped at any moment goes on to the same end, bit for bit."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import interrupted_run as whole
import numpy as np
import pytest

import minigrad as mg
from minigrad import data, nn, optim, train
from minigrad.train.packing import read_pytree, write_pytree

SCRIPT = Path(whole.__file__)
CHILD = os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}


class Stop(Exception):
    """What stops a run in a test."""


def dataset(n=20, features=4):
    rng = np.random.default_rng(0)
    return rng.normal(size=(n, features)), rng.integers(0, 3, size=n)


def run(file, *, sizes=(4, 6, 3), activation=mg.tanh, net=None, opt=None, lr=0.1, **options):
    net = net or nn.MLP(list(sizes), activation, rng=0)
    opt = opt(net) if opt else optim.SGD(net.parameters(), lr=lr, momentum=0.9)
    loss = options.pop("loss", nn.CrossEntropy())
    given = options.pop("train_data", dataset())
    settings = {"epochs": 3, "batch_size": 6, "rng": 1, "checkpoint": file, "resume": True}
    history = train.fit(net, loss, opt, given, **(settings | options))
    return net, history


def weights(net):
    return np.concatenate([p.numpy().ravel() for p in net.parameters()])


def rows(history):
    return [row[:3] for row in history]


def stop_at(batch, error=Stop):
    """A callback that stops a run after so many batches."""

    class StopAt(train.Callback):
        left = batch

        def on_batch(self, run):
            self.left -= 1
            if self.left == 0:
                raise error

    return StopAt()


class TestGoingOn:
    @pytest.mark.parametrize("every_batches", [None, 1, 2, 4, 6])
    def test_after_an_exception_at_any_batch_ends_where_the_whole_run_does(
        self, tmp_path, monkeypatch, uninterrupted, every_batches
    ):
        chance = random.Random(every_batches)
        for _ in range(200):
            left = iter(range(chance.randint(7 if every_batches is None else 1, 20)))

            def stop(self, run, left=left):
                if next(left, None) is None:
                    raise Stop

            monkeypatch.setattr(whole.Pause, "on_batch", stop)
            try:
                net, history, _ = whole.run(tmp_path, every_batches=every_batches)
            except Stop:
                continue
            break
        whole.assert_same(whole.result(net, history), uninterrupted)

    @pytest.mark.parametrize(
        "rng", [lambda: np.random.default_rng(5), lambda: np.random.RandomState(5), lambda: 5]
    )
    @pytest.mark.parametrize("bits", [np.random.MT19937, np.random.Philox, np.random.SFC64])
    def test_keeps_generators_of_every_kind(self, tmp_path, rng, bits):
        def net():
            dropout = nn.Dropout(0.5, rng=np.random.Generator(bits(3)))
            return nn.Sequential(nn.Linear(4, 8, rng=0), dropout, nn.Linear(8, 3, rng=0))

        expected, history = run(None, net=net(), rng=rng(), resume=False)
        with pytest.raises(Stop):
            run(
                tmp_path,
                net=net(),
                rng=rng(),
                callbacks=[stop_at(6)],
                every_batches=1,
            )
        done, again = run(tmp_path, net=net(), rng=rng(), callbacks=[stop_at(0)])
        np.testing.assert_array_equal(weights(done), weights(expected))
        assert rows(again) == rows(history)

    @pytest.mark.parametrize("bits", [np.random.PCG64, np.random.MT19937])
    @pytest.mark.parametrize("every_batches", [1, 2])
    def test_where_a_loader_and_the_network_draw_from_one_generator(
        self, tmp_path, bits, every_batches
    ):
        """A walk: each sample depends on what was drawn for all those before it."""

        def part(file, **options):
            rng = np.random.Generator(bits(1))

            def walk(rng):
                place = np.zeros(4)
                for _ in range(12):
                    place = place + rng.normal(size=4)
                    yield place, int(rng.integers(3))

            return run(
                file,
                net=nn.Sequential(nn.Linear(4, 3, rng=0), nn.Dropout(0.5, rng=rng)),
                train_data=data.Loader(walk, 2, rng),
                batch_size=None,
                rng=None,
                epochs=2,
                **options,
            )

        expected, history = part(None, resume=False, callbacks=[stop_at(0)])
        for batch in (3, 2, 2):
            with pytest.raises(Stop):
                part(tmp_path, callbacks=[stop_at(batch)], every_batches=every_batches)
        done, again = part(tmp_path, callbacks=[stop_at(0)])
        np.testing.assert_array_equal(weights(done), weights(expected))
        assert rows(again) == rows(history)

    def test_needs_no_seed(self, tmp_path):
        run(tmp_path / "a.npz", rng=None, epochs=1)
        (tmp_path / "b.npz").write_bytes((tmp_path / "a.npz").read_bytes())
        first, again = (run(tmp_path / name, rng=None, epochs=4)[0] for name in ("a.npz", "b.npz"))
        np.testing.assert_array_equal(weights(first), weights(again))

    def test_with_more_epochs_is_a_longer_run(self, tmp_path):
        for epochs in (0, 1, 3):
            net, history = run(tmp_path, epochs=epochs)
        longer, expected = run(None, resume=False)
        np.testing.assert_array_equal(weights(net), weights(longer))
        assert rows(history) == rows(expected)

    def test_works_in_the_same_process_with_the_same_parts(self, tmp_path):
        net = nn.MLP([4, 6, 3], mg.tanh, rng=0)
        opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
        step = train.Schedule(optim.StepLR(opt, step_size=1))
        run(tmp_path, net=net, opt=lambda _: opt, epochs=1, callbacks=[step])
        run(tmp_path, net=net, opt=lambda _: opt, epochs=3, callbacks=[step])
        other = nn.MLP([4, 6, 3], mg.tanh, rng=0)
        opt = optim.SGD(other.parameters(), lr=0.1, momentum=0.9)
        run(
            None,
            net=other,
            opt=lambda _: opt,
            resume=False,
            callbacks=[train.Schedule(optim.StepLR(opt, step_size=1))],
        )
        np.testing.assert_array_equal(weights(net), weights(other))

    def test_of_a_run_that_is_done_changes_nothing(self, tmp_path):
        net, history = run(tmp_path)
        before = (tmp_path / "checkpoint.npz").read_bytes()
        again, rows_again = run(tmp_path, on_epoch=pytest.fail)
        np.testing.assert_array_equal(weights(again), weights(net))
        assert rows(rows_again) == rows(history)
        assert (tmp_path / "checkpoint.npz").read_bytes() == before

    def test_of_a_run_that_stopped_early_brings_the_best_weights(self, tmp_path):
        def early():
            return train.EarlyStopping("train_loss", patience=2)

        def stopped(**options):
            return run(tmp_path, lr=3.0, epochs=50, callbacks=[early()], **options)

        net, history = stopped()
        assert len(history) < 51
        again, rows_again = stopped(on_epoch=pytest.fail)
        np.testing.assert_array_equal(weights(again), weights(net))
        assert rows(rows_again) == rows(history)

    def test_takes_a_function_whose_parameters_the_optimiser_has(self, tmp_path):
        def ends():
            w = mg.tensor(np.zeros((4, 3)), requires_grad=True)
            for epochs in (1, 3):
                run(
                    tmp_path,
                    net=lambda x: x @ w,
                    opt=lambda _: optim.SGD([w], lr=0.1, momentum=0.9),
                    epochs=epochs,
                )
            return w.numpy()

        first = ends()
        (tmp_path / "checkpoint.npz").unlink()
        np.testing.assert_array_equal(ends(), first)
        assert first.any()

    def test_of_a_function_keeps_the_buffers_of_what_it_uses(self, tmp_path):
        def ends(*all_epochs):
            rng = np.random.default_rng(0)
            for epochs in all_epochs:
                net = nn.Sequential(nn.Linear(4, 5, rng=rng), nn.BatchNorm(5), nn.Linear(5, 3))
                train.fit(
                    *(lambda x, net=net: net(x), nn.CrossEntropy()),
                    *(optim.SGD(net.parameters(), lr=0.1), dataset()),
                    epochs=epochs,
                    rng=1,
                    checkpoint=tmp_path,
                    resume=True,
                )
            return net.state_dict()

        whole_run = ends(3)
        assert whole_run["layers.1.num_batches_tracked"] == 3
        again = ends(3)  # its weights come from the checkpoint alone
        for name, array in again.items():
            np.testing.assert_array_equal(array, whole_run[name])

    def test_keeps_the_generator_of_an_optimiser(self, tmp_path):
        class Noisy(optim.SGD):
            def __init__(self, parameters):
                super().__init__(parameters, lr=0.1)
                self.rng = np.random.default_rng(0)

            def step(self, closure=None):
                for p in self.parameters:
                    p.grad = p.grad.numpy() + self.rng.normal(size=p.shape)
                super().step(closure)

        def ends(file, *all_epochs):
            for epochs in all_epochs:
                net, _ = run(file, opt=lambda net: Noisy(net.parameters()), epochs=epochs)
            return weights(net)

        one, other = tmp_path / "one.npz", tmp_path / "other.npz"
        np.testing.assert_array_equal(ends(one, 1, 3), ends(other, 3))

    def test_compiled_or_not_is_the_same_run(self, tmp_path):
        def ends(file, *compiled):
            for i, whole_step in enumerate(compiled):
                net, _ = run(file, epochs=i + 1, compile=bool(whole_step))
            return weights(net)

        one, other = tmp_path / "one.npz", tmp_path / "other.npz"
        mixed, eager = ends(one, 1, 0, 1), ends(other, 0, 0, 0)
        np.testing.assert_array_equal(mixed, eager)

    @pytest.mark.parametrize(
        "make",
        [
            lambda p: optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01),
            lambda p: optim.Adagrad(p, lr=0.05),
            lambda p: optim.RMSprop(p, lr=0.001, centered=True, momentum=0.5),
            lambda p: optim.Adadelta(p),
            lambda p: optim.AdamW(p, lr=0.01, amsgrad=True),
            lambda p: optim.NAdam(p, lr=0.01),
            lambda p: optim.RAdam(p, lr=0.01),
            lambda p: optim.Lion(p, lr=0.001),
            lambda p: optim.LBFGS(p, max_iter=2, history_size=3),
        ],
    )
    def test_of_every_optimiser_with_matrices_as_large_as_real_ones(self, tmp_path, make):
        """Whether a matrix lies by rows or by columns decides how a product is rounded."""

        def part(file, **options):
            net = nn.MLP([100, 60, 30, 3], mg.h_swish, rng=0)
            given = {"train_data": dataset(90, 100), "batch_size": 20, "epochs": 2}
            return run(file, net=net, opt=lambda n: make(n.parameters()), **given, **options)[0]

        whole_run = part(None, resume=False, callbacks=[stop_at(0)])
        for batch in (1, 3, 3):
            with pytest.raises(Stop):
                part(tmp_path, callbacks=[stop_at(batch)], every_batches=1)
        resumed = part(tmp_path, callbacks=[stop_at(0)])
        np.testing.assert_array_equal(weights(resumed), weights(whole_run))

    def test_keeps_what_the_loss_has_learned(self, tmp_path):
        class Weighted(nn.Module):
            def __init__(self):
                self.scale = mg.tensor(1.0, requires_grad=True)

            def forward(self, y, t):
                return nn.CrossEntropy()(y, t) * mg.exp(-self.scale) + self.scale

        def end(file, *epochs):
            for number in epochs:
                loss = Weighted()
                make = self.with_loss(loss)
                run(file, loss=loss, opt=make, epochs=number, resume=file is not None)
            return loss.scale.item()

        assert end(tmp_path, 1, 3) == end(None, 3) != 1.0

    @staticmethod
    def with_loss(loss):
        return lambda net: optim.SGD([*net.parameters(), *loss.parameters()], lr=0.1)

    def test_keeps_float32(self, tmp_path):
        x, t = dataset()
        options = {"train_data": (x.astype("float32"), t)}
        nets = [nn.MLP([4, 6, 3], mg.tanh, rng=0, dtype="float32") for _ in range(3)]
        run(None, net=nets[0], resume=False, **options)
        run(tmp_path, net=nets[1], epochs=1, **options)
        run(tmp_path, net=nets[2], **options)
        np.testing.assert_array_equal(weights(nets[2]), weights(nets[0]), strict=True)

    def test_adds_up_the_time_of_an_epoch(self, tmp_path, monkeypatch):
        ticks = iter(range(1000))
        monkeypatch.setattr("time.perf_counter", lambda: float(next(ticks)))
        with pytest.raises(Stop):
            run(tmp_path, every_batches=2, callbacks=[stop_at(3)], epochs=1)
        _, history = run(tmp_path, callbacks=[stop_at(0)], epochs=1)
        assert history[1].seconds == 1 + 1

    def test_of_an_interrupted_epoch_keeps_history_and_checkpoint(self, tmp_path):
        history = train.History()
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path, history=history, callbacks=[stop_at(6, KeyboardInterrupt)])
        assert [row.epoch for row in history] == [0, 1]
        read = train.History()
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path, history=read, callbacks=[stop_at(1, KeyboardInterrupt)])
        assert rows(read) == rows(history)

    def test_has_the_checkpoint_when_an_epoch_is_told(self, tmp_path):
        def stop(rows):
            raise Stop

        with pytest.raises(Stop):
            run(tmp_path, on_epoch=stop)
        with pytest.raises(Stop):
            run(tmp_path, on_epoch=stop)
        _, history = run(tmp_path, epochs=1)
        assert len(history) == 2


def killed_and_resumed(folder, times, seed):
    """Run in a process that is killed so often; the result, and what it had said was done."""
    chance = random.Random(seed)
    file, out = folder / "途中.npz", folder / "結果.npz"
    told, kills = -1, 0
    while True:
        command = [sys.executable, str(SCRIPT), str(file), str(out), "0.004"]
        with subprocess.Popen(command, env=CHILD, stdout=subprocess.PIPE, text=True) as child:
            said = []
            if kills < times:
                line = child.stdout.readline()  # from here on it is training
                said.append(line)
                time.sleep(chance.uniform(0, 0.12))
                child.send_signal(signal.SIGKILL)
                kills += child.wait() == -signal.SIGKILL
            said += child.stdout.read().split()
            assert child.wait() in (0, -signal.SIGKILL)
        epochs = [int(line) for line in said if line.strip()]
        assert not epochs or epochs[0] > told, "an epoch that was done was run again"
        told = max([told, *epochs])
        if child.returncode == 0:
            return data.read_arrays(out), told, kills


@pytest.mark.skipif(os.name != "posix", reason="signal 9 is POSIX's")
class TestKilling:
    def test_a_few_times_at_random_moments_changes_nothing(self, tmp_path, uninterrupted):
        result, _, kills = killed_and_resumed(tmp_path, 4, seed=0)
        whole.assert_same(result, uninterrupted)
        assert kills >= 1
        assert sorted(p.name for p in tmp_path.iterdir()) == ["結果.npz", "途中.npz"]

    @pytest.mark.slow
    def test_fifty_times_at_random_moments_changes_nothing(self, tmp_path, uninterrupted):
        kills = attempt = 0
        while kills < 50:
            attempt += 1
            folder = tmp_path / str(attempt)
            folder.mkdir()
            result, _, some = killed_and_resumed(folder, 50 - kills, seed=attempt)
            whole.assert_same(result, uninterrupted)
            kills += some


class TestAFullDisk:
    def test_leaves_the_last_good_checkpoint(self, tmp_path, monkeypatch):
        written = []

        def fail(descriptor):
            written.append(descriptor)
            if len(written) == 3:
                raise OSError(28, "No space left on device")

        history = train.History()
        with monkeypatch.context() as patch:
            patch.setattr("os.fsync", fail)
            with pytest.raises(OSError, match="No space left") as error:
                run(tmp_path, history=history)
        assert [row.epoch for row in history] == [0, 1, 2]
        assert [p.name for p in tmp_path.iterdir()] == ["checkpoint.npz"]
        if hasattr(error.value, "__notes__"):
            assert "resume=True goes on from there" in error.value.__notes__[0]
        net, again = run(tmp_path)
        expected, rows_expected = run(None, resume=False)
        np.testing.assert_array_equal(weights(net), weights(expected))
        assert rows(again) == rows(rows_expected)

    def test_of_a_limited_size_too(self, tmp_path):
        resource = pytest.importorskip("resource")
        run(tmp_path, epochs=1)
        before = (tmp_path / "checkpoint.npz").read_bytes()
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
        try:
            with pytest.raises(OSError, match="too large"):
                run(tmp_path)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert (tmp_path / "checkpoint.npz").read_bytes() == before
        assert [p.name for p in tmp_path.iterdir()] == ["checkpoint.npz"]


class Stateless:
    """An optimiser that cannot be saved."""

    def __init__(self, net):
        self.net = net

    def zero_grad(self):
        self.net.zero_grad()

    def step(self):
        pass


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "complaint"),
        [
            ({"sizes": (4, 7, 3)}, r"network: there MLP\(Linear\(4, 6\).*here MLP\(Linear\(4, 7\)"),
            ({"activation": mg.relu}, "network: there .*tanh.*here .*relu"),
            ({"loss": nn.MSE()}, "loss: there CrossEntropy.*here MSE"),
            ({"lr": 0.2}, r"optimiser was SGD\(lr=0.1, .*here it is SGD\(lr=0.2"),
            (
                {"opt": lambda net: optim.Adam(net.parameters(), lr=0.1)},
                r"optimiser was SGD.*here it is Adam",
            ),
            (
                {"train_data": dataset(21)},
                r"training data: there float64\[20, 4\].*here .*\[21, 4\]",
            ),
            ({"batch_size": 7}, "training data: there .*batches of 6.*here .*batches of 7"),
            ({"shuffle": False}, "there .*shuffled.*here .*in order"),
            ({"test_data": dataset()}, r"test data: there none, here float64\[20, 4\]"),
            ({"callbacks": [stop_at(0)]}, r"callbacks: there \[\], here \['StopAt'\]"),
            ({"metrics": {"m": lambda y, t: 0.0}}, r"metrics: there \[\], here \['m'\]"),
            (
                {"rng": np.random.RandomState(1)},
                r"data.rng: there Generator\(PCG64\), here RandomState\(MT19937\)",
            ),
        ],
    )
    def test_another_run_is_refused_and_nothing_is_changed(self, tmp_path, changes, complaint):
        run(tmp_path, epochs=1)
        before = (tmp_path / "checkpoint.npz").read_bytes()
        net = nn.MLP(list(changes.pop("sizes", (4, 6, 3))), changes.pop("activation", mg.tanh))
        untouched = weights(net)
        history = train.History()
        with pytest.raises(
            ValueError, match=f"another run, and nothing was changed; .*{complaint}"
        ):
            run(tmp_path, net=net, history=history, **changes)
        np.testing.assert_array_equal(weights(net), untouched)
        assert history == []
        assert (tmp_path / "checkpoint.npz").read_bytes() == before

    def test_another_loader_is_refused(self, tmp_path):
        def trained(size):
            loader = data.Loader(dataset(), size, np.random.default_rng(0))
            return run(tmp_path, train_data=loader, batch_size=None, rng=None)

        trained(5)
        complaint = r"there Loader\(.*batch_size=5\) of 4.*here Loader\(.*batch_size=6\) of 4"
        with pytest.raises(ValueError, match=complaint):
            trained(6)

    def test_a_network_whose_shapes_alone_differ_is_refused(self, tmp_path):
        class Net(nn.Module):
            def __init__(self, size):
                self.w = mg.tensor(np.zeros((4, size)), requires_grad=True)

            def forward(self, x):
                return (x @ self.w)[:, :3]

        run(tmp_path, net=Net(3), epochs=1)
        complaint = r"weights: net\.w: there float64\[4, 3\], here float64\[4, 5\]"
        with pytest.raises(ValueError, match=complaint):
            run(tmp_path, net=Net(5))

    def test_a_callback_that_refuses_its_state_leaves_all_as_it_was(self, tmp_path):
        class Picky(train.Callback):
            def load_state_dict(self, state):
                raise ValueError("not mine")

        run(tmp_path, callbacks=[Picky()], epochs=1)
        net = nn.MLP([4, 6, 3], mg.tanh, rng=9)
        rng = np.random.default_rng(1)
        state, before, history = rng.bit_generator.state, weights(net), train.History()
        Picky.load_state_dict = lambda self, state: 1 / len(state)
        with pytest.raises(ZeroDivisionError):
            run(tmp_path, net=net, rng=rng, history=history, callbacks=[Picky()])
        assert rng.bit_generator.state == state
        np.testing.assert_array_equal(weights(net), before)
        assert history == []

    @pytest.mark.parametrize(
        ("change", "complaint"),
        [
            (lambda nest: nest["opt"].update(lr=1.0), "SGD: a state_dict has"),
            (lambda nest: nest["opt"].pop("state"), "SGD: a state_dict has"),
            (lambda nest: nest["generators"]["data.rng"].pop("has_uint32"), "KeyError"),
            (lambda nest: nest["weights"].update({"other.weight": 1.0}), "KeyError"),
            (lambda nest: nest["history"][0].pop("seconds"), "a row has no seconds"),
            (lambda nest: nest["history"][0].update(seconds="soon"), "soon"),
            (lambda nest: nest.update(position=[1, 0]), "are no arrays"),
            (lambda nest: nest["position"].__setitem__(0, "one"), "no position in a run"),
            (lambda nest: nest["position"].__setitem__(1, -1), "no position in a run"),
            (lambda nest: nest["position"].__setitem__(3, [1.0]), "are no arrays"),
            (lambda nest: nest.update(callbacks=[]), "zip"),
            (lambda nest: nest["callbacks"][0].update(best="high"), "EarlyStopping: this state"),
            (lambda nest: nest["setting"].update(weights=np.ones(2)), "no checkpoint of this"),
            (
                lambda nest: nest["setting"]["weights"].update({"net.w": np.ones(2)}),
                "no checkpoint",
            ),
            (lambda nest: nest.update(setting=["MLP"]), "no checkpoint of this version"),
            (
                lambda nest: nest.update(opt_now=np.ones(2), opt_at_start=np.ones(2)),
                "no checkpoint",
            ),
            (lambda nest: nest.update(opt_at_start={}), "no checkpoint of this version"),
            (lambda nest: nest.update(opt_now=3), "no checkpoint of this version"),
            (lambda nest: nest["opt_at_start"].update(groups=[3]), "no checkpoint of this version"),
            (lambda nest: nest["setting"]["weights"].update({3: "x"}), "of another run"),
            (lambda nest: nest.update(stop=np.ones(2)), "does not fit"),
            (lambda nest: nest.update(generators={}), "states of other generators"),
            (lambda nest: nest["position"].__setitem__(1, 2), "no numbers of batches"),
            (lambda nest: nest.update(found=[(0.0, {})]), "no numbers of batches"),
            (lambda nest: nest.update(found=[(0, {"data.rng": 1})]), "does not fit"),
            (lambda nest: nest.update(found=[(0, {"other": 1})]), "KeyError"),
        ],
    )
    def test_a_part_that_does_not_fit_is_refused_by_name_and_changes_nothing(
        self, tmp_path, change, complaint
    ):
        callbacks = [train.EarlyStopping("train_loss")]
        run(tmp_path, callbacks=callbacks, epochs=1)
        file = tmp_path / "checkpoint.npz"
        nest = read_pytree(file)
        change(nest)
        write_pytree(file, nest)
        net, history = nn.MLP([4, 6, 3], mg.tanh, rng=9), train.History()
        before = weights(net)
        stopping = train.EarlyStopping("train_loss")
        with pytest.raises(ValueError, match=f"checkpoint.npz: .*{complaint}"):
            run(tmp_path, net=net, history=history, callbacks=[stopping])
        np.testing.assert_array_equal(weights(net), before)
        assert (history, stopping.best_epoch) == ([], 0)

    def test_fewer_batches_than_were_done_are_refused(self, tmp_path):
        samples = list(zip(*dataset(), strict=True))

        def trained(number, callbacks):
            loader = data.Loader(lambda rng: samples[:number], 4)
            options = {"batch_size": None, "rng": None, "callbacks": callbacks}
            return run(tmp_path, train_data=loader, every_batches=1, **options)

        with pytest.raises(Stop):
            trained(20, [stop_at(5)])
        with pytest.raises(ValueError, match="fewer batches than when the checkpoint was"):
            trained(8, [stop_at(0)])

    def test_a_damaged_file_is_refused_by_name_and_left(self, tmp_path):
        run(tmp_path, epochs=1)
        file = tmp_path / "checkpoint.npz"
        content = file.read_bytes()
        chance = np.random.default_rng(0)
        for length in [0, 1, len(content) // 2, len(content) - 1, *chance.integers(0, 9000, 20)]:
            file.write_bytes(content[: min(length, len(content) - 1)])
            with pytest.raises(data.DataFileError, match="checkpoint.npz"):
                run(tmp_path)

    def test_a_file_in_which_bytes_changed_is_refused_or_the_same(self, tmp_path):
        run(tmp_path, epochs=1)
        file = tmp_path / "checkpoint.npz"
        content = file.read_bytes()
        expected = weights(run(tmp_path, epochs=1)[0])
        chance = np.random.default_rng(1)
        refused = 0
        for place in chance.integers(0, len(content), 150):
            changed = bytearray(content)
            changed[place] ^= 1 << chance.integers(8)
            file.write_bytes(changed)
            try:
                net, _ = run(tmp_path, epochs=1)
            except data.DataFileError as error:
                assert "checkpoint.npz" in str(error)  # noqa: PT017 - either is right
                refused += 1
            else:  # a time of the archive, for example
                np.testing.assert_array_equal(weights(net), expected)
        assert refused > 100

    @pytest.mark.parametrize(
        "arrays",
        [
            {"a": np.zeros(2)},
            {"nest": np.zeros(2)},
            {"nest": np.frombuffer(b"{", "u1")},
            {"nest": np.frombuffer(b"3", "u1")},
            {"nest": np.frombuffer(b'{"array": "a9"}', "u1")},
            {"nest": np.frombuffer(b'{"code": "a9"}', "u1")},
            {"nest": np.frombuffer(b'{"dict": [["format", "other"]]}', "u1")},
            {"nest": np.frombuffer(b'{"dict": [["format", "minigrad checkpoint 1"]]}', "u1")},
            {"nest": np.frombuffer(b"[" * 100_000, "u1")},
        ],
    )
    def test_another_file_is_no_checkpoint(self, tmp_path, arrays):
        data.write_arrays(tmp_path / "run.npz", arrays)
        with pytest.raises(data.DataFileError, match="run.npz: this is no checkpoint"):
            run(tmp_path / "run.npz")

    def test_no_code_in_a_file_is_run(self, tmp_path):
        class Bomb:
            def __reduce__(self):
                return pytest.fail, ("code was run",)

        np.savez(tmp_path / "run.npz", nest=np.array([Bomb()], object))
        with pytest.raises(data.DataFileError, match="run.npz"):
            run(tmp_path / "run.npz")

    def test_an_older_checkpoint_is_not_written_over(self, tmp_path):
        run(tmp_path / "run.npz", epochs=1)
        before = (tmp_path / "run.npz").read_bytes()
        with pytest.raises(FileExistsError, match="run.npz is there .* pass resume=True"):
            run(tmp_path / "run.npz", resume=False)
        assert (tmp_path / "run.npz").read_bytes() == before

    def test_fewer_epochs_than_there_are_already_are_refused(self, tmp_path):
        run(tmp_path, epochs=2)
        with pytest.raises(ValueError, match="epochs=1, but the checkpoint has 2 already"):
            run(tmp_path, epochs=1)

    @pytest.mark.parametrize("options", [{"epochs": 1}, {"epochs": 0}])
    def test_and_nothing_was_changed(self, tmp_path, options):
        run(tmp_path, epochs=2)
        net = nn.MLP([4, 6, 3], mg.tanh, rng=9)
        opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
        rng, history, before = np.random.default_rng(1), train.History(), weights(net)
        state = rng.bit_generator.state
        with pytest.raises(ValueError, match=r"epochs=\d, but the checkpoint has 2 already"):
            run(tmp_path, net=net, opt=lambda _: opt, rng=rng, history=history, **options)
        np.testing.assert_array_equal(weights(net), before)
        assert (history, opt.state) == ([], {})
        assert rng.bit_generator.state == state

    def test_an_epoch_that_has_begun_is_one_of_those_that_there_must_be(self, tmp_path):
        with pytest.raises(Stop):
            run(tmp_path, callbacks=[stop_at(7)], every_batches=1)  # within the second epoch
        net = nn.MLP([4, 6, 3], mg.tanh, rng=9)
        before = weights(net)
        with pytest.raises(ValueError, match="has 1 already, and is within epoch 2"):
            run(tmp_path, net=net, epochs=1, callbacks=[stop_at(0)])
        np.testing.assert_array_equal(weights(net), before)
        assert len(run(tmp_path, epochs=2, callbacks=[stop_at(0)])[1]) == 3

    @pytest.mark.parametrize("name", ["run.pt", "run", "run.npz.bak"])
    def test_a_name_with_another_suffix_is_refused_before_anything_runs(self, tmp_path, name):
        with pytest.raises(ValueError, match=r"a file ending in \.npz, or a folder"):
            run(tmp_path / name, on_epoch=pytest.fail)

    def test_a_missing_folder_is_told_before_anything_runs(self, tmp_path):
        with pytest.raises(FileNotFoundError, match="there is no folder .*missing"):
            run(tmp_path / "missing" / "run.npz", on_epoch=pytest.fail)

    def test_an_optimiser_without_a_state_is_refused(self, tmp_path):
        with pytest.raises(TypeError, match=r"needs Stateless\.state_dict\(\)"):
            run(tmp_path, opt=Stateless)
        run(None, opt=Stateless, resume=False)

    def test_a_callback_that_keeps_what_no_file_can_is_named(self, tmp_path):
        class Keeps(train.Callback):
            def state_dict(self):
                return {"what": [1, object()]}

        with pytest.raises(TypeError, match=r"not object at .*'callbacks'.*'what'\]\[1\]"):
            run(tmp_path, callbacks=[Keeps()])
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("options", "complaint"),
        [
            ({"checkpoint": None}, "resume=True needs the checkpoint"),
            ({"checkpoint": None, "resume": False, "every_batches": 2}, "needs a checkpoint"),
            ({"every_batches": 0}, "a number from 1 on"),
        ],
    )
    def test_options_that_make_no_sense_are_refused(self, tmp_path, options, complaint):
        with pytest.raises(ValueError, match=complaint):
            run(tmp_path, **options)


class TestOptionsThatWouldChange:
    """The file's would win: they are named, and nothing is changed."""

    OPTIMISERS = (
        (optim.SGD, {"lr": 0.1}, {"lr": 0.2}),
        (optim.SGD, {"lr": 0.1}, {"momentum": 0.9}),
        (optim.SGD, {"lr": 0.1, "momentum": 0.9}, {"momentum": 0.5}),
        (optim.SGD, {"lr": 0.1, "momentum": 0.9}, {"nesterov": True}),
        (optim.SGD, {"lr": 0.1, "momentum": 0.9}, {"dampening": 0.5}),
        (optim.SGD, {"lr": 0.1}, {"weight_decay": 0.01}),
        (optim.SGD, {"lr": 0.1}, {"maximize": True}),
        (optim.Adam, {}, {"betas": (0.9, 0.99)}),
        (optim.Adam, {}, {"eps": 1e-6}),
        (optim.RMSprop, {}, {"alpha": 0.9}),
        (optim.Adagrad, {}, {"lr_decay": 0.1}),
        (optim.LBFGS, {"max_iter": 2}, {"max_iter": 3}),
        (optim.LBFGS, {}, {"line_search_fn": "strong_wolfe"}),
    )

    @pytest.mark.parametrize(("kind", "options", "change"), OPTIMISERS)
    def test_of_an_optimiser(self, tmp_path, kind, options, change):
        def opt(**changes):
            return lambda net: kind(net.parameters(), **{**options, **changes})

        run(tmp_path, opt=opt(), epochs=1)
        net = nn.MLP([4, 6, 3], mg.tanh, rng=9)
        before, ((name, value),) = weights(net), change.items()
        old = getattr(opt()(net), name)
        text = re.escape(f"{name} was {old} and is {value} here")
        with pytest.raises(ValueError, match=f"nothing was changed; .*{text}.*a callback"):
            run(tmp_path, net=net, opt=opt(**change))
        np.testing.assert_array_equal(weights(net), before)
        run(tmp_path, opt=opt())

    def test_of_a_group(self, tmp_path):
        def opt(lr):
            def make(net):
                first, last = net.parameters()[:2], net.parameters()[2:]
                return optim.SGD([{"params": first}, {"params": last, "lr": lr}], lr=0.1)

            return make

        run(tmp_path, opt=opt(0.01), epochs=1)
        with pytest.raises(ValueError, match=r"lr was 0\.01 and is 0\.02 here"):
            run(tmp_path, opt=opt(0.02))

    def test_of_an_optimiser_of_ones_own(self, tmp_path):
        class Mine(optim.Optimizer):
            @staticmethod
            def update(w, g, state, options):
                return w - options["lr"] * options["share"] * g, state

        def opt(share):
            return lambda net: Mine(net.parameters(), lr=0.1, share=share)

        run(tmp_path, opt=opt(0.5), epochs=1)
        with pytest.raises(ValueError, match=r"share was 0\.5 and is 0\.25 here"):
            run(tmp_path, opt=opt(0.25))
        run(tmp_path, opt=opt(0.5))

    SCHEDULES = (
        (optim.StepLR, {"step_size": 2}, {"step_size": 3}),
        (optim.StepLR, {"step_size": 2}, {"gamma": 0.5}),
        (optim.MultiStepLR, {"milestones": [1, 3]}, {"milestones": [1, 2]}),
        (optim.ExponentialLR, {"gamma": 0.5}, {"gamma": 0.9}),
        (optim.LinearLR, {}, {"total_iters": 3}),
        (optim.CosineAnnealingLR, {"T_max": 4}, {"T_max": 5}),
        (optim.CosineAnnealingLR, {"T_max": 4}, {"eta_min": 0.01}),
        (optim.OneCycleLR, {"max_lr": 0.5, "total_steps": 9}, {"total_steps": 10}),
        (optim.OneCycleLR, {"max_lr": 0.5, "total_steps": 9}, {"pct_start": 0.5}),
        (optim.ReduceLROnPlateau, {}, {"patience": 3}),
        (optim.ReduceLROnPlateau, {}, {"min_lr": 0.01}),
    )

    @pytest.mark.parametrize(("kind", "options", "change"), SCHEDULES)
    def test_of_a_schedule(self, tmp_path, kind, options, change):
        monitor = "train_loss" if kind is optim.ReduceLROnPlateau else None

        def trained(net=None, epochs=3, **changes):
            net = net or nn.MLP([4, 6, 3], mg.tanh, rng=0)
            opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
            schedule = kind(opt, **{**options, **changes})
            callbacks = [train.Schedule(schedule, monitor=monitor)]
            run(tmp_path, net=net, opt=lambda _: opt, callbacks=callbacks, epochs=epochs)

        trained(epochs=1)
        net = nn.MLP([4, 6, 3], mg.tanh, rng=9)
        before, (name,) = weights(net), change
        with pytest.raises(ValueError, match=f"nothing was changed.*{kind.__name__}: {name} was"):
            trained(net, **change)
        np.testing.assert_array_equal(weights(net), before)
        trained()

    def test_of_a_schedule_within_another(self, tmp_path):
        def trained(epochs, gamma=0.5, milestone=2):
            net = nn.MLP([4, 6, 3], mg.tanh, rng=0)
            opt = optim.SGD(net.parameters(), lr=0.1)
            parts = [optim.LinearLR(opt, total_iters=2), optim.ExponentialLR(opt, gamma)]
            schedule = train.Schedule(optim.SequentialLR(opt, parts, [milestone]))
            run(tmp_path, net=net, opt=lambda _: opt, callbacks=[schedule], epochs=epochs)

        trained(1)
        with pytest.raises(ValueError, match=r"gamma was 0\.5 and is 0\.75 here"):
            trained(2, gamma=0.75)
        with pytest.raises(ValueError, match=r"milestones was \[2\] and is \[1\] here"):
            trained(2, milestone=1)
        trained(4)

    def test_a_schedule_or_a_hand_may_have_changed_them_meanwhile(self, tmp_path):
        def trained(epochs):
            net = nn.MLP([4, 6, 3], mg.tanh, rng=0)
            opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)

            def halve(history):
                opt.lr = 0.1 / len(history)

            run(tmp_path, net=net, opt=lambda _: opt, on_epoch=halve, epochs=epochs)
            return opt.lr

        assert trained(2) == 0.1 / 3
        assert trained(4) == 0.1 / 5


class TestByName:
    def test_an_optimiser_with_its_parameters_in_another_order(self, tmp_path):
        def ends(file, *orders):
            for epochs, order in enumerate(orders, 1):
                net, _ = run(
                    file,
                    opt=lambda n, order=order: optim.Adam(n.parameters()[::order], lr=0.01),
                    epochs=epochs,
                )
            return weights(net)

        one, other = tmp_path / "one.npz", tmp_path / "other.npz"
        np.testing.assert_array_equal(ends(one, 1, -1, 1), ends(other, 1, 1, 1))

    def test_a_function_with_the_parameters_in_another_order(self, tmp_path):
        def ends(file, *orders):
            for epochs, order in enumerate(orders, 1):
                named = {
                    name: mg.tensor(np.zeros((4, 3)), requires_grad=True, name=name)
                    for name in ("one", "other")
                }
                run(
                    file,
                    net=lambda x, named=named: x @ named["one"] + mg.tanh(x) @ named["other"],
                    opt=lambda _, named=named, order=order: optim.Adam(
                        [*named.values()][::order], lr=0.1
                    ),
                    epochs=epochs,
                )
            return np.concatenate([w.numpy() for w in named.values()])

        one, other = tmp_path / "one.npz", tmp_path / "other.npz"
        np.testing.assert_array_equal(ends(one, 1, -1, -1), ends(other, 1, 1, 1))

    def test_another_name_is_another_run(self, tmp_path):
        def trained(name, epochs):
            w = mg.tensor(np.zeros((4, 3)), requires_grad=True, name=name)
            run(tmp_path, net=lambda x: x @ w, opt=lambda _: optim.SGD([w]), epochs=epochs)

        trained("a", 1)
        with pytest.raises(ValueError, match=r"weights: net\.a: there float64.*here nothing"):
            trained("b", 2)


class TestOlderFiles:
    """Files from before there were names and options in them."""

    @staticmethod
    def made_older(file, *, of_a_function=False):
        nest = read_pytree(file)
        for group in nest["opt"]["param_groups"]:
            del group["param_names"]
        for part in ("opt_at_start", "opt_now"):
            nest[part] = nest[part]["description"]
        for state in nest["callbacks"]:
            state.pop("param_names", None)
        if of_a_function:
            for weights_by_name in (nest["weights"], nest["setting"]["weights"]):
                values = [*weights_by_name.values()]
                weights_by_name.clear()
                weights_by_name.update({f"net.{i}": value for i, value in enumerate(values)})
        write_pytree(file, nest)

    def test_go_on_to_the_same_end(self, tmp_path):
        def ends(file, *, older):
            for epochs in (2, 4):
                net = nn.MLP([4, 6, 3], mg.tanh, rng=0)
                opt = optim.Adam(net.parameters(), lr=0.1)
                steps = train.Schedule(optim.StepLR(opt, 2))
                run(file, net=net, opt=lambda _, o=opt: o, callbacks=[steps], epochs=epochs)
                if older:
                    self.made_older(file)
            return weights(net)

        one, other = tmp_path / "one.npz", tmp_path / "other.npz"
        np.testing.assert_array_equal(ends(one, older=True), ends(other, older=False))

    def test_of_a_function_too(self, tmp_path):
        def ends(file, *, older):
            for epochs in (2, 4):
                w = mg.tensor(np.zeros((4, 3)), requires_grad=True, name="w")
                b = mg.tensor(np.zeros(3), requires_grad=True, name="b")
                run(
                    file,
                    net=lambda x, w=w, b=b: x @ w + b,
                    opt=lambda _, w=w, b=b: optim.Adam([w, b], lr=0.1),
                    callbacks=[train.EarlyStopping("train_loss", patience=9)],
                    epochs=epochs,
                )
                if older:
                    self.made_older(file, of_a_function=True)
            return w.numpy()

        one, other = tmp_path / "one.npz", tmp_path / "other.npz"
        np.testing.assert_array_equal(ends(one, older=True), ends(other, older=False))

    def test_of_another_optimiser_are_refused_as_before(self, tmp_path):
        run(tmp_path, epochs=1)
        self.made_older(tmp_path / "checkpoint.npz")
        with pytest.raises(ValueError, match=r"optimiser was SGD\(lr=0\.1, .*is SGD\(lr=0\.2"):
            run(tmp_path, lr=0.2)


class TestWhatAnOptimiserRemembers:
    """One of the user's: a checkpoint holds it, or is refused when there is something to lose."""

    def test_in_its_state_is_kept(self, tmp_path):
        class Mine(optim.Optimizer):
            numbers, arrays = ("t",), ("v",)

            @staticmethod
            def update(w, g, state, options):
                t, v = state.get("t", 0) + 1, 0.9 * state.get("v", 0.0) + g
                return w - options["lr"] / t**0.5 * v, {"t": t, "v": v}

        def ends(file, *all_epochs):
            for epochs in all_epochs:
                net, _ = run(file, opt=lambda n: Mine(n.parameters(), lr=0.1), epochs=epochs)
            return weights(net)

        one, other = tmp_path / "one.npz", tmp_path / "other.npz"
        np.testing.assert_array_equal(ends(one, 1, 3), ends(other, 3))

    def test_without_saying_so_is_refused_at_the_first_step(self, tmp_path):
        class Mine(optim.Optimizer):
            @staticmethod
            def update(w, g, state, options):
                return w - options["lr"] * g, {"v": g}

        net = nn.MLP([4, 6, 3], mg.tanh, rng=0)
        before = weights(net)
        with pytest.raises(TypeError, match=r"Mine remembers v, .* arrays = \('v',\)"):
            run(tmp_path, net=net, opt=lambda n: Mine(n.parameters(), lr=0.1))
        np.testing.assert_array_equal(weights(net), before)

    @pytest.mark.parametrize(
        "kept",
        [
            lambda self: setattr(self, "kept", getattr(self, "kept", 0) + 1),
            lambda self: setattr(self, "kept", [p.grad.numpy() for p in self.parameters]),
            lambda self: self.__dict__.setdefault("kept", {}).update(
                {p: p.grad for p in self.parameters}
            ),
        ],
        ids=["a count", "arrays", "a dict"],
    )
    def test_on_itself_is_refused(self, tmp_path, kept):
        class Mine(optim.SGD):
            def step(self, closure=None):
                super().step(closure)
                kept(self)

        batches = []

        class Count(train.Callback):
            def on_batch(self, run):
                batches.append(run.batch)

        with pytest.raises(TypeError, match=r"what Mine keeps in its kept: let update return it"):
            run(tmp_path, opt=lambda n: Mine(n.parameters(), lr=0.1), callbacks=[Count()])
        assert batches == []  # the first step was the last
        run(None, opt=lambda n: Mine(n.parameters(), lr=0.1), resume=False)

    def test_on_itself_is_its_own_affair_where_it_saves_itself(self, tmp_path):
        class Mine(optim.SGD):
            count = 0

            def step(self, closure=None):
                super().step(closure)
                self.count += 1

            def state_dict(self):
                return {**super().state_dict(), "count": self.count}

            def load_state_dict(self, state):
                super().load_state_dict({k: v for k, v in state.items() if k != "count"})
                self.count = state["count"]

        made = []

        def opt(net):
            made.append(Mine(net.parameters(), lr=0.1))
            return made[-1]

        for epochs in (1, 2):
            run(tmp_path, opt=opt, epochs=epochs)
        assert made[-1].count == 2 * made[0].count

    def test_its_list_of_parameters_and_its_options_are_no_state(self, tmp_path):
        class Mine(optim.SGD):
            def __init__(self, parameters):
                super().__init__(parameters, lr=0.1)
                self.all, self.every, self.mean = list(parameters), 3, float("nan")

        for epochs in (1, 2):
            run(tmp_path, opt=lambda n: Mine(n.parameters()), epochs=epochs)


def test_what_a_killed_writer_left_is_removed_and_nothing_else(tmp_path, monkeypatch):
    for name in ("run.npz", "other.npz"):
        run(tmp_path / name, epochs=1)

    def fail(_):
        raise Stop

    with monkeypatch.context() as killed:
        killed.setattr("os.fsync", fail)
        killed.setattr("pathlib.Path.unlink", lambda *_, **__: None)
        for name in ("run.npz", "other.npz"):
            with pytest.raises(Stop):
                run(tmp_path / name)
    assert len(list(tmp_path.iterdir())) == 4
    run(tmp_path / "run.npz")
    assert len([p for p in tmp_path.iterdir() if p.suffix != ".npz"]) == 1
