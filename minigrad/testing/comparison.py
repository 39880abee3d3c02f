"""What is compared: a function at a point, its gradients, and how sharply both can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from minigrad.testing.conduct import pulled_back, random_like
from minigrad.testing.flat import Array, Arrays, Flat, at, joined
from minigrad.testing.slope import STEPS, Slope, noise_of, slope_along


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
    wobbles: list[Arrays] = field(init=False)

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
        self.wobbles = _wobbles(self, rng)


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


def _wobbles(c: Comparison, rng: np.random.Generator) -> list[Arrays]:
    """How much rounding moves each gradient: found by moving the inputs in their last digits."""
    wobbles = [[np.zeros(x.shape) for x in c.flat.inputs] for _ in c.pairs]
    for _ in range(2):
        ulps = [rng.integers(-2, 3, x.shape) * np.finfo(x.dtype).eps for x in c.flat.inputs]
        moved = [np.asarray(x * (1 + u), x.dtype) for x, u in zip(c.flat.inputs, ulps, strict=True)]
        for wobble, (cotangents, gradients) in zip(wobbles, c.pairs, strict=True):
            for k, g in enumerate(pulled_back(c.flat, cotangents, moved)):
                wobble[k] = np.fmax(wobble[k], 8 * np.abs(g - gradients[k]))
    return wobbles
