"""`python -m models.compare`: the articles' figures beside those that came out here."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pytest
from run_programs import DATA, ROOT, run_here, too_wide

from minigrad.train.history import Epoch, History
from models import compare, flooding_study, runs, study, weight_statistics
from models.published import ARTICLE, MNIST, TABLES, WEIGHTS
from models.runs import Run

VERSIONS = {"Python": "3.99", "NumPy": "9"}
FIGURES = [v for t in TABLES.values() for row in t.rows for v in row.figures.values() if v]


def history_of(row):
    """A history that has the figures of a row, in so many epochs as they are of."""
    figures = {k: float(v) for k, v in row.figures.items() if v is not None}
    test = np.full(row.best_of + 1, 0.9)
    for goal in (95, 97, 98):
        if f"TS{goal}" in figures:
            test[int(figures[f"TS{goal}"]) :] = goal / 100
    test[-2] = figures["best"] / 100
    test[50] = figures["test"] / 100
    train = figures["train"] / 100
    return History(Epoch(k, train, 0.0, x, 0.0, 1.0) for k, x in enumerate(test.tolist()))


def options_of(row):
    return {**row.options, "seed": 10, "batch_size": 100, "epochs": row.best_of}


def save(folder, row, *, data=MNIST, failure="", **changes):
    """Save a run that has the figures of a row, as a study does."""
    (folder / "runs").mkdir(exist_ok=True, parents=True)
    options = options_of(row) | changes
    file = folder / "runs" / runs.file_name(options, data)
    runs.save(file, Run(options, history_of(row), failure, VERSIONS), data)
    return file


def relu(**figures):
    row = TABLES["activations"].rows[0]
    return row._replace(figures={**row.figures, **figures})


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    """Runs in two folders that are what the articles printed."""
    folder = tmp_path_factory.mktemp("out")
    merged = {}  # what several tables say of one run
    for name, table in TABLES.items():
        for row in table.rows:
            key = repr(sorted(({**ARTICLE, **row.options, "of": row.best_of}).items()))
            _, before = merged.get(key, (name, row))
            merged[key] = name, row._replace(figures={**row.figures, **before.figures})
    for name, row in merged.values():
        save(folder / name[:4], row)
    return folder


def test_what_no_run_is_there_for_is_kept_and_named(tmp_path, capsys):
    relu_row, swish = TABLES["activations"].rows[:2]
    save(tmp_path / "one", relu_row)
    save(tmp_path / "two", swish)
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    run_here(capsys, compare, tmp_path / "one", "--out", first)
    text = run_here(capsys, compare, tmp_path / "two", "--keep", first, "--out", second).out
    rows = json.loads(second.read_text(encoding="utf-8"))["tables"]["activations"]["rows"]
    assert [row["label"] for row in rows] == ["relu", "swish"]
    assert rows[0]["here"] == relu_row.figures
    assert rows[0]["earlier"] == list(relu_row.figures)
    assert "earlier" not in rows[1]
    assert "Of earlier runs: relu (train, test, best," in " ".join(text.split())


@pytest.mark.skipif(not DATA.is_dir(), reason=f"the published tables are not in {DATA}")
def test_the_figures_are_those_that_the_articles_printed():
    printed = json.loads((DATA / "published_tables.json").read_text(encoding="utf-8"))
    assert printed.keys() - TABLES.keys() == {"about", "article_A_weights_after_10_epochs"}
    for name, table in TABLES.items():
        assert len(table.rows) == len(printed[name])
        for row, expected in zip(table.rows, printed[name], strict=True):
            settings = {k: expected[k] for k in expected.keys() - row.figures.keys()}
            assert row.figures == {k: expected[k] for k in expected.keys() - settings.keys()}
            options = {**ARTICLE, **row.options}
            for k, value in settings.items():
                ours = {
                    "mu": options["momentum"],
                    "b": options["flooding"] or 0,
                    "optimiser": row.label.split(",")[0],
                }.get(k, options.get(k))
                assert value == (f"{ours:g}" if isinstance(ours, int | float) else ours)
    weights = printed["article_A_weights_after_10_epochs"]
    assert weights.pop("seed").startswith("not given")
    assert weights == WEIGHTS


def test_every_figure_is_counted_where_runs_are_what_was_published(everything, capsys, tmp_path):
    out = run_here(capsys, compare, everything, "--out", tmp_path / "studies.json").out
    assert f"\nTogether {len(FIGURES)} of {len(FIGURES)} figures agree.\n" in out
    assert "Not so" not in out
    assert too_wide(out) == []
    content = json.loads((tmp_path / "studies.json").read_text(encoding="utf-8"))
    assert content == compare.collect([everything])
    assert (content["figures"], content["agree"]) == (len(FIGURES), len(FIGURES))
    assert (content["without_counterpart"], content["weights"]) == (0, {})
    assert content["versions"] == [VERSIONS]
    for name, table in content["tables"].items():
        for row in table["rows"]:
            assert row["here"] == row["published"], (name, row)


def test_what_differs_is_named_with_the_reason(capsys, tmp_path):
    row = TABLES["momentum_mu"].rows[0]
    save(tmp_path, row._replace(figures={**row.figures, "test": "97.01", "best": "97.30"}))
    out = run_here(capsys, compare, tmp_path).out
    assert "momentum 0.9       99.52  97.01  97.30\n  published        99.52  96.97  97.86\n" in out
    text = " ".join(out.split())
    said = "1 of 3 figures agree to the printed digit. Not so: momentum 0.9 (test, best). Rounding"
    assert said in text
    assert f"Together 2 of 8 figures agree; {len(FIGURES) - 8} more have no counterpart." in text


def test_a_dash_is_shown_and_not_counted(tmp_path):
    save(tmp_path, relu(best="98.10", TS98="49"))
    table = compare.collect([tmp_path])["tables"]["activations"]
    assert (table["figures"], table["agree"]) == (5, 4)
    assert table["rows"][0]["here"]["TS98"] == "49"
    assert compare.as_table(table).rows[1][-1] == "-"


@pytest.mark.parametrize(
    "other",
    [{"seed": 11}, {"batch_size": 50}, {"lr": 0.2}, {"hidden": [100]}, {"nesterov": True}],
    ids=str,
)
def test_a_run_of_other_settings_is_no_counterpart(other, tmp_path):
    save(tmp_path, relu(), **other)
    assert compare.collect([tmp_path])["tables"] == {}


def test_a_run_that_says_its_defaults_is_the_same_run(tmp_path):
    save(tmp_path, relu(), hidden=[100, 50], momentum=0.0)
    save(tmp_path, TABLES["h_swish_n"].rows[5]._replace(options={"activation": "h_swish"}))
    tables = compare.collect([tmp_path])["tables"]
    assert tables["activations"]["agree"] == 5 + 3
    assert [row["label"] for row in tables["h_swish_n"]["rows"]] == ["n = 6"]


def test_a_run_on_other_data_or_one_that_diverged_is_no_counterpart(capsys, tmp_path):
    save(tmp_path, relu(), data="other images")
    save(tmp_path, relu(), failure="the loss became nan")
    done = run_here(capsys, compare, tmp_path, expected=1)
    assert done.err.endswith(
        "there is nothing below the folders that was made with MNIST by a study\n"
    )


def test_a_damaged_run_is_named(capsys, tmp_path):
    file = save(tmp_path, relu())
    file.write_text("{}")
    err = run_here(capsys, compare, tmp_path, expected=1).err
    assert f"{file} is not a run of a study; remove it" in err


def test_flooding_ends_at_epoch_50_and_is_best_in_500(tmp_path):
    row = TABLES["flooding"].rows[1]
    short = row._replace(best_of=50, figures={**row.figures, "best": "97.50"})
    save(tmp_path, short)
    (found,) = compare.collect([tmp_path])["tables"]["flooding"]["rows"]
    assert found["here"] == {"train": "98.69", "test": "97.21"}
    save(tmp_path, row)
    (found,) = compare.collect([tmp_path])["tables"]["flooding"]["rows"]
    assert found["here"] == row.figures


def test_a_study_prints_its_published_figures(tmp_path, capsys, monkeypatch):
    digits = runs.load(None)
    for module in (runs, study):
        monkeypatch.setattr(module, "load", lambda _: digits._replace(name=MNIST))
    rows = TABLES["flooding"].rows
    options = argparse.Namespace(activation="relu", lr=0.1, b=[0.1, 0.05, 0.01, 0.005, 0.001])
    (group,) = flooding_study.groups(options).values()
    for row, settings in zip(rows, group.values(), strict=True):
        save(tmp_path, row._replace(options=settings, best_of=500))
    out = run_here(capsys, flooding_study, "--batch-size", 100, "--out", tmp_path).out
    text = out[out.index("Flooding: train, test of epoch 50, best of 500\n") :]
    assert "b = 0.1            98.69  97.21  98.05\n  published        98.69  97.21  98.05" in text
    said = "17 of 18 figures agree to the printed digit. Not so: b = 0 (best). Rounding decides"
    assert said in " ".join(text.split())
    assert "| published | 98.69 | 97.21 | 98.05 |" in (tmp_path / "report.md").read_text()


def seeds_of(*factors):
    return {
        str(k): {name: {s: factor * x for s, x in of.items()} for name, of in WEIGHTS.items()}
        for k, factor in enumerate(factors)
    }


class TestWeights:
    def test_within_noise_are_those_near_the_mean_of_several_seeds(self):
        compared = weight_statistics.compare(seeds_of(0.9, 1.0, 1.2))
        assert (compared["figures"], compared["within"]) == (24, 24)
        text = weight_statistics.as_text(compared)
        assert "W1             -0.2229   0.0030   0.2338   0.0556\n" in text
        assert "  published    -0.2157   0.0029   0.2263   0.0538\n" in text
        assert "24 of 24 figures lie within 3 deviations." in text
        assert too_wide(text) == []

    def test_far_ones_are_named(self):
        near = seeds_of(0.9, 1.0, 1.2)
        for k, one in enumerate(near.values()):
            one["b3"]["mean"] = 1e-17 * k
            one["W2"]["std"] = 0.3 + 1e-4 * k
        compared = weight_statistics.compare(near)
        assert compared["within"] == 22
        text = " ".join(weight_statistics.as_text(compared).split())
        assert "Not so: W2 (std); b3 (mean). The mean of b3 is 0 in exact arithmetic" in text

    def test_of_one_seed_say_that_it_needs_more(self):
        compared = weight_statistics.compare(seeds_of(1.0))
        assert "within" not in compared
        assert "--seeds with several" in weight_statistics.as_text(compared)

    @pytest.fixture
    def of_a(self, monkeypatch, tmp_path):
        """What inspect_results was asked for where article A's settings were."""
        digits = runs.load(None)
        monkeypatch.setattr(runs, "load", lambda _: digits._replace(name=MNIST))
        options = {**weight_statistics.SETTINGS, "batch_size": None, "seeds": [3, 4]}
        return argparse.Namespace(**options, data=Path("mnist"), out=tmp_path)

    def snapshots(self, seed):
        rng = np.random.default_rng(seed)
        return {10: {name: rng.normal(size=(3, 4)) for name in WEIGHTS}}

    def test_are_printed_saved_and_collected(self, of_a, capsys):
        finals = [self.snapshots(3), self.snapshots(4)]
        weight_statistics.beside(of_a, finals)
        out = capsys.readouterr().out
        assert "Article A, weights after 10 epochs, seeds 3 4\n" in out
        content = compare.collect([of_a.out])["weights"]
        assert content["seeds"] == ["3", "4"]
        (row, *_) = content["rows"]
        assert row["here"]["std"] == pytest.approx(np.mean([f[10]["W1"].std() for f in finals]))
        assert weight_statistics.as_text(content) in run_here(capsys, compare, of_a.out).out

    def test_of_a_run_that_was_stopped_are_those_of_the_others(self, of_a):
        weight_statistics.beside(of_a, [self.snapshots(3), {9: {}}])
        assert compare.collect([of_a.out])["weights"]["seeds"] == ["3"]

    @pytest.mark.parametrize(
        "other", [{"lr": 0.1}, {"hidden": [9]}, {"batch_size": 10}, {"data": None}], ids=str
    )
    def test_of_other_settings_are_left_out(self, of_a, other, capsys):
        options = argparse.Namespace(**{**vars(of_a), **other})
        weight_statistics.beside(options, [self.snapshots(3)])
        assert capsys.readouterr().out == ""
        assert list(of_a.out.iterdir()) == []

    @pytest.mark.parametrize("content", ["", "[]", '{"seeds": {"0": {"W1": {}}}}', "[" * 100_000])
    def test_in_a_damaged_file_are_named(self, content, tmp_path, capsys):
        (tmp_path / "statistics.json").write_text(content)
        err = run_here(capsys, compare, tmp_path, expected=1).err
        assert f"{tmp_path / 'statistics.json'} has no statistics of weights" in err


