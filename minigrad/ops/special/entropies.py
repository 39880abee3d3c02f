"""Products with logarithms, 0 where 0 is multiplied: entropies, divergences."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.core.op import Op
from minigrad.ops.families import elementwise
from minigrad.ops.logic import logical_and, where
from minigrad.ops.shapes import as_floating
from minigrad.ops.special.scipys import call, on

_POSITIVE = on((0.3, 3.0))
_TWO_POSITIVE = on((0.3, 3.0), (0.3, 3.0))


def _xlogy(x: Any, y: Any) -> Any:
    none = np.logical_and(x == 0, np.logical_not(np.isnan(y)))
    with np.errstate(divide="ignore", invalid="ignore"):  # -inf at 0, and NaN below, are meant
        return x * np.log(np.where(none, np.ones_like(y), y))


def _xlog1py(x: Any, y: Any) -> Any:
    none = np.logical_and(x == 0, np.logical_not(np.isnan(y)))
    with np.errstate(divide="ignore", invalid="ignore"):
        return x * np.log1p(np.where(none, np.zeros_like(y), y))


def _share(x: Any, y: Any) -> Any:
    """``x / y``, and 0 where ``x`` is."""
    none = x == 0
    return where(none, 0.0, x / where(none, 1.0, y))


xlogy: Op = elementwise(
    "xlogy",
    _xlogy,
    lambda g, out, x, y: xlogy(where(logical_and(x == 0, y <= 0), 0.0, g), y),
    lambda g, out, x, y: g * _share(x, y),
    numpy="scipy.special.xlogy",
    domain=_TWO_POSITIVE,
    doc=r"""Product ``x * log(y)``, which is 0 where ``x`` is, whatever ``y`` is.

    So are the derivatives where ``x`` is 0: by ``y``, and by ``x`` where ``y`` is not positive.

    Examples
    --------
    >>> x, y = (mg.tensor([0.0, 2.0], requires_grad=True) for _ in range(2))
    >>> mg.special.xlogy(x, y).sum().backward()
    >>> x.grad, y.grad
    (tensor([0.        , 0.69314718]), tensor([0., 1.]))
    """,
)
xlog1py: Op = elementwise(
    "xlog1py",
    _xlog1py,
    lambda g, out, x, y: xlog1py(where(logical_and(x == 0, y <= -1), 0.0, g), y),
    lambda g, out, x, y: g * _share(x, 1 + y),
    numpy="scipy.special.xlog1py",
    domain=_TWO_POSITIVE,
    doc=r"""Product ``x * log1p(y)``, which is 0 where ``x`` is; see `xlogy`.

    Examples
    --------
    >>> mg.special.xlog1py(mg.tensor([0.0, 2.0]), [-1.0, 1e-20])
    tensor([0.e+00, 2.e-20])
    """,
)


def _log_ratio(x: Any, y: Any) -> Any:
    """``log(x / y)`` to all digits where both are near each other, and 0 where both are 0."""
    none = np.logical_and(x == 0, y == 0)
    x, y = np.where(none, 1.0, x).astype(x.dtype), np.where(none, 1.0, y).astype(y.dtype)
    near = np.logical_and(2 * x > y, 2 * y > x)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        change = np.where(near, x - y, 0) / y
        return np.where(near, np.log1p(change), np.log(x) - np.log(y))


_ratio: Op = elementwise(
    "log_ratio",
    lambda x, y: _log_ratio(as_floating(x), as_floating(y)),
    lambda g, out, x, y: _share(g, x),
    lambda g, out, x, y: -_share(g, y),
    domain=_TWO_POSITIVE,
    symbol="log(· ÷ ·)",
    internal=True,
    doc=r"""Logarithm of ``x / y``.""",
)

entr: Op = elementwise(
    "entr",
    lambda x: call("entr", x),
    lambda g, y, x: -g - xlogy(g, x),
    numpy="scipy.special.entr",
    domain=_POSITIVE,
    doc=r"""Entropy: :math:`-x \log x`, 0 at 0; the derivative there is infinite.

    Examples
    --------
    >>> mg.special.entr(mg.tensor([0.0, 0.5, 1.0]))
    tensor([ 0.        ,  0.34657359, -0.        ])
    """,
)
rel_entr: Op = elementwise(
    "rel_entr",
    lambda x, y: call("rel_entr", x, y),
    lambda g, out, x, y: g * (1 + _ratio(x, y)),
    lambda g, out, x, y: -g * _share(x, y),
    numpy="scipy.special.rel_entr",
    domain=_TWO_POSITIVE,
    doc=r"""Relative entropy: :math:`x \log(x / y)`, 0 where ``x`` is 0.

    Examples
    --------
    >>> mg.special.rel_entr(mg.tensor([0.0, 1.0]), [0.0, 0.5])
    tensor([0.        , 0.69314718])
    """,
)
kl_div: Op = elementwise(
    "kl_div",
    lambda x, y: call("kl_div", x, y),
    lambda g, out, x, y: g * _ratio(x, y),
    lambda g, out, x, y: g * _share(y - x, y),
    numpy="scipy.special.kl_div",
    domain=_TWO_POSITIVE,
    doc=r"""Divergence of Kullback and Leibler, elementwise: :math:`x \log(x / y) - x + y`.

    Examples
    --------
    >>> mg.special.kl_div(mg.tensor([0.0, 1.0]), [0.0, 0.5])
    tensor([0.        , 0.19314718])
    """,
)
