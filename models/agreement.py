"""Agreement of two runs, epoch by epoch.

Compares the history that a program wrote with another one,
or with a log that an article printed (articles C). Runs
that are the same in exact arithmetic agree to the last
digits, until rounding decides something: a sign of
Flooding, or where a large learning rate throws a weight.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from minigrad.train.history import Epoch, History

from . import arguments, common

COLUMNS = ("train_accuracy", "train_loss", "test_accuracy", "test_loss")
GOALS = (1e-12, 1e-9, 1e-6, 1e-3)


def read(file: Path, name: str | None) -> History:
    """A history that was saved, or the log of this name in a file of published logs."""
    if name is None:
        try:
            return History.load(file)
        except ValueError as error:
            known = _names(file)
            if not known:
                raise
            wanted = f"name it last and give --log; it has {', '.join(known)}"
            raise ValueError(f"{file} holds published logs: {wanted}") from error
    logs = _logs(file)
    if name not in logs:
        raise ValueError(f"{file} has no log {name}; it has {', '.join(logs)}")
    return History(Epoch(k, *columns, 0.0) for k, columns in enumerate(logs[name]))


def _logs(file: Path) -> dict[str, Any]:
    """The published logs in a file, by name."""
    try:
        content: Any = json.loads(file.read_text(encoding="utf-8"))
        return {log["name"]: log["epochs"] for log in content["logs"]}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"{file} has no published logs in it: {error!r}") from error


def _names(file: Path) -> list[str]:
    """The names of the published logs in a file, which may be another one."""
    try:
        return list(_logs(file))
    except ValueError:
        return []


def program(options: argparse.Namespace) -> None:
    """Print the differences, and how long they stay small."""
    one, other = read(options.history, None), read(options.other, options.log)
    pairs = list(zip(one, other, strict=False))
    widths = (5, 11, 11, 11, 11)
    common.row(("epoch", "train acc", "train loss", "test acc", "test loss"), widths)
    differences = []
    for a, b in pairs:
        apart = [abs(a.column(name) - b.column(name)) for name in COLUMNS]
        differences.append(apart)
        common.row((a.epoch, *(f"{x:.1e}" for x in apart)), widths)
    print()
    for goal in GOALS:
        near = [all(x <= goal for x in apart) for apart in differences]
        far = [*near, False].index(False)
        until = "from the beginning not" if far == 0 else f"up to epoch {pairs[far - 1][0].epoch}"
        print(f"within {goal:g}: {until}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit status."""
    parser = arguments.parser("agreement", __doc__, reads_data=False, writes=False)
    parser.add_argument(
        "history", type=arguments.file, metavar="HISTORY", help="a history.json or .csv"
    )
    parser.add_argument("other", type=arguments.file, metavar="OTHER", help="another one, or logs")
    parser.add_argument("--log", metavar="NAME", help="which log of OTHER, where it holds several")
    return common.run(parser, program, argv)


if __name__ == "__main__":
    sys.exit(main())
