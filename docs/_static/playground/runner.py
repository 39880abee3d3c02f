"""A program in the Python of a browser: run in a folder of its own, shown with what it writes.

The worker of the page imports this module; it needs nothing but Python, and knows no browser.
"""

from __future__ import annotations

import ast
import io
import json
import linecache
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

PROGRAM = "program.py"
SHOWN = (".svg", ".png", ".html")
MOST_PRINTED = 100_000  # characters: an endless loop prints faster than a page can show


class Printed(io.TextIOBase):
    """A stream that hands on whole lines, up to a limit.

    Parameters
    ----------
    hand_on
        Is called with the text.
    most
        How many characters are handed on; a note says that the rest is not.
    """

    def __init__(self, hand_on: Callable[[str], None], most: int = MOST_PRINTED) -> None:
        self.hand_on = hand_on
        self.left = most
        self.line = ""

    def write(self, text: str) -> int:
        """Take text; a line is handed on when it ends."""
        lines, newline, self.line = (self.line + text).rpartition("\n")
        self._hand_on(lines + newline)
        return len(text)

    def flush(self) -> None:
        """Hand on a line that has not ended."""
        line, self.line = self.line, ""
        self._hand_on(line)

    def _hand_on(self, text: str) -> None:
        if text and self.left > 0:
            self.hand_on(text[: self.left])
            self.left -= len(text)
            if self.left <= 0:
                self.hand_on("\n... what is printed from here on is not shown\n")


def run(
    source: str, print_: Callable[[str, str], None], render: Callable[[str, str], str]
) -> dict[str, Any]:
    """Run a program, and say what came of it.

    Parameters
    ----------
    source
        The program. If it ends in an expression, the value is printed, or shown if it is a drawing
        and no file was written.
    print_
        Is called with ``"out"`` or ``"err"`` and what is printed.
    render
        ``render`` of viz.js: it takes a graph and a format; its result comes as JSON.

    Returns
    -------
    dict
        ``error``, the traceback or None; ``missing``, the name of a module whose absence is the
        reason, or None; ``shown``, the names and contents of the pictures and pages that it wrote,
        or if it wrote none of the figures of matplotlib that it left open.
    """
    home = Path.cwd()
    out, err = (Printed(partial(print_, stream)) for stream in ("out", "err"))
    with (
        TemporaryDirectory() as folder,
        redirect_stdout(out),
        redirect_stderr(err),
        warnings.catch_warnings(),
    ):
        os.chdir(folder)
        warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive")  # plt.show()
        try:
            return _outcome(source, render)
        finally:
            out.flush()
            err.flush()
            os.chdir(home)


def _outcome(source: str, render: Callable[[str, str], str]) -> dict[str, Any]:
    outcome: dict[str, Any] = {"error": None, "missing": None, "shown": []}
    try:
        _give_graphviz(render)
        value = _value(source)
        if hasattr(value, "svg"):
            outcome["shown"] = [("result.svg", value.svg().encode())]
        elif value is not None:
            print(repr(value))
        if not any(_written()):
            outcome["shown"] += _figures()
    except SystemExit as end:
        outcome["error"] = f"SystemExit: {end.code}\n" if end.code else None
    except BaseException as error:  # noqa: BLE001 - whatever it is, the user sees it
        outcome["missing"] = _missing(error)
        outcome["error"] = "".join(traceback.format_exception(_from_the_program_on(error)))
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    outcome["shown"] = [*_written()] or outcome["shown"]
    return outcome


def _give_graphviz(render: Callable[[str, str], str]) -> None:
    """Give minigrad its Graphviz, if there is a minigrad: without NumPy there is none."""
    try:
        from minigrad.draw import layout  # noqa: PLC0415 - a program may do without
        from minigrad.draw.themes import FIXED_WIDTH, FONT  # noqa: PLC0415
    except ImportError:
        return

    # It has no fonts to measure, and knows by heart the widths of some, by single names.
    known = {
        FONT: ("Helvetica", "Helvetica,sans-Serif"),
        FIXED_WIDTH: ("Courier", "Courier,monospace"),
    }

    def given(source: str, output: str) -> tuple[bytes, list[str]]:
        for fonts, (name, _) in known.items():
            source = source.replace(f'fontname="{fonts}"', f"fontname={name}")
        made = json.loads(render(source, output))
        said = [one["message"].removeprefix(layout.WARNING) for one in made["errors"]]
        if made["status"] != "success":
            said = [one["message"] for one in made["errors"] if one["level"] == "error"]
            raise RuntimeError(f"Graphviz lays out .svg and .html here, and could not: {said}")
        picture = made["output"]
        for fonts, (_, written) in known.items():
            picture = picture.replace(f'font-family="{written}"', f'font-family="{fonts}"')
        return picture.encode(), [f"{layout.WARNING}{message}" for message in said]

    layout.given = given


def _value(source: str) -> Any:
    """Run a program; the value of its last line if that is an expression."""
    Path(PROGRAM).write_text(source, encoding="utf-8")  # tracebacks show its lines
    linecache.clearcache()
    sys.modules["__main__"] = main = ModuleType("__main__")
    main.__file__ = PROGRAM
    tree = ast.parse(source, PROGRAM)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, PROGRAM, "exec"), vars(main))  # the user's program, in the user's browser
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), PROGRAM, "eval"), vars(main))


def _written() -> Iterator[tuple[str, bytes]]:
    """The pictures and pages among the files that a program wrote, the oldest first."""
    files = [file for file in Path().iterdir() if file.suffix.lower() in SHOWN]
    for file in sorted(files, key=lambda file: file.stat().st_mtime_ns):
        yield file.name, file.read_bytes()


def _figures() -> Iterator[tuple[str, bytes]]:
    """The figures of matplotlib that a program left open."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    for number in pyplot.get_fignums() if pyplot else ():
        picture = io.BytesIO()
        pyplot.figure(number).savefig(picture, format="png")
        yield f"figure-{number}.png", picture.getvalue()


def _missing(error: BaseException | None) -> str | None:
    """The top-level name of the module that was not found, if that is the reason."""
    while isinstance(error, ImportError):
        if isinstance(error, ModuleNotFoundError) and error.name:
            return error.name.partition(".")[0]
        error = error.__cause__
    return None


def _from_the_program_on(error: BaseException) -> BaseException:
    """An error without the frames that ran the program."""
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename != PROGRAM:
        frames = frames.tb_next
    return error.with_traceback(frames)
