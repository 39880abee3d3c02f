"""From DOT to pictures: by the ``dot`` program, or in process by pygraphviz."""

from __future__ import annotations

import shutil
import threading
from contextlib import closing
from importlib.util import find_spec

MISSING = (
    'laying out a drawing needs Graphviz: run `pip install "minigrad[draw]"`, or install the '
    "`dot` program from graphviz.org; a .dot file can be written with neither"
)
_one_at_a_time = threading.Lock()


def can_lay_out() -> bool:
    """Whether there is anything that lays out drawings."""
    return shutil.which("dot") is not None or find_spec("pygraphviz") is not None


def lay_out(source: str, output: str) -> bytes:
    """Lay out a graph written in DOT.

    Parameters
    ----------
    source
        The graph.
    output
        What to make of it: "svg", "png" or "pdf".

    Raises
    ------
    ImportError
        If there is neither the ``dot`` program nor pygraphviz.
    """
    if shutil.which("dot") is not None:
        import graphviz  # noqa: PLC0415 - needed for drawing only

        return graphviz.pipe("dot", output, source.encode())  # type: ignore[no-any-return]
    try:
        from pygraphviz import AGraph  # noqa: PLC0415 - needed where there is no `dot`
    except ImportError as error:
        raise ImportError(MISSING) from error
    # Graphviz ends the process when two threads use it at once, and closing a graph is using it.
    with _one_at_a_time, closing(AGraph(string=source)) as graph:
        graph.number_of_nodes = lambda: 0  # above 1,000 of them, draw() writes to stderr
        return graph.draw(format=output, prog="dot")  # type: ignore[no-any-return]
