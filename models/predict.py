"""Read digits by trained weights.

Takes the weights that `make demo` left, or another run of
models.mnist or models.inspect_results, and an image file
or images of the test set by number. Prints the picture and
the probability of every class, in percent: the chosen one
is in italics (_..._ without a terminal), the right one bold
(*...*) where it is known.
"""

from __future__ import annotations

import argparse
import struct
import sys
import warnings
import zlib
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

import minigrad as mg
from minigrad import data
from minigrad.support.optional import import_optional

from . import arguments, common, terminal, trained

DEMO = Path("demo", "weights.npz")
WEIGHTS = (".npz", ".safetensors")
SMALL_DIGITS = (8, 8)
FAINT = 0.2  # of the darkest ink: less is dust
MOST_PIXELS = 4096  # along a side of an image file


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program; the result is its exit status."""
    parser = arguments.parser("predict", __doc__, writes=False)
    parser.usage = "%(prog)s [WEIGHTS] [IMAGE ... | --index N ...]"
    add = parser.add_argument
    text = f"weights ({' or '.join(WEIGHTS)}) and image files; without weights: {DEMO}"
    add("files", nargs="*", type=Path, metavar="FILE", help=text)
    text = "images of the test set, counted from 0; without images: 0"
    add("--index", nargs="+", type=arguments.seed, metavar="N", help=text)
    options = parser.parse_args(argv)
    weights, images = split(options.files)
    if len(weights) > 1:
        parser.error(f"one file of weights at a time, not {' and '.join(map(str, weights))}")
    if images and options.index is not None:
        parser.error("name image files, or images of the test set with --index, not both")
    for file in images:
        if not file.is_file():
            parser.error(f"there is no file {file}")
    return common.run(parser, program, argv)


def split(files: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The weights among the files, and the images."""
    weights = [file for file in files if file.suffix.lower() in WEIGHTS]
    return weights, [file for file in files if file not in weights]


def program(options: argparse.Namespace) -> None:
    """Read the images asked for, one by one."""
    weights, files = split(options.files)
    known = trained.load(weights[0] if weights else DEMO)
    about, sizes = known.about, "-".join(map(str, known.sizes))
    print(f"{sizes}, {about.activation}, images of {size(about.shape)}\n")
    if files:
        for file in files:
            greys, remarks = read_image(file, about)
            show(known, known.pixels(greys), f"{file}:{remarks}")
        return
    images, labels = test_set(options.data, about.shape)
    for number in options.index or [0]:
        if number >= len(images):
            last = len(images) - 1
            raise ValueError(f"--index {number}: the test images are counted from 0 to {last}")
        show(known, images[number], f"test image {number}:", int(labels[number]))


def size(shape: tuple[int, ...]) -> str:
    """Height and width, as they are written."""
    return "×".join(map(str, shape))


def test_set(folder: Path | None, shape: tuple[int, ...]) -> Any:
    """The images that were held out when the weights were trained, and their labels."""
    if folder is None and shape != SMALL_DIGITS:
        raise ValueError(
            f"these weights read images of {size(shape)}; say where MNIST is with --data FOLDER, "
            "or name an image file"
        )
    test = (data.digits() if folder is None else data.mnist(folder)).test
    if test.images.shape[1:] != shape:
        there = size(test.images.shape[1:])
        raise ValueError(f"these weights read images of {size(shape)}; in {folder} are {there}")
    return test


def read_image(file: Path, about: trained.About) -> tuple[Any, str]:
    """An image as greys from 0, the ground, to 1, and the steps to that, in words.

    An image of another size is cut to its digit, which is given the size of those that the network
    was trained with.
    """
    picture, words = grey(file), ""
    if np.ptp(picture) == 0:
        raise ValueError(f"{file} has one grey all over; nothing is drawn in it")
    border = (picture[0], picture[-1], picture[1:-1, 0], picture[1:-1, -1])
    if np.concatenate(border).mean() > 0.5:
        picture, words = 1 - picture, " dark on light, so inverted;"
    if picture.shape == about.shape:
        return picture, words
    image = import_module("PIL.Image")
    digit = framed(picture, about.extent)
    scaled = image.fromarray(digit).resize(about.shape[::-1], image.Resampling.HAMMING)
    words += f" made {size(about.shape)} from {size(picture.shape)};"
    return np.clip(np.asarray(scaled), 0, 1), words


def framed(picture: Any, extent: float) -> Any:
    """The part of a picture with ink, about its middle in a square of which it takes that part."""
    ink = picture > FAINT * picture.max()
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    digit = picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    side = round(max(digit.shape) / extent)
    square = np.zeros((side, side), np.float32)
    top, left = (
        int(np.clip(side / 2 - centre, 0, side - length).round())
        for centre, length in zip(centre_of_mass(digit), digit.shape, strict=True)
    )
    square[top : top + digit.shape[0], left : left + digit.shape[1]] = digit
    return square


def centre_of_mass(digit: Any) -> tuple[float, ...]:
    """The mean position of the ink, down and across."""
    places = np.indices(digit.shape) + 0.5
    return tuple((places * digit).sum(axis=(1, 2)) / digit.sum())


def grey(file: Path) -> Any:
    """The greys of an image file, from 0 to 1; where it is transparent, it is white."""
    image = import_optional("PIL.Image", "images need Pillow")
    unreadable = (  # of which some come from the packages that Pillow uses
        *(OSError, ValueError, TypeError, SyntaxError, EOFError, LookupError, ArithmeticError),
        *(struct.error, zlib.error, image.DecompressionBombError),
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with image.open(file) as opened:
                if max(opened.size) > MOST_PIXELS:
                    raise OverflowError(f"{file} is more than {MOST_PIXELS} pixels wide or high")
                if opened.mode.startswith("I"):  # 16 bits, of which Pillow would cut off the most
                    return np.clip(np.asarray(opened, np.float32) / 65535, 0, 1)
                colours = opened.convert("RGBA")
            ground = image.new("RGBA", colours.size, "white")
            flat = image.alpha_composite(ground, colours).convert("L")
            return np.asarray(flat, np.float32) / 255
    except OverflowError:
        raise
    except unreadable as error:
        if isinstance(error, PermissionError):
            raise
        raise ValueError(f"{file} is no image that can be read; give a PNG file") from error


@mg.no_grad()
def show(known: trained.Trained, image: Any, title: str, right: int | None = None) -> None:
    """The picture, and beside it the probability of every class."""
    row = known.rows(image[None])
    percent = 100 * mg.softmax(known.net(row)).numpy()[0]
    is_right = "" if right is None else f" is {right},"
    print(f"{title}{is_right} seen as {percent.argmax()}")
    (ready,) = terminal.prepared(row.reshape(1, *known.about.shape))
    lines = terminal.probabilities(percent, right, common.WIDTH - ready.shape[1] - 2)
    both = terminal.beside(terminal.picture(ready), lines, ready.shape[1])
    print("\n".join(both), end="\n\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
