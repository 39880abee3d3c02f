"""Jacobians: products from either side, and whole."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import numpy as np
import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st

import minigrad as mg
from minigrad.transforms import jacobians

A = np.random.default_rng(0).normal(size=(3, 2))


def f(x):
    return mg.tanh(x @ A) * x[..., :2].sum() + 1.0


X = np.array([0.3, -0.5, 0.8])


def numerical(f, x, h=1e-5):
    columns = []
    for j in range(x.size):
        e = np.zeros(x.size)
        e[j] = h
        columns.append((f(x + e) - f(x - e)) / (2 * h))
    return np.stack(columns, axis=-1)


EXPECTED = numerical(lambda x: f(mg.tensor(x)).numpy(), X)


def test_the_whole_jacobian():
    j = mg.jacobian(f)(X)
    assert j.shape == (2, 3)
    np.testing.assert_allclose(j.numpy(), EXPECTED, atol=1e-9)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=examples(20), deadline=None)
def test_products_from_either_side_are_those_of_the_whole(seed):
    rng = np.random.default_rng(seed)
    u, v = rng.normal(size=2), rng.normal(size=3)
    j = mg.jacobian(f)(X).numpy()
    y, pullback = mg.vjp(f, X)
    np.testing.assert_array_equal(y.numpy(), f(mg.tensor(X)).numpy())
    np.testing.assert_allclose(pullback(u)[0].numpy(), u @ j, atol=1e-14)
    np.testing.assert_allclose(pullback(2 * u)[0].numpy(), 2 * u @ j, atol=1e-14)
    value, tangent = mg.jvp(f, X, v)
    np.testing.assert_array_equal(value.numpy(), y.numpy())
    np.testing.assert_allclose(tangent.numpy(), j @ v, atol=1e-14)


def test_of_several_arguments_and_nests():
    g = lambda p, b: p["w"] * p["more"][0] + b  # noqa: E731 - a formula
    p = {"w": np.array([1.0, 2.0]), "more": [3.0]}
    _, pullback = mg.vjp(g, p, 1.0)
    dp, db = pullback([1.0, 10.0])
    assert dp["w"].tolist() == [3.0, 30.0]
    assert dp["more"][0].item() == 21.0
    assert db.item() == 11.0
    _, tangent = mg.jvp(g, (p, 1.0), ({"w": np.ones(2), "more": [1.0]}, 5.0))
    assert tangent.tolist() == [3 + 1 + 5, 3 + 2 + 5]
    j = mg.jacobian(g)(p, 1.0)
    assert j["w"].tolist() == [[3.0, 0.0], [0.0, 3.0]]
    assert j["more"][0].tolist() == [1.0, 2.0]
    assert mg.jacobian(g, argnums=1)(p, 1.0).tolist() == [1.0, 1.0]


def test_second_derivatives():
    def rosenbrock(x):
        return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2

    x, v = np.array([0.5, -1.0]), np.array([2.0, 3.0])
    expected = np.array([[2 - 400 * (x[1] - 3 * x[0] ** 2), -400 * x[0]], [-400 * x[0], 200.0]])
    np.testing.assert_allclose(mg.hessian(rosenbrock)(x).numpy(), expected)
    np.testing.assert_allclose(mg.hvp(rosenbrock, x, v).numpy(), expected @ v)


def test_they_can_be_differentiated_in_turn():
    assert mg.grad(lambda x: mg.jacobian(lambda x: x**3)(x).sum())(2.0).item() == 12.0
    assert mg.grad(lambda x: mg.jvp(lambda x: x**3, x, 1.0)[1])(2.0).item() == 12.0
    assert mg.grad(lambda x: mg.vjp(lambda x: x**3, x)[1](1.0)[0])(2.0).item() == 12.0
    w = mg.tensor(2.0, requires_grad=True)
    mg.hessian(lambda x: w * x**3)(1.0).backward()
    assert w.grad.item() == 6.0


def test_of_constants_they_are_zero():
    assert mg.jacobian(lambda x: mg.tensor([1.0, 1.0]))(X).tolist() == np.zeros((2, 3)).tolist()
    assert mg.jvp(lambda x: mg.tensor([1.0, 1.0]), X, X)[1].tolist() == [0.0, 0.0]
    assert mg.vjp(lambda x: mg.tensor([1.0, 1.0]), X)[1]([1.0, 1.0])[0].tolist() == [0.0] * 3
    assert mg.jacobian(lambda x: x[:0])(X).shape == (0, 3)
    assert mg.hessian(lambda x: x.sum())(X).tolist() == np.zeros((3, 3)).tolist()


def test_the_results_belong_to_no_graph_without_need():
    assert not mg.jacobian(f)(X).requires_grad
    assert not any(t.requires_grad for t in mg.jvp(f, X, X))
    assert not mg.vjp(f, X)[0].requires_grad
    assert not mg.hvp(lambda x: (x**3).sum(), X, X).requires_grad


def test_wrong_arguments_are_refused():
    with pytest.raises(TypeError, match="argnums=1"):
        mg.jacobian(f, argnums=1)(X)
    with pytest.raises(ValueError, match="other shapes"):
        mg.jvp(f, X, np.ones(2))
    with pytest.raises(ValueError, match="must be equal"):
        mg.vjp(f, X)[1](np.ones(3))


@pytest.mark.parametrize("v", [1.0, [[1.0], [10.0]], [1.0]])
def test_a_direction_of_another_shape_is_refused(v):
    with pytest.raises(ValueError, match="hvp: the directions have other shapes"):
        mg.hvp(lambda x: (x**3).sum(), np.array([1.0, 2.0]), np.array(v))


class TestDirectionsAndCotangentsAreArgumentsToo:
    X, V = np.array([1.0, 2.0]), np.array([1.0, 3.0])

    def test_gradients_flow_to_them(self):
        def along(v):
            return mg.jvp(lambda x: x**3, self.X, v)[1]

        def back(c):
            return mg.vjp(lambda x: x**3, self.X)[1](c)[0]

        for product in (along, back):
            result = mg.grad(lambda v, product=product: (product(v) * [1.0, 10.0]).sum())(self.V)
            assert (result.tolist(), result.requires_grad) == ([3.0, 120.0], False)
            np.testing.assert_array_equal(mg.jacobian(product)(self.V).numpy(), [[3, 0], [0, 12]])
            assert product(mg.tensor(self.V, requires_grad=True)).requires_grad
            assert not product(self.V).requires_grad
            with mg.no_grad():
                assert not product(mg.tensor(self.V, requires_grad=True)).requires_grad

    def test_the_outermost_result_belongs_to_no_graph(self):
        def f(x):
            return (x**3).sum()

        def inner(v):
            return mg.grad(lambda x: (x**3 * v).sum())(self.X)

        for result in (
            mg.grad(lambda v: mg.hvp(f, self.X, v).sum())(self.V),
            mg.grad(lambda v: inner(v).sum())(self.V),
            mg.jacobian(inner)(self.V),
            mg.jacobian(lambda v: mg.hvp(f, self.X, v))(self.V),
            mg.grad(lambda v: mg.jvp(f, self.X, v)[1])(self.V),
        ):
            assert not result.requires_grad

    def test_what_a_held_tensor_was_computed_from_may_be_gone(self):
        held = mg.tensor([2.0, 5.0], requires_grad=True) * 1.0
        g = mg.grad(lambda x: (x**2 * held).sum())(self.X)
        assert mg.grad_of(g.sum(), held).tolist() == [2.0, 4.0]


def test_argnums_are_numbers_of_any_integer_type():
    def product(a, b):
        return (a * b).sum()

    assert mg.grad(product, np.int64(1))(X, X).tolist() == X.tolist()
    assert mg.jacobian(product, np.int64(1))(X, X).tolist() == X.tolist()
    with pytest.raises(TypeError, match=r"jacobian: argnums is the number of a positional arg"):
        mg.jacobian(product, "a")


class Pair(NamedTuple):
    left: object
    right: object


class TestNestsOfResultsAndArguments:
    P: ClassVar = {"u": np.array([1.0, 3.0]), "v": [np.array([2.0, 5.0]), 2.0]}

    @staticmethod
    def f(p):
        u, (v, s) = p["u"], p["v"]
        return Pair({"product": u * v, "scaled": s * u.sum()}, (v * v * s,))

    def test_a_jacobian_has_the_nest_of_the_result_with_that_of_the_argument_in_it(self):
        j = mg.jacobian(self.f)(self.P)
        assert isinstance(j, Pair)
        assert j.left["product"]["u"].tolist() == [[2.0, 0.0], [0.0, 5.0]]
        assert j.left["product"]["v"][0].tolist() == [[1.0, 0.0], [0.0, 3.0]]
        assert j.left["product"]["v"][1].tolist() == [0.0, 0.0]
        assert j.left["scaled"]["u"].tolist() == [2.0, 2.0]
        assert j.left["scaled"]["v"][1].item() == 4.0
        assert j.right[0]["v"][0].tolist() == [[8.0, 0.0], [0.0, 20.0]]
        assert j.right[0]["v"][1].tolist() == [4.0, 25.0]

    def test_a_hessian_has_the_argument_s_nest_twice(self):
        h = mg.hessian(lambda p: (p["u"] ** 2 * p["v"]).sum())(
            {"u": np.array([1.0, 3.0]), "v": np.array([2.0, 5.0])}
        )
        assert h["u"]["u"].tolist() == [[4.0, 0.0], [0.0, 10.0]]
        assert h["u"]["v"].tolist() == h["v"]["u"].tolist() == [[2.0, 0.0], [0.0, 6.0]]
        assert h["v"]["v"].tolist() == [[0.0, 0.0], [0.0, 0.0]]
        h = mg.hessian(lambda ab: ab[0] * ab[1] ** 2)((2.0, 3.0))
        assert [[float(x.item()) for x in row] for row in h] == [[0.0, 6.0], [6.0, 4.0]]

    def test_products_from_either_side_are_those_of_the_whole(self):
        v = {"u": np.array([1.0, -1.0]), "v": [np.array([0.5, 2.0]), 3.0]}
        values, tangents = mg.jvp(self.f, self.P, v)
        y, pullback = mg.vjp(self.f, self.P)
        for part in (values, tangents, y):
            assert isinstance(part, Pair)
        assert values.left["product"].tolist() == y.left["product"].tolist() == [2.0, 15.0]
        assert tangents.left["product"].tolist() == [2.5, 1.0]
        assert tangents.left["scaled"].item() == 12.0
        assert tangents.right[0].tolist() == [4 * 0.5 * 2 + 12, 4 * 5 * 2 + 75]
        cotangent = Pair({"product": [1.0, 2.0], "scaled": 3.0}, (np.array([4.0, 5.0]),))
        (back,) = pullback(cotangent)
        assert back["u"].tolist() == [2 + 6, 10 + 6]
        assert back["v"][0].tolist() == [1 + 32, 6 + 100]
        assert back["v"][1].item() == 12 + 16 + 125
        inner = sum(
            (np.asarray(c) * t.numpy()).sum()
            for c, t in (
                ([1.0, 2.0], tangents.left["product"]),
                (3.0, tangents.left["scaled"]),
                ([4.0, 5.0], tangents.right[0]),
            )
        )
        outer = (back["u"].numpy() * v["u"]).sum() + (back["v"][0].numpy() * v["v"][0]).sum()
        assert inner == outer + back["v"][1].item() * 3.0

    def test_two_results_of_one_argument(self):
        (y, twice), (dy, dtwice) = mg.jvp(lambda x: (x, 2 * x), (3.0,), (1.0,))
        assert [t.item() for t in (y, twice, dy, dtwice)] == [3.0, 6.0, 1.0, 2.0]

    def test_each_part_keeps_its_shape_and_dtype(self):
        def mixed(x):
            return {"half": x.astype("float32") * 2, "whole": x[:1], "none": x[:0], "constant": 3.0}

        x = np.array([1.0, 2.0])
        _, tangent = mg.jvp(mixed, x, x)
        assert {k: (t.dtype.name, t.shape) for k, t in tangent.items()} == {
            "half": ("float32", (2,)),
            "whole": ("float64", (1,)),
            "none": ("float64", (0,)),
            "constant": ("float64", ()),
        }
        j = mg.jacobian(mixed)(x)
        assert {k: t.shape for k, t in j.items()} == {
            "half": (2, 2),
            "whole": (1, 2),
            "none": (0, 2),
            "constant": (2,),
        }
        assert j["constant"].tolist() == [0.0, 0.0]

    def test_hvp_of_a_nest(self):
        x, v = {"a": 2.0, "b": [np.array([1.0, 3.0])]}, {"a": 1.0, "b": [np.array([1.0, 0.0])]}
        product = mg.hvp(lambda p: p["a"] ** 2 * (p["b"][0] ** 2).sum(), x, v)
        assert product["a"].item() == 2 * 10 + 2 * 2 * 2 * 1
        assert product["b"][0].tolist() == [2 * 2 * 2 * 1 + 2 * 4, 2 * 2 * 2 * 3]

    def test_they_can_be_differentiated_in_turn(self):
        def sizes(x):
            j = mg.jacobian(lambda x: (x**3, x * x))(x)
            return j[0].sum() + j[1].sum()

        assert mg.grad(sizes)(2.0).item() == 12.0 + 2.0
        along = mg.grad(lambda v: sum(mg.jvp(lambda x: (x**3, x * x), 2.0, v)[1]))
        assert along(1.0).item() == 12.0 + 4.0
        back = mg.grad(lambda c: mg.vjp(lambda x: (x**3, x * x), 2.0)[1]((c, c * c))[0])
        assert back(3.0).item() == 12.0 + 4.0 * 6.0

    @pytest.mark.parametrize(
        ("v", "said"),
        [
            ({"u": np.ones(2)}, r"jvp: .* a dict of 'u' stands at \[0\] where a dict of 'u', 'v'"),
            (
                {"u": np.ones(2), "v": [1.0]},
                r"a list of 1 stands at \[0\]\['v'\] where a list of 2",
            ),
            ({"u": np.ones(2), "v": 1.0}, r"one float stands at \[0\]\['v'\]"),
            (
                {"u": 1.0, "v": [np.ones(2), 1.0]},
                r"other shapes .* at \[0\]\['u'\]: \(\), not \(2,\)",
            ),
        ],
    )
    def test_a_direction_that_does_not_fit_is_named(self, v, said):
        with pytest.raises(ValueError, match=said):
            mg.jvp(self.f, self.P, v)

    def test_a_cotangent_that_does_not_fit_is_named(self):
        _, pullback = mg.vjp(lambda x: {"a": x, "b": (x, x[0])}, X)
        with pytest.raises(
            ValueError, match=r"vjp: .* a tuple of 1 stands at \['b'\] where a tuple"
        ):
            pullback({"a": X, "b": (X,)})
        with pytest.raises(
            ValueError, match=r"vjp: the cotangent at \['b'\]\[1\] has shape \(3,\)"
        ):
            pullback({"a": X, "b": (X, X)})


class TestManyElementsInOneSweep:
    W = np.random.default_rng(0).normal(size=(3, 40))

    def f(self, x):
        return mg.sin(x["u"] @ self.W[:2]) * x["v"], mg.exp(x["v"] * x["u"])

    def test_forward_and_backward_are_the_same(self, monkeypatch):
        x = {"u": np.array([0.3, 0.5]), "v": 2.0}
        found = []
        for forward, elements in ((1, 2**22), (100, 2**22), (100, 200), (1, 0)):
            monkeypatch.setattr(jacobians, "_FORWARD", forward)
            monkeypatch.setattr(jacobians, "_ELEMENTS", elements)
            j = mg.jacobian(self.f)(x)
            assert [part["v"].shape for part in j] == [(40,), (2,)]
            found.append([part[name].numpy() for part in j for name in x])
        for other in found[1:]:
            for a, b in zip(found[0], other, strict=True):
                np.testing.assert_allclose(a, b, rtol=1e-13, atol=1e-15)

    def test_rules_of_users_see_one_cotangent_at_a_time(self):
        shapes = []
        op = mg.Op("own", np.sin, lambda g, y, x: shapes.append(type(g)) or g * np.cos(x))
        j = mg.jacobian(op)(np.ones(3))
        np.testing.assert_allclose(j.numpy(), np.cos(1.0) * np.eye(3))
        assert set(shapes) == {np.ndarray}

    def test_linearize_records_once(self):
        calls = []
        x, v = np.array([0.3, 0.5]), np.array([1.0, -1.0])
        g = lambda x: calls.append(1) or mg.sin(x) * x[0]  # noqa: E731 - a formula
        y, push = mg.linearize(g, x)
        for direction in (v, 2 * v):
            np.testing.assert_allclose(push(direction).numpy(), mg.jvp(g, x, direction)[1].numpy())
        assert len(calls) == 3
        assert y.tolist() == g(mg.asarray(x)).tolist()
        with pytest.raises(ValueError, match="linearize: the directions"):
            push(np.ones(3))


class TestComplexNumbers:
    Z, V = np.array([1 + 2j, 0.5 - 1j]), np.array([1j, 2 - 1j])

    def central(self, f, x, v):
        return (np.asarray(f(x + 1e-6 * v)) - np.asarray(f(x - 1e-6 * v))) / 2e-6

    def test_of_a_holomorphic_function_it_is_its_derivative(self):
        f = lambda z: np.exp(z) * z[::-1]  # noqa: E731 - a formula
        columns = [self.central(f, self.Z, e) for e in np.eye(2)]
        np.testing.assert_allclose(mg.jacobian(f)(self.Z).numpy(), np.stack(columns, 1), rtol=1e-8)

    def test_of_real_arguments_too(self):
        f = lambda x: {"z": mg.exp(1j * x) * x.sum(), "x": x}  # noqa: E731 - a formula
        x = np.array([0.3, 0.7])
        j = mg.jacobian(f)(x)
        z = lambda x: np.exp(1j * x) * x.sum()  # noqa: E731 - a formula
        columns = [self.central(z, x, e) for e in np.eye(2)]
        np.testing.assert_allclose(j["z"].numpy(), np.stack(columns, 1), rtol=1e-8)
        np.testing.assert_array_equal(j["x"].numpy(), np.eye(2))

    def test_others_have_none(self):
        for f in (mg.conj, mg.absolute, lambda z: mg.real(z) * z):
            with pytest.raises(TypeError, match="not holomorphic"):
                mg.jacobian(f)(self.Z)

    def test_products(self):
        f = lambda z: mg.conj(z) * z[::-1] ** 2  # noqa: E731 - a formula
        along = mg.jvp(f, self.Z, self.V)[1].numpy()
        expected = self.central(lambda z: np.conj(z) * z[::-1] ** 2, self.Z, self.V)
        np.testing.assert_allclose(along, expected, rtol=1e-8)
        cotangent = np.array([1 - 1j, 2j])
        (back,) = mg.vjp(f, self.Z)[1](cotangent)
        real = lambda a, b: np.vdot(a, b).real  # noqa: E731 - a formula
        np.testing.assert_allclose(real(cotangent, along), real(back.numpy(), self.V), rtol=1e-12)
        q = lambda z: (mg.absolute(z) ** 2 * mg.real(z)).sum()  # noqa: E731 - a formula
        expected = self.central(lambda z: mg.grad(q)(z).numpy(), self.Z, self.V)
        np.testing.assert_allclose(mg.hvp(q, self.Z, self.V).numpy(), expected, rtol=1e-8)
        with pytest.raises(TypeError, match="a real argument has no complex direction"):
            mg.jvp(mg.sin, 1.0, 1j)
