"""Embeddings: a row of numbers for each of many things."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from minigrad.core.deferred import Deferred
from minigrad.nn.classes import check_range
from minigrad.nn.described import given_options
from minigrad.nn.init import Rng, as_rng
from minigrad.nn.module import Module
from minigrad.ops.logic import where
from minigrad.ops.shapes import expand_dims
from minigrad.tensors.creation import tensor
from minigrad.tensors.handle import Tensor


def standard_normal(shape: tuple[int, ...], rng: Rng | int | None, dtype: DTypeLike) -> Any:
    """Normal with mean 0 and standard deviation 1, with which embeddings begin."""
    return as_rng(rng).standard_normal(shape).astype(dtype)


class Embedding(Module):
    """Look up rows of a table by number: ``weight[indices]``.

    Parameters
    ----------
    num_embeddings, embedding_dim : int
        The numbers of rows and columns of ``weight``.
    padding_idx : int, optional
        A row that begins at 0 and receives no gradient; counted from the end where negative.
    init : callable
        Any function of ``(shape, rng, dtype)``; by default standard normal.
    rng
        A NumPy generator, new or legacy, or a seed.
    dtype
        Of the table.

    Notes
    -----
    Source: PyTorch's Embedding.

    Examples
    --------
    >>> layer = nn.Embedding(10, 3, rng=0)
    >>> layer([[1, 2, 2], [0, 9, 1]]).shape
    (2, 3, 3)
    >>> layer([10])
    Traceback (most recent call last):
        ...
    IndexError: Embedding: index 10 is out of range for 10 rows (0 to 9)
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        *,
        padding_idx: int | None = None,
        init: Callable[..., Any] = standard_normal,
        rng: Rng | int | None = None,
        dtype: DTypeLike = float,
    ) -> None:
        shape = (num_embeddings, embedding_dim)
        if min(shape) < 1:
            raise ValueError(f"Embedding: sizes must be positive, not {shape[0]} and {shape[1]}")
        if padding_idx is not None and not -num_embeddings <= padding_idx < num_embeddings:
            raise IndexError(
                f"Embedding: padding_idx {padding_idx} is out of range for {num_embeddings} rows"
            )
        rows = np.array(init(shape, rng, dtype))
        if rows.shape != shape:
            raise ValueError(f"Embedding: init made {rows.shape} instead of {shape}")
        if padding_idx is not None:
            padding_idx %= num_embeddings
            rows[padding_idx] = 0
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.padding_idx = padding_idx
        self.weight = tensor(rows, requires_grad=True)

    def forward(self, indices: Any) -> Any:
        """The rows of shape ``(..., embedding_dim)`` for integers of shape ``(...)``."""
        indices = indices if isinstance(indices, (Tensor, Deferred)) else np.asarray(indices)
        if indices.dtype.kind not in "iu":
            raise TypeError(f"Embedding: indices are integers, not {indices.dtype}")
        check_range("Embedding: index", "rows", indices, self.num_embeddings)
        rows = self.weight[indices]
        if self.padding_idx is None:
            return rows
        padding = expand_dims(indices == self.padding_idx, -1)
        return where(padding, self.weight.detach()[indices], rows)

    def __repr__(self) -> str:
        sizes = f"{self.num_embeddings}, {self.embedding_dim}"
        return f"Embedding({', '.join([sizes, *given_options(self)])})"
