"""Memory that is reused while warm."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # glibc's malloc.h
_LARGEST_REUSED = 32 << 20  # the largest that glibc accepts
_KEPT = 1 << 30


def keep_freed_memory() -> None:
    """Let the C library keep the memory of freed arrays for the next ones.

    By default glibc gives a graph's memory back to the system when the graph dies, and the next
    one pays a page fault for every 4 KB: more than the arithmetic done on it (`python -m bench
    memory` measures both). This raises two of its limits: arrays of up to 32 MB come from memory
    that is reused, of which up to 1 GB is kept. Where there is no glibc it does nothing.
    """
    _call("mallopt", _M_MMAP_THRESHOLD, _LARGEST_REUSED)
    _call("mallopt", _M_TRIM_THRESHOLD, _KEPT)


def give_back_freed_memory() -> None:
    """Let the system have the memory of freed arrays, after what needs much and comes once."""
    _call("malloc_trim", 0)


def _call(name: str, *numbers: int) -> None:
    """Call a function of glibc's, if there is one."""
    with suppress(ImportError, OSError, AttributeError, TypeError):
        getattr(import_module("ctypes").CDLL(None), name)(*numbers)
