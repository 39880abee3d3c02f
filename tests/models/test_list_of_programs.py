"""`python -m models`: the list of programs, and the way to them by name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from run_programs import ROOT, is_plain, run_here

from models import __main__ as programs
from models import gradient_descent

NAMES = [
    *("activation_study", "agreement", "autoencoder", "compare", "flooding_study"),
    "forward_by_hand",
    *("gradient_descent", "inspect_results", "mnist", "numerical_vs_backprop", "optimizer_study"),
    *("pinn", "predict", "two_layer_net"),
]


def test_every_program_has_one_line(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    out = run_here(capsys, programs).out
    lines = out.split("\n\n")[0].splitlines()
    assert [line.split()[0] for line in lines] == NAMES
    assert all(len(line.split()) > 3 for line in lines)
    assert "python -m models.NAME runs one" in out
    assert max(map(len, lines)) <= 80


def test_what_is_listed_can_be_run_as_a_module():
    for name in NAMES:
        text = Path(ROOT, "models", f"{name}.py").read_text(encoding="utf-8")
        assert 'if __name__ == "__main__":' in text


def test_a_narrow_terminal_gets_narrow_lines(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    out = run_here(capsys, programs, "--help").out
    assert max(map(len, out.splitlines())) <= 60
    assert is_plain(out)


@pytest.mark.skipif(os.name != "posix", reason="needs a shell with head")
def test_a_reader_may_have_seen_enough():
    command = f"{sys.executable} -c 'from models.__main__ import main; main()' | head -n 1"
    done = subprocess.run(
        command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stderr, done.stdout.count("\n")) == ("", 1)


@pytest.mark.parametrize(
    "spelling", ["gradient_descent", "gradient-descent", "gradient_descent.py"]
)
def test_a_name_runs_its_program_with_its_options(capsys, monkeypatch, spelling):
    given = []
    monkeypatch.setattr(gradient_descent, "main", lambda argv: given.append(argv) or 7)
    run_here(capsys, programs, spelling, "--lr", 0.1, expected=7)
    assert given == [["--lr", "0.1"]]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("minst", "there is no program minst; is it mnist?"),
        ("descent", "is it gradient_descent?"),
        ("study", "is it activation_study or flooding_study or optimizer_study?"),
        ("qqq", "there is no program qqq; python -m models lists them"),
        ("common", "there is no program common"),  # a module, and no program
    ],
)
def test_a_wrong_name_gets_a_hint(capsys, name, hint):
    done = run_here(capsys, programs, name, expected=2)
    assert hint in done.err
    assert (done.out, done.err.count("\n")) == ("", 1)
