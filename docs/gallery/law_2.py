"""A branch: law 2.

A value that goes three ways receives a gradient from each. The sum in its box has one term for
every arrow, in the colour of the arrow's text.
"""

import minigrad as mg

x = mg.tensor(0.5, requires_grad=True, name="x")
y = 2.0 * x + mg.square(x) + mg.exp(x)
y.name = "y"
y.draw("law_2.svg", show="gradients")
