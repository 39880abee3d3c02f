"""Products, diagonals and traces, as the array API standard has them: over the last axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.core.dispatch import implements
from minigrad.ops import contractions
from minigrad.ops.contractions import einsum, tensordot, vecdot
from minigrad.ops.families import expression
from minigrad.ops.products import matmul
from minigrad.ops.reductions import sum as sum_
from minigrad.ops.shapes import astype, matrix_transpose, normalized_axes, shape_of

implements(np.linalg.matmul)(matmul)
implements(np.linalg.matrix_transpose)(matrix_transpose)
implements(np.linalg.tensordot)(tensordot)
implements(np.linalg.vecdot)(vecdot)


@expression(numpy=np.linalg.outer)
def outer(x1: Any, x2: Any, /) -> Any:
    """Products of all pairs of elements of two vectors: a matrix.

    Examples
    --------
    >>> mg.linalg.outer(mg.tensor([1.0, 2.0]), [3.0, 4.0])
    tensor([[3., 4.],
            [6., 8.]])
    """
    if len(shape_of(x1)) != 1 or len(shape_of(x2)) != 1:
        raise ValueError(
            f"linalg.outer: of vectors, not of shapes {shape_of(x1)} and {shape_of(x2)}; "
            "numpy.outer ravels them"
        )
    return contractions.outer(x1, x2)


@expression(numpy=np.linalg.cross)
def cross(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    """Vector product of vectors with three components, along an axis.

    Examples
    --------
    >>> mg.linalg.cross(mg.tensor([1.0, 0.0, 0.0]), [0.0, 1.0, 0.0])
    tensor([0., 0., 1.])
    """
    for x in (x1, x2):
        (i,) = normalized_axes(axis, len(shape_of(x)))
        if shape_of(x)[i] != 3:
            raise ValueError(
                f"linalg.cross: vectors have 3 components, not {shape_of(x)[i]} along axis {axis}"
            )
    return contractions.cross(x1, x2, axis=axis)


@expression(numpy=np.linalg.diagonal)
def diagonal(x: Any, /, *, offset: int = 0) -> Any:
    """Diagonals of matrices, in the last axis; with ``offset`` those above (or below) the main one.

    Examples
    --------
    >>> mg.linalg.diagonal(mg.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([1., 4.])
    """
    x = x if hasattr(x, "dtype") else np.asarray(x)
    if len(x.shape) < 2:
        raise ValueError(f"linalg.diagonal: of matrices, not of shape {x.shape}")
    part = x[..., max(0, -offset) :, max(0, offset) :]
    n = min(part.shape[-2:])
    return einsum("...ii->...i", part[..., :n, :n])


@expression(numpy=np.linalg.trace)
def trace(x: Any, /, *, offset: int = 0, dtype: Any = None) -> Any:
    """Sums of the diagonals of matrices, which lie in the last two axes.

    Examples
    --------
    >>> mg.linalg.trace(mg.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor(5.)
    """
    elements = diagonal(x, offset=offset)
    return sum_(elements if dtype is None else astype(elements, dtype), axis=-1)
