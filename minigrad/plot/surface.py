"""Functions of two variables: contour lines, arrows and descents (articles E3, E4)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import numpy as np

from minigrad.draw.themes import Theme
from minigrad.plot.curves import check_elementwise
from minigrad.plot.figure import (
    LEGEND_LINE,
    Plot,
    drawable,
    label_of,
    legend,
    new_figure,
    set_labels,
)
from minigrad.plot.styles import MARKERS, line, matplotlib, setting, shades, styled
from minigrad.transforms.derivatives import grad
from minigrad.transforms.jacobians import vjp

Function = Callable[[Any, Any], Any]
POINTS = 151
ARROWS = 15
FEW_POINTS = 150  # in a path; with more its marks run into each other
VISIBLE = 0.005  # of the picture's width: a shorter path looks like a point


def contour(
    f: Function,
    x0: tuple[float, float] = (-3.0, 3.0),
    x1: tuple[float, float] = (-3.0, 3.0),
    *,
    arrows: Literal["descent", "gradient"] | None = "descent",
    paths: Any = None,
    levels: int | Sequence[float] = 10,
    title: str = "",
    theme: str | Theme | None = None,
) -> Plot:
    r"""Contour lines of :math:`f(x_0, x_1)`, a field of gradients, and paths over them.

    Parameters
    ----------
    f : callable
        Takes two Tensors of one shape and works elementwise, as
        ``lambda x0, x1: x0**2 + x1**2`` does: the whole grid is one call.
    x0, x1 : (float, float)
        The ranges that the picture shows.
    arrows : {"descent", "gradient", None}
        Arrows along :math:`-\nabla f`, along :math:`\nabla f`, or none. The longest is as long as
        a cell of their grid, the others in proportion.
    paths : array of shape (n, 2), list of them, or dict of label to array, optional
        See `descent`. What lies outside the picture is cut off, and the legend says so.
    levels : int or sequence of float
        About how many contour lines, or the values along which they go.
    title : str
    theme : str or Theme, optional
        ``"light"``, ``"dark"`` or ``"print"``, a `minigrad.draw.Theme`, or a style of matplotlib's
        (``"ggplot"``, a file). By default the settings of matplotlib, or where they are
        untouched, ``"light"``.

    Raises
    ------
    ValueError
        If ``f`` is not elementwise, or a path is not of shape (n, 2).
    ImportError
        If matplotlib is missing.

    Examples
    --------
    >>> from minigrad import plot
    >>> bowl = lambda x0, x1: x0**2 + x1**2
    >>> drawn = plot.contour(bowl, paths=plot.descent(bowl, (-2.0, 2.0), lr=0.1))
    >>> drawn.figure.axes[0].get_xlabel()
    'x0'
    """
    if arrows not in {"descent", "gradient", None}:
        raise ValueError(f'contour: arrows is "descent", "gradient" or None, not {arrows!r}')
    if isinstance(levels, (int, np.integer)) and levels < 1:
        raise ValueError(f"contour: a picture needs lines, not levels={levels}")
    box = np.array([_interval("x0", x0), _interval("x1", x1)])
    named = _labelled(paths)
    grid = np.meshgrid(*(np.linspace(low, high, POINTS) for low, high in box))
    with np.errstate(all="ignore"):  # a pole is a hole in the picture
        values = vjp(f, *grid)[0].numpy()
        check_elementwise("contour: f", f, grid, values)
    with styled(theme):
        figure = new_figure(7, 6 + LEGEND_LINE * len(named), title)
        axes = figure.subplots()
        _lines(axes, grid, drawable(values), levels)
        shown = [] if arrows is None else [_arrows(axes, f, box, arrows)]
        for k, (label, path) in enumerate(named):
            shown.append(_path(axes, label, path, box, MARKERS[k % len(MARKERS)]))
            shown[-1].set(**line(k + 1))  # the first colour is that of the contour lines
        axes.set(xlim=box[0], ylim=box[1])
        width, height = box[:, 1] - box[:, 0]
        if 1 / 3 <= width / height <= 3:
            axes.set_aspect("equal")  # so that arrows cross the lines at right angles
        set_labels(axes, "x0", "x1")
        axes.grid(visible=False)
        if shown:
            legend(figure, shown, where="outside lower center")
    return Plot(figure)


def descent(f: Function, start: Sequence[float], lr: float, steps: int = 100) -> Any:
    r"""The path of gradient descent: :math:`x \leftarrow x - \eta \nabla f(x)` (article E4).

    Parameters
    ----------
    f : callable
        Takes two numbers and returns one, as in `contour`.
    start : two floats
        Where to begin.
    lr : float
        Learning rate :math:`\eta`.
    steps : int
        How many there are.

    Returns
    -------
    array of shape (steps + 1, 2)
        Every point, ``start`` first.

    Raises
    ------
    TypeError
        If the function does not return one number, as a Tensor.
    ValueError
        If ``start`` is not two numbers.

    Examples
    --------
    >>> from minigrad import plot
    >>> plot.descent(lambda x0, x1: x0**2 + x1**2, (-3.0, 4.0), lr=0.5, steps=1)
    array([[-3.,  4.],
           [ 0.,  0.]])
    """
    if np.shape(start) != (2,):
        raise ValueError(f"descent: start is two numbers, not of shape {np.shape(start)}")
    gradient = grad(f, (0, 1))
    path = [np.array(start, np.float64)]
    with np.errstate(all="ignore"):  # a rate that is too large ends in infinity
        for _ in range(steps):
            path.append(path[-1] - lr * np.array([g.item() for g in gradient(*path[-1])]))
    return np.array(path)


def _interval(name: str, interval: tuple[float, float]) -> tuple[float, float]:
    low, high = map(float, interval)
    if not -math.inf < low < high < math.inf:
        raise ValueError(f"contour: {name}={interval} is not two numbers, the lower one first")
    return low, high


def _labelled(paths: Any) -> list[tuple[str, Any]]:
    if paths is None:
        return []
    if isinstance(paths, Mapping):
        pairs = [
            (label_of(label, 24), np.asarray(path, np.float64)) for label, path in paths.items()
        ]
    elif isinstance(paths, (list, tuple)) and all(np.ndim(path) == 2 for path in paths):
        pairs = [(f"path {k}", np.asarray(path, np.float64)) for k, path in enumerate(paths, 1)]
    else:
        pairs = [("path", np.asarray(paths, np.float64))]
    for label, path in pairs:
        if path.ndim != 2 or path.shape[1] != 2 or not len(path):
            raise ValueError(f"contour: {label} has shape {path.shape}; a path has (n, 2), n > 0")
    return pairs


def _lines(axes: Any, grid: Any, values: Any, levels: Any) -> None:
    finite = values[np.isfinite(values)]
    if not finite.size or finite.min() == finite.max():
        return  # nothing to tell apart, of which matplotlib would warn
    low, high = finite.min(), finite.max()
    if isinstance(levels, (int, np.integer)):
        levels = matplotlib("ticker").MaxNLocator(int(levels)).tick_values(low, high)
    heights = sorted({float(level) for level in levels if low < level < high})
    if not heights:
        return
    lines = axes.contour(
        *grid,
        np.ma.masked_invalid(values),
        heights,
        colors=shades(np.linspace(0.0, 1.0, len(heights))),
        linestyles="solid",
        linewidths=1.2,
    )
    for number in axes.clabel(
        lines, fmt="%.4g", fontsize=8, colors=setting("text.color"), zorder=2.8
    ):
        number.set_bbox({"facecolor": axes.get_facecolor(), "edgecolor": "none", "pad": 0.8})


def _arrows(axes: Any, f: Function, box: Any, arrows: str) -> Any:
    """Draw arrows in the middle of the cells of a grid; the result is their legend entry."""
    cell = (box[:, 1] - box[:, 0]) / ARROWS
    grid = np.meshgrid(*(box[:, :1] + cell[:, None] * (np.arange(ARROWS) + 0.5)))
    with np.errstate(all="ignore"):
        y, pullback = vjp(f, *grid)
        sign = -1.0 if arrows == "descent" else 1.0
        field = drawable([sign * g.numpy() for g in pullback(np.ones(y.shape))])
    cells = np.hypot(*(field / cell[:, None, None]))  # lengths, in cells
    longest = np.max(cells, initial=0.0, where=np.isfinite(cells))
    axes.quiver(
        *(*grid, *np.ma.masked_invalid(field)),
        angles="xy",
        scale_units="xy",
        scale=longest or 1.0,
        color=setting("xtick.color"),
        width=0.003,
        zorder=2.5,
    )
    label = "minus the gradient" if arrows == "descent" else "the gradient"
    line = {"color": setting("xtick.color"), "marker": ">", "markevery": [-1], "label": label}
    return matplotlib("lines").Line2D([], [], **line)


def _path(axes: Any, label: str, path: Any, box: Any, marker: str) -> Any:
    """The line of a path as far as it can be seen."""
    inside = np.all((path >= box[:, 0]) & (path <= box[:, 1]), axis=1)
    outside, steps = np.flatnonzero(~inside), len(path) - 1
    end = np.flatnonzero(inside)[-1] + 2 if inside.any() else 0  # and the step that leads out
    if not inside.any():
        label += " (not in the picture)"
    elif not inside[-1]:
        label += f" (leaves the picture at step {end - 1} of {steps})"
    elif outside.size:
        label += f" (outside the picture at {outside.size} of {steps} steps)"
    elif steps and np.all(np.ptp(path, axis=0) < VISIBLE * (box[:, 1] - box[:, 0])):
        label += f" (hardly moves in {steps} steps)"
    (line,) = axes.plot(
        *drawable(path[:end]).T,
        label=label,
        marker=marker,
        markersize=5 if end <= FEW_POINTS else 2.5,
        markeredgewidth=0,
        zorder=3,
    )
    return line
