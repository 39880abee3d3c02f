"""Differences, gradients and descents on x0² + x1².

Follows "ゼロからDL(2) 3.6〜4.4.1", E2 to E4: why the
central difference is better than the forward one, a
function with its tangents, the gradient as a field of
arrows, what a grid does that is passed transposed, and
what a learning rate does that is good, that jumps over the
middle, or that is too large or too small.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import minigrad as mg
from minigrad import plot
from minigrad.testing import error_against_h, numerical_grad

from . import arguments, common
from .common import heading, printed, row, save
from .pictures import plot_errors, plot_fields

POINTS = ((3.0, 4.0), (0.0, 2.0), (3.0, 0.0))
SIDE = 5.0  # of the pictures, from the middle
TOUCHED = (5.0, 10.0)  # by tangents
ARRIVED = 1e-3  # of the way is left
GRID = np.stack(np.meshgrid(*2 * [np.linspace(-2, 2, 9)]), axis=-1).reshape(-1, 2)
OF_POINTS = {  # functions of one point or of a row for each; the numbers of a point are summed
    "x0² + x1²": lambda x: (x**2).sum(-1),
    "x0² + x0 x1 + x1²": lambda x: ((x**2).sum(-1) + x.sum(-1) ** 2) / 2,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit status."""
    parser = arguments.parser("gradient_descent", __doc__, reads_data=False)
    add = parser.add_argument
    rates = [0.1, 0.9, 10.0, 1e-10]
    add("--lr", type=arguments.above_zero, nargs="+", default=rates, help="learning rates")
    add("--start", type=float, nargs=2, default=[-3.0, 4.0], metavar=("X0", "X1"), help="where")
    add("--steps", type=arguments.positive, default=100, help="of every descent")
    options = parser.parse_args(argv)
    if not np.isfinite(options.start).all():
        parser.error(f"--start needs two finite numbers, not {options.start}")
    return common.run(parser, program, argv)


def f(x0: Any, x1: Any) -> Any:
    """The function of the article."""
    return x0**2 + x1**2


def program(options: argparse.Namespace) -> None:
    """Show the parts."""
    differences(options.out)
    tangents(options.out)
    gradients(options.out)
    transposed(options.out)
    descents(options.start, options.lr, options.steps, options.out)


def differences(out: Path) -> None:
    """E2: truncation against rounding."""
    heading("Derivative of exp at 1, by differences")
    errors = error_against_h(np.exp, 1.0)
    widths = (8, 12, 12)
    row(("h", "forward", "central"), widths)
    for h, forward, central in list(zip(*errors[:3], strict=True))[4::8]:
        row((f"{h:.0e}", f"{forward:.1e}", f"{central:.1e}"), widths)
    for name in ("forward", "central"):
        best = int(getattr(errors, name).argmin())
        print(f"{name}: best {getattr(errors, name)[best]:.0e} at h = {errors.h[best]:.0e}")
    save(plot_errors(errors, "derivative of exp at 1"), out / "error_against_h.png")


def tangents(out: Path) -> None:
    """E3: a function of one variable with its tangents."""
    heading("Tangents of 0.01 x² + 0.1 x")

    def curve(x: Any) -> Any:
        return 0.01 * x**2 + 0.1 * x

    def tangent(x0: float) -> Callable[[Any], Any]:
        slope, height = mg.grad(curve)(x0).item(), curve(x0)
        return lambda x: height + slope * (x - x0)

    widths = (-4, 22, 22)
    row(("x", "by central differences", "by minigrad"), widths)
    for x0 in TOUCHED:
        row((x0, numerical_grad(curve, x0), mg.grad(curve)(x0).item()), widths)
    lines = {"0.01 x² + 0.1 x": curve} | {f"tangent at {x0:g}": tangent(x0) for x0 in TOUCHED}
    save(plot.functions(lines, (0.0, 20.0), derivatives=False), out / "tangents.png")


def gradients(out: Path) -> None:
    """E3: partial derivatives at some points, and the gradient over a grid."""
    heading("Gradient of x0² + x1²")
    widths = (-10, 22, 12)
    row(("at", "by central differences", "by minigrad"), widths)
    for point in POINTS:
        numerical = numerical_grad(f, *point)
        exact = mg.grad(f, (0, 1))(*point)
        numbers = (printed(np.round(numerical, 8)), printed([g.item() for g in exact]))
        row((point, *numbers), widths)
    box = (-2.0, 2.0)
    save(plot.contour(f, box, box), out / "gradient.png")


def fields() -> dict[str, tuple[Any, Any]]:
    """The gradients at the points of a grid, and those of the grid passed transposed."""
    found = {}
    for name, of_point in OF_POINTS.items():
        gradient = mg.grad(lambda x, of_point=of_point: of_point(x).sum())
        found[name] = gradient(GRID).numpy(), gradient(GRID.T).numpy().T
    return found


def transposed(out: Path) -> None:
    """E3: the trap of a grid that is passed with a row for each axis, not for each point."""
    heading("A grid that is passed transposed")
    shown: dict[str, Any] = {}
    for name, (right, trapped) in fields().items():
        shown |= {name: right, f"{name}, transposed": trapped}
        print(f"{name}: arrows differ by up to {np.abs(right - trapped).max():.3g}")
    print("a picture of the first does not show whether the grid was")
    print("passed with a row for each point, or for each axis")
    save(plot_fields(GRID, shown), out / "transposed.png")


def descents(start: Sequence[float], rates: Sequence[float], steps: int, out: Path) -> None:
    """E4: down the gradient with several learning rates."""
    heading(f"{steps} steps down from ({start[0]:g}, {start[1]:g})")
    widths = (-6, 17, 17, 13)
    row(("rate", "x0", "x1", "f"), widths)
    paths = {}
    for lr in rates:
        path = paths[f"learning rate {lr:g}"] = plot.descent(f, start, lr, steps)
        with np.errstate(all="ignore"):  # a rate that is too large ends in infinity
            height = f(*path[-1])
        row((f"{lr:g}", *(f"{x:.9g}" for x in path[-1]), f"{height:.6g}"), widths)
    for lr, path in zip(rates, paths.values(), strict=True):
        print(f"{lr:g} {what_became_of(path)}")
    side = max(SIDE, 1.2 * np.abs(start).max())
    drawn = plot.contour(f, (-side, side), (-side, side), arrows=None, paths=paths)
    save(drawn, out / "descent.png")


def what_became_of(path: Any) -> str:
    """The course of a descent, in words."""
    first, last = np.abs(path[0]).max(), np.abs(path[-1]).max()
    jumped = (path[1] * path[0] < 0).any()
    if not last <= 10 * first:  # NaN neither
        return "is too large: away it flies"
    if last <= ARRIVED * first:
        return "jumps over the middle and still arrives" if jumped else "arrives"
    if np.ptp(path, axis=0).max() < ARRIVED * first:
        return "is too small: it hardly moves"
    return "is on its way" if last < first else "jumps to and fro"


if __name__ == "__main__":
    sys.exit(main())
