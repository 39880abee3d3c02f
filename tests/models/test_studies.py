"""The studies: settings, runs side by side that can be stopped, tables and published figures."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from minigrad.train.history import Epoch, History
from models import activation_study, flooding_study, optimizer_study, runs, scores
from models.published import ARTICLE, TABLES
from models.runs import Run, load, read, run_all, train_network

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"MNIST is not in {DATA}")
ENVIRONMENT = os.environ | {"OPENBLAS_NUM_THREADS": "1", "COLUMNS": "60"}
TINY = {"seed": 1, "epochs": 2, "batch_size": 50, "hidden": [5]}
ARGUMENTS = ("--b", "0.5", "--epochs", "2", "--seeds", "1", "2", "--jobs", "2")
STUDIES = [activation_study, flooding_study, optimizer_study]
# A process that was started in the background ignores SIGINT; this one must not.
CODE = (
    "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "runpy.run_module('models.flooding_study', run_name='__main__', alter_sys=True)"
)


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    """A folder with noise in MNIST's format: scikit-learn is slow to import in every process."""
    folder, rng = tmp_path_factory.mktemp("images"), np.random.default_rng(0)
    for part, count in (("train", 1400), ("t10k", 400)):
        pixels = rng.integers(0, 256, (count, 8, 8), dtype=np.uint8)
        labels = rng.integers(0, 10, count, dtype=np.uint8)
        for name, array in (("images-idx3", pixels), ("labels-idx1", labels)):
            header = np.array([8 << 8 | array.ndim, *array.shape], ">u4").tobytes()
            (folder / f"{part}-{name}-ubyte").write_bytes(header + array.tobytes())
    return folder


def without_seconds(history):
    return [row[:5] for row in history]


def history_of(*test, train=1.0, seconds=1.0):
    return History(Epoch(k, train, 0.0, x, 0.0, seconds) for k, x in enumerate(test))


def a_run(*test, failure="", **options):
    return Run({}, history_of(*test, **options), failure, {})


@pytest.fixture
def no_runs(monkeypatch):
    """Only what is saved already may be used."""

    def refuse(*_, **__):
        raise AssertionError("a run was to be done again")

    monkeypatch.setattr(runs, "ProcessPoolExecutor", refuse)


