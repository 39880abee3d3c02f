"""Reading from a stream that may hold less than it promises."""

from __future__ import annotations

from gzip import GzipFile
from typing import IO

BEST_RATIO = 1032  # deflate spends two bits at least on 258 bytes
_CHUNK = 1 << 20


def exactly(file: IO[bytes] | GzipFile, count: int) -> bytearray:
    """Read so many bytes, taking memory for those only that are there."""
    content = bytearray()
    while chunk := file.read(min(_CHUNK, count - len(content))):
        content += chunk
    if len(content) < count:
        raise ValueError(f"the file ends after {len(content)} of {count} bytes")
    return content
