"""Drawing of recorded graphs."""

from minigrad.draw.drawing import Drawing
from minigrad.draw.levels import draw, mimebundle
from minigrad.draw.themes import THEMES, Theme

__all__ = ["THEMES", "Drawing", "Theme", "draw", "mimebundle"]
