"""One contestant in a process of its own: `python -m bench.worker MODULE NAME CASE`.

Requests come as lines on stdin, and each is answered by one line of JSON:

    check N        what the first N steps return, as lists of numbers
    turn SECONDS   the seconds a step takes, over steps that take so long together
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from time import perf_counter

import numpy as np


def seconds_per_step(step, seconds: float) -> float:
    """The mean time of a step, at least one, after a fifth as many that only warm up."""
    for share in (0.2, 1):
        steps = 0
        begin = perf_counter()
        while True:
            step()
            steps += 1
            elapsed = perf_counter() - begin
            if elapsed >= share * seconds:
                break
    return elapsed / steps


def main(module: str, name: str, case: str) -> None:
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what a library prints goes to stderr, not in between the answers
    contestant = importlib.import_module(module).CONTESTANTS[name]
    step = contestant.build(**json.loads(case))
    for line in sys.stdin:
        request, amount = line.split()
        if request == "check":
            answer = [[float(np.sum(np.asarray(x))) for x in step()] for _ in range(int(amount))]
        else:
            answer = seconds_per_step(step, float(amount))
        print(json.dumps(answer), file=answers)


if __name__ == "__main__":
    main(*sys.argv[1:])
