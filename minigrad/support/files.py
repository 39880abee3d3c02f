"""Files that are whole or not there."""

from __future__ import annotations

import os
import secrets
import zlib
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any

fcntl: Any = None  # on Windows, where a file that is open can be neither renamed nor removed
with suppress(ImportError):
    fcntl = import_module("fcntl")


def write_atomically(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, never a part.

    The content goes to a temporary file beside it, is synced, and takes its place by a rename.
    Several processes may write the same file: each has a temporary one of its own, locked while it
    is written, and the last rename wins.
    """
    path = Path(path).resolve()  # a link is followed, not replaced
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path}: there is no folder {path.parent}")
    temporary, file = _make_temporary(path)
    try:
        with file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if fcntl is not None:
                temporary.replace(path)  # while it is locked
        if fcntl is None:
            temporary.replace(path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno and not error.filename:
            error.filename = str(path)  # a full disk does not say whose content did not fit
        raise


def remove_leftovers(path: str | os.PathLike[str]) -> None:
    """Remove temporary files that killed writers of this file left beside it.

    What a living process is writing stays: its temporary file is locked, and the lock ends with
    the process, however that ends. Where the file system has no locks, everything stays.
    """
    path = Path(path).resolve()
    for temporary in path.parent.glob(f"{_prefix(path)}*"):
        # Renamed meanwhile, somebody else's, or locked: then it is no leftover.
        with suppress(OSError), temporary.open("r+b") as file:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                temporary.unlink()
        if fcntl is None:
            with suppress(OSError):
                temporary.unlink()


def _make_temporary(path: Path) -> tuple[Path, IO[bytes]]:
    """A new file beside another one, locked where the system has locks."""
    while True:
        temporary = path.with_name(f"{_prefix(path)}{secrets.token_hex(8)}")
        # Not by tempfile: its files are for their owner only, whatever the umask says.
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        file = os.fdopen(descriptor, "wb")
        if fcntl is None:
            return temporary, file
        with suppress(OSError):  # a file system without locks
            fcntl.flock(file, fcntl.LOCK_EX)
        if temporary.exists():
            return temporary, file
        file.close()  # it was taken for a leftover before it was locked


def _prefix(path: Path) -> str:
    """Short, since the name alone may be as long as a name can be; and one for each name."""
    return f".minigrad-{zlib.crc32(os.fsencode(path.name)):08x}-"
