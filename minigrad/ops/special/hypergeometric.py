"""Hypergeometric functions, each with a derivative by its argument alone: again one of them."""

from __future__ import annotations

from typing import Any

from minigrad.core.op import Op
from minigrad.ops.families import elementwise
from minigrad.ops.special.scipys import call, held, on


def _held(name: str, **parameters: Any) -> tuple[Any, ...]:
    return tuple(held(x, name, parameter) for parameter, x in parameters.items())


hyp0f1: Op = elementwise(
    "hyp0f1",
    lambda z, v: call("hyp0f1", v, z),
    lambda g, y, z, v: g * (hyp0f1(v + 1, z) / v),
    None,
    arguments=lambda v, z: ((z, *_held("hyp0f1", v=v)), {}),
    numpy="scipy.special.hyp0f1",
    domain=on((-2.0, 2.0), held=(1.5,)),
    doc=r"""Confluent hypergeometric limit function: :math:`\sum_k z^k / ((v)_k \, k!)`.

    Examples
    --------
    >>> mg.special.hyp0f1(0.5, mg.tensor(-0.25))  # cos(1)
    tensor(0.54030231)
    """,
)
hyp1f1: Op = elementwise(
    "hyp1f1",
    lambda x, a, b: call("hyp1f1", a, b, x),
    lambda g, y, x, a, b: g * (a / b * hyp1f1(a + 1, b + 1, x)),
    None,
    None,
    arguments=lambda a, b, x: ((x, *_held("hyp1f1", a=a, b=b)), {}),
    numpy="scipy.special.hyp1f1",
    domain=on((-2.0, 2.0), held=(1.5, 2.5)),
    doc=r"""Confluent hypergeometric function of Kummer: :math:`\sum_k (a)_k x^k / ((b)_k \, k!)`.

    Examples
    --------
    >>> mg.special.hyp1f1(1.0, 1.0, mg.tensor(1.0))  # exp(1)
    tensor(2.71828183)
    """,
)
hyp2f1: Op = elementwise(
    "hyp2f1",
    lambda z, a, b, c: call("hyp2f1", a, b, c, z),
    lambda g, y, z, a, b, c: g * (a * b / c * hyp2f1(a + 1, b + 1, c + 1, z)),
    None,
    None,
    None,
    arguments=lambda a, b, c, z: ((z, *_held("hyp2f1", a=a, b=b, c=c)), {}),
    numpy="scipy.special.hyp2f1",
    domain=on((-0.8, 0.6), held=(0.5, 1.5, 2.5)),
    doc=r"""Hypergeometric function of Gauss: :math:`\sum_k (a)_k (b)_k z^k / ((c)_k \, k!)`.

    Examples
    --------
    >>> mg.special.hyp2f1(1.0, 1.0, 2.0, mg.tensor(0.5))  # 2 log(2)
    tensor(1.38629436)
    """,
)
hyperu: Op = elementwise(
    "hyperu",
    lambda x, a, b: call("hyperu", a, b, x),
    lambda g, y, x, a, b: -g * (a * hyperu(a + 1, b + 1, x)),
    None,
    None,
    arguments=lambda a, b, x: ((x, *_held("hyperu", a=a, b=b)), {}),
    numpy="scipy.special.hyperu",
    domain=on((0.5, 2.0), held=(1.5, 0.25)),
    doc=r"""Confluent hypergeometric function of Tricomi, which falls like :math:`x^{-a}`.

    SciPy's has 10 digits for some ``x`` between 3 and 60.

    Examples
    --------
    >>> mg.special.hyperu(1.0, 2.0, mg.tensor(4.0))  # 1 / x
    tensor(0.25)
    """,
)


def exprel_slope(x: Any) -> Any:
    """The derivative of ``(exp(x) - 1) / x``, without cancellation near 0."""
    return 0.5 * hyp1f1(2.0, 3.0, x)


exprel: Op = elementwise(
    "exprel",
    lambda x: call("exprel", x),
    lambda g, y, x: g * exprel_slope(x),
    numpy="scipy.special.exprel",
    domain=on((-2.0, 2.0)),
    doc=r"""Relative error exponential: :math:`(e^x - 1) / x`, 1 at 0.

    Examples
    --------
    >>> x = mg.tensor([0.0, 1.0], requires_grad=True)
    >>> mg.special.exprel(x).sum().backward()
    >>> x.grad
    tensor([0.5, 1. ])
    """,
)
