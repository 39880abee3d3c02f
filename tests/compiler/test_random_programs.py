"""Random programs of all operations: value, gradients and Hessian products, to the bit."""

from __future__ import annotations

import numpy as np
import pytest
from budget import examples

import minigrad as mg
from minigrad.testing.programs import namespace
from minigrad.testing.random_programs import every, operations, random_program

pytestmark = [
    pytest.mark.untraced,
    pytest.mark.filterwarnings("ignore::RuntimeWarning"),  # of operations far out
]


def function_of(program):
    """The program as a function of one piece of code, as a user would write it."""
    names = namespace(step.op for step in program.steps.values())
    lines = [f"def function({', '.join(program.leaf_names)}):", *program.lines, "return y"]
    exec("\n    ".join(lines), names)
    return names["function"]


def with_derivatives(function):
    """The output, its gradients, and the gradients of the square of those."""

    def derived(*xs):
        y = function(*xs)
        y = y.real if y.dtype.kind == "c" else y
        if not y.requires_grad:
            return [y]
        first = mg.grad_of(y.sum(), list(xs), create_graph=True)
        size = sum((g * g).sum() for g in first)
        second = mg.grad_of(size, list(xs)) if size.requires_grad else []
        return [y.detach(), *[g.detach() for g in first], *second]

    return derived


@pytest.mark.parametrize("seed", range(3))
def test_a_program_is_the_function(seed):
    ops = operations(every())
    for number in range(examples(300)):
        program = random_program(np.random.default_rng([seed, number]), ops)
        function = with_derivatives(function_of(program))
        compiled = mg.compile(function)
        for _ in range(3):  # recorded, written into new memory, and into memory that was used
            made, expected = compiled(*program.tensors()), function(*program.tensors())
            for one, other in zip(made, expected, strict=True):
                assert one.dtype == other.dtype, program
                np.testing.assert_array_equal(one.numpy(), other.numpy(), err_msg=str(program))
