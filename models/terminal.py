"""Pictures and emphasis in a terminal, and their substitutes where output is piped."""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import numpy as np

INK = 0.4  # how bright a dot is that is drawn where there are no greys
HALVES = " ▀▄█"  # nothing, the upper half, the lower half, both
HALVES_IN_ASCII = " '.:"
SPELLING = "models.spell"  # how codecs know it
SPELT = {"→": "->", "←": "<-", "×": "x", "·": "*", "±": "+-", "−": "-", "…": "...", "∂": "d"}
SMALLEST = 14  # dots: pictures that are smaller are drawn twice as large
PERCENT_WIDTH = 13  # of a class and its probability
FIRST_GREY, GREYS = 232, 24  # of the 256 colours of terminals


def spell(error: UnicodeError) -> tuple[str, int]:
    """Replacements for signs that an encoding lacks, as an error handler of codecs.

    Examples
    --------
    >>> "v₁ → 2×x² ± ∞".encode("ascii", "models.spell").decode()
    'v1 -> 2xx^2 +- ?'
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_spelt, error.object[error.start : error.end])), error.end


def _spelt(sign: str) -> str:
    if sign in SPELT:
        return SPELT[sign]
    kind, _, code = unicodedata.decomposition(sign).partition(" ")
    mark = {"<super>": "^", "<sub>": ""}.get(kind)
    plain = "" if mark is None else chr(int(code, 16))
    return f"{mark}{plain}" if plain.isascii() and plain else "?"


codecs.register_error(SPELLING, spell)


def is_styled() -> bool:
    """True where standard output is a terminal that shows colours and italics."""
    plain = os.environ.get("TERM") == "dumb" or bool(os.environ.get("NO_COLOR"))
    return sys.stdout.isatty() and not plain


def emphasise(text: str, *, bold: bool = False, italic: bool = False) -> str:
    """The text bold or in italics; between ``*`` or ``_`` where there is no terminal.

    The marks take the place of spaces around the text, so that columns stay in line.
    """
    words = text.strip()
    left, right = text[: text.index(words)], text[text.index(words) + len(words) :]
    if is_styled():
        codes = [code for code, wanted in (("1", bold), ("3", italic)) if wanted]
        return f"{left}\x1b[{';'.join(codes)}m{words}\x1b[0m{right}" if codes else text
    for mark, wanted in (("_", italic), ("*", bold)):
        if wanted:
            words, left, right = f"{mark}{words}{mark}", left[1:], right[1:]
    return left + words + right


def prepared(pictures: Any) -> Any:
    """Pictures of shape (N, height, width) without the margins that are blank in all of them.

    Small ones are made twice as large.
    """
    pictures = np.asarray(pictures)
    if min(pictures.shape[1:]) < SMALLEST:
        pictures = pictures.repeat(2, axis=1).repeat(2, axis=2)
    ink = pictures.max(axis=0) > 0
    if not ink.any():
        return pictures
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    return pictures[:, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def picture(image: Any) -> list[str]:
    """The lines that show an image with values from 0 to 1, two dots in each character.

    Examples
    --------
    >>> picture(np.eye(4))
    ['▀▄  ', '  ▀▄']
    """
    image = np.pad(image, ((0, len(image) % 2), (0, 0)))
    upper, lower = image[::2], image[1::2]
    if is_styled():
        return [_in_grey(*pair) for pair in zip(upper, lower, strict=True)]
    signs = HALVES if _can_print(HALVES) else HALVES_IN_ASCII
    dots = (upper > INK) + 2 * (lower > INK)
    return ["".join(signs[dot] for dot in line) for line in dots]


def _in_grey(upper: Any, lower: Any) -> str:
    above, below = (FIRST_GREY + np.rint(line * (GREYS - 1)).astype(int) for line in (upper, lower))
    halves = (f"\x1b[38;5;{a};48;5;{b}m▀" for a, b in zip(above, below, strict=True))
    return "".join(halves) + "\x1b[0m"


def _can_print(signs: str) -> bool:
    try:
        signs.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def beside(left: Sequence[str], right: Sequence[str], width: int) -> list[str]:
    """Two blocks of lines beside each other, the left one ``width`` characters wide."""
    pairs = zip_longest(left, right, fillvalue=None)
    return [f"{' ' * width if a is None else a}  {b or ''}".rstrip() for a, b in pairs]


def thumbnails(pictures: Any) -> Any:
    """Pictures without the margins that are blank in all of them, large ones at half their size."""
    pictures = np.asarray(pictures)
    ink = pictures.max(axis=0) > 0
    for axis in (1, 2):
        seen = np.flatnonzero(ink.any(axis=2 - axis))
        if len(seen):
            pictures = pictures.take(range(seen[0], seen[-1] + 1), axis=axis)
    if max(pictures.shape[1:]) < SMALLEST:
        return pictures
    _, height, width = pictures.shape
    even = np.pad(pictures, ((0, 0), (0, height % 2), (0, width % 2)))
    halves = even.reshape(len(even), (height + 1) // 2, 2, (width + 1) // 2, 2)
    return halves.mean(axis=(2, 4))


def key() -> str:
    """The key to the signs by which `cells` show the label of an image and its prediction."""
    right, chosen = ("bold", "italics") if is_styled() else ("*", "_")
    return f"{right}: what it is; {chosen}: what it is seen as"


def cells(percent: Any, right: int) -> str:
    """A row with the probability of every class, in percent and six columns each.

    The right class is bold, the one with the largest probability in italics; without a terminal
    ``*`` before it and ``_`` behind it say so.

    Examples
    --------
    >>> cells([0.26, 99.71, 0.03], 0)
    '* 0.3  99.7_  0.0 '
    """
    text = ""
    chosen = int(np.argmax(percent))
    for c, value in enumerate(percent):
        number = f"{value:4.1f}" if value < 99.95 else " 100"
        if is_styled():
            text += f" {emphasise(number, bold=c == right, italic=c == chosen)} "
        else:
            text += f"{'*' if c == right else ' '}{number}{'_' if c == chosen else ' '}"
    return text


def probabilities(percent: Any, right: int | None, width: int) -> list[str]:
    """Lines with every class and its probability, in percent and as a bar.

    The right class is bold, if it is known, the one with the largest probability in italics.
    """
    lines = []
    for c, value in enumerate(percent):
        chosen = c == percent.argmax()
        number = emphasise(f"{value:8.2f}  ", bold=c == right, italic=chosen)
        lines.append(f"{c} {number} {'#' * round(value / 100 * (width - PERCENT_WIDTH))}")
    return lines
