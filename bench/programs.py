"""Random programs here and in another library: `python -m bench programs --peer torch`.

Every program is run and differentiated in float64, and so is its gradient. Where the two libraries
do not agree, the program is made shorter for as long as they do not, and numerical derivatives are
asked who is wrong.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np

from bench.agreement import TOLERANCE, Question, compare, third_opinion, wrong_ones
from bench.peers import PEERS, Peer
from bench.shorten import shortest
from minigrad.core.op import Op
from minigrad.testing.random_programs import every, operations, random_program

PIECE = 250  # programs between two reports of a process
NEWS = 10_000  # programs between two lines


class Disagreement(NamedTuple):
    """A disagreement of two libraries, in words, and those who are wrong if that is known."""

    wrong: tuple[str, ...]
    text: str


class Outcome(NamedTuple):
    """The results of some of the programs; see `bench.agreement.Answer`."""

    count: int = 0
    worst: float = 0.0
    rounding: int = 0
    disagreements: tuple[Disagreement, ...] = ()

    def __add__(self, other: Any) -> Outcome:
        return Outcome(
            self.count + other.count,
            max(self.worst, other.worst),
            self.rounding + other.rounding,
            self.disagreements + other.disagreements,
        )

    def summary(self) -> list[str]:
        """Two lines for the reader."""
        wrong = Counter(" and ".join(d.wrong) or "nobody known" for d in self.disagreements)
        who = "".join(f"; {count} with {names} wrong" for names, count in sorted(wrong.items()))
        apart = (
            f"{len(self.disagreements)} disagreements, by more than {TOLERANCE:g} of the largest "
            f"element of a leaf's derivative{who}"
        )
        near = (
            f"{self.worst:.2g} is the worst relative difference of the others, without "
            f"{self.rounding} in which rounding alone explains a larger one"
        )
        return [apart, near]


@functools.cache
def the_peer(name: str) -> Peer:
    """One for a process."""
    return PEERS[name]()


def known(peer: Peer) -> tuple[list[Op], list[str]]:
    """The operations to make programs of, and the names of those that the peer's table lacks."""
    ops = operations(every())
    lacking = [op.name for op in ops if op.name not in peer.functions]
    return [op for op in ops if op.name in peer.functions], lacking


def search(peer: Peer, seed: int, numbers: Sequence[int]) -> Outcome:
    """Compare the programs of some numbers; each depends on its number and the seed alone."""
    ops, _ = known(peer)
    outcome = Outcome()
    for number in numbers:
        program = random_program(np.random.default_rng([seed, number]), ops)
        try:
            question = Question.about(program, (seed, number))
            answer = compare(question, peer)
        except Exception as error:  # noqa: BLE001 - either library's
            text = f"program {number}: {type(error).__name__}: {error}\n{program}"
            outcome += Outcome(1, disagreements=(Disagreement((), text),))
            continue
        if answer.disagreement is None:
            outcome += Outcome(1, answer.worst, answer.rounding)
        else:
            outcome += Outcome(1, disagreements=(explained(number, question, peer),))
    return outcome


def explained(number: int, question: Question, peer: Peer) -> Disagreement:
    """The shortest program, both numbers, and the third opinion."""
    short = shortest(question, peer)
    found = compare(short, peer).disagreement
    assert found is not None  # it was kept for this
    third = third_opinion(short, found)
    wrong = wrong_ones(found, third, peer.name)
    lines = [
        f"program {number}, {found.place}, relative difference {found.relative:.1e}",
        f"  minigrad  {found.ours!r}",
        f"  {peer.name:8}  {found.theirs!r}",
        f"  numbers   {float(third.value[0])!r} ± {third.error[0]:.0e} ({third.method})",
        f"  {' and '.join(wrong)} wrong" if wrong else "  the numbers cannot tell who is wrong",
        f"  cotangent {short.cotangent.tolist()}",
        f"  direction {[x.tolist() for x in short.directions]}",
        str(short.program),
    ]
    return Disagreement(wrong, "\n".join(lines))


def outcomes(name: str, seed: int, numbers: range, jobs: int) -> Iterator[Outcome]:
    """Of one piece after the other."""
    pieces = [numbers[i : i + PIECE] for i in range(0, len(numbers), PIECE)]
    work = zip(itertools.repeat(name), itertools.repeat(seed), pieces)
    if jobs == 1:
        yield from map(_piece, work)
        return
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap_unordered(_piece, work)


def _piece(work: tuple[str, int, range]) -> Outcome:
    name, seed, numbers = work
    return search(the_peer(name), seed, numbers)


def main(arguments: list[str] | None = None) -> int:
    """0 if there is no disagreement, or only those in which the peer alone is wrong."""
    parser = argparse.ArgumentParser(prog="python -m bench programs", description=__doc__)
    parser.add_argument("--peer", choices=PEERS, required=True)
    parser.add_argument("--count", type=int, default=100_000, help="how many programs")
    parser.add_argument("--first", type=int, default=0, help="the number of the first program")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    options = parser.parse_args(arguments)
    if options.count < 1 or options.jobs < 1 or options.first < 0 or options.seed < 0:
        parser.error("--count and --jobs are at least 1, --first and --seed at least 0")
    if find_spec(options.peer) is None:
        parser.error(f"{options.peer} is not installed: pip install {options.peer}")
    start = time.perf_counter()
    _, lacking = known(the_peer(options.peer))
    if lacking:
        print(f"without {', '.join(lacking)}: bench/peers.py does not say what they are there")
    numbers = range(options.first, options.first + options.count)
    total = Outcome()
    status = 0
    try:
        for outcome in outcomes(options.peer, options.seed, numbers, options.jobs):
            for disagreement in outcome.disagreements:
                print(f"{disagreement.text}\n", flush=True)
            if (total.count + outcome.count) // NEWS > total.count // NEWS:
                print(f"... {total.count + outcome.count} programs", file=sys.stderr, flush=True)
            total += outcome
    except KeyboardInterrupt:
        print("interrupted; so far:")
        status = 130
    print(
        f"{total.count} programs from number {options.first} with seed {options.seed}, minigrad "
        f"and {options.peer} in float64, first and second order, "
        f"{time.perf_counter() - start:.0f} s:"
    )
    print("\n".join(total.summary()))
    return status or int(any(d.wrong != (options.peer,) for d in total.disagreements))


if __name__ == "__main__":
    sys.exit(main())
