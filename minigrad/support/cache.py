"""Where minigrad keeps what it can make or download again."""

from __future__ import annotations

from pathlib import Path


def cache_folder() -> Path:
    r"""The folder of minigrad among the user's caches, where the system has them, if it was made.

    ``$XDG_CACHE_HOME/minigrad`` or ``~/.cache/minigrad`` on Linux, ``~/Library/Caches/minigrad`` on
    macOS, ``%LOCALAPPDATA%\minigrad\Cache`` on Windows.
    """
    from platformdirs import user_cache_path  # noqa: PLC0415 - an import that few processes need

    return user_cache_path("minigrad", appauthor=False)
