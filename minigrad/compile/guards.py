"""Guards: what a function refers to beside its arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minigrad.reach import reached
from minigrad.tensor import Tensor


def referred(function: Callable[..., Any]) -> tuple[list[Tensor], list[Any]]:
    """The Tensors, and the modules, that a function refers to."""
    found = [value for _, value in reached({"": function})]
    return [x for x in found if isinstance(x, Tensor)], [x for x in found if _is_module(x)]


def _is_module(x: Any) -> bool:
    """Whether something has a mode, and parts that have one."""
    is_object = not isinstance(x, (type, Tensor))
    return is_object and hasattr(x, "training") and callable(getattr(x, "modules", None))
