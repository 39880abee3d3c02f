"""How wrong a numerical derivative is.

Too large a step leaves out the curvature, too small a one loses the digits. Between them the
central difference is good to about ten digits, which is what proves rules.
"""

import numpy as np

import minigrad as mg
from minigrad.testing import check_grads, plot_error_against_h


def f(x):
    return mg.sin(mg.exp(x))


print(check_grads(f, np.linspace(-1.0, 1.0, 5)).orders)
plot_error_against_h(f, 1.0).savefig("proof.png")
