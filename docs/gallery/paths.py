"""All paths from a weight to the loss.

Along a path the local derivatives are multiplied; the products of all paths are added. The caption
has one line for each, in the path's colour.
"""

import minigrad as mg

x = mg.tensor(2.0, name="x")
w = mg.tensor(0.5, requires_grad=True, name="w")
h = mg.tanh(w * x)
loss = h * w + h
loss.name = "loss"
print(loss.draw("paths.svg", path=(w, loss)))
