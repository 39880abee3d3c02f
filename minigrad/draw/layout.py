"""Layout of DOT by Graphviz: by the ``dot`` program, or in process by pygraphviz."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from importlib.util import find_spec

from minigrad.support.locks import ForkSafeLock
from minigrad.support.optional import import_optional

MISSING = (
    "laying out a drawing needs Graphviz (a .dot file does not): the `dot` program from "
    "graphviz.org, or pygraphviz"
)
# More than this takes longer to lay out than a process to start, and Ctrl-C does not get through to
# Graphviz in this one.
LONGEST_IN_PROCESS = 100_000  # characters
_one_at_a_time = ForkSafeLock()
_CHILD = """
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
from pygraphviz import AGraph
graph = AGraph(string=sys.stdin.buffer.read().decode())
graph.number_of_nodes = lambda: 0  # above 1,000 of them, draw() writes to stderr
sys.stdout.buffer.write(graph.draw(format=sys.argv[1], prog="dot"))
"""


def can_lay_out() -> bool:
    """True if there is a program or a library that lays out drawings."""
    return shutil.which("dot") is not None or find_spec("pygraphviz") is not None


def lay_out(source: str, output: str) -> bytes:
    """Lay out a graph written in DOT.

    Parameters
    ----------
    source
        The graph.
    output
        The format of the picture: "svg", "png" or "pdf".

    Raises
    ------
    ImportError
        If there is neither the ``dot`` program nor pygraphviz.
    RuntimeError
        If the process that lays out a large graph fails.
    """
    if shutil.which("dot") is not None:
        pipe: Callable[..., bytes] = import_module("graphviz").pipe
        return pipe("dot", output, source.encode())
    pygraphviz = import_optional("pygraphviz", MISSING)
    if len(source) > LONGEST_IN_PROCESS and sys.executable:
        return _in_a_process(source, output)
    # Graphviz ends the process when two threads use it at once, and closing a graph is using it.
    with _one_at_a_time, closing(pygraphviz.AGraph(string=source)) as graph:
        graph.number_of_nodes = lambda: 0  # above 1,000 of them, draw() writes to stderr
        draw: Callable[..., bytes] = graph.draw
        return draw(format=output, prog="dot")


def _in_a_process(source: str, output: str) -> bytes:
    """Lay out with pygraphviz in a new process, which ends with Ctrl-C."""
    path = os.pathsep.join(sys.path)  # imports work there as they do here
    child = subprocess.run(  # noqa: S603 - this very Python, and a constant program
        [sys.executable, "-c", _CHILD, output],
        input=source.encode(),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    if child.returncode:
        said = child.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise RuntimeError(
            f"Graphviz could not lay out this drawing (exit status {child.returncode}); draw less "
            f"of it with fold=True or max_nodes, or write a .dot file. It said: {said}"
        )
    return child.stdout
