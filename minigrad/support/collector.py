"""The cyclic garbage collector, paused while much is made that is kept."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Make many objects without a search for garbage among them again and again.

    The more objects there are, the longer each search takes. What nothing refers to is freed all
    the same.

    Examples
    --------
    >>> import gc
    >>> from minigrad.support.collector import collector_paused
    >>> with collector_paused():
    ...     gc.isenabled()
    False
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
