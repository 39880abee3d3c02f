"""Powers, products of several matrices, and the exponential of matrices."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops.families import expression, other
from minigrad.ops.joining import concatenate
from minigrad.ops.linalg.matrices import SQUARE, all_finite, identity_like, square
from minigrad.ops.linalg.solving import inv
from minigrad.ops.logic import zeros_like
from minigrad.ops.positions import identity
from minigrad.ops.shapes import as_floating, expand_dims, matrix_transpose


@expression(numpy=np.linalg.matrix_power)
def matrix_power(a: Any, n: int) -> Any:
    """Power of square matrices by an integer; of the inverse where it is negative.

    Examples
    --------
    >>> mg.linalg.matrix_power(mg.tensor([[1.0, 1.0], [0.0, 1.0]]), 3)
    tensor([[1., 3.],
            [0., 1.]])
    """
    a = a if hasattr(a, "dtype") else np.asarray(a)
    try:
        n = operator.index(n)
    except TypeError as error:
        raise TypeError(f"matrix_power: the exponent is an integer, not {n!r}") from error
    square(a, "matrix_power")
    if n == 0:
        return identity_like(a)
    if n < 0:
        a, n = inv(as_floating(a)), -n
    if n == 3:
        return (a @ a) @ a
    result = None
    while n:
        n, bit = divmod(n, 2)
        if bit:
            result = a if result is None else result @ a
        if n:
            a = a @ a
    return result


def _best_order(sizes: tuple[int, ...]) -> Any:
    """Function from a range of matrices to where it is split, so that the work is least."""

    @functools.cache
    def cost(first: int, last: int) -> tuple[int, int]:
        if first == last:
            return 0, first
        return min(
            (
                cost(first, k)[0]
                + cost(k + 1, last)[0]
                + sizes[first] * sizes[k + 1] * sizes[last + 1],
                k,
            )
            for k in range(first, last)
        )

    return lambda first, last: cost(first, last)[1]


@expression(numpy=np.linalg.multi_dot)
def multi_dot(arrays: Sequence[Any]) -> Any:
    """Product of two or more matrices, in the order that takes the least work.

    The first and the last one may be vectors.

    Examples
    --------
    >>> a, b = mg.tensor([[1.0, 2.0]]), mg.tensor([3.0, 4.0])
    >>> mg.linalg.multi_dot([a, [[0.0, 1.0], [1.0, 0.0]], b])
    tensor([10.])
    """
    matrices = [x if hasattr(x, "dtype") else np.asarray(x) for x in arrays]
    if len(matrices) < 2:
        raise ValueError("multi_dot: it takes at least two arrays")
    is_row, is_column = len(matrices[0].shape) == 1, len(matrices[-1].shape) == 1
    if is_row:
        matrices[0] = expand_dims(matrices[0], 0)
    if is_column:
        matrices[-1] = expand_dims(matrices[-1], 1)
    shapes = [x.shape for x in matrices]
    if any(len(shape) != 2 for shape in shapes):
        raise np.linalg.LinAlgError(
            f"multi_dot: shapes {shapes} are not all of matrices; the first and the last may be "
            "of vectors"
        )
    split = _best_order((shapes[0][0], *(shape[1] for shape in shapes)))

    def product(first: int, last: int) -> Any:
        if first == last:
            return matrices[first]
        k = split(first, last)
        return product(first, k) @ product(k + 1, last)

    result = product(0, len(matrices) - 1)
    if is_column:
        result = result[..., 0]
    return result[0] if is_row else result


# Higham (2005), The scaling and squaring method for the matrix exponential revisited.
_PADE = (
    64764752532480000.0, 32382376266240000.0, 7771770303897600.0, 1187353796428800.0,
    129060195264000.0, 10559470521600.0, 670442572800.0, 33522128640.0, 1323241920.0, 40840800.0,
    960960.0, 16380.0, 182.0, 1.0,
)  # fmt: skip
_LARGEST = 5.371920351148152  # norm up to which they are exact to rounding


def _expm(a: Any) -> Any:
    if 0 in square(a, "expm").shape:
        return a * 1.0
    a = np.where(all_finite(a), a, np.nan)
    size = np.max(np.sum(np.abs(a), axis=-2), axis=-1)
    # Halvings, at least none; those of single precision are more than it needs.
    halvings = np.ceil(np.log2(np.fmax(size, _LARGEST) / _LARGEST))
    a = a / (2.0 ** halvings[..., None, None]).astype(size.dtype)
    one = np.broadcast_to(identity(a), a.shape)
    b = [c / _PADE[0] for c in _PADE]
    a2 = a @ a
    a4 = a2 @ a2
    a6 = a4 @ a2
    odd = a @ (
        a6 @ (b[13] * a6 + b[11] * a4 + b[9] * a2) + b[7] * a6 + b[5] * a4 + b[3] * a2 + b[1] * one
    )
    even = a6 @ (b[12] * a6 + b[10] * a4 + b[8] * a2) + b[6] * a6 + b[4] * a4 + b[2] * a2 + one
    y = np.linalg.solve(even - odd, even + odd)
    for i in range(int(np.max(halvings))):
        y = np.where(halvings[..., None, None] > i, y @ y, y)
    return y


def _expm_rule(g: Any, y: Any, a: Any) -> Any:
    """The block above the diagonal of the exponential of a triangle of blocks."""
    n = a.shape[-1]
    at = matrix_transpose(a)
    above = concatenate([at, g], axis=-1)
    below = concatenate([zeros_like(at), at], axis=-1)
    return expm(concatenate([above, below], axis=-2))[..., :n, n:]


expm: Op = other(
    "expm",
    _expm,
    _expm_rule,
    domain=Domain(shapes=SQUARE),
    doc=r"""Exponential of square matrices: :math:`\sum A^k / k!`.

    By scaling, squaring and Padé's approximation (Higham, 2005); the gradient is the block
    above the diagonal of that of :math:`\begin{pmatrix} A^T & \bar Y \\ 0 & A^T \end{pmatrix}`.

    Examples
    --------
    >>> mg.linalg.expm(mg.tensor([[0.0, 1.0], [0.0, 0.0]]))
    tensor([[1., 1.],
            [0., 1.]])
    """,
)
