"""Activation functions and their slopes.

The slopes are the rules that training uses. TanhExp and h-swish go below zero and come back.
"""

import minigrad as mg
from minigrad import plot

functions = [mg.relu, mg.sigmoid, mg.tanh, mg.h_swish, mg.tanhexp, mg.mish]
plot.functions(functions, (-4, 4)).save("activations.png")
