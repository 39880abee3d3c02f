"""Logistic functions and transformations by powers, logarithms and roots."""

from __future__ import annotations

import math
from typing import Any

from minigrad.core.op import Op
from minigrad.ops.activation import sigmoid, softplus
from minigrad.ops.elementwise import clip, exp, log, log1p, power, sqrt
from minigrad.ops.families import elementwise, expression
from minigrad.ops.logic import where, zeros_like
from minigrad.ops.shapes import as_floating
from minigrad.ops.special.hypergeometric import exprel_slope
from minigrad.ops.special.scipys import call, in_dtype_of, on, scipys


@expression(numpy="scipy.special.expit")
def expit(x: Any) -> Any:
    r"""Logistic function: `minigrad.sigmoid` by SciPy's name.

    Examples
    --------
    >>> mg.special.expit(mg.tensor([-1000.0, 0.0]))
    tensor([0. , 0.5])
    """
    return sigmoid(x)


@expression(numpy="scipy.special.log_expit")
def log_expit(x: Any) -> Any:
    r"""Logarithm of the logistic function: :math:`-\log(1 + e^{-x})`.

    Examples
    --------
    >>> mg.special.log_expit(mg.tensor([-1000.0, 0.0]))
    tensor([-1.00000000e+03, -6.93147181e-01])
    """
    return -softplus(-as_floating(x))


logit: Op = elementwise(
    "logit",
    lambda p: call("logit", p),
    lambda g, y, p: g / (p * (1 - p)),
    numpy="scipy.special.logit",
    domain=on((0.1, 0.9)),
    doc=r"""Inverse of the logistic function: :math:`\log \frac{p}{1 - p}`.

    Examples
    --------
    >>> mg.special.logit(mg.tensor([0.5, 0.75]))
    tensor([0.        , 1.09861229])
    """,
)


@expression(numpy="scipy.special.exp10")
def exp10(x: Any) -> Any:
    r"""Power of ten: :math:`10^x`.

    Examples
    --------
    >>> mg.special.exp10(mg.tensor([-1.0, 2.0]))
    tensor([  0.1, 100. ])
    """
    return power(10.0, as_floating(x))


def _by_exponent(g: Any, x: Any, lmbda: Any, zero: float, logarithm: Any) -> Any:
    """The derivative of ``(e^(l m) - 1) / m`` by ``m``, where ``l`` is a logarithm."""
    ends = x == zero
    size = logarithm(where(ends, 1.0, x))
    inside = size * size * exprel_slope(lmbda * size)
    return g * where(ends, 1 / where(ends, lmbda, 1.0) ** 2, inside)


boxcox: Op = elementwise(
    "boxcox",
    lambda x, lmbda: call("boxcox", x, lmbda),
    lambda g, y, x, lmbda: g * x ** (lmbda - 1),
    lambda g, y, x, lmbda: _by_exponent(g, x, lmbda, 0.0, log),
    numpy="scipy.special.boxcox",
    domain=on((0.3, 3.0), (-1.5, 1.5)),
    doc=r"""Transformation of Box and Cox: :math:`(x^\lambda - 1) / \lambda`, the logarithm at 0.

    Examples
    --------
    >>> exponent = mg.tensor([0.0, 2.0], requires_grad=True)
    >>> mg.special.boxcox(3.0, exponent).sum().backward()
    >>> exponent.grad
    tensor([0.60347448, 2.9437553 ])
    """,
)
boxcox1p: Op = elementwise(
    "boxcox1p",
    lambda x, lmbda: call("boxcox1p", x, lmbda),
    lambda g, y, x, lmbda: g * (1 + x) ** (lmbda - 1),
    lambda g, y, x, lmbda: _by_exponent(g, x, lmbda, -1.0, log1p),
    numpy="scipy.special.boxcox1p",
    domain=on((-0.5, 2.0), (-1.5, 1.5)),
    doc=r"""Transformation of Box and Cox of ``1 + x``.

    Examples
    --------
    >>> mg.special.boxcox1p(mg.tensor([1e-20, 2.0]), 2.0)
    tensor([1.e-20, 4.e+00])
    """,
)


@expression(numpy="scipy.special.huber")
def huber(delta: Any, r: Any) -> Any:
    r"""Huber's function: :math:`r^2 / 2` up to ``delta``, then straight.

    Examples
    --------
    >>> mg.special.huber(1.0, mg.tensor([-0.5, 3.0]))
    tensor([0.125, 2.5  ])
    """
    r = as_floating(r)
    near = clip(r, -delta, delta)
    return where(zeros_like(r) > delta, math.inf, near * (r - 0.5 * near))


@expression(numpy="scipy.special.pseudo_huber")
def pseudo_huber(delta: Any, r: Any) -> Any:
    r"""Smooth form of Huber's function: :math:`\delta^2 (\sqrt{1 + (r / \delta)^2} - 1)`.

    Examples
    --------
    >>> mg.special.pseudo_huber(1.0, mg.tensor([0.0, 1.0]))
    tensor([0.        , 0.41421356])
    """
    r = as_floating(r)
    ratio = r / delta
    curved = r * r / (1 + sqrt(1 + ratio * ratio))
    return where(zeros_like(r) > delta, math.inf, curved)


def _lambertw(z: Any, k: int = 0) -> Any:
    return in_dtype_of(scipys("lambertw")(z, k), z)


lambertw: Op = elementwise(
    "lambertw",
    _lambertw,
    lambda g, y, z, k: g * exp(-y) / (1 + y),
    domain=on((0.2, 3.0)),
    doc=r"""Lambert's function: the complex ``w`` for which :math:`w e^w = z`, on its branch ``k``.

    Examples
    --------
    >>> mg.special.lambertw(mg.tensor([0.0, 1.0])).numpy().real
    array([0.        , 0.56714329])
    """,
)
