"""The reverse sweep: multiply along arrows, add at branches."""

from __future__ import annotations

from collections.abc import Callable, Collection
from heapq import heappop, heappush
from typing import Any
from weakref import ref

import numpy as np

from minigrad.core.messages import describe, recorded_at, released_message
from minigrad.core.node import VALUE, Node, topological_order

_HALF = np.dtype(np.float16)


def sweep(  # noqa: PLR0912, PLR0915 - one loop, and its common case spelled out for speed
    root: Node,
    cotangent: Any,
    *,
    wanted: Collection[Node] | None = None,
    read: Callable[[Node], Any] = VALUE,
    retain_graph: bool = True,
) -> dict[Node, Any]:
    """Send a cotangent from the root back through its graph.

    Law 1: what flows along an arrow is the gradient that has arrived, times the local
    derivative (the operation's rule). Law 2: what arrives over several arrows is added. Nodes
    that a gradient has reached are visited newest first: an input is older than its output, so
    all of a node's gradient has arrived when its turn comes.

    Parameters
    ----------
    root, cotangent
        The output and the gradient that arrives there, of its shape and dtype.
    wanted
        The nodes whose gradients are returned; no work is done for others. By default the
        nodes that have a receiver.
    read
        How the rules see a node: its value, or a Tensor (then the sweep is recorded).
    retain_graph
        Whether to keep the nodes' inputs; otherwise each node lets go as soon as it is used.

    Returns
    -------
    dict
        The gradient of each wanted node that was reached.
    """
    useful = None if wanted is None else downstream(topological_order(root), wanted)
    bare = read is VALUE
    arrived = {root: cotangent}
    get = arrived.get
    take = arrived.pop
    # A heap of what comes next; leaves have nothing behind them, and wait for the end.
    reached = [] if root.op is None else [(-root.number, root)]
    gradients: dict[Node, Any] = {}
    c: Any = cotangent  # and then what a rule has returned
    try:
        while reached:
            _, node = heappop(reached)
            g = take(node)
            if wanted is not None or node.receiver is not None:
                g = _receive(node, g, wanted, gradients)
            inputs = node.inputs
            op: Any = node.op
            if not inputs:
                raise RuntimeError(released_message(node))
            options = node.options
            rules = op.rules
            # One input, or two without options, is what most operations have: a call with its
            # arguments spelled out costs half of one that unpacks them.
            if len(inputs) == 2 and not options and len(rules) == 2:
                a, b = inputs
                if bare:
                    y, xa, xb = node.value, a.value, b.value
                else:
                    y, xa, xb = read(node), read(a), read(b)
                for rule, x in (rules[0], a), (rules[1], b):
                    if x.requires_grad and rule is not None and (useful is None or x in useful):
                        c = rule(g, y, xa, xb)
                        value = x.value
                        if c.shape != value.shape or c.dtype is not value.dtype:
                            c = _fit(c, value, node)
                        before = get(x)
                        if before is not None:
                            arrived[x] = before + c
                        else:
                            arrived[x] = c
                            if x.op is not None:
                                heappush(reached, (-x.number, x))
            elif len(inputs) == 1 and op.joint is None:
                (x,) = inputs
                rule = rules[0]
                if rule is not None and (useful is None or x in useful):
                    value = x.value
                    y, xa = (node.value, value) if bare else (read(node), read(x))
                    c = rule(g, y, xa, **options) if options else rule(g, y, xa)
                    if c.shape != value.shape or c.dtype is not value.dtype:
                        c = _fit(c, value, node)
                    before = get(x)
                    if before is not None:
                        arrived[x] = before + c
                    else:
                        arrived[x] = c
                        if x.op is not None:
                            heappush(reached, (-x.number, x))
            else:
                for i, c in contributions(node, g, read, useful):
                    x = inputs[i]
                    before = get(x)
                    if before is not None:
                        arrived[x] = before + c
                    else:
                        arrived[x] = c
                        if x.op is not None:
                            heappush(reached, (-x.number, x))
            if not retain_graph:
                node.inputs = ()  # as `release` does
        for node, g in arrived.items():  # the leaves
            if wanted is None and type(node.receiver) is ref:  # as most are
                gradients[node] = g
            else:
                _receive(node, g, wanted, gradients)
    except Exception as error:
        if not hasattr(c, "shape"):
            raise TypeError(_no_array(node, c)) from error
        if hasattr(error, "add_note") and node.inputs:  # Python 3.11 and up
            error.add_note(
                f"minigrad: in the backward rule of {describe(node)}, {recorded_at(node)}"
            )
        raise
    return gradients


