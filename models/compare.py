"""The articles' figures beside those that came out here.

Reads the runs that the studies saved below the folders that
are named, and the statistics of weights that
models.inspect_results wrote. Prints every published table
with its counterpart, how many figures agree to the printed
digit, where they differ and why. --out writes the same as
JSON, for programs; --keep reads such a file, and takes what
no run is there for from it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from minigrad.support.files import write_atomically
from minigrad.train.history import History

from . import arguments, common, published, report, runs, scores, weight_statistics
from .published import ARTICLE, COLUMNS, EPOCHS, MNIST
from .runs import Run

Content = dict[str, Any]  # of the JSON file
ABOUT = (
    "Figures that articles printed, and those that came out here: accuracies in percent, and the "
    "first epochs at which the test accuracy reaches 95, 97 and 98 %, null where it never does, "
    "which is not counted. The options of a row are those that differ from the settings; columns "
    "that are named as earlier are of runs that this file had before (--keep)."
)


def compare(made: Iterable[Run], kept: Content | None = None) -> Content:
    """The published tables, by name, as far as there are runs on MNIST beside them, or were."""
    able = [run for run in made if not run.failure]
    tables: Content = {}
    for name, table in published.TABLES.items():
        known = (kept or {}).get(name, {"rows": ()})["rows"]
        before = {row["label"]: row["here"] for row in known}
        rows = []
        for row in table.rows:
            here = _counterparts(row, able)
            earlier = {k: v for k, v in before.get(row.label, {}).items() if k not in here}
            if here or earlier:
                content = {"label": row.label, "options": row.options, "published": row.figures}
                content["here"] = {
                    k: {**here, **earlier}[k] for k in row.figures if k in here | earlier
                }
                rows.append(content | ({"earlier": list(earlier)} if earlier else {}))
        figures = sum(len(_compared(row)) for row in rows)
        agree = figures - sum(len(_differing(row)) for row in rows)
        why = {"why": table.why} if agree < figures else {}
        counted = {"title": table.title, "figures": figures, "agree": agree}
        tables |= {name: {**counted, **why, "rows": rows}} if rows else {}
    return tables


def _counterparts(row: published.Row, made: Iterable[Run]) -> dict[str, str | None]:
    """The figures of a row as they came out, where a run has gone on for long enough."""
    same = [run for run in made if _settings(run.options) == _settings(row.options)]
    here = {}
    for column in row.figures:
        epochs = row.best_of if column == "best" else EPOCHS
        long = [run for run in same if len(run.history) > epochs]
        if long:
            run = min(long, key=lambda run: len(run.history))
            until = run._replace(history=History(run.history[: epochs + 1]))
            cell, _ = scores.cells([until])[scores.COLUMNS.index(column)]
            here[column] = None if cell == "-" else cell
    return here


def _settings(options: Mapping[str, Any]) -> Content:
    """All that decides a run, apart from how long it goes on."""
    return {k: v for k, v in {**ARTICLE, **options}.items() if k != "epochs"}


def _compared(row: Content) -> list[str]:
    return [k for k, v in row["published"].items() if v is not None and k in row["here"]]


def _differing(row: Content) -> list[str]:
    return [k for k in _compared(row) if row["published"][k] != row["here"][k]]


def as_table(table: Content) -> report.Table:
    """A compared table: results above, published figures below; and where they differ, and why."""
    columns = [c for c in COLUMNS if c in table["rows"][0]["published"]]
    rows, differing = [], []
    for row in table["rows"]:
        for label, kind in ((row["label"], "here"), ("  published", "published")):
            cells = (row[kind].get(column, "") for column in columns)
            rows.append((label, *("-" if cell is None else cell for cell in cells)))
        if names := _differing(row):
            differing.append(f"{row['label']} ({', '.join(names)})")
    note = f"{table['agree']} of {table['figures']} figures agree to the printed digit."
    if differing:
        note += f" Not so: {'; '.join(differing)}. {table['why']}"
    if earlier := [
        f"{r['label']} ({', '.join(r['earlier'])})" for r in table["rows"] if "earlier" in r
    ]:
        note += f" Of earlier runs: {'; '.join(earlier)}."
    return report.Table(table["title"], ("", *columns), rows, note.rstrip())


def collect(folders: Iterable[Path], kept: Content | None = None) -> Content:
    """Runs and statistics below some folders, beside those of the articles: all of the JSON."""
    found, kept = list(folders), kept or {"tables": {}, "weights": {}}
    made = _runs(file for folder in found for file in folder.rglob("runs/*.json"))
    tables = compare(made, kept["tables"])
    figures, agree = (sum(table[k] for table in tables.values()) for k in ("figures", "agree"))
    versions = sorted({tuple(run.versions.items()) for run in made})
    printed = [v for t in published.TABLES.values() for row in t.rows for v in row.figures.values()]
    return {
        "about": ABOUT,
        "data": MNIST,
        "settings": {**ARTICLE, "epochs": EPOCHS},
        "versions": [dict(pairs) for pairs in versions],
        "figures": figures,
        "agree": agree,
        "without_counterpart": sum(figure is not None for figure in printed) - figures,
        "tables": tables,
        "weights": weight_statistics.read(
            file for folder in found for file in folder.rglob(weight_statistics.FILE)
        )
        or kept["weights"],
    }


def _runs(files: Iterable[Path]) -> list[Run]:
    """The runs on MNIST; the names of the files say of which data they are."""
    read = {file: runs.read(file) for file in sorted(files)}
    return [run for file, run in read.items() if file.name == runs.file_name(run.options, MNIST)]


def as_text(content: Content) -> str:
    """All that is compared, for a narrow terminal."""
    parts = [scores.as_text(as_table(table)) for table in content["tables"].values()]
    together = f"Together {content['agree']} of {content['figures']} figures agree"
    left = content["without_counterpart"]
    parts.append(f"{together}; {left} more have no counterpart." if left else f"{together}.")
    parts += [weight_statistics.as_text(content["weights"])] if content["weights"] else []
    return "\n\n".join(parts)


def program(options: argparse.Namespace) -> None:
    """Print the agreement, and write it where that is asked for."""
    kept = None if options.keep is None else json.loads(options.keep.read_text(encoding="utf-8"))
    content = collect(options.folders, kept)
    if not (content["tables"] or content["weights"]):
        raise ValueError("there is nothing below the folders that was made with MNIST by a study")
    print(as_text(content))
    if options.file is not None:
        text = json.dumps(content, indent=1, ensure_ascii=False)
        write_atomically(options.file, f"{text}\n".encode())
        print(f"\nwrote {options.file}")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit status."""
    parser = arguments.parser("compare", __doc__, reads_data=False, writes=False)
    add = parser.add_argument
    add("folders", type=arguments.folder, nargs="+", metavar="FOLDER", help="of studies")
    add("--out", type=Path, dest="file", metavar="FILE", help="what programs can read, as JSON")
    add("--keep", type=Path, metavar="FILE", help="JSON whose figures stand where there is no run")
    return common.run(parser, program, argv)


if __name__ == "__main__":
    sys.exit(main())
