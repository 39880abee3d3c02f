"""Common parts of the articles' programs: options, data, errors, tables, files."""

from __future__ import annotations

import argparse
import functools
import hashlib
import os
import statistics
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import minigrad as mg
from minigrad import data, nn, train
from minigrad.support.optional import to_install
from minigrad.train.history import Epoch, History

ERRORS = (  # of the user's input, or of the machine: they are told in one line
    *(OSError, ValueError, ImportError, FloatingPointError),
    *(MemoryError, OverflowError),
)
WIDTH = 60  # columns of printed text
FLOOR = 1e-7  # of the probabilities in printed losses, as in the articles


class Digits(NamedTuple):
    """Images as rows, min-max scaled by the training images', labels, shape, and that scaling."""

    x: Any
    t: Any
    shape: tuple[int, ...]
    scale: data.MinMax

    @property
    def pictures(self) -> Any:
        """The images in two dimensions."""
        return self.x.reshape(-1, *self.shape)


def activation(name: str, n: float | None) -> Callable[..., Any]:
    """An activation function, with its option if that is given."""
    function: Callable[..., Any] = getattr(mg, name)
    return function if n is None else functools.partial(function, n=n)


def losses(flooding: float | None) -> tuple[nn.Module, nn.Module]:
    """The loss that is made small, and the one that is printed; both flooded if so asked for."""
    both = nn.CrossEntropy(), nn.CrossEntropy(floor=FLOOR)
    if flooding is None:
        return both
    return nn.Flooding(both[0], flooding), nn.Flooding(both[1], flooding)


def load(folder: Path | None) -> tuple[Digits, Digits]:
    """MNIST from a folder, or the small digits of scikit-learn: to train and to test with."""
    both = data.digits() if folder is None else data.mnist(folder)
    rows = [images.reshape(len(images), -1) for images, _ in both]
    scale = data.MinMax().fit(rows[0])
    train, test = (
        Digits(scale(x), labels, images.shape[1:], scale)
        for x, (images, labels) in zip(rows, both, strict=True)
    )
    return train, test


def run(
    made: argparse.ArgumentParser,
    program: Callable[[argparse.Namespace], None],
    argv: Sequence[str] | None,
    *,
    ends_with_pictures: bool = True,
) -> int:
    """Read the options and run a program; the result is its exit status.

    A missing package, or a file in place of a folder, is found before it begins.
    """
    options = made.parse_args(argv)
    options.stopped = None  # the Ctrl-C that ended a part of the program
    try:
        if hasattr(options, "out"):
            _prepare(options.out, ends_with_pictures)
        with np.errstate(all="ignore"):  # NaN is found in the loss, and reported
            program(options)
        if options.stopped is not None:
            raise options.stopped
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130  # the results so far are printed and written already
    except BrokenPipeError:
        return reader_left()
    except ERRORS as error:
        sys.stdout.flush()
        print(
            "; ".join([f"{made.prog}: {_in_words(error)}", *getattr(error, "__notes__", [])]),
            file=sys.stderr,
        )
        return 1
    return 0


def reader_left() -> int:
    """The exit status where the reader of what is printed has seen enough, as head has."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _prepare(out: Path, ends_with_pictures: bool) -> None:
    if ends_with_pictures and find_spec("matplotlib") is None:
        raise ImportError(f"plots need matplotlib: {to_install('matplotlib')}")
    if out.exists() and not out.is_dir():
        raise FileExistsError(f"{out} is a file; name a folder with --out")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = str(error.strerror).lower()
        raise OSError(
            f"{out}: no such folder can be made ({why}); name another with --out"
        ) from error
    if not os.access(out, os.W_OK):
        raise PermissionError(
            f"{out}: no file can be written into this folder; name another with --out"
        )


def _in_words(error: BaseException) -> str:
    """The message of an error; of one about a file, without the system's number for it."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror.lower()}"
    return str(error)


