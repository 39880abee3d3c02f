r"""Error functions and the normal distribution.

The scaled repeated integrals :math:`i_n(x) = e^{x^2} \, \mathrm{i}^n \mathrm{erfc}(x)` give the
derivatives of what falls slowly: :math:`i_n' = -2 (n + 1) \, i_{n+1}`, without the cancellation
of :math:`2 x \, \mathrm{erfcx}(x) - 2 / \sqrt\pi`. They obey
:math:`i_{n-2} = 2 x \, i_{n-1} + 2 n \, i_n` (Abramowitz and Stegun 7.2.5), of which the continued
fraction is taken where ``x`` is large.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigrad.core.op import Op
from minigrad.ops.elementwise import clip, exp, square
from minigrad.ops.error_function import erf
from minigrad.ops.families import elementwise
from minigrad.ops.special.hypergeometric import hyp1f1
from minigrad.ops.special.scipys import call, on

_ROOT = math.sqrt(math.pi)
_FAR = 2.0  # from here on the fraction of so many terms has all digits
_TERMS = 60
_END = 40.0  # from here on exp(-x² / 2) is 0
_PROBABILITY = on((0.1, 0.9))
_NEAR_ZERO = on((-3.0, 3.0))


def _scaled_ierfc(x: Any, n: int = 1) -> Any:
    near, far = np.minimum(x, _FAR), np.maximum(x, _FAR)
    before, now = 2 / _ROOT, call("erfcx", near)
    for k in range(1, n + 1):
        before, now = now, (before - 2 * near * now) / (2 * k)
    ratio, product = 0 * far, call("erfcx", far)
    for k in range(n + _TERMS, 0, -1):
        ratio = 1 / (2 * far + 2 * (k + 1) * ratio)
        if k <= n:
            product = product * ratio
    return np.where(x < _FAR, now, product)


_ierfc: Op = elementwise(
    "scaled_ierfc",
    _scaled_ierfc,
    lambda g, y, x, n: (-2 * (n + 1)) * (g * _ierfc(x, n=n + 1)),
    domain=on((-1.0, 4.0), options=({"n": 1}, {"n": 2})),
    internal=True,
    doc=r"""Repeated integral of erfc, times :math:`e^{x^2}`.""",
)
erfcx: Op = elementwise(
    "erfcx",
    lambda x: call("erfcx", x),
    lambda g, y, x: -2 * (g * _ierfc(x, n=1)),
    numpy="scipy.special.erfcx",
    domain=on((-1.0, 4.0)),
    doc=r"""Scaled complementary error function: :math:`e^{x^2} \mathrm{erfc}(x)`.

    Examples
    --------
    >>> x = mg.tensor([0.0, 1e8], requires_grad=True)
    >>> mg.special.erfcx(x).sum().backward()
    >>> x.grad
    tensor([-1.12837917e+00, -5.64189584e-17])
    """,
)
erfi: Op = elementwise(
    "erfi",
    lambda x: call("erfi", x),
    lambda g, y, x: g * (2 / _ROOT * exp(square(x))),
    numpy="scipy.special.erfi",
    domain=on((-2.0, 2.0)),
    doc=r"""Imaginary error function: :math:`\frac{2}{\sqrt\pi} \int_0^x e^{s^2} ds`.

    Examples
    --------
    >>> mg.special.erfi(mg.tensor([0.0, 1.0]))
    tensor([0.        , 1.65042576])
    """,
)
erfinv: Op = elementwise(
    "erfinv",
    lambda y: call("erfinv", y),
    lambda g, x, y: g * (_ROOT / 2 * exp(square(x))),
    numpy="scipy.special.erfinv",
    domain=on((-0.9, 0.9)),
    doc=r"""Inverse of the error function.

    Examples
    --------
    >>> mg.special.erfinv(mg.tensor([0.0, 0.5]))
    tensor([0.        , 0.47693628])
    """,
)
erfcinv: Op = elementwise(
    "erfcinv",
    lambda y: call("erfcinv", y),
    lambda g, x, y: -g * (_ROOT / 2 * exp(square(x))),
    numpy="scipy.special.erfcinv",
    domain=on((0.1, 1.9)),
    doc=r"""Inverse of the complementary error function.

    Examples
    --------
    >>> mg.special.erfcinv(mg.tensor([1.0, 1e-100]))
    tensor([-0.       , 15.0655747])
    """,
)
dawsn: Op = elementwise(
    "dawsn",
    lambda x: call("dawsn", x),
    lambda g, y, x: g * hyp1f1(1.0, 0.5, -square(x)),  # 1 - 2 * x * y would cancel
    numpy="scipy.special.dawsn",
    domain=_NEAR_ZERO,
    doc=r"""Integral of Dawson: :math:`e^{-x^2} \int_0^x e^{s^2} ds`.

    Examples
    --------
    >>> x = mg.tensor([0.0, 1e6], requires_grad=True)
    >>> mg.special.dawsn(x).sum().backward()
    >>> x.grad
    tensor([ 1.e+00, -5.e-13])
    """,
)


def _density(x: Any) -> Any:
    return 1 / math.sqrt(2 * math.pi) * exp(-0.5 * square(clip(x, -_END, _END)))


def _density_over_ndtr(x: Any) -> Any:
    return math.sqrt(2 / math.pi) / erfcx(-math.sqrt(0.5) * x)


ndtr: Op = elementwise(
    "ndtr",
    lambda x: call("ndtr", x),
    lambda g, y, x: g * _density(x),
    numpy="scipy.special.ndtr",
    domain=_NEAR_ZERO,
    symbol="Φ",
    doc=r"""Distribution function of the normal distribution.

    Examples
    --------
    >>> mg.special.ndtr(mg.tensor([-10.0, 0.0]))
    tensor([7.61985302e-24, 5.00000000e-01])
    """,
)
log_ndtr: Op = elementwise(
    "log_ndtr",
    lambda x: call("log_ndtr", x),
    lambda g, y, x: g * _density_over_ndtr(x),
    numpy="scipy.special.log_ndtr",
    domain=_NEAR_ZERO,
    doc=r"""Logarithm of the normal distribution function, and its derivative, in the tail too.

    Examples
    --------
    >>> x = mg.tensor([-1e6, 0.0], requires_grad=True)
    >>> mg.special.log_ndtr(x).sum().backward()
    >>> x.grad
    tensor([1.00000000e+06, 7.97884561e-01])
    """,
)
ndtri: Op = elementwise(
    "ndtri",
    lambda p: call("ndtri", p),
    lambda g, x, p: g * (math.sqrt(2 * math.pi) * exp(0.5 * square(x))),
    numpy="scipy.special.ndtri",
    domain=_PROBABILITY,
    doc=r"""Quantiles of the normal distribution, the inverse of `ndtr`.

    Examples
    --------
    >>> mg.special.ndtri(mg.tensor([0.5, 0.975]))
    tensor([0.        , 1.95996398])
    """,
)
ndtri_exp: Op = elementwise(
    "ndtri_exp",
    lambda y: call("ndtri_exp", y),
    lambda g, x, y: g / _density_over_ndtr(x),
    numpy="scipy.special.ndtri_exp",
    domain=on((-3.0, -0.1)),
    doc=r"""Inverse of `log_ndtr`.

    Examples
    --------
    >>> mg.special.ndtri_exp(mg.tensor([-1000.0, -1.0]))
    tensor([-44.61574773,  -0.33747496])
    """,
)
owens_t: Op = elementwise(
    "owens_t",
    lambda h, a: call("owens_t", h, a),
    lambda g, y, h, a: -0.5 * g * (_density(h) * erf(math.sqrt(0.5) * a * h)),
    lambda g, y, h, a: (
        g * (exp(-0.5 * square(h) * (1 + square(a))) / (2 * math.pi * (1 + square(a))))
    ),
    numpy="scipy.special.owens_t",
    domain=on((-2.0, 2.0), (-2.0, 2.0)),
    doc=r"""Owen's T function: the chance of :math:`X > h` and :math:`0 < Y < a X`, both normal.

    Examples
    --------
    >>> mg.special.owens_t(mg.tensor([0.0, 1.0]), 1.0)
    tensor([0.125     , 0.06674188])
    """,
)
