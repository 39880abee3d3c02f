"""Diagonals, triangles, blocks, grids, and arrays of values at equal distances, by plain np.*."""

from __future__ import annotations

import numpy as np
import pytest
from against_numpy import agrees

import minigrad as mg

RNG = np.random.default_rng(0)
A, C = RNG.normal(size=(3, 4)), RNG.normal(size=(2, 3, 4))
V, P = RNG.normal(size=5), RNG.uniform(1.0, 2.0, 3)
NUMBER, EMPTY = np.array(1.5), np.zeros((0, 3))
S = RNG.normal(size=(3, 3))

CALLS = [
    *[
        (lambda x, f=f, k=k: f(x, k), A)
        for f in (np.diagonal, np.diag, np.tril, np.triu, np.trace)
        for k in (0, 1, -1, -7)
    ],
    (lambda x: np.diag(x, -1), P),
    (lambda x: np.diagonal(x, 1, axis1=-1, axis2=0), C),
    (lambda x: np.diagflat(x, 1), A[:2, :2]),
    (lambda x: np.trace(x, axis1=1, axis2=2), C),
    (np.tril, P),
    (lambda x: np.triu(x, 1), C),
    (np.vander, P),
    (lambda x: np.vander(x, 5, increasing=True), P),
    (lambda x: np.vander(x, 0), P),
    (lambda x, y: np.hstack([x, y]), V, P),
    (lambda x: np.hstack([x, x]), A),
    (lambda x: np.hstack([x, x]), NUMBER),
    (lambda x, y: np.vstack([x, y]), A, A[0]),
    (lambda x, y: np.dstack([x, y]), A, 2 * A),
    (lambda x: np.dstack([x, x]), V),
    (lambda x, y: np.column_stack([x, y]), P, A),
    (lambda x, y: np.block([[x, y], [y, x]]), S, 2 * S),
    (lambda x, y: np.block([x, y]), V, P),
    (lambda x, y: np.meshgrid(x, y), V, P),
    (lambda x, y, z: np.meshgrid(x, y, z), V, P, V[:2]),
    (lambda x, y: np.meshgrid(x, y, indexing="ij", sparse=True), V, NUMBER),
    (lambda x, y: np.linspace(x, y, 5), NUMBER, P),
    (lambda x, y: np.linspace(x, y, 4, endpoint=False, axis=-1), P, 2 * P),
    (lambda x: np.linspace(0, x, 1), NUMBER),
    (lambda x: np.linspace(0, x, 3, retstep=True), NUMBER),
    (lambda x, y: np.geomspace(x, y, 5), P, 3 * P),
    (lambda x, y: np.geomspace(x, y, 4), -P, -3 * P),
    (lambda x, y: np.logspace(x, y, 4), NUMBER, P),
    (lambda x, y: np.logspace(0.0, x, 4, base=y), NUMBER, 2 * NUMBER),
]


@pytest.mark.parametrize(("f", "xs"), [(f, xs) for f, *xs in CALLS])
def test_values_and_gradients_are_numpys(f, xs):
    agrees(f, *xs)


def test_triangles_keep_their_dtype():
    for dtype in (bool, int, np.float32):
        assert np.tril(mg.tensor(np.ones((2, 2), dtype))).dtype == dtype
    assert np.tril(mg.tensor([[1.0, np.inf], [np.nan, 1.0]]), -1).tolist()[0] == [0.0, 0.0]


def test_blocks_are_of_one_depth():
    for blocks in ([[A], A], (A, A), []):
        with pytest.raises((ValueError, TypeError), match="block"):
            mg.block(blocks)


def test_a_fill_value_may_be_differentiated():
    v = mg.tensor(2.0, requires_grad=True)
    np.full_like(mg.tensor(A), v).sum().backward()
    assert v.grad.item() == 12.0
    assert mg.grad_of(mg.full((2, 3), v).sum(), v).item() == 6.0
    assert mg.grad_of(mg.linspace(v, 4.0, 3).sum(), v).item() == 1.5
    assert np.full_like(mg.tensor(A), 1).dtype == float


def test_float32_stays_float32_between_ends():
    x = mg.tensor(np.float32(1.0), requires_grad=True)
    for made in (np.linspace(x, 2.0, 3), np.geomspace(x, 2.0, 3), np.vander(x.reshape(1))):
        assert made.dtype == np.float32
    assert np.linspace(x, 3, 3, dtype=int).tolist() == [1, 2, 3]
