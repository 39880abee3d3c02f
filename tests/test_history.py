"""The history of a run: a table to read, files with every digit, and a plot."""

from __future__ import annotations

import csv
import json
import math
import re
import sys

import numpy as np
import pytest

from minigrad import plot
from minigrad.history import Epoch, History, format_epoch, header

NAN = float("nan")
ROWS = [
    Epoch(0, 0.1, 2.302585092994046, 0.12, 2.25, 0.0625),
    Epoch(1, 1 / 3, 0.1 + 0.2, 2 / 3, 1e-17, 12.345678901234567),
    Epoch(10, 1.0, 5e-324, 0.9999999999999999, 1.7976931348623157e308, 3.0),
]
UNTESTED = [Epoch(0, 0.1, 2.3, NAN, NAN, 0.5), Epoch(1, 0.2, 2.2, NAN, NAN, 0.25)]


class TestTable:
    def test_has_a_header_and_a_line_for_each_row(self):
        assert str(History(ROWS[:2])) == "\n".join(
            [
                "epoch   train acc  train loss    test acc   test loss  seconds",
                "    0     10.00 %    2.302585     12.00 %    2.250000      0.1",
                "    1     33.33 %    0.300000     66.67 %    0.000000     12.3",
            ]
        )

    def test_has_its_lines_one_by_one_too(self):
        history = History(ROWS[:2])
        assert [header(), *map(format_epoch, history)] == str(history).splitlines()

    def test_has_columns_in_line(self):
        lines = str(History([*ROWS[:2], *UNTESTED, Epoch(99999, 1.0, 99.0, 1.0, 99.0, 9999.9)]))
        assert len({len(line) for line in lines.splitlines()}) == 1
        assert len(header()) <= 80

    def test_shows_a_dash_where_nothing_was_tested(self):
        assert format_epoch(UNTESTED[0]).split() == ["0", "10.00", "%", "2.300000", "-", "-", "0.5"]

    def test_of_no_rows_is_the_header(self):
        assert str(History()) == header()


class TestFiles:
    @pytest.mark.parametrize("rows", [ROWS, UNTESTED, []], ids=["tested", "untested", "empty"])
    def test_json_has_every_digit(self, tmp_path, rows):
        History(rows).save(tmp_path / "h.json")
        back = [Epoch(**row) for row in json.loads((tmp_path / "h.json").read_text())]
        assert list(map(repr, back)) == list(map(repr, rows))

    @pytest.mark.parametrize("rows", [ROWS, UNTESTED, []], ids=["tested", "untested", "empty"])
    def test_csv_has_every_digit(self, tmp_path, rows):
        History(rows).save(tmp_path / "h.csv")
        with (tmp_path / "h.csv").open(newline="") as file:
            table = list(csv.DictReader(file))
        back = [Epoch(int(r.pop("epoch")), **{k: float(v) for k, v in r.items()}) for r in table]
        assert list(map(repr, back)) == list(map(repr, rows))

    def test_csv_is_read_by_numpy(self, tmp_path):
        History(ROWS).save(str(tmp_path / "h.csv"))
        back = np.genfromtxt(tmp_path / "h.csv", delimiter=",", names=True)
        assert back.dtype.names == Epoch._fields
        assert [tuple(row) for row in back.tolist()] == [tuple(row) for row in ROWS]

    @pytest.mark.parametrize("suffix", [".json", ".csv"])
    @pytest.mark.parametrize("number", [np.float64, np.float32])
    def test_numbers_of_numpy_are_numbers_too(self, tmp_path, suffix, number):
        row = Epoch(np.int64(0), *map(number, (0.5, 0.25, 0.125, 2.0, 3.0)))
        History([row]).save(tmp_path / f"numpy{suffix}")
        History([Epoch(0, 0.5, 0.25, 0.125, 2.0, 3.0)]).save(tmp_path / f"python{suffix}")
        assert (tmp_path / f"numpy{suffix}").read_text() == (
            tmp_path / f"python{suffix}"
        ).read_text()

    @pytest.mark.parametrize("name", ["h.txt", "h", "h.json.bak", ".json"])
    def test_another_suffix_is_refused_and_nothing_is_written(self, tmp_path, name):
        with pytest.raises(ValueError, match=r"a history is saved as \.json or \.csv") as error:
            History(ROWS).save(tmp_path / name)
        assert str(tmp_path / name) in str(error.value)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("name", ["h.json", "h.csv"])
    def test_a_failure_leaves_the_older_file(self, tmp_path, monkeypatch, name):
        History(ROWS[:1]).save(tmp_path / name)
        older = (tmp_path / name).read_bytes()

        def fail(_):
            raise OSError("disk full")

        monkeypatch.setattr("os.fsync", fail)
        with pytest.raises(OSError, match="disk full"):
            History(ROWS).save(tmp_path / name)
        assert (tmp_path / name).read_bytes() == older
        assert [p.name for p in tmp_path.iterdir()] == [name]


