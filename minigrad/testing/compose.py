"""Composing programs: from a list of moves, each of which makes sense whatever comes before it.

A move names its inputs by how far back they are. So a program without one of its moves is a
program too, and hypothesis finds the smallest by leaving moves out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

import minigrad as mg
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops import registry
from minigrad.testing.fitting import fit
from minigrad.testing.moves import (
    ON_MASKS,
    PICKS,
    SHAPES,
    Move,
    likely,
    new_leaf,
    operations,
)
from minigrad.testing.pool import Pool, broadcast
from minigrad.testing.programs import IN_PLACE, Program, Step, Use, execute, namespace

_INTEGERS = tuple(map(float, range(-8, 9)))


def compose(
    moves: Sequence[Move],
    leaves: Sequence[Any],
    *,
    dtype: Any = np.float64,
    in_domain: bool = True,
    grows: bool = True,
) -> Program:
    """The program of the moves that are possible, as far as its output depends on them.

    Parameters
    ----------
    moves, leaves
        What to compute, and from what.
    dtype
        Of leaves that are added.
    in_domain
        Whether values are kept where the operations' derivatives exist.
    grows
        Whether leaves may be added where an operation needs another shape.
    """
    pool = Pool(np.dtype(dtype), in_domain, grows)
    for leaf in leaves:
        pool.add_leaf(leaf)
    composer = _Composer(pool)
    with np.errstate(all="ignore"):
        for move in moves:
            composer.add(move)
    return composer.program()


def random_program(
    rng: np.random.Generator,
    ops: Any = None,
    max_ops: int = 8,
    *,
    dtype: Any = np.float64,
    in_domain: bool = True,
) -> Program:
    """A program from a generator of random numbers, where hypothesis is not needed.

    Examples
    --------
    >>> from minigrad.testing.compose import random_program
    >>> random_program(np.random.default_rng(0), ops=[mg.sin, mg.multiply], max_ops=2).lines
    ('y = x0 * x1',)
    """
    choices = likely(operations(ops))
    leaves = [
        new_leaf(SHAPES[rng.integers(len(SHAPES))], int(rng.integers(2**16)), dtype)
        for _ in range(rng.integers(1, 4))
    ]
    moves = [
        Move(
            choices[rng.integers(len(choices))], int(rng.integers(PICKS)), int(rng.integers(2**16))
        )
        for _ in range(rng.integers(1, max_ops + 1))
    ]
    return compose(moves, leaves, dtype=dtype, in_domain=in_domain)


class _Composer:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.steps: dict[str, Step] = {}

    def add(self, move: Move) -> None:
        """Do the move, if it is possible."""
        chosen = self.pool.inputs(move)
        if chosen is None:
            return
        op, domain = move.op, _strict_domain(move.op)
        shapes = [self.pool.values[x].shape if isinstance(x, str) else np.shape(x) for x in chosen]
        options = domain.options(*shapes) if callable(domain.options) else domain.options
        if not options:
            return
        chosen_options = dict(options[move.seed // 3 % len(options)])
        if op is registry["where"]:
            mask, *values = chosen
            inputs = (_whole(mask), *self._uses(domain, values, move))
        elif op.name in ON_MASKS:
            inputs = tuple(map(_whole, chosen))
        else:
            constants = domain.constants(chosen_options, *shapes) if domain.constants else ()
            inputs = (*self._uses(domain, chosen, move), *constants)
        name = f"v{len(self.steps)}"
        in_place = bool(move.seed % 2) and op.name in IN_PLACE and self._fits_in_place(chosen)
        step = Step(op, inputs, chosen_options, in_place)
        names = {**namespace([op]), **self.pool.values}
        result = execute("\n".join(step.lines(name)), names)[name]
        self.steps[name] = step
        self.pool.values[name] = result
        self.pool.used.update(x for x in chosen if isinstance(x, str))

    def _uses(self, domain: Domain, chosen: Sequence[Any], move: Move) -> tuple[Any, ...]:
        if not self.pool.in_domain:
            return tuple(map(_whole, chosen))
        arrays = [
            self.pool.values[x].numpy() if isinstance(x, str) else np.asarray(x) for x in chosen
        ]
        fits = fit(domain, arrays, np.random.default_rng(move.seed))
        return tuple(
            Use(x, f.scale, _as_dtype(f.shift, array.dtype))
            if isinstance(x, str)
            else round(float(f(x)), 4)
            for x, f, array in zip(chosen, fits, arrays, strict=True)
        )

    def _fits_in_place(self, chosen: Sequence[Any]) -> bool:
        a, b = (self.pool.values[x] if isinstance(x, str) else mg.asarray(x) for x in chosen)
        return a.dtype == b.dtype == self.pool.dtype and broadcast(b.shape, a.shape) == a.shape

    def program(self) -> Program:
        """What the latest differentiable value depends on, with names that leave nothing out."""
        for output in reversed(self.steps):
            if self.pool.values[output].requires_grad and self.pool.is_sound(output):
                break
        else:
            first = next(iter(self.pool.leaves))
            output = "v0"
            self.steps = {output: Step(registry["positive"], (Use(first),), {})}
        needed = {output}
        for name, step in reversed(self.steps.items()):
            if name in needed:
                needed.update(use.name for use in step.inputs if isinstance(use, Use))
        leaves = [name for name in self.pool.leaves if name in needed]
        names = {name: f"x{i}" for i, name in enumerate(leaves)}
        kept = [name for name in self.steps if name in needed]
        names |= {name: f"v{i}" for i, name in enumerate(kept)} | {output: "y"}
        steps = {
            names[name]: step._replace(inputs=tuple(_renamed(step.inputs, names)))
            for name, step in self.steps.items()
            if name in needed
        }
        return Program(tuple(self.pool.leaves[name] for name in leaves), steps)


def _strict_domain(op: Op) -> Domain:
    """The domain; what has no derivative may jump, so it is kept from where it could."""
    domain = op.domain or Domain()
    return domain if op.differentiable else domain._replace(ties=True, kinks=_INTEGERS)


def _whole(x: Any) -> Any:
    return Use(x) if isinstance(x, str) else x


def _as_dtype(shift: Any, dtype: np.dtype[Any]) -> Any:
    return shift.astype(dtype) if isinstance(shift, np.ndarray) and dtype.kind == "f" else shift


def _renamed(inputs: tuple[Any, ...], names: dict[str, str]) -> Iterator[Any]:
    for x in inputs:
        yield x.renamed(names) if isinstance(x, Use) else x
