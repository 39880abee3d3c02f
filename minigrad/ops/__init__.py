"""The operations: each one a name, a forward function, its rules and its domain, in one place."""

from __future__ import annotations

from minigrad.op import Op
from minigrad.ops import (
    activation,
    elementwise,
    indexing,
    joining,
    linalg,
    logic,
    reductions,
    shapes,
    smooth,
    softmax,
    special,
)

registry: dict[str, Op] = {
    op.name: op
    for module in (
        *(logic, elementwise, special, activation, smooth, reductions, softmax),
        *(shapes, joining, indexing, linalg),
    )
    for op in vars(module).values()
    if isinstance(op, Op)
}
"""Every operation by name, found in the modules that state them: the tests come from it."""

__test__ = {name: op.__doc__ or "" for name, op in registry.items()}
