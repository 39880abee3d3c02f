"""Functions of plain np.* on Tensors beside themselves on arrays."""

from __future__ import annotations

import numpy as np

import minigrad as mg


def listed(result):
    return [*result] if isinstance(result, (list, tuple)) else [result]


def agrees(f, *xs, rtol=1e-13):
    """Values, dtypes, nests and gradients of ``f`` are NumPy's, and its derivative's."""
    expected = f(*xs)
    leaves = [mg.tensor(x, requires_grad=True) for x in xs]
    results = f(*leaves)
    assert isinstance(results, type(expected)) or not isinstance(expected, (list, tuple))
    rng = np.random.default_rng(0)
    outputs = []
    for ours, theirs in zip(listed(results), listed(expected), strict=True):
        assert isinstance(ours, mg.Tensor)
        assert ours.dtype == theirs.dtype
        np.testing.assert_allclose(ours.numpy(), theirs, rtol=rtol, atol=rtol)
        if ours.size and ours.requires_grad:
            outputs.append((ours, rng.normal(size=ours.shape)))
    if not outputs:
        return
    weights = [w for _, w in outputs]
    gradients = mg.grad_of([y for y, _ in outputs], leaves, weights)
    steps = [rng.normal(size=x.shape) for x in xs]

    def loss(h):
        ys = listed(f(*[x + h * step for x, step in zip(xs, steps, strict=True)]))
        ys = [y for y, ours in zip(ys, listed(results), strict=True) if ours.size]
        return sum(np.nansum(y * w) for y, w in zip(ys, weights, strict=True))

    ours = sum(np.sum(g.numpy() * step) for g, step in zip(gradients, steps, strict=True))
    h = 1e-6
    theirs = (loss(h) - loss(-h)) / (2 * h)
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-6)
