"""Activation functions that are straight from kink to kink, as expressions, by PyTorch's names.

The gradients at the kinks are those of PyTorch's published rules.
"""

from __future__ import annotations

from typing import Any

from minigrad.ops.activation import relu6
from minigrad.ops.elementwise import clip
from minigrad.ops.families import expression
from minigrad.ops.logic import logical_and, where
from minigrad.ops.shapes import as_floating


@expression()
def hardtanh(x: Any, min_val: float = -1.0, max_val: float = 1.0) -> Any:
    """Hard tanh: ``x``, but at least ``min_val`` and at most ``max_val``.

    The derivative is 0 at both bounds, unlike that of `minigrad.clip`. Source: PyTorch's
    ``hardtanh``.

    Examples
    --------
    >>> mg.hardtanh(mg.tensor([-2.0, 0.5, 2.0]))
    tensor([-1. ,  0.5,  1. ])
    """
    if not min_val < max_val:
        raise ValueError(f"hardtanh: min_val must be less than max_val, not {min_val}, {max_val}")
    x = as_floating(x)
    return where(x <= min_val, min_val, where(x >= max_val, max_val, x))


@expression()
def hardsigmoid(x: Any) -> Any:
    """Hard sigmoid: ``relu6(x + 3) / 6``; the derivative is 0 at -3 and 3.

    Source: PyTorch's ``hardsigmoid``.

    Examples
    --------
    >>> mg.hardsigmoid(mg.tensor([-4.0, 0.0, 4.0]))
    tensor([0. , 0.5, 1. ])
    """
    return relu6(as_floating(x) + 3) / 6


@expression()
def hardswish(x: Any) -> Any:
    """Hard swish: ``x * relu6(x + 3) / 6``; the derivative is 0 at -3 and 1 at 3.

    The articles' `minigrad.h_swish` has the same values, other gradients at 3, and an option for
    where it bends. Source: arXiv:1905.02244; PyTorch's ``hardswish``.

    Examples
    --------
    >>> mg.hardswish(mg.tensor([-4.0, 1.0, 4.0]))
    tensor([-0.        ,  0.66666667,  4.        ])
    """
    x = as_floating(x)
    return x * hardsigmoid(x)


@expression()
def prelu(x: Any, weight: Any) -> Any:
    """Parametric ReLU: ``x`` above 0, ``weight * x`` elsewhere.

    Parameters
    ----------
    x : array_like
        Of any shape.
    weight : array_like
        A Tensor that is learned, or numbers; it broadcasts with ``x``.

    Notes
    -----
    The derivative at 0 is ``weight``. Source: arXiv:1502.01852; PyTorch's ``prelu``.

    Examples
    --------
    >>> mg.prelu(mg.tensor([[-2.0, -2.0, 3.0]]), [0.1, 0.25, 0.25])
    tensor([[-0.2, -0.5,  3. ]])
    """
    x = as_floating(x)
    return where(x > 0, x, weight * clip(x, max=0.0))


@expression()
def leaky_relu(x: Any, negative_slope: float = 0.01) -> Any:
    """Leaky ReLU: ``x`` above 0, ``negative_slope * x`` elsewhere; at 0 the slope.

    Source: PyTorch's ``leaky_relu``.

    Examples
    --------
    >>> mg.leaky_relu(mg.tensor([-2.0, 3.0]))
    tensor([-0.02,  3.  ])
    """
    return prelu(x, negative_slope)


@expression()
def rrelu(x: Any, lower: float = 1 / 8, upper: float = 1 / 3) -> Any:
    """Randomised leaky ReLU as it is after training: the slope is ``(lower + upper) / 2``.

    The layer `minigrad.nn.RReLU` draws its slopes while training. Source: arXiv:1505.00853;
    PyTorch's ``rrelu``.

    Examples
    --------
    >>> mg.rrelu(mg.tensor([-2.0, 3.0]), lower=0.1, upper=0.3)
    tensor([-0.4,  3. ])
    """
    return prelu(x, (lower + upper) / 2)


@expression()
def hardshrink(x: Any, lambd: float = 0.5) -> Any:
    """Hard shrinkage: 0 from ``-lambd`` to ``lambd``, ``x`` elsewhere.

    Source: PyTorch's ``hardshrink``.

    Examples
    --------
    >>> mg.hardshrink(mg.tensor([-1.0, 0.5, 2.0]))
    tensor([-1.,  0.,  2.])
    """
    x = as_floating(x)
    return where(logical_and(x >= -lambd, x <= lambd), 0.0, x)


@expression()
def softshrink(x: Any, lambd: float = 0.5) -> Any:
    """Soft shrinkage: ``x`` moved towards 0 by ``lambd``; 0 from ``-lambd`` to ``lambd``.

    The derivative is 0 there, the bounds included. Source: PyTorch's ``softshrink``.

    Examples
    --------
    >>> mg.softshrink(mg.tensor([-1.0, 0.5, 2.0]))
    tensor([-0.5,  0. ,  1.5])
    """
    if not lambd >= 0:
        raise ValueError(f"softshrink: lambd must not be negative, not {lambd!r}")
    x = as_floating(x)
    return x - clip(x, -lambd, lambd)


@expression()
def threshold(x: Any, threshold: float, value: float) -> Any:
    """``x`` above a threshold, ``value`` elsewhere, where the derivative is 0.

    Source: PyTorch's ``threshold``.

    Examples
    --------
    >>> mg.threshold(mg.tensor([0.5, 1.0, 2.0]), threshold=1.0, value=-1.0)
    tensor([-1., -1.,  2.])
    """
    x = as_floating(x)
    return where(x <= threshold, value, x)
