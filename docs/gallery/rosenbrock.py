"""Rosenbrock's valley.

The way to the minimum at (1, 1) leads along a bent and nearly flat floor. L-BFGS, which gathers the
curvature from the gradients that it has seen, needs few steps.
"""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg
from minigrad import optim


def rosenbrock(x):
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


def path(kind, steps, **options):
    x = mg.tensor([-1.5, 1.5], requires_grad=True)
    opt, points = kind([x], **options), [x.numpy()]

    def closure():
        opt.zero_grad()
        y = rosenbrock(x)
        y.backward()
        return y

    for _ in range(steps):
        opt.step(closure)
        points.append(x.numpy())
    return np.array(points)


a, b = np.meshgrid(np.linspace(-2, 2, 200), np.linspace(-1, 3, 200))
figure, axes = plt.subplots(figsize=(6, 4.4), layout="constrained")
axes.contour(a, b, rosenbrock([a, b]), np.geomspace(0.1, 2000, 12), cmap="Greys_r", linewidths=0.7)
axes.plot(*path(optim.SGD, 500, lr=1e-3).T, ".-", ms=3, lw=3, label="gradient descent, 500 steps")
axes.plot(*path(optim.Adam, 500, lr=0.05).T, ".-", ms=3, label="Adam, 500 steps")
lbfgs = path(optim.LBFGS, 30, max_iter=1, max_eval=25, line_search_fn="strong_wolfe")
axes.plot(*lbfgs.T, "o-", ms=4, label="L-BFGS, 30 steps")
axes.plot(1, 1, "k*", ms=12)
axes.legend(loc="lower left")
figure.savefig("rosenbrock.png")
