"""Common parts of the studies: their options, and the way from settings to a report."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import textwrap
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from minigrad import plot

from . import arguments, common, compare, report, scores
from .published import MNIST
from .runs import Run, load, run_all

# Keyword arguments of `train_network`, by the label of the setting, by the title of the table.
Groups = Mapping[str, Mapping[str, Mapping[str, Any]]]

ACTIVATIONS = ("relu", "swish", "h_swish", "mish", "tanhexp")


class Study(NamedTuple):
    """A study: its name, its settings to compare, and its plots."""

    name: str
    text: str
    epochs: int
    groups: Callable[[argparse.Namespace], Groups]
    figures: Callable[[argparse.Namespace], list[report.Figure]] = lambda options: []


def main_of(study: Study, parser: argparse.ArgumentParser, argv: Sequence[str] | None) -> int:
    """Run a study as a program; the result is its exit status."""
    if not study.groups(parser.parse_args(argv)):
        parser.error("there is nothing to compare")
    words = sys.argv[1:] if argv is None else argv
    command = shlex.join([*parser.prog.split(), *words])
    return common.run(parser, lambda options: conduct(study, options, command), argv)


def conduct(study: Study, options: argparse.Namespace, command: str) -> None:
    """Do the runs, print the tables, and write the report."""
    groups = study.groups(options)
    batch_size = options.batch_size or (100 if options.data else 10)
    every = {"epochs": options.epochs, "batch_size": batch_size}
    wanted = {
        (title, label, seed): {**settings, **every, "seed": seed}
        for title, group in groups.items()
        for label, settings in group.items()
        for seed in options.seeds
    }
    dataset = load(options.data).name
    print(dataset)
    start = time.perf_counter()
    try:
        saved = options.out / "runs"
        saved.mkdir(exist_ok=True)
        runs = run_all(wanted, options.data, saved, jobs=options.jobs, on_run=_say)
    except KeyboardInterrupt:
        print("interrupted: what was done is saved, and the same\ncommand goes on from there")
        raise
    print(f"\ntime {time.perf_counter() - start:.1f} s\n")
    results = {
        title: {label: [runs[title, label, seed] for seed in options.seeds] for label in group}
        for title, group in groups.items()
    }
    parts: list[report.Table | report.Figure] = list(study.figures(options))
    for number, (title, group) in enumerate(results.items(), start=1):
        parts += [scores.table(title, group), _figure(f"runs-{number}", title, group)]
    if dataset == MNIST:
        parts += map(compare.as_table, compare.compare(runs.values()).values())
    for part in parts:
        if isinstance(part, report.Table):
            print(scores.as_text(part), end="\n\n")
    settings = {"data": dataset, "seeds": " ".join(map(str, options.seeds)), **every}
    facts = {name.replace("_", " "): str(value) for name, value in settings.items()}
    facts |= {"date": time.strftime("%Y-%m-%d"), **_made_by(runs.values())}
    text = f"{' '.join(study.text.split())} {scores.MEANING}"
    written = report.write(report.Report(study.name, text, parts, command, facts), options.out)
    print("wrote", *written, sep="\n  ")


def _made_by(runs: Iterable[Run]) -> dict[str, str]:
    """The versions that made the runs: several, where some were saved before an upgrade."""
    made = sorted({tuple(run.versions.items()) for run in runs})
    if len(made) == 1:
        return dict(made[0])
    return {f"{k} ({i})": v for i, pairs in enumerate(made, start=1) for k, v in pairs}


def _say(key: tuple[str, str, int], run: Run, left: int) -> None:
    """One line on a run that has ended."""
    title, label, seed = key
    said = "diverged" if run.failure else f"{100 * run.history[-1].test_accuracy:6.2f} %"
    seconds = sum(row.seconds for row in run.history)
    line = f"{left:3} left {said} {seconds:7.1f} s  {label}, seed {seed}, {title}"
    print(textwrap.fill(line, common.WIDTH, subsequent_indent=" " * 31), flush=True)


def _figure(name: str, title: str, group: scores.Results) -> report.Figure:
    """Accuracy and loss of all the runs of a table, near where the accuracies end."""
    histories = {label: scores.mean_history(runs) for label, runs in group.items()}
    drawn = plot.history(histories, title=title)
    trained = [row for rows in histories.values() for row in rows if row.epoch > 0]
    both = [100 * x for row in trained for x in (row.train_accuracy, row.test_accuracy)]
    if both:
        low, high = np.quantile(both, 0.1), max(both)
        drawn.figure.axes[0].set_ylim(low - 0.1 * (high - low) - 0.1, high + 0.1)
    return report.Figure(name, drawn, f"Accuracy and loss over the epochs, {title}")


def parser_of(study: Study) -> argparse.ArgumentParser:
    """A parser with the options that all studies have."""
    parser = arguments.parser(study.name, study.text)
    parser.usage = "%(prog)s [options]"  # all of them are wider than a narrow terminal
    add = parser.add_argument
    add("--epochs", type=arguments.positive, default=study.epochs, metavar="N", help="of every run")
    batch = "without: 100 for MNIST, 10 for 8x8 digits"
    add("--batch-size", type=arguments.positive, metavar="N", help=batch)
    add(
        "--seeds",
        type=arguments.legacy_seed,
        nargs="+",
        action=arguments.Distinct,
        default=arguments.Typed([10]),
        metavar="N",
        help="a run for each",
    )
    add("--jobs", type=arguments.positive, default=_cores(), metavar="N", help="runs side by side")
    return parser


def _cores() -> int:
    """The number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def sizes(text: str) -> list[int]:
    """Sizes of hidden layers, written as 100-50."""
    return [arguments.positive(size) for size in text.split("-")]
