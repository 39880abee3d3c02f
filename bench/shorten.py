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
            if compare(smaller, peer).disagreement:
                question = smaller
                break
        else:
            return question


def shorter(program: Program) -> Iterator[Program]:
    """Programs of fewer steps: one that ends earlier, or begins with a value as a leaf."""
    leaves = dict(zip(program.leaf_names, program.leaves, strict=True))
    values = values_of(program)
    inner = [name for name in program.steps if name != "y" and values[name].requires_grad]
    for name in inner:
        yield Program.of(leaves, program.steps, name)
    for name in reversed(inner):
        steps = {n: step for n, step in program.steps.items() if n != name}
<<<<<<< HEAD
        yield Program.of({**leaves, name: values[name].numpy()}, steps, "y")
=======
        yield of_these({**leaves, name: values[name].numpy()}, steps, "y")


def of_these(leaves: Mapping[str, Any], steps: Mapping[str, Step], output: str) -> Program:
    """The program of what an output depends on, with names that leave nothing out."""
    needed = {output}
    for name, step in reversed(steps.items()):
        if name in needed:
            needed.update(use.name for use in step.inputs if isinstance(use, Use))
    kept = [name for name in steps if name in needed]
    starts = [name for name in leaves if name in needed]
    names = {name: f"x{i}" for i, name in enumerate(starts)}
    names |= {name: f"v{i}" for i, name in enumerate(kept)} | {output: "y"}
    renamed = {
        names[name]: steps[name]._replace(
            inputs=tuple(x.renamed(names) if isinstance(x, Use) else x for x in steps[name].inputs)
        )
        for name in kept
    }
    return Program(tuple(np.asarray(leaves[name]) for name in starts), renamed)
>>>>>>> 7fffaf1 (Docstrings of the programs name results, figures and notes)
