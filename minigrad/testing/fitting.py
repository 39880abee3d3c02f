"""Fitting: values brought into an operation's domain by a scale and a shift, never by a filter."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.domain import Domain

EDGE = 0.02  # how far from an interval's ends, in its widths
KINK = 0.05  # how far from a kink
TIE = 0.005  # how far from a value that would be a tie, in widths of the interval
_CENTRES = (0.56, 0.3, 0.7, 0.42, 0.64)  # to try in turn; not the middle, which often is 0


class Fit(NamedTuple):
    """The map ``scale * x + shift``."""

    scale: float = 1.0
    shift: Any = 0.0

    def __call__(self, x: Any) -> Any:
        """Apply the map."""
        return self.scale * x + self.shift


def fit(domain: Domain, arrays: Sequence[Any], rng: np.random.Generator) -> list[Fit]:
    """One map for each array that brings it well inside the domain.

    A value that lies there already is left as it is. Otherwise it is shrunk and moved as a whole;
    where that ends on a kink or a tie, its elements are moved apart, each to a place of its own,
    and vary around it. So derivatives exist, and none explodes.
    """
    fits = []
    taken = np.empty(0)
    last = domain.intervals[-1]
    for x, interval in itertools.zip_longest(arrays, domain.intervals[: len(arrays)]):
        x = np.asarray(x)  # noqa: PLW2901
        chosen = _fit_one(x, interval or last, domain, taken, rng)
        fits.append(chosen)
        if domain.ties:
            taken = np.append(taken, chosen(x))
    return fits


def _fit_one(
    x: Any, interval: tuple[float, float], domain: Domain, taken: Any, rng: np.random.Generator
) -> Fit:
    low, high = interval
    width = high - low
    if x.dtype.kind == "f" and (x.size == 0 or _is_inside(x, interval, domain, taken)):
        return Fit()
    largest = 1.0 if x.dtype.kind == "f" else 0.5  # integers and masks become floats
    if x.size == 0:
        return Fit(largest)
    x = x.astype(np.float64)
    scale = _rounded(min(largest, 0.5 * width / max(np.ptp(x), 1e-300)))
    for centre in _CENTRES:
        shift = round(float(low + centre * width - scale * (x.min() + x.max()) / 2), 2)
        moved = Fit(scale, shift)
        if _is_inside(moved(x), interval, domain, taken):
            return moved
    return _apart(x, interval, domain, taken, rng)


def _is_inside(x: Any, interval: tuple[float, float], domain: Domain, taken: Any) -> bool:
    low, high = interval
    width = high - low
    if x.min() < low + EDGE * width or x.max() > high - EDGE * width:
        return False
    if any(np.min(np.abs(x - kink)) < KINK for kink in domain.kinks):
        return False
    return not domain.ties or bool(
        np.min(np.diff(np.sort(np.append(x, taken))), initial=width) > TIE * width
    )


def _apart(
    x: Any, interval: tuple[float, float], domain: Domain, taken: Any, rng: np.random.Generator
) -> Fit:
    """Every element at a place of its own, with room to vary around it."""
    low, high = interval
    count = x.size + taken.size + 4
    while True:
        places, gap = np.linspace(low, high, count + 2, retstep=True)
        places = places[1:-1]
        for kink in domain.kinks:
            places = places[np.abs(places - kink) > KINK + gap / 4]
        for other in taken:
            places = places[np.abs(places - other) > gap / 2]
        if places.size >= x.size:
            break
        count *= 2
    places = rng.permutation(places)[: x.size].reshape(x.shape)
    scale = _rounded(0.2 * float(gap) / max(1e-300, np.max(np.abs(x))))
    return Fit(min(1.0, scale), np.round(places, 4) if x.ndim else round(float(places), 4))


def _rounded(scale: float) -> float:
    """Two digits are enough, and are read more easily."""
    return float(f"{scale:.1e}")
