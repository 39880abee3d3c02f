"""What a data set is: images and labels to train with, others to test with."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from minigrad.data.labels import one_hot as rows_of_classes

CLASSES = 10


class Split(NamedTuple):
    """One part of a data set: images and, one for each, their labels.

    Attributes
    ----------
    images : array
        Of shape (N, rows, columns), or (N, rows · columns) where flat. Read-only.
    labels : array
        One for each image. Read-only.

    Examples
    --------
    >>> from minigrad import data
    >>> images, labels = data.digits().test
    >>> images.shape, labels.shape
    ((359, 8, 8), (359,))
    """

    images: NDArray[Any]
    labels: NDArray[Any]


class DataSet(NamedTuple):
    """A data set: what to train with, and what to test with.

    Attributes
    ----------
    train, test : Split
        Images and labels of each.

    Examples
    --------
    >>> from minigrad import data
    >>> train, test = data.digits()
    >>> len(train.images) + len(test.images)
    1797
    """

    train: Split
    test: Split


def make_split(
    images: NDArray[Any],
    labels: NDArray[Any],
    *,
    flatten: bool,
    normalize: bool,
    one_hot: bool,
    white: int,
) -> Split:
    """A split that nobody can change, so that Tensors share its memory; ``white`` becomes 1."""
    images, labels = images.astype(np.uint8, copy=False), labels.astype(np.int64)
    if flatten:
        images = images.reshape(len(images), math.prod(images.shape[1:]))
    if normalize:
        images = images.astype(np.float32) / np.float32(white)
    if one_hot:
        labels = rows_of_classes(labels, CLASSES)
    for array in (images, labels):
        array.setflags(write=False)
    return Split(images, labels)
