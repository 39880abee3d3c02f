"""Activation functions with exponentials in them, as expressions, under PyTorch's names.

Where a branch is not chosen its input is limited, so that it neither overflows nor turns a gradient
of 0 into NaN.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigrad.core.op import Op
from minigrad.ops.activation import sigmoid, softplus, swish
from minigrad.ops.elementwise import clip, expm1, tanh
from minigrad.ops.error_function import erfc
from minigrad.ops.exponentials import softmax
from minigrad.ops.families import elementwise, expression
from minigrad.ops.logic import where
from minigrad.ops.shapes import as_floating, normalized_axes

# Of Klambauer et al.: with them, mean 0 and variance 1 are a fixed point of a layer.
_SELU_ALPHA = 1.6732632423543772848170429916717
_SELU_SCALE = 1.0507009873554804934193349852946

silu = swish


@expression()
def elu(x: Any, alpha: float = 1.0) -> Any:
    r"""ELU: ``x`` above 0, :math:`\alpha (e^x - 1)` elsewhere; the derivative at 0 is alpha.

    Source: arXiv:1511.07289; PyTorch's ``elu``.

    Examples
    --------
    >>> mg.elu(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.63212056,  0.        ,  2.        ])
    """
    x = as_floating(x)
    return where(x > 0, x, alpha * expm1(clip(x, max=0.0)))


@expression()
def selu(x: Any) -> Any:
    r"""SELU: :math:`\lambda` times ELU with the :math:`\alpha` that keeps mean 0 and variance 1.

    :math:`\lambda = 1.0507...` and :math:`\alpha = 1.6732...`. Instead of overflowing, it is
    constant where ``x`` is within a few percent of the largest number of its dtype. Source:
    arXiv:1706.02515; PyTorch's ``selu``.

    Examples
    --------
    >>> mg.selu(mg.tensor([-1.0, 0.0, 1.0]))
    tensor([-1.11133074,  0.        ,  1.05070099])
    """
    x = as_floating(x)
    largest = float(np.finfo(x.dtype).max) / 1.06
    negative = _SELU_ALPHA * expm1(clip(x, max=0.0))
    return _SELU_SCALE * where(x > 0, clip(x, max=largest), negative)


@expression()
def celu(x: Any, alpha: float = 1.0) -> Any:
    r"""CELU: ``x`` above 0, :math:`\alpha (e^{x/\alpha} - 1)` elsewhere; smooth for every alpha.

    Source: arXiv:1704.07483; PyTorch's ``celu``.

    Examples
    --------
    >>> mg.celu(mg.tensor([-1.0, 0.0, 2.0]), alpha=2.0)
    tensor([-0.78693868,  0.        ,  2.        ])
    """
    if not 0 < alpha < math.inf:
        raise ValueError(f"celu: alpha must be a positive number, not {alpha!r}")
    x = as_floating(x)
    low = -800 * alpha if alpha < 1 else None  # exp(-800) is 0, and x / alpha might overflow
    return where(x > 0, x, alpha * expm1(clip(x, low, 0.0) / alpha))


@expression()
def gelu(x: Any, approximate: str = "none") -> Any:
    r"""GELU: :math:`x \, \Phi(x)` with the normal distribution function :math:`\Phi`.

    Parameters
    ----------
    x : array_like
        Of any shape.
    approximate : {"none", "tanh"}
        "none" has the error function, right to all digits; "tanh" is
        :math:`\frac{x}{2} (1 + \tanh(\sqrt{2/\pi} (x + 0.044715 x^3)))`, computed as
        :math:`x \, \sigma(2 \sqrt{2/\pi} (x + 0.044715 x^3))`, the same without cancellation.

    Notes
    -----
    Source: arXiv:1606.08415; PyTorch's ``gelu``.

    Examples
    --------
    >>> mg.gelu(mg.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.15865525,  0.        ,  1.95449974])
    >>> mg.gelu(mg.tensor([-1.0, 0.0, 2.0]), approximate="tanh")
    tensor([-0.15880801,  0.        ,  1.95459769])
    """
    if approximate not in {"none", "tanh"}:
        raise ValueError(f'gelu: approximate is "none" or "tanh", not {approximate!r}')
    x = as_floating(x)
    if approximate == "none":
        return x * (0.5 * erfc(-math.sqrt(0.5) * x))
    z = clip(x, -22.0, 22.0)  # beyond, the sigmoid is 0 or 1, and the cube might overflow
    return x * sigmoid(math.sqrt(8 / math.pi) * (z + 0.044715 * (z * z * z)))


@expression()
def logsigmoid(x: Any) -> Any:
    r"""Logarithm of the sigmoid: :math:`-\log(1 + e^{-x})`; PyTorch's ``logsigmoid``.

    Examples
    --------
    >>> mg.logsigmoid(mg.tensor([-1000.0, 0.0]))
    tensor([-1.00000000e+03, -6.93147181e-01])
    """
    return -softplus(-as_floating(x))


def _tanhshrink_of(x: Any) -> Any:
    x = as_floating(x)
    return x - np.tanh(x)


def _tanhshrink_rule(g: Any, y: Any, x: Any) -> Any:
    slope = tanh(x)  # 1 - tanh'(x) would cancel near 0
    return g * (slope * slope)


tanhshrink: Op = elementwise(
    "tanhshrink",
    _tanhshrink_of,
    _tanhshrink_rule,
    doc=r"""Tanhshrink: :math:`x - \tanh x`; PyTorch's ``tanhshrink``.

    Examples
    --------
    >>> mg.tanhshrink(mg.tensor([0.0, 1.0]))
    tensor([0.        , 0.23840584])
    """,
)


@expression()
def softmin(x: Any, axis: int = -1) -> Any:
    r"""Softmin: :math:`e^{-x_k} / \sum_i e^{-x_i}` along an axis; PyTorch's ``softmin``.

    Examples
    --------
    >>> mg.softmin(mg.tensor([0.0, 1.0]))
    tensor([0.73105858, 0.26894142])
    """
    return softmax(-as_floating(x), axis=axis)


@expression()
def glu(x: Any, axis: int = -1) -> Any:
    r"""Gated linear unit: :math:`a \, \sigma(b)`, where ``a`` and ``b`` are the halves of ``x``.

    Parameters
    ----------
    x : array_like
        Its length along ``axis`` is even; the result is half as long there.
    axis : int
        Where to halve.

    Notes
    -----
    Source: arXiv:1612.08083; PyTorch's ``glu``.

    Examples
    --------
    >>> mg.glu(mg.tensor([1.0, 2.0, 0.0, 100.0]))
    tensor([0.5, 2. ])
    """
    x = as_floating(x)
    shape = x.shape
    (place,) = normalized_axes(axis, len(shape))
    if shape[place] % 2:
        raise ValueError(f"glu: axis {axis} of shape {shape} has no two halves: its length is odd")
    before, half = (slice(None),) * place, shape[place] // 2
    return x[(*before, slice(None, half))] * sigmoid(x[(*before, slice(half, None))])
