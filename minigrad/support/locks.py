"""Locks that a forked process finds free."""

from __future__ import annotations

import os
import threading


class ForkSafeLock:
    """A reentrant lock that a forked child finds free, whichever thread held it.

    A fork copies a lock as it is, but of the threads only its own: what another one held would
    never be released in the child.

    Parameters
    ----------
    waits : bool
        Whether a fork waits until the lock is free, so that the child finds whole what it guards.
    """

    def __init__(self, *, waits: bool = False) -> None:
        self._lock = threading.RLock()
        if hasattr(os, "register_at_fork"):  # not on Windows
            os.register_at_fork(after_in_child=self._renew)
            if waits:
                os.register_at_fork(
                    before=lambda: self._lock.acquire(),
                    after_in_parent=lambda: self._lock.release(),
                )

    def _renew(self) -> None:
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()
