"""Inverses and linear systems.

Rules: Giles (2008), *An extended collection of matrix derivative results*.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.core.op import Op
from minigrad.ops.families import expression, other
from minigrad.ops.linalg.matrices import REGULAR, columns, identity_like, triangle
from minigrad.ops.shapes import as_floating, matrix_transpose, reshape, transpose


def _inv_rule(g: Any, y: Any, a: Any) -> Any:
    yt = matrix_transpose(y)
    return -(yt @ g @ yt)


inv: Op = other(
    "inv",
    lambda a: np.linalg.inv(a),
    _inv_rule,
    numpy=np.linalg.inv,
    domain=REGULAR,
    symbol="inv",
    doc=r"""Inverse of square matrices: :math:`A^{-1}`; :math:`\bar A = -Y^T \bar Y Y^T`.

    A singular matrix is a ``numpy.linalg.LinAlgError``.

    Examples
    --------
    >>> mg.linalg.inv(mg.tensor([[2.0, 0.0], [0.0, 4.0]]))
    tensor([[0.5 , 0.  ],
            [0.  , 0.25]])
    """,
)


def _solve_rule(g: Any, y: Any, a: Any, b: Any) -> tuple[Any, Any]:
    gb = solve(matrix_transpose(a), columns(g, b))
    ga = -(gb @ matrix_transpose(columns(y, b)))
    return ga, gb[..., 0] if len(b.shape) == 1 else gb


solve: Op = other(
    "solve",
    lambda a, b: np.linalg.solve(a, b),
    joint=_solve_rule,
    numpy=np.linalg.solve,
    domain=REGULAR._replace(
        shapes=(
            ((2, 2), (2, 2)),
            ((2, 2), (2,)),
            ((2, 2, 2), (2, 3)),
            ((2, 2, 2), (2,)),
            ((2, 2), (3, 2, 1)),
            ((0, 0), (0, 2)),
        )
    ),
    doc=r"""Solution of linear systems: :math:`X = A^{-1} B`; with one axis, ``b`` is a vector.

    :math:`\bar B = A^{-T} \bar X` and :math:`\bar A = -\bar B X^T`.

    Examples
    --------
    >>> a = mg.tensor([[2.0, 0.0], [0.0, 4.0]])
    >>> mg.linalg.solve(a, mg.tensor([1.0, 1.0]))
    tensor([0.5 , 0.25])
    """,
)


@expression()
def solve_triangular(a: Any, b: Any, *, lower: bool = False, unit_diagonal: bool = False) -> Any:
    """Solution of linear systems of which one triangle is given; the other one is not read.

    Parameters
    ----------
    a, b
        As of `solve`.
    lower : bool
        Whether it is the lower triangle.
    unit_diagonal : bool
        Whether the diagonal is taken to be ones.

    Examples
    --------
    >>> a = mg.tensor([[2.0, 1.0], [9.0, 4.0]])
    >>> mg.linalg.solve_triangular(a, mg.tensor([4.0, 4.0]))
    tensor([1.5, 1. ])
    """
    a = as_floating(a)
    part = triangle(a if lower else matrix_transpose(a), diagonal=0.0 if unit_diagonal else 1.0)
    if unit_diagonal:
        part = part + identity_like(part)
    return solve(part if lower else matrix_transpose(part), b)


@expression(numpy=np.linalg.tensorsolve)
def tensorsolve(a: Any, b: Any, axes: Sequence[int] | None = None) -> Any:
    """Solution of ``tensordot(a, x, x.ndim) = b``; ``axes`` of ``a`` are moved to its end first.

    Examples
    --------
    >>> a = mg.tensor([[[2.0, 0.0], [0.0, 4.0]]])
    >>> mg.linalg.tensorsolve(a, mg.tensor([[1.0, 1.0]]))
    tensor([0.5 , 0.25])
    """
    a, b = as_floating(a), as_floating(b)
    if axes is not None:
        moved = [i % len(a.shape) for i in axes]
        a = transpose(a, (*(i for i in range(len(a.shape)) if i not in moved), *moved))
    size, unknowns = math.prod(b.shape), a.shape[len(b.shape) :]
    if math.prod(unknowns) != size or a.shape[: len(b.shape)] != b.shape:
        raise np.linalg.LinAlgError(
            f"tensorsolve: a of shape {a.shape} is no square matrix for b of shape {b.shape}; its "
            "first axes are those of b, and the others have as many elements"
        )
    return reshape(solve(reshape(a, (size, size)), reshape(b, (size,))), unknowns)


@expression(numpy=np.linalg.tensorinv)
def tensorinv(a: Any, ind: int = 2) -> Any:
    """Inverse of the map that ``tensordot(a, x, ind)`` is, of the axes after the first ``ind``.

    Examples
    --------
    >>> mg.linalg.tensorinv(mg.tensor([[2.0, 0.0], [0.0, 4.0]]), ind=1)
    tensor([[0.5 , 0.  ],
            [0.  , 0.25]])
    """
    a = as_floating(a)
    if ind < 1:
        raise ValueError(f"tensorinv: ind is at least 1, not {ind}")
    first, last = a.shape[:ind], a.shape[ind:]
    size = math.prod(first)
    if math.prod(last) != size:
        raise np.linalg.LinAlgError(
            f"tensorinv: a of shape {a.shape} is no square matrix with ind={ind}: the first "
            f"{ind} axes have {size} elements, the others {math.prod(last)}"
        )
    return reshape(inv(reshape(a, (size, size))), (*last, *first))
