"""Notebooks: a Tensor as the last line of a cell, with its graph where that is cheap."""

from __future__ import annotations

import html

from minigrad.core.node import Node
from minigrad.draw.layout import engine
from minigrad.draw.levels import draw
from minigrad.draw.options import Level

MOST_DRAWN, MOST_ARROWS = 200, 400
# What comes unasked costs less than a second (`python -m bench draw`).
MOST_RECORDED = 10_000
TOO_LARGE = (
    "<p>Its graph has more than {n:,} {what} and is drawn when it is asked for: "
    "<code>.draw()</code> shows it folded, <code>.draw().page()</code> as a page.</p>"
)
_told: set[tuple[str, str]] = set()  # of each kind of graph, why it was not shown


def mimebundle(root: Node, text: str) -> dict[str, str]:
    """Formats of a Tensor that notebooks show: its text, and as HTML its text and its graph.

    Parameters
    ----------
    root
        The node of the Tensor. A leaf has no graph.
    text
        The Tensor as text.
    """
    graph = "" if root.op is None else inline_graph(root, too_large=TOO_LARGE)
    if not graph:
        return {"text/plain": text}
    return {"text/plain": text, "text/html": f"<pre>{html.escape(text)}</pre>\n{graph}"}


def inline_graph(root: Node, level: Level = "operations", too_large: str = "") -> str:
    """A graph as an element of a page, which nobody asked for; or why there is none, once.

    Parameters
    ----------
    root
        The node of the output.
    level
        The level of detail; see `minigrad.draw.draw`.
    too_large
        What stands there instead where the graph would cost too much, for ``n`` of ``what``.
    """
    try:
        engine()  # before anything is drawn in vain
        if not is_at_most(root, MOST_RECORDED):
            return too_large.format(n=MOST_RECORDED, what="nodes")
        drawing = draw(root, level=level, max_nodes=MOST_DRAWN)
        if len(drawing.picture.edges) > MOST_ARROWS:  # which cross all over
            return too_large.format(n=MOST_ARROWS, what="arrows")
        return drawing.inline()
    except Exception as error:  # noqa: BLE001 - .draw().svg() raises it, and here nobody called that
        reason = f"{type(error).__name__}: {error}"
    if (level, reason) in _told:
        return ""
    _told.add((level, reason))
    return f"<p>Its graph is not shown: {html.escape(reason)}</p>"


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
