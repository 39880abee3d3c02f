"""A network as neurons.

Positive weights are blue, negative ones red and dashed; the thicker, the larger. The numbers are
those of one example.
"""

import numpy as np

import minigrad as mg
from minigrad import nn

net = nn.MLP([2, 3, 2], activation=mg.sigmoid, rng=3)
y = net(np.array([1.0, 0.5]))
y.draw("neurons.svg", level="neurons", show=("values", "weights"))
