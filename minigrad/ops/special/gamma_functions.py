"""The gamma function and its relatives, by SciPy's names."""

from __future__ import annotations

import math
from typing import Any

from minigrad.core.op import Op
from minigrad.ops.elementwise import clip, cos, maximum, power
from minigrad.ops.families import elementwise, expression
from minigrad.ops.logic import where, zeros_like
from minigrad.ops.shapes import as_floating
from minigrad.ops.special.scipys import call, held, on

_POSITIVE = on((0.3, 4.0))
_TWO_POSITIVE = on((0.3, 4.0), (0.3, 4.0))

gamma: Op = elementwise(
    "gamma",
    lambda x: call("gamma", x),
    lambda g, y, x: g * y * digamma(x),
    numpy="scipy.special.gamma",
    domain=_POSITIVE,
    symbol="Γ",
    doc=r"""Gamma function: :math:`\Gamma(x) = \int_0^\infty t^{x - 1} e^{-t} dt`.

    Examples
    --------
    >>> mg.special.gamma(mg.tensor([0.5, 5.0]))
    tensor([ 1.77245385, 24.        ])
    """,
)
gammaln: Op = elementwise(
    "gammaln",
    lambda x: call("gammaln", x),
    lambda g, y, x: g * digamma(x),
    numpy="scipy.special.gammaln",
    domain=_POSITIVE,
    doc=r"""Logarithm of the gamma function's size: :math:`\log |\Gamma(x)|`.

    Examples
    --------
    >>> x = mg.tensor([1.0, 200.0], requires_grad=True)
    >>> mg.special.gammaln(x).sum().backward()
    >>> x.grad
    tensor([-0.57721566,  5.29581528])
    """,
)
loggamma: Op = elementwise(
    "loggamma",
    lambda z: call("loggamma", z),
    lambda g, y, z: g * digamma(z),
    numpy="scipy.special.loggamma",
    domain=_POSITIVE,
    doc=r"""Logarithm of the gamma function, of complex numbers too; NaN where it is not real.

    Examples
    --------
    >>> mg.special.loggamma(mg.tensor([0.5, 1j])).numpy().round(4)
    array([ 0.5724+0.j    , -0.6509-1.8724j])
    """,
)
gammasgn: Op = elementwise(
    "gammasgn",
    lambda x: call("gammasgn", x),
    lambda g, y, x: zeros_like(y),
    numpy="scipy.special.gammasgn",
    domain=_POSITIVE,
    doc="""Sign of the gamma function; the derivative is 0.

    Examples
    --------
    >>> mg.special.gammasgn(mg.tensor([-0.5, 0.5]))
    tensor([-1.,  1.])
    """,
)


def _rgamma_rule(g: Any, y: Any, x: Any) -> Any:
    """By reflection below 1/2: at the poles of the gamma function its own rule is 0 times inf."""
    low = clip(x, max=0.5)
    reflected = cos(math.pi * low) * gamma(1 - low) - y * digamma(1 - low)
    return g * where(x > 0.5, -y * digamma(maximum(x, 0.5)), reflected)


rgamma: Op = elementwise(
    "rgamma",
    lambda x: call("rgamma", x),
    _rgamma_rule,
    numpy="scipy.special.rgamma",
    domain=on((-1.8, 2.5)),
    doc=r"""Reciprocal of the gamma function, smooth everywhere: :math:`1 / \Gamma(x)`.

    Examples
    --------
    >>> x = mg.tensor([-1.0, 0.0, 3.0], requires_grad=True)
    >>> y = mg.special.rgamma(x)
    >>> y
    tensor([0. , 0. , 0.5], op=rgamma)
    >>> y.sum().backward()
    >>> x.grad
    tensor([-1.        ,  1.        , -0.46139217])
    """,
)


def _trigamma(x: Any) -> Any:
    return polygamma(1, x)


