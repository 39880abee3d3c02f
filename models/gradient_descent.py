"""Differences, gradients and descents on x0² + x1².

Follows "ゼロからDL(2) 3.6〜4.4.1", E2 to E4: why the
central difference is better than the forward one, the
gradient as a field of arrows, and what a learning rate
does that is good, too large or too small.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import minigrad as mg
from minigrad import plot
from minigrad.testing import error_against_h, numerical_grad
from models import arguments, common
from models.common import heading, printed, row, save
from models.pictures import plot_errors

POINTS = ((3.0, 4.0), (0.0, 2.0), (3.0, 0.0))
SIDE = 5.0  # of the pictures, from the middle


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit status."""
    parser = arguments.parser("gradient_descent", __doc__, reads_data=False)
    add = parser.add_argument
    rates = [0.1, 10.0, 1e-10]
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
    """Show the three parts."""
    differences(options.out)
    gradients(options.out)
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


def gradients(out: Path) -> None:
    """E3: partial derivatives at some points, and the gradient over a grid."""
    heading("Gradient of x0² + x1²")
    widths = (-10, 22, 12)
    row(("at", "by central differences", "by minigrad"), widths)
    for point in POINTS:
        numerical = numerical_grad(f, *point)
        exact = mg.grad(f, (0, 1))(*point)
        numbers = (printed(np.round(numerical, 8)), printed([float(g) for g in exact]))
        row((point, *numbers), widths)
    box = (-2.0, 2.0)
    save(plot.contour(f, box, box), out / "gradient.png")


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
    side = max(SIDE, 1.2 * np.abs(start).max())
    drawn = plot.contour(f, (-side, side), (-side, side), arrows=None, paths=paths)
    save(drawn, out / "descent.png")


if __name__ == "__main__":
    sys.exit(main())
