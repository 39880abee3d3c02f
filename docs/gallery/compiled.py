"""What the compiler makes of a step.

``mg.compile`` turns a function with its gradient into one NumPy program: results of one name are
written into the same memory. ``program.source`` is the text of it.
"""

import numpy as np

import minigrad as mg


def error(w, x, t):
    return mg.square(x @ w - t).sum()


step = mg.compile(mg.value_and_grad(error))
step(np.ones(3), np.eye(4, 3), np.zeros(4))
step.draw("compiled.svg")
