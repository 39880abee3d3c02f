"""Pseudo-inverses, least squares, rank: what is decided by singular values.

The gradient of a pseudo-inverse is that of changes which keep the rank: Golub and Pereyra (1973).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from minigrad.core.op import Op
from minigrad.ops.complex_numbers import conjugated
from minigrad.ops.families import expression, other, value
from minigrad.ops.linalg.matrices import REGULAR, adjoint, columns, mirrored, square
from minigrad.ops.linalg.spectral import svd
from minigrad.ops.shapes import as_floating, matrix_transpose


def _pinv_rule(g: Any, y: Any, a: Any, rcond: Any = None) -> Any:
    yh, gc = adjoint(y), conjugated(g)
    gh = adjoint(gc)
    beside = (gh - a @ (y @ gh)) @ y @ yh
    below = yh @ y @ (gh - (gh @ y) @ a)
    return conjugated(beside + below - yh @ gc @ yh)


_NO_VALUE = inspect.signature(np.linalg.pinv).parameters["rtol"].default
_LEAST = 1e-15  # NumPy's cut
pseudo_inverse: Op = other(
    "pseudo_inverse",
    lambda a, rcond: np.linalg.pinv(a, rcond),
    _pinv_rule,
    None,
    internal=True,
    domain=REGULAR._replace(
        shapes=(((3, 2),), ((2, 2),), ((2, 3),), ((1, 3, 2),), ((0, 2),)),
        prepare=lambda x: (x + 3 * np.eye(*x.shape[-2:]),),
        constants=lambda options, a: (_LEAST,),
    ),
    symbol="pinv",
    doc="Pseudo-inverse by singular values; `pinv` is its public form.",
)


@expression(numpy=np.linalg.pinv)
def pinv(a: Any, rcond: Any = None, hermitian: bool = False, *, rtol: Any = _NO_VALUE) -> Any:
    r"""Pseudo-inverse of Moore and Penrose, of matrices of any shape and rank.

    The gradient is that of changes which keep the rank (Golub and Pereyra, 1973): of all, for a
    matrix of full rank. Where the rank is less, the pseudo-inverse is not continuous.

    Parameters
    ----------
    a
        Matrices, of shape (..., m, n).
    rcond, rtol
        Singular values up to this part of the largest count as zero: a number, or one for each
        matrix.
    hermitian : bool
        Whether the matrices are Hermitian: then their lower triangles are read alone.

    Examples
    --------
    >>> mg.linalg.pinv(mg.tensor([[2.0, 0.0], [0.0, 0.0]]))
    tensor([[0.5, 0. ],
            [0. , 0. ]])
    """
    a = as_floating(a)
    if rtol is not _NO_VALUE:
        if rcond is not None:
            raise ValueError("pinv: rcond and rtol are two names of one thing; give one of them")
        rcond = _precision(a) if rtol is None else rtol
    if hermitian:
        a = mirrored(square(a, "pinv"))
    return pseudo_inverse(a, _LEAST if rcond is None else rcond)


def _precision(a: Any) -> float:
    return float(np.finfo(a.dtype).eps * max(a.shape[-2:]))


def _lstsq_rule(g: Any, y: Any, a: Any, b: Any, rcond: float | None) -> tuple[Any, Any]:
    gx, x, right = columns(g[0], b), columns(y[0], b), columns(b, b)
    inverse = pseudo_inverse(a, _precision(as_floating(a)) if rcond is None else rcond)
    ga = _pinv_rule(gx @ matrix_transpose(right), inverse, a)
    gb = matrix_transpose(inverse) @ gx
    if 0 not in y[1].shape:
        by_residual = 2.0 * conjugated(right - a @ x) * g[1]
        ga, gb = ga - by_residual @ matrix_transpose(x), gb + by_residual
    u, _, vh = svd(a, full_matrices=False)
    ga = ga + conjugated((u * g[3]) @ vh)
    return ga, gb[..., 0] if len(b.shape) == 1 else gb


lstsq: Op = other(
    "lstsq",
    # Dask's takes no rcond.
    lambda a, b, rcond=None: (
        np.linalg.lstsq(a, b) if rcond is None else np.linalg.lstsq(a, b, rcond)
    ),
    joint=_lstsq_rule,
    outputs=tuple,
    numpy=np.linalg.lstsq,
    domain=REGULAR._replace(
        shapes=(((3, 2), (3,)), ((3, 2), (3, 2)), ((2, 2), (2, 2)), ((2, 3), (2, 1))),
        prepare=lambda a, b: (a + np.diag([3.0, -2.0, 4.0])[: a.shape[0], : a.shape[1]], b),
    ),
    doc="""Least squares: the shortest ``x`` of those for which ``|b - a @ x|`` is smallest.

    The result is that of NumPy: ``(x, residuals, rank, s)``, where ``residuals`` are the squares
    of the columns' distances, or empty where the rank is less than the number of unknowns or the
    equations are not more, and ``s`` the singular values. The gradient is that of
    changes which keep the rank; see `pinv`.

    Examples
    --------
    >>> a, b = mg.tensor([[1.0], [1.0]]), mg.tensor([1.0, 3.0])
    >>> x, residuals, rank, s = mg.linalg.lstsq(a, b)
    >>> x, residuals
    (tensor([2.]), tensor([2.]))
    """,
)


matrix_rank: Callable[..., Any] = value(np.linalg.matrix_rank)
