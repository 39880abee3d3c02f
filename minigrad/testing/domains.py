"""Domains of strategies: the numbers they draw, for each dtype.

A domain is a function of a dtype that returns a strategy of numbers. Most numbers are multiples of
1/64, which are the same in every floating-point dtype and shrink to simple ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from minigrad.core.domain import Domain
from minigrad.core.op import Op

__all__ = ["away_from", "extreme", "near", "positive", "real", "with_nan_and_infinity"]

Numbers = st.SearchStrategy[Any]
NumbersFor = Callable[[np.dtype[Any]], Numbers]
_GRID = 64


def real(dtype: np.dtype[Any]) -> Numbers:
    """Numbers between -2 and 2; 0 and equal ones among them."""
    return within(-2.0, 2.0)(dtype)


def positive(dtype: np.dtype[Any]) -> Numbers:
    """Numbers between 1/4 and 3, where roots and logarithms behave."""
    return within(0.25, 3.0)(dtype)


def away_from(*kinks: float, gap: float = 0.05) -> NumbersFor:
    """Numbers between -2 and 2, and around the kinks, at least a gap away from each.

    Examples
    --------
    >>> from hypothesis import find
    >>> from minigrad.testing import away_from
    >>> find(away_from(0.0)(np.dtype(float)), lambda x: True)  # the simplest
    0.0625
    """
    low, high = min(-2.0, *(k - 1 for k in kinks), 0.0), max(2.0, *(k + 1 for k in kinks), 0.0)
    return within(low, high, kinks, gap)


def near(*kinks: float) -> NumbersFor:
    """Kinks themselves, their neighbours in the dtype, and numbers close by."""

    def numbers(dtype: np.dtype[Any]) -> Numbers:
        info = np.finfo(dtype)
        eps = float(info.eps)
        steps = [
            sign * step for step in (eps, 4 * eps, min(eps**0.5, 1 / _GRID)) for sign in (1, -1)
        ]
        close = [kink + step * max(abs(kink), 1.0) for kink in kinks for step in (0.0, *steps)]
        subnormal = float(info.smallest_subnormal)
        beside = [subnormal, -subnormal, -0.0] if 0.0 in kinks else []
        return st.sampled_from(close + beside)

    return numbers


def extreme(dtype: np.dtype[Any]) -> Numbers:
    """Largest and smallest numbers that a dtype has, and logits that make exp overflow."""
    info = np.finfo(dtype)
    sizes = (1.0, 100.0, 1000.0, info.eps, info.tiny, info.smallest_subnormal, info.max**0.5)
    numbers = [0.0, *map(float, (*sizes, info.max))]
    return st.sampled_from([sign * x for x in numbers for sign in (1, -1)])


def with_nan_and_infinity(dtype: np.dtype[Any]) -> Numbers:
    """Real numbers, NaN, infinity and both zeros."""
    return st.one_of(real(dtype), st.sampled_from([np.inf, -np.inf, np.nan, -0.0]))


def within(low: float, high: float, kinks: Sequence[float] = (), gap: float = 0.05) -> NumbersFor:
    """Numbers of an interval, at least a gap away from the kinks."""
    if not low <= high:
        raise ValueError(f"an interval is (low, high), and {low} is larger than {high}")
    grid = np.arange(np.ceil(low * _GRID), high * _GRID + 1) / _GRID
    grid = grid[grid <= high] if grid.size else np.array([(low + high) / 2])
    for kink in kinks:
        grid = grid[np.abs(grid - kink) >= gap]
    if not grid.size:
        raise ValueError(f"no number from {low} to {high} is {gap} away from all of {kinks}")
    strategy = st.sampled_from(sorted(grid.tolist(), key=lambda x: (abs(x), x < 0)))
    return lambda dtype: strategy


def as_domain(domain: Any) -> NumbersFor:
    """Domain of a strategy from any argument that `tensors` takes as one."""
    if isinstance(domain, st.SearchStrategy):
        return lambda dtype: domain
    if isinstance(domain, Op) and domain.domain is not None:
        domain = domain.domain
    if isinstance(domain, Domain):
        low, high = domain.intervals[0]
        return within(low + 1 / _GRID, high - 1 / _GRID, domain.kinks)  # the interval is open
    if isinstance(domain, tuple):
        return within(*domain)
    if callable(domain):
        numbers: NumbersFor = domain
        return numbers
    raise TypeError(
        "a domain is one of minigrad.testing's (positive, away_from(0.0), ...), an interval "
        f"(low, high), an operation's, or a strategy of numbers, not {domain!r}"
    )
