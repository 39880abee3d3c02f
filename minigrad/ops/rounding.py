"""Rounding, remainders, signs and parts of numbers, element by element.

What is rounded has derivative 0, as in PyTorch: it is recorded, and no gradient comes through.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.complex_numbers import is_complex
from minigrad.ops.elementwise import absolute, multiply, positive, sign
from minigrad.ops.families import elementwise, expression
from minigrad.ops.logic import isnan, where, zeros_like
from minigrad.ops.shapes import astype

_HALVES = tuple(i / 2 for i in range(-6, 7))
_STEPS = Domain(kinks=_HALVES, analytic=False)
_QUOTIENTS = Domain(((0.6, 0.9), (1.1, 1.4)), analytic=False)

_rounded = partial(elementwise, domain=_STEPS)

floor: Op = _rounded(
    "floor",
    np.floor,
    lambda g, y, x: zeros_like(g),
    numpy=np.floor,
    doc="""The integer below, elementwise; the derivative is 0.

    Examples
    --------
    >>> mg.floor(mg.tensor([1.5, -1.5]))
    tensor([ 1., -2.])
    """,
)
ceil: Op = _rounded(
    "ceil",
    np.ceil,
    lambda g, y, x: zeros_like(g),
    numpy=np.ceil,
    doc="""The integer above, elementwise; the derivative is 0.

    Examples
    --------
    >>> mg.ceil(mg.tensor([1.5, -1.5]))
    tensor([ 2., -1.])
    """,
)
trunc: Op = _rounded(
    "trunc",
    np.trunc,
    lambda g, y, x: zeros_like(g),
    numpy=(np.trunc, np.fix),
    aliases=("fix",),
    doc="""The integer towards 0, elementwise; the derivative is 0.

    Examples
    --------
    >>> mg.trunc(mg.tensor([1.5, -1.5]))
    tensor([ 1., -1.])
    """,
)
rint: Op = _rounded(
    "rint",
    np.rint,
    lambda g, y, x: zeros_like(g),
    numpy=np.rint,
    doc="""The nearest integer, elementwise, of two the even one; the derivative is 0.

    Examples
    --------
    >>> mg.rint(mg.tensor([1.5, 2.5]))
    tensor([2., 2.])
    """,
)
round: Op = _rounded(
    "round",
    lambda x, decimals=0: np.round(x, decimals),
    lambda g, y, x, decimals: zeros_like(g),
    numpy=(np.round, np.around),
    aliases=("around",),
    doc="""Rounding to ``decimals`` places, elementwise; the derivative is 0.

    Examples
    --------
    >>> mg.round(mg.tensor([1.234, -5.678]), 1)
    tensor([ 1.2, -5.7])
    """,
)


def _floor_divide(a: Any, b: Any) -> Any:
    quotient = np.floor_divide(a, b)
    if quotient.dtype.kind != "f":
        return quotient
    # Where one is infinite NumPy gives NaN, or -1 for -0; the array API standard what a / b does.
    infinite = np.isinf(a) | np.isinf(b)
    if type(quotient) is np.ndarray and not infinite.any():
        return quotient
    return np.where(infinite, np.floor(np.divide(a, b)), quotient).astype(quotient.dtype)


floor_divide: Op = elementwise(
    "floor_divide",
    _floor_divide,
    lambda g, y, a, b: zeros_like(g),
    lambda g, y, a, b: zeros_like(g),
    numpy=np.floor_divide,
    domain=_QUOTIENTS,
    symbol="//",
    doc="""Quotient rounded down: ``a // b``, elementwise; the derivatives are 0.

    Of infinite numbers it is what the array API standard says, ``inf // 2`` is ``inf``, where
    NumPy gives NaN.

    Examples
    --------
    >>> mg.floor_divide(mg.tensor([7.0, -7.0]), 2.0)
    tensor([ 3., -4.])
    """,
)
remainder: Op = elementwise(
    "remainder",
    np.remainder,
    lambda g, y, a, b: g,
    lambda g, y, a, b: -g * floor_divide(a, b),
    numpy=np.remainder,
    aliases=("mod",),
    domain=_QUOTIENTS,
    symbol="%",
    doc="""Remainder with the sign of ``b``: ``a % b = a - b * (a // b)``, elementwise.

    The derivatives are 1 and ``-(a // b)``.

    Examples
    --------
    >>> mg.remainder(mg.tensor([7.0, -7.0]), 3.0)
    tensor([1., 2.])
    """,
)
fmod: Op = elementwise(
    "fmod",
    np.fmod,
    lambda g, y, a, b: g,
    lambda g, y, a, b: -g * trunc(a / b),
    numpy=np.fmod,
    domain=_QUOTIENTS,
    doc="""Remainder with the sign of ``a``, elementwise.

    The derivatives are 1 and ``-trunc(a / b)``.

    Examples
    --------
    >>> mg.fmod(mg.tensor([7.0, -7.0]), 3.0)
    tensor([ 1., -1.])
    """,
)


@expression(numpy=np.divmod)
def divmod(x1: Any, x2: Any) -> tuple[Any, Any]:
    """Quotient rounded down and remainder: ``(x1 // x2, x1 % x2)``, elementwise.

    Examples
    --------
    >>> mg.divmod(mg.tensor(7.0), 3.0)
    (tensor(2.), tensor(1.))
    """
    return floor_divide(x1, x2), remainder(x1, x2)


@expression(numpy=np.modf)
def modf(x: Any) -> tuple[Any, Any]:
    """Fractional and integral part, both with the sign of ``x``, elementwise.

    Examples
    --------
    >>> mg.modf(mg.tensor(-2.5))
    (tensor(-0.5), tensor(-2.))
    """
    integral = trunc(x)
    # Infinity has the fractional part 0.
    return where(absolute(x) == np.inf, multiply(sign(x), 0.0), x - integral), integral


_exponent: Op = elementwise(
    "exponent",
    lambda x: np.frexp(x)[1],
    symbol="frexp",
    internal=True,
    domain=Domain(),
    doc="""The exponent of `frexp`.""",
)


@expression(numpy=np.frexp)
def frexp(x: Any) -> tuple[Any, Any]:
    r"""Mantissa in [0.5, 1) and exponent: :math:`x = m 2^e`, elementwise.

    Examples
    --------
    >>> mg.frexp(mg.tensor(6.0))
    (tensor(0.75), tensor(3, dtype=int32))
    """
    exponent = _exponent(x)
    # In two steps, as the power of a subnormal number's exponent would overflow.
    half = floor_divide(exponent, 2)
    dtype = getattr(x, "dtype", np.dtype(np.float64))
    dtype = dtype if dtype.kind == "f" else np.dtype(np.float64)
    return x * astype(2.0 ** astype(-half, dtype), dtype) * astype(
        2.0 ** astype(half - exponent, dtype), dtype
    ), exponent


@expression(numpy=np.fabs)
def fabs(x: Any) -> Any:
    """Absolute value of real numbers, elementwise; integers become floats.

    Examples
    --------
    >>> mg.fabs(mg.tensor([-2.0, 0.0]))
    tensor([2., 0.])
    """
    if is_complex(x):
        raise TypeError("fabs is for real numbers; absolute is for complex ones too")
    kind = getattr(x, "dtype", np.dtype(np.float64)).kind
    return absolute(x if kind == "f" else astype(x, np.float64))


copysign: Op = elementwise(
    "copysign",
    np.copysign,
    lambda g, y, a, b: g * _sign_of_product(a, b),
    lambda g, y, a, b: zeros_like(g),
    numpy=np.copysign,
    domain=Domain(kinks=(0.0,), analytic=False),
    doc="""The size of ``a`` with the sign of ``b``, elementwise; the derivative at ``a = 0`` is 0.

    Examples
    --------
    >>> mg.copysign(mg.tensor([1.0, -2.0]), [-0.0, 3.0])
    tensor([-1.,  2.])
    """,
)
signbit: Op = elementwise(
    "signbit",
    np.signbit,
    numpy=np.signbit,
    doc="""Test for a minus sign, -0.0 included, elementwise.

    Examples
    --------
    >>> mg.signbit(mg.tensor([-0.0, 1.0]))
    tensor([ True, False])
    """,
)


def _sign_of_product(a: Any, b: Any) -> Any:
    return sign(a) * where(signbit(b), -1.0, 1.0)


heaviside: Op = elementwise(
    "heaviside",
    np.heaviside,
    lambda g, y, a, b: zeros_like(g),
    lambda g, y, a, b: where(a == 0, g, 0.0),
    numpy=np.heaviside,
    domain=Domain(kinks=(0.0,), analytic=False),
    doc="""Step function: 0 below 0, 1 above, ``b`` at 0, elementwise.

    Examples
    --------
    >>> mg.heaviside(mg.tensor([-1.0, 0.0, 2.0]), 0.5)
    tensor([0. , 0.5, 1. ])
    """,
)


@expression(numpy=np.nan_to_num)
def nan_to_num(
    x: Any, copy: bool = True, nan: float = 0.0, posinf: Any = None, neginf: Any = None
) -> Any:
    """NaN and infinities as finite numbers, elementwise; no gradient flows through those.

    By default NaN is 0, infinities the largest and the smallest number of the dtype.

    Examples
    --------
    >>> mg.nan_to_num(mg.tensor([np.nan, 1.0]))
    tensor([0., 1.])
    """
    if is_complex(x):
        return nan_to_num(x.real, copy, nan, posinf, neginf) + 1j * nan_to_num(
            x.imag, copy, nan, posinf, neginf
        )
    dtype = getattr(x, "dtype", np.dtype(np.float64))
    if dtype.kind != "f":
        return positive(x)
    limits = np.finfo(dtype)
    high = limits.max if posinf is None else posinf
    low = limits.min if neginf is None else neginf
    finite = where(x == np.inf, high, where(x == -np.inf, low, x))
    return where(isnan(x), nan, finite)


@expression(numpy=np.real_if_close)
def real_if_close(a: Any, tol: float = 100) -> Any:
    """Real part of complex numbers whose imaginary parts are all within ``tol`` epsilons of 0.

    Examples
    --------
    >>> mg.real_if_close(mg.tensor([1 + 1e-15j, 2.0]))
    tensor([1., 2.])
    """
    if not is_complex(a):
        return a
    width = tol * np.finfo(a.dtype).eps if tol > 1 else tol
    return a.real if bool((absolute(a.imag) < width).all()) else a
