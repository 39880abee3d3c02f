"""The suite itself: the budget of examples, and the tests of one operation."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import budget
import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(("share", "expected"), [(1.0, [1, 4, 25]), (0.2, [1, 1, 5]), (3.0, 75)])
def test_a_number_of_examples_is_a_share_and_at_least_one(monkeypatch, share, expected):
    monkeypatch.setattr(budget, "SHARE", share)
    numbers = [budget.examples(n) for n in (1, 4, 25)]
    assert expected in (numbers, numbers[-1])


def test_properties_without_a_number_are_within_the_budget():
    assert settings.default.max_examples == budget.examples(100)


def test_the_tests_of_an_operation_are_those_that_name_it():
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    places = ["minigrad/ops", "tests/test_readers.py", "tests/test_kinks.py", "tests/test_mode.py"]
    done = subprocess.run(
        [*command, "--op", "sqrt", *places],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    names = [line for line in done.stdout.splitlines() if "::" in line]
    assert "minigrad/ops/__init__.py::minigrad.ops.__test__.sqrt" in names
    assert "tests/test_readers.py::test_rules_run_on_duck_arrays[sqrt]" in names
    assert all("sqrt" in name for name in names)
    assert not any("test_mode" in name for name in names)
