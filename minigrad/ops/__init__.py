"""The operations: each one a name, a forward function, its rules and its domain, in one place.

A module states a family of them. What the modules of a folder state is public in the namespace of
its name: `minigrad.linalg`, `minigrad.fft`, `minigrad.special`.

A Tensor needs a few of them. The names below, and the modules that they tell of, are found when
one is asked for first, so that `import minigrad` does not wait for all.
"""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from minigrad.core.op import Op

registry: dict[str, Op]
"""Every operation by name, found in the modules that state them: the tests come from it."""

public: dict[str, Callable[..., Any]]
"""The names of `minigrad` for operations, and for expressions of operations."""

namespaces: dict[str, dict[str, Callable[..., Any]]]
"""The same of each folder: what its modules state, and what its ``__init__`` imports."""


def _find(name: str) -> Any:
    modules = list(_modules_of(sys.modules[__name__]))
    if name == "public":
        return _public(module for module in modules if not _is_folder(module))
    folders = {
        module.__name__.rpartition(".")[2]: [module, *_modules_of(module)]
        for module in modules
        if _is_folder(module)
    }
    if name == "namespaces":
        return {folder: _public(modules) for folder, modules in folders.items()}
    found = _registered(itertools.chain(modules, *folders.values()))
    return found if name == "registry" else {name: op.__doc__ or "" for name, op in found.items()}


def _modules_of(package: ModuleType) -> Iterator[ModuleType]:
    """The modules and folders in a package, imported for it."""
    entries = os.scandir(package.__path__[0])  # pkgutil takes longer
    for stem in sorted(entry.name.removesuffix(".py") for entry in entries):
        if not stem.startswith("_") and "." not in stem:
            yield import_module(f"{package.__name__}.{stem}")


def _is_folder(module: ModuleType) -> bool:
    return hasattr(module, "__path__")


def _registered(modules: Iterable[ModuleType]) -> dict[str, Op]:
    names: dict[str, Op] = {}
    for module in modules:
        for stated in vars(module).values():
            if isinstance(stated, Op):
                _add(names, stated.name, stated, module)
    return names


def _public(modules: Iterable[ModuleType]) -> dict[str, Callable[..., Any]]:
    names: dict[str, Callable[..., Any]] = {}
    for module in modules:
        for name, stated in vars(module).items():
            is_public = hasattr(stated, "aliases") and not getattr(stated, "internal", False)
            is_stated_here = getattr(stated, "__module__", None) == module.__name__
            if is_public and (is_stated_here or _is_folder(module)) and not name.startswith("_"):
                for public_name in (stated.__name__, *stated.aliases):
                    _add(names, public_name, stated, module)
    return names


def _add(names: dict[str, Any], name: str, stated: Any, module: ModuleType) -> None:
    if names.setdefault(name, stated) is not stated:
        raise ValueError(f"two operations are called {name!r}; one is in {module.__name__}")


if not TYPE_CHECKING:  # for type checkers it would mean that there is every name

    def __getattr__(name: str) -> Any:
        if name not in (*__annotations__, "__test__"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
        return globals().setdefault(name, _find(name))
