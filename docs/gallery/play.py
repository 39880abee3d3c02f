"""A computation to play.

A drawing whose file ends in ``.html`` is one page: play it forward to see the values come up, and
backward to see the gradients arrive. Point at an arrow to read its rule.
"""

import minigrad as mg

x = mg.tensor([1.0, 0.5], name="x")
W = mg.tensor([[0.1, 0.3], [0.2, 0.4]], requires_grad=True, name="W")
b = mg.tensor([0.1, 0.2], requires_grad=True, name="b")
loss = mg.square(mg.sigmoid(x @ W + b)).sum()
loss.name = "loss"
loss.draw("play.svg")
loss.draw("play.html", show="gradients")