class TestRuns:
    def test_side_by_side_are_what_each_is_alone_and_are_not_done_again(
        self, tmp_path, images, monkeypatch
    ):
        wanted = {"a": TINY, "b": {**TINY, "seed": 2}, "twice": dict(TINY)}
        wanted["wild"] = {**TINY, "lr": 1e200}
        seen = []
        done = run_all(
            wanted, images, tmp_path, jobs=2, on_run=lambda key, run, left: seen.append((key, left))
        )
        assert list(done) == list(wanted)
        assert sorted(key for key, _ in seen) == ["a", "b", "wild"]
        assert [left for _, left in seen] == [2, 1, 0]
        assert len(list(tmp_path.iterdir())) == 3
        assert done["twice"] == done["a"]
        for key in "ab":
            alone = train_network(load(images), **wanted[key])
            assert without_seconds(done[key].history) == without_seconds(alone)
            assert done[key].options == wanted[key]
            assert done[key].failure == ""
            assert done[key].versions["NumPy"] == np.__version__
        assert "the loss became" in done["wild"].failure
        assert done["wild"].history[0].epoch == 0
        monkeypatch.setattr(runs, "ProcessPoolExecutor", None)
        assert run_all(wanted, images, tmp_path, jobs=2) == done

    def test_what_a_process_left_that_was_killed_is_removed(self, tmp_path, images, monkeypatch):
        with monkeypatch.context() as killed:
            killed.setattr("pathlib.Path.unlink", lambda *_, **__: None)
            runs._work(TINY, images, tmp_path / runs.file_name(TINY, load(images).name))
            killed.setattr("os.fsync", lambda _: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                runs._work(TINY, images, tmp_path / runs.file_name(TINY, load(images).name))
        assert len(list(tmp_path.iterdir())) == 3
        run_all({"": TINY}, images, tmp_path)
        assert [path.suffix for path in tmp_path.iterdir()] == [".json"]

    def test_an_option_that_is_wrong_ends_the_study(self, tmp_path, images):
        with pytest.raises(ValueError, match="sizes must be positive"):
            run_all({"wrong": {**TINY, "hidden": [0]}}, images, tmp_path)

    @pytest.mark.parametrize(
        "content",
        ["[]", "", '{"history": 1}', '{"history": [{"x": {}}]}', "[" * 100_000, '"\xff'],
        ids=("a list", "nothing", "a number", "columns", "deep", "no text"),
    )
    def test_a_damaged_file_is_named(self, tmp_path, images, no_runs, content):
        file = tmp_path / runs.file_name(TINY, load(images).name)
        file.write_bytes(content.encode("latin-1"))
        with pytest.raises(ValueError, match=f"{file.name} is not a run of a study; remove it"):
            run_all({"": TINY}, images, tmp_path)

    def test_other_options_or_data_have_another_file(self):
        names = {runs.file_name({**TINY, **change}, "data") for change in ({}, {"lr": 0.2})}
        names |= {runs.file_name(TINY, "other data")}
        assert len(names) == 3

    def test_the_order_of_the_options_does_not_matter(self):
        turned = dict(reversed(TINY.items()))
        assert runs.file_name(turned, "data") == runs.file_name(TINY, "data")

    @needs_data
    @pytest.mark.parametrize("name", ["h_swish", "flooding"])
    def test_with_mnist_the_published_logs_begin(self, name):
        logs = json.loads((DATA / "published_logs.json").read_text())["logs"]
        (log,) = (log for log in logs if log["name"] == name)
        history = train_network(
            load(DATA / "mnist"),
            seed=10,
            epochs=1,
            batch_size=100,
            activation=log["activation"],
            flooding=log.get("flooding_b"),
        )
        for row, expected in zip(history, log["epochs"], strict=False):
            assert row[1:5] == pytest.approx(expected, abs=1e-9)


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX sends them")
class TestBeingStopped:
    ARGUMENTS = ("--b", "0.1", "--epochs", "300", "--jobs", "2")

    def start(self, out, images, *options):
        return subprocess.Popen(
            [sys.executable, "-c", CODE, *self.arguments(out, images), *options],
            cwd=ROOT,
            env=ENVIRONMENT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def arguments(self, out, images):
        return [*self.ARGUMENTS, "--data", str(images), "--out", str(out)]

    def wait_for_checkpoints(self, out, number):
        while len(list((out / "runs").glob("*.npz"))) < number:
            time.sleep(0.005)

    def test_ctrl_c_ends_quietly_with_what_was_done(self, tmp_path, images):
        with self.start(tmp_path, images) as process:
            self.wait_for_checkpoints(tmp_path, 2)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=600)
        assert process.returncode == 130, out + err
        assert err == ""
        assert "the same\ncommand goes on from there" in out
        assert len(list((tmp_path / "runs").glob("*.npz"))) == 2  # each at its last epoch

    def test_killed_its_processes_end_too_and_it_goes_on_from_the_last_epoch(
        self, tmp_path, images
    ):
        quick = ("--batch-size", "1000", "--epochs", "100")
        with self.start(tmp_path, images, *quick) as process:
            self.wait_for_checkpoints(tmp_path, 1)
            process.kill()
            process.communicate(timeout=600)  # its pipes close when the last process has ended
        (file, *_) = (tmp_path / "runs").glob("*.npz")
        assert flooding_study.main([*self.arguments(tmp_path, images), *quick]) == 0
        assert not file.exists()
        resumed = read(file.with_suffix(".json"))
        straight = train_network(load(images), **resumed.options)
        assert without_seconds(resumed.history) == without_seconds(straight)

    def test_a_training_process_that_is_killed_ends_the_study(self, tmp_path, images):
        before = set(multiprocessing.active_children())

        def kill(*_):
            for process in set(multiprocessing.active_children()) - before:
                process.kill()

        wanted = {"short": TINY, "long": {**TINY, "epochs": 10**6}}
        with pytest.raises(OSError, match="a training process was killed; the runs that ended"):
            run_all(wanted, images, tmp_path, jobs=2, on_run=kill)
        assert read(tmp_path / runs.file_name(TINY, load(images).name)).failure == ""
        assert set(multiprocessing.active_children()) <= before


class TestTables:
    def test_hold_last_best_and_first_epochs_that_reach_a_goal(self):
        history = history_of(0.1, 0.95, 0.9699, 0.97, 0.981, 0.975, train=0.99, seconds=2.0)
        assert scores.score(history) == pytest.approx((99, 97.5, 98.1, 1, 3, 4, 12))

    def test_what_was_never_reached_has_a_dash(self):
        (row,) = scores.table("t", {"slow": [a_run(0.1, 0.96)]}).rows
        assert row == ("slow", "100.00", "96.00", "96.00", "1", "-", "-", "2.0")

    def test_of_several_seeds_have_mean_and_standard_deviation(self):
        row, spread = scores.table("t", {"x": [a_run(0.94), a_run(0.96), a_run(0.98)]}).rows
        assert row == ("x", "100.00", "96.00", "96.00", "0.0", "0.0", "0.0", "1.0")
        assert spread == ("", "±0.00", "±2.00", "±2.00", "2/3", "1/3", "1/3", "±0.0")

    def test_a_run_that_diverged_has_dashes_and_its_reason(self):
        made = scores.table("t", {"wild": [a_run(0.1, failure="the loss became nan")]})
        assert set(made.rows[0][1:]) == {"-"}
        assert made.note == "wild: the loss became nan."

    def test_fit_60_columns(self):
        made = scores.table(
            "t" * 50, {"h_swish" * 9: [a_run(0.96), a_run(0.98, failure="f " * 90)]}
        )
        made = made._replace(rows=[*made.rows, ("", *["100.00"] * 3, *["500"] * 3, "9999.9")])
        assert max(map(len, scores.as_text(made).splitlines())) <= 60

    def test_the_mean_over_seeds_is_epoch_by_epoch(self):
        mean = scores.mean_history([a_run(0.5, 0.7), a_run(0.6, 0.9, 1.0)])
        assert [row.epoch for row in mean] == [0, 1]
        assert [row.test_accuracy for row in mean] == pytest.approx([0.55, 0.8])


class TestSettings:
    @pytest.fixture
    def settings(self, monkeypatch, tmp_path):
        """The tables that a command line asks for: keyword arguments by label, by title."""
        asked = []
        monkeypatch.setattr(
            "models.study.conduct", lambda study, options, _: asked.append(study.groups(options))
        )

        def ask(module, *options):
            assert module.main([*options, "--out", str(tmp_path)]) == 0
            return asked.pop()

        return ask

    def test_of_activations_are_all_functions_and_n_for_every_size_and_rate(self, settings):
        tables = settings(activation_study)
        sizes = [f"{size} nodes, lr {lr}" for size in ("100-50", "200-100") for lr in (0.1, 0.5)]
        assert set(tables) == {*sizes, *(f"h_swish, {size}" for size in sizes)}
        last = tables["200-100 nodes, lr 0.5"]
        assert list(last) == ["relu", "swish", "h_swish", "mish", "tanhexp"]
        assert last["mish"] == {"hidden": [200, 100], "lr": 0.5, "activation": "mish"}
        ns = tables["h_swish, 200-100 nodes, lr 0.5"]
        assert list(ns) == [f"n = {n}" for n in range(1, 11)]
        assert ns["n = 3"] == {**last["h_swish"], "n": 3.0}
        assert ns["n = 6"] == last["h_swish"]  # n = 6 is the default: one run for both tables

    def test_of_activations_can_be_chosen(self, settings):
        tables = settings(activation_study, "--n", "--activations", "mish", "--lr", "0.1")
        assert [list(table) for table in tables.values()] == [["mish"], ["mish"]]
        assert list(settings(activation_study, "--n", "3", "--activations", "--hidden", "9")) == [
            "h_swish, 9 nodes, lr 0.1",
            "h_swish, 9 nodes, lr 0.5",
        ]

    def test_of_flooding_are_the_levels_and_none(self, settings):
        (table,) = settings(flooding_study).values()
        levels = [None, 0.1, 0.05, 0.01, 0.005, 0.001]
        assert [options.get("flooding") for options in table.values()] == levels

    def test_of_optimisers_are_momenta_with_and_without_nesterov(self, settings):
        tables = settings(optimizer_study)
        assert len(tables) == 4
        for title, table in tables.items():
            momenta = [options.get("momentum", 0) for options in table.values()]
            assert momenta == [0, 0.5, 0.6, 0.7, 0.8, 0.9]
            assert all(
                o.get("nesterov", False) == title.startswith("N") for o in [*table.values()][1:]
            )
            assert {o["lr"] for o in table.values()} == {0.01 if "0.01" in title else 0.1}

    def test_that_are_published_are_among_them(self, settings):
        runs = [run for m in STUDIES for table in settings(m).values() for run in table.values()]
        asked = [{**ARTICLE, **run} for run in runs]
        for table in TABLES.values():
            for row in table.rows:
                assert {**ARTICLE, **row.options} in asked, row

    def test_of_flooding_go_on_for_as_long_as_the_published_best(self):
        assert flooding_study.STUDY.epochs == max(r.best_of for r in TABLES["flooding"].rows)


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("学習") / "結果 $1"


@pytest.fixture(scope="module")
def arguments(images, out):
    return [*ARGUMENTS, "--data", str(images), "--out", str(out)]


@pytest.fixture(scope="module")
def printed(arguments):
    """A small study in a pipe, as a user runs it."""
    done = subprocess.run(
        [sys.executable, "-m", "models.flooding_study", *arguments],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


class MomentumOfTheArticle:
    """v = μ v − η g; W += v: the formula of C6 as it is printed."""

    def __init__(self, parameters, lr, momentum, nesterov):
        assert not nesterov
        self.parameters, self.lr, self.momentum = parameters, lr, momentum
        self.velocities = [0.0] * len(parameters)

    def zero_grad(self):
        for p in self.parameters:
            p.zero_grad()

    def step(self):
        for i, p in enumerate(self.parameters):
            self.velocities[i] = self.momentum * self.velocities[i] - self.lr * p.grad.numpy()
            p.data = p.numpy() + self.velocities[i]


@needs_data
@pytest.mark.slow
class TestPublishedTables:
    """The programs' own commands; with MNIST, 50 epochs of every run."""

    def test_of_activations_come_out_to_the_printed_digit(self, tmp_path, capsys):
        options = ["--lr", "0.1", "--hidden", "100-50", "--n", "--data", str(DATA / "mnist")]
        assert activation_study.main([*options, "--out", str(tmp_path)]) == 0
        assert "26 of 26 figures agree" in capsys.readouterr().out

    def test_of_optimisers_come_out_to_the_printed_digit_where_lr_is_small(self, tmp_path, capsys):
        options = ["--lr", "0.01", "--momentum", "0.9", "--data", str(DATA / "mnist")]
        assert optimizer_study.main([*options, "--out", str(tmp_path)]) == 0
        assert "12 of 12 figures agree" in capsys.readouterr().out

    def test_of_momentum_at_a_large_lr_are_decided_by_rounding(self, monkeypatch):
        options = {"seed": 10, "epochs": 12, "batch_size": 100, "lr": 0.1, "momentum": 0.9}
        here = train_network(load(DATA / "mnist"), **options)
        monkeypatch.setattr(runs.optim, "SGD", MomentumOfTheArticle)  # which is no program
        fit = runs.train.fit
        monkeypatch.setattr(
            runs.train,
            "fit",
            lambda *parts, **options: fit(*parts, **{**options, "compile": False}),
        )
        printed = train_network(load(DATA / "mnist"), **options)
        apart = [abs(a.train_loss - b.train_loss) for a, b in zip(here, printed, strict=True)]
        assert max(apart[:6]) < 1e-14
        assert apart[10] < 1e-7
        assert apart[12] > 1e-4


class TestPrograms:
    def test_print_progress_and_a_table_at_60_columns(self, printed, out):
        assert max(map(len, printed.split("wrote")[0].splitlines())) <= 60
        assert re.findall(r"^ *(\d) left", printed, re.MULTILINE) == ["3", "2", "1", "0"]
        assert re.search(r"^no flooding  +[\d.]+ +[\d.]+", printed, re.MULTILINE)
        assert re.search(r"^b = 0.5  +[\d.]+ +[\d.]+", printed, re.MULTILINE)
        assert "\r" not in printed
        assert "\x1b" not in printed
        assert printed.endswith(f"wrote\n  {out / 'report.md'}\n  {out / 'report.html'}\n")

    def test_leave_runs_and_a_report(self, printed, out):
        assert len(list((out / "runs").glob("*.json"))) == 4
        assert list((out / "runs").glob("*.npz")) == []
        assert {p.name for p in out.iterdir()} == {
            *("runs", "report.md", "report.html", "runs-1.svg"),
        }
        text = (out / "report.md").read_text(encoding="utf-8")
        for part in (
            "| no flooding |",
            "models.flooding_study --b 0.5",
            "| seeds | 1 2 |",
            "| BLAS |",
        ):
            assert part in text

    def test_the_same_command_makes_the_same_report(
        self, printed, arguments, out, no_runs, monkeypatch, capsys
    ):
        before = {p.name: p.read_bytes() for p in out.glob("*.*")}
        monkeypatch.setattr("models.study.time.strftime", lambda _: "some day")
        assert flooding_study.main(arguments) == 0
        after = {p.name: p.read_bytes() for p in out.glob("*.*")}
        assert before.keys() == after.keys()
        for name, content in before.items():
            dated = re.sub(rb"\d{4}-\d\d-\d\d", b"some day", content)
            assert dated == after[name], name
        assert "left" not in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (["--seeds", "-1"], "--seeds"),
            (["--seeds", str(2**32)], "must be below 2**32"),
            (["--seeds", "1", "2", "1"], "--seeds: 1 is there twice; name each once"),
            (["--jobs", "0"], "--jobs"),
            (["--epochs", "0"], "--epochs"),
            (["--b", "-0.1"], "--b"),
            (["--b"], "--b: expected at least one argument"),
            (["--activation", "selu"], "invalid choice: 'selu'"),
        ],
        ids=lambda x: " ".join(x) if isinstance(x, list) else "",
    )
    def test_what_makes_no_sense_is_status_2(self, options, message, tmp_path, capsys):
        with pytest.raises(SystemExit) as stop:
            flooding_study.main([*options, "--out", str(tmp_path / "out")])
        assert stop.value.code == 2
        assert message in capsys.readouterr().err
        assert not (tmp_path / "out").exists()

    @pytest.mark.parametrize(
        "options", [["--hidden", "100-x"], ["--hidden", "5-0"], ["--lr", "nan"]]
    )
    def test_sizes_and_rates_are_checked(self, options, tmp_path, capsys):
        with pytest.raises(SystemExit) as stop:
            activation_study.main([*options, "--out", str(tmp_path)])
        assert stop.value.code == 2
        assert f"argument {options[0]}: must be a" in capsys.readouterr().err

    def test_nothing_to_compare_is_refused_and_leaves_an_earlier_report(self, tmp_path, capsys):
        (report := tmp_path / "report.md").write_text("earlier")
        with pytest.raises(SystemExit) as stop:
            activation_study.main(["--activations", "--n", "--out", str(tmp_path)])
        assert stop.value.code == 2
        assert "there is nothing to compare" in capsys.readouterr().err
        assert report.read_text() == "earlier"

    def test_a_momentum_of_1_is_refused(self, tmp_path, capsys):
        with pytest.raises(SystemExit):
            optimizer_study.main(["--momentum", "1", "--out", str(tmp_path)])
        assert "must be below 1, not 1" in capsys.readouterr().err

    def test_data_that_are_not_there_are_an_error_in_one_line(self, tmp_path, capsys):
        assert flooding_study.main(["--data", str(tmp_path), "--out", str(tmp_path)]) == 1
        err = capsys.readouterr().err
        assert err.startswith(f"python -m models.flooding_study: {tmp_path} has none of MNIST")
        assert err.count("\n") == 1

    @pytest.mark.parametrize("module", STUDIES)
    def test_help_fits_60_columns_and_shows_defaults_as_they_are_typed(
        self, module, monkeypatch, capsys
    ):
        monkeypatch.setenv("COLUMNS", "60")
        with pytest.raises(SystemExit):
            module.main(["--help"])
        text = capsys.readouterr().out
        assert max(map(len, text.splitlines())) <= 60
        assert not re.search(r"default: *\[", text)
