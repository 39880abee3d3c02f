"""A line search: how far to go in a direction, under the strong Wolfe conditions."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

_DECREASE, _CURVATURE = 1e-4, 0.9


class Point(NamedTuple):
    """A point on the line: its distance, the loss, the gradient, and the slope along the line."""

    t: float
    loss: float
    gradient: Any
    slope: float


def strong_wolfe(
    evaluate: Callable[[float], Point],
    start: Point,
    t: float,
    *,
    tolerance: float,
    max_evaluations: int,
) -> Point:
    r"""Find a point that is low enough and flat enough.

    .. math::

        E(t) \le E(0) + 10^{-4} \, t \, E'(0), \qquad |E'(t)| \le 0.9 \, |E'(0)|

    First the step grows until such points lie between two of those tried (bracketing), then the
    interval shrinks around one (zoom); trial points are minima of cubics.

    Parameters
    ----------
    evaluate : callable
        The point at a distance.
    start : Point
        That at distance 0.
    t : float
        The first distance to try.
    tolerance : float
        An interval shorter than this is not divided further.
    max_evaluations : int
        How often ``evaluate`` may be called.

    Returns
    -------
    Point
        One that holds, or the lowest of the last two.

    References
    ----------
    Nocedal, Wright, "Numerical optimization", 2nd edition, algorithms 3.5 and 3.6.

    Examples
    --------
    >>> from minigrad.optim.line_search import Point, strong_wolfe
    >>> def parabola(t):
    ...     return Point(t, (t - 3.0) ** 2, None, 2.0 * (t - 3.0))
    >>> strong_wolfe(parabola, parabola(0.0), 0.1, tolerance=1e-9, max_evaluations=25)
    Point(t=1.0, loss=4.0, gradient=None, slope=-4.0)
    """
    before, now, count = start, evaluate(t), 1
    while not (_too_high(now, start) or (count > 2 and not now.loss < before.loss)):
        if _flat(now, start):
            return now
        if now.slope >= 0 or count >= max_evaluations:
            break
        nearest, farthest = now.t + 0.01 * (now.t - before.t), now.t * 10
        t = _cubic_minimum(before, now, nearest, farthest)
        before, now, count = now, evaluate(t), count + 1
    low, high = _by_loss(before, now)
    return _zoom(
        *(evaluate, start, low, high), tolerance=tolerance, max_evaluations=max_evaluations - count
    )


def _zoom(
    evaluate: Callable[[float], Point],
    start: Point,
    low: Point,
    high: Point,
    *,
    tolerance: float,
    max_evaluations: int,
) -> Point:
    """Shrink the interval between the lowest point and another around a good one."""
    stuck = False
    for _ in range(max_evaluations):
        if abs(high.t - low.t) <= tolerance:
            break
        left, right = sorted((low.t, high.t))
        t = _cubic_minimum(low, high, left, right)
        margin = 0.1 * (right - left)
        if min(right - t, t - left) >= margin:
            stuck = False
        elif stuck or not left < t < right:  # twice at an end: go a tenth of the way inwards
            t = right - margin if right - t < t - left else left + margin
            stuck = False
        else:
            stuck = True
        now = evaluate(t)
        if _too_high(now, start) or not now.loss < low.loss:
            low, high = _by_loss(low, now)
            continue
        if _flat(now, start):
            return now
        if now.slope * (high.t - low.t) >= 0:
            high = low
        low = now
    return low


def _too_high(point: Point, start: Point) -> bool:
    return not point.loss <= start.loss + _DECREASE * point.t * start.slope  # NaN is too high


def _flat(point: Point, start: Point) -> bool:
    return abs(point.slope) <= -_CURVATURE * start.slope


def _by_loss(a: Point, b: Point) -> tuple[Point, Point]:
    return (b, a) if b.loss < a.loss else (a, b)


def _cubic_minimum(a: Point, b: Point, lowest: float, highest: float) -> float:
    """The minimum of the cubic through two points with their slopes, kept between limits."""
    if a.t > b.t:
        a, b = b, a
    if a.t == b.t:  # no number lies between them
        return (lowest + highest) / 2
    mean = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t)
    square = mean * mean - a.slope * b.slope
    root = square**0.5 if square >= 0 else math.nan
    width = b.slope - a.slope + 2 * root
    if math.isnan(width) or width == 0:  # no minimum, or a straight line
        return (lowest + highest) / 2
    t = b.t - (b.t - a.t) * (b.slope + root - mean) / width
    return min(max(t, lowest), highest)
