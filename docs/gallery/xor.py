"""XOR.

No line parts the two classes; a hidden layer of eight neurons bends one until it does.
"""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg
from minigrad import nn, optim

x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
t = np.array([[0.0], [1.0], [1.0], [0.0]])
net = nn.MLP([2, 8, 1], activation=mg.tanh, rng=1)
loss, opt = nn.BCEWithLogits(), optim.Adam(net.parameters(), lr=0.05)
for _ in range(500):
    opt.zero_grad()
    loss(net(x), t).backward()
    opt.step()

a, b = np.meshgrid(np.linspace(-0.5, 1.5, 100), np.linspace(-0.5, 1.5, 100))
with mg.no_grad():
    y = mg.sigmoid(net(np.stack([a, b], axis=-1)))[..., 0]
figure, axes = plt.subplots(figsize=(4.6, 4), layout="constrained")
figure.colorbar(axes.contourf(a, b, y.numpy(), 20, cmap="RdBu_r"), label="probability of 1")
axes.scatter(*x.T, c=t, cmap="RdBu_r", edgecolors="white", linewidths=2, s=120)
figure.savefig("xor.png")
