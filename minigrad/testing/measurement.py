"""Measurement of a function at a point: its values, its gradients, and the noise of both."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from minigrad.testing.directional import STEPS, Derivative, directional_derivative, noise_of
from minigrad.testing.flattened import Array, Arrays, Flattened, joined, line_through
from minigrad.testing.invariants import checked_vjp, random_like


@dataclass
class Claim:
    """Cotangents, and the gradients that the function under test claims for them."""

    measured: Measurement
    cotangents: Arrays
    gradients: Arrays

    @cached_property
    def noise(self) -> Arrays:
        """Noise of the gradients: six more of them, computed only where it decides."""
        return self.measured.gradient_noise(self.cotangents, self.gradients)


@dataclass
class Measurement:
    """Measurement of a function at a point.

    Attributes
    ----------
    pairs
        Cotangents, and the gradients that the function under test claims for them.
    inherited_noise
        Of each output, where the function is a gradient: the rounding error of the function that
        it is the gradient of. ``1 - tanh(x)**2`` has no digits left at large x.
    output_noise
        Of each output: its distance from a smooth function, at least its rounding error.
    points, y
        The inputs and outputs, in float64 where the function computes in it.
    """

    function: Flattened
    pairs: Sequence[tuple[Arrays, Arrays]]
    rtol: float | None
    elements: int
    skip_kinks: bool
    inherited_noise: Array
    eps: float = field(init=False)
    tolerance: float = field(init=False)
    points: Arrays = field(init=False)
    y: Array = field(init=False)
    output_noise: Array = field(init=False)
    claims: list[Claim] = field(init=False)
    _moved: list[Arrays] = field(init=False)
    _both_sides: list[list[Arrays]] = field(init=False)
    _claims_about: dict[bytes, Claim] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        arrays = [*self.function.inputs, *self.function.outputs]
        self.eps = max(float(np.finfo(a.dtype).eps) for a in arrays)
        self.tolerance = 2 * self.eps ** (2 / 3) if self.rtol is None else self.rtol
        self.points, outputs = _widened(self.function, self.eps)
        self.y = joined(outputs)

    def noise_floor(self, cotangent: Array, size: Array) -> Array:
        """Noise floor of a derivative: what the rounding of the function itself hides of it."""
        row = np.abs(cotangent)
        seen = (
            row @ np.maximum(self.eps * np.abs(self.y), self.output_noise) / np.maximum(1.0, size)
        )
        return np.asarray(seen + row @ self.inherited_noise, np.float64)

    def noise_of_gradient(self, cotangents: Arrays) -> Array:
        """Inherited noise of the gradient, as the next order's function."""
        row = joined(cotangents)
        return joined([self.noise_floor(row, np.abs(x)) for x in self.function.inputs])

    def derivative(self, k: int, direction: Array, steps: Sequence[float] = STEPS) -> Derivative:
        """Numerical derivative of all outputs along a direction of an input."""
        moved = line_through(self.points, k, direction)
        goal = 0.1 * self.tolerance
        size = float(np.max(np.abs(self.points[k]), initial=0.0, where=direction != 0))
        return directional_derivative(
            lambda step: joined(self.function.value(moved(step))),
            self.y,
            self.output_noise,
            size=size,
            goal=goal,
            steps=steps,
        )

    def measure_noise(self, rng: np.random.Generator) -> None:
        """Measure the noise of the function, and prepare to measure that of its gradients."""
        finer = float(np.finfo(self.y.dtype).eps) / self.eps
        self.output_noise = np.maximum(_output_noise(self, rng), 2 * finer * self.inherited_noise)
        self._moved = [_with_other_last_digits(self.function.inputs, rng) for _ in range(2)]
        self._both_sides = [_on_both_sides(self.function.inputs, rng) for _ in range(2)]
        self.claims = [Claim(self, *pair) for pair in self.pairs]

    def claim_about(self, some: Array) -> Claim:
        """Claim of the function under test about some of the outputs alone."""
        key = some.tobytes()
        if key not in self._claims_about:
            marks = iter(some)
            cotangents = [
                np.asarray(c * np.reshape([next(marks) for _ in range(c.size)], c.shape), c.dtype)
                for c in self.pairs[0][0]
            ]
            gradients = checked_vjp(self.function, cotangents, self.function.inputs)
            self._claims_about[key] = Claim(self, cotangents, gradients)
        return self._claims_about[key]

    def gradient_noise(self, cotangents: Arrays, gradients: Arrays) -> Arrays:
        """Gradient noise: what changes in gradients when the inputs' last digits do.

        Nothing does where a gradient is rounded to coarser steps, as ``1 - exp(y)`` is for small
        ``y``; so longer steps to both sides are taken too, whose linear parts cancel.
        """
        noise = [np.zeros(x.shape) for x in self.function.inputs]
        for moved in self._moved:
            for k, g in enumerate(checked_vjp(self.function, cotangents, moved)):
                noise[k] = np.fmax(noise[k], 8 * np.abs(g - gradients[k]))
        for both in self._both_sides:
            sides = [checked_vjp(self.function, cotangents, xs) for xs in both]
            for k, (a, b) in enumerate(zip(*sides, strict=True)):
                curvature = np.abs(a - gradients[k] + (b - gradients[k]))
                noise[k] = np.fmax(noise[k], np.where(np.isfinite(curvature), curvature, 0.0))
        return noise


def _widened(function: Flattened, eps: float) -> tuple[Arrays, Arrays]:
    """Inputs and outputs in float64 if the function computes in it, and agrees with itself."""
    wide = [x.astype(np.result_type(x.dtype, np.float64)) for x in function.inputs]
    outputs = function.outputs
    with suppress(Exception):  # a function may refuse other dtypes
        outputs = function.value(wide)
    for y, before in zip(outputs, function.outputs, strict=True):
        size = np.max(np.abs(before), initial=0.0)
        if y.dtype.itemsize < 8 or (np.abs(y - before) > eps**0.5 * (size + np.abs(before))).any():
            return function.inputs, function.outputs
    return wide, outputs


def _output_noise(measured: Measurement, rng: np.random.Generator) -> Array:
    directions = [random_like(x, rng) for x in measured.points]

    def line(step: float) -> Array:
        moved = [
            np.asarray(x + step * v, x.dtype)
            for x, v in zip(measured.points, directions, strict=True)
        ]
        return joined(measured.function.value(moved))

    return noise_of(line, measured.y)


def _with_other_last_digits(xs: Arrays, rng: np.random.Generator) -> Arrays:
    ulps = [rng.integers(-2, 3, x.shape) * np.finfo(x.dtype).eps for x in xs]
    return [np.asarray(x * (1 + u), x.dtype) for x, u in zip(xs, ulps, strict=True)]


def _on_both_sides(xs: Arrays, rng: np.random.Generator) -> list[Arrays]:
    steps = [rng.uniform(0.5, 1.0, x.shape) * np.finfo(x.dtype).eps ** 0.5 for x in xs]
    return [
        [np.asarray(x * (1 + side * step), x.dtype) for x, step in zip(xs, steps, strict=True)]
        for side in (1.0, -1.0)
    ]
