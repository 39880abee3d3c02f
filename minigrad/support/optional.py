"""Modules of optional packages, imported where they are used, and the extras that bring them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

DISTRIBUTION = "minigrad-numpy"  # `minigrad` itself is another project in the package index
EXTRAS = {  # of pyproject.toml, by the module that each of their packages has
    "pygraphviz": "draw",
    "numba": "fast",
    "scipy": "scipy",
    "hypothesis": "testing",
    "tqdm": "train",
    "matplotlib": "train",
    "PIL": "train",
    "sklearn": "train",
    "safetensors": "train",
}


def to_install(module: str) -> str:
    """The command that installs an optional module.

    Examples
    --------
    >>> from minigrad.support.optional import to_install
    >>> to_install("scipy.special")
    'pip install "minigrad-numpy[scipy]"'
    """
    return f'pip install "{DISTRIBUTION}[{EXTRAS[module.partition(".")[0]]}]"'


def import_optional(module: str, purpose: str) -> Any:
    """A module of a package that may be missing.

    Parameters
    ----------
    module
        Its dotted name.
    purpose
        What needs it, the beginning of the error's message.

    Raises
    ------
    ImportError
        If it cannot be imported; the message ends with the command that installs it. Where it is
        there and broken, it says how.

    Examples
    --------
    >>> from minigrad.support.optional import import_optional
    >>> import_optional("scipy.no_such_module", "this function needs SciPy")
    Traceback (most recent call last):
    ImportError: this function needs SciPy: pip install "minigrad-numpy[scipy]"
    """
    try:
        return import_module(module)
    except ImportError as error:
        broken = "" if isinstance(error, ModuleNotFoundError) else f" ({error})"
        raise ImportError(f"{purpose}{broken}: {to_install(module)}") from error
