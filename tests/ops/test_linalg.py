"""Linear algebra by plain ``np.linalg``: values, gradients, and what is not determined."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import minigrad as mg

RNG = np.random.default_rng(0)
A = RNG.normal(size=(3, 3)) + 3 * np.eye(3)
B = RNG.normal(size=(3, 2))
TALL = RNG.normal(size=(4, 2))
SPD = B @ B.T + np.eye(3)
STACK = RNG.normal(size=(2, 3, 3))
Z = A + 1j * RNG.normal(size=(3, 3))
HERMITIAN = Z + Z.conj().T + np.diag([0.0, 8.0, 20.0])
WIDE_Z = (RNG.normal(size=(2, 3)) + 1j * RNG.normal(size=(2, 3))) + np.diag([2.0, 5.0, 0])[:2]


def leaf(x):
    return mg.tensor(x, requires_grad=True)


def is_right(f, x, second=True):
    """The gradient of a real loss, and that of its slope, against differences along a direction."""
    x = np.asarray(x, complex if np.iscomplexobj(x) else float)
    rng = np.random.default_rng(1)

    def direction():
        step = rng.normal(size=x.shape)
        return step + 1j * rng.normal(size=x.shape) if x.dtype.kind == "c" else step

    weights = direction()

    def slope(t):
        (g,) = mg.grad_of(f(t), [t], create_graph=True)
        return mg.real(g * weights).sum()

    for loss in (f, slope) if second else (f,):
        step = direction()
        t = leaf(x)
        (g,) = mg.grad_of(loss(t), [t])
        ours = np.vdot(g.numpy(), step).real
        differences = [
            loss(leaf(x + h * step)).item() - loss(leaf(x - h * step)).item()
            for h in (1e-3, 2e-3, 3e-3)
        ]
        theirs = np.dot([45, -9, 1], differences) / 0.06
        assert ours == pytest.approx(theirs, rel=2e-6, abs=2e-6), loss


VALUES = {
    "inv": [(A,), (STACK,), (Z,)],
    "solve": [(A, B), (A, B[:, 0]), (STACK, STACK), (STACK, B[:, 0])],
    "tensorsolve": [(np.eye(6).reshape(2, 3, 6) * 2, np.ones((2, 3)))],
    "tensorinv": [(np.eye(6).reshape(2, 3, 6) * 2,)],
    "det": [(A,), (STACK,), (Z,), (np.zeros((0, 0)),)],
    "slogdet": [(A,), (STACK,), (Z,)],
    "matrix_rank": [(A,), (STACK,), (np.ones((3, 3)),)],
    "pinv": [(TALL,), (WIDE_Z,), (np.ones((3, 2)),)],
    "lstsq": [(TALL, TALL), (TALL, TALL[:, 0]), (A, B)],
    "matrix_power": [(A, n) for n in (0, 1, 2, 3, 5, -2)] + [(np.array([[1, 1], [0, 1]]), 7)],
    "cholesky": [(SPD,), (HERMITIAN @ HERMITIAN.conj().T,)],
    "eigvalsh": [(SPD,), (HERMITIAN,), (HERMITIAN, "U")],
    "eigvals": [(A,), (STACK,)],
    "svdvals": [(TALL,), (WIDE_Z,)],
    "norm": [
        *((TALL[:, 0], p) for p in (None, 0, 1, 2, 3, 0.5, -1, np.inf, -np.inf)),
        *((TALL, p) for p in (None, "fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf)),
        *((Z, p) for p in (None, "fro", "nuc", 1, 2, np.inf)),
        *((STACK, p, (2, 0)) for p in (None, "nuc", 1, -1, 2, np.inf)),
        (STACK, None, 1),
        (STACK, None, None, True),
        (STACK, 1, (0, 2), True),
        (STACK, 2, (0, 2), True),
        (np.float64(3.0),),
    ],
    "matrix_norm": [(STACK,), (Z,)],
    "vector_norm": [(STACK,), (Z,)],
    "cond": [(A,), (np.diag([1.0, 0.0]),), (TALL,), (A, 1), (A, "fro"), (A, -2), (STACK,)],
    "matmul": [(A, B)],
    "outer": [(B[:, 0], B[:, 1])],
    "cross": [(A, STACK)],
    "tensordot": [(STACK, A)],
    "vecdot": [(STACK, A), (Z, A)],
    "matrix_transpose": [(STACK,)],
    "trace": [(STACK,), (A,)],
    "diagonal": [(STACK,), (TALL,)],
}


@pytest.mark.parametrize("name", VALUES)
def test_values_are_numpys(name):
    function = getattr(np.linalg, name)
    for x, *others in VALUES[name]:
        made, expected = function(mg.tensor(x), *others), function(x, *others)
        several = isinstance(expected, tuple)
        pairs = zip(made, expected, strict=True) if several else [(made, expected)]
        for ours, theirs in pairs:
            assert isinstance(ours, mg.Tensor)
            assert (ours.shape, ours.dtype) == (np.shape(theirs), np.asarray(theirs).dtype)
            np.testing.assert_allclose(ours.numpy(), theirs, rtol=1e-12, atol=1e-12)


def test_numpys_keywords():
    t = mg.tensor(SPD)
    L = np.linalg
    np.testing.assert_allclose(L.cholesky(t, upper=True), L.cholesky(SPD, upper=True))
    np.testing.assert_allclose(L.svd(a=t, compute_uv=False), L.svd(SPD, compute_uv=False))
    np.testing.assert_allclose(L.pinv(a=t, hermitian=True), L.pinv(SPD))
    np.testing.assert_allclose(L.pinv(t, rtol=0.5), L.pinv(SPD, rtol=0.5))
    np.testing.assert_allclose(L.multi_dot([t, t, t[0]]), SPD @ SPD @ SPD[0])
    np.testing.assert_allclose(L.trace(t, offset=1, dtype=np.float32), SPD[0, 1] + SPD[1, 2])
    np.testing.assert_allclose(
        L.vector_norm(t, axis=(0, 1), ord=3, keepdims=True),
        L.vector_norm(SPD, axis=(0, 1), ord=3, keepdims=True),
    )
    np.testing.assert_allclose(L.matrix_norm(t, ord=2), L.matrix_norm(SPD, ord=2))


def test_results_have_numpys_names():
    t = leaf(SPD)
    made = {
        "EighResult": np.linalg.eigh(t),
        "EigResult": np.linalg.eig(t),
        "SVDResult": np.linalg.svd(t),
        "QRResult": np.linalg.qr(t),
        "SlogdetResult": np.linalg.slogdet(t),
    }
    for name, result in made.items():
        expected = getattr(np.linalg, name[: -len("Result")].lower())(SPD)
        assert type(result).__name__ == type(expected).__name__ == name
        assert result._fields == expected._fields
        for ours, theirs in zip(result, expected, strict=True):
            np.testing.assert_allclose(ours.numpy(), theirs, rtol=1e-12, atol=1e-12)
    assert isinstance(pickle.loads(pickle.dumps(made["SVDResult"])).S, mg.Tensor)


def real_part(y):
    """A real loss of any result, no two elements of which count alike."""
    weights = np.cos(1.0 + np.arange(y.size).reshape(y.shape))
    return mg.real(y * (weights * (1 + 0.5j) if y.dtype.kind == "c" else weights)).sum()


def of_projector(v, values):
    """A loss that does not depend on phases."""
    return real_part((v * mg.sin(values)) @ mg.conj(v).mT)


REAL = {
    "matrix_power": lambda x: real_part(np.linalg.matrix_power(x, -3)),
    "multi_dot": lambda x: real_part(np.linalg.multi_dot([x, B, B.T, x, x[0]])),
    "tensorinv": lambda x: real_part(np.linalg.tensorinv(x, ind=1)),
    "tensorsolve": lambda x: real_part(np.linalg.tensorsolve(x, x[0])),
    "pinv": lambda x: real_part(np.linalg.pinv(x[:, :2])),
    "hermitian pinv": lambda x: real_part(np.linalg.pinv(x, hermitian=True)),
    "lstsq": lambda x: sum(map(real_part, np.linalg.lstsq(x[:, :2], x)[:2])),
    "singular values of lstsq": lambda x: real_part(np.linalg.lstsq(x, x[0])[3]),
    "upper cholesky": lambda x: real_part(np.linalg.cholesky(x @ x.T, upper=True)),
    "complete qr": lambda x: real_part(of_rest(np.linalg.qr(x[:, :2], "complete")[0])),
    "r": lambda x: real_part(np.linalg.qr(x, "r")),
    "full svd": lambda x: real_part(of_rest(np.linalg.svd(x[:, :2])[0])),
    "full svd of wide": lambda x: real_part(of_rest(np.linalg.svd(x[:2])[2].T)),
    "svd": lambda x: sum(map(real_part, np.linalg.svd(x[:2], full_matrices=False))),
    "hermitian svd": lambda x: real_part(np.linalg.svd(x, hermitian=True)[1]),
    "polar": lambda x: real_part(np.linalg.svd(x)[0] @ np.linalg.svd(x)[2]),
    "eig": lambda x: sum(map(of_complex, np.linalg.eig(x * [[1], [-1], [2]]))),
    "eigh": lambda x: sum(map(real_part, np.linalg.eigh(x))),
    "solve_triangular": lambda x: real_part(mg.linalg.solve_triangular(x, x, lower=True)),
    "unit triangle": lambda x: real_part(mg.linalg.solve_triangular(x, x[0], unit_diagonal=True)),
    "cond": np.linalg.cond,
    "cond fro": lambda x: np.linalg.cond(x, "fro"),
    "stacks": lambda x: sum(map(real_part, np.linalg.eigh(mg.stack([x, x @ x])))),
    "svd of stacks": lambda x: sum(
        map(real_part, np.linalg.svd(mg.stack([x, x @ x])[..., :2], full_matrices=False))
    ),
    "solve of stacks": lambda x: real_part(np.linalg.solve(mg.stack([x, x @ x]), x[0])),
    "trace": lambda x: np.linalg.trace(x @ x, offset=-1),
    "cross": lambda x: real_part(np.linalg.cross(x, x[0])),
    **{
        f"norm {p}": lambda x, p=p: np.linalg.norm(x, p)
        for p in ("fro", "nuc", 1, -1, 2, -2, np.inf)
    },
    **{f"length {p}": lambda x, p=p: np.linalg.norm(x[0], p) for p in (0.5, 1, 3, -1, np.inf)},
}


def of_rest(basis):
    """The projector onto the space of the columns after the first two."""
    return basis[:, 2:] @ basis[:, 2:].T


def of_complex(y):
    return real_part(mg.absolute(y))


@pytest.mark.parametrize("name", REAL)
def test_gradients_to_the_second_order(name):
    is_right(REAL[name], A)


def eigh_loss(x):
    w, v = np.linalg.eigh(x)
    return of_projector(v, w)


def svd_loss(x):
    u, s, vh = np.linalg.svd(x, full_matrices=False)
    return real_part((u * mg.exp(-s)) @ vh) + real_part(s)


def eig_loss(x):
    w, v = np.linalg.eig(x)
    return real_part(w) + real_part(mg.absolute(v))


COMPLEX = {
    "eigh": (eigh_loss, HERMITIAN),
    "upper": (lambda x: of_projector(*np.linalg.eigh(x, "U")[::-1]), HERMITIAN),
    "svd": (svd_loss, WIDE_Z),
    "tall svd": (svd_loss, WIDE_Z.T),
    "full svd": (
        lambda x: real_part(mg.absolute(np.linalg.svd(x)[2][2:]) ** 2),
        WIDE_Z,
    ),
    "eig": (eig_loss, Z),
    "eigvals": (lambda x: real_part(np.linalg.eigvals(x)), Z),
    "norm": (np.linalg.norm, Z),
    "nuc": (lambda x: np.linalg.norm(x, "nuc"), WIDE_Z),
    "norm 3": (lambda x: np.linalg.norm(x[0], 3), Z),
    "slogdet": (lambda x: sum(map(real_part, np.linalg.slogdet(x))), Z),
    "complete qr": (lambda x: real_part(np.linalg.qr(x, "complete")[1]), WIDE_Z.T),
    "hermitian pinv": (lambda x: real_part(np.linalg.pinv(x, hermitian=True)), HERMITIAN),
}


@pytest.mark.parametrize("name", COMPLEX)
def test_gradients_of_complex_matrices_to_the_second_order(name):
    is_right(*COMPLEX[name])


class TestWhatIsNotDetermined:
    EQUAL = np.diag([1.0, 1.0, 3.0])

    @pytest.mark.parametrize(
        "loss",
        [
            lambda x: real_part(np.linalg.eigh(x)[1]),
            lambda x: real_part(np.linalg.svd(x)[0]),
            lambda x: real_part(np.linalg.eig(x)[1]),
            lambda x: real_part(np.linalg.eigh(x)[1] @ np.linalg.eigh(x)[1].T),
        ],
    )
    def test_a_loss_of_vectors_of_equal_values_is_refused(self, loss):
        q = np.linalg.qr(A)[0]
        for x in (self.EQUAL, q @ self.EQUAL @ q.T):
            with pytest.raises(np.linalg.LinAlgError, match="not determined"):
                loss(leaf(x)).backward()

    def test_one_of_other_vectors_is_not(self):
        is_right(lambda x: of_rest(np.linalg.eigh(x)[1])[0, 1], self.EQUAL, second=False)

    @pytest.mark.parametrize("x", [EQUAL, np.eye(2), np.zeros((3, 3)), np.eye(3) * (1 + 0j)])
    def test_values_have_gradients(self, x):
        """The derivative of a sum of squares is twice the matrix."""
        for f in (np.linalg.eigvalsh, np.linalg.svdvals):
            t = leaf(x)
            (f(t) ** 2).sum().backward()
            np.testing.assert_allclose(t.grad.numpy(), 2 * x, atol=1e-14)

    def test_second_derivatives_of_equal_values_are_refused(self):
        t = leaf(self.EQUAL)
        (g,) = mg.grad_of((np.linalg.eigvalsh(t) ** 2).sum(), [t], create_graph=True)
        with pytest.raises(np.linalg.LinAlgError, match="not determined"):
            mg.grad_of(g[1, 0], [t])

    @pytest.mark.parametrize(
        "loss",
        [
            lambda x: mg.real(np.linalg.eigh(x)[1]).sum(),
            lambda x: mg.imag(np.linalg.eig(x)[1]).sum(),
            lambda x: mg.real(np.linalg.svd(x)[0]).sum(),
        ],
    )
    def test_phases(self, loss):
        with pytest.raises(np.linalg.LinAlgError, match="phase"):
            loss(leaf(HERMITIAN + 0.1 * np.triu(Z))).backward()

    def test_columns_that_complete_a_basis(self):
        for f in (lambda x: np.linalg.svd(x)[0], lambda x: np.linalg.qr(x, "complete")[0]):
            with pytest.raises(np.linalg.LinAlgError, match="complete a basis"):
                f(leaf(TALL))[0, 2].backward()

    def test_one_triangle_is_read_and_has_the_gradient(self):
        t = leaf(np.triu(SPD))
        np.linalg.eigvalsh(t, UPLO="U").sum().backward()
        np.testing.assert_allclose(t.grad.numpy(), np.eye(3), atol=1e-14)
        is_right(lambda x: real_part(np.linalg.cholesky(x)), np.tril(SPD))
        is_right(lambda x: real_part(np.linalg.cholesky(x, upper=True)), np.triu(SPD))


class TestSingularMatrices:
    def test_the_gradient_of_a_determinant_is_its_cofactors(self):
        for x in (np.arange(9.0).reshape(3, 3), np.ones((2, 2)), np.diag([0.0, 2.0, 3.0])):
            t = leaf(x)
            np.linalg.det(t).backward()
            n = len(x)
            minors = [
                [np.linalg.det(np.delete(np.delete(x, i, 0), j, 1)) for j in range(n)]
                for i in range(n)
            ]
            signs = (-1.0) ** np.add.outer(np.arange(n), np.arange(n))
            np.testing.assert_allclose(t.grad.numpy(), signs * minors, atol=1e-13)

    def test_the_second_derivative_of_a_determinant_is_refused(self):
        t = leaf(np.ones((2, 2)))
        (g,) = mg.grad_of(np.linalg.det(t), [t], create_graph=True)
        with pytest.raises(np.linalg.LinAlgError, match="second derivative"):
            mg.grad_of(g.sum(), [t])

    def test_slogdet_has_no_gradient(self):
        with pytest.raises(np.linalg.LinAlgError):
            np.linalg.slogdet(leaf(np.zeros((2, 2)))).logabsdet.backward()

    @pytest.mark.parametrize("p", [None, 1, -1, 2, -2, np.inf, -np.inf, "fro"])
    def test_condition_numbers_are_infinite_and_have_no_gradient(self, p):
        matrices = np.stack([np.zeros((2, 2)), [[1.0, 1.0], [1.0, 1.0]], A[:2, :2]])
        t = leaf(matrices)
        y = np.linalg.cond(t, p)
        np.testing.assert_allclose(y.numpy(), np.linalg.cond(matrices, p))
        with np.errstate(all="ignore"):
            y.sum().backward()
        assert np.isnan(t.grad.numpy()[0]).all()
        if p not in (None, 2, -2):  # of which rounding leaves a number
            assert np.isnan(t.grad.numpy()[1]).all()
        is_right(lambda x: np.linalg.cond(x, p).sum(), A[:2, :2], second=False)

    def test_columns_that_depend_on_one_another_have_no_qr_gradient(self):
        for x in (np.ones((3, 3)), np.zeros((2, 2)), np.ones((2, 3))):
            with pytest.raises(np.linalg.LinAlgError, match="depend on one another"):
                real_part(np.linalg.qr(leaf(x)).R).backward()

    def test_norms_at_zero_have_derivative_zero(self):
        for p in ("fro", "nuc", 2, 1, np.inf):
            t = leaf(np.zeros((2, 2)))
            np.linalg.norm(t, p).backward()
            np.testing.assert_array_equal(t.grad.numpy(), np.zeros((2, 2)))
        for p in (None, 1, 2, 3, 0.5):
            t = leaf(np.zeros((2, 3)))
            np.linalg.norm(t, p, axis=1).sum().backward()
            np.testing.assert_array_equal(t.grad.numpy(), np.zeros((2, 3)))

    def test_the_nuclear_norm_of_less_rank_has_the_least_subgradient(self):
        t = leaf(np.ones((3, 3)))
        np.linalg.norm(t, "nuc").backward()
        np.testing.assert_allclose(t.grad.numpy(), np.full((3, 3), 1 / 3), atol=1e-14)

    def test_the_pseudo_inverse_follows_changes_that_keep_the_rank(self):
        is_right(lambda x: real_part(np.linalg.pinv(x @ x[:2].T @ x[:2])), A)


class TestNaN:
    STACK = np.stack([A, np.where(np.eye(3), A, np.nan), np.full((3, 3), np.inf)])

    def test_a_determinant_has_the_gradient_nan_and_its_neighbours_have_theirs(self):
        t = leaf(self.STACK)
        with np.errstate(invalid="ignore"):
            (g,) = mg.grad_of(np.linalg.det(t).sum(), [t], create_graph=True)
            (second,) = mg.grad_of((g[0] ** 2).sum(), [t])
        expected = np.linalg.det(A) * np.linalg.inv(A).T
        np.testing.assert_allclose(g.numpy()[0], expected)
        assert np.isnan(g.numpy()[1:]).all()
        assert np.isfinite(second.numpy()[0]).all()

    def test_an_exponential_is_nan_and_its_neighbours_are_not(self):
        t = leaf(self.STACK)
        y = mg.linalg.expm(t)
        np.testing.assert_array_equal(y.numpy()[0], mg.linalg.expm(A))
        assert np.isnan(y.numpy()[1:]).all()
        y.sum().backward()
        assert np.isnan(t.grad.numpy()[1:]).all()
        np.testing.assert_allclose(t.grad.numpy()[0], mg.grad(lambda x: mg.linalg.expm(x).sum())(A))

    def test_condition_numbers_are_numpys(self):
        x = self.STACK[:2]
        for p in (1, np.inf, "fro"):
            np.testing.assert_allclose(np.linalg.cond(mg.tensor(x), p), np.linalg.cond(x, p))


def test_the_largest_of_no_elements_is_0_as_numpys():
    for shape in ((0,), (2, 0), (0, 2)):
        x = np.zeros(shape)
        y = np.linalg.vector_norm(leaf(x), ord=np.inf, axis=-1)
        np.testing.assert_array_equal(y.detach(), np.zeros(shape[:-1]))


def test_least_squares_of_integers():
    a, b = np.array([[1, 0], [1, 1], [1, 2]]), np.array([1.0, 2.0, 4.0])
    (g,) = mg.grad_of(np.linalg.lstsq(mg.asarray(a), t := leaf(b))[0].sum(), [t])
    np.testing.assert_allclose(g.numpy(), np.linalg.pinv(a).sum(axis=0))


@pytest.mark.parametrize("shape", [(0, 0), (0, 2, 2), (2, 0, 0)])
def test_nothing_has_gradients_of_nothing(shape):
    x = np.zeros(shape)
    for f in (
        np.linalg.inv,
        np.linalg.det,
        np.linalg.cholesky,
        np.linalg.pinv,
        np.linalg.svdvals,
        np.linalg.eigvalsh,
        np.linalg.eigvals,
        mg.linalg.expm,
        lambda t: np.linalg.slogdet(t)[1],
        lambda t: np.linalg.qr(t)[1],
        lambda t: np.linalg.solve(t, t),
        lambda t: np.linalg.norm(t, "nuc", axis=(-2, -1)),
    ):
        t = leaf(x)
        y = f(t)
        assert y.shape == f(x).shape if hasattr(f(x), "shape") else ()
        mg.real(y).sum().backward()
        np.testing.assert_array_equal(t.grad.numpy(), x)


def test_float32_stays_float32():
    t = mg.tensor(SPD, np.float32, requires_grad=True)
    L = np.linalg
    for y in (
        L.inv(t), L.det(t), L.slogdet(t)[1], L.pinv(t), L.cholesky(t), L.qr(t)[0], L.eigh(t)[1],
        L.svd(t)[0], L.norm(t, "nuc"), L.norm(t, 3, axis=0), L.cond(t), mg.linalg.expm(t),
        L.lstsq(t, t)[0], L.matrix_power(t, 0) @ t,
    ):  # fmt: skip
        (g,) = mg.grad_of(y.sum(), [t])
        assert y.dtype == g.dtype == np.float32


def test_expm_is_scipys():
    scipy = pytest.importorskip("scipy.linalg")
    for x in (A, 10 * STACK, np.zeros((2, 2)), Z):
        np.testing.assert_allclose(mg.linalg.expm(x), scipy.expm(x), rtol=1e-11)


def test_errors_say_what_is_asked():
    t = mg.tensor(A)
    for message, call in {
        "mode is": lambda: np.linalg.qr(t, "raw"),
        "is an order of matrices": lambda: np.linalg.norm(t[0], "nuc"),
        "no order of matrices": lambda: np.linalg.norm(t, 3),
        "not of 3 axes": lambda: np.linalg.norm(mg.tensor(STACK), 1),
        "exponent is an integer": lambda: np.linalg.matrix_power(t, 0.5),
        "not square": lambda: np.linalg.matrix_power(t[:2], 2),
        "no square matrix": lambda: np.linalg.tensorinv(t[:2], 1),
        "3 components": lambda: np.linalg.cross(t[:, :2], t[:, :2]),
        "two names of one thing": lambda: np.linalg.pinv(t, 0.1, rtol=0.1),
        "pinv: matrices of shape": lambda: np.linalg.pinv(t[0], hermitian=True),
        "svd: matrices of shape": lambda: np.linalg.svd(t[:2], hermitian=True),
        "expm: matrices of shape": lambda: mg.linalg.expm(t[:2]),
        "cond: matrices of shape": lambda: np.linalg.cond(t[:2], 1),
        "of matrices, not of shape": lambda: np.linalg.trace(t[0]),
        "out of bounds for an array of 1": lambda: np.linalg.matrix_norm(t[0]),
    }.items():
        with pytest.raises((ValueError, TypeError, IndexError), match=message):
            call()


def test_the_lower_factor_comes_from_a_library_that_gives_the_upper_one():
    """Dask's np.linalg.cholesky does."""
    from minigrad.ops.linalg.factorisations import cholesky

    class Duck(np.lib.mixins.NDArrayOperatorsMixin):
        def __init__(self, array):
            self.array = array

        def __array_ufunc__(self, ufunc, method, *inputs, **options):
            return Duck(ufunc(*[getattr(x, "array", x) for x in inputs], **options))

        def __array_function__(self, function, types, args, options):
            result = function(*[getattr(x, "array", x) for x in args], **options)
            return Duck(result.T if function is np.linalg.cholesky else result)

        def swapaxes(self, *axes):
            return Duck(self.array.swapaxes(*axes))

    expected = np.linalg.cholesky(SPD)
    np.testing.assert_allclose(cholesky.forward(Duck(SPD)).array, expected)
    np.testing.assert_allclose(cholesky.forward(Duck(SPD), upper=True).array, expected.T)


def test_programs_refuse_what_is_not_determined():
    program = mg.compile(mg.grad(lambda x: real_part(np.linalg.eigh(x)[1])))
    separate, equal = np.diag([1.0, 2.0, 3.0]), np.diag([1.0, 1.0, 3.0])
    np.testing.assert_array_equal(program(separate), program(separate))
    with pytest.raises(np.linalg.LinAlgError, match="not determined"):
        program(equal)
