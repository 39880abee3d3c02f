"""The operations: each one a name, a forward function, its rules and its domain, in one place.

A module states a family of them. What the modules of a folder state is public in the namespace of
its name: `minigrad.linalg`, `minigrad.fft`, `minigrad.special`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from typing import Any

from minigrad.core.op import Op

registry: dict[str, Op] = {}
"""Every operation by name, found in the modules that state them: the tests come from it."""

public: dict[str, Callable[..., Any]] = {}
"""The names of `minigrad` for operations, and for expressions of operations."""

namespaces: dict[str, dict[str, Callable[..., Any]]] = {}
"""The same of each folder: what its modules state, and what its ``__init__`` imports."""


def _add(names: dict[str, Any], name: str, stated: Any, module: str) -> None:
    if names.setdefault(name, stated) is not stated:
        raise ValueError(f"two operations are called {name!r}; one is in {module}")


def _discover(folder: str, package: str, names: dict[str, Any]) -> None:
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)  # pkgutil takes longer
    for entry in entries:
        stem = entry.name.removesuffix(".py")
        if stem.startswith("_") or "." in stem:
            continue
        is_folder = stem == entry.name
        full_name = f"{package}.{stem}"
        module = import_module(full_name)
        stated_in = names
        if is_folder:
            stated_in = namespaces.setdefault(stem, {})
            _discover(entry.path, full_name, stated_in)
        for name, stated in vars(module).items():
            if isinstance(stated, Op):
                _add(registry, stated.name, stated, full_name)
            is_public = hasattr(stated, "aliases") and not getattr(stated, "internal", False)
            is_stated_here = is_folder or getattr(stated, "__module__", None) == full_name
            if is_public and is_stated_here and not name.startswith("_"):
                for public_name in (stated.__name__, *stated.aliases):
                    _add(stated_in, public_name, stated, full_name)


_discover(__path__[0], __name__, public)
__test__ = {name: op.__doc__ or "" for name, op in registry.items()}
