"""Layout of DOT by Graphviz: by the ``dot`` program, in process by pygraphviz, or from outside."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from tempfile import TemporaryFile
from typing import Any

from minigrad.support.locks import ForkSafeLock
from minigrad.support.optional import import_optional

MISSING = (
    "laying out a drawing needs Graphviz (a .dot file does not): the `dot` program from "
    "graphviz.org, or pygraphviz"
)
# More than this takes longer to lay out than a process to start, and Ctrl-C does not get through to
# Graphviz in this one.
LONGEST_IN_PROCESS = 100_000  # characters
WARNING = "Warning: "
OF_FONTS = "Fontconfig "  # of settings of the system that are newer than the library: as below
# Said of texts whose width is estimated, as on a machine without fonts: nothing can be done there.
ESTIMATED = re.compile("no hard-coded metrics|no value for width")
_one_at_a_time = ForkSafeLock()
_CHILD = """
import signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
from pygraphviz import AGraph
graph = AGraph(string=sys.stdin.buffer.read().decode())
graph.number_of_nodes = lambda: 0  # above 1,000 of them, draw() writes to stderr
sys.stdout.buffer.write(graph.draw(format=sys.argv[1], prog="dot"))
"""

Engine = Callable[[str, str], tuple[bytes, list[str]]]
given: Engine | None = None
"""Graphviz from outside, as in a browser, where neither of the two is: it takes a graph and a
format, and returns the picture and the lines that Graphviz wrote, or raises a RuntimeError."""


def engine() -> Engine:
    """What lays out drawings: `given`, if it is, or ``dot``, or pygraphviz.

    Raises
    ------
    ImportError
        If there is neither the ``dot`` program nor pygraphviz.
    """
    if given is not None:
        return given
    dot = shutil.which("dot")
    if dot is not None:
        return lambda source, output: _in_a_process([dot, "-Kdot", f"-T{output}"], source)
    return partial(_in_this_process, import_optional("pygraphviz", MISSING))


def lay_out(source: str, output: str) -> bytes:
    """Lay out a graph written in DOT.

    What Graphviz warns of is a warning of Python's, and nothing is written to standard error.

    Parameters
    ----------
    source
        The graph.
    output
        The format of the picture: "svg", "png" or "pdf".

    Raises
    ------
    ImportError
        If there is no `engine`.
    RuntimeError
        If the process that lays out the graph fails.
    """
    picture, said = engine()(source, output)
    _warn(said)
    return picture


def measured(source: str) -> Any:
    """Where everything in a graph stands, in Graphviz's JSON; None where Graphviz does not say."""
    try:
        described, said = engine()(source, "json")
        result = json.loads(described)
    except (RuntimeError, ValueError, OSError):
        return None
    _warn(said)
    return result


def _in_this_process(pygraphviz: Any, source: str, output: str) -> tuple[bytes, list[str]]:
    if len(source) > LONGEST_IN_PROCESS and sys.executable:
        return _in_a_process([sys.executable, "-c", _CHILD, output], source)
    # Graphviz ends the process when two threads use it at once, and closing a graph is using it.
    said: list[str] = []
    with _one_at_a_time, _heard(said), closing(pygraphviz.AGraph(string=source)) as graph:
        graph.number_of_nodes = lambda: 0  # above 1,000 of them, draw() writes to stderr
        return graph.draw(format=output, prog="dot"), said


def _in_a_process(command: list[str], source: str) -> tuple[bytes, list[str]]:
    """Lay out in a new process, which ends with Ctrl-C."""
    path = os.pathsep.join(sys.path)  # imports work there as they do here
    child = subprocess.run(  # noqa: S603 - Graphviz or this very Python, and a constant program
        command,
        input=source.encode(),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": path},
        check=False,
    )
    said = child.stderr.decode(errors="replace")
    if child.returncode:
        last = said.strip().rpartition("\n")[2]
        raise RuntimeError(
            f"Graphviz could not lay out this drawing (exit status {child.returncode}); draw less "
            f"of it with fold=True or max_nodes, or write a .dot file. It said: {last}"
        )
    return child.stdout, said.splitlines()


@contextmanager
def _heard(lines: list[str]) -> Iterator[None]:
    """Note what Graphviz writes to the standard error of this process."""
    with TemporaryFile() as said:
        standard_error = os.dup(2)
        os.dup2(said.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(standard_error, 2)
            os.close(standard_error)
        said.seek(0)
        lines += said.read().decode(errors="replace").splitlines()
        for line in lines:  # what others wrote meanwhile goes where it was to go
            if not line.startswith((WARNING, OF_FONTS)):
                sys.stderr.write(f"{line}\n")


def _warn(lines: list[str]) -> None:
    """Warn of what Graphviz warned of; as from all of minigrad's files, at the user's line."""
    for line in dict.fromkeys(lines):
        if line.startswith(WARNING) and not ESTIMATED.search(line):
            warnings.warn(
                f"Graphviz: {line.removeprefix(WARNING).rstrip('.')}; it is drawn all the same, "
                "and the attributes of Graphviz can be set on the drawing's .digraph",
                RuntimeWarning,
                stacklevel=1,
            )
