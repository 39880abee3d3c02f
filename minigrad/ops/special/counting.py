"""Factorials and binomial coefficients, of any numbers."""

from __future__ import annotations

from typing import Any

from minigrad.core.op import Op
from minigrad.ops.elementwise import clip
from minigrad.ops.families import elementwise, expression
from minigrad.ops.logic import logical_and, where
from minigrad.ops.shapes import as_floating
from minigrad.ops.special.gamma_functions import digamma, gamma
from minigrad.ops.special.scipys import call, on

poch: Op = elementwise(
    "poch",
    lambda z, m: call("poch", z, m),
    lambda g, y, z, m: g * y * (digamma(z + m) - digamma(z)),
    lambda g, y, z, m: g * y * digamma(z + m),
    numpy="scipy.special.poch",
    domain=on((0.3, 4.0), (0.3, 4.0)),
    doc=r"""Rising factorial, after Pochhammer: :math:`\Gamma(z + m) / \Gamma(z)`.

    Examples
    --------
    >>> mg.special.poch(mg.tensor([1.0, 2.0]), 3.0)
    tensor([ 6., 24.])
    """,
)
binom: Op = elementwise(
    "binom",
    lambda x, y: call("binom", x, y),
    lambda g, out, x, y: g * out * (digamma(x + 1) - digamma(x - y + 1)),
    lambda g, out, x, y: g * out * (digamma(x - y + 1) - digamma(y + 1)),
    numpy="scipy.special.binom",
    domain=on((3.0, 5.0), (0.3, 2.5)),
    doc=r"""Binomial coefficient ``x`` over ``y``, of any numbers.

    Examples
    --------
    >>> mg.special.binom(mg.tensor([4.0, 4.5]), 2.0)
    tensor([6.   , 7.875])
    """,
)


@expression()
def comb(N: Any, k: Any, *, exact: bool = False, repetition: bool = False) -> Any:  # noqa: N803 - SciPy's name
    """Number of ways to choose ``k`` of ``N`` things, 0 where there is none.

    Examples
    --------
    >>> mg.special.comb(mg.tensor([4.0, 4.0]), [2, 5])
    tensor([6., 0.])
    """
    if exact:
        raise ValueError("comb: exact=True is of integers; scipy.special.comb has it")
    top, k = as_floating(N), as_floating(k)
    if repetition:
        top = top + k - 1
    possible = logical_and(logical_and(k <= top, top >= 0), k >= 0)
    chosen = where(possible, binom(where(possible, top, 1.0), where(possible, k, 1.0)), 0.0)
    return where(logical_and(k == 0, top >= -1), 1.0, chosen) if repetition else chosen


@expression()
def factorial(n: Any, exact: bool = False) -> Any:
    r"""Factorial: :math:`\Gamma(n + 1)`, and 0 of negative numbers.

    Examples
    --------
    >>> mg.special.factorial(mg.tensor([0.0, 3.0, -1.0]))
    tensor([1., 6., 0.])
    """
    if exact:
        raise ValueError("factorial: exact=True is of integers; scipy.special.factorial has it")
    n = as_floating(n)
    return where(n < 0, 0.0, gamma(clip(n, min=0.0) + 1))
