"""Comparisons, masks and choices, element by element.

No gradient flows through a comparison or a mask, but they are recorded like anything else, so that
a graph that is replayed on new inputs makes its masks anew.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from minigrad.core.calls import refuse_options
from minigrad.core.dispatch import implements
from minigrad.core.domain import Domain
from minigrad.core.op import Op
from minigrad.core.values import refuse_device
from minigrad.ops.families import elementwise
from minigrad.ops.shapes import astype

equal: Op = elementwise(
    "equal",
    np.equal,
    numpy=np.equal,
    symbol="=",
    doc="""Equality, elementwise: ``x1 == x2``.

    Examples
    --------
    >>> mg.equal(mg.tensor([1.0, 2.0]), 2.0)
    tensor([False,  True])
    """,
)
not_equal: Op = elementwise(
    "not_equal",
    np.not_equal,
    numpy=np.not_equal,
    symbol="≠",
    doc="""Inequality, elementwise: ``x1 != x2``.

    Examples
    --------
    >>> mg.not_equal(mg.tensor([1.0, 2.0]), 2.0)
    tensor([ True, False])
    """,
)
less: Op = elementwise(
    "less",
    np.less,
    numpy=np.less,
    symbol="<",
    doc="""Comparison, elementwise: ``x1 < x2``.

    Examples
    --------
    >>> mg.less(mg.tensor([1.0, 2.0]), 2.0)
    tensor([ True, False])
    """,
)
less_equal: Op = elementwise(
    "less_equal",
    np.less_equal,
    numpy=np.less_equal,
    symbol="≤",
    doc="""Comparison, elementwise: ``x1 <= x2``.

    Examples
    --------
    >>> mg.less_equal(mg.tensor([1.0, 2.0]), 2.0)
    tensor([ True,  True])
    """,
)
greater: Op = elementwise(
    "greater",
    np.greater,
    numpy=np.greater,
    symbol=">",
    doc="""Comparison, elementwise: ``x1 > x2``.

    Examples
    --------
    >>> mg.greater(mg.tensor([1.0, 2.0]), 1.0)
    tensor([False,  True])
    """,
)
greater_equal: Op = elementwise(
    "greater_equal",
    np.greater_equal,
    numpy=np.greater_equal,
    symbol="≥",
    doc="""Comparison, elementwise: ``x1 >= x2``.

    Examples
    --------
    >>> mg.greater_equal(mg.tensor([1.0, 2.0]), 2.0)
    tensor([False,  True])
    """,
)
logical_and: Op = elementwise(
    "logical_and",
    np.logical_and,
    numpy=np.logical_and,
    symbol="∧",
    doc="""Logical and, elementwise; numbers other than 0 are true.

    Examples
    --------
    >>> mg.logical_and(mg.tensor([True, False]), [True, True])
    tensor([ True, False])
    """,
)
logical_or: Op = elementwise(
    "logical_or",
    np.logical_or,
    numpy=np.logical_or,
    symbol="∨",
    doc="""Logical or, elementwise; numbers other than 0 are true.

    Examples
    --------
    >>> mg.logical_or(mg.tensor([True, False]), [False, False])
    tensor([ True, False])
    """,
)
logical_xor: Op = elementwise(
    "logical_xor",
    np.logical_xor,
    numpy=np.logical_xor,
    doc="""Exclusive or, elementwise; numbers other than 0 are true.

    Examples
    --------
    >>> mg.logical_xor(mg.tensor([True, False]), [True, True])
    tensor([False,  True])
    """,
)
logical_not: Op = elementwise(
    "logical_not",
    np.logical_not,
    numpy=np.logical_not,
    symbol="¬",
    doc="""Logical not, elementwise; numbers other than 0 are true.

    Examples
    --------
    >>> mg.logical_not(mg.tensor([1.0, 0.0]))
    tensor([False,  True])
    """,
)
_BOOLS = (np.array([True, True, False, False]), np.array([True, False, True, False]))
_TWO_MASKS = Domain(shapes=((),), constants=lambda options: _BOOLS)
bitwise_and: Op = elementwise(
    "bitwise_and",
    np.bitwise_and,
    numpy=np.bitwise_and,
    domain=_TWO_MASKS,
    symbol="∧",
    doc="""Bitwise and: ``a & b``, of integers or booleans.

    Examples
    --------
    >>> mg.tensor([6, 3]) & 2
    tensor([2, 2])
    """,
)
bitwise_or: Op = elementwise(
    "bitwise_or",
    np.bitwise_or,
    numpy=np.bitwise_or,
    domain=_TWO_MASKS,
    symbol="∨",
    doc="""Bitwise or: ``a | b``, of integers or booleans.

    Examples
    --------
    >>> mg.tensor([6, 3]) | 1
    tensor([7, 3])
    """,
)
bitwise_xor: Op = elementwise(
    "bitwise_xor",
    np.bitwise_xor,
    numpy=np.bitwise_xor,
    domain=_TWO_MASKS,
    symbol="⊻",
    doc="""Bitwise exclusive or: ``a ^ b``, of integers or booleans.

    Examples
    --------
    >>> mg.tensor([6, 3]) ^ 2
    tensor([4, 1])
    """,
)
invert: Op = elementwise(
    "invert",
    np.invert,
    numpy=np.invert,
    aliases=("bitwise_invert", "bitwise_not"),
    domain=Domain(shapes=((),), constants=lambda options: _BOOLS[:1]),
    symbol="¬",
    doc="""Bitwise not: ``~x``, of integers or booleans.

    Examples
    --------
    >>> ~mg.tensor([True, False])
    tensor([False,  True])
    """,
)
isnan: Op = elementwise(
    "isnan",
    np.isnan,
    numpy=np.isnan,
    doc="""Test for NaN, elementwise.

    Examples
    --------
    >>> mg.isnan(mg.tensor([np.nan, 1.0]))
    tensor([ True, False])
    """,
)
isinf: Op = elementwise(
    "isinf",
    np.isinf,
    numpy=np.isinf,
    doc="""Test for infinity of either sign, elementwise.

    Examples
    --------
    >>> mg.isinf(mg.tensor([-np.inf, 1.0]))
    tensor([ True, False])
    """,
)
isfinite: Op = elementwise(
    "isfinite",
    np.isfinite,
    numpy=np.isfinite,
    doc="""Test for finite numbers, neither NaN nor infinite, elementwise.

    Examples
    --------
    >>> mg.isfinite(mg.tensor([np.inf, 1.0]))
    tensor([False,  True])
    """,
)


def _made_like(op: Op, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """A call with ``dtype=`` or ``device=``."""
    if options.keys() - {"dtype", "device"}:
        refuse_options(op, inputs, options)
    refuse_device(options.get("device"))
    made, dtype = op(*inputs), options.get("dtype")
    return made if dtype is None else astype(made, dtype)


_made_like.options = ("dtype", "device")  # type: ignore[attr-defined]  # read by signature_of
zeros_like: Op = elementwise(
    "zeros_like",
    lambda x: np.zeros_like(x),
    further=_made_like,
    numpy=np.zeros_like,
    doc="""Zeros of the shape and dtype of ``x``.

    Examples
    --------
    >>> mg.zeros_like(mg.tensor([1.0, 2.0]))
    tensor([0., 0.])
    """,
)
ones_like: Op = elementwise(
    "ones_like",
    lambda x: np.ones_like(x),
    further=_made_like,
    numpy=np.ones_like,
    doc="""Ones of the shape and dtype of ``x``.

    Examples
    --------
    >>> mg.ones_like(mg.tensor([1.0, 2.0]))
    tensor([1., 1.])
    """,
)


_BITS = {np.dtype(np.float64): np.int64, np.dtype(np.float32): np.int32}


def _where(condition: Any, x1: Any, x2: Any) -> Any:
    if type(condition) is np.ndarray and condition.dtype == np.bool_:
        if is_zero(x2) and _has_bits_like(x1, condition):
            return _masked(x1, condition)
        if is_zero(x1) and _has_bits_like(x2, condition):
            return _masked(x2, ~condition)
    return np.where(condition, x1, x2)


def is_zero(x: Any) -> bool:
    """True of the number 0.0, and not of -0.0."""
    return type(x) is float and x == 0.0 and math.copysign(1.0, x) > 0


def _has_bits_like(x: Any, mask: Any) -> bool:
    return type(x) is np.ndarray and x.shape == mask.shape and x.dtype in _BITS


def _masked(x: Any, mask: Any) -> Any:
    """``np.where(mask, x, 0.0)`` by the bits of ``x``, which infinity and NaN survive.

    np.where branches at every element, and on the masks of activations a processor guesses
    every other branch wrong: docs/reasons.md has the command that compares both.
    """
    return (x.view(_BITS[x.dtype]) * mask).view(x.dtype)


where: Op = elementwise(
    "where",
    _where,
    None,
    lambda g, y, condition, x1, x2: where(condition, g, 0.0),
    lambda g, y, condition, x1, x2: where(condition, 0.0, g),
    linear=True,
    doc=r"""Choose elements: ``x1`` where ``condition`` holds, ``x2`` elsewhere.

    The gradient of an element flows to the one that was chosen, and zero to the other. Both
    branches are computed: a branch whose own derivative is infinite where it is not chosen
    gives ``0 * inf = nan``, so make its input safe as well,
    ``where(x > 0, log(where(x > 0, x, 1)), 0)``.

    Examples
    --------
    >>> x = mg.tensor([-1.0, 2.0], requires_grad=True)
    >>> mg.where(x > 0, 2 * x, 0.0).sum().backward()
    >>> x.grad
    tensor([0., 2.])
    """,
)


@implements(np.where)
def _where_of_numpy(condition: Any, *xy: Any) -> Any:
    return where(condition, *xy) if xy else np.nonzero(condition)
