r"""A first gradient.

The slope of :math:`x \sin x` at 2, and the graph that it was found on: every arrow has its local
derivative, every box the gradient that arrives there.
"""

import minigrad as mg

x = mg.tensor(2.0, requires_grad=True, name="x")
y = x * mg.sin(x)
y.name = "y"
y.backward()
print(x.grad)  # sin(2) + 2 cos(2)
y.draw("first_gradient.svg", show="gradients")
