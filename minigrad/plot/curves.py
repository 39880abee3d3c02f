"""Functions of one variable and their derivatives (articles B2, C2, C3)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from minigrad.core.messages import layer_name
from minigrad.draw.themes import Theme
from minigrad.plot.figure import (
    LEGEND_LINE,
    Plot,
    drawable,
    label_of,
    legend,
    new_figure,
    set_labels,
)
from minigrad.plot.styles import line, styled
from minigrad.transforms.jacobians import vjp

Function = Callable[..., Any]


def functions(
    functions: Function | Sequence[Function] | Mapping[str, Function],
    interval: tuple[float, float] = (-5.0, 5.0),
    *,
    derivatives: bool = True,
    points: int = 1001,
    title: str = "",
    theme: str | Theme | None = None,
) -> Plot:
    r"""Functions over an interval, and beside them their derivatives by minigrad's own rules.

    Parameters
    ----------
    functions : callable, list of callables, or dict of label to callable
        Elementwise functions of one Tensor. A list is labelled by the functions' names.
    interval : (float, float)
        The first and the last :math:`x`.
    derivatives : bool
        Whether :math:`f'` is drawn too.
    points : int
        At how many :math:`x` the functions are evaluated. Where a value is NaN or infinite, the
        line has a gap.
    title : str
    theme : str or Theme, optional
        ``"light"``, ``"dark"`` or ``"print"``, a `minigrad.draw.Theme`, or a style of matplotlib's
        (``"ggplot"``, a file). By default the settings of matplotlib, or where they are
        untouched, ``"light"``.

    Raises
    ------
    ValueError
        If a function is not elementwise, or there is nothing to draw.
    ImportError
        If matplotlib is missing.

    Examples
    --------
    >>> from minigrad import plot
    >>> left, right = plot.functions([mg.relu, mg.swish]).figure.axes
    >>> [line.get_label() for line in left.lines]
    ['relu', 'swish']
    """
    labelled = _labelled(functions)
    low, high = map(float, interval)
    if not -math.inf < low < high < math.inf:
        raise ValueError(f"functions: interval={interval} is not two numbers, the lower one first")
    if points < 2:
        raise ValueError(f"functions: a line needs 2 points or more, not points={points}")
    x = np.linspace(low, high, points)
    columns = 2 if derivatives else 1
    with styled(theme):
        figure = new_figure(5 * columns + 1.5, max(4, 1 + LEGEND_LINE * len(labelled)), title)
        panels = figure.subplots(1, columns, squeeze=False, sharex=True)[0]
        for k, (label, f) in enumerate(labelled):
            for axes, y in zip(panels, _evaluate(label, f, x, derivatives), strict=True):
                axes.plot(x, drawable(y), label=label, **line(k))
        for axes, name in zip(panels, ["f(x)", "f′(x)"], strict=False):
            set_labels(axes, "x", name)
        legend(figure, panels[0].lines)
    return Plot(figure)


def _labelled(functions: Any) -> list[tuple[str, Function]]:
    if isinstance(functions, Mapping):
        pairs = [(label_of(label, 32), f) for label, f in functions.items()]
    else:
        listed = [functions] if callable(functions) else list(functions)
        pairs = [(label_of(layer_name(f), 32), f) for f in listed]
    if not pairs:
        raise ValueError("functions: there is nothing to draw")
    for label, f in pairs:
        if not callable(f):
            raise TypeError(f"functions: {label} is {f!r}, not a function")
    return pairs


def _evaluate(label: str, f: Function, x: Any, derivatives: bool) -> list[Any]:
    """The values, and the derivatives if they are wanted."""
    with np.errstate(all="ignore"):  # a pole is a gap in the line
        y, pullback = vjp(f, x)
        check_elementwise(label, f, [x], y.numpy())
        return [y.numpy(), *([pullback(np.ones(x.shape))[0].numpy()] if derivatives else [])]


def check_elementwise(label: str, f: Function, xs: Sequence[Any], y: Any) -> None:
    """Refuse a function that mixes elements: the gradient of its sum is not their derivative."""
    middle = xs[0].size // 3
    alone = [x.ravel()[middle : middle + 1] for x in xs]
    if y.shape == xs[0].shape:
        value = vjp(f, *alone)[0].numpy()
        if np.allclose(value, y.ravel()[middle], rtol=1e-5, equal_nan=True):
            return
    arguments = ", ".join(str(x.shape) for x in xs)
    raise ValueError(
        f"{label} is not elementwise: of shape {arguments} it made {y.shape}, or an element of "
        "the result depends on several of the argument"
    )
