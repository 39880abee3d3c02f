"""Operands: the values that a random program has so far, and which of them the next step takes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

import minigrad as mg
from minigrad.core.op import Op
from minigrad.ops import registry
from minigrad.testing.sampling import (
    declared_shapes,
    is_elementwise,
    takes_any_complex,
    takes_masks,
)

_LARGEST = 64  # elements
_FIRST = (0, 0, 0, 0, 0, 1, 2)  # most steps go on from a value that nothing uses yet
OPERANDS = 100 * len(_FIRST)
"""The number of ways to choose operands."""
_NUMBER = 8  # from here on, a distance means a plain number, or a new leaf


class Choice(NamedTuple):
    """Choice of the next step, in three numbers that hypothesis can make smaller or leave out.

    Attributes
    ----------
    op
        The operation.
    operands
        Which values are its inputs, below `OPERANDS`; see `distances`.
    seed
        Which options and shapes, whether in place, and whatever else is random.
    """

    op: Op
    operands: int
    seed: int

    @property
    def distances(self) -> tuple[int, int, int]:
        """Number of values to go back for each input; 8 or more is a plain number."""
        first, others = divmod(self.operands, 100)
        return (_FIRST[first % len(_FIRST)], *divmod(others, 10))


class Operands:
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
        """Add a leaf, and return the name that it gets."""
        name = f"x{len(self.leaves)}"
        self.values[name] = mg.tensor(array, requires_grad=True)
        self.leaves[name] = np.asarray(self.values[name].numpy())
        return name

    def value(self, operand: Any) -> mg.Tensor:
        """Value of an operand: the name of a value, or a constant."""
        return self.values[operand] if isinstance(operand, str) else mg.asarray(operand)

    def is_usable(self, name: str) -> bool:
        """True if a value is finite, where that is asked for."""
        return not self.in_domain or bool(np.all(np.isfinite(self.values[name].numpy())))

    def choose(self, choice: Choice) -> tuple[Any, ...] | None:
        """Names of values, and numbers, for the operation's inputs; None if there are none."""
        op = choice.op
        if not self.in_domain and op.domain is not None and op.domain.prepare is not None:
            return None  # it raises an error elsewhere
        # NumPy refuses -mask and mask - mask; in a domain, a mask becomes a number by its fit.
        kinds = "b" if takes_masks(op) else "fib" if self.in_domain else "f"
        names = self._names(kinds + "c" if takes_any_complex(op) else kinds)
        if not names:
            return None
        if op is registry["where"]:
            return self._condition_and_two(choice, names)
        if is_elementwise(op) or takes_masks(op):
            return self._broadcasting(choice, names, op.arity or 2)
        if op.kind == "elementwise":  # whose shapes are few so that they are proved sooner
            return self._broadcasting(choice, names, len(declared_shapes(op)[0]))
        return self._of_shapes(choice, names, declared_shapes(op))

    def _names(self, kinds: str) -> list[str]:
        """Usable values of some kinds of dtype; first those with a gradient that nothing uses."""
        names = [
            name
            for name, x in reversed(self.values.items())
            if x.dtype.kind in kinds and self.is_usable(name)
        ]
        return sorted(names, key=lambda x: (not self.values[x].requires_grad, x in self.used))

    def _broadcasting_with(self, names: Sequence[str], shape: tuple[int, ...]) -> list[str]:
        return [name for name in names if broadcast(self.values[name].shape, shape) is not None]

    def _broadcasting(self, choice: Choice, names: Sequence[str], arity: int) -> tuple[Any, ...]:
        """Operands of shapes that broadcast, some of them plain numbers."""
        chosen: list[Any] = [_chosen(names, choice, 0)]
        shape = self.values[chosen[0]].shape
        for slot in range(1, arity):
            if _distance(choice, slot) >= _NUMBER and not takes_masks(choice.op):
                number = np.random.default_rng(choice.seed + slot).uniform(-2, 2)
                chosen.append(round(float(number), 2))
                continue
            chosen.append(_chosen(self._broadcasting_with(names, shape), choice, slot))
            shape = broadcast(shape, self.values[chosen[-1]].shape) or ()
        return tuple(chosen)

    def _condition_and_two(self, choice: Choice, names: Sequence[str]) -> tuple[Any, ...]:
        """Operands of ``where``: a mask that was computed, else a constant one, and two more."""
        a, b = self._broadcasting(choice, names, 2)
        shape = self.values[a].shape
        if isinstance(b, str):
            shape = broadcast(shape, self.values[b].shape) or ()
        masks = self._broadcasting_with(self._names("b"), shape)
        if masks:
            return (_chosen(masks, choice, 2), a, b)
        return (np.random.default_rng(choice.seed).random(shape) < 0.5, a, b)

    def _of_shapes(
        self, choice: Choice, names: Sequence[str], choices: Sequence[Any]
    ) -> tuple[Any, ...] | None:
        """Operands of shapes that an operation declares, around a value that there is."""
        choices = [s for s in choices if s and (self.grows or self._has_all(names, s))]
        around = [x for x in names if any(self.values[x].shape in s for s in choices)]
        if not around and not (choices and self.grows):
            return None
        shapes = list(choices)
        if around:
            shape = self.values[_chosen(around, choice, 0)].shape
            shapes = [s for s in choices if shape in s]
        wanted = shapes[choice.seed % len(shapes)]
        chosen = []
        for slot, s in enumerate(wanted):
            same = [name for name in names if self.values[name].shape == s]
            if same:
                chosen.append(_chosen(same, choice, slot))
            else:
                chosen.append(self.add_leaf(new_leaf(s, choice.seed + slot, self.dtype)))
        return tuple(chosen)

    def _has_all(self, names: Sequence[str], shapes: Sequence[Any]) -> bool:
        return {self.values[name].shape for name in names}.issuperset(shapes)


def new_leaf(shape: tuple[int, ...], seed: int, dtype: Any = np.float64) -> Any:
    """Numbers with two digits between -2 and 2."""
    values = np.random.default_rng(seed).uniform(-2, 2, shape)
    return np.asarray(np.round(values, 2), dtype)


def broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...] | None:
    """Shape of two that broadcast, if it is not too large."""
    try:
        shape = np.broadcast_shapes(a, b)
    except ValueError:
        return None
    return shape if math.prod(shape) <= max(_LARGEST, math.prod(a), math.prod(b)) else None


def _distance(choice: Choice, slot: int) -> int:
    return choice.distances[slot % len(choice.distances)]


def _chosen(names: Sequence[str], choice: Choice, slot: int) -> str:
    return names[_distance(choice, slot) % len(names)]
