"""Article A's statistics of trained weights, beside those of several seeds here.

The article's seed is not known, so they are compared within noise.
"""

from __future__ import annotations

import argparse
import json
import statistics
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from minigrad.support.environment import versions
from minigrad.support.files import write_atomically

from . import common, runs
from .published import MNIST, STATISTICS, WEIGHTS

FILE = "statistics.json"
EPOCHS = 10
SETTINGS = {"hidden": [50, 100], "activation": "relu", "epochs": EPOCHS, "lr": 0.01}
FAR = 3  # deviations: 95 of 100 figures lie nearer to the mean of five others
WHY = (
    "The mean of b3 is 0 in exact arithmetic, since the gradient of softmax with cross entropy "
    "sums to 0 over the classes: what stands there is rounding."
)


def beside(options: argparse.Namespace, snapshots: Sequence[Mapping[int, Any]]) -> None:
    """Print and save the statistics beside the article's, where settings and data are its own.

    The snapshots are a run's weights, by name, by epoch: those of a run for each seed.
    """
    same = all(getattr(options, name) == value for name, value in SETTINGS.items())
    finals = {
        str(seed): run[EPOCHS]
        for seed, run in zip(options.seeds, snapshots, strict=False)  # Ctrl-C leaves fewer
        if EPOCHS in run
    }
    if not (same and finals and options.data and options.batch_size in (None, 100)):
        return
    if runs.load(options.data).name != MNIST:
        return
    by_seed = {
        seed: {name: {k: float(getattr(w, k)()) for k in STATISTICS} for name, w in named.items()}
        for seed, named in finals.items()
    }
    print(f"\n{as_text(compare(by_seed))}\n")
    content = {"versions": versions(), "seeds": by_seed}
    write_atomically(options.out / FILE, f"{json.dumps(content, indent=1)}\n".encode())
    print(f"wrote {options.out / FILE}", flush=True)


def read(files: Iterable[Path]) -> dict[str, Any]:
    """The comparison of all statistics that were saved; empty where there are none."""
    by_seed = {seed: one for file in sorted(files) for seed, one in _seeds(file).items()}
    return compare(by_seed) if by_seed else {}


def _seeds(file: Path) -> dict[str, Any]:
    try:
        seeds = json.loads(file.read_text(encoding="utf-8"))["seeds"]
        return {
            seed: {name: {k: float(one[name][k]) for k in STATISTICS} for name in WEIGHTS}
            for seed, one in seeds.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{file} has no statistics of weights: {error!r}") from error


def compare(by_seed: Mapping[str, Any]) -> dict[str, Any]:
    """The mean over the seeds and their deviation, beside the published figures."""
    rows = []
    for name, figures in WEIGHTS.items():
        columns = {k: [one[name][k] for one in by_seed.values()] for k in figures}
        mean = {k: statistics.fmean(column) for k, column in columns.items()}
        row: dict[str, Any] = {"label": name, "published": figures, "here": mean}
        if len(by_seed) > 1:
            row["deviation"] = {k: statistics.stdev(column) for k, column in columns.items()}
        rows.append(row)
    figures_, far = sum(len(row["published"]) for row in rows), sum(len(_far(row)) for row in rows)
    within = {"within": figures_ - far, "deviations": FAR} if len(by_seed) > 1 else {}
    return {"seeds": list(by_seed), "figures": figures_, **within, "rows": rows}


def _far(row: Mapping[str, Any]) -> list[str]:
    """The figures that lie too far from the mean to be noise."""
    here, published = row["here"], row["published"]
    apart = row.get("deviation", {})
    return [k for k, x in apart.items() if abs(here[k] - published[k]) > FAR * x]


def as_text(compared: Mapping[str, Any]) -> str:
    """The table that a narrow terminal shows."""
    seeds = compared["seeds"]
    lines = [f"Article A, weights after 10 epochs, seeds {' '.join(seeds)}"]
    lines.append(_line("", STATISTICS))
    far = []
    for row in compared["rows"]:
        lines.append(_line(row["label"], row["here"].values()))
        lines += [_line("  deviation", row["deviation"].values())] if "deviation" in row else []
        lines.append(_line("  published", row["published"].values()))
        far += [f"{row['label']} ({', '.join(_far(row))})"] if _far(row) else []
    if len(seeds) > 1:
        note = f"{compared['within']} of {compared['figures']} figures lie within {FAR} deviations."
        note += f" Not so: {'; '.join(far)}." if far else ""
        note += f" {WHY}" if "b3 (mean)" in far else ""
    else:
        note = "The article's seed is not known: --seeds with several shows how far they scatter."
    return "\n".join([*lines, *textwrap.wrap(note, common.WIDTH)])


def _line(label: str, cells: Iterable[str | float]) -> str:
    texts = (x if isinstance(x, str) else f"{round(x, 4) + 0.0:.4f}" for x in cells)
    return f"{label:<13}{''.join(f'{text:>9}' for text in texts)}"
