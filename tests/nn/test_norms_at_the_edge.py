"""Layers that normalise rows, at numbers whose squares leave the dtype."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn


@pytest.mark.parametrize("size", [1e200, -1e300, 1e-200, 3.0])
def test_rms_norm_of_equal_numbers_is_1(size):
    for layer in (nn.RMSNorm(2, eps=0.0), nn.RMSNorm(2)):
        if abs(size) > 1:
            y = layer(mg.tensor([[size, size]]))
            np.testing.assert_allclose(y.numpy(), [[np.sign(size)] * 2], rtol=1e-15)
    assert nn.RMSNorm(2, eps=0.0)(mg.tensor([[size, size]])).numpy()[0, 0] == np.sign(size)


@pytest.mark.parametrize("layer", [nn.RMSNorm(3, eps=0.0), nn.LayerNorm(3, eps=0.0)], ids=repr)
@pytest.mark.parametrize("power", [-200, 0, 200])
def test_the_scale_of_a_row_does_not_matter(layer, power):
    row = np.array([[1.0, -2.0, 5.0]])
    x, unit = (mg.tensor(row * 10.0**p, requires_grad=True) for p in (power, 0))
    y, expected = layer(x), layer(unit)
    np.testing.assert_allclose(y.numpy(), expected.numpy(), rtol=1e-14)
    weights = [[1.0, 10.0, 100.0]]
    (g,), (h,) = (mg.grad_of((z * weights).sum(), [t]) for z, t in ((y, x), (expected, unit)))
    np.testing.assert_allclose(g.numpy() * 10.0**power, h.numpy(), rtol=1e-12)


@pytest.mark.parametrize("layer", [nn.RMSNorm(3), nn.LayerNorm(3)], ids=repr)
def test_small_rows_are_what_eps_says(layer):
    row = np.array([[1e-200, -2e-200, 5e-200]])
    x = mg.tensor(row, requires_grad=True)
    eps = layer.eps if layer.eps is not None else np.finfo(float).eps
    centred = row - (row.mean() if isinstance(layer, nn.LayerNorm) else 0.0)
    np.testing.assert_allclose(layer(x).numpy(), centred / np.sqrt(eps), rtol=1e-12)
    assert np.isfinite(mg.grad_of(layer(x)[0, 0], x).numpy()).all()


@pytest.mark.parametrize("kind", [nn.RMSNorm, nn.LayerNorm])
def test_squares_may_leave_float16(kind):
    row = np.array([[300.0, -400.0, 800.0]])
    y = kind(3, dtype="float16")(mg.tensor(row, dtype="float16"))
    assert y.dtype == np.float16
    np.testing.assert_allclose(y.numpy(), kind(3)(mg.tensor(row)).numpy(), rtol=4e-3)
