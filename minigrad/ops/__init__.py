"""The operations: each one a name, a forward function, its rules and its domain, in one place."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from minigrad.core.op import Op

registry: dict[str, Op] = {}
"""Every operation by name, found in the modules that state them: the tests come from it."""

public: dict[str, Callable[..., Any]] = {}
"""The names of `minigrad` for operations, and for expressions of operations."""


def _add(names: dict[str, Any], name: str, stated: Any, module: str) -> None:
    if names.setdefault(name, stated) is not stated:
        raise ValueError(f"two operations are called {name!r}; one is in {module}")


def _discover() -> None:
    for module in sorted(info.name for info in iter_modules(__path__, f"{__name__}.")):
        for name, stated in vars(import_module(module)).items():
            if isinstance(stated, Op):
                _add(registry, stated.name, stated, module)
            if name.startswith("_") or not hasattr(stated, "aliases"):
                continue
            if not getattr(stated, "internal", False):
                for public_name in (stated.__name__, *stated.aliases):
                    _add(public, public_name, stated, module)


_discover()
__test__ = {name: op.__doc__ or "" for name, op in registry.items()}
