"""Variance and standard deviation with degrees of freedom taken off."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad.testing import check_grads


@pytest.mark.parametrize("f", [mg.var, mg.std])
@pytest.mark.parametrize("axis", [None, 0, 1])
@pytest.mark.parametrize("ddof", [0, 1, 0.5])
def test_gradients_know_of_ddof(f, axis, ddof):
    x = np.random.default_rng(0).normal(size=(3, 4))
    check_grads(lambda x: f(x, axis=axis, ddof=ddof), x)
    np.testing.assert_allclose(
        f(x, axis=axis, ddof=ddof), getattr(np, f.name)(x, axis=axis, ddof=ddof)
    )
