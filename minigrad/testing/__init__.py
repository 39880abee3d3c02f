"""Proof of gradients: numerical derivatives, a checker, and strategies that make cases for it.

The checker needs NumPy alone; the hypothesis strategies are behind ``minigrad[testing]``. Names are
imported when they are first asked for, since every run of pytest imports `minigrad.testing.plugin`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from minigrad.testing import adapters
    from minigrad.testing.checker import check_grads
    from minigrad.testing.numerical import error_against_h, numerical_grad, plot_error_against_h
    from minigrad.testing.operations import check_op
    from minigrad.testing.report import GradientError, KinkError, Report

_HOMES = {  # the modules of names that need no hypothesis
    "GradientError": "report",
    "KinkError": "report",
    "Report": "report",
    "adapters": "adapters",
    "check_grads": "checker",
    "check_op": "operations",
    "error_against_h": "numerical",
    "numerical_grad": "numerical",
    "plot_error_against_h": "numerical",
}
_WITH_HYPOTHESIS = ("strategies", "programs")
__all__ = [*_HOMES]  # noqa: PLE0604 - names


def __getattr__(name: str) -> Any:
    """Find a name when it is asked for; for strategies hypothesis may not be there."""
    if name in _HOMES:
        module = import_module(f"minigrad.testing.{_HOMES[name]}")
        return module if name == _HOMES[name] else getattr(module, name)
    if name.startswith("__"):
        raise AttributeError(name)
    for home in _WITH_HYPOTHESIS:
        try:
            found = import_module(f"minigrad.testing.{home}")
        except ModuleNotFoundError as error:
            if error.name != "hypothesis":
                raise
            raise ImportError(
                f"minigrad.testing.{name}: the strategies need hypothesis: "
                'pip install "minigrad[testing]"'
            ) from None
        if name == home:
            return found
        if name in found.__all__:
            return getattr(found, name)
    raise AttributeError(f"module 'minigrad.testing' has no attribute {name!r}")
