"""Pictures of the articles' programs that `minigrad.plot` does not have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from minigrad.plot import Plot
from minigrad.plot.figure import dress, legend, new_figure, write
from minigrad.plot.themes import theme_named
from minigrad.testing.numerical import ErrorAgainstH

LOOK = theme_named("light")
RIGHT, WRONG, OTHERS = LOOK.lines[0], LOOK.lines[1], LOOK.faint
PER_ROW = 2  # images of a sheet


def plot_errors(errors: ErrorAgainstH, title: str) -> Plot:
    """How wrong forward and central differences are, for each step (article E2)."""
    figure = new_figure(LOOK, 7, 4.6, title)
    axes = figure.subplots()
    for k, name in enumerate(("forward", "central")):
        error = getattr(errors, name)
        seen = error > 0  # no error has no logarithm
        label, sign = f"{name} difference", "os"[k]
        axes.plot(
            *(errors.h[seen], error[seen], sign),
            **{"label": label, "ms": 4, "lw": 1.4, **LOOK.line(k)},
        )
    axes.set(xscale="log", yscale="log")
    dress(axes, LOOK, "step h", "error of the derivative")
    legend(figure, LOOK, axes.lines, where="outside lower center")
    return Plot(figure)


def sheet(
    pictures: Any, probabilities: Any, labels: Any, numbers: Sequence[int], title: str
) -> Plot:
    """Images beside the probabilities of their classes (article A6).

    The right class is bold and blue, the chosen one in italics, and orange where it is wrong.
    """
    rows = -(-len(pictures) // PER_ROW)
    figure = new_figure(LOOK, 5.2 * PER_ROW, 2.3 * rows + 0.5, title)
    panels = figure.subplots(rows, 2 * PER_ROW, squeeze=False, width_ratios=[1, 1.3] * PER_ROW)
    pairs = panels.reshape(-1, 2)
    for k, (image_axes, bars) in enumerate(pairs):
        if k == len(pictures):
            for axes in pairs[k:].ravel():
                axes.remove()
            break
        image_axes.imshow(pictures[k], cmap="gray_r", vmin=0, vmax=1)
        image_axes.set_axis_off()
        write(image_axes.title, f"image {numbers[k]}", LOOK)
        _bars(bars, 100 * probabilities[k], int(labels[k]))
    return Plot(figure)


def _bars(axes: Any, percent: Any, right: int) -> None:
    chosen, classes = int(percent.argmax()), range(len(percent))
    colours = [RIGHT if c == right else WRONG if c == chosen else OTHERS for c in classes]
    axes.barh(classes, percent, color=colours)
    for c, value in enumerate(percent):
        text = axes.text(value + 2, c, f"{value:.1f}", va="center", fontsize=7, color=LOOK.ink)
        _mark(text, c, right, chosen)
    dress(axes, LOOK)
    axes.set(xlim=(0, 118), ylim=(len(percent) - 0.5, -0.5), xticks=[0, 50, 100], yticks=classes)
    axes.tick_params(labelsize=7)
    for c, tick in enumerate(axes.get_yticklabels()):
        _mark(tick, c, right, chosen)


def _mark(text: Any, c: int, right: int, chosen: int) -> None:
    text.set_fontweight("bold" if c == right else "normal")
    text.set_fontstyle("italic" if c == chosen else "normal")
