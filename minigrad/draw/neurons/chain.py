"""Reading a graph as a network: affine layers, one after another, with what follows each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from minigrad.core.node import Node, topological_order
from minigrad.core.scopes import scopes
from minigrad.draw.labels import readable
from minigrad.draw.neurons.affine import bias_of, matrix_products, rows, sum_of_products
from minigrad.draw.neurons.network import Layer, Network, refuse
from minigrad.draw.neurons.stages import named, stages
from minigrad.ops import registry
from minigrad.ops.elementwise import add
from minigrad.ops.exponentials import log_softmax, softmax

# With one of these alone after the last layer a loss begins: an error, its square, its logarithm.
_OF_LOSSES = {
    registry[name]
    for name in ("subtract", "power", "square", "negative", "absolute", "log", "multiply")
}


def chain(root: Node) -> Network:
    """Read the graph that leads to a node as a network.

    Raises
    ------
    ValueError
        If it is something else; the message says what was found.
    """
    order = topological_order(root)
    if any(node.released for node in order):
        refuse("this graph was let go of by backward(retain_graph=False)")
    products = matrix_products(order)
    if not products:
        return _single_neuron(order) or _softmax_alone(order)
    first = products[0]
    network = Network(rows(first.data.value, first.left), first.data)
    dependent = _dependent([first.data], order)
    for i, product in enumerate(products):
        last = product is products[-1]
        if product.left != first.left and product.data.value.ndim > 1:
            refuse("its weights stand on the left of one product and on the right of another")
        path = _path(product.node, root if last else products[i + 1].data)
        if path is None:
            refuse(f"{len(products)} matrix products were found, and they do not form one chain")
        bias, sums, path = bias_of(product, path, dependent)
        names, end, rest = _activation(sums, path, dependent, left=product.left, last=last)
        z, y = product.outputs(sums), product.outputs(end)
        layer = Layer(product.weights, bias, z, y, names, (sums, end))
        layer.sources = [(*product.source, False)]
        layer.sources += [(x, False, True) for x in sums.inputs if sums is not product.node]
        network.layers.append(layer)
        if last:
            _end(network, rest, order, left=product.left)
    return network


def _single_neuron(order: list[Node]) -> Network | None:
    neuron = sum_of_products(order)
    if neuron is None:
        return None
    network = Network(neuron.inputs, neuron.data[0])
    path = _path(neuron.node, order[-1]) or []
    dependent = _dependent(neuron.data, order)
    names, end, rest = _activation(neuron.node, path, dependent, left=False, last=True)
    z, y = (np.reshape(node.value, (-1, 1)) for node in (neuron.node, end))
    network.layers = [Layer(neuron.weights, neuron.bias, z, y, names, (neuron.node, end))]
    _end(network, rest, order, left=False)
    return network


def _softmax_alone(order: list[Node]) -> Network:
    found = [node for node in order if _is_softmax(node, left=False)]
    if len(found) != 1:
        refuse(_operations_found(order))
    origin = found[0].inputs[0]
    network = Network(rows(origin.value, left=False), origin)
    _end(network, _path(origin, order[-1]) or [], order, left=False)
    return network


def _dependent(origins: list[Node], order: list[Node]) -> set[Node]:
    found = set(origins)
    for node in order:
        if not found.isdisjoint(node.inputs):
            found.add(node)
    return found


def _path(start: Node, end: Node) -> list[Node] | None:
    """Nodes on the paths from one node to another, in order; None if there is no path."""
    seen = {end}
    stack = [end]
    while stack:
        for node in stack.pop().inputs:
            if node.number >= start.number and node not in seen:
                seen.add(node)
                stack.append(node)
    reached = {start}
    path = []
    for node in sorted(seen, key=lambda node: node.number):
        if not reached.isdisjoint(node.inputs):
            reached.add(node)
            path.append(node)
    return path if end in reached else None


def _activation(
    sums: Node, path: list[Node], dependent: set[Node], *, left: bool, last: bool
) -> tuple[list[str], Node, list[Node]]:
    """Activation of the sums: its names, its last node, and the path that is left."""
    here, names, taken = sums, [], 0
    inside = {sums, *path}
    for stage in stages(sums, path):
        end = stage[-1]
        made = f"{_name(end)!r} makes {np.shape(end.value)} of {np.shape(sums.value)}"
        aside = {x for node in stage for x in node.inputs} - inside
        joined = not aside.isdisjoint(dependent)
        changed = np.shape(end.value) != np.shape(sums.value)
        if joined and (not last or end.op is add):
            refuse(f"a way around a layer comes in again at {_name(end)!r}")
        if not last and changed:
            refuse(f"between its layers {made}")
        if last and (joined or changed or _is_softmax(end, left) or _is_of_loss(stage, aside)):
            break
        names.append(named(here, stage))
        here = end
        taken += len(stage)
    return names, here, path[taken:]


def _is_of_loss(stage: list[Node], aside: set[Node]) -> bool:
    """True if a stage after the last layer compares with targets, or begins a loss."""
    compares = any(not x.requires_grad and hasattr(x.value, "shape") for x in aside)
    return compares or (len(stage) == 1 and stage[0].op in _OF_LOSSES)


def _is_softmax(node: Node, left: bool) -> bool:
    """True for a softmax, or the logarithm of one, over the neurons of a layer."""
    if node.op not in {softmax, log_softmax}:
        return False
    ndim = node.value.ndim
    wanted = -2 if left and ndim > 1 else -1
    return node.options["axis"] in {wanted, ndim + wanted}


def _end(network: Network, rest: list[Node], order: Sequence[Node], *, left: bool) -> None:
    """Add a softmax, and the names of what is beyond the network."""
    titles = _titles_after(network.layers[-1].nodes[1] if network.layers else network.origin, order)
    if rest and _is_softmax(rest[0], left):
        network.softmax = rest[0]
        value = rest[0].value
        network.probabilities = rows(np.exp(value) if rest[0].op is log_softmax else value, left)
        rest = rest[1:]
    network.rest = list(dict.fromkeys(titles.get(node) or _name(node) for node in rest))


def _titles_after(end: Node, order: Sequence[Node]) -> dict[Node, str]:
    """Titles of the innermost modules, such as a loss, that begin after the end of a network."""
    titles: dict[Node, str] = {}
    for scope in scopes(order):
        if order[scope.first].number > end.number:
            titles |= dict.fromkeys(order[scope.first : scope.last + 1], readable(scope.title))
    return titles


def _operations_found(order: Sequence[Node]) -> str:
    counts = Counter(_name(node) for node in order if node.op is not None)
    if not counts:
        return "nothing was recorded here; give the weights requires_grad=True"
    listed = [f"{count} x {name}" for name, count in counts.most_common(5)]
    return f"no product of weights was found but {', '.join(listed)}"


def _name(node: Node) -> str:
    return "" if node.op is None else readable(node.op.name)
