"""`python -m models.agreement`: how far two runs agree."""

from __future__ import annotations

import json

import pytest
from run_programs import run_here, too_wide

from minigrad.train.history import Epoch, History
from models import agreement

ROWS = [(0.1, 2.3, 0.12, 2.25), (0.5, 1.0, 0.4, 1.5), (0.75, 0.5, 0.6, 1.25)]


def history(*columns):
    return History(Epoch(k, *row, 1.5) for k, row in enumerate(columns))


@pytest.fixture
def file(tmp_path):
    history(*ROWS).save(tmp_path / "history.json")
    return tmp_path / "history.json"


def test_the_difference_of_every_column_is_printed(capsys, file):
    changed = [ROWS[0], (0.5, 1.0 + 1e-10, 0.4, 1.5), (0.75, 0.5, 0.61, 1.25)]
    history(*changed).save(file.with_name("other.csv"))
    out = run_here(capsys, agreement, file, file.with_name("other.csv")).out
    assert out.splitlines() == [
        "epoch    train acc   train loss     test acc    test loss",
        "    0      0.0e+00      0.0e+00      0.0e+00      0.0e+00",
        "    1      0.0e+00      1.0e-10      0.0e+00      0.0e+00",
        "    2      0.0e+00      0.0e+00      1.0e-02      0.0e+00",
        "",
        "within 1e-12: up to epoch 0",
        "within 1e-09: up to epoch 1",
        "within 1e-06: up to epoch 1",
        "within 0.001: up to epoch 1",
    ]
    assert too_wide(out) == []


def test_a_published_log_is_read_by_its_name(capsys, file):
    logs = {"logs": [{"name": "one", "epochs": [[1, 1, 1, 1]]}, {"name": "b", "epochs": ROWS}]}
    (other := file.with_name("logs.json")).write_text(json.dumps(logs))
    out = run_here(capsys, agreement, file, other, "--log", "b").out
    assert "within 1e-12: up to epoch 2\n" in out
    out = run_here(capsys, agreement, file, other, "--log", "one").out
    assert "within 1e-12: from the beginning not\n" in out
    err = run_here(capsys, agreement, file, other, "--log", "c", expected=1).err
    assert err == f"python -m models.agreement: {other} has no log c; it has one, b\n"


def test_published_logs_without_a_name_are_answered_with_their_names(capsys, file):
    logs = {"logs": [{"name": name, "epochs": [ROWS[0]]} for name in ("h_swish", "flooding")]}
    (other := file.with_name("logs.json")).write_text(json.dumps(logs))
    said = f"{other} holds published logs: name it last and give --log; it has h_swish, flooding\n"
    for files in ((file, other), (other, file)):
        assert run_here(capsys, agreement, *files, expected=1).err.endswith(said)


def test_what_is_no_number_does_not_agree(capsys, file):
    nan = float("nan")
    history((0.1, 2.3, nan, nan)).save(file.with_name("other.json"))
    out = run_here(capsys, agreement, file, file.with_name("other.json")).out
    assert "within 0.001: from the beginning not\n" in out


@pytest.mark.parametrize("content", ["", "[]x", '{"logs": 3}', "{}", "[" * 100_000])
def test_another_file_is_an_error_in_one_line(capsys, file, content):
    (other := file.with_name("other.json")).write_text(content)
    for options in ((), ("--log", "b")):
        err = run_here(capsys, agreement, file, other, *options, expected=1).err
        assert str(other) in err
        assert err.count("\n") == 1
