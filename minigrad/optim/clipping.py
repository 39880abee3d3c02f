"""Gradient clipping: no step longer than one can trust."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from minigrad.deferred import Deferred, draw
from minigrad.ops import reductions
from minigrad.ops.elementwise import absolute, clip
from minigrad.tensor import Tensor


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
) -> float:
    r"""Shrink all gradients together so that their norm is at most ``max_norm``.

    .. math:: g \leftarrow g \cdot \min\left(1, \frac{c}{\lVert g \rVert_p + 10^{-6}}\right)

    Parameters
    ----------
    parameters : Tensor or iterable of Tensor
        Those without a gradient are passed over.
    max_norm : float
        :math:`c`.
    norm_type : float
        :math:`p`, of the norm over all elements of all gradients; may be ``math.inf``.
    error_if_nonfinite : bool
        Whether a norm that is NaN or infinite is an error. Otherwise a NaN makes every gradient
        NaN, and an infinity makes the others zero.

    Returns
    -------
    float
        The norm before; no power of an element overflows on the way to it.

    Raises
    ------
    FloatingPointError
        If the norm is not finite and ``error_if_nonfinite``; no gradient has changed then.

    Examples
    --------
    >>> from minigrad import optim
    >>> w = mg.tensor([3.0, 4.0], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> optim.clip_grad_norm_([w], max_norm=1.0)
    10.0
    >>> w.grad
    tensor([0.59999994, 0.79999992])
    """
    if not max_norm >= 0 or not norm_type > 0:
        raise ValueError(
            "clip_grad_norm_: needs max_norm >= 0 and norm_type > 0, not "
            f"max_norm={max_norm}, norm_type={norm_type}"
        )
    listed = _with_gradient(parameters)
    before = [p.gradient_value for p in listed]
    norm, *after = draw(_shrunk, max_norm, float(norm_type), error_if_nonfinite, *before)
    for p, old, new in zip(listed, before, after, strict=True):
        if new is not old:
            p.grad = new
    result: Any = norm if isinstance(norm, Deferred) else float(norm)
    return result  # type: ignore[no-any-return]  # in a program it is no number yet


def _shrunk(max_norm: float, norm_type: float, strict: bool, *gradients: Any) -> list[Any]:
    """The norm of all gradients together, and the gradients after it is limited."""
    norm = _norm(list(gradients), norm_type)
    if strict and not math.isfinite(norm):
        raise FloatingPointError(
            f"clip_grad_norm_: the norm of the gradients is {norm}; look for the first value that "
            "is not finite, or pass error_if_nonfinite=False"
        )
    factor = max_norm / (norm + 1e-6)
    if factor >= 1:
        return [np.float64(norm), *gradients]
    with np.errstate(invalid="ignore"):  # a NaN goes everywhere
        return [np.float64(norm), *[g * factor for g in gradients]]


def clip_grad_value_(parameters: Tensor | Iterable[Tensor], clip_value: float) -> None:
    """Limit every element of every gradient to ``-clip_value`` and ``clip_value``.

    Parameters
    ----------
    parameters : Tensor or iterable of Tensor
        Those without a gradient are passed over.
    clip_value : float
        The largest size of an element; a NaN stays.

    Examples
    --------
    >>> from minigrad import optim
    >>> w = mg.tensor([3.0, -0.25], requires_grad=True)
    >>> (w * w).sum().backward()
    >>> optim.clip_grad_value_([w], 1.0)
    >>> w.grad
    tensor([ 1. , -0.5])
    """
    if not clip_value >= 0:
        raise ValueError(f"clip_grad_value_: clip_value must not be negative, not {clip_value}")
    limit = float(clip_value)
    for p in _with_gradient(parameters):
        p.grad = clip(p.gradient_value, -limit, limit)


def _with_gradient(parameters: Tensor | Iterable[Tensor]) -> list[Tensor]:
    listed = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    return [p for p in listed if p.gradient_value is not None and p.size]


def _norm(gradients: list[Any], p: float) -> float:
    """The p-norm of all elements, by their sizes relative to the largest: no power overflows."""
    sizes = [absolute(g) for g in gradients]
    peaks = [float(reductions.max(size)) for size in sizes]
    largest = math.nan if any(map(math.isnan, peaks)) else max(peaks, default=0.0)
    if p == math.inf or largest == 0 or not math.isfinite(largest):
        return largest
    total = math.fsum(
        float(reductions.mean((s / largest) ** p)) * math.prod(s.shape) for s in sizes
    )
    norm: float = largest * total ** (1 / p)
    return norm
