"""Every operation of the registry inside `mg.vmap`: what a loop over the examples gives."""

from __future__ import annotations

import numpy as np
import pytest
from budget import examples

import minigrad as mg
from minigrad.ops import registry
from minigrad.support.pytree import leaves
from minigrad.testing.operations import samples
from minigrad.testing.sampling import sample

pytestmark = pytest.mark.untraced
SIZE = 2


def turned(constant, i):
    """Another constant of the same kind for every example."""
    return np.roll(constant, i) if isinstance(constant, np.ndarray) else constant


@pytest.mark.parametrize("name", sorted(registry))
def test_an_operation_on_a_batch_is_that_on_every_example(name):
    op = registry[name]
    found = list(samples(op, examples(15)))
    chosen = np.random.default_rng(0).permutation(len(found))[: examples(15)]
    for case, rng in [found[i] for i in chosen]:
        shapes = tuple(np.shape(x) for x in case.inputs)
        each = [case] + [sample(op, rng, shapes, case.options) for _ in range(SIZE - 1)]
        n = len(case.inputs)
        columns = [[one.inputs[k] for one in each] for k in range(n)]
        columns += [[turned(c, i) for i in range(SIZE)] for c in case.constants]
        options = {**op.defaults, **case.options}
        for mapped in masks(len(columns), rng):
            compare(op, columns, options, mapped, n)


def masks(n, rng):
    """Which inputs differ from example to example: all, and some of them."""
    yield (True,) * n
    some = rng.random(n) < 0.5
    if n > 1 and some.any() and not some.all():
        yield tuple(some)


def compare(op, columns, options, mapped, n):
    given = [np.stack(c) if m else c[0] for c, m in zip(columns, mapped, strict=True)]
    if any(x is None for x in given):
        return
    axes = tuple(0 if m else None for m in mapped)
    call = lambda *xs: op.apply(xs, dict(options))  # noqa: E731 - a formula
    ones = [
        call(*[c[i] if m else c[0] for c, m in zip(columns, mapped, strict=True)])
        for i in range(SIZE)
    ]
    if any(np.shape(a) != np.shape(b) for one in ones for a, b in parts(one, ones[0])):
        with pytest.raises(ValueError, match="results of different shapes"):
            mg.vmap(call, in_axes=axes)(*given)
        return
    whole = mg.vmap(call, in_axes=axes)(*given)
    for i, one in enumerate(ones):
        for together, alone in parts(whole, one):
            assert together.dtype == np.asarray(alone).dtype
            np.testing.assert_allclose(together.numpy()[i], alone, rtol=1e-12, atol=1e-12)
    if op.differentiable and any(mapped[:n]):
        compare_gradients(call, given, axes, mapped, n)


def compare_gradients(call, given, axes, mapped, n):
    """The gradient of every example is its own."""

    def total(*xs):
        return sum(mg.real(y * y).sum() for y in leaves(call(*xs)))

    first = mapped.index(True)
    gradient = mg.grad(total, argnums=first)
    whole = mg.vmap(gradient, in_axes=axes)(*given)
    for i in range(SIZE):
        alone = gradient(*[x[i] if m else x for x, m in zip(given, mapped, strict=True)])
        np.testing.assert_allclose(whole.numpy()[i], alone.numpy(), rtol=1e-10, atol=1e-12)


def parts(one, other):
    return list(zip(leaves(one), leaves(other), strict=True))
