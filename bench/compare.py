"""Two commits in one run: `python -m bench compare OLD [NEW]` says what became slower or faster.

Each commit is checked out into a folder of its own, and measured by the benchmarks of this tree,
which use nothing but public names. In every round each of the two has a new process, since a
process keeps for life what chance gave it, such as where its memory lies: two of the same code can
differ by some percent. The two take turns, and a round gives one ratio, of their best turns.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from math import comb
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from bench import chain, imports, step
from bench.harness import (
    ROOT,
    Measured,
    Worker,
    check_agreement,
    copied_tree,
    environment,
    last_line,
    run_fresh,
    take_turns,
)
from bench.tables import WIDTH, Table, digits, render

OLD, NEW = "old", "new"
# Of each process in a round: of many short turns the best is one that nothing disturbed.
TURNS = 8
TURN = 0.03  # seconds
PAUSE = 0.02
DOUBT = 0.01  # how often an interval may miss: of a dozen lines one does in one run of eight
Turn = Callable[[], float]  # gives seconds
Start = Callable[[Path, ExitStack], Turn]  # what is timed, of the copy of the project in a folder


class Case(NamedTuple):
    """A contestant of a benchmark, and what its first steps return."""

    module: str
    contestant: str
    options: dict[str, Any]
    expected: list[list[float]]
    tolerance: float

    def __call__(self, folder: Path, stack: ExitStack) -> Turn:
        """Start a process, and check what it computes."""
        worker = Worker(self.module, self.contestant, self.options, folder)
        stack.enter_context(worker)
        results = worker.ask(f"check {len(self.expected)}")
        check_agreement(results, self.expected, self.tolerance)
        return partial(worker.ask, f"turn {TURN}")


def fresh_import(folder: Path, _: ExitStack) -> Turn:
    """`import minigrad` in a fresh interpreter."""
    env = environment(folder)
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    turn = partial(run_fresh, imports.PROGRAM, "minigrad", env=env, folder=folder)
    turn()  # writes the bytecode
    return turn


def cases(
    operations: int = 1000,
    sizes: Sequence[int] = step.SIZES,
    batch: int = 100,
    drawn: int = 200,
) -> dict[str, Start]:
    """The lines of the comparison, by name."""
    found: dict[str, Start] = {}
    for shape in ((), (10,)):
        options: dict[str, Any] = {"shape": shape, "operations": operations}
        name = f"chain of {operations:,}, {'0-d' if shape == () else shape}"
        expected = [chain.expected(**options)]
        found[name] = Case("bench.chain", "minigrad", options, expected, 1e-9)
    for activation in ("ReLU", "h-swish"):
        for dtype in ("float32", "float64"):
            options = {"activation": activation, "dtype": dtype, "sizes": sizes, "batch": batch}
            expected = step.expected(**options)
            for way in ("", ", compiled"):
                found[f"step, {activation}, {dtype}{way}"] = Case(
                    "bench.step", f"minigrad{way}", options, expected, step.TOLERANCE[dtype]
                )
    for shape in ("random graph", "RNN"):
        options = {"shape": shape, "size": drawn}
        found[f"draw, {shape} of {drawn}"] = Case("bench.draw", "minigrad", options, [], 0)
    found["import"] = fresh_import
    return found


def one_round(start: Start, folders: dict[str, Path]) -> Measured:
    """A few turns of each commit, in new processes."""
    measured = Measured()
    with ExitStack() as stack:
        turns = {}
        for name, folder in folders.items():
            with measured.noting(name):
                turns[name] = start(folder, stack)
        if not measured.notes:
            take_turns(measured, turns, TURNS, PAUSE)
    return measured


def interval(ratios: Sequence[float]) -> tuple[float, float] | None:
    """Bounds of the median of all such ratios, with a doubt of one in a hundred.

    It lies below the k-th smallest of n ratios or above the k-th largest only if fewer than k of
    them are on one of its sides, and each is on either side as a coin falls. So nothing is assumed
    of the noise; and from fewer than eight ratios nothing follows.
    """
    n, k = len(ratios), 0
    while 2 * sum(comb(n, i) for i in range(k + 1)) <= DOUBT * 2**n:
        k += 1
    ordered = sorted(ratios)
    return (ordered[k - 1], ordered[-k]) if k else None


def verdict(bounds: tuple[float, float] | None) -> list[str]:
    """The bounds of a ratio, and what follows from them."""
    if bounds is None:
        return ["–", "unknown"]
    low, high = bounds
    text = f"{low:.3f} to {high:.3f}"
    return [text, "slower" if low > 1 else "faster" if high < 1 else "same"]


def row(name: str, rounds: Sequence[dict[str, float]]) -> list[str]:
    """Milliseconds of both, their ratio with its interval, and what follows."""
    ratios = [times[NEW] / times[OLD] for times in rounds]
    return [
        name,
        *(digits(1e3 * median(times[side] for times in rounds)) for side in (OLD, NEW)),
        f"{median(ratios):.3f}",
        *verdict(interval(ratios)),
    ]


def compared(
    starts: dict[str, Start],
    folders: dict[str, Path],
    rounds: int,
    tell: Callable[[str], None] = lambda text: None,
) -> Iterator[Table]:
    """Measure, and make the table of it, also of what Ctrl-C cut short."""
    seen: dict[str, list[dict[str, float]]] = {name: [] for name in starts}
    lost: dict[str, str] = {}
    interrupted = False
    try:
        for number in range(rounds):
            tell(f"round {number + 1} of {rounds}")
            turned = dict(list(folders.items())[:: -1 if number % 2 else 1])
            for name in [name for name in starts if name not in lost]:
                measured = one_round(starts[name], turned)
                if measured.notes:
                    lost[name] = "; ".join(measured.notes)
                else:
                    seen[name].append({side: min(measured.times(side)) for side in turned})
    except KeyboardInterrupt:
        interrupted = True
    rows = [row(name, times) for name, times in seen.items() if times]
    notes = [f"{name}: {reason}" for name, reason in lost.items()]
    if rounds < 8:
        notes.append("what is more than noise is known from 8 rounds on")
    headings = ["", OLD, NEW, "ratio", "99 % sure", ""]
    yield Table(f"two commits, median of {rounds} rounds: ms", headings, rows, notes)
    if interrupted:
        raise KeyboardInterrupt


def git(*arguments: str, root: Path) -> str:
    """The output of git; a failure is an error with its last words."""
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(last_line(done.stderr))
    return done.stdout.strip()


def described(name: str | None, root: Path) -> str:
    """The commit that a name stands for, with its subject."""
    if name is None:
        return "the working tree"
    try:
        commit = git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", root=root)
    except ValueError:
        raise ValueError(f"there is no commit {name}") from None
    return git("log", "-1", "--format=%h %s", commit, root=root)


@contextmanager
def checked_out(names: Iterable[str | None], root: Path) -> Iterator[list[Path]]:
    """Folders with commits, or with a copy of the working tree, and this tree's benchmarks."""
    with tempfile.TemporaryDirectory(prefix="compare-") as home, ExitStack() as stack:
        folders = [Path(home) / str(number) for number, _ in enumerate(names)]
        for folder, name in zip(folders, names, strict=True):
            if name is None:
                copied_tree(folder, root)
            else:
                git("worktree", "add", "--detach", str(folder), name, root=root)
                stack.callback(git, "worktree", "remove", "--force", str(folder), root=root)
            shutil.rmtree(folder / "bench", ignore_errors=True)
            shutil.copytree(ROOT / "bench", folder / "bench")
        yield folders


