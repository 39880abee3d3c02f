"""Arrays in files: named ones in ``.npz`` and ``.safetensors``, single ones in IDX."""

from __future__ import annotations

import gzip
import io
import math
import os
import struct
import sys
import tokenize
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray

from minigrad.data.errors import BEST_RATIO, exactly, naming
from minigrad.data.pickles import read_arrays_pickle
from minigrad.support.files import write_atomically
from minigrad.support.optional import import_optional

Arrays = dict[str, NDArray[Any]]
_IDX_DTYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
_MAX_DIMENSIONS = 64  # NumPy's limit
_GZIP = b"\x1f\x8b"
_HEADERS = {  # the third version is for names of fields, which numbers do not have
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}
_NO_LITERAL = (
    *(ValueError, TypeError, LookupError, AttributeError, MemoryError, RecursionError),
    *(SyntaxError, tokenize.TokenError),
)


def read_arrays(path: str | os.PathLike[str], *, compressed: bool = True) -> Arrays:
    """Read named arrays: ``.npz``, ``.safetensors``, or a pickled dict by the safe reader.

    The file is read whole and checked, and no code in it is ever run.

    Parameters
    ----------
    path : str or path
        The suffix says the format: ``.npz``, ``.safetensors``, ``.pkl`` or ``.pickle``.
    compressed : bool
        Whether arrays in an ``.npz`` file may be compressed: they can then be a thousand times as
        large as the file. Without, all take no more memory than the file is long.

    Returns
    -------
    dict of str to array

    Raises
    ------
    DataFileError
        With the file's name, if it is damaged or holds anything but arrays of numbers.
    ValueError
        If the suffix says no format that is known.
    ImportError
        If safetensors is needed and not installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from minigrad import data
    >>> with TemporaryDirectory() as folder:
    ...     data.write_arrays(f"{folder}/a.npz", {"b": np.zeros(2)})
    ...     data.read_arrays(f"{folder}/a.npz")
    {'b': array([0., 0.])}
    """
    with open_arrays(path, compressed=compressed) as file:
        return {name: file.read(name) for name in file.names}


