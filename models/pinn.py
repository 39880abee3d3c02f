"""Solve a differential equation by a small network.

u'' + 2 D u' + W^2 u = 0 with u(0) = 1 and u'(0) = 0. With
the network N, u = 1 + t^2/(1 + t^2) N(t) starts right by
itself; L-BFGS makes the left side small at points from 0
on. Both derivatives of u come from the engine, and so do
the gradients of the whole by the weights.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

import minigrad as mg
from minigrad import nn, optim
from minigrad.plot.figure import Plot, legend, new_figure, set_labels
from minigrad.plot.styles import line, setting, styled

from . import arguments, common

LARGEST = 1e100  # of the options


class Oscillation(nn.Module):
    """The solution as a network: value and slope at 0 are right, whatever the weights are."""

    def __init__(self, hidden: int, until: float, seed: int) -> None:
        sizes = [1, hidden, hidden, 1]
        self.net = nn.MLP(sizes, mg.tanh, init=nn.init.glorot_normal, rng=seed)
        self.until = until

    def forward(self, t: Any) -> Any:
        """The solution at times of shape (N, 1), which the network sees scaled to -1 to 1."""
        return 1 + t**2 / (1 + t**2) * self.net(2 * t / self.until - 1)


def left_side(u_of: nn.Module, t: mg.Tensor, damping: float, frequency: float) -> Any:
    """The left side of the equation, which is 0 at every time for a solution."""
    u = u_of(t)
    # Each u depends on its own t alone, so the gradient of the sum has all the derivatives.
    u1 = mg.grad_of(u.sum(), t, create_graph=True)
    u2 = mg.grad_of(u1.sum(), t, create_graph=True)
    return u2 + 2 * damping * u1 + frequency**2 * u


def exact(t: Any, damping: float, frequency: float) -> Any:
    """The solution in closed form, for a damping below the frequency."""
    w = math.sqrt(frequency**2 - damping**2)
    return np.exp(-damping * t) * (np.cos(w * t) + damping / w * np.sin(w * t))


def program(options: argparse.Namespace) -> None:
    """Train, print and draw."""
    start = time.perf_counter()
    u_of = Oscillation(options.hidden, options.until, options.seed)
    t = mg.tensor(np.linspace(0, options.until, options.points)[:, None], requires_grad=True)
    x = np.linspace(0, options.until, 1001)[:, None]  # most of them between the points
    y = exact(x, options.damping, options.frequency)
    opt = optim.LBFGS(
        u_of.parameters(), max_iter=10, tolerance_change=1e-12, line_search_fn="strong_wolfe"
    )

    def closure() -> Any:
        opt.zero_grad()
        loss = mg.mean(left_side(u_of, t, options.damping, options.frequency) ** 2)
        loss.backward()
        return loss

    print(f"{sum(p.size for p in u_of.parameters())} weights, {options.points} points\n")
    common.row(["round", "loss before", "error after"], [5, 12, 12])
    with common.until_ctrl_c(options):
        for k in range(options.rounds):
            loss = opt.step(closure).item()
            if not math.isfinite(loss):
                raise FloatingPointError("the equation overflows; try smaller numbers")
            if k % max(1, options.rounds // 10) == 0 or k == options.rounds - 1:
                error = np.abs(u_of(x).numpy() - y).max()
                common.row([k, f"{loss:.3e}", f"{error:.3e}"], [5, 12, 12])
    u = u_of(x).numpy()
    print(f"\nlargest error {np.abs(u - y).max():.2e}, time {time.perf_counter() - start:.1f} s")
    common.save(draw(x, u, y, t.numpy()), options.out / "pinn.png")


def draw(x: Any, u: Any, y: Any, points: Any) -> Plot:
    """The solution beside the exact one, and its error."""
    with styled():
        figure = new_figure(8, 6, "A differential equation solved by a network")
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
        above.plot(x, y, label="exact", linewidth=5, color=setting("grid.color"))
        above.plot(x, u, label="network", **line(0))
        above.plot(points, 0 * points, "|", label="points", color=setting("text.color"))
        below.plot(x, u - y, **line(1))
        set_labels(above, "", "u")
        set_labels(below, "t", "error")
        legend(figure, above.lines)
    return Plot(figure)


def moderate(text: str) -> float:
    """A number whose square is a number too."""
    if not 1 / LARGEST <= arguments.above_zero(text) <= LARGEST:
        raise argparse.ArgumentTypeError(f"must be from {1 / LARGEST:g} to {LARGEST:g}, not {text}")
    return float(text)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit status."""
    parser = arguments.parser("pinn", __doc__, reads_data=False)
    add = parser.add_argument
    count: dict[str, Any] = {"type": arguments.positive, "metavar": "N"}
    number: dict[str, Any] = {"type": moderate, "metavar": "X"}
    add("--damping", default=0.2, help="D, below the frequency", **number)
    add("--frequency", default=2.0, help="W, without damping", **number)
    add("--until", default=10.0, help="the last time", **number)
    add("--points", default=100, help="where to train", **count)
    add("--hidden", default=20, help="size of both layers", **count)
    add("--rounds", default=200, help="of ten steps, at most", **count)
    add("--seed", type=arguments.seed, default=0, metavar="N", help="of the weights")
    options = parser.parse_args(argv)
    if options.damping >= options.frequency:
        parser.error("--damping must be below --frequency: u is to oscillate")
    return common.run(parser, program, argv)


if __name__ == "__main__":
    sys.exit(main())
