"""A4, A6 and A7: the first epoch as a graph, results as a table, weights as numbers and plots."""

from __future__ import annotations

import re

import numpy as np
import pytest

from models import common, inspect_results

SMALL = ["--hidden", "12", "--lr", "0.05", "--epochs", "2", "--every", "100"]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """What a small run prints, its plots, and its folder."""
    folder = tmp_path_factory.mktemp("results")
    lines, plots = [], {}

    def keep(*words, end="\n", **_):
        lines.append(" ".join(map(str, words)) + end)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.print", keep)
        patch.setattr(inspect_results, "save", lambda drawn, file: plots.update({file.stem: drawn}))
        assert inspect_results.main([*SMALL, "--out", str(folder)]) == 0
    return "".join(lines), plots, folder


def test_a4_rows_of_the_first_epoch_are_printed_and_drawn(run):
    text, plots, _ = run
    rows = re.findall(r"^ +1 +([\d,]+) +([\d.]+) % +[\d.]+ +([\d.]+) %", text, re.M)
    seen = [int(row[0].replace(",", "")) for row in rows]
    assert seen == [*range(100, 1500, 100), 1438]
    accuracy = plots["first_epoch"].figure.axes[0]
    for column, line in enumerate(accuracy.lines, start=1):
        assert list(line.get_xdata()) == [0, *seen]
        printed = [float(row[column]) for row in rows]
        assert list(line.get_ydata()[1:]) == pytest.approx(printed, abs=0.0051)


def test_a6_is_one_table_of_ten_rows_and_one_of_the_first_wrong_ones(run):
    text, plots, folder = run
    assert "The first 10 of 1,438 shuffled training images\n" in text
    assert re.search(r"^The first 10 of \d+ wrong ones, from index 10 on$", text, re.M)
    tables = (folder / "results.md").read_text().split("## ")[1:]
    assert [table.count("\n| ![") for table in tables] == [10, 10]
    numbers = [list(map(int, re.findall(r"^\| !.*?\| (\d+) \|", t, re.M))) for t in tables]
    assert numbers[0] == list(range(10))
    assert numbers[1] == sorted(numbers[1])
    assert numbers[1][0] >= 10
    for row in re.findall(r"^\| !.*$", tables[1], re.M):
        assert row.count("*") == 2 * 2 + 2 * 1  # the right one in bold, another in italics
    assert {"first", "wrong"} <= set(plots)


def test_a7_weights_have_their_numbers_and_their_plots(run):
    text, plots, folder = run
    arrays = np.load(folder / "weights.npz")
    rows = dict(re.findall(r"^([Wb]\d) +(-?\d.*)$", text, re.M))
    assert list(rows) == ["W1", "b1", "W2", "b2"]
    assert [name for name in arrays if "/" not in name] == list(rows)
    for name, cells in rows.items():
        w = arrays[name]
        low, at_low, high, at_high, mean, deviation = cells.split()
        found = [float(x) for x in (low, high, mean, deviation)]
        assert found == pytest.approx([w.min(), w.max(), w.mean(), w.std()], abs=5.1e-5)
        assert w[tuple(map(int, at_low.split(",")))] == w.min()
        assert w[tuple(map(int, at_high.split(",")))] == w.max()
    assert {"weights", "weights_statistics", "history"} <= set(plots)
    assert [axes.get_title()[:2] for axes in plots["weights"].figure.axes[:4]] == list(rows)


def test_a4_and_a5_begin_with_images_that_are_shuffled_once():
    digits = common.load(None)[0]
    order = np.random.default_rng(0).permutation(len(digits.x))
    images = inspect_results.in_order(digits, order)
    np.testing.assert_array_equal(images.x[5], digits.x[order[5]])
    np.testing.assert_array_equal(images.t, digits.t[order])
    np.testing.assert_array_equal(images.pictures[5].ravel(), images.x[5])
