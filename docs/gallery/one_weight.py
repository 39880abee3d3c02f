"""One weight and the error.

The ways of one weight to the error, with the factor on each arrow. Where ways part, what comes back
is added.
"""

import numpy as np

import minigrad as mg
from minigrad import nn

net = nn.MLP([2, 2, 2, 1], activation=mg.sigmoid, rng=0)
loss = nn.MSE()(net(np.array([[1.0, 0.5]])), np.array([[1.0]]))
W = net.layers[0].weight
print(loss.draw("one_weight.svg", level="neurons", path=(W[0, 0], loss)))
