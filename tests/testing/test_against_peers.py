"""Random programs against PyTorch where it is installed, else against numbers.

`python -m bench programs` does the same with any number of programs, and with JAX.
"""

from __future__ import annotations

import re
from importlib.util import find_spec

import numpy as np
import pytest
from budget import examples

import minigrad as mg
from bench import programs
from bench.__main__ import main
from bench.agreement import (
    Minigrad,
    Question,
    compare,
    third_opinion,
    wrong_ones,
)
from bench.peers import PEERS, Derivatives, positions
from bench.shorten import shorter, shortest
from minigrad.ops.indexing import ARRAY
from minigrad.testing.programs import Program, Step, Use
from minigrad.testing.random_programs import random_program

pytestmark = pytest.mark.untraced  # other tests cover what it computes

COUNT = examples(2000)
STEPS = (1e-3, 5e-4, 2.5e-4)


@pytest.mark.skipif(find_spec("torch") is None, reason="PyTorch is not installed")
def test_programs_have_pytorch_s_derivatives_or_pytorch_is_wrong():
    outcome = programs.search(PEERS["torch"](), 0, range(COUNT))
    assert outcome.count == COUNT
    assert [d.text for d in outcome.disagreements if d.wrong != ("torch",)] == []


@pytest.mark.skipif(find_spec("jax") is None, reason="JAX is not installed")
def test_programs_have_jax_s_derivatives_or_jax_is_wrong():
    outcome = programs.search(PEERS["jax"](), 0, range(30))  # each kind of operation is compiled
    assert [d.text for d in outcome.disagreements if d.wrong != ("jax",)] == []


@pytest.mark.parametrize("name", PEERS)
def test_every_operation_is_in_the_table_of_a_peer(name):
    pytest.importorskip(name)
    assert programs.known(PEERS[name]())[1] == []


def extrapolated(differences, rounding):
    """Richardson's extrapolation of three central differences, and how wrong it may be."""
    coarse, middle, fine = differences
    first, second = (4 * middle - coarse) / 3, (4 * fine - middle) / 3
    return (16 * second - first) / 15, abs(second - first) + rounding


def slope_and_bend(question):
    """The first two derivatives along the line, with their errors, from seven values."""
    program, line = question.program, question.directions

    def terms(h):
        moved = [x + h * v for x, v in zip(program.leaves, line, strict=True)]
        return question.cotangent * program(*moved).numpy()

    middle = float(np.sum(terms(0.0)))
    pairs = [(h, float(np.sum(terms(h))), float(np.sum(terms(-h)))) for h in STEPS]
    noise = 16 * np.finfo(float).eps * float(np.sum(np.abs(terms(0.0))))
    return (
        extrapolated([(a - b) / (2 * h) for h, a, b in pairs], noise / STEPS[-1]),
        extrapolated([(a - 2 * middle + b) / h**2 for h, a, b in pairs], noise / STEPS[-1] ** 2),
    )


@pytest.mark.untraced
@pytest.mark.skipif(find_spec("torch") is not None, reason="PyTorch says it more exactly")
def test_programs_have_the_first_and_second_derivatives_that_numbers_say():
    unsure = 0
    for number in range(COUNT):
        program = random_program(np.random.default_rng([0, number]))
        question = Question.about(program, (0, number))
        derivatives = question.asked_of(Minigrad())
        for ours, (numerical, error), tolerance in zip(
            derivatives, slope_and_bend(question), (1e-8, 1e-6), strict=True
        ):
            parts = [np.sum(g * v) for g, v in zip(ours, question.directions, strict=True)]
            size = max(np.sum(np.abs(parts)), abs(numerical), 1e-3)
            assert abs(sum(parts) - numerical) <= tolerance * size + error, program
            unsure += error > 1e-3 * size
    assert unsure < COUNT / 100


# The comparison itself.


class WrongAboutTanh(Minigrad):
    """A peer whose derivatives are wrong wherever there is a tanh."""

    name = "wrong"

    def __init__(self, order, factor):
        self.factors = (factor, 1.0) if order == 1 else (1.0, factor)

    def derivatives(self, program, cotangent, directions):
        right = super().derivatives(program, cotangent, directions)
        if not any(step.op is mg.tanh for step in program.steps.values()):
            return right
        pairs = zip(right, self.factors, strict=True)
        return Derivatives(*([g * factor for g in gs] for gs, factor in pairs))


