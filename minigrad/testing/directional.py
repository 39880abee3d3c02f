"""Directional derivatives by numbers alone, each with an estimate of its error.

Central differences are extrapolated to step 0 after Richardson and Ridders (Advances in
Engineering Software 4, 1982). Where the function turns out to be analytic, the complex step (Squire
and Trapp, SIAM Review 40, 1998) replaces them, since it has no rounding error of differences. How
noisy a function is, is measured after Hamming by differences of fourth order.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import numpy as np

Array = Any
Line = Callable[[Any], Array]  # from a step along the direction to all outputs in one row

STEPS = (2.0**-5, 2.0**-15, 2.0**-25)  # what is steep needs smaller ones
_MOST_STEPS = 26
_COMPLEX_STEPS = (2.0**-80, 3.0 * 2.0**-83)
_GROWN = (2.0**4, 2.0**8, 2.0**12)
_SIGNIFICANT = 1e-3  # a jump of the derivative that is no rounding error


class Derivative(NamedTuple):
    """Derivative of each output, its error, and a mask of those that have none (kinks)."""

    value: Array
    error: Array
    kink: Array
    method: str


def noise_of(line: Line, y: Array) -> Array:
    """Distance of each output from a smooth function: at least its rounding error."""
    eps = float(np.finfo(y.dtype).eps)
    largest = float(np.max(np.abs(y), initial=0.0))
    least = 2 * eps * np.abs(y)
    found = np.full(y.shape, np.inf, y.dtype)
    still = np.zeros(y.shape, bool)
    with np.errstate(all="ignore"):
        for shrink in (1.0, 2.0**-8, 2.0**-16, 2.0**-24):
            noise, moved = _fourth_differences(line, shrink * eps ** (1 / 3) / 4)
            still |= ~moved
            found = np.fmin(found, noise)
            if (found <= 1e-6 * largest).all():
                break  # else it may be steep, not noisy
        # What does not move may be rounded to steps of its own, as log(1 + x) is where x is small.
        for grow in _GROWN if still.any() else ():
            noise, moved = _fourth_differences(line, grow * eps ** (1 / 3) / 4)
            steps = still & moved & (noise <= 2**10 * eps * max(1.0, largest))  # and no kink
            found = np.where(steps, np.fmax(found, noise), found)
            still &= ~moved
    return np.fmax(least, np.where(np.isfinite(found), found, 0.0))


def _fourth_differences(line: Line, step: float) -> tuple[Array, Array]:
    """Distance of points from a smooth curve, and a mask of those that differ at all."""
    noise, moved = np.zeros(()), np.zeros((), bool)
    for part in (1.0, 0.7, 0.83):  # with one step alone, rounding may be the same at all points
        # To one side, so that a kink at step 0 is not taken for noise.
        points = np.array([line(part * k * step) for k in range(1, 8)])
        fourth = np.diff(points, 4, axis=0)
        noise = np.fmax(noise, 3 * np.sqrt(np.mean(fourth**2, axis=0) / 70))
        moved = moved | (points != points[0]).any(axis=0)
    return noise, moved


def directional_derivative(
    line: Line,
    y: Array,
    noise: Array,
    *,
    size: float,
    goal: float,
    steps: Sequence[float] = STEPS,
) -> Derivative:
    """Derivative at 0 of the outputs along a line.

    Parameters
    ----------
    line
        Computes the outputs after a step, real or complex.
    y, noise
        The outputs at step 0, and what of them is rounding error.
    size
        Of the inputs, which are rounded when the step is added.
    goal
        The relative error that is small enough.
    steps
        With which to begin, the next one where a larger one leaves doubts.
    """
    found = []
    with np.errstate(all="ignore"):
        number, spread = _complex_step(line, y, noise)
        for first in (*steps, *([size / 32] if 0 < size < min(steps) else [])):
            central = _extrapolated(line, y, noise, (size, goal, first))
            found.append(central)
            if central.kink.any():
                break
            if not np.isfinite(central.error).all():
                continue  # too near to the end of where the function is defined
            if number is None:
                break
            # The two have nothing in common but the function: agreement is no accident.
            apart = np.abs(number - central.value)
            sure = central.error <= 1e-4 * np.abs(central.value) + 1e4 * noise
            if (sure & (apart <= 4 * central.error + spread)).all():
                return Derivative(number, spread + apart, central.kink, "complex step")
    finite = [central for central in found if np.isfinite(central.error).all()]
    best = (finite or found)[0]
    return best._replace(kink=best.kink | ~np.isfinite(best.error))


def _extrapolated(
    line: Line, y: Array, noise: Array, settings: tuple[float, float, float]
) -> Derivative:
    size, goal, largest = settings
    h = largest
    best = np.zeros_like(y)
    error = np.full(y.shape, np.inf, y.dtype)
    eps = np.finfo(y.dtype).eps
    row: list[Array] = []
    jumps = []
    for level in range(_MOST_STEPS):
        plus, minus = line(h), line(-h)
        difference = (plus - minus) / (2 * h)
        still = (plus == y) & (minus == y)
        rounding = noise / h + eps * size * np.abs(difference) / h
        # What does not move at all has a derivative that is small, or none: no smaller step tells.
        rounding = np.where(still, noise / largest, rounding)
        jumps.append((plus + minus - 2 * y) / h)
        before, row = row, [difference]
        for k, coarse in enumerate(before):
            row.append(row[-1] + (row[-1] - coarse) / (4.0 ** (k + 1) - 1))
            apart = np.maximum(np.abs(row[-1] - row[-2]), np.abs(row[-1] - coarse)) + rounding
            better = apart < error  # never true of NaN
            best = np.where(better, row[-1], best)
            error = np.where(better, apart, error)
        if level >= 2 and (error <= np.maximum(goal * np.abs(best), 2 * rounding)).all():
            break
        h /= 2
    # Nearer than the input is to 0, where many functions have a pole or an end.
    nearest = min(h, size / 32) if size > 0 else h
    kink = _is_kink(line, y, noise, (jumps[0], jumps[-1], nearest), difference)
    return Derivative(best, error, kink, "central differences")


def _is_kink(
    line: Line, y: Array, noise: Array, jumps: tuple[Array, Array, float], derivative: Array
) -> Array:
    """Mask of outputs whose derivatives from the two sides differ, however small the step."""

    def jump(h: float) -> Array:
        return np.abs(line(h) + line(-h) - 2 * y) / h

    def suspicious(a: Array, b: Array, h: float) -> Array:
        size = np.abs(derivative) + np.abs(a)
        return (np.abs(b) > 0.4 * np.abs(a)) & (np.abs(b) > _SIGNIFICANT * size + 20 * noise / h)

    first, last, smallest = jumps
    if not suspicious(first, last, smallest).any():
        return np.zeros(y.shape, bool)
    fine = min(2.0**-10 if y.dtype.itemsize < 8 else 2.0**-20, smallest / 8)
    return suspicious(jump(64 * fine), jump(fine), fine)


def _complex_step(line: Line, y: Array, noise: Array) -> tuple[Array, Array]:
    """Derivative and its rounding error, or None where the function refuses."""
    found = []
    for h in _COMPLEX_STEPS:
        z = None
        with suppress(Exception), warnings.catch_warnings():  # central differences do without
            warnings.simplefilter("error", np.exceptions.ComplexWarning)
            z = line(1j * h)
        if z is None or np.shape(z) != y.shape or not np.isfinite(z).all():
            return None, None
        if (np.abs(np.real(z) - y) > 1e3 * noise).any():
            return None, None
        found.append(np.imag(z) / h)
    a, b = found
    if (np.abs(a - b) > 1e-6 * np.abs(a) + noise).any():  # noisier than differences would be
        return None, None
    return a, 4 * np.abs(a - b) + 16 * np.finfo(y.dtype).eps * np.abs(a)
