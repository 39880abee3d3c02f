"""Mutants: what is changed in a program's text, and what is left alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.mutants import (
    ENGINE,
    FIRST,
    KILLED,
    ROOT,
    RULES,
    SURVIVED,
    TESTS,
    files,
    stages,
    without_line,
)
from bench.mutations import mutants, mutants_of

MODE = (ROOT / "minigrad" / "core" / "mode.py", ROOT)


def changes(source):
    found = list(mutants("file.py", source))
    for mutant in found:
        ast.parse(mutant.source)
    return [(m.before, m.after) for m in found]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("y = a + b", [("a + b", "a - b")]),
        ("y = a - b", [("a - b", "a + b"), ("a - b", "b - a")]),
        ("y = a @ b", [("a @ b", "b @ a")]),
        ("y = -a", [("-a", "a")]),
        ("y = not a", [("not a", "a")]),
        ("y = a < b", [("a < b", "a <= b"), ("a < b", "a > b")]),
        ("y = a is b", [("a is b", "a is not b")]),
        ("y = a in b", [("a in b", "a not in b")]),
        ("y = a and b", [("a and b", "a or b")]),
        ("y = 3", [("3", "4")]),
        ("y = True", [("True", "False")]),
        ("y = f(a, b, c)", [("f(a, b, c)", "f(b, a, c)")]),
        ("y = f(a, k=b)", [("f(a, k=b)", "f(a)")]),
        ("f(a)", [("f(a)", "pass")]),
        ("a.b = c", [("a.b = c", "pass")]),
        ("a += c", [("a += c", "pass")]),
        ("del a[b]", [("del a[b]", "pass")]),
        ("if a:\n    b", [("a", "not (a)"), ("b", "pass")]),
        ("y = a if c else b", [("c", "not (c)")]),
        ("def f(x):\n    return x", [("return x", "return None")]),
        ("def f(x):\n    raise ValueError('no')", [("raise ValueError('no')", "pass")]),
        ("while a:\n    break", [("a", "not (a)"), ("break", "pass")]),
    ],
)
def test_what_is_changed(source, expected):
    assert changes(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np",
        '"""Docstring."""',
        "def f(x: int | None) -> list[int | str]:\n    '''Docstring.'''",
        "y = f'{a + 1}'",
        "if TYPE_CHECKING:\n    y = 1",
        "y = Op(domain=Domain(1), symbol=1)",
        "y = x._replace(ties=True)",
        "_keys = (1, 2)\ny = Op(domain=Domain(_keys))",
        "_n = 3\ndef _keys(shape):\n    return _n + 1\ny = Op(domain=Domain(options=_keys))",
        "y = logical_or(a, b)",
        "y = ValueError(1 + 2)",
        "y = a",
    ],
)
def test_what_is_left_alone(source):
    assert changes(source) == []


def test_what_is_not_there_for_sampling_alone_is_changed():
    assert changes("_n = 3\ny = Op(lambda x: x[_n], domain=Domain(_n))") == [("3", "4")]
    assert changes("keys = 3\ny = Op(domain=Domain(keys))") == [("3", "4")]


def test_the_change_is_in_its_place_and_nothing_else_is():
    source = "def f(x, g):\n    # × before\n    return ('×', g * x)  # after\n\n\ny = 1\n"
    (product,) = [m for m in mutants("rules.py", source) if m.before == "g * x"]
    assert product.source == source.replace("g * x", "(g / x)")
    assert (product.line, product.within) == (3, "f")
    assert str(product) == "rules.py:3: g * x → g / x"


def test_mutants_of_the_engine_and_the_rules_can_be_read():
    paths = files(())
    assert {"backward.py", "products.py"} <= {path.name for path in paths}
    for path in paths:
        for mutant in mutants_of(path, ROOT)[::20]:
            ast.parse(mutant.source)
            assert mutant.source != path.read_text()


def test_the_tests_that_are_run_are_there():
    assert [name for name in (*TESTS, *FIRST.values()) if not (ROOT / name).exists()] == []
    assert set(FIRST) == {Path(name).stem for name in ENGINE}
    assert set(FIRST.values()) <= set(TESTS)


def test_the_tests_that_are_about_a_change_come_first():
    (rule,) = [m for m in mutants("minigrad/ops/e.py", "_power_base = f(a + b)") if "+" in m.before]
    assert stages(rule) == [[RULES, "-k", "power"], list(TESTS)]
    (engine, *_) = mutants("minigrad/core/mode.py", "y = a + b")
    first, rest = stages(engine)
    assert first == ["tests/test_mode.py"]
    assert sorted(first + rest) == sorted(TESTS)


def test_survivors_are_found_again_in_another_line(tmp_path, monkeypatch, capsys):
    (mutant,) = [m for m in mutants_of(*MODE) if m.before == "before is not None"]
    assert (
        without_line(str(mutant)) == f"minigrad/core/mode.py: before is not None → {mutant.after}"
    )
    survivors = tmp_path / "survivors"
    survivors.write_text(f"... 20 of 40 mutants\n{mutant._replace(line=1)}\n", encoding="utf-8")
    tried = []

    def killed(chosen, *_):
        tried.extend(m.line for m in chosen)
        return [(m, SURVIVED if not m.line else KILLED, 0.0) for m in chosen]

    monkeypatch.setattr("bench.mutants.verdicts", killed)
    assert main(["mutants", "--files", "minigrad/core/mode.py", "--again", str(survivors)]) == 0
    assert tried == [0, mutant.line]  # the code as it is comes first
    assert "1 killed (100.0%" in capsys.readouterr().out
    survivors.write_text("")
    with pytest.raises(SystemExit):
        main(["mutants", "--again", str(survivors)])


def test_the_command_says_what_it_takes(capsys):
    with pytest.raises(SystemExit) as end:
        main(["mutants", "--help"])
    assert end.value.code == 0
    assert "--sample" in capsys.readouterr().out
