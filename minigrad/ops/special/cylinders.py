"""Bessel functions of orders 0 and 1, which are computed faster than those of any order."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigrad.core.op import Op
from minigrad.ops.elementwise import absolute, sign
from minigrad.ops.families import elementwise
from minigrad.ops.logic import where
from minigrad.ops.special.bessel import iv, jv, kv, yv
from minigrad.ops.special.hypergeometric import hyp1f1, hyperu
from minigrad.ops.special.scipys import call, on

_AROUND_ZERO = on((-4.0, 4.0))
_KINK_AT_ZERO = on((-4.0, 4.0), kinks=(0.0,))
_POSITIVE = on((0.5, 4.0))
_FAR = 32.0  # from here on SciPy's hyperu has all digits

j0: Op = elementwise(
    "j0",
    lambda x: call("j0", x),
    lambda g, y, x: -g * j1(x),
    numpy="scipy.special.j0",
    domain=_AROUND_ZERO,
    doc="""Bessel function of the first kind, of order 0.

    Examples
    --------
    >>> mg.special.j0(mg.tensor([0.0, 1.0]))
    tensor([1.        , 0.76519769])
    """,
)
j1: Op = elementwise(
    "j1",
    lambda x: call("j1", x),
    lambda g, y, x: g * (0.5 * (j0(x) - jv(2.0, x))),
    numpy="scipy.special.j1",
    domain=_AROUND_ZERO,
    doc="""Bessel function of the first kind, of order 1.

    Examples
    --------
    >>> mg.special.j1(mg.tensor([0.0, 1.0]))
    tensor([0.        , 0.44005059])
    """,
)
y0: Op = elementwise(
    "y0",
    lambda x: call("y0", x),
    lambda g, y, x: -g * y1(x),
    numpy="scipy.special.y0",
    domain=_POSITIVE,
    doc="""Bessel function of the second kind, of order 0.

    Examples
    --------
    >>> mg.special.y0(mg.tensor(1.0))
    tensor(0.08825696)
    """,
)
y1: Op = elementwise(
    "y1",
    lambda x: call("y1", x),
    lambda g, y, x: g * (0.5 * (y0(x) - yv(2.0, x))),
    numpy="scipy.special.y1",
    domain=_POSITIVE,
    doc="""Bessel function of the second kind, of order 1.

    Examples
    --------
    >>> mg.special.y1(mg.tensor(1.0))
    tensor(-0.78121282)
    """,
)
i0: Op = elementwise(
    "i0",
    lambda x: call("i0", x),
    lambda g, y, x: g * i1(x),
    numpy=(np.i0, "scipy.special.i0"),
    domain=_AROUND_ZERO,
    doc="""Modified Bessel function of the first kind, of order 0.

    Examples
    --------
    >>> mg.special.i0(mg.tensor([0.0, 1.0]))
    tensor([1.        , 1.26606588])
    """,
)
i1: Op = elementwise(
    "i1",
    lambda x: call("i1", x),
    lambda g, y, x: g * (0.5 * (i0(x) + iv(2.0, x))),
    numpy="scipy.special.i1",
    domain=_AROUND_ZERO,
    doc="""Modified Bessel function of the first kind, of order 1.

    Examples
    --------
    >>> mg.special.i1(mg.tensor([0.0, 1.0]))
    tensor([0.       , 0.5651591])
    """,
)


def _falling(x: Any) -> Any:
    """``i0e - i1e`` of the size of ``x``, without cancellation."""
    return hyp1f1(1.5, 2.0, -2 * absolute(x))


i0e: Op = elementwise(
    "i0e",
    lambda x: call("i0e", x),
    lambda g, y, x: -g * (sign(x) * _falling(x)),
    numpy="scipy.special.i0e",
    domain=_KINK_AT_ZERO,
    doc=r"""`i0` times :math:`e^{-|x|}`; the derivative at 0 is 0.

    Examples
    --------
    >>> x = mg.tensor([0.0, 1e6], requires_grad=True)
    >>> mg.special.i0e(x).sum().backward()
    >>> x.grad
    tensor([-0.00000000e+00, -1.99471215e-10])
    """,
)
i1e: Op = elementwise(
    "i1e",
    lambda x: call("i1e", x),
    lambda g, y, x: g * (_falling(x) - 0.5 * hyp1f1(1.5, 3.0, -2 * absolute(x))),
    numpy="scipy.special.i1e",
    domain=_KINK_AT_ZERO,
    doc=r"""`i1` times :math:`e^{-|x|}`.

    Examples
    --------
    >>> x = mg.tensor([0.0, 1e6], requires_grad=True)
    >>> mg.special.i1e(x).sum().backward()
    >>> x.grad
    tensor([ 5.00000000e-01, -1.99470916e-10])
    """,
)
k0: Op = elementwise(
    "k0",
    lambda x: call("k0", x),
    lambda g, y, x: -g * k1(x),
    numpy="scipy.special.k0",
    domain=_POSITIVE,
    doc="""Modified Bessel function of the second kind, of order 0.

    Examples
    --------
    >>> mg.special.k0(mg.tensor([1.0, 100.0]))
    tensor([4.21024438e-01, 4.65662823e-45])
    """,
)
k1: Op = elementwise(
    "k1",
    lambda x: call("k1", x),
    lambda g, y, x: -0.5 * (g * (k0(x) + kv(2.0, x))),
    numpy="scipy.special.k1",
    domain=_POSITIVE,
    doc="""Modified Bessel function of the second kind, of order 1.

    Examples
    --------
    >>> mg.special.k1(mg.tensor([1.0, 100.0]))
    tensor([6.01907230e-01, 4.67985374e-45])
    """,
)


def _rising(x: Any) -> Any:
    """``k1e - k0e``, without cancellation where ``x`` is large."""
    far = x > _FAR
    tail = math.sqrt(math.pi) * hyperu(1.5, 2.0, 2 * where(far, x, _FAR))
    near = where(far, 1.0, x)
    return where(far, tail, k1e(near) - k0e(near))


k0e: Op = elementwise(
    "k0e",
    lambda x: call("k0e", x),
    lambda g, y, x: -g * _rising(x),
    numpy="scipy.special.k0e",
    domain=_POSITIVE,
    doc=r"""`k0` times :math:`e^x`.

    Examples
    --------
    >>> x = mg.tensor([1.0, 1e6], requires_grad=True)
    >>> mg.special.k0e(x).sum().backward()
    >>> x.grad
    tensor([-4.91690406e-01, -6.26656834e-10])
    """,
)
k1e: Op = elementwise(
    "k1e",
    lambda x: call("k1e", x),
    lambda g, y, x: g * (_rising(x) - y / x),
    numpy="scipy.special.k1e",
    domain=_POSITIVE,
    doc=r"""`k1` times :math:`e^x`.

    Examples
    --------
    >>> mg.special.k1e(mg.tensor([1.0, 1e6]))
    tensor([1.63615349e+00, 1.25331461e-03])
    """,
)
