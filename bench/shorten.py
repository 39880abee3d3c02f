"""Shorter programs, and the shortest about which two libraries do not agree."""

from __future__ import annotations

from collections.abc import Iterator

from bench.agreement import Question, compare, values_of
from bench.peers import Peer
from minigrad.testing.programs import Program


def shortest(question: Question, peer: Peer) -> Question:
    """Drop steps for as long as a disagreement remains."""
    while True:
        for program in shorter(question.program):
            smaller = Question.about(program)
            if _disagree(smaller, peer):
                question = smaller
                break
        else:
            return question


def _disagree(question: Question, peer: Peer) -> bool:
    """Whether they do; a program that the peer cannot run is another fault than the one sought."""
    try:
        return compare(question, peer).disagreement is not None
    except Exception:  # noqa: BLE001 - either library's
        return False


def shorter(program: Program) -> Iterator[Program]:
    """Programs of fewer steps: one that ends earlier, or begins with a value as a leaf."""
    leaves = dict(zip(program.leaf_names, program.leaves, strict=True))
    values = values_of(program)
    inner = [name for name in program.steps if name != "y" and values[name].requires_grad]
    for name in inner:
        yield Program.of(leaves, program.steps, name)
    for name in reversed(inner):
        steps = {n: step for n, step in program.steps.items() if n != name}
        yield Program.of({**leaves, name: values[name].numpy()}, steps, "y")
