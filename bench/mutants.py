"""Do the tests notice changes? `python -m bench mutants --files minigrad/core/mode.py`.

One change at a time is made in a copy of the tree (see `bench.mutations`), and the tests are run on
it until one fails. A change that none notices survives: either it changes nothing, or a test is
missing. The rules of operations are lambdas at the top level of their modules, which mutmut does
not change, so this is a runner of our own. Each run is a fork of a process that has imported
pytest and NumPy already, but nothing of minigrad; so it needs POSIX.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import multiprocessing
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.harness import ROOT, copied_tree
from bench.mutations import Mutant, mutants_of

ENGINE = (
    *("core/node.py", "core/backward.py", "core/mode.py", "core/values.py"),
    *("tensors/handle.py", "tensors/gradients.py", "tensors/assignment.py"),
)
TESTS = (
    "tests/ops/test_rules.py",
    "tests/test_backward.py",
    "tests/test_mode.py",
    "tests/test_tensor.py",
    "tests/test_values.py",
    "tests/test_hooks.py",
    "tests/test_anomaly.py",
    "tests/test_kinks.py",
    "tests/test_meaning.py",
    "tests/ops",
    "tests/test_protocols.py",
    "tests/test_readers.py",
    "tests/test_transform.py",
    "tests/test_jacobian.py",
    "minigrad/ops",
    "minigrad/tensors/handle.py",
    "minigrad/core/mode.py",
    "tests/optim/test_sgd.py",
    "tests/nn",
    "tests/testing/test_state_machine.py",
)
FIRST = {  # the tests that are about a file: most changes fail there, so the others need not run
    "backward": "tests/test_backward.py",
    "node": "tests/test_backward.py",
    "mode": "tests/test_mode.py",
    "handle": "tests/test_tensor.py",
    "gradients": "tests/test_backward.py",
    "assignment": "tests/test_tensor.py",
    "values": "tests/test_values.py",
}
RULES = "tests/ops/test_rules.py"
NO_TESTS = 5  # pytest's exit status where none has the name
_ARGUMENTS = [
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
    "-x",
    "-q",
    "-p",
    "no:cacheprovider",
    "--no-header",
    "--hypothesis-seed=0",
]
PATIENCE = 5  # times the time of the tests on the code as it is
NEWS = 20  # mutants between two lines
KILLED, SURVIVED, TOO_SLOW = "killed", "survived", "killed (too slow)"


def files(names: Sequence[str]) -> list[Path]:
    """The given files, or those of the engine and the rules."""
    if names:
        return [(ROOT / name).resolve() for name in names]
    engine = [ROOT / "minigrad" / name for name in ENGINE]
    return [*engine, *sorted((ROOT / "minigrad" / "ops").glob("*.py"))]


def without_line(shown: str) -> str:
    """A mutant as it is printed, without the number of its line."""
    return re.sub(r"^(\S+?):\d+:", r"\1:", shown)


@functools.cache
def workplace() -> Path:
    """A copy of the tree for this process."""
    for module in ("numpy", "pytest", "hypothesis", "sybil"):
        importlib.import_module(module)
    folder = Path(tempfile.mkdtemp(dir=os.environ["MUTANTS_FOLDER"]))
    shutil.copytree(Path(os.environ["MUTANTS_FOLDER"]) / "tree", folder, dirs_exist_ok=True)
    return folder


def verdict(mutant: Mutant, patience: float) -> tuple[Mutant, str, float]:
    """Run the tests on a mutant."""
    path = workplace() / mutant.file
    original = path.read_text()
    path.write_text(mutant.source)
    start = time.perf_counter()
    try:
        for tests in stages(mutant):
            found = outcome(tests, patience)
            if found != SURVIVED:
                break
    finally:
        path.write_text(original)
    return mutant, found, time.perf_counter() - start


def stages(mutant: Mutant) -> list[list[str]]:
    """The tests, and before them those that are most about the change."""
    first = FIRST.get(Path(mutant.file).stem)
    if first is not None:
        return [[first], [name for name in TESTS if name != first]]
    word = mutant.within.strip("_").split("_")[0]  # as in _power_base, the rule of power
    return [*([[RULES, "-k", word]] if word else []), [*TESTS]]


def outcome(tests: Sequence[str], patience: float) -> str:
    """The verdict of the tests on the copy of the tree as it is now."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = in_child(tests)
        finally:
            os._exit(status)  # nothing of the parent is to be cleaned up here
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            passed = os.waitstatus_to_exitcode(status) in (0, NO_TESTS)
            return SURVIVED if passed else KILLED
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return TOO_SLOW


def in_child(tests: Sequence[str]) -> int:
    """Run pytest in the copy; 0 if every test passes."""
    import pytest

    os.setpgid(0, 0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    os.chdir(workplace())
    sys.path.insert(0, str(workplace()))
    os.environ["PYTHONPATH"] = str(workplace())  # for tests that start a Python
    sys.dont_write_bytecode = True
    for name in [name for name in sys.modules if name.split(".")[0] in ("minigrad", "bench")]:
        del sys.modules[name]
    return int(pytest.main([*_ARGUMENTS, *tests]))


def verdicts(chosen: Sequence[Mutant], patience: float, jobs: int) -> Iterator[Any]:
    """Of one mutant after the other."""
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap_unordered(functools.partial(verdict, patience=patience), chosen)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench mutants", description=__doc__)
    parser.add_argument(
        "--files", nargs="+", default=(), help="by default the engine and the rules"
    )
    parser.add_argument("--sample", type=int, help="of how many mutants; by default of all")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    text = "only those that this file of survivors names, in whatever line they are now"
    parser.add_argument("--again", type=Path, metavar="FILE", help=text)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    options = parser.parse_args(arguments)
    everything = [m for path in files(options.files) for m in mutants_of(path, ROOT)]
    chosen = everything
    if options.again is not None:
        named = set(map(without_line, options.again.read_text("utf-8", "replace").splitlines()))
        chosen = [mutant for mutant in everything if without_line(str(mutant)) in named]
    if not chosen:
        parser.error("nothing to change was found")
    if options.sample is not None and options.sample < len(chosen):
        chosen = sorted(random.Random(options.seed).sample(chosen, options.sample))
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        os.environ["MUTANTS_FOLDER"] = folder
        os.environ["OPENBLAS_NUM_THREADS"] = "1"
        os.environ["MINIGRAD_EXAMPLES"] = "1"  # of each property, all
        copied_tree(Path(folder) / "tree")
        start = time.perf_counter()
        for path in {mutant.file for mutant in chosen}:
            whole = Mutant(path, 0, "", "", "", (ROOT / path).read_text())
            ((_, found, took),) = verdicts([whole], 3600, 1)
            if found != SURVIVED:
                print("the tests fail on the code as it is, so they say nothing of changes")
                return 2
            break
        patience = PATIENCE * took * options.jobs + 10
        counts: dict[str, int] = {}
        for number, (mutant, found, _) in enumerate(verdicts(chosen, patience, options.jobs), 1):
            counts[found] = counts.get(found, 0) + 1
            if found == SURVIVED:
                print(mutant, flush=True)
            if number % NEWS == 0:
                print(f"... {number} of {len(chosen)} mutants", file=sys.stderr, flush=True)
    survived = counts.get(SURVIVED, 0)
    print(
        f"{len(chosen)} mutants of {len(everything)} (seed {options.seed}): "
        f"{len(chosen) - survived} killed ({(1 - survived / len(chosen)):.1%}; "
        f"{counts.get(TOO_SLOW, 0)} of them too slow), {survived} survived; "
        f"{time.perf_counter() - start:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
