"""Three ways to the same gradients, and what each costs.

Follows "ディープラーニングを実装から学ぶ(4)", A1 to A3:
how far the two differ, what each costs, and the two laws
on a picture; and E2, how wrong the numerical gradient is
for each step h.
"""

from __future__ import annotations

import argparse
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

import minigrad as mg
from minigrad import data, nn
from minigrad.testing import error_against_h, numerical_grad
from models import arguments, common
from models.common import heading, row
from models.pictures import plot_errors

ACTIVATIONS = {f.__name__: f for f in (mg.relu, mg.sigmoid, mg.tanh)}
ARTICLE, ARTICLE_IMAGES = (784, 50, 100, 10), 60_000
FAR = 1e-6  # a difference that truncation and rounding do not explain


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit status."""
    parser = arguments.parser("numerical_vs_backprop", __doc__)
    add = parser.add_argument
    sizes: dict[str, Any] = {"type": arguments.positive, "metavar": "SIZE"}
    add("--hidden", nargs="+", default=[50, 100], help="hidden layers", **sizes)
    add("--activation", choices=ACTIVATIONS, default="relu", **arguments.choice(ACTIVATIONS))
    add("--batch-size", default=100, help="images in the loss", **sizes)
    text = "how many weights of each array are moved; the cost of all is worked out"
    add("--sample", type=arguments.positive, default=100, metavar="N", help=text)
    add("--h", type=arguments.above_zero, default=1e-4, help="step of the central difference")
    add("--seed", type=arguments.seed, default=0, help="of weights, images and sample")
    return common.run(parser, program, argv)


def program(options: argparse.Namespace) -> None:
    """Print differences and costs; draw the paths and the errors."""
    train, _ = common.load(options.data)
    rng = np.random.default_rng(options.seed)
    x, t = data.random_batch(train.x, train.t, options.batch_size, rng)
    sizes = [x.shape[1], *options.hidden, 10]
    net = nn.MLP(sizes, ACTIVATIONS[options.activation], rng=rng)
    cross_entropy = nn.CrossEntropy()

    def loss() -> Any:
        return cross_entropy(net(x), t)

    seconds_back = back_propagate(net, loss)
    heading(f"{'-'.join(map(str, sizes))}, {options.activation}, batch of {len(x)}")
    seconds_a_run = compare(loss, common.parameter_names(net.parameters()), options, rng)
    costs(sizes, len(train.x), seconds_a_run, seconds_back)
    paths(options.out)
    errors(loss, net.layers[0].weight, options.out)  # type: ignore[attr-defined]


def back_propagate(net: nn.Module, loss: Callable[[], Any]) -> float:
    """All gradients by one run forward and one back (A3); the result is how long they took."""
    best = float("inf")
    for _ in range(5):  # the first time is slower
        net.zero_grad()
        start = time.perf_counter()
        loss().backward()
        best = min(best, time.perf_counter() - start)
    return best


def loss_by_weights(loss: Callable[[], Any], parameter: Any, places: Any) -> Callable[[Any], Any]:
    """The loss as a function of some of a parameter's numbers."""
    start = parameter.numpy()

    def loss_with(weights: Any) -> Any:
        moved = start.copy()
        moved.ravel()[places] = weights
        parameter.data = moved
        try:
            with mg.no_grad():
                return loss()
        finally:
            parameter.data = start

    return loss_with


def compare(
    loss: Callable[[], Any], parameters: dict[str, Any], options: argparse.Namespace, rng: Any
) -> float:
    """Move some weights of every array (A1); the result is how long one forward run took."""
    widths = (-4, -9, 6, 6, 8, 12)
    row(("", "shape", "moved", "runs", "seconds", "difference"), widths)
    all_runs, all_seconds, far, nearer = 0, 0.0, 0, 0.0
    for name, parameter in parameters.items():
        places = rng.permutation(parameter.size)[: options.sample]
        middle, exact = (v.numpy().ravel()[places] for v in (parameter, parameter.grad))
        f = loss_by_weights(loss, parameter, places)
        start = time.perf_counter()
        numerical, runs = numerical_grad(f, middle, h=options.h, return_evaluations=True)
        seconds = time.perf_counter() - start
        all_runs, all_seconds = all_runs + runs, all_seconds + seconds
        difference = np.abs(numerical - exact)
        shape = "×".join(map(str, parameter.shape))
        cells = (name, shape, len(places), runs, f"{seconds:.3f}", f"{difference.max():.1e}")
        row(cells, widths)
        if (difference > FAR).any():
            odd = difference > FAR
            f = loss_by_weights(loss, parameter, places[odd])
            again = numerical_grad(f, middle[odd], h=options.h / 1000)
            far, nearer = far + odd.sum(), max(nearer, np.abs(again - exact[odd]).max())
    if far:
        print(f"{far} differ by more than {FAR:g}; with h / 1000 by {nearer:.1e} at most")
    if far and nearer < FAR:
        print("between w - h and w + h the loss bends, as at ReLU's corner")
    return all_seconds / all_runs


def costs(sizes: Sequence[int], images: int, seconds_a_run: float, seconds_back: float) -> None:
    """What one gradient of all weights costs in each way."""
    heading("Cost of one gradient")
    print(f"back-propagation: 1 run forward and 1 back, {seconds_back:.4f} s")
    print("central differences: 2 runs forward for each weight")
    for who, net, n in (("this", sizes, images), ("the article's", ARTICLE, ARTICLE_IMAGES)):
        weights = sum(n_in * n_out for n_in, n_out in pairwise(net))
        print(f"{who} network, {'-'.join(map(str, net))}: {weights:,} weights")
        print(f"  {2 * weights:,} runs; {2 * weights * n:,} for {n:,} images")
        seconds = 2 * weights * seconds_a_run
        if net is sizes:
            print(f"  {seconds:,.1f} s, {seconds / seconds_back:,.0f} times as long")


def paths(out: Path) -> None:
    """A2: multiply along a path, add where a value branches."""
    heading("Two laws: from the weight w to the error")
    w, v, u1, u2 = (
        mg.tensor(value, requires_grad=True, name=name)
        for name, value in (("w", 0.5), ("v", -0.3), ("u1", 0.9), ("u2", -0.4))
    )
    h = mg.relu(2.0 * w + 1.0 * v)
    error = (h * u1 - 1.0) ** 2 + (h * u2) ** 2
    h.name, error.name = "h", "error"
    drawing = error.draw(path=(w, error))
    for line in str(drawing).splitlines():
        print(textwrap.fill(line, common.WIDTH, subsequent_indent="  "))
    print(f"back-propagation: {mg.grad_of(error, w).item():.4g}")
    common.save_drawing(drawing, out / "paths.svg")


def errors(loss: Callable[[], Any], parameter: Any, out: Path) -> None:
    """E2: how wrong the numerical gradient of one weight is, for each step."""
    heading("Error against h, for one weight of W1")
    gradient = parameter.grad.numpy().ravel()
    place = np.abs(gradient).argmax()
    f = loss_by_weights(loss, parameter, place)
    found = error_against_h(f, parameter.numpy().ravel()[place], derivative=gradient[place])
    row(("h", "forward", "central"), (8, 10, 10))
    for cells in list(zip(found.h, found.forward, found.central, strict=True))[4::8]:
        row((f"{cells[0]:.0e}", f"{cells[1]:.1e}", f"{cells[2]:.1e}"), (8, 10, 10))
    common.save(plot_errors(found, "one weight of W1"), out / "error_against_h.png")


if __name__ == "__main__":
    sys.exit(main())
