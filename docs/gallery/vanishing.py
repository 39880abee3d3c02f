"""Gradients that vanish.

Ten layers with the sigmoid, and ten with ReLU: the size of the gradient of each layer's weights, on
a logarithmic scale.
"""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg
from minigrad import nn

rng = np.random.default_rng(0)
x, t = rng.normal(size=(100, 50)), rng.integers(0, 10, 100)
figure, axes = plt.subplots(figsize=(6, 3.6), layout="constrained")
for activation, marker in ((mg.sigmoid, "o-"), (mg.relu, "s-")):
    net = nn.MLP([50] * 10 + [10], activation=activation, rng=0)
    nn.CrossEntropy()(net(x), t).backward()
    weights = [p for name, p in net.named_parameters() if name.endswith("weight")]
    sizes = [np.sqrt(np.mean(p.grad.numpy() ** 2)) for p in weights]
    axes.semilogy(range(1, 11), sizes, marker, label=activation.__name__)
axes.set(xlabel="layer", ylabel="gradient, root mean square")
axes.legend()
figure.savefig("vanishing.png")