digamma: Op = elementwise(
    "digamma",
    lambda x: call("psi", x),
    lambda g, y, x: g * _trigamma(x),
    numpy="scipy.special.psi",
    aliases=("psi",),
    domain=_POSITIVE,
    symbol="ψ",
    doc=r"""Digamma function: :math:`\psi(x) = \Gamma'(x) / \Gamma(x)`.

    Examples
    --------
    >>> mg.special.digamma(mg.tensor([1.0, 10.0]))
    tensor([-0.57721566,  2.25175259])
    """,
)
_hurwitz: Op = elementwise(
    "hurwitz_zeta",
    lambda q, x: call("zeta", x, q),
    lambda g, y, q, x: -g * (x * _hurwitz(x + 1, q)),
    None,
    arguments=lambda x, q: ((q, held(x, "zeta", "x")), {}),
    domain=on((0.5, 3.0), held=(2.5,)),
    symbol="ζ",
    internal=True,
    doc=r"""Hurwitz's zeta function: :math:`\sum_k (k + q)^{-x}`.""",
)
_riemann: Op = elementwise(
    "riemann_zeta",
    lambda x: call("zeta", x),
    arguments=lambda x: ((held(x, "zeta", "x"),), {}),
    domain=on((1.5, 4.0)),
    symbol="ζ",
    internal=True,
    doc=r"""Riemann's zeta function, of values.""",
)


@expression()
def zeta(x: Any, q: Any = None) -> Any:
    r"""Zeta function of Hurwitz, :math:`\sum_k (k + q)^{-x}`, or of Riemann, without ``q``.

    There is a derivative by ``q`` only.

    Examples
    --------
    >>> q = mg.tensor([1.0, 2.0], requires_grad=True)
    >>> mg.special.zeta(2, q).sum().backward()
    >>> q.grad
    tensor([-2.40411381, -0.40411381])
    """
    return _riemann(x) if q is None else _hurwitz(x, q)


@expression()
def polygamma(n: Any, x: Any) -> Any:
    r"""Polygamma functions: the derivative of order ``n`` of :math:`\psi`, by ``x``.

    Examples
    --------
    >>> mg.special.polygamma(1, mg.tensor([1.0, 2.0]))
    tensor([1.64493407, 0.64493407])
    """
    if isinstance(n, int):
        size = float(call("gamma", n + 1.0))
        return _hurwitz(n + 1.0, x) * (size if n % 2 else -size) if n else digamma(x)
    n = maximum(as_floating(held(n, "polygamma", "n")), 0.0)
    above = maximum(n, 1.0)
    higher = power(-1.0, above + 1) * gamma(above + 1) * _hurwitz(above + 1, x)
    return where(n == 0, digamma(x), higher)


beta: Op = elementwise(
    "beta",
    lambda a, b: call("beta", a, b),
    lambda g, y, a, b: g * y * (digamma(a) - digamma(a + b)),
    lambda g, y, a, b: g * y * (digamma(b) - digamma(a + b)),
    numpy="scipy.special.beta",
    domain=_TWO_POSITIVE,
    symbol="Β",
    doc=r"""Beta function: :math:`\Gamma(a) \Gamma(b) / \Gamma(a + b)`.

    Examples
    --------
    >>> mg.special.beta(mg.tensor(2.0), 3.0)
    tensor(0.08333333)
    """,
)
betaln: Op = elementwise(
    "betaln",
    lambda a, b: call("betaln", a, b),
    lambda g, y, a, b: g * (digamma(a) - digamma(a + b)),
    lambda g, y, a, b: g * (digamma(b) - digamma(a + b)),
    numpy="scipy.special.betaln",
    domain=_TWO_POSITIVE,
    doc=r"""Logarithm of the beta function's size.

    Examples
    --------
    >>> mg.special.betaln(mg.tensor(200.0), 300.0)
    tensor(-337.98011307)
    """,
)


@expression()
def multigammaln(a: Any, d: int) -> Any:
    r"""Logarithm of the gamma function of ``d`` dimensions; NaN up to :math:`a = (d - 1) / 2`.

    :math:`\frac{d (d - 1)}{4} \log \pi + \sum_{j=0}^{d-1} \log \Gamma(a - j / 2)`.

    Examples
    --------
    >>> mg.special.multigammaln(mg.tensor(3.0), 2)
    tensor(1.55019499)
    """
    a = as_floating(a)
    parts = [gammaln(a - j / 2) for j in range(d)]
    total = sum(parts[1:], parts[0]) + d * (d - 1) / 4 * math.log(math.pi)
    return where(a > (d - 1) / 2, total, math.nan)
