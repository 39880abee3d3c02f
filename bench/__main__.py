"""The command line: `python -m bench [NAME] [--rounds N] [--markdown]`; --help has the names.

`python -m bench article`, `compare`, `fuzz`, `mutants`, `programs` and `support` have options of
their own.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import textwrap
from importlib.metadata import PackageNotFoundError, version

from bench import (
    article,
    chain,
    compare,
    conv,
    draw,
    faults,
    fuzz,
    imports,
    memory,
    mutants,
    peak,
    programs,
    step,
    support,
    tiny,
)
from bench.tables import WIDTH, render

BENCHMARKS = {
    "chain": chain.tables,
    "step": step.tables,
    "tiny": tiny.tables,
    "wide": step.wide,
    "import": imports.tables,
    "memory": memory.tables,
    "peak": peak.tables,
    "faults": faults.tables,
    "draw": draw.tables,
    "conv": conv.tables,
}
WITH_OPTIONS = {
    "article": article.main,
    "compare": compare.main,
    "fuzz": fuzz.main,
    "mutants": mutants.main,
    "programs": programs.main,
    "support": support.main,
}
THREAD_SETTINGS = {
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_CORETYPE",
    "OPENBLAS_NUM_THREADS",
}


def about() -> str:
    """The machine, the versions, and the missing contestants."""
    contestants = [*chain.CONTESTANTS.values(), *step.CONTESTANTS.values()]
    needs = {c.needs: c.installed for c in contestants if c.needs != "minigrad"}
    facts = [
        f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
        f"Python {platform.python_version()}",
        *(f"{name} {_version(name)}" for name, installed in needs.items() if installed),
        *(f"{k}={v}" for k, v in sorted(os.environ.items()) if k in THREAD_SETTINGS),
    ]
    missing = [name for name, installed in needs.items() if not installed]
    lines = [", ".join(facts)]
    if missing:
        lines.append(f"not installed, so skipped: {', '.join(missing)}")
    return "\n".join(textwrap.fill(line, WIDTH) for line in lines)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "of unknown version"


def main(arguments: list[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments and arguments[0] in WITH_OPTIONS:
        return WITH_OPTIONS[arguments[0]](arguments[1:])
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("benchmark", nargs="?", choices=BENCHMARKS, help="by default all of them")
    parser.add_argument("--rounds", type=int, default=8, help="turns of each contestant")
    parser.add_argument("--markdown", action="store_true", help="tables for a Markdown page")
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    chosen = [options.benchmark] if options.benchmark else BENCHMARKS
    print(about(), flush=True)
    try:
        for name in chosen:
            for table in BENCHMARKS[name](options.rounds):
                print("\n" + render(table, markdown=options.markdown), flush=True)
    except KeyboardInterrupt:
        print("\ninterrupted; what had been measured is above", flush=True)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