class TestWhatTheStudiesFound:
    """docs/studies.json, which the program wrote, and docs/studies.md, which shows it."""

    @pytest.fixture
    def content(self):
        return json.loads((ROOT / "docs" / "studies.json").read_text(encoding="utf-8"))

    def test_has_a_counterpart_of_every_published_figure(self, content):
        assert content["tables"].keys() == TABLES.keys()
        for name, table in TABLES.items():
            for row, found in zip(table.rows, content["tables"][name]["rows"], strict=True):
                assert found["label"] == row.label
                assert found["published"] == row.figures
                assert found["here"].keys() == row.figures.keys(), (name, row.label)
        assert content["without_counterpart"] == 0
        rows = {row["label"]: row for row in content["weights"]["rows"]}
        assert {name: row["published"] for name, row in rows.items()} == WEIGHTS
        assert all(row["here"].keys() == row["published"].keys() for row in rows.values())

    def test_counts_what_its_rows_say(self, content):
        counted = {"figures": 0, "agree": 0}
        for table in content["tables"].values():
            pairs = [
                (row["published"][k], here)
                for row in table["rows"]
                for k, here in row["here"].items()
                if row["published"][k] is not None
            ]
            agree = sum(a == b for a, b in pairs)
            assert (table["figures"], table["agree"]) == (len(pairs), agree)
            counted["figures"] += len(pairs)
            counted["agree"] += agree
        assert counted == {k: content[k] for k in counted}

    def test_has_140_figures_that_agree_to_the_digit_and_a_reason_for_the_others(self, content):
        assert content["agree"] >= 140
        for table in content["tables"].values():
            assert (table["agree"] == table["figures"]) == (not table.get("why"))

    def test_is_what_the_page_shows(self, content):
        page = (ROOT / "docs" / "studies.md").read_text(encoding="utf-8")
        assert compare.as_text(content) in page
