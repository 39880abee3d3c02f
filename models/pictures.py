"""Pictures of the articles' programs that `minigrad.plot` does not have."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from minigrad.draw import THEMES
from minigrad.plot import Plot
from minigrad.plot.figure import legend, new_figure, set_labels
from minigrad.plot.styles import colour, line, setting, styled
from minigrad.support.files import write_atomically
from minigrad.testing.numerical import ErrorAgainstH

LIGHT = THEMES["light"]  # where words name colours
RIGHT, WRONG = LIGHT.parameter, LIGHT.mark
MOST_IN_TABLE = 20  # more take long to draw, and are a mosaic
KEY = "bold: what it is; italics: what it is seen as"
KEY_OF_MOSAIC = "orange: not seen as what it is"
MOSAIC_CELL = 0.9, 1.1  # inches, with the words below


def plot_errors(errors: ErrorAgainstH, title: str) -> Plot:
    """Errors of forward and central differences, for each step (article E2)."""
    with styled():
        figure = new_figure(7, 4.6, title)
        axes = figure.subplots()
        for k, name in enumerate(("forward", "central")):
            error = getattr(errors, name)
            seen = error > 0  # no error has no logarithm
            look = {"label": f"{name} difference", "marker": "os"[k], **line(k)}
            axes.plot(errors.h[seen], error[seen], **look)
        axes.set(xscale="log", yscale="log")
        set_labels(axes, "step h", "error of the derivative")
        legend(figure, axes.lines, where="outside lower center")
    return Plot(figure)


def plot_fields(points: Any, fields: Mapping[str, Any]) -> Plot:
    """Fields of arrows at the same points, two in a row, by name (article E3)."""
    rows = -(-len(fields) // 2)
    with styled():
        figure = new_figure(8, 4 * rows, "minus the gradient")
        panels = figure.subplots(rows, 2, squeeze=False).ravel()
        for axes, (name, field) in zip(panels, fields.items(), strict=False):
            scale = np.hypot(*field.T).max() / np.ptp(points, axis=0).max() * 8
            arrows = {"angles": "xy", "scale_units": "xy", "scale": scale, "color": colour(0)}
            axes.quiver(*points.T, *-field.T, **arrows)
            axes.set_aspect("equal")
            set_labels(axes, "x0", "x1", name)
    return Plot(figure)


def sheet(
    pictures: Any, probabilities: Any, labels: Any, numbers: Sequence[int], title: str
) -> Plot:
    """A table with a row for each image: the image, and the probabilities of its classes (A6).

    The right class is bold and blue, the chosen one in italics, and orange where it is wrong.
    Many images are a mosaic, with both classes below each.
    """
    if len(pictures) > MOST_IN_TABLE:
        return _mosaic(pictures, probabilities.argmax(axis=1), labels, numbers, title)
    rows, classes = probabilities.shape
    with styled(LIGHT):
        figure = new_figure(0.62 * (classes + 2), 0.55 * (rows + 1) + 0.7, title)
        axes = figure.subplots()
        axes.set_axis_off()
        middle = {"ha": "center", "va": "center"}
        for c, name in enumerate(("", "index", *range(classes))):
            axes.text(c + 0.5, 0.5, name, **middle)
        for k, percent in enumerate(100 * probabilities):
            y, right, chosen = k + 1, int(labels[k]), int(percent.argmax())
            axes.axhline(y, color=setting("grid.color"), lw=0.8, zorder=0)
            extent = (0.1, 0.9, y + 0.9, y + 0.1)
            axes.imshow(pictures[k], cmap="gray_r", vmin=0, vmax=1, extent=extent)
            axes.text(1.5, y + 0.5, numbers[k], color=LIGHT.faint, **middle)
            for c, value in enumerate(percent):
                text = axes.text(c + 2.5, y + 0.5, f"{value:.1f}", **middle)
                text.set_color(RIGHT if c == right else WRONG if c == chosen else LIGHT.ink)
                text.set_fontweight("bold" if c == right else "normal")
                text.set_fontstyle("italic" if c == chosen else "normal")
        axes.set(xlim=(0, classes + 2), ylim=(rows + 1.9, 0))  # imshow has set its own
        axes.text((classes + 2) / 2, rows + 1.5, f"percent; {KEY}", fontsize=8, **middle)
    return Plot(figure)


def _mosaic(pictures: Any, chosen: Any, labels: Any, numbers: Sequence[int], title: str) -> Plot:
    """Images as one, since an axes for each of hundreds takes minutes."""
    count, height, width = pictures.shape
    columns = max(10, math.ceil(math.sqrt(count)))
    rows = math.ceil(count / columns)
    across, down = round(1.25 * width), round(1.25 * width * MOSAIC_CELL[1] / MOSAIC_CELL[0])
    paper = np.zeros((rows * down, columns * across))
    size = MOSAIC_CELL[0] * columns, MOSAIC_CELL[1] * rows + 0.5
    with styled(LIGHT):
        figure = new_figure(*size, f"{title} ({KEY_OF_MOSAIC})")
        axes = figure.subplots()
        for k, picture in enumerate(pictures):
            y, x = down * (k // columns), across * (k % columns)
            paper[y : y + height, x : x + width] = picture
            wrong = chosen[k] != labels[k]
            words = f"{numbers[k]}: {labels[k]}" + (f" as {chosen[k]}" if wrong else "")
            look = {"fontsize": 6, "color": WRONG if wrong else LIGHT.ink}
            axes.text(x + width / 2, y + height, words, ha="center", va="top", **look)
        axes.imshow(paper, cmap="gray_r", vmin=0, vmax=1)
        axes.set_axis_off()
    return Plot(figure)


def write_digit(picture: Any, file: Path) -> None:
    """A small image file of a digit, dark on light."""
    content, image = io.BytesIO(), np.kron(1 - picture, np.ones((2, 2)))
    imsave = import_module("matplotlib.image").imsave
    imsave(content, image, cmap="gray", vmin=0, vmax=1, format="png")
    write_atomically(file, content.getvalue())
