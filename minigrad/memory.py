"""Memory that is reused while warm."""

from __future__ import annotations

import numpy as np

_LARGEST_KEPT = (32 << 20) - (1 << 16)


def keep_freed_memory() -> None:
    """Let the C library keep freed arrays of up to 32 MB for the next ones.

    glibc hands every large array's memory back to the system when it is freed, and a fresh one
    costs a page fault for each 4 KB: more than the arithmetic done on it (`bench/memory.py`
    measures both). It stops doing so for sizes up to the largest that it has seen freed, so one
    array is made and freed here. It is never touched, so it takes no memory. Elsewhere this does
    nothing.
    """
    np.empty(_LARGEST_KEPT, np.uint8)
