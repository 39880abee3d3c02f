"""Damaged files: the error that names them, and reading that takes no more than is there."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import BadGzipFile, GzipFile
from typing import IO

BEST_RATIO = 1032  # deflate spends two bits at least on 258 bytes
_CHUNK = 1 << 20


class DataFileError(ValueError):
    """A data file is damaged, or is not of the format that was asked for.

    The message has the file's name and what is wrong with it.

    Examples
    --------
    >>> from minigrad import data
    >>> issubclass(data.DataFileError, ValueError)
    True
    """


@contextmanager
def naming(path: str | os.PathLike[str]) -> Iterator[None]:
    """Turn errors of a damaged file into a DataFileError with its name."""
    try:
        yield
    # A Warning is pickletools' of a strange escape, where the user makes errors of warnings.
    except (ValueError, EOFError, BadGzipFile, zlib.error, Warning) as error:
        raise DataFileError(f"{os.fspath(path)}: {error}") from error


def exactly(file: IO[bytes] | GzipFile, count: int) -> bytearray:
    """Read so many bytes; memory is taken only for those that are there."""
    content = bytearray()
    while chunk := file.read(min(_CHUNK, count - len(content))):
        content += chunk
    if len(content) < count:
        raise ValueError(f"the file ends after {len(content)} of {count} bytes")
    return content
