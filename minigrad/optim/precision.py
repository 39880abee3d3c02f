"""The dtype in which optimisers compute: at least float32."""

from __future__ import annotations

from typing import Any

import numpy as np


def working_dtype(dtype: Any) -> Any:
    """The dtype of what is remembered about parameters of a dtype: float32 for float16.

    In float16 1e-8 is 0, and the square of 300 infinite.
    """
    return np.dtype(np.float32) if dtype.itemsize < 4 else dtype


def widened(x: Any) -> Any:
    """An array in that dtype; float32 and float64 as they are."""
    return x.astype(np.float32) if x.dtype.itemsize < 4 else x
