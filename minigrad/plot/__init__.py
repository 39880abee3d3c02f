"""Plots: functions and their slopes, descents, weights over training, histories.

Every function returns a `Plot`, which shows itself in notebooks and saves itself to files. They
need matplotlib, whose styles and settings they take, and not pyplot.
"""

from minigrad.plot.curves import functions
from minigrad.plot.figure import Plot
from minigrad.plot.parameters import weights
from minigrad.plot.runs import history
from minigrad.plot.surface import contour, descent

__all__ = ["Plot", "contour", "descent", "functions", "history", "weights"]
__dir__ = __all__.copy  # completion shows what is public
