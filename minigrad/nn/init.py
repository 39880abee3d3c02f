r"""Initial weights: six distributions of the articles (A8).

All have mean 0; the standard deviation depends on the numbers of inputs and outputs of a layer. A
uniform distribution reaches :math:`\sqrt 3` times its standard deviation. The generator is a
``numpy.random.Generator``, a legacy ``RandomState`` or a seed; the same seed gives the same
weights.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import DTypeLike

from minigrad.support import instead as _instead

__all__ = [
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "lecun_normal",
    "lecun_uniform",
]
__dir__ = __all__.copy  # completion shows what is public

if not TYPE_CHECKING:  # a type checker knows the names, and should miss the others
    __getattr__ = _instead.find_initializer

Rng: TypeAlias = np.random.Generator | np.random.RandomState
Initializer: TypeAlias = Callable[..., Any]


def as_rng(rng: Rng | int | None) -> Rng:
    """A generator: the given one, a new one with a seed, or an unseeded one."""
    return rng if isinstance(rng, np.random.RandomState) else np.random.default_rng(rng)


def _normal(std: float, shape: tuple[int, int], rng: Rng | int | None, dtype: DTypeLike) -> Any:
    return (as_rng(rng).standard_normal(shape) * std).astype(dtype)


def _uniform(std: float, shape: tuple[int, int], rng: Rng | int | None, dtype: DTypeLike) -> Any:
    limit = math.sqrt(3) * std
    return as_rng(rng).uniform(-limit, limit, shape).astype(dtype)


def lecun_normal(
    shape: tuple[int, int], rng: Rng | int | None = None, dtype: DTypeLike = float
) -> Any:
    r"""Normal with standard deviation :math:`\sqrt{1/n_{in}}`, for a shape ``(n_in, n_out)``.

    Examples
    --------
    >>> nn.init.lecun_normal((784, 100), np.random.default_rng(0)).std().round(3)
    np.float64(0.036)
    """
    return _normal(math.sqrt(1 / shape[0]), shape, rng, dtype)


def lecun_uniform(
    shape: tuple[int, int], rng: Rng | int | None = None, dtype: DTypeLike = float
) -> Any:
    r"""Uniform with standard deviation :math:`\sqrt{1/n_{in}}`, for a shape ``(n_in, n_out)``."""
    return _uniform(math.sqrt(1 / shape[0]), shape, rng, dtype)


def glorot_normal(
    shape: tuple[int, int], rng: Rng | int | None = None, dtype: DTypeLike = float
) -> Any:
    r"""Normal with standard deviation :math:`\sqrt{2/(n_{in}+n_{out})}`."""
    return _normal(math.sqrt(2 / (shape[0] + shape[1])), shape, rng, dtype)


def glorot_uniform(
    shape: tuple[int, int], rng: Rng | int | None = None, dtype: DTypeLike = float
) -> Any:
    r"""Uniform with standard deviation :math:`\sqrt{2/(n_{in}+n_{out})}`."""
    return _uniform(math.sqrt(2 / (shape[0] + shape[1])), shape, rng, dtype)


def he_normal(
    shape: tuple[int, int], rng: Rng | int | None = None, dtype: DTypeLike = float
) -> Any:
    r"""Normal with standard deviation :math:`\sqrt{2/n_{in}}`, for layers with ReLU.

    Examples
    --------
    >>> nn.init.he_normal((2, 1), np.random.RandomState(10))
    array([[1.3315865 ],
           [0.71527897]])
    """
    return _normal(math.sqrt(2 / shape[0]), shape, rng, dtype)


def he_uniform(
    shape: tuple[int, int], rng: Rng | int | None = None, dtype: DTypeLike = float
) -> Any:
    r"""Uniform with standard deviation :math:`\sqrt{2/n_{in}}`, for layers with ReLU."""
    return _uniform(math.sqrt(2 / shape[0]), shape, rng, dtype)
