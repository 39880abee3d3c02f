"""Files of named arrays: ``.npz`` and ``.safetensors``."""

from __future__ import annotations

import io
import math
import os
import tokenize
import zipfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from minigrad.data.errors import naming
from minigrad.data.streams import exactly
from minigrad.data.weights import read_arrays_pickle
from minigrad.files import write_atomically

Arrays = dict[str, NDArray[Any]]
_HEADERS = {  # the third version is for names of fields, which numbers do not have
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}
_NO_LITERAL = (
    *(ValueError, TypeError, LookupError, AttributeError, MemoryError, RecursionError),
    *(SyntaxError, tokenize.TokenError),
)


def read_arrays(path: str | os.PathLike[str]) -> Arrays:
    """Read named arrays: ``.npz``, ``.safetensors``, or a pickled dict by the safe reader.

    The file is read whole and checked, and no code in it is ever run.

    Parameters
    ----------
    path : str or path
        The suffix says the format: ``.npz``, ``.safetensors``, ``.pkl`` or ``.pickle``.

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
    suffix = _suffix(path, (".npz", ".safetensors", ".pkl", ".pickle"))
    if suffix == ".npz":
        return _read_npz(path)
    return _read_safetensors(path) if suffix == ".safetensors" else read_arrays_pickle(path)


def write_arrays(path: str | os.PathLike[str], arrays: Mapping[str, Any]) -> None:
    """Write named arrays, as ``.npz`` or ``.safetensors`` by the file's name.

    The file is written whole or not at all. What `read_arrays` reads back is the same to the
    last bit.

    Parameters
    ----------
    path : str or path
    arrays : dict of str to array
        Of numbers or booleans.
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


def _read_npz(path: str | os.PathLike[str]) -> Arrays:
    content = Path(path).read_bytes()
    with naming(path):
        if not content.startswith(b"PK"):
            raise ValueError("this is not a whole .npz file: it does not begin as an archive")
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                members = archive.infolist()
                _check_sizes(members, len(content))
                return {
                    member.filename.removesuffix(".npy"): _read_member(archive, member)
                    for member in members
                }
        except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
            raise ValueError(f"this is not a whole .npz file: {error}") from error


def _check_sizes(members: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Refuse what would let a small archive fill the memory."""
    for member in members:
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ValueError(f"{member.filename!r:.80} is compressed as NumPy compresses nothing")
    if sum(member.compress_size for member in members) > size:
        raise ValueError("the members of this archive are larger than the file")


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> NDArray[Any]:
    """Read an array from an archive. Not by np.load: it takes the memory that a header promises."""
    name = member.filename.removesuffix(".npy")
    with archive.open(member) as file:
        shape, fortran, dtype = _read_header(file, name)
        if dtype.kind not in "biufc" or any(n < 0 for n in shape):
            raise ValueError(f"{name!r:.80} is not an array of numbers")
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
        return _HEADERS[version](file)
    # NumPy reads the header as a Python literal, and Python has many words for a wrong one.
    except _NO_LITERAL as error:
        raise ValueError(f"{name!r:.80} is not an array of numbers: {error!s:.200}") from error


def _safetensors(arrays: Arrays) -> bytes:
    # It writes the memory as it lies, whatever the strides say.
    whole = {name: np.ascontiguousarray(a).reshape(a.shape) for name, a in arrays.items()}
    content: bytes = _package().save(whole)
    return content


def _read_safetensors(path: str | os.PathLike[str]) -> Arrays:
    package = _package()
    content = Path(path).read_bytes()
    with naming(path):
        try:
            arrays: Arrays = package.load(content)
        except import_module("safetensors").SafetensorError as error:
            raise ValueError(f"this is not a whole .safetensors file: {error}") from error
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(
                f"it holds numbers that NumPy does not have ({error}); convert it to float32 first"
            ) from error
        return arrays


def _package() -> Any:
    try:
        return import_module("safetensors.numpy")
    except ImportError as error:
        raise ImportError(
            '.safetensors files need safetensors: pip install "minigrad[train]"; or use .npz'
        ) from error
