"""The programs by name: listed, or run.

They are started as ``minigrad NAME`` where minigrad is installed, from a checkout as
``python -m models.NAME`` too.
"""

from __future__ import annotations

import ast
import shutil
import sys
import textwrap
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path

from . import arguments, common

HELP = ("-h", "--help", "help")


def programs() -> dict[str, str]:
    """One line on each program, by name; none of them is imported for it."""
    found = {}
    for file in sorted(Path(__file__).parent.glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        functions = {part.name for part in tree.body if isinstance(part, ast.FunctionDef)}
        if "main" in functions and file != Path(__file__):
            first = (ast.get_docstring(tree) or "").partition("\n")[0]
            found[file.stem] = first.partition(" (article")[0].rstrip(".")
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """List the programs, or run the one that is named; the result is its exit status."""
    arguments.spell_out()
    given = list(sys.argv[1:] if argv is None else argv)
    known = programs()
    if not given or given[0] in HELP:
        try:
            show(known)
            sys.stdout.flush()
        except BrokenPipeError:
            return common.reader_left()
        return 0
    name, *options = given
    name = name.removeprefix("models.").removesuffix(".py").replace("-", "_")
    if name in known:
        status: int = import_module(f".{name}", __package__).main(options)
        return status
    near = [other for other in known if name and name in other]
    near = near or get_close_matches(name, known)
    hint = f"; is it {' or '.join(near)}?" if near else f"; {_lists()} lists them"
    print(f"{_lists()}: there is no program {given[0]}{hint}", file=sys.stderr)
    return 2


def show(known: dict[str, str]) -> None:
    """Print the programs, one line each, and how they are run."""
    width = max(common.WIDTH, shutil.get_terminal_size().columns)
    indent = max(map(len, known)) + 2
    for name, text in known.items():
        line = f"{name:{indent}}{text}"
        print(textwrap.fill(line, width, subsequent_indent=" " * indent))
    print(f"\n{arguments.command('NAME')} runs one;\nwith --help it lists its options")


def _lists() -> str:
    """The command that lists the programs."""
    return arguments.command("").rstrip(". ")


if __name__ == "__main__":
    sys.exit(main())
