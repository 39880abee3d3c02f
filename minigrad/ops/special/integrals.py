"""Integrals of exponentials and of circular functions, by SciPy's names."""

from __future__ import annotations

import math
from typing import Any

from minigrad.core.op import Op
from minigrad.ops.elementwise import absolute, cos, exp, log, maximum, sin, square
from minigrad.ops.families import elementwise, expression
from minigrad.ops.logic import logical_and, where
from minigrad.ops.special.hypergeometric import hyp0f1, hyp2f1
from minigrad.ops.special.scipys import call, held, in_dtype_of, on, scipys
from minigrad.ops.trigonometric import cosh

_POSITIVE = on((0.5, 4.0))

expi: Op = elementwise(
    "expi",
    lambda x: call("expi", x),
    lambda g, y, x: g * (exp(x) / x),
    numpy="scipy.special.expi",
    domain=_POSITIVE,
    doc=r"""Exponential integral: :math:`\int_{-\infty}^x \frac{e^t}{t} dt`.

    Examples
    --------
    >>> mg.special.expi(mg.tensor([-1.0, 1.0]))
    tensor([-0.21938393,  1.89511782])
    """,
)
exp1: Op = elementwise(
    "exp1",
    lambda x: call("exp1", x),
    lambda g, y, x: -g * (exp(-x) / x),
    numpy="scipy.special.exp1",
    domain=_POSITIVE,
    doc=r"""Exponential integral: :math:`\int_x^\infty \frac{e^{-t}}{t} dt`.

    Examples
    --------
    >>> mg.special.exp1(mg.tensor([1.0, 100.0]))
    tensor([2.19383934e-01, 3.68359776e-46])
    """,
)


def _expn_rule(g: Any, y: Any, x: Any, n: Any) -> Any:
    first = n <= 0
    at_first = y * (1 + 1 / where(logical_and(first, x != 0), x, 1.0))
    return -g * where(first, at_first, expn(maximum(n - 1, 0), x))


expn: Op = elementwise(
    "expn",
    lambda x, n: call("expn", n, x),
    _expn_rule,
    None,
    arguments=lambda n, x: ((x, held(n, "expn", "n")), {}),
    numpy="scipy.special.expn",
    domain=on((0.5, 4.0), held=(2.0,)),
    doc=r"""Exponential integral of order n: :math:`\int_1^\infty \frac{e^{-xt}}{t^n} dt`.

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0], requires_grad=True)
    >>> mg.special.expn(1, x).sum().backward()  # the derivative is -expn(0, x)
    >>> x.grad
    tensor([-0.36787944, -0.06766764])
    """,
)


def _sine_over(x: Any) -> Any:
    """``sin(x) / x``, with a second derivative at 0 too."""
    far = absolute(x) > 1
    near = hyp0f1(1.5, -0.25 * square(where(far, 0.0, x)))
    return where(far, sin(x) / where(far, x, 1.0), near)


def _part(name: str, index: int) -> Any:
    return lambda x: in_dtype_of(scipys(name)(x)[index], x)


_si: Op = elementwise(
    "sine_integral",
    _part("sici", 0),
    lambda g, y, x: g * _sine_over(x),
    domain=on((-3.0, 3.0)),
    symbol="Si",
    internal=True,
    doc=r"""Sine integral: :math:`\int_0^x \frac{\sin t}{t} dt`.""",
)
_ci: Op = elementwise(
    "cosine_integral",
    _part("sici", 1),
    lambda g, y, x: g * (cos(x) / x),
    domain=_POSITIVE,
    symbol="Ci",
    internal=True,
    doc=r"""Cosine integral: :math:`\gamma + \log x + \int_0^x \frac{\cos t - 1}{t} dt`.""",
)
_shi: Op = elementwise(
    "hyperbolic_sine_integral",
    _part("shichi", 0),
    lambda g, y, x: g * hyp0f1(1.5, 0.25 * square(x)),
    domain=on((-3.0, 3.0)),
    symbol="Shi",
    internal=True,
    doc=r"""Hyperbolic sine integral: :math:`\int_0^x \frac{\sinh t}{t} dt`.""",
)
_chi: Op = elementwise(
    "hyperbolic_cosine_integral",
    _part("shichi", 1),
    lambda g, y, x: g * (cosh(x) / x),
    domain=_POSITIVE,
    symbol="Chi",
    internal=True,
    doc=r"""Hyperbolic cosine integral.""",
)
_fresnel_s: Op = elementwise(
    "fresnel_sine",
    _part("fresnel", 0),
    lambda g, y, z: g * sin(math.pi / 2 * square(z)),
    domain=on((-2.0, 2.0)),
    symbol="S",
    internal=True,
    doc=r"""Integral of Fresnel: :math:`\int_0^z \sin(\pi t^2 / 2) dt`.""",
)
_fresnel_c: Op = elementwise(
    "fresnel_cosine",
    _part("fresnel", 1),
    lambda g, y, z: g * cos(math.pi / 2 * square(z)),
    domain=on((-2.0, 2.0)),
    symbol="C",
    internal=True,
    doc=r"""Integral of Fresnel: :math:`\int_0^z \cos(\pi t^2 / 2) dt`.""",
)


@expression(numpy="scipy.special.sici")
def sici(x: Any) -> tuple[Any, Any]:
    r"""Sine and cosine integrals.

    Examples
    --------
    >>> mg.special.sici(mg.tensor(1.0))
    (tensor(0.94608307), tensor(0.33740392))
    """
    return _si(x), _ci(x)


@expression(numpy="scipy.special.shichi")
def shichi(x: Any) -> tuple[Any, Any]:
    r"""Hyperbolic sine and cosine integrals.

    Examples
    --------
    >>> mg.special.shichi(mg.tensor(1.0))
    (tensor(1.05725088), tensor(0.83786694))
    """
    return _shi(x), _chi(x)


@expression(numpy="scipy.special.fresnel")
def fresnel(z: Any) -> tuple[Any, Any]:
    r"""Integrals of Fresnel, of the sine and of the cosine of :math:`\pi t^2 / 2`.

    Examples
    --------
    >>> mg.special.fresnel(mg.tensor(1.0))
    (tensor(0.43825915), tensor(0.7798934))
    """
    return _fresnel_s(z), _fresnel_c(z)


def _spence_rule(g: Any, y: Any, z: Any) -> Any:
    near = absolute(z - 1) < 0.5
    far = where(near, 2.0, z)
    series = hyp2f1(1.0, 1.0, 2.0, where(near, 1 - z, 0.0))
    return g * where(near, -series, log(far) / (1 - far))


spence: Op = elementwise(
    "spence",
    lambda z: call("spence", z),
    _spence_rule,
    numpy="scipy.special.spence",
    domain=on((0.2, 3.0)),
    doc=r"""Spence's function, a dilogarithm: :math:`\int_1^z \frac{\log t}{1 - t} dt`.

    Examples
    --------
    >>> z = mg.tensor([1.0, 2.0], requires_grad=True)
    >>> mg.special.spence(z).sum().backward()
    >>> z.grad
    tensor([-1.        , -0.69314718])
    """,
)
