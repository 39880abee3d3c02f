"""Products of matrices."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.families import product
from minigrad.ops.shapes import expand_dims, matrix_transpose, reshape


def _matmul_left(g: Any, y: Any, a: Any, b: Any) -> Any:
    if len(a.shape) == len(b.shape) == 2:  # most of the time
        return g @ b.T
    if len(b.shape) == 1:
        return (expand_dims(g, -1) if len(a.shape) > 1 else g) * b
    if len(a.shape) == 1:
        return b @ g if len(b.shape) == 2 else (b @ expand_dims(g, -1))[..., 0]
    return g @ matrix_transpose(b)


def _matmul_right(g: Any, y: Any, a: Any, b: Any) -> Any:
    if len(a.shape) == len(b.shape) == 2:
        return a.T @ g
    if len(a.shape) == 1:
        if len(b.shape) == 1:
            return g * a
        return expand_dims(a, -1) * expand_dims(g, -2)
    if len(b.shape) == 1:
        if len(a.shape) == 2:
            return matrix_transpose(a) @ g
        return (matrix_transpose(a) @ expand_dims(g, -1))[..., 0]
    if len(b.shape) == 2:  # one product for the whole batch
        rows = math.prod(a.shape[:-1])
        return matrix_transpose(reshape(a, (rows, a.shape[-1]))) @ reshape(g, (rows, g.shape[-1]))
    return matrix_transpose(a) @ g


matmul: Op = product(
    "matmul",
    np.matmul,
    _matmul_left,
    _matmul_right,
    numpy=np.matmul,
    domain=Domain(
        shapes=(
            ((3,), (3,)),
            ((2, 3), (3,)),
            ((3,), (3, 2)),
            ((2, 3), (3, 2)),
            ((1, 1), (1, 1)),
            ((4, 2, 3), (3, 2)),
            ((2, 3), (4, 3, 2)),
            ((4, 2, 3), (4, 3, 2)),
            ((4, 1, 2, 3), (2, 3, 1)),
            ((3,), (4, 3, 2)),
            ((4, 2, 3), (3,)),
            ((2, 0), (0, 3)),
            ((0, 2), (2, 3)),
            ((0, 2, 3), (3, 2)),
            ((2, 3, 2), (2, 0)),
        )
    ),
    symbol="@",
    doc="""Matrix product: ``a @ b``, over stacks of matrices, matrices and vectors, as NumPy's.

    With ``Z = X @ W``, law 1 reads ``dX = dZ @ W.T`` and ``dW = X.T @ dZ``.

    Examples
    --------
    >>> mg.tensor([[1.0, 2.0]]) @ mg.tensor([[3.0], [4.0]])
    tensor([[11.]])
    """,
)
