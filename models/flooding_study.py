"""Compare levels of Flooding on digits (article C5).

|E - b| + b in place of the loss E, for several b and
without, over many epochs. The losses shown are those with
Flooding.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from .arguments import Typed, above_zero
from .study import ACTIVATIONS, Groups, Study, main_of, parser_of


def groups(options: argparse.Namespace) -> Groups:
    """One table: no Flooding, then every b."""
    common = {"activation": options.activation, "lr": options.lr}
    settings: dict[str, Any] = {"no flooding": common}
    settings |= {f"b = {b:g}": {**common, "flooding": b} for b in options.b}
    return {f"{options.activation}, lr {options.lr:g}": settings}


STUDY = Study("flooding_study", __doc__ or "", 500, groups)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit status."""
    parser = parser_of(STUDY)
    add = parser.add_argument
    levels = [0.1, 0.05, 0.01, 0.005, 0.001]
    add("--b", nargs="+", type=above_zero, default=Typed(levels), metavar="B", help="flood levels")
    add("--activation", choices=ACTIVATIONS, default="relu", metavar="NAME", help="activation")
    add("--lr", type=above_zero, default=0.1, help="learning rate")
    return main_of(STUDY, parser, argv)


if __name__ == "__main__":
    sys.exit(main())
