"""Gradients as values: grad, value_and_grad, grad_of."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pytest

import minigrad as mg


def test_of_numbers_arrays_and_tensors():
    f = lambda x: (x * x).sum()  # noqa: E731 - a formula
    for x in (3.0, np.array([1.0, 2.0]), mg.tensor([1.0, 2.0])):
        np.testing.assert_array_equal(mg.grad(f)(x).numpy(), 2 * np.asarray(x))
    assert mg.grad(f)(np.float32(3)).dtype == np.float32


def test_of_nests():
    class Pair(NamedTuple):
        a: float
        b: float

    p = {"w": np.array([1.0, 2.0]), "more": [3.0, (4.0,)], "pair": Pair(5.0, 6.0)}

    def f(p):
        return (p["w"] ** 2).sum() * p["more"][0] + p["more"][1][0] + p["pair"].a * p["pair"].b

    g = mg.grad(f)(p)
    np.testing.assert_array_equal(g["w"].numpy(), [6.0, 12.0])
    assert g["more"][0].item() == 5.0
    assert g["more"][1][0].item() == 1.0
    assert isinstance(g["pair"], Pair)
    assert (g["pair"].a.item(), g["pair"].b.item()) == (6.0, 5.0)


def test_by_several_arguments():
    f = lambda x, y: x * y  # noqa: E731 - a formula
    gx, gy = mg.grad(f, argnums=(0, 1))(2.0, 3.0)
    assert (gx.item(), gy.item()) == (3.0, 2.0)
    assert mg.grad(f, argnums=-1)(2.0, 3.0).item() == 2.0
    with pytest.raises(TypeError, match="argnums=2"):
        mg.grad(f, argnums=2)(2.0, 3.0)


def test_value_and_grad():
    value, g = mg.value_and_grad(lambda x: x**3)(2.0)
    assert (value.item(), g.item()) == (8.0, 12.0)
    assert not value.requires_grad
    assert not g.requires_grad


def test_nesting_to_any_order():
    f = lambda x: x**4  # noqa: E731 - a formula
    for expected in (32.0, 48.0, 48.0, 24.0):
        f = mg.grad(f)
        assert f(2.0).item() == expected


def test_what_a_function_closes_over_keeps_its_gradient():
    w = mg.tensor(2.0, requires_grad=True)
    g = mg.grad(lambda x: w * x * x)(3.0)
    g.backward()
    assert w.grad.item() == 6.0
    with mg.no_grad():
        assert not mg.grad(lambda x: w * x * x)(3.0).requires_grad
    inner = mg.grad(lambda w: mg.grad(lambda x: w * x * x)(3.0))
    assert inner(2.0).item() == 6.0


def test_the_arguments_are_left_alone():
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    mg.grad(lambda x: (x * x).sum())(x)
    assert x.grad is None


def test_a_constant_function_has_gradient_zero():
    for constant in (mg.tensor(5.0), 5.0, 5, True, np.float32(5), np.array([5.0])):
        value, gradient = mg.value_and_grad(lambda x, constant=constant: constant)(np.ones(2))
        assert isinstance(value, mg.Tensor)
        assert value.item() == constant
        assert gradient.tolist() == [0.0, 0.0]
    assert mg.grad(lambda x: x if x > 1 else 1.0)(0.5).item() == 0.0
    assert mg.grad(lambda x: x if x > 1 else 1.0)(1.5).item() == 1.0
    assert mg.grad(lambda x: x.item() ** 2)(3.0).item() == 0.0  # the value, taken on purpose


def test_a_gradient_that_is_lost_through_numbers_is_told():
    for f in (math.sin, float, lambda x: x * math.exp(x)):
        with pytest.raises(TypeError, match=r"t\.item\(\)"):
            mg.grad(f)(1.0)


@pytest.mark.parametrize("transform", [mg.grad, mg.jacobian, mg.hessian, mg.vjp])
def test_a_function_returns_numbers(transform):
    def call(f):
        return mg.vjp(f, 1.0) if transform is mg.vjp else transform(f)(1.0)

    with pytest.raises(TypeError, match=r"returned None; did it forget its return\?"):
        call(lambda x: None)
    with pytest.raises(TypeError, match="returned str; it is to return Tensors or numbers"):
        call(lambda x: "x")


def test_the_gradient_of_several_numbers_names_what_takes_them():
    for f in (lambda x: (x, x), lambda x: {"x": x}):
        with pytest.raises(TypeError, match=r"needs one number from it, not .*mg\.vjp"):
            mg.grad(f)(1.0)


def test_none_in_a_nest_holds_nothing():
    p = {"w": 3.0, "bias": None, "more": [None, 2.0]}
    g = mg.grad(lambda p: p["w"] ** 2 * p["more"][1])(p)
    assert (g["w"].item(), g["bias"], g["more"][0], g["more"][1].item()) == (12.0, None, None, 9.0)
    h = mg.hessian(lambda p: p["w"] ** 2 * p["more"][1])(p)
    assert h["w"]["w"].item() == 4.0
    assert h["w"]["more"] == [None, mg.tensor(6.0)]
    assert h["bias"] is None


def test_grad_of_a_nest_of_outputs():
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    ys = {"square": x * x, "sum": x.sum()}
    g = mg.grad_of(ys, x, {"square": [1.0, 10.0], "sum": 100.0})
    assert g.tolist() == [102.0, 140.0]
    with pytest.raises(TypeError, match="several outputs need their cotangents"):
        mg.grad_of(ys, x)
    with pytest.raises(ValueError, match=r"cotangent at \['square'\] has shape \(\), not \(2,\)"):
        mg.grad_of(ys, x, {"square": 1.0, "sum": 100.0})


def test_one_number_is_needed():
    with pytest.raises(TypeError, match=r"shape \(2,\)"):
        mg.grad(lambda x: x * x)(np.ones(2))
    with pytest.raises(TypeError, match="int64"):
        mg.grad(lambda x: x * x)(3)


def test_grad_of_takes_interior_tensors_and_cotangents():
    x = mg.tensor([1.0, 2.0], requires_grad=True)
    h = x * x
    y = h * 3.0
    gh, gx = mg.grad_of(y, [h, x], [1.0, 10.0])
    assert gh.tolist() == [3.0, 30.0]
    assert gx.tolist() == [6.0, 120.0]
    assert mg.grad_of(y, y, [1.0, 2.0]).tolist() == [1.0, 2.0]
    assert x.grad is None
    other = mg.tensor(1.0, requires_grad=True)
    assert mg.grad_of(y.sum(), other).item() == 0.0
    with pytest.raises(TypeError, match="requires a gradient"):
        mg.grad_of(y.sum(), mg.tensor(1.0))


def test_gradients_given_out_share_no_memory():
    a, b = (mg.tensor([1.0, 2.0], requires_grad=True) for _ in range(2))
    ga, gb = mg.grad_of(a + b, [a, b], np.ones(2))
    assert not np.shares_memory(ga.numpy(), gb.numpy())


def test_a_leaf_that_is_listed_twice_is_counted_once():
    a = mg.tensor(1.0, requires_grad=True)
    y = a * 2
    a.data = 5.0
    y = y + a * 3
    assert [float(g) for g in mg.grad_of(y, [a, a])] == [5.0, 5.0]


class TestSeveralArgumentsAndWhatComesBeside:
    @staticmethod
    def f(x, y, *, scale=1.0):
        product = x * y * scale
        return product.sum(), {"product": product, "told": "seen"}

    def test_a_pair_of_value_and_something_else(self):
        x, y = np.array([1.0, 2.0]), np.array([3.0, 4.0])
        g, aux = mg.grad(self.f, has_aux=True)(x, y, scale=2.0)
        assert g.tolist() == [6.0, 8.0]
        assert aux["product"].tolist() == [6.0, 16.0]
        assert not aux["product"].requires_grad
        assert aux["told"] == "seen"
        (value, aux), (gx, gy) = mg.value_and_grad(self.f, (0, -1), has_aux=True)(x, y)
        assert (value.item(), gx.tolist(), gy.tolist()) == (11.0, [3.0, 4.0], [1.0, 2.0])
        assert isinstance(mg.grad(self.f, (0,), has_aux=True)(x, y)[0], tuple)
        h, aux = mg.hessian(self.f, argnums=(0, 1), has_aux=True)(x, y)
        assert h[0][1].tolist() == h[1][0].tolist() == [[1.0, 0.0], [0.0, 1.0]]
        assert h[0][0].tolist() == [[0.0, 0.0], [0.0, 0.0]]
        j, aux = mg.jacobian(lambda x: (x * x, x), has_aux=True)(x)
        assert (j.tolist(), aux.tolist()) == ([[2.0, 0.0], [0.0, 4.0]], [1.0, 2.0])
        y, pullback, aux = mg.vjp(self.f, x, y, has_aux=True)
        assert (y.item(), pullback(1.0)[1].tolist(), aux["told"]) == (11.0, [1.0, 2.0], "seen")
        y, tangent, aux = mg.jvp(self.f, (x, x), (x, 0 * x), has_aux=True)
        assert (tangent.item(), aux["told"]) == (5.0, "seen")
        y, push, aux = mg.linearize(self.f, x, x, has_aux=True)
        assert (push(x, x).item(), push(0 * x, x).item(), aux["told"]) == (10.0, 5.0, "seen")

    def test_what_comes_beside_keeps_the_gradient_of_what_is_outside(self):
        w = mg.tensor(2.0, requires_grad=True)
        _, aux = mg.grad(lambda x: (x * x, w * x), has_aux=True)(3.0)
        assert mg.grad_of(aux, w).item() == 3.0

    def test_jacobians_by_several_arguments(self):
        f = lambda x, s, y: {"a": x * s, "b": y.sum()}  # noqa: E731 - a formula
        j = mg.jacobian(f, argnums=[0, 2])(np.ones(2), 3.0, np.ones(3))
        assert [part.shape for part in j["a"]] == [(2, 2), (2, 3)]
        assert [part.shape for part in j["b"]] == [(2,), (3,)]
        assert j["a"][0].tolist() == [[3.0, 0.0], [0.0, 3.0]]
        assert j["b"][1].tolist() == [1.0, 1.0, 1.0]

    @pytest.mark.parametrize("transform", [mg.grad, mg.value_and_grad, mg.jacobian, mg.hessian])
    def test_errors_say_what_is_wrong(self, transform):
        f = lambda x, y: x * y  # noqa: E731 - a formula
        for argnums in ("x", True, 0.0, (0, None)):
            with pytest.raises(TypeError, match="argnums is the number of a positional argument"):
                transform(f, argnums)
        with pytest.raises(TypeError, match="argnums=2 does not fit a call with 2 positional"):
            transform(f, 2)(1.0, 2.0)
        with pytest.raises(TypeError, match="argnums=0 does not fit a call with 0 positional"):
            transform(f)(x=1.0, y=2.0)
        with pytest.raises(TypeError, match=r"argnums=\(0, -2\) names an argument twice"):
            transform(f, (0, -2))(1.0, 2.0)
        with pytest.raises(TypeError, match=r"has_aux=True .* not Tensor"):
            transform(f, has_aux=True)(1.0, 2.0)
        with pytest.raises(TypeError, match=r"has_aux=True .* not a tuple of 3"):
            transform(lambda x: (x, x, x), has_aux=True)(1.0)

    def test_a_pair_without_has_aux_is_told_of_it(self):
        with pytest.raises(TypeError, match="has_aux=True those that return a pair"):
            mg.grad(lambda x: (x, 1))(1.0)
        with pytest.raises(TypeError, match="needs one real number from it"):
            mg.grad(lambda x: x * 1j)(1.0)
