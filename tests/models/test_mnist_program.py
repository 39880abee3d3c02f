"""`python -m models.mnist`: what it prints and writes, what it refuses, and how it is stopped."""

from __future__ import annotations

import csv
import json
import math
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from run_programs import without_layout

from minigrad import train
from minigrad.train.history import Epoch, header
from models import common, mnist

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
TINY = ["--hidden", "6", "--epochs", "2", "--no-progress"]
WRITTEN = [
    *("graph.svg", "history.csv", "history.json", "history.png", "weights.json", "weights.npz")
]
ENVIRONMENT = os.environ | {"OPENBLAS_NUM_THREADS": "1", "COLUMNS": "80", "NO_COLOR": "1"}
ROW = re.compile(r"^ *(\d+) +([\d.]+) % +([\d.]+) +([\d.]+) % +([\d.]+) +([\d.]+)$", re.MULTILINE)


def run_program(*options, expected=0):
    """Run the program as a user does; its two outputs are pipes."""
    done = subprocess.run(
        [sys.executable, "-m", "models.mnist", *map(str, options)],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == expected, done.stdout + done.stderr
    return done


def run_here(capsys, *options):
    """Run the program in this process: its exit status, and what it printed."""
    try:
        status = mnist.main(list(map(str, options)))
    except SystemExit as stop:
        status = stop.code
    return status, *capsys.readouterr()


@pytest.fixture
def no_pictures(monkeypatch):
    """Only the history is written: pictures take longer than training."""

    def write(options, end, history, *_):
        common.save(history, options.out / f"history{end}.json")

    monkeypatch.setattr(mnist, "write", write)


def rows_of(text):
    return [tuple(map(float, row)) for row in ROW.findall(text)]


def as_saved(folder):
    return [Epoch(**row) for row in json.loads((folder / "history.json").read_text())]


@pytest.fixture(scope="module")
def text():
    """What `--help` prints."""
    return run_program("--help").stdout


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A tiny run that was asked to write into a folder that is not there, and that folder."""
    folder = tmp_path_factory.mktemp("tiny") / "not" / "there"
    return run_program(*TINY, "--out", folder), folder


class TestHelp:
    def test_explains_every_option(self, text):
        actions = mnist._parser()._actions
        assert len(actions) > 12
        for action in actions:
            assert re.search(rf"^  .*{action.option_strings[-1]}\b", text, re.MULTILINE)
            assert action.help, f"{action.option_strings[-1]} has no help"

    def test_names_every_choice(self, text):
        for name in (*mnist.ACTIVATIONS, *mnist.INITIALIZERS, "sgd", "momentum", "nesterov"):
            assert re.search(rf"\b{name}\b", text)

    def test_fits_a_terminal_of_80_columns(self, text):
        assert [line for line in text.splitlines() if len(line) > 80] == []

    def test_tells_defaults_that_say_something(self, text):
        flat = " ".join(text.split())
        for default in ("default: 100 50", "default: 50", "default: 10", "default: float64"):
            assert default in flat
        assert "default: None" not in flat
        assert "default: True" not in flat


class TestATinyRun:
    def test_prints_sizes_settings_header_rows_time_and_files(self, run):
        done, folder = run
        out = done.stdout
        parts = [
            "1,438 images to train, 359 held out",
            "Linear(64, 6)",
            "total",
            "CrossEntropy(), SGD(lr=0.1)\nbatch 10, float64, seed 10\n",
            header(),
            "\ntime ",
            "held-out accuracy ",
            "wrote ",
        ]
        places = [out.index(part) for part in parts]
        assert places == sorted(places)
        assert [row[0] for row in rows_of(out)] == [0, 1, 2]
        assert re.search(r"^time \d+\.\d s$", out, re.MULTILINE)
        assert all(str(folder / name) in out for name in WRITTEN)
        assert max(map(len, out[: out.index("wrote ")].splitlines())) <= 80

    def test_writes_history_plot_and_graph(self, run):
        _, folder = run
        assert sorted(p.name for p in folder.iterdir()) == WRITTEN
        assert (folder / "history.png").read_bytes().startswith(b"\x89PNG\r\n")
        svg = (folder / "graph.svg").read_text()
        assert "<svg" in svg
        assert svg.rstrip().endswith("</svg>")
        for name in ("images", "layers.0.weight", "layers.2.bias", "h_swish"):
            assert name in svg

    def test_writes_what_it_printed(self, run):
        done, folder = run
        saved = as_saved(folder)
        with (folder / "history.csv").open(newline="") as file:
            table = [tuple(map(float, row.values())) for row in csv.DictReader(file)]
        assert table == [tuple(row) for row in saved]
        for printed, row in zip(rows_of(done.stdout), saved, strict=True):
            expected = (
                *(row.epoch, 100 * row.train_accuracy, row.train_loss),
                *(100 * row.test_accuracy, row.test_loss, row.seconds),
            )
            assert printed == pytest.approx(expected, abs=0.051)
            assert printed[2] == pytest.approx(row.train_loss, abs=1e-6)

    def test_has_no_bar_where_output_is_piped(self, run):
        done, _ = run
        for text in (done.stdout, done.stderr):
            assert "\r" not in text
            assert "\x1b" not in text
            assert "it/s" not in text
            assert "█" not in text

    def test_comes_out_again(self, run, tmp_path, capsys):
        _, folder = run
        status, *_ = run_here(capsys, *TINY, "--out", tmp_path)
        assert status == 0
        assert [row[:5] for row in as_saved(tmp_path)] == [row[:5] for row in as_saved(folder)]


class TestOptions:
    def test_reach_the_network_the_loss_and_the_optimiser(self, tmp_path, capsys):
        status, out, _ = run_here(
            *(capsys, "--hidden", 5, 4, "--activation", "relu_n", "--n", 4),
            *("--flooding", 0.5, "--optimizer", "nesterov", "--lr", 0.02, "--momentum", 0.8),
            *("--weight-decay", 0.001, "--epochs", 1, "--batch-size", 30, "--seed", 3),
            *("--dtype", "float32", "--init", "glorot_uniform", "--out", tmp_path),
        )
        assert status == 0
        for part in ("Linear(64, 5)", "Linear(5, 4)", "Linear(4, 10)", "relu_n(n=4.0)"):
            assert part in out
        assert "Flooding(CrossEntropy(), b=0.5)" in out
        assert "SGD(lr=0.02, momentum=0.8, nesterov=True, weight_decay=0.001)" in out
        assert "batch 30, float32, seed 3" in out
        assert [row[0] for row in rows_of(out)] == [0, 1]

    @pytest.mark.usefixtures("no_pictures")
    def test_change_the_run(self, tmp_path, capsys):
        changes = [
            *([], ["--seed", 11], ["--activation", "tanh"], ["--activation", "h_swish", "--n", 3]),
            *(
                ["--flooding", 2.0],
                ["--lr", 0.2],
                ["--optimizer", "momentum"],
                ["--batch-size", 20],
            ),
            *(["--init", "lecun_normal"], ["--dtype", "float32"], ["--weight-decay", 0.1]),
        ]
        losses = set()
        for change in changes:
            args = ["--hidden", 6, "--epochs", 1, "--out", tmp_path, *change]
            assert run_here(capsys, *args)[0] == 0
            losses.add(as_saved(tmp_path)[-1].train_loss)
        assert len(losses) == len(changes)

    @pytest.mark.usefixtures("no_pictures")
    def test_flooding_prints_the_flooded_loss(self, tmp_path, capsys):
        plain = ["--hidden", 6, "--epochs", 0]
        run_here(capsys, *plain, "--out", tmp_path / "plain")
        run_here(capsys, *plain, "--flooding", 3, "--out", tmp_path / "flooded")
        (row,), (flooded,) = (as_saved(tmp_path / name) for name in ("plain", "flooded"))
        assert flooded.train_loss == pytest.approx(6 - row.train_loss, rel=1e-14)

    @pytest.mark.usefixtures("no_pictures")
    def test_printed_losses_see_no_probability_below_1e_7(self, tmp_path, capsys):
        args = ["--hidden", 6, "--epochs", 1, "--lr", 1e6, "--activation", "relu"]
        status, *_ = run_here(capsys, *args, "--out", tmp_path)
        assert status == 0
        row = as_saved(tmp_path)[-1]
        assert row.test_accuracy < 0.5  # hopeless, and sure of itself
        right = row.test_accuracy
        assert row.test_loss == pytest.approx((1 - right) * -math.log(1e-7), rel=0.05)

    @pytest.mark.skipif(not DATA.is_dir(), reason=f"MNIST is not in {DATA}")
    def test_with_mnist_the_published_log_begins(self, tmp_path, capsys):
        status, out, _ = run_here(
            capsys, "--data", DATA / "mnist", "--epochs", 0, "--out", tmp_path
        )
        assert status == 0
        assert "60,000 images to train, 10,000 held out" in out
        assert "batch 100" in out
        logs = json.loads((DATA / "published_logs.json").read_text())["logs"]
        (expected,) = (log["epochs"][0] for log in logs if log["name"] == "h_swish")
        assert as_saved(tmp_path)[0][1:5] == pytest.approx(expected, abs=1e-9)


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    """What a tiny run of three seeds prints, and its folder."""
    folder = tmp_path_factory.mktemp("seeds")
    return run_program(*TINY, "--seeds", 1, 2, 3, "--out", folder).stdout, folder


class TestSeveralSeeds:
    def test_print_mean_deviation_and_range_of_every_epoch(self, seeds):
        out, folder = seeds
        runs = [train.History.load(folder / f"history-{seed}.csv") for seed in (1, 2, 3)]
        table = out[out.index("Over 3 seeds: mean, deviation, lowest, highest") :]
        lines = [line.split() for line in table.splitlines() if re.match(r" *\d", line)]
        assert [int(line[0]) for line in lines] == [0, 1, 2]
        for epoch, *numbers in (map(float, line) for line in lines):
            rows = [run[int(epoch)] for run in runs]
            for column, four in (("train_accuracy", numbers[:4]), ("test_accuracy", numbers[4:])):
                percent = [100 * row.column(column) for row in rows]
                expected = (np.mean(percent), np.std(percent, ddof=1), min(percent), max(percent))
                assert four == pytest.approx(expected, abs=0.00501)

    def test_have_their_files_and_a_plot_of_all(self, seeds):
        _, folder = seeds
        files = [f"history-{seed}.{kind}" for seed in (1, 2, 3) for kind in ("csv", "json", "png")]
        files += [f"weights-{seed}.{kind}" for seed in (1, 2, 3) for kind in ("json", "npz")]
        assert {p.name for p in folder.iterdir()} == {"graph.svg", "histories.png", *files}

    def test_fit_60_columns(self, seeds):
        out, _ = seeds
        lines = [line for line in out.splitlines() if not line.startswith("wrote ")]
        assert max(map(len, lines)) <= 60


class TestTodaysComforts:
    """What `docs/studies.md` does on MNIST to reach 98.5 %; on few digits, and in whole."""

    @pytest.mark.slow
    @pytest.mark.skipif(not DATA.is_dir(), reason=f"MNIST is not in {DATA}")
    def test_reach_985_on_mnist_in_ten_epochs(self, tmp_path, capsys):
        page = (ROOT / "docs" / "studies.md").read_text(encoding="utf-8")
        command = re.search(r"models\.mnist (--data mnist --hidden 512.*?--seeds 10)", page, re.S)[
            1
        ]
        options = command.replace("\\\n", " ").replace("--data mnist", "").split()
        args = ["--data", DATA / "mnist", *options, "--no-progress", "--out", tmp_path]
        assert run_here(capsys, *args)[0] == 0
        assert as_saved(tmp_path)[-1].epoch == 10
        assert as_saved(tmp_path)[-1].test_accuracy > 0.985

    @pytest.mark.untraced
    @pytest.mark.usefixtures("no_pictures")
    def test_are_better_than_the_articles_network(self, tmp_path, capsys):
        comforts = ["--batch-norm", "--dropout", 0.2, "--activation", "relu"]
        comforts += ["--optimizer", "adam", "--lr", 0.01, "--schedule", "one-cycle"]
        errors = {}
        for name, options in (("articles", []), ("today", comforts)):
            args = ["--epochs", 6, "--seeds", 0, 1, "--no-progress", *options]
            assert run_here(capsys, *args, "--out", tmp_path / name)[0] == 0
            last = [
                train.History.load(file)[-1] for file in (tmp_path / name).glob("history-*.json")
            ]
            errors[name] = np.mean([1 - row.test_accuracy for row in last])
        assert errors["today"] < errors["articles"]

    @pytest.mark.parametrize("optimizer", ["sgd", "adagrad", "adadelta"])
    @pytest.mark.usefixtures("no_pictures")
    def test_are_one_cycle_with_an_optimiser_without_momentum(self, tmp_path, capsys, optimizer):
        options = ["--optimizer", optimizer, "--schedule", "one-cycle"]
        assert run_here(capsys, *TINY, *options, "--out", tmp_path)[0] == 0

    def test_are_layers_and_a_schedule(self, tmp_path, capsys):
        options = ["--batch-norm", "--dropout", 0.25, "--optimizer", "adamw", "--lr", 0.02]
        args = [*TINY, *options, "--schedule", "cosine", "--dtype", "float32"]
        _, out, _ = run_here(capsys, *args, "--out", tmp_path)
        names = ["Linear(64, 6)", "BatchNorm(6)", "h_swish", "Dropout(0.25)", "Linear(6, 10)"]
        places = [out.index(name) for name in names]
        assert places == sorted(places)
        assert "AdamW(lr=0.02)" in out
        assert "float32, seed 10" in out

    @pytest.mark.parametrize(
        "options",
        [
            *(["--optimizer", name] for name in mnist.OPTIMIZERS if name != "adadelta"),
            ["--optimizer", "adadelta", "--lr", 1],
            *(["--activation", name] for name in mnist.ACTIVATIONS),
        ],
        ids=lambda options: options[1],
    )
    @pytest.mark.usefixtures("no_pictures")
    def test_each_function_and_each_optimiser_learns(self, tmp_path, capsys, options):
        status, out, _ = run_here(
            capsys, "--hidden", 20, "--epochs", 3, *options, "--out", tmp_path
        )
        assert status == 0
        first, *_, last = (row[4] for row in rows_of(out))
        assert last < first


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (["--activation", "silly"], "invalid choice: 'silly'"),
            (["--n", "4", "--activation", "relu"], "--n is for h_swish and relu_n, not for relu"),
            (["--optimizer", "adamant"], "invalid choice: 'adamant'"),
            (["--optimizer", "adam", "--momentum", "0.5"], "nesterov, not for adam"),
            (["--epochs", "many"], "--epochs: must be a whole number from 0 on, not many"),
            (["--hidden"], "--hidden: expected at least one argument"),
            (["--nonsense"], "unrecognized arguments: --nonsense"),
        ],
        ids=lambda x: " ".join(x) if isinstance(x, list) else "",
    )
    def test_a_command_that_makes_no_sense_is_status_2(self, tmp_path, capsys, options, message):
        status, out, err = run_here(capsys, "--out", tmp_path / "out", *options)
        assert status == 2
        assert out == ""
        assert message in err
        assert "usage: python -m models.mnist" in err
        assert not (tmp_path / "out").exists()

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (["--data", "nowhere/at/all"], "--data: there is no folder nowhere/at/all"),
            (["--epochs", "-1"], "--epochs: must be a whole number from 0 on, not -1"),
            (["--batch-size", "0"], "--batch-size: must be a whole number from 1 on, not 0"),
            (["--hidden", "5", "0"], "--hidden: must be a whole number from 1 on, not 0"),
            (["--lr", "0"], "--lr: must be a number above 0, not 0"),
            (["--lr", "nan"], "--lr: must be a number above 0, not nan"),
            (["--optimizer", "nesterov", "--momentum", "1"], "--momentum: must be below 1, not 1"),
            *(
                ([option, value], f"{option}: must be a number from 0 on, not {value}")
                for option in ("--flooding", "--weight-decay")
                for value in ("-1", "nan", "inf", "much")
            ),
            (["--n", "-3"], "--n: must be a number above 0, not -3"),
            (["--seeds", "10", "-1"], "--seeds/--seed: must be a whole number from 0 on"),
            (["--seed", str(2**32)], "must be below 2**32"),
            (["--seeds", "3", "1", "3"], "--seeds/--seed: 3 is there twice; name each once"),
            (["--dropout", "1"], "--dropout: must be below 1, not 1"),
        ],
        ids=lambda x: " ".join(x) if isinstance(x, list) else "",
    )
    def test_a_wrong_value_is_an_error_in_one_line(self, tmp_path, capsys, options, message):
        status, out, err = run_here(capsys, "--out", tmp_path, *options)
        assert status in {1, 2}
        assert message in err
        assert err.splitlines()[-1].startswith("python -m models.mnist: ")
        assert "Traceback" not in err
        assert rows_of(out) == []
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            (["--lr", 1e300], "the loss became nan in epoch 1, batch 2"),
            (["--hidden", 10**10], "Unable to allocate"),
        ],
    )
    def test_what_is_too_large_is_an_error_in_one_line(self, tmp_path, capsys, options, message):
        status, _, err = run_here(capsys, "--hidden", 6, *options, "--out", tmp_path)
        assert status == 1
        assert message in err
        assert err.count("\n") == 1
        assert list(tmp_path.glob("unfinished*")) == []

    def test_a_file_in_the_place_of_the_folder_is_found_before_training(self, tmp_path, capsys):
        (tmp_path / "file").write_text("mine")
        status, out, err = run_here(capsys, *TINY, "--out", tmp_path / "file")
        assert status == 1
        assert str(tmp_path / "file") in err
        assert rows_of(out) == []
        assert (tmp_path / "file").read_text() == "mine"

    def test_without_graphviz_all_but_the_drawing_is_written(self, tmp_path, capsys, monkeypatch):
        without_layout(monkeypatch)
        status, out, err = run_here(capsys, *TINY, "--out", tmp_path)
        assert (status, err) == (0, "")
        assert out.endswith('left out graph.svg: pip install "minigrad-numpy[draw]"\n')
        assert sorted(p.name for p in tmp_path.iterdir()) == WRITTEN[1:]

    def test_the_process_ends_with_the_status(self, tmp_path):
        done = run_program("--data", tmp_path, "--out", tmp_path, expected=1)
        assert done.stdout == ""
        assert done.stderr.startswith(f"python -m models.mnist: {tmp_path} has none of MNIST")
        assert done.stderr.count("\n") == 1


class TestWhatStopsIt:
    # A process that was started in the background ignores SIGINT; this one must not.
    CODE = (
        "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "runpy.run_module('models.mnist', run_name='__main__', alter_sys=True)"
    )

    @pytest.mark.skipif(os.name != "posix", reason="SIGINT is sent as POSIX sends it")
    def test_ctrl_c_writes_what_there_is_and_ends_with_130(self, tmp_path):
        arguments = ["--hidden", "6", "--epochs", "1000000", "--out", str(tmp_path)]
        with subprocess.Popen(
            [sys.executable, "-c", self.CODE, *arguments],
            cwd=ROOT,
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            before = []
            for line in process.stdout:
                before.append(line)
                if line.startswith("    3  "):
                    break
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=600)
        out = "".join(before) + out
        assert process.returncode == 130, out + err
        assert "Traceback" not in err
        last = int(
            re.search(
                r"^stopped after epoch (\d+); the same command goes on\nfrom there$",
                out,
                re.MULTILINE,
            )[1]
        )
        assert last >= 3
        assert [row.epoch for row in as_saved(tmp_path)] == list(range(last + 1))
        assert len(rows_of(out)) in {last, last + 1}  # the last may not have been printed yet
        names = [p.name for p in sorted(tmp_path.iterdir())]
        assert [name for name in names if not name.startswith("unfinished-")] == WRITTEN
        assert len(list(tmp_path.glob("unfinished-*.npz"))) == 1

    @pytest.mark.untraced
    @pytest.mark.usefixtures("no_pictures")
    @pytest.mark.parametrize("seeds", [["--seed", 3], ["--seeds", 3, 4]], ids=["one", "two"])
    def test_the_same_command_goes_on_and_ends_as_if_nothing_had_stopped_it(
        self, tmp_path, capsys, monkeypatch, seeds
    ):
        options = ["--hidden", 6, "--epochs", 4, "--dropout", 0.1, "--batch-norm", *seeds]
        options += ["--optimizer", "adam", "--schedule", "one-cycle"]
        run_here(capsys, *options, "--out", tmp_path / "straight")
        printed, show = [], mnist.Rows.__call__

        def stop(rows, history):
            show(rows, history)
            printed.append(history[-1].epoch)
            if len(printed) == 3:
                raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(mnist.Rows, "__call__", stop)
            assert run_here(capsys, *options, "--out", tmp_path / "new")[0] == 130
        assert printed[:3] == [0, 1, 2]
        status, out, err = run_here(capsys, *options, "--out", tmp_path / "new")
        assert (status, err) == (0, "")
        assert "going on where this command was stopped" in out
        assert [row[0] for row in rows_of(out)] == [0, 1, 2, 3, 4] * (len(seeds) - 1)
        for name in ("history.json", "history-3.json", "history-4.json"):
            files = [tmp_path / folder / name for folder in ("straight", "new")]
            assert files[0].exists() == files[1].exists()
            if files[0].exists():
                one, other = (train.History.load(file) for file in files)
                assert [row[:5] for row in one] == [row[:5] for row in other]
        assert list(tmp_path.glob("*/unfinished*")) == []

    @pytest.mark.usefixtures("no_pictures")
    def test_another_command_begins_anew(self, tmp_path, capsys, monkeypatch):
        def stop(rows, history):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(mnist.Rows, "__call__", stop)
            run_here(capsys, *TINY, "--out", tmp_path)
        _, out, _ = run_here(capsys, *TINY, "--init", "lecun_normal", "--out", tmp_path)
        assert "going on" not in out
        assert len(list(tmp_path.glob("unfinished-*.npz"))) == 1

    @pytest.mark.parametrize(
        "failure", [FloatingPointError("the loss became nan in epoch 1"), KeyboardInterrupt()]
    )
    def test_whatever_stops_training_the_rows_are_written(
        self, tmp_path, capsys, monkeypatch, failure
    ):
        def fit(*_, history, **__):
            history.append(Epoch(0, 0.1, 2.3, 0.1, 2.4, 0.5))
            raise failure

        monkeypatch.setattr(common.train, "fit", fit)
        status, _, err = run_here(capsys, *TINY, "--out", tmp_path)
        assert status == (130 if isinstance(failure, KeyboardInterrupt) else 1)
        assert str(failure) in err
        assert [row.epoch for row in as_saved(tmp_path)] == [0]

    def test_stopped_before_the_first_row_it_writes_nothing(self, tmp_path, capsys, monkeypatch):
        def fit(*_, **__):
            raise KeyboardInterrupt

        monkeypatch.setattr(common.train, "fit", fit)
        assert run_here(capsys, *TINY, "--out", tmp_path)[0] == 130
        assert list(tmp_path.iterdir()) == []


def test_the_default_run_ends_above_97_percent(tmp_path):
    """What `make demo` does: the real settings on scikit-learn's digits."""
    done = run_program("--out", tmp_path)
    rows = rows_of(done.stdout)
    assert [row[0] for row in rows] == list(range(51))
    assert rows[0][3] < 30
    assert rows[-1][3] > 97
    assert as_saved(tmp_path)[-1].test_accuracy > 0.97
    assert float(re.search(r"^time ([\d.]+) s$", done.stdout, re.MULTILINE)[1]) < 60


@pytest.mark.usefixtures("no_pictures")
def test_operation_by_operation_it_prints_and_writes_the_same(tmp_path, capsys):
    written = []
    for name, options in (("program", []), ("operations", ["--no-compile"])):
        assert run_here(capsys, *TINY, *options, "--out", tmp_path / name)[0] == 0
        rows = as_saved(tmp_path / name)
        written.append([tuple(row)[:5] for row in rows])
    assert written[0] == written[1]
