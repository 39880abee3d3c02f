"""Activation functions: those of the articles, and those that need a rule of their own.

PyTorch's others are plain expressions; see `minigrad.ops.smooth` and `minigrad.ops.kinked`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.complex_numbers import refuse_complex
from minigrad.ops.elementwise import absolute, clip, exp, tanh
from minigrad.ops.families import elementwise, expression
from minigrad.ops.logic import logical_or, where, zeros_like
from minigrad.ops.shapes import as_floating

_WIDE = Domain(((-8.0, 8.0),))

step: Op = elementwise(
    "step",
    lambda x: np.heaviside(x, 0),
    lambda g, y, x: zeros_like(y),
    domain=Domain(kinks=(0.0,), analytic=False),
    doc="""Step function: 1 where ``x > 0``, else 0 (article B2); the derivative is 0.

    Examples
    --------
    >>> mg.step(mg.tensor([-0.1, 0.0, 1.0]))
    tensor([0., 0., 1.])
    """,
)


def _sigmoid(x: Any) -> Any:
    x = as_floating(x)
    e = np.exp(np.minimum(x, -x))  # never overflows
    return np.where(x >= 0, 1, e) / (1 + e)


sigmoid: Op = elementwise(
    "sigmoid",
    _sigmoid,
    lambda g, y, x: g * (y * sigmoid(-x)),  # y * (1 - y) would cancel
    domain=_WIDE,
    symbol="σ",
    doc=r"""Logistic sigmoid: :math:`1 / (1 + e^{-x})` (article B2), without overflow.

    Examples
    --------
    >>> mg.sigmoid(mg.tensor([-1.0, 1.0, 2.0]))
    tensor([0.26894142, 0.73105858, 0.88079708])
    """,
)


def _scaled(x: Any, beta: float) -> Any:
    """``beta * x``, without overflow: beyond 800 the exponential is 0 or does not matter."""
    if beta == 1:
        return x
    return beta * (clip(x, -800 / beta, 800 / beta) if beta > 1 else x)


def _softplus(x: Any, beta: float = 1.0) -> Any:
    if not 0 < beta < math.inf:
        raise ValueError(f"softplus: beta must be a positive number, not {beta!r}")
    x = as_floating(x)
    soft = np.log1p(np.exp(_scaled(np.minimum(x, -x), beta)))
    return np.maximum(x, 0) + (soft if beta == 1 else soft / beta)


softplus: Op = elementwise(
    "softplus",
    _softplus,
    lambda g, y, x, beta: g * sigmoid(_scaled(x, beta)),
    domain=Domain(((-8.0, 8.0),), complex=False, options=({}, {"beta": 0.5}, {"beta": 2.0})),
    doc=r"""Softplus: :math:`\log(1 + e^{\beta x}) / \beta`, without overflow.

    Right for all ``x``, so it needs no threshold beyond which it is taken for ``x``.

    Examples
    --------
    >>> mg.softplus(mg.tensor([0.0, 1.0]))
    tensor([0.69314718, 1.31326169])
    >>> mg.softplus(mg.tensor([0.0, 1.0]), beta=10.0)
    tensor([0.06931472, 1.00000454])
    """,
)


def _softsign(x: Any) -> Any:
    x = as_floating(x)  # 1 + |x| may be no number of a small integer dtype
    return x / (1 + np.abs(x))


def _softsign_rule(g: Any, y: Any, x: Any) -> Any:
    refuse_complex(x, "softsign")
    return g / (1 + absolute(x)) / (1 + absolute(x))  # no square that overflows


softsign: Op = elementwise(
    "softsign",
    _softsign,
    _softsign_rule,
    domain=Domain(kinks=(0.0,), analytic=False),
    doc=r"""Softsign: :math:`x / (1 + |x|)`.

    Source: Turian, Bergstra and Bengio (2009); PyTorch's ``softsign``.

    Examples
    --------
    >>> mg.softsign(mg.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.5 ,  0.  ,  0.75])
    """,
)


relu: Op = elementwise(
    "relu",
    lambda x: np.maximum(x, 0),
    lambda g, y, x: where(y != 0, g, 0.0),
    domain=Domain(kinks=(0.0,), analytic=False),
    doc="""Rectified linear unit: ``max(x, 0)`` (article B2); the derivative at 0 is 0.

    Examples
    --------
    >>> mg.relu(mg.tensor([-1.0, 2.0]))
    tensor([0., 2.])
    """,
)
relu_n: Op = elementwise(
    "relu_n",
    lambda x, n=6.0: np.clip(x, 0, _positive("relu_n", n)),
    lambda g, y, x, n: where(logical_or(x <= 0, x >= n), 0.0, g),
    domain=Domain(((-2.0, 8.0),), kinks=(0.0, 6.0), analytic=False),
    doc="""ReLU-n: ``min(max(x, 0), n)`` (article C2); the derivative is 0 at 0 and at n.

    Examples
    --------
    >>> mg.relu_n(mg.tensor([-1.0, 2.0, 9.0]), n=4)
    tensor([0., 2., 4.])
    """,
)


@expression()
def relu6(x: Any) -> Any:
    """ReLU-6: ``min(max(x, 0), 6)`` (article C2).

    Examples
    --------
    >>> mg.relu6(mg.tensor([-1.0, 2.0, 9.0]))
    tensor([0., 2., 6.])
    """
    return relu_n(x)


def _h_swish_rule(g: Any, y: Any, x: Any, n: float) -> Any:
    h = n / 2
    middle = (clip(x, -h, h) + h / 2) / h  # this is (2x + h) / n
    return where(x > h, g, where(x > -h, g * middle, 0.0))


def _h_swish_of(x: Any, n: float = 6.0) -> Any:
    return x * (np.clip(x + _positive("h_swish", n) / 2, 0, n) / n)


# An expression, x * relu(clip(x + n/2, max=n)) / n, takes a tenth to a sixth longer in a step of
# float32 and keeps five arrays instead of one: `python -m bench step`, "as expression".
h_swish: Op = elementwise(
    "h_swish",
    _h_swish_of,
    _h_swish_rule,
    domain=Domain(((-6.0, 6.0),), kinks=(-3.0, 3.0), analytic=False),
    doc=r"""Hard swish: ``x`` for ``x > n/2``, ``x (x + n/2) / n`` down to ``-n/2``, 0 below.

    The derivative is 1, ``(2x + n/2) / n`` and 0; the middle holds at ``n/2``, the last at
    ``-n/2``. Source: article C2, after MobileNetV3 (arXiv:1905.02244).

    Examples
    --------
    >>> mg.h_swish(mg.tensor([-4.0, 1.0, 4.0]))
    tensor([-0.        ,  0.66666667,  4.        ])
    """,
)


@expression(aliases=("silu",))
def swish(x: Any) -> Any:
    r"""Swish (SiLU): :math:`x \, \sigma(x)` (article C2).

    Examples
    --------
    >>> mg.swish(mg.tensor([0.0, 1.0]))
    tensor([0.        , 0.73105858])
    """
    return x * sigmoid(x)


@expression()
def mish(x: Any) -> Any:
    r"""Mish: :math:`x \tanh(\mathrm{softplus}(x))` (article C2).

    Examples
    --------
    >>> mg.mish(mg.tensor([0.0, 1.0]))
    tensor([0.        , 0.86509839])
    """
    return x * tanh(softplus(x))


@expression()
def tanhexp(x: Any) -> Any:
    r"""TanhExp: :math:`x \tanh(e^x)` (article C3), without overflow.

    The derivative is :math:`\tanh(e^x) + x (1 - \tanh^2(e^x)) e^x`.

    Examples
    --------
    >>> mg.tanhexp(mg.tensor([0.0, 1.0]))
    tensor([0.        , 0.99132892])
    """
    return x * tanh(exp(clip(x, max=7.0)))  # there, tanh(exp(x)) is 1 and its derivatives are 0


def _positive(name: str, n: float) -> float:
    if not 0 < n < float("inf"):
        raise ValueError(f"{name}: n must be a positive number, not {n!r}")
    return n
