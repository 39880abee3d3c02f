"""Wrong gradients, made on purpose: what a checker is checked with.

A fault is in a rule (then the broken operation goes through the engine like any other), or in what
a gradient written by hand returns, since the engine itself keeps dtypes and copies gradients.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from minigrad.core.op import Op
from minigrad.ops.logic import zeros_like
from minigrad.testing import fault_effects as effects
from minigrad.testing import wrong_rules as wrong
from minigrad.testing.adapters import Minigrad, by_hand
from minigrad.testing.sampling import Sample
from minigrad.testing.wrong_rules import Joint, joint_rule


@dataclass(frozen=True)
class Fault:
    """A way to be wrong.

    Attributes
    ----------
    name
        What a table calls it.
    rule
        From the right joint rule ``(g, y, *xs, **options)`` to a wrong one; or None.
    gradient
        From the right gradient function ``(cotangent, *arrays)`` to a wrong one; or None.
    forward
        From the right forward function to the one that belongs to the fault; or None.
    dtype
        Of the inputs that show it.
    shows
        Whether the fault makes a difference at a sample, found without any checker: the rule of
        ``sign`` is 0, and -0 is no fault.
    """

    name: str
    rule: Callable[[Joint], Joint] | None = None
    gradient: Callable[[Joint], Joint] | None = None
    forward: Callable[[Callable[..., Any]], Callable[..., Any]] | None = None
    dtype: str = "float64"
    shows: Callable[[Fault, Sample], bool] = effects.other_numbers

    def broken(self, sample: Sample) -> Any:
        """What is to be handed to the checker: a function with this fault."""
        if self.gradient is not None:
            right = Minigrad(sample)

            def copies(cotangent: Any, *xs: Any) -> list[Any]:
                return [np.array(g) for g in right.vjp(cotangent, *xs)]

            broken_gradient = self.gradient(copies)
            return by_hand(right.value, lambda g, *xs: tuple(broken_gradient(g, *xs)))
        op = sample.op
        joint = joint_rule(op)
        forward = op.forward if self.forward is None else self.forward(op.forward)
        rule = joint if self.rule is None else self.rule(joint)
        # With a domain there is no guard that would hand the rule read-only arrays.
        broken = Op(op.name, forward, joint=rule, domain=op.domain)
        broken.arity, broken.defaults = op.arity, op.defaults  # forward may hide its parameters
        return replace(sample, op=broken)


FAULTS = [
    Fault("times 1 + 1e-6", wrong.each(lambda c, x: c * (1 + 1e-6))),
    Fault("sign flipped", wrong.each(lambda c, x: -c)),
    Fault("transposed", wrong.each(wrong.transposed)),
    Fault("one element dropped", wrong.each(wrong.first_dropped)),
    Fault("another input's rule", wrong.rule_of_another),
    Fault("cotangent ignored", wrong.cotangent_ignored),
    Fault("0 for a tiny gradient", wrong.each(lambda c, x: zeros_like(c)), forward=wrong.tiny),
    Fault(
        "inputs frozen at order 2",
        wrong.constants_in_the_second_order,
        shows=effects.other_second_order,
    ),
    Fault("different every time", wrong.nondeterministic),
    Fault("cotangent written into", wrong.written_into(0), shows=effects.writes),
    Fault("output written into", wrong.written_into(1), shows=effects.writes),
    Fault("input written into", wrong.written_into(2), shows=effects.writes),
    Fault("gradient kept in one place", wrong.one_buffer, shows=effects.overwrites_gradients),
    Fault(
        "value kept in one place",
        forward=wrong.forward_in_one_buffer,
        shows=effects.overwrites_values,
    ),
    Fault("dtype widened", gradient=wrong.widened, dtype="float32", shows=effects.other_dtype),
    Fault("cotangent returned itself", gradient=wrong.cotangent_returned, shows=effects.shares),
    Fault("one array for two inputs", gradient=wrong.shared, shows=effects.shares),
]
