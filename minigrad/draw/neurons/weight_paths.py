"""Paths of one weight through the neurons to the error, with a factor for each arrow."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.backward import sweep
from minigrad.core.node import Node, topological_order
from minigrad.draw.elements import Element
from minigrad.draw.neurons.network import Network

Neuron = tuple[int, int]  # its layer, counted from 1 (0 for the inputs), and its position there


class Link(NamedTuple):
    """Arrow on a path: from a neuron to the next; the error is the only neuron of the last."""

    tail: Neuron
    head: Neuron


class WeightPaths:
    """Paths from an element to an error, and the numbers on them, by the engine's rules.

    Law 1: along a path its factors are multiplied: those of its arrows, and at each neuron the
    slope of the activation. Law 2: where paths part, their gradients are added.

    Parameters
    ----------
    network
        The network, recorded with one example.
    end
        The error, of one element.
    start
        The element of a weight or of a bias.

    Raises
    ------
    ValueError
        If the element is none of the network's, or acts in another way too.
    """

    def __init__(self, network: Network, end: Node, start: Element) -> None:
        self.network, self.end, self.start = network, end, start
        self.last = len(network.layers) + 1
        self.first = self._first_link()
        wanted = {start.node, *(node for layer in network.layers for node in layer.nodes)}
        with np.errstate(all="ignore"):
            self.gradients = sweep(end, np.ones_like(end.value)[()], wanted=wanted)
        self._locals: dict[tuple[Node, Node, int], Any] = {}
        whole = self.gradients.get(start.node)
        if whole is None:
            raise ValueError(
                "path=(a, b): no gradient flows back to the first; give it requires_grad=True"
            )
        self.gradient = start.of(whole).item()
        total = self.factor(self.first) * self.arriving(self.first.head)
        if not np.isclose(total, self.gradient, rtol=1e-3, atol=1e-12, equal_nan=True):
            raise ValueError(
                "path=(a, b): the first acts on the second by other ways than through the "
                'neurons too, such as a weight decay; draw it with level="operations"'
            )

    def _first_link(self) -> Link:
        """Arrow of the weight or bias that is followed."""
        node, index = self.start
        found = []
        for number, layer in enumerate(self.network.layers, 1):
            for source, turned, bias in layer.sources:
                if source is not node:
                    continue
                if len(index) != np.ndim(node.value):
                    raise ValueError(
                        'level="neurons" follows one weight: path=(W[0, 0], loss), not a whole W'
                    )
                if bias:
                    found.append(Link((number - 1, -1), (number, index[-1] if index else 0)))
                else:
                    i, j = (*index, 0)[:2] if len(index) < 2 else index[::-1] if turned else index
                    found.append(Link((number - 1, i), (number, j)))
        if node is self.network.origin:
            raise ValueError(
                'level="neurons" follows one weight or bias, and the first is an input; write '
                'path=(W[0, 0], loss), or draw path=(x[0, 0], loss) with level="operations"'
            )
        if len(found) != 1:
            what = "is used by several layers" if found else "is no weight or bias of this network"
            raise ValueError(
                f'path=(a, b) with level="neurons": the first {what}; write path=(W[0, 0], loss) '
                "with an element of a weight or a bias, and a loss that this network computed"
            )
        return found[0]

    def _local(self, y: Node, x: Node, k: int) -> Any:
        """Derivative of one element of y by all of x."""
        if (y, x, k) not in self._locals:
            seed = np.zeros_like(y.value)
            np.reshape(seed, -1)[k] = 1
            with np.errstate(all="ignore"):
                found = sweep(y, seed[()], wanted={x}).get(x)
            self._locals[y, x, k] = np.zeros_like(x.value) if found is None else found
        return self._locals[y, x, k]

    def factor(self, link: Link) -> float:
        """Local derivative along an arrow."""
        (layer, i), (head, j) = link
        if head == self.last:
            outputs = self.network.layers[-1].nodes[1]
            return float(np.ravel(self.gradients[outputs])[i])
        sums = self.network.layers[head - 1].nodes[0]
        if link == self.first:
            return float(self.start.of(self._local(sums, self.start.node, j)))
        before = self.network.layers[layer - 1].nodes[1]
        return float(np.ravel(self._local(sums, before, j))[i])

    def slope(self, neuron: Neuron) -> float:
        """Derivative of a neuron's activation."""
        layer, j = neuron
        sums, outputs = self.network.layers[layer - 1].nodes
        if sums is outputs:
            return 1.0
        row = np.ravel(self._local(outputs, sums, j))
        if np.delete(row, j).any():
            raise ValueError(
                f'level="neurons" follows a weight through activations of single neurons, and '
                f'that of layer {layer} mixes them; draw path= with level="operations"'
            )
        return float(row[j])

    def shares(self, neuron: Neuron) -> list[float]:
        """Gradients that come back to a neuron's output, from each neuron that follows it."""
        return [self.factor(x) * self.arriving(x.head) for x in self.links(neuron)]

    def arriving(self, neuron: Neuron) -> float:
        """Gradient of the error at a neuron's sum; 1 at the error itself."""
        layer, j = neuron
        if layer == self.last:
            return 1.0
        sums = self.network.layers[layer - 1].nodes[0]
        return float(np.ravel(self.gradients[sums])[j])

    def links(self, neuron: Neuron) -> list[Link]:
        """Arrows that leave a neuron."""
        layer, _ = neuron
        size = 0 if layer == self.last else self.size(layer + 1)
        return [Link(neuron, (layer + 1, k)) for k in range(size)]

    def size(self, layer: int) -> int:
        """Number of neurons of a layer."""
        return 1 if layer == self.last else self.network.layers[layer - 1].sums.shape[1]

    @property
    def number(self) -> int:
        """Number of paths."""
        return math.prod(map(self.size, range(self.first.head[0] + 1, self.last + 1)))

    def listed(self, most: int) -> Iterator[list[Link]]:
        """First paths, each as its arrows."""
        layers = range(self.first.head[0] + 1, self.last + 1)
        for places in islice(product(*(range(self.size(n)) for n in layers)), most):
            neurons = [self.first.head, *zip(layers, places, strict=True)]
            yield [self.first, *map(Link, neurons, neurons[1:])]

    def factors(self, path: list[Link]) -> list[float]:
        """Factors along a path from the weight on; no slope where there is no activation."""
        result = []
        for link in path:
            result.append(self.factor(link))
            if link.head[0] < self.last and self.activated(link.head[0]):
                result.append(self.slope(link.head))
        return result

    def activated(self, layer: int) -> bool:
        """True if a layer has an activation."""
        sums, outputs = self.network.layers[layer - 1].nodes
        return sums is not outputs


