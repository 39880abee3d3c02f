"""Paths of four optimisers.

Thirty steps in a valley that is twenty times as steep one way as the other. Plain descent swings
across it; momentum, Adagrad and Adam each have a way of their own.
"""

import numpy as np

import minigrad as mg
from minigrad import optim, plot


def valley(x0, x1):
    return x0**2 / 20 + x1**2


def path(kind, **options):
    x = mg.tensor([-7.0, 2.0], requires_grad=True)
    opt, points = kind([x], **options), [x.tolist()]
    for _ in range(30):
        opt.zero_grad()
        valley(x[0], x[1]).backward()
        opt.step()
        points.append(x.tolist())
    return np.array(points)


paths = {
    "SGD": path(optim.SGD, lr=0.9),
    "momentum": path(optim.SGD, lr=0.1, momentum=0.9),
    "Adagrad": path(optim.Adagrad, lr=1.5),
    "Adam": path(optim.Adam, lr=0.3),
}
plot.contour(valley, (-8, 8), (-3, 3), arrows=None, paths=paths).save("momentum.png")