def program_with_tanh():
    steps = {
        "v0": Step(mg.exp, (Use("x0"),), {}),
        "v1": Step(mg.tanh, (Use("v0", 0.5, -0.25),), {}),
        "v2": Step(mg.multiply, (Use("v1"), Use("x1")), {}),
        "y": Step(mg.sum, (Use("v2"),), {"axis": 0, "keepdims": False}),
    }
    return Program((np.array([0.5, -1.0]), np.array(0.75)), steps)


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("factor", [1 + 1e-8, -1.0, np.nan])
def test_a_peer_s_error_is_found_and_shown_with_the_one_operation_that_matters(order, factor):
    peer = WrongAboutTanh(order, factor)
    question = Question.about(program_with_tanh())
    assert compare(question, peer).disagreement.order == order - 1
    short = shortest(question, peer)
    assert [step.op for step in short.program.steps.values()] == [mg.tanh]
    found = compare(short, peer).disagreement
    assert wrong_ones(found, third_opinion(short, found), peer.name) == ("wrong",)
    explained = programs.explained(7, question, peer)
    assert explained.wrong == ("wrong",)
    order_name = ("first order", "second order")[order - 1]
    assert re.match(rf"program 7, {order_name}, x0", explained.text)
    assert "y = mg.tanh(0.5 * x0 - 0.25)" in explained.text


def test_an_error_of_ours_is_ours(monkeypatch):
    monkeypatch.setattr("bench.agreement.ENGINE", WrongAboutTanh(1, 1 + 1e-6))
    question = Question.about(program_with_tanh())
    peer = Minigrad()
    peer.name = "peer"
    assert programs.explained(0, question, peer).wrong == ("minigrad",)


def test_an_error_of_the_sweep_over_arrays_alone_is_found(monkeypatch):
    right = mg.tanh.rules[0]

    def on_arrays(g, y, x):
        return right(g, y, x) * (1 if isinstance(x, mg.Tensor) else 1 + 1e-6)

    monkeypatch.setattr(mg.tanh, "rules", (on_arrays,))
    question = Question.about(program_with_tanh())
    answer = compare(question, Minigrad())
    assert answer.disagreement.relative == pytest.approx(1e-6, rel=1e-3)


def test_what_agrees_is_called_so():
    answer = compare(Question.about(program_with_tanh()), Minigrad())
    assert answer == (answer.__class__)(0.0, rounding=False, disagreement=None)


def test_a_derivative_that_is_zero_but_for_rounding_has_no_digits_to_agree():
    class RoundsOtherwise(Minigrad):
        name = "other"

        def derivatives(self, program, cotangent, directions):
            right = super().derivatives(program, cotangent, directions)
            return Derivatives([g + 1e-17 for g in right.first], right.second)

    steps = {
        "v0": Step(mg.softmax, (Use("x0"),), {"axis": 0}),
        "y": Step(mg.sum, (Use("v0"),), {"axis": 0, "keepdims": False}),
    }
    program = Program((np.array([0.3, -0.7, 1.1]),), steps)
    answer = compare(Question.about(program), RoundsOtherwise())
    assert answer.disagreement is None
    assert answer.rounding


@pytest.mark.parametrize(("wrong_by", "agrees"), [(-2e-16, True), (1e-12, False)])
def test_a_second_derivative_that_is_zero_has_the_digits_of_the_first(wrong_by, agrees):
    class RoundsOtherwise(Minigrad):
        name = "other"

        def derivatives(self, program, cotangent, directions):
            right = super().derivatives(program, cotangent, directions)
            return Derivatives(right.first, [g + wrong_by for g in right.second])

    program = Program((np.array([0.3, -0.7]),), {"y": Step(mg.multiply, (Use("x0"), 3.0), {})})
    answer = compare(Question.about(program), RoundsOtherwise())
    assert (answer.disagreement is None) is answer.rounding is agrees


