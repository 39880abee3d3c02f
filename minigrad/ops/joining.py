"""Operations that join arrays."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.core.domain import Domain
from minigrad.ops.families import expression, joining
from minigrad.ops.shapes import ravel


def _split(g: Any, y: Any, *xs: Any, axis: int) -> list[Any]:
    """The pieces of ``g`` that belong to each of the arrays joined along the axis."""
    before = (slice(None),) * (axis % len(y.shape))
    pieces = []
    start = 0
    for x in xs:
        stop = start + x.shape[axis]
        pieces.append(g[(*before, slice(start, stop))])
        start = stop
    return pieces


def _axes(*shapes: tuple[int, ...]) -> list[dict[str, Any]]:
    """Along which arrays of these shapes can be joined."""
    ndim = len(shapes[0])
    others = [{shape[:i] + shape[i + 1 :] for shape in shapes} for i in range(ndim)]
    return [{"axis": axis} for axis in range(-ndim, ndim) if len(others[axis]) == 1]


def _joined(arrays: Sequence[Any], axis: int | None = 0) -> tuple[tuple[Any, ...], dict[str, Any]]:
    if axis is None:
        return tuple([ravel(x) for x in arrays]), {"axis": 0}
    return tuple(arrays), {"axis": operator.index(axis)}


concatenate = joining(
    "concatenate",
    lambda *arrays, axis=0: np.concatenate(arrays, axis=axis),
    joint=_split,
    arguments=_joined,
    numpy=np.concatenate,
    aliases=("concat",),
    domain=Domain(
        shapes=(((3,), (2,), (0,)), ((2, 3), (1, 3)), ((1, 2), (1, 2), (1, 2)), ((2, 1), (2, 3))),
        options=_axes,
    ),
    doc="""Join ``arrays`` along an ``axis`` they have; None ravels them first.

    Examples
    --------
    >>> mg.concatenate([mg.tensor([1.0]), [2.0, 3.0]])
    tensor([1., 2., 3.])
    """,
)


@expression()
def cat(tensors: Sequence[Any], dim: int = 0) -> Any:
    """Concatenation of ``tensors`` along ``dim``: `concatenate` by PyTorch's names.

    Examples
    --------
    >>> mg.cat([mg.tensor([[1.0]]), mg.tensor([[2.0]])], dim=1)
    tensor([[1., 2.]])
    """
    return concatenate(tensors, axis=dim)


stack = joining(
    "stack",
    lambda *arrays, axis=0: np.stack(arrays, axis=axis),
    joint=lambda g, y, *xs, axis: [
        g[(*(slice(None),) * (axis % len(y.shape)), i)] for i in range(len(xs))
    ],
    arguments=lambda arrays, axis=0: (tuple(arrays), {"axis": operator.index(axis)}),
    numpy=np.stack,
    domain=Domain(
        shapes=(((), ()), ((3,), (3,)), ((2, 1), (2, 1), (2, 1)), ((0,), (0,))),
        options=({"axis": 0}, {"axis": -1}),
    ),
    doc="""Join ``arrays`` of one shape along a new ``axis``.

    Examples
    --------
    >>> mg.stack([mg.tensor([1.0, 2.0]), mg.tensor([3.0, 4.0])], axis=1)
    tensor([[1., 3.],
            [2., 4.]])
    """,
)
