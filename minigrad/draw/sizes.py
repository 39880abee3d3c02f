"""Sizes of gradients, as width and darkness on a logarithmic scale."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigrad.draw.picture import Edge, Vertex
from minigrad.draw.values import number
from minigrad.draw.words import Words


class Sizes:
    """The sizes of the gradients in a picture."""

    def __init__(self) -> None:
        self._drawn: list[tuple[Vertex | Edge, float]] = []

    def add(self, drawn: Vertex | Edge, gradient: Any) -> None:
        """Note the gradient that a part of the picture stands for."""
        self._drawn.append((drawn, root_mean_square(gradient)))

    def scale(self, words: Words) -> list[str]:
        """Give the parts their strength, where sizes differ much, and say what it means."""
        sizes = [size for _, size in self._drawn if 0 < size < math.inf]
        if not sizes or max(sizes) < 10 * min(sizes):
            return []
        low, high = math.log10(min(sizes)), math.log10(max(sizes))
        for drawn, size in self._drawn:
            if size < math.inf:
                drawn.strength = (math.log10(size) - low) / (high - low) if size else 0.0
        return [words("sizes", low=number(min(sizes)), high=number(max(sizes)))]


def root_mean_square(gradient: Any) -> float:
    """Size of a gradient; infinite for one with a NaN or an infinity."""
    value = np.asarray(np.abs(gradient), np.float64)  # complex numbers by their sizes
    with np.errstate(all="ignore"):
        size = float(np.sqrt(np.mean(value * value))) if value.size else 0.0
    return size if math.isfinite(size) else math.inf
