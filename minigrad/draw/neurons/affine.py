"""Affine maps in a graph: products of matrices, or of single numbers, and their biases."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.node import Node
from minigrad.draw.neurons.network import refuse
from minigrad.ops.elementwise import add, multiply
from minigrad.ops.products import matmul
from minigrad.ops.reductions import sum as sum_
from minigrad.ops.shapes import matrix_transpose, swapaxes, transpose

_TRANSPOSED = (transpose, matrix_transpose, swapaxes)


class Product(NamedTuple):
    """Matrix product, read as weights times inputs."""

    node: Node
    weight: Node
    data: Node
    left: bool  # whether the weight stands on the left

    @property
    def weights(self) -> Any:
        """The weights, of shape ``(inputs, outputs)``."""
        value = self.weight.value
        if value.ndim == 1:
            return value[:, None]
        return value.T if self.left else value

    @property
    def source(self) -> tuple[Node, bool]:
        """The leaf that holds the weights, and whether they are that leaf turned."""
        turned = self.weight.op in _TRANSPOSED
        return self.weight.inputs[0] if turned else self.weight, turned != self.left

    def outputs(self, node: Node) -> Any:
        """Value of the product, or of a node made of it: a row for each example."""
        if self.weight.value.ndim == 1:
            return np.reshape(node.value, (-1, 1))
        return rows(node.value, self.left)


class Neuron(NamedTuple):
    """A sum of products of single numbers, such as ``b + w1 * x1 + w2 * x2``."""

    node: Node
    weights: Any
    bias: Any
    inputs: Any
    data: list[Node]


def rows(value: Any, left: bool) -> Any:
    """Rows, one for each example, whichever way the graph holds them."""
    value = np.asarray(value)
    if left and value.ndim > 1:
        value = np.swapaxes(value, -1, -2)
    return value.reshape(math.prod(value.shape[:-1]), value.shape[-1])


def matrix_products(order: list[Node]) -> list[Product]:
    """Matrix products, in order; where both sides could be weights, the later ones decide."""
    found: list[Product] = []
    for node in reversed(order):
        if node.op is matmul:
            left = _weight_is_left(node, found[-1] if found else None)
            weight, data = node.inputs if left else node.inputs[::-1]
            found.append(Product(node, weight, data, left))
    return found[::-1]


def _weight_is_left(product: Node, later: Product | None) -> bool:
    a, b = product.inputs
    left, right = _may_be_weight(a), _may_be_weight(b)
    # What requires a gradient is the weight, unless the network is frozen and drawn for its inputs.
    trained = later is None or later.weight.requires_grad
    learning = a.requires_grad if trained and a.requires_grad != b.requires_grad else None
    if left != right and (learning is None or learning == left or (a if right else b).op):
        return left
    if not (left and right):
        refuse(
            f"a matrix product of shapes {a.value.shape} and {b.value.shape} was found, in which "
            "no given matrix is a weight"
        )
    if learning is not None:
        return learning
    if later is not None:
        return later.left
    return bool(a.value.ndim == 2 and b.value.ndim == 1)


def _may_be_weight(node: Node) -> bool:
    """True for a matrix or a vector that was given, perhaps transposed."""
    source = node.inputs[0] if node.op in _TRANSPOSED else node
    return source.op is None and node.value.ndim in {1, 2}


def bias_of(
    product: Product, path: list[Node], dependent: set[Node]
) -> tuple[Any, Node, list[Node]]:
    """The bias, if the next operation adds one; the sums; and the path that is left."""
    uses = [node for node in path if product.node in node.inputs]
    if len(uses) != 1 or uses[0].op is not add:
        return None, product.node, path
    a, b = uses[0].inputs
    other = b if a is product.node else a
    size = product.weights.shape[1]
    # Seen from the axis of the neurons, it is as long as they are many, or a single number.
    shape = np.shape(other.value)
    matrix = product.weight.value.ndim == 2
    turned = product.left and matrix and product.node.value.ndim > 1
    axis = (-2 if turned else -1) if matrix else None
    length = shape[axis] if axis is not None and len(shape) >= -axis else 1
    if other.op is not None or other in dependent or np.size(other.value) != length:
        return None, product.node, path
    return np.broadcast_to(np.ravel(other.value), (size,)), uses[0], path[1:]


def sum_of_products(order: list[Node]) -> Neuron | None:
    """A sum of products of single numbers, or of the elements of two vectors, if there is one."""
    terms: dict[Node, list[tuple[Node, ...]]] = {}
    for node in order:
        if node.op is multiply or node.op is sum_:
            product = node if node.op is multiply else node.inputs[0]
            pair = _weight_and_input(product)
            if pair and (np.size(pair[0].value) == 1) == (node.op is multiply):
                terms[node] = [pair]
        elif node.op is add:
            parts = [terms.get(x) or ([(x,)] if x.op is None else []) for x in node.inputs]
            if all(parts) and not terms.keys().isdisjoint(node.inputs):
                terms[node] = parts[0] + parts[1]
    if not terms:
        return None
    node = list(terms)[-1]
    pairs = [term for term in terms[node] if len(term) == 2]
    biases = [term[0].value for term in terms[node] if len(term) == 1]
    if len(biases) > 1 or any(len(t) == 2 and t not in pairs for ts in terms.values() for t in ts):
        return None
    weights = [np.ravel(weight.value) for weight, _ in pairs]
    inputs = [np.reshape(x.value, (-1, w.size)) for w, (_, x) in zip(weights, pairs, strict=True)]
    examples = np.size(node.value)
    return Neuron(
        node,
        np.concatenate(weights)[:, None],
        np.ravel(biases[0]) if biases else None,
        np.hstack([np.broadcast_to(x, (examples, x.shape[1])) for x in inputs]),
        [x for _, x in pairs],
    )


def _weight_and_input(product: Node) -> tuple[Node, Node] | None:
    """The factors of a product of two leaves: a single number with others, or two vectors."""
    if product.op is not multiply:
        return None
    a, b = product.inputs
    if a is b or a.op is not None or b.op is not None:
        return None
    weight, x = (b, a) if b.requires_grad and not a.requires_grad else (a, b)
    fits = np.size(weight.value) == 1 or np.ndim(x.value) == np.ndim(weight.value) == 1
    return (weight, x) if fits and np.ndim(x.value) < 2 else None
