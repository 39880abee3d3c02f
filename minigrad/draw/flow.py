"""Back-propagation on a graph, as numbers that a drawing of it shows.

The gradients are the engine's own: one sweep for what arrives at the nodes, and the engine's
rules once more for what flows along each arrow. The graph and its Tensors stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from minigrad.core.backward import conjugated, contributions, sweep
from minigrad.core.node import Node
from minigrad.core.op import Op
from minigrad.draw.spelling import as_factor, is_readable, text_of, word
from minigrad.draw.symbols import Reading, Symbol, all_parts, is_factor, read_rules
from minigrad.draw.values import short

LONGEST_FORMULA = 32
LETTERS = "xwbuv"  # what inputs are called in rules for any inputs
MOST_MULTIPLIED = 1_000  # elements


class Arrow(NamedTuple):
    """An arrow as a gradient meets it on its way back.

    Attributes
    ----------
    contribution
        What arrives: the gradient of the head, times the local derivative.
    derivative
        The local derivative, spelled from the operation's rule.
    number
        Its value, where the rule is a factor.
    summed
        The axes over which broadcasting is undone.
    plain
        Whether the derivative is a number already.
    whole
        The whole rule, spelled with ``g`` for the gradient that arrives; empty where it has no
        formula that can be read.
    spelled
        The local derivative in full, also where ``derivative`` only names it.
    rule
        What ``derivative`` names, with the inputs called x, w, … and the output y; empty where it
        is spelled, or has no such formula.
    factor
        The local derivative as one of the factors along a path: in brackets where it needs them,
        by a name where it is long.
    multiplies
        Whether gradient times number, element by element, is the contribution.
    mentions_g
        Whether the rule is spelled with ``g``, as one that is more than a factor.
    """

    contribution: Any
    derivative: str
    number: Any = None
    summed: tuple[int, ...] = ()
    plain: bool = False
    whole: str = ""
    spelled: str = ""
    rule: str = ""
    factor: str = ""
    multiplies: bool = False
    mentions_g: bool = False


class Flow:
    """A backward sweep from a root, looked at.

    Complex gradients are as users see them, conjugates of those in rules; local derivatives are
    conjugated with them, so that their products are what flows back.

    Parameters
    ----------
    root
        Where it starts, with a gradient of ones, or of one at an element.
    order
        The nodes of the graph.
    names
        What nodes are called in formulas.
    key
        The element of the root from which it starts; ``()`` for all of them.
    """

    def __init__(
        self,
        root: Node,
        order: Sequence[Node],
        names: Mapping[Node, str],
        key: tuple[int, ...] = (),
    ) -> None:
        if not root.requires_grad:
            raise ValueError(
                "no gradient flows to this Tensor, so there are none to show: it was not computed "
                "from one with requires_grad=True while recording"
            )
        self.root = root
        self.order = order
        self.names = names
        self.seed = np.zeros_like(root.value) if key else np.ones_like(root.value)[()]
        if key:
            self.seed[key] = 1
        self._arrows: dict[Node, dict[int, Arrow]] = {}

    @cached_property
    def gradient(self) -> dict[Node, Any]:
        """The gradient that arrives at each node."""
        wanted = {node for node in self.order if node.requires_grad}
        with np.errstate(all="ignore"):
            return sweep(self.root, self.seed, wanted=wanted)

    @cached_property
    def arriving(self) -> dict[Node, list[tuple[Node, int]]]:
        """For each node its arrows, as heads and positions, in the order of the engine's sum."""
        result: dict[Node, list[tuple[Node, int]]] = {}
        for head in reversed(self.order):
            if head.op is not None and head in self.gradient:
                for i in self._contributions(head):
                    result.setdefault(head.inputs[i], []).append((head, i))
        return result

    def arrow(self, head: Node, i: int) -> Arrow | None:
        """The arrow to a node's input; None where nothing flows back along it."""
        if head not in self.gradient:
            return None
        if head not in self._arrows:
            self._arrows[head] = self._look(head)
        return self._arrows[head].get(i)

    def share(self, head: Node, i: int) -> Any:
        """The contribution that flows back along an arrow, without a look at its rule."""
        if head in self._arrows:
            return self._arrows[head][i].contribution
        return self._contributions(head)[i]

    def _contributions(self, head: Node) -> dict[int, Any]:
        """The contributions of a node to its inputs, by position, as users see gradients."""
        with np.errstate(all="ignore"):
            shares = contributions(head, conjugated(self.gradient[head]))
            return {i: conjugated(share) for i, share in shares}

    def shares(self, node: Node) -> list[Any]:
        """The contributions that arrive at a node, in the order of the engine's sum."""
        arrows = [self.arrow(head, i) for head, i in self.arriving.get(node, [])]
        return [arrow.contribution for arrow in arrows if arrow is not None]

    def along(self, path: Sequence[tuple[Node, int]]) -> Any:
        """The gradient at the start of one path that leads to the root, by that path alone."""
        g = self.seed
        with np.errstate(all="ignore"):
            for head, i in reversed(path):
                g = dict(contributions(head, g))[i]
            return conjugated(g)

    def _look(self, head: Node) -> dict[int, Arrow]:
        op = head.op
        assert op is not None  # noqa: S101 - only operations have arrows that come in
        symbols = [
            Symbol(self.names[x], x.value) if hasattr(x.value, "shape") else x.value
            for x in head.inputs
        ]
        y = Symbol(self.names[head], head.value)
        g = self.gradient[head]
        readings = _read(op, y, symbols, head.options)
        result = {}
        long: list[int] = []
        for i, contribution in self._contributions(head).items():
            reading = readings[i] if i < len(readings) else None
            if op.whole is not None:  # one output of several: its gradient is that of the whole's
                result[i] = Arrow(contribution, "1", plain=True, whole="g", spelled="1", factor="1")
                continue
            if reading is None:
                name = f"∂{op.name}"
                result[i] = Arrow(contribution, name, spelled=name, factor=name)
                continue
            factor, whole = reading
            if is_factor(factor) and np.iscomplexobj(getattr(factor, "value", factor)):
                factor = factor.conj() if isinstance(factor, Symbol) else np.conj(factor)
                if not isinstance(factor, Symbol) and "c" not in {
                    np.asarray(x).dtype.kind for x in (g, contribution)
                }:
                    factor = factor.real  # what a real number receives
            number = getattr(factor, "value", factor) if is_factor(factor) else None
            summed = _summed(np.shape(getattr(whole, "value", whole)), np.shape(contribution))
            text = as_factor(factor)
            plain = None if isinstance(factor, Symbol) else short(factor)
            derivative = spelled = text_of(factor) if plain is None else plain
            readable = is_readable(factor)
            if not readable or (len(spelled) > LONGEST_FORMULA and not _is_name(factor)):
                derivative = text = _named(op, i, [self.names.get(x, "…") for x in head.inputs])
                spelled = f"{derivative} = {spelled}" if readable else derivative
                long += [i] if readable else []
            result[i] = Arrow(
                contribution,
                derivative,
                number,
                summed,
                plain=not isinstance(factor, Symbol),
                whole=text_of(whole) if readable else "",
                spelled=spelled,
                factor=text,
                multiplies=_multiplies(g, number, contribution, summed),
                mentions_g=readable and not is_factor(factor),
            )
        if long:
            rules = _in_general(op, y, symbols, head.options, readings)
            result |= {i: result[i]._replace(rule=rules[i]) for i in long}
        return result


