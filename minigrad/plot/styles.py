"""Styles of plots: matplotlib's own, and the themes of drawings as such."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np

from minigrad.draw.themes import THEMES, Theme, between
from minigrad.support.locks import ForkSafeLock
from minigrad.support.optional import import_optional

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
# By Okabe and Ito, without the colours that are too near to the paper.
LINES = {
    THEMES["light"]: ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"),
    THEMES["dark"]: ("#56B4E9", "#E69F00", "#00B98A", "#CC79A7", "#F0E442", "#F06E1A", "#FFFFFF"),
    THEMES["print"]: ("#000000", "#7A7A7A"),
}
_one_at_a_time = ForkSafeLock()  # the settings are those of the process


def matplotlib(module: str = "") -> Any:
    """Matplotlib or a module of it, which is imported with the first plot."""
    return import_optional(f"matplotlib.{module}".rstrip("."), "plots need matplotlib")


@contextmanager
def styled(theme: str | Theme | None = None) -> Iterator[None]:
    """The settings of matplotlib inside: those of a theme, or of a style that matplotlib has.

    They lie over those that are there. Without a theme, these hold, or where nothing is set of what
    a theme sets, those of the light theme.
    """
    with _one_at_a_time, ExitStack() as stack:
        try:
            stack.enter_context(matplotlib("style").context(_chosen(theme)))
        except (OSError, TypeError) as error:
            raise ValueError(
                f"no theme is called {theme!r}; there are {', '.join(THEMES)}, the styles that "
                "matplotlib.style.available lists, and files of styles; one of your own is a "
                "minigrad.draw.Theme"
            ) from error
        yield


def _chosen(theme: Any) -> Any:
    """What matplotlib is given as a style."""
    if theme is None:
        light, set_here = sheet(THEMES["light"]), matplotlib().rcParams
        default = matplotlib().rcParamsDefault
        return {} if any(set_here[name] != default[name] for name in light) else light
    if isinstance(theme, str):
        theme = THEMES.get(theme, theme)
    return sheet(theme) if isinstance(theme, Theme) else theme


def sheet(theme: Theme) -> dict[str, Any]:
    """The style of a theme: settings of matplotlib by name."""
    lines = LINES.get(theme) or tuple(
        dict.fromkeys(getattr(theme, f"path{k}") for k in (3, 1, 2, 5, 4, 6))
    )
    return {
        "figure.facecolor": theme.paper,
        "text.color": theme.ink,
        "axes.facecolor": theme.paper,
        "axes.edgecolor": theme.faint,
        "axes.labelcolor": theme.ink,
        "axes.titlecolor": "auto",
        "axes.titlesize": "medium",
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.prop_cycle": matplotlib("rcsetup").cycler(color=lines),
        "grid.color": between(theme.paper, theme.faint, 0.25),
        "grid.linestyle": "-",
        "xtick.color": theme.faint,
        "xtick.labelcolor": theme.ink,
        "ytick.color": theme.faint,
        "ytick.labelcolor": theme.ink,
        "lines.linewidth": 1.8,
        "lines.markersize": 4,
        "legend.fontsize": "small",
        "legend.facecolor": "inherit",
        "legend.edgecolor": between(theme.paper, theme.faint, 0.25),
        "legend.labelcolor": "None",
    }


def setting(name: str) -> Any:
    """A setting of matplotlib, in the style of now."""
    return matplotlib().rcParams[name]


def line(k: int) -> dict[str, Any]:
    """Colour and dash of line number ``k``; where the style has no dashes, of those above."""
    return {"color": colour(k), "linestyle": _in_turn("linestyle", DASHES, k)}


def colour(k: int) -> Any:
    """The colour of line number ``k``."""
    return _in_turn("color", [setting("text.color")], k)


def _in_turn(name: str, otherwise: Sequence[Any], k: int) -> Any:
    values = setting("axes.prop_cycle").by_key().get(name, otherwise)
    return values[k % len(values)]


def shades(shares: Any) -> Any:
    """Colours for shares of the way from near the paper to the colour of the first line."""
    ends = [setting("axes.facecolor"), colour(0)]
    colours = matplotlib("colors").LinearSegmentedColormap.from_list("shades", ends)
    return colours(0.4 + 0.6 * np.asarray(shares))
