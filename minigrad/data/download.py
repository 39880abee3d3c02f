"""MNIST from the network: several mirrors, checksums, and files that are whole or not there."""

from __future__ import annotations

import hashlib
import http.client
import os
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

from minigrad.support.files import write_atomically

# All of them have the same four files; the next one is asked where one fails.
MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://yann.lecun.com/exdb/mnist/",
)


class Source(NamedTuple):
    """What is known of a file before it is there."""

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
    """A data set could not be downloaded; the message says what to do by hand.

    Examples
    --------
    >>> from minigrad import data
    >>> issubclass(data.DownloadError, OSError)
    True
    """


def cache_folder() -> Path:
    """Where downloaded data sets are kept.

    ``$MINIGRAD_DATA``, or ``minigrad`` in ``$XDG_CACHE_HOME`` or in ``~/.cache``.
    """
    own = os.environ.get("MINIGRAD_DATA")
    if own:
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "minigrad"


def download_mnist(folder: Path, names: list[str]) -> None:
    """Bring these of the four files into a folder, which is made if it is not there.

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
    """The content of a file, read no further than it can go, with its checksum compared."""
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
    """What went wrong, on one line."""
    of_a_connection = not isinstance(error, urllib.error.HTTPError)
    if isinstance(error, urllib.error.URLError) and of_a_connection:
        return str(error.reason)
    return " ".join(str(error).split()) or type(error).__name__
