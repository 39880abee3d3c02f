"""The numbers of a gradient beside those of the numerical derivative."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from minigrad.testing.directional import STEPS
from minigrad.testing.flattened import Array, joined
from minigrad.testing.measurement import Comparison, Seen
from minigrad.testing.report import GradientError, KinkError, Report, element, paragraphs

_RANDOM_DIRECTIONS = 3
_RANDOM_ELEMENTS = 8


def compare(comparison: Comparison, rng: np.random.Generator, report: Report) -> None:
    """Compare along every direction that is chosen."""
    comparison.measure(rng)
    for k, x in enumerate(comparison.flat.inputs):
        for direction, index in _directions(x, comparison.elements, rng):
            line = _Line(comparison, k, direction, index)
            if not line.is_told(report):
                continue
            wrong = line.worst(report)
            if wrong is not None and line.is_wrong_however_small_the_step():
                raise GradientError(wrong.line.narrowed(wrong).message())


def _directions(
    x: Array, elements: int, rng: np.random.Generator
) -> Iterator[tuple[Array, tuple[int, ...] | None]]:
    """Directions to differentiate along: elements, or random ones that reach every element."""
    if x.size <= elements:
        chosen = list(np.ndindex(x.shape))
    else:
        for _ in range(_RANDOM_DIRECTIONS):
            yield rng.uniform(0.5, 1.5, x.shape) * rng.choice([-1.0, 1.0], x.shape), None
        flat = rng.choice(x.size, min(_RANDOM_ELEMENTS, x.size), replace=False)
        chosen = [tuple(map(int, np.unravel_index(i, x.shape))) for i in flat]
    for place in chosen:
        unit = np.zeros(x.shape)
        unit[place] = 1.0
        yield unit, place


@dataclass
class _Line:
    """One direction of one input, and the numerical derivative along it."""

    c: Comparison
    k: int
    direction: Array
    index: tuple[int, ...] | None
    steps: tuple[float, ...] = STEPS

    def __post_init__(self) -> None:
        self.slope = self.c.slope(self.k, self.direction, self.steps)
        self.used = self.direction != 0
        points = np.abs(self.c.points[self.k])
        self.size = np.max(points, initial=0.0, where=self.used)

    @property
    def name(self) -> str:
        """How the user would write the element."""
        name = self.c.flat.names[self.k]
        return name if self.index is None else element(name, self.index)

    def is_told(self, report: Report) -> bool:
        """Whether the derivative says anything; at a kink that is an error, or skipped."""
        reason = self._doubt()
        if not reason:
            method = self.slope.method
            report.methods[method] = report.methods.get(method, 0) + 1
            return True
        if not self.c.skip_kinks:
            raise KinkError(
                paragraphs(
                    f"{self.c.flat.adapter.name}: nothing can be said at {self.name}: {reason}; "
                    'check it at another point, or leave such elements out with kinks="skip"'
                )
            )
        report.kinks.append(self.name)
        return False

    def _doubt(self) -> str:
        if self.slope.kink.any():
            return "the derivatives from the two sides differ there, or are not finite"
        row = np.abs(joined(self.c.pairs[0][0]))
        error, scale = row @ self.slope.error, row @ np.abs(self.slope.value)
        floor = float(self.c.floor(row, self.size))
        noise = min(1e4 * (row @ self.c.noise), self.c.eps**0.5 * np.sum(row))
        if error > 1e-3 * scale + self.c.eps**-0.5 * floor + noise:
            return (
                f"the numerical derivative is known only to ± {error:.1g} beside {scale:.3g} (is "
                "there a kink nearby, or noise?)"
            )
        return ""

    def worst(self, report: Report) -> _Wrong | None:
        """The comparison that fails by most, over the cotangents."""
        compared = [self._compared(seen, report) for seen in self.c.seen]
        some = np.ones(self.c.y.shape, bool)
        numbers = compared[0]
        while not any(n.is_wrong for n in compared):
            hidden = some & self._hidden(numbers.tolerance)
            if not hidden.any() or (hidden == some).all():
                break
            some = hidden
            numbers = self._compared(self.c.seen_of(some), report)
            compared.append(numbers)
        failed = [n for n in compared if n.is_wrong]
        return max(failed, key=lambda wrong: wrong.excess, default=None)

    def _hidden(self, tolerance: float) -> Array:
        """The outputs of which, beside larger ones, not even the first digits were compared."""
        c = self.c
        natural = np.fmax(np.abs(self.slope.value), np.abs(c.y) / max(1.0, self.size))
        seen = np.abs(joined(c.pairs[0][0])) * natural * float(c.rtol or 0) ** 0.5
        return np.asarray(seen < tolerance)

    def _compared(self, seen: Seen, report: Report) -> _Wrong:
        """Both numbers for some cotangents, and how far apart they may be."""
        c, slope = self.c, self.slope
        row = np.asarray(joined(seen.cotangents), c.y.dtype)
        scale = float(np.abs(row) @ np.abs(slope.value))
        error = float(np.abs(row) @ slope.error)
        along = np.asarray(seen.gradients[self.k], c.y.dtype) * self.direction
        analytic = float(np.sum(along, where=self.used))
        floor = float(c.floor(row, self.size))
        tolerance = float(c.rtol or 0) * scale + 2 * error + 12 * floor
        numbers = _Wrong(self, analytic, float(row @ slope.value), error, tolerance)
        if numbers.is_wrong:
            wobble = np.sum(seen.wobble[self.k] * np.abs(self.direction), where=self.used)
            numbers.tolerance += min(float(wobble), 1e4 * floor + c.eps**0.5 * scale)
        report.comparisons += 1
        if not numbers.is_wrong and scale > 1e3 * floor:
            report.worst = max(report.worst, numbers.apart / scale)
        return numbers

    def is_wrong_however_small_the_step(self) -> bool:
        """Whether smaller steps say the same: large ones may have crossed kinks."""
        if self.slope.method == "complex step":
            return True
        relative = [float(self.size) / 32] if self.size > 0 else []
        for step in (2.0**-12, 2.0**-18, 2.0**-24, *relative):
            nearer = replace(self, steps=(step,))
            if not nearer._doubt() and nearer.worst(Report("")) is None:
                return False
        return True

    def narrowed(self, wrong: _Wrong) -> _Wrong:
        """The element that is wrong by most, found by halving the direction."""
        places = np.flatnonzero(self.direction)
        while self.index is None and len(places) > 1:
            found = []
            for half in np.array_split(places, 2):
                part = np.zeros(self.direction.size)
                part[half] = 1.0
                index = None
                if len(half) == 1:
                    index = tuple(map(int, np.unravel_index(half[0], self.direction.shape)))
                line = _Line(self.c, self.k, part.reshape(self.direction.shape), index)
                worst = None if line.slope.kink.any() else line.worst(Report(""))
                if worst is not None:
                    found.append((worst.excess, half, worst))
            if not found:
                break
            _, places, wrong = max(found, key=lambda item: item[0])
        return wrong


@dataclass
class _Wrong:
    """A number that is not what it should be."""

    line: _Line
    analytic: float
    numerical: float
    error: float
    tolerance: float

    @property
    def apart(self) -> float:
        """The difference."""
        return abs(self.analytic - self.numerical)

    @property
    def is_wrong(self) -> bool:
        """Whether the difference is more than is allowed."""
        return not self.apart <= self.tolerance  # NaN is wrong

    @property
    def excess(self) -> float:
        """In how many tolerances."""
        return math.inf if math.isnan(self.apart) else self.apart / (self.tolerance or 1e-300)

    def message(self) -> str:
        """The element, and both numbers."""
        line = self.line
        where = "along a random direction" if line.index is None else f"at {line.name}"
        name = line.c.flat.names[line.k]
        return "\n".join(
            [
                f"{line.c.flat.adapter.name}: the gradient by {name} is wrong {where}",
                f"  analytic    {self.analytic:.12g}",
                f"  numerical   {self.numerical:.12g}  ± {self.error:.1g} ({line.slope.method})",
                f"  difference  {self.apart:.3g}, where {self.tolerance:.1g} is allowed",
            ]
        )
