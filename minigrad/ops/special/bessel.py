r"""Bessel functions of any order, with derivatives by the argument: orders beside their own.

:math:`2 J_v' = J_{v-1} - J_{v+1}`, and its like for the others (NIST DLMF 10.6.1 and 10.29.1).
"""

from __future__ import annotations

import math
from typing import Any

from minigrad.core.op import Op
from minigrad.ops.complex_numbers import is_complex
from minigrad.ops.elementwise import sign
from minigrad.ops.families import elementwise, expression
from minigrad.ops.special.gamma_functions import rgamma
from minigrad.ops.special.scipys import call, held, in_dtype_of, on, scipys

_EVERYWHERE = on((0.5, 4.0), held=(1.5,))


def _order_first(name: str) -> Any:
    return lambda v, z: ((z, held(v, name, "v")), {})


jv: Op = elementwise(
    "jv",
    lambda z, v: call("jv", v, z),
    lambda g, y, z, v: g * (0.5 * (jv(v - 1, z) - jv(v + 1, z))),
    None,
    arguments=_order_first("jv"),
    numpy="scipy.special.jv",
    aliases=("jn",),
    domain=_EVERYWHERE,
    doc=r"""Bessel function of the first kind, of order ``v``.

    Examples
    --------
    >>> mg.special.jv(0.5, mg.tensor([1.0, 2.0]))
    tensor([0.67139671, 0.51301614])
    """,
)
yv: Op = elementwise(
    "yv",
    lambda z, v: call("yv", v, z),
    lambda g, y, z, v: g * (0.5 * (yv(v - 1, z) - yv(v + 1, z))),
    None,
    arguments=_order_first("yv"),
    numpy="scipy.special.yv",
    domain=_EVERYWHERE,
    doc=r"""Bessel function of the second kind, of order ``v``.

    Examples
    --------
    >>> mg.special.yv(0.5, mg.tensor([1.0, 2.0]))
    tensor([-0.43109887,  0.23478571])
    """,
)
iv: Op = elementwise(
    "iv",
    lambda z, v: call("iv", v, z),
    lambda g, y, z, v: g * (0.5 * (iv(v - 1, z) + iv(v + 1, z))),
    None,
    arguments=_order_first("iv"),
    numpy="scipy.special.iv",
    domain=_EVERYWHERE,
    doc=r"""Modified Bessel function of the first kind, of order ``v``.

    Examples
    --------
    >>> mg.special.iv(0.5, mg.tensor([1.0, 2.0]))
    tensor([0.93767489, 2.04623686])
    """,
)
kv: Op = elementwise(
    "kv",
    lambda z, v: call("kv", v, z),
    lambda g, y, z, v: -0.5 * (g * (kv(v - 1, z) + kv(v + 1, z))),
    None,
    arguments=_order_first("kv"),
    numpy="scipy.special.kv",
    domain=_EVERYWHERE,
    doc=r"""Modified Bessel function of the second kind, of order ``v``.

    Examples
    --------
    >>> mg.special.kv(0.5, mg.tensor([1.0, 2.0]))
    tensor([0.4610685 , 0.11993777])
    """,
)


def _ive_rule(g: Any, y: Any, z: Any, v: Any) -> Any:
    if is_complex(z):
        raise TypeError("ive: of complex numbers there is no derivative here; write iv")
    return g * (0.5 * (ive(v - 1, z) + ive(v + 1, z)) - sign(z) * y)


ive: Op = elementwise(
    "ive",
    lambda z, v: call("ive", v, z),
    _ive_rule,
    None,
    arguments=_order_first("ive"),
    numpy="scipy.special.ive",
    domain=_EVERYWHERE,
    doc=r"""`iv` times :math:`e^{-|z|}`, of real numbers.

    Examples
    --------
    >>> mg.special.ive(0.5, mg.tensor([1.0, 1000.0]))
    tensor([0.34495131, 0.01261566])
    """,
)
kve: Op = elementwise(
    "kve",
    lambda z, v: call("kve", v, z),
    lambda g, y, z, v: g * (y - 0.5 * (kve(v - 1, z) + kve(v + 1, z))),
    None,
    arguments=_order_first("kve"),
    numpy="scipy.special.kve",
    domain=_EVERYWHERE,
    doc=r"""`kv` times :math:`e^z`.

    Examples
    --------
    >>> mg.special.kve(0.5, mg.tensor([1.0, 1000.0]))
    tensor([1.25331414, 0.03963327])
    """,
)


