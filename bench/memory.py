"""Page faults and time of arrays made and freed in a loop (`minigrad/support/memory.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from bench.harness import run_fresh, take_turns
from bench.tables import Table, compared, digits

WITH, WITHOUT = "with keep_freed_memory()", "without"
PROGRAM = """
import json, resource, runpy, sys
from time import perf_counter
import numpy as np
path, live, loops = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
if path:
    runpy.run_path(path)["keep_freed_memory"]()
a = np.ones((784, 100))
def loop():
    for _ in range(loops):
        products = [a * a for _ in range(live)]
        del products
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
loop()
before, begin = faults(), perf_counter()
loop()
seconds = perf_counter() - begin
print(json.dumps([seconds / (loops * live), (faults() - before) / (loops * live)]))
"""


def tables(rounds: int, loops: int = 200) -> Iterator[Table]:
    """One table for each number of arrays that live at the same time."""
    if find_spec("resource") is None:
        yield Table("memory: not measured, Python counts no page faults here", [""], [])
        return
    memory = str(Path(find_spec("minigrad").origin).parent / "support" / "memory.py")
    for live in (1, 8):
        faults: dict[str, float] = {}
        turns = {
            name: partial(_turn, name, faults, path, live, loops)
            for name, path in ((WITH, memory), (WITHOUT, ""))
        }
        for table in compared(
            partial(take_turns, turns=turns, rounds=rounds),
            turns,
            title=f"product of two (784, 100) float64 arrays, {live} kept at a time: µs",
            scale=1e6,
            baselines=[WITHOUT],
        ):
            table.headings.append("page faults")
            for row in table.rows:
                row.append(digits(faults[row[0]]))
            yield table


def _turn(name: str, faults: dict[str, float], path: str, live: int, loops: int) -> float:
    seconds, faults[name] = run_fresh(PROGRAM, path, str(live), str(loops))
    return seconds
