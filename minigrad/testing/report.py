"""Results of the checker: a report of what was found right, or an error that shows what is not."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from minigrad.draw import draw

WIDTH = 80


@dataclass
class Report:
    """Record of what `check_grads` has checked.

    Attributes
    ----------
    function
        Its name.
    orders
        The orders of the derivatives that were compared.
    comparisons
        How many numbers of the gradients were compared.
    evaluations
        How often the function, or its gradient, was computed for the numerical derivatives.
    worst
        The largest difference, relative to the size of the derivative.
    methods
        How many numerical derivatives each method gave.
    kinks
        Elements that were left out, where ``kinks="skip"``.
    operations
        The names of the operations in the recorded graph.

    Examples
    --------
    >>> from minigrad.testing import check_grads
    >>> report = check_grads(lambda x: mg.sin(x).sum(), np.array([0.5, 1.0]), seed=0)
    >>> report.orders, report.operations, report.worst < 1e-7
    ((1, 2), ('sin', 'sum'), True)
    """

    function: str
    orders: tuple[int, ...] = ()
    comparisons: int = 0
    evaluations: int = 0
    worst: float = 0.0
    methods: dict[str, int] = field(default_factory=dict)
    kinks: list[str] = field(default_factory=list)
    operations: tuple[str, ...] = ()

    def __str__(self) -> str:
        orders = " and ".join(map(str, self.orders))
        skipped = f", {len(self.kinks)} at kinks left out" if self.kinks else ""
        return (
            f"{self.function}: order {orders} right; {self.comparisons} comparisons{skipped}, "
            f"{self.evaluations} evaluations, worst relative difference {self.worst:.1e}"
        )


class GradientError(AssertionError):
    """Gradient that is wrong, or breaks an invariant of gradients.

    Attributes
    ----------
    node
        The smallest part of the recorded graph that is wrong by itself, if one was found.

    Examples
    --------
    >>> try:
    ...     mg.testing.check_grads(lambda x: x * x.detach(), mg.tensor([2.0]))
    ... except mg.testing.GradientError as error:
    ...     print(str(error).splitlines()[0])
    the function: the gradient by args[0] is wrong at args[0][0]
    """

    def __init__(self, message: str, node: Any = None) -> None:
        super().__init__(message)
        self.node = node

    @property
    def drawing(self) -> Any:
        """Drawing of the smallest failing graph, or None: notebooks show it, `save` writes it."""
        if self.node is None:
            return None
        return draw(self.node, show="values")

    @property
    def dot(self) -> str | None:
        """Smallest failing graph in DOT, the language of Graphviz."""
        drawing = self.drawing
        return None if drawing is None else drawing.source


class KinkError(AssertionError):
    """Point without a derivative, or without one that numbers can tell: nothing is proved.

    Examples
    --------
    >>> try:
    ...     mg.testing.check_grads(mg.relu, mg.tensor([0.0]))
    ... except mg.testing.KinkError as error:
    ...     print(str(error).splitlines()[0])
    relu: nothing can be said at args[0][0]: the derivatives from the two sides
    """


def is_told(failure: Any) -> bool:
    """True for a failure whose message says all: pytest then hides the frames of the checker."""
    return isinstance(failure.value, (GradientError, KinkError))


def paragraphs(*parts: str) -> str:
    """Text that can be read at 80 columns; lines that begin with a space are kept."""
    lines = []
    for line in "\n".join(parts).split("\n"):
        indent = " " * (len(line) - len(line.lstrip()))
        lines += textwrap.wrap(
            line,
            WIDTH,
            subsequent_indent=indent + ("  " if indent else ""),
            break_on_hyphens=False,
        ) or [""]
    return "\n".join(lines)


def element(name: str, index: Sequence[int]) -> str:
    """Element of an input as users write it."""
    return f"{name}[{', '.join(map(str, index))}]" if len(index) else name