@expression(numpy="scipy.special.yn")
def yn(n: Any, x: Any) -> Any:
    """Bessel function of the second kind, of a whole order: `yv`.

    Examples
    --------
    >>> mg.special.yn(2, mg.tensor(1.0))
    tensor(-1.65068261)
    """
    return yv(n, x)


@expression(numpy="scipy.special.kn")
def kn(n: Any, x: Any) -> Any:
    """Modified Bessel function of the second kind, of a whole order: `kv`.

    Examples
    --------
    >>> mg.special.kn(2, mg.tensor(1.0))
    tensor(1.6248389)
    """
    return kv(n, x)


def _struve_term(x: Any, v: Any) -> Any:
    return (0.5 * x) ** v * (rgamma(v + 1.5) / math.sqrt(math.pi))


struve: Op = elementwise(
    "struve",
    lambda x, v: call("struve", v, x),
    lambda g, y, x, v: g * (0.5 * (struve(v - 1, x) - struve(v + 1, x) + _struve_term(x, v))),
    None,
    arguments=lambda v, x: ((x, held(v, "struve", "v")), {}),
    numpy="scipy.special.struve",
    domain=_EVERYWHERE,
    doc=r"""Struve function, of order ``v`` (derivative: NIST DLMF 11.4.23 and 11.4.25).

    Examples
    --------
    >>> mg.special.struve(0.0, mg.tensor([1.0, 2.0]))
    tensor([0.56865663, 0.79085885])
    """,
)
modstruve: Op = elementwise(
    "modstruve",
    lambda x, v: call("modstruve", v, x),
    lambda g, y, x, v: g * (0.5 * (modstruve(v - 1, x) + modstruve(v + 1, x) + _struve_term(x, v))),
    None,
    arguments=lambda v, x: ((x, held(v, "modstruve", "v")), {}),
    numpy="scipy.special.modstruve",
    domain=_EVERYWHERE,
    doc=r"""Modified Struve function, of order ``v``.

    Examples
    --------
    >>> mg.special.modstruve(0.0, mg.tensor([1.0, 2.0]))
    tensor([0.71024319, 1.93743376])
    """,
)


def _airy(index: int) -> Any:
    return lambda z: in_dtype_of(scipys("airy")(z)[index], z)


_NEAR = on((-2.0, 2.0))
_ai: Op = elementwise(
    "airy_ai",
    _airy(0),
    lambda g, y, z: g * _ai_slope(z),
    domain=_NEAR,
    symbol="Ai",
    internal=True,
    doc="Airy function Ai.",
)
_ai_slope: Op = elementwise(
    "airy_ai_slope",
    _airy(1),
    lambda g, y, z: g * (z * _ai(z)),
    domain=_NEAR,
    symbol="Ai′",
    internal=True,
    doc="Derivative of the Airy function Ai.",
)
_bi: Op = elementwise(
    "airy_bi",
    _airy(2),
    lambda g, y, z: g * _bi_slope(z),
    domain=_NEAR,
    symbol="Bi",
    internal=True,
    doc="Airy function Bi.",
)
_bi_slope: Op = elementwise(
    "airy_bi_slope",
    _airy(3),
    lambda g, y, z: g * (z * _bi(z)),
    domain=_NEAR,
    symbol="Bi′",
    internal=True,
    doc="Derivative of the Airy function Bi.",
)


@expression(numpy="scipy.special.airy")
def airy(z: Any) -> tuple[Any, Any, Any, Any]:
    """Airy functions and their derivatives: Ai, Ai', Bi, Bi'.

    Examples
    --------
    >>> [round(y.item(), 6) for y in mg.special.airy(mg.tensor(0.0))]
    [0.355028, -0.258819, 0.614927, 0.448288]
    """
    return _ai(z), _ai_slope(z), _bi(z), _bi_slope(z)
