"""Types of arguments, as annotations and stubs name them."""

from __future__ import annotations

from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray


class HasShape(Protocol):
    """An array of any library, a Tensor, a symbol, a table: what has a shape."""

    @property
    def shape(self) -> Any:
        """The lengths of the axes."""


Listed: TypeAlias = NDArray[Any] | list[Any] | tuple[Any, ...]
"""An array, or what NumPy makes one of."""

Plain: TypeAlias = Listed | complex | np.generic
"""The same, or a number: what an operation computes of these alone records nothing."""

Operand: TypeAlias = HasShape | list[Any] | tuple[Any, ...] | complex
"""An input of an operation: an array, a Tensor, a list of numbers or a number."""
