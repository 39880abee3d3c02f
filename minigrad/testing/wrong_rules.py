"""Wrong rules: functions from a right rule, gradient or forward function to a wrong one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from minigrad.core.op import Op
from minigrad.ops.indexing import setitem
from minigrad.ops.logic import ones_like
from minigrad.ops.shapes import matrix_transpose
from minigrad.tensors.handle import Tensor

TINY = 1e-7
Joint = Callable[..., Sequence[Any]]


def joint_rule(op: Op) -> Joint:
    """Rules of an operation as one."""
    if op.joint is not None:
        return op.joint

    def joint(g: Any, y: Any, *xs: Any, **options: Any) -> list[Any]:
        return [None if rule is None else rule(g, y, *xs, **options) for rule in op.rules] + [
            None for _ in xs[len(op.rules) :]
        ]

    return joint


def each(change: Callable[..., Any]) -> Callable[[Joint], Joint]:
    """Rule with every contribution changed, by a function of it and of the input."""

    def wrong(joint: Joint) -> Joint:
        def rule(g: Any, y: Any, *xs: Any, **options: Any) -> list[Any]:
            parts = joint(g, y, *xs, **options)
            return [c if c is None else change(c, x) for c, x in zip(parts, xs, strict=False)]

        return rule

    return wrong


def transposed(c: Any, _: Any) -> Any:
    """Contribution transposed, where it is square."""
    square = len(c.shape) > 1 and c.shape[-1] == c.shape[-2]
    return matrix_transpose(c) if square else c


def first_dropped(c: Any, _: Any) -> Any:
    """Contribution whose first element is 0."""
    if 0 in c.shape:
        return c
    return setitem(c, (0,) * len(c.shape), 0.0) if c.shape else 0.0 * c


def rule_of_another(joint: Joint) -> Joint:
    """Rule with the inputs' contributions exchanged, where the shapes allow it."""

    def rule(g: Any, y: Any, *xs: Any, **options: Any) -> list[Any]:
        parts = list(joint(g, y, *xs, **options))
        mine = [k for k, c in enumerate(parts) if c is not None]
        others = dict(zip(mine, [*mine[1:], *mine[:1]], strict=True))
        return [
            parts[others[k]] if k in others and parts[others[k]].shape == xs[k].shape else part
            for k, part in enumerate(parts)
        ]

    return rule


def cotangent_ignored(joint: Joint) -> Joint:
    """Rule that gives the local derivative alone."""
    return lambda g, y, *xs, **options: joint(ones_like(g), y, *xs, **options)


def written_into(which: int) -> Callable[[Joint], Joint]:
    """Rule that writes into the gradient that arrives (0), the output (1) or an input (2)."""

    def wrong(joint: Joint) -> Joint:
        def rule(g: Any, y: Any, *xs: Any, **options: Any) -> Sequence[Any]:
            parts = joint(g, y, *xs, **options)
            victim = (g, y, *xs)[which]
            if isinstance(victim, np.ndarray):
                parts = [c + 0.0 if isinstance(c, np.ndarray) else c for c in parts]
                victim *= 2
            return parts

        return rule

    return wrong


def constants_in_the_second_order(joint: Joint) -> Joint:
    """Rule right at first order, recorded as if inputs and output were constants."""

    def rule(g: Any, y: Any, *xs: Any, **options: Any) -> Sequence[Any]:
        frozen = [x.detach() if isinstance(x, Tensor) else x for x in (y, *xs)]
        return joint(g, *frozen, **options)

    return rule


def nondeterministic(joint: Joint) -> Joint:
    """Rule right to nine digits, the others random."""
    rng = np.random.default_rng(0)
    return each(lambda c, x: c * (1 + 1e-9 * rng.random()))(joint)


def one_buffer(joint: Joint) -> Joint:
    """Rule with right numbers, in one array that every call writes again."""
    buffers: dict[Any, Any] = {}

    def kept(k: int, c: Any) -> Any:
        if not isinstance(c, np.ndarray):
            return c
        buffer = buffers.setdefault((k, c.shape, c.dtype), np.empty(c.shape, c.dtype))
        buffer[...] = c
        return buffer

    return lambda g, *rest, **options: [
        kept(k, c) for k, c in enumerate(joint(g, *rest, **options))
    ]


def forward_in_one_buffer(forward: Callable[..., Any]) -> Callable[..., Any]:
    """Forward function with right values, in one array that every call writes again."""
    buffers: dict[Any, Any] = {}

    def wrong(*xs: Any, **options: Any) -> Any:
        y = forward(*xs, **options)
        if not isinstance(y, np.ndarray):
            return y
        buffer = buffers.setdefault((y.shape, y.dtype), np.empty(y.shape, y.dtype))
        buffer.setflags(write=True)
        buffer[...] = y
        return buffer

    return wrong


def tiny(forward: Callable[..., Any]) -> Callable[..., Any]:
    """Forward function made small."""
    return lambda *xs, **options: TINY * forward(*xs, **options)


def widened(gradient: Joint) -> Joint:
    """Gradients in float64, whatever the input is."""
    return lambda g, *xs: [c.astype(np.float64) for c in gradient(g, *xs)]


def cotangent_returned(gradient: Joint) -> Joint:
    """The cotangent itself in the place of gradients with its elements."""

    def wrong(g: Any, *xs: Any) -> list[Any]:
        parts = gradient(g, *xs)
        return [
            g.reshape(c.shape) if c.size == g.size and np.array_equal(c.ravel(), g.ravel()) else c
            for c in parts
        ]

    return wrong


def shared(gradient: Joint) -> Joint:
    """One array as the gradient of several inputs, where they are equal."""

    def wrong(g: Any, *xs: Any) -> list[Any]:
        parts = list(gradient(g, *xs))
        for k, c in enumerate(parts):
            for earlier in parts[:k]:
                if c.shape == earlier.shape and np.array_equal(c, earlier):
                    parts[k] = earlier
        return parts

    return wrong
