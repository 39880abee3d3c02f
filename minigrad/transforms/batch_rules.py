"""Rules of batching: an operation on all examples at once, from its kind.

The examples stand along the first axis. What no rule covers is computed example by example: the
rules make it faster, and nothing else.
"""

from __future__ import annotations

import math
import string
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.op import Op
from minigrad.ops import contractions, indexing, joining, products, shapes
from minigrad.ops.indexing import ARRAY
from minigrad.ops.shapes import broadcast_to, expand_dims, reshape, shape_of
from minigrad.support.pytree import leaves, map_nest


class Operand(NamedTuple):
    """An input: its value, whether the examples stand along the first axis, an example's shape."""

    value: Any
    is_batched: bool
    shape: tuple[int, ...]


class Call(NamedTuple):
    """A call of an operation for a number of examples."""

    op: Op
    xs: list[Operand]
    size: int
    options: Mapping[str, Any]


Rule = Callable[[Call], Any]
# Options of operations of one input that work along ``axis``, whatever other axes there are.
_ALONG_AN_AXIS = frozenset({"axis", "keepdims", "ddof", "eps"})


def apply(op: Op, xs: list[Operand], size: int, options: Mapping[str, Any]) -> Any:
    """The results of an operation for all examples, which stand along the first axis."""
    rule = _OF_OPERATIONS.get(op) or _OF_KINDS.get(op.kind)
    # Of operations that users made, what the kind says of axes is not proved by tests.
    if rule is not None and (op.kind == "elementwise" or not op.checked):
        result = rule(Call(op, xs, size, options))
        if result is not NotImplemented:
            return result
    results = [
        op.apply(tuple([x.value[i] if x.is_batched else x.value for x in xs]), dict(options))
        for i in range(size)
    ]
    return stacked(op.name, results)


def stacked(name: str, results: Sequence[Any]) -> Any:
    """The results of all examples along a new first axis: one, or several in their nest."""
    if not results:
        raise ValueError(
            f"{name} is computed example by example inside mg.vmap, and there is none: the shape "
            "of its result is not known"
        )
    parts = [list(leaves(result)) for result in results]
    columns = zip(*parts, strict=True)

    def column(_: Any) -> Any:
        values = next(columns)
        if len({shape_of(value) for value in values}) > 1:
            raise ValueError(
                f"{name} gives the examples of mg.vmap results of different shapes, "
                f"{shape_of(values[0])} among them; write a loop over the examples"
            )
        return joining.stack(values)

    return map_nest(column, results[0])


def broadcast(x: Any, size: int) -> Any:
    """The same value for every example."""
    return broadcast_to(x, (size, *shape_of(x)))


def _whole(x: Operand, size: int) -> Any:
    """The value with an axis of examples."""
    return x.value if x.is_batched else broadcast(x.value, size)


def _aligned(x: Operand, ndim: int, size: int) -> Any:
    """The value so that it broadcasts with examples of a number of axes."""
    missing = ndim - len(x.shape)
    if not x.is_batched or not missing:
        return x.value
    return reshape(x.value, (size, *(1,) * missing, *x.shape))


def _elementwise(call: Call) -> Any:
    ndim = max(len(x.shape) for x in call.xs)
    return call.op.apply(tuple([_aligned(x, ndim, call.size) for x in call.xs]), dict(call.options))


def _cast(call: Call) -> Any:
    return call.op.apply((call.xs[0].value,), dict(call.options))


def _shifted(axis: Any, ndim: int) -> Any:
    """An axis, or several, of an example, in an array of all; None where there is none such."""
    axes = axis if isinstance(axis, tuple) else (axis,)
    if not all(isinstance(i, int) and -ndim <= i < ndim for i in axes):
        return None
    moved = tuple(i % ndim + 1 for i in axes)
    return moved if isinstance(axis, tuple) else moved[0]


