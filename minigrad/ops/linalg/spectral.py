"""Eigenvalues and singular values, with their vectors.

Where values are equal (to rounding), vectors may be any of the space they span. A loss that
depends on them there is refused; one of values alone never is. So is a loss that depends on the
phase of complex vectors.

Rules: Giles (2008); Boeddeker et al. (2017), arXiv 1701.00392, for `eig`; Townsend (2016) and Wan
and Zhang (2019), arXiv 1909.02659, for `svd`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from minigrad.core.dispatch import implements
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.complex_numbers import conjugated, is_complex, real
from minigrad.ops.families import expression, other
from minigrad.ops.joining import concatenate
from minigrad.ops.linalg.factorisations import without_complement
from minigrad.ops.linalg.matrices import (
    SQUARE,
    adjoint,
    determined,
    folded,
    gaps,
    mirrored,
    quotient,
    square,
    with_diagonal,
)
from minigrad.ops.linalg.solving import solve
from minigrad.ops.reductions import sum as sum_
from minigrad.ops.shapes import as_floating, expand_dims, matrix_transpose

_SEPARATED = Domain(
    ((-0.5, 0.5),), shapes=SQUARE, prepare=with_diagonal(3.0, 0.0, 5.0), analytic=False
)


class EighResult(NamedTuple):
    """Eigenvalues in ascending order and eigenvectors, in columns, of Hermitian matrices."""

    eigenvalues: Any
    eigenvectors: Any


class EigResult(NamedTuple):
    """Eigenvalues, and eigenvectors in columns."""

    eigenvalues: Any
    eigenvectors: Any


class SVDResult(NamedTuple):
    """Singular vectors, values and vectors: ``U * S @ Vh``."""

    U: Any
    S: Any
    Vh: Any


def _eigh_rule(g: Any, y: Any, a: Any, **options: str) -> Any:
    v, vh = y.eigenvectors, adjoint(y.eigenvectors)
    gv = conjugated(g.eigenvectors)
    turned = vh @ gv
    if is_complex(a):
        turned = determined(turned, turned, gv)
    inner = quotient(turned, gaps(y.eigenvalues), y.eigenvalues, diagonal=False)
    whole = (v * expand_dims(g.eigenvalues, -2) + v @ inner) @ vh
    return conjugated(folded(whole, lower=options["UPLO"].upper() == "L"))


eigh: Op = other(
    "eigh",
    lambda a, UPLO="L": EighResult(*np.linalg.eigh(a, UPLO)),  # noqa: N803 - NumPy's name
    _eigh_rule,
    outputs=EighResult,
    numpy=np.linalg.eigh,
    domain=_SEPARATED._replace(options=({"UPLO": "L"}, {"UPLO": "U"})),
    doc=r"""Eigenvalues, ascending, and eigenvectors of Hermitian matrices: :math:`A V = V \Lambda`.

    One triangle of ``a`` is read alone, the lower ("L") or the upper one ("U"). So the gradient
    is zero in the other triangle, as it is the derivative of what is read. Eigenvectors of equal
    eigenvalues are not determined, nor is the phase of complex ones: a loss that depends on them
    is an error. `eigvalsh` has a gradient always.

    Examples
    --------
    >>> mg.linalg.eigh(mg.tensor([[2.0, 0.0], [0.0, 1.0]])).eigenvalues
    tensor([1., 2.])
    """,
)


@expression(numpy=np.linalg.eigvalsh)
def eigvalsh(a: Any, UPLO: str = "L") -> Any:  # noqa: N803 - NumPy's name
    """Eigenvalues of Hermitian matrices, ascending; see `eigh`.

    Where they are equal, the gradient is the one of the eigenvectors that were found, as right as
    any for a loss that does not treat them alike; second derivatives are refused there.

    Examples
    --------
    >>> a = mg.tensor([[2.0, 0.0], [0.0, 1.0]], requires_grad=True)
    >>> mg.linalg.eigvalsh(a)[1].backward()
    >>> a.grad
    tensor([[1., 0.],
            [0., 0.]])
    """
    return eigh(as_floating(a), UPLO=UPLO).eigenvalues


def _eig_rule(g: Any, y: Any, a: Any) -> Any:
    w, v = y
    gw, gv = conjugated(g.eigenvalues), conjugated(g.eigenvectors)
    vh = adjoint(v)
    turned = vh @ gv
    along = sum_(conjugated(v) * gv, axis=-2, keepdims=True)  # each column with its gradient
    if is_complex(v):
        turned = determined(turned, turned, gv)
        along = real(along)
    # The columns keep the length 1.
    inner = quotient(turned - (vh @ v) * along, conjugated(gaps(w)), w, diagonal=False)
    return conjugated(solve(vh, inner @ vh + expand_dims(gw, -1) * vh))


def _eig_of(a: Any) -> EigResult:
    w, v = np.linalg.eig(a)
    if is_complex(w) and not is_complex(a) and not np.any(np.imag(w)):
        return EigResult(np.real(w), np.real(v))
    return EigResult(w, v)


_eig: Op = other(
    "eig",
    _eig_of,
    _eig_rule,
    outputs=EigResult,
    domain=_SEPARATED,
    doc="Eigenvalues and eigenvectors, real where they can be; `eig` is its public form.",
)


def eigenvalues(a: Any) -> Any:
    """Eigenvalues, real where they can be."""
    return _eig(as_floating(a)).eigenvalues


def _as_complex(x: Any) -> Any:
    return x.astype(np.result_type(x.dtype, np.complex64))


def _as_numpy_s(x: Any) -> Any:
    """Complex always since NumPy 2.5, before that where real numbers do not do."""
    return _as_complex(x) if np.lib.NumpyVersion(np.__version__) >= "2.5.0" else x


@implements(np.linalg.eig)
def numpy_eig(a: Any) -> Any:
    """Eigenvalues and eigenvectors, real where NumPy's are."""
    return EigResult(*map(_as_numpy_s, _eig(as_floating(a))))


