"""A kernel that tunes itself.

Ridge regression with a Gaussian kernel: the error on held-out points is differentiated through
``linalg.solve`` by the width and the ridge, which descend.
"""

import matplotlib.pyplot as plt
import numpy as np

import minigrad as mg

rng = np.random.default_rng(1)
x = np.sort(rng.uniform(-4, 4, 40))
t = np.sinc(x) + 0.05 * rng.normal(size=40)
known, held = slice(0, None, 2), slice(1, None, 2)


def predict(p, at):  # p: logarithms of the width and of the ridge
    def kernel(a, b):
        return mg.exp(-mg.square((a[:, None] - b) / mg.exp(p[0])) / 2)

    gram = kernel(x[known], x[known]) + mg.exp(p[1]) * np.eye(20)
    return kernel(at, x[known]) @ mg.linalg.solve(gram, t[known])


error = mg.value_and_grad(lambda p: mg.square(predict(p, x[held]) - t[held]).mean())
p, at = np.array([1.5, 0.0]), np.linspace(-4, 4, 200)
figure, axes = plt.subplots(figsize=(6, 3.6), layout="constrained")
axes.plot(x[known], t[known], "ko", ms=4, label="known")
axes.plot(x[held], t[held], "o", ms=4, mfc="none", color="black", label="held out")
axes.plot(at, predict(p, at), "--", label="before")
for _ in range(300):
    p = p - 4.0 * error(p)[1].numpy()
axes.plot(at, predict(p, at), label=f"after: width {np.exp(p[0]):.2f}")
axes.legend()
figure.savefig("kernel_ridge.png")
