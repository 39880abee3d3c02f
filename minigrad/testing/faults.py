"""Wrong gradients, made on purpose, with which a checker is checked.

A fault is in a rule (then the broken operation goes through the engine like any other), or in what
a gradient written by hand returns, since the engine itself keeps dtypes and copies gradients.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from minigrad.core.op import Op
from minigrad.ops.logic import zeros_like
from minigrad.testing import wrong_rules as wrong
from minigrad.testing.adapters import Minigrad, by_hand
from minigrad.testing.sampling import Sample
from minigrad.testing.wrong_rules import Joint, joint_rule


def _seeds(sample: Sample, xs: Sequence[Any]) -> Any:
    """Cotangent of no special numbers, of the shape of the result."""
    y = np.asarray(sample(*xs))
    return np.asarray(np.cos(1.0 + np.arange(y.size)).reshape(y.shape), y.dtype)


def _differ(right: Sequence[Any], wrong: Sequence[Any]) -> bool:
    """True if numbers differ by more than rounding could."""
    return any(
        np.max(np.abs(a - b), initial=0.0) > 1e-13 + 1e-11 * np.max(np.abs(a), initial=0.0)
        for a, b in zip(right, wrong, strict=True)
    )


def other_numbers(fault: Fault, sample: Sample) -> bool:
    """True if the gradients differ."""
    xs = sample.inputs
    right = sample
    if fault.forward is not None:
        right = replace(sample, op=Op(sample.op.name, fault.forward(sample.op.forward)))
        return any(np.any(g) for g in Minigrad(sample).vjp(_seeds(right, xs), *xs))
    g = _seeds(sample, xs)
    return _differ(Minigrad(sample).vjp(g, *xs), Minigrad(fault.broken(sample)).vjp(g, *xs))


def other_second_order(fault: Fault, sample: Sample) -> bool:
    """True if the gradients of the gradients differ."""
    xs = sample.inputs
    g = _seeds(sample, xs)

    def second(f: Any) -> list[Any]:
        _, *by_inputs = Minigrad(f).gradient().vjp(tuple(np.cos(2.0 + x) for x in xs), g, *xs)
        return by_inputs

    return _differ(second(sample), second(fault.broken(sample)))


def _bare_call(fault: Fault, sample: Sample) -> tuple[Joint, list[Any]]:
    """Broken rule, and writable arrays to call it with."""
    op = fault.broken(sample).op
    y = op.forward(*sample.inputs, *sample.constants, **sample.options)
    arrays = [_seeds(sample, sample.inputs), y, *sample.inputs, *sample.constants]
    # The engine holds 0-d values as NumPy's scalars, which nobody can write.
    return op.joint, [np.array(a)[()] if np.ndim(a) == 0 else np.array(a) for a in arrays]


def writes(fault: Fault, sample: Sample) -> bool:
    """True if the rule changes its arguments."""
    joint, arrays = _bare_call(fault, sample)
    before = [np.array(a) for a in arrays]
    joint(*arrays, **sample.options)
    return not all(np.array_equal(a, b) for a, b in zip(arrays, before, strict=True))


def overwrites_gradients(fault: Fault, sample: Sample) -> bool:
    """True if a second call changes the gradients that the first one returned."""
    joint, (g, *others) = _bare_call(fault, sample)
    # What has another shape the engine adds up, into new memory.
    parts = zip(joint(g, *others, **sample.options), others[1:], strict=False)
    first = [c for c, x in parts if c is not None and c.shape == np.shape(x)]
    kept = [np.array(c) for c in first]
    joint(2 * g, *others, **sample.options)
    return _differ(kept, first)


def overwrites_values(fault: Fault, sample: Sample) -> bool:
    """True if a second call of the forward function changes the first result."""
    broken = fault.broken(sample)
    first = broken(*sample.inputs)
    kept = np.array(first)
    broken(*(1.5 * x for x in sample.inputs))
    return not np.array_equal(kept, first)


def other_dtype(_: Fault, sample: Sample) -> bool:
    """True if there is a gradient that has a dtype."""
    return bool(sample.inputs)


def shares(fault: Fault, sample: Sample) -> bool:
    """True if gradients share memory with the cotangent or with each other."""
    xs = sample.inputs
    g = _seeds(sample, xs)
    arrays = [*fault.broken(sample).vjp(g, *xs), g]
    return any(np.shares_memory(a, b) for k, a in enumerate(arrays) for b in arrays[:k])


@dataclass(frozen=True)
class Fault:
    """Fault of a gradient.

    Attributes
    ----------
    name
        For tables.
    rule
        From the right joint rule ``(g, y, *xs, **options)`` to a wrong one; or None.
    gradient
        From the right gradient function ``(cotangent, *arrays)`` to a wrong one; or None.
    forward
        From the right forward function to the one that belongs to the fault; or None.
    dtype
        Of the inputs that show it.
    shows
        True if the fault makes a difference at a sample, found without any checker: the rule of
        ``sign`` is 0, and -0 is no fault.
    """

    name: str
    rule: Callable[[Joint], Joint] | None = None
    gradient: Callable[[Joint], Joint] | None = None
    forward: Callable[[Callable[..., Any]], Callable[..., Any]] | None = None
    dtype: str = "float64"
    shows: Callable[[Fault, Sample], bool] = other_numbers

    def broken(self, sample: Sample) -> Any:
        """Function with this fault, for the checker."""
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
        # Unchecked, since a check would hand the rule read-only arrays.
        broken = Op(op.name, forward, joint=rule, checked=False, domain=op.domain)
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
        shows=other_second_order,
    ),
    Fault("different every time", wrong.nondeterministic),
    Fault("cotangent written into", wrong.written_into(0), shows=writes),
    Fault("output written into", wrong.written_into(1), shows=writes),
    Fault("input written into", wrong.written_into(2), shows=writes),
    Fault("gradient kept in one place", wrong.one_buffer, shows=overwrites_gradients),
    Fault(
        "value kept in one place",
        forward=wrong.forward_in_one_buffer,
        shows=overwrites_values,
    ),
    Fault("dtype widened", gradient=wrong.widened, dtype="float32", shows=other_dtype),
    Fault("cotangent returned itself", gradient=wrong.cotangent_returned, shows=shares),
    Fault("one array for two inputs", gradient=wrong.shared, shows=shares),
]
