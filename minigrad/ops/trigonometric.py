"""Trigonometric and hyperbolic functions, and their inverses, element by element."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.complex_numbers import imag, is_complex, real
from minigrad.ops.elementwise import (
    absolute,
    multiply,
    sqrt,
    square,
)
from minigrad.ops.families import elementwise, expression
from minigrad.ops.logic import where

_INSIDE = Domain(((-0.9, 0.9),))

tan: Op = elementwise(
    "tan",
    np.tan,
    lambda g, y, x: g * (1 + y * y),
    numpy=np.tan,
    domain=Domain(((-1.2, 1.2),)),
    doc=r"""Tangent, elementwise; the derivative is :math:`1 + \tan^2 x`.

    Examples
    --------
    >>> x = mg.tensor([0.0, 1.0], requires_grad=True)
    >>> mg.tan(x).sum().backward()
    >>> x.grad
    tensor([1.        , 3.42551882])
    """,
)
_one_minus_square: Op = elementwise(
    "one_minus_square",
    lambda x: (1 - x) * (1 + x),
    lambda g, y, x: -2 * (g * x),
    internal=True,
    symbol="1 - ·²",
    doc=""":math:`1 - x^2`, of which neither the value nor the derivative cancels.""",
)
arcsin: Op = elementwise(
    "arcsin",
    np.arcsin,
    lambda g, y, x: g / sqrt(_one_minus_square(x)),
    numpy=np.arcsin,
    aliases=("asin",),
    domain=_INSIDE,
    doc=r"""Inverse sine, elementwise; the derivative is :math:`1 / \sqrt{1 - x^2}`.

    Examples
    --------
    >>> mg.arcsin(mg.tensor([0.0, 1.0]))
    tensor([0.        , 1.57079633])
    """,
)
arccos: Op = elementwise(
    "arccos",
    np.arccos,
    lambda g, y, x: -g / sqrt(_one_minus_square(x)),
    numpy=np.arccos,
    aliases=("acos",),
    domain=_INSIDE,
    doc=r"""Inverse cosine, elementwise; the derivative is :math:`-1 / \sqrt{1 - x^2}`.

    Examples
    --------
    >>> mg.arccos(mg.tensor([0.0, 1.0]))
    tensor([1.57079633, 0.        ])
    """,
)


def _arctan_rule(g: Any, y: Any, x: Any) -> Any:
    if is_complex(x):
        return g / (1 + x * x)
    r = _with_one(x)  # no square overflows
    return g / r / r


_with_one: Op = elementwise(
    "hypot_with_one",
    lambda x: np.hypot(x, np.ones_like(x)),
    lambda g, y, x: g * (x / y),
    internal=True,
    symbol="√(1 + ·²)",
    domain=Domain(analytic=False),
    doc=r"""The length of (x, 1): :math:`\sqrt{x^2 + 1}`.""",
)
arctan: Op = elementwise(
    "arctan",
    np.arctan,
    _arctan_rule,
    numpy=np.arctan,
    aliases=("atan",),
    domain=_INSIDE,
    doc=r"""Inverse tangent, elementwise; the derivative is :math:`1 / (1 + x^2)`.

    Examples
    --------
    >>> mg.arctan(mg.tensor([0.0, 1.0]))
    tensor([0.        , 0.78539816])
    """,
)


def _length(a: Any, b: Any) -> Any:
    """The length of (a, b), 1 where it is 0, so that one can divide by it."""
    r = hypot(a, b)
    return where(r == 0, 1.0, r)


hypot: Op = elementwise(
    "hypot",
    np.hypot,
    lambda g, y, a, b: g * (a / where(y == 0, 1.0, y)),
    lambda g, y, a, b: g * (b / where(y == 0, 1.0, y)),
    numpy=np.hypot,
    domain=Domain(((0.2, 2.0), (-2.0, -0.2)), analytic=False),
    doc=r"""Length of a vector: :math:`\sqrt{a^2 + b^2}`, elementwise; no square overflows.

    At the origin, where there is no derivative, it is 0, the subgradient of least norm.

    Examples
    --------
    >>> x = mg.tensor([0.0, 3.0], requires_grad=True)
    >>> mg.hypot(x, [0.0, 4.0]).sum().backward()
    >>> x.grad
    tensor([0. , 0.6])
    """,
)
arctan2: Op = elementwise(
    "arctan2",
    np.arctan2,
    lambda g, y, a, b: g * (b / _length(a, b) / _length(a, b)),
    lambda g, y, a, b: -g * (a / _length(a, b) / _length(a, b)),
    numpy=np.arctan2,
    aliases=("atan2",),
    domain=Domain(((0.2, 2.0), (-2.0, 2.0)), analytic=False),
    doc=r"""Angle of the point (b, a), elementwise: the inverse tangent of ``a / b``, all round.

    The derivatives are :math:`b / (a^2 + b^2)` and :math:`-a / (a^2 + b^2)`, 0 at the origin.

    Examples
    --------
    >>> mg.arctan2(mg.tensor([1.0, -1.0]), mg.tensor([0.0, -1.0]))
    tensor([ 1.57079633, -2.35619449])
    """,
)
sinh: Op = elementwise(
    "sinh",
    np.sinh,
    lambda g, y, x: g * cosh(x),
    numpy=np.sinh,
    doc="""Hyperbolic sine, elementwise; the derivative is the hyperbolic cosine.

    Examples
    --------
    >>> mg.sinh(mg.tensor([0.0, 1.0]))
    tensor([0.        , 1.17520119])
    """,
)
cosh: Op = elementwise(
    "cosh",
    np.cosh,
    lambda g, y, x: g * sinh(x),
    numpy=np.cosh,
    doc="""Hyperbolic cosine, elementwise; the derivative is the hyperbolic sine.

    Examples
    --------
    >>> mg.cosh(mg.tensor([0.0, 1.0]))
    tensor([1.        , 1.54308063])
    """,
)
arcsinh: Op = elementwise(
    "arcsinh",
    np.arcsinh,
    lambda g, y, x: g / (sqrt(1 + x * x) if is_complex(x) else _with_one(x)),
    numpy=np.arcsinh,
    aliases=("asinh",),
    domain=_INSIDE,
    doc=r"""Inverse hyperbolic sine, elementwise; the derivative is :math:`1 / \sqrt{x^2 + 1}`.

    Examples
    --------
    >>> mg.arcsinh(mg.tensor([0.0, 1.0]))
    tensor([0.        , 0.88137359])
    """,
)
arccosh: Op = elementwise(
    "arccosh",
    np.arccosh,
    lambda g, y, x: g / (sqrt(x - 1) * sqrt(x + 1)),
    numpy=np.arccosh,
    aliases=("acosh",),
    domain=Domain(((1.2, 3.0),)),
    doc=r"""Inverse hyperbolic cosine, elementwise; the derivative is :math:`1 / \sqrt{x^2 - 1}`.

    Examples
    --------
    >>> mg.arccosh(mg.tensor([1.0, 2.0]))
    tensor([0.       , 1.3169579])
    """,
)
arctanh: Op = elementwise(
    "arctanh",
    np.arctanh,
    lambda g, y, x: g / _one_minus_square(x),
    numpy=np.arctanh,
    aliases=("atanh",),
    domain=_INSIDE,
    doc=r"""Inverse hyperbolic tangent, elementwise; the derivative is :math:`1 / (1 - x^2)`.

    Examples
    --------
    >>> mg.arctanh(mg.tensor([0.0, 0.5]))
    tensor([0.        , 0.54930614])
    """,
)


def _sinc_slope_of(x: Any) -> Any:
    """The derivative of sinc, by its series where the difference would cancel."""
    z = math.pi * x
    small = np.abs(z) < 0.5
    away = np.where(small, np.ones_like(z), z)
    direct = (np.cos(away) - np.sin(away) / away) / away
    s = np.where(small, z, np.zeros_like(z))
    s2 = s * s
    series = -s * (1 / 3 - s2 * (1 / 30 - s2 * (1 / 840 - s2 * (1 / 45360 - s2 * (1 / 3991680)))))
    return math.pi * np.where(small, series, direct)


def _sinc_curvature(g: Any, y: Any, x: Any) -> Any:
    # (z sinc)'' = -z sinc, so that z sinc'' = -z sinc - 2 sinc', all by z = pi x.
    zero = absolute(x) < 1e-4
    away = where(zero, 1.0, x)
    near = -(math.pi**2) * (1 / 3 - math.pi**2 * square(where(zero, x, 0.0)) / 10)
    return g * where(zero, near, -(math.pi**2) * _sinc_of(x) - 2 * y / away)


_sinc_slope: Op = elementwise(
    "sinc_slope",
    _sinc_slope_of,
    _sinc_curvature,
    symbol="sinc′",
    internal=True,
    domain=Domain(kinks=(0.0,), complex=False),
    doc="The derivative of `sinc`.",
)
sinc: Op = elementwise(
    "sinc",
    lambda x: np.sinc(x),
    lambda g, y, x: g * _sinc_slope(x),
    numpy=np.sinc,
    domain=Domain(analytic=False),
    doc=r"""Normalised sinc: :math:`\sin(\pi x) / (\pi x)`, and 1 at 0, elementwise.

    Examples
    --------
    >>> x = mg.tensor([0.0, 0.5], requires_grad=True)
    >>> mg.sinc(x).sum().backward()
    >>> x.grad
    tensor([-0.        , -1.27323954])
    """,
)
_sinc_of = sinc


@expression(numpy=(np.deg2rad, np.radians), aliases=("radians",))
def deg2rad(x: Any) -> Any:
    """Degrees as radians, elementwise.

    Examples
    --------
    >>> mg.deg2rad(mg.tensor([0.0, 180.0]))
    tensor([0.        , 3.14159265])
    """
    return multiply(x, math.pi / 180)


@expression(numpy=(np.rad2deg, np.degrees), aliases=("degrees",))
def rad2deg(x: Any) -> Any:
    """Radians as degrees, elementwise.

    Examples
    --------
    >>> mg.rad2deg(mg.tensor([0.0, np.pi]))
    tensor([  0., 180.])
    """
    return multiply(x, 180 / math.pi)


@expression(numpy=np.angle)
def angle(z: Any, deg: bool = False) -> Any:
    r"""Angle of complex numbers :math:`re^{i\varphi}`, in radians, or degrees with ``deg``.

    Examples
    --------
    >>> mg.angle(mg.tensor([1j, -1.0]))
    tensor([1.57079633, 3.14159265])
    """
    result = arctan2(imag(z), real(z))
    return rad2deg(result) if deg else result
