"""The history of a run: a table to read, files with every digit, and a plot."""

from __future__ import annotations

import csv
import json
import math
import pickle
import re
import sys

import numpy as np
import pytest

from minigrad import plot
from minigrad.train.history import Epoch, History, format_epoch, header

NAN = float("nan")
ROWS = [
    Epoch(0, 0.1, 2.302585092994046, 0.12, 2.25, 0.0625),
    Epoch(1, 1 / 3, 0.1 + 0.2, 2 / 3, 1e-17, 12.345678901234567),
    Epoch(10, 1.0, 5e-324, 0.9999999999999999, 1.7976931348623157e308, 3.0),
]
MEASURED = [Epoch(0, 0.1, 2.3, 0.1, 2.2, 0.5, train_f1=1 / 3, test_f1=0.25)]
UNTESTED = [Epoch(0, 0.1, 2.3, NAN, NAN, 0.5), Epoch(1, 0.2, 2.2, NAN, NAN, 0.25)]


class TestTable:
    def test_has_a_header_and_a_line_for_each_row(self):
        assert str(History(ROWS[:2])) == "\n".join(
            [
                "epoch  train acc  train loss   test acc   test loss  seconds",
                "    0    10.00 %    2.302585    12.00 %    2.250000      0.1",
                "    1    33.33 %    0.300000    66.67 %    0.000000     12.3",
            ]
        )

    def test_has_its_lines_one_by_one_too(self):
        history = History(ROWS[:2])
        assert [header(), *map(format_epoch, history)] == str(history).splitlines()

    def test_has_columns_in_line(self):
        lines = str(History([*ROWS[:2], *UNTESTED, Epoch(99999, 1.0, 99.0, 1.0, 99.0, 9999.9)]))
        assert len({len(line) for line in lines.splitlines()}) == 1
        assert len(header()) <= 60

    def test_shows_a_dash_where_nothing_was_tested(self):
        assert format_epoch(UNTESTED[0]).split() == ["0", "10.00", "%", "2.300000", "-", "-", "0.5"]

    def test_shows_a_loss_that_is_no_number_for_what_it_is(self):
        assert format_epoch(Epoch(1, 0.1, NAN, 0.1, NAN, 0.5)).split()[3::3] == ["nan", "nan"]

    def test_shows_a_dash_where_there_is_no_accuracy(self):
        row = Epoch(1, NAN, 0.25, NAN, 0.5, 0.5)
        assert format_epoch(row).split() == ["1", "-", "0.250000", "-", "0.500000", "0.5"]

    def test_has_a_column_for_every_metric(self):
        history = History([*ROWS[:1], *MEASURED])
        head, first, second = str(history).splitlines()
        assert head.endswith("seconds    train_f1     test_f1")
        assert first.endswith("0.1         nan         nan")
        assert second.endswith("0.5    0.333333    0.250000")
        assert format_epoch(MEASURED[0]) == second

    def test_of_no_rows_is_the_header(self):
        assert str(History()) == header()


