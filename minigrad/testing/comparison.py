"""Comparison of a gradient with numerical derivatives along many directions."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from minigrad.testing.directional import STEPS
from minigrad.testing.flattened import Array, joined
from minigrad.testing.measurement import Claim, Measurement
from minigrad.testing.report import GradientError, KinkError, Report, element, is_told, paragraphs

_RANDOM_DIRECTIONS = 3
_RANDOM_ELEMENTS = 8

__tracebackhide__ = is_told  # pytest asks it


def compare(measured: Measurement, rng: np.random.Generator, report: Report) -> None:
    """Compare along every direction, or raise an error about the worst element."""
    measured.measure_noise(rng)
    for k, x in enumerate(measured.function.inputs):
        for direction, index in _directions(x, measured.elements, rng):
            line = _Line(measured, k, direction, index)
            if not line.is_conclusive(report):
                continue
            wrong = line.worst(report)
            if wrong is not None and line.is_wrong_at_smaller_steps():
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
    for index in chosen:
        unit = np.zeros(x.shape)
        unit[index] = 1.0
        yield unit, index


@dataclass
class _Line:
    """Line through the point along a direction of one input, and the derivative along it."""

    measured: Measurement
    k: int
    direction: Array
    index: tuple[int, ...] | None
    steps: tuple[float, ...] = STEPS

    def __post_init__(self) -> None:
        self.derivative = self.measured.derivative(self.k, self.direction, self.steps)
        self.used = self.direction != 0
        points = np.abs(self.measured.points[self.k])
        self.size = np.max(points, initial=0.0, where=self.used)

    @property
    def name(self) -> str:
        """The element as the user would write it."""
        name = self.measured.function.names[self.k]
        return name if self.index is None else element(name, self.index)

    def is_conclusive(self, report: Report) -> bool:
        """True if the derivative proves anything; where it cannot, an error, or skipped."""
        reason = self._doubt()
        if not reason:
            method = self.derivative.method
            report.methods[method] = report.methods.get(method, 0) + 1
            return True
        if not self.measured.skip_kinks:
            raise KinkError(
                paragraphs(
                    f"{self.measured.function.name}: nothing can be said at {self.name}: {reason}; "
                    'check it at another point, or leave such elements out with kinks="skip"'
                )
            )
        report.kinks.append(self.name)
        return False

    def _doubt(self) -> str:
        """Reason why the numerical derivative proves nothing, if there is one."""
        if self.derivative.kink.any():
            return "the derivatives from the two sides differ there, or are not finite"
        row = np.abs(joined(self.measured.pairs[0][0]))
        error, scale = row @ self.derivative.error, row @ np.abs(self.derivative.value)
        floor = float(self.measured.noise_floor(row, self.size))
        noise = min(1e4 * (row @ self.measured.output_noise), self.measured.eps**0.5 * np.sum(row))
        if error > 1e-3 * scale + self.measured.eps**-0.5 * floor + noise:
            return (
                f"the numerical derivative is known only to ± {error:.1g} beside {scale:.3g} (is "
                "there a kink nearby, or noise?)"
            )
        return ""

    def worst(self, report: Report) -> _Difference | None:
        """Largest difference that is not allowed, over the cotangents."""
        compared = [self._difference(claim, report) for claim in self.measured.claims]
        some = np.ones(self.measured.y.shape, bool)
        difference = compared[0]
        while not any(n.is_wrong for n in compared):
            hidden = some & self._hidden(difference.tolerance)
            if not hidden.any() or (hidden == some).all():
                break
            some = hidden
            difference = self._difference(self.measured.claim_about(some), report)
            compared.append(difference)
        failed = [n for n in compared if n.is_wrong]
        return max(failed, key=lambda wrong: wrong.excess, default=None)

    def _hidden(self, tolerance: float) -> Array:
        """Mask of outputs too small beside others for their first digits to have been compared."""
        measured = self.measured
        natural = np.fmax(np.abs(self.derivative.value), np.abs(measured.y) / max(1.0, self.size))
        seen = np.abs(joined(measured.pairs[0][0])) * natural * measured.tolerance**0.5
        return np.asarray(seen < tolerance)

    def _difference(self, claim: Claim, report: Report) -> _Difference:
        """Both numbers for some cotangents, and the difference that is allowed."""
        measured, derivative = self.measured, self.derivative
        row = np.asarray(joined(claim.cotangents), measured.y.dtype)
        scale = float(np.abs(row) @ np.abs(derivative.value))
        error = float(np.abs(row) @ derivative.error)
        along = np.asarray(claim.gradients[self.k], measured.y.dtype) * self.direction
        analytic = float(np.sum(along, where=self.used))
        floor = float(measured.noise_floor(row, self.size))
        tolerance = measured.tolerance * scale + 2 * error + 12 * floor
        difference = _Difference(self, analytic, float(row @ derivative.value), error, tolerance)
        if difference.is_wrong:
            noise = np.sum(claim.noise[self.k] * np.abs(self.direction), where=self.used)
            difference.tolerance += min(float(noise), 1e4 * floor + measured.eps**0.5 * scale)
        report.comparisons += 1
        if not difference.is_wrong and scale > 1e3 * floor:
            report.worst = max(report.worst, difference.size / scale)
        return difference

    def is_wrong_at_smaller_steps(self) -> bool:
        """True if no smaller step finds it right: large ones may have crossed kinks."""
        if self.derivative.method == "complex step":
            return True
        relative = [float(self.size) / 32] if self.size > 0 else []
        for step in (2.0**-12, 2.0**-18, 2.0**-24, *relative):
            nearer = replace(self, steps=(step,))
            if not nearer._doubt() and nearer.worst(Report("")) is None:
                return False
        return True

    def narrowed(self, wrong: _Difference) -> _Difference:
        """Largest difference at one element, found by halving the direction."""
        elements = np.flatnonzero(self.direction)
        while self.index is None and len(elements) > 1:
            found = []
            for half in np.array_split(elements, 2):
                part = np.zeros(self.direction.size)
                part[half] = 1.0
                index = None
                if len(half) == 1:
                    index = tuple(map(int, np.unravel_index(half[0], self.direction.shape)))
                line = _Line(self.measured, self.k, part.reshape(self.direction.shape), index)
                worst = None if line.derivative.kink.any() else line.worst(Report(""))
                if worst is not None:
                    found.append((worst.excess, half, worst))
            if not found:
                break
            _, elements, wrong = max(found, key=lambda item: item[0])
        return wrong


@dataclass
class _Difference:
    """Difference between the claimed and the numerical derivative along a direction."""

    line: _Line
    analytic: float
    numerical: float
    error: float
    tolerance: float

    @property
    def size(self) -> float:
        """Size of the difference."""
        return abs(self.analytic - self.numerical)

    @property
    def is_wrong(self) -> bool:
        """True if the difference is more than is allowed."""
        return not self.size <= self.tolerance  # NaN is wrong

    @property
    def excess(self) -> float:
        """Size of the difference in tolerances."""
        return math.inf if math.isnan(self.size) else self.size / (self.tolerance or 1e-300)

    def message(self) -> str:
        """Lines with the element and both numbers."""
        line = self.line
        where = "along a random direction" if line.index is None else f"at {line.name}"
        name, method = line.measured.function.names[line.k], line.derivative.method
        return "\n".join(
            [
                f"{line.measured.function.name}: the gradient by {name} is wrong {where}",
                f"  analytic    {self.analytic:.12g}",
                f"  numerical   {self.numerical:.12g}  ± {self.error:.1g} ({method})",
                f"  difference  {self.size:.3g}, where {self.tolerance:.1g} is allowed",
            ]
        )
