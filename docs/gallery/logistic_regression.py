"""Logistic regression.

A model is an expression: the log-likelihood of two clouds of points, and gradient descent on its
three numbers.
"""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg

rng = np.random.default_rng(0)
x = np.concatenate([rng.normal((-1, 0), 1, (80, 2)), rng.normal((1.5, 1), 1, (80, 2))])
t = np.repeat([-1.0, 1.0], 80)


def error(p):
    return mg.softplus(-t * (x @ p["w"] + p["b"])).mean()


p = {"w": np.zeros(2), "b": 0.0}
for _ in range(200):
    gradient = mg.grad(error)(p)
    p = {name: p[name] - 0.5 * gradient[name] for name in p}

figure, axes = plt.subplots(figsize=(5, 4), layout="constrained")
axes.scatter(*x.T, c=t, cmap="coolwarm", edgecolors="white")
(w1, w2), b = p["w"].numpy(), p["b"].item()
axes.axline((0, -b / w2), slope=-w1 / w2, color="black", label="probability one half")
axes.set(xlim=(-4, 4.5), ylim=(-3, 4))
axes.legend()
figure.savefig("logistic_regression.png")
