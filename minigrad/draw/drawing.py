"""Drawings: a graph described in DOT that shows itself in notebooks and saves itself to files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from minigrad.draw.graph import digraph
from minigrad.draw.layout import can_lay_out, lay_out
from minigrad.files import write_atomically
from minigrad.node import Node

LAID_OUT = (".svg", ".png", ".pdf")
AS_TEXT = (".dot", ".gv")
MOST_NODES = 2_000
MOST_NODES_INLINE = 200


class Drawing:
    """A graph that is described, and laid out when it is shown or saved.

    Attributes
    ----------
    digraph : graphviz.Digraph
        The description, which may be changed before the drawing is shown.

    Examples
    --------
    >>> x = mg.tensor(3.0, requires_grad=True, name="x")
    >>> drawing = (x * x).draw()
    >>> drawing.source.count("t0 -> op1")  # an arrow for each factor
    2
    """

    def __init__(self, digraph: Any) -> None:
        self.digraph = digraph

    def __repr__(self) -> str:
        return "<Drawing: see its .svg(), .save(file) and .source>"

    @property
    def source(self) -> str:
        """The description in DOT, the language of Graphviz."""
        return self.digraph.source  # type: ignore[no-any-return]  # graphviz is untyped

    def svg(self) -> str:
        """The drawing as SVG."""
        return lay_out(self.source, "svg").decode()

    def save(self, file: str | os.PathLike[str]) -> None:
        """Write the drawing in the format that the file's suffix says.

        The file is written whole or not at all.

        Raises
        ------
        ValueError
            If the suffix is not .svg, .png, .pdf, .dot or .gv.
        ImportError
            If Graphviz is missing; .dot and .gv do not need it.
        """
        path = Path(file)
        suffix = path.suffix.lower()
        if suffix in AS_TEXT:
            content = self.source.encode()
        elif suffix in LAID_OUT:
            content = lay_out(self.source, suffix[1:])
        else:
            raise ValueError(
                f"a drawing is written to a file that ends in {', '.join(LAID_OUT + AS_TEXT)}; "
                f"{path.name!r} does not"
            )
        write_atomically(path, content)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """What notebooks show."""
        return {
            "text/plain": repr(self),
            **({"image/svg+xml": self.svg()} if can_lay_out() else {}),
        }


def draw(
    root: Node,
    file: str | os.PathLike[str] | None = None,
    *,
    values: bool = False,
    grads: bool = False,
    max_nodes: int = MOST_NODES,
) -> Drawing:
    """Draw the graph that leads to a value, from left to right.

    Operations are round, Tensors are boxes with name, shape and dtype, and there is an arrow for
    each input of an operation: ``x * x`` has two. Parameters, which are leaves that require a
    gradient, are blue with a thick line, constants grey with round corners, Python numbers plain,
    and the output has a double line. A Tensor in between has a box if it has a name; otherwise
    its shape is written on the arrows. Along dashed arrows no gradient comes back.

    `Tensor.draw` is the same for the Tensor's node.

    Parameters
    ----------
    root
        The output.
    file
        Where to write the drawing; its suffix says the format: .svg, .png, .pdf, .dot or .gv.
    values
        Whether every Tensor shows its elements, or their range where there are many.
    grads
        Whether leaves, and Tensors with ``retain_grad()``, show the gradient they have received.
    max_nodes
        How many nodes are drawn, nearest to the output; the rest becomes one box. Arrows that
        would cross most of a large drawing start at a dashed copy of what they come from.

    Returns
    -------
    Drawing
        Notebooks show it, whether or not it was written to a file.

    Raises
    ------
    ValueError
        If the file has another suffix, or ``max_nodes`` is less than 1.
    ImportError
        If neither the ``dot`` program nor pygraphviz is there to lay it out; .dot needs neither.

    Examples
    --------
    >>> x = mg.tensor([1.0, 2.0], requires_grad=True, name="x")
    >>> y = (x * mg.sin(x)).sum()
    >>> y.draw("graph.dot")  # doctest: +SKIP
    >>> print(y.draw(max_nodes=1).digraph.body[0].strip())
    omitted [label="… 2 more operations" color="#767676" style=dotted]
    """
    if max_nodes < 1:
        raise ValueError(f"max_nodes is at least 1, not {max_nodes}")
    drawing = Drawing(digraph(root, values=values, grads=grads, max_nodes=max_nodes))
    if file is not None:
        drawing.save(file)
    return drawing


def mimebundle(root: Node) -> dict[str, str]:
    """What notebooks show of a Tensor beside its text: nothing where Graphviz is missing."""
    if not can_lay_out():
        return {}
    return {"image/svg+xml": draw(root, max_nodes=MOST_NODES_INLINE).svg()}
