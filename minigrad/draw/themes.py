"""Themes: the colours of drawings.

Colours stay apart for colour-blind eyes; most are by Okabe and Ito. Shapes, lines and words say the
same once more, so a picture printed in grey says all. Text stands out from what is behind it by at
least 4.5 to 1 and lines by 3 to 1, as WCAG 2.2 asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

FONT = "Helvetica,Arial,Noto Sans CJK JP,Hiragino Sans,Yu Gothic,sans-serif"
FIXED_WIDTH = "Menlo,Consolas,DejaVu Sans Mono,Noto Sans Mono CJK JP,monospace"
_COLOUR = re.compile("#[0-9A-Fa-f]{6}")


@dataclass(frozen=True)
class Theme:
    """The colours of a drawing; those that are not given are those of the light theme.

    A plot takes its paper, its ink and its lines from the same theme.

    Attributes
    ----------
    paper, ink, faint
        Background; lines and text; what carries no gradient, and side remarks.
    parameter, parameter_fill
        Leaves that require a gradient: their line and their box.
    constant_fill, module_fill, backward_fill
        Boxes of constants, frames of modules and of a backward sweep.
    output
        The double line of the output.
    mark, mark_fill
        A chosen path.
    alarm, alarm_fill
        NaN and infinity.
    path1, path2, path3, path4, path5, path6
        Paths, each with a colour of its own.
    cold, hot
        The smallest and the largest of a scale.

    Raises
    ------
    ValueError
        If a colour is not written as ``"#RRGGBB"``.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from minigrad.draw import THEMES, Theme
    >>> sepia = Theme(paper="#FBF3E4", ink="#40301C")
    >>> x = mg.tensor(3.0, requires_grad=True, name="x")
    >>> (x * x).draw(theme=sepia).source.count("#FBF3E4") > 0
    True
    >>> night = replace(THEMES["dark"], paper="#000000")
    """

    paper: str = "#FFFFFF"
    ink: str = "#333333"
    faint: str = "#6B6B6B"
    parameter: str = "#0072B2"
    parameter_fill: str = "#DCEBF5"
    constant_fill: str = "#F2F2F2"
    module_fill: str = "#F7F7F4"
    backward_fill: str = "#F3F8F5"
    output: str = "#18716A"
    mark: str = "#D55E00"
    mark_fill: str = "#FBE9DD"
    alarm: str = "#B00020"
    alarm_fill: str = "#FFE3E7"
    path1: str = "#AC4600"
    path2: str = "#007558"
    path3: str = "#0069A6"
    path4: str = "#806200"
    path5: str = "#A8447F"
    path6: str = "#5B4BB3"
    cold: str = "#927BA6"
    hot: str = "#3C144E"

    def __post_init__(self) -> None:
        for name, colour in vars(self).items():
            if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
                raise ValueError(f"Theme: {name} is a colour such as '#0072B2', not {colour!r}")


THEMES = {
    "light": Theme(),
    "dark": Theme(
        paper="#1B1D1F",
        ink="#E4E4E4",
        faint="#A0A0A0",
        parameter="#56B4E9",
        parameter_fill="#12334A",
        constant_fill="#2E3134",
        module_fill="#25282B",
        backward_fill="#1E2B26",
        output="#1AD5A7",
        mark="#E69F00",
        mark_fill="#4A3610",
        alarm="#FF6F80",
        alarm_fill="#5A1520",
        path1="#F0A030",
        path2="#2FC79A",
        path3="#67BDF0",
        path4="#F0E442",
        path5="#E394C0",
        path6="#B3A6FF",
        cold="#A064A5",
        hot="#F5CFFF",
    ),
    "print": Theme(
        paper="#FFFFFF",
        ink="#000000",
        faint="#595959",
        parameter="#000000",
        parameter_fill="#E6E6E6",
        constant_fill="#FFFFFF",
        module_fill="#FAFAFA",
        backward_fill="#F0F0F0",
        output="#000000",
        mark="#000000",
        mark_fill="#D0D0D0",
        alarm="#000000",
        alarm_fill="#C8C8C8",
        path1="#000000",
        path2="#333333",
        path3="#4D4D4D",
        path4="#000000",
        path5="#333333",
        path6="#4D4D4D",
        cold="#828282",
        hot="#000000",
    ),
}


DASHES = ("solid", "dashed", "dotted")
SAMPLES = {"solid": "━━━", "dashed": "╍╍╍", "dotted": "┉┉┉"}  # of lines, in captions


def of_path(hue: int, theme: Theme) -> dict[str, str]:
    """The look of a path's arrows: six colours, in three kinds of line."""
    colour = path_colour(hue, theme)
    return {"color": colour, "fontcolor": colour, "penwidth": "2.5", "style": path_dash(hue)}


def path_dash(hue: int) -> str:
    """The kind of line of a path, counted from 1: three differ, and nine do so in three greys."""
    return DASHES[(hue + (hue - 1) // len(DASHES)) % len(DASHES)]


def path_colour(hue: int, theme: Theme) -> str:
    """The colour of a path."""
    return str(getattr(theme, path_name(hue)))


def path_name(hue: int) -> str:
    """Which of the colours of a theme is a path's."""
    return f"path{hue % 6 + 1}"


def as_theme(theme: object) -> Theme:
    """A theme by its name, or the one that is given."""
    if isinstance(theme, Theme):
        return theme
    if not isinstance(theme, str) or theme not in THEMES:
        raise ValueError(
            f"no theme is called {theme!r}; there are {', '.join(THEMES)}; one of your own is a "
            "minigrad.draw.Theme"
        )
    return THEMES[theme]


def between(low: str, high: str, share: float) -> str:
    """The colour at a share of the way from one to another.

    Examples
    --------
    >>> between("#000000", "#FF8000", 0.5)
    '#804000'
    """
    share = min(max(share, 0.0), 1.0)
    ends = zip(bytes.fromhex(low[1:]), bytes.fromhex(high[1:]), strict=True)
    return "#" + bytes(round(a + share * (b - a)) for a, b in ends).hex().upper()


def contrast(a: str, b: str) -> float:
    """The contrast of two colours by WCAG 2.2, from 1 to 21.

    Examples
    --------
    >>> round(contrast("#000000", "#FFFFFF"))
    21
    """
    dark, light = sorted(map(_luminance, (a, b)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (channel / 255 for channel in bytes.fromhex(colour[1:]))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def readable_on(grounds: Sequence[str], colour: str, ink: str) -> str:
    """A colour, moved towards the ink until it can be read on all of some grounds.

    Examples
    --------
    >>> readable_on(["#FFFFFF"], "#FFD9DE", "#000000")
    '#806C6F'
    """
    moved = (between(colour, ink, share / 20) for share in range(21))
    return next((c for c in moved if min(contrast(c, g) for g in grounds) >= 4.5), ink)
