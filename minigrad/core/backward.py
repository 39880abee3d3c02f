"""The reverse sweep: multiply along arrows, add at branches."""

from __future__ import annotations

from collections.abc import Callable, Collection
from heapq import heappop, heappush
from typing import Any

import numpy as np

from minigrad.core.messages import describe, recorded_at, released_message
from minigrad.core.node import VALUE, Node, topological_order

_HALF = np.dtype(np.float16)


def sweep(
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
        nodes that have an owner.
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
    short: dict[int, Any] = _SHORT if read is VALUE and useful is None else {}
    arrived = {root: conjugated(cotangent)}
    # A heap of what comes next; leaves have nothing behind them, and wait for the end.
    reached = [] if root.op is None else [(-root.number, root)]
    gradients: dict[Node, Any] = {}
    node, c = root, cotangent
    try:
        while reached:
            _, node = heappop(reached)
            g = arrived.pop(node)
            if node.target is not None or wanted is not None:
                g = _received(node, g, wanted, gradients)
            pull = short.get(len(node.inputs), _pull)
            for i, c in pull(node, g, read, useful):
                x = node.inputs[i]
                value = x.value
                fits = c.shape == value.shape and c.dtype is value.dtype
                fitted = c if fits else _fit(c, value, node)
                before = arrived.get(x)
                if before is not None:
                    arrived[x] = before + fitted
                else:
                    arrived[x] = fitted
                    if x.op is not None:
                        heappush(reached, (-x.number, x))
            if not retain_graph:
                node.release()
        for node, g in arrived.items():
            _received(node, g, wanted, gradients)
    except Exception as error:
        if not hasattr(c, "shape"):
            kind = type(c).__name__
            raise TypeError(f"{describe(node)}: a rule returned {kind}, not an array") from error
        if hasattr(error, "add_note") and node.inputs:  # Python 3.11 and up
            error.add_note(
                f"minigrad: in the backward rule of {describe(node)}, {recorded_at(node)}"
            )
        raise
    return gradients


def _received(
    node: Node, g: Any, wanted: Collection[Node] | None, gradients: dict[Node, Any]
) -> Any:
    """The gradient that flows on from a node, noted where somebody is to have it."""
    if node.target is not None and node.target.hooks:
        g = conjugated(node.target.apply_hooks(conjugated(g)))
    if node in wanted if wanted is not None else node.owner is not None:
        gradients[node] = conjugated(g)
    return g


def conjugated(g: Any) -> Any:
    """A gradient as rules have it, of one as users have it, and the other way round.

    Of ``u + iv`` users see ∂L/∂u + i·∂L/∂v, down which ``z -= lr * z.grad`` goes. Rules pair
    bilinearly, with ∂L/∂u − i·∂L/∂v, so that those of holomorphic functions need no conjugates.
    """
    return np.conj(g) if getattr(g, "dtype", _HALF).kind == "c" else g


def _pull(
    node: Node,
    g: Any,
    read: Callable[[Node], Any],
    useful: Collection[Node] | None,
) -> list[tuple[int, Any]]:
    """The positions of the inputs to which a gradient flows, and what the rules say of each."""
    op: Any = node.op
    inputs, options = node.inputs, node.options
    if not inputs:
        raise RuntimeError(released_message(node))
    y, xs = read(node), [*map(read, inputs)]
    if op.results is not None:
        g, y = op.results(_without_gaps(g, node, read)), op.results(y)
    joint = op.joint
    shares = op.rules if joint is None else joint(g, y, *xs, **options)
    found = []
    for i, (x, share) in enumerate(zip(inputs, shares, strict=False)):
        if share is not None and x.requires_grad and (useful is None or x in useful):
            found.append((i, share if joint else share(g, y, *xs, **options)))
    if len(shares) < len(inputs) and any(x.requires_grad for x in inputs[len(shares) :]):
        raise TypeError(
            f"{describe(node)}: there are {len(shares)} rules for {len(inputs)} inputs, and a "
            "gradient is asked for by one of the others; give it a rule, or None for no gradient"
        )
    return found


def _pull_one(node: Node, g: Any, read: Any, useful: Any) -> list[tuple[int, Any]]:
    """The same of one input, as arrays, in half the time: `bench step` on small networks."""
    op: Any = node.op
    if op.joint is not None or op.results is not None:
        return _pull(node, g, read, useful)
    rule, x = op.rules[0], node.inputs[0]
    return [] if rule is None else [(0, rule(g, node.value, x.value, **node.options))]


def _pull_two(node: Node, g: Any, read: Any, useful: Any) -> list[tuple[int, Any]]:
    """The same of two inputs without options, as arrays, in half the time: `bench chain`."""
    op: Any = node.op
    rules = op.rules
    if len(rules) != 2 or node.options or op.results is not None:
        return _pull(node, g, read, useful)
    a, b = node.inputs
    y, xa, xb = node.value, a.value, b.value
    found = []
    if a.requires_grad and rules[0] is not None:
        found.append((0, rules[0](g, y, xa, xb)))
    if b.requires_grad and rules[1] is not None:
        found.append((1, rules[1](g, y, xa, xb)))
    return found


_SHORT = {1: _pull_one, 2: _pull_two}


def _without_gaps(cotangents: Any, node: Node, read: Callable[[Node], Any]) -> list[Any]:
    """The cotangents of several outputs, zeros where none has arrived."""
    return [
        read(Node(np.zeros_like(value))) if g is None else g
        for g, value in zip(cotangents, node.value, strict=True)
    ]


def contributions(
    node: Node,
    g: Any,
    read: Callable[[Node], Any] = VALUE,
    useful: Collection[Node] | None = None,
) -> list[tuple[int, Any]]:
    """The contributions that flow back along a node's arrows, as a sweep adds them up.

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
    found = _pull(node, g, read, useful)
    return [(i, _fit(c, node.inputs[i].value, node)) for i, c in found]


def downstream(order: list[Node], wanted: Collection[Node]) -> set[Node]:
    """The nodes through which a gradient reaches a wanted one."""
    useful = set(wanted)
    for node in order:
        # What was let go of may lead to a wanted node: the sweep says so when it gets there.
        if node.requires_grad and (node.released or not useful.isdisjoint(node.inputs)):
            useful.add(node)
    return useful


def _fit(c: Any, value: Any, node: Node) -> Any:
    """Give a contribution its input's shape and dtype: undo broadcasting and promotion."""
    shape = value.shape
    if c.dtype.kind == "c" and value.dtype.kind != "c":
        c = np.real(c)
    if c.shape != shape:
        if c.shape[1:] == shape:  # a bias
            # What the method does, without its detour through Python.
            if c.dtype == _HALF:  # in which a long sum stops growing
                c = c.astype(np.float32)
            c = np.add.reduce(c, axis=0) if type(c) is np.ndarray else c.sum(axis=0)
        else:
            c = _unbroadcast(c, shape, node)
    if c.dtype != value.dtype:
        c = c.astype(value.dtype)
    return c


def _unbroadcast(c: Any, shape: tuple[int, ...], node: Node) -> Any:
    """Sum over the axes that broadcasting added or stretched: a branch like any other."""
    if c.shape == () and node.op is not None and node.op.checked:
        return c + np.zeros(shape, c.dtype)  # a rule may return a plain number
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
