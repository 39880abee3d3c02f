"""Drawing of recorded graphs."""

from minigrad.draw.drawing import Drawing
from minigrad.draw.levels import draw, mimebundle

__all__ = ["Drawing", "draw", "mimebundle"]