@implements(np.linalg.eigvals)
def numpy_eigvals(a: Any) -> Any:
    """Eigenvalues, real where NumPy's are."""
    return _as_numpy_s(eigenvalues(a))


@expression()
def eig(x: Any, /) -> EigResult:
    r"""Eigenvalues and eigenvectors (columns of length 1) of square matrices.

    They are complex, as the array API has them; those of ``np.linalg.eig`` are before NumPy 2.5
    real where all eigenvalues of a real matrix are. Eigenvectors of equal eigenvalues are not
    determined, nor is the phase of complex ones: a loss that depends on them is an error.

    Examples
    --------
    >>> mg.linalg.eig(mg.tensor([[2.0, 1.0], [0.0, 1.0]])).eigenvalues
    tensor([2.+0.j, 1.+0.j], dtype=complex128)
    """
    return EigResult(*map(_as_complex, _eig(as_floating(x))))


@expression()
def eigvals(x: Any, /) -> Any:
    """Eigenvalues of square matrices, complex as those of `eig`.

    Examples
    --------
    >>> mg.linalg.eigvals(mg.tensor([[0.0, 1.0], [-1.0, 0.0]]))
    tensor([0.+1.j, 0.-1.j], dtype=complex128)
    """
    return _as_complex(eigenvalues(x))


def _svd_of(a: Any, full_matrices: bool = True) -> SVDResult:
    result = SVDResult(*np.linalg.svd(a, full_matrices))
    if full_matrices and result.U.shape[-1] + result.Vh.shape[-2] != sum(a.shape[-2:]):
        kind = type(a).__module__.partition(".")[0]  # Dask gives others without a word
        raise TypeError(f"svd: full_matrices=False is all that {kind} has")
    return result


def _svd_rule(g: Any, y: Any, a: Any, full_matrices: bool) -> Any:
    s, k = y.S, y.S.shape[-1]
    u, gu = without_complement(y.U, conjugated(g.U), k)
    v, gv = without_complement(adjoint(y.Vh), matrix_transpose(g.Vh), k)
    vh = adjoint(v)
    by_u, by_v = adjoint(u) @ gu, vh @ gv
    together, against = by_u + by_v, by_u - by_v
    if is_complex(a):
        together = determined(together, together, concatenate([gu, gv], axis=-2))
    alike = quotient(together, gaps(s), s, diagonal=False)
    total = expand_dims(s, -2) + expand_dims(s, -1)
    inner = alike + adjoint(alike) + quotient(against - adjoint(against), total, s)
    left = u * expand_dims(g.S, -2) + u @ inner / 2.0
    if u.shape[-2] > k:
        left = left + quotient(gu - u @ by_u, expand_dims(s, -2), s)
    whole = left @ vh
    if v.shape[-2] > k:
        whole = whole + u @ adjoint(quotient(gv - v @ by_v, expand_dims(s, -2), s))
    return conjugated(whole)


_svd: Op = other(
    "svd",
    _svd_of,
    _svd_rule,
    outputs=SVDResult,
    internal=True,
    domain=_SEPARATED._replace(
        shapes=(((3, 2),), ((2, 2),), ((2, 3),), ((1, 3, 2),), ((1, 1),), ((0, 0),)),
        options=({"full_matrices": False},),
        prepare=lambda x: (x + np.diag([1.0, 3.0, 5.0])[: x.shape[-2], : x.shape[-1]],),
    ),
    doc="Singular value decomposition with vectors; `svd` is its public form.",
)


@expression(numpy=np.linalg.svd)
def svd(
    a: Any, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False
) -> Any | SVDResult:
    r"""Singular value decomposition: :math:`A = U \operatorname{diag}(S) V^H`, S descending.

    Vectors of equal singular values are not determined, nor are those of zero ones, nor a common
    phase of complex ones: a loss that depends on them is an error. `svdvals` has a gradient
    always.

    Parameters
    ----------
    a
        Matrices, of shape (..., m, n), with min(m, n) = k.
    full_matrices : bool
        Whether U and Vh have all of m and n vectors, instead of k. A loss may depend on the
        others by the space that they span alone.
    compute_uv : bool
        Whether there are vectors; otherwise the result is S.
    hermitian : bool
        Whether the matrices are Hermitian: then their lower triangles are read alone.

    Examples
    --------
    >>> u, s, vh = mg.linalg.svd(mg.tensor([[0.0, 2.0], [1.0, 0.0]]))
    >>> s
    tensor([2., 1.])
    """
    a = as_floating(a)
    if hermitian:
        a = mirrored(square(a, "svd"))
    result = _svd(a, full_matrices=full_matrices and compute_uv)
    return result if compute_uv else result.S


@expression(numpy=np.linalg.svdvals)
def svdvals(x: Any, /) -> Any:
    """Singular values of matrices, descending; see `svd`.

    Examples
    --------
    >>> mg.linalg.svdvals(mg.tensor([[0.0, 2.0], [1.0, 0.0]]))
    tensor([2., 1.])
    """
    return svd(x, compute_uv=False)
