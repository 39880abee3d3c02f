"""The figures that the articles printed, and the settings that they belong to.

Article C is "ディープラーニングを実装から学ぶ(8-3)": its tables have a row for each setting, with
accuracies in percent as they were printed, and the first epochs at which the test accuracy reaches
95, 97 and 98 %; a dash where it never does. Article A is "ディープラーニングを実装から学ぶ(4)": it
printed statistics of the weights after ten epochs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

MNIST = "60,000 images to train, 10,000 to test, sha256 e721ec761988"  # as `runs.load` names it
COLUMNS = ("train", "test", "best", "TS95", "TS97", "TS98")
EPOCHS = 50
# Keyword arguments of `runs.train_network` where a row says nothing else: its defaults, and the
# article's seed and batches.
ARTICLE: dict[str, Any] = {
    "seed": 10,
    "batch_size": 100,
    "hidden": [100, 50],
    "activation": "relu",
    "n": 6,
    "lr": 0.1,
    "momentum": 0.0,
    "nesterov": False,
    "flooding": None,
}


class Row(NamedTuple):
    """The figures of a setting by column, None for a dash; ``best`` may be of more epochs."""

    label: str
    options: dict[str, Any]
    figures: dict[str, str | None]
    best_of: int = EPOCHS


class Table(NamedTuple):
    """A table of an article, and why figures in it may come out otherwise."""

    title: str
    rows: list[Row]
    why: str = ""


def _rows(text: str, label: str, options: Callable[[str], dict[str, Any]]) -> list[Row]:
    """Rows from lines of a value and its figures."""
    return [
        Row(label.format(value), options(value), _figures(figures))
        for value, *figures in map(str.split, text.strip().splitlines())
    ]


def _figures(cells: list[str]) -> dict[str, str | None]:
    return {k: None if cell == "-" else cell for k, cell in zip(COLUMNS, cells, strict=False)}


def _activations(text: str, **common: Any) -> list[Row]:
    return _rows(text, "{}", lambda name: {**common, "activation": name})


def _momenta(text: str, **common: Any) -> list[Row]:
    return _rows(text, "momentum {}", lambda mu: {**common, "momentum": float(mu)})


def _optimiser(label: str, text: str, **options: Any) -> Row:
    return Row(label, options, _figures(text.split()))


def _flooded(b: str, text: str, **more: Any) -> Row:
    options = {"flooding": float(b)} if float(b) else {}
    return Row(f"b = {b}", options, _figures(text.split()), **more)


NESTEROV: dict[str, Any] = {"momentum": 0.9, "nesterov": True}
TREMBLES = (
    "Rounding decides with momentum 0.8 and 0.9: the steps are so large that the run trembles, and "
    "the last digit of a sum grows until it shows; another machine prints other figures there."
)

TABLES = {
    "activations": Table(
        "Activations: 100-50 nodes, lr 0.1",
        _activations("""
            relu     100.00  97.85  97.88  2  5   -
            swish    100.00  98.01  98.05  3  7  33
            h_swish  100.00  97.88  97.96  4  7   -
            mish     100.00  97.89  97.99  3  7   -
            tanhexp  100.00  97.88  97.89  2  6   -
        """),
    ),
    "h_swish_n": Table(
        "h-swish and its n: 100-50 nodes, lr 0.1",
        _rows(
            """
             1  100.00  98.01  98.03
             2  100.00  97.93  98.00
             3  100.00  97.88  97.98
             4  100.00  98.03  98.08
             5  100.00  98.01  98.04
             6  100.00  97.88  97.96
             7   99.99  97.87  97.90
             8   99.96  97.78  97.88
             9   99.96  97.73  97.82
            10   99.93  97.71  97.83
            """,
            "n = {}",
            lambda n: {"activation": "h_swish", "n": int(n)},
        ),
    ),
    "activations_lr_0.5": Table(
        "Activations: 100-50 nodes, lr 0.5",
        _activations(
            """
            relu     100.00  98.07  98.12
            swish    100.00  98.07  98.13
            h_swish  100.00  98.30  98.31
            mish     100.00  98.24  98.26
            tanhexp  100.00  98.25  98.31
            """,
            lr=0.5,
        ),
        "Rounding decides with relu at this rate: another machine prints other figures there.",
    ),
    "activations_200_100_lr_0.1": Table(
        "Activations: 200-100 nodes, lr 0.1",
        _activations(
            """
            relu     100.00  98.01  98.08
            swish     99.99  98.10  98.15
            h_swish   99.99  98.01  98.07
            mish     100.00  98.15  98.21
            tanhexp  100.00  98.10  98.22
            """,
            hidden=[200, 100],
        ),
    ),
    "activations_200_100_lr_0.5": Table(
        "Activations: 200-100 nodes, lr 0.5",
        _activations(
            """
            relu     100.00  98.29  98.31
            swish    100.00  98.30  98.37
            h_swish  100.00  98.36  98.39
            mish     100.00  98.26  98.35
            tanhexp  100.00  98.45  98.49
            """,
            hidden=[200, 100],
            lr=0.5,
        ),
    ),
    # The article's text says 500 epochs. Its first two columns are those of epoch 50, and its
    # row without Flooding is that of ReLU in the first table, with the best of 50 epochs too.
    "flooding": Table(
        "Flooding: train, test of epoch 50, best of 500",
        [
            _flooded("0", "100.00 97.85 97.88"),
            _flooded("0.1", "98.69 97.21 98.05", best_of=500),
            _flooded("0.05", "99.26 97.67 98.01", best_of=500),
            _flooded("0.01", "99.90 97.60 97.90", best_of=500),
            _flooded("0.005", "99.99 97.77 97.93", best_of=500),
            _flooded("0.001", "100.00 97.83 97.94", best_of=500),
        ],
        "Rounding decides: the gradient turns round where the loss of a batch falls below b, and "
        "where it is as good as b, the last digit of a sum says on which side it is.",
    ),
    "optimisers": Table(
        "Optimisers: relu, 100-50 nodes",
        [
            _optimiser("SGD, lr 0.1", "100.00 97.85 97.88 2 5 -"),
            _optimiser("Momentum, lr 0.1", "99.52 96.97 97.86 2 5 -", momentum=0.9),
            _optimiser("Nesterov, lr 0.1", "99.41 97.31 97.93 1 4 -", **NESTEROV),
            _optimiser("Momentum, lr 0.01", "100.00 98.05 98.10 2 6 31", lr=0.01, momentum=0.9),
            _optimiser("Nesterov, lr 0.01", "100.00 98.07 98.10 2 6 27", lr=0.01, **NESTEROV),
        ],
        TREMBLES,
    ),
    "momentum_mu": Table(
        "Momentum: relu, lr 0.1",
        _momenta("""
            0.9   99.52  96.97  97.86
            0.8  100.00  98.19  98.20
            0.7  100.00  98.18  98.22
            0.6  100.00  97.99  98.10
            0.5  100.00  97.94  98.02
        """),
        TREMBLES,
    ),
    "nesterov_mu": Table(
        "Nesterov: relu, lr 0.1",
        _momenta(
            """
            0.9   99.41  97.31  97.93
            0.8  100.00  98.13  98.15
            0.7  100.00  97.84  97.86
            0.6  100.00  97.97  98.01
            0.5  100.00  98.03  98.09
            """,
            nesterov=True,
        ),
        TREMBLES,
    ),
}

# Article A: 784-50-100-10, ReLU, learning rate 0.01, ten epochs; its seed is not known.
STATISTICS = ("min", "mean", "max", "std")
WEIGHTS = {
    name: dict(zip(STATISTICS, map(float, figures), strict=True))
    for name, *figures in map(
        str.split,
        """
        W1  -0.215683681507   0.00289181066786  0.226295371151  0.0537721940886
        b1  -0.080514889263   0.0250239727252   0.141728276556  0.0499303977195
        W2  -0.834521381206   0.00318932553046  0.828200612032  0.210507854251
        b2  -0.0903755259307  0.0136107723887   0.121659228401  0.0323200998782
        W3  -0.67279333296    0.00255267426697  0.584028052995  0.183865649512
        b3  -0.172679974526  -6.52443168936e-10 0.156593237942  0.080831611452
        """.strip().splitlines(),
    )
}
