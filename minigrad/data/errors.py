"""What is raised for a file that is not what it should be."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from gzip import BadGzipFile


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
    """Say which file it is that something is wrong with."""
    try:
        yield
    # A Warning is pickletools' of a strange escape, where the user makes errors of warnings.
    except (ValueError, EOFError, BadGzipFile, zlib.error, Warning) as error:
        raise DataFileError(f"{os.fspath(path)}: {error}") from error
