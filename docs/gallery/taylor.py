"""Taylor polynomials.

A gradient of a gradient, and so on: eight derivatives of ``exp(sin x)`` at 0, each taken of the
last one.
"""

import math

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg


def f(x):
    return mg.exp(mg.sin(x))


derivatives, g = [], f
for _ in range(9):
    derivatives.append(g(0.0).item() if g is not f else f(0.0))
    g = mg.grad(g)

x = np.linspace(-2.2, 2.2, 200)
figure, axes = plt.subplots(figsize=(6, 3.6), layout="constrained")
axes.plot(x, f(x), "k", lw=3, label="exp(sin x)")
for order in (1, 2, 4, 8):
    terms = [d / math.factorial(k) * x**k for k, d in enumerate(derivatives[: order + 1])]
    axes.plot(x, sum(terms), "--", label=f"order {order}")
axes.set(ylim=(-0.5, 4))
axes.legend()
figure.savefig("taylor.png")
