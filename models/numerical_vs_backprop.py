"""Three ways to the same gradients, and what each costs.

Follows "ディープラーニングを実装から学ぶ(4)", A1 to A3:
the whole loss by central differences, weight by weight;
central differences of each activation and of softmax with
the loss alone, inside the chain of back-propagation; and
back-propagation by rules. How far they differ, what each
costs, and the two laws on a picture; and E2, how wrong the
numerical gradient is for each step h.
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

from . import arguments, common
from .common import heading, row
from .pictures import plot_errors

ACTIVATIONS = {f.__name__: f for f in (mg.relu, mg.sigmoid, mg.tanh)}
ARTICLE, ARTICLE_IMAGES = (784, 50, 100, 10), 60_000
ARTICLE_COUNT = (768, 50, 100, 10)  # it takes 768 for 28 times 28
REPEATED = 5  # times: the first is slower
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

    def back_propagate() -> None:
        net.zero_grad()
        loss().backward()

    seconds = fastest(back_propagate)
    heading(f"{'-'.join(map(str, sizes))}, {options.activation}, batch of {len(x)}")
    seconds_a_run, difference = compare(
        loss, common.parameter_names(net.parameters()), options, rng
    )
    heading("Three ways to one gradient of all weights")
    widths = (-17, 8, 6, 10, 10)
    row(("", "forward", "parts", "seconds", "difference"), widths)
    runs = 2 * weights_of(sizes)
    cells = f"{runs * seconds_a_run:.4f}", f"{difference:.0e}"
    row(("whole differences", f"{runs:,}", "", *cells), widths)
    parts, seconds_local, difference = local(net, x, t, options.h)
    cells = f"{seconds_local:.4f}", f"{difference:.0e}"
    row(("local differences", 1, parts, *cells), widths)
    row(("back-propagation", 1, "", f"{seconds:.4f}", ""), widths)
    print("parts: evaluations of one activation, or of the loss alone")
    if difference > FAR:
        smaller = options.h / 1000
        print(f"local differences with h / 1000: {local(net, x, t, smaller)[2]:.1e}")
    costs(sizes, len(train.x))
    paths(options.out)
    errors(loss, net.layers[0].weight, options.out)  # type: ignore[attr-defined]


def fastest(f: Callable[[], object]) -> float:
    """The time in seconds, of the fastest of several calls; the first one is slower."""
    best = float("inf")
    for _ in range(REPEATED):
        start = time.perf_counter()
        f()
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
) -> tuple[float, float]:
    """A1: move some weights of every array; how long one run took, and the largest difference."""
    widths = (-4, -9, 6, 6, 8, 12)
    row(("", "shape", "moved", "runs", "seconds", "difference"), widths)
    all_runs, all_seconds, far, nearer, largest = 0, 0.0, 0, 0.0, 0.0
    for name, parameter in parameters.items():
        places = rng.permutation(parameter.size)[: options.sample]
        middle, exact = (v.numpy().ravel()[places] for v in (parameter, parameter.grad))
        f = loss_by_weights(loss, parameter, places)
        start = time.perf_counter()
        numerical, runs = numerical_grad(f, middle, h=options.h, return_evaluations=True)
        seconds = time.perf_counter() - start
        all_runs, all_seconds = all_runs + runs, all_seconds + seconds
        difference = np.abs(numerical - exact)
        largest = max(largest, difference.max())
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
    return all_seconds / all_runs, largest


def local(net: nn.MLP, x: Any, t: Any, h: float) -> tuple[int, float, float]:
    """A3: differences of single functions in the chain; their evaluations, seconds, difference."""
    counted = Counted(h)
    layers = [f if isinstance(f, nn.Linear) else counted.activation(f) for f in net.layers]
    by_parts = nn.Sequential(*layers)  # of the same weights
    error = counted.softmax_with_loss(t)

    def gradients() -> Any:
        return mg.grad_of(error(by_parts(x)).mean(), net.parameters())

    seconds = fastest(gradients)
    evaluations = counted.evaluations // REPEATED
    pairs = zip(gradients(), net.parameters(), strict=True)
    return evaluations, seconds, max(np.abs((g - p.grad).numpy()).max() for g, p in pairs)


class Counted:
    """Operations whose local derivatives are central differences, and how often these evaluate.

    The chain between them is the engine's: gradients are multiplied and added as ever.
    """

    def __init__(self, h: float) -> None:
        self.h = h
        self.evaluations = 0

    def activation(self, f: Callable[[Any], Any]) -> mg.Op:
        """An elementwise function: two evaluations for all its numbers at once."""
        return mg.Op("activation", f, lambda g, y, u: g * self.difference(f, u, self.h))

    def softmax_with_loss(self, t: Any) -> mg.Op:
        """The cross entropy of each row: two evaluations for every class."""

        def rows(u: Any) -> Any:
            return -mg.log_softmax(u)[np.arange(len(t)), t]

        def rule(g: Any, _: Any, u: Any) -> Any:
            steps = self.h * np.eye(u.shape[1])
            return np.stack([g * self.difference(rows, u, step) for step in steps], axis=1)

        return mg.Op("softmax with loss", rows, rule)

    def difference(self, f: Callable[[Any], Any], u: Any, step: Any) -> Any:
        """(f(u + h) - f(u - h)) / 2h, where the step says which numbers move."""
        self.evaluations += 2
        return (f(u + step) - f(u - step)) / (2 * self.h)


def weights_of(sizes: Sequence[int]) -> int:
    """The number of weights between layers of these sizes."""
    return sum(n_in * n_out for n_in, n_out in pairwise(sizes))


def costs(sizes: Sequence[int], images: int) -> None:
    """Print the number of runs forward that it takes to move each weight."""
    heading("Two runs forward for each weight")
    for who, net, n in (
        ("this network", sizes, images),
        ("the article's network", ARTICLE, ARTICLE_IMAGES),
        ("as the article counts", ARTICLE_COUNT, ARTICLE_IMAGES),
    ):
        weights = weights_of(net)
        print(f"{who}, {'-'.join(map(str, net))}: {weights:,} weights")
        print(f"  {2 * weights:,} runs; {2 * weights * n:,} for {n:,} images")


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
