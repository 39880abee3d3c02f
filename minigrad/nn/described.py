"""What a module says of itself: the options that are not the usual ones."""

from __future__ import annotations

from inspect import signature
from typing import Any

import numpy as np

from minigrad.nn.module import Module

_FEW = 10
_WRITTEN = (int, float, str, tuple, type(None), np.ndarray)


def given_options(module: Module) -> list[str]:
    """Options with another value than by default, as they would be written in a call."""
    pairs = [
        (option, getattr(module, option.name, option.default))
        for option in signature(type(module)).parameters.values()
        if option.default is not option.empty
    ]
    return [
        f"{option.name}={_short(value)}"
        for option, value in pairs
        if isinstance(value, _WRITTEN)
        # A parameter that is not there has the name of the option that says so.
        and not (value is None and isinstance(option.default, bool))
        and (isinstance(value, np.ndarray) or value != option.default)
    ]


def _short(x: Any) -> str:
    if not isinstance(x, np.ndarray):
        return repr(x)
    return repr(x.tolist()) if x.size <= _FEW else f"<{len(x)} numbers>"
