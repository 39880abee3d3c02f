"""Newton's method without a Hessian.

Conjugate gradients need the Hessian only as a product with a vector, which is ``mg.hvp``: there is
no matrix of second derivatives.
"""

import matplotlib.pyplot as plt
import numpy as np
from scipy.sparse.linalg import LinearOperator, cg

import minigrad as mg


def energy(u):  # of a chain that hangs between two points, with springs that stiffen
    stretch = np.diff(u) * 30
    return np.cosh(stretch).sum() / 30 + u.sum() / 30 + 50 * (u[0] ** 2 + u[-1] ** 2)


n = 100
u, sizes = np.zeros(n), []
for _ in range(8):
    gradient = mg.grad(energy)(u).numpy()
    sizes.append(np.abs(gradient).max())
    hessian = LinearOperator((n, n), lambda v, u=u: mg.hvp(energy, u, v).numpy(), dtype=float)
    u = u - cg(hessian, gradient, rtol=1e-10)[0]

figure, axes = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
axes[0].plot(u)
axes[0].set_title("where the chain hangs")
axes[1].semilogy(sizes, "o-")
axes[1].set(title="largest gradient", xlabel="step of Newton's method")
figure.savefig("newton.png")