def _receive(
    node: Node, g: Any, wanted: Collection[Node] | None, gradients: dict[Node, Any]
) -> Any:
    """What a node's hooks make of its gradient, which is noted where somebody is to have it."""
    receiver = node.receiver
    if receiver is not None and type(receiver) is not ref:
        g = receiver.apply(g)
    if node in wanted if wanted is not None else node.kept_by is not None:
        gradients[node] = g
    return g


def contributions(
    node: Node,
    g: Any,
    read: Callable[[Node], Any] = VALUE,
    useful: Collection[Node] | None = None,
) -> list[tuple[int, Any]]:
    """What flows back along each of a node's arrows on which a gradient flows.

    Parameters
    ----------
    node, g
        A node made by an operation, and the gradient that has arrived at it.
    read, useful
        As in `sweep`: how rules see a node, and the inputs for which work is done.

    Returns
    -------
    list
        The position of an input and what flows to it, of its shape and dtype.
    """
    op, inputs, options = node.op, node.inputs, node.options
    assert op is not None  # noqa: S101 - leaves have no arrows
    y = read(node)
    xs = [*map(read, inputs)]
    shares = None if op.joint is None else op.joint(g, y, *xs, **options)
    number = len(op.rules if shares is None else shares)
    if number < len(inputs):
        _check_every_gradient_has_a_rule(node, number)
    result = []
    for i, x in enumerate(inputs[:number]):
        if not x.requires_grad or (useful is not None and x not in useful):
            continue
        if shares is not None:
            c = shares[i]
        else:
            rule = op.rules[i]
            if rule is None:
                continue
            c = rule(g, y, *xs, **options)
        if c is not None and not hasattr(c, "shape"):
            raise TypeError(_no_array(node, c))
        if c is not None:
            result.append((i, _fit(c, x.value, node)))
    return result


def downstream(order: list[Node], wanted: Collection[Node]) -> set[Node]:
    """The nodes through which a gradient reaches a wanted one."""
    useful = set(wanted)
    for node in order:
        # What was let go of may lead to a wanted node: the sweep says so when it gets there.
        if node.requires_grad and (node.released or not useful.isdisjoint(node.inputs)):
            useful.add(node)
    return useful


def _check_every_gradient_has_a_rule(node: Node, rules: int) -> None:
    if any(x.requires_grad for x in node.inputs[rules:]):
        raise TypeError(
            f"{describe(node)}: there are {rules} rules for {len(node.inputs)} inputs, and a "
            "gradient is asked for by one of the others; give it a rule, or None for no gradient"
        )


def _fit(c: Any, value: Any, node: Node) -> Any:
    """Give a contribution its input's shape and dtype: undo broadcasting and promotion."""
    shape = value.shape
    if c.shape != shape:
        if c.shape[1:] == shape:  # a bias
            # What the method does, without its detour through Python.
            if c.dtype == _HALF:  # in which a long sum stops growing
                c = c.astype(np.float32)
            c = np.add.reduce(c, axis=0) if type(c) is np.ndarray else c.sum(axis=0)
        else:
            c = _unbroadcast(c, shape, node)
    if c.dtype != value.dtype:
        if c.dtype.kind == "c" and value.dtype.kind != "c":
            raise TypeError(
                f"{describe(node)}: the gradient of a real input came back complex; gradients "
                "through complex values are not supported, split real and imaginary parts"
            )
        c = c.astype(value.dtype)
    return c


def _no_array(node: Node, returned: Any) -> str:
    return f"{describe(node)}: a rule returned {type(returned).__name__}, not an array"


def _unbroadcast(c: Any, shape: tuple[int, ...], node: Node) -> Any:
    """Sum over the axes that broadcasting added or stretched: a branch like any other."""
    if c.shape == () and node.op is not None and node.op.domain is None:
        return c + np.zeros(shape, c.dtype)  # a user's rule may return a plain number
    added = len(c.shape) - len(shape)
    if added < 0:  # an assigned value may have more axes than the place it goes to
        c = c.reshape((1,) * -added + c.shape)
        added = 0
    stretched = [i for i, n in enumerate(shape, added) if n == 1 and c.shape[i] != 1]
    axes = (*range(added), *stretched)
    returned = c.shape
    if axes:
        if c.dtype == _HALF:
            c = c.astype(np.float32)
        c = c.sum(axis=axes, keepdims=True)
    if added:
        c = c.reshape(c.shape[added:])
    if c.shape != shape:
        raise ValueError(
            f"{describe(node)}: a rule returned shape {returned} for an input of shape {shape}"
        )
    return c
