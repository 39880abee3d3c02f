"""Pictures of the articles' programs that `minigrad.plot` does not have."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from minigrad.plot import Plot
from minigrad.plot.figure import dress, legend, new_figure, write
from minigrad.plot.themes import theme_named
from minigrad.testing.numerical import ErrorAgainstH

LOOK = theme_named("light")
RIGHT, WRONG, OTHERS = LOOK.lines[0], LOOK.lines[1], LOOK.faint
PER_ROW = 2  # images of a sheet
MOST_WITH_BARS = 20  # more take long to draw, and are a mosaic
KEY = "bold: what it is, italic: what it is seen as"
KEY_OF_MOSAIC = "orange: not seen as what it is"
MOSAIC_CELL = 0.9, 1.1  # inches, with the words below


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
    Many images are a mosaic, with both classes below each.
    """
    if len(pictures) > MOST_WITH_BARS:
        return _mosaic(pictures, probabilities.argmax(axis=1), labels, numbers, title)
    rows = -(-len(pictures) // PER_ROW)
    figure = new_figure(LOOK, 5.2 * PER_ROW, 2.3 * rows + 0.5, f"{title} ({KEY})")
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


def _mosaic(pictures: Any, chosen: Any, labels: Any, numbers: Sequence[int], title: str) -> Plot:
    """Images as one, since an axes for each of hundreds takes minutes."""
    count, height, width = pictures.shape
    columns = max(10, math.ceil(math.sqrt(count)))
    rows = math.ceil(count / columns)
    across, down = round(1.25 * width), round(1.25 * width * MOSAIC_CELL[1] / MOSAIC_CELL[0])
    paper = np.zeros((rows * down, columns * across))
    size = MOSAIC_CELL[0] * columns, MOSAIC_CELL[1] * rows + 0.5
    figure = new_figure(LOOK, *size, f"{title} ({KEY_OF_MOSAIC})")
    axes = figure.subplots()
    for k, picture in enumerate(pictures):
        y, x = down * (k // columns), across * (k % columns)
        paper[y : y + height, x : x + width] = picture
        wrong = chosen[k] != labels[k]
        words = f"{numbers[k]}: {labels[k]}" + (f" as {chosen[k]}" if wrong else "")
        look = {"fontsize": 6, "color": WRONG if wrong else LOOK.ink}
        axes.text(x + width / 2, y + height, words, ha="center", va="top", **look)
    axes.imshow(paper, cmap="gray_r", vmin=0, vmax=1)
    axes.set_axis_off()
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
