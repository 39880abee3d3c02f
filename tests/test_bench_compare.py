"""Two commits are compared: the right code is measured, and noise is told from change."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from bench import compare, harness
from bench.__main__ import main
from bench.compare import NEW, OLD, cases, compared, interval, row, verdict
from bench.tables import render


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    for name, value in (("PAUSE", 0), ("TURN", 0), ("TURNS", 1)):
        monkeypatch.setattr(compare, name, value)


def tiny():
    return cases(operations=6, sizes=(6, 5, 4, 3), batch=7, drawn=10)


def git(folder, *arguments):
    who = ("-c", "user.name=n", "-c", "user.email=e")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """Three commits of a project: this package, one without a chain, and this package again."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    folder = tmp_path_factory.mktemp("倉庫") / "a project"
    shutil.copytree(
        harness.ROOT / "minigrad", folder / "minigrad", ignore=shutil.ignore_patterns("__pycache__")
    )
    init = folder / "minigrad" / "__init__.py"
    text = init.read_text()
    git(folder, "init", "--quiet", "--initial-branch=main")
    for subject, addition in (("whole", ""), ("broken", "del tensor\n"), ("again", "# whole\n")):
        init.write_text(text + addition)
        git(folder, "add", "--all")
        git(folder, "commit", "--message", subject)
        git(folder, "tag", subject)
    return folder


def run(repository, *arguments, available=tiny):
    return compare.main(list(arguments), repository, available)


def test_lines_of_every_kind_are_measured_of_two_commits(repository, capsys):
    kinds = ("chain of 6, 0-d", "step, h-swish, float64", "draw, RNN of 10", "import")
    assert run(repository, "whole", "again", "--rounds", "1", "--only", *kinds) == 0
    out, err = capsys.readouterr()
    assert "old: " in out
    assert out.splitlines()[0].endswith(" whole")
    assert out.splitlines()[1].endswith(" again")
    lines = [text for text in out.splitlines() if text.endswith("unknown")]
    names = [name for name in tiny() if name.startswith(kinds)]
    assert len(names) == 5
    assert all(text.startswith(name) for text, name in zip(lines, names, strict=True)), out
    assert "known from 8 rounds on" in out
    assert err == "round 1 of 1\n"


def test_each_commit_is_measured_by_its_own_code_and_the_working_tree_as_it_is(repository, capsys):
    init = repository / "minigrad" / "__init__.py"
    init.write_text(init.read_text() + "1 / 0\n")  # which is in no commit
    try:
        assert run(repository, "broken", "--rounds", "1", "--only", "chain of 6, 0", "import") == 0
    finally:
        git(repository, "checkout", "minigrad")
    out = " ".join(capsys.readouterr().out.split())
    assert "new: the working tree" in out
    assert "chain of 6, 0-d: old died: AttributeError: module 'minigrad' has no attribute" in out
    assert "; new died: ZeroDivisionError" in out
    assert "import: new died: ZeroDivisionError" in out


def test_nothing_is_left_of_what_was_checked_out(repository):
    run(repository, "whole", "again", "--rounds", "1", "--only", "import")
    listed = subprocess.run(
        ["git", "worktree", "list"], cwd=repository, capture_output=True, text=True, check=True
    )
    assert len(listed.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no-such-name"], "there is no commit no-such-name"),
        (["whole", "HEAD:minigrad"], "there is no commit HEAD:minigrad"),
        (["whole", "--all"], "unrecognized arguments: --all"),
        (["whole", "--rounds", "0"], "--rounds must be at least 1"),
        (["whole", "--only", "x", "y"], "--only: no line begins with x or y"),
    ],
)
def test_what_makes_no_sense_is_status_2(repository, capsys, arguments, message):
    with pytest.raises(SystemExit) as end:
        run(repository, *arguments)
    assert end.value.code == 2
    assert message in capsys.readouterr().err


def rounds_of(*ratios):
    return [{OLD: 0.002, NEW: 0.002 * ratio} for ratio in ratios]


@pytest.mark.parametrize(
    ("ratios", "expected"),
    [
        ([1.3] * 12, "slower"),
        ([0.8, 0.9] * 6, "faster"),
        ([0.97, 1.04, 1.01, 0.99] * 3, "same"),
        ([1.1] * 10 + [0.5, 9.0], "slower"),  # two rounds that were disturbed
        ([1.1] * 9 + [0.5, 0.6, 0.7], "same"),
        ([1.3] * 8, "slower"),
        ([1.3] * 7, "unknown"),
    ],
)
def test_what_is_beyond_the_noise_is_said(ratios, expected):
    assert row("x", rounds_of(*ratios))[-1] == expected


def test_the_table_fits_80_columns():
    rounds = rounds_of(*[10.25] * 12)
    starts = dict.fromkeys(cases(), lambda folder, stack: lambda: 0.12345)
    (table,) = compared(starts, dict.fromkeys((OLD, NEW)), 12)
    table.rows += [row(name, rounds) for name in starts]
    assert max(map(len, render(table).splitlines())) <= 80


def test_a_row_has_milliseconds_and_the_median_of_the_rounds_ratios():
    assert row("x", rounds_of(*[1.25] * 8)) == [
        *("x", "2.00", "2.50", "1.250", "1.250 to 1.250", "slower")
    ]


def test_the_interval_misses_as_seldom_as_it_says():
    import numpy as np

    rng = np.random.default_rng(0)
    tries = [interval(list(rng.lognormal(0, 0.1, size=12))) for _ in range(3000)]
    assert sum(not low <= 1 <= high for low, high in tries) <= 0.01 * len(tries)
    assert verdict(None) == ["–", "unknown"]


def test_what_ctrl_c_cuts_short_is_shown(tmp_path):
    def start(folder, stack):
        return lambda: 1.0

    def stopped(folder, stack):
        raise KeyboardInterrupt

    folders = {OLD: tmp_path, NEW: tmp_path}
    tables = compared({"a": start, "b": stopped}, folders, 3)
    assert [line[0] for line in next(tables).rows] == ["a"]
    with pytest.raises(KeyboardInterrupt):
        next(tables)


def test_the_command_says_what_it_takes(capsys):
    with pytest.raises(SystemExit) as end:
        main(["compare", "--help"])
    assert end.value.code == 0
    assert "--only" in capsys.readouterr().out
