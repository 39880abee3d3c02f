"""Calls of NumPy, SciPy and scikit-learn that work on Tensors: `python -m bench support`.

Every call of the tables in `bench.numpy_calls` is compared with the value on arrays and with
differences of it. What is refused for now stands in one file, which `--update` writes anew; wrong
is a bug. It ends with 1 where the file says anything else.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from bench.numpy_calls.calls import Call, Outcome, outcome_of
from bench.numpy_calls.differentiable import DIFFERENTIABLE
from bench.numpy_calls.members import MEMBERS
from bench.numpy_calls.programs import PROGRAMS
from bench.numpy_calls.values import WITHOUT_GRADIENT

TABLES: dict[str, dict[str, Call]] = {
    "differentiable": DIFFERENTIABLE,
    "without gradient": WITHOUT_GRADIENT,
    "members": MEMBERS,
    "programs": PROGRAMS,
}
LIBRARIES = {
    "SciPy": ("through_scipy", "SCIPY"),
    "scikit-learn": ("through_sklearn", "SCIKIT_LEARN"),
}
"""Tables of libraries whose array API switch must be on before they are imported."""

NOT_YET = Path(__file__).parent / "numpy_calls" / "not_yet.txt"
HEAD = "# Refused, not yet supported; `python -m bench support --update` writes this file."


def not_yet() -> set[tuple[str, str]]:
    """The table and the name of every call that is refused for now."""
    lines = NOT_YET.read_text(encoding="utf-8").splitlines()
    pairs = [line.partition(": ") for line in lines if line and not line.startswith("#")]
    return {(table, name) for table, _, name in pairs}


def update(outcomes: dict[tuple[str, str], Outcome]) -> None:
    """Write down what is refused; what is wrong stays out, so that its test fails."""
    refused = [
        f"{table}: {name}" for (table, name), o in outcomes.items() if o.verdict == "refused"
    ]
    NOT_YET.write_text("\n".join([HEAD, *refused]) + "\n", encoding="utf-8")


def calls_of(table: str) -> Mapping[str, Call]:
    """The calls of a table, by name."""
    if table in TABLES:
        return TABLES[table]
    module, name = LIBRARIES[table]
    calls: Mapping[str, Call] = getattr(import_module(f"bench.numpy_calls.{module}"), name)
    return calls


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench support", description=__doc__)
    names = [*TABLES, *LIBRARIES]
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=", ".join(names))
    parser.add_argument("--update", action="store_true", help=f"write {NOT_YET.name} anew")
    options = parser.parse_args(arguments)
    unknown = set(options.tables) - set(names)
    if unknown:
        parser.error(f"no table {', '.join(unknown)}; there are {', '.join(names)}")
    os.environ["SCIPY_ARRAY_API"] = "1"  # which SciPy reads when it is imported
    outcomes: dict[tuple[str, str], Outcome] = {}
    for table in options.tables or names:
        of_table = {name: outcome_of(call) for name, call in calls_of(table).items()}
        outcomes |= {(table, name): outcome for name, outcome in of_table.items()}
        counts = Counter(outcome.verdict for outcome in of_table.values())
        print(
            f"{table}: {counts['right']} right, {counts['wrong']} wrong, "
            f"{counts['refused']} refused, of {len(of_table)}"
        )
        for name, outcome in of_table.items():
            if outcome.verdict != "right":
                print(f"  {outcome.verdict} {name}: {outcome.why}")
    if options.update and not options.tables:
        update(outcomes)
    refused = not_yet()
    return any(
        outcome.verdict != ("refused" if call in refused else "right")
        for call, outcome in outcomes.items()
    )
