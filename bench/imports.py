"""`import minigrad` against `import numpy`, each in a fresh interpreter."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial

from bench.harness import Measured, environment, run_fresh, take_turns
from bench.tables import Goal, Table, compared

MODULES = ("minigrad", "numpy")
PROGRAM = """
import sys
from importlib import import_module
from time import perf_counter
begin = perf_counter()
import_module(sys.argv[1])
print(perf_counter() - begin)
"""


def tables(rounds: int) -> Iterator[Table]:
    """One table, of three times as many rounds: a turn is short."""
    yield from compared(
        partial(_measure, rounds=3 * rounds),
        MODULES,
        title="import in a fresh interpreter, bytecode cached: ms",
        scale=1e3,
        baselines=["numpy"],
        goals=[Goal("minigrad", "numpy", 1.15)],
    )


def _measure(measured: Measured, rounds: int) -> None:
    with tempfile.TemporaryDirectory() as cache:
        env = environment(PYTHONPYCACHEPREFIX=cache)
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        turns = {name: partial(run_fresh, PROGRAM, name, env=env) for name in MODULES}
        take_turns(Measured(), turns, rounds=1)  # writes the bytecode
        take_turns(measured, turns, rounds)
