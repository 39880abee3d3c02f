"""A gradient's own graph.

The way back was recorded too, with ``create_graph=True``: it has a frame of its own, and can be
differentiated and drawn like every other computation.
"""

import minigrad as mg

x = mg.tensor(2.0, requires_grad=True, name="x")
y = mg.sin(x) * x
first = mg.grad_of(y, x, create_graph=True)
first.name = "y′"
print(mg.grad_of(first, x))  # y′′ = 2 cos(x) - x sin(x)
first.draw("gradient_of_a_gradient.svg")
