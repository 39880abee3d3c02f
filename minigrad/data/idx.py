"""IDX files: the format of the MNIST database."""

from __future__ import annotations

import gzip
import math
import os
import struct
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from minigrad.data.errors import naming
from minigrad.data.streams import BEST_RATIO, exactly

_DTYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_MAX_DIMENSIONS = 64  # NumPy's limit
_GZIP = b"\x1f\x8b"


def read_idx(path: str | os.PathLike[str]) -> NDArray[Any]:
    """Read an array from an IDX file, compressed with gzip or plain.

    Which of the two it is shows in the content, whatever the name. Nothing is believed before it
    is there: a damaged file, or one that promises more than it holds, costs no more memory than
    what it does hold.

    Parameters
    ----------
    path : str or path
        The file.

    Returns
    -------
    array
        Read-only, in native byte order, of the shape and element type that the header gives:
        uint8, int8, int16, int32, float32 or float64.

    Raises
    ------
    DataFileError
        With the file's name, if it is not an IDX file, is cut off, has more bytes than its header
        promises, or fails the checksum of gzip.
    OSError
        If the file cannot be opened.

    References
    ----------
    The format is described with the MNIST database, http://yann.lecun.com/exdb/mnist/.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from minigrad import data
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "labels-idx1-ubyte")
    ...     _ = file.write_bytes(bytes([0, 0, 8, 1]) + bytes([0, 0, 0, 3]) + bytes([5, 0, 4]))
    ...     data.read_idx(file)
    array([5, 0, 4], dtype=uint8)
    """
    with naming(path), Path(path).open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        compressed = file.read(2) == _GZIP
        file.seek(0)
        if not compressed:
            return _read(file, size)
        with gzip.open(file) as content:
            return _read(content, size * BEST_RATIO)


def _read(file: BinaryIO | gzip.GzipFile, limit: int) -> NDArray[Any]:
    """Read the array from a stream that cannot hold more than `limit` bytes."""
    zeros, code, ndim = struct.unpack(">HBB", exactly(file, 4))
    if zeros != 0:
        raise ValueError("an IDX file starts with two zero bytes, this one does not")
    if code not in _DTYPES:
        raise ValueError(f"0x{code:02X} is not an element type of IDX files")
    if ndim > _MAX_DIMENSIONS:
        raise ValueError(f"{ndim} dimensions are more than an array can have")
    shape = struct.unpack(f">{ndim}I", exactly(file, 4 * ndim))
    dtype = np.dtype(_DTYPES[code])
    promised = math.prod(shape) * dtype.itemsize
    if promised > limit:
        raise ValueError(f"the header promises {promised} bytes, more than this file can hold")
    values = exactly(file, promised)
    if file.read(1):  # reading to the end is also what makes gzip compare its checksum
        raise ValueError(f"more follows after the {promised} bytes that the header promises")
    array = np.ndarray(shape, dtype, values).astype(dtype.newbyteorder("="), copy=False)
    array.setflags(write=False)
    return array
