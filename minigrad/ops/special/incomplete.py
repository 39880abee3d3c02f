"""Incomplete gamma and beta functions: distributions, their complements and inverses."""

from __future__ import annotations

from typing import Any

from minigrad.core.op import Op
from minigrad.ops.elementwise import exp
from minigrad.ops.families import elementwise
from minigrad.ops.special.entropies import xlog1py, xlogy
from minigrad.ops.special.gamma_functions import betaln, gammaln
from minigrad.ops.special.scipys import call, held, on


def _gamma_density(a: Any, x: Any) -> Any:
    return exp(xlogy(a - 1, x) - x - gammaln(a))


def _beta_density(a: Any, b: Any, x: Any) -> Any:
    return exp(xlogy(a - 1, x) + xlog1py(b - 1, -x) - betaln(a, b))


def _of_gamma(name: str) -> Any:
    return lambda a, x: ((x, held(a, name, "a")), {})


def _of_beta(name: str) -> Any:
    return lambda a, b, x: ((x, held(a, name, "a"), held(b, name, "b")), {})


_WIDE = on((0.3, 4.0), held=(2.5,))
_PROBABILITY = on((0.1, 0.9), held=(2.5,))
_OF_TWO_SHAPES = on((0.1, 0.9), held=(2.5, 1.5))

gammainc: Op = elementwise(
    "gammainc",
    lambda x, a: call("gammainc", a, x),
    lambda g, y, x, a: g * _gamma_density(a, x),
    None,
    arguments=_of_gamma("gammainc"),
    numpy="scipy.special.gammainc",
    domain=_WIDE,
    doc=r"""Incomplete gamma function, regularised: the gamma distribution, with a derivative by x.

    :math:`\frac{1}{\Gamma(a)} \int_0^x t^{a - 1} e^{-t} dt`.

    Examples
    --------
    >>> mg.special.gammainc(2.0, mg.tensor([0.0, 1.0]))
    tensor([0.        , 0.26424112])
    """,
)
gammaincc: Op = elementwise(
    "gammaincc",
    lambda x, a: call("gammaincc", a, x),
    lambda g, y, x, a: -g * _gamma_density(a, x),
    None,
    arguments=_of_gamma("gammaincc"),
    numpy="scipy.special.gammaincc",
    domain=_WIDE,
    doc=r"""Complement of `gammainc`, with all its digits where it is small.

    Examples
    --------
    >>> mg.special.gammaincc(2.0, mg.tensor([0.0, 100.0]))
    tensor([1.00000000e+00, 3.75727674e-42])
    """,
)
gammaincinv: Op = elementwise(
    "gammaincinv",
    lambda y, a: call("gammaincinv", a, y),
    lambda g, x, y, a: g / _gamma_density(a, x),
    None,
    arguments=_of_gamma("gammaincinv"),
    numpy="scipy.special.gammaincinv",
    domain=_PROBABILITY,
    doc=r"""Inverse of `gammainc` in x.

    Examples
    --------
    >>> mg.special.gammaincinv(1.0, mg.tensor([0.0, 0.5]))
    tensor([0.        , 0.69314718])
    """,
)
gammainccinv: Op = elementwise(
    "gammainccinv",
    lambda y, a: call("gammainccinv", a, y),
    lambda g, x, y, a: -g / _gamma_density(a, x),
    None,
    arguments=_of_gamma("gammainccinv"),
    numpy="scipy.special.gammainccinv",
    domain=_PROBABILITY,
    doc=r"""Inverse of `gammaincc` in x.

    Examples
    --------
    >>> mg.special.gammainccinv(1.0, mg.tensor([0.5, 1e-100]))
    tensor([  0.69314718, 230.2585093 ])
    """,
)
betainc: Op = elementwise(
    "betainc",
    lambda x, a, b: call("betainc", a, b, x),
    lambda g, y, x, a, b: g * _beta_density(a, b, x),
    None,
    None,
    arguments=_of_beta("betainc"),
    numpy="scipy.special.betainc",
    domain=_OF_TWO_SHAPES,
    doc=r"""Incomplete beta function, regularised: the beta distribution, with a derivative by x.

    Examples
    --------
    >>> mg.special.betainc(2.0, 1.0, mg.tensor([0.5, 1.0]))
    tensor([0.25, 1.  ])
    """,
)
betaincc: Op = elementwise(
    "betaincc",
    lambda x, a, b: call("betaincc", a, b, x),
    lambda g, y, x, a, b: -g * _beta_density(a, b, x),
    None,
    None,
    arguments=_of_beta("betaincc"),
    numpy="scipy.special.betaincc",
    domain=_OF_TWO_SHAPES,
    doc=r"""Complement of `betainc`, with all its digits where it is small.

    Examples
    --------
    >>> mg.special.betaincc(2.0, 1.0, mg.tensor([0.5, 1.0]))
    tensor([0.75, 0.  ])
    """,
)
betaincinv: Op = elementwise(
    "betaincinv",
    lambda y, a, b: call("betaincinv", a, b, y),
    lambda g, x, y, a, b: g / _beta_density(a, b, x),
    None,
    None,
    arguments=_of_beta("betaincinv"),
    numpy="scipy.special.betaincinv",
    domain=_OF_TWO_SHAPES,
    doc=r"""Inverse of `betainc` in x.

    Examples
    --------
    >>> mg.special.betaincinv(2.0, 1.0, mg.tensor([0.25, 1.0]))
    tensor([0.5, 1. ])
    """,
)