def _along_an_axis(call: Call) -> Any:
    """A reduction, or another operation of one input along the axis that an option names."""
    if "axis" not in call.options or not _ALONG_AN_AXIS.issuperset(call.options):
        return NotImplemented
    axis = call.options["axis"]
    if len(call.xs) > 1:
        ndims = {len(x.shape) for x in call.xs}
        moved = _shifted(axis, *ndims) if len(ndims) == 1 else None
        if moved is None:
            return NotImplemented
        xs = tuple([_whole(x, call.size) for x in call.xs])
        return call.op.apply(xs, {**call.options, "axis": moved})
    ((x, _, shape),) = call.xs
    if axis is None and call.op.kind == "reduction":
        flat = reshape(x, (call.size, math.prod(shape)))
        y = call.op.apply((flat,), {**call.options, "axis": 1})
        return y if len(shape_of(y)) == 1 else reshape(y, (call.size, *(1,) * len(shape)))
    moved = _shifted(axis, len(shape))
    return NotImplemented if moved is None else call.op.apply((x,), {**call.options, "axis": moved})


def _reshape(call: Call) -> Any:
    ((x, _, shape),) = call.xs
    lengths = call.options["shape"]
    if -1 in lengths:  # NumPy would find another length where there is no example
        known = math.prod(n for n in lengths if n != -1)
        if not known or math.prod(shape) % known:
            return NotImplemented
        lengths = tuple(math.prod(shape) // known if n == -1 else n for n in lengths)
    if math.prod(lengths) != math.prod(shape):
        return NotImplemented  # whose error names the example's shape
    return call.op.apply((x,), {"shape": (call.size, *lengths)})


def _transpose(call: Call) -> Any:
    ((x, _, shape),) = call.xs
    axes = call.options["axes"]
    axes = tuple(range(len(shape)))[::-1] if axes is None else tuple(axes)
    moved = _shifted(axes, len(shape))
    return NotImplemented if moved is None else call.op.apply((x,), {"axes": (0, *moved)})


def _swapaxes(call: Call) -> Any:
    ((x, _, shape),) = call.xs
    moved = _shifted((call.options["axis1"], call.options["axis2"]), len(shape))
    return NotImplemented if moved is None else call.op.apply((x, *moved), {})


def _matrix_transpose(call: Call) -> Any:
    return call.op.apply((call.xs[0].value,), {}) if len(call.xs[0].shape) > 1 else NotImplemented


def _broadcast_to(call: Call) -> Any:
    shape = call.options["shape"]
    if len(shape) < len(call.xs[0].shape):
        return NotImplemented
    return call.op.apply(
        (_aligned(call.xs[0], len(shape), call.size),), {"shape": (call.size, *shape)}
    )


def _joining(call: Call) -> Any:
    axis = call.options["axis"]
    ndim = len(call.xs[0].shape) + (call.op is joining.stack)
    if call.op not in (joining.stack, joining.concatenate) or not -ndim <= axis < ndim:
        return NotImplemented
    return call.op.apply(tuple([_whole(x, call.size) for x in call.xs]), {"axis": axis % ndim + 1})


def _matmul(call: Call) -> Any:
    a, b = call.xs
    if not a.shape or not b.shape:
        return NotImplemented
    if len(a.shape) == 1 and len(b.shape) == 2 and not b.is_batched:
        return a.value @ b.value  # one product for all examples
    if len(a.shape) == 2 and len(b.shape) == 1 and not a.is_batched:
        return b.value @ shapes.matrix_transpose(a.value)
    rows, columns = len(a.shape) == 1, len(b.shape) == 1
    if rows:
        a = Operand(expand_dims(a.value, -2), a.is_batched, (1, *a.shape))
    if columns:
        b = Operand(expand_dims(b.value, -1), b.is_batched, (*b.shape, 1))
    ndim = max(len(a.shape), len(b.shape))
    y = _aligned(a, ndim, call.size) @ _aligned(b, ndim, call.size)
    shape = shape_of(y)
    if rows or columns:
        y = reshape(y, (*shape[:-2], *shape[-2:-1][rows:], *shape[-1:][columns:]))
    return y


def _einsum(call: Call) -> Any:
    terms, arrow, result = call.options["subscripts"].partition("->")
    letter = next((c for c in string.ascii_letters if c not in call.options["subscripts"]), None)
    if not arrow or letter is None:
        return NotImplemented
    pairs = zip(terms.split(","), call.xs, strict=True)
    named = ",".join([letter + term.strip() if x.is_batched else term for term, x in pairs])
    given = {**call.options, "subscripts": f"{named}->{letter}{result.strip()}"}
    return call.op.apply(tuple([x.value for x in call.xs]), given)


def _on_rows(call: Call) -> Any:
    """An operation along the last axis of arrays and an index for each row."""
    given = dict(call.options)
    if "shape" in given:
        given["shape"] = (call.size, *given["shape"])
    return call.op.apply(tuple([_whole(x, call.size) for x in call.xs]), given)


def _indexed(
    key: tuple[Any, ...], arrays: list[Operand], size: int, *, is_batched: bool
) -> tuple[tuple[Any, ...], tuple[Any, ...]] | None:
    """The key, and the index arrays, that name the same elements of every example."""
    if not arrays:
        return (slice(None), *key), ()
    if any(not x.shape and x.value.dtype.kind == "b" for x in arrays):
        return None  # it adds an axis
    places = [i for i, part in enumerate(key) if part is ARRAY or isinstance(part, int)]
    if places != list(range(places[0], places[-1] + 1)):
        return None  # then the axes that they name come first
    if not any(x.is_batched for x in arrays):
        return (slice(None), *key), tuple([x.value for x in arrays])
    if places[0] != 0 or any(x.value.dtype.kind == "b" for x in arrays):
        return None
    ndim = max(len(x.shape) for x in arrays)
    aligned = tuple([_aligned(x, ndim, size) for x in arrays])
    if not is_batched:
        return key, aligned
    positions = np.arange(size).reshape((size, *(1,) * ndim))
    return (ARRAY, *key), (positions, *aligned)


def _getitem(call: Call) -> Any:
    x, *arrays = call.xs
    found = _indexed(call.options["key"], arrays, call.size, is_batched=x.is_batched)
    if found is None:
        return NotImplemented
    key, indices = found
    return call.op.apply((x.value, *indices), {"key": key})


def _scatter(call: Call) -> Any:
    g, *arrays = call.xs
    found = _indexed(call.options["key"], arrays, call.size, is_batched=True)
    if found is None:
        return NotImplemented
    key, indices = found
    given = {"key": key, "shape": (call.size, *call.options["shape"])}
    return call.op.apply((_whole(g, call.size), *indices), given)


def _setitem(call: Call) -> Any:
    x, value, *arrays = call.xs
    found = _indexed(call.options["key"], arrays, call.size, is_batched=True)
    if found is None:
        return NotImplemented
    some = tuple([np.zeros(a.shape, a.value.dtype) for a in arrays])
    try:
        picked = np.broadcast_to(np.zeros(()), x.shape)[
            indexing.fill_key(call.options["key"], some)
        ]
    except IndexError:
        return NotImplemented
    if len(value.shape) > picked.ndim:
        return NotImplemented
    key, indices = found
    assigned = _aligned(value, picked.ndim, call.size)
    return call.op.apply((_whole(x, call.size), assigned, *indices), {"key": key})


_OF_KINDS: dict[str, Rule] = {
    "elementwise": _elementwise,
    "cast": _cast,
    "reduction": _along_an_axis,
    "joining": _joining,
    "other": _along_an_axis,
}
_OF_OPERATIONS: dict[Op, Rule] = {
    shapes.reshape: _reshape,
    shapes.transpose: _transpose,
    shapes.swapaxes: _swapaxes,
    shapes.matrix_transpose: _matrix_transpose,
    shapes.broadcast_to: _broadcast_to,
    products.matmul: _matmul,
    contractions.einsum: _einsum,
    indexing.getitem: _getitem,
    indexing.setitem: _setitem,
    indexing.scatter: _scatter,
    indexing.take_along_last_axis: _on_rows,
    indexing.put_along_last_axis: _on_rows,
}
