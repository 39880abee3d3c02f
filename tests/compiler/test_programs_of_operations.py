"""Every operation, forward and backward, as a program: the same to the bit."""

from __future__ import annotations

import numpy as np
import pytest

import minigrad as mg
from minigrad.ops import registry
from minigrad.testing.sampling import sample

# Untraced, since other tests cover what it computes.
pytestmark = [pytest.mark.usefixtures("memory"), pytest.mark.untraced]


def shapes_of(op):
    if op.domain.shapes is not None:
        return op.domain.shapes or ((),)
    n = op.arity or 2
    return (((2, 3),) * n, ((),) * n, ((40, 5),) * n, *([((3,), (2, 3))] if n == 2 else []))


def listed(result):
    return [*result] if isinstance(result, tuple) else [result]


def assert_same(made, expected):
    assert type(made) is type(expected)
    a, b = np.asarray(made.numpy()), np.asarray(expected.numpy())
    assert (a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes())


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", sorted(registry))
def test_an_operation_and_its_gradients_are_the_same(name, dtype):
    op = registry[name]
    for shapes in shapes_of(op):
        case = sample(op, np.random.default_rng(1), shapes)
        for constant in case.constants:
            if isinstance(constant, np.ndarray):
                constant.setflags(write=False)

        def forward(*xs, case=case):
            return [mg.asarray(y) for y in listed(case(*xs))]

        def backward(*xs, case=case):
            ys = [y for y in listed(case(*xs)) if y.requires_grad]
            return ys, mg.grad_of(ys, list(xs), [np.full(y.shape, 0.7, y.dtype) for y in ys])

        xs = [mg.tensor(np.asarray(x, dtype)) for x in case.inputs]
        program = mg.compile(forward)
        for _ in range(2):  # the second time memory is used again
            for one, other in zip(program(*xs), forward(*xs), strict=True):
                assert_same(one, other)
        if not op.differentiable:
            continue
        xs = [mg.tensor(x.numpy(), requires_grad=True) for x in xs]
        program = mg.compile(backward)
        ys, gradients = backward(*xs)
        for _ in range(2):
            made, made_gradients = program(*xs)
            for one, other in zip(made, ys, strict=True):
                np.testing.assert_array_equal(one.numpy(), other.numpy())
            for one, other in zip(made_gradients, gradients, strict=True):
                assert_same(one, other)
