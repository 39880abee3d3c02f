"""Norms of vectors and matrices, and condition numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops import reductions
from minigrad.ops.complex_numbers import conjugated
from minigrad.ops.elementwise import absolute, sign
from minigrad.ops.families import expression, other, reduction
from minigrad.ops.linalg.determinants import slogdet
from minigrad.ops.linalg.matrices import identity_like, square
from minigrad.ops.linalg.solving import inv
from minigrad.ops.linalg.spectral import svdvals
from minigrad.ops.logic import isnan, logical_and, logical_not, where
from minigrad.ops.shapes import (
    Axis,
    as_floating,
    astype,
    expand_dims,
    kept_shape,
    normalized_axes,
    reshape,
    squeeze,
    transpose,
    with_reduced_axes,
)

_EXTREMES = {np.inf: reductions.max, -np.inf: reductions.min}
_OF_VALUES: dict[Any, Any] = {2: reductions.max, -2: reductions.min, "nuc": reductions.sum}
_FROBENIUS = (None, "fro", "f")


def _length(x: Any, ord: float = 2, axis: Axis = None, keepdims: bool = False) -> Any:
    if ord == 2:
        squares = np.real(x * np.conj(x)) if x.dtype.kind == "c" else x * x
        return np.sqrt(np.sum(squares, axis=axis, keepdims=keepdims))
    return np.sum(np.abs(x) ** ord, axis=axis, keepdims=keepdims) ** (1 / ord)


def _length_rule(g: Any, y: Any, x: Any, *, ord: float, axis: Axis, keepdims: bool) -> Any:
    g, y = with_reduced_axes(g, x.shape, axis), with_reduced_axes(y, x.shape, axis)
    zero = y == 0  # where the least-norm subgradient is 0
    g, y = where(zero, 0.0, g), where(zero, 1.0, y)
    if ord == 2:
        return g / y * conjugated(x)
    size = absolute(x)
    return g * conjugated(sign(x)) * (where(size == 0, 1.0, size) / y) ** (ord - 1)


def _lengths(shape: tuple[int, ...]) -> list[dict[str, Any]]:
    options: list[dict[str, Any]] = [{"axis": None}]
    if shape[0]:
        options += [{"axis": 0, "keepdims": True}, {"axis": -1, "ord": 3}, {"axis": 0, "ord": 0.5}]
    return options + ([{"axis": (0, -1)}] if len(shape) > 1 else [])


length: Op = reduction(
    "length",
    _length,
    _length_rule,
    internal=True,
    domain=Domain(
        shapes=(((3,),), ((2, 2),), ((2, 1, 2),), ((0,),)),
        options=_lengths,
        kinks=(0.0,),
        analytic=False,
        complex=True,
    ),
    symbol="norm",
    doc=r"""Length of vectors: :math:`(\sum |x|^p)^{1/p}` for ``ord`` p; derivative 0 at 0.""",
)


def _of_vectors(x: Any, ord: Any, axis: Axis, keepdims: bool) -> Any:
    if isinstance(ord, str):
        raise ValueError(f"norm: {ord!r} is an order of matrices, not of vectors")
    if ord == np.inf and 0 in x.shape:
        return reductions.sum(absolute(x), axis=axis, keepdims=keepdims)
    if ord in _EXTREMES:
        return _EXTREMES[ord](absolute(x), axis=axis, keepdims=keepdims)
    if ord == 0:
        dtype = np.zeros(0, x.dtype).real.dtype
        return reductions.sum(astype(x != 0, dtype), axis=axis, keepdims=keepdims)
    if ord == 1:
        return reductions.sum(absolute(x), axis=axis, keepdims=keepdims)
    return length(x, ord=2 if ord is None else ord, axis=axis, keepdims=keepdims)


# The least-norm subgradient puts nothing on singular vectors of zero singular values.
nonzero_values: Op = other(
    "nonzero_values",
    lambda s: np.where(_vanish(s), 0.0, s),
    lambda g, y, s: where(y == 0, 0.0, g),
    internal=True,
    domain=Domain(((0.2, 2.0),), shapes=(((3,),), ((2, 2),), ((0,),)), analytic=False),
    symbol="·",
    doc="Singular values, those that are zero to rounding replaced by zero, with derivative 0.",
)


def _vanish(s: Any) -> Any:
    if 0 in s.shape:
        return s == 0
    top = np.max(s, axis=-1, keepdims=True)
    return s <= top * (float(np.finfo(s.dtype).eps) * s.shape[-1])


def _of_matrices(x: Any, ord: Any, axes: tuple[int, int], keepdims: bool) -> Any:
    if ord in _FROBENIUS:
        return length(x, axis=axes, keepdims=keepdims)
    rows, columns = axes
    if 0 in (x.shape[rows], x.shape[columns]) and ord in (1, 2, np.inf, "nuc"):
        return reductions.sum(absolute(x), axis=axes, keepdims=keepdims)
    if ord in _OF_VALUES:
        others = [i for i in range(len(x.shape)) if i not in axes]
        values = nonzero_values(svdvals(transpose(x, (*others, rows, columns))))
        reduced = _OF_VALUES[ord](values, axis=-1)
        return reshape(reduced, kept_shape(x.shape, axes)) if keepdims else reduced
    if ord in (1, -1, np.inf, -np.inf):
        if abs(ord) != 1:
            rows, columns = columns, rows
        sums = reductions.sum(absolute(x), axis=rows, keepdims=True)
        largest = (reductions.max if ord > 0 else reductions.min)(sums, axis=columns, keepdims=True)
        return largest if keepdims else squeeze(largest, axis=axes)
    raise ValueError(
        f"norm: {ord!r} is no order of matrices; those are 'fro', 'nuc', inf, -inf, 1, -1, 2, -2"
    )


@expression(numpy=np.linalg.norm)
def norm(x: Any, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Any:
    r"""Norm of vectors or matrices; by default the root of the sum of all squares.

    Its derivative at 0 is 0. The largest ones share the gradient evenly where a norm is a maximum.

    Parameters
    ----------
    x
        An array.
    ord : int, float, str, optional
        Of vectors any number p, for :math:`(\sum |x|^p)^{1/p}`, or inf, -inf, 0. Of matrices
        "fro"; "nuc", the sum of singular values; 2 and -2, the largest and the smallest of them;
        1, -1, inf, -inf, the largest and the smallest sum of a column and of a row.
    axis : int or pair of int, optional
        The axis of vectors, or the axes of matrices; by default all.
    keepdims : bool
        Whether the reduced axes stay, with length 1.

    Examples
    --------
    >>> mg.linalg.norm(mg.tensor([3.0, 4.0]))
    tensor(5.)
    >>> mg.linalg.norm(mg.tensor([[3.0, 0.0], [0.0, 4.0]]), "nuc")
    tensor(7.)
    """
    x = as_floating(x)
    ndim = len(x.shape)
    if axis is None:
        if ord is None or (ord in ("f", "fro") and ndim == 2) or (ord == 2 and ndim == 1):
            return length(x, keepdims=keepdims)
        axes = tuple(range(ndim))
    else:
        normalized_axes(axis, ndim)  # refuses what is no axis
        axes = tuple(i % ndim for i in (axis if isinstance(axis, (tuple, list)) else (axis,)))
    if len(axes) == 1:
        return _of_vectors(x, ord, axes[0], keepdims)
    if len(axes) == 2:
        return _of_matrices(x, ord, (axes[0], axes[1]), keepdims)
    raise ValueError(
        f"norm: order {ord!r} is of vectors or matrices, not of {len(axes)} axes; vector_norm "
        "takes any number of axes"
    )


@expression(numpy=np.linalg.vector_norm)
def vector_norm(
    x: Any, /, *, axis: Axis = None, keepdims: bool = False, ord: float | None = 2
) -> Any:
    r"""Norm of vectors, over one axis, several, or all elements; see `norm`.

    Examples
    --------
    >>> mg.linalg.vector_norm(mg.tensor([[3.0, 4.0], [6.0, 8.0]]), axis=1)
    tensor([ 5., 10.])
    """
    return _of_vectors(as_floating(x), ord, axis, keepdims)


@expression(numpy=np.linalg.matrix_norm)
def matrix_norm(x: Any, /, *, keepdims: bool = False, ord: Any = "fro") -> Any:
    """Norm of matrices in the last two axes; see `norm`.

    Examples
    --------
    >>> mg.linalg.matrix_norm(mg.tensor([[3.0, 0.0], [0.0, 4.0]]), ord=2)
    tensor(4.)
    """
    x = as_floating(x)
    rows, columns = normalized_axes((-2, -1), len(x.shape))
    return _of_matrices(x, ord, (rows, columns), keepdims)


@expression(numpy=np.linalg.cond)
def cond(x: Any, p: Any = None) -> Any:
    """Condition number of matrices: the norm of order ``p`` times that of the inverse.

    With None or 2 it is the quotient of the largest and the smallest singular value; matrices
    need not be square then. That of a singular matrix is infinite, and its gradient NaN.

    Examples
    --------
    >>> mg.linalg.cond(mg.tensor([[4.0, 0.0], [0.0, 2.0]]))
    tensor(2.)
    """
    x = as_floating(x)
    if 0 in x.shape[-2:]:
        raise np.linalg.LinAlgError("cond is not defined on empty arrays")
    with np.errstate(all="ignore"):
        if p is None or p in (2, -2):
            s = svdvals(x)
            result = s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]
        else:
            singular = expand_dims(slogdet(square(x, "cond")).sign == 0, (-2, -1))
            inverse = inv(where(singular, identity_like(x), x))
            there = astype(where(singular, np.nan, 1.0), x.dtype)  # and so is the gradient
            result = matrix_norm(x * there, ord=p) * matrix_norm(inverse, ord=p)
    is_given = reductions.any(isnan(x), axis=(-2, -1))
    return where(logical_and(isnan(result), logical_not(is_given)), np.inf, result)
