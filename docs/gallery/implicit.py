"""Implicit differentiation.

Kepler's equation ``E - e sin E = M`` is solved by Newton's method, which records nothing. The
operation's rule comes from the equation itself: how the solution moves with ``e`` and with ``M``.
"""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg


def solve(e, m):
    x = np.array(m, dtype=float)
    for _ in range(30):
        x = x - (x - e * np.sin(x) - m) / (1 - e * np.cos(x))
    return x


kepler = mg.Op(
    "kepler",
    solve,
    lambda g, y, e, m: g * mg.sin(y) / (1 - e * mg.cos(y)),
    lambda g, y, e, m: g / (1 - e * mg.cos(y)),
    kind="elementwise",
)

m = np.linspace(0, 2 * np.pi, 300)
figure, axes = plt.subplots(figsize=(6, 3.6), layout="constrained")
for e in (0.1, 0.4, 0.7, 0.9):
    axes.plot(m, mg.vmap(mg.grad(kepler, 1), in_axes=(None, 0))(e, m), label=f"e = {e}")
axes.set(xlabel="mean anomaly M", ylabel="∂E/∂M", yscale="log")
axes.legend()
figure.savefig("implicit.png")
