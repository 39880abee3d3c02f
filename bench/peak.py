"""Peak memory of a deep network's step: what is in use at once, beside the weights and the data.

Each contestant runs in a fresh process: some steps, then the high-water mark of its memory is
reset (Linux alone can do that), and some more are made. What is told is the mark less what was
in use before the first step, when data, weights and libraries were there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.harness import run_fresh
from bench.step import CONTESTANTS
from bench.tables import Table, digits

NAMES = ("minigrad", "minigrad, compiled", "PyTorch nn")
WIDTH, DEPTH, BATCH = 512, 20, 2048
PROGRAM = """
import json, pathlib, sys
from bench.step import CONTESTANTS
name, width, depth, batch = sys.argv[1], *map(int, sys.argv[2:])
def kib(word):
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    [found] = [line.split()[1] for line in lines if line.startswith(word + ":")]
    return int(found)
case = {"activation": "ReLU", "dtype": "float32", "batch": batch}
CONTESTANTS[name].build(**case, sizes=(8, 8, 8))()  # what a first step imports
step = CONTESTANTS[name].build(**case, sizes=(width,) * (depth + 1))
before = kib("VmRSS")
for _ in range(3):
    step()
pathlib.Path("/proc/self/clear_refs").write_text("5")
for _ in range(3):
    step()
print(json.dumps((kib("VmHWM") - before) / 1024))
"""


def tables(
    rounds: int, width: int = WIDTH, depth: int = DEPTH, batch: int = BATCH
) -> Iterator[Table]:
    """One table, in MiB."""
    title = f"peak memory of a step of {depth} layers of {width}, batch {batch}, float32: MiB"
    if not Path("/proc/self/clear_refs").exists():
        yield Table(f"{title}: not measured, this system has no /proc", [""], [])
        return
    names = [name for name in NAMES if CONTESTANTS[name].installed]
    arguments = [*map(str, (width, depth, batch))]
    peaks = {
        name: median(run_fresh(PROGRAM, name, *arguments) for _ in range(min(rounds, 3)))
        for name in names
    }
    table = Table(title, ["", "peak"], [[name, digits(peaks[name])] for name in names])
    table.notes += [
        f"goal: {name} at most 1.00 × PyTorch nn; {digits(peaks[name] / peaks['PyTorch nn'])}"
        for name in NAMES[:2]
        if "PyTorch nn" in peaks
    ]
    yield table
