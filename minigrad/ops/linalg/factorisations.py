"""Factorisations: Cholesky's and QR.

Rules: Murray (2016), arXiv 1602.07527, for Cholesky's; Walter and Lehmann (2010), arXiv 1009.6112,
for QR of tall matrices.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.core.values import is_duck
from minigrad.ops.complex_numbers import conjugated
from minigrad.ops.families import expression, other
from minigrad.ops.joining import concatenate
from minigrad.ops.linalg.matrices import (
    REGULAR,
    SQUARE,
    adjoint,
    determined,
    folded,
    refused_where,
    triangle,
    with_diagonal,
)
from minigrad.ops.linalg.solving import solve
from minigrad.ops.shapes import as_floating, matrix_transpose


def _cholesky(a: Any, upper: bool = False) -> Any:
    if not is_duck(a):
        return np.linalg.cholesky(a, upper=upper)
    factor = np.linalg.cholesky(a)  # by Dask the upper one, whose transpose is the lower one
    lower = np.tril(factor) + np.conj(np.triu(factor, 1)).swapaxes(-1, -2)
    return np.conj(lower).swapaxes(-1, -2) if upper else lower


def _cholesky_rule(g: Any, y: Any, a: Any, upper: bool) -> Any:
    lower_h = y if upper else adjoint(y)
    by_lower = matrix_transpose(g) if upper else conjugated(g)
    middle = triangle(lower_h @ by_lower, diagonal=0.5)
    whole = solve(lower_h, adjoint(solve(lower_h, adjoint(middle))))
    return conjugated(folded(whole, lower=not upper))


cholesky: Op = other(
    "cholesky",
    _cholesky,
    _cholesky_rule,
    numpy=np.linalg.cholesky,
    domain=Domain(
        ((-1.0, 1.0),),
        shapes=SQUARE,
        options=({"upper": False}, {"upper": True}),
        prepare=with_diagonal(5.0, 4.0),
        analytic=False,
        complex=True,
    ),
    doc=r"""Cholesky's factor of positive definite matrices: :math:`A = L L^H`, or :math:`U^H U`.

    One triangle of ``a`` is read alone: the upper one with ``upper``, for U. So the gradient is
    zero in the other triangle, as it is the derivative of what is read.

    Examples
    --------
    >>> mg.linalg.cholesky(mg.tensor([[4.0, 2.0], [2.0, 5.0]]))
    tensor([[2., 0.],
            [1., 2.]])
    """,
)


class QRResult(NamedTuple):
    """The factors of a QR decomposition."""

    Q: Any
    R: Any


def without_complement(u: Any, gu: Any, k: int) -> tuple[Any, Any]:
    """The first columns of a basis and the gradient by them, to which that by the others adds.

    The others complete the basis: as a space they follow the first ones. Which vectors they are
    is not determined.
    """
    if u.shape[-1] == k:
        return u, gu
    u, rest, gu, g_rest = u[..., :k], u[..., k:], gu[..., :k], gu[..., k:]
    gu = gu - rest @ (adjoint(g_rest) @ u)
    return u, determined(gu, adjoint(rest) @ g_rest, g_rest, whole=True)


def _independent(r: Any) -> Any:
    if 0 in r.shape:
        return r * 1.0
    size, n = np.abs(r), r.shape[-1]
    nothing = size <= float(np.finfo(r.dtype).eps) * n * np.max(size, axis=-2, keepdims=True)
    message = "qr: there is no gradient where the first columns depend on one another"
    return refused_where(nothing & np.eye(n, dtype=bool), r * 1.0, message)


independent: Op = other(
    "independent",
    _independent,
    lambda g, y, r: g,
    internal=True,
    domain=REGULAR,
    symbol="·",
    doc="The input, a triangle, or an error where its columns depend on one another.",
)


def _qr_tall(q: Any, r: Any, gq: Any, gr: Any) -> Any:
    r = independent(r)
    half = triangle(r @ adjoint(gr) - adjoint(gq) @ q, diagonal=0.5)
    return adjoint(solve(r, adjoint(gq + q @ (half + adjoint(half)))))


def _qr_rule(g: Any, y: Any, a: Any, mode: str) -> Any:
    m, n = a.shape[-2:]
    k = min(m, n)
    q, gq = without_complement(y.Q, conjugated(g.Q), k)
    r, gr = y.R[..., :k, :], conjugated(g.R)[..., :k, :]
    if n <= m:
        return conjugated(_qr_tall(q, r, gq, gr))
    # The columns after the first m are Q times their part of R.
    gr, g_rest = gr[..., :m], gr[..., m:]
    first = _qr_tall(q, r[..., :m], gq + a[..., m:] @ adjoint(g_rest), gr)
    return conjugated(concatenate([first, q @ g_rest], axis=-1))


_qr: Op = other(
    "qr",
    # Dask's takes no mode.
    lambda a, mode="reduced": QRResult(
        *(np.linalg.qr(a) if mode == "reduced" else np.linalg.qr(a, mode))
    ),
    _qr_rule,
    outputs=QRResult,
    internal=True,
    domain=Domain(
        ((-1.0, 1.0),),
        shapes=(((3, 2),), ((2, 2),), ((2, 3),), ((1, 3, 2),), ((1, 1),), ((0, 0),)),
        prepare=lambda x: (x + 3 * np.eye(*x.shape[-2:]),),
        analytic=False,
        complex=True,
    ),
    doc="QR decomposition in the modes reduced and complete; `qr` is its public form.",
)


@expression(numpy=np.linalg.qr)
def qr(a: Any, mode: str = "reduced") -> Any | QRResult:
    """QR decomposition: ``a = Q @ R`` with orthonormal columns of Q and an upper triangle R.

    The first columns of ``a``, as many as a square has, are to be independent. In the mode
    complete, a loss may depend on the columns beyond those of the mode reduced by the space that
    they span alone.

    Parameters
    ----------
    a
        Matrices, of shape (..., m, n), with min(m, n) = k.
    mode : str
        "reduced" (Q of shape (..., m, k)), "complete" (Q of shape (..., m, m)), or "r", for R
        alone.

    Examples
    --------
    >>> q, r = mg.linalg.qr(mg.tensor([[2.0, 0.0], [0.0, 1.0]]))
    >>> mg.absolute(r)
    tensor([[2., 0.],
            [0., 1.]])
    """
    if mode not in ("reduced", "complete", "r"):
        raise ValueError(f'qr: mode is "reduced", "complete" or "r" for Tensors, not {mode!r}')
    result = _qr(as_floating(a), mode="reduced" if mode == "r" else mode)
    return result.R if mode == "r" else result
