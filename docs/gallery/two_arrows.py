"""Two arrows from one box.

In ``x * x`` the product has two inputs, and both are ``x``. What comes back along the two arrows is
added: 3 + 3.
"""

import minigrad as mg

x = mg.tensor(3.0, requires_grad=True, name="x")
y = x * x
y.name = "y"
y.draw("two_arrows.svg", show="gradients")
