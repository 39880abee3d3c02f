"""A trained network in two files: its weights, and a description of the rest."""

from __future__ import annotations

import json
import math
import re
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from minigrad import data, nn, train
from minigrad.support.files import write_atomically

from . import common

ACTIVATIONS = (
    *("relu", "relu6", "relu_n", "h_swish", "swish", "mish", "tanhexp"),
    *("sigmoid", "tanh", "softplus", "softsign", "leaky_relu", "elu", "celu", "selu", "gelu"),
)
WITH_N = ("h_swish", "relu_n")
SMALLEST = 0.5  # extent
WEIGHT = re.compile(r"W\d+|layers\.\d+\.weight")
MADE_BY = "models.mnist and models.inspect_results write both"


class About(NamedTuple):
    """The form of a network's inputs, and the parts between its layers."""

    shape: tuple[int, ...]
    extent: float  # the part of the longer side that a digit takes
    activation: str
    n: float | None = None
    batch_norm: bool = False
    dropout: float | None = None
    dtype: str = "float64"
    layout: str = "minigrad"

    def network(self, sizes: list[int], rng: Any = 0, **how: Any) -> nn.Module:
        """A new network of these sizes; options are those of `nn.Linear`."""
        how |= {"rng": rng, "dtype": self.dtype}
        activation = common.activation(self.activation, self.n)
        if not self.batch_norm and self.dropout is None:
            return nn.MLP(sizes, activation, **how)
        layers: list[Any] = []
        for n_in, n_out in pairwise(sizes):
            if layers:
                if self.batch_norm:
                    layers.append(nn.BatchNorm(n_in, dtype=self.dtype))
                layers.append(activation)
                if self.dropout is not None:
                    layers.append(nn.Dropout(self.dropout, rng=rng))
            layers.append(nn.Linear(n_in, n_out, **how))
        return nn.Sequential(*layers)


def extent(pictures: Any) -> float:
    """The part of the longer side that the digits of pictures take, as a median."""
    ink = pictures > 0

    def length(seen: Any) -> Any:
        return seen.shape[1] - seen.argmax(axis=1) - seen[:, ::-1].argmax(axis=1)

    longer = np.maximum(length(ink.any(axis=1)), length(ink.any(axis=2)))
    return max(SMALLEST, float(np.median(longer) / max(pictures.shape[1:])))


def save(net: nn.Module, about: About, scale: data.MinMax, file: Path) -> None:
    """Write both files, and say so: the weights with the scaling of images that belongs to them."""
    train.save_weights(net, file, layout=about.layout, normalization=scale)
    beside = file.with_suffix(".json")
    write_atomically(beside, json.dumps(about._asdict()).encode())
    print(f"wrote {file}\nwrote {beside}", flush=True)


class Trained(NamedTuple):
    """A network, its description, its sizes, and the scale of images for it."""

    net: nn.Module
    about: About
    sizes: list[int]
    scale: data.MinMax

    def rows(self, images: Any) -> Any:
        """Images as rows, scaled as those were that the network was trained with."""
        return self.scale(np.reshape(images, (len(images), -1))).astype(self.about.dtype)

    def pixels(self, greys: Any) -> Any:
        """The images whose greys, from 0 to 1, the network is to see."""
        learnt = (self.scale.offset, self.scale.scale)
        low, spread = (np.reshape(np.asarray(x), self.about.shape) for x in learnt)
        return low + greys * spread


def load(file: Path) -> Trained:
    """Read both files; the sizes are those of the weights."""
    if not file.is_file():
        raise FileNotFoundError(
            f"there are no weights {file} yet; make demo trains a network and writes "
            "demo/weights.npz"
        )
    beside = file.with_suffix(".json")
    if not beside.is_file():
        raise FileNotFoundError(
            f"there is no {beside}, which says what network {file.name} is of; {MADE_BY}"
        )
    try:
        about = _checked(json.loads(beside.read_text(encoding="utf-8")))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{beside} does not say what network {file.name} is of: {error}") from None
    arrays = data.read_arrays(file)
    weights = sorted(filter(WEIGHT.fullmatch, arrays), key=_number)
    shapes = [arrays[name].shape for name in weights]
    sizes = [math.prod(about.shape), *(shape[1] for shape in shapes if len(shape) == 2)]
    if len(sizes) < 2 or 0 in sizes:
        raise ValueError(f"{file}: these are not the weights of a network for images")
    net = about.network(sizes)
    scale = data.MinMax()
    train.load_weights(net, file, layout=about.layout, normalization=scale)
    return Trained(net.eval(), about, sizes, scale)


def _number(name: str) -> int:
    return int(re.findall(r"\d+", name)[0])


def _checked(fields: Any) -> About:
    """The fields of a file, if they are as `save` writes them."""
    if not isinstance(fields, dict) or set(fields) != set(About._fields):
        raise ValueError(f"it has {', '.join(About._fields)} and nothing else")
    about = About(**fields)
    right = {
        "shape": _numbers(about.shape, int) and len(about.shape) == 2 and min(about.shape) > 0,
        "extent": _numbers([about.extent], int, float) and SMALLEST <= about.extent <= 1,
        "activation": about.activation in ACTIVATIONS,
        "n": about.n is None
        or (about.activation in WITH_N and _numbers([about.n], int, float) and about.n > 0),
        "batch_norm": isinstance(about.batch_norm, bool),
        "dropout": about.dropout is None
        or (_numbers([about.dropout], int, float) and 0 <= about.dropout <= 1),
        "dtype": about.dtype in ("float32", "float64"),
        "layout": about.layout in ("minigrad", "book"),
    }
    for name, is_right in right.items():
        if not is_right:
            raise ValueError(f"{name} is {fields[name]!r:.40}")
    return about._replace(shape=tuple(about.shape))


def _numbers(values: Any, *types: type) -> bool:
    return isinstance(values, list) and all(type(v) in types and math.isfinite(v) for v in values)
