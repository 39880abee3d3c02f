"""Layers: parameters, and one expression of Tensors each."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from minigrad.core.deferred import draw
from minigrad.nn.checks import check_range
from minigrad.nn.init import Initializer, Rng, as_rng, he_normal
from minigrad.nn.module import Module, given_options
from minigrad.ops.logic import where
from minigrad.ops.shapes import (
    as_array,
    as_floating,
    expand_dims,
    normalized_axes,
    reshape,
    shape_of,
)
from minigrad.tensors.creation import tensor
from minigrad.tensors.handle import Tensor


class Linear(Module):
    """Affine layer: ``x @ weight + bias``.

    Parameters
    ----------
    n_in, n_out : int
        Numbers of inputs and outputs; the weight has shape ``(n_in, n_out)``, as in the articles.
    bias : bool
        Whether there is a bias; it begins at zero.
    init : callable
        One of `minigrad.nn.init`, or any function of ``(shape, rng, dtype)``.
    rng
        A NumPy generator, new or legacy, or a seed.
    dtype
        Of the parameters.

    Examples
    --------
    >>> layer = nn.Linear(3, 2, rng=np.random.default_rng(0))
    >>> layer(np.ones((5, 3))).shape
    (5, 2)
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        *,
        bias: bool = True,
        init: Initializer = he_normal,
        rng: Rng | int | None = None,
        dtype: DTypeLike = float,
    ) -> None:
        if n_in < 1 or n_out < 1:
            raise ValueError(f"Linear: sizes must be positive, not {n_in} and {n_out}")
        self.n_in = n_in
        self.n_out = n_out
        weight = tensor(init((n_in, n_out), rng, dtype), requires_grad=True)
        if weight.shape != (n_in, n_out):
            raise ValueError(f"Linear: init made {weight.shape} instead of {(n_in, n_out)}")
        self.weight = weight
        self.bias: Tensor | None = (
            tensor(np.zeros(n_out), dtype, requires_grad=True) if bias else None
        )

    def forward(self, x: Any) -> Tensor | Any:
        """``x @ weight + bias`` for ``x`` of shape ``(..., n_in)``."""
        if type(x) is not Tensor:
            x = self._as_input(x)
        try:
            z = x @ self.weight
        except ValueError as error:
            if len(error.args) == 1 and shape_of(x)[-1:] != (self.n_in,):
                error.args = (f"{error}; {self!r} takes x of shape (..., {self.n_in})",)
            raise
        return z if self.bias is None else z + self.bias

    def _as_input(self, x: Any) -> Any:
        """Data in the weight's dtype, if it holds them: a product would widen them each time."""
        if hasattr(type(x), "__pandas_priority__"):  # whose own product takes no Tensor
            x = np.asarray(x)
        dtype = self.weight.dtype
        narrow = hasattr(x, "dtype") and x.dtype != dtype
        return x.astype(dtype) if narrow and np.promote_types(x.dtype, dtype) == dtype else x

    def __repr__(self) -> str:
        return f"Linear({self.n_in}, {self.n_out}{'' if self.bias is not None else ', bias=False'})"


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
        self.weight: Tensor = tensor(rows, requires_grad=True)

    def forward(self, indices: Any) -> Tensor | Any:
        """The rows of shape ``(..., embedding_dim)`` for integers of shape ``(...)``."""
        indices = as_array(indices)
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


class Dropout(Module):
    r"""Set elements to 0 at random while training, and divide the others by ``1 - p``.

    So the expected value stays, and after `eval` the input passes as it is.

    Parameters
    ----------
    p : float
        The probability of an element to be 0.
    rng
        A NumPy generator, new or legacy, or a seed; kept as ``rng``. The same seed drops the same
        elements, call after call.

    Notes
    -----
    Source: Srivastava et al. (2014); PyTorch's Dropout.

    Examples
    --------
    >>> layer = nn.Dropout(0.5, rng=0)
    >>> layer(mg.tensor([1.0, 2.0, 3.0, 4.0]))
    tensor([2., 0., 0., 0.])
    >>> layer.eval()(mg.tensor([1.0, 2.0, 3.0, 4.0]))
    tensor([1., 2., 3., 4.])
    """

    def __init__(self, p: float = 0.5, *, rng: Rng | int | None = None) -> None:
        if not 0 <= p <= 1:
            raise ValueError(f"Dropout: p is a probability between 0 and 1, not {p!r}")
        self.p = p
        self.rng: Rng | None = as_rng(rng)

    def forward(self, x: Any) -> Tensor | Any:
        """``x``, with elements dropped while training."""
        if not self.training or self.p == 0:
            return x
        x = as_floating(x)
        kept = draw(_kept, self.rng, x.node.value if isinstance(x, Tensor) else x, self.p)
        return where(kept, x if self.p == 1 else x * (1 / (1 - self.p)), 0.0)

    def __repr__(self) -> str:
        return f"Dropout({self.p})"


def _kept(rng: Any, x: Any, p: float) -> Any:
    return rng.random(x.shape) >= p


class Identity(Module):
    """The input as it is.

    Examples
    --------
    >>> nn.Identity()(mg.tensor([1.0, 2.0]))
    tensor([1., 2.])
    """

    def forward(self, x: Any) -> Tensor | Any:
        """``x`` itself."""
        return x


class Flatten(Module):
    """Join axes into one: by default all but the first, which counts the examples.

    Parameters
    ----------
    start_axis, end_axis : int
        The first and the last axis to join.
    start_dim, end_dim : int, optional
        PyTorch's names of the same.

    Examples
    --------
    >>> nn.Flatten()(np.ones((5, 28, 28))).shape
    (5, 784)
    """

    def __init__(
        self,
        start_axis: int = 1,
        end_axis: int = -1,
        *,
        start_dim: int | None = None,
        end_dim: int | None = None,
    ) -> None:
        self.start_axis: int = start_axis if start_dim is None else start_dim
        self.end_axis: int = end_axis if end_dim is None else end_dim

    def forward(self, x: Any) -> Tensor | Any:
        """``x`` in another shape."""
        shape = shape_of(x)
        (start,) = normalized_axes(self.start_axis, len(shape))
        (end,) = normalized_axes(self.end_axis, len(shape))
        if end < start:
            raise ValueError(
                f"Flatten: axis {self.start_axis} comes after axis {self.end_axis} in shape {shape}"
            )
        joined = math.prod(shape[start : end + 1])  # spelled out, as -1 fails where it is 0
        return reshape(x, (*shape[:start], joined, *shape[end + 1 :]))

    def __repr__(self) -> str:
        return f"Flatten({self.start_axis}, {self.end_axis})"
