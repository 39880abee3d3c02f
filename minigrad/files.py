"""Files that are whole or not there."""

from __future__ import annotations

import os
import secrets
import zlib
from pathlib import Path


def write_atomically(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, never a part.

    The content goes to a temporary file beside it, is synced, and takes its place by a rename.
    """
    path = Path(path).resolve()  # a link is followed, not replaced
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path}: there is no folder {path.parent}")
    temporary = path.with_name(f"{_prefix(path)}{secrets.token_hex(8)}")
    # Not by tempfile: its files are for their owner only, whatever the umask says.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno and not error.filename:
            error.filename = str(path)  # a full disk does not say whose content did not fit
        raise


def remove_leftovers(path: str | os.PathLike[str]) -> None:
    """Remove what writers of this file left beside it when they were killed.

    Only where nobody else is writing it.
    """
    path = Path(path).resolve()
    for temporary in path.parent.glob(f"{_prefix(path)}*"):
        temporary.unlink(missing_ok=True)


def _prefix(path: Path) -> str:
    """Short, since the name alone may be as long as a name can be; and one for each name."""
    return f".minigrad-{zlib.crc32(os.fsencode(path.name)):08x}-"
