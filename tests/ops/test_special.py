"""Special functions: SciPy's values, and gradients where formulas are hard."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import minigrad as mg
from minigrad.ops import namespaces
from minigrad.ops.special import scipys
from minigrad.testing import check_grads

scipy_special = pytest.importorskip("scipy.special")

X = np.array([0.2, 0.7, 1.6, 3.0])
P = np.array([0.02, 0.3, 0.5, 0.95])
WIDE = np.array([-30.0, -2.0, -0.3, 0.4, 5.0, 40.0])
ARGUMENTS = {
    **dict.fromkeys(("gamma", "gammaln", "loggamma", "digamma", "psi", "factorial", "entr"), (X,)),
    **dict.fromkeys(("erf", "erfc", "ndtr", "log_ndtr", "dawsn", "expit", "log_expit"), (WIDE,)),
    **dict.fromkeys(("rgamma", "erfi", "erfcx", "exprel", "gammasgn", "airy"), (WIDE[1:5],)),
    **dict.fromkeys(("j0", "j1", "i0", "i1", "i0e", "i1e", "fresnel", "shichi"), (WIDE,)),
    **dict.fromkeys(("y0", "y1", "k0", "k1", "k0e", "k1e", "expi", "exp1", "spence"), (X,)),
    **dict.fromkeys(("erfinv", "erfcinv", "ndtri", "logit", "ellipk", "ellipe", "ellipkm1"), (P,)),
    **dict.fromkeys(("exp2", "exp10", "expm1", "cbrt", "softmax", "log_softmax"), (WIDE[:5],)),
    **dict.fromkeys(("beta", "betaln", "poch", "rel_entr", "kl_div", "xlogy", "xlog1py"), (X, P)),
    **dict.fromkeys(("boxcox", "boxcox1p", "owens_t"), (X, P - 0.4)),
    **dict.fromkeys(("jv", "jn", "yv", "iv", "kv", "ive", "kve", "struve"), (1.5, X)),
    **dict.fromkeys(("hyp1f1", "betainc", "betaincc", "betaincinv"), (1.5, 2.5, P)),
    **dict.fromkeys(("gammaincinv", "gammainccinv", "hyp0f1"), (2.5, P)),
    **dict.fromkeys(("gammainc", "gammaincc", "modstruve"), (2.5, X)),
    **dict.fromkeys(("yn", "kn", "expn", "polygamma"), (2, X)),
    **dict.fromkeys(("huber", "pseudo_huber"), (1.0, WIDE)),
    **dict.fromkeys(("sici", "log1p", "logsumexp", "lambertw"), (X,)),
    "binom": (X + 3, P),
    "comb": (np.array([5.0, 5.0, 5.0, -1.0]), np.array([2.0, 5.0, 6.0, 0.0])),
    "hyp2f1": (0.5, 1.5, 2.5, P),
    "hyperu": (1.5, 0.25, X),
    "multigammaln": (X + 1, 2),
    "ndtri_exp": (-X,),
    "zeta": (2.5, X),
}
FUNCTIONS = sorted(namespaces["special"])
ON_TENSORS = [name for name in FUNCTIONS if isinstance(getattr(scipy_special, name), np.ufunc)]


def parts(result):
    return result if isinstance(result, tuple) else (result,)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_values_are_scipys(name):
    function, theirs = getattr(mg.special, name), getattr(scipy_special, name)
    for dtype, rtol in (("float64", 2e-14), ("float32", 3e-5)):
        xs = [x.astype(dtype) if isinstance(x, np.ndarray) else x for x in ARGUMENTS[name]]
        axis = {"axis": -1} if "soft" in name else {}
        with np.errstate(all="ignore"):  # of numbers that float32 does not have
            expected = parts(theirs(*xs, **axis))
            made = parts(function(*(mg.asarray(x) if np.ndim(x) else x for x in xs), **axis))
        for one, other in zip(made, expected, strict=True):
            np.testing.assert_allclose(one.numpy(), other, rtol=rtol, atol=1e-300)
            assert one.dtype == (
                np.result_type(dtype, other.dtype.kind + "8")
                if dtype == "float64"
                else {"f": np.float32, "c": np.complex64}[other.dtype.kind]
            )


@pytest.mark.parametrize("name", ON_TENSORS)
def test_scipys_own_function_of_a_tensor_records(name):
    xs = ARGUMENTS[name]
    last = mg.tensor(xs[-1], requires_grad=True)
    for result in parts(getattr(scipy_special, name)(*xs[:-1], last)):
        assert isinstance(result, mg.Tensor)
        assert result.requires_grad


def gradients(f, *xs):
    """First and second derivatives of an elementwise function by its last argument."""
    x = mg.tensor(xs[-1], requires_grad=True)
    first = mg.grad_of(f(*xs[:-1], x).sum(), x, create_graph=True)
    second = mg.grad_of(first.sum(), x) if first.requires_grad else mg.zeros_like(first)
    return first.numpy(), second.numpy()


ROOT = np.sqrt(np.pi)
FAR = np.array([1e2, 1e4, 1e6])
TAILS = [  # the derivatives' asymptotic series, to terms that do not count
    ("erfcx", FAR, (-1 / (ROOT * FAR**2) * (1 - 1.5 / FAR**2 + 3.75 / FAR**4),
                    2 / (ROOT * FAR**3) * (1 - 3 / FAR**2 + 11.25 / FAR**4))),
    ("dawsn", FAR, (-0.5 / FAR**2 * (1 + 1.5 / FAR**2 + 3.75 / FAR**4),
                    1 / FAR**3 * (1 + 3 / FAR**2 + 11.25 / FAR**4))),
    ("log_ndtr", -FAR, (FAR + 1 / FAR - 2 / FAR**3 + 10 / FAR**5,
                        -1 + 1 / FAR**2 - 6 / FAR**4 + 50 / FAR**6)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "x", "expected"), TAILS)
def test_derivatives_have_all_digits_in_tails(name, x, expected):
    for made, right in zip(gradients(getattr(mg.special, name), x), expected, strict=True):
        np.testing.assert_allclose(made, right, rtol=1e-10 if abs(x[0]) == 100 else 1e-13)


@pytest.mark.parametrize("name", ["i0e", "i1e", "k0e", "k1e"])
def test_derivatives_of_scaled_bessel_functions_fall_as_their_series_say(name):
    x = np.array([1e5, 1e8])
    order, sign = int(name[1]), 1 if name[0] == "k" else -1
    root = np.sqrt(np.pi / 2 / x) if sign > 0 else np.sqrt(1 / (2 * np.pi * x))
    mu = 4 * order**2
    right = -root / (2 * x) * (1 + sign * 3 * (mu - 1) / (8 * x))
    made, _ = gradients(getattr(mg.special, name), x)
    np.testing.assert_allclose(made, right, rtol=1e-9)


@pytest.mark.parametrize(
    ("name", "xs", "first", "second"),
    [
        ("rgamma", ([-2.0, -1.0, 0.0],), [2.0, -1.0, 1.0], None),
        ("exprel", ([0.0],), [1 / 2], [1 / 3]),
        ("spence", ([1.0],), [-1.0], [1 / 2]),
        ("ellipk", ([0.0],), [np.pi / 8], [9 * np.pi / 64]),
        ("ellipe", ([0.0],), [-np.pi / 8], [-3 * np.pi / 64]),
        ("j1", ([0.0],), [0.5], [0.0]),
        ("i1", ([0.0],), [0.5], [0.0]),
        ("i0e", ([0.0],), [0.0], None),
        ("boxcox", (np.array([3.0, 0.0]), [0.0, 2.0]), [np.log(3) ** 2 / 2, 0.25], None),
        ("expn", (0, [2.0]), [-np.exp(-2) * 0.75], None),
        ("gammainc", (1.0, [0.0]), [1.0], [-1.0]),
        ("betainc", (1.0, 1.0, [0.0, 1.0]), [1.0, 1.0], [0.0, 0.0]),
        ("expit", ([-40.0],), [np.exp(-40.0)], [np.exp(-40.0)]),
        ("log_expit", ([40.0],), [np.exp(-40.0)], [-np.exp(-40.0)]),
        ("ndtr", ([-1e30, 1e30],), [0.0, 0.0], [0.0, 0.0]),
        ("huber", (1.0, [0.5, 1.0, 3.0, -3.0]), [0.5, 1.0, 1.0, -1.0], None),
        ("huber", (0.5, [0.0]), [0.0], [1.0]),
        ("gammasgn", ([0.5],), [0.0], None),
    ],
)
def test_derivatives_in_hard_cases(name, xs, first, second):
    xs = [np.array(x) if isinstance(x, list) else x for x in xs]
    made = gradients(getattr(mg.special, name), *xs)
    np.testing.assert_allclose(made[0], first, rtol=1e-14, atol=1e-14)
    if second is not None:
        np.testing.assert_allclose(made[1], second, rtol=1e-13, atol=1e-14)


def test_sine_integral_has_all_derivatives_at_0():
    first, second = gradients(lambda x: mg.special.sici(x)[0], np.array([0.0, 1e-3, 2.0]))
    x = np.array([1e-3, 2.0])
    np.testing.assert_allclose(first[1:], np.sin(x) / x, rtol=1e-15)
    assert [first[0], second[0]] == [1.0, 0.0]
    np.testing.assert_allclose(second[2], np.cos(2.0) / 2 - np.sin(2.0) / 4, rtol=1e-14)


def test_zero_times_a_logarithm_is_0_and_so_are_its_gradients():
    x, y = (mg.tensor(v, requires_grad=True) for v in ([0.0, 0.0, 2.0, 0.0], [0.0, 3.0, 4.0, -1.0]))
    for f, expected, shift in ((mg.special.xlogy, np.log, 0), (mg.special.xlog1py, np.log1p, 1)):
        out = f(x, y - shift)
        by_x, by_y = (g.numpy() for g in mg.grad_of(out.sum(), [x, y]))
        np.testing.assert_allclose(out.numpy(), [0, 0, 2 * np.log(4), 0])
        np.testing.assert_allclose(by_x, [0, expected(3.0 - shift), np.log(4), 0])
        np.testing.assert_allclose(by_y, [0, 0, 0.5, 0])
    assert np.isnan(mg.special.xlogy(mg.tensor(0.0), np.nan).item())


def test_divergences_of_rows_with_zeros():
    x, y = (mg.tensor(v, requires_grad=True) for v in ([0.0, 0.0, 0.5], [0.0, 1.0, 0.5]))
    for f, by_x, by_y in (
        (mg.special.rel_entr, [1.0, -np.inf, 1.0], [0.0, 0.0, -1.0]),
        (mg.special.kl_div, [0.0, -np.inf, 0.0], [0.0, 1.0, 0.0]),
    ):
        made = mg.grad_of(f(x, y).sum(), [x, y])
        assert [g.tolist() for g in made] == [by_x, by_y]
    p = 0.5 * (1 + 1e-9)
    by_p, _ = gradients(lambda y, x: mg.special.kl_div(x, y), 0.5, np.array([p]))
    np.testing.assert_allclose(by_p, np.log1p((p - 0.5) / 0.5), rtol=1e-15)


@pytest.mark.parametrize(
    ("name", "xs", "argument"),
    [
        ("jv", (1.5, 2.0), "v"),
        ("struve", (1.5, 2.0), "v"),
        ("gammainc", (1.5, 2.0), "a"),
        ("betainc", (1.5, 1.5, 0.5), "a"),
        ("hyp2f1", (1.5, 1.5, 2.5, 0.5), "a"),
        ("expn", (1.0, 2.0), "n"),
        ("zeta", (1.5, 2.0), "x"),
        ("zeta", (1.5,), "x"),
    ],
)
def test_an_order_has_no_derivative_and_says_so(name, xs, argument):
    order = mg.tensor(xs[0], requires_grad=True)
    function = getattr(mg.special, name)
    with pytest.raises(TypeError, match=f"{name} has no derivative by {argument} here"):
        function(order, *xs[1:])
    assert not function(order.detach(), *xs[1:]).requires_grad
    with mg.no_grad():
        expected = getattr(scipy_special, name)(*xs)
        np.testing.assert_allclose(function(order, *xs[1:]).numpy(), expected, rtol=1e-14)


def test_orders_may_be_arrays():
    x = mg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    n = np.array([[0], [1], [2]])
    check_grads(lambda x: mg.special.polygamma(n, x), x.numpy(), order=1)
    np.testing.assert_allclose(
        mg.special.polygamma(n, x).numpy(), scipy_special.polygamma(n, x.numpy()), rtol=1e-14
    )
    for f in (mg.special.jv, mg.special.expn):
        f(mg.tensor(n), x).sum().backward()
    assert mg.special.gammaln(mg.tensor([1, 2])).dtype == np.float64


def test_choices_with_repetition_and_what_is_of_integers_only():
    n, k = np.array([3.0, 4.0]), np.array([2.0, 0.0])
    np.testing.assert_allclose(
        mg.special.comb(n, k, repetition=True), scipy_special.comb(n, k, repetition=True)
    )
    assert mg.special.comb(0.0, 0.0, repetition=True).item() == 1  # 0 in SciPy 1.15
    for name in ("comb", "factorial"):
        arguments = (4, 2) if name == "comb" else (4,)
        with pytest.raises(ValueError, match=f"scipy.special.{name} has it"):
            getattr(mg.special, name)(*arguments, exact=True)
    assert np.isnan(mg.special.multigammaln(mg.tensor(0.5), 2).item())


def test_numpys_i0_has_a_gradient():
    x = mg.tensor([0.0, 2.0], requires_grad=True)
    np.i0(x).sum().backward()
    np.testing.assert_allclose(x.grad.numpy(), scipy_special.i1([0.0, 2.0]))


def test_lambertw_is_an_inverse():
    z = mg.tensor([0.0, 1.0, 5.0], requires_grad=True)
    w = mg.special.lambertw(z).real
    w.sum().backward()
    w = w.numpy()
    np.testing.assert_allclose(w * np.exp(w), z.numpy(), atol=1e-15)
    np.testing.assert_allclose(z.grad.numpy(), np.exp(-w) / (1 + w))


def test_scipy_is_imported_when_it_is_needed():
    code = (
        "import sys, minigrad as mg; mg.special.expit(mg.tensor(1.0)); "
        "mg.special.xlogy(mg.tensor(1.0), 2.0); print('scipy' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def test_without_scipy_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    scipys.scipys.cache_clear()
    with pytest.raises(ImportError, match=r'pip install "minigrad-numpy\[scipy\]"'):
        mg.special.gammaln(mg.tensor(1.0))
    scipys.scipys.cache_clear()
