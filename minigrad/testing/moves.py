"""Moves: what programs are composed of, and from which operations and leaves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

import minigrad as mg
from minigrad.core.op import Op
from minigrad.ops import registry

ON_MASKS = frozenset(
    {"logical_and", "logical_or", "logical_not", "bitwise_and", "bitwise_or", "bitwise_xor"}
    | {"invert"}
)
SHAPES = ((), (3,), (2, 3), (1,), (4,), (2, 1, 3), (3, 2), (0, 3))  # of leaves, simplest first
_FIRST = (0, 0, 0, 0, 0, 1, 2)
PICKS = 100 * len(_FIRST)
NUMBER = 8  # picks from here on mean a plain number, or a new leaf


class Move(NamedTuple):
    """What to compute next, in three numbers that hypothesis can make smaller or leave out.

    Attributes
    ----------
    op
        The operation.
    pick
        Which values are its inputs; see `picks`.
    seed
        Which options and shapes, whether in place, and whatever else is random.
    """

    op: Op
    pick: int
    seed: int

    @property
    def picks(self) -> tuple[int, int, int]:
        """How many values to go back for each input; `NUMBER` or more: a plain number.

        Most steps go on from a value that nothing uses yet.
        """
        first, others = divmod(self.pick, 100)
        return (_FIRST[first % len(_FIRST)], *divmod(others, 10))


def likely(ops: list[Op]) -> list[Op]:
    """The operations as often as they are wanted: a program is about those with a derivative."""
    return [*[op for op in ops if op.differentiable] * 3, *ops]


def new_leaf(shape: tuple[int, ...], seed: int, dtype: Any = np.float64) -> Any:
    """Numbers with two digits between -2 and 2."""
    values = np.random.default_rng(seed).uniform(-2, 2, shape)
    return np.asarray(np.round(values, 2), dtype)


def operations(ops: Iterable[Any] | None) -> list[Op]:
    """Operations for the names, functions and operations that are given; by default all.

    The simplest come first: hypothesis shrinks towards the beginning of a list.
    """
    if ops is None:
        ops = [op for op in registry.values() if op.name in ON_MASKS or _samples_something(op)]
    if isinstance(ops, (str, Op)):
        raise TypeError(f"ops is a list of operations or of their names, not {ops!r} alone")
    chosen = []
    for op in ops:
        if isinstance(op, str) and op not in registry:
            raise ValueError(f"{op!r} is not a registered operation; pass the Op itself")
        operation: Any = registry[op] if isinstance(op, str) else op
        name = getattr(op, "__name__", "")
        if name in registry and getattr(mg, name, None) is op:
            operation = registry[name]  # of a function that stands before it, as mg.clip does
        if not isinstance(operation, Op):
            raise TypeError(f"graphs() is made of operations, minigrad.Op, not of {op!r}")
        if not operation.name.isidentifier():
            raise ValueError(f"{operation.name!r} cannot be a name in a program that is printed")
        chosen.append(operation)
    if not chosen:
        raise ValueError("graphs() needs at least one operation")
    return sorted(chosen, key=_complexity)


def _samples_something(op: Op) -> bool:
    return op.domain is not None and (op.domain.shapes is None or any(op.domain.shapes))


def _complexity(op: Op) -> tuple[bool, bool, int]:
    shaped = op.domain is not None and op.domain.shapes is not None
    return not op.differentiable, shaped, op.arity or 9
