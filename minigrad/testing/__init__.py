"""Proof of gradients: numerical derivatives, a checker, and strategies that make cases for it.

The checker needs NumPy alone; the hypothesis strategies are behind ``minigrad[testing]``.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from minigrad.testing import adapters
from minigrad.testing.checker import check_grads
from minigrad.testing.numerical import error_against_h, numerical_grad, plot_error_against_h
from minigrad.testing.operations import check_op
from minigrad.testing.report import GradientError, KinkError, Report

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
_WITH_HYPOTHESIS = ("strategies", "programs")


def __getattr__(name: str) -> Any:
    """Find a strategy when it is asked for, since hypothesis may not be there."""
    if name.startswith("__"):
        raise AttributeError(name)
    for module in _WITH_HYPOTHESIS:
        try:
            found = import_module(f"minigrad.testing.{module}")
        except ModuleNotFoundError as error:
            if error.name != "hypothesis":
                raise
            raise ImportError(
                f"minigrad.testing.{name}: the strategies need hypothesis: "
                'pip install "minigrad[testing]"'
            ) from None
        if name == module:
            return found
        if name in found.__all__:
            return getattr(found, name)
    raise AttributeError(f"module 'minigrad.testing' has no attribute {name!r}")
