"""Gradient clipping: limits of norms and of elements."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np

from minigrad.core.deferred import draw
from minigrad.nn.module import Module
from minigrad.ops import reductions
from minigrad.ops.elementwise import absolute, clip
from minigrad.optim.groups import named_parameters, widened
from minigrad.tensors.handle import Tensor

Clippable: TypeAlias = Tensor | Module | Iterable[Tensor | tuple[str, Tensor]]


def clip_grad_norm_(
    parameters: Clippable,
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
) -> float:
    r"""Shrink all gradients together so that their norm is at most ``max_norm``.

    .. math:: g \leftarrow g \cdot \min\left(1, \frac{c}{\lVert g \rVert_p + 10^{-6}}\right)

    Parameters
    ----------
    parameters : Tensor, Module, or iterable of Tensor
        Those without a gradient are passed over; that there are none at all is an error.
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

    References
    ----------
    Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", 2013.

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
    listed = _with_gradient("clip_grad_norm_", parameters)
    before = [p.gradient_value for p in listed]
    norm, *after = draw(_shrunk, max_norm, float(norm_type), error_if_nonfinite, *before)
    for p, old, new in zip(listed, before, after, strict=True):
        if new is not old:
            p.grad = new
    result: Any = draw(float, norm)
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
        return [np.float64(norm), *[_times(g, factor, max_norm, norm) for g in gradients]]


def _times(g: Any, factor: float, max_norm: float, norm: float) -> Any:
    """A gradient times ``factor``, which may be too small for its dtype."""
    if factor >= np.finfo(g.dtype).tiny:
        return g * factor
    return (g / np.float64(norm + 1e-6) * max_norm).astype(g.dtype)


def clip_grad_value_(parameters: Clippable, clip_value: float) -> None:
    r"""Limit every element of every gradient to ``-clip_value`` and ``clip_value``.

    .. math:: g \leftarrow \min(\max(g, -c), c)

    Parameters
    ----------
    parameters : Tensor, Module, or iterable of Tensor
        Those without a gradient are passed over; that there are none at all is an error.
    clip_value : float
        :math:`c`, the largest size of an element; a NaN stays.

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
    for p in _with_gradient("clip_grad_value_", parameters):
        limit = clip_value if clip_value <= float(np.finfo(p.dtype).max) else math.inf
        p.grad = clip(p.gradient_value, -float(limit), float(limit))


def _with_gradient(where: str, parameters: Clippable) -> list[Tensor]:
    listed = named_parameters(where, parameters, to="clip")
    return [p for _, p in listed if getattr(p, "gradient_value", None) is not None and p.size]


def _norm(gradients: list[Any], p: float) -> float:
    """The p-norm of all elements, by their sizes relative to the largest: no power overflows."""
    sizes = [absolute(widened(g)) for g in gradients]
    peaks = [float(reductions.max(size)) for size in sizes]
    largest = math.nan if any(map(math.isnan, peaks)) else max(peaks, default=0.0)
    if p == math.inf or largest == 0 or not math.isfinite(largest):
        return largest
    total = math.fsum(
        float(reductions.mean((s / largest) ** p)) * math.prod(s.shape) for s in sizes
    )
    norm: float = largest * total ** (1 / p)
    return norm
