"""Formulas as MathML, which browsers draw themselves: no script is fetched or run."""

from __future__ import annotations

from typing import Any

from docutils.nodes import SkipNode
from latex2mathml.converter import convert


def setup(app: Any) -> dict[str, bool]:
    """Register the renderer."""
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def inline(writer: Any, node: Any) -> None:
    """Write a formula in a line of text."""
    write(writer, node, "inline")


def block(writer: Any, node: Any) -> None:
    """Write a formula that stands alone."""
    write(writer, node, "block")


def write(writer: Any, node: Any, display: str) -> None:
    """Write a formula; what it is made of is in the node's text."""
    writer.body.append(convert(node.astext(), display=display))
    raise SkipNode
