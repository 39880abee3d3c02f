"""Softmax at several temperatures.

Divided by a high temperature, outputs become equal probabilities; by a low one, the largest takes
all. The dashed line is the slope of the largest probability by the temperature.
"""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg

logits = np.array([0.3, 2.9, 4.0])
temperatures = np.geomspace(0.1, 20, 200)
probabilities = mg.softmax(logits / temperatures[:, None])
slope = mg.vmap(mg.grad(lambda t: mg.softmax(logits / t)[2]))(temperatures)

figure, axes = plt.subplots(figsize=(6, 3.6), layout="constrained")
axes.semilogx(temperatures, probabilities, label=["y₁", "y₂", "y₃"])
axes.semilogx(temperatures, slope, "k--", lw=1, label="∂y₃/∂T")
axes.set(xlabel="temperature T", ylabel="probability")
axes.legend()
figure.savefig("softmax.png")
