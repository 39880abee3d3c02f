"""Palettes of plots: colours that colour-blind eyes tell apart, and lines that need no colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from minigrad.draw.themes import THEMES, Theme, as_theme, between

# Nine dashes and seven colours have no common factor: 63 lines until two are alike.
DASHES: tuple[Any, ...] = (
    "-",
    "--",
    "-.",
    ":",
    (0, (8, 1.5)),
    (0, (4, 1, 1, 1, 1, 1)),
    (0, (1, 3)),
    (0, (8, 2, 2, 2)),
    (0, (2, 1)),
)
MARKERS = "osD^vP*Xd"


@dataclass(frozen=True)
class Palette:
    """The colours of a plot: those of a theme, a grid, lines, and a scale.

    Attributes
    ----------
    theme
        Of which a plot has the paper, the ink and the faint ink.
    grid, lines
        The colour of the grid; those of the lines, in turn.
    low, high
        The ends of a scale, the high one farther from the paper.
    """

    theme: Theme
    grid: str
    lines: tuple[str, ...]
    low: str
    high: str

    @property
    def paper(self) -> str:
        """The background."""
        return self.theme.paper

    @property
    def ink(self) -> str:
        """The colour of text."""
        return self.theme.ink

    @property
    def faint(self) -> str:
        """The colour of axes and arrows."""
        return self.theme.faint

    def line(self, k: int) -> dict[str, Any]:
        """Colour and dash of line number ``k``."""
        return {"color": self.colour(k), "linestyle": DASHES[k % len(DASHES)]}

    def colour(self, k: int) -> str:
        """The colour of line number ``k``."""
        return self.lines[k % len(self.lines)]


# By Okabe and Ito, without the colours that are too near to the paper.
PALETTES = {
    "light": Palette(
        THEMES["light"],
        grid="#DDDDDD",
        lines=("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"),
        low="#A6CBE3",
        high="#08306B",
    ),
    "dark": Palette(
        THEMES["dark"],
        grid="#3A3D40",
        lines=("#56B4E9", "#E69F00", "#00B98A", "#CC79A7", "#F0E442", "#F06E1A", "#FFFFFF"),
        low="#2F5F86",
        high="#CDE9FB",
    ),
    "print": Palette(
        THEMES["print"],
        grid="#D9D9D9",
        lines=("#000000", "#7A7A7A"),
        low="#BDBDBD",
        high="#000000",
    ),
}


def palette(theme: str | Theme) -> Palette:
    """The palette of a theme, made from the theme's own colours where it is a user's."""
    own = as_theme(theme)
    known = next((one for one in PALETTES.values() if one.theme == own), None)
    if known is not None:
        return known
    lines = (own.path3, own.path1, own.path2, own.path5, own.path4, own.path6, own.ink)
    return Palette(
        own,
        grid=between(own.paper, own.faint, 0.25),
        lines=tuple(dict.fromkeys(lines)),
        low=between(own.paper, own.hot, 0.4),
        high=own.hot,
    )
