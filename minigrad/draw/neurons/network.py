"""Networks, as graphs are read: layers of weights, sums and outputs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NoReturn

from minigrad.core.node import Node


@dataclass
class Layer:
    """Weights of a layer, and the values that they give for its inputs.

    Attributes
    ----------
    weights
        Of shape ``(inputs, outputs)``, whichever way the graph multiplies by them.
    bias
        One for each output, if there is one.
    sums
        The values of ``x @ W + b``: a row for each example.
    outputs
        The values of the activation.
    activation
        The names of the operations that are applied to the sums, in order.
    nodes
        The recorded nodes of the sums and the outputs.
    sources
        The leaves that hold its weights and its bias; for each, True if the weights are the leaf
        transposed, and True if it is the bias.
    """

    weights: Any
    bias: Any
    sums: Any
    outputs: Any
    activation: list[str] = field(default_factory=list)
    nodes: tuple[Node, ...] = ()
    sources: list[tuple[Node, bool, bool]] = field(default_factory=list)


@dataclass
class Network:
    """Layers, one after another.

    Attributes
    ----------
    inputs
        A row for each example.
    origin
        The recorded node of the inputs; the first, where each has its own.
    layers
        From the inputs on; none where a softmax stands alone.
    softmax
        The recorded node of a softmax at the end, or of its logarithm.
    probabilities
        The values of the softmax.
    rest
        The names of what follows the network: of modules, such as a loss, and of operations.
    """

    inputs: Any
    origin: Node
    layers: list[Layer] = field(default_factory=list)
    softmax: Node | None = None
    probabilities: Any = None
    rest: list[str] = field(default_factory=list)


def refuse(found: str) -> NoReturn:
    """Say what was found instead of a network, and what to do."""
    raise ValueError(
        'level="neurons" draws affine layers one after another, such as h(x @ W + b), and '
        f'{found}; draw it with level="layers" or level="operations"'
    )
