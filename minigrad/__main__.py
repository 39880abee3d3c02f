"""``minigrad``, or ``python -m minigrad``: what is installed, and the way to the programs.

Without arguments it prints versions, extras and the list of programs; ``minigrad mnist --epochs 5``
runs one of them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

from minigrad.support.environment import extras, versions


def main(argv: Sequence[str] | None = None) -> int:
    """Say what is installed, or run the program that is named; the result is the exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given == ["--version"]:
        print(versions()["minigrad"])
        return 0
    if not given:
        facts = [*versions().items(), *((f"[{extra}]", state) for extra, state in extras())]
        print(*(f"{name:<10} {value}" for name, value in facts), "", sep="\n")
    status: int = import_module("minigrad.programs.__main__").main(given)
    return status


if __name__ == "__main__":
    sys.exit(main())
