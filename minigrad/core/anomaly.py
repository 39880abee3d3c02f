"""Finding the first NaN or infinity, forward and backward."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import numpy as np

from minigrad.core.backward import contributions, downstream, sweep
from minigrad.core.messages import describe, describe_value, recorded_at
from minigrad.core.mode import Mode, Observers, current_mode
from minigrad.core.node import VALUE, Node, topological_order
from minigrad.core.observers import Observing, note_line
from minigrad.core.op import Op
from minigrad.core.outputs import Cotangents, Several


class detect_anomaly(Observing):  # noqa: N801 - used like no_grad
    """Raise an error at the first NaN or infinity, forward or backward.

    A context manager and a decorator. The exception names the operation, the element, what went
    in, and the user's line that recorded it. Every result is looked at, and every rule is called
    twice, so this is for finding an error, not for training.

    Raises
    ------
    FloatingPointError
        Inside, by the operation that made the first value that is not finite, or by `backward`.

    Examples
    --------
    >>> x = mg.tensor([1.0, 0.0], requires_grad=True)
    >>> with mg.detect_anomaly(), np.errstate(divide="ignore"):
    ...     mg.log(x)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    FloatingPointError: log made -inf at element [1] of float64[2]
      its input was 0.0 there
      recorded at <...>:2...
    """

    takes_functions = False

    def __init__(self) -> None:
        super().__init__(note_line, check_result)


def check_result(node: Node, op: Op, inputs: tuple[Node, ...], *_: Any) -> None:
    """Raise an error if a result is not finite."""
    for value in node.value if isinstance(node.value, Several) else [node.value]:
        where = _first_not_finite(value)
        if where is not None:
            lines = [f"{op.name} made {_found(value, where)}"]
            for i, x in enumerate(inputs):
                which = f"its input {i}" if len(inputs) > 1 else "its input"
                lines.append(which + _at(x.value, x.value, value, where))
            raise FloatingPointError("\n  ".join([*lines, recorded_at(node)]))


def is_detecting() -> bool:
    """True inside `detect_anomaly`."""
    return check_result in current_mode()[2]


class _Unchecked(Mode):
    """Let everything pass, inside a sweep that is looked at when it is over."""

    def change(self, recording: int, observers: Observers) -> tuple[int, Observers]:
        return recording, tuple(one for one in observers if one is not check_result)


def checked_sweep(
    root: Node,
    cotangent: Any,
    *,
    wanted: Collection[Node] | None = None,
    read: Callable[[Node], Any] = VALUE,
    retain_graph: bool = True,
) -> dict[Node, Any]:
    """Do as `sweep` does, and raise an error at the first gradient that is not finite."""
    where = _first_not_finite(_bare(cotangent))
    if where is not None:
        raise FloatingPointError(
            f"the cotangent that backward() starts from is {_found(_bare(cotangent), where)}"
        )
    order = topological_order(root)
    reached = {node for node in order if node.requires_grad}
    if wanted is not None:
        reached &= downstream(order, wanted)
    with _Unchecked():
        arrived = sweep(root, cotangent, wanted=reached, read=read)
    for node in reversed(order):
        if node in arrived:
            _check_gradient(node, _bare(arrived[node]), reached)
    if not retain_graph:
        for node in arrived:
            node.release()
    if wanted is None:
        return {node: g for node, g in arrived.items() if node.owner is not None}
    return {node: g for node, g in arrived.items() if node in wanted}


def _check_gradient(node: Node, arrived: Any, reached: Collection[Node]) -> None:
    """Look at what has arrived at a node, and at what flows on from there."""
    where = _first_not_finite(arrived)
    if where is not None:  # and nothing of what flowed here was: that was looked at before
        name = f" {node.name!r}" if node.name else ""
        made = describe(node) if node.op is not None else describe_value(node.value)
        by = "hooks made this" if node.target is not None and node.target.hooks else "sum is not"
        raise FloatingPointError(
            f"the gradient of{name} {made} is {_found(arrived, where)}\n"
            f"  what came over its arrows was finite, and its {by}\n  {recorded_at(node)}"
        )
    if node.op is None:
        return
    for i, share in contributions(node, arrived, useful=reached):
        where = _first_not_finite(share)
        if where is not None:
            _raise_backward(node, i, arrived, share, where)


def _bare(gradient: Any) -> Any:
    """The array of a recorded gradient, and an array as it is."""
    if isinstance(gradient, Cotangents):
        return Cotangents(map(_bare, gradient))
    return gradient.node.value if hasattr(gradient, "node") else gradient


def _raise_backward(node: Node, i: int, arrived: Any, share: Any, where: tuple[int, ...]) -> None:
    x = node.inputs[i]
    name = f" {x.name!r}" if x.name else ""
    found = _found(share, where)
    lines = [
        f"backward through {describe(node)}: the gradient for input {i}{name} is {found}",
        f"the gradient that arrived{_at(arrived, node.value, share, where)}",
        f"the input{_at(x.value, x.value, share, where)}",
        recorded_at(node),
    ]
    raise FloatingPointError("\n  ".join(lines))


def _first_not_finite(value: Any) -> tuple[int, ...] | None:
    """The index of the first element that is NaN or infinite."""
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if kind not in "fc" or not kind:
        return None
    finite = np.isfinite(value)
    if finite.all():
        return None
    return tuple(map(int, np.argwhere(~np.asarray(finite))[0])) if np.ndim(value) else ()


def _found(value: Any, where: tuple[int, ...]) -> str:
    number = np.asarray(value)[where]
    place = f" at element {list(where)}" if where else ""
    return f"{number}{place} of {describe_value(value)}"


def _at(value: Any, shaped: Any, result: Any, where: tuple[int, ...]) -> str:
    """A value at the place of an element of a result that has its shape, or overall."""
    if isinstance(value, Several):  # of which the finite ones need no word
        return " of several outputs was finite"
    if np.ndim(value) == 0:
        return f" was {value}"
    if np.shape(shaped) == np.shape(result):
        return f" was {np.asarray(value)[where]} there"
    first = _first_not_finite(value)
    if first is not None:
        return f" was not finite already: {_found(value, first)}"
    return f" was finite, {describe_value(value)}"
