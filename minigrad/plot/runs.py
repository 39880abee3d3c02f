"""Accuracy and loss over training, of one run or of several (articles A7, C4, C5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from minigrad.draw.themes import Theme
from minigrad.plot.figure import (
    LEGEND_LINE,
    Plot,
    drawable,
    label_of,
    legend,
    new_figure,
    set_labels,
    whole_numbers,
)
from minigrad.plot.styles import MARKERS, colour, styled

SETS = ("train", "test")


def history(
    runs: Sequence[Any] | Mapping[str, Sequence[Any]],
    *,
    title: str = "",
    theme: str | Theme | None = None,
) -> Plot:
    """Accuracy and loss over the epochs, of the training and the test set.

    Where no run has an accuracy, as in a regression, the loss alone.

    Parameters
    ----------
    runs : History, or dict of label to History
        Rows with ``epoch``, ``train_accuracy``, ``train_loss``, ``test_accuracy`` and
        ``test_loss``. Several runs have a colour and a marker each; test lines are dashed.
    title : str
    theme : str or Theme, optional
        ``"light"``, ``"dark"`` or ``"print"``, a `minigrad.draw.Theme`, or a style of matplotlib's
        (``"ggplot"``, a file). By default the settings of matplotlib, or where they are
        untouched, ``"light"``.

    Raises
    ------
    ImportError
        If matplotlib is missing.

    Examples
    --------
    >>> from minigrad import plot
    >>> from minigrad.train.history import Epoch, History
    >>> rows = History([Epoch(0, 0.1, 2.3, 0.12, 2.25, 0.5), Epoch(1, 0.9, 0.3, 0.8, 0.4, 0.5)])
    >>> accuracy, loss = plot.history({"ReLU": rows}).figure.axes
    >>> [line.get_label() for line in accuracy.lines]
    ['ReLU, train', 'ReLU, test']
    """
    labelled = list(runs.items()) if isinstance(runs, Mapping) else [(None, runs)]
    if not labelled:
        raise ValueError("history: there is no run to draw")
    accuracies = [_column(rows, f"{name}_accuracy") for _, rows in labelled for name in SETS]
    all_of_them = np.concatenate(accuracies)
    rated = not all_of_them.size or not np.isnan(all_of_them).all()  # a regression is not
    with styled(theme):
        figure = new_figure(11, max(4, 1 + LEGEND_LINE * 2 * len(labelled)), title)
        *accuracy, loss = figure.subplots(1, 1 + rated, squeeze=False)[0]
        for k, (label, rows) in enumerate(labelled):
            marker = MARKERS[k % len(MARKERS)] if len(labelled) > 1 or len(rows) == 1 else None
            for name, look in _looks(label, k).items():
                of_set = _column(rows, f"{name}_accuracy"), _column(rows, f"{name}_loss")
                if name == "test" and rows and all(np.isnan(column).all() for column in of_set):
                    continue  # nothing was tested
                look |= {"marker": marker, "markevery": max(len(rows) // 10, 1)}
                for axes in accuracy:
                    axes.plot([row.epoch for row in rows], drawable(100 * of_set[0]), **look)
                loss.plot([row.epoch for row in rows], drawable(of_set[1]), **look)
        if any(np.any(np.asarray(line.get_ydata()) > 0) for line in loss.lines):
            loss.set_yscale("log")
            _plain_within_a_decade(loss.yaxis)
        for axes in accuracy:
            set_labels(axes, "epoch", "accuracy [%]")
        set_labels(loss, "epoch", "loss")
        for axes in (*accuracy, loss):
            whole_numbers(axes.xaxis)
        legend(figure, loss.lines)
    return Plot(figure)


def _looks(label: object, k: int) -> dict[str, dict[str, Any]]:
    """Label, colour and dash of the lines of run number ``k``, by set."""
    return {
        name: {
            "label": name if label is None else f"{label_of(label, 24)}, {name}",
            "color": colour(j if label is None else k),
            "linestyle": ("-", "--")[j],
        }
        for j, name in enumerate(SETS)
    }


def _plain_within_a_decade(axis: Any) -> None:
    """Let a logarithmic axis have plain numbers where it is too short for powers of ten."""
    low, high = axis.get_view_interval()
    if high < 10 * low:
        axis.set_major_formatter("{x:g}")
        axis.set_minor_formatter("{x:g}")


def _column(rows: Sequence[Any], name: str) -> Any:
    return np.array([getattr(row, name) for row in rows], np.float64)