def test_other_shapes_are_a_disagreement():
    class Flat(Minigrad):
        name = "flat"

        def derivatives(self, program, cotangent, directions):
            right = super().derivatives(program, cotangent, directions)
            return Derivatives([g.reshape(-1, 1) for g in right.first], right.second)

    found = compare(Question.about(program_with_tanh()), Flat()).disagreement
    assert found.ours == "shape (2,) of float64"
    assert found.theirs == "shape (2, 1) of float64"


def test_an_exception_is_a_disagreement_with_its_program():
    class Refuses(Minigrad):
        name = "refuses"

        def __init__(self):
            self.functions = {"sin": np.sin}

        def derivatives(self, program, cotangent, directions):
            raise RuntimeError("not today")

    outcome = programs.search(Refuses(), 0, range(1))
    (disagreement,) = outcome.disagreements
    assert disagreement.wrong == ()
    assert disagreement.text.startswith("program 0: RuntimeError: not today\nimport minigrad")


def test_shorter_programs_are_programs():
    program = program_with_tanh()
    for small in shorter(program):
        assert len(small.steps) < len(program.steps)
        assert small.run().requires_grad
    assert {small.lines for small in shorter(program)} >= {("y = mg.exp(x0)",)}


def test_a_program_depends_on_its_number_alone():
    class Notes(Minigrad):
        name = "notes"

        def __init__(self):
            self.functions = {"sin": np.sin, "add": np.add}
            self.seen = []

        def derivatives(self, program, cotangent, directions):
            self.seen.append(str(program))
            return super().derivatives(program, cotangent, directions)

    whole, part = Notes(), Notes()
    assert programs.search(whole, 3, range(6)).count == 6
    programs.search(part, 3, range(4, 6))
    assert whole.seen[4:] == part.seen


def test_positions_are_those_of_the_key():
    assert positions((4,), (slice(None, None, -2),), ()).tolist() == [3, 1]
    assert positions(
        (2, 3), (ARRAY,), (np.array([[True, False, True], [False, False, True]]),)
    ).tolist() == [0, 2, 5]


# The command.


@pytest.fixture
def command(monkeypatch, capsys):
    """Run the command with an engine in the place of an installed library."""

    def run(peer, *arguments):
        peer.functions = {"tanh": np.tanh, "multiply": np.multiply}
        peer.name = "numpy"
        monkeypatch.setitem(programs.PEERS, "numpy", lambda: peer)
        programs.the_peer.cache_clear()
        status = main(["programs", "--peer", "numpy", *arguments])
        return status, " ".join(capsys.readouterr().out.split())

    yield run
    programs.the_peer.cache_clear()


def test_the_command_prints_what_it_did(command):
    status, printed = command(Minigrad(), "--count", "3", "--first", "2", "--seed", "5")
    assert status == 0
    assert re.search(r"without .*\bnegative, ", printed)
    assert "3 programs from number 2 with seed 5, minigrad and numpy" in printed
    assert "0 disagreements, by more than 1e-09" in printed


def test_the_command_succeeds_where_the_peer_alone_is_wrong(command):
    status, printed = command(WrongAboutTanh(1, 1 + 1e-6), "--count", "5")
    assert status == 0
    assert re.search(r"([1-9]) disagreements.*; \1 with numpy wrong", printed)


def test_the_command_fails_where_that_is_not_known(command):
    class Refuses(Minigrad):
        def derivatives(self, program, cotangent, directions):
            raise RuntimeError("not today")

    status, printed = command(Refuses(), "--count", "2")
    assert status == 1
    assert "2 disagreements" in printed
    assert "2 with nobody known wrong" in printed


def test_the_command_fails_where_this_engine_is_wrong(command, monkeypatch):
    monkeypatch.setattr("bench.agreement.ENGINE", WrongAboutTanh(1, 1 + 1e-6))
    status, printed = command(Minigrad(), "--count", "5")
    assert status == 1
    assert "with minigrad wrong" in printed


@pytest.mark.parametrize("bad", [["--count", "0"], ["--jobs", "0"], ["--first", "-1"]])
def test_numbers_that_make_no_sense_are_refused(bad, capsys):
    with pytest.raises(SystemExit):
        main(["programs", "--peer", "torch", *bad])
    assert "at least" in capsys.readouterr().err
