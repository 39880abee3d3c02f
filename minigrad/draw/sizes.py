"""Sizes of gradients, as width and darkness on a logarithmic scale."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigrad.draw.picture import SCALE, Edge, Picture, Vertex
from minigrad.draw.values import number
from minigrad.draw.words import Words


class Sizes:
    """The sizes that parts of a picture have.

    Parameters
    ----------
    word
        The line of the caption that says what sizes they are.
    decades
        The least length of the scale; where it is 0, sizes that differ little are not drawn.
    """

    def __init__(self, word: str, decades: float = 0) -> None:
        self._word = word
        self._decades = decades
        self._drawn: list[tuple[Vertex | Edge, float]] = []

    def add(self, drawn: Vertex | Edge, size: float) -> None:
        """Note the size of what a part of the picture stands for."""
        self._drawn.append((drawn, size))

    def add_scale(self, picture: Picture, words: Words) -> None:
        """Give the parts their strength, and draw the scale below the picture."""
        sizes = [size for _, size in self._drawn if 0 < size < math.inf]
        if not sizes:
            return
        largest = max(sizes)
        smallest = min(*sizes, largest / 10**self._decades)
        if largest < 10 * smallest:
            return
        low, high = math.log10(smallest), math.log10(largest)
        for drawn, size in self._drawn:
            if size < math.inf:
                drawn.strength = (math.log10(size) - low) / (high - low) if size else 0.0
        picture.scales.append(len(picture.caption))
        # Two spaces: a renderer's digits may be wider than those of the layout.
        scale = f"{number(smallest)} \u00a0{SCALE}\u00a0 {number(largest)}"
        picture.caption.append(words(self._word, scale=scale))


def root_mean_square(value: Any) -> float:
    """Size of an array; not finite for one with a NaN or an infinity.

    Examples
    --------
    >>> print(f"{root_mean_square([3e200, -4e200]):.4g}")
    3.536e+200
    """
    sizes = np.asarray(np.abs(value), np.float64)  # complex numbers by their sizes
    largest = float(sizes.max(initial=0.0))
    if not 0 < largest < math.inf:
        return largest
    return largest * math.sqrt(np.mean((sizes / largest) ** 2))
