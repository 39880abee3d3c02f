"""Notebooks: a Tensor as the last line of a cell, with its graph where that is cheap."""

from __future__ import annotations

import html

from minigrad.core.node import Node
from minigrad.draw.layout import can_lay_out
from minigrad.draw.levels import draw
from minigrad.draw.options import Level

MOST_DRAWN = 200
# What comes unasked costs less than a second (`python -m bench draw`).
MOST_RECORDED = 10_000
TOO_LARGE = (
    "<p>Its graph has more than {n:,} nodes and is drawn when it is asked for: <code>.draw()</code>"
    " shows it folded, <code>.draw().page()</code> as a page.</p>"
)


def mimebundle(root: Node, text: str) -> dict[str, str]:
    """Formats of a Tensor that notebooks show: its text, and as HTML its text and its graph.

    Parameters
    ----------
    root
        The node of the Tensor. A leaf has no graph.
    text
        The Tensor as text.
    """
    if root.op is None or not can_lay_out():
        return {"text/plain": text}
    graph = inline_graph(root) or TOO_LARGE.format(n=MOST_RECORDED)
    return {"text/plain": text, "text/html": f"<pre>{html.escape(text)}</pre>\n{graph}"}


def inline_graph(root: Node, level: Level = "operations") -> str:
    """A graph as an element of a page, which nobody asked for; "" where it would cost too much.

    Parameters
    ----------
    root
        The node of the output.
    level
        The level of detail; see `minigrad.draw.draw`.
    """
    if not can_lay_out() or not is_at_most(root, MOST_RECORDED):
        return ""
    return draw(root, level=level, max_nodes=MOST_DRAWN).inline()


def is_at_most(root: Node, most: int) -> bool:
    """True if a graph has no more nodes than that; one that has is not looked through."""
    seen = {root}
    pending = [root]
    while pending and len(seen) <= most:
        for node in pending.pop().inputs:
            if node not in seen:
                seen.add(node)
                pending.append(node)
    return len(seen) <= most
