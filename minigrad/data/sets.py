"""Data sets of handwritten digits: MNIST, from files or the network, and scikit-learn's."""

from __future__ import annotations

import hashlib
import http.client
import math
import os
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from minigrad.data.arrays import read_idx
from minigrad.data.errors import naming
from minigrad.data.labels import one_hot as rows_of_classes
from minigrad.support.cache import cache_folder
from minigrad.support.files import write_atomically
from minigrad.support.optional import import_optional
from minigrad.support.overriding import override

CLASSES = 10
_KINDS = ("images-idx3", "labels-idx1")

# Each has the same four files; where one fails, the next one is tried.
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://yann.lecun.com/exdb/mnist/",
)


class Source(NamedTuple):
    """The size and checksum of a file to download."""

    size: int
    sha256: str


FILES = {
    "train-images-idx3-ubyte.gz": Source(
        9912422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
    ),
    "train-labels-idx1-ubyte.gz": Source(
        28881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
    ),
    "t10k-images-idx3-ubyte.gz": Source(
        1648877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
    ),
    "t10k-labels-idx1-ubyte.gz": Source(
        4542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
    ),
}
SILENCE = 15.0  # seconds without a byte
PATIENCE = 300.0  # seconds for a whole file
_CHUNK = 1 << 16


class DownloadError(OSError):
    """A data set could not be downloaded; the message says how to get it by hand.

    Examples
    --------
    >>> from minigrad import data
    >>> issubclass(data.DownloadError, OSError)
    True
    """


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

    @override
    def __repr__(self) -> str:
        shapes = [f"{x.dtype}{list(x.shape)}" for x in self]
        return f"Split(images={shapes[0]}, labels={shapes[1]})"