class ArrayFile(Protocol):
    """An open file of named arrays: their headers, and the arrays themselves."""

    names: list[str]

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape that an array has by its header; its memory is not taken."""

    def read(self, name: str) -> NDArray[Any]:
        """An array."""


@contextmanager
def open_arrays(path: str | os.PathLike[str], *, compressed: bool = True) -> Iterator[ArrayFile]:
    """Open a file of `read_arrays`, so that names and shapes are known before memory is taken.

    A small file may promise arrays that fill the memory: whoever knows which ones are wanted looks
    first. Errors are those of `read_arrays`, all that are ValueErrors with the file's name.
    """
    suffix = _suffix(path, (".npz", ".safetensors", ".pkl", ".pickle"))
    with naming(path):
        if suffix == ".npz":
            with Path(path).open("rb") as content:
                yield _Npz(content, compressed)
        elif suffix == ".safetensors":
            with _opened_safetensors(path) as content:
                yield _Safetensors(content)
        else:
            yield _Pickle(read_arrays_pickle(path))


def write_arrays(path: str | os.PathLike[str], arrays: Mapping[str, Any]) -> None:
    """Write named arrays, as ``.npz`` or ``.safetensors`` by the file's name.

    The file is written whole or not at all. What `read_arrays` reads back is the same to the
    last bit.

    Parameters
    ----------
    path : str or path
        The suffix says the format.
    arrays : dict of str to array
        Of numbers or booleans.

    Raises
    ------
    TypeError
        If something is no array of numbers; no file is written then.
    ValueError
        If the suffix says neither format.
    OSError
        If the file cannot be written; an older one stays.
    ImportError
        If safetensors is needed and not installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from minigrad import data
    >>> with TemporaryDirectory() as folder:
    ...     data.write_arrays(f"{folder}/a.npz", {"b": np.zeros(2), "n": 3})
    ...     data.read_arrays(f"{folder}/a.npz")["n"]
    array(3)
    """
    write = _npz if _suffix(path, (".npz", ".safetensors")) == ".npz" else _safetensors
    for name, array in arrays.items():
        if np.asarray(array).dtype.kind not in "biufc":
            raise TypeError(f"{name}: an array of {np.asarray(array).dtype} is not one of numbers")
    write_atomically(path, write({name: np.asarray(array) for name, array in arrays.items()}))


def _suffix(path: str | os.PathLike[str], known: tuple[str, ...]) -> str:
    suffix = Path(path).suffix.lower()
    if suffix not in known:
        raise ValueError(
            f"{os.fspath(path)}: named arrays are kept in files ending in {', '.join(known)}"
        )
    return suffix


def _npz(arrays: Arrays) -> bytes:
    content = io.BytesIO()
    # Not by np.savez: there a name such as "file" is taken for an argument.
    with zipfile.ZipFile(content, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                np.lib.format.write_array(member, array, allow_pickle=False)
    return content.getvalue()


class _Npz:
    """An archive of arrays, each with a header of its own."""

    def __init__(self, content: IO[bytes], compressed: bool) -> None:
        size = content.seek(0, os.SEEK_END)
        content.seek(0)
        if content.read(2) != b"PK":
            raise ValueError("this is not a whole .npz file: it does not begin as an archive")
        with _whole_npz():
            self.archive = zipfile.ZipFile(content)
        members = self.archive.infolist()
        _check_sizes(members, size, compressed)
        self.members = {member.filename.removesuffix(".npy"): member for member in members}
        self.names = list(self.members)
        if len(self.names) < len(members):
            raise ValueError("several members of this archive have the same name")

    def shape(self, name: str) -> tuple[int, ...]:
        with _whole_npz(), self.archive.open(self.members[name]) as file:
            return _read_header(file, name)[0]

    def read(self, name: str) -> NDArray[Any]:
        with _whole_npz(), self.archive.open(self.members[name]) as file:
            return _read_member(file, name)


@contextmanager
def _whole_npz() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise ValueError(f"this is not a whole .npz file: {error}") from error


def _check_sizes(members: Sequence[zipfile.ZipInfo], size: int, compressed: bool) -> None:
    """Refuse headers by which a small archive would fill the memory."""
    for member in members:
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError(f"{member.filename!r:.80} is compressed as NumPy compresses nothing")
        if not compressed and member.compress_type != zipfile.ZIP_STORED:
            raise ValueError(f"{member.filename!r:.80} is compressed, as nothing here is")
    if sum(member.compress_size for member in members) > size:
        raise ValueError("the members of this archive are larger than the file")


def _read_member(file: IO[bytes], name: str) -> NDArray[Any]:
    """Read an array. Not by NumPy: it takes the memory that a header promises."""
    shape, fortran, dtype = _read_header(file, name)
    promised = math.prod(shape) * dtype.itemsize
    values = exactly(file, promised)
    if file.read(1):  # reading to the end is also what compares the checksum
        raise ValueError(f"more follows after the {promised} bytes that {name!r:.80} promises")
    return np.ndarray(shape, dtype, values, order="F" if fortran else "C")


def _read_header(file: IO[bytes], name: str) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    try:
        version = np.lib.format.read_magic(file)
        if version not in _HEADERS:
            raise ValueError(f"it is written in version {version} of the format")
        shape, fortran, dtype = _HEADERS[version](file)
        # NumPy takes True for a length, since it is an int.
        if any(type(n) is not int or not 0 <= n <= sys.maxsize for n in shape):
            raise ValueError(f"its shape is {shape!r:.80}")
        if dtype.kind not in "biufc":
            raise ValueError(f"it is one of {dtype}")
    # NumPy reads the header as a Python literal, and Python has many words for a wrong one.
    except _NO_LITERAL as error:
        raise ValueError(f"{name!r:.80} is not an array of numbers: {error!s:.200}") from error
    return shape, fortran, dtype


def _safetensors(arrays: Arrays) -> bytes:
    # It writes the memory as it lies, whatever the strides say.
    whole = {name: np.ascontiguousarray(a).reshape(a.shape) for name, a in arrays.items()}
    content: bytes = _package().save(whole)
    return content


class _Safetensors:
    """A file that begins with the names and shapes of its arrays; its package has checked them."""

    def __init__(self, content: Any) -> None:
        self.content = content
        self.names = list(content.keys())

    def shape(self, name: str) -> tuple[int, ...]:
        return tuple(self.content.get_slice(name).get_shape())

    def read(self, name: str) -> NDArray[Any]:
        try:
            array: NDArray[Any] = self.content.get_tensor(name)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(
                f"it holds numbers that NumPy does not have ({error}); convert it to float32 first"
            ) from error
        return array


def _opened_safetensors(path: str | os.PathLike[str]) -> Any:
    _package()
    safetensors: Any = import_module("safetensors")
    try:
        return safetensors.safe_open(path, framework="np")
    except safetensors.SafetensorError as error:
        raise ValueError(f"this is not a whole .safetensors file: {error}") from error


class _Pickle:
    """A pickle, whose arrays are no larger than the file."""

    def __init__(self, arrays: Arrays) -> None:
        self.arrays = arrays
        self.names = list(arrays)

    def shape(self, name: str) -> tuple[int, ...]:
        return self.arrays[name].shape

    def read(self, name: str) -> NDArray[Any]:
        return self.arrays[name]


def _package() -> Any:
    purpose = ".safetensors files need safetensors, .npz files do not"
    return import_optional("safetensors.numpy", purpose)


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
            return _read_idx(file, size)
        with gzip.open(file) as content:
            return _read_idx(content, size * BEST_RATIO)


def _read_idx(file: BinaryIO | gzip.GzipFile, limit: int) -> NDArray[Any]:
    """Read the array from a stream that cannot hold more than `limit` bytes."""
    zeros, code, ndim = struct.unpack(">HBB", exactly(file, 4))
    if zeros != 0:
        raise ValueError("an IDX file starts with two zero bytes, this one does not")
    if code not in _IDX_DTYPES:
        raise ValueError(f"0x{code:02X} is not an element type of IDX files")
    if ndim > _MAX_DIMENSIONS:
        raise ValueError(f"{ndim} dimensions are more than an array can have")
    shape = struct.unpack(f">{ndim}I", exactly(file, 4 * ndim))
    dtype = np.dtype(_IDX_DTYPES[code])
    promised = math.prod(shape) * dtype.itemsize
    if promised > limit:
        raise ValueError(f"the header promises {promised} bytes, more than this file can hold")
    values = exactly(file, promised)
    if file.read(1):  # reading to the end is also what makes gzip compare its checksum
        raise ValueError(f"more follows after the {promised} bytes that the header promises")
    array = np.ndarray(shape, dtype, values).astype(dtype.newbyteorder("="), copy=False)
    array.setflags(write=False)
    return array
