"""Drawing of recorded graphs."""

from minigrad.draw.drawing import Drawing, draw, mimebundle

__all__ = ["Drawing", "draw", "mimebundle"]
