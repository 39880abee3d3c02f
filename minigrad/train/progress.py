"""Progress of an epoch, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

_LINE = "{desc} |{bar}| {n_fmt}/{total_fmt} {remaining} left{postfix}"  # fits in 60 columns
_LINE_OF_UNKNOWN_LENGTH = "{desc} {n_fmt} {elapsed}{postfix}"


class Bar:
    """A bar of one epoch: means of loss and accuracy so far, and the time left."""

    def __init__(self, bar: Any, accuracy: Callable[[Any, Any], float] | None) -> None:
        self.bar = bar
        self.accuracy = accuracy
        self.samples = 0
        self.sums: list[float] = [0.0, 0.0]

    def update(self, loss: float, outputs: Any, labels: Any) -> None:
        """One more batch."""
        number = len(outputs)
        self.samples += number
        self.sums[0] += number * loss
        text = f"loss {self.sums[0] / self.samples:.4f}"
        if self.accuracy is not None:
            self.sums[1] += number * self.accuracy(outputs, labels)
            text += f", acc {100 * self.sums[1] / self.samples:.1f} %"
        self.bar.set_postfix_str(text, refresh=False)
        self.bar.update()


@contextmanager
def progress_bar(
    text: str,
    total: int | None,
    *,
    done: int,
    wanted: bool,
    accuracy: Callable[[Any, Any], float] | None,
) -> Iterator[Bar | None]:
    """A bar on standard error if that is a terminal and tqdm is installed, else None.

    It is gone at the end, whatever ends it.
    """
    if not (wanted and _watched()):
        yield None
        return
    try:
        tqdm = import_module("tqdm").tqdm
    except ImportError:
        yield None
        return
    line = _LINE if total is not None else _LINE_OF_UNKNOWN_LENGTH
    with tqdm(
        desc=text, total=total, initial=done, leave=False, dynamic_ncols=True, bar_format=line
    ) as bar:
        yield Bar(bar, accuracy)


def tell(notes: Iterable[str], *, wanted: bool) -> None:
    """Lines that stay, where a person is watching."""
    if wanted and _watched():
        for note in notes:
            print(note, file=sys.stderr)


def _watched() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()
