"""Compare activation functions on digits (articles C2 to C4).

ReLU, Swish, h-swish, Mish and TanhExp, and h-swish with n
from 1 to 10, for every size of the hidden layers and every
learning rate.
"""

from __future__ import annotations

import argparse
import functools
import sys
from collections.abc import Sequence
from typing import Any

import minigrad as mg
from minigrad import plot

from .arguments import Typed, above_zero
from .report import Figure
from .study import ACTIVATIONS, Groups, Study, main_of, parser_of, sizes


def groups(options: argparse.Namespace) -> Groups:
    """For each size and learning rate, a table of the functions and one of n."""
    names = ACTIVATIONS if options.activations is None else options.activations
    tables: dict[str, Any] = {}
    for hidden in options.hidden:
        for lr in options.lr:
            title = f"{'-'.join(map(str, hidden))} nodes, lr {lr:g}"
            common = {"hidden": hidden, "lr": lr}
            tables[title] = {f: {**common, "activation": f} for f in names}
            tables[f"h_swish, {title}"] = {f"n = {n:g}": _h_swish(common, n) for n in options.n}
    return {title: table for title, table in tables.items() if table}


def _h_swish(common: dict[str, Any], n: float) -> dict[str, Any]:
    # n = 6 is the default: left out, it is the same run as that of the other table.
    return {**common, "activation": "h_swish"} | ({} if n == 6 else {"n": n})


def figures(options: argparse.Namespace) -> list[Figure]:
    """The functions themselves, with their derivatives."""
    names = ACTIVATIONS if options.activations is None else options.activations
    drawn = []
    if names:
        functions = [getattr(mg, name) for name in names]
        drawn.append(("activations", functions, "The activations and their derivatives"))
    if options.n:
        functions = [functools.partial(mg.h_swish, n=n) for n in options.n]
        drawn.append(("h-swish", functions, "h-swish and its n"))
    return [Figure(name, plot.functions(f), caption) for name, f, caption in drawn]


STUDY = Study("activation_study", __doc__ or "", 50, groups, figures)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit status."""
    parser = parser_of(STUDY)
    add = parser.add_argument
    names = ", ".join(ACTIVATIONS)
    add("--activations", nargs="*", choices=ACTIVATIONS, metavar="NAME", help=f"without: {names}")
    ns = Typed(float(n) for n in range(1, 11))
    add("--n", nargs="*", type=above_zero, default=ns, metavar="N", help="of h_swish")
    layers = Typed([[100, 50], [200, 100]])
    add("--hidden", nargs="+", type=sizes, default=layers, metavar="SIZES", help="hidden layers")
    rates = Typed([0.1, 0.5])
    add("--lr", nargs="+", type=above_zero, default=rates, metavar="LR", help="learning rates")
    return main_of(STUDY, parser, argv)


if __name__ == "__main__":
    sys.exit(main())