def _read(op: Op, y: Symbol, xs: Sequence[Any], options: Mapping[str, Any]) -> list[Reading | None]:
    """The rules read with symbols; nothing where a user's rule is not to be read so."""
    try:
        return read_rules(op, y, xs, options)
    except Exception:  # noqa: BLE001 - rules may use anything; the numbers are known all the same
        return []


def _is_name(factor: Any) -> bool:
    return isinstance(factor, Symbol) and factor.op is None


def _named(op: Op, i: int, inputs: Sequence[str]) -> str:
    """A name for a local derivative whose formula would be too long."""
    name = word(op)
    return f"{name}′({inputs[0]})" if len(inputs) == 1 else f"∂{name}/∂{inputs[i]}"


def _in_general(
    op: Op,
    y: Symbol,
    xs: Sequence[Any],
    options: Mapping[str, Any],
    readings: Sequence[Reading | None],
) -> dict[int, str]:
    """The rules of an operation as they are for any inputs: x, w, …, and the output y."""
    y.name = "y"
    letters = [LETTERS[i] if i < len(LETTERS) else f"x{i + 1}" for i in range(len(xs))]
    for x, letter in zip(xs, letters, strict=True):
        if isinstance(x, Symbol):
            x.name = letter
    inputs = [str(x) for x in xs]
    where = f", where y = {Symbol('', y.value, op, tuple(xs), options)}"
    return {
        i: f"{_named(op, i, inputs)} = {text_of(part.factor)}"
        f"{where if _occurs(y, part.factor) else ''}"
        for i, part in enumerate(readings)
        if part is not None
    }


def _occurs(y: Symbol, factor: Any) -> bool:
    """True if a spelled factor has the output in it; one of several is called after it."""
    return any(part is y or part.name.startswith(("y.", "y[")) for part in all_parts(factor))


def _summed(returned: tuple[int, ...], shape: tuple[int, ...]) -> tuple[int, ...]:
    """The axes of what a rule returned over which broadcasting was undone."""
    added = len(returned) - len(shape)
    if added < 0:
        return ()
    stretched = [i for i, n in enumerate(shape, added) if n != returned[i]]
    return (*range(added), *stretched)


def _multiplies(g: Any, number: Any, contribution: Any, summed: tuple[int, ...]) -> bool:
    """True where gradient times number is what flowed back, but for the sums over axes."""
    if number is None or np.size(number) > MOST_MULTIPLIED or np.size(g) > MOST_MULTIPLIED:
        return False
    with np.errstate(all="ignore"):
        try:
            product = np.multiply(g, number)
            if summed:
                product = product.sum(axis=summed)
            product = np.broadcast_to(product.reshape(-1), (np.size(contribution),))
        except (ValueError, np.exceptions.AxisError):
            return False
        return np.allclose(product, np.ravel(contribution), rtol=1e-4, equal_nan=True)
