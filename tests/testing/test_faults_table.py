"""The table of faults against checkers that `python -m bench faults` prints."""

from __future__ import annotations

from bench import faults
from bench.__main__ import main
from bench.tables import WIDTH


def test_this_library_s_checker_catches_every_fault_and_raises_no_false_alarm():
    (table,) = faults.tables()
    column = table.headings.index("minigrad")
    verdicts = {row[0]: row[column] for row in table.rows}
    assert verdicts.pop(faults.NONE) == "passes"
    assert set(verdicts) == set(faults.PLANTED)
    assert set(verdicts.values()) == {"caught"}


def test_what_is_neither_caught_nor_missed_throughout_is_counted():
    results = {"sin": True, "exp": False, "matmul": None}
    assert faults.verdict(lambda fault, name: results[name], "") == "1 of 2"
    assert faults.verdict(lambda fault, name: None, "") == faults.CANNOT


def test_the_command_prints_it_in_80_columns(capsys):
    assert main(["faults"]) == 0
    text = capsys.readouterr().out
    assert "times 1 + 1e-6" in text
    assert all(len(line) <= WIDTH for line in text.splitlines())
