"""The checker checked: every registered rule is broken in turn, and must be caught."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from budget import examples

from minigrad.ops import registry
from minigrad.testing import GradientError, check_grads
from minigrad.testing.faults import FAULTS
from minigrad.testing.sampling import sample

# The checker is checked on the families below, of which it is said what each fault changes.
FAMILIES = (
    *("elementwise", "activation", "exponentials", "error_function", "reductions", "shapes"),
    *("indexing", "joining", "products", "logic"),
)
DIFFERENTIABLE = {
    name: op
    for name, op in registry.items()
    if op.differentiable and op.__module__.rpartition(".")[2] in FAMILIES
}

# Where a fault changes nothing that anybody could see, it is no fault. All of these cases:
ZERO = {
    "gammasgn",
    "sign",
    "step",
}  # whose derivative is 0 everywhere, and whose values are 1 and -1
LINEAR = {  # at least in pieces: the second derivative is 0, whatever is held constant
    "absolute", "add", "astype", "broadcast_to", "clip", "concatenate", "getitem",
    "matrix_transpose", "max", "maximum", "mean", "min", "minimum", "negative", "positive",
    "put_along_last_axis", "relu", "relu_n", "reshape", "scatter", "setitem", "stack", "subtract",
    "sum", "swapaxes", "take_along_last_axis", "transpose", "where",
    "ends_apart", "resized",
}  # fmt: skip
NOT_SQUARE = {  # what its domain picks
    "getitem", "take_along_last_axis", "put_along_last_axis",
    *(name for name, op in DIFFERENTIABLE.items() if op.domain.shapes == (((2,),),)
      and op.domain.constants),
}  # fmt: skip
SEVERAL_INPUTS = {
    "clip", "concatenate", "divide", "matmul", "maximum", "minimum", "multiply", "power",
    "setitem", "stack", "subtract", "times_log", "where",
    "beta", "betaln", "binom", "boxcox", "boxcox1p", "kl_div", "log_ratio", "owens_t", "poch",
    "rel_entr", "xlog1py", "xlogy",
}  # fmt: skip
# The gradient has the very numbers of the cotangent, at some shapes or in some places.
HANDED_ON = {
    "absolute", "add", "astype", "broadcast_to", "clip", "ends_apart", "getitem", "logsumexp",
    "matrix_transpose", "max", "maximum", "mean", "min", "minimum", "positive", "relu", "relu_n",
    "reshape", "resized", "scatter", "setitem", "subtract", "sum", "swapaxes", "transpose", "where",
}  # fmt: skip
ALIKE = {"add", "clip", "where"}  # two inputs may have equal gradients
EVERYWHERE = set(DIFFERENTIABLE)
SHOWS = {
    "transposed": EVERYWHERE - ZERO - NOT_SQUARE,
    "another input's rule": SEVERAL_INPUTS,  # those of add are one rule
    "inputs frozen at order 2": EVERYWHERE - ZERO - LINEAR,
    "cotangent written into": EVERYWHERE,
    "output written into": EVERYWHERE,
    "input written into": EVERYWHERE,
    "dtype widened": EVERYWHERE,
    "cotangent returned itself": HANDED_ON,
    "one array for two inputs": ALIKE,
}


def samples(name, fault):
    """Every other one with square inputs, where the operation takes them."""
    op = DIFFERENTIABLE[name]
    square = ((2, 2),) * (op.arity or 2)
    for i in range(24):
        indexed = op.domain.constants is not None
        case = sample(op, np.random.default_rng(i), None if indexed or i % 2 else square)
        yield replace(case, inputs=tuple(x.astype(fault.dtype) for x in case.inputs))


@pytest.mark.untraced
@pytest.mark.parametrize("name", DIFFERENTIABLE)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name.replace(" ", "_"))
def test_a_broken_rule_is_caught_wherever_it_shows(fault, name):
    shown = list(islice((c for c in samples(name, fault) if fault.shows(fault, c)), examples(2)))
    assert bool(shown) == (name in SHOWS.get(fault.name, EVERYWHERE - ZERO))
    for case in shown:
        with pytest.raises(GradientError):
            check_grads(fault.broken(case), *case.inputs)


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_the_right_rule_passes_in_float32_too(name):
    for i in range(examples(4)):
        case = sample(DIFFERENTIABLE[name], np.random.default_rng(i))
        inputs = [x.astype("float32") for x in case.inputs]
        assert check_grads(case, *inputs, seed=i).orders == (1, 2)