class DataSet(NamedTuple):
    """A data set: images and labels to train with, and others to test with.

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


def mnist(
    folder: str | os.PathLike[str] | None = None,
    *,
    flatten: bool = False,
    normalize: bool = False,
    one_hot: bool = False,
    download: bool | None = None,
) -> DataSet:
    """Read the MNIST database, from a folder that holds its four files or from the network.

    Their names are ``train-images-idx3-ubyte``, ``train-labels-idx1-ubyte``,
    ``t10k-images-idx3-ubyte`` and ``t10k-labels-idx1-ubyte``; ``.idx`` for ``-idx`` and ``.gz`` at
    the end are understood. Sets that follow the same format, as Fashion-MNIST, can be read too.

    Parameters
    ----------
    folder : str or path, optional
        Where the files are. By default ``mnist`` in ``$MINIGRAD_DATA``, or else in ``minigrad``
        among the user's caches: in ``~/.cache`` on Linux, ``~/Library/Caches`` on macOS.
    flatten : bool
        Whether each image is to be one row of numbers.
    normalize : bool
        Whether pixels are to be float32 from 0 to 1, which 255 becomes. See `min_max` and `z_score`
        for more.
    one_hot : bool
        Whether each label is to be a row with a 1 in its place, as `one_hot` makes it.
    download : bool, optional
        Whether files that are not there are downloaded: from several mirrors, with their
        checksums compared. By default only where no folder is given.

    Returns
    -------
    DataSet
        Read-only images of shape (N, 28, 28) or (N, 784), uint8 or float32, and labels, int64 of
        shape (N,) or float32 of shape (N, 10).

    Raises
    ------
    FileNotFoundError
        If one of the four files is not there.
    DownloadError
        If no mirror has them, with what to do by hand. It is an OSError.
    DataFileError
        With the file's name, if a file is damaged, images are not bytes in three dimensions,
        labels are not bytes from 0 to 9 in one, or there are not as many labels as images.

    References
    ----------
    Y. LeCun, C. Cortes, C. J. C. Burges, *The MNIST database of handwritten digits*.

    Examples
    --------
    >>> from minigrad import data
    >>> data.mnist("nowhere")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    FileNotFoundError: nowhere has none of MNIST's four files named train-images-idx3-ubyte, ...
    """
    wanted = folder is None if download is None else download
    folder = data_folder() / "mnist" if folder is None else Path(folder)
    names = [f"{part}-{kind}-ubyte" for part in ("train", "t10k") for kind in _KINDS]
    if wanted:
        download_mnist(folder, [f"{name}.gz" for name in names if _find(folder, name) is None])
    files = [_find(folder, name) for name in names]
    missing = [name for name, file in zip(names, files, strict=True) if file is None]
    if missing:
        which = "none of MNIST's four files" if len(missing) == len(names) else "no file of MNIST's"
        raise FileNotFoundError(
            f"{folder} has {which} named {', '.join(missing)}, with or without .gz at the end; "
            f"they were looked for in {folder.resolve()}; data.mnist(folder, download=True) brings "
            "them"
        )
    train_images, train_labels, test_images, test_labels = (file for file in files if file)
    how = {"flatten": flatten, "normalize": normalize, "one_hot": one_hot}
    train = _read_split(train_images, train_labels, how)
    test = _read_split(test_images, test_labels, how)
    with naming(test_images):
        if test.images.shape[1:] != train.images.shape[1:]:
            raise ValueError(
                f"its images of shape {test.images.shape[1:]} are to test what is trained with "
                f"those of shape {train.images.shape[1:]} in {train_images.name}"
            )
    return DataSet(train, test)


def _find(folder: Path, name: str) -> Path | None:
    spellings = (name, name.replace("-idx", ".idx"))
    files = (folder / f"{spelling}{end}" for spelling in spellings for end in ("", ".gz"))
    return next((file for file in files if file.is_file()), None)


def _read_split(image_file: Path, label_file: Path, how: dict[str, bool]) -> Split:
    images, labels = read_idx(image_file), read_idx(label_file)
    with naming(image_file):
        if images.ndim != 3 or images.dtype != np.uint8:
            raise ValueError(f"images are bytes in 3 dimensions, {_describe(images)}")
    with naming(label_file):
        if labels.ndim != 1 or labels.dtype != np.uint8:
            raise ValueError(f"labels are bytes in 1 dimension, {_describe(labels)}")
        if len(labels) != len(images):
            raise ValueError(f"{len(labels)} labels for {len(images)} images of {image_file.name}")
        if labels.size and labels.max() >= CLASSES:
            position = int(labels.argmax())
            raise ValueError(f"label {position} is {labels[position]}, not a digit from 0 to 9")
    return make_split(images, labels, white=255, **how)


def _describe(array: NDArray[Any]) -> str:
    return f"not {array.dtype} of shape {array.shape}"


def digits(
    test_fraction: float = 0.2,
    seed: int = 0,
    *,
    flatten: bool = False,
    normalize: bool = False,
    one_hot: bool = False,
) -> DataSet:
    """Split the 1,797 real digits of 8×8 that come with scikit-learn; no file is needed.

    Parameters
    ----------
    test_fraction : float
        Which part is held out for testing, between 0 and 1.
    seed : int
        Of the generator that decides which ones: the same seed gives the same split.
    flatten : bool
        Whether each image is to be one row of numbers.
    normalize : bool
        Whether pixels are to be float32 from 0 to 1, which 16 becomes. See `min_max` and `z_score`
        for more.
    one_hot : bool
        Whether each label is to be a row with a 1 in its place, as `one_hot` makes it.

    Returns
    -------
    DataSet
        Read-only images of shape (N, 8, 8) or (N, 64), uint8 from 0 to 16 or float32, and labels,
        int64 of shape (N,) or float32 of shape (N, 10).

    Raises
    ------
    ValueError
        If the fraction leaves nothing to train or nothing to test with.
    ImportError
        If scikit-learn is not installed.

    References
    ----------
    E. Alpaydin, C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine Learning
    Repository.

    Examples
    --------
    >>> from minigrad import data
    >>> train, test = data.digits(test_fraction=0.1)
    >>> train.images.shape, test.images.shape
    ((1617, 8, 8), (180, 8, 8))
    >>> images, labels = data.digits(flatten=True, normalize=True, one_hot=True).train
    >>> images.shape, images.dtype, labels.shape
    ((1438, 64), dtype('float32'), (1438, 10))
    """
    purpose = "these digits come with scikit-learn"
    bundled = import_optional("sklearn.datasets", purpose).load_digits()
    images, labels = bundled.images, bundled.target
    held_out = round(test_fraction * len(images))
    if not 0 < held_out < len(images):
        raise ValueError(f"test_fraction={test_fraction} leaves nothing to train or to test with")
    order = np.random.default_rng(seed).permutation(len(images))
    parts = order[held_out:], order[:held_out]
    how = {"flatten": flatten, "normalize": normalize, "one_hot": one_hot}
    train, test = (make_split(images[part], labels[part], white=16, **how) for part in parts)
    return DataSet(train, test)


def make_split(
    images: NDArray[Any],
    labels: NDArray[Any],
    *,
    flatten: bool,
    normalize: bool,
    one_hot: bool,
    white: int,
) -> Split:
    """A read-only split, whose memory Tensors share; ``white`` becomes 1."""
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


def data_folder() -> Path:
    """The folder of downloaded data sets: ``$MINIGRAD_DATA``, or minigrad's cache."""
    folder = os.environ.get("MINIGRAD_DATA")
    return Path(folder) if folder else cache_folder()


