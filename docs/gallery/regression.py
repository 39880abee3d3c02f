"""A curve through noisy points.

The network's slope is drawn too: it is one call of ``mg.grad`` away.
"""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg
from minigrad import nn, optim

rng = np.random.default_rng(0)
x = np.linspace(-3, 3, 60)[:, None]
t = np.sin(x) + 0.15 * rng.normal(size=x.shape)
net = nn.MLP([1, 20, 20, 1], activation=mg.tanh, rng=0)
loss, opt = nn.MSE(), optim.Adam(net.parameters(), lr=0.02)
for _ in range(400):
    opt.zero_grad()
    loss(net(x), t).backward()
    opt.step()

figure, axes = plt.subplots(figsize=(6, 3.6), layout="constrained")
axes.plot(x, t, "o", ms=4, color="0.6", label="sin x, with noise")
axes.plot(x, net(x).detach(), label="network")
axes.plot(x, mg.grad(lambda x: net(x).sum())(x).detach(), "--", label="its slope")
axes.legend()
figure.savefig("regression.png")
