"""Diagonals and triangles of matrices, and matrices made of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops import reductions
from minigrad.ops.families import expression, indexing
from minigrad.ops.joining import stack
from minigrad.ops.logic import ones_like, where
from minigrad.ops.shapes import as_array, broadcast_to, expand_dims, normalized_axis, ravel


def _other_axes(ndim: int, axis1: int, axis2: int) -> tuple[int, int]:
    first, second = normalized_axis(axis1, ndim), normalized_axis(axis2, ndim)
    if first == second:
        raise ValueError(f"axis1 and axis2 are the same axis, {axis1} and {axis2}")
    return first, second


def _on_diagonal(
    g: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, shape: tuple[int, ...] = ()
) -> Any:
    first, second = _other_axes(len(shape), axis1, axis2)
    rows, columns = shape[first], shape[second]
    n = g.shape[-1]
    row, column = max(0, -offset), max(0, offset)
    if type(g) is np.ndarray:
        result = np.zeros(shape, g.dtype)
        matrices = np.moveaxis(result, (first, second), (-2, -1))
        np.einsum("...ii->...i", matrices[..., row : row + n, column : column + n])[...] = g
        return result
    # Rows of the diagonal, each followed by as many zeros as there are columns, in one line.
    line = np.concatenate([g[..., None], np.zeros_like(g, shape=(*g.shape, columns))], axis=-1)
    line = np.reshape(line, (*g.shape[:-1], n * (columns + 1)))
    start = row * columns + column
    before = np.zeros_like(g, shape=(*g.shape[:-1], start))
    after = np.zeros_like(g, shape=(*g.shape[:-1], rows * columns))
    line = np.concatenate([before, line, after], axis=-1)[..., : rows * columns]
    result = np.reshape(line, (*g.shape[:-1], rows, columns))
    return np.moveaxis(result, (-2, -1), (first, second))


_PLACES: tuple[dict[str, int], ...] = (
    {},
    {"offset": 1},
    {"offset": -1, "axis1": -1, "axis2": 0},
)

diagonal: Op = indexing(
    "diagonal",
    lambda a, offset=0, axis1=0, axis2=1: np.diagonal(a, offset, axis1, axis2),
    lambda g, y, a, offset, axis1, axis2: on_diagonal(g, offset, axis1, axis2, a.shape),
    numpy=np.diagonal,
    view=True,
    domain=Domain(
        shapes=(((2, 3),), ((3, 2, 2),), ((0, 2),)),
        options=_PLACES,
    ),
    doc="""The diagonal of the matrices in two axes, or the one ``offset`` places to the right.

    The two axes go, and the diagonal is the last axis of the result.

    Examples
    --------
    >>> x = mg.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    >>> mg.diagonal(x).sum().backward()
    >>> x.grad
    tensor([[1., 0.],
            [0., 1.]])
    """,
)


def _diagonals(shape: tuple[int, ...]) -> list[dict[str, Any]]:
    return [
        {**options, "shape": whole}
        for whole in ((2, 3), (3, 2, 2), (0, 2))
        for options in _PLACES
        if np.diagonal(np.zeros(whole), **options).shape == shape
    ]


on_diagonal: Op = indexing(
    "on_diagonal",
    _on_diagonal,
    lambda g, y, x, offset, axis1, axis2, shape: diagonal(g, offset, axis1, axis2),
    symbol="diag",
    internal=True,
    domain=Domain(shapes=(((2,),), ((2, 2),), ((2, 1),), ((0,),)), options=_diagonals),
    doc="Zeros of a shape, with values on a diagonal.",
)


@expression(numpy=np.diag)
def diag(v: Any, k: int = 0) -> Any:
    """A matrix with ``v`` on its diagonal ``k``, or the diagonal of a matrix.

    Examples
    --------
    >>> mg.diag(mg.tensor([1.0, 2.0]))
    tensor([[1., 0.],
            [0., 2.]])
    """
    v = as_array(v)
    if len(v.shape) == 1:
        n = v.shape[0] + abs(k)
        return on_diagonal(v, k, 0, 1, (n, n))
    if len(v.shape) == 2:
        return diagonal(v, k)
    raise ValueError(f"diag: a row or a matrix is needed, and the shape is {v.shape}")


@expression(numpy=np.diagflat)
def diagflat(v: Any, k: int = 0) -> Any:
    """A matrix with all elements of ``v`` on its diagonal ``k``.

    Examples
    --------
    >>> mg.diagflat(mg.tensor([[1.0], [2.0]]))
    tensor([[1., 0.],
            [0., 2.]])
    """
    return diag(ravel(v), k)


@expression(numpy=np.trace)
def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Sum of the `diagonal` of the matrices in two axes.

    Examples
    --------
    >>> mg.trace(mg.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor(5.)
    """
    return reductions.sum(diagonal(a, offset, axis1, axis2), axis=-1)


lower_mask: Op = indexing(
    "lower_mask",
    lambda m, k=0: np.tri(m.shape[-2], m.shape[-1], k=k, dtype=bool),
    linear=False,
    symbol="tri",
    internal=True,
    domain=Domain(shapes=(((2, 3),), ((3, 2, 2),))),
    doc="A mask of the lower triangle of matrices, up to diagonal ``k``.",
)


def _with_two_axes(m: Any) -> Any:
    """At least two axes; a row is repeated to a square matrix, as NumPy does it."""
    m = as_array(m)
    if not m.shape:
        raise ValueError("tril and triu take arrays with one axis at least")
    return m if len(m.shape) > 1 else broadcast_to(m, m.shape * 2)


def _nothing(m: Any) -> float | bool:
    """Zero, as a number that leaves the dtype as it is."""
    return False if m.dtype.kind in "biu" else 0.0


@expression(numpy=np.tril)
def tril(m: Any, k: int = 0) -> Any:
    """The lower triangle of matrices, up to the diagonal ``k``; zeros above.

    Examples
    --------
    >>> mg.tril(mg.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([[1., 0.],
            [3., 4.]])
    """
    m = _with_two_axes(m)
    return where(lower_mask(m, k), m, _nothing(m))


@expression(numpy=np.triu)
def triu(m: Any, k: int = 0) -> Any:
    """The upper triangle of matrices, from the diagonal ``k``; zeros below.

    Examples
    --------
    >>> mg.triu(mg.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([[1., 2.],
            [0., 4.]])
    """
    m = _with_two_axes(m)
    return where(lower_mask(m, k - 1), _nothing(m), m)


@expression(numpy=np.vander)
def vander(x: Any, N: int | None = None, increasing: bool = False) -> Any:  # noqa: N803 - NumPy's
    """Vandermonde matrix: a row of the ``N`` first powers of each element, falling by default.

    Examples
    --------
    >>> mg.vander(mg.tensor([2.0, 3.0]))
    tensor([[2., 1.],
            [3., 1.]])
    """
    x = as_array(x)
    if len(x.shape) != 1:
        raise ValueError(f"vander: a row is needed, and the shape is {x.shape}")
    number = x.shape[0] if N is None else N
    if number == 0:
        return expand_dims(x, 1)[:, :0]
    powers = [ones_like(x), x]
    while len(powers) < number:  # by products: 0 has all derivatives
        powers.append(powers[-1] * x)
    powers = powers[:number]
    return stack(powers if increasing else powers[::-1], axis=1)
