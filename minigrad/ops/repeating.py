"""Repetitions: elements, or all of them, several times."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.ops.families import expression
from minigrad.ops.joining import concatenate
from minigrad.ops.shapes import (
    along,
    as_array,
    broadcast_to,
    expand_dims,
    normalized_axis,
    ravel,
    reshape,
    shape_of,
)


@expression(numpy=np.tile)
def tile(A: Any, reps: Any) -> Any:  # noqa: N803 - NumPy's name
    """Repetition of the whole array, ``reps`` times along each axis.

    Examples
    --------
    >>> mg.tile(mg.tensor([1.0, 2.0]), (2, 2))
    tensor([[1., 2., 1., 2.],
            [1., 2., 1., 2.]])
    """
    shape = shape_of(A)
    times = tuple(map(operator.index, np.atleast_1d(np.asarray(reps)).tolist()))
    ndim = max(len(shape), len(times))
    times = (1,) * (ndim - len(times)) + times
    shape = (1,) * (ndim - len(shape)) + tuple(shape)
    if any(n < 0 for n in times):
        raise ValueError(f"tile: the numbers of repetitions must not be negative, not {reps}")
    x = reshape(A, tuple(n for length in shape for n in (1, length)))
    x = broadcast_to(x, tuple(n for pair in zip(times, shape, strict=True) for n in pair))
    return reshape(x, tuple(n * length for n, length in zip(times, shape, strict=True)))


@expression(numpy=np.repeat)
def repeat(a: Any, repeats: Any, axis: int | None = None) -> Any:
    """Repetition of every element, ``repeats`` times, or as often as it says for each.

    Along ``axis``; by default all elements in one row.

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0], requires_grad=True)
    >>> mg.repeat(x, 2)
    tensor([1., 1., 2., 2.], op=reshape)
    >>> mg.repeat(x, [1, 3]).sum().backward()
    >>> x.grad
    tensor([1., 3.])
    """
    x = ravel(a) if axis is None else as_array(a)
    axis = 0 if axis is None else normalized_axis(axis, len(x.shape))
    counts = np.asarray(repeats.numpy() if hasattr(repeats, "numpy") else repeats)
    if counts.dtype.kind not in "iu" and counts.size:
        raise TypeError(f"repeat: repeats are integers, not of {counts.dtype}")
    shape, n = tuple(x.shape), x.shape[axis]
    if counts.size == 1:
        times = int(counts.reshape(()))
        if times < 0:
            raise ValueError(f"repeat: repeats must not be negative, not {times}")
        x = expand_dims(x, axis + 1)
        x = broadcast_to(x, (*shape[: axis + 1], times, *shape[axis + 1 :]))
        return reshape(x, (*shape[:axis], n * times, *shape[axis + 1 :]))
    return x[along(axis, np.repeat(np.arange(n), counts))]


@expression(numpy=np.resize)
def resize(a: Any, new_shape: int | Sequence[int]) -> Any:
    """The elements in a row, from the start again where they do not suffice, in a new shape.

    Examples
    --------
    >>> mg.resize(mg.tensor([1.0, 2.0, 3.0]), (2, 2))
    tensor([[1., 2.],
            [3., 1.]])
    """
    lengths = new_shape if isinstance(new_shape, (tuple, list)) else (new_shape,)
    shape = tuple(map(operator.index, lengths))
    if any(n < 0 for n in shape):
        raise ValueError(f"resize: lengths must not be negative, not {new_shape}")
    x = ravel(a)
    size, held = math.prod(shape), x.shape[0]
    if held == 0:
        x = concatenate([x, np.zeros(size, x.dtype)])
    elif size > held:
        x = concatenate([x] * -(-size // held))
    return reshape(x if x.shape[0] == size else x[:size], shape)