class TestFiles:
    @pytest.mark.parametrize("rows", [ROWS, UNTESTED, []], ids=["tested", "untested", "empty"])
    def test_json_has_every_digit(self, tmp_path, rows):
        History(rows).save(tmp_path / "h.json")
        text = (tmp_path / "h.json").read_text()
        back = [
            Epoch(**{name: NAN if x is None else x for name, x in row.items()})
            for row in json.loads(text, parse_constant=pytest.fail)
        ]
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

    @pytest.mark.parametrize("name", ["h.json", "h.csv", "履歴.json", "履歴.csv"])
    @pytest.mark.parametrize("rows", [ROWS, UNTESTED, [], MEASURED], ids=len)
    def test_are_read_back_to_the_last_digit(self, tmp_path, name, rows):
        History(rows).save(tmp_path / name)
        back = History.load(tmp_path / name)
        assert type(back) is History
        assert list(map(repr, back)) == list(map(repr, rows))

    def test_json_is_json_whatever_the_numbers(self, tmp_path):
        row = Epoch(0, NAN, math.inf, 0.5, -math.inf, 0.1, test_f1=NAN)
        History([row]).save(tmp_path / "h.json")
        text = (tmp_path / "h.json").read_text()
        (read,) = json.loads(text, parse_constant=pytest.fail)
        assert read["train_accuracy"] is None
        assert read["test_f1"] is None
        assert read["train_loss"] == math.inf
        assert repr(History.load(tmp_path / "h.json")[0]) == repr(row)

    @pytest.mark.parametrize("name", ["h.json", "h.csv"])
    def test_a_metric_may_have_any_name(self, tmp_path, name):
        row = Epoch(0, 0.1, 2.3, 0.1, 2.2, 0.5, **{'a, "b"\nな': 1.5})
        History([row]).save(tmp_path / name)
        assert repr(History.load(tmp_path / name)[0]) == repr(row)

    def test_a_metric_that_some_rows_lack_is_nan_there(self, tmp_path):
        History([ROWS[0], MEASURED[0]]).save(tmp_path / "h.csv")
        assert math.isnan(History.load(tmp_path / "h.csv")[0].metrics["test_f1"])

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("h.json", b"["),
            ("h.json", b"[1]"),
            ("h.json", b"{}\xff"),
            ("h.json", b'{"epoch": 1}'),
            ("h.json", b'[{"epoch": 1}]'),
            ("h.csv", b"epoch,train_loss\n1,2\n"),
            ("h.csv", b"epoch,train_accuracy,train_loss,test_accuracy,test_loss,seconds\n1,2\n"),
            (
                "h.csv",
                b"epoch,train_accuracy,train_loss,test_accuracy,test_loss,seconds\n1,2,x,4,5,6\n",
            ),
            ("h.json", b"{}"),
            (
                "h.csv",
                b"epoch,train_accuracy,train_loss,test_accuracy,test_loss,seconds\n1,2,3,4,5,6,7\n",
            ),
            ("h.json", b"[" * 100_000),
            ("h.json", b'[{"epoch": 1e999}]'),
            ("h.json", b'[{"seconds": 1' + b"0" * 400 + b"}]"),
            (
                "h.json",
                b"[%s]" % json.dumps(dict.fromkeys(Epoch._fields, math.inf)).encode(),
            ),
            ("h.csv", b'epoch,"' + b"x" * 200_000),
        ],
        ids=lambda part: repr(part)[:40],
    )
    def test_what_is_no_history_is_refused_by_name(self, tmp_path, name, content):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ValueError, match=f"{name}: this is not a history"):
            History.load(tmp_path / name)

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
        message = 'plots need matplotlib: pip install "minigrad-numpy[train]"'
        with pytest.raises(ImportError, match=re.escape(message)):
            History(ROWS).plot(tmp_path / "h.png")
        assert (tmp_path / "h.png").read_bytes() == b"older"


def test_a_history_is_a_list_of_named_rows():
    history = History(ROWS)
    assert isinstance(history, list)
    assert history[-1].test_accuracy == 0.9999999999999999
    assert max(history, key=lambda row: row.train_accuracy).epoch == 10
    assert math.isnan(UNTESTED[0].test_loss)


def test_a_row_has_its_metrics_by_name_and_stays_a_row_of_six():
    (row,) = MEASURED
    assert len(row) == 6
    assert row.metrics == {"train_f1": 1 / 3, "test_f1": 0.25}
    assert row.column("test_f1") == 0.25
    assert row.column("test_loss") == 2.2
    with pytest.raises(KeyError, match="no column 'f1'; it has epoch, .*, test_f1"):
        row.column("f1")
    with pytest.raises(TypeError):
        row.metrics["test_f1"] = 1.0
    assert repr(row).endswith("seconds=0.5, train_f1=0.3333333333333333, test_f1=0.25)")
    assert repr(pickle.loads(pickle.dumps(row))) == repr(row)
    assert ROWS[0].metrics == {}
    assert ROWS[0]._replace(epoch=7).metrics == {}
