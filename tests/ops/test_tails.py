"""Derivatives keep their relative accuracy where they are small: no difference cancels.

Each operation and activation is written once more as its formula, for Taylor polynomials whose
coefficients are decimal numbers of several hundred digits, so that nothing cancels there.
"""

from __future__ import annotations

import functools
import inspect
from decimal import Context, Decimal, getcontext, localcontext

import numpy as np
import pytest

import minigrad as mg
from minigrad.ops import activation, elementwise, kinked, logarithms, registry, smooth
from minigrad.ops import trigonometric as trigonometry

pytestmark = pytest.mark.untraced  # other tests cover what it computes

# So many that even the smallest number of the dtype is right to thirty of them.
DIGITS = {"float16": 40, "float32": 80, "float64": 360}
ORDER = 3
SIZES = (1e-7, 5e-4, 0.3, 1.0, 2.5, 5.0, 9.0, 17.0, 40.0, 90.0, 300.0, 700.0)
POINTS = {
    "float16": [x for size in SIZES[1:9] for x in (-size, size)],
    "float32": [x for size in SIZES[:10] for x in (-size, size)],
    "float64": [x for size in SIZES for x in (-size, size)],
}


class Taylor:
    """A polynomial in a small change of x: a value and what its derivatives are made of."""

    def __init__(self, *coefficients):
        self.c = [Decimal(c) for c in coefficients] + [Decimal(0)] * (ORDER + 1 - len(coefficients))

    def __add__(self, other):
        return Taylor(*(a + b for a, b in zip(self.c, of(other).c, strict=True)))

    def __mul__(self, other):
        b = of(other).c
        return Taylor(*(sum(self.c[i] * b[k - i] for i in range(k + 1)) for k in range(ORDER + 1)))

    def __truediv__(self, other):
        b, result = of(other).c, []
        for k in range(ORDER + 1):
            known = sum((result[i] * b[k - i] for i in range(k)), Decimal(0))
            result.append((self.c[k] - known) / b[0])
        return Taylor(*result)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -of(other)

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return of(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def composed(self, *derivatives):
        """f of this, by the value and the derivatives of f at its first coefficient."""
        small = Taylor(0, *self.c[1:])
        result, power, factorial = Taylor(derivatives[0]), Taylor(1), 1
        for k, derivative in enumerate(derivatives[1:], 1):
            power, factorial = power * small, factorial * k
            result = result + power * (derivative / factorial)
        return result


def of(x):
    return x if isinstance(x, Taylor) else Taylor(x)


def exp(x):
    return x.composed(*[x.c[0].exp()] * 4)


def log(x):
    a = x.c[0]
    return x.composed(a.ln(), 1 / a, -1 / a**2, 2 / a**3)


def sqrt(x):
    a, root = x.c[0], x.c[0].sqrt()
    return x.composed(root, 1 / (2 * root), -1 / (4 * root * a), 3 / (8 * root * a * a))


def last_digit():
    return Decimal(10) ** -getcontext().prec


def trigonometric(x):
    """Sine and cosine, by their series."""
    a, term, sums, k = x.c[0], Decimal(1), [Decimal(0), Decimal(0)], 0
    while k <= abs(a) or abs(term) > last_digit():
        sums[k % 2] += term * (-1) ** (k // 2)
        k += 1
        term *= a / k
    c, s = sums
    return x.composed(s, c, -s, -c), x.composed(c, -s, -c, s)


def pi():
    """Machin's formula."""
    return _pi(getcontext().prec)


@functools.cache
def _pi(digits):
    def arctan_of_inverse(n):
        term, total, k = Decimal(1) / n, Decimal(0), 1
        while abs(term) > last_digit():
            total += term / k
            term, k = -term / n**2, k + 2
        return total

    return 4 * (4 * arctan_of_inverse(5) - arctan_of_inverse(239))


def erf(x):
    a = x.c[0]
    slope = 2 / pi().sqrt() * (-a * a).exp()
    if abs(a) > 30:  # 1 to all digits
        return x.composed(a / abs(a), slope, -2 * a * slope, (4 * a * a - 2) * slope)
    term, total, k = a, a, 0
    while abs(term) > last_digit():  # all terms have one sign: nothing cancels
        k += 1
        term *= 2 * a * a / (2 * k + 1)
        total += term
    return x.composed(total * slope, slope, -2 * a * slope, (4 * a * a - 2) * slope)


def root_of(a, *factors):
    """The -1/2nd, -3/2nd and -5/2th power of a number, times factors."""
    return [f / (a.sqrt() * a**k) for k, f in enumerate(factors)]


def by_slope(slope):
    """A function by its first three derivatives, which are all that is asked of it."""
    return lambda x: x.composed(0, *slope(x.c[0]))


arcsin = by_slope(lambda a: root_of(1 - a * a, 1, a, 1 + 2 * a * a))
arctan = by_slope(
    lambda a: [f / (1 + a * a) ** k for k, f in enumerate((1, -2 * a, 6 * a * a - 2), 1)]
)
arctanh = by_slope(
    lambda a: [f / (1 - a * a) ** k for k, f in enumerate((1, 2 * a, 6 * a * a + 2), 1)]
)
arcsinh = by_slope(lambda a: root_of(a * a + 1, 1, -a, 2 * a * a - 1))
arccosh = by_slope(lambda a: root_of(a * a - 1, 1, -a, 2 * a * a + 1))


@by_slope
def cbrt(a):
    square = ((abs(a).ln() * 2) / 3).exp()
    return [1 / (3 * square), -2 / (9 * square * a), 10 / (27 * square * a * a)]


def sinc(x):
    z = pi() * x
    return trigonometric(z)[0] / z


def sinc_slope(x):
    z = pi() * x
    s, c = trigonometric(z)
    return (c - s / z) / z * pi()


def tanh(x):
    e = exp(-2 * x)
    return (1 - e) / (1 + e)


def sigmoid(x):
    return 1 / (1 + exp(-x))


def softplus(x):
    return log(1 + exp(x))


def size(x):
    return x if x.c[0] > 0 else -x


def elu(x, alpha=1):
    return x if x.c[0] > 0 else alpha * (exp(x) - 1)


def celu(x, alpha):
    return x if x.c[0] > 0 else alpha * (exp(x / alpha) - 1)


def gelu_tanh(x):
    z = (8 / pi()).sqrt() * (x + Decimal("0.044715") * x * x * x)
    return x / (1 + exp(-z))


FORMULAS = {
    "exp": (mg.exp, exp),
    "expm1": (mg.expm1, lambda x: exp(x) - 1),
    "log": (mg.log, log),
    "log1p": (mg.log1p, lambda x: log(1 + x)),
    "sqrt": (mg.sqrt, sqrt),
    "square": (mg.square, lambda x: x * x),
    "sin": (mg.sin, lambda x: trigonometric(x)[0]),
    "cos": (mg.cos, lambda x: trigonometric(x)[1]),
    "tanh": (mg.tanh, tanh),
    "sech": (registry["sech"], lambda x: 2 / (exp(x) + exp(-x))),
    "erf": (mg.erf, erf),
    "erfc": (mg.erfc, lambda x: 1 - erf(x)),
    "sigmoid": (mg.sigmoid, sigmoid),
    "softplus": (mg.softplus, softplus),
    "softplus of 3 x": (lambda x: mg.softplus(x, beta=3.0), lambda x: softplus(3 * x) / 3),
    "logsigmoid": (mg.logsigmoid, lambda x: log(sigmoid(x))),
    "softsign": (mg.softsign, lambda x: x / (1 + size(x))),
    "swish": (mg.swish, lambda x: x * sigmoid(x)),
    "mish": (mg.mish, lambda x: x * tanh(softplus(x))),
    "tanhexp": (mg.tanhexp, lambda x: x * tanh(exp(x))),
    "elu": (mg.elu, elu),
    "elu of 2": (lambda x: mg.elu(x, 2.0), lambda x: elu(x, 2)),
    "selu": (
        mg.selu,
        lambda x: (
            Decimal("1.0507009873554804934")
            * (x if x.c[0] > 0 else Decimal("1.6732632423543772848") * (exp(x) - 1))
        ),
    ),
    "celu": (mg.celu, lambda x: celu(x, 1)),
    "celu of 1/2": (lambda x: mg.celu(x, 0.5), lambda x: celu(x, Decimal("0.5"))),
    "gelu": (mg.gelu, lambda x: x * (1 + erf(x / Decimal(2).sqrt())) / 2),
    "gelu by tanh": (lambda x: mg.gelu(x, approximate="tanh"), gelu_tanh),
    "tanhshrink": (mg.tanhshrink, lambda x: x - tanh(x)),
    "tan": (mg.tan, lambda x: trigonometric(x)[0] / trigonometric(x)[1]),
    "arcsin": (mg.arcsin, arcsin),
    "arccos": (mg.arccos, lambda x: -arcsin(x)),
    "arctan": (mg.arctan, arctan),
    "sinh": (mg.sinh, lambda x: (exp(x) - exp(-x)) / 2),
    "cosh": (mg.cosh, lambda x: (exp(x) + exp(-x)) / 2),
    "arcsinh": (mg.arcsinh, arcsinh),
    "arccosh": (mg.arccosh, arccosh),
    "arctanh": (mg.arctanh, arctanh),
    "one_minus_square": (registry["one_minus_square"], lambda x: 1 - x * x),
    "sinc": (mg.sinc, sinc),
    "sinc_slope": (registry["sinc_slope"], sinc_slope),
    "exp2": (mg.exp2, lambda x: exp(x * Decimal(2).ln())),
    "log2": (mg.log2, lambda x: log(x) / Decimal(2).ln()),
    "log10": (mg.log10, lambda x: log(x) / Decimal(10).ln()),
    "reciprocal": (mg.reciprocal, lambda x: 1 / x),
    "cbrt": (mg.cbrt, cbrt),
    "1 ÷ x": (lambda x: 1 / x, lambda x: 1 / x),
    "x^-1.5": (lambda x: x**-1.5, lambda x: 1 / (x * sqrt(x))),
    "x^x": (lambda x: x**x, lambda x: exp(x * log(x))),
}
# Where the second derivative is a difference next to its root, and where a factor of it overflows.
AWAY_FROM_0 = {"sigmoid": 0.1, "x^x": 0.1, "sinc_slope": 0.9, "arccosh": 1.1}
POSITIVE = {"log", "log1p", "sqrt", "x^-1.5", "x^x", "log2", "log10", "arccosh"}
# Where there is no more of the function, or of its formula's digits.
UP_TO = {"arcsin": 0.9, "arccos": 0.9, "arctanh": 0.9, "sinc": 9.0, "sinc_slope": 9.0}
# Whose second derivative is a small difference far out: 1/r - x^2/r^3.
NOT_HERE = {"hypot_with_one"}
# Linear from kink to kink, or a square between them; tests/ops/test_rules.py has them.
STRAIGHT = {
    *("positive", "negative", "absolute", "sign", "step", "relu", "relu_n", "h_swish", "astype"),
    *("hardtanh", "hardsigmoid", "hardswish", "leaky_relu", "rrelu", "prelu", "hardshrink"),
    *("softshrink", "threshold", "relu6"),
}
ALIASES = {"silu"}
ALONG_AN_AXIS = {"softmin", "glu"}


# Special functions have theirs in test_special.
MODULES = {
    module.__name__
    for module in (elementwise, activation, smooth, kinked, trigonometry, logarithms)
}


def test_every_elementwise_operation_and_activation_has_its_formula_here():
    operations = {
        name
        for name, op in registry.items()
        if op.differentiable
        and op.domain.shapes is None
        and op.arity == 1
        and op.__module__ in MODULES
    }
    functions = {
        name
        for module in (activation, smooth, kinked)
        for name, f in inspect.getmembers(module, inspect.isfunction)
        if f.__module__ == module.__name__ and not name.startswith("_")
    }
    known = FORMULAS.keys() | STRAIGHT | ALIASES | ALONG_AN_AXIS | NOT_HERE
    assert operations | functions <= known


def exact(name, x, digits):
    """The first three derivatives at a number."""
    with localcontext(Context(prec=digits, Emin=-(10**9), Emax=10**9)):
        c = FORMULAS[name][1](Taylor(x, 1)).c
        return c[1], 2 * c[2], 6 * c[3]


def sums(f):
    return lambda x: f(x).sum()


@pytest.mark.parametrize("dtype", POINTS)
@pytest.mark.parametrize("name", FORMULAS)
def test_first_and_second_derivatives_are_right_to_their_last_digits(name, dtype):
    f = FORMULAS[name][0]
    points = [x for x in POINTS[dtype] if x > 0 or name not in POSITIVE]
    low, high = AWAY_FROM_0.get(name, 0), UP_TO.get(name, np.inf)
    x = np.array([x for x in points if low <= abs(x) <= high], dtype)
    info = np.finfo(dtype)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        first = mg.grad(sums(f))(x).numpy()
        second = mg.grad(sums(mg.grad(sums(f))))(x).numpy()
    for i, at in enumerate(x):
        d1, d2, d3 = exact(name, float(at), DIGITS[dtype])
        for ours, right, slope in ((first[i], d1, d2), (second[i], d2, d3)):
            if abs(right) * 8 > Decimal(float(info.max)):
                continue
            # What rounding x alone would do is allowed, too.
            bound = 16 * Decimal(float(info.eps)) * (abs(right) + abs(Decimal(float(at)) * slope))
            # So is what a factor below the normal numbers has lost.
            bound += 4 * (1 + abs(Decimal(float(at)))) * Decimal(float(info.smallest_subnormal))
            assert np.isfinite(ours), at
            assert abs(Decimal(float(ours)) - right) <= bound, (at, ours, f"{right:.6g}")


class TestByNumbers:
    """The cases of one line that such faults are reported with."""

    def test_the_first_derivatives(self):
        tail = pytest.approx(4.248354255291589e-18, rel=1e-14, abs=0)
        assert mg.grad(mg.sigmoid)(np.float32(17)).item() == pytest.approx(4.13994e-8, rel=1e-5)
        assert mg.grad(mg.sigmoid)(40.0).item() == tail
        assert mg.grad(mg.elu)(-40.0).item() == tail
        assert mg.grad(mg.tanh)(20.0).item() == pytest.approx(4 * 4.248354255291589e-18, rel=1e-14)
        assert mg.grad(mg.expm1)(np.float32(-18)).item() == pytest.approx(1.522998e-8, rel=1e-6)

    def test_the_second_derivatives(self):
        tail = pytest.approx(-4.248354255291589e-18, rel=1e-14, abs=0)
        assert mg.grad(mg.grad(mg.logsigmoid))(-40.0).item() == tail
        assert mg.grad(mg.grad(mg.sigmoid))(40.0).item() == tail

    @pytest.mark.parametrize("x", [-np.inf, np.inf])
    def test_at_infinity_they_are_limits(self, x):
        limits = {mg.sigmoid: 0, mg.tanh: 0, mg.erf: 0}
        limits |= {mg.softplus: float(x > 0), mg.elu: float(x > 0), mg.logsigmoid: float(x < 0)}
        for f, limit in limits.items():
            assert mg.grad(f)(x).item() == limit, f
            assert mg.grad(mg.grad(f))(x).item() == 0, f
