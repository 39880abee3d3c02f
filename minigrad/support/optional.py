"""Modules of optional packages, imported where they are used."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def import_optional(module: str, message: str) -> Any:
    """A module of a package that may be missing.

    Parameters
    ----------
    module
        Its dotted name.
    message
        The error's, which names the extra to install.

    Raises
    ------
    ImportError
        If it cannot be imported.

    Examples
    --------
    >>> from minigrad.support.optional import import_optional
    >>> import_optional("no_such_module", 'this needs it: pip install "minigrad[train]"')
    Traceback (most recent call last):
    ImportError: this needs it: pip install "minigrad[train]"
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise ImportError(message) from error
