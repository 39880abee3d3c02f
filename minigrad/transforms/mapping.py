"""Mapping a function over the examples of a batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from minigrad.ops.shapes import shape_of, transpose
from minigrad.support.pytree import map_nest
from minigrad.tensors.creation import asarray
from minigrad.tensors.handle import Tensor, handle
from minigrad.transforms.batch_rules import broadcast
from minigrad.transforms.batched import Batch, Batched, new_batch
from minigrad.transforms.signatures import P, R, Widened, made_of


def vmap(f: Callable[P, R], in_axes: Any = 0, out_axes: Any = 0) -> Widened[P, R]:
    r"""The function that computes ``f`` of every example of a batch.

    It gives what a loop over the examples gives, with the results stacked, and runs ``f`` once, on
    values that look like those of one example. Elementwise operations, reductions, products,
    indexing and the like are computed on all examples at once, others example by example.

    Parameters
    ----------
    f : callable
        Of one example; it is handed Tensors where arrays are given. It may call `minigrad.grad` and
        its like, and may use Tensors from outside, which receive their
        gradients.
    in_axes : int, None, or nest of them
        The axis of each argument along which the examples stand; None for one that is the same for
        all. A tuple has an entry for each argument, which may be a nest of the argument's form or
        stand for all of it. Arrays among keyword arguments have their examples along the first
        axis.
    out_axes : int, None, or nest of them
        The axis of each result along which the examples are to stand; None for one that is the
        same for all.

    Returns
    -------
    callable
        With the arguments of ``f``, and an axis more.

    Raises
    ------
    TypeError
        Where ``f`` needs the value of one example, as ``if`` and ``float()`` do, or keeps a
        value from example to example.
    ValueError
        Where the numbers of examples differ, or ``in_axes`` does not fit.

    Notes
    -----
    Random numbers, as of `minigrad.nn.Dropout`, are drawn for every example.

    Examples
    --------
    >>> loss = lambda w, x, t: (w @ x - t) ** 2
    >>> w, x, t = np.array([1.0, 2.0]), np.eye(2), np.array([0.0, 1.0])
    >>> mg.vmap(loss, in_axes=(None, 0, 0))(w, x, t)
    tensor([1., 1.])
    >>> mg.vmap(mg.grad(loss), in_axes=(None, 0, 0))(w, x, t)
    tensor([[2., 0.],
            [0., 2.]])
    """

    @made_of(f, "{} of every example of a batch.")
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        entered = [
            [*_arguments(x, axes, f"argument {i}")]
            for i, (x, axes) in enumerate(zip(args, _of_arguments(in_axes, args), strict=True))
        ]
        named = {
            name: [*_arguments(x, _first_axes(x), f"argument {name}")] for name, x in kwargs.items()
        }
        parts = [part for found in (*entered, *named.values()) for part in found]
        with new_batch(_number_of_examples(parts)) as batch:
            given = [
                _rebuilt(x, iter(parts), batch) for x, parts in zip(args, entered, strict=True)
            ]
            options = {name: _rebuilt(x, iter(named[name]), batch) for name, x in kwargs.items()}
            result = f(*given, **options)
            return _results(result, out_axes, batch)

    return wrapped


def _of_arguments(in_axes: Any, args: tuple[Any, ...]) -> tuple[Any, ...]:
    if in_axes is None or isinstance(in_axes, (int, np.integer)):
        return (in_axes,) * len(args)
    if not isinstance(in_axes, (tuple, list)) or len(in_axes) != len(args):
        raise ValueError(
            f"vmap: in_axes={in_axes!r} does not fit a call with {len(args)} positional arguments; "
            "give an axis, or None, for each"
        )
    return tuple(in_axes)


def _first_axes(nest: Any) -> Any:
    return map_nest(lambda x: 0 if hasattr(x, "shape") else None, nest)


def _spread(nest: Any, axes: Any, what: str) -> Any:
    """The axes in the form of a nest: an entry stands for all that is under it."""
    if axes is None or isinstance(axes, (int, np.integer)):
        return map_nest(lambda _: axes, nest)
    if isinstance(nest, dict) and isinstance(axes, dict) and nest.keys() == axes.keys():
        return {key: _spread(nest[key], axes[key], what) for key in nest}
    is_row = isinstance(nest, (tuple, list)) and isinstance(axes, (tuple, list))
    if is_row and len(nest) == len(axes):
        parts = [_spread(x, axis, what) for x, axis in zip(nest, axes, strict=True)]
        return type(nest)(*parts) if hasattr(nest, "_fields") else type(nest)(parts)
    raise ValueError(f"vmap: the axes {axes!r} do not fit {what}, {_described(nest)}")


def _described(nest: Any) -> str:
    if isinstance(nest, dict):
        return f"a dict of {', '.join(map(repr, nest))}"
    if isinstance(nest, (tuple, list)):
        return f"a {type(nest).__name__} of {len(nest)}"
    return f"one {type(nest).__name__}"


def _arguments(nest: Any, axes: Any, what: str) -> list[tuple[Any, int | None, str]]:
    """The leaves of an argument, with the axis of the examples where there is one."""
    found: list[tuple[Any, int | None, str]] = []

    def add(x: Any, axis: Any) -> Any:
        if x is None or axis is None:
            found.append((x, None, what))
            return None
        x = x if hasattr(x, "shape") else np.asarray(x)
        if not -len(x.shape) <= axis < len(x.shape):
            raise ValueError(
                f"vmap: {what} has shape {tuple(x.shape)}, and no axis {axis} along which examples "
                "could stand; in_axes is None for what is the same for all"
            )
        found.append((x, int(axis) % len(x.shape), what))
        return None

    _walk(nest, _spread(nest, axes, what), add)
    return found


def _walk(nest: Any, axes: Any, visit: Callable[[Any, Any], Any]) -> Any:
    """The nest of what a function makes of each leaf and its axis."""
    if isinstance(nest, dict):
        return {key: _walk(nest[key], axes[key], visit) for key in nest}
    if isinstance(nest, (tuple, list)):
        parts = [_walk(x, axis, visit) for x, axis in zip(nest, axes, strict=True)]
        return type(nest)(*parts) if hasattr(nest, "_fields") else type(nest)(parts)
    return visit(nest, axes)


def _number_of_examples(parts: list[tuple[Any, int | None, str]]) -> int:
    sizes = {x.shape[axis]: what for x, axis, what in parts if axis is not None}
    if not sizes:
        raise ValueError("vmap: no argument has examples; in_axes is an axis for one at least")
    if len(sizes) > 1:
        told = ", ".join(f"{n} in {what}" for n, what in sizes.items())
        raise ValueError(f"vmap: the numbers of examples differ: {told}")
    return int(next(iter(sizes)))


def _rebuilt(nest: Any, parts: Any, batch: Batch) -> Any:
    def entered(_: Any) -> Any:
        x, axis, _what = next(parts)
        if axis is None:
            return asarray(x) if isinstance(x, np.ndarray) else x
        # A handle of its own, which f may assign to.
        x = handle(x.node) if isinstance(x, Tensor) else asarray(x)
        return Batched(_moved(x, axis, 0), batch)

    return map_nest(entered, nest)


def _moved(x: Any, source: int, target: int) -> Any:
    if source == target:
        return x
    order = [i for i in range(len(x.shape)) if i != source]
    order.insert(target, source)
    return transpose(x, tuple(order))


def _results(result: Any, out_axes: Any, batch: Batch) -> Any:
    def left(y: Any, axis: Any) -> Any:
        if y is None:
            return None
        is_batched = isinstance(y, Batched) and y.batch is batch
        if not is_batched and not hasattr(y, "shape") and not isinstance(y, (int, float, complex)):
            raise TypeError(
                f"vmap: the function returned {type(y).__name__}; it is to return Tensors, arrays "
                "or numbers, or dicts, lists and tuples of them"
            )
        if axis is None:
            if is_batched:
                raise ValueError(
                    "vmap: out_axes is None for a result that is another one for every example"
                )
            return asarray(y)
        whole = y.value if is_batched else broadcast(asarray(y), batch.size)
        ndim = len(shape_of(whole))
        if not -ndim <= axis < ndim:
            raise ValueError(f"vmap: out_axes={axis} does not fit a result of {ndim - 1} axes")
        return asarray(_moved(whole, 0, int(axis) % ndim))

    return _walk(result, _spread(result, out_axes, "the result"), left)