def download_mnist(folder: Path, names: list[str]) -> None:
    """Download some of the four files into a folder, which is made if it is not there.

    A file is written only when its checksum is right.
    """
    for name in names:
        content = _from_any_mirror(folder, name)
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / name, content)


def _from_any_mirror(folder: Path, name: str) -> bytes:
    failures = []
    for mirror in MIRRORS:
        try:
            return _fetch(mirror + name, FILES[name])
        # http.client's errors are no OSErrors; a ValueError is a content that is not the file.
        except (OSError, http.client.HTTPException, ValueError) as error:  # noqa: PERF203 - few
            failures.append(f"  {mirror}{name}: {_reason(error)}")
    raise DownloadError(
        f"MNIST could not be downloaded: no mirror gave {name}\n"
        + "\n".join(failures)
        + f"\nIf this machine is offline, get {', '.join(FILES)} elsewhere and put the four files "
        f"into {folder.resolve()}, or into any folder and call data.mnist(folder)"
    )


def _fetch(url: str, source: Source) -> bytes:
    """The content of a file, with its size and checksum compared."""
    deadline = time.monotonic() + PATIENCE
    content = bytearray()
    request = urllib.request.Request(url, headers={"User-Agent": "minigrad"})  # noqa: S310 - the mirrors are https
    with urllib.request.urlopen(request, timeout=SILENCE) as response:  # noqa: S310 - as above
        # read1, since read waits for the whole chunk: a trickle would never reach the deadline
        while len(content) <= source.size and (chunk := response.read1(_CHUNK)):
            content += chunk
            if len(content) < source.size and time.monotonic() > deadline:
                raise TimeoutError(f"too slow, {len(content)} bytes in {PATIENCE:g} s")
    if len(content) < source.size:
        raise ValueError(f"cut off after {len(content)} of {source.size} bytes")
    if len(content) > source.size or hashlib.sha256(content).hexdigest() != source.sha256:
        raise ValueError("this is another file: its size or checksum is wrong")
    return bytes(content)


def _reason(error: Exception) -> str:
    """An error on one line."""
    of_a_connection = not isinstance(error, urllib.error.HTTPError)
    if isinstance(error, urllib.error.URLError) and of_a_connection:
        return str(error.reason)
    return " ".join(str(error).split()) or type(error).__name__
