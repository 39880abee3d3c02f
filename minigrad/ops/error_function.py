"""The error function, which NumPy does not have.

W. J. Cody, "Rational Chebyshev approximations for the error function", Mathematics of Computation
23 (1969): a ratio of polynomials on each of three intervals, right to double precision.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.elementwise import clip, exp, square
from minigrad.ops.families import elementwise
from minigrad.ops.shapes import as_floating

_NEAR, _FAR = 0.46875, 4.0  # where one ratio ends and the next begins
_END = 28.0  # from here on exp(-x²) is 0 in double precision
_SLOPE = 2 / math.sqrt(math.pi)

# Coefficients from the highest power down; the denominators begin with 1.
_NEAR_TOP = (0.185777706184603153, 3.16112374387056560, 113.864154151050156, 377.485237685302021,
             3209.37758913846947)  # fmt: skip
_NEAR_BOTTOM = (1.0, 23.6012909523441209, 244.024637934444173, 1282.61652607737228,
                2844.23683343917062)  # fmt: skip
_MIDDLE_TOP = (2.15311535474403846e-8, 0.564188496988670089, 8.88314979438837594,
               66.1191906371416295, 298.635138197400131, 881.952221241769090, 1712.04761263407058,
               2051.07837782607147, 1230.33935479799725)  # fmt: skip
_MIDDLE_BOTTOM = (1.0, 15.7449261107098347, 117.693950891312499, 537.181101862009858,
                  1621.38957456669019, 3290.79923573345963, 4362.61909014324716,
                  3439.36767414372164, 1230.33935480374942)  # fmt: skip
_FAR_TOP = (1.63153871373020978e-2, 0.305326634961232344, 0.360344899949804439,
            0.125781726111229246, 1.60837851487422766e-2, 6.58749161529837803e-4)  # fmt: skip
_FAR_BOTTOM = (1.0, 2.56852019228982242, 1.87295284992346725, 0.527905102951428412,
               6.05183413124413191e-2, 2.33520497626869185e-3)  # fmt: skip


def _ratio(x: Any, top: tuple[float, ...], bottom: tuple[float, ...]) -> Any:
    a, b = top[0], bottom[0]
    for p, q in zip(top[1:], bottom[1:], strict=True):
        a = a * x + p
        b = b * x + q
    return a / b


def _erf_near(x: Any) -> Any:
    """``erf(x)`` for small ``x``."""
    x = np.clip(x, -_NEAR, _NEAR)
    return x * _ratio(x * x, _NEAR_TOP, _NEAR_BOTTOM)


def _erfc_away(size: Any) -> Any:
    """``erfc(size)`` for ``size`` that is not small."""
    size = np.clip(size, _NEAR, _END)
    far = np.maximum(size, _FAR)
    z = 1 / (far * far)
    tail = (1 / math.sqrt(math.pi) - z * _ratio(z, _FAR_TOP, _FAR_BOTTOM)) / far
    middle = _ratio(np.minimum(size, _FAR), _MIDDLE_TOP, _MIDDLE_BOTTOM)
    # The square is split, since its rounding error would grow with it: coarse² is exact.
    coarse = np.trunc(size * 16) / 16
    rest = (size - coarse) * (size + coarse)
    return np.exp(-coarse * coarse) * np.exp(-rest) * np.where(size <= _FAR, middle, tail)


def _erf(x: Any) -> Any:
    x, exact = _in_double(x)
    size = np.abs(exact)
    away = np.copysign(1 - _erfc_away(size), exact)
    return np.where(size <= _NEAR, _erf_near(exact), away).astype(x.dtype)


def _erfc(x: Any) -> Any:
    x, exact = _in_double(x)
    away = _erfc_away(np.abs(exact))
    near = 1 - _erf_near(exact)
    result = np.where(np.abs(exact) <= _NEAR, near, np.where(exact < 0, 2 - away, away))
    return result.astype(x.dtype)


def _in_double(x: Any) -> tuple[Any, Any]:
    """``x`` as floating point, and as float64."""
    x = as_floating(x)
    if x.dtype.kind == "c":
        raise TypeError("the error function is here for real numbers only, not for complex ones")
    return x, x.astype(np.float64)


def _bell(x: Any) -> Any:
    r""":math:`2 e^{-x^2} / \sqrt\pi`; no square overflows, and beyond the end it is 0 anyway."""
    return _SLOPE * exp(-square(clip(x, -_END, _END)))


_WIDE = Domain(((-4.5, 4.5),), analytic=False)

erf: Op = elementwise(
    "erf",
    _erf,
    lambda g, y, x: g * _bell(x),
    numpy="scipy.special.erf",
    domain=_WIDE,
    doc=r"""Error function: :math:`\frac{2}{\sqrt\pi} \int_0^x e^{-s^2} ds`, elementwise.

    To double precision; float32 and float16 are rounded from it. Source: W. J. Cody (1969).

    Examples
    --------
    >>> mg.erf(mg.tensor([0.0, 0.5, 1.0]))
    tensor([0.        , 0.52049988, 0.84270079])
    """,
)
erfc: Op = elementwise(
    "erfc",
    _erfc,
    lambda g, y, x: -g * _bell(x),
    numpy="scipy.special.erfc",
    domain=_WIDE,
    doc=r"""Complementary error function: ``1 - erf(x)``, with all its digits for large ``x`` too.

    Examples
    --------
    >>> mg.erfc(mg.tensor([0.0, 1.0, 10.0]))
    tensor([1.00000000e+00, 1.57299207e-01, 2.08848758e-45])
    """,
)
