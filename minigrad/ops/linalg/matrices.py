"""Parts of matrices of which the rules of linear algebra are made.

Rules pair bilinearly (see `minigrad.ops.complex_numbers`), while the literature's gradients of
complex matrices are conjugates of these: a rule conjugates what comes in and what it returns, and
is the literature's in between. Real numbers are left alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.core.deferred import Deferred, look
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.complex_numbers import conjugated
from minigrad.ops.families import other
from minigrad.ops.positions import identity
from minigrad.ops.shapes import expand_dims, matrix_transpose

SQUARE = (((2, 2),), ((1, 2, 2),), ((0, 0),))  # larger ones are slow to prove


def with_diagonal(*steps: float) -> Any:
    """A function that moves the diagonals of square matrices, by the steps in turn."""

    def moved(x: Any, *others: Any) -> tuple[Any, ...]:
        n = x.shape[-1]
        return (x + np.diag(np.resize(np.asarray(steps), n)), *others)

    return moved


REGULAR = Domain(
    ((-1.0, 1.0),), shapes=SQUARE, prepare=with_diagonal(3.0, -3.0), analytic=False, complex=True
)


def square(a: Any, name: str) -> Any:
    """Matrices that are square, or an error that says who asks."""
    if len(a.shape) < 2 or a.shape[-1] != a.shape[-2]:
        raise np.linalg.LinAlgError(f"{name}: matrices of shape {a.shape} are not square")
    return a


def all_finite(a: Any) -> Any:
    """A mask of the matrices without NaN and infinity, to which it broadcasts."""
    return np.all(np.isfinite(a), axis=(-2, -1), keepdims=True)


def columns(x: Any, b: Any) -> Any:
    """A right side ``b``, or what has its shape, as columns."""
    return expand_dims(x, -1) if len(b.shape) == 1 else x


def adjoint(x: Any) -> Any:
    """The conjugate transpose; the transpose of real matrices."""
    return conjugated(matrix_transpose(x))


triangle: Op = other(
    "triangle",
    lambda x, diagonal=1.0: np.tril(x, -1) + np.tril(np.triu(x)) * diagonal,
    transpose=lambda g, x, diagonal: triangle(g, diagonal=diagonal),
    internal=True,
    domain=Domain(
        shapes=(((2, 2),), ((2, 3),), ((1, 3, 2),), ((0, 0),)),
        options=({"diagonal": 1.0}, {"diagonal": 0.5}),
    ),
    doc="The lower triangle of a matrix, zeros above it, and its diagonal times a number.",
)


def mirrored(x: Any, lower: bool = True) -> Any:
    """The Hermitian matrix of which one triangle is given; of its diagonal the real part counts."""
    half = triangle(x if lower else adjoint(x), diagonal=0.5)
    return half + adjoint(half)


def folded(g: Any, lower: bool = True) -> Any:
    """A gradient by a Hermitian matrix, as one by the triangle that says what matrix it is."""
    whole = g + adjoint(g)
    half = triangle(whole if lower else matrix_transpose(whole), diagonal=0.5)
    return half if lower else matrix_transpose(half)


def gaps(values: Any) -> Any:
    """The matrix of differences of values: of each column's from each row's."""
    return expand_dims(values, -2) - expand_dims(values, -1)


identity_like: Op = other(
    "identity_like",
    lambda x: np.broadcast_to(identity(x), x.shape),
    symbol="eye",
    internal=True,
    domain=Domain(shapes=SQUARE),
    doc="Identity matrices of the shape and dtype of ``x``.",
)

_UNDETERMINED = (
    "the gradient depends on vectors that are not determined: those of equal eigenvalues or "
    "singular values may be any of the space they span; make the loss depend on the values alone "
    "(eigvalsh, svdvals), or move the values apart"
)


def _quotient(m: Any, d: Any, values: Any, diagonal: bool = True) -> Any:
    if 0 in m.shape:
        return m * 1.0
    eps = float(np.finfo(values.dtype).eps)
    size = np.max(np.abs(values), axis=-1)[..., None, None]
    none = np.abs(d) <= 4 * eps * values.shape[-1] * size
    checked = none if diagonal else none & ~np.eye(m.shape[-1], dtype=bool)
    magnitude = np.abs(m)
    wrong = checked & (magnitude > eps**0.5 * np.max(magnitude, axis=(-2, -1), keepdims=True))
    return refused_where(wrong, np.where(none, 0.0, m / np.where(none, 1.0, d)), _UNDETERMINED)


def refused_where(wrong: Any, x: Any, message: str) -> Any:
    """``x``, or an error where something is wrong; NaN in an array that is computed later."""
    if isinstance(wrong, (np.ndarray, np.generic, Deferred)):
        look(_refuse, wrong, message)
        return x
    return np.where(np.any(wrong, axis=(-2, -1), keepdims=True), np.nan, x)


def _refuse(wrong: Any, message: str) -> None:
    if wrong.any():
        raise np.linalg.LinAlgError(message)


quotient: Op = other(
    "quotient",
    _quotient,
    lambda g, y, m, d, values, diagonal: quotient(g, d, values, diagonal=diagonal),
    lambda g, y, m, d, values, diagonal: -g * quotient(y, d, values, diagonal=diagonal),
    None,
    internal=True,
    domain=Domain(
        ((-2.0, 2.0), (0.5, 2.0)),
        shapes=(((2, 2), (2, 2)), ((1, 2, 2), (1, 1, 2)), ((0, 0), (0, 0))),
        options=({"diagonal": True},),
        constants=lambda options, m, d: (np.ones(d[-1]),),
        analytic=False,
        complex=True,
    ),
    symbol="· ÷ ·",
    doc="""Quotient of matrices, element by element: 0 where a divisor is nothing beside ``values``.

    There the dividend must vanish too: it says how a loss depends on what ``values`` do not
    determine. Without ``diagonal`` that of the result is 0, and nothing is asked of it.
    """,
)


def _determined(x: Any, m: Any, g: Any, whole: bool = False) -> Any:
    if 0 in m.shape:
        return x * 1.0
    turned = m - np.conj(np.swapaxes(m, -1, -2))
    if not whole:
        turned = np.where(np.eye(m.shape[-1], dtype=bool), turned, 0.0)
    eps = float(np.finfo(m.dtype).eps)
    wrong = np.abs(turned) > eps**0.5 * np.max(np.abs(g), axis=(-2, -1), keepdims=True)
    message = (
        "the gradient depends on columns that are not determined: those that complete a basis "
        "may be any such"
        if whole
        else "the gradient depends on the phase of complex vectors, which is not determined: make "
        "the loss depend on what keeps its value where a vector is multiplied by exp(i t), such "
        "as absolute values"
    )
    return refused_where(wrong, x * 1.0, message)


determined: Op = other(
    "determined",
    _determined,
    lambda g, y, x, m, gm, whole: g,
    None,
    None,
    internal=True,
    domain=Domain(
        shapes=(((2, 2),), ((1, 2, 2),)),
        constants=lambda options, x: (np.ones((1, 1)), np.ones((1, 1))),
        complex=True,
    ),
    symbol="·",
    doc="""The input itself, or an error where a loss depends on what is not determined.

    That is so where ``m``, the basis' adjoint times the gradient ``g`` by it, is not Hermitian:
    on its diagonal (phases), or as a ``whole`` (rotations).
    """,
)