def unfinished(options: argparse.Namespace, *more: Any) -> Path:
    """The file of a run under way, named by a digest of all that decides its course."""
    other = ("compile", "out", "progress", "seeds", "stopped")  # decide nothing
    said = sorted((k, str(v)) for k, v in vars(options).items() if k not in other)
    digest = hashlib.sha256(repr([said, *more]).encode()).hexdigest()
    return Path(options.out, f"unfinished-{digest[:12]}.npz")


def fit(options: argparse.Namespace, kept: Path, *parts: Any, **settings: Any) -> History:
    """Train as `train.fit` does, or go on where the same command was stopped."""
    if kept.exists():
        print(f"going on where this command was stopped; to begin\nagain, remove {kept}\n")
    history = History()
    try:
        train.fit(*parts, **settings, history=history, checkpoint=kept, resume=True)
    except (KeyboardInterrupt, FloatingPointError) as error:
        if not history:
            raise
        options.stopped = error
        goes_on = isinstance(error, KeyboardInterrupt)
        text = "the same command goes on\nfrom there" if goes_on else "this is what there is"
        print(f"stopped after epoch {len(history) - 1}; {text}", flush=True)
        if not goes_on:
            kept.unlink(missing_ok=True)  # it would only come to the same end
    return history


@contextmanager
def until_ctrl_c(options: argparse.Namespace) -> Iterator[None]:
    """A context of which Ctrl-C ends no more than the inside."""
    try:
        yield
    except KeyboardInterrupt as interrupt:
        options.stopped = interrupt
        print("stopped; this is what there is", flush=True)


def heading(text: str) -> None:
    """Print a heading."""
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


def row(cells: Iterable[Any], widths: Sequence[int], gap: str = "  ") -> None:
    """Print a line of a table; a negative width is a column that is aligned to the left."""
    aligned = (
        str(cell).ljust(-width) if width < 0 else str(cell).rjust(width)
        for cell, width in zip(cells, widths, strict=True)
    )
    print(gap.join(aligned).rstrip(), flush=True)


def score(net: Any, loss: Any, sets: tuple[Digits, Digits], epoch: int) -> tuple[Epoch, list[str]]:
    """A row of the history, and how its accuracies and losses are printed."""
    scores = [train.evaluate(net, loss, part[:2]) for part in sets]
    if not np.isfinite(scores).all():
        raise FloatingPointError("the loss is no longer a number; try a smaller --lr")
    cells = [cell for acc, e in scores for cell in (f"{100 * acc:.2f} %", f"{e:.4f}")]
    return Epoch(epoch, *scores[0], *scores[1], 0.0), cells


def over_seeds(histories: Sequence[History]) -> None:
    """Print the results of several seeds, in every epoch that all of them have."""
    heading(f"Over {len(histories)} seeds: mean, deviation, lowest, highest")
    widths = (5, *(7, 6, 7, 7) * 2)
    row(("epoch", "train", "±", "from", "to", "test", "±", "from", "to"), widths, "")
    for rows in zip(*histories, strict=False):
        cells: list[Any] = [rows[0].epoch]
        for column in ("train_accuracy", "test_accuracy"):
            percent = [100 * one.column(column) for one in rows]
            numbers = (statistics.fmean(percent), statistics.stdev(percent))
            cells += [f"{x:.2f}" for x in (*numbers, min(percent), max(percent))]
        row(cells, widths, "")


def save(drawn: Any, file: Path) -> None:
    """Write a plot, a drawing or a history, and say so."""
    drawn.save(file)
    print(f"wrote {file}", flush=True)


def save_drawing(drawing: Any, file: Path) -> None:
    """Write a drawing; where nothing lays it out, say what to install, and let the rest go on."""
    try:
        save(drawing, file)
    except ImportError:
        print(f"left out {file.name}: {to_install('pygraphviz')}", flush=True)


def parameter_names(parameters: Sequence[Any]) -> dict[str, Any]:
    """The articles' names, W1, b1, W2, …, for the parameters of affine layers."""
    return {f"{'Wb'[k % 2]}{k // 2 + 1}": p for k, p in enumerate(parameters)}


def printed(value: Any) -> str:
    """An array in NumPy's digits, on one line."""
    array = value.numpy() if hasattr(value, "numpy") else np.asarray(value)
    return np.array2string(array, max_line_width=10**6)
