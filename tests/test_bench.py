"""The benchmark runs, checks what it times, and survives contestants that do not."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from budget import examples

from bench import article, chain, harness, imports, memory, peak, step, tiny
from bench.__main__ import BENCHMARKS, main
from bench.harness import Contestants, Lost, Measured, Worker, check_agreement, race, take_turns
from bench.tables import Goal, Table, compared, digits, render

TINY = {"activation": "TanhExp", "dtype": "float64", "sizes": [6, 5, 4, 3], "batch": 7}


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(harness, "PAUSE", 0)
    monkeypatch.setattr(harness, "TURN", 0)


@pytest.fixture
def contestants(tmp_path, monkeypatch):
    """A module `odd_ones` whose contestants are built from the given code."""

    def register(**bodies):
        lines = ["import os, sys, time", "from bench.harness import Contestants"]
        lines.append("CONTESTANTS = Contestants()")
        for name, body in bodies.items():
            lines += [f"@CONTESTANTS.add({name!r}, needs='sys')", f"def {name}():", f"    {body}"]
        (tmp_path / "odd_ones.py").write_text("\n".join(lines))
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        return Contestants({name: harness.Contestant(None, "sys") for name in bodies})

    return register


def odd_race(contestants, rounds=2):
    measured = Measured()
    race(
        measured,
        module="odd_ones",
        contestants=contestants,
        case={},
        expected=[[1.0], [1.0]],
        tolerance=1e-6,
        rounds=rounds,
    )
    return measured


def installed(contestants):
    return [name for name, contestant in contestants.items() if contestant.installed]


def test_chain_is_run_by_every_installed_contestant():
    for table in chain.tables(rounds=1, operations=6, shapes=[(), (2, 3)]):
        assert [row[0] for row in table.rows] == installed(chain.CONTESTANTS)
        assert not any("wrong" in note or "died" in note for note in table.notes)


def test_step_is_run_by_every_installed_contestant():
    activations = step.ACTIVATIONS[-examples(3) :]
    tables = list(step.tables(1, (6, 5, 4, 3), 7, activations))
    assert len(tables) == 2 * len(activations)  # in two dtypes
    for table in tables:
        assert [row[0] for row in table.rows] == installed(step.CONTESTANTS)
        assert not any("wrong" in note or "died" in note for note in table.notes)


def test_a_tiny_network_is_run_by_every_installed_contestant():
    [table] = tiny.tables(1, [((2, 3, 1), 4)])
    assert [row[0] for row in table.rows] == installed(tiny.CONTESTANTS)
    assert not any("wrong" in note or "died" in note for note in table.notes)


def test_the_articles_run_is_the_same_in_all_programs():
    for table in article.tables(rounds=1, epochs=1):
        names = article.installed()
        assert [row[0] for row in table.rows] == names
        for name, note in zip(names, table.notes, strict=False):
            assert note.startswith(f"{name}: ")
            assert note.endswith(" s for 1 epochs")
        assert all(note.startswith(("goal", "unsteady")) for note in table.notes[len(names) :])


def test_a_run_of_the_article_with_other_columns_is_not_timed(monkeypatch):
    class Odd(Worker):
        def __init__(self, module, name, case):
            super().__init__(module, name, case)
            self.more = 1e-3 * (name == "minigrad")

        def ask(self, request, patience):
            [row] = super().ask(request, patience)
            return [[row[0], row[1] + self.more, *row[2:]]]

    monkeypatch.setattr(article, "Worker", Odd)
    table = next(article.tables(rounds=1, epochs=1))
    others = [name for name in article.installed() if name != "minigrad"]
    assert [row[0] for row in table.rows] == others
    assert table.notes[0].startswith("minigrad is wrong")


def test_the_article_s_options_are_checked(capsys):
    with pytest.raises(SystemExit):
        main(["article", "--epochs", "0"])
    assert "at least 1" in capsys.readouterr().err


def test_expected_chain_is_that_of_numpy():
    assert chain.numpy(shape=(3,), operations=10)()[0] == pytest.approx(
        chain.expected(shape=(3,), operations=10)[0]
    )


def test_expected_losses_fall():
    losses = [loss for [loss] in step.expected(**TINY)]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0]


def test_import_and_memory_are_measured():
    [table] = imports.tables(rounds=1)
    assert [row[0] for row in table.rows] == ["minigrad", "numpy"]
    for table in memory.tables(rounds=1, loops=2):
        if find_spec("resource"):
            assert [row[0] for row in table.rows] == [memory.WITH, memory.WITHOUT]
            assert table.headings[-1] == "page faults"
            assert {len(row) for row in table.rows} == {len(table.headings)}


def test_peak_memory_is_measured_where_the_system_tells_it():
    [table] = peak.tables(1, 8, 2, 4)
    if Path("/proc/self/clear_refs").exists():
        assert [row[0] for row in table.rows][:2] == ["minigrad", "minigrad, compiled"]
    else:
        assert "not measured" in table.title


def test_dying_contestant_is_reported_with_its_last_line(contestants):
    measured = odd_race(
        contestants(
            fine="return lambda: [1.0]",
            broken="raise ImportError('no such luck')",
            fatal="return lambda: os._exit(3)",
        )
    )
    assert [set(times) for times in measured.rounds] == [{"fine"}, {"fine"}]
    assert measured.notes == [
        "broken died: ImportError: no such luck",
        "fatal died: without a word",
    ]


def test_contestant_that_dies_in_a_later_turn_keeps_its_earlier_times(contestants):
    body = "calls = iter(range(6)); return lambda: [next(calls) * 0 + 1.0]"
    measured = odd_race(contestants(mortal=body, fine="return lambda: [1.0]"), rounds=4)
    assert measured.notes == ["mortal died: StopIteration"]
    assert [set(times) for times in measured.rounds] == [{"mortal", "fine"}] * 2 + [{"fine"}] * 2


def test_wrong_contestant_is_reported_and_not_timed(contestants):
    measured = odd_race(contestants(wrong="return lambda: [1.1]", nan="return lambda: [1e999 * 0]"))
    assert measured.notes == [
        "wrong is wrong: 1.1 in step 1, the others say 1",
        "nan is wrong: nan in step 1, the others say 1",
    ]
    assert measured.rounds == [{}, {}]


def test_less_than_expected_is_compared_as_far_as_it_goes():
    check_agreement([[1.0], []], [[1.0, 2.0], [3.0]], 1e-9)
    with pytest.raises(Lost, match="in step 2"):
        check_agreement([[1.0], [4.0]], [[1.0, 2.0], [3.0]], 1e-9)


def test_hanging_contestant_is_killed(contestants):
    contestants(slow="time.sleep(60)")
    with Worker("odd_ones", "slow", {}) as worker, pytest.raises(Lost, match=r"within 0\.2 s"):
        worker.ask("check 1", patience=0.2)


def test_what_a_library_prints_does_not_get_in_between(contestants):
    measured = odd_race(contestants(chatty="print('hello'); return lambda: [print(1) or 1.0]"))
    assert measured.notes == []
    assert len(measured.times("chatty")) == 2


def test_order_rotates():
    order = []
    turns = {name: lambda name=name: order.append(name) or 1.0 for name in "abc"}
    take_turns(Measured(), turns, rounds=3)
    assert "".join(order) == "abcbcacab"


def test_ratios_are_taken_within_a_round():
    measured = Measured([{"a": 1.0, "b": 2.0}, {"a": 10.0, "b": 20.0}, {"a": 5.0}, {"b": 7.0}])
    assert measured.ratio("b", "a") == 2.0
    assert measured.ratio("b", "missing") is None


def test_interrupted_measurement_is_shown_before_it_ends():
    def measure(measured):
        measured.rounds.append({"a": 0.002})
        raise KeyboardInterrupt

    tables = compared(measure, ["a", "b"], title="t", scale=1e3, baselines=["b"])
    assert next(tables).rows == [["a", "2.00", "2.00"]]
    with pytest.raises(KeyboardInterrupt):
        next(tables)


def test_unsteady_times_are_pointed_out():
    def measure(measured):
        measured.rounds += [{"a": 1.0, "b": 1.0}, {"a": 4.0, "b": 1.1}, {"a": 5.0, "b": 1.0}]

    [table] = compared(measure, ["a", "b"], title="t", scale=1, baselines=[])
    assert table.notes == ["unsteady, was the machine busy with other work? a"]


def test_interrupt_ends_the_program_with_its_own_status(monkeypatch, capsys):
    def tables(rounds):
        yield Table("half done", ["", "median"], [["a", "1.00"]])
        raise KeyboardInterrupt

    monkeypatch.setitem(BENCHMARKS, "chain", tables)
    assert main(["chain"]) == 130
    printed = capsys.readouterr().out
    assert "half done" in printed
    assert "interrupted" in printed


def test_missing_contestants_are_named(monkeypatch, capsys):
    monkeypatch.setitem(BENCHMARKS, "chain", lambda rounds: iter(()))
    monkeypatch.setitem(chain.CONTESTANTS, "?", harness.Contestant(None, "no_such_library"))
    main(["chain"])
    assert "not installed, so skipped: " in (out := capsys.readouterr().out)
    assert "no_such_library" in out


def test_rounds_must_be_positive(capsys):
    with pytest.raises(SystemExit):
        main(["--rounds", "0"])
    assert "at least 1" in capsys.readouterr().err


def test_table_is_aligned():
    table = Table("title", ["", "median", "× b"], [["a", "1.00", "0.5"], ["long", "12.0", "–"]])
    assert render(table).splitlines() == [
        "title",
        "      median  × b",
        "a       1.00  0.5",
        "long    12.0    –",
    ]


def test_table_as_markdown():
    table = Table("title", ["", "median"], [["a", "1.00"]], ["a note"])
    assert render(table, markdown=True).splitlines() == [
        "**title**",
        "",
        "|  | median |",
        "| --- | ---: |",
        "| a | 1.00 |",
        "",
        "- a note",
    ]


def test_long_notes_and_titles_fit_in_80_columns():
    text = render(Table("word " * 40, ["", "median"], [["a", "1.00"]], ["word " * 40]))
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0.04567, "0.0457"),
        (0.5, "0.500"),
        (4.444, "4.44"),
        (1234.5, "1234"),
        (0, "0.00"),
        (None, "–"),
    ],
)
def test_digits(number, shown):
    assert digits(number) == shown


def test_goal_says_whether_it_was_met():
    measured = Measured([{"a": 1.0, "b": 2.0}])
    assert Goal("a", "b", 0.6).verdict(measured) == "goal: a at most 0.600 × b; 0.500, met"
    assert Goal("a", "b", 0.4).verdict(measured) == "goal: a at most 0.400 × b; 0.500, missed"
    assert Goal("a", "c", 0.4).verdict(measured) == "goal: a at most 0.400 × c; not measured"
