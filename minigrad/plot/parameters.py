"""Weights over training (article A7): histograms, or minimum, mean and maximum."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from minigrad.draw.themes import Theme
from minigrad.plot.figure import (
    Plot,
    drawable,
    legend,
    new_figure,
    set_labels,
    shorten,
    whole_numbers,
)
from minigrad.plot.styles import colour, line, shades, styled

MOST_PARAMETERS = 64
MOST_RIDGES = 11
WIDEST_NAME = 48  # with the shape and the note on parts left out
OVERLAP = 1.6  # how many lines high the peak of a histogram is


def weights(
    snapshots: Sequence[Any] | Mapping[int, Any],
    *,
    style: Literal["histogram", "statistics"] = "histogram",
    bins: int | None = None,
    title: str = "",
    theme: str | Theme | None = None,
) -> Plot:
    r"""The change of every parameter of a network over training (article A7).

    Parameters
    ----------
    snapshots : sequence, or dict of epoch to snapshot
        A snapshot is a dict of parameter name to array or Tensor, or a Module, which is read now.
        In a sequence the first has epoch 0.
    style : {"histogram", "statistics"}
        Histograms above each other, each scaled to its own peak, of 11 epochs at most; or lines
        of minimum, mean and maximum, with a band of one standard deviation around the mean.
    bins : int
        How many bins a histogram has, by default 8 to 40 by the parameter's size; all epochs of a
        parameter share them.
    title : str
    theme : str or Theme, optional
        ``"light"``, ``"dark"`` or ``"print"``, a `minigrad.draw.Theme`, or a style of matplotlib's
        (``"ggplot"``, a file). By default the settings of matplotlib, or where they are
        untouched, ``"light"``.

    Raises
    ------
    ValueError
        If there are no snapshots, they differ in their names, or there are too many parameters.
    ImportError
        If matplotlib is missing.

    Notes
    -----
    Elements that are NaN, infinite or beyond 1e100 are left out, and the title of the parameter
    says how many there were.

    Examples
    --------
    >>> from minigrad import plot
    >>> snapshots = [{"W": np.array([0.1, 0.2, 0.4])}, {"W": np.array([0.0, 0.3, 0.9])}]
    >>> plot.weights(snapshots).figure.axes[0].get_title()
    'W (3,)'
    """
    if style not in {"histogram", "statistics"}:
        raise ValueError(f'weights: style is "histogram" or "statistics", not {style!r}')
    if bins is not None and bins < 1:
        raise ValueError(f"weights: a histogram needs bins, not bins={bins}")
    epochs, names, read = _read(snapshots)
    columns = 2 * math.ceil(math.sqrt(len(names) / 8)) if len(names) > 1 else 1
    rows = math.ceil(len(names) / columns)
    draw = _statistics if style == "statistics" else _ridges
    lines: list[Any] = []
    with styled(theme):
        figure = new_figure(max(4.2 * columns, 6), 2.7 * rows + 0.6, title)
        panels = figure.subplots(rows, columns, squeeze=False).ravel()
        for axes, name in zip(panels, names, strict=False):
            arrays = [snapshot[name] for snapshot in read]
            values = [drawable(array).ravel() for array in arrays]
            finite = [v[~np.isnan(v)] for v in values]
            left_out = sum(v.size for v in values) - sum(v.size for v in finite)
            note = f", {left_out} not finite" if left_out else ""
            axis = ("value", "epoch") if style == "histogram" else ("epoch", "value")
            note = f" {arrays[-1].shape}{note}"
            set_labels(axes, *axis, shorten(name, max(WIDEST_NAME - len(note), 8)) + note)
            lines = draw(axes, epochs, finite, bins or default_bins(arrays[-1].size))
        for axes in panels[len(names) :]:
            axes.remove()
        if lines:
            legend(figure, lines, where="outside lower center")
    return Plot(figure)


def _read(snapshots: Any) -> tuple[list[Any], list[str], list[dict[str, Any]]]:
    """Epochs, names, and the arrays by name of every epoch."""
    if isinstance(snapshots, Mapping):
        epochs, taken = list(snapshots), list(snapshots.values())
        if not all(isinstance(epoch, (int, float, np.number)) for epoch in epochs):
            raise TypeError(
                "weights: the keys of a dict of snapshots are epochs, which are numbers"
            )
    else:
        taken = list(snapshots)
        epochs = list(range(len(taken)))
    if not taken:
        raise ValueError("weights: there are no snapshots")
    modules = [id(s) for s in taken if not isinstance(s, Mapping)]
    if len(set(modules)) < len(modules):
        raise ValueError(
            "weights: a Module is there twice, but has the weights of now only; keep "
            "{name: p.numpy() for name, p in net.named_parameters()} after each epoch"
        )
    read = [{str(name): _array(name, p) for name, p in _pairs(s)} for s in taken]
    names = list(read[0])
    if not names:
        raise ValueError("weights: the snapshots hold no parameters")
    if len(names) > MOST_PARAMETERS:
        raise ValueError(
            f"weights: {len(names)} parameters are too many for one plot, which shows "
            f"{MOST_PARAMETERS} at most; hand over the ones that you want to see"
        )
    for epoch, snapshot in zip(epochs, read, strict=True):
        different = sorted(set(names) ^ set(snapshot))
        if different:
            raise ValueError(
                f"weights: epochs {epochs[0]} and {epoch} do not both have {', '.join(different)}"
            )
    return epochs, names, read


def _pairs(snapshot: Any) -> Any:
    return snapshot.items() if isinstance(snapshot, Mapping) else snapshot.named_parameters()


def _array(name: object, parameter: Any) -> Any:
    array = np.asarray(parameter.numpy() if hasattr(parameter, "numpy") else parameter)
    if array.dtype.kind not in "biuf":
        raise ValueError(f"weights: {name} has dtype {array.dtype}; only real numbers are drawn")
    return array


def default_bins(size: int) -> int:
    """So many bins that the peaks of so many numbers are no accident.

    Examples
    --------
    >>> default_bins(10), default_bins(100), default_bins(78_400)
    (8, 20, 40)
    """
    return min(max(8, round(2 * math.sqrt(size))), 40)


def bin_edges(finite: Sequence[Any], bins: int) -> Any:
    """Edges of bins over the range of all arrays, also where that is a single value.

    Examples
    --------
    >>> bin_edges([np.array([0.0, 1.0]), np.array([4.0])], 2), bin_edges([np.array([3.0])], 1)
    (array([0., 2., 4.]), array([2.5, 3.5]))
    """
    low = min((v.min() for v in finite if v.size), default=0.0)
    high = max((v.max() for v in finite if v.size), default=0.0)
    largest = max(abs(low), abs(high))
    if high - low <= max(1e-9 * largest, 1e-100):  # where bins would be narrower than rounding
        room = max(0.5, 1e-6 * largest)
        low, high = low - room, high + room
    return np.linspace(low, high, bins + 1)


def _ridges(axes: Any, epochs: list[Any], finite: Any, bins: int) -> list[Any]:
    """A histogram for each of some epochs, later ones higher up and behind."""
    chosen = np.unique(np.linspace(0, len(epochs) - 1, MOST_RIDGES).round().astype(int))
    edges = bin_edges(finite, bins)
    for row, k in enumerate(chosen):
        share = row / max(len(chosen) - 1, 1)
        counts, _ = np.histogram(finite[k], edges)
        axes.stairs(
            row + OVERLAP * counts / max(counts.max(), 1),
            edges,
            baseline=row,
            fill=True,
            facecolor=shades(share),
            edgecolor=axes.get_facecolor(),
            linewidth=0.8,
            zorder=3 - share,
        )
    axes.set_yticks(range(len(chosen)), labels=[f"{epochs[k]:g}" for k in chosen], fontsize=8)
    axes.set_ylim(-0.15, len(chosen) - 1 + OVERLAP + 0.15)
    axes.grid(visible=False, axis="y")
    return []


def _statistics(axes: Any, epochs: list[Any], finite: Any, _: int) -> list[Any]:
    """Lines of minimum, mean and maximum, and a band of the standard deviation."""
    nan = float("nan")
    smallest, mean, deviation, largest = np.array(
        [(v.min(), v.mean(), v.std(), v.max()) if v.size else (nan,) * 4 for v in finite]
    ).T
    at = np.asarray(epochs, np.float64)
    marker = "." if len(epochs) <= 20 else None
    (top,) = axes.plot(at, largest, label="maximum", marker=marker, **line(1))
    (middle,) = axes.plot(at, mean, label="mean", marker=marker, **line(0))
    (bottom,) = axes.plot(at, smallest, label="minimum", marker=marker, **line(2))
    band = axes.fill_between(
        at, mean - deviation, mean + deviation, color=colour(0), alpha=0.2, linewidth=0
    )
    band.set_label("mean ± standard deviation")
    whole_numbers(axes.xaxis)
    return [top, middle, band, bottom]
