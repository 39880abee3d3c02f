"""A loop of a thousand turns, drawn once.

What repeats is folded, with its count, and an arrow leads back to the beginning.
"""

import minigrad as mg

h = mg.tensor([0.5, 0.5], name="h0")
v = mg.tensor([1.1, 0.9], requires_grad=True, name="v")
for _ in range(1_000):
    h = mg.tanh(h * v + 0.1)
print(h.draw("loop.svg"))
