"""Powers and logarithms in other bases, and sums of exponentials, element by element."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.elementwise import POSITIVE, exp, multiply, power, square
from minigrad.ops.families import elementwise, expression
from minigrad.ops.logic import isfinite, where
from minigrad.ops.shapes import astype

exp2: Op = elementwise(
    "exp2",
    np.exp2,
    lambda g, y, x: g * (y * math.log(2)),
    numpy=(np.exp2, "scipy.special.exp2"),
    doc=r"""Power of two: :math:`2^x`, elementwise.

    Examples
    --------
    >>> mg.exp2(mg.tensor([0.0, 3.0]))
    tensor([1., 8.])
    """,
)
log2: Op = elementwise(
    "log2",
    np.log2,
    lambda g, y, x: g / x / math.log(2),
    numpy=np.log2,
    domain=POSITIVE,
    doc=r"""Logarithm to base 2, elementwise; the derivative is :math:`1 / (x \ln 2)`.

    Examples
    --------
    >>> mg.log2(mg.tensor([1.0, 8.0]))
    tensor([0., 3.])
    """,
)
log10: Op = elementwise(
    "log10",
    np.log10,
    lambda g, y, x: g / x / math.log(10),
    numpy=np.log10,
    domain=POSITIVE,
    doc=r"""Logarithm to base 10, elementwise; the derivative is :math:`1 / (x \ln 10)`.

    Examples
    --------
    >>> mg.log10(mg.tensor([1.0, 1000.0]))
    tensor([0., 3.])
    """,
)
reciprocal: Op = elementwise(
    "reciprocal",
    np.reciprocal,
    lambda g, y, x: -g * y * y,
    numpy=np.reciprocal,
    domain=Domain(((0.3, 2.0),)),
    doc=r"""Reciprocal: :math:`1 / x`, elementwise; the derivative is :math:`-1 / x^2`.

    Examples
    --------
    >>> mg.reciprocal(mg.tensor([1.0, 4.0]))
    tensor([1.  , 0.25])
    """,
)
cbrt: Op = elementwise(
    "cbrt",
    np.cbrt,
    lambda g, y, x: g / (3 * square(y)),
    numpy=(np.cbrt, "scipy.special.cbrt"),
    domain=Domain(((-2.0, 2.0),), kinks=(0.0, 0.1, -0.1), analytic=False),
    doc=r"""Cube root, elementwise, of negative numbers too; the derivative at 0 is infinite.

    Examples
    --------
    >>> mg.cbrt(mg.tensor([8.0, -27.0]))
    tensor([ 2., -3.])
    """,
)


def _share(g: Any, y: Any, mine: Any, other: Any, base: float) -> Any:
    """``g`` times the part that mine has in a sum of exponentials; of infinite ones, half."""
    finite = isfinite(y)
    difference = where(finite, mine - where(finite, y, 0.0), 0.0)
    part = exp(difference) if base == math.e else exp2(difference)
    of_infinite = where(mine == y, where(other == y, 0.5, 1.0), 0.0)
    return g * where(finite, part, of_infinite)


logaddexp: Op = elementwise(
    "logaddexp",
    np.logaddexp,
    lambda g, y, a, b: _share(g, y, a, b, math.e),
    lambda g, y, a, b: _share(g, y, b, a, math.e),
    numpy=np.logaddexp,
    domain=Domain(analytic=False),
    doc=r"""Logarithm of a sum of exponentials: :math:`\log(e^a + e^b)`, elementwise.

    It does not overflow; of equal infinities each has half of the gradient.

    Examples
    --------
    >>> mg.logaddexp(mg.tensor([0.0, 1000.0]), 0.0)
    tensor([6.93147181e-01, 1.00000000e+03])
    """,
)
logaddexp2: Op = elementwise(
    "logaddexp2",
    np.logaddexp2,
    lambda g, y, a, b: _share(g, y, a, b, 2.0),
    lambda g, y, a, b: _share(g, y, b, a, 2.0),
    numpy=np.logaddexp2,
    domain=Domain(analytic=False),
    doc=r"""Logarithm of a sum of powers of two: :math:`\log_2(2^a + 2^b)`, elementwise.

    Examples
    --------
    >>> mg.logaddexp2(mg.tensor([0.0, 3.0]), 3.0)
    tensor([3.169925, 4.      ])
    """,
)


@expression(numpy=np.float_power)
def float_power(x1: Any, x2: Any) -> Any:
    """Power in at least double precision, elementwise.

    Examples
    --------
    >>> mg.float_power(mg.tensor([2, 3]), -1)
    tensor([0.5       , 0.33333333])
    """
    dtype = np.result_type(x1, x2, np.float64)
    return power(astype(x1, dtype), astype(x2, dtype))


@expression(numpy=np.ldexp)
def ldexp(x1: Any, x2: Any) -> Any:
    r"""Product with a power of two: :math:`x_1 2^{x_2}`, elementwise.

    Examples
    --------
    >>> mg.ldexp(mg.tensor([1.0, 3.0]), [1, 2])
    tensor([ 2., 12.])
    """
    dtype = getattr(x1, "dtype", np.dtype(np.float64))
    return multiply(x1, exp2(astype(x2, dtype if dtype.kind == "f" else np.float64)))
