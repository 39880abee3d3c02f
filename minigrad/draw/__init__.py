"""Drawing of recorded graphs."""

from minigrad.draw.drawing import Drawing
from minigrad.draw.levels import draw
from minigrad.draw.notebook import mimebundle
from minigrad.draw.themes import THEMES, Theme

__all__ = ["THEMES", "Drawing", "Theme", "draw", "mimebundle"]
__dir__ = __all__.copy  # completion shows what is public
