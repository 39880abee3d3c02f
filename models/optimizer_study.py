"""Compare SGD, Momentum and Nesterov (article C6).

Momentum and Nesterov for every momentum, and SGD beside
them, for every learning rate.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from .arguments import Typed, above_zero, fraction
from .study import ACTIVATIONS, Groups, Study, main_of, parser_of


def groups(options: argparse.Namespace) -> Groups:
    """For each learning rate, a table of Momentum and one of Nesterov."""
    tables: dict[str, Any] = {}
    for lr in options.lr:
        common = {"activation": options.activation, "lr": lr}
        for name, nesterov in (("Momentum", {}), ("Nesterov", {"nesterov": True})):
            tables[f"{name}, {options.activation}, lr {lr:g}"] = {"SGD": common} | {
                f"momentum {m:g}": {**common, "momentum": m, **nesterov} for m in options.momentum
            }
    return tables


STUDY = Study("optimizer_study", __doc__ or "", 50, groups)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit status."""
    parser = parser_of(STUDY)
    add = parser.add_argument
    momenta = [0.5, 0.6, 0.7, 0.8, 0.9]
    add("--momentum", nargs="+", type=fraction, default=Typed(momenta), metavar="M", help="momenta")
    add("--activation", choices=ACTIVATIONS, default="relu", metavar="NAME", help="activation")
    add(
        "--lr",
        nargs="+",
        type=above_zero,
        default=Typed([0.1, 0.01]),
        metavar="LR",
        help="learning rates",
    )
    return main_of(STUDY, parser, argv)


if __name__ == "__main__":
    sys.exit(main())
