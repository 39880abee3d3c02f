"""Contestants, the processes they run in, and the rounds in which they take turns.

A library's worker threads keep spinning for a while after their work, and every library leaves
the C library's memory in a state of its own. So each contestant lives in its own process; in
each round every one has a turn, after a pause in which the others' threads go to sleep, and the
order rotates. What is compared was measured in the same round: a machine that is slow for a
while is slow for both sides of a ratio.
"""

from __future__ import annotations

import json
import math
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TURN = 0.1  # seconds of work
PAUSE = 0.15  # seconds of rest before it
PATIENCE = 300.0  # seconds to wait for an answer; the first one includes the start


@dataclass(frozen=True)
class Contestant:
    """A builder of a step from a case, and the module it needs."""

    build: Callable[..., Callable[[], Sequence[Any]]]
    needs: str

    @property
    def installed(self) -> bool:
        """True where this Python has the module."""
        return find_spec(self.needs) is not None


class Contestants(dict[str, Contestant]):
    """Contestants by name; a build function becomes one by `@CONTESTANTS.add(name, needs=...)`.

    It takes a case by keyword and returns a step: a function that does what is timed and
    returns numbers or arrays to be checked.
    """

    def add(self, name: str, needs: str) -> Callable[[Callable], Callable]:
        """Register a build function."""

        def register(build: Callable) -> Callable:
            self[name] = Contestant(build, needs)
            return build

        return register


class Lost(Exception):  # noqa: N818 - what happened to the contestant, for the reader
    """A contestant that cannot go on."""


def environment(root: Path = ROOT, **changes: str) -> dict[str, str]:
    """The environment of a new process, with this project, or a copy of it, on its path."""
    path = os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": path, **changes}


def last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1].strip() if lines else "without a word"


def copied_tree(target: Path, root: Path = ROOT) -> None:
    """Copy what git has of the working tree, or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, target / name)


def run_fresh(
    code: str, *arguments: str, env: dict[str, str] | None = None, folder: Path | None = None
) -> Any:
    """The JSON that a program prints in a fresh interpreter."""
    command = [sys.executable, "-c", code, *arguments]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            env=env or environment(),
            cwd=folder,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Lost(f"no answer within {PATIENCE:g} s") from None
    if done.returncode:
        raise Lost(f"died: {last_line(done.stderr)}")
    return json.loads(done.stdout)


class Worker:
    """A contestant's process. Leaving the `with` block kills it.

    With a folder, the process imports the copy of the project that is there.
    """

    def __init__(
        self, module: str, name: str, case: dict[str, Any], folder: Path | None = None
    ) -> None:
        self._stderr = tempfile.TemporaryFile("w+")  # noqa: SIM115 - see __exit__
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.worker", module, name, json.dumps(case)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            text=True,
            env=environment(folder or ROOT),
            cwd=folder,
            start_new_session=True,  # Ctrl-C is for the parent
        )
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        for line in self._process.stdout:
            self._answers.put(line)
        self._answers.put("")

    def ask(self, request: str, patience: float = PATIENCE) -> Any:
        """The answer to a request; a process that dies or hangs is `Lost`."""
        try:
            self._process.stdin.write(request + "\n")
            self._process.stdin.flush()
            answer = self._answers.get(timeout=patience)
        except queue.Empty:
            self._process.kill()
            raise Lost(f"no answer within {patience:g} s") from None
        except OSError:
            answer = ""
        if not answer:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=5)  # for its last words
            self._stderr.seek(0)
            raise Lost(f"died: {last_line(self._stderr.read())}")
        return json.loads(answer)

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._listener.join()
        self._process.stdout.close()
        with suppress(OSError):  # a request that nobody read
            self._process.stdin.close()
        self._stderr.close()


@dataclass
class Measured:
    """Times by contestant, round by round, with notes on them."""

    rounds: list[dict[str, float]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def times(self, name: str) -> list[float]:
        """The times of a contestant, in the rounds that it took part in."""
        return [times[name] for times in self.rounds if name in times]

    def ratio(self, name: str, baseline: str) -> float | None:
        """The median over the rounds of one contestant's time in another's."""
        both = [times for times in self.rounds if name in times and baseline in times]
        return median(times[name] / times[baseline] for times in both) if both else None

    @contextmanager
    def noting(self, name: str) -> Iterator[None]:
        """Note the reason where a contestant is lost, and go on."""
        try:
            yield
        except Lost as reason:
            self.notes.append(f"{name} {reason}")


def take_turns(
    measured: Measured,
    turns: dict[str, Callable[[], float]],
    rounds: int,
    pause: float | None = None,
) -> None:
    """Let every contestant have a turn in each round; one that is lost takes part no more."""
    names = list(turns)
    for number in range(rounds):
        times: dict[str, float] = {}
        measured.rounds.append(times)
        start = number % len(names) if names else 0
        for name in names[start:] + names[:start]:
            time.sleep(PAUSE if pause is None else pause)
            with measured.noting(name):
                times[name] = turns[name]()
            if name not in times:
                names.remove(name)


def race(
    measured: Measured,
    *,
    module: str,
    contestants: Contestants,
    case: dict[str, Any],
    expected: list[list[float]],
    tolerance: float,
    rounds: int,
) -> None:
    """Let the installed contestants that agree with the expected result take turns at a case.

    Parameters
    ----------
    expected
        The results of the first steps. A step may return less: only that is compared.
    tolerance
        The relative difference that counts as agreement.
    """
    with ExitStack() as stack:
        workers = {
            name: stack.enter_context(Worker(module, name, case))
            for name, contestant in contestants.items()
            if contestant.installed
        }
        turns = {}
        for name, worker in workers.items():
            with measured.noting(name):
                check_agreement(worker.ask(f"check {len(expected)}"), expected, tolerance)
                turns[name] = partial(worker.ask, f"turn {TURN}")
        take_turns(measured, turns, rounds)


def check_agreement(
    results: list[list[float]], expected: list[list[float]], tolerance: float
) -> None:
    """Declare a contestant lost whose first steps return something else."""
    for step, (result, right) in enumerate(zip(results, expected, strict=True), 1):
        for a, b in zip(result, right, strict=False):
            if not math.isclose(a, b, rel_tol=tolerance):
                raise Lost(f"is wrong: {a:.9g} in step {step}, the others say {b:.9g}")
