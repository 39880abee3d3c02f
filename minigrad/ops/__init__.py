"""The operations: each one a name, a forward function, its rules and its domain, in one place."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from minigrad.core.op import Op

registry: dict[str, Op] = {}
"""Every operation by name, found in the modules that state them: the tests come from it."""

for _module in iter_modules(__path__, f"{__name__}."):
    for _op in vars(import_module(_module.name)).values():
        if isinstance(_op, Op) and registry.setdefault(_op.name, _op) is not _op:
            raise ValueError(f"two operations are called {_op.name!r}; one is in {_module.name}")

__test__ = {name: op.__doc__ or "" for name, op in registry.items()}
