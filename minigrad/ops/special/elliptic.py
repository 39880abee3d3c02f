"""Complete elliptic integrals, by SciPy's names."""

from __future__ import annotations

import math
from typing import Any

from minigrad.core.op import Op
from minigrad.ops.elementwise import absolute
from minigrad.ops.families import elementwise
from minigrad.ops.logic import where
from minigrad.ops.special.hypergeometric import hyp2f1
from minigrad.ops.special.scipys import call, on


def _slope_of_k(m: Any, p: Any) -> Any:
    """The derivative of K by ``m``, where ``p`` is ``1 - m``; around 0 by its series."""
    near = absolute(m) < 0.5
    series = math.pi / 8 * hyp2f1(1.5, 1.5, 2.0, where(near, m, 0.0))
    far, rest = where(near, -1.0, m), where(near, 2.0, p)
    return where(near, series, (ellipe(far) - rest * ellipkm1(rest)) / (2 * far * rest))


def _ellipe_rule(g: Any, y: Any, m: Any) -> Any:
    near = absolute(m) < 0.5
    series = -math.pi / 8 * hyp2f1(0.5, 1.5, 2.0, where(near, m, 0.0))
    far = where(near, -1.0, m)
    return g * where(near, series, (y - ellipk(far)) / (2 * far))


ellipk: Op = elementwise(
    "ellipk",
    lambda m: call("ellipk", m),
    lambda g, y, m: g * _slope_of_k(m, 1 - m),
    numpy="scipy.special.ellipk",
    domain=on((-2.0, 0.9)),
    doc=r"""Complete elliptic integral of the first kind, of the parameter ``m``.

    :math:`\int_0^{\pi/2} (1 - m \sin^2 t)^{-1/2} dt`.

    Examples
    --------
    >>> m = mg.tensor([0.0, 0.5], requires_grad=True)
    >>> mg.special.ellipk(m).sum().backward()
    >>> m.grad
    tensor([0.39269908, 0.84721308])
    """,
)
ellipkm1: Op = elementwise(
    "ellipkm1",
    lambda p: call("ellipkm1", p),
    lambda g, y, p: -g * _slope_of_k(1 - p, p),
    numpy="scipy.special.ellipkm1",
    domain=on((0.1, 2.0)),
    doc=r"""`ellipk` of ``1 - p``, with all digits where ``p`` is small.

    Examples
    --------
    >>> mg.special.ellipkm1(mg.tensor([1e-20, 1.0]))
    tensor([24.41214529,  1.57079633])
    """,
)
ellipe: Op = elementwise(
    "ellipe",
    lambda m: call("ellipe", m),
    _ellipe_rule,
    numpy="scipy.special.ellipe",
    domain=on((-2.0, 0.9)),
    doc=r"""Complete elliptic integral of the second kind, of the parameter ``m``.

    :math:`\int_0^{\pi/2} (1 - m \sin^2 t)^{1/2} dt`.

    Examples
    --------
    >>> mg.special.ellipe(mg.tensor([0.0, 1.0]))
    tensor([1.57079633, 1.        ])
    """,
)
