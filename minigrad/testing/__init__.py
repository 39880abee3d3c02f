"""Proof of gradients: numerical derivatives, a checker, and strategies that make cases for it.

The checker needs NumPy alone; the hypothesis strategies are behind the extra ``testing``. Names are
imported when they are first asked for, since every run of pytest imports `minigrad.testing.plugin`.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from minigrad.support.optional import to_install

if TYPE_CHECKING:
    from minigrad.testing import adapters
    from minigrad.testing.checker import check_grads
    from minigrad.testing.numerical import error_against_h, numerical_grad, plot_error_against_h
    from minigrad.testing.operations import check_op
    from minigrad.testing.programs import *  # noqa: F403 - its __all__
    from minigrad.testing.report import GradientError, KinkError, Report
    from minigrad.testing.strategies import *  # noqa: F403 - its __all__

__all__ = [
    "GradientError",
    "KinkError",
    "Report",
    "adapters",
    "check_grads",
    "check_op",
    "error_against_h",
    "numerical_grad",
    "plot_error_against_h",
]
_WITHOUT_HYPOTHESIS = ("adapters", "checker", "numerical", "operations", "report")
_WITH_HYPOTHESIS = ("strategies", "programs")


def __getattr__(name: str) -> Any:
    """Find a name when it is asked for; for strategies hypothesis may not be there."""
    if name.startswith("__"):
        raise AttributeError(name)
    for home in _WITHOUT_HYPOTHESIS if name in __all__ else _WITH_HYPOTHESIS:
        try:
            found = import_module(f"minigrad.testing.{home}")
        except ModuleNotFoundError as error:
            if error.name != "hypothesis":
                raise
            raise ImportError(
                f"minigrad.testing.{name}: the strategies need hypothesis: "
                f"{to_install('hypothesis')}"
            ) from None
        if name == home:
            return found
        if name in getattr(found, "__all__", __all__) and hasattr(found, name):
            return getattr(found, name)
    raise AttributeError(f"module 'minigrad.testing' has no attribute {name!r}")


def __dir__() -> list[str]:
    """All names, for completion: the strategies too where hypothesis is installed."""
    homes = [f"minigrad.testing.{home}" for home in _WITH_HYPOTHESIS if find_spec("hypothesis")]
    return sorted({*__all__}.union(*(import_module(home).__all__ for home in homes)))
