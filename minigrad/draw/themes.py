"""Themes: the look of what is drawn.

Colours are by Okabe and Ito, which stay apart for colour-blind eyes; shapes, lines and words say
the same once more, so a picture printed in grey says all.
"""

from __future__ import annotations

from dataclasses import dataclass

FONT = "Helvetica,Arial,Noto Sans CJK JP,Hiragino Sans,Yu Gothic,sans-serif"
FIXED_WIDTH = "Menlo,Consolas,DejaVu Sans Mono,Noto Sans Mono CJK JP,monospace"


@dataclass(frozen=True)
class Theme:
    """The colours of a picture."""

    paper: str
    ink: str
    faint: str  # what carries no gradient, and side remarks
    parameter: str
    parameter_fill: str
    constant_fill: str
    module_fill: str
    backward_fill: str
    output: str
    mark: str  # the chosen path
    mark_fill: str
    alarm: str
    alarm_fill: str
    path1: str  # paths, each with a colour of its own
    path2: str
    path3: str
    path4: str
    path5: str
    path6: str
    cold: str  # the smallest and the largest of a scale
    hot: str


THEMES = {
    "light": Theme(
        paper="#FFFFFF",
        ink="#333333",
        faint="#767676",
        parameter="#0072B2",
        parameter_fill="#DCEBF5",
        constant_fill="#F2F2F2",
        module_fill="#F7F7F4",
        backward_fill="#F3F8F5",
        output="#D55E00",
        mark="#D55E00",
        mark_fill="#FBE9DD",
        alarm="#B00020",
        alarm_fill="#FFD9DE",
        path1="#B84B00",
        path2="#00785A",
        path3="#0069A6",
        path4="#8A6A00",
        path5="#A8447F",
        path6="#5B4BB3",
        cold="#CFE3F1",
        hot="#00517F",
    ),
    "dark": Theme(
        paper="#1B1D1F",
        ink="#E4E4E4",
        faint="#A0A0A0",
        parameter="#56B4E9",
        parameter_fill="#153A52",
        constant_fill="#2E3134",
        module_fill="#25282B",
        backward_fill="#1E2B26",
        output="#E69F00",
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
        cold="#2B4152",
        hot="#9AD4F7",
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
        cold="#DDDDDD",
        hot="#000000",
    ),
}


DASHES = ("solid", "dashed", "dotted")


def of_path(hue: int, theme: Theme) -> dict[str, str]:
    """The look of a path's arrows: six colours, in three kinds of line."""
    colour = path_colour(hue, theme)
    # Neighbours differ in both, so that they stay apart in grey.
    line = DASHES[(hue + hue // 6) % len(DASHES)]
    return {"color": colour, "fontcolor": colour, "penwidth": "2.5", "style": line}


def path_colour(hue: int, theme: Theme) -> str:
    """The colour of a path."""
    return str(getattr(theme, path_name(hue)))


def path_name(hue: int) -> str:
    """Which of the colours of a theme is a path's."""
    return f"path{hue % 6 + 1}"


def theme_named(name: str) -> Theme:
    """The theme of that name."""
    if not isinstance(name, str) or name not in THEMES:  # type: ignore[redundant-expr]  # callers may not be typed
        raise ValueError(f"no theme is called {name!r}; there are {', '.join(THEMES)}")
    return THEMES[name]


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
