"""mg.vmap: what a loop over the examples gives."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad import nn
from minigrad.transforms import batch_rules

RNG = np.random.default_rng(0)
X = RNG.normal(size=(5, 3))
T = np.array([0, 2, 1, 1, 0])
W = RNG.normal(size=(3, 4))


def stacked(f, *columns):
    return np.stack([f(*row).numpy() for row in zip(*columns, strict=True)])


def close(a, b):
    np.testing.assert_allclose(a.numpy(), b, rtol=1e-12, atol=1e-14)


def loss(p, x, t):
    h = mg.tanh(x @ p["w"] + p["b"])
    return mg.logsumexp(h) - h[t] + (h * h).mean() + mg.softmax(h)[0]


P = {"w": W, "b": np.zeros(4)}


def test_gradients_of_every_example():
    per_example = mg.vmap(mg.grad(loss), in_axes=(None, 0, 0))(P, X, T)
    assert per_example["w"].shape == (5, 3, 4)
    for name in P:
        close(per_example[name], stacked(lambda x, t, n=name: mg.grad(loss)(P, x, t)[n], X, T))
    value, (_, by_x) = mg.vmap(mg.value_and_grad(loss, (0, 1)), in_axes=(None, 0, 0))(P, X, T)
    close(value, stacked(lambda x, t: mg.asarray(loss(P, x, t)), X, T))
    close(by_x, stacked(lambda x, t: mg.grad(loss, 1)(P, x, t), X, T))


def test_nothing_common_is_computed_example_by_example(monkeypatch):
    monkeypatch.setattr(batch_rules, "stacked", lambda *_: pytest.fail("one by one"))
    mg.vmap(mg.grad(loss), in_axes=(None, 0, 0))(P, X, T)
    mg.vmap(lambda x: mg.concatenate([x.T[::-1], x.reshape(-1)[:3]]).std(axis=0))(X)
    mg.vmap(lambda x, i: mg.setitem(x, i, 2.0)[i], in_axes=(0, 0))(X, T)


@pytest.mark.parametrize(
    "transform",
    [
        lambda f: mg.grad(lambda x: f(x).sum()),
        mg.jacobian,
        lambda f: mg.jacobian(lambda x: mg.concatenate([f(x)] * 5)),  # forward
        lambda f: mg.hessian(lambda x: f(x).sum()),
        lambda f: lambda x: mg.hvp(lambda x: f(x).sum(), x, np.array([1.0, 2.0, 3.0])),
        lambda f: lambda x: mg.jvp(f, x, x * x)[1],
        lambda f: lambda x: mg.vjp(f, x)[1](np.arange(4.0))[0],
        lambda f: lambda x: mg.linearize(f, x)[1](x),
        lambda f: mg.grad(lambda x: (mg.grad(lambda x: f(x).sum())(x) ** 2).sum()),
        lambda f: mg.vmap(lambda s: f(s * X[0])),
        lambda f: lambda x: mg.vmap(mg.grad(lambda s: f(s * x).sum()))(x),
        lambda f: lambda x: mg.vmap(mg.grad(lambda w: (w * f(x)).sum()))(np.ones(2)),
    ],
)
def test_composes_with_other_transformations(transform):
    f = transform(lambda x: mg.sin(mg.asarray(x) @ W) * mg.exp(x[0]))
    close(mg.vmap(f)(X), stacked(lambda x: f(mg.asarray(x)), X))


def test_gradients_of_what_is_outside():
    w = mg.tensor(W, requires_grad=True)
    f = lambda x: (mg.tanh(x @ w) ** 2).sum()  # noqa: E731 - a formula
    together = mg.grad_of(mg.vmap(f)(X).sum(), w)
    alone = mg.grad_of(sum(f(x) for x in X), w)
    close(together, alone.numpy())
    penalty = lambda f: (mg.vmap(mg.grad(f))(X) ** 2).sum()  # noqa: E731 - a formula
    close(
        mg.grad_of(penalty(f), w),
        mg.grad_of(sum((mg.grad(f)(x) ** 2).sum() for x in X), w).numpy(),
    )
    close(
        mg.grad(lambda x: penalty(lambda y: f(x * y)))(X[0]),
        mg.grad(lambda x: sum((mg.grad(lambda y: f(x * y))(row) ** 2).sum() for row in X))(
            X[0]
        ).numpy(),
    )


def test_pullbacks_of_many_cotangents():
    _, pullback = mg.vjp(lambda x: mg.sin(x @ W), X[0])
    (rows,) = mg.vmap(pullback)(np.eye(4))
    close(rows, mg.jacobian(lambda x: mg.sin(x @ W))(X[0]).numpy())


def test_axes_and_nests():
    f = lambda p, s: {"sum": p["a"] + p["b"][0] * s, "same": mg.asarray(s)}  # noqa: E731
    p = {"a": X.T, "b": [X[:, 0]]}
    out = mg.vmap(f, in_axes=({"a": 1, "b": 0}, None), out_axes={"sum": -1, "same": None})(p, 2.0)
    close(out["sum"], (X + 2 * X[:, :1]).T)
    assert out["same"].item() == 2.0
    close(mg.vmap(lambda x, *, y: x * y)(X, y=X), X * X)
    assert mg.vmap(lambda x: 1.0)(X).tolist() == [1.0] * 5
    assert mg.vmap(lambda x, mode: x if mode == "as it is" else None, in_axes=(0, None))(
        X, "as it is"
    ).shape == (5, 3)
    assert mg.vmap(lambda x: mg.exp(x) @ W)(np.zeros((0, 3))).shape == (0, 4)


def test_functions_of_numpy():
    close(mg.vmap(lambda x: np.maximum(np.sin(x), 0).sum())(X), np.maximum(np.sin(X), 0).sum(1))
    assert mg.vmap(lambda x: np.argsort(x))(X).tolist() == np.argsort(X).tolist()
    close(mg.vmap(lambda x: W.T @ x)(X), X @ W)


def test_indices_that_differ():
    close(mg.vmap(lambda x, i: x[i])(X, T), X[range(5), T])
    close(mg.vmap(lambda i: mg.asarray(W)[:, i])(T), W.T[T])
    i = np.stack([T, T[::-1]], 1)
    close(mg.vmap(lambda x, i: x[i])(X, i), np.take_along_axis(X, i, 1))


def test_assignment_changes_the_value_of_every_example():
    def f(x, v):
        y = x
        x[0] = v
        x += 1.0
        return y * 2

    expected = X.copy()
    expected[:, 0] = T
    close(mg.vmap(f)(X, T.astype(float)), 2 * (expected + 1))

    def lost(x):
        mg.zeros(3)[0] = x[0]

    with pytest.raises(TypeError, match="mg.zeros_like"):
        mg.vmap(lost)(X)
    with pytest.raises(ValueError, match="part of another one"):
        mg.vmap(lambda x: x[:2].__setitem__(0, 1.0))(X)


def test_what_needs_one_value_is_refused():
    for f in (
        lambda x: x if x[0] > 0 else -x,
        lambda x: float(x[0]),
        lambda x: range(x[0].astype(int)),
        lambda x: np.asarray(x),
        lambda x: x.item(),
        lambda x: x.sum().backward(),
        lambda x: mg.tensor(x),
    ):
        with pytest.raises(TypeError, match=r"inside (mg|minigrad)\.vmap"):
            mg.vmap(f)(X)
    with pytest.raises(ValueError, match="results of different shapes"):
        mg.vmap(lambda x: x[x > 0])(X)
    w = mg.tensor(1.0, requires_grad=True)
    with pytest.raises(TypeError, match=r"asked for by mg\.grad or mg\.vjp"):
        mg.vmap(lambda x: mg.grad_of((w * x).sum(), w))(X)


def test_a_value_that_was_kept_is_refused():
    kept = []
    mg.vmap(lambda x: kept.append(x) or x)(X)
    with pytest.raises(RuntimeError, match="was kept"):
        kept[0] + 1


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: mg.vmap(mg.sin, in_axes=(0, 0))(X), "does not fit a call with 1"),
        (lambda: mg.vmap(mg.add)(X, X[:2]), "numbers of examples differ: 5 in argument 0, 2 in"),
        (lambda: mg.vmap(mg.add)(X, 1.0), r"argument 1 has shape \(\), and no axis 0"),
        (lambda: mg.vmap(mg.sin, in_axes=None)(X), "no argument has examples"),
        (lambda: mg.vmap(mg.sin, in_axes=({"a": 0},))(X), "do not fit argument 0, one ndarray"),
        (lambda: mg.vmap(mg.sin, out_axes=None)(X), "out_axes is None for a result"),
        (lambda: mg.vmap(mg.sin, out_axes=2)(X), "out_axes=2 does not fit a result of 1 axes"),
    ],
)
def test_axes_that_do_not_fit_are_told(call, said):
    with pytest.raises(ValueError, match=said):
        call()


def test_networks_and_losses():
    net = nn.Sequential(nn.Linear(3, 4, rng=0), nn.ReLU(), nn.LayerNorm(4), nn.Linear(4, 3, rng=1))
    per_example = mg.vmap(lambda x, t: nn.CrossEntropy()(net(x[None]), t[None]))(X, T)
    close(per_example, nn.CrossEntropy(reduction="none")(net(X), T).numpy())
    with pytest.raises(IndexError):
        mg.vmap(lambda x, t: nn.CrossEntropy()(net(x[None]), t[None]))(X, T + 2)


def test_random_numbers_are_drawn_for_every_example():
    out = mg.vmap(nn.Dropout(0.5, rng=0))(np.ones((4, 6))).numpy()
    rng = np.random.default_rng(0)
    np.testing.assert_array_equal(out, [2.0 * (rng.random(6) >= 0.5) for _ in range(4)])


def test_programs():
    f = mg.vmap(mg.grad(loss), in_axes=(None, 0, None))
    g = mg.compile(lambda w, x: f({"w": w, "b": P["b"] * 1.0}, x, 1)["w"])
    close(g(W, X), f(P, X, 1)["w"].numpy())


def test_complex_numbers():
    z = X + 1j * X[::-1]
    f = lambda z: (mg.absolute(z) ** 2 * mg.real(mg.exp(z))).sum()  # noqa: E731 - a formula
    close(mg.vmap(mg.grad(f))(z), stacked(mg.grad(f), z))
    g = lambda z: mg.exp(z) * z[0]  # noqa: E731 - a formula
    close(mg.vmap(mg.jacobian(g))(z), stacked(mg.jacobian(g), z))
