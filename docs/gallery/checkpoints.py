"""Memory against time.

A chain of 256 steps keeps 256 results for the way back. With ``mg.checkpoint`` a part
keeps its beginning alone, and runs once more: parts of √n steps need the least.
"""

import tracemalloc

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg


def peak(part, n=256):
    def steps(h):
        for _ in range(part):
            h = mg.tanh(h + 0.1)
        return h

    tracemalloc.start()
    h = mg.tensor(np.zeros(2_000), requires_grad=True)
    for _ in range(n // part):
        h = mg.checkpoint(steps)(h) if part > 1 else steps(h)
    h.sum().backward()
    size = tracemalloc.get_traced_memory()[1] / 2**10
    tracemalloc.stop()
    return size


parts = [1, 4, 16, 64, 256]
figure, axes = plt.subplots(figsize=(6, 3.6), layout="constrained")
axes.loglog(parts, [peak(part) for part in parts], "o-")
axes.set(xlabel="steps in a part", ylabel="peak of memory, KiB")
axes.set_xticks(parts, parts)
figure.savefig("checkpoints.png")
