"""The pool: the values that a program has so far, and what a move takes from it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

import minigrad as mg
from minigrad.ops import registry
from minigrad.testing.moves import NUMBER, ON_MASKS, Move, new_leaf

_LARGEST = 64  # elements


class Pool:
    """Leaves and computed values by name.

    Parameters
    ----------
    dtype
        Of leaves that are added.
    in_domain
        Whether values that are not finite are left alone.
    grows
        Whether leaves may be added where an operation needs another shape.
    """

    def __init__(self, dtype: np.dtype[Any], in_domain: bool, grows: bool) -> None:
        self.dtype = dtype
        self.in_domain = in_domain
        self.grows = grows
        self.leaves: dict[str, Any] = {}
        self.values: dict[str, mg.Tensor] = {}
        self.used: set[str] = set()

    def add_leaf(self, array: Any) -> str:
        """A new leaf, by a name that it gets."""
        name = f"x{len(self.leaves)}"
        self.values[name] = mg.tensor(array, requires_grad=True)
        self.leaves[name] = np.asarray(self.values[name].numpy())
        return name

    def is_sound(self, name: str) -> bool:
        """Whether a value is finite, where that is asked for."""
        return not self.in_domain or bool(np.all(np.isfinite(self.values[name].numpy())))

    def _names(self, kinds: str) -> list[str]:
        """The finite values of some kinds; first those with a gradient that nothing uses yet."""
        names = [
            name
            for name, x in reversed(self.values.items())
            if x.dtype.kind in kinds and self.is_sound(name)
        ]
        return sorted(names, key=lambda x: (not self.values[x].requires_grad, x in self.used))

    def _pick(self, names: Sequence[str], move: Move, slot: int) -> str:
        return names[move.picks[slot % len(move.picks)] % len(names)]

    def _fitting_together(self, names: Sequence[str], shape: tuple[int, ...]) -> list[str]:
        return [name for name in names if broadcast(self.values[name].shape, shape) is not None]

    def inputs(self, move: Move) -> tuple[Any, ...] | None:
        """The names of values, and numbers, for the operation's inputs; None if there are none."""
        op = move.op
        # NumPy refuses -mask and mask - mask; in a domain, a mask becomes a number by its fit.
        names = self._names("b" if op.name in ON_MASKS else "fib" if self.in_domain else "f")
        if not names:
            return None
        if op is registry["where"]:
            return self._choice(move, names)
        if op.domain is None or op.domain.shapes is None or op.name in ON_MASKS:
            return self._elementwise(move, names, op.arity or 2)
        return self._of_shapes(move, names, op.domain.shapes)

    def _elementwise(self, move: Move, names: Sequence[str], arity: int) -> tuple[Any, ...]:
        chosen: list[Any] = [self._pick(names, move, 0)]
        shape = self.values[chosen[0]].shape
        for slot in range(1, arity):
            if move.picks[slot % len(move.picks)] >= NUMBER and move.op.name not in ON_MASKS:
                number = np.random.default_rng(move.seed + slot).uniform(-2, 2)
                chosen.append(round(float(number), 2))
                continue
            chosen.append(self._pick(self._fitting_together(names, shape), move, slot))
            shape = broadcast(shape, self.values[chosen[-1]].shape) or ()
        return tuple(chosen)

    def _choice(self, move: Move, names: Sequence[str]) -> tuple[Any, ...]:
        """For ``where``: a mask that was computed, else a constant one."""
        a, b = self._elementwise(move, names, 2)
        shape = self.values[a].shape
        if isinstance(b, str):
            shape = broadcast(shape, self.values[b].shape) or ()
        masks = self._fitting_together(self._names("b"), shape)
        if masks:
            return (self._pick(masks, move, 2), a, b)
        return (np.random.default_rng(move.seed).random(shape) < 0.5, a, b)

    def _of_shapes(
        self, move: Move, names: Sequence[str], choices: Sequence[Any]
    ) -> tuple[Any, ...] | None:
        """Values of the shapes that an operation declares, around one that there is."""
        choices = [s for s in choices if s and (self.grows or self._has_all(names, s))]
        around = [x for x in names if any(self.values[x].shape in s for s in choices)]
        if not around:
            return None
        shape = self.values[self._pick(around, move, 0)].shape
        shapes = [s for s in choices if shape in s]
        wanted = shapes[move.seed % len(shapes)]
        chosen = []
        for slot, s in enumerate(wanted):
            alike = [name for name in names if self.values[name].shape == s]
            if alike:
                chosen.append(self._pick(alike, move, slot))
            else:
                chosen.append(self.add_leaf(new_leaf(s, move.seed + slot, self.dtype)))
        return tuple(chosen)

    def _has_all(self, names: Sequence[str], shapes: Sequence[Any]) -> bool:
        return {self.values[name].shape for name in names}.issuperset(shapes)


def broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...] | None:
    """The shape of two that broadcast, if it is not too large."""
    try:
        shape = np.broadcast_shapes(a, b)
    except ValueError:
        return None
    return shape if math.prod(shape) <= max(_LARGEST, math.prod(a), math.prod(b)) else None
