"""Networks as columns of neurons, as textbooks draw them, from the graph that they recorded."""

from __future__ import annotations

from collections.abc import Sequence

from minigrad.draw.labels import readable
from minigrad.draw.neurons.chain import chain
from minigrad.draw.neurons.network import Network
from minigrad.draw.neurons.sketch import Sketch, title_hint, title_lines
from minigrad.draw.picture import Group, Picture
from minigrad.node import Node

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
        How many neurons of a layer are shown; of a larger one, the first and the last.
    values
        Whether the neurons show their numbers, for a graph of one example.
    weights
        Whether arrows show the weights: positive ones blue, negative ones red and dashed, thicker
        the larger they are in their layer; as numbers too where they are few.
    bias
        Whether biases are drawn, as arrows from a neuron that is always 1. A single neuron is
        always drawn with its bias.

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
    if values and examples != 1:
        raise ValueError(
            f"values=True shows one example, and this graph holds {examples}; record the network "
            "with one row, such as net(x[:1])"
        )
    draw = _Drawing(network, labels, most, values=values, weights=weights, bias=bias)
    if _is_single_neuron(network, most):
        draw.single_neuron()
    else:
        draw.columns()
    if network.rest:
        more = ", …" if len(network.rest) > MOST_OPERATIONS_NAMED else ""
        names = ", ".join(readable(name) for name in network.rest[:MOST_OPERATIONS_NAMED])
        draw.picture.caption.append(f"after the network: {names}{more}")
    return draw.picture


def _is_single_neuron(network: Network, most: int) -> bool:
    if len(network.layers) != 1 or network.softmax is not None:
        return False
    inputs, outputs = network.layers[0].weights.shape
    return bool(outputs == 1 and inputs <= most)


class _Drawing(Sketch):
    """The two pictures."""

    def __init__(
        self,
        network: Network,
        labels: Sequence[str] | None,
        most: int,
        *,
        values: bool,
        weights: bool,
        bias: bool,
    ) -> None:
        super().__init__(most, values=values, weights=weights)
        self.network = network
        self.titles = _titles(labels, len(network.layers) + 1)
        self.titled = labels is not None
        self.bias = bias

    def columns(self) -> None:
        """A column for each layer, and one more after a softmax."""
        network = self.network
        layers = network.layers
        title = [self.titles[0], f"{network.inputs.shape[1]:,}"]
        title = title if layers or self.titled else []
        tails = self.column("x" if layers else "a", title, network.inputs, network.origin)
        for i, layer in enumerate(layers, 1):
            last = i == len(layers)
            one = self.one(layer) if self.bias else None
            title = [self.titles[i], f"{layer.sums.shape[1]:,}", *_shortened(layer.activation)]
            letter = "z" if not last else "y" if network.softmax is None else "a"
            heads = self.column(letter, title, layer.outputs, layer.nodes[1])
            self.connect(layer, tails, heads, one)
            tails = heads
        if network.softmax is not None:
            self.column("", ["σ()", "softmax"])
            heads = self.column("y", [], network.probabilities, network.softmax)
            for _, tail in tails:
                for _, head in heads:
                    self.arrow(tail, head)

    def single_neuron(self) -> None:
        """The inputs, and a frame in which their sum becomes the output."""
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


def _titles(labels: Sequence[str] | None, columns: int) -> list[str]:
    """A title for each layer of neurons."""
    given = list(TITLES if labels is None else labels)
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
