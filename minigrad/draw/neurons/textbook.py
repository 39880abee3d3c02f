"""Networks as columns of neurons, as textbooks draw them, from the graph that they recorded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from minigrad.core.node import Node
from minigrad.draw.elements import Element
from minigrad.draw.labels import readable
from minigrad.draw.neurons.builder import (
    Builder,
    Shown,
    digits,
    in_numbers,
    title_hint,
    title_lines,
)
from minigrad.draw.neurons.chain import chain
from minigrad.draw.neurons.network import Network
from minigrad.draw.neurons.overlay import follow, sum_text
from minigrad.draw.neurons.weight_paths import Neuron, WeightPaths, neuron_gradients
from minigrad.draw.picture import Group, Picture
from minigrad.draw.words import Words

TITLES = ("input layer", "hidden layer", "output layer")
MOST_OPERATIONS_NAMED = 5
MOST_STAGES_NAMED = 3


def neurons(
    root: Node,
    *,
    labels: Sequence[str] | None = None,
    most: int = 12,
    values: bool = False,
    weights: bool = False,
    bias: bool = False,
    gradients: bool = False,
    start: Element | None = None,
    lang: str = "en",
) -> Picture:
    """The network that leads to a value: columns of neurons, with an arrow for each weight.

    A single neuron is drawn from inside, as ``a = b + w1·x1 + w2·x2`` and ``y = h(a)``; a softmax
    at the end, or its logarithm in a loss, as arrows from all to all. What follows the network,
    such as a loss, is named in the caption.

    Parameters
    ----------
    root
        The output of a network, or a loss of it.
    labels
        The titles of the columns: one for each layer of neurons; or three, for the inputs, the
        hidden layers (which are numbered where there are several) and the outputs.
    most
        The number of neurons of a layer that are shown; of a larger one, the first and the last.
    values
        Whether the neurons show their numbers, for a graph of one example.
    weights
        Whether arrows show the weights: positive ones blue, negative ones red and dashed, thicker
        the larger they are in their layer; as numbers too where they are few.
    bias
        Whether biases are drawn, as arrows from a neuron that is always 1. A single neuron is
        always drawn with its bias.
    gradients
        Whether neurons and arrows show the gradient of the root, for a graph of one example.
    start
        The weight or bias whose paths to the root, an error of one element, are coloured.
    lang
        The language of the words, "en" or "ja".

    Raises
    ------
    ValueError
        If the graph is no chain of affine layers; the message says what was found.

    Examples
    --------
    >>> from minigrad.draw.neurons.textbook import neurons
    >>> net = nn.MLP([784, 100, 10], activation=mg.h_swish)
    >>> picture = neurons(net(np.zeros((1, 784))).node)
    >>> [vertex.lines for vertex in picture.vertices if vertex.id.startswith("title")]
    [['input layer', '784'], ['hidden layer', '100', 'h_swish'], ['output layer', '10']]
    """
    if most < 2:
        raise ValueError(f"most is at least 2, the first and the last neuron, not {most}")
    network = chain(root)
    examples = len(network.inputs)
    if (values or gradients or start) and examples != 1:
        what = "path=" if start else "gradients" if gradients else "values=True"
        raise ValueError(
            f"{what} shows one example, and this graph holds {examples}; record the network "
            "with one row, such as net(x[:1])"
        )
    words = Words(lang)
    draw = _Drawing(network, labels, most, words, values=values, weights=weights, bias=bias)
    if start is not None:
        if np.size(root.value) != 1:
            raise ValueError(
                "path=(a, b): the second is an error, of one element, not of shape "
                f"{np.shape(root.value)}"
            )
        paths = WeightPaths(network, root, start)
        draw.bias = bias or paths.first.tail[1] < 0
        draw.columns(error=root)
        follow(draw.picture, paths, draw.ids, words)
    elif gradients and network.layers:
        draw.columns()
    elif _is_single_neuron(network, most):
        draw.single_neuron()
    else:
        draw.columns()
    if gradients:
        draw.show_gradients(root)
    if network.rest:
        more = ", …" if len(network.rest) > MOST_OPERATIONS_NAMED else ""
        names = ", ".join(readable(name) for name in network.rest[:MOST_OPERATIONS_NAMED])
        draw.picture.caption.append(words("after", names=names + more))
    return draw.picture


def _is_single_neuron(network: Network, most: int) -> bool:
    if len(network.layers) != 1 or network.softmax is not None:
        return False
    inputs, outputs = network.layers[0].weights.shape
    return bool(outputs == 1 and inputs <= most)


class _Drawing(Builder):
    """Builder of the two pictures: a network, or a single neuron from inside."""

    def __init__(
        self,
        network: Network,
        labels: Sequence[str] | None,
        most: int,
        words: Words,
        *,
        values: bool,
        weights: bool,
        bias: bool,
    ) -> None:
        super().__init__(most, words, values=values, weights=weights)
        self.network = network
        self.ids: dict[Neuron, str] = {}  # of the neurons that are shown
        self.titles = _titles(labels, len(network.layers) + 1, words)
        self.titled = labels is not None
        self.bias = bias

    def columns(self, error: Node | None = None) -> None:
        """Add a column for each layer, and one more after a softmax; or one for the error."""
        network = self.network
        layers = network.layers
        title = [self.titles[0], f"{network.inputs.shape[1]:,}"]
        title = title if layers or self.titled else []
        tails = self.column("x" if layers else "a", title, network.inputs, network.origin)
        self._keep(0, tails)
        for i, layer in enumerate(layers, 1):
            last = i == len(layers)
            one = self.one(layer) if self.bias else None
            if one is not None:
                self.ids[i - 1, -1] = one
            title = [self.titles[i], f"{layer.sums.shape[1]:,}", *_shortened(layer.activation)]
            letter = "z" if not last else "y" if network.softmax is None else "a"
            heads = self.column(letter, title, layer.outputs, layer.nodes[1])
            self.connect(layer, tails, heads, one)
            self._keep(i, heads)
            tails = heads
        if error is not None:
            title = [self.words["error"]]
            title += [self.words["softmax with loss"]] if network.softmax is not None else []
            heads = self.column("E", title, np.reshape(error.value, (1, 1)), error, numbered=False)
            self._keep(len(layers) + 1, heads)
            for _, tail in tails:
                self.arrow(tail, heads[0][1])
        elif network.softmax is not None:
            self.column("", ["σ()", "softmax"])
            heads = self.column("y", [], network.probabilities, network.softmax)
            for _, tail in tails:
                for _, head in heads:
                    self.arrow(tail, head)

    def _keep(self, layer: int, shown: Shown) -> None:
        self.ids |= {(layer, i): name for i, name in shown}

    def show_gradients(self, root: Node) -> None:
        """Add the gradient of the root at each neuron and on the arrow of each weight."""
        ends = {name: neuron for neuron, name in self.ids.items()}
        at, sums, along = neuron_gradients(self.network, root)
        for vertex in self.picture.vertices:
            layer, i = ends.get(vertex.id, (-1, -1))
            if layer in at and i >= 0:
                vertex.lines.append(digits(at[layer][i]))
                vertex.details["gradient"] = [f"{at[layer][i]:.8g}"]
                if layer + 1 in sums:  # law 2: what each neuron of the next layer sends back
                    shares = self.network.layers[layer].weights[i] * sums[layer + 1]
                    if np.isclose(shares.sum(), at[layer][i]):
                        vertex.hint = [f"Σ {sum_text(shares.tolist(), self.words)}"]
                        vertex.details["gradient"] += vertex.hint
        for edge in self.picture.edges:
            tail, head = ends.get(edge.tail), ends.get(edge.head)
            if edge.marked:  # it has its factor
                continue
            if tail is not None and head is not None and head[0] in along:
                table = along[head[0]][tail[1] < 0]
                if table is not None:
                    number = table[head[1]] if tail[1] < 0 else table[tail[1], head[1]]
                    if in_numbers(self.network.layers[head[0] - 1]):
                        edge.lines.append(f"∂ {digits(number)}")
                    edge.hint = [*edge.hint, f"{self.words['grad']} {number:.8g}"]

    def single_neuron(self) -> None:
        """Add the inputs, and a frame in which their sum becomes the output."""
        (layer,) = self.network.layers
        sums, outputs = layer.nodes
        title = [self.titles[0]] if self.titled else []
        inputs = self.column("x", title, self.network.inputs, self.network.origin)
        one = self.one(layer)
        names = {(i, 0): f"w{i + 1}" for i, _ in inputs}
        terms = [*(["b"] if one else []), *(f"w{i + 1}·x{i + 1}" for i, _ in inputs)]
        inner = self.titles[1:] if self.titled else []
        self.picture.groups.append(Group("neuron", title_lines(inner), hint=title_hint(inner)))
        letter = "a" if layer.activation else "y"
        inside = self.column(letter, [], layer.sums, sums, group="neuron", numbered=False)
        self.connect(layer, inputs, inside, one, names | {(-1, 0): "b"})
        self.picture.caption.append(f"{letter} = {' + '.join(terms)}")
        if layer.activation:
            last = self.column("y", [], layer.outputs, outputs, group="neuron", numbered=False)
            self.arrow(inside[0][1], last[0][1], ["h()"])
            h = ", ".join(_shortened(layer.activation))
            self.picture.caption.append(f"y = h(a), h = {h}")


def _titles(labels: Sequence[str] | None, columns: int, words: Words) -> list[str]:
    """A title for each layer of neurons."""
    given = list(map(words.__getitem__, TITLES) if labels is None else labels)
    if len(given) == columns:
        return given
    if len(given) != len(TITLES):
        raise ValueError(
            f"labels has {len(given)} titles for {columns} layers of neurons; give one for each, "
            "or three: for the inputs, the hidden layers and the outputs"
        )
    first, hidden, last = given
    return [first, *(f"{hidden} {i}" for i in range(1, columns - 1)), last][:columns]


def _shortened(activation: Sequence[str]) -> list[str]:
    if len(activation) <= MOST_STAGES_NAMED:
        return list(activation)
    return [*activation[: MOST_STAGES_NAMED - 1], "…"]
