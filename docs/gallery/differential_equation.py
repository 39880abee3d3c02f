"""A differential equation, solved by a network.

``u′′ = -u`` with ``u(0) = 0`` and ``u′(0) = 1``: both derivatives by the time come from the engine,
and so do those of the error by the weights.
"""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg
from minigrad import nn, optim

net = nn.MLP([1, 16, 16, 1], activation=mg.tanh, init=nn.init.glorot_normal, rng=0)
time = mg.tensor(np.linspace(0, 6, 40)[:, None], requires_grad=True)
opt = optim.LBFGS(net.parameters(), max_iter=300, line_search_fn="strong_wolfe")


def u(t):  # which starts right by itself
    return t + t**2 / (1 + t**2) * net(t / 3 - 1)


def closure():
    opt.zero_grad()
    first = mg.grad_of(u(time).sum(), time, create_graph=True)
    second = mg.grad_of(first.sum(), time, create_graph=True)
    error = mg.square(second + u(time)).mean()
    error.backward()
    return error


opt.step(closure)
t = np.linspace(0, 6, 200)[:, None]
figure, axes = plt.subplots(figsize=(6, 3.4), layout="constrained")
axes.plot(t, np.sin(t), lw=5, color="0.8", label="sin t")
axes.plot(t, u(t).detach(), label="network")
axes.legend()
figure.savefig("differential_equation.png")
