"""Statistics: weighted means, ranges, covariances."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.ops.complex_numbers import conjugated, is_complex
from minigrad.ops.elementwise import clip, sqrt
from minigrad.ops.families import expression
from minigrad.ops.joining import concatenate
from minigrad.ops.logic import ones_like
from minigrad.ops.products import matmul
from minigrad.ops.reductions import max as max_
from minigrad.ops.reductions import mean
from minigrad.ops.reductions import min as min_
from minigrad.ops.reductions import sum as sum_
from minigrad.ops.shapes import (
    Axis,
    as_array,
    astype,
    broadcast_to,
    expand_dims,
    normalized_axes,
    reshape,
    transpose,
)


@expression(numpy=np.ptp)
def ptp(a: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """Range: the largest less the smallest element, over an axis, several, or all.

    Examples
    --------
    >>> mg.ptp(mg.tensor([1.0, 5.0, 2.0]))
    tensor(4.)
    """
    return max_(a, axis=axis, keepdims=keepdims) - min_(a, axis=axis, keepdims=keepdims)


@expression(numpy=np.average)
def average(
    a: Any,
    axis: Axis = None,
    weights: Any = None,
    returned: bool = False,
    *,
    keepdims: bool = False,
) -> Any | tuple[Any, ...]:
    r"""Weighted mean: :math:`\sum w a / \sum w`, over an axis, several, or all.

    Weights have the shape of ``a``, or of the axes that are reduced. With ``returned`` the sum of
    weights is returned as well.

    Raises
    ------
    TypeError, ValueError
        If the weights do not fit, or are 0 altogether.

    Examples
    --------
    >>> mg.average(mg.tensor([1.0, 4.0]), weights=[2.0, 1.0])
    tensor(2.)
    """
    a = as_array(a)
    if weights is None:
        result = mean(a, axis=axis, keepdims=keepdims)
        total = ones_like(result) * (a.size / max(1, result.size))
    else:
        w = _fitted(weights, a.shape, axis)
        total = sum_(broadcast_to(w, a.shape), axis=axis, keepdims=keepdims)
        result = sum_(a * w, axis=axis, keepdims=keepdims) / total
    return (result, total) if returned else result


def _fitted(weights: Any, shape: tuple[int, ...], axis: Axis) -> Any:
    w = as_array(weights)
    if w.shape == shape:
        return w
    if axis is None:
        raise TypeError(f"average: name an axis for weights of shape {w.shape} beside {shape}")
    axes = normalized_axes(axis, len(shape))
    if w.shape != tuple(shape[i] for i in axes):
        raise ValueError(f"average: weights of shape {w.shape} do not fit axis {axis} of {shape}")
    return reshape(w, tuple(n if i in axes else 1 for i, n in enumerate(shape)))


@expression(numpy=np.cov)
def cov(
    m: Any,
    y: Any = None,
    rowvar: bool = True,
    bias: bool = False,
    ddof: int | None = None,
    *,
    fweights: Any = None,
    aweights: Any = None,
    dtype: Any = None,
) -> Any:
    """Covariance matrix of variables, which are rows (columns without ``rowvar``) of samples.

    ``bias``, ``ddof``, ``fweights`` (how often each sample came) and ``aweights`` (how much it
    weighs) are NumPy's.

    Examples
    --------
    >>> mg.cov(mg.tensor([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
    x = _variables(m, rowvar)
    if y is not None:
        x = concatenate([x, _variables(y, rowvar)], 0)
    if dtype is not None:
        x = astype(x, dtype)
    if ddof is None:
        ddof = 0 if bias else 1
    weights = None
    for given in (fweights, aweights):
        if given is not None:
            weights = given if weights is None else weights * given
    if weights is None:
        total, factor = x.shape[1], x.shape[1] - ddof
        center = mean(x, axis=1, keepdims=True)
        weighted = deviation = x - center
    else:
        weights = as_array(weights)
        total = sum_(weights)
        center = sum_(x * weights, axis=1, keepdims=True) / total
        if aweights is None or ddof == 0:
            factor = total - ddof
        else:
            factor = total - ddof * sum_(weights * np.asarray(aweights)) / total
        deviation = x - center
        weighted = deviation * weights
    result = matmul(weighted, conjugated(transpose(deviation))) / factor
    return reshape(result, ()) if result.shape == (1, 1) else result


def _variables(m: Any, rowvar: bool) -> Any:
    x = as_array(m)
    if x.dtype.kind not in "fc":
        x = astype(x, np.float64)
    if len(x.shape) > 2:
        raise ValueError(f"cov: variables and samples are a matrix, not of shape {x.shape}")
    if len(x.shape) < 2:
        return reshape(x, (1, -1))
    return x if rowvar or x.shape[0] == 1 else transpose(x)


@expression(numpy=np.corrcoef)
def corrcoef(x: Any, y: Any = None, rowvar: bool = True, *, dtype: Any = None) -> Any:
    """Correlation coefficients of variables, which are rows (columns without ``rowvar``).

    Examples
    --------
    >>> mg.corrcoef(mg.tensor([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
    c = cov(x, y, rowvar, dtype=dtype)
    if not c.shape:
        return c / c
    diagonal = c[np.arange(c.shape[0]), np.arange(c.shape[0])]
    scale = sqrt(diagonal.real if is_complex(diagonal) else diagonal)
    result = c / expand_dims(scale, 1) / expand_dims(scale, 0)
    return result if is_complex(result) else clip(result, -1.0, 1.0)
