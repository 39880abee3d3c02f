"""Random programs, composed of choices that make sense whatever comes before them.

A choice names its inputs by how far back they are. So a program without one of its steps is a
program too, and hypothesis finds the smallest by leaving steps out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

import minigrad as mg
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.ops import registry
from minigrad.testing.operands import OPERANDS, Choice, Operands, broadcast, new_leaf
from minigrad.testing.programs import IN_PLACE, Program, Step, Use, execute, namespace
from minigrad.testing.sampling import (
    fit,
    is_elementwise,
    is_sampled,
    option_sets,
    smooth_domain,
    takes_masks,
)

# What programs are made of unless they are asked for others: what networks and losses are made of.
_FAMILIES = frozenset(
    (
        *("elementwise", "activation", "exponentials", "error_function", "reductions"),
        *("shapes", "indexing", "joining", "products", "logic"),
    )
)
# Of leaves, simplest first.
SHAPES = ((), (3,), (2, 3), (1,), (4,), (2, 2), (2, 1, 3), (3, 2), (0, 3))


def compose(
    choices: Sequence[Choice],
    leaves: Sequence[Any],
    *,
    dtype: Any = np.float64,
    in_domain: bool = True,
    grows: bool = True,
) -> Program:
    """Program of the steps that are possible, as far as its output depends on them.

    Parameters
    ----------
    choices, leaves
        The steps, and the values to start from.
    dtype
        Of leaves that are added.
    in_domain
        Whether values are kept where the operations' derivatives exist.
    grows
        Whether leaves may be added where an operation needs another shape.
    """
    operands = Operands(np.dtype(dtype), in_domain, grows)
    for leaf in leaves:
        operands.add_leaf(leaf)
    composer = _Composer(operands)
    with np.errstate(all="ignore"):
        for choice in choices:
            composer.add(choice)
    return composer.program()


def random_program(
    rng: np.random.Generator,
    ops: Any = None,
    max_ops: int = 8,
    *,
    dtype: Any = np.float64,
    in_domain: bool = True,
) -> Program:
    """Program from a generator of random numbers, where hypothesis is not needed.

    Examples
    --------
    >>> from minigrad.testing.random_programs import random_program
    >>> random_program(np.random.default_rng(0), ops=[mg.sin, mg.multiply], max_ops=2).lines
    ('y = x0 * x1',)
    """
    likely = weighted(operations(ops))
    leaves = [
        new_leaf(SHAPES[rng.integers(len(SHAPES))], int(rng.integers(2**16)), dtype)
        for _ in range(rng.integers(1, 4))
    ]
    choices = [
        Choice(
            likely[rng.integers(len(likely))],
            int(rng.integers(OPERANDS)),
            int(rng.integers(2**16)),
        )
        for _ in range(rng.integers(1, max_ops + 1))
    ]
    return compose(choices, leaves, dtype=dtype, in_domain=in_domain)


def every() -> list[Op]:
    """All registered operations that programs can be made of."""
    return [op for op in registry.values() if takes_masks(op) or is_sampled(op)]


def operations(ops: Iterable[Any] | None) -> list[Op]:
    """Operations for the names, functions and operations given; by default those of networks.

    The simplest come first: hypothesis shrinks towards the beginning of a list.
    """
    if ops is None:
        ops = [op for op in every() if op.__module__.rpartition(".")[2] in _FAMILIES]
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


def _complexity(op: Op) -> tuple[bool, bool, int]:
    return not op.differentiable, not is_elementwise(op), op.arity or 9


def weighted(ops: list[Op]) -> list[Op]:
    """Operations as often as they are wanted: a program is about those with a derivative."""
    return [*[op for op in ops if op.differentiable] * 3, *ops]


class _Composer:
    """Program as it grows: its values so far, and the steps that computed them."""

    def __init__(self, operands: Operands) -> None:
        self.operands = operands
        self.steps: dict[str, Step] = {}

    def add(self, choice: Choice) -> None:
        """Add the step that was chosen, if it is possible."""
        chosen = self.operands.choose(choice)
        if chosen is None:
            return
        op, domain = choice.op, smooth_domain(choice.op)
        shapes = [self.operands.value(x).shape for x in chosen]
        sets = option_sets(domain, shapes)
        if not sets:
            return
        options = dict(sets[choice.seed // 3 % len(sets)])
        if op is registry["where"]:
            mask, *values = chosen
            inputs = (_use(mask), *self._fitted(domain, values, choice))
        elif takes_masks(op):
            inputs = tuple(map(_use, chosen))
        else:
            constants = domain.constants(options, *shapes) if domain.constants else ()
            inputs = (*self._fitted(domain, chosen, choice), *constants)
        name = f"v{len(self.steps)}"
        in_place = bool(choice.seed % 2) and op in IN_PLACE and self._fits_in_place(chosen)
        part = None if op.results is None else choice.seed // 7 % len(op.output_names)
        step = Step(op, inputs, options, in_place, part)
        names = {**namespace([op]), **self.operands.values}
        result = execute("\n".join(step.lines(name)), names)[name]
        self.steps[name] = step
        self.operands.values[name] = result
        self.operands.used.update(x for x in chosen if isinstance(x, str))

    def _fitted(self, domain: Domain, chosen: Sequence[Any], choice: Choice) -> tuple[Any, ...]:
        """Inputs brought into the domain, where that is asked for."""
        if not self.operands.in_domain:
            return tuple(map(_use, chosen))
        arrays = [self.operands.value(x).numpy() for x in chosen]
        fits = fit(domain, arrays, np.random.default_rng(choice.seed))
        return tuple(
            Use(x, f.scale, _as_dtype(f.shift, array.dtype))
            if isinstance(x, str)
            else round(float(f(x)), 4)
            for x, f, array in zip(chosen, fits, arrays, strict=True)
        )

    def _fits_in_place(self, chosen: Sequence[Any]) -> bool:
        a, b = map(self.operands.value, chosen)
        return a.dtype == b.dtype == self.operands.dtype and broadcast(b.shape, a.shape) == a.shape

    def program(self) -> Program:
        """Program of the latest differentiable value."""
        values, leaves = self.operands.values, self.operands.leaves
        for output in reversed(self.steps):
            if values[output].requires_grad and self.operands.is_usable(output):
                if values[output].dtype.kind != "c":
                    return Program.of(leaves, self.steps, output)
                part = registry[("real", "imag")[len(self.steps) % 2]]
                end = {"end": Step(part, (Use(output),), {})}
                return Program.of(leaves, {**self.steps, **end}, "end")
        first = next(iter(leaves))
        return Program.of(leaves, {"v0": Step(registry["positive"], (Use(first),), {})}, "v0")


def _use(x: Any) -> Any:
    return Use(x) if isinstance(x, str) else x


def _as_dtype(shift: Any, dtype: np.dtype[Any]) -> Any:
    return shift.astype(dtype) if isinstance(shift, np.ndarray) and dtype.kind == "f" else shift