class TestPlot:
    @pytest.mark.parametrize(
        ("suffix", "start"), [(".png", b"\x89PNG\r\n"), (".svg", b"<?xml"), (".pdf", b"%PDF-")]
    )
    def test_is_a_picture_of_the_kind_of_its_name(self, tmp_path, suffix, start):
        History(ROWS[:2]).plot(tmp_path / f"h{suffix}", "title")
        assert (tmp_path / f"h{suffix}").read_bytes().startswith(start)
        assert [p.name for p in tmp_path.iterdir()] == [f"h{suffix}"]

    @pytest.mark.parametrize("rows", [UNTESTED, ROWS[:1], []], ids=["untested", "one row", "empty"])
    def test_takes_whatever_rows_there_are(self, tmp_path, rows):
        History(rows).plot(tmp_path / "h.png")
        assert (tmp_path / "h.png").stat().st_size > 1000

    def test_shows_the_numbers(self):
        figure = plot.history(History(ROWS[:2]), title="two rows").figure
        accuracy, loss = figure.axes
        shown = {
            (axes.get_ylabel(), line.get_label()): [list(line.get_xdata()), list(line.get_ydata())]
            for axes in (accuracy, loss)
            for line in axes.get_lines()
        }
        epochs = [0, 1]
        assert shown == {
            ("accuracy [%]", "train"): [epochs, [10.0, 100 * (1 / 3)]],
            ("accuracy [%]", "test"): [epochs, [12.0, 100 * (2 / 3)]],
            ("loss", "train"): [epochs, [2.302585092994046, 0.1 + 0.2]],
            ("loss", "test"): [epochs, [2.25, 1e-17]],
        }
        assert figure.get_suptitle() == "two rows"
        assert [axes.get_xlabel() for axes in figure.axes] == ["epoch", "epoch"]
        assert loss.get_yscale() == "log"

    def test_of_losses_that_are_all_zero_is_a_plot_too(self, tmp_path):
        rows = [Epoch(k, 1.0, 0.0, 1.0, 0.0, 0.1) for k in range(2)]
        History(rows).plot(tmp_path / "h.png")

    @pytest.mark.parametrize("name", ["h.jpg", "h", "h.json"])
    def test_of_another_suffix_is_refused(self, tmp_path, name):
        with pytest.raises(ValueError, match=r"a plot is saved as \.png, \.svg or \.pdf"):
            History(ROWS).plot(tmp_path / name)
        assert list(tmp_path.iterdir()) == []

    def test_without_matplotlib_says_what_to_install(self, tmp_path, monkeypatch):
        monkeypatch.setitem(sys.modules, "matplotlib", None)
        monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
        (tmp_path / "h.png").write_bytes(b"older")
        message = 'plots need matplotlib: pip install "minigrad[train]"'
        with pytest.raises(ImportError, match=re.escape(message)):
            History(ROWS).plot(tmp_path / "h.png")
        assert (tmp_path / "h.png").read_bytes() == b"older"


def test_a_history_is_a_list_of_named_rows():
    history = History(ROWS)
    assert isinstance(history, list)
    assert history[-1].test_accuracy == 0.9999999999999999
    assert max(history, key=lambda row: row.train_accuracy).epoch == 10
    assert math.isnan(UNTESTED[0].test_loss)