Table = tuple[Any, Any]  # the gradients of a layer's weights and of its bias; None where none comes


class NeuronGradients(NamedTuple):
    """Gradients by layers, from 1 on; 0 is that of the inputs.

    Attributes
    ----------
    outputs, sums
        At the neurons' outputs, and at their sums before the activation.
    weights
        Of the weights.
    """

    outputs: dict[int, Any]
    sums: dict[int, Any]
    weights: dict[int, Table]


def neuron_gradients(network: Network, root: Node) -> NeuronGradients:
    """Gradients of a root at the neurons and of the weights."""
    sources = {source for layer in network.layers for source, *_ in layer.sources}
    wanted = {*sources, network.origin, *(x for layer in network.layers for x in layer.nodes)}
    with np.errstate(all="ignore"):
        found = sweep(root, np.ones_like(root.value)[()], wanted=wanted)
    ends = [network.origin, *(layer.nodes[1] for layer in network.layers)]
    at = {i: np.ravel(found[node]) for i, node in enumerate(ends) if node in found}
    sums, along = {}, {}
    for i, layer in enumerate(network.layers, 1):
        if layer.nodes[0] in found:
            sums[i] = np.ravel(found[layer.nodes[0]])
        weights = bias = None
        for source, turned, is_bias in layer.sources:
            gradient = found.get(source)
            if gradient is not None and is_bias:
                bias = np.broadcast_to(np.ravel(gradient), (layer.sums.shape[1],))
            elif gradient is not None:
                weights = (gradient.T if turned else gradient).reshape(layer.weights.shape)
        along[i] = weights, bias
    return NeuronGradients(at, sums, along)


def loss_of(module: Any, examples: Sequence[Any], loss: Any) -> Any:
    """The loss to follow a weight to, if this module computed it from these examples."""
    if not hasattr(loss, "node"):
        raise TypeError(f"path=(a, b) takes two Tensors, not {type(loss).__name__}")
    leaves = {node for node in topological_order(loss.node) if node.op is None}
    mine = {parameter.node for parameter in module.parameters()}
    values = [np.asarray(node.value) for node in leaves - mine if hasattr(node.value, "shape")]
    given = [np.asarray(getattr(x, "data", x)) for x in examples]
    if leaves.isdisjoint(mine) or not all(
        any(x.size == v.size and np.array_equal(x.ravel(), v.ravel()) for v in values)
        for x in given
    ):
        raise ValueError(
            f"path=(W[0, 0], loss): this loss was not computed by this {type(module).__name__} "
            "from this example; write loss = error(net(x), t), then "
            'net.draw(x, level="neurons", path=(W[0, 0], loss))'
        )
    return loss
