"""Arithmetic and elementary functions, element by element.

Rules say what flows back along one arrow, ``(g, y, *xs)``; see `minigrad.core.op.Op`.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from minigrad.core.op import Domain, Op
from minigrad.ops.logic import isnan, logical_and, logical_or, where, zeros_like

REAL = Domain()
POSITIVE = Domain(((0.2, 3.0),))
NOT_ZERO = Domain(kinks=(0.0,), analytic=False)
ORDERED = Domain(ties=True, analytic=False)

add = Op(
    "add",
    operator.add,
    lambda g, y, a, b: g,
    lambda g, y, a, b: g,
    domain=REAL,
    symbol="+",
    doc="""Sum: ``a + b``, elementwise with broadcasting.

    Examples
    --------
    >>> mg.tensor([1.0, 2.0]) + 1
    tensor([2., 3.])
    """,
)
subtract = Op(
    "subtract",
    operator.sub,
    lambda g, y, a, b: g,
    lambda g, y, a, b: -g,
    domain=REAL,
    symbol="-",
    doc="""Difference: ``a - b``, elementwise with broadcasting.

    Examples
    --------
    >>> mg.tensor([1.0, 2.0]) - [1.0, 5.0]
    tensor([ 0., -3.])
    """,
)
multiply = Op(
    "multiply",
    operator.mul,
    lambda g, y, a, b: g * b,
    lambda g, y, a, b: g * a,
    domain=REAL,
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
divide = Op(
    "divide",
    operator.truediv,
    lambda g, y, a, b: g / b,
    lambda g, y, a, b: -g * y / b,
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
negative = Op(
    "negative",
    operator.neg,
    lambda g, y, x: -g,
    domain=REAL,
    symbol="-",
    doc="""Negation: ``-x``.

    Examples
    --------
    >>> -mg.tensor([1.0, -2.0])
    tensor([-1.,  2.])
    """,
)
positive = Op(
    "positive",
    lambda x: np.copy(x),
    lambda g, y, x: g,
    domain=REAL,
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
_xlogy: Op = Op(
    "xlogy",
    _xlogy_of,
    lambda g, out, x, y: _xlogy(g, y),
    lambda g, out, x, y: g * x / y,
    domain=Domain(((0.3, 3.0),)),
)


def _power_exponent(g: Any, y: Any, a: Any, b: Any) -> Any:
    zero = logical_and(a == 0, b >= 0)
    return _xlogy(where(zero, 0.0, g * y), where(zero, 1.0, a))


power = Op(
    "power",
    operator.pow,
    _power_base,
    _power_exponent,
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
square = Op(
    "square",
    np.square,
    lambda g, y, x: g * (2 * x),
    domain=REAL,
    doc="""Square: ``x * x``; the derivative is ``2 * x``.

    Examples
    --------
    >>> x = mg.tensor([1.0, 3.0], requires_grad=True)
    >>> mg.square(x).sum().backward()
    >>> x.grad
    tensor([2., 6.])
    """,
)
sqrt = Op(
    "sqrt",
    np.sqrt,
    lambda g, y, x: g / (2 * y),
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
exp = Op(
    "exp",
    np.exp,
    lambda g, y, x: g * y,
    domain=REAL,
    doc="""Exponential: :math:`e^x`, elementwise; it is its own derivative.

    Examples
    --------
    >>> mg.exp(mg.tensor([0.0, 1.0]))
    tensor([1.        , 2.71828183])
    """,
)
expm1 = Op(
    "expm1",
    np.expm1,
    lambda g, y, x: g * exp(x),  # y + 1 would cancel
    domain=REAL,
    doc="""Exponential less one: :math:`e^x - 1`, exact for small ``x`` too.

    Examples
    --------
    >>> mg.expm1(mg.tensor([1e-10, 1.0]))
    tensor([1.00000000e-10, 1.71828183e+00])
    """,
)
log = Op(
    "log",
    np.log,
    lambda g, y, x: g / x,
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
log1p = Op(
    "log1p",
    np.log1p,
    lambda g, y, x: g / (1 + x),
    domain=POSITIVE,
    doc=r"""Logarithm of one more: :math:`\log(1 + x)`, exact for small ``x`` too.

    Examples
    --------
    >>> mg.log1p(mg.tensor([1e-10, 1.0]))
    tensor([1.00000000e-10, 6.93147181e-01])
    """,
)
sin = Op(
    "sin",
    np.sin,
    lambda g, y, x: g * cos(x),
    domain=REAL,
    doc="""Sine, elementwise; the derivative is the cosine.

    Examples
    --------
    >>> x = mg.tensor([0.0, 1.0], requires_grad=True)
    >>> mg.sin(x).sum().backward()
    >>> x.grad
    tensor([1.        , 0.54030231])
    """,
)
cos: Op = Op(
    "cos",
    np.cos,
    lambda g, y, x: -g * sin(x),
    domain=REAL,
    doc="""Cosine, elementwise; the derivative is ``-sin(x)``.

    Examples
    --------
    >>> mg.cos(mg.tensor([0.0, 1.0]))
    tensor([1.        , 0.54030231])
    """,
)


def _sech_of(x: Any) -> Any:
    e = np.exp(-np.absolute(x))  # never overflows
    d = e * e
    d += 1
    e *= 2
    e /= d
    return e


def _tanh_rule(g: Any, y: Any, x: Any) -> Any:
    slope = _sech(x)  # 1 - y * y would cancel
    return g * (slope * slope)


_sech = Op("sech", _sech_of, lambda g, y, x: -g * y * tanh(x), domain=REAL)
tanh: Op = Op(
    "tanh",
    np.tanh,
    _tanh_rule,
    domain=REAL,
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
absolute = Op(
    "absolute",
    np.absolute,
    lambda g, y, x: g * sign(x),
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
sign: Op = Op(
    "sign",
    np.sign,
    lambda g, y, x: zeros_like(y),
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
    is_mine = logical_or(mine == y, isnan(mine))
    is_other = logical_or(other == y, isnan(other))
    return where(is_mine, where(is_other, 0.5 * g, g), 0.0)


maximum = Op(
    "maximum",
    np.maximum,
    _chosen,
    lambda g, y, a, b: _chosen(g, y, b, a),
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
minimum = Op(
    "minimum",
    np.minimum,
    _chosen,
    lambda g, y, a, b: _chosen(g, y, b, a),
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
    return np.clip(x, min, max)


def _within(g: Any, y: Any, x: Any, min: Any, max: Any) -> Any:
    if min is not None:
        g = where(x >= min, g, 0.0)
    return g if max is None else where(x <= max, g, 0.0)


def _below(g: Any, y: Any, x: Any, min: Any, max: Any) -> Any:
    low = where(x < min, g, 0.0)
    return low if max is None else where(min > max, 0.0, low)


_clip_op = Op(
    "clip",
    _clip,
    _within,
    _below,
    lambda g, y, x, min, max: where((x if min is None else maximum(x, min)) > max, g, 0.0),
    domain=Domain(((-2.0, 2.0), (-0.9, -0.3), (0.3, 0.9)), ties=True, analytic=False),
)


def clip(x: Any, min: Any = None, max: Any = None) -> Any:
    """Limit values to ``min`` and ``max``; either may be None, an array or a Tensor.

    The derivative is 1 inside and at the bounds, 0 outside; there the gradient flows to the bound.

    Examples
    --------
    >>> x = mg.tensor([-1.0, 0.0, 3.0], requires_grad=True)
    >>> mg.clip(x, 0.0, 2.0).sum().backward()
    >>> x.grad
    tensor([0., 1., 0.])
    """
    if min is None and max is None:
        return positive(x)
    return _clip_op(x, min, max)
