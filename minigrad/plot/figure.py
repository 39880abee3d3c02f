"""Figures of plots: files, axes, legends, and text that is shown as it is."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import unicodedata
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from minigrad.draw.labels import readable
from minigrad.plot.styles import matplotlib, setting
from minigrad.support.files import write_atomically

SUFFIXES = (".png", ".svg", ".pdf")
LARGEST = 1e100  # where matplotlib's own arithmetic is still far from overflow
LETTERS_PER_INCH = 9  # of a title
LONGEST_LABEL = 72
LEGEND_LINE = 0.2  # inches
JAPANESE_FONTS = (
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "Source Han Sans JP",
    "IPAexGothic",
    "IPAGothic",
    "TakaoGothic",
    "VL Gothic",
    "Hiragino Sans",
    "Yu Gothic",
    "Meiryo",
    "MS Gothic",
)
_DATES = {"png": None, "svg": "Date", "pdf": "CreationDate"}


class Plot:
    """A plot that shows itself in notebooks and saves itself to files.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        May be changed before the plot is shown or saved.

    Raises
    ------
    ValueError
        From `save`, if the suffix is none of ``.png``, ``.svg`` and ``.pdf``.

    Examples
    --------
    >>> from minigrad import plot
    >>> plot.functions(mg.sin).figure.axes[0].get_ylabel()
    'f(x)'
    """

    def __init__(self, figure: Any) -> None:
        self.figure = figure

    def __repr__(self) -> str:
        return "<Plot: see its .figure and .save(file)>"

    def save(self, file: str | os.PathLike[str], *, dpi: float = 120) -> None:
        """Write the plot in the format that the file's suffix says: .png, .svg or .pdf.

        The file is written whole or not at all.

        Parameters
        ----------
        file : str or path
            Where to write.
        dpi : float
            Dots per inch, of a .png.

        Raises
        ------
        ValueError
            If the suffix is another one.
        """
        check_suffix(file)
        write_atomically(file, self._content(Path(file).suffix.lower()[1:], dpi))

    def _content(self, kind: str, dpi: float) -> bytes:
        content = io.BytesIO()
        date = _DATES[kind]
        with warnings.catch_warnings():
            # Where no font has a sign, a box is drawn: nothing that the caller did wrong.
            warnings.filterwarnings("ignore", message="Glyph .* missing from")
            self.figure.savefig(
                content,
                format=kind,
                dpi=dpi,
                facecolor="auto",  # the figure's, whatever the style of now
                metadata={date: None} if date else None,
            )
        return content.getvalue()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """The plot as notebooks show it."""
        return {"text/plain": repr(self), "image/svg+xml": self._content("svg", 100).decode()}


def check_suffix(file: str | os.PathLike[str]) -> None:
    """Refuse a file whose format is none of a plot's."""
    if Path(file).suffix.lower() not in SUFFIXES:
        raise ValueError(f"{file}: a plot is saved as .png, .svg or .pdf")


def new_figure(width: float, height: float, title: str) -> Any:
    """An empty figure of so many inches with a title, apart from pyplot."""
    figure = matplotlib("figure").Figure(figsize=(width, height), layout="constrained")
    if title:
        write(figure.suptitle(" "), title, round(LETTERS_PER_INCH * width))
    return figure


def set_labels(axes: Any, xlabel: str = "", ylabel: str = "", title: str = "") -> None:
    """Give axes their names."""
    write(axes.xaxis.label, xlabel)
    write(axes.yaxis.label, ylabel)
    write(axes.title, title)


def legend(figure: Any, artists: Sequence[Any], where: str = "outside right center") -> None:
    """A legend beside the axes, where it hides nothing, for artists that have labels."""
    labels = [artist.get_label() for artist in artists]
    # Set afterwards, since matplotlib reads a leading underscore as a wish to be left out.
    numbers = [str(k) for k in range(len(artists))]
    made = figure.legend(list(artists), numbers, loc=where, handlelength=3.5)  # to see the dashes
    for text, words in zip(made.get_texts(), labels, strict=True):
        write(text, words)


def write(text: Any, words: object, longest: int = LONGEST_LABEL) -> None:
    """Set the words of a text of matplotlib, which shows them as they are: no formulas in them."""
    shown = shorten(words, longest)
    text.set(text=shown, parse_math=False, usetex=False, fontfamily=families(shown))


def label_of(key: object, longest: int) -> str:
    """The label for a key of a dict, short enough that the legend leaves room for the plot."""
    return shorten(key, longest) or "(no name)"  # of nothing matplotlib would make a name


def shorten(words: object, longest: int) -> str:
    """One line of a text, no wider than so many Latin letters; others may take the room of two.

    Examples
    --------
    >>> shorten("x" * 20_000, 5), shorten("学習の記録", 7)
    ('xxxx…', '学習の…')
    """
    line = readable(words, longest).replace("\n", " ")
    room = longest
    for k, sign in enumerate(line):
        room -= 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if room < (k + 1 < len(line)):  # the ellipsis needs room too
            return line[:k] + "…"
    return line


def families(words: str) -> list[str]:
    """Font families for a text: the style's, and one with Japanese where it is needed and there."""
    wide = any(unicodedata.east_asian_width(sign) in "WF" for sign in words)
    return [*setting("font.family"), *([_japanese_font()] if wide and _japanese_font() else [])]


@functools.cache
def _japanese_font() -> str:
    """The name of an installed font that has Japanese, or nothing."""
    font_manager = matplotlib("font_manager")

    def known() -> str:
        names = {font.name for font in font_manager.fontManager.ttflist}
        return next((name for name in JAPANESE_FONTS if name in names), "")

    if not known():
        # Matplotlib keeps a list of fonts from its first run, which misses those that came later.
        stems = tuple(name.replace(" ", "").lower() for name in JAPANESE_FONTS)
        stems += ("notosanscjk", "sourcehansans")
        for file in sorted(font_manager.findSystemFonts()):
            if Path(file).stem.lower().startswith(stems):
                with contextlib.suppress(OSError, RuntimeError):  # a broken file is no font
                    font_manager.fontManager.addfont(file)
    return known()


def drawable(values: Any) -> Any:
    """The values as float64, with NaN for those that no picture can show."""
    values = np.asarray(values, np.float64)
    return np.where(np.abs(values) < LARGEST, values, np.nan)


def whole_numbers(axis: Any) -> None:
    """Let an axis have ticks at whole numbers only."""
    axis.get_major_locator().set_params(integer=True)