def main(
    arguments: list[str] | None = None,
    root: Path = ROOT,
    available: Callable[[], dict[str, Start]] = cases,
) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench compare", description=__doc__)
    parser.add_argument("old", help="a commit, by any name that git knows")
    parser.add_argument("new", nargs="?", help="another; by default the working tree as it is")
    parser.add_argument("--rounds", type=int, default=12, help="ratios for each line (12)")
    text = "only lines that begin so: chain, step, draw, import"
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[""], help=text)
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    names = (options.old, options.new)
    try:
        sides = [described(name, root) for name in names]
    except ValueError as error:
        parser.error(str(error))
    chosen = {k: start for k, start in available().items() if k.startswith(tuple(options.only))}
    if not chosen:
        parser.error(f"--only: no line begins with {' or '.join(options.only)}")
    for side, what in zip((OLD, NEW), sides, strict=True):
        print(f"{side}: {what}"[:WIDTH], flush=True)
    with checked_out(names, root) as folders:
        both = dict(zip((OLD, NEW), folders, strict=True))
        tell = partial(print, file=sys.stderr, flush=True)
        try:
            for table in compared(chosen, both, options.rounds, tell):
                print("\n" + render(table), flush=True)
        except KeyboardInterrupt:
            print("\ninterrupted; what had been measured is above", flush=True)
            return 130
    return 0
