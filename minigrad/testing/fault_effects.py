"""Whether a fault makes a difference at a sample, found without any checker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from minigrad.core.op import Op
from minigrad.testing.adapters import Minigrad
from minigrad.testing.sampling import Sample
from minigrad.testing.wrong_rules import Joint


def _seeds(sample: Sample, xs: Sequence[Any]) -> Any:
    """A cotangent of no special numbers, of the shape of the result."""
    y = np.asarray(sample(*xs))
    return np.asarray(np.cos(1.0 + np.arange(y.size)).reshape(y.shape), y.dtype)


def _differ(right: Sequence[Any], wrong: Sequence[Any]) -> bool:
    """More than rounding could."""
    return any(
        np.max(np.abs(a - b), initial=0.0) > 1e-13 + 1e-11 * np.max(np.abs(a), initial=0.0)
        for a, b in zip(right, wrong, strict=True)
    )


def other_numbers(fault: Any, sample: Sample) -> bool:
    """Whether the gradients differ."""
    xs = sample.inputs
    right = sample
    if fault.forward is not None:
        right = replace(sample, op=Op(sample.op.name, fault.forward(sample.op.forward)))
        return any(np.any(g) for g in Minigrad(sample).vjp(_seeds(right, xs), *xs))
    g = _seeds(sample, xs)
    return _differ(Minigrad(sample).vjp(g, *xs), Minigrad(fault.broken(sample)).vjp(g, *xs))


def other_second_order(fault: Any, sample: Sample) -> bool:
    """Whether the gradients of the gradients differ."""
    xs = sample.inputs
    g = _seeds(sample, xs)

    def second(f: Any) -> list[Any]:
        _, *by_inputs = Minigrad(f).gradient().vjp(tuple(np.cos(2.0 + x) for x in xs), g, *xs)
        return by_inputs

    return _differ(second(sample), second(fault.broken(sample)))


def _bare_call(fault: Any, sample: Sample) -> tuple[Joint, list[Any]]:
    """The broken rule, and writable arrays to call it with."""
    op = fault.broken(sample).op
    y = op.forward(*sample.inputs, *sample.constants, **sample.options)
    arrays = [_seeds(sample, sample.inputs), y, *sample.inputs, *sample.constants]
    # The engine holds 0-d values as NumPy's scalars, which nobody can write.
    return op.joint, [np.array(a)[()] if np.ndim(a) == 0 else np.array(a) for a in arrays]


def writes(fault: Any, sample: Sample) -> bool:
    """Whether the rule changes what it is handed."""
    joint, arrays = _bare_call(fault, sample)
    before = [np.array(a) for a in arrays]
    joint(*arrays, **sample.options)
    return not all(np.array_equal(a, b) for a, b in zip(arrays, before, strict=True))


def overwrites_gradients(fault: Any, sample: Sample) -> bool:
    """Whether a second call changes what the first one returned."""
    joint, (g, *others) = _bare_call(fault, sample)
    # What has another shape the engine adds up, into new memory.
    parts = zip(joint(g, *others, **sample.options), others[1:], strict=False)
    first = [c for c, x in parts if c is not None and c.shape == np.shape(x)]
    kept = [np.array(c) for c in first]
    joint(2 * g, *others, **sample.options)
    return _differ(kept, first)


def overwrites_values(fault: Any, sample: Sample) -> bool:
    """Whether a second call of the forward function changes the first result."""
    broken = fault.broken(sample)
    first = broken(*sample.inputs)
    kept = np.array(first)
    broken(*(1.5 * x for x in sample.inputs))
    return not np.array_equal(kept, first)


def other_dtype(_: Any, sample: Sample) -> bool:
    """Whether there is a gradient that has a dtype."""
    return bool(sample.inputs)


def shares(fault: Any, sample: Sample) -> bool:
    """Whether gradients share memory with the cotangent or with each other."""
    xs = sample.inputs
    g = _seeds(sample, xs)
    arrays = [*fault.broken(sample).vjp(g, *xs), g]
    return any(np.shares_memory(a, b) for k, a in enumerate(arrays) for b in arrays[:k])
