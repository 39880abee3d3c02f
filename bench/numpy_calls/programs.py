"""Short programs of ordinary NumPy, each with a gradient."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

import minigrad
from bench.numpy_calls.calls import Call, above, given, positive, real, unit

RNG = np.random.default_rng(3)
ROWS = RNG.normal(size=(6, 3))
LABELS = np.array([0, 1, 1, 0, 1, 0])
SERIES = np.sin(np.arange(5.0)).reshape(5, 1)
IMAGES = RNG.random((2, 6, 6))


def rosenbrock(x: Any) -> Any:
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def logistic_regression(w: Any) -> Any:
    z = ROWS @ w
    return np.mean(np.log1p(np.exp(-z)) + (1 - LABELS) * z)


def logistic_regression_by_dot(w: Any) -> Any:
    p = 1 / (1 + np.exp(-np.dot(ROWS, w)))
    return -np.mean(LABELS * np.log(p) + (1 - LABELS) * np.log(1 - p))


def lstm_by_slices(W: Any) -> Any:
    h, c = np.zeros(2), np.zeros(2)
    for x in SERIES:
        z = np.concatenate([x, h, [1.0]]) @ W
        i, f, o = (1 / (1 + np.exp(-z[k : k + 2])) for k in (0, 2, 4))
        c = f * c + i * np.tanh(z[6:])
        h = o * np.tanh(c)
    return np.sum(h * h)


def lstm_by_split(W: Any) -> Any:
    h, c = np.zeros(2), np.zeros(2)
    for x in SERIES:
        i, f, o, g = np.split(np.hstack([x, h, [1.0]]) @ W, 4)
        c = c / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
        h = np.tanh(c) / (1 + np.exp(-o))
    return np.linalg.norm(h)


def runge_kutta_by_stack(y: Any) -> Any:
    def f(y: Any) -> Any:
        return np.stack([y[1], -np.sin(y[0])])

    for _ in range(4):
        k1 = f(y)
        k2 = f(y + 0.05 * k1)
        k3 = f(y + 0.05 * k2)
        k4 = f(y + 0.1 * k3)
        y = y + (k1 + 2 * k2 + 2 * k3 + k4) * 0.1 / 6
    return y[0] ** 2


def runge_kutta_by_array(np: ModuleType, y: Any) -> Any:
    def f(y: Any) -> Any:
        return np.array([y[1], -np.sin(y[0])])

    for _ in range(4):
        k1 = f(y)
        k2 = f(y + 0.05 * k1)
        y = y + 0.1 * k2
    return y[0] ** 2


def rows_filled(np: ModuleType, x: Any) -> Any:
    out = np.zeros((4, 3))
    out[0] = x
    for i in range(1, 4):
        out[i] = np.sin(out[i - 1]) * x
    return np.sum(out * out)


def mixture_by_hand(mean: Any, spread: Any) -> Any:
    x = ROWS[:, :1]
    scores = -0.5 * ((x - mean) / spread) ** 2 - np.log(spread)
    top = np.max(scores, axis=1, keepdims=True)
    return np.mean(np.log(np.sum(np.exp(scores - top), axis=1)) + top[:, 0])


def mixture_by_scipy(mean: Any, spread: Any) -> Any:
    from scipy.special import logsumexp  # an extra

    scores = -0.5 * ((ROWS[:, :1] - mean) / spread) ** 2 - np.log(spread)
    return np.mean(logsumexp(scores, axis=1))


def attention(q: Any, k: Any, v: Any) -> Any:
    scores = q @ k.T / np.sqrt(k.shape[1])
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    weights = weights / weights.sum(axis=1, keepdims=True)
    return np.sum((weights @ v) ** 2)


def attention_by_einsum(q: Any, k: Any, v: Any) -> Any:
    scores = np.einsum("hid,hjd->hij", q, k) / np.sqrt(q.shape[-1])
    weights = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
    return np.einsum("hij,hjd->", weights, v * v)


def lennard_jones(positions: Any) -> Any:
    i, j = np.triu_indices(len(positions), 1)
    r2 = np.sum((positions[i] - positions[j]) ** 2, axis=1)
    return np.sum(4 * (r2**-6 - r2**-3))


def principal_components_by_svd(x: Any) -> Any:
    centred = x - x.mean(axis=0)
    _, s, vt = np.linalg.svd(centred, full_matrices=False)
    return np.sum(np.abs(np.dot(centred, vt[:1].T))) + s[1] / s[0]


def principal_components_by_eigh(x: Any) -> Any:
    values, vectors = np.linalg.eigh(np.cov(x, rowvar=False))
    return values[-1] / np.sum(values) + np.abs(vectors[0, -1])


def gaussian_process(theta: Any) -> Any:
    x, y = np.linspace(0, 1, 5), np.cos(np.arange(5.0))
    distance = np.subtract.outer(x, x) ** 2
    K = theta[0] ** 2 * np.exp(-distance / (2 * theta[1] ** 2)) + theta[2] ** 2 * np.eye(5)
    L = np.linalg.cholesky(K)
    alpha = np.linalg.solve(L.T, np.linalg.solve(L, y))
    return 0.5 * y @ alpha + np.sum(np.log(np.diag(L)))


def kalman_filter(q: Any, r: Any) -> Any:
    F, H = np.array([[1.0, 0.1], [0.0, 1.0]]), np.array([[1.0, 0.0]])
    x, P, loss = np.zeros(2), np.eye(2), 0.0
    for z in SERIES:
        x, P = F @ x, F @ P @ F.T + q**2 * np.eye(2)
        S = H @ P @ H.T + r**2 * np.eye(1)
        error = z - H @ x
        K = P @ H.T @ np.linalg.inv(S)
        x, P = x + K @ error, (np.eye(2) - K @ H) @ P
        loss = loss + 0.5 * (error @ np.linalg.inv(S) @ error + np.linalg.slogdet(S)[1])
    return loss


def convolutional_network(kernels: Any, weights: Any) -> Any:
    windows = np.lib.stride_tricks.sliding_window_view(IMAGES, (3, 3), axis=(1, 2))
    hidden = np.maximum(np.einsum("nijkl,ckl->ncij", windows, kernels), 0)
    pooled = hidden.reshape(2, 2, 2, 2, 2, 2).max(axis=(3, 5)).reshape(2, -1)
    scores = np.dot(pooled, weights)
    return -np.mean(scores[np.arange(2), [0, 1]] - np.log(np.sum(np.exp(scores), axis=1)))


def fluid(velocity: Any) -> Any:
    def advect(field: Any, vx: Any, vy: Any) -> Any:
        rows, columns = field.shape
        cell_x, cell_y = np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij")
        x, y = cell_x - vx, cell_y - vy
        left, top = np.floor(x).astype(int), np.floor(y).astype(int)
        a, b = x - left, y - top
        upper = (1 - b) * field[left % rows, top % columns] + b * field[
            left % rows, (top + 1) % columns
        ]
        lower = (1 - b) * field[(left + 1) % rows, top % columns] + b * field[
            (left + 1) % rows, (top + 1) % columns
        ]
        return (1 - a) * upper + a * lower

    smoke = np.add.outer(np.arange(3.0), np.arange(3.0) ** 2)
    vx, vy = velocity
    vx = vx - 0.1 * (np.roll(vx, -1, axis=1) - np.roll(vx, 1, axis=0))
    return np.mean(advect(smoke, vx, vy) ** 2)


def finite_differences(u: Any) -> Any:
    flux = np.diff(u) ** 3
    padded = np.pad(flux, 1)
    return np.sum(np.diff(padded) ** 2) + np.sum(np.gradient(u) ** 2)


def convolution(kernel: Any) -> Any:
    signal = np.sin(np.arange(8.0))
    return np.sum(np.convolve(signal, kernel, mode="same") ** 3)


def fourier_filter(signal: Any, gains: Any) -> Any:
    filtered = np.fft.irfft(np.fft.rfft(signal) * gains, n=len(signal))
    return np.sum(filtered**3)


def thin_film(thickness: Any) -> Any:
    n = np.array([1.38 + 0.01j, 2.3, 1.5])
    k = 2 * np.pi * n / 0.55
    M = np.eye(2)
    for j in range(3):
        phase = k[j] * thickness[j]
        c, s = np.cos(phase), 1j * np.sin(phase)
        M = M @ np.stack([np.stack([c, s / n[j]]), np.stack([n[j] * s, c])])
    b, c = M @ np.array([1.0, 1.52])
    return np.abs((b - c) / (b + c)) ** 2


def word2vec(words: Any, contexts: Any) -> Any:
    pairs = np.array([[0, 1], [1, 2], [2, 0]])
    scores = np.sum(words[pairs[:, 0]] * contexts[pairs[:, 1]], axis=1)
    negatives = np.dot(words, contexts.T)
    return np.mean(np.logaddexp(0, -scores)) + np.mean(np.logaddexp(0, negatives))


def order_statistics(x: Any) -> Any:
    ordered = np.sort(x)
    trimmed = np.mean(ordered[1:-1])
    weights = np.linspace(-1, 1, len(x))
    return np.dot(weights, ordered) + trimmed**2 + np.median(x) * np.percentile(x, 80)


def cumulative(hazard: Any) -> Any:
    survival = np.exp(-np.cumsum(hazard))
    wealth = np.cumprod(1 + 0.1 * hazard)
    return -np.sum(np.log(hazard * survival)) + np.prod(wealth)


def interpolation(times: Any, rates: Any) -> Any:
    curve = np.interp(times, [0.0, 1.0, 2.0, 3.0], rates)
    return np.sum(np.exp(-curve * times)) + np.trapezoid(curve, dx=0.5)


def power_flow(v: Any, angles: Any) -> Any:
    Y = np.array([[3 - 9j, -1 + 4j, -2 + 5j], [0, 4 - 9j, -3 + 5j], [0, 0, 5 - 10j]])
    Y = Y + np.triu(Y, 1).T
    voltage = v * np.exp(1j * angles)
    power = voltage * np.conj(Y @ voltage)
    mismatch = np.concatenate([np.real(power) - 1, np.imag(power) - 0.5])
    return np.dot(mismatch, mismatch) + np.arctan2(np.imag(voltage), np.real(voltage))[0]


def by_minigrad(program: Any, *inputs: Any) -> Call:
    """A program that fills arrays of its own: with ``import minigrad as np`` on Tensors."""
    return Call(lambda *xs: program(minigrad, *xs), *inputs, reference=lambda *xs: program(np, *xs))


PROGRAMS = {
    "Rosenbrock": Call(rosenbrock, real(4)),
    "logistic regression by @": Call(logistic_regression, real(3)),
    "logistic regression by dot": Call(logistic_regression_by_dot, real(3)),
    "LSTM by slices": Call(lstm_by_slices, real(4, 8)),
    "LSTM by hstack and split": Call(lstm_by_split, real(4, 8)),
    "Runge-Kutta by stack": Call(runge_kutta_by_stack, real(2)),
    "Runge-Kutta by array": by_minigrad(runge_kutta_by_array, real(2)),
    "array filled row by row": by_minigrad(rows_filled, real(3)),
    "mixture by hand": Call(mixture_by_hand, real(2), positive(2)),
    "mixture by scipy's logsumexp": Call(mixture_by_scipy, real(2), positive(2)),
    "attention": Call(attention, real(3, 2), real(4, 2), real(4, 2)),
    "attention by einsum": Call(attention_by_einsum, real(2, 3, 2), real(2, 3, 2), real(2, 3, 2)),
    "Lennard-Jones": Call(lennard_jones, given([[0.0, 0.1], [1.1, 0.0], [0.2, 1.3], [1.2, 1.1]])),
    "PCA by svd": Call(principal_components_by_svd, real(5, 2)),
    "PCA by eigh": Call(principal_components_by_eigh, real(5, 3)),
    "Gaussian process": Call(gaussian_process, positive(3)),
    "Kalman filter": Call(kalman_filter, positive(), positive()),
    "convolutional network": Call(convolutional_network, real(2, 3, 3), real(8, 3)),
    "fluid simulation": Call(fluid, unit(2, 3, 3)),
    "finite differences": Call(finite_differences, real(6)),
    "1-d convolution": Call(convolution, real(3)),
    "FFT filter": Call(fourier_filter, real(6), positive(4)),
    "thin-film optics": Call(thin_film, positive(3)),
    "word2vec": Call(word2vec, real(3, 2), real(3, 2)),
    "order statistics": Call(order_statistics, real(6)),
    "cumulative": Call(cumulative, positive(4)),
    "interpolation": Call(interpolation, positive(3), real(4)),
    "power flow": Call(power_flow, above(3), real(3)),
}
