"""Arithmetic and elementary functions, element by element.

Rules say what flows back along one arrow, ``(g, y, *xs)``; see `minigrad.core.op.Op`.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from minigrad.core.dispatch import implements
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.core.values import is_duck
from minigrad.ops.complex_numbers import conj, conjugated, is_complex, real, refuse_complex
from minigrad.ops.families import elementwise
from minigrad.ops.logic import isnan, logical_and, logical_or, where, zeros_like

POSITIVE = Domain(((0.2, 3.0),))
NOT_ZERO = Domain(kinks=(0.0,), analytic=False, complex=True)
ORDERED = Domain(ties=True, analytic=False)

add: Op = elementwise(
    "add",
    operator.add,
    lambda g, y, a, b: g,
    lambda g, y, a, b: g,
    linear=True,
    numpy=np.add,
    symbol="+",
    doc="""Sum: ``a + b``, elementwise with broadcasting.

    Examples
    --------
    >>> mg.tensor([1.0, 2.0]) + 1
    tensor([2., 3.])
    """,
)
subtract: Op = elementwise(
    "subtract",
    operator.sub,
    lambda g, y, a, b: g,
    lambda g, y, a, b: -g,
    linear=True,
    numpy=np.subtract,
    symbol="-",
    doc="""Difference: ``a - b``, elementwise with broadcasting.

    Examples
    --------
    >>> mg.tensor([1.0, 2.0]) - [1.0, 5.0]
    tensor([ 0., -3.])
    """,
)
multiply: Op = elementwise(
    "multiply",
    operator.mul,
    lambda g, y, a, b: g * b,
    lambda g, y, a, b: g * a,
    numpy=np.multiply,
    symbol="×",
    doc="""Product: ``a * b``, elementwise with broadcasting.

    Examples
    --------
    >>> x = mg.tensor(3.0, requires_grad=True)
    >>> (x * x).backward()  # two arrows from x, added where it branches
    >>> x.grad
    tensor(6.)
    """,
)
divide: Op = elementwise(
    "divide",
    operator.truediv,
    lambda g, y, a, b: g / b,
    lambda g, y, a, b: -g * y / b,
    numpy=np.divide,
    domain=Domain(((-2.0, 2.0), (0.3, 2.0))),
    symbol="÷",
    doc="""Quotient: ``a / b``, elementwise with broadcasting.

    The derivatives are ``1 / b`` and ``-a / b**2``.

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0], requires_grad=True)
    >>> mg.divide(1.0, x).sum().backward()
    >>> x.grad
    tensor([-1.  , -0.25])
    """,
)
negative: Op = elementwise(
    "negative",
    operator.neg,
    lambda g, y, x: -g,
    linear=True,
    numpy=np.negative,
    symbol="-",
    doc="""Negation: ``-x``.

    Examples
    --------
    >>> -mg.tensor([1.0, -2.0])
    tensor([-1.,  2.])
    """,
)
positive: Op = elementwise(
    "positive",
    lambda x: x.copy() if is_duck(x) else np.copy(x),
    lambda g, y, x: g,
    linear=True,
    numpy=(np.positive, np.copy),
    symbol="+",
    doc="""The same values as a new Tensor: ``+x``.

    Examples
    --------
    >>> +mg.tensor([1.0, -2.0])
    tensor([ 1., -2.])
    """,
)


def _power_base(g: Any, y: Any, a: Any, b: Any) -> Any:
    if type(b) in (int, float):  # a plain number is part of the program, like an option
        return g * (b * a ** (b - 1)) if b != 0 else zeros_like(y)
    # At b = 0 the value is 0 and its derivative by b is 1/a, also where a**-1 would overflow.
    zero = b == 0
    at_zero = b / where(absolute(a) > 0, a, 1.0) * y
    return g * where(zero, at_zero, b * a ** where(zero, 1.0, b - 1))


def _xlogy_of(x: Any, y: Any) -> Any:
    with np.errstate(invalid="ignore"):  # there is no derivative, so NaN is meant
        return x * np.log(np.where(x == 0, np.ones_like(y), y))


# 0 times a logarithm is 0, also of a negative number: where no gradient arrives, none leaves.
times_log: Op = elementwise(
    "times_log",
    _xlogy_of,
    lambda g, out, x, y: times_log(g, y),
    lambda g, out, x, y: g * x / y,
    domain=Domain(((0.3, 3.0),)),
    symbol="× log",
    internal=True,
    doc="An array times the logarithm of another; 0 where the first one is 0.",
)


def _power_exponent(g: Any, y: Any, a: Any, b: Any) -> Any:
    zero = logical_and(a == 0, (real(b) if is_complex(b) else b) >= 0)
    return times_log(where(zero, 0.0, g * y), where(zero, 1.0, a))


power: Op = elementwise(
    "power",
    operator.pow,
    _power_base,
    _power_exponent,
    numpy=np.power,
    aliases=("pow",),
    domain=Domain(((0.3, 2.0), (-2.0, 2.0))),
    symbol="^",
    doc=r"""Power: :math:`a^b`, elementwise with broadcasting.

    The derivative by ``a`` is 0 where ``b`` is 0, also at ``a = 0``; the derivative by ``b`` is 0
    where ``a`` is 0 and ``b`` is not negative.

    Examples
    --------
    >>> x = mg.tensor([0.0, 3.0], requires_grad=True)
    >>> (x**2).sum().backward()
    >>> x.grad
    tensor([0., 6.])
    """,
)
square: Op = elementwise(
    "square",
    np.square,
    lambda g, y, x: g * (2 * x),
    numpy=np.square,
    doc="""Square: ``x * x``; the derivative is ``2 * x``.

    Examples
    --------
    >>> x = mg.tensor([1.0, 3.0], requires_grad=True)
    >>> mg.square(x).sum().backward()
    >>> x.grad
    tensor([2., 6.])
    """,
)
sqrt: Op = elementwise(
    "sqrt",
    np.sqrt,
    lambda g, y, x: g / (2 * y),
    numpy=np.sqrt,
    domain=POSITIVE,
    symbol="√",
    doc=r"""Square root: :math:`\sqrt{x}`; the derivative :math:`1 / (2 \sqrt{x})` at 0 is infinite.

    Examples
    --------
    >>> x = mg.tensor([1.0, 4.0], requires_grad=True)
    >>> mg.sqrt(x).sum().backward()
    >>> x.grad
    tensor([0.5 , 0.25])
    """,
)
exp: Op = elementwise(
    "exp",
    np.exp,
    lambda g, y, x: g * y,
    numpy=np.exp,
    doc="""Exponential: :math:`e^x`, elementwise; it is its own derivative.

    Examples
    --------
    >>> mg.exp(mg.tensor([0.0, 1.0]))
    tensor([1.        , 2.71828183])
    """,
)


def _expm1(x: Any) -> Any:
    if type(x) is not np.ndarray and not isinstance(x, np.complexfloating):
        return np.expm1(x)
    if x.dtype.kind != "c":
        return np.expm1(x)
    # NumPy's knows neither infinite numbers nor that of a real one.
    result = np.asarray(np.exp(x) - 1)
    u, v = x.real, x.imag
    near = np.expm1(u) * np.cos(v) - 2 * np.sin(v / 2) ** 2 + 0.0
    result.real = np.where(np.isfinite(near), near, result.real)
    return result if x.ndim else result[()]


expm1: Op = elementwise(
    "expm1",
    _expm1,
    lambda g, y, x: g * exp(x),  # y + 1 would cancel
    numpy=(np.expm1, "scipy.special.expm1"),
    doc="""Exponential less one: :math:`e^x - 1`, exact for small ``x`` too.

    Examples
    --------
    >>> mg.expm1(mg.tensor([1e-10, 1.0]))
    tensor([1.00000000e-10, 1.71828183e+00])
    """,
)
log: Op = elementwise(
    "log",
    np.log,
    lambda g, y, x: g / x,
    numpy=np.log,
    domain=POSITIVE,
    doc="""Natural logarithm, elementwise; the derivative is ``1 / x``.

    Examples
    --------
    >>> x = mg.tensor([1.0, 4.0], requires_grad=True)
    >>> mg.log(x).sum().backward()
    >>> x.grad
    tensor([1.  , 0.25])
    """,
)
log1p: Op = elementwise(
    "log1p",
    np.log1p,
    lambda g, y, x: g / (1 + x),
    numpy=(np.log1p, "scipy.special.log1p"),
    domain=POSITIVE,
    doc=r"""Logarithm of one more: :math:`\log(1 + x)`, exact for small ``x`` too.

    Examples
    --------
    >>> mg.log1p(mg.tensor([1e-10, 1.0]))
    tensor([1.00000000e-10, 6.93147181e-01])
    """,
)
sin: Op = elementwise(
    "sin",
    np.sin,
    lambda g, y, x: g * cos(x),
    numpy=np.sin,
    doc="""Sine, elementwise; the derivative is the cosine.

    Examples
    --------
    >>> x = mg.tensor([0.0, 1.0], requires_grad=True)
    >>> mg.sin(x).sum().backward()
    >>> x.grad
    tensor([1.        , 0.54030231])
    """,
)
cos: Op = elementwise(
    "cos",
    np.cos,
    lambda g, y, x: -g * sin(x),
    numpy=np.cos,
    doc="""Cosine, elementwise; the derivative is ``-sin(x)``.

    Examples
    --------
    >>> mg.cos(mg.tensor([0.0, 1.0]))
    tensor([1.        , 0.54030231])
    """,
)


def _sech_of(x: Any) -> Any:
    x = np.where(np.real(x) < 0, -x, x) if is_complex(x) else np.absolute(x)
    e = np.exp(-x)  # never overflows
    d = e * e
    d += 1
    e *= 2
    e /= d
    return e


def _tanh_rule(g: Any, y: Any, x: Any) -> Any:
    slope = _sech(x)  # 1 - y * y would cancel
    return g * (slope * slope)


_sech: Op = elementwise("sech", _sech_of, lambda g, y, x: -g * y * tanh(x))
tanh: Op = elementwise(
    "tanh",
    np.tanh,
    _tanh_rule,
    numpy=np.tanh,
    doc=r"""Hyperbolic tangent, elementwise.

    The derivative :math:`1 - \tanh^2 x` is computed as :math:`1 / \cosh^2 x`, to all digits.

    Examples
    --------
    >>> x = mg.tensor([0.0, 20.0], requires_grad=True)
    >>> mg.tanh(x).sum().backward()
    >>> x.grad
    tensor([1.0000000e+00, 1.6993417e-17])
    """,
)
absolute: Op = elementwise(
    "absolute",
    np.absolute,
    lambda g, y, x: g * conjugated(sign(x)),
    numpy=np.absolute,
    aliases=("abs",),
    domain=NOT_ZERO,
    symbol="|·|",
    doc="""Absolute value, elementwise; the derivative at 0 is 0.

    Examples
    --------
    >>> x = mg.tensor([-2.0, 0.0, 3.0], requires_grad=True)
    >>> mg.absolute(x).sum().backward()
    >>> x.grad
    tensor([-1.,  0.,  1.])
    """,
)


def _sign_rule(g: Any, y: Any, x: Any) -> Any:
    if not is_complex(x):
        return zeros_like(y)
    size = absolute(x)
    return (g - conj(g * y * y)) * where(size > 0, 0.5 / where(size > 0, size, 1.0), 0.0)


sign: Op = elementwise(
    "sign",
    np.sign,
    _sign_rule,
    numpy=np.sign,
    domain=NOT_ZERO,
    doc="""Sign of ``x``: -1, 0 or 1; the derivative is 0 everywhere.

    Examples
    --------
    >>> mg.sign(mg.tensor([-2.0, 0.0, 3.0]))
    tensor([-1.,  0.,  1.])
    """,
)


def _chosen(g: Any, y: Any, mine: Any, other: Any) -> Any:
    """The gradient where ``mine`` is the maximum or minimum ``y``, half of it where both are."""
    refuse_complex(y, "maximum or minimum")
    is_mine = logical_or(mine == y, isnan(mine))
    is_other = logical_or(other == y, isnan(other))
    return where(is_mine, where(is_other, 0.5 * g, g), 0.0)


maximum: Op = elementwise(
    "maximum",
    np.maximum,
    _chosen,
    lambda g, y, a, b: _chosen(g, y, b, a),
    numpy=np.maximum,
    domain=ORDERED,
    doc="""The larger of two, elementwise; NaN where either is NaN.

    Where both are equal the gradient is shared evenly, so ``maximum(x, x)`` has derivative 1.

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0], requires_grad=True)
    >>> mg.maximum(x, 1.0).sum().backward()
    >>> x.grad
    tensor([0.5, 1. ])
    """,
)
minimum: Op = elementwise(
    "minimum",
    np.minimum,
    _chosen,
    lambda g, y, a, b: _chosen(g, y, b, a),
    numpy=np.minimum,
    domain=ORDERED,
    doc="""The smaller of two, elementwise; NaN where either is NaN.

    Where both are equal the gradient is shared evenly.

    Examples
    --------
    >>> x = mg.tensor([1.0, 0.5, 2.0], requires_grad=True)
    >>> mg.minimum(x, 1.0).sum().backward()
    >>> x.grad
    tensor([0.5, 1. , 0. ])
    """,
)


def _clip(x: Any, min: Any, max: Any) -> Any:
    if min is None:  # np.clip has no ufunc for one bound, and takes twice as long
        return np.copy(x) if max is None else np.minimum(x, max)
    return np.maximum(x, min) if max is None else np.clip(x, min, max)


def _within(g: Any, y: Any, x: Any, min: Any, max: Any) -> Any:
    refuse_complex(y, "clip")
    if min is not None:
        g = where(x >= min, g, 0.0)
    return g if max is None else where(x <= max, g, 0.0)


def _below(g: Any, y: Any, x: Any, min: Any, max: Any) -> Any:
    low = where(x < min, g, 0.0)
    return low if max is None else where(min > max, 0.0, low)


clip: Op = elementwise(
    "clip",
    _clip,
    _within,
    _below,
    lambda g, y, x, min, max: where((x if min is None else maximum(x, min)) > max, g, 0.0),
    arguments=lambda x, min=None, max=None: ((x, min, max), {}),
    domain=Domain(((-2.0, 2.0), (-0.9, -0.3), (0.3, 0.9)), ties=True, analytic=False),
    doc="""Limit values to ``min`` and ``max``; either may be None, an array or a Tensor.

    The derivative is 1 inside and at the bounds, 0 outside; there the gradient flows to the bound.

    Examples
    --------
    >>> x = mg.tensor([-1.0, 0.0, 3.0], requires_grad=True)
    >>> mg.clip(x, 0.0, 2.0).sum().backward()
    >>> x.grad
    tensor([0., 1., 0.])
    """,
)


@implements(np.clip)
def _clip_of_numpy(
    a: Any, a_min: Any = None, a_max: Any = None, min: Any = None, max: Any = None
) -> Any:
    return clip(a, a_min if min is None else min, a_max if max is None else max)
