"""Plain ``np.*``, methods and programs on Tensors, against NumPy's values and differences.

What is refused for now stands in bench/numpy_calls/not_yet.txt, and nothing else may.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from bench import support
from bench.numpy_calls.calls import Call, outcome_of, real
from bench.support import TABLES, main, not_yet

NOT_YET = not_yet()
ROOT = Path(__file__).parents[1]


def the_verdict(table, name):
    outcome = outcome_of(TABLES[table][name])
    if (table, name) not in NOT_YET:
        assert outcome.verdict == "right", outcome.why
    else:
        assert outcome.verdict == "refused", (
            f"{name} is {outcome.verdict} {outcome.why} and stands in not_yet.txt: "
            "`python -m bench support --update` writes it anew"
        )


@pytest.mark.parametrize("name", TABLES["differentiable"])
def test_differentiable_call(name):
    the_verdict("differentiable", name)


@pytest.mark.parametrize("name", TABLES["without gradient"])
def test_function_without_gradient(name):
    the_verdict("without gradient", name)


@pytest.mark.parametrize("name", TABLES["members"])
def test_member_of_ndarray(name):
    the_verdict("members", name)


SWITCHED = "mixture by scipy's logsumexp"


@pytest.mark.parametrize("name", sorted({*TABLES["programs"]} - {SWITCHED}))
def test_program(name):
    the_verdict("programs", name)


@pytest.mark.parametrize("tables", [["programs", "scikit-learn"], ["SciPy"]], ids=" ".join)
def test_programs_and_libraries_with_the_switch_of_scipy(tables):
    """SciPy reads it when it is imported: a process of its own, which ends with 0 if all is so."""
    command = [sys.executable, "-m", "bench", "support", *tables]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "28 right, 0 wrong, 0 refused, of 28" in run.stdout or tables == ["SciPy"]


def test_only_names_of_the_tables_are_not_yet_supported():
    assert {name for table, name in NOT_YET if name not in TABLES.get(table, [name])} == set()


def test_tables_are_whole():
    assert [len(table) for table in TABLES.values()] == [280, 89, 98, 28]


@pytest.mark.parametrize(
    ("call", "why"),
    [
        (Call(lambda x: 2 * x, real(3), reference=lambda x: 2.001 * x), "value"),
        (Call(lambda x: x.detach() * 2, real(3), reference=lambda x: x * 2), "(lost)"),
        (Call(lambda x: x + x.detach(), real(3), reference=lambda x: x + x), "is off by"),
        (Call(lambda x: x[None], real(3), reference=lambda x: x), "shape"),
        (Call(lambda x: x.numpy(), real(3), reference=lambda x: x), "not a Tensor"),
        (Call(lambda x: [x, x], real(3), reference=lambda x: [x]), "2 results"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_call_is_found(call, why):
    outcome = outcome_of(call)
    assert outcome.verdict == "wrong"
    assert why in outcome.why


def test_the_command_counts_and_names_what_fails(capsys, monkeypatch, tmp_path):
    def refuse(x):
        raise TypeError("no such thing")

    table = {"double": Call(lambda x: 2 * x, real(2)), "odd": Call(lambda x: refuse(x), real(2))}
    table["odd"].reference = table["double"].reference
    monkeypatch.setattr(support, "TABLES", {"all": table})
    monkeypatch.setattr(support, "LIBRARIES", {})
    monkeypatch.setattr(support, "NOT_YET", tmp_path / "not_yet.txt")
    monkeypatch.setenv("SCIPY_ARRAY_API", "0")  # and as it was, afterwards
    assert not main(["--update"])
    assert capsys.readouterr().out.splitlines() == [
        "all: 1 right, 0 wrong, 1 refused, of 2",
        "  refused odd: TypeError: no such thing",
    ]
    assert not_yet() == {("all", "odd")}
