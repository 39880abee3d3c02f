"""Complex numbers: the gradient is ∂L/∂u + i·∂L/∂v, down which a step descends."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad.testing import check_grads

Z = np.array([1 + 2j, -0.5 + 0.25j, 3j])


def by_differences(loss, z, h=1e-6):
    """∂L/∂u + i·∂L/∂v of each element."""
    result = np.zeros(z.shape, complex)
    for i in np.ndindex(z.shape):
        for unit in (1, 1j):
            step = np.zeros_like(z)
            step[i] = unit * h
            result[i] += unit * (loss(z + step).item() - loss(z - step).item()) / (2 * h)
    return result


LOSSES = {
    "square of the size": lambda z: (abs(z) ** 2).sum(),
    "size": lambda z: abs(z).sum(),
    "real part of a product": lambda z: (z * z * (2 - 1j)).real.sum(),
    "imaginary part": lambda z: mg.imag(mg.exp(z)).sum(),
    "angle": lambda z: mg.angle(z).sum(),
    "conjugate": lambda z: (mg.conj(z) * z * z).real.sum(),
    "sign": lambda z: mg.sign(z).imag.sum(),
    "variance": lambda z: mg.var(z),
    "standard deviation": lambda z: mg.std(z),
    "quotient": lambda z: (1 / z).imag.sum(),
    "power": lambda z: mg.real(z**3 + z ** (0.5 + 1j)).sum(),
    "parts put together": lambda z: (mg.sin(z.real) * z.imag).sum(),
    "a product of matrices": lambda z: mg.real(mg.reshape(z, (1, 3)) @ mg.reshape(z, (3, 1))).sum(),
    "elements": lambda z: mg.real(z[[0, 0, 2]] * z[1]).sum(),
    "an assignment": lambda z: mg.imag(mg.setitem(z * 1, 1, z[0] * z[2])).sum(),
    "float_power": lambda z: mg.real(np.float_power(z, 2)).sum(),
}


@pytest.mark.parametrize("name", LOSSES)
def test_gradient_by_real_and_imaginary_part(name):
    z = mg.tensor(Z, requires_grad=True)
    loss = LOSSES[name]
    loss(z).backward()
    assert z.grad.dtype == z.dtype
    expected = by_differences(lambda x: loss(mg.tensor(x)), Z)
    np.testing.assert_allclose(z.grad.numpy(), expected, rtol=1e-7, atol=1e-8)


def test_a_step_against_the_gradient_descends():
    z = mg.tensor(Z, requires_grad=True)
    target = np.array([0.5j, 1.0, -1.0])
    for _ in range(100):
        loss = (abs(z - target) ** 2).sum()
        z.zero_grad()
        loss.backward()
        z.data -= 0.1 * z.grad
    np.testing.assert_allclose(z.numpy(), target, atol=1e-8)


def test_a_real_input_has_a_real_gradient():
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    y = np.exp(1j * x)
    mg.real(y * y).sum().backward()
    assert x.grad.dtype == np.float64
    np.testing.assert_allclose(x.grad.numpy(), -2 * np.sin(2 * x.numpy()))


def test_single_precision_stays():
    z = mg.tensor(Z.astype(np.complex64), requires_grad=True)
    loss = (abs(z) * z.real).sum()
    assert loss.dtype == np.float32
    loss.backward()
    assert z.grad.dtype == np.complex64


def test_a_cotangent_and_hooks_have_the_convention_of_users():
    z = mg.tensor(Z, requires_grad=True)
    seen = []
    z.register_hook(lambda g: seen.append(g))
    y = z * (1 + 1j)
    cotangent = np.array([1.0, 1j, 2 - 1j])  # of the loss real(conj(cotangent) * y)
    y.backward(cotangent)
    expected = np.conj(1 + 1j) * cotangent
    np.testing.assert_allclose(z.grad.numpy(), expected)
    np.testing.assert_allclose(seen[0].numpy() if hasattr(seen[0], "numpy") else seen[0], expected)
    np.testing.assert_allclose(mg.grad_of(z * (1 + 1j), z, cotangent).numpy(), expected)


def test_gradients_of_gradients():
    def slope(z):
        return (mg.grad_of((abs(z) ** 4).sum(), z, create_graph=True) * (1 - 2j)).real.sum()

    z = mg.tensor(Z, requires_grad=True)
    slope(z).backward()

    def value(x):
        return slope(mg.tensor(x, requires_grad=True))

    np.testing.assert_allclose(z.grad.numpy(), by_differences(value, Z), rtol=1e-6, atol=1e-6)


def test_the_checker_takes_complex_arguments_and_results_by_their_parts():
    assert check_grads(lambda z: z * z, Z[:2]).orders == (1, 2)
    check_grads(lambda x: mg.exp(1j * x), np.array([0.5, 1.0]))
    wrong = mg.Op("double", lambda z: 2 * z, lambda g, y, z: g * 2j)
    with pytest.raises(AssertionError, match="double"):
        check_grads(wrong, Z[:1], order=1)


@pytest.mark.parametrize(
    "f", [mg.max, mg.min, lambda z: mg.maximum(z, 1j), lambda z: mg.clip(z, 0, 1)]
)
def test_what_needs_an_order_has_no_gradient(f):
    y = f(mg.tensor(Z, requires_grad=True)).real.sum()
    with pytest.raises(TypeError, match="no order"):
        y.backward()


def test_a_loss_is_real():
    z = mg.tensor(Z, requires_grad=True)
    with pytest.raises((RuntimeError, TypeError), match="real"):
        (z * z).sum().backward()


def test_assignment_of_complex_numbers():
    z = mg.tensor(np.zeros(3, complex))
    w = mg.tensor(Z, requires_grad=True)
    z[1] = w[0]
    z += w
    mg.real(z * (1 + 1j)).sum().backward()
    np.testing.assert_allclose(w.grad.numpy(), [2 - 2j, 1 - 1j, 1 - 1j])
