"""Themes: colours that colour-blind eyes tell apart, and lines that need no colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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
class Theme:
    """The colours of a plot."""

    paper: str
    ink: str
    faint: str
    grid: str
    lines: tuple[str, ...]
    low: str  # the ends of a scale, the high one farther from the paper
    high: str

    def line(self, k: int) -> dict[str, Any]:
        """Colour and dash of line number ``k``."""
        return {"color": self.colour(k), "linestyle": DASHES[k % len(DASHES)]}

    def colour(self, k: int) -> str:
        """The colour of line number ``k``."""
        return self.lines[k % len(self.lines)]


# By Okabe and Ito, without the colours that are too near to the paper.
THEMES = {
    "light": Theme(
        paper="#FFFFFF",
        ink="#333333",
        faint="#767676",
        grid="#DDDDDD",
        lines=("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"),
        low="#A6CBE3",
        high="#08306B",
    ),
    "dark": Theme(
        paper="#1B1D1F",
        ink="#E4E4E4",
        faint="#A0A0A0",
        grid="#3A3D40",
        lines=("#56B4E9", "#E69F00", "#00B98A", "#CC79A7", "#F0E442", "#F06E1A", "#FFFFFF"),
        low="#2F5F86",
        high="#CDE9FB",
    ),
    "print": Theme(
        paper="#FFFFFF",
        ink="#000000",
        faint="#595959",
        grid="#D9D9D9",
        lines=("#000000", "#7A7A7A"),
        low="#BDBDBD",
        high="#000000",
    ),
}


def theme_named(name: str) -> Theme:
    """The theme of that name."""
    if name not in THEMES:
        raise ValueError(f"no theme is called {name!r}; there are {', '.join(THEMES)}")
    return THEMES[name]
