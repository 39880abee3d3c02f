"""What is compared: a function at a point, its gradients, and how sharply both can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from minigrad.testing.directional import STEPS, Slope, noise_of, slope_along
from minigrad.testing.flattened import Array, Arrays, Flat, at, joined
from minigrad.testing.invariants import pulled_back, random_like


@dataclass
class Seen:
    """What the function under test says: cotangents, and their gradients."""

    comparison: Comparison
    cotangents: Arrays
    gradients: Arrays

    @cached_property
    def wobble(self) -> Arrays:
        """How sure the gradients are: six more of them, computed where it decides."""
        return self.comparison.wobble(self.cotangents, self.gradients)


@dataclass
class Comparison:
    """What is compared, and how sharply.

    Attributes
    ----------
    pairs
        Cotangents, and the gradients that the function under test gives for them.
    blur
        How well each output can be known at all: where it is a gradient, not better than the
        rounding of the function that it is the gradient of. ``1 - tanh(x)**2`` has no digits left
        at large x.
    """

    flat: Flat
    pairs: Sequence[tuple[Arrays, Arrays]]
    rtol: float | None
    elements: int
    skip_kinks: bool
    blur: Array
    eps: float = field(init=False)
    points: Arrays = field(init=False)
    y: Array = field(init=False)
    noise: Array = field(init=False)
    seen: list[Seen] = field(init=False)
    _moved: list[Arrays] = field(init=False)
    _both_sides: list[list[Arrays]] = field(init=False)
    _of_some: dict[bytes, Seen] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        arrays = [*self.flat.inputs, *self.flat.outputs]
        self.eps = max(float(np.finfo(a.dtype).eps) for a in arrays)
        if self.rtol is None:
            self.rtol = 2 * self.eps ** (2 / 3)
        self.points, outputs = _sharpest(self.flat, self.eps)
        self.y = joined(outputs)

    def floor(self, cotangent: Array, size: Array) -> Array:
        """What cannot be seen of a derivative beside the rounding of the function itself."""
        row = np.abs(cotangent)
        seen = row @ np.maximum(self.eps * np.abs(self.y), self.noise) / np.maximum(1.0, size)
        return np.asarray(seen + row @ self.blur, np.float64)

    def blur_of_gradient(self, cotangents: Arrays) -> Array:
        """The blur of the gradient, as the next order's function."""
        row = joined(cotangents)
        return joined([self.floor(row, np.abs(x)) for x in self.flat.inputs])

    def slope(self, k: int, direction: Array, steps: Sequence[float] = STEPS) -> Slope:
        """The numerical derivative of all outputs along a direction of an input."""
        moved = at(self.points, k, direction)
        goal = 0.1 * float(self.rtol or 0)
        size = float(np.max(np.abs(self.points[k]), initial=0.0, where=direction != 0))
        return slope_along(
            lambda step: joined(self.flat.value(moved(step))),
            self.y,
            self.noise,
            size=size,
            goal=goal,
            steps=steps,
        )

    def measure(self, rng: np.random.Generator) -> None:
        """Find out how noisy the function and its gradients are."""
        sharper = float(np.finfo(self.y.dtype).eps) / self.eps
        self.noise = np.maximum(_measured_noise(self, rng), 2 * sharper * self.blur)
        self._moved = [_moved_in_last_digits(self.flat.inputs, rng) for _ in range(2)]
        self._both_sides = [_on_both_sides(self.flat.inputs, rng) for _ in range(2)]
        self.seen = [Seen(self, *pair) for pair in self.pairs]

    def seen_of(self, some: Array) -> Seen:
        """What the function under test says of some of the outputs alone."""
        key = some.tobytes()
        if key not in self._of_some:
            marks = iter(some)
            cotangents = [
                np.asarray(c * np.reshape([next(marks) for _ in range(c.size)], c.shape), c.dtype)
                for c in self.pairs[0][0]
            ]
            gradients = pulled_back(self.flat, cotangents, self.flat.inputs)
            self._of_some[key] = Seen(self, cotangents, gradients)
        return self._of_some[key]

    def wobble(self, cotangents: Arrays, gradients: Arrays) -> Arrays:
        """How much rounding moves gradients: found by moving the inputs in their last digits.

        That moves nothing where a gradient is rounded to coarser steps, as ``1 - exp(y)`` is for
        small ``y``; a longer way to both sides does, and what is straight on it cancels.
        """
        wobble = [np.zeros(x.shape) for x in self.flat.inputs]
        for moved in self._moved:
            for k, g in enumerate(pulled_back(self.flat, cotangents, moved)):
                wobble[k] = np.fmax(wobble[k], 8 * np.abs(g - gradients[k]))
        for both in self._both_sides:
            sides = [pulled_back(self.flat, cotangents, xs) for xs in both]
            for k, (a, b) in enumerate(zip(*sides, strict=True)):
                bend = np.abs(a - gradients[k] + (b - gradients[k]))
                wobble[k] = np.fmax(wobble[k], np.where(np.isfinite(bend), bend, 0.0))
        return wobble


def _sharpest(flat: Flat, eps: float) -> tuple[Arrays, Arrays]:
    """The inputs in float64 if the function computes in it, and agrees with itself."""
    wide = [x.astype(np.result_type(x.dtype, np.float64)) for x in flat.inputs]
    try:
        outputs = flat.value(wide)
    except Exception:  # noqa: BLE001 - then as it came
        outputs = flat.outputs
    for y, before in zip(outputs, flat.outputs, strict=True):
        size = np.max(np.abs(before), initial=0.0)
        if y.dtype.itemsize < 8 or (np.abs(y - before) > eps**0.5 * (size + np.abs(before))).any():
            return flat.inputs, flat.outputs
    return wide, outputs


def _measured_noise(c: Comparison, rng: np.random.Generator) -> Array:
    directions = [random_like(x, rng) for x in c.points]

    def line(step: float) -> Array:
        moved = [
            np.asarray(x + step * v, x.dtype) for x, v in zip(c.points, directions, strict=True)
        ]
        return joined(c.flat.value(moved))

    return noise_of(line, c.y)


def _moved_in_last_digits(xs: Arrays, rng: np.random.Generator) -> Arrays:
    ulps = [rng.integers(-2, 3, x.shape) * np.finfo(x.dtype).eps for x in xs]
    return [np.asarray(x * (1 + u), x.dtype) for x, u in zip(xs, ulps, strict=True)]


def _on_both_sides(xs: Arrays, rng: np.random.Generator) -> list[Arrays]:
    steps = [rng.uniform(0.5, 1.0, x.shape) * np.finfo(x.dtype).eps ** 0.5 for x in xs]
    return [
        [np.asarray(x * (1 + side * step), x.dtype) for x, step in zip(xs, steps, strict=True)]
        for side in (1.0, -1.0)
    ]
